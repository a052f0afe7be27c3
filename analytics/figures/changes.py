"""« Est-ce que ça augmente ? »: the one judge of what changed between two periods, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import NO_DATA, WITHHELD, ProtectedTable, tabulate
from analytics.figures.comparability import FEWEST_MONTHS, Compared, Comparison, compared, last_comparable_month
from analytics.figures.counts import available_indicators, covered_period, has_months, rates, selected
from analytics.figures.indicator_counts import IndicatorCounts, indicator_counts
from analytics.figures.noise import noise
from analytics.figures.release import YEAR, Release
from analytics.statistics import trends
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.words import ChangeWord
from data.model import Level, Period, Selection, add_months

JUDGED = ["word", "difference", "difference_low", "difference_high", "ratio", "low", "high", "detectable"]
"""What is concluded of two counts."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """What changed in every zone for every group of categories, each array of shape (groups, zones).

    Attributes
    ----------
    before : counts of all the earlier periods compared, or ``WITHHELD``, or ``NO_DATA`` where none is.
    after : counts of the period, likewise.
    conclusions : the columns ``JUDGED``.
    zones, commune : what is compared of the zones, unless recording changed there (``touched``), and of the commune,
        last.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    conclusions: dict[str, NDArray[np.object_]]
    zones: Compared
    commune: Compared

    @property
    def words(self) -> NDArray[np.object_]:
        """A ``ChangeWord`` per group and zone; ``""`` where a count is withheld, None where nothing is compared."""
        words = self.conclusions["word"].copy()
        words[(self.after == NO_DATA) | (self.before == NO_DATA)] = None
        words[(self.after == WITHHELD) | (self.before == WITHHELD)] = ""
        return words


def judgement(release: Release, slug: str, level: Level, comparison: Comparison) -> Judgement:
    """Judge a period against earlier ones in every zone of a level, and in the commune, for every group of categories.

    Notes
    -----
    Exact comparison of two counts over their ``noise``; Benjamini-Hochberg adjustment over the zones of the level. The
    commune is judged alone. A zone so has one word for one question, whatever else a screen shows beside it; it has
    none, and no part in the noise, where a change of recording touches it and not all the others.
    """
    counts = release.ask(indicator_counts, slug, level)
    n_zones = len(counts.zones) - (level is not Level.COMMUNE)
    before, after = np.full((2, len(counts.groups), len(counts.zones)), NO_DATA)
    conclusions = {name: np.full(after.shape, None, dtype=object) for name in JUDGED}
    conclusions["word"][:] = ChangeWord.INSUFFICIENT_DATA.value
    zones, commune = (release.ask(compared, slug, one, comparison) for one in (level, Level.COMMUNE))
    is_apart = counts.zones["zone_code"].isin(zones.touched).to_numpy() & (np.arange(len(counts.zones)) < n_zones)
    for side, at, places in ((zones, level, slice(n_zones)), (commune, Level.COMMUNE, slice(n_zones, None))):
        if side.before:
            before[:, places] = _over(counts, side.before)[:, places]
            after[:, places] = _over(counts, [side.after])[:, places]
            before[:, is_apart] = after[:, is_apart] = NO_DATA
        known = (after[:, places] >= 0) & (before[:, places] >= 0) & (after[:, places] + before[:, places] > 0)
        if known.any():
            change = _judged(release, slug, at, side, before[:, places], after[:, places], known)
            for name, values in conclusions.items():
                values[:, places][known] = getattr(change, name)
    return Judgement(before, after, conclusions, zones, commune)


def with_commune(release: Release, selection: Selection, comparison: Comparison) -> ProtectedTable:
    """What changed in each zone, the commune last; columns as ``table``.

    Where no earlier period is compared (see ``comparability.compared``), a row has no data but the obstacle.
    """
    return _tabulated(release, [_columns(release, selection, comparison)])


def table(release: Release, selections: Sequence[Selection]) -> ProtectedTable:
    """What changed for several questions: the period of each against the same months of the five years before.

    Of a period longer than a year, only the last twelve months are compared: a month must not stand on both sides.

    Parameters
    ----------
    selections : read at the level they name; one row per zone of that level and question.

    Returns
    -------
    One row per question and zone: ``indicator``, ``champ``, ``category``, ``zone_code``, ``zone_label``,
    ``period_start``, ``period_end``, ``before_start``, ``before_end``, ``years_before`` (periods compared),
    ``incomparable`` (the obstacle to any comparison; empty where there is none), ``n_events``, ``n_before`` (over the
    periods compared) and ``mean_before``, ``word`` (a ``ChangeWord``), ``difference`` and its limits, ``ratio`` and its
    limits, ``detectable``, ``exposure``, ``value`` and its limits (rate over the period).
    """
    parts = []
    for selection in selections:
        columns = _columns(release, selection, Comparison.with_years_before(selection.period))
        n_rows = len(columns["zone_code"]) - (selection.level is not Level.COMMUNE)
        parts.append({name: values[:n_rows] for name, values in columns.items()})
    return _tabulated(release, parts)


def since(release: Release, day: date) -> ProtectedTable | None:
    """What changed in the whole commune over the months that began after a day; None where none is known.

    Returns
    -------
    One row per indicator that has such months, as ``table``.
    """
    first = add_months(day, 1)
    selections = []
    for one in available_indicators(release):
        covered = covered_period(release, one.slug, Level.COMMUNE)
        if covered is not None and first < covered.end and has_months(release, one.slug, Level.COMMUNE):
            selections.append(Selection(one.slug, Level.COMMUNE, Period(max(first, covered.start), covered.end)))
    return table(release, selections) if selections else None


def since_year(release: Release, selection: Selection, year: int) -> ProtectedTable | None:
    """What changed from a year to the last one, over the months that both have; None where no later year has any.

    Returns
    -------
    One row, for the whole commune, as ``table``.
    """
    last = last_comparable_month(release, selection.indicator, selection.period)
    after = Period(date(last.year, 1, 1), add_months(last, 1))
    if after.n_months < FEWEST_MONTHS:
        after = Period(date(last.year - 1, 1, 1), date(last.year, 1, 1))
    n_years = after.start.year - year
    if n_years < 1:
        return None
    comparison = Comparison((after.shift(-YEAR * n_years),), after)
    return with_commune(release, replace(selection, level=Level.COMMUNE, period=after), comparison)


def adjusted_by_group(p_values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """P-values after a Benjamini-Hochberg adjustment over the zones of each group.

    Parameters
    ----------
    p_values : of the zones judged, in the order of ``known``.
    known : which zones are judged, shape (groups, zones).
    """
    adjusted = np.ones(known.shape)
    adjusted[known] = p_values
    for row, judged in zip(adjusted, known, strict=True):
        if judged.any():
            row[judged] = adjust_p_values(row[judged])
    return adjusted[known]


def _over(counts: IndicatorCounts, periods: Sequence[Period]) -> NDArray[np.int64]:
    """Totals per group and zone over some periods, ``NO_DATA`` without any; shape (groups, zones)."""
    buckets = [i for period in periods for i in counts.within(period) if counts.buckets[i].n_months == 1]
    return np.array([counts.total(group, buckets) for group in counts.groups])


def _judged(
    release: Release,
    slug: str,
    level: Level,
    side: Compared,
    before: NDArray[np.int64],
    after: NDArray[np.int64],
    known: NDArray[np.bool_],
) -> trends.Change:
    """What changed in the units of a level whose counts are known; counts of shape (groups, units)."""
    # Of three earlier years, the one that is judged makes a fourth to learn the noise from.
    periods = (*side.before, side.after)
    learnt = periods if len(periods) <= trends.FEWEST_YEARS else side.before
    of_units = release.ask(noise, slug, level, learnt, side.touched)
    times = side.after.n_months / side.n_months
    dispersion = of_units.dispersion((before + after) / (1 + 1 / times), in_time=True)
    is_bounded = np.zeros(known.shape, dtype=bool)
    for row, judged in enumerate(known):
        if judged.sum() >= trends.FEWEST_ZONES:
            counted = (before[row, judged], after[row, judged])
            is_bounded[row, judged] = trends.are_bounded(*counted, times, dispersion[row, judged])
    return trends.judge_change(
        before[known],
        after[known],
        exposure_before=side.n_months,
        exposure_after=side.after.n_months,
        dispersion=dispersion[known],
        is_capped=not of_units.is_known,
        is_bounded=is_bounded[known],
        p_adjusted=lambda p_values: adjusted_by_group(np.asarray(p_values), known),
    )


def _columns(release: Release, selection: Selection, comparison: Comparison) -> dict[str, NDArray[np.generic]]:
    """Columns of ``table`` for one question, one row per zone, the commune last."""
    counts = selected(release, selection)
    judged = release.ask(judgement, selection.indicator, selection.level, comparison)
    rank = counts.rank(counts.group(selection.category, selection.champ))
    n_zones = len(counts.zones)
    n_events, n_before = (
        np.full(n_zones, NO_DATA) if rank is None else of_groups[rank] for of_groups in (judged.after, judged.before)
    )
    exposure = counts.zones["exposure"].to_numpy(dtype=float)
    value, low, high = rates(n_events, exposure, counts.indicator.per)
    constants = {
        "indicator": selection.indicator,
        "champ": selection.champ,
        "category": selection.category,
    }
    is_commune = np.arange(n_zones) >= n_zones - (selection.level is not Level.COMMUNE)
    codes = counts.zones["zone_code"].to_numpy(dtype=object)
    sides = [judged.commune if one else judged.zones.in_zone(code) for code, one in zip(codes, is_commune, strict=True)]
    n_years = np.array([len(side.before) for side in sides])
    shown = [side.before or comparison.before[:1] for side in sides]
    return {
        "zone_code": codes,
        "zone_label": counts.zones["zone_label"].to_numpy(dtype=object),
        **{name: np.full(n_zones, value, dtype=object) for name, value in constants.items()},
        "period_start": np.array([pd.Timestamp(side.after.start) for side in sides], dtype=object),
        "period_end": np.array([pd.Timestamp(side.after.end) for side in sides], dtype=object),
        "before_start": np.array([pd.Timestamp(min(one.start for one in periods)) for periods in shown], dtype=object),
        "before_end": np.array([pd.Timestamp(max(one.end for one in periods)) for periods in shown], dtype=object),
        "years_before": n_years,
        "incomparable": np.array([side.obstacle or "" for side in sides], dtype=object),
        "n_events": n_events,
        "n_before": n_before,
        "mean_before": n_before / np.maximum(n_years, 1),
        "exposure": exposure,
        **{
            name: np.full(n_zones, None, dtype=object) if rank is None else values[rank]
            for name, values in judged.conclusions.items()
        },
        "value": value,
        "value_low": low,
        "value_high": high,
    }


def _tabulated(release: Release, parts: Sequence[dict[str, NDArray[np.generic]]]) -> ProtectedTable:
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    for name in ("period_start", "period_end", "before_start", "before_end"):
        columns[name] = pd.DatetimeIndex(columns[name]).as_unit("us").to_numpy()
    return tabulate(columns, release.policy)
