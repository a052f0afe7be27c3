"""A figure as a chart that presentation software edits: its series are numbers, not a drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE

from analytics.charts import Colour
from analytics.charts.figure import Figure, without_tags

_MONTHS = "[$-40C]mmm yyyy"
"""Months in French, wherever they are read."""
_UP, _ACROSS = slice(0, 2), slice(2, 4)
"""Columns of margins."""


@dataclass(frozen=True)
class Series:
    """The points, the line or the bars of one name.

    Attributes
    ----------
    x, y : one per point; a missing one is NaN, or NaT.
    colour, edge : of its ground and of what surrounds it, which differ where it is hollow.
    names : of the points; empty where they have none.
    margins : one row per point, what its margin has below, above, at its left and at its right; NaN where it has none.
    is_joined, is_dashed : whether a line joins the points, and whether it is broken.
    """

    name: str
    x: Any
    y: Any
    colour: str
    edge: str
    names: Sequence[str]
    margins: np.ndarray
    is_joined: bool
    is_dashed: bool

    def ends(self, *, is_across: bool) -> list[float]:
        """The upper ends of the margins, at the right or above; none for a point that has none."""
        points, more = (self.x, self.margins[:, 3]) if is_across else (self.y, self.margins[:, 1])
        ends = np.array(points, dtype=float) + more
        return [*ends[~np.isnan(ends)]]


@dataclass(frozen=True)
class Margin:
    """How far a series may be from its points.

    Attributes
    ----------
    is_across : whether it lies along the axis below.
    less, more : one per point of the chart; NaN where it has none.
    """

    is_across: bool
    less: np.ndarray
    more: np.ndarray


@dataclass(frozen=True)
class NativeChart:
    """What a presentation is given of a figure; its series, and their margins, in the order of ``data``."""

    kind: Any
    data: CategoryChartData | XyChartData
    series: tuple[Series, ...]
    margins: tuple[Sequence[Margin], ...]


def native_chart(figure: Figure) -> NativeChart:
    """Give the numbers of a figure to a chart of its kind: rows of bars, columns, lines over time, or points."""
    series = tuple(_series(figure))
    if figure.layout.yaxis.ticktext is not None:
        return _rows(series, [without_tags(one) for one in figure.layout.yaxis.ticktext])
    if any(trace.type == "bar" for trace in figure.data):
        return _over_categories(series, XL_CHART_TYPE.COLUMN_CLUSTERED)
    if figure.layout.xaxis.type == "date" or all(one.is_joined for one in series):
        return _over_categories(series, XL_CHART_TYPE.LINE_MARKERS)
    # LibreOffice draws no series of one point that comes first.
    series = tuple(sorted(series, key=lambda one: -len(one.x)))
    data, margins = XyChartData(), []
    for one in series:
        added = data.add_series(one.name)
        is_known = pd.notna([*one.x]) & pd.notna([*one.y])
        for x, y in zip(np.array(one.x)[is_known], np.array(one.y)[is_known], strict=True):
            added.add_data_point(float(x), float(y))
        margins.append([*_known(one.margins[is_known], _UP), *_known(one.margins[is_known], _ACROSS)])
    return NativeChart(XL_CHART_TYPE.XY_SCATTER, data, series, tuple(margins))


def _series(figure: Figure) -> Iterator[Series]:
    """What the first panel holds of numbers; of an area, its two edges."""
    is_date = figure.layout.xaxis.type == "date"
    # An area of several stretches, or a line whose ends are marked, takes several traces of one look.
    alike: dict[tuple[str, str, str], list[Any]] = {}
    for trace in figure.data:
        if _is_read(trace):
            alike.setdefault((without_tags(trace.name), *_look(trace)), []).append(trace)
    for (name, colour, edge), traces in alike.items():
        points = {
            (x, y): (text, margin)
            for trace in traces
            for x, y, text, margin in zip(trace.x, trace.y, _texts(trace), _margins(trace), strict=True)
        }
        x, y = zip(*points, strict=True)
        names, margins = zip(*points.values(), strict=True)
        is_line = traces[0].type == "scatter"
        yield Series(
            name, pd.to_datetime([*x]) if is_date else [*x], [*y], colour, edge, names, np.array(margins),
            is_joined=is_line and "lines" in (traces[0].mode or "lines"),
            is_dashed=is_line and (traces[0].line.dash or "solid") != "solid",
        )  # fmt: skip


def _texts(trace: Any) -> list[str]:
    is_written = trace.type == "scatter" and "text" in (trace.mode or "")
    return [without_tags(text) for text in trace.text] if is_written else [""] * len(trace.x)


def _margins(trace: Any) -> np.ndarray:
    """What the margin of each point has below, above, at its left and at its right."""
    margins = np.full((len(trace.x), 4), np.nan)
    if trace.type == "scatter":
        for columns, ours in ((_UP, trace.error_y), (_ACROSS, trace.error_x)):
            if ours.array is not None:
                margins[:, columns] = np.column_stack([ours.arrayminus, ours.array]).astype(float)
    return margins


def _known(margins: np.ndarray, columns: slice) -> list[Margin]:
    """The margins of a series along an axis; none where no point has one."""
    less, more = margins[:, columns].T
    return [] if np.isnan(more).all() else [Margin(columns == _ACROSS, less, more)]


def _look(trace: Any) -> tuple[str, str]:
    """Colour of a line, or of the ground and the edge of points and bars."""
    if trace.type == "scatter" and trace.line.width == 0:
        return Colour.BAND_INNER, Colour.BAND_INNER
    colour = (trace.type == "scatter" and trace.line.color) or trace.marker.color
    if not isinstance(colour, str):
        colour = colour[0] if colour else Colour.SERIES
    return colour, (trace.marker.line.color or Colour.SERIES) if colour == Colour.PAPER else colour


def _is_read(trace: Any) -> bool:
    """Whether a trace is numbers of the first panel: neither words, nor a bar that floats, which is a margin."""
    is_written = trace.type == "scatter" and trace.mode == "text"
    is_floating = trace.type == "bar" and trace.base is not None
    return (trace.yaxis or "y") == "y" and not is_written and not is_floating


def _over_categories(series: Sequence[Series], kind: Any) -> NativeChart:
    """Months, years or names below; a series that has none of one leaves a gap there."""
    known = pd.Index(np.unique(np.concatenate([pd.Index(one.x).to_numpy() for one in series])))
    is_day = known.inferred_type.startswith("datetime")
    data = CategoryChartData()
    if is_day:
        data.categories = [pd.Timestamp(day).date() for day in known]
        data.categories.number_format = _MONTHS
    else:
        data.categories = [str(one) for one in known]
    margins = tuple(_add(data, one, one.y, pd.Index(one.x), known, _UP) for one in series)
    return NativeChart(kind, data, tuple(series), margins)


def _rows(series: Sequence[Series], names: Sequence[str]) -> NativeChart:
    """One row per name, the first at the top, as long as its point lies along."""
    data = CategoryChartData()
    data.categories = [*reversed(names)]
    from_last = pd.RangeIndex(len(names))[::-1]
    margins = tuple(_add(data, one, one.x, pd.Index(one.y, dtype=float), from_last, _ACROSS) for one in series)
    return NativeChart(XL_CHART_TYPE.BAR_CLUSTERED, data, tuple(series), margins)


def _add(
    data: CategoryChartData, one: Series, values: Sequence[Any], at: pd.Index, categories: pd.Index, columns: slice
) -> list[Margin]:
    """Add a series to a chart, each of its values where its category is, and give its margins there."""
    rows = pd.DataFrame(np.column_stack([np.array([*values], dtype=float), one.margins]), index=at)
    rows = rows.groupby(level=0).last().reindex(categories)
    data.add_series(one.name, [None if pd.isna(value) else value for value in rows[0]])
    return _known(rows.to_numpy()[:, 1:], columns)
