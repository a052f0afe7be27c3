"""Time series: months against their usual band, running sums, several zones side by side."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.charts import DASHES, LINES, Colour
from analytics.charts.figure import styled
from analytics.disclosure import ProtectedTable
from analytics.text import formats, fr, readings
from data.model import Period


def monthly(
    table: ProtectedTable,
    band: pd.DataFrame,
    *,
    period: Period,
    noun: str,
    provisional: Sequence[date] = (),
    breaks: Sequence[date] = (),
    actions: Sequence[tuple[date, str]] = (),
    large: bool = False,
) -> go.Figure:
    """Draw the months of one zone over the band that its season usually gives.

    Parameters
    ----------
    table : one row per month of one zone.
    band : ``month``, ``expected``, ``low``, ``high``; rows without figures are left out of the band.
    period : marked behind the line.
    provisional : first days of the months whose points are hollow.
    breaks : first days of the months from which facts are recorded in another way: a vertical line, with its word.
    actions : day when each action began, and its name: a mark under the line.
    """
    figure = go.Figure()
    figure.add_vrect(
        x0=period.start, x1=period.last_month, fillcolor=Colour.HAIRLINE, opacity=0.5, line_width=0, layer="below"
    )
    _add_band(figure, band)
    frame = table.frame
    figure.add_trace(
        go.Scatter(
            x=frame["period_start"],
            y=frame["n_events"].astype(float),
            mode="lines+markers",
            line={"color": Colour.SERIES, "width": 2.5},
            marker={"size": 5},
            name=noun.capitalize(),
            customdata=[formats.month(day) for day in frame["period_start"]],
            hovertemplate=fr.HOVER,
        )
    )
    for month in breaks:
        _add_break(figure, month)
    _add_actions(figure, actions)
    _add_provisional(figure, frame[frame["period_start"].isin(pd.to_datetime(provisional))])
    return styled(_months_axis(figure), height=340, large=large)


def running_sum(sums: pd.DataFrame, *, large: bool = False) -> go.Figure:
    """Draw twelve-month sums, one line per zone; a sum of which a month is missing or withheld is left out.

    Parameters
    ----------
    sums : one row per month, one column per zone, named by its label.
    """
    figure = go.Figure()
    for position, label in enumerate(sums.columns):
        figure.add_trace(
            go.Scatter(
                x=sums.index,
                y=sums[label],
                mode="lines",
                line={"color": LINES[position % len(LINES)], "width": 2.5, "dash": DASHES[position % len(DASHES)]},
                name=label,
                customdata=[formats.month(day) for day in sums.index],
                hovertemplate=f"<b>{label}</b><br>{fr.HOVER_SUM}",
            )
        )
    figure.update_layout(showlegend=len(sums.columns) > 1)
    return styled(_months_axis(figure), height=320, large=large)


def small_multiples(months: pd.DataFrame, *, columns: int = 3, large: bool = False) -> go.Figure:
    """Draw one small chart per zone, all on the same scale so that they compare.

    Parameters
    ----------
    months : one row per month, one column per zone, named by its label; missing where not published.
    """
    rows = -(-len(months.columns) // columns)
    figure = make_subplots(
        rows=rows,
        cols=columns,
        shared_xaxes=True,
        shared_yaxes="all",
        subplot_titles=list(months.columns),
        horizontal_spacing=0.04,
        vertical_spacing=min(0.12, 0.6 / rows),
    )
    for position, label in enumerate(months.columns):
        figure.add_trace(
            go.Scatter(
                x=months.index,
                y=months[label],
                mode="lines",
                line={"color": Colour.SERIES, "width": 1.6},
                customdata=[formats.month(day) for day in months.index],
                hovertemplate=f"<b>{label}</b><br>{fr.HOVER}",
                showlegend=False,
            ),
            row=position // columns + 1,
            col=position % columns + 1,
        )
    figure = styled(_months_axis(figure), height=70 + 150 * rows, large=large)
    figure.update_layout(margin={"t": 34})
    figure.update_annotations(font={"size": 16 if large else 13, "color": Colour.INK})
    return figure


def yearly(table: ProtectedTable, *, noun: str, large: bool = False) -> go.Figure:
    """Draw years, for facts whose month is not known."""
    frame = table.frame
    figure = go.Figure(
        go.Bar(
            x=[str(day.year) for day in frame["period_start"]],
            y=frame["n_events"].astype(float),
            marker={"color": Colour.LEVEL_4},
            name=noun.capitalize(),
            hovertemplate=fr.HOVER_YEAR,
        )
    )
    return styled(figure, height=340, large=large)


def benchmark(table: ProtectedTable, *, unit: str, large: bool = False) -> go.Figure:
    """Draw yearly rates of the commune, with their margin, beside those of others; a year not published is a gap.

    Parameters
    ----------
    table : one row per territory and year, the commune first.
    unit : what a rate is per, in words.
    """
    figure = go.Figure()
    for position, (_, rows) in enumerate(table.frame.groupby("zone_code", sort=False)):
        label = readings.zone_name(rows.iloc[0])
        value = rows["value"].astype(float)
        figure.add_trace(
            go.Scatter(
                x=[day.year for day in rows["period_start"]],
                y=value,
                error_y={
                    "array": rows["value_high"].astype(float) - value,
                    "arrayminus": value - rows["value_low"].astype(float),
                    "symmetric": False,
                    "width": 0,
                    "thickness": 1,
                },
                mode="lines+markers",
                line={"color": LINES[position], "width": 2.5, "dash": DASHES[position]},
                marker={"size": 7, "symbol": ("circle", "square", "diamond")[position]},
                name=label,
                customdata=[
                    fr.labelled(str(day.year), f"{formats.rate(rate)} {unit}") if pd.notna(rate) else ""
                    for day, rate in zip(rows["period_start"], value, strict=True)
                ],
                hovertemplate=f"<b>{label}</b><br>%{{customdata}}<extra></extra>",
            )
        )
    figure.update_xaxes(dtick=1, tickformat="d", showgrid=False)
    figure = styled(figure, height=340, large=large)
    figure.update_yaxes(title={"text": unit, "font": figure.layout.font.to_plotly_json()})
    return figure


def _add_band(figure: go.Figure, band: pd.DataFrame) -> None:
    """A stretch of months at a time: none is drawn over those where it is not known."""
    known = band.dropna()
    stretches = (known.index.to_series().diff() != 1).cumsum()
    for number, stretch in known.groupby(stretches):
        # Of few months, plotly would also draw points, in colours of its own.
        common = {"x": stretch["month"], "mode": "lines", "hoverinfo": "skip", "showlegend": False}
        figure.add_trace(go.Scatter(common, y=stretch["high"], line={"width": 0}))
        figure.add_trace(
            go.Scatter(
                common,
                y=stretch["low"],
                line={"width": 0},
                fill="tonexty",
                fillcolor=Colour.BAND,
                name="Bande habituelle",
                showlegend=number == 1,
            )
        )
        figure.add_trace(
            go.Scatter(
                common,
                y=stretch["expected"],
                line={"color": Colour.EXPECTED, "width": 1.2, "dash": "dot"},
                name="Moyenne des mêmes mois",
                showlegend=number == 1,
            )
        )


def _add_break(figure: go.Figure, month: date) -> None:
    figure.add_vline(x=month, line={"color": Colour.INK, "width": 1.5, "dash": "dash"})
    figure.add_annotation(x=month, y=1, yref="paper", text=fr.BREAK, showarrow=False, xanchor="right", yanchor="top")


def _add_actions(figure: go.Figure, actions: Sequence[tuple[date, str]]) -> None:
    if actions:
        figure.add_trace(
            go.Scatter(
                x=[start for start, _ in actions],
                y=[0] * len(actions),
                mode="markers",
                marker={
                    "symbol": "triangle-up",
                    "size": 13,
                    "color": Colour.ACTION,
                    "line": {"color": Colour.PAPER, "width": 1},
                },
                cliponaxis=False,
                customdata=[name for _, name in actions],
                hovertemplate="%{customdata}<extra></extra>",
                name=fr.ACTION_STARTS,
            )
        )


def _add_provisional(figure: go.Figure, rows: pd.DataFrame) -> None:
    known = rows.dropna(subset="n_events")
    if known.empty:
        return
    figure.add_trace(
        go.Scatter(
            x=known["period_start"],
            y=known["n_events"].astype(float),
            mode="markers",
            marker={"size": 9, "color": Colour.PAPER, "line": {"color": Colour.SERIES, "width": 2}},
            hoverinfo="skip",
            name=fr.PROVISIONAL.capitalize(),
            # The legend is read from the last curve to the first.
            legendrank=999,
        )
    )


def _months_axis(figure: go.Figure) -> go.Figure:
    figure.update_xaxes(
        type="date", hoverformat="%B %Y", tickformat="%b\n%Y", showgrid=False, linecolor=Colour.HAIRLINE
    )
    return figure
