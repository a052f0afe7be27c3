"""Which months of an indicator are late or provisional, by what its sources have given so far."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import shapely

from analytics.figures.release import Release
from analytics.indicators import indicator
from data import coverage, recording_breaks
from data.coverage import Coverage
from data.journal import Zone, spreadsheet
from data.model import Level
from data.recording_breaks import RecordingBreak
from data.warehouse import repository

_SHARED = 0.01
"""Share of the smaller of two zones, of different levels, under which they only touch: borders are drawn apart."""


def late_months(release: Release, slug: str, today: date) -> list[date]:
    """Months that a source of the indicator should have given by a day; see ``data.coverage.read``."""
    return _together(one.late for one in _coverages(release, slug, today))


def provisional_months(release: Release, slug: str, today: date) -> list[date]:
    """Months that a source of the indicator may still complete or correct; see ``data.coverage.read``."""
    return _together(one.provisional for one in _coverages(release, slug, today))


def declared_breaks(release: Release) -> tuple[RecordingBreak, ...]:
    """Changes in how all sources record their facts, in the order of the file.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, HomeFileError : the file of the home is faulty.
    """
    return recording_breaks.read(release.commune.home, release.ask(_zone_names))


def breaks(release: Release, slug: str, today: date) -> list[RecordingBreak]:
    """Changes in how the sources of the indicator record their facts, by month; refusals of ``declared_breaks``."""
    sources = {one.source for one in _coverages(release, slug, today)}
    kept = (one for one in declared_breaks(release) if one.source in sources)
    return sorted(kept, key=lambda one: one.month)


def touched(release: Release, change: RecordingBreak, level: Level) -> frozenset[str]:
    """Codes of the zones of a level that a change of recording concerns: all of them, where it names none.

    Of another level than those that it names, the zones that meet one of them, as does any without a known outline.
    """
    codes = frozenset(release.zones(level)["zone_code"])
    if not change.zones or level is Level.COMMUNE:
        return codes
    own = {zone.code for zone in change.zones if zone.level is level}
    outlines = repository.zone_outlines(release.connection, level)
    shapes = outlines.to_numpy()[:, None]
    for other in {zone.level for zone in change.zones} - {level}:
        named = [zone.code for zone in change.zones if zone.level is other]
        theirs = repository.zone_outlines(release.connection, other)
        if theirs.index.isin(named).sum() < len(named):
            return codes
        met = theirs[theirs.index.isin(named)].to_numpy()
        smaller = np.minimum(shapely.area(shapes), shapely.area(met))
        meets = shapely.area(shapely.intersection(shapes, met)) > _SHARED * smaller
        own |= {*outlines.index[meets.any(axis=1)], *codes.difference(outlines.index)}
    return frozenset(own)


def _zone_names(release: Release) -> dict[str, Zone]:
    return spreadsheet.by_name(spreadsheet.zones_of(release.connection))


def _coverages(release: Release, slug: str, today: date) -> list[Coverage]:
    return [one for one in release.ask(_all, today) if one.kind == indicator(slug).kind]


def _all(release: Release, today: date) -> list[Coverage]:
    return coverage.read(release.connection, today)


def _together(months: Iterable[tuple[date, ...]]) -> list[date]:
    return sorted({month for some in months for month in some})
