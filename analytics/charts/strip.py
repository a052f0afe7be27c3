"""Months of each source, one cell each: what was received, what is missing, what may still change.

An SVG as wide as the page leaves it: places are shares of its width, letters and heights are pixels, so that a phone
shows letters of the same size.
"""

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

import pandas as pd

from analytics.charts import FONT, Colour
from analytics.disclosure import ProtectedTable
from analytics.figures.coverage import MonthState

_LARGE = 1.6
_YEARS, _ROW, _LABEL, _CELL, _KEY = 18, 46, 15, 20, 22
"""Heights in px: the line of years, a source, its name in it, its cells, a line of the key."""
_FILLED = 0.82
"""Share of a month's width that its cell fills."""
_KEY_WIDTH, _KEYS_IN_A_LINE = 112, 3
_MOST_YEARS, _MOST_LETTERS = 12, 48
_NO_STATE = ""


def strip(
    table: ProtectedTable,
    names: Mapping[str, str],
    sums: Mapping[str, str],
    *,
    n_months: int | None = None,
    large: bool = False,
) -> str:
    """Draw one row of cells per source, up to the last month that any of them gave, or should have.

    Parameters
    ----------
    table : ``figures.coverage.calendar``.
    names : what the key calls each state, ``""`` (not received yet) and ``"break"`` among them.
    sums : what stands at the end of the line of each source.
    n_months : the last ones that are drawn; None for all.
    large : for a projector, magnifies all but widths.
    """
    runs = table.frame
    months = pd.period_range(runs["period_start"].min(), runs["period_end"].max(), freq="M")[:-1][-(n_months or 0) :]
    picture = _Strip(len(months), _LARGE if large else 1)
    picture.years(months)
    shown: set[str] = set()
    for rank, (source, own) in enumerate(runs.groupby("source", sort=False)):
        top = _YEARS + rank * _ROW
        picture.label(str(source), sums[str(source)], top)
        states = {
            month: row.state
            for row in own.itertuples()
            for month in pd.period_range(row.period_start, row.period_end, freq="M")[:-1]
        }
        first = min(states)
        drawn = {i: states.get(month, _NO_STATE) for i, month in enumerate(months) if month >= first}
        for i, state in drawn.items():
            picture.cell(i, top + _LABEL + 5, state)
        cuts = [months.get_loc(month) for month in own.loc[own["note"] != "", "period_start"].dt.to_period("M")
                if month in months]  # fmt: skip
        for i in cuts:
            picture.cut(i, top + _LABEL + 5)
        shown |= {*drawn.values()} | ({"break"} if cuts else set())
    bottom = _YEARS + runs["source"].nunique() * _ROW
    return picture.written(bottom, [(state, name) for state, name in names.items() if state in shown])


class _Strip:
    """An SVG under construction; what is written in it is escaped."""

    def __init__(self, n_months: int, scale: float) -> None:
        self._root = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg", width="100%")
        self._root.set("font-family", FONT)
        self._step, self._scale = 100 / n_months, scale
        hatch = {"id": "late", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"}
        hatching = ElementTree.SubElement(self._root, "pattern", hatch | {"patternTransform": "rotate(45)"})
        ElementTree.SubElement(hatching, "rect", {"width": "2", "height": "5", "fill": Colour.LATE})

    def years(self, months: pd.PeriodIndex) -> None:
        """Name the years over their first month, some of them where they are many."""
        firsts = [i for i, month in enumerate(months) if month.month == 1]
        for i in firsts[:: -(-len(firsts) // _MOST_YEARS) or 1]:
            self._text(str(months[i].year), f"{i * self._step:.3f}%", 12, size=12, fill=Colour.MUTED)

    def label(self, name: str, said: str, top: float) -> None:
        """Name a source, and say at the end of the line what it gave."""
        written = "".join(letter if letter.isprintable() else " " for letter in name)
        if len(written) > _MOST_LETTERS:
            written = f"{written[: _MOST_LETTERS - 1].rstrip()}…"
        self._text(written, "0", top + 12, size=13, fill=Colour.INK, font_weight="700")
        halo = {"stroke": Colour.PAPER, "stroke_width": 6 * self._scale, "paint_order": "stroke"}
        self._text(said, "100%", top + 12, size=13, fill=Colour.INK_2, text_anchor="end", **halo)

    def cell(self, i: int, top: float, state: str) -> None:
        """Draw the i-th month."""
        left, width = i * self._step, self._step * _FILLED
        self._shape(state, f"{left:.3f}%", f"{width:.3f}%", f"{left + width:.3f}%", top)

    def cut(self, i: int, top: float) -> None:
        """Dash the beginning of the i-th month."""
        x = f"{max(0, i - (1 - _FILLED) / 2) * self._step:.3f}%"
        self._line(x, x, top - 3, top + _CELL + 3, dashed=True)

    def written(self, top: float, key: Sequence[tuple[str, str]]) -> str:
        """The picture with its key, as text."""
        for i, (state, name) in enumerate(key):
            x = i % _KEYS_IN_A_LINE * _KEY_WIDTH * self._scale
            y = top + i // _KEYS_IN_A_LINE * _KEY
            if state == "break":
                self._line(x + 6, x + 6, y + 1, y + 17, dashed=True)
            else:
                self._shape(state, x + 1, 11 * self._scale, x + 1 + 11 * self._scale, y + 2, height=14)
            self._text(name, x + 18 * self._scale, y + 14, size=12, fill=Colour.INK_2)
        lines = -(-len(key) // _KEYS_IN_A_LINE)
        self._root.set("height", f"{(top + lines * _KEY) * self._scale:.0f}")
        return ElementTree.tostring(self._root, encoding="unicode")

    def _shape(self, state: str, left: object, width: object, right: object, top: float, height: float = _CELL) -> None:
        """A full cell, or one whose border and filling say why it is not; readable in grey."""
        looks: dict[str, dict[str, object]] = {
            MonthState.RECEIVED: {"fill": Colour.LEVEL_4},
            MonthState.PROVISIONAL: {"fill": Colour.PAPER, "stroke": Colour.SERIES},
            MonthState.MISSING: {"fill": Colour.PAPER, "stroke": Colour.LATE},
            MonthState.LATE: {"fill": "url(#late)", "stroke": Colour.LATE},
            _NO_STATE: {"fill": Colour.PAPER, "stroke": Colour.EDGE, "stroke_dasharray": "2 2"},
        }
        y, tall = top * self._scale, height * self._scale
        self._add("rect", x=left, y=y, width=width, height=tall, rx=2, stroke_width=1.3, **looks[state])
        if state == MonthState.MISSING:
            self._line(left, right, top, top + height)
            self._line(right, left, top, top + height)

    def _line(self, x1: object, x2: object, y1: float, y2: float, *, dashed: bool = False) -> None:
        look = (
            {"stroke_dasharray": "3 2", "stroke": Colour.INK, "stroke_width": 2} if dashed else {"stroke": Colour.LATE}
        )
        self._add("line", x1=x1, x2=x2, y1=y1 * self._scale, y2=y2 * self._scale, **look)

    def _text(self, text: str, x: object, y: float, *, size: float, **look: object) -> None:
        self._add("text", x=x, y=y * self._scale, font_size=size * self._scale, **look).text = text

    def _add(self, tag: str, **look: object) -> ElementTree.Element:
        element = ElementTree.SubElement(self._root, tag)
        for name, value in look.items():
            element.set(name.replace("_", "-"), f"{value:.4g}" if isinstance(value, float) else str(value))
        return element
