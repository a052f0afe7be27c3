"""Charts: a ``ProtectedTable`` becomes a plotly figure or a small SVG, a ``ProtectedCube`` the atlas's map.

Ink is the level, colour is a change: blue for less, orange for more, violet for an action; nothing else has a colour.
All are safe for colour-blind readers; a shape or a text always doubles them.
"""

from enum import StrEnum
from typing import NamedTuple

from analytics.statistics.words import ChangeWord

FONT = "Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, system-ui, sans-serif"
"""Letters that the reader's machine has; ``system-ui`` late, for on Linux it is 15 % wider."""


class Colour(StrEnum):
    """Every colour of the house, for figures, small pictures, the map, the stylesheets and the theme."""

    INK = "#1b2430"
    INK_2 = "#424d59"
    """Labels of charts, second lines."""
    MUTED = "#5b6770"
    """Axes and captions: no text is lighter."""
    PAPER = "#ffffff"
    PANEL = "#f5f7f9"
    HAIRLINE = "#dfe4e8"
    """Rules and gridlines, which inform of nothing."""
    WIDGET_BORDER = "#7f8a99"
    BRAND = "#1f4e79"
    """Links, pressed buttons, what the keyboard is on."""
    SERIES = "#24445f"
    """Every observed line and point."""
    BAND = "#dde5ec"
    BAND_INNER = "#c6d3de"
    """What is usual, what chance gives: always named."""
    EXPECTED = MUTED
    """Dashed: what was expected, the commune, a reference."""
    LESS_CLEAR = "#1f5f99"
    LESS_PROBABLE = "#c9dff0"
    LESS_PROBABLE_INK = "#174a75"
    MORE_CLEAR = "#b8501f"
    MORE_PROBABLE = "#f9d5bb"
    MORE_PROBABLE_INK = "#82370f"
    STABLE = "#e8ecef"
    STABLE_INK = "#37424d"
    CHANCE_INK = STABLE_INK
    INSUFFICIENT_INK = "#4a5560"
    EDGE = "#8b95a1"
    """Border of a word that has no ground of its own, and hatching."""
    ACTION = "#5b2a86"
    ACTION_TINT = "#ece4f5"
    ACTION_INK = "#4a2270"
    LATE = MORE_PROBABLE_INK
    """A late decision, a change of recording."""
    LATE_TINT = "#fdf3ec"
    LEVEL_1 = "#eef1f4"
    LEVEL_2 = "#cdd7e0"
    LEVEL_3 = "#9fb2c3"
    LEVEL_4 = "#587490"
    LEVEL_5 = "#2c4a66"
    """Classes of a map, ordered in grey too."""


class Tint(NamedTuple):
    """Ground of a word, and what is written on it."""

    ground: Colour
    ink: Colour


LEVELS = (
    Tint(Colour.LEVEL_1, Colour.INK),
    Tint(Colour.LEVEL_2, Colour.INK),
    Tint(Colour.LEVEL_3, Colour.INK),
    Tint(Colour.LEVEL_4, Colour.PAPER),
    Tint(Colour.LEVEL_5, Colour.PAPER),
)
"""Classes of a map, and what a zone prints on each."""
CHANGES = {
    ChangeWord.CLEAR_FALL: Tint(Colour.LESS_CLEAR, Colour.PAPER),
    ChangeWord.PROBABLE_FALL: Tint(Colour.LESS_PROBABLE, Colour.LESS_PROBABLE_INK),
    ChangeWord.STABLE: Tint(Colour.STABLE, Colour.STABLE_INK),
    ChangeWord.BOUNDED: Tint(Colour.PAPER, Colour.CHANCE_INK),
    ChangeWord.NO_LARGE_RISE: Tint(Colour.PAPER, Colour.CHANCE_INK),
    ChangeWord.NO_LARGE_FALL: Tint(Colour.PAPER, Colour.CHANCE_INK),
    ChangeWord.INSUFFICIENT_DATA: Tint(Colour.PAPER, Colour.INSUFFICIENT_INK),
    ChangeWord.PROBABLE_RISE: Tint(Colour.MORE_PROBABLE, Colour.MORE_PROBABLE_INK),
    ChangeWord.CLEAR_RISE: Tint(Colour.MORE_CLEAR, Colour.PAPER),
}
"""Told apart by colour-blind readers; the map adds arrows and hatching."""
LINES = (Colour.SERIES, Colour.LEVEL_4, Colour.INK, Colour.EDGE, Colour.MUTED, Colour.INK_2)
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
"""Lines of the zones compared: slate, each with a dash of its own."""
