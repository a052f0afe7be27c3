"""Charts: a ``ProtectedTable`` becomes a plotly figure, a ``ProtectedCube`` the atlas's map.

Colours are safe for colour-blind readers; a shape or a text always doubles them.
"""

from analytics.statistics.words import ChangeWord

INK, MUTED, GRID, PAPER = "#1b2733", "#5b6770", "#dfe4e8", "#ffffff"
SEQUENTIAL = ("#e3eef5", "#b3d1e3", "#77acc9", "#3a7ca5", "#134b70")
"""Five classes from light to dark of one hue: ordered in grey too, and readable on a projector."""
CHANGES = {
    ChangeWord.CLEAR_FALL: "#2b6c9c",
    ChangeWord.PROBABLE_FALL: "#9cc4de",
    ChangeWord.STABLE: "#dfe4e8",
    ChangeWord.BOUNDED: "#eceff1",
    ChangeWord.NO_LARGE_RISE: "#e6edf2",
    ChangeWord.NO_LARGE_FALL: "#f4ece6",
    ChangeWord.INSUFFICIENT_DATA: "#ffffff",
    ChangeWord.PROBABLE_RISE: "#f0b48a",
    ChangeWord.CLEAR_RISE: "#b8501f",
}
"""Blue and orange: told apart by colour-blind readers; the map adds arrows and hatching."""
WITHHELD, NO_DATA = "#b9b4ad", "#f1efec"
LINES = ("#134b70", "#d1495b", "#2e933c", "#b8860b", "#6a4c93", "#4f5d75")
"""Lines of the zones compared, each with its own dash."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
