"""What may be compared with what: the one module that decides it, for every screen, command and document."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.figures.release import YEAR, Counts
from data.model import Period, add_months


class Obstacle(StrEnum):
    """Why two periods are not compared."""

    OVERLAP = "overlap"
    MISSING_MONTHS = "missing_months"


@dataclass(frozen=True)
class Comparison:
    """Two periods set side by side; the second is judged against the first."""

    before: Period
    after: Period

    @classmethod
    def with_year_before(cls, period: Period) -> "Comparison":
        """A period against the same months one year earlier; of a longer one, its last twelve months."""
        recent = Period(max(period.start, add_months(period.end, -YEAR)), period.end)
        return cls(recent.shift(-YEAR), recent)

    @classmethod
    def with_months_before(cls, period: Period) -> "Comparison":
        """A period against as many months just before it."""
        return cls(period.shift(-period.n_months), period)

    @property
    def overlaps(self) -> bool:
        """Whether a month stands on both sides."""
        return self.before.start < self.after.end and self.after.start < self.before.end

    @property
    def same_season(self) -> bool:
        """Whether both periods hold the same months of the year."""
        return [day.month for day in self.before.months()] == [day.month for day in self.after.months()]


def obstacle(counts: Counts, comparison: Comparison) -> Obstacle | None:
    """Why the counts of two periods are not compared; None where they may be.

    Parameters
    ----------
    counts : of one kind of facts, at the level of the zones compared.

    Notes
    -----
    No month stands on both sides, and each month of both periods is covered as a month: a year-only fact has none.
    """
    if comparison.overlaps:
        return Obstacle.OVERLAP
    months = {bucket.start for bucket in counts.covered if bucket.n_months == 1}
    if months.issuperset([*comparison.before.months(), *comparison.after.months()]):
        return None
    return Obstacle.MISSING_MONTHS
