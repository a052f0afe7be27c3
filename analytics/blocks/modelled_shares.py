"""What a model says of the zones where few people answered."""

from functools import partial

from analytics.blocks import source
from analytics.blocks.block import Block
from analytics.charts import feeling as charts
from analytics.figures import Release, felt_and_recorded
from analytics.figures.surveys import Question, Wave
from analytics.text import feeling as text
from analytics.text.markdown import literal
from data.model import Level


def modelled_shares(release: Release, wave: Wave, question: Question, level: Level, slug: str | None) -> Block:
    """Draw an estimate and its margin per zone.

    Parameters
    ----------
    slug : indicator whose rate helps to predict; None for none.
    """
    table = release.ask(felt_and_recorded.small_areas, wave, question, level, slug)
    return Block(
        key="ressenti-estimations",
        title=text.model_title(table),
        note=text.MODEL_NOTE,
        asked=literal(question.wording),
        source=source.of_survey(release, wave, question, level),
        picture=partial(charts.zones, table, value="model_pct"),
        reading=text.model(table),
        table=table,
        columns=("zone_label", "n_answers", "effective", "model_pct", "low_pct", "high_pct"),
    )
