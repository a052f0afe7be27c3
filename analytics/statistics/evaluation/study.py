"""What an evaluation looks at: one action, its zones, those that it is compared to, and their months."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.statistics.arguments import Floats, checked_counts, refuse, unusable


@dataclass(frozen=True)
class Recording:
    """A known change of what is written down.

    Attributes
    ----------
    month : first month of the change.
    zones : those that it touches; none for all of them.
    """

    month: pd.Timestamp
    zones: tuple[str, ...] = ()


@dataclass(frozen=True)
class Study:
    """One action and what it is compared to. Every choice is made before the result is known.

    Attributes
    ----------
    months : monthly events, >= 0; one row per month without a gap, one column per zone, none missing.
    treated : zones of the action.
    compared : zones that resemble them; none when the action concerns the whole commune.
    around : zones where its effect may have moved; never among the compared ones.
    start : first month of the action.
    recording : known changes of recording.
    simultaneous : names of other actions that began in the same zones, on the same facts, in about the same months.

    Raises
    ------
    ValueError
        Empty, NaN, a negative count, a missing or repeated month or zone, an unknown zone, one in two roles, no zone of
        the action, or a ``start`` that leaves no month before or after.
    """

    months: pd.DataFrame
    treated: tuple[str, ...]
    compared: tuple[str, ...]
    start: pd.Timestamp
    around: tuple[str, ...] = ()
    recording: tuple[Recording, ...] = ()
    simultaneous: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a study that nothing could be measured on."""
        zones = (*self.treated, *self.compared, *self.around)
        checked_counts("months", self.months)
        refuse("treated", not self.treated, "names no zone")
        refuse("treated, compared, around", len(zones) != len(set(zones)), "name a zone twice")
        unknown = [zone for zone in zones if zone not in self.months]
        if unknown:
            raise unusable("months", "lacks zones", ", ".join(map(str, unknown)))
        refuse("months", self.months.columns.duplicated(), "has a zone twice")
        index = self.months.index
        if not isinstance(index, pd.DatetimeIndex):
            raise unusable("months", "is not indexed by months")
        whole = pd.date_range(index[0], index[-1], freq="MS")
        refuse("months", not index.equals(whole), "must have every month once, in order")
        refuse("start", not 0 < self.n_before < len(index), "leaves a period without a month")

    @cached_property
    def n_before(self) -> int:
        """Months before the action."""
        return int((self.months.index < self.start).sum())

    @property
    def n_after(self) -> int:
        """Months from its start on."""
        return len(self.months) - self.n_before

    @cached_property
    def acted(self) -> Floats:
        """Events of the action's zones together, per month."""
        return self.together(self.treated)

    @cached_property
    def of_compared(self) -> Floats:
        """Events of the compared zones together, per month."""
        return self.together(self.compared)

    @cached_property
    def dispersion(self) -> float | None:
        """Pearson's dispersion of the months before about levels of zones and months; None where it has none."""
        counts = self.months[list(self.treated + self.compared)].to_numpy(dtype=float)[: self.n_before]
        counts = counts[counts.any(axis=1)][:, counts.any(axis=0)]
        if min(counts.shape, default=0) < 2:
            return None
        expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
        freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
        return float(((counts - expected) ** 2 / expected).sum() / freedom)

    def together(self, zones: tuple[str, ...]) -> Floats:
        """Events of zones, per month."""
        return np.asarray(self.months[list(zones)].sum(axis=1), dtype=float)

    def periods(self, months: Floats, first: int | None = None) -> Floats:
        """Events before and after, shape (2, …): cut at the action, or at another position."""
        cut = self.n_before if first is None else first
        return np.stack([months[:cut].sum(axis=0), months[cut:].sum(axis=0)])

    def lengths(self) -> NDArray[np.float64]:
        """Months of each period."""
        return np.array([self.n_before, self.n_after], dtype=float)
