"""Which months of an indicator are late or provisional, by what its sources have given so far."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from analytics.figures import Observatory
from analytics.indicators import indicator
from data import coverage, register
from data.coverage import Coverage
from data.register import Break


def late_months(source: Observatory, slug: str, today: date) -> list[date]:
    """Months that a source of the indicator should have given by a day; see ``data.coverage.read``."""
    return _together(one.late for one in _coverages(source, slug, today))


def provisional_months(source: Observatory, slug: str, today: date) -> list[date]:
    """Months that a source of the indicator may still complete or correct; see ``data.coverage.read``."""
    return _together(one.provisional for one in _coverages(source, slug, today))


def breaks(source: Observatory, slug: str, today: date) -> list[Break]:
    """Changes in how the sources of the indicator record their facts, by month.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, RegisterError : the file of the home is faulty.
    """
    sources = {one.source for one in _coverages(source, slug, today)}
    kept = (one for one in register.breaks(source.commune.home) if one.source in sources)
    return sorted(kept, key=lambda one: one.month)


def _coverages(source: Observatory, slug: str, today: date) -> list[Coverage]:
    return [one for one in _all(source, today) if one.kind == indicator(slug).kind]


@lru_cache(4)
def _all(source: Observatory, today: date) -> list[Coverage]:
    return coverage.read(source.connection, today)


def _together(months: Iterable[tuple[date, ...]]) -> list[date]:
    return sorted({month for some in months for month in some})
