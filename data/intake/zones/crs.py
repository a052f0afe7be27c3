"""Which coordinate system numbers are in: what is declared, checked against what the numbers can be.

Ranges are those of French practice: degrees, Lambert-93, the nine conformal conics CC42 to CC50, and the overseas UTM
zones only
when declared.
"""

from dataclasses import dataclass

from pyproj import CRS
from pyproj.exceptions import CRSError

WGS84 = 4326
LAMBERT_93 = 2154


@dataclass(frozen=True)
class Recognised:
    """A coordinate system and, in French, why it was retained."""

    crs: CRS
    reason: str


def recognise(bounds: tuple[float, float, float, float], declared: CRS | None) -> Recognised | None:
    """Coordinate system of numbers within ``bounds``.

    Parameters
    ----------
    bounds : smallest x and y, largest x and y, in the file's own units.
    declared : what the file says of itself, if anything.

    Returns
    -------
    The declared system when the numbers can be in it, else the one that the numbers designate, else None.

    Notes
    -----
    A declaration of degrees with numbers in the hundreds of thousands is a known trap of GeoJSON, whose standard
    implies WGS84
    whatever the exporter wrote. A Lambert-93 ``.prj`` without authority is used as it is written.
    """
    guessed = _by_ranges(bounds)
    if declared is not None and _plausible(bounds, declared):
        return Recognised(declared, "déclaré par le fichier, confirmé par l’étendue des coordonnées")
    if guessed is None:
        return None
    name = f"EPSG:{guessed}"
    if declared is None:
        return Recognised(CRS.from_epsg(guessed), f"non déclaré ; {name} reconnu d’après l’étendue des coordonnées")
    return Recognised(
        CRS.from_epsg(guessed),
        f"{_name(declared)} déclaré, mais impossible avec ces coordonnées ; {name} reconnu d’après leur étendue",
    )


def from_text(text: str) -> CRS | None:
    """The system that a user names, for example ``2154`` or ``EPSG:2154``; None when there is no such system."""
    try:
        return CRS.from_user_input(int(text) if text.isdigit() else text)
    except CRSError:
        return None


def describe(crs: CRS) -> str:
    """Short name of a system: its EPSG code when it has one."""
    return _name(crs)


def _name(crs: CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name


def _plausible(bounds: tuple[float, float, float, float], crs: CRS) -> bool:
    if crs.is_geographic:
        return _in_degrees(bounds)
    guessed = _by_ranges(bounds)
    if guessed in (None, WGS84):
        return guessed is None
    declared = crs.to_epsg(min_confidence=20)
    return declared is None or declared == guessed or declared not in (LAMBERT_93, *range(3942, 3951))


def _in_degrees(bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _by_ranges(bounds: tuple[float, float, float, float]) -> int | None:
    west, south, east, north = bounds
    if _in_degrees(bounds):
        return WGS84
    if west >= 100_000 and east <= 1_250_000 and south >= 6_000_000 and north <= 7_150_000:
        return LAMBERT_93
    if west >= 1_100_000 and east <= 2_300_000:
        # CCn has its false northing at (n - 41) million + 200,000 and serves one degree on either side.
        zone = round(((south + north) / 2 - 1_200_000) / 1_000_000)
        if 0 <= zone <= 8:
            return 3942 + zone
    return None
