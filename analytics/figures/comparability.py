"""What may be compared with what: the one module that decides it, for every screen, command and document."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from analytics.figures import coverage
from analytics.figures.release import YEAR, Counts, Release
from analytics.indicators import indicator
from data.errors import HomeFileError, UnknownColumnError, UnreadableFileError
from data.model import Level, Period, add_months

YEARS = 5
"""Years before, at most, whose mean a period is compared with."""
FEWEST_MONTHS = 3
"""Of a longer period, under which nothing is compared."""
MOST_SILENT = 3
"""Months without a fact after which a source has ended, however rare its facts."""


class Obstacle(StrEnum):
    """Why two periods are not compared."""

    OVERLAP = "overlap"
    OTHER_MONTHS = "other_months"
    MISSING_MONTHS = "missing_months"
    PROVISIONAL = "provisional"
    RECORDING = "recording"
    UNREAD_BREAKS = "unread_breaks"
    OTHER_SOURCES = "other_sources"


@dataclass(frozen=True)
class Comparison:
    """A period beside earlier ones of the same length, the latest first: it is judged against their mean."""

    before: tuple[Period, ...]
    after: Period

    @classmethod
    def with_years_before(cls, period: Period) -> "Comparison":
        """A period against the same months of the five years before; of a longer one, its last twelve months."""
        recent = Period(max(period.start, add_months(period.end, -YEAR)), period.end)
        return cls(tuple(recent.shift(-YEAR * years) for years in range(1, YEARS + 1)), recent)


@dataclass(frozen=True)
class Compared:
    """What of a comparison may be compared.

    Attributes
    ----------
    after : the period that is judged: its last months, where the first ones have nothing to be compared with.
    before : the earlier periods of the same months, the latest first; none where nothing may be compared.
    obstacle : why nothing may be; None where something is.
    touched : zones, by code, where a source changed how it records meanwhile: there nothing may be.
    """

    after: Period
    before: tuple[Period, ...] = ()
    obstacle: Obstacle | None = None
    touched: frozenset[str] = frozenset()

    @property
    def n_months(self) -> int:
        """Months of all the earlier periods."""
        return sum(period.n_months for period in self.before)

    def in_zone(self, code: str) -> "Compared":
        """What may be compared in one of the zones."""
        return Compared(self.after, (), Obstacle.RECORDING) if code in self.touched else self


def compared(release: Release, slug: str, level: Level, comparison: Comparison) -> Compared:
    """What of a comparison may be compared, for an indicator at a level.

    Notes
    -----
    Two periods have the same months of the year and none in common; each month is covered as a month, and none may
    still be completed by its source; the sources that count in one count in the other; and none of them changed how it
    records its facts from the start of the one to the end of the other. The last months, that are provisional, are left
    out first; then as many of the first ones as it takes for an earlier period to stand, three months being left. A
    change in some zones alone leaves the others comparable; it touches the commune as one everywhere does.
    """
    counts = release.counts(indicator(slug).kind, level)
    today = date.today()
    provisional = frozenset(coverage.provisional_months(release, slug, today))
    whole = comparison.after
    try:
        changes = _changes(release, slug, level, today)
    except (UnreadableFileError, UnknownColumnError, HomeFileError):
        # The screens that show the figures say what is wrong with the file.
        return Compared(whole, (), Obstacle.UNREAD_BREAKS)
    everywhere = [change.month for change in changes if change.zones is None]
    n_late = next((n for n, month in enumerate(reversed(whole.months())) if month not in provisional), 0)
    for n_early in range(max(1, whole.n_months - n_late - FEWEST_MONTHS + 1)):
        after, *earlier = (_within(period, n_early, n_late) for period in (whole, *comparison.before))
        obstacles = [_obstacle(counts, before, after, provisional, everywhere) for before in earlier]
        known = [before for before, obstacle in zip(earlier, obstacles, strict=True) if obstacle is None]
        if known:
            start, end = min(one.start for one in (after, *known)), max(one.end for one in (after, *known))
            touched = frozenset[str]().union(*(one.zones for one in changes if one.zones and start < one.month < end))
            if touched.issuperset(release.zones(level)["zone_code"]):
                return Compared(whole, (), Obstacle.RECORDING)
            return Compared(after, tuple(known), touched=touched)
        if n_early == 0:
            obstacle = obstacles[0]
    return Compared(whole, (), obstacle)


def last_comparable_month(release: Release, slug: str, covered: Period) -> date:
    """The last month that no source of an indicator may still complete; the last one where all of them may be."""
    provisional = {*coverage.provisional_months(release, slug, date.today())}
    return next((month for month in reversed(covered.months()) if month not in provisional), covered.last_month)


def cuts(release: Release, slug: str, level: Level) -> dict[str | None, tuple[date, ...]]:
    """Months from which an indicator does not count what it counted: no month is usual after one, from those before.

    Its sources change how they record, or one of them begins or ends; every month, where the changes do not read.

    Returns
    -------
    By code, the zones of the level in their order; then, by None, the commune.
    """
    codes = () if level is Level.COMMUNE else release.zones(level)["zone_code"]
    of_zones, of_commune = (_cuts(release, slug, one) for one in (level, Level.COMMUNE))
    months = {code: {one.month for one in of_zones if one.zones is None or code in one.zones} for code in codes}
    return {code: tuple(sorted(own)) for code, own in (months | {None: {one.month for one in of_commune}}).items()}


@dataclass(frozen=True)
class _Change:
    """A change of recording: codes of the zones of a level that it touches, some but not all; None for all."""

    month: date
    zones: frozenset[str] | None


def _changes(release: Release, slug: str, level: Level, today: date) -> list[_Change]:
    """Changes of recording of an indicator that touch a zone of a level, with those zones."""
    everywhere = frozenset(release.zones(level)["zone_code"])
    breaks = coverage.breaks(release, slug, today)
    touched = [(one.month, release.ask(coverage.touched, one, level)) for one in breaks]
    return [_Change(month, None if zones == everywhere else zones) for month, zones in touched if zones]


def _cuts(release: Release, slug: str, level: Level) -> list[_Change]:
    counts = release.counts(indicator(slug).kind, level)
    covered = counts.period
    if covered is None:
        return []
    try:
        changes = _changes(release, slug, level, date.today())
    except (UnreadableFileError, UnknownColumnError, HomeFileError):
        changes = [_Change(month, None) for month in covered.months()]
    for given in filter(None, map(_span, counts.sources.values())):
        changes += [_Change(given.start, None), _Change(given.end, None)]
    return [one for one in changes if covered.start < one.month < covered.end]


def _within(period: Period, n_early: int, n_late: int) -> Period:
    """A period without some of its first and last months."""
    return Period(add_months(period.start, n_early), add_months(period.end, -n_late))


def _obstacle(
    counts: Counts, before: Period, after: Period, provisional: Collection[date], breaks: Iterable[date]
) -> Obstacle | None:
    if before.start < after.end and after.start < before.end:
        return Obstacle.OVERLAP
    if [day.month for day in before.months()] != [day.month for day in after.months()]:
        return Obstacle.OTHER_MONTHS
    together = [*before.months(), *after.months()]
    months = {bucket.start for bucket in counts.covered if bucket.n_months == 1}
    if not months.issuperset(together):
        return Obstacle.MISSING_MONTHS
    if any(month in provisional for month in together):
        return Obstacle.PROVISIONAL
    start, end = min(before.start, after.start), max(before.end, after.end)
    if any(start < month < end for month in breaks):
        return Obstacle.RECORDING
    shares = [(_given(buckets, before), _given(buckets, after)) for buckets in counts.sources.values()]
    if any(None in share or share[0] != share[1] for share in shares):
        return Obstacle.OTHER_SOURCES
    return None


def _given(buckets: Iterable[Period], period: Period) -> bool | None:
    """Whether a source, from its first month to its last, gives a whole period, or nothing of it; None for a part."""
    given = _span(buckets)
    if given is None:
        return False
    if given.start <= period.start and period.end <= given.end:
        return True
    return None if given.start < period.end and period.start < given.end else False


def _span(buckets: Iterable[Period]) -> Period | None:
    """From the first month of a source to its last; None where it gives years only.

    One of rare facts begins before its first, and ends after its last: by as many months as it once went without any
    between two, at most ``MOST_SILENT``.
    """
    months = sorted(bucket.start for bucket in buckets if bucket.n_months == 1)
    if not months:
        return None
    silent = max((Period(add_months(one, 1), following).n_months for one, following in pairwise(months)), default=0)
    around = min(silent, MOST_SILENT)
    return Period(add_months(months[0], -around), add_months(months[-1], 1 + around))
