"""Which months of an indicator are late or provisional, by what its sources have given so far."""

from collections.abc import Iterable
from datetime import date

from analytics.figures.release import Release
from analytics.indicators import indicator
from data import coverage, recording_breaks
from data.coverage import Coverage
from data.recording_breaks import RecordingBreak


def late_months(release: Release, slug: str, today: date) -> list[date]:
    """Months that a source of the indicator should have given by a day; see ``data.coverage.read``."""
    return _together(one.late for one in _coverages(release, slug, today))


def provisional_months(release: Release, slug: str, today: date) -> list[date]:
    """Months that a source of the indicator may still complete or correct; see ``data.coverage.read``."""
    return _together(one.provisional for one in _coverages(release, slug, today))


def breaks(release: Release, slug: str, today: date) -> list[RecordingBreak]:
    """Changes in how the sources of the indicator record their facts, by month.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, HomeFileError : the file of the home is faulty.
    """
    sources = {one.source for one in _coverages(release, slug, today)}
    kept = (one for one in recording_breaks.read(release.commune.home) if one.source in sources)
    return sorted(kept, key=lambda one: one.month)


def _coverages(release: Release, slug: str, today: date) -> list[Coverage]:
    return [one for one in release.ask(_all, today) if one.kind == indicator(slug).kind]


def _all(release: Release, today: date) -> list[Coverage]:
    return coverage.read(release.connection, today)


def _together(months: Iterable[tuple[date, ...]]) -> list[date]:
    return sorted({month for some in months for month in some})
