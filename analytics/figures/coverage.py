"""Which months of an indicator are late or provisional, by what its sources have given so far."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

import numpy as np
import pandas as pd
import shapely

from analytics.disclosure import ProtectedTable, protect
from analytics.figures.release import Release
from analytics.indicators import indicator
from data import coverage, recording_breaks
from data.coverage import Coverage
from data.journal import Zone, spreadsheet
from data.model import Level, add_months
from data.recording_breaks import RecordingBreak
from data.warehouse import repository

_SHARED = 0.01
"""Share of the smaller of two zones, of different levels, under which they only touch: borders are drawn apart."""


class MonthState(StrEnum):
    """What is known of a month of a source."""

    RECEIVED = "received"
    PROVISIONAL = "provisional"
    MISSING = "missing"
    LATE = "late"


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
    return [one for one in release.ask(of_sources, today) if one.kind == indicator(slug).kind]


def of_sources(release: Release, today: date) -> list[Coverage]:
    """What each source whose facts have a month has given by a day; see ``data.coverage.read``."""
    return coverage.read(release.connection, today)


def gives_years(release: Release) -> bool:
    """Whether a source gives the year of its facts without their month."""
    return bool((repository.sources(release.connection)["precision"] == "year").any())


def has_facts(release: Release) -> bool:
    """Whether a source gave any fact."""
    return not repository.sources(release.connection).empty


def calendar(
    release: Release, coverages: Sequence[Coverage], breaks: Sequence[RecordingBreak], names: Mapping[str, str]
) -> ProtectedTable:
    """Months of each source, those of one state that follow each other together; a break of recording parts them.

    Parameters
    ----------
    names : what each source is called, by slug.

    Returns
    -------
    One row per run of months: ``source`` (its name), ``period_start``, ``period_end``, ``state`` (a ``MonthState``) and
    ``note`` (what changed at its first month; empty where nothing did).
    """
    rows = []
    for one in coverages:
        changed = {own.month: own.note for own in breaks if own.source == one.source}
        states = dict.fromkeys(one.received.months(), MonthState.RECEIVED)
        states |= dict.fromkeys(one.provisional, MonthState.PROVISIONAL)
        states |= dict.fromkeys(one.missing, MonthState.MISSING) | dict.fromkeys(one.late, MonthState.LATE)
        own_rows: list[dict[str, object]] = []
        for month, state in sorted(states.items()):
            end = pd.Timestamp(add_months(month, 1))
            if own_rows and own_rows[-1]["state"] == state and month not in changed:
                own_rows[-1]["period_end"] = end
                continue
            start, note = pd.Timestamp(month), changed.get(month, "")
            name = names.get(one.source, one.source)
            own_rows.append(
                {"source": name, "period_start": start, "period_end": end, "state": str(state), "note": note}
            )
        rows += own_rows
    return protect(pd.DataFrame(rows), release.policy)


def _together(months: Iterable[tuple[date, ...]]) -> list[date]:
    return sorted({month for some in months for month in some})
