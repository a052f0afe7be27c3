"""What is felt against what is recorded of the same theme, zone by zone."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import feeling as charts
from analytics.figures import Release
from analytics.figures import felt_and_recorded as figures
from analytics.figures.surveys import Question, Wave
from analytics.indicators import indicator
from analytics.text import feeling as text
from analytics.text.markdown import literal
from data.model import Level


def felt_and_recorded(
    release: Release, wave: Wave, question: Question, level: Level, slug: str, *, emphasised: tuple[str, ...] = ()
) -> Block:
    """Draw each zone at its recorded rate and its share of the counted answers, with both margins.

    Parameters
    ----------
    question : one that has a theme.
    slug : one of ``figures.felt_and_recorded.indicators_for``.
    emphasised : codes of the zones to be seen first.
    """
    table = text.with_gaps(
        release.ask(figures.facts, wave, question, level, slug),
        voluntary=wave.voluntary,
        has_orientation=question.has_orientation,
    )
    shown, theme = indicator(slug), release.nomenclature.themes[question.theme or ""]
    categories = [release.nomenclature.label(one) for one in theme.categories]
    return Block(
        key="ressenti-ecart",
        title=text.facts_title(table),
        note=text.beside_note(shown.label, theme.label, figures.period(wave)),
        asked=literal(question.wording),
        source=source.of_survey(release, wave, question, level),
        picture=partial(charts.quadrant, table, unit=text.per(shown.unit), emphasised=emphasised),
        reading=" ".join((text.facts(table), text.theme(categories), text.BESIDE_NOTE)),
        table=table,
        # Few columns: half a screen must hold them, and the file has them all.
        columns=("zone_label", "share_pct", "value", "verdict"),
    )
