"""One budget, what was measured beside it, and the table of all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rich.table import Table


@dataclass(frozen=True)
class Measured:
    """A figure beside its budget.

    Attributes
    ----------
    seen : what the figure comes from, in words.
    at_least : the budget is the least allowed; otherwise the most.
    """

    what: str
    seen: str
    figure: float
    budget: float
    unit: str = "×"
    at_least: bool = False

    @property
    def within(self) -> bool:
        """Whether the budget is kept."""
        return self.figure >= self.budget if self.at_least else self.figure <= self.budget


def ratio(what: str, ours: Sequence[float], floor: Sequence[float], budget: float, *, percentile: int = 50) -> Measured:
    """Compare a percentile of our times with the same of the floor's, both in seconds."""
    mine, its = np.percentile(ours, percentile), np.percentile(floor, percentile)
    return Measured(what, f"{_duration(mine)} / {_duration(its)}", mine / its, budget)


def table(lines: Iterable[Measured]) -> Table:
    """All figures, each beside its budget, with « within » or « over »."""
    shown = Table("What", "Measured", "Figure", "Budget", "", title="Budgets")
    for column in shown.columns[2:4]:
        column.justify = "right"
    for line in lines:
        verdict = "[green]within" if line.within else "[bold red]over"
        sign = "≥" if line.at_least else "≤"
        figure, budget = f"{line.figure:.2f} {line.unit}", f"{sign} {line.budget:g} {line.unit}"
        shown.add_row(line.what, line.seen, figure, budget, verdict)
    return shown


def _duration(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"
