"""Plotly's figures as SVG, drawn without a browser: what documents show of the charts of a screen."""

import io
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator
from matplotlib.transforms import Transform, blended_transform_factory, offset_copy

from analytics.charts import Colour
from analytics.charts.figure import SIZE, Figure, without_tags
from analytics.text import formats

FONT = "DejaVu Sans"
"""The letters that matplotlib brings, so that a document is the same on every machine."""
_DASHES = {
    "solid": "-",
    "dash": (0, (6, 4)),
    "dot": (0, (1.5, 3)),
    "dashdot": (0, (6, 3, 1.5, 3)),
    "longdash": (0, (10, 4)),
    "longdashdot": (0, (10, 3, 1.5, 3)),
    "6px,4px": (0, (6, 4)),
}
_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "triangle-down": "v",
    "line-ns": "|",
}
_HALO = re.compile(r' stroke="[^"]*" stroke-width="[^"]*" paint-order="stroke"')
_FLUID = ' width="100%"'
_ANCHORS = {"left": "left", "center": "center", "right": "right", "top": "top", "middle": "center", "bottom": "bottom"}


def svg(figure: Figure, *, width: float) -> str:
    """Draw a figure.

    Parameters
    ----------
    figure : of ``analytics.charts``: points, lines, areas, bars, shapes and notes are drawn, nothing that moves.
    width : px.

    Returns
    -------
    SVG as text, whose letters are text.
    """
    with mpl.rc_context({"svg.fonttype": "none", "font.family": FONT, "svg.hashsalt": "quietude", "font.size": SIZE}):
        canvas = Canvas(figsize=(width / 72, figure.layout.height / 72), dpi=72)
        drawn = _Drawing(figure, canvas)
        drawn.draw()
        written = io.StringIO()
        canvas.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return written.getvalue()


def is_wide(svg: str, width: float) -> bool:
    """Whether a picture takes so many pixels across: a fluid one, or one that has as many."""
    return _FLUID in svg or float(ElementTree.fromstring(svg).attrib["width"]) >= width


def sized(svg: str, *, width: float) -> str:
    """A picture as documents take it: a fluid one so many pixels wide; without halos, which would hide letters."""
    return _HALO.sub("", svg.replace(_FLUID, f' width="{width}"', 1))


class _Drawing:
    """One figure on one canvas: each pair of axes is a panel."""

    def __init__(self, figure: Figure, canvas: Canvas) -> None:
        self.figure, self.canvas = figure, canvas
        style = figure.layout.template.layout
        self.layout = figure.layout
        self.style = style
        names = {trace.yaxis or "y" for trace in figure.data} or {"y"}
        self.panels = {name: canvas.add_axes((0.1, 0.1, 0.8, 0.8)) for name in sorted(names)}
        self.whole = _Whole(self.panels)

    def draw(self) -> None:
        """Draw all of it, then give the panels the room that their labels leave."""
        bars = [trace for trace in self.figure.data if trace.type == "bar"]
        before: dict[str, Any] = {}
        for trace in self.figure.data:
            panel = self.panels[trace.yaxis or "y"]
            match trace.type:
                case "bar":
                    self._bar(panel, trace, bars)
                case "scatter":
                    self._scatter(panel, trace, before.get(trace.yaxis or "y"))
                    before[trace.yaxis or "y"] = trace
                case other:
                    raise ValueError(f"{other} is no trace that is drawn")
        for name, panel in self.panels.items():
            self._axes(panel, name)
        for shape in self.layout.shapes:
            self._shape(shape)
        for note in self.layout.annotations:
            self._note(note)
        self._legend()
        self._place()

    # --- Traces

    def _scatter(self, panel: Axes, trace: Any, before: Any) -> None:
        x, y = _numbers(trace.x), _numbers(trace.y)
        mode, colour = trace.mode or "lines", trace.line.color
        if trace.fill == "tonexty" and before is not None:
            panel.fill_between(x, _numbers(before.y), y, color=trace.fillcolor, linewidth=0, zorder=1)
        elif "lines" in mode and trace.line.width != 0:
            panel.plot(
                x, y, color=colour, linewidth=trace.line.width or 2, linestyle=_DASHES[trace.line.dash or "solid"],
                solid_capstyle="round", zorder=2, label=_named(trace),
            )  # fmt: skip
        for axis, margin in (("x", trace.error_x), ("y", trace.error_y)):
            if margin.array is not None:
                ends = np.nan_to_num(np.array([_numbers(margin.arrayminus), _numbers(margin.array)])).clip(min=0)
                panel.errorbar(
                    x, y, xerr=ends if axis == "x" else None, yerr=ends if axis == "y" else None, fmt="none",
                    ecolor=margin.color or colour, elinewidth=margin.thickness or 1, zorder=2,
                )  # fmt: skip
        if "markers" in mode:
            self._points(panel, trace, x, y)
        if "text" in mode:
            self._texts(panel, trace, x, y)

    def _points(self, panel: Axes, trace: Any, x: Any, y: Any) -> None:
        marker = trace.marker
        symbols = marker.symbol if isinstance(marker.symbol, list | tuple) else [marker.symbol or "circle"] * len(x)
        for symbol in dict.fromkeys(symbols):
            where = np.array([one == symbol for one in symbols])
            panel.plot(
                x[where], y[where], linestyle="none", marker=_MARKERS[symbol], markersize=marker.size or 6,
                markerfacecolor=marker.color or trace.line.color,
                markeredgecolor=marker.line.color or marker.color or trace.line.color,
                markeredgewidth=marker.line.width or 0, clip_on=trace.cliponaxis is not False, zorder=3,
                label="" if "lines" in (trace.mode or "") else _named(trace),
            )  # fmt: skip

    def _texts(self, panel: Axes, trace: Any, x: Any, y: Any) -> None:
        places = trace.textposition
        places = places if isinstance(places, list | tuple) else [places or "middle center"] * len(x)
        for across, up, text, place in zip(x, y, trace.text, places, strict=True):
            high, wide = place.split()
            shift = {"left": -7.0, "center": 0.0, "right": 7.0}[wide], {"top": 6.0, "middle": 0.0, "bottom": -6.0}[high]
            self._write(
                panel, across, up, text, panel.transData, shift=shift,
                size=trace.textfont.size or SIZE, colour=trace.textfont.color or Colour.INK,
                anchor=({"left": "right", "right": "left"}.get(wide, "center"),
                        {"top": "bottom", "bottom": "top"}.get(high, "center")),
            )  # fmt: skip

    def _bar(self, panel: Axes, trace: Any, bars: list[Any]) -> None:
        is_grouped = self.layout.barmode == "group" and len(bars) > 1
        n, rank = (len(bars), bars.index(trace)) if is_grouped else (1, 0)
        room = 0.8 / n
        along = trace.y if trace.orientation == "h" else trace.x
        if isinstance(along[0], str):
            axis = panel.yaxis if trace.orientation == "h" else panel.xaxis
            axis.set_ticks(range(len(along)), [*along])
            at = np.arange(len(along), dtype=float)
        else:
            at = _numbers(along)
        at = at + (rank - (n - 1) / 2) * room
        long = _numbers(trace.x if trace.orientation == "h" else trace.y)
        look = {
            "color": trace.marker.color, "edgecolor": trace.marker.line.color,
            "linewidth": trace.marker.line.width or 0, "label": _named(trace), "zorder": 1.5,
        }  # fmt: skip
        base = 0.0 if trace.base is None else _numbers(trace.base)
        wide = trace.width or room
        if trace.orientation == "h":
            panel.barh(at, long, height=wide, left=base, **look)
        else:
            panel.bar(at, long, width=wide, bottom=base, **look)
            for place, value, text in zip(at, long, trace.text if trace.text is not None else [], strict=False):
                if text:
                    self._write(
                        panel, place, value, text, panel.transData, shift=(0, 4), size=12, colour=Colour.INK_2,
                        anchor=("center", "bottom"),
                    )  # fmt: skip

    # --- Axes

    def _axes(self, panel: Axes, name: str) -> None:
        number = name[1:]
        for axis, ours, of_house in (
            (panel.xaxis, self.layout[f"xaxis{number}"], self.style.xaxis),
            (panel.yaxis, self.layout[f"yaxis{number}"], self.style.yaxis),
        ):
            self._axis(panel, axis, ours, of_house)
        for side, spine in panel.spines.items():
            spine.set_visible(side == "bottom")
            spine.set_color(Colour.MUTED)
        panel.tick_params(length=0, pad=4)
        panel.set_axisbelow(True)

    def _axis(self, panel: Axes, axis: Any, ours: Any, of_house: Any) -> None:
        is_x = axis.axis_name == "x"
        size = ours.tickfont.size or SIZE
        axis.set_tick_params(labelsize=size, labelcolor=ours.tickfont.color or Colour.INK)
        if ours.type == "log":
            (panel.set_xscale if is_x else panel.set_yscale)("log")
        if ours.range is not None:
            low, high = _numbers(ours.range)
            (panel.set_xlim if is_x else panel.set_ylim)(*((10**low, 10**high) if ours.type == "log" else (low, high)))
        elif not is_x and of_house.rangemode == "tozero" and (ours.rangemode or "tozero") == "tozero":
            panel.set_ylim(bottom=min(0, panel.get_ylim()[0]))
        if (ours.showgrid if ours.showgrid is not None else True) and ours.type != "category":
            axis.grid(True, color=Colour.HAIRLINE, linewidth=1)
        if ours.tickvals is not None:
            axis.set_ticks(_numbers(ours.tickvals))
            axis.set_ticklabels([without_tags(text) for text in ours.ticktext])
            for label, text in zip(axis.get_ticklabels(), ours.ticktext, strict=True):
                label.set_fontweight("bold" if "<b>" in text else "normal")
        elif ours.type == "date":
            self._dates(panel, axis, ours)
        elif ours.type != "category":
            suffix = ours.ticksuffix or ""
            is_year = ours.tickformat == "d"
            axis.set_major_formatter(
                FuncFormatter(lambda value, _: f"{value:.0f}" if is_year else _written(value) + suffix)
            )
            if ours.type != "log":
                axis.set_major_locator(MaxNLocator(ours.nticks or 6))
        if ours.title.text:
            axis.set_label_text(without_tags(ours.title.text), fontsize=ours.title.font.size or SIZE, color=Colour.INK)

    def _dates(self, panel: Axes, axis: Any, ours: Any) -> None:
        """Years under their middle, or quarters of years under their first month."""
        low, high = panel.get_xlim()
        first, last = mdates.num2date(low), mdates.num2date(high)
        if ours.dtick == "M12":
            years = [datetime(year, 1, 1) for year in range(first.year, last.year + 2)]
            edges = mdates.date2num(years)
            step = 1 if len(years) <= 16 else 2
            middles = [(start + end) / 2 for start, end in zip(edges, edges[1:], strict=False)]
            shown = [(at, str(year.year)) for at, year in zip(middles, years, strict=False) if low <= at <= high]
            axis.set_ticks([at for at, _ in shown][::step], [text for _, text in shown][::step])
            axis.set_ticks([one for one in edges if low <= one <= high], minor=True)
            axis.set_tick_params(which="minor", length=4, color=Colour.MUTED)
        else:
            months = pd.date_range(first.replace(tzinfo=None), last.replace(tzinfo=None), freq="QS")
            axis.set_ticks(mdates.date2num(months), [formats.short_month(month) for month in months])

    # --- Shapes and notes

    def _shape(self, shape: Any) -> None:
        panel, transform = self._where(shape.xref or "x", shape.yref or "y")
        (x0, x1), (y0, y1) = _numbers([shape.x0, shape.x1]), _numbers([shape.y0, shape.y1])
        if shape.type == "rect":
            panel.add_patch(
                Rectangle(
                    (x0, y0), x1 - x0, y1 - y0, transform=transform, facecolor=shape.fillcolor, linewidth=0,
                    alpha=shape.opacity, zorder=0 if shape.layer == "below" else 1.2, clip_on=False,
                )
            )  # fmt: skip
            return
        panel.plot(
            [x0, x1], [y0, y1], transform=transform, color=shape.line.color, linewidth=shape.line.width or 1,
            linestyle=_DASHES[shape.line.dash or "solid"], clip_on=False, zorder=1.4, scalex=False, scaley=False,
        )  # fmt: skip

    def _note(self, note: Any) -> None:
        panel, transform = self._where(note.xref or "x", note.yref or "y")
        look = {}
        if note.bgcolor:
            edge = note.bordercolor or note.bgcolor
            look["bbox"] = {"facecolor": note.bgcolor, "edgecolor": edge, "boxstyle": "round,pad=0.2", "linewidth": 1}
        self._write(
            panel, _numbers([note.x])[0], _numbers([note.y])[0], note.text, transform,
            shift=(note.xshift or 0, note.yshift or 0), size=note.font.size or SIZE,
            colour=note.font.color or Colour.INK, align=note.align,
            anchor=(_ANCHORS[note.xanchor or "center"], _ANCHORS[note.yanchor or "middle"]), **look,
        )  # fmt: skip

    def _write(
        self, panel: Axes, x: float, y: float, text: str, transform: Transform, *, shift: tuple[float, float],
        size: float, colour: str, anchor: tuple[str, str], align: str | None = None, **look: Any,
    ) -> None:  # fmt: skip
        moved = offset_copy(transform, self.canvas, *shift, units="dots")
        lines = text.split("<br>")
        is_bold = all("<b>" in line for line in lines)
        panel.text(
            x, y, "\n".join(map(without_tags, lines)), transform=moved, fontsize=size, color=colour, ha=anchor[0],
            va=anchor[1], multialignment=align or "center", fontweight="bold" if is_bold else "normal", zorder=5,
            linespacing=1.25, parse_math=False, **look,
        )  # fmt: skip

    def _where(self, xref: str, yref: str) -> tuple[Axes, Transform]:
        """The panel of a shape or note, and how its place is read: data, shares of the panel, or of all the panels."""
        name = yref.split()[0]
        panel = self.panels.get(name, next(iter(self.panels.values())))
        across = panel.transData if xref.startswith("x") and not xref.endswith("domain") else self.whole
        up = panel.transData if yref == name and name != "paper" else panel.transAxes if name != "paper" else self.whole
        return panel, blended_transform_factory(across, up)

    def _legend(self) -> None:
        if self.layout.showlegend is False:
            return
        panel = next(iter(self.panels.values()))
        handles, names = panel.get_legend_handles_labels()
        known = {name: handle for handle, name in zip(handles, names, strict=True) if name}
        if len(known) > 1:
            panel.legend(
                known.values(), known.keys(), loc="lower left", bbox_to_anchor=(0, 1), ncols=min(4, len(known)),
                frameon=False, fontsize=12, borderaxespad=0,
            )  # fmt: skip

    def _place(self) -> None:
        """Give each panel its share of the canvas, within margins as wide as what stands in them."""
        width, height = self.canvas.get_size_inches() * 72
        margin = {side: self.layout.margin[side] for side in "lrtb"}
        margin = {side: 8 if value is None else value for side, value in margin.items()}
        first = next(iter(self.panels.values()))
        self.canvas.draw_without_rendering()
        labels = [label for panel in self.panels.values() for label in panel.get_yticklabels()]
        left = margin["l"] + 6 + max((label.get_window_extent().width for label in labels), default=0)
        below = max((label.get_window_extent().height for label in first.get_xticklabels()), default=0) + 8
        left += 20 if first.get_ylabel() else 0
        below += 22 if first.get_xlabel() else 0
        top = margin["t"] + (22 if first.get_legend() else 0)
        bottom = max(margin["b"], below)
        for name, panel in self.panels.items():
            low, high = self.layout[f"yaxis{name[1:]}"].domain or (0, 1)
            room = height - top - bottom
            panel.set_position(
                (left / width, (bottom + low * room) / height, (width - left - margin["r"]) / width,
                 (high - low) * room / height)
            )  # fmt: skip
        # Lines remember where they were drawn to measure the labels.
        self.whole.invalidate()
        self._keep_in(width)

    def _keep_in(self, width: float) -> None:
        """Bring in the notes that leave the canvas, which a screen is wide enough for."""
        for note in [note for panel in self.panels.values() for note in panel.texts]:
            box = note.get_window_extent()
            out = min(box.x0, 0) or max(box.x1 - width, 0)
            if out:
                note.set_transform(offset_copy(note.get_transform(), self.canvas, -out, 0, units="dots"))


class _Whole(Transform):
    """From shares of all the panels together to the canvas; read when drawn, once the panels have their place."""

    input_dims = output_dims = 2
    is_separable = True
    has_inverse = False
    pass_through = True

    def __init__(self, panels: dict[str, Axes]) -> None:
        super().__init__()
        self._panels = panels

    def transform_non_affine(self, values: Any) -> Any:
        """Places on the canvas."""
        boxes = [panel.get_window_extent() for panel in self._panels.values()]
        low = np.array([min(box.x0 for box in boxes), min(box.y0 for box in boxes)])
        high = np.array([max(box.x1 for box in boxes), max(box.y1 for box in boxes)])
        return low + np.asarray(values) * (high - low)


def _named(trace: Any) -> str:
    """What the legend calls a trace; nothing where it leaves it out."""
    return "" if trace.showlegend is False else without_tags(trace.name or "")


def _numbers(values: Iterable[Any]) -> Any:
    """Values of an axis as numbers; days as matplotlib counts them."""
    values = [*values]
    known = [one for one in values if one is not None and not (isinstance(one, float) and np.isnan(one))]
    if (
        known
        and isinstance(known[0], str | datetime | np.datetime64 | pd.Timestamp)
        or known
        and hasattr(known[0], "year")
    ):
        return mdates.date2num(pd.to_datetime(values).to_numpy())
    return np.array([np.nan if one is None else one for one in values], dtype=float)


def _written(value: float) -> str:
    text = formats.integer(value) if value == round(value) else formats.decimal(value)
    return text.replace("-", "−")
