"""Which letters the bytes of a text are, where it is no UTF-8."""

import codecs
from pathlib import Path

_READ = 1 << 22
"""Bytes looked at."""
_CANDIDATES = ("cp1252", "cp850", "mac_roman")
"""Encodings of French spreadsheets, of DOS software and of old Macintoshes; the first one is the most frequent."""
_FRENCH = frozenset("éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ«»’‘“”–—…°²€§")
"""What French texts have besides plain letters."""


def of_text(path: Path) -> str:
    """Encoding of a text: « texte Unicode », which says so, or that in which most letters are French ones."""
    with path.open("rb") as file:
        content = file.read(_READ)
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    others = bytes(byte for byte in content if byte > 127)
    return max(_CANDIDATES, key=lambda encoding: _n_french(others, encoding))


def _n_french(content: bytes, encoding: str) -> int:
    """Letters that are French, less those that are not and those that the encoding lacks."""
    text = content.decode(encoding, errors="replace")
    return sum(1 if letter in _FRENCH else -1 for letter in text)
