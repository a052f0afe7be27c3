"""Degrees, minutes and seconds as people write them: 43°36'12"N, 43 36.2 N, N 43° 36.2 E 1° 26.6."""

import re
from collections.abc import Sequence

_LONGEST = 80
"""Letters: a longer text is none."""
_SPELLED = (
    (re.compile(r"[º˚]|\bdeg(r[ée]s?)?\b\.?"), "°"),
    (re.compile(r"''|’’|′′|[”″“]|\bsec(ondes?)?\b\.?"), '"'),
    (re.compile(r"[’′´`‘]|\bmin(utes?)?\b\.?"), "'"),
    (re.compile(r"−"), "-"),
    (re.compile(r"\b(nord|north)\b"), "n"),
    (re.compile(r"\b(sud|south)\b"), "s"),
    (re.compile(r"\b(est|east)\b"), "e"),
    (re.compile(r"\b(ouest|west|o)\b|(?<=[\d°'\"\s])o\b"), "w"),
)
_LETTER = re.compile(r"[nsew]")
_BETWEEN = re.compile(r"(?<=[nsew])(?:\s*[-–—]\s+)?|[;/|]|,(?!\d)|(?<=[°'\"]),")
_BETWEEN_LED = re.compile(r"(?=[nsew])")
_SECOND = re.compile(r"[\s,]+(?=[-+]?\d+(?:[.,]\d+)?\s*°)")
_ANGLE = re.compile(
    r"([-+]?)(\d{1,3}(?:[.,]\d+)?)\s*(°?)"
    r"(?:(?:(?<=°)|:|\s)\s*(\d{1,2}(?:[.,]\d+)?)(?:(?:\s*'|:|\s)\s*(\d{1,2}(?:[.,]\d+)?)\s*\"?|\s*')?)?"
)


def read(text: str) -> tuple[float, ...]:
    """An angle in degrees, or the latitude and the longitude of a point; nothing where the text is neither.

    Numbers alone are no angle, unless there are three: degrees, minutes and seconds.
    """
    if len(text) > _LONGEST:
        return ()
    plain = text.lower().strip(" \t()[]")
    for spelling, mark in _SPELLED:
        plain = spelling.sub(mark, plain)
    plain = plain.strip()
    between = _BETWEEN_LED if _LETTER.match(plain) else _BETWEEN
    pieces = [piece.strip(" ,;/|") for piece in between.split(plain) if piece.strip(" ,;/|")]
    if len(pieces) == 1 and plain.count("°") > 1:
        pieces = _SECOND.split(plain, maxsplit=1)
    angles = [_angle(piece, is_alone=len(pieces) == 1) for piece in pieces]
    read = [angle for angle in angles if angle is not None]
    if len(read) < len(angles) or len(read) > 2:
        return ()
    axes = [axis for axis, _ in read]
    degrees = tuple(value for _, value in read)
    if axes in (["lon", "lat"], ["lon", ""], ["", "lat"]):
        return degrees[::-1]
    return degrees if len(axes) == 1 or axes in (["lat", "lon"], ["lat", ""], ["", "lon"], ["", ""]) else ()


def as_text(texts: Sequence[str]) -> list[str]:
    """Of each text, its angle in degrees, or its latitude and its longitude, with a space between; empty if none."""
    read_once = {text: " ".join(map(str, read(text))) for text in {*texts}}
    return [read_once[text] for text in texts]


def _angle(piece: str, *, is_alone: bool) -> tuple[str, float] | None:
    """An axis, where a letter says it, and degrees."""
    letters = _LETTER.findall(piece)
    match = _ANGLE.fullmatch(_LETTER.sub("", piece).strip())
    if match is None or len(letters) > 1:
        return None
    sign, *numbers = match[1], match[2], match[4], match[5]
    parts = [number.replace(",", ".") for number in numbers if number is not None]
    if not (letters or match[3] or (is_alone and len(parts) == 3)) or any("." in part for part in parts[:-1]):
        return None
    values = [float(part) for part in parts]
    if any(value >= 60 for value in values[1:]):
        return None
    degrees = sum(value / 60**power for power, value in enumerate(values))
    letter = letters[0] if letters else ""
    is_negative = sign == "-" or letter in ("s", "w")
    axis = {"n": "lat", "s": "lat", "e": "lon", "w": "lon"}.get(letter, "")
    return axis, -degrees if is_negative else degrees
