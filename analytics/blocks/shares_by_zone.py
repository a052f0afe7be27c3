"""The share of the counted answers to a question, in the commune and in each zone."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import feeling as charts
from analytics.figures import Release, surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as text
from analytics.text.markdown import literal
from data.model import Level


def shares_by_zone(
    release: Release, wave: Wave, question: Question, level: Level, *, emphasised: tuple[str, ...] = ()
) -> Block:
    """Draw a point and its margin per zone.

    Parameters
    ----------
    emphasised : codes of the zones to be seen first.
    """
    table = release.ask(surveys.shares, wave, question, level)
    words = (
        text.shares(table, question.counted, wave.voluntary),
        text.ZONES_NOTE,
        "" if wave.voluntary else text.DRAWN[release.ask(surveys.has_clusters, wave)],
    )
    return Block(
        key="ressenti-zones",
        title=text.shares_title(table, question.has_orientation),
        note=text.shares_note(wave.audience, wave.wave, wave.voluntary),
        asked=literal(question.wording),
        source=source.of_survey(release, wave, question, level),
        picture=partial(charts.zones, table, emphasised=emphasised),
        reading=" ".join(filter(None, words)),
        table=table,
        columns=("zone_label", "n_answers", "effective", "share_pct", "low_pct", "high_pct", "reliability"),
    )
