"""Plotly's figures: the style that they share and the library that browsers need to draw them."""

import json
import re
from html import escape, unescape
from pathlib import Path
from typing import Any

import plotly
import plotly.io as pio
from plotly.graph_objects import Figure
from plotly.graph_objs.layout import Template
from plotly.utils import PlotlyJSONEncoder

from analytics.charts import FONT, Colour
from data.typography import NNBSP

__all__ = ["CONFIG", "LIBRARY", "Draft", "Figure", "as_typed", "from_json", "styled", "to_json", "without_tags"]

LIBRARY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
"""The script that draws figures in a browser, from its own Python package: no copy in the project, no other host."""

CONFIG = {
    "displayModeBar": False,
    "locale": "fr",
    "locales": {
        "fr": {
            "format": {
                "days": ["dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"],
                "shortDays": ["dim.", "lun.", "mar.", "mer.", "jeu.", "ven.", "sam."],
                "months": [
                    "janvier",
                    "février",
                    "mars",
                    "avril",
                    "mai",
                    "juin",
                    "juillet",
                    "août",
                    "septembre",
                    "octobre",
                    "novembre",
                    "décembre",
                ],
                "shortMonths": [
                    "janv.",
                    "févr.",
                    "mars",
                    "avr.",
                    "mai",
                    "juin",
                    "juil.",
                    "août",
                    "sept.",
                    "oct.",
                    "nov.",
                    "déc.",
                ],
                "date": "%d/%m/%Y",
                "decimal": ",",
                "thousands": NNBSP,
            },
        }
    },
}


_TAG = re.compile(r"<[^>]+>")

# Plotly's own style, several kilobytes sent with each figure, is replaced by ours.
pio.templates.default = "none"


def as_typed(text: str) -> str:
    """A text of which plotly takes no sign for a tag or an entity; it knows none of quotes."""
    return escape(text, quote=False)


def to_json(figure: Figure) -> dict[str, Any]:
    """A figure as a JSON object, whose numbers can be read in it: plotly's own way packs them as base64."""
    parts = {"data": figure.data, "layout": figure.layout}
    written: dict[str, Any] = json.loads(json.dumps(parts, cls=PlotlyJSONEncoder))
    return written


def from_json(written: dict[str, Any]) -> Figure:
    """The figure that ``to_json`` wrote.

    Raises
    ------
    ValueError : it is no figure.
    """
    return Figure(written)


def without_tags(text: str) -> str:
    """A text of plotly as its reader sees it, on one line."""
    return unescape(_TAG.sub("", text.replace("<br>", " ")))


SIZE, LARGE = 14, 24 / 14
"""Of letters, in px, and how many times larger a projector needs them."""


def _style(size: float) -> Template:
    """The house's type, colours and margins, with letters of a size in px."""
    axis = {"gridcolor": Colour.HAIRLINE, "automargin": True, "fixedrange": True}
    return Template(
        layout={
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "font": {"family": FONT, "size": size, "color": Colour.INK},
            "paper_bgcolor": Colour.PAPER,
            "plot_bgcolor": Colour.PAPER,
            "separators": f",{NNBSP}",
            "hoverlabel": {"bgcolor": Colour.PAPER, "font": {"size": size, "color": Colour.INK}, "align": "left"},
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "title": {"text": ""}},
            "xaxis": axis | {"linecolor": Colour.MUTED},
            "yaxis": axis | {"zeroline": False, "rangemode": "tozero", "tickformat": ","},
        }
    )


# Made once: plotly takes six milliseconds to check all of it.
_STYLES = {large: _style(SIZE * LARGE if large else SIZE) for large in (False, True)}


def styled(figure: Figure, *, height: int, large: bool = False) -> Figure:
    """Give a figure the house's style; ``large`` is for a projector, of 1920 × 1080 pixels."""
    figure.layout.template = _STYLES[large]
    figure.layout.height = int(height * 1.25) if large else height
    return figure


class Draft:
    """A figure in the making. Plotly checks the whole figure each time a piece is added: here it does so once."""

    def __init__(self) -> None:
        self._traces: list[dict[str, Any]] = []
        self._shapes: list[dict[str, Any]] = []
        self._notes: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {}

    def scatter(self, **look: Any) -> None:
        """Add points, lines or an area."""
        self._traces.append({"type": "scatter"} | look)

    def bar(self, **look: Any) -> None:
        """Add bars."""
        self._traces.append({"type": "bar"} | look)

    def shape(self, **look: Any) -> None:
        """Add a shape between two values of the x axis, whose heights are by default shares of the panel."""
        self._shapes.append({"xref": "x", "yref": "paper"} | look)

    def note(self, **look: Any) -> None:
        """Add a text without an arrow."""
        self._notes.append({"showarrow": False} | look)

    def axis(self, name: str, **look: Any) -> None:
        """Set how an axis looks, ``xaxis`` or ``yaxis``."""
        self._layout[name] = self._layout.get(name, {}) | look

    def lay(self, **look: Any) -> None:
        """Set how the whole figure looks."""
        self._layout |= look

    def figure(self, *, height: int, large: bool) -> Figure:
        """The figure, in the style of the house."""
        layout = self._layout | {"shapes": self._shapes, "annotations": self._notes}
        return styled(Figure({"data": self._traces, "layout": layout}), height=height, large=large)
