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


@dataclass(frozen=True)
class Series:
    """The points, the line or the bars of one name.

    Attributes
    ----------
    x, y : one per point; a missing one is NaN, or NaT.
    colour, edge : of its ground and of what surrounds it, which differ where it is hollow.
    names : of the points; empty where they have none.
    is_joined, is_dashed : whether a line joins the points, and whether it is broken.
    """

    name: str
    x: Any
    y: Any
    colour: str
    edge: str
    names: Sequence[str]
    is_joined: bool
    is_dashed: bool


@dataclass(frozen=True)
class NativeChart:
    """What a presentation is given of a figure; its series in the order of ``data``."""

    kind: Any
    data: CategoryChartData | XyChartData
    series: tuple[Series, ...]


def native_chart(figure: Figure) -> NativeChart:
    """Give the numbers of a figure to a chart of its kind: rows of bars, columns, lines over time, or points."""
    series = tuple(_series(figure))
    if figure.layout.yaxis.ticktext is not None:
        return _rows(series, [without_tags(one) for one in figure.layout.yaxis.ticktext])
    if any(trace.type == "bar" for trace in figure.data):
        return _over_categories(series, XL_CHART_TYPE.COLUMN_CLUSTERED)
    if figure.layout.xaxis.type == "date" or all(one.is_joined for one in series):
        return _over_categories(series, XL_CHART_TYPE.LINE_MARKERS)
    data = XyChartData()
    for one in series:
        added = data.add_series(one.name)
        for x, y in zip(one.x, one.y, strict=True):
            if pd.notna(x) and pd.notna(y):
                added.add_data_point(float(x), float(y))
    return NativeChart(XL_CHART_TYPE.XY_SCATTER, data, series)


def _series(figure: Figure) -> Iterator[Series]:
    """What the first panel holds of numbers; of an area, its two edges."""
    is_date = figure.layout.xaxis.type == "date"
    # An area of several stretches, or a line whose ends are marked, takes several traces of one look.
    alike: dict[tuple[str, str, str], list[Any]] = {}
    for trace in figure.data:
        if _is_read(trace):
            alike.setdefault((without_tags(trace.name), *_look(trace)), []).append(trace)
    for (name, colour, edge), traces in alike.items():
        points = {(x, y): text for trace in traces for x, y, text in zip(trace.x, trace.y, _texts(trace), strict=True)}
        x, y = zip(*points, strict=True)
        is_line = traces[0].type == "scatter"
        yield Series(
            name, pd.to_datetime([*x]) if is_date else [*x], [*y], colour, edge, [*points.values()],
            is_joined=is_line and "lines" in (traces[0].mode or "lines"),
            is_dashed=is_line and (traces[0].line.dash or "solid") != "solid",
        )  # fmt: skip


def _texts(trace: Any) -> list[str]:
    is_written = trace.type == "scatter" and "text" in (trace.mode or "")
    return [without_tags(text) for text in trace.text] if is_written else [""] * len(trace.x)


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
    for one in series:
        values = pd.Series(one.y, index=pd.Index(one.x)).groupby(level=0).last().reindex(known)
        data.add_series(one.name, [None if pd.isna(value) else float(value) for value in values])
    return NativeChart(kind, data, tuple(series))


def _rows(series: Sequence[Series], names: Sequence[str]) -> NativeChart:
    """One row per name, the first at the top, as long as its point lies along."""
    data = CategoryChartData()
    data.categories = [*reversed(names)]
    for one in series:
        values = pd.Series(one.x, index=np.asarray(one.y, dtype=float)).groupby(level=0).last()
        along = values.reindex(range(len(names)))[::-1]
        data.add_series(one.name, [None if pd.isna(value) else float(value) for value in along])
    return NativeChart(XL_CHART_TYPE.BAR_CLUSTERED, data, tuple(series))
