"""What an evaluation looks at: one action, its zones, those that it is compared to, and their months."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.statistics.arguments import Floats, checked_counts, checked_share, refuse, unusable

YEAR = 12


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
class Counted:
    """Facts of zones in both periods, on the same months of the year.

    Attributes
    ----------
    before : facts that the months after would have had, at the rates of the same calendar months before.
    after : facts of those months; shape of ``before``, one per zone.
    per_event : facts truly counted before for each of ``before``: its variance is ``before / per_event``.
    """

    before: Floats
    after: Floats
    per_event: float


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
    simultaneous : names of other actions on the same facts in the same zones, whose effects are not told from its own.
    left_out : months just before the start that are not read, >= 0: those whose figures made the place be chosen.
    threshold : change that is sought, within 0..1 excluded.
    rises : whether the action is meant to raise what is counted.

    Raises
    ------
    ValueError
        Empty, NaN, a negative count, a missing or repeated month or zone, an unknown zone, one in two roles, no zone of
        the action, a ``start`` that leaves no month before or after, or a ``threshold`` out of range.
    """

    months: pd.DataFrame
    treated: tuple[str, ...]
    compared: tuple[str, ...]
    start: pd.Timestamp
    around: tuple[str, ...] = ()
    recording: tuple[Recording, ...] = ()
    simultaneous: tuple[str, ...] = ()
    left_out: int = 0
    threshold: float = 0.20
    rises: bool = False

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
        refuse("left_out", self.left_out < 0, "must be at least 0")
        refuse("start", not (self.n_before > 0 and self.first < len(index)), "leaves a period without a month")
        checked_share("threshold", self.threshold)

    @cached_property
    def first(self) -> int:
        """Rank of the first month of the action, from 0."""
        return int((self.months.index < self.start).sum())

    @property
    def n_before(self) -> int:
        """Months before the action that are read: the first ones."""
        return self.first - self.left_out

    @property
    def n_after(self) -> int:
        """Months from its start on."""
        return len(self.months) - self.first

    @cached_property
    def acted(self) -> Floats:
        """Events of the action's zones together, per month."""
        together: Floats = self.events(self.treated).sum(axis=1)
        return together

    def counted(self, zones: tuple[str, ...], cut: int | None = None) -> Counted:
        """Facts of zones before and after the action; or, of the months before alone, before and after one of them.

        Notes
        -----
        Direct standardisation: each month after is set beside the mean of the same calendar months before. Those whose
        calendar month was not seen before are left out; so the season of a zone is no effect, whatever the months.
        """
        before, after = slice(self.n_before if cut is None else cut), slice(self.first, None)
        if cut is not None:
            after = slice(cut, self.n_before)
        seen, wanted = (np.bincount(self._calendar[period], minlength=YEAR) for period in (before, after))
        weights = np.divide(wanted, seen, out=np.zeros(YEAR), where=seen > 0)[self._calendar[before]]
        refuse("months", not weights.any(), "have no calendar month on both sides")
        events = self.events(zones)
        return Counted(
            before=weights @ events[before],
            after=events[after][seen[self._calendar[after]] > 0].sum(axis=0),
            per_event=float(weights.sum() / (weights @ weights)),
        )

    @cached_property
    def _calendar(self) -> NDArray[np.int_]:
        """Calendar month of each month, from 0."""
        return np.asarray(self.months.index.month) - 1

    @cached_property
    def _columns(self) -> tuple[Floats, dict[str, int]]:
        """Events per month and zone, and the column of each zone, which pandas is slow to find."""
        return self.months.to_numpy(dtype=float), {zone: i for i, zone in enumerate(self.months.columns)}

    def events(self, zones: tuple[str, ...]) -> Floats:
        """Events of zones, shape (months, zones)."""
        events, rank = self._columns
        return events[:, [rank[zone] for zone in zones]]
