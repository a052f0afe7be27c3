"""Small pictures, for tiles and rows: SVG as text, whose reading is its alternative text (``st.image(svg, alt=…)``)."""

from collections.abc import Callable, Sequence
from datetime import date
from xml.etree import ElementTree

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.charts import FONT, Colour, Tint
from analytics.disclosure import ProtectedTable
from analytics.statistics.words import BOUND, FALLS, RISES, AlertWord, ChangeWord, SurveyWord

MONTHS = 36
"""Months of a sparkline."""
_RECENT = 12
"""Last ones, of which those out of their usual band are marked."""
_LARGE = 1.6
_MARGIN = 4
_DOT = 2.6
_EDGE = 7
"""Room for half a point at both ends of a line."""
_BAR: dict[str, Tint] = (
    dict.fromkeys(FALLS, Tint(Colour.LESS_PROBABLE, Colour.LESS_CLEAR))
    | dict.fromkeys(RISES, Tint(Colour.MORE_PROBABLE, Colour.MORE_CLEAR))
    | {AlertWord.TO_WATCH: Tint(Colour.BAND_INNER, Colour.MORE_CLEAR)}
)  # fmt: skip
"""Margin of a move, and its point; of all else, both are slate."""
EXAMPLES: dict[str, tuple[float, float, float]] = {
    ChangeWord.CLEAR_RISE: (0.3, 0.12, 0.5),
    ChangeWord.CLEAR_FALL: (-0.25, -0.4, -0.1),
    ChangeWord.PROBABLE_RISE: (0.21, -0.02, 0.49),
    ChangeWord.PROBABLE_FALL: (-0.19, -0.35, 0.02),
    ChangeWord.STABLE: (0.01, -0.1, 0.13),
    ChangeWord.BOUNDED: (0.03, -0.17, 0.26),
    ChangeWord.NO_LARGE_RISE: (-0.12, -0.36, 0.19),
    ChangeWord.NO_LARGE_FALL: (0.1, -0.2, 0.5),
    ChangeWord.INSUFFICIENT_DATA: (0.05, -0.42, 0.9),
    SurveyWord.CHANCE: (-0.03, -0.12, 0.06),
    AlertWord.TO_WATCH: (0.45, -0.24, 0.28),
}
"""An estimate and its limits that give each verdict: relative changes, but shares of answers for a survey, and for an
alert what was counted, then the limits of what is usual. What cannot be drawn is not among them."""
_STABLE, _STABLE_FELT = 0.20, 0.10
_AREAS: dict[str, float] = {SurveyWord.CHANCE: _STABLE_FELT} | dict.fromkeys(
    (ChangeWord.BOUNDED, ChangeWord.NO_LARGE_RISE, ChangeWord.NO_LARGE_FALL, ChangeWord.INSUFFICIENT_DATA), BOUND
)
"""Change that a verdict speaks of, where it is not that of « stable »."""

SPAN, EFFECT = 124, 116
"""Widths of the pictures of a register."""
_LABELS = 14
"""Height of a line of labels."""
_NARROW = 6
"""Years from which only every other one is named."""

Point = tuple[float, float]
Axis = tuple[date, date]
"""First day and last day of pictures that share their time."""


def sparkline(
    table: ProtectedTable,
    band: pd.DataFrame,
    *,
    provisional: Sequence[date] = (),
    cuts: Sequence[date] = (),
    top: float | None = None,
    rule: float | None = None,
    width: int = 206,
    height: int = 44,
    large: bool = False,
) -> str:
    """Draw the last 36 months of a zone over their usual band, from 0.

    Parameters
    ----------
    table : one row per month of one zone; a month that is withheld, or without data, is a gap.
    band : ``figures.series.usual_band``.
    provisional : first days of the months whose points are hollow, in no band.
    cuts : first days of the months from which what is counted changed: dashes, where the band stops there.
    top : facts at the top of the picture, for those that share a scale; by default, the highest that it shows.
    rule : facts at which a thin line stands, above that of 0.
    width, height : pixels; ``large``, for a projector, magnifies all of it.
    """
    # Arrays rather than frames: a screen draws twenty of them.
    days = table.frame["period_start"].to_numpy(dtype="datetime64[D]")[-MONTHS:]
    counts = table.frame["n_events"].to_numpy(dtype=float, na_value=np.nan)[-MONTHS:]
    usual = band["month"].to_numpy(dtype="datetime64[D]")
    rank = np.searchsorted(usual, days).clip(max=len(usual) - 1)
    has_band = usual[rank] == days
    low, high = (np.where(has_band, band[name].to_numpy(dtype=float)[rank], np.nan) for name in ("low", "high"))
    is_hollow, is_cut = (np.isin(days, np.array(some, dtype="datetime64[D]")) for some in (provisional, cuts))
    picture = Picture(width, height, large)
    place = _scale(np.fmax(counts, high) if top is None else np.full(len(counts), top), width, height - _MARGIN)
    for level, colour in ((rule, Colour.HAIRLINE), (0, Colour.EDGE)) if rule is not None else ():
        _, y = place(0, level)
        picture.path([[(0, y), (width, y)]], stroke=colour, stroke_width=0.8)
    for stretch in _stretches(low):
        edge = [place(i, high[i]) for i in stretch] + [place(i, low[i]) for i in reversed(stretch)]
        picture.path([[*edge, edge[0]]], fill=Colour.BAND, stroke=Colour.BAND)
    for i in range(1, len(counts)):
        if is_cut[i] and np.isfinite(low[i - 1]) and np.isnan(low[i]):
            x, _ = place(i - 0.5, 0)
            picture.path([[(x, 0), (x, height)]], stroke=Colour.INK_2, stroke_width=1.2, stroke_dasharray="3 2")
    _observe(picture, counts, place, thickness=1.7)
    for i in np.flatnonzero(np.isfinite(counts)).tolist():
        if is_hollow[i]:
            picture.dot(place(i, counts[i]), Colour.PAPER, stroke=Colour.SERIES, stroke_width=1.2)
        elif i >= len(counts) - _RECENT and (counts[i] < low[i] or counts[i] > high[i]):
            picture.dot(place(i, counts[i]), Colour.LESS_CLEAR if counts[i] < low[i] else Colour.MORE_CLEAR)
        elif np.isnan(counts[i + 1 :]).all():
            picture.dot(place(i, counts[i]), Colour.SERIES)
    return picture.written()


def bullet(
    word: str,
    effect: float,
    low: float,
    high: float,
    *,
    target: float | None = None,
    small_change: float | None = None,
    span: float = 0.6,
    width: int = 160,
    height: int = 26,
    large: bool = False,
) -> str:
    """Draw an effect on its 95 % bar, against no change and against its target; a bar alone where it does not read.

    Parameters
    ----------
    word : the verdict on the effect.
    effect, low, high : relative change and its limits: −0.2 is a fall of 20 %.
    target : the relative change that is sought: a tick, where the scale has it.
    small_change : the relative change that the word speaks of: a pale area, either way.
    span : relative change at both ends of the scale; a bar that runs off has an arrow.
    width, height : pixels; ``large``, for a projector, magnifies all of it.
    """
    picture = Picture(width, height, large)
    middle = height / 2
    bar = _BAR.get(word, Tint(Colour.BAND_INNER, Colour.MUTED))

    def across(change: float) -> float:
        return width / 2 + float(np.clip(change / span, -1, 1)) * (width / 2 - _MARGIN)

    if small_change is not None:
        left, right = across(-small_change), across(small_change)
        picture.path([[(left, 1), (right, 1), (right, height - 1), (left, height - 1)]], fill=Colour.LEVEL_1)
    picture.path([[(across(0), 0), (across(0), height)]], stroke=Colour.EDGE, stroke_width=1.2)
    picture.path([[(across(low), middle), (across(high), middle)]], stroke=bar.ground, stroke_width=8)
    for side, is_off in ((-1, low < -span), (1, high > span)):
        if is_off:
            tip = across(side * span)
            arrow = [(tip - 5 * side, middle - 6), (tip, middle), (tip - 5 * side, middle + 6)]
            picture.path([arrow], stroke=Colour.MUTED, stroke_width=1.5)
    if target is not None and abs(target) <= span:
        picture.path(
            [[(across(target), middle - 9), (across(target), middle + 9)]], stroke=Colour.INK, stroke_width=2.2
        )
    if word != ChangeWord.INSUFFICIENT_DATA:
        picture.dot((across(effect), middle), bar.ink, radius=4)
    return picture.written()


def example(word: str, *, large: bool = False) -> str:
    """Draw a verdict of ``EXAMPLES``, on the scale that all of them share."""
    return bullet(word, *EXAMPLES[word], small_change=_AREAS.get(word, _STABLE), large=large)


def scale(labels: tuple[str, str, str], *, width: int = EFFECT, large: bool = False) -> str:
    """Draw what the two ends and the middle of a ``bullet`` stand for."""
    picture = Picture(width, _LABELS, large)
    for label, x, anchor in zip(labels, (0, width / 2, width), ("start", "middle", "end"), strict=True):
        picture.label(label, x, anchor)
    return picture.written()


def years(axis: Axis, *, width: int = SPAN, large: bool = False) -> str:
    """Draw the names of the years above ``span`` and ``quarters``, every other one where they are many."""
    picture = Picture(width, _LABELS, large)
    for year in range(axis[0].year, axis[1].year + 1)[:: 1 if axis[1].year - axis[0].year < _NARROW else 2]:
        picture.label(f"’{year % 100:02}", _along(axis, width)(date(year, 1, 1)), "start")
    return picture.written()


def span(
    first: date,
    last: date | None,
    axis: Axis,
    *,
    today: date,
    width: int = SPAN,
    height: int = 20,
    large: bool = False,
) -> str:
    """Draw the days of an action over years, with an arrow where it goes on."""
    picture, along = Picture(width, height, large), _along(axis, width)
    _yearly(picture, axis, width, height)
    start, end, middle = along(first), along(last or max(first, today)), height / 2
    picture.path([[(start, middle), (max(end, start + 1), middle)]], stroke=Colour.ACTION, stroke_width=8)
    if last is None:
        arrow = [(end, middle - 6), (end + 5, middle), (end, middle + 6), (end, middle - 6)]
        picture.path([arrow], fill=Colour.ACTION)
    return picture.written()


def quarters(
    table: ProtectedTable, start: date, axis: Axis, *, width: int = SPAN, height: int = 28, large: bool = False
) -> str:
    """Draw counts of quarters from 0, and the line of the start of an action; a gap where one is withheld."""
    picture, along = Picture(width, height, large), _along(axis, width)
    rows = table.frame
    counts = rows["n_events"].to_numpy(dtype=float, na_value=np.nan)
    place = _scale(counts, width, height - _MARGIN)
    _yearly(picture, axis, width, height)
    picture.path([[(along(start), 0), (along(start), height)]], stroke=Colour.ACTION, stroke_width=1.6)
    middles = [along((day + pd.DateOffset(days=45)).date()) for day in rows["period_start"]]
    _observe(picture, counts, lambda i, value: (middles[int(i)], place(i, value)[1]), thickness=1.6)
    return picture.written()


def strip(table: ProtectedTable, rank: int, *, width: int = 380, height: int = 36, large: bool = False) -> str:
    """Draw the rates of all zones on one line, that of one with its margin, and the commune as dashes: no ranking.

    Parameters
    ----------
    table : of ``figures.zones_compared.table``: zones, then the commune; one without a published rate has no point.
    rank : row of the zone; the last one draws the commune alone among its zones.
    width, height : pixels; ``large``, for a projector, magnifies all of it.

    Returns
    -------
    An SVG; empty where the row has no rate, or no zone has one.
    """
    rates, low, high = (
        table.frame[name].to_numpy(dtype=float, na_value=np.nan) for name in ("value", "value_low", "value_high")
    )
    zones = rates[:-1][np.isfinite(rates[:-1])]
    if not zones.size or np.isnan(rates[rank]):
        return ""
    picture, middle = Picture(width, height, large), height / 2
    ends = (min(zones.min(), low[rank]), max(zones.max(), high[rank]))
    across = _across(*ends, width)
    picture.path([[(0, middle), (width, middle)]], stroke=Colour.HAIRLINE)
    for rate in zones.tolist():
        picture.dot((across(rate), middle), Colour.LEVEL_3, radius=4.5, stroke=Colour.PAPER)
    _dashes(picture, across(rates[-1]), height)
    if rank != len(rates) - 1:
        _margin(picture, across, middle, rates[rank], low[rank], high[rank])
    return picture.written()


def share(
    value: float, low: float, high: float, *, commune: float, width: int = 380, height: int = 24, large: bool = False
) -> str:
    """Draw a percentage with its margin, from 0 to 100, and that of the commune as dashes.

    Parameters
    ----------
    low, high : missing where no margin is known.
    commune : missing where it is not known.
    width, height : pixels; ``large``, for a projector, magnifies all of it.
    """
    picture, middle = Picture(width, height, large), height / 2
    across = _across(0, 100, width)
    picture.path([[(0, middle), (width, middle)]], stroke=Colour.HAIRLINE)
    _margin(picture, across, middle, value, low, high)
    if np.isfinite(commune):
        _dashes(picture, across(commune), height)
    return picture.written()


def bars(
    names: Sequence[str],
    figures: Sequence[str],
    shares: Sequence[float],
    references: Sequence[float],
    *,
    width: int = 380,
    large: bool = False,
) -> str:
    """Draw shares as bars, each under its name and its figure, with a tick where its reference lies.

    Parameters
    ----------
    names, figures : texts, shown as they are.
    shares, references : percentages, on one scale from 0; a reference that is missing has no tick.
    width : pixels; ``large``, for a projector, magnifies all of it.
    """
    row, size = 34, 12.5
    picture = Picture(width, row * len(names), large)
    across = _across(0, float(np.nanmax([*shares, *references])), width)
    for i, (name, figure, one, reference) in enumerate(zip(names, figures, shares, references, strict=True)):
        top = row * i
        text: dict[str, object] = {"y": top + 13, "font_size": size, "fill": Colour.INK}
        picture.add("text", x=0, **text).text = name
        # Over a name that is too long.
        over = {"text_anchor": "end", "stroke": Colour.PAPER, "stroke_width": 4, "paint_order": "stroke"}
        picture.add("text", x=width, font_weight=600, **text, **over).text = figure
        picture.add("rect", x=0, y=top + 18, width=across(one), height=8, fill=Colour.LEVEL_3)
        if np.isfinite(reference):
            tick = across(reference)
            picture.path([[(tick, top + 15), (tick, top + 29)]], stroke=Colour.INK, stroke_width=2.2)
    return picture.written()


def dots(level: int, *, of: int, large: bool = False) -> str:
    """Draw a level as so many full dots, the others hollow.

    Raises
    ------
    ValueError : the level is not within 0 and ``of``.
    """
    if not 0 <= level <= of:
        raise ValueError(f"level must lie between 0 and {of}, not {level}")
    picture = Picture(14 * of, 14, large)
    for i in range(of):
        fill = Colour.INK_2 if i < level else Colour.PAPER
        picture.dot((14 * i + 7, 7), fill, radius=4.5, stroke=Colour.INK_2, stroke_width=1.5)
    return picture.written()


class Picture:
    """An SVG under construction; what is written in it is escaped."""

    def __init__(self, width: float, height: float, large: bool) -> None:
        self._root = ElementTree.Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {width} {height}")
        magnified = _LARGE if large else 1
        self._look(self._root, width=width * magnified, height=height * magnified, font_family=FONT)

    def add(self, tag: str, **look: object) -> ElementTree.Element:
        """Add an element; ``stroke_width`` is its ``stroke-width``."""
        element = ElementTree.SubElement(self._root, tag)
        self._look(element, **look)
        return element

    def path(self, lines: Sequence[Sequence[Point]], *, fill: str = "none", **look: object) -> None:
        """Add broken lines."""
        steps = ("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in line) for line in lines)
        self.add("path", d="".join(steps), fill=fill, stroke_linejoin="round", **look)

    def dot(self, at: Point, fill: Colour, *, radius: float = _DOT, **look: object) -> None:
        """Add a point."""
        self.add("circle", cx=at[0], cy=at[1], r=radius, fill=fill, **look)

    def label(self, text: str, x: float, anchor: str, *, y: float = 11, **look: object) -> None:
        """Add a short text."""
        look = {"font_size": 11, "fill": Colour.MUTED, **look}
        self.add("text", x=x, y=y, text_anchor=anchor, **look).text = text

    def written(self) -> str:
        """The picture, as text."""
        return ElementTree.tostring(self._root, encoding="unicode")

    @staticmethod
    def _look(element: ElementTree.Element, **look: object) -> None:
        for name, value in look.items():
            element.set(name.replace("_", "-"), f"{value:.4g}" if isinstance(value, float) else str(value))


def _along(axis: Axis, width: float) -> Callable[[date], float]:
    """Where a day lies on an axis; one beyond it, at its end."""
    days = (axis[1] - axis[0]).days
    return lambda day: _MARGIN + float(np.clip((day - axis[0]).days / days, 0, 1)) * (width - 3 * _MARGIN)


def _yearly(picture: Picture, axis: Axis, width: float, height: float) -> None:
    along = _along(axis, width)
    lines = [[(along(date(year, 1, 1)), 0.0), (along(date(year, 1, 1)), height)]
             for year in range(axis[0].year, axis[1].year + 1)]  # fmt: skip
    picture.path(lines, stroke=Colour.HAIRLINE)


def _across(low: float, high: float, width: float) -> Callable[[float], float]:
    """Where a value lies from left to right."""
    return lambda value: _EDGE + (width - 2 * _EDGE) * (float(value) - low) / max(high - low, 1e-9)


def _dashes(picture: Picture, x: float, height: float) -> None:
    picture.path([[(x, 0), (x, height)]], stroke=Colour.INK_2, stroke_width=1.3, stroke_dasharray="4 3")


def _margin(
    picture: Picture, across: Callable[[float], float], middle: float, value: float, low: float, high: float
) -> None:
    """A point on the bar of its margin."""
    if np.isfinite(low):
        picture.path([[(across(low), middle), (across(high), middle)]], stroke=Colour.BAND_INNER, stroke_width=9)
    picture.dot((across(value), middle), Colour.SERIES, radius=5.5, stroke=Colour.PAPER)


def _scale(values: NDArray[np.float64], width: float, floor: float) -> Callable[[float, float], Point]:
    """Where the i-th of some values lies, from 0 on the floor to the highest of them."""
    step, top = (width - 2 * _MARGIN) / max(1, len(values) - 1), np.nanmax([1.0, *values])
    return lambda i, value: (_MARGIN + i * step, floor - (floor - _MARGIN) * float(value / top))


def _observe(
    picture: Picture, values: NDArray[np.float64], place: Callable[[float, float], Point], thickness: float
) -> None:
    """A line broken where nothing is known; what stands alone between two gaps is a point."""
    stretches = [[place(i, values[i]) for i in stretch] for stretch in _stretches(values)]
    picture.path([one for one in stretches if len(one) > 1], stroke=Colour.SERIES, stroke_width=thickness)
    for points in stretches:
        if len(points) == 1:
            picture.dot(points[0], Colour.SERIES, radius=thickness)


def _stretches(values: NDArray[np.float64]) -> list[list[int]]:
    """Ranks of the values that are known, those that follow each other together."""
    known = np.flatnonzero(np.isfinite(values))
    parts = np.split(known, np.flatnonzero(np.diff(known) > 1) + 1)
    return [part.tolist() for part in parts if part.size]
