"""What can be drawn over the zones: actions while they run, places of the commune, limits of other levels."""

from dataclasses import dataclass
from datetime import date

from analytics.figures.release import Release
from data import public_places
from data.journal import Action
from data.model import Level, Period, add_months
from data.warehouse import repository


@dataclass(frozen=True)
class Mark:
    """A point over the zones.

    Attributes
    ----------
    layer : ``actions`` or ``lieux``.
    lon, lat : degrees (WGS84).
    period : months during which it is there; None for always.
    """

    layer: str
    label: str
    lon: float
    lat: float
    period: Period | None = None


def marks(release: Release, actions: tuple[Action, ...]) -> tuple[Mark, ...]:
    """Actions of the journal, one mark in each of their zones, and places of the commune.

    An action of the whole commune stands in no zone, and has no mark.

    Raises
    ------
    UnreadableFileError, UnknownColumnError, HomeFileError : a file of the home is faulty.
    """
    home = release.commune.home
    centres = repository.zone_centres(release.connection)
    points = {
        name: (row.lon, row.lat)
        for row in centres.itertuples()
        for name in ((row.zone_code, row.zone_label) if row.level == Level.QUARTIER else (row.zone_label,))
    }
    acted = (
        Mark("actions", action.name, *point, _period(action))
        for action in actions
        for zone in action.zones
        if (point := points.get(zone.code) or points.get(zone.label))
    )
    places = (
        Mark("lieux", f"{one.name} ({one.nature})", one.longitude, one.latitude) for one in public_places.read(home)
    )
    return (*acted, *places)


def outlines(release: Release) -> dict[Level, str]:
    """Vintage of the published outline of each level that has one."""
    levels = [level for level in release.levels() if level is not Level.COMMUNE]
    return {level: str(release.zones(level)["vintage"].iloc[0]) for level in levels}


def outline(release: Release, level: Level) -> str:
    """The published outline of a level, as text."""
    vintage = release.ask(outlines)[level]
    return (release.commune.home / "geo" / f"{level}-{vintage}.json").read_text(encoding="utf-8")


def _period(action: Action) -> Period:
    """Months that an action touches; one that lasts has no end that anybody will see."""
    start = add_months(action.start, 0)
    return Period(start, add_months(action.end, 1) if action.end else date.max.replace(day=1))
