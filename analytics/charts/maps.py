"""Neighbourhood maps."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts import INK, NO_DATA, PAPER, SEQUENTIAL, WITHHELD, styled
from analytics.disclosure import ProtectedTable, Status
from analytics.text import formats, readings


def choropleth(
    table: ProtectedTable,
    *,
    measure: str,
    unit: str,
    geometry_url: str,
    extent: tuple[float, float, float, float],
    selected: Sequence[str] = (),
    large: bool = False,
) -> go.Figure:
    """Draw one figure per zone in five classes of equal numbers of zones.

    Parameters
    ----------
    table : one row per zone, as ``views.counts.table`` gives with ``by="total"``.
    measure : ``taux`` (column ``value``) or ``nombre`` (``n_events``).
    unit : French name of what is drawn.
    geometry_url : where the browser finds the zones, features named by their code.
    extent : west, south, east, north in degrees.
    selected : codes of the zones to outline.
    """
    frame = table.frame
    column = "value" if measure == "taux" else "n_events"
    shown = frame[(frame["status"] == Status.PUBLISHED) & frame[column].notna()]
    figure = go.Figure()
    for label, colour, rows in (*_classes(shown, column), *_silent(frame, shown)):
        figure.add_trace(
            go.Choropleth(
                geojson=geometry_url,
                locations=rows["zone_code"].to_numpy(),
                z=np.ones(len(rows)),
                colorscale=[[0, colour], [1, colour]],
                showscale=False,
                showlegend=True,
                name=label,
                marker={"line": {"color": PAPER, "width": 0.8}},
                customdata=[_card(row, unit) for row in rows.to_dict("records")],
                hovertemplate="%{customdata}<extra></extra>",
            )
        )
    figure.add_trace(
        go.Choropleth(
            geojson=geometry_url,
            locations=list(selected),
            z=np.ones(len(selected)),
            colorscale=[[0, "rgba(0,0,0,0)"], [1, "rgba(0,0,0,0)"]],
            showscale=False,
            marker={"line": {"color": INK, "width": 3.5}},
            hoverinfo="skip",
        )
    )
    west, south, east, north = extent
    margin = 0.02 * max(east - west, north - south)
    figure.update_geos(
        visible=False,
        projection_type="mercator",
        lonaxis_range=[west - margin, east + margin],
        lataxis_range=[south - margin, north + margin],
    )
    # The view belongs to the reader: it survives every change of filter that keeps the same zones.
    figure.update_layout(uirevision=geometry_url, dragmode="pan")
    styled(figure, height=540, large=large)
    return figure.update_layout(legend={"y": 0, "yanchor": "top"})


def _classes(shown: pd.DataFrame, column: str) -> list[tuple[str, str, pd.DataFrame]]:
    """Label, colour and rows of each class; the limits belong to the lower class."""
    if shown.empty:
        return []
    values = shown[column].to_numpy(dtype=float)
    limits = np.unique(np.quantile(values, np.linspace(0, 1, len(SEQUENTIAL) + 1)))
    if len(limits) == 1:
        return [(_figure(limits[0], column), SEQUENTIAL[2], shown)]
    position = np.searchsorted(limits[1:-1], values, side="left")
    return [
        (f"{_figure(limits[i], column)} à {_figure(limits[i + 1], column)}", SEQUENTIAL[i], shown[position == i])
        for i in range(len(limits) - 1)
    ]


def _silent(frame: pd.DataFrame, shown: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    rest = frame[~frame["zone_code"].isin(shown["zone_code"])]
    withheld = rest["status"].isin((Status.PRIMARY, Status.SECONDARY))
    groups = ((readings.WITHHELD, WITHHELD, rest[withheld]), (readings.NO_DATA, NO_DATA, rest[~withheld]))
    return [(label.capitalize(), colour, rows) for label, colour, rows in groups if len(rows)]


def _card(row: Mapping[Hashable, Any], unit: str) -> str:
    name = f"<b>{row['zone_label']}</b>"
    if row["status"] != Status.PUBLISHED:
        return f"{name}<br>{readings.cell(row, 'n_events')}"
    count = f"{name}<br>{formats.counted(row['n_events'], 'fait', 'faits')}"
    if pd.isna(row["value"]):
        return count
    margin = formats.interval(row["value_low"], row["value_high"])
    return f"{count}<br>{formats.rate(row['value'])} {unit}<br>marge {margin}"


def _figure(value: float, column: str) -> str:
    return formats.integer(value) if column == "n_events" else formats.rate(value)
