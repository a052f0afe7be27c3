"""What changed in the answers to a question between two waves of a survey."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import feeling as charts
from analytics.figures import Release, surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as text
from analytics.text.markdown import literal
from data.model import Level


def changes_between_waves(
    release: Release, before: Wave, after: Wave, question: Question, level: Level, *, emphasised: tuple[str, ...] = ()
) -> Block:
    """Draw two points per zone, the margin of their difference and the word of those that moved.

    Parameters
    ----------
    before : one of ``figures.surveys.joined``.
    emphasised : codes of the zones to be seen first.
    """
    table = text.with_changes(release.ask(surveys.changes, before, after, question, level))
    words = (text.changes(table), text.WAVES_NOTE, text.apart(release.ask(surveys.apart, after, question)))
    return Block(
        key="ressenti-vagues",
        title=text.changes_title(table),
        note=text.changes_note(before.wave, after.wave, before.voluntary or after.voluntary),
        asked=literal(question.wording),
        source=source.of_survey(release, after, question, level),
        picture=partial(charts.waves, table, before=before.wave, after=after.wave, emphasised=emphasised),
        reading=" ".join(filter(None, words)),
        table=table,
        # Few columns: half a screen must hold them, and the file has them all.
        columns=("zone_label", "before_pct", "share_pct", "difference_pts", "word"),
    )
