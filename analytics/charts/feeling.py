"""Answers to surveys: a point and its margin per zone, from wave to wave, against the census, against the facts."""

import textwrap
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analytics.charts import CHANGES, Colour
from analytics.charts.figure import LARGE, Draft, Figure, as_typed
from analytics.columns import declared
from analytics.disclosure import ProtectedTable
from analytics.statistics.words import FALLS, MOVES, ChangeWord, SurveyWord
from analytics.text import chips, formats, fr, readings
from analytics.text import feeling as text
from data.typography import NBSP

_ROW = 27
"""Pixels of a zone."""
_MARGIN = 52
"""Letters of a line of the margin, on a phone too."""
_ACROSS, _DOWN = 75, 24
"""Letters and lines that the picture of what is felt and recorded has room for."""
_VERDICTS = {
    SurveyWord.DARKER: (CHANGES[ChangeWord.CLEAR_RISE].ground, "triangle-up"),
    SurveyWord.BRIGHTER: (CHANGES[ChangeWord.CLEAR_FALL].ground, "triangle-down"),
    SurveyWord.CONSISTENT: (Colour.INK, "circle"),
}


def zones(
    table: ProtectedTable,
    *,
    value: str = "share_pct",
    labels: Mapping[str, str] | None = None,
    emphasised: Collection[str] = (),
    large: bool = False,
) -> Figure:
    """Draw a point and its margin per row, in grey words where there is none.

    Parameters
    ----------
    table : one row per zone, or per group: ``value``, ``low_pct``, ``high_pct``, ``n_answers``; the commune is a
        diamond.
    labels : names of the groups; None for a table of zones.
    emphasised : codes of the zones to be seen first.
    """
    draft = Draft()
    frame = table.frame
    symbols = np.where((frame["zone_label"] == "") & (labels is None), "diamond", "circle").tolist()
    draft.scatter(
        x=frame[value].astype(float),
        y=np.arange(len(frame)),
        error_x=_margin(frame, value, "low_pct", "high_pct", Colour.SERIES),
        mode="markers",
        marker={"size": 10, "color": Colour.SERIES, "symbol": symbols},
        customdata=[text.point(row, value) if pd.notna(row[value]) else "" for _, row in frame.iterrows()],
        hovertemplate="%{customdata}<extra></extra>",
        name=declared([value])[0].header,
        showlegend=False,
    )
    _add_absences(draft, frame, value)
    if labels is None:
        _add_zones(draft, frame, emphasised)
    else:
        _add_rows(draft, [as_typed(labels[group]) for group in frame["group"]])
    highest = frame[[value, "high_pct"]].astype(float).max().max()
    _percent_axis(draft, highest)
    return draft.figure(height=_height(len(frame)), large=large)


def waves(
    table: ProtectedTable, *, before: str, after: str, emphasised: Collection[str] = (), large: bool = False
) -> Figure:
    """Draw the share of two waves per zone, hollow then full, over the margin of its change, and the chip of a change.

    A hollow point outside its bar is a change that chance alone hardly explains.

    Parameters
    ----------
    table : ``figures.surveys.changes``.
    before, after : names of the waves.
    emphasised : codes of the zones to be seen first.
    """
    draft = Draft()
    frame = table.frame
    shares = frame[["before_pct", "share_pct"]].astype(float)
    # Newcombe's limits may leave what a share can be.
    limits = frame[["low_pts", "high_pts"]].astype(float).add(shares["before_pct"], axis=0).clip(0, 100)
    _add_segments(draft, limits, width=9, colours=_bars(frame["word"]), name=text.MARGIN_OF_CHANGE)
    _add_segments(draft, shares, width=2, colours=[Colour.SERIES] * len(frame), name=text.CHANGE)
    for column, wave, colour in (("before_pct", before, Colour.PAPER), ("share_pct", after, Colour.SERIES)):
        draft.scatter(
            x=shares[column],
            y=np.arange(len(frame)),
            mode="markers",
            marker={"size": 10, "color": colour, "line": {"color": Colour.SERIES, "width": 2}},
            customdata=[
                f"<b>{as_typed(readings.zone_name(row))}</b><br>"
                + (f"{as_typed(wave)} : {formats.percent(row[column] / 100)}" if pd.notna(row[column]) else "")
                for row in frame.to_dict("records")
            ],
            hovertemplate="%{customdata}<extra></extra>",
            name=as_typed(wave),
        )
    _add_absences(draft, frame, "share_pct")
    _add_zones(draft, frame, emphasised)
    highest = pd.concat([shares, limits], axis=1).max().max()
    draft.lay(showlegend=False, barmode="overlay")
    end = _percent_axis(draft, highest)
    _add_chips(draft, frame["word"], limits, end, large=large)
    return draft.figure(height=_height(len(frame)), large=large)


def profile(table: ProtectedTable, *, large: bool = False) -> Figure:
    """Draw who answered against who lives there."""
    frame = table.frame
    groups = frame["group"].map(text.GROUPS)
    draft = Draft()
    for column, name, colour in (
        ("share_pct", text.SAMPLE, Colour.SERIES),
        ("census_pct", text.CENSUS, Colour.LEVEL_3),
    ):
        draft.bar(
            x=frame[column].astype(float),
            y=np.arange(len(frame)),
            orientation="h",
            marker={"color": colour},
            name=name,
            customdata=_texts(groups, frame[column].astype(float)),
            hovertemplate=f"%{{customdata}}<extra>{name}</extra>",
        )
    _add_rows(draft, [*groups])
    draft.lay(barmode="group", bargap=0.3)
    _percent_axis(draft, frame[["share_pct", "census_pct"]].astype(float).max().max())
    return draft.figure(height=_height(len(frame)) + 90, large=large)


def quadrant(table: ProtectedTable, *, unit: str, emphasised: Collection[str] = (), large: bool = False) -> Figure:
    """Draw zones by what is recorded and what is felt, with both margins, about the commune.

    Corners are named by their position alone. Zones whose answers are too few are ticks of the axis, named under it.

    Parameters
    ----------
    table : ``figures.felt_and_recorded.facts``.
    unit : what a rate is per.
    emphasised : codes of the zones to be seen first.
    """
    whole, rows = table.frame.iloc[0], table.frame.iloc[1:].dropna(subset=["value"])
    shown, silent = rows.dropna(subset=["share_pct"]), rows[rows["share_pct"].isna()]
    right = 1.05 * max(shown["value_high"].astype(float).max(), rows["value"].astype(float).max()) or 1.0
    top = min(100.0, 10 * np.ceil(shown[["share_pct", "high_pct"]].astype(float).max(axis=None) / 10 + 0.1))
    draft = Draft()
    _add_corners(draft, whole, (right, top), is_judged=bool((shown["verdict"] != SurveyWord.NOT_COMPARABLE).any()))
    shown = shown.assign(is_first=shown["zone_code"].isin(emphasised), is_told=shown["verdict"].isin([*_VERDICTS]))
    shown = shown.assign(place=_places(shown, right, top))
    for (word, is_first), rows in shown.groupby(["verdict", "is_first"], sort=False):
        colour, symbol = _VERDICTS.get(word, (Colour.PAPER, "circle"))
        edge = colour if word in _VERDICTS else Colour.EDGE
        margin = Colour.INK if is_first else colour if word in _VERDICTS else Colour.BAND_INNER
        is_bold = is_first or word in _VERDICTS
        draft.scatter(
            x=rows["value"].astype(float),
            y=rows["share_pct"].astype(float),
            error_x=_margin(rows, "value", "value_low", "value_high", margin),
            error_y=_margin(rows, "share_pct", "low_pct", "high_pct", margin),
            mode="markers+text",
            cliponaxis=False,
            marker={"size": 11, "color": colour, "symbol": symbol, "line": {"color": edge, "width": 2}},
            text=[
                _label(name, is_bold=is_bold) if place else ""
                for name, place in zip(rows["zone_label"], rows["place"], strict=True)
            ],
            textposition=[place or "top right" for place in rows["place"]],
            textfont={"size": 17 if large else 12, "color": Colour.INK},
            customdata=[
                f"<b>{as_typed(row['zone_label'])}</b><br>{text.both(row, unit)}" for _, row in rows.iterrows()
            ],
            hovertemplate="%{customdata}<extra></extra>",
            name=text.CHOSEN.format(word=chips.word(word)) if is_first else chips.word(word),
        )
    lines = _add_silent(draft, silent, table.frame.iloc[1:], unit, large=large)
    draft.lay(showlegend=False, margin={"b": (52 + 16 * lines) * (LARGE if large else 1)})
    draft.axis(
        "xaxis",
        title={"text": text.RATE_AXIS.format(per=unit), "font": {"size": 17 if large else 12}, "standoff": 6},
        range=[0, right],
        tickformat=",",
        nticks=6,
    )
    draft.axis("yaxis", range=[0, top], ticksuffix=f"{NBSP}%", nticks=5)
    return draft.figure(height=440 + 16 * lines, large=large)


def _add_corners(draft: Draft, whole: pd.Series, ends: tuple[float, float], *, is_judged: bool) -> None:
    """The commune's lines, and the two corners where what is felt and what is recorded part."""
    line = {"color": Colour.EXPECTED, "width": 1, "dash": "dash"}
    size = {"size": 12}
    if pd.isna(whole["value"]) or pd.isna(whole["share_pct"]):
        return
    rate, share = float(whole["value"]), float(whole["share_pct"])
    draft.shape(type="line", x0=rate, x1=rate, y0=0, y1=1, line=line)
    draft.shape(type="line", x0=0, x1=1, xref="paper", y0=share, y1=share, yref="y", line=line)
    draft.note(
        x=ends[0], y=share, text=text.COMMUNE_AT.format(value=formats.percent(share / 100)),
        xanchor="right", yanchor="bottom", font={**size, "color": Colour.MUTED},
    )  # fmt: skip
    draft.note(
        x=rate, y=ends[1], text=text.COMMUNE_AT.format(value=formats.rate(rate)), xanchor="left",
        yanchor="top", font={**size, "color": Colour.MUTED},
    )  # fmt: skip
    if not is_judged:
        return
    for name, tint, (x0, x1), (y0, y1), corner in (
        (text.FELT_HIGH, CHANGES[ChangeWord.PROBABLE_RISE], (0, rate), (share, ends[1]), ("left", "top")),
        (text.RECORDED_HIGH, CHANGES[ChangeWord.PROBABLE_FALL], (rate, ends[0]), (0, share), ("right", "bottom")),
    ):
        draft.shape(
            type="rect",
            x0=x0,
            x1=x1,
            y0=y0,
            y1=y1,
            yref="y",
            fillcolor=tint.ground,
            opacity=0.3,
            line={"width": 0},
            layer="below",
        )
        draft.note(
            x=x0 if corner[0] == "left" else x1, y=y1 if corner[1] == "top" else y0, xanchor=corner[0],
            yanchor=corner[1], text=f"<b>{name}</b>", font={**size, "color": tint.ink},
        )  # fmt: skip


def _add_silent(draft: Draft, silent: pd.DataFrame, zones: pd.DataFrame, unit: str, *, large: bool) -> int:
    """Zones that the survey does not know: ticks at their recorded rate, and their names; how many lines these take."""
    if len(silent):
        draft.scatter(
            x=silent["value"].astype(float),
            y=np.zeros(len(silent)),
            mode="markers",
            cliponaxis=False,
            marker={"symbol": "line-ns", "size": 12, "line": {"color": Colour.MUTED, "width": 2}},
            customdata=[
                f"<b>{as_typed(row['zone_label'])}</b><br>{text.recorded(row, unit)}" for _, row in silent.iterrows()
            ],
            hovertemplate="%{customdata}<extra></extra>",
            name=text.SILENT,
        )
    unknown = zones[zones["share_pct"].isna()]
    lines = textwrap.wrap(text.unknown(unknown), _MARGIN, max_lines=3, placeholder=" …") if len(unknown) else []
    if lines:
        draft.note(
            x=0, y=0, xref="paper", yref="paper", xanchor="left", yanchor="top", yshift=-52 * (LARGE if large else 1),
            align="left", text="<br>".join(map(as_typed, lines)),
            font={"size": 17 if large else 12, "color": Colour.MUTED},
        )  # fmt: skip
    return len(lines)


def _places(rows: pd.DataFrame, right: float, top: float) -> pd.Series:
    """Where each name stands about its point; empty where it would hide another.

    A chart is about ``_ACROSS`` letters wide and ``_DOWN`` lines high, however large it is drawn. What is asked for,
    then what is concluded, is placed first, over points if need be.
    """
    x = _ACROSS * rows["value"].astype(float) / right
    y = _DOWN * rows["share_pct"].astype(float) / top
    points = [_Box(x[one] - 0.8, x[one] + 0.8, y[one] - 0.4, y[one] + 0.4) for one in rows.index]
    rank = 2 * rows["is_first"] + rows["is_told"]
    names: list[_Box] = []
    places = pd.Series("", rows.index)
    for one in rank.sort_values(ascending=False, kind="stable").index:
        long = min(len(rows.loc[one, "zone_label"]), text.LETTERS) + 1
        for place, left, low in (
            ("top right", x[one] + 0.8, y[one] + 0.4),
            ("top left", x[one] - 0.8 - long, y[one] + 0.4),
            ("bottom right", x[one] + 0.8, y[one] - 1.4),
            ("bottom left", x[one] - 0.8 - long, y[one] - 1.4),
        ):
            box = _Box(left, left + long, low, low + 1)
            is_inside = left >= 0 and box.right <= _ACROSS and low >= 0 and box.high <= _DOWN
            if is_inside and not any(map(box.hides, names if rank[one] else [*names, *points])):
                names.append(box)
                places[one] = place
                break
    return places


class _Box(NamedTuple):
    """Room of a point or of a name, in letters and lines."""

    left: float
    right: float
    low: float
    high: float

    def hides(self, other: "_Box") -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high


def _add_segments(draft: Draft, ends: pd.DataFrame, *, width: int, colours: Sequence[str], name: str) -> None:
    """A bar from one end to the other in each row."""
    first, last = ends.iloc[:, 0], ends.iloc[:, 1]
    draft.bar(
        x=last - first, base=first, y=np.arange(len(ends)), orientation="h", width=width / _ROW,
        marker={"color": list(colours)}, hoverinfo="skip", name=name,
    )  # fmt: skip


def _bars(words: pd.Series) -> list[str]:
    """Colour of a margin: that of what it allows to conclude, pale."""
    return [
        CHANGES[ChangeWord.PROBABLE_FALL].ground if word in FALLS
        else CHANGES[ChangeWord.PROBABLE_RISE].ground if word in MOVES
        else Colour.BAND
        for word in words
    ]  # fmt: skip


def _add_chips(draft: Draft, words: pd.Series, limits: pd.DataFrame, end: float, *, large: bool) -> None:
    """The word of each zone that moved, beside its margin."""
    for row in np.flatnonzero(words.isin(MOVES)):
        tint = CHANGES[words.iloc[row]]
        low, high = limits.iloc[row]
        is_right = high < 0.6 * end
        draft.note(
            x=high if is_right else low, y=row, xanchor="left" if is_right else "right", xshift=10 if is_right else -10,
            text=f"<b>{chips.word(words.iloc[row])}</b>", bgcolor=tint.ground, bordercolor=tint.ink,
            borderpad=2, font={"size": 17 if large else 12, "color": tint.ink},
        )  # fmt: skip


def _label(name: str, *, is_bold: bool = False) -> str:
    """A name in few letters, as it was typed; the picture tells it whole when it is pointed at."""
    written = as_typed(formats.shortened(name, text.LETTERS))
    return f"<b>{written}</b>" if is_bold else written


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


def _add_absences(draft: Draft, frame: pd.DataFrame, value: str) -> None:
    """Words, in grey, where a row has no point."""
    silent = frame[value].isna().to_numpy()
    if silent.any():
        draft.scatter(
            x=np.zeros(silent.sum()),
            y=np.flatnonzero(silent),
            mode="text",
            text=[text.absence(row) for _, row in frame[silent].iterrows()],
            textposition="middle right",
            textfont={"color": Colour.MUTED},
            hoverinfo="skip",
            showlegend=False,
        )


def _add_zones(draft: Draft, frame: pd.DataFrame, emphasised: Collection[str]) -> None:
    """Names of rows, bold for the commune and for the zones to be seen first, which have a ground too."""
    is_first = frame["zone_code"].isin(emphasised)
    for row in np.flatnonzero(is_first):
        draft.shape(
            type="rect", x0=0, x1=1, xref="paper", y0=row - 0.5, y1=row + 0.5, yref="y", fillcolor=Colour.PANEL,
            line={"width": 0}, layer="below",
        )  # fmt: skip
    names = [readings.zone_name(row) for row in frame.to_dict("records")]
    is_bold = is_first | (frame["zone_label"] == "")
    _add_rows(draft, [_label(name, is_bold=bold) for name, bold in zip(names, is_bold, strict=True)])


def _add_rows(draft: Draft, labels: Sequence[str]) -> None:
    """One line per row, the first at the top."""
    draft.axis(
        "yaxis",
        tickvals=list(range(len(labels))),
        ticktext=list(labels),
        range=[len(labels) - 0.4, -0.6],
        showgrid=True,
        ticklabelstandoff=6,
    )


def _percent_axis(draft: Draft, highest: float) -> float:
    """An axis of percentages whose rows have names; gives its end."""
    end = 1.02 * (100.0 if not highest > 0 else min(100.0, 10 * np.ceil(highest / 10)))
    draft.axis("xaxis", range=[0, end], ticksuffix=f"{NBSP}%", nticks=5, tickangle=0)
    # Labels of rows are names, never numbers.
    draft.axis("yaxis", rangemode="normal", tickformat="")
    return end


def _height(n_rows: int) -> int:
    return 60 + _ROW * n_rows


def _texts(labels: pd.Series, percents: pd.Series) -> list[str]:
    return [
        fr.labelled(label, formats.percent(percent / 100)) if pd.notna(percent) else ""
        for label, percent in zip(labels, percents, strict=True)
    ]
