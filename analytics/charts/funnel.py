"""The funnel: each zone against its commune, within what chance allows to a zone of its size."""

import pandas as pd
import plotly.graph_objects as go

from analytics.charts import CHANGES, Colour
from analytics.charts.figure import styled
from analytics.disclosure import ProtectedTable
from analytics.statistics.words import ABOVE, BELOW, ChangeWord, DifferenceWord
from analytics.text import formats
from analytics.text import zones_compared as texts

_DASH = {0.95: "dot", 0.998: "dash"}
_MARKS = (
    (ABOVE, CHANGES[ChangeWord.CLEAR_RISE].ground, "triangle-up", texts.ABOVE),
    (BELOW, CHANGES[ChangeWord.CLEAR_FALL].ground, "triangle-down", texts.BELOW),
    (tuple(word for word in DifferenceWord if word not in ABOVE + BELOW), Colour.MUTED, "circle", texts.WITHIN),
)


def funnel(table: ProtectedTable, limits: pd.DataFrame, *, large: bool = False) -> go.Figure:
    """Draw the ratio of each zone to the commune against the facts expected of it.

    Parameters
    ----------
    table : ``figures.zones_compared.compared``.
    limits : ``figures.zones_compared.funnel``.
    """
    figure = go.Figure()
    for level, part in limits.groupby("level", sort=True):
        for side in ("low", "high"):
            figure.add_trace(
                go.Scatter(
                    x=part["expected"],
                    y=part[side],
                    mode="lines",
                    line={"color": Colour.EXPECTED, "width": 1.3, "dash": _DASH[level]},
                    # The legend has one name for both sides.
                    name=texts.limit(level) if side == "low" else texts.upper_limit(level),
                    showlegend=side == "low",
                    hoverinfo="skip",
                )
            )
    figure.add_hline(y=1, line={"color": Colour.INK, "width": 1.5})
    for words, colour, symbol, name in _MARKS:
        rows = table.frame[table.frame["word"].isin(words)]
        if len(rows):
            figure.add_trace(_zones(rows, colour, symbol, name))
    figure = styled(figure, height=380, large=large)
    figure.update_xaxes(type="log", title=texts.EXPECTED_AXIS, gridcolor=Colour.HAIRLINE, dtick="D2", tickformat=",")
    figure.update_yaxes(title=texts.RATIO_AXIS, tickformat=".1f")
    return figure


def _zones(rows: pd.DataFrame, colour: str, symbol: str, name: str) -> go.Scatter:
    return go.Scatter(
        x=rows["expected"].astype(float),
        y=rows["ratio"].astype(float),
        mode="markers",
        marker={"color": colour, "symbol": symbol, "size": 11, "line": {"color": Colour.INK, "width": 0.5}},
        name=name,
        customdata=[
            (row.zone_label, formats.integer(row.n_events), formats.integer(row.expected)) for row in rows.itertuples()
        ],
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]} "
        f"{texts.RECORDED}, %{{customdata[2]}} {texts.EXPECTED}<extra></extra>",
    )
