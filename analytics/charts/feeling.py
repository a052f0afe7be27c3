"""Answers to surveys: a point and its margin per zone, from wave to wave, against the census, against the facts."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analytics.charts import CHANGES, Colour
from analytics.charts.figure import styled
from analytics.disclosure import ProtectedTable
from analytics.statistics.words import ChangeWord, SurveyWord
from analytics.text import feeling as text
from analytics.text import formats, fr, readings
from analytics.text.verdicts import WORDS
from data.typography import NBSP

_ROW = 27
"""Pixels of a zone."""
_FAINT = Colour.BAND_INNER
_VERDICTS = {
    SurveyWord.DARKER: (CHANGES[ChangeWord.CLEAR_RISE].ground, "triangle-up"),
    SurveyWord.BRIGHTER: (CHANGES[ChangeWord.CLEAR_FALL].ground, "triangle-down"),
    SurveyWord.CONSISTENT: (Colour.INK, "circle"),
}


def zones(
    table: ProtectedTable, *, value: str = "share_pct", labels: Mapping[str, str] | None = None, large: bool = False
) -> go.Figure:
    """Draw a point and its margin per row, in grey words where there is none.

    Parameters
    ----------
    table : one row per zone, or per group: ``value``, ``low_pct``, ``high_pct``, ``n_answers``; the commune is a
        diamond.
    labels : names of the groups; None for a table of zones.
    """
    figure = go.Figure()
    frame = table.frame
    names = _zone_names(frame) if labels is None else frame["group"].map(labels)
    symbols = np.where((frame["zone_label"] == "") & (labels is None), "diamond", "circle").tolist()
    figure.add_trace(_points(frame, value, symbols=symbols))
    _add_absences(figure, frame, value)
    _add_rows(figure, names)
    highest = frame[[value, "high_pct"]].astype(float).max().max()
    return _percent_axis(styled(figure, height=_height(len(frame)), large=large), highest)


def waves(table: ProtectedTable, *, before: str, after: str, large: bool = False) -> go.Figure:
    """Draw two points per zone, joined: the share in the wave before, hollow, and in the one after."""
    figure = go.Figure()
    frame = table.frame
    rows = np.arange(len(frame))
    ends = frame[["before_pct", "share_pct"]].astype(float)
    figure.add_trace(
        go.Scatter(
            x=np.column_stack([ends, np.full(len(frame), np.nan)]).ravel(),
            y=np.repeat(rows, 3),
            mode="lines",
            line={"color": Colour.MUTED, "width": 2},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    for column, name, colour in (("before_pct", before, Colour.PAPER), ("share_pct", after, Colour.SERIES)):
        figure.add_trace(
            go.Scatter(
                x=ends[column],
                y=rows,
                mode="markers",
                marker={"size": 11, "color": colour, "line": {"color": Colour.SERIES, "width": 2}},
                name=name,
                customdata=_texts(_zone_names(frame), ends[column]),
                hovertemplate=f"%{{customdata}}<extra>{name}</extra>",
            )
        )
    _add_absences(figure, frame, "share_pct")
    _add_rows(figure, _zone_names(frame))
    return _percent_axis(styled(figure, height=_height(len(frame)) + 30, large=large), ends.max().max())


def profile(table: ProtectedTable, *, large: bool = False) -> go.Figure:
    """Draw who answered against who lives there."""
    frame = table.frame
    groups = frame["group"].map(text.GROUPS)
    figure = go.Figure(
        [
            go.Bar(
                x=frame[column].astype(float),
                y=np.arange(len(frame)),
                orientation="h",
                marker={"color": colour},
                name=name,
                customdata=_texts(groups, frame[column].astype(float)),
                hovertemplate=f"%{{customdata}}<extra>{name}</extra>",
            )
            for column, name, colour in (
                ("share_pct", text.SAMPLE, Colour.SERIES),
                ("census_pct", text.CENSUS, Colour.LEVEL_3),
            )
        ]
    )
    _add_rows(figure, groups)
    figure.update_layout(barmode="group", bargap=0.3)
    figure = styled(figure, height=_height(len(frame)) + 90, large=large)
    return _percent_axis(figure, frame[["share_pct", "census_pct"]].astype(float).max().max())


def rates(table: ProtectedTable, *, unit: str, large: bool = False) -> go.Figure:
    """Draw the rate of recorded facts of each zone, with its margin."""
    frame = table.frame.assign(low_pct=table.frame["value_low"], high_pct=table.frame["value_high"])
    texts = [f"{formats.rate(row['value'])} {unit}" if pd.notna(row["value"]) else "" for _, row in frame.iterrows()]
    figure = go.Figure(_points(frame, "value", symbols=["square"] * len(frame), colour=Colour.LEVEL_4, texts=texts))
    _add_rows(figure, frame["zone_label"])
    figure = styled(figure, height=_height(len(frame)), large=large)
    figure.update_xaxes(rangemode="tozero", tickformat=",", nticks=5, tickangle=0)
    return figure.update_yaxes(rangemode="normal", tickformat="")


def quadrant(table: ProtectedTable, *, unit: str, large: bool = False) -> go.Figure:
    """Draw zones by what is recorded and what is felt, with both margins, about the median of each."""
    shown = table.frame.dropna(subset=["share_pct", "value"])
    figure = go.Figure()
    for axis, column in (("v", "value"), ("h", "share_pct")):
        if len(shown):
            line = {"color": Colour.MUTED, "width": 1, "dash": "dot"}
            middle = float(shown[column].astype(float).median())
            figure.add_vline(x=middle, line=line) if axis == "v" else figure.add_hline(y=middle, line=line)
    for word, rows in shown.groupby("verdict", sort=False):
        colour, symbol = _VERDICTS.get(word, (Colour.MUTED, "circle-open"))
        figure.add_trace(
            go.Scatter(
                x=rows["value"].astype(float),
                y=rows["share_pct"].astype(float),
                error_x=_margin(rows, "value", "value_low", "value_high", colour if word in _VERDICTS else _FAINT),
                error_y=_margin(rows, "share_pct", "low_pct", "high_pct", colour if word in _VERDICTS else _FAINT),
                # The names of all would hide one another.
                mode="markers+text" if word in _VERDICTS else "markers",
                cliponaxis=False,
                marker={"size": 11, "color": colour, "symbol": symbol},
                text=rows["zone_label"],
                textposition="top right",
                textfont={"size": 18 if large else 13, "color": Colour.INK},
                name=formats.capitalised(WORDS[word]),
                customdata=[text.both(row, unit) for _, row in rows.iterrows()],
                hovertemplate="<b>%{text}</b><br>%{customdata}<extra></extra>",
            )
        )
    figure.update_layout(showlegend=True)
    figure = styled(figure, height=480, large=large)
    figure.update_xaxes(title={"text": text.RATE_AXIS.format(per=unit)}, rangemode="tozero", tickformat=",")
    figure.update_yaxes(title={"text": text.FELT_AXIS})
    return figure


def _zone_names(frame: pd.DataFrame) -> pd.Series:
    return pd.Series([readings.zone_name(row) for row in frame.to_dict("records")], frame.index, dtype=object)


def _points(
    frame: pd.DataFrame,
    value: str,
    *,
    symbols: list[str] | None = None,
    colour: str = Colour.SERIES,
    texts: list[str] | None = None,
) -> go.Scatter:
    return go.Scatter(
        x=frame[value].astype(float),
        y=np.arange(len(frame)),
        error_x=_margin(frame, value, "low_pct", "high_pct", colour),
        mode="markers",
        marker={"size": 10, "color": colour, "symbol": symbols or "circle"},
        customdata=texts or [text.point(row, value) if pd.notna(row[value]) else "" for _, row in frame.iterrows()],
        hovertemplate="%{customdata}<extra></extra>",
        showlegend=False,
    )


def _margin(frame: pd.DataFrame, value: str, low: str, high: str, colour: str) -> dict[str, object]:
    middle = frame[value].astype(float)
    return {
        "array": frame[high].astype(float) - middle,
        "arrayminus": middle - frame[low].astype(float),
        "symmetric": False,
        "width": 0,
        "thickness": 2,
        "color": colour,
    }


def _add_absences(figure: go.Figure, frame: pd.DataFrame, value: str) -> None:
    """Words, in grey, where a row has no point."""
    silent = frame[value].isna().to_numpy()
    if silent.any():
        figure.add_trace(
            go.Scatter(
                x=np.zeros(silent.sum()),
                y=np.flatnonzero(silent),
                mode="text",
                text=[text.absence(row) for _, row in frame[silent].iterrows()],
                textposition="middle right",
                textfont={"color": Colour.MUTED},
                hoverinfo="skip",
                showlegend=False,
            )
        )


def _add_rows(figure: go.Figure, labels: pd.Series) -> None:
    """One line per row, the first at the top."""
    figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        range=[len(labels) - 0.4, -0.6],
        showgrid=True,
        ticklabelstandoff=6,
    )


def _percent_axis(figure: go.Figure, highest: float) -> go.Figure:
    end = 100.0 if not highest > 0 else min(100.0, 10 * np.ceil(highest / 10))
    figure.update_xaxes(range=[0, end * 1.02], ticksuffix=f"{NBSP}%", nticks=5, tickangle=0)
    # Labels of rows are names, never numbers.
    return figure.update_yaxes(rangemode="normal", tickformat="")


def _height(n_rows: int) -> int:
    return 60 + _ROW * n_rows


def _texts(labels: pd.Series, percents: pd.Series) -> list[str]:
    return [
        fr.labelled(label, formats.percent(percent / 100)) if pd.notna(percent) else ""
        for label, percent in zip(labels, percents, strict=True)
    ]
