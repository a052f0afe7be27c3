"""Time series: months against their usual band, running sums, years, and what the State publishes."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from html import escape
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.charts import DASHES, LINES, Colour
from analytics.charts.figure import LARGE, SIZE, Draft, Figure, as_typed
from analytics.disclosure import ProtectedTable
from analytics.text import formats, fr, readings
from analytics.text.readings import Unit
from data.journal import Action, Event
from data.model import Period, add_months

HEIGHT = 250
_LANE, _FOOT, _TOP = 19, 28, 12
"""Pixels of the lane of an action, of the years, and above the highest line."""
_LANES = 8
"""Lanes at most, of the actions that began last."""
_NAME_ROOM = 0.35
"""Share of the months after which the name of an action is written before its start."""
_LABEL, _LETTER = 15, 6.6
"""Pixels of a line of a label, and of a letter of it."""
_WIDEST = 170
"""Pixels that labels may take at the right of the lines."""
_ROOM = 1.1
"""Highest value of a figure, over the highest drawn."""
_FEW_MONTHS = 24
"""At most, for months to be named and not years alone."""
_HALF = timedelta(days=14)
"""From the first day of a month to where it is drawn: its middle."""
_SIDES = {-1: (Colour.LESS_CLEAR, "top"), 1: (Colour.MORE_CLEAR, "bottom")}
"""Colour of a month out of its band, and which side of the label its point is on."""


def monthly(
    months: pd.DataFrame,
    *,
    unit: Unit,
    period: Period,
    band: pd.DataFrame | None = None,
    beyond: "pd.Series[int] | None" = None,
    provisional: Collection[date] = (),
    breaks: Sequence[date] = (),
    actions: Sequence[Action] = (),
    events: Sequence[Event] = (),
    large: bool = False,
) -> Figure:
    """Draw the months of zones; of one, over the band that its season usually gives.

    Parameters
    ----------
    months : one row per month, one column per zone, named by its label; missing where not published.
    unit : what the values are.
    period : marked behind the lines.
    band : ``month``, ``low``, ``high`` of one zone, in the unit of its months.
    beyond : ``figures.series.beyond`` of one zone: its points are coloured, and named within the period.
    provisional : first days of the months whose points are hollow.
    breaks : first days of the months from which facts are recorded in another way: a dashed line, with its word.
    actions, events : the last ``_LANES`` that began have their spans under the axis, from first day to last.
    """
    draft, scale = Draft(), LARGE if large else 1.0
    highs = [] if band is None else [*band["high"]]
    top = _ROOM * max(1e-9, np.nanmax([*months.to_numpy().ravel(), *highs, 0.0]))
    first, end = months.index[0].date(), add_months(months.index[-1].date(), 1)
    _add_period(draft, period, scale)
    labels = _ends(months, unit)
    if band is not None:
        _add_band(draft, band)
        labels += _usual(band, unit)
    _add_lines(draft, months, unit)
    if beyond is not None:
        _add_beyond(draft, months.iloc[:, 0], beyond, period, unit, scale)
    _add_provisional(draft, months[months.index.isin(pd.to_datetime([*provisional]))])
    for month in breaks:
        _add_break(draft, month, scale)
    spans = [_Lane(one.start, one.end, one.name, *_OF_ACTIONS) for one in actions]
    spans += [_Lane(one.start, one.end, one.label, *_OF_EVENTS) for one in events]
    lanes = sorted(spans, key=lambda one: (one.start, one.name))[-_LANES:]
    n_earlier = len(spans) - len(lanes)
    _years_axis(draft, first, end, scale)
    for rank, one in enumerate(lanes):
        _add_lane(draft, one, rank, first, end, scale)
    if n_earlier:
        text = fr.EARLIER_ACTIONS.format(n=n_earlier)
        font = {"size": 12 * scale, "color": Colour.ACTION_INK}
        low = -(_FOOT + _LANE * (len(lanes) + 1)) / HEIGHT
        draft.note(
            x=0,
            xref="paper",
            xanchor="left",
            y=low,
            yref="paper",
            yanchor="bottom",
            text=text,
            font=font,
        )
    return _finished(draft, labels, top, lanes=len(lanes) + (n_earlier > 0), large=large)


def running_sum(sums: pd.DataFrame, *, unit: Unit, large: bool = False) -> Figure:
    """Draw twelve-month sums, one line per zone; a sum of which a month is missing or withheld is left out.

    Parameters
    ----------
    sums : one row per month, one column per zone, named by its label.
    unit : what the sums are of.
    """
    draft = Draft()
    _add_lines(draft, sums, unit)
    top = _ROOM * max(1e-9, np.nanmax([*sums.to_numpy().ravel(), 0.0]))
    _years_axis(draft, sums.index[0].date(), add_months(sums.index[-1].date(), 1), LARGE if large else 1.0)
    return _finished(draft, _ends(sums, unit), top, large=large)


def yearly(years: pd.DataFrame, *, unit: Unit, partial: Collection[int] = (), large: bool = False) -> Figure:
    """Draw the total of each year, one bar per zone.

    Parameters
    ----------
    years : one row per year, one column per zone, named by its label; missing where not published.
    unit : what the totals are of.
    partial : years of which not all the months are known: their bars are hollow.
    """
    draft = Draft()
    names = [fr.PARTIAL_YEAR.format(year=day.year) if day.year in partial else str(day.year) for day in years.index]
    hollow = [day.year in partial for day in years.index]
    for position, label in enumerate(years.columns):
        values, colour = years[label], LINES[position % len(LINES)]
        draft.bar(
            x=names,
            y=values,
            marker={
                "color": [Colour.PAPER if one else colour for one in hollow],
                "line": {"color": colour, "width": 1.5},
            },
            name=escape(label),
            text=[readings.short(value, unit) if pd.notna(value) else "" for value in values],
            textposition="outside",
            cliponaxis=False,
            customdata=[readings.amount(value, unit) if pd.notna(value) else "" for value in values],
            hovertemplate=fr.HOVER_YEAR,
        )
    # One shape for several zones: a line above says which is which.
    draft.lay(barmode="group", showlegend=len(years.columns) > 1)
    draft.axis("xaxis", type="category", showgrid=False)
    draft.axis("yaxis", nticks=5)
    return draft.figure(height=HEIGHT + _FOOT + _TOP, large=large)


def benchmark(table: ProtectedTable, *, unit: str, large: bool = False) -> Figure:
    """Draw yearly rates of the commune, with their margin, beside those of others; a year not published is a gap.

    Parameters
    ----------
    table : one row per territory and year, the commune first.
    unit : what a rate is per, in words.
    """
    draft = Draft()
    for position, (_, rows) in enumerate(table.frame.groupby("zone_code", sort=False)):
        label = readings.zone_name(rows.iloc[0])
        value = rows["value"].astype(float)
        draft.scatter(
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
            hovertemplate=f"<b>{as_typed(label)}</b><br>%{{customdata}}<extra></extra>",
        )
    draft.axis("xaxis", dtick=1, tickformat="d", showgrid=False)
    draft.axis("yaxis", title={"text": unit, "font": {"size": SIZE * (LARGE if large else 1)}})
    return draft.figure(height=340, large=large)


class _Label(NamedTuple):
    """A text at the right of the lines, as near a height as it can; its name, by which a phone may shorten it."""

    height: float
    text: str
    colour: Colour
    name: str


def _finished(draft: Draft, labels: Sequence[_Label], top: float, *, lanes: int = 0, large: bool) -> Figure:
    """Lines in the house's style, with their labels at their right: apart, and as near their height as they can."""
    foot = _FOOT + _LANE * lanes
    scale = LARGE if large else 1.0
    longest = max((len(line) for label in labels for line in label.text.split("<br>")), default=0)
    right = min(_WIDEST, 14 + _LETTER * longest)
    draft.lay(showlegend=False, margin={"t": _TOP * scale, "r": right * scale, "b": foot * scale, "l": 8})
    draft.axis("yaxis", range=[0, top], nticks=5, tickfont={"size": 12 * scale, "color": Colour.MUTED})
    below = np.inf
    for height, text, colour, name in sorted(labels, key=lambda one: -one.height):
        n_lines = text.count("<br>") + 1
        half = (n_lines * _LABEL / 2 + 3) * top / HEIGHT
        height = min(height, below - half)
        below = height - half
        draft.note(
            name=name, x=1, xref="paper", xanchor="left", xshift=8, y=height, yanchor="middle", align="left",
            text=text, font={"size": 12 * scale, "color": colour},
        )  # fmt: skip
    return draft.figure(height=HEIGHT + _TOP + foot, large=large)


def _ends(lines: pd.DataFrame, unit: Unit) -> list[_Label]:
    """What is written at the end of each line: its value and its month, or which zone it is."""
    labels = []
    for position, label in enumerate(lines.columns):
        known = lines[label].dropna()
        if known.empty:
            continue
        text = f"<b>{readings.amount(known.iloc[-1], unit)}</b><br>{formats.month(known.index[-1])}"
        if len(lines.columns) > 1:
            text = f"<b>{readings.short(known.iloc[-1], unit)}</b> {escape(_shortened(label, 20))}"
        labels.append(_Label(float(known.iloc[-1]), text, LINES[position % len(LINES)], "end"))
    return labels


def _usual(band: pd.DataFrame, unit: Unit) -> list[_Label]:
    """What is usual in the last month, beside its middle; nothing where it is not known."""
    last = band.iloc[-1]
    if pd.isna(last["low"]):
        return []
    text = fr.USUAL.format(low=readings.short(last["low"], unit), high=readings.short(last["high"], unit))
    return [_Label((last["low"] + last["high"]) / 2, text, Colour.MUTED, "usual")]


def _add_lines(draft: Draft, lines: pd.DataFrame, unit: Unit) -> None:
    days = lines.index + _HALF
    for position, label in enumerate(lines.columns):
        who = f"<b>{escape(label)}</b><br>" if len(lines.columns) > 1 else ""
        draft.scatter(
            x=days,
            y=lines[label],
            mode="lines",
            line={
                "color": LINES[position % len(LINES)],
                "width": 1.7 if len(lines.columns) == 1 else 2,
                "dash": DASHES[position % len(DASHES)],
            },
            customdata=[
                fr.labelled(formats.month(day), readings.amount(value, unit)) if pd.notna(value) else ""
                for day, value in zip(lines.index, lines[label], strict=True)
            ],
            hovertemplate=f"{who}%{{customdata}}<extra></extra>",
            name=escape(label),
        )
        known = lines[label].dropna()
        alone = known[lines[label].shift(1).isna()[known.index] & lines[label].shift(-1).isna()[known.index]]
        ends = known.iloc[-1:] if len(known) else known
        points = pd.concat([alone, ends]).groupby(level=0).first()
        _add_points(draft, points, LINES[position % len(LINES)], name=escape(label))


def _add_points(draft: Draft, values: pd.Series, colour: Colour, edge: Colour = Colour.PAPER, *, name: str) -> None:
    if len(values):
        draft.scatter(
            x=values.index + _HALF,
            y=values,
            mode="markers",
            marker={"size": 8, "color": colour, "line": {"color": edge, "width": 1.4}},
            hoverinfo="skip",
            cliponaxis=False,
            name=name,
        )


def _add_beyond(
    draft: Draft,
    values: pd.Series,
    beyond: "pd.Series[int]",
    period: Period,
    unit: Unit,
    scale: float,
) -> None:
    """Months out of their usual band: all are points, those of the period have their name and their value."""
    for side, (colour, anchor) in _SIDES.items():
        out = values[beyond == side]
        _add_points(draft, out, colour, name=fr.BEYOND[side])
        for day, value in out.items():
            if period.start <= day.date() < period.end:
                draft.note(
                    x=day + _HALF,
                    y=value,
                    yanchor=anchor,
                    yshift=6 * side,
                    text=f"<b>{formats.month_name(day)} {readings.short(value, unit)}</b>",
                    font={"size": 12 * scale, "color": colour},
                )


def _add_provisional(draft: Draft, rows: pd.DataFrame) -> None:
    for label in rows:
        name = f"{escape(label)} ({fr.PROVISIONAL})"
        _add_points(draft, rows[label].dropna(), Colour.PAPER, Colour.SERIES, name=name)


def _add_period(draft: Draft, period: Period, scale: float) -> None:
    draft.shape(
        type="rect",
        x0=period.start,
        x1=period.end,
        y0=0,
        y1=1,
        fillcolor=Colour.LEVEL_1,
        line={"width": 0},
        layer="below",
    )
    draft.note(
        x=period.start + (period.end - period.start) / 2,
        y=1,
        yref="paper",
        yanchor="top",
        text=fr.CHOSEN_PERIOD,
        font={"size": 11 * scale, "color": Colour.MUTED},
    )


def _add_band(draft: Draft, band: pd.DataFrame) -> None:
    """A stretch of months at a time: none is drawn over those where it is not known."""
    known = band.dropna()
    stretches = (known.index.to_series().diff() != 1).cumsum()
    for _, stretch in known.groupby(stretches):
        # Of few months, plotly would also draw points, in colours of its own.
        common = {"x": stretch["month"] + _HALF, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
        draft.scatter(**common, y=stretch["high"], name=fr.BAND_HIGH)
        draft.scatter(**common, y=stretch["low"], fill="tonexty", fillcolor=Colour.BAND, name=fr.BAND_LOW)


def _add_break(draft: Draft, month: date, scale: float) -> None:
    line = {"color": Colour.INK, "width": 1.5, "dash": "dash"}
    draft.shape(type="line", x0=month, x1=month, y0=0, y1=1, line=line)
    draft.note(
        x=month, y=1, yref="paper", text=fr.BREAK, xanchor="right", yanchor="top",
        font={"size": 12 * scale, "color": Colour.LATE},
    )  # fmt: skip


class _Lane(NamedTuple):
    """A span under the axis; without an end, it goes on."""

    start: date
    end: date | None
    name: str
    line: Colour
    ground: Colour
    ink: Colour


_OF_ACTIONS = (Colour.ACTION, Colour.ACTION_TINT, Colour.ACTION_INK)
_OF_EVENTS = (Colour.MUTED, Colour.STABLE, Colour.INK_2)


def _add_lane(draft: Draft, one: _Lane, rank: int, first: date, end: date, scale: float) -> None:
    """The start of an action, or event, through the months, its span under them, its name where there is more room."""
    high = -(_FOOT + _LANE * rank) / HEIGHT
    low = high - (_LANE - 4) / HEIGHT
    last = min(end, one.end + timedelta(days=1) if one.end else end)
    draft.shape(type="rect", x0=one.start, x1=last, y0=low, y1=high, fillcolor=one.ground, line={"width": 0})
    for top, line in ((1, {"width": 1.2, "dash": "dot"}), (high, {"width": 3})):
        draft.shape(type="line", x0=one.start, x1=one.start, y0=low, y1=top, line={"color": one.line} | line)
    is_late = one.start - first > _NAME_ROOM * (end - first)
    draft.note(
        name=_LANE_NAME, x=one.start, y=(low + high) / 2, yref="paper", yanchor="middle",
        xanchor="right" if is_late else "left", xshift=-4 if is_late else 4,
        text=f"<b>{escape(_shortened(one.name, 48))}</b>", font={"size": 12 * scale, "color": one.ink},
        hovertext=escape(one.name),
    )  # fmt: skip


_LANE_NAME = "lane"
"""Told to the script that draws: on a phone, these names begin where the lanes do."""


def _years_axis(draft: Draft, first: date, end: date, scale: float) -> None:
    is_short = first >= add_months(end, -_FEW_MONTHS)
    years = {"dtick": "M3", "tickformat": "%b\n%Y"} if is_short else {"dtick": "M12", "tickformat": "%Y"}
    draft.axis(
        "xaxis",
        type="date",
        range=[first, end],
        tick0="2000-01-01",
        **years,
        ticklabelmode="instant" if is_short else "period",
        ticks="outside",
        tickcolor=Colour.MUTED,
        tickfont={"size": 12 * scale, "color": Colour.MUTED},
        showgrid=False,
    )


def _shortened(name: str, most: int) -> str:
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
