"""What an action is followed by, beside what was expected without it."""

from functools import partial

from analytics.blocks.block import Block
from analytics.charts import follow_up as charts
from analytics.figures import Release, evaluations
from analytics.text import follow_up as texts
from data.journal import Action

_COLUMNS = (
    "period", "part", "n_events", "expected", "chance_low", "chance_high", "cumulated", "cumulated_low",
    "cumulated_high",
)  # fmt: skip


def evaluation(release: Release, actions: tuple[Action, ...], number: int, followed: str) -> Block | None:
    """Draw the months or quarters of an action; None where nothing is expected of them.

    Parameters
    ----------
    actions : the register, judged together.
    number : of the action.
    followed : what it is judged on, as a text.
    """
    shown = release.ask(evaluations.follow_up, actions, number)
    if shown is None:
        return None
    one = release.ask(evaluations.of_number, actions, number)
    return Block(
        key=f"evaluation-{one.action.number}",
        title="",
        note=texts.measure(shown, one, followed),
        picture=partial(charts.follow_up, shown, one),
        reading=texts.reading(shown, one),
        table=shown.table,
        columns=_COLUMNS,
    )
