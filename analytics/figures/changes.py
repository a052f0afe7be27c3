"""« Est-ce que ça augmente ? »: the one judge of what changed between two periods, whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import NO_DATA, WITHHELD, ProtectedTable, tabulate
from analytics.figures.comparability import Comparison, obstacle
from analytics.figures.counts import available_indicators, covered_period, has_months, rates, selected
from analytics.figures.indicator_counts import IndicatorCounts, indicator_counts
from analytics.figures.release import YEAR, Release, summed
from analytics.statistics import trends
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.words import ChangeWord
from data.model import Level, Period, Selection, add_months

JUDGED = ["word", "difference", "difference_low", "difference_high", "ratio", "low", "high", "detectable"]
"""What is concluded of two counts."""
_YEARS_OF_DISPERSION = 6


@dataclass(frozen=True, eq=False)
class Judgement:
    """What changed in every zone for every group of categories, each array of shape (groups, zones).

    Attributes
    ----------
    before, after : counts, or ``WITHHELD``, or ``NO_DATA`` where the periods are not compared.
    conclusions : the columns ``JUDGED``.
    """

    before: NDArray[np.int64]
    after: NDArray[np.int64]
    conclusions: dict[str, NDArray[np.object_]]

    @property
    def words(self) -> NDArray[np.object_]:
        """A ``ChangeWord`` per group and zone; ``""`` where a count is withheld, None where nothing is compared."""
        words = self.conclusions["word"].copy()
        words[(self.after == NO_DATA) | (self.before == NO_DATA)] = None
        words[(self.after == WITHHELD) | (self.before == WITHHELD)] = ""
        return words


def judgement(release: Release, slug: str, level: Level, comparison: Comparison) -> Judgement:
    """Judge two periods in every zone of a level, and in the commune, for every group of categories.

    Notes
    -----
    Exact comparison of two counts; dispersion of the zones' months over six years; Benjamini-Hochberg adjustment over
    the zones of the level. The commune is judged alone. A zone so has one word for one question, whatever else a
    screen shows beside it.
    """
    counts = release.ask(indicator_counts, slug, level)
    after, before = (_over(release, counts, comparison, period) for period in (comparison.after, comparison.before))
    conclusions = {name: np.full(after.shape, None, dtype=object) for name in JUDGED}
    conclusions["word"][:] = ChangeWord.INSUFFICIENT_DATA.value
    known = (after >= 0) & (before >= 0) & (after + before > 0)
    if known.any():
        change = trends.judge_change(
            before[known],
            after[known],
            exposure_before=comparison.before.n_months,
            exposure_after=comparison.after.n_months,
            dispersion=_dispersions(counts, comparison.after)[known],
            p_adjusted=lambda p_values: adjusted_by_group(np.asarray(p_values), known),
        )
        for name, values in conclusions.items():
            values[known] = getattr(change, name)
    return Judgement(before, after, conclusions)


def with_commune(release: Release, selection: Selection, comparison: Comparison) -> ProtectedTable:
    """What changed in each zone between two periods, the commune last; columns as ``table``.

    Where the periods are not compared (see ``comparability.obstacle``), no row has data.
    """
    return _tabulated(release, [_columns(release, selection, comparison)])


def table(release: Release, selections: Sequence[Selection]) -> ProtectedTable:
    """What changed for several questions: the period of each against the same months one year before.

    Of a period longer than a year, only the last twelve months are compared: a month must not stand on both sides.

    Parameters
    ----------
    selections : read at the level they name; one row per zone of that level and question.

    Returns
    -------
    One row per question and zone: ``indicator``, ``champ``, ``category``, ``zone_code``, ``zone_label``,
    ``period_start``, ``period_end``, ``before_start``, ``before_end``, ``n_events``, ``n_before``, ``word`` (a
    ``ChangeWord``), ``difference`` and its limits, ``ratio`` and its limits, ``detectable``, ``exposure``, ``value``
    and its limits (rate over the period).
    """
    parts = []
    for selection in selections:
        columns = _columns(release, selection, Comparison.with_year_before(selection.period))
        n_rows = len(columns["zone_code"]) - (selection.level is not Level.COMMUNE)
        parts.append({name: values[:n_rows] for name, values in columns.items()})
    return _tabulated(release, parts)


def since(release: Release, day: date) -> ProtectedTable | None:
    """What changed in the whole commune over the months that began after a day; None where none is known.

    Returns
    -------
    One row per indicator that has such months, as ``table``: against the same months one year before.
    """
    first = add_months(day, 1)
    selections = []
    for one in available_indicators(release):
        covered = covered_period(release, one.slug, Level.COMMUNE)
        if covered is not None and first < covered.end and has_months(release, one.slug, Level.COMMUNE):
            selections.append(Selection(one.slug, Level.COMMUNE, Period(max(first, covered.start), covered.end)))
    return table(release, selections) if selections else None


def adjusted_by_group(p_values: NDArray[np.float64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """P-values after a Benjamini-Hochberg adjustment over the zones of each group; the commune, last, stands alone.

    Parameters
    ----------
    p_values : of the units judged, in the order of ``known``.
    known : which units are judged, shape (groups, zones).
    """
    adjusted = np.ones(known.shape)
    adjusted[known] = p_values
    for row, judged in enumerate(known[:, :-1]):
        if judged.any():
            adjusted[row, :-1][judged] = adjust_p_values(adjusted[row, :-1][judged])
    return adjusted[known]


def _over(release: Release, counts: IndicatorCounts, comparison: Comparison, period: Period) -> NDArray[np.int64]:
    """Totals per group and zone over a period, ``NO_DATA`` where it is not compared; shape (groups, zones)."""
    buckets = [i for i in counts.within(period) if counts.buckets[i].n_months == 1]
    totals = np.array([counts.total(group, buckets) for group in counts.groups])
    of_commune = release.counts(counts.indicator.kind, Level.COMMUNE)
    if obstacle(of_commune, comparison) is not None:
        totals[:] = NO_DATA
    if obstacle(counts.counts, comparison) is not None:
        totals[:, : len(counts.zones) - (counts.level is not Level.COMMUNE)] = NO_DATA
    return totals


def _dispersions(counts: IndicatorCounts, after: Period) -> NDArray[np.float64]:
    """Dispersion of the zones' months, and of the commune's, for each group; shape (groups, zones)."""
    years = Period(add_months(after.end, -_YEARS_OF_DISPERSION * YEAR), after.end)
    buckets = [i for i in counts.within(years) if counts.buckets[i].n_months == 1]
    dispersions = np.ones((len(counts.groups), len(counts.zones)))
    for row, group in enumerate(counts.groups):
        cells = summed(counts.cube.cells[np.ix_(group.members, range(len(counts.zones)), buckets)], axis=(0,))
        months = pd.DataFrame(np.where(cells < 0, np.nan, cells).T)
        if months.shape[1] > 1:
            dispersions[row, :-1] = trends.pooled_dispersion(months.iloc[:, :-1])
        dispersions[row, -1] = trends.pooled_dispersion(months.iloc[:, -1:])
    return dispersions


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
        "period_start": pd.Timestamp(comparison.after.start),
        "period_end": pd.Timestamp(comparison.after.end),
        "before_start": pd.Timestamp(comparison.before.start),
        "before_end": pd.Timestamp(comparison.before.end),
    }
    return {
        "zone_code": counts.zones["zone_code"].to_numpy(dtype=object),
        "zone_label": counts.zones["zone_label"].to_numpy(dtype=object),
        **{name: np.full(n_zones, value, dtype=object) for name, value in constants.items()},
        "n_events": n_events,
        "n_before": n_before,
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
