"""What residents and partners answer on one theme, each to its own questions: in the commune, and zone by zone."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import feeling as charts
from analytics.figures import Release, surveys
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as text
from analytics.text.markdown import literal
from data.model import Level

_COLUMNS = ("group", "wording", "counted", "n_answers", "share_pct", "low_pct", "high_pct", "reliability")


def residents_and_partners(release: Release, wave: Wave, question: Question) -> Block:
    """Draw the whole commune, one row per question of the theme."""
    table = release.ask(surveys.partners, wave, question)
    labels = text.group_labels(table)
    return Block(
        key="ressenti-publics",
        title=text.partners_title(table),
        note=text.PARTNERS_NOTE,
        asked=literal(question.wording),
        source=source.of_survey(release, wave, question, Level.COMMUNE),
        picture=partial(charts.zones, table, labels=labels),
        reading=text.partners(table),
        table=table,
        columns=_COLUMNS,
        labels=labels,
    )


def residents_and_partners_by_zone(release: Release, wave: Wave, question: Question, level: Level) -> Block:
    """Draw the zones where both are known."""
    table = release.ask(surveys.partners_by_zone, wave, question, level)
    labels = text.zone_group_labels(table)
    return Block(
        key="ressenti-publics-zones",
        title=text.partners_by_zone_title(table),
        asked=literal(question.wording),
        source=source.of_survey(release, wave, question, level),
        picture=partial(charts.zones, table, labels=labels),
        reading=text.partners_by_zone(table),
        table=table,
        columns=_COLUMNS,
        labels=labels,
    )
