"""« Ce quartier est-il différent de la commune ? »: zones against what its rate would give them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.disclosure import WITHHELD, ProtectedTable
from analytics.figures.changes import adjusted_by_group
from analytics.figures.comparability import Comparison
from analytics.figures.comparability import compared as compared_periods
from analytics.figures.counts import selected, with_commune
from analytics.figures.indicator_counts import indicator_counts
from analytics.figures.noise import Noise, noise
from analytics.figures.release import Release
from analytics.statistics.rates import funnel_limits
from data.model import Level, Period, Selection
from data.warehouse import repository

if TYPE_CHECKING:
    from libpysal.graph import Graph

FEWEST_ZONES = 3
"""Under which a zone is not compared with the others."""


@dataclass(frozen=True, eq=False)
class Differences:
    """How every zone differs from the commune, for every group of categories, each array of shape (groups, zones).

    Attributes
    ----------
    words : a ``DifferenceWord``; ``""`` where the count is withheld, None where nothing is compared: no population, no
        data, fewer than three zones, or no fact at all.
    expected : facts at the rate of all zones together; missing where nothing is compared.
    ratio, low, high : facts over those expected, with 95 % limits; missing where nothing is compared.
    dispersion : variance over mean of the facts expected.
    """

    words: NDArray[np.object_]
    expected: NDArray[np.float64]
    ratio: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    dispersion: NDArray[np.float64]


def differences(release: Release, slug: str, level: Level, period: Period) -> Differences:
    """Judge every zone of a level against the commune over a period: the one judge of map, sentence, table and funnel.

    Notes
    -----
    Exact Poisson limits of the zone's facts over those that it would have at the rate of all zones together; dispersion
    by each zone's own ``noise`` from year to year, as zones differ without any chance; Benjamini-Hochberg adjustment
    over the zones of each group. The commune, last, is never compared with itself.
    """
    from analytics.statistics.comparison import judge_difference

    counts = release.ask(indicator_counts, slug, level)
    observed = np.array([counts.total(group, counts.within(period)) for group in counts.groups])
    exposure = counts.zones["exposure"].to_numpy(dtype=float)
    is_zone = np.arange(len(exposure)) < len(exposure) - (level is not Level.COMMUNE)
    known = (observed >= 0) & (exposure > 0) & is_zone
    events = np.where(known, observed, 0).astype(float)
    over = np.where(known, exposure, 0.0)
    known &= ((known.sum(axis=1) >= FEWEST_ZONES) & (events.sum(axis=1) > 0))[:, None]
    rate = np.divide(events.sum(axis=1), over.sum(axis=1), out=np.zeros(len(events)), where=over.sum(axis=1) > 0)
    expected = np.where(known, rate[:, None] * over, np.nan)
    of_zones, dispersion = _noise(release, slug, level, period), np.ones(expected.shape)
    dispersion[known] = of_zones.dispersion(np.nan_to_num(expected), in_time=False)[known]
    words = np.full(observed.shape, None, dtype=object)
    words[(observed == WITHHELD) & is_zone] = ""
    ratio, low, high = np.full((3, *observed.shape), np.nan)
    if known.any():
        judged = judge_difference(
            events[known],
            expected[known],
            dispersion=dispersion[known],
            is_capped=not of_zones.is_known,
            p_adjusted=lambda p_values: adjusted_by_group(np.asarray(p_values), known),
        )
        words[known] = judged.word
        ratio[known], low[known], high[known] = judged.ratio, judged.low, judged.high
    return Differences(words, expected, ratio, low, high, dispersion)


def table(release: Release, selection: Selection) -> ProtectedTable:
    """Facts of each zone against those that it would have at the rate of all zones together, the commune last.

    Returns
    -------
    The rows and columns of ``counts.with_commune``, with ``expected``, ``ratio`` and its 95 % limits ``low`` and
    ``high``, ``word`` (a ``DifferenceWord``; missing where nothing is compared) and ``dispersion``.
    """
    figures = with_commune(release, selection)
    counts = selected(release, selection)
    judged = release.ask(differences, selection.indicator, selection.level, selection.period)
    rank = counts.rank(counts.group(selection.category, selection.champ))
    nothing = np.full(len(counts.zones), np.nan)
    columns = {
        name: nothing if rank is None else getattr(judged, name)[rank]
        for name in ("expected", "ratio", "low", "high", "dispersion")
    }
    words = np.full(len(counts.zones), None) if rank is None else judged.words[rank]
    return figures.derived(**columns, word=words)


def compared(table: ProtectedTable) -> ProtectedTable:
    """The zones of ``table`` that are compared with the commune."""
    return table.where(table.frame["expected"].notna())


def funnel(table: ProtectedTable) -> pd.DataFrame:
    """Limits of chance around the commune, from the smallest zone to the largest; see ``rates.funnel_limits``.

    Parameters
    ----------
    table : of zones ``compared``, one at least.
    """
    expected = table.frame["expected"].to_numpy(dtype=float)
    steps = np.geomspace(max(expected.min(), 0.5), expected.max(), 60)
    zones = table.frame.sort_values("expected")
    dispersion = np.interp(steps, zones["expected"].astype(float), zones["dispersion"].astype(float))
    return funnel_limits(steps, dispersion=dispersion)


def _noise(release: Release, slug: str, level: Level, period: Period) -> Noise:
    """Noise of the zones over a period, learnt from its last months, at most twelve, and those of the years before."""
    known = release.ask(compared_periods, slug, level, Comparison.with_years_before(period))
    learnt = release.ask(noise, slug, level, (known.after, *known.before), known.touched)
    return learnt.over(period.n_months / known.after.n_months)


def adjacency(release: Release, level: Level) -> "Graph":
    """Which zones of a level touch each other, by code."""
    from analytics.statistics.spatial import neighbours

    return neighbours(repository.zone_outlines(release.connection, level))
