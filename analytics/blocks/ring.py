"""Where an action is judged: its zones, those around it and those that it is compared with."""

from functools import partial

from analytics.blocks.block import Block
from analytics.charts import ring as charts
from analytics.figures import Release, evaluations
from analytics.text import ring as texts
from data.journal import Action
from data.model import Level


def ring(release: Release, actions: tuple[Action, ...], number: int) -> Block | None:
    """Draw the zones of an action over those of their level; None for the whole commune, and where none is known.

    Parameters
    ----------
    actions : the register, judged together.
    number : of the action.
    """
    one = release.ask(evaluations.of_number, actions, number)
    if one.level is Level.COMMUNE or not one.treated:
        return None
    outlines = release.ask(evaluations.outlines, one.level)
    if not outlines.index.isin(one.treated).any():
        return None
    table = evaluations.roles(release, one)
    return Block(
        key=f"ring-{one.action.number}",
        title="",
        picture=partial(charts.ring, outlines, table, one.word),
        reading=texts.reading(table),
        table=table,
        columns=("zone_label", "role"),
    )
