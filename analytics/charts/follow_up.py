"""The picture of an evaluation: what was counted, what was expected without the action, and the difference so far."""

from html import escape
from textwrap import wrap

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analytics.charts import CHANGES, Colour
from analytics.charts.figure import LARGE, styled
from analytics.figures.evaluations import Evaluated, Followup
from analytics.statistics.words import FALLS, INSUFFICIENT_DATA, MOVES, ChangeWord, Part
from analytics.text import follow_up as texts
from analytics.text import fr

HEIGHT = 450
_LANE, _LABELS, _FOOT = 58, 92, 26
"""Pixels above both panels for the action, at their right for what the lines are, and under them for the years."""
_ABOVE, _BELOW = (0.40, 1.0), (0.0, 0.27)
_NAME = 24
"""Letters of a line of the action's name."""
_ROOM = 1.7
"""Highest value of the first panel, over the highest count: limits may run off it."""
_SPREAD = 3.0


def follow_up(shown: Followup, one: Evaluated, *, large: bool = False) -> go.Figure:
    """Draw what was counted beside what was expected, then the difference since the start.

    The areas are what chance would leave, 95 % and 68 %. Months that a method does not read are hollow. Where nothing
    is concluded, the difference has its limits and no line: what cannot be read must not look readable.
    """
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True)
    rows = shown.table.frame
    rows = rows.assign(middle=rows["period_start"] + (rows["period_end"] - rows["period_start"]) / 2)
    after = rows[rows["part"] == Part.AFTER]
    start, last_day = after["period_start"].iloc[0], rows["period_end"].iloc[-1]
    scale = LARGE if large else 1.0
    _counts(figure, shown, rows, is_clear=one.word in MOVES, width=1.7 if shown.months == 1 else 2.6)
    _since(figure, after, start, one.word)
    styled(figure, height=HEIGHT, large=large)
    figure.update_layout(
        showlegend=False,
        margin={"t": _LANE * scale, "r": _LABELS * scale, "b": _FOOT * scale, "l": 8},
    )
    figure.update_xaxes(
        type="date",
        range=[rows["period_start"].iloc[0], last_day],
        dtick="M12",
        tick0="2000-01-01",
        tickformat="%Y",
        ticklabelmode="period",
        ticks="outside",
        tickcolor=Colour.MUTED,
        tickfont={"size": 12 * scale, "color": Colour.MUTED},
        showgrid=False,
        showline=False,
    )
    figure.update_xaxes(ticks="", row=1, col=1)
    figure.update_yaxes(nticks=5, tickfont={"size": 12 * scale, "color": Colour.MUTED})
    _ranges(figure, shown, rows, after)
    _action(figure, one, start, rows["period_start"].iloc[0], last_day, scale)
    _breaks(figure, one, scale)
    _labels(figure, shown, rows, one, scale)
    return figure


def _counts(figure: go.Figure, shown: Followup, rows: pd.DataFrame, *, is_clear: bool, width: float) -> None:
    drawn = rows[shown.whole]
    after = drawn[drawn["part"] == Part.AFTER]
    for low, high, colour, name in (
        ("chance_low", "chance_high", Colour.BAND, texts.AREA),
        ("inner_low", "inner_high", Colour.BAND_INNER, texts.AREA_INNER),
    ):
        _area(figure, after["middle"], after[low], after[high], colour, row=1, name=name)
    figure.add_trace(
        go.Scatter(
            x=drawn["middle"],
            y=drawn["expected"],
            mode="lines",
            line={"color": Colour.MUTED, "width": 1.6, "dash": "6px,4px"},
            hoverinfo="skip",
            name=texts.EXPECTED,
        ),
        row=1,
        col=1,
    )
    figure.add_trace(
        go.Scatter(
            x=drawn["middle"],
            y=drawn["n_events"].astype(float),
            mode="lines",
            line={"color": Colour.SERIES, "width": width},
            customdata=[texts.counted(row) for _, row in drawn.iterrows()],
            hovertemplate="%{customdata}<extra></extra>",
            name=texts.OBSERVED,
        ),
        row=1,
        col=1,
    )
    left_out = drawn[drawn["part"] == Part.LEFT_OUT]
    _points(figure, left_out, Colour.PAPER, Colour.SERIES, texts.NOT_READ)
    if is_clear:
        beyond = drawn[shown.outside[drawn.index]]
        fallen = beyond["n_events"] < beyond["chance_low"]
        _points(figure, beyond[fallen], CHANGES[ChangeWord.CLEAR_FALL].ground, Colour.PAPER, texts.BEYOND[-1])
        _points(figure, beyond[~fallen], CHANGES[ChangeWord.CLEAR_RISE].ground, Colour.PAPER, texts.BEYOND[1])


def _points(figure: go.Figure, rows: pd.DataFrame, colour: str, edge: str, name: str) -> None:
    if not rows.empty:
        figure.add_trace(
            go.Scatter(
                x=rows["middle"],
                y=rows["n_events"].astype(float),
                mode="markers",
                marker={"size": 8, "color": colour, "line": {"color": edge, "width": 1.4}},
                hoverinfo="skip",
                name=name,
            ),
            row=1,
            col=1,
        )


def _since(figure: go.Figure, after: pd.DataFrame, start: pd.Timestamp, word: str) -> None:
    """The difference so far, from 0 at the start to the end of each row."""
    colour, area = _tints(word)
    days = [start, *after["period_end"]]
    low, high = [0.0, *after["cumulated_low"]], [0.0, *after["cumulated_high"]]
    _area(figure, days, low, high, area, row=2, name=texts.CUMULATED)
    if word != INSUFFICIENT_DATA:
        figure.add_trace(
            go.Scatter(
                x=days,
                y=[0.0, *after["cumulated"]],
                mode="lines",
                line={"color": colour, "width": 2.4},
                customdata=["", *(texts.since(row) for _, row in after.iterrows())],
                hovertemplate="%{customdata}<extra></extra>",
                name=texts.CUMULATED,
            ),
            row=2,
            col=1,
        )
        figure.add_trace(
            go.Scatter(
                x=days[-1:],
                y=after["cumulated"].iloc[-1:],
                mode="markers",
                marker={"size": 8, "color": colour},
                hoverinfo="skip",
                cliponaxis=False,
                name=texts.CUMULATED,
            ),
            row=2,
            col=1,
        )


def _tints(word: str) -> tuple[str, str]:
    """Line and area of a difference: blue for a fall, orange for a rise, grey where neither is said."""
    if word not in MOVES:
        return Colour.SERIES, Colour.BAND
    clear, probable = (
        (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
        if word in FALLS
        else (ChangeWord.CLEAR_RISE, ChangeWord.PROBABLE_RISE)
    )
    return CHANGES[clear].ground, CHANGES[probable].ground


def _area(figure: go.Figure, x: object, low: object, high: object, colour: str, *, row: int, name: str) -> None:
    common = {"x": x, "mode": "lines", "line": {"width": 0}, "hoverinfo": "skip"}
    names = texts.LOW.format(name=name), texts.HIGH.format(name=name)
    figure.add_trace(go.Scatter(common, y=low, name=names[0]), row=row, col=1)
    figure.add_trace(go.Scatter(common, y=high, name=names[1], fill="tonexty", fillcolor=colour), row=row, col=1)


def _ranges(figure: go.Figure, shown: Followup, rows: pd.DataFrame, after: pd.DataFrame) -> None:
    highest = float(rows[["n_events", "expected"]].astype(float).max(axis=None))
    top = 1.05 * min(_ROOM * highest, max(highest, rows["chance_high"].max()))
    figure.update_yaxes(range=[0, top or 1.0], domain=_ABOVE, row=1, col=1)
    reached = [0.0, *after["cumulated"], *([shown.goal] if shown.goal else [])]
    furthest = _SPREAD * max(abs(value) for value in reached) or 1.0
    lowest = min(*reached, max(after["cumulated_low"].min(), -furthest))
    uppermost = max(*reached, min(after["cumulated_high"].max(), furthest))
    room = 0.08 * (uppermost - lowest)
    figure.update_yaxes(range=[lowest - room, uppermost + room], domain=_BELOW, nticks=4, row=2, col=1)


def _action(
    figure: go.Figure, one: Evaluated, start: pd.Timestamp, first: pd.Timestamp, last: pd.Timestamp, scale: float
) -> None:
    """The line of the start, the months since, and the name of the action in a lane of its own above them."""
    # The name is what a person wrote: plotly would read markup in it.
    name = wrap(one.action.name, _NAME)
    shortened = name if len(name) == 1 else [name[0], f"{name[1]}…" if len(name) > 2 else name[1]]
    for panel in ("y domain", "y2 domain"):
        span = {"x0": start, "y0": 0, "y1": 1, "yref": panel}
        figure.add_shape(
            span, type="rect", x1=last, fillcolor=Colour.ACTION_TINT, opacity=0.45, line_width=0, layer="below"
        )
        figure.add_shape(span, type="line", x1=start, line={"color": Colour.ACTION, "width": 1.8})
    is_late = (start - first) / (last - first) > 0.6
    figure.add_annotation(
        x=start,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right" if is_late else "left",
        align="right" if is_late else "left",
        text="<br>".join([*(f"<b>{escape(line)}</b>" for line in shortened[:2]), texts.start(one)]),
        font={"color": Colour.ACTION, "size": 12 * scale},
        showarrow=False,
    )


def _breaks(figure: go.Figure, one: Evaluated, scale: float) -> None:
    """Known changes of recording within the months studied."""
    checks = one.appraisal.checks if one.appraisal else ()
    for month in (month for check in checks for month in check.figures.get("months", ())):
        figure.add_shape(
            type="line", x0=month, x1=month, y0=0, y1=1, yref="y domain",
            line={"color": Colour.INK, "width": 1.5, "dash": "dash"},
        )  # fmt: skip
        figure.add_annotation(
            x=month, y=1, yref="y domain", xanchor="left", yanchor="top", text=fr.BREAK, showarrow=False,
            font={"size": 12 * scale, "color": Colour.INK},
        )  # fmt: skip


def _labels(figure: go.Figure, shown: Followup, rows: pd.DataFrame, one: Evaluated, scale: float) -> None:
    """What each line is, at its end; no legend."""
    colour, _ = _tints(one.word)
    last = rows.iloc[-1]
    of_counts = rows[shown.whole].iloc[-1]
    method = one.appraisal.method if one.appraisal else ""
    above, below = _apart(figure, float(of_counts["n_events"]), float(of_counts["expected"]))
    _right(figure, "y", above, f"<b>{texts.OBSERVED}</b>", Colour.SERIES, 13 * scale)
    # Projected, there is no room for what it is expected from, which the finding says.
    beside = "<br>" + texts.FROM.get(method, "").replace(" ", "<br>", 1) if scale == 1 else ""
    _right(figure, "y", below, f"<b>{texts.EXPECTED}</b>{beside}", Colour.MUTED, 12 * scale)
    value, *limits = texts.end(last)
    is_read = one.word != INSUFFICIENT_DATA
    low, high = figure.layout.yaxis2.range
    ends = ["cumulated"] if is_read else ["cumulated_low", "cumulated_high"]
    middle = float(last[ends].astype(float).clip(low, high).mean())
    told = "<br>".join([*([f"<b>{value}</b>"] if is_read else []), *limits])
    _right(figure, "y2", middle, told, colour, 12 * scale)
    figure.add_annotation(
        x=0, xref="paper", y=_BELOW[1] + 0.02, yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
        text=f"<b>{texts.CUMULATED}</b>", font={"size": 12 * scale, "color": Colour.INK},
    )  # fmt: skip
    left_out = rows[rows["part"] == Part.LEFT_OUT]
    if not left_out.empty:
        figure.add_annotation(
            x=left_out["period_end"].iloc[-1], xanchor="right", y=0, yref="y", yanchor="bottom", showarrow=False,
            text=texts.NOT_READ,
            font={"size": 12 * scale, "color": Colour.MUTED},
        )  # fmt: skip
    if shown.goal is not None:
        _goal(figure, shown.goal, rows, one, scale)


def _goal(figure: go.Figure, goal: float, rows: pd.DataFrame, one: Evaluated, scale: float) -> None:
    first, last = rows["period_start"].iloc[0], rows["period_end"].iloc[-1]
    figure.add_shape(
        type="line", x0=last - (last - first) / 30, x1=last, y0=goal, y1=goal, yref="y2",
        line={"color": Colour.INK, "width": 3},
    )  # fmt: skip
    figure.add_annotation(
        x=last - (last - first) / 25, y=goal, yref="y2", xanchor="right", showarrow=False,
        text=f"<b>{texts.goal(one)}</b>", font={"size": 12 * scale, "color": Colour.INK},
    )  # fmt: skip


def _right(figure: go.Figure, axis: str, y: float, text: str, colour: str, size: float) -> None:
    figure.add_annotation(
        x=1, xref="paper", xanchor="left", xshift=8, y=y, yref=axis, text=text, align="left", showarrow=False,
        font={"color": colour, "size": size},
    )  # fmt: skip


def _apart(figure: go.Figure, observed: float, expected: float) -> tuple[float, float]:
    """Where two labels stand so that neither lies on the other."""
    pixels = (HEIGHT - _LANE - _FOOT) * (_ABOVE[1] - _ABOVE[0])
    gap = 36 * figure.layout.yaxis.range[1] / pixels
    if abs(observed - expected) >= gap:
        return observed, expected
    middle, side = max((observed + expected) / 2, gap / 2), 1 if observed >= expected else -1
    return middle + side * gap / 2, middle - side * gap / 2
