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
from analytics.text import documents, formats


@dataclass(frozen=True)
class Series:
    """The points, the line or the bars of one name.

    Attributes
    ----------
    x, y : one per point; a missing one is NaN, or NaT.
    is_joined : whether a line joins the points.
    """

    name: str
    x: Any
    y: Any
    colour: str
    is_joined: bool


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
    """Every trace of the first panel that holds numbers; of an area, its two edges."""
    is_date = figure.layout.xaxis.type == "date"
    for trace in figure.data:
        if (trace.yaxis or "y") != "y":
            continue
        is_edge, is_joined, colour = False, False, trace.marker.color
        if trace.type == "scatter":
            if trace.mode == "text":
                continue
            is_edge, is_joined = trace.line.width == 0, "lines" in (trace.mode or "lines")
            colour = Colour.BAND_INNER if is_edge else trace.line.color or colour
        if not isinstance(colour, str):
            colour = colour[0] if colour else Colour.SERIES
        name = without_tags(trace.name or "") or (documents.EDGE if is_edge else documents.OBSERVED)
        yield Series(name, pd.to_datetime([*trace.x]) if is_date else [*trace.x], [*trace.y], colour, is_joined)


def _over_categories(series: Sequence[Series], kind: Any) -> NativeChart:
    """Months, years or names below; a series that has none of one leaves a gap there."""
    known = pd.Index(np.unique(np.concatenate([pd.Index(one.x).to_numpy() for one in series])))
    is_day = known.inferred_type.startswith("datetime")
    data = CategoryChartData()
    data.categories = [formats.capitalised(formats.month(day)) if is_day else str(day) for day in known]
    for one in series:
        values = pd.Series(one.y, index=pd.Index(one.x)).reindex(known)
        data.add_series(one.name, [None if pd.isna(value) else float(value) for value in values])
    return NativeChart(kind, data, tuple(series))


def _rows(series: Sequence[Series], names: Sequence[str]) -> NativeChart:
    """One row per name, the first at the top, as long as its point lies along."""
    data = CategoryChartData()
    data.categories = [*reversed(names)]
    shown = []
    for one in series:
        if one.colour == Colour.BAND:
            continue
        values = pd.Series(one.x, index=np.asarray(one.y, dtype=float)).groupby(level=0).last()
        along = values.reindex(range(len(names)))[::-1]
        data.add_series(one.name, [None if pd.isna(value) else float(value) for value in along])
        shown.append(one)
    return NativeChart(XL_CHART_TYPE.BAR_CLUSTERED, data, tuple(shown))
