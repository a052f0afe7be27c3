"""Which coordinate system numbers are in: what is declared, checked against where the commune is.

Systems are those of French practice. Where it is not known where the commune is, or where no system leads there, the
ranges of degrees, Lambert-93 and the nine conformal conics CC42 to CC50 decide.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from data.errors import UndecidedError

WGS84 = 4326
LAMBERT_93 = 2154
WEB_MERCATOR = 3857

_CANDIDATES = {
    LAMBERT_93: "Lambert-93",
    **{3900 + n: f"CC{n}" for n in range(42, 51)},
    WEB_MERCATOR: "Web Mercator",
    27572: "Lambert II étendu",
    27561: "Lambert I", 27562: "Lambert II", 27563: "Lambert III", 27564: "Lambert IV",
    27571: "Lambert I carto", 27573: "Lambert III carto", 27574: "Lambert IV carto",
    32630: "UTM 30", 32631: "UTM 31", 32632: "UTM 32",
    5490: "UTM 20, Antilles", 2972: "UTM 22, Guyane", 2975: "UTM 40, La Réunion", 4471: "UTM 38, Mayotte",
    4467: "UTM 21, Saint-Pierre-et-Miquelon",
}  # fmt: skip
"""Projected systems that a French file may be in, the commonest first."""
_SAME_DEGREES = 0.002
"""Some two hundred metres: systems that lead so near to one another need no question."""

_WITHOUT_PARAMETERS = re.compile(r"[^+={}<>\[\]\"]+")
"""A name or a code: a text with parameters may have the reader open any file of the machine."""

Bounds = tuple[float, float, float, float]
"""West, south, east and north; or smallest x and y, largest x and y."""


@dataclass(frozen=True)
class Recognised:
    """A coordinate system and, in French, why it was retained."""

    crs: CRS
    reason: str


def recognise(
    bounds: Bounds, declared: CRS | None, around: Bounds | None = None, *, file: str, answer: str | None = None
) -> Recognised | None:
    """Coordinate system of numbers within ``bounds``.

    Parameters
    ----------
    bounds : smallest x and y, largest x and y, in the file's own units.
    declared : what the file says of itself, if anything.
    around : the commune's surroundings, in degrees, if known.
    answer : what a person answered to the question ``crs``.

    Returns
    -------
    The declared system when the numbers can be in it, else the one that the numbers designate, else None.

    Raises
    ------
    UndecidedError : several systems lead to the commune, each elsewhere in it.

    Notes
    -----
    A declaration of degrees with numbers in the hundreds of thousands is a known trap of GeoJSON, whose standard
    implies WGS84 whatever the exporter wrote. A Lambert-93 ``.prj`` without authority is used as it is written.
    """
    if answer and (stated := from_text(answer)):
        return Recognised(stated, "indiqué à la main")
    if around is not None and not _in_degrees(bounds):
        if declared is not None and _lead_there([declared], bounds, around):
            return Recognised(declared, "déclaré par le fichier, confirmé par l’étendue des coordonnées")
        fitting = _lead_there(map(_system, _CANDIDATES), bounds, around)
        if len(fitting) > 1:
            names = [f"{describe(crs)} – {_CANDIDATES[crs.to_epsg() or 0]}" for crs in fitting]
            raise UndecidedError(
                file=file,
                key="crs",
                question="Dans quel système de coordonnées ces nombres sont-ils écrits ?",
                options=names,
            )
        if fitting:
            return _designated(fitting[0], declared)
    guessed = _by_ranges(bounds)
    if declared is not None and _plausible(bounds, declared):
        return Recognised(declared, "déclaré par le fichier, confirmé par l’étendue des coordonnées")
    return None if guessed is None else _designated(_system(guessed), declared)


def _designated(crs: CRS, declared: CRS | None) -> Recognised:
    name = name_of(crs)
    if declared is None:
        return Recognised(crs, f"non déclaré ; {name} reconnu d’après l’étendue des coordonnées")
    return Recognised(
        crs, f"{name_of(declared)} déclaré, mais impossible avec ces coordonnées ; {name} reconnu d’après leur étendue"
    )


@cache
def _system(epsg: int) -> CRS:
    return CRS.from_epsg(epsg)


def _lead_there(systems: Iterable[CRS], bounds: Bounds, around: Bounds) -> list[CRS]:
    """Systems in which the middle of the numbers lies in the surroundings of the commune, one per position."""
    west, south, east, north = around
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    positions: list[tuple[float, float]] = []
    fitting = []
    for system in systems:
        lon, lat = _to_degrees(system).transform(x, y)
        if not (west <= lon <= east and south <= lat <= north):
            continue
        if all(np.hypot(lon - other_lon, lat - other_lat) > _SAME_DEGREES for other_lon, other_lat in positions):
            positions.append((lon, lat))
            fitting.append(system)
    return fitting


@cache
def _to_degrees(system: CRS) -> Transformer:
    return Transformer.from_crs(system, WGS84, always_xy=True)


def from_text(text: str) -> CRS | None:
    """The system that a user names: ``2154``, ``EPSG:2154 – Lambert-93``; None when there is no such system."""
    if not _WITHOUT_PARAMETERS.fullmatch(text):
        return None
    code = re.match(r"(?:EPSG:)?(\d+)\b", text.strip(), re.IGNORECASE)
    try:
        return CRS.from_epsg(int(code[1])) if code else CRS.from_user_input(text)
    except CRSError:
        return None


def describe(crs: CRS) -> str:
    """Short name of a system: its EPSG code when it has one."""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name


def name_of(crs: CRS) -> str:
    """What a system is called in French, without its code: « degrés (WGS 84) », « Lambert-93 »."""
    code = crs.to_epsg() or 0
    if code in _CANDIDATES:
        return _CANDIDATES[code]
    name = "WGS 84" if crs.name.startswith("WGS 84") and crs.is_geographic else crs.name
    return f"degrés ({name})" if crs.is_geographic else name


def _plausible(bounds: Bounds, crs: CRS) -> bool:
    if crs.is_geographic:
        return _in_degrees(bounds)
    guessed = _by_ranges(bounds)
    if guessed in (None, WGS84):
        return guessed is None
    declared = crs.to_epsg(min_confidence=20)
    return declared is None or declared == guessed or declared not in (LAMBERT_93, *range(3942, 3951))


def _in_degrees(bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return west >= -180 and east <= 180 and south >= -90 and north <= 90


def _by_ranges(bounds: Bounds) -> int | None:
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
