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
    budget : None for a reference, shown to compare the others with.
    at_least : the budget is the least allowed; otherwise the most.
    """

    what: str
    seen: str
    figure: float
    budget: float | None = None
    unit: str = "×"
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the budget is kept, as the table says it."""
        if self.budget is None:
            return "[dim]reference"
        kept = self.figure >= self.budget if self.at_least else self.figure <= self.budget
        return "[green]within" if kept else "[bold red]over"

    @property
    def limit(self) -> str:
        """The budget, as the table says it."""
        return "" if self.budget is None else f"{'≥' if self.at_least else '≤'} {self.budget:g} {self.unit}"


def ratio(
    what: str, ours: Sequence[float], floor: Sequence[float], budget: float | None = None, *, percentile: int = 50
) -> Measured:
    """Compare a percentile of our times with the same of the floor's, both in seconds."""
    mine, its = np.percentile(ours, percentile), np.percentile(floor, percentile)
    return Measured(what, f"{duration(mine)} / {duration(its)}", mine / its, budget)


def table(family: str, lines: Iterable[Measured]) -> Table:
    """All figures of a family, each beside its budget, with « within » or « over »."""
    shown = Table("What", "Measured", "Figure", "Budget", "", title=family)
    for column in shown.columns[2:4]:
        column.justify = "right"
    for line in lines:
        shown.add_row(line.what, line.seen, f"{line.figure:.2f} {line.unit}", line.limit, line.verdict)
    return shown


def duration(seconds: float) -> str:
    """Write seconds, or milliseconds under one second."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"
