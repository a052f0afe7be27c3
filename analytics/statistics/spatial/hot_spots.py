"""Hot spots: zones around which high rates gather, and gather again the year after."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analytics.statistics.arguments import Floats, refuse
from analytics.statistics.spatial.autocorrelation import global_moran
from analytics.statistics.spatial.clusters import local_g
from analytics.statistics.spatial.neighbourhood import adjacency, laid_on
from analytics.statistics.words import SIGNIFICANCE, HotSpot

if TYPE_CHECKING:
    from libpysal.graph import Graph

PERMUTATIONS = 9_999
"""Fine enough for a hot spot to stand among hundreds of zones judged together."""
_COLUMNS = ["z", "p_adjusted"]


def hot_spots(years: Sequence[ArrayLike], weights: "Graph") -> pd.DataFrame:
    """Zones where high rates gather in every one of several years.

    Parameters
    ----------
    years : rates of each year, the latest last, as ``local_g`` takes them; two at least, as what gathers in one year
        passes.
    weights : the neighbours of the zones.

    Returns
    -------
    DataFrame
        One row per zone, indexed by its code in the order of the graph: ``word`` (a ``HotSpot``); ``z`` and
        ``p_adjusted`` of the latest year, ``z_before`` and ``p_adjusted_before`` of the one before it, missing where
        the rates of that year do not gather at all.

    Raises
    ------
    ValueError
        Fewer than two years; otherwise as ``local_g``, but for rates that are all alike, which gather nowhere.

    Notes
    -----
    Moran's I first: where high rates are not nearer to each other than chance places them (two-sided p-value above
    0.05, or rates that alternate), no zone of that year is looked at. Then Gi*, its p-values from permutations, so that
    one outlier makes no hot spot of its neighbours, with Benjamini-Hochberg at 5 % over the zones.
    """
    refuse("years", len(years) < 2, "must be at least two")
    codes, _ = adjacency(weights)
    of_years = [_gathering(laid_on(codes, "years", rates), weights) for rates in years]
    hot = [(of_year["z"] > 0) & (of_year["p_adjusted"] <= SIGNIFICANCE) for of_year in of_years]
    lasting, latest = np.logical_and.reduce(hot), hot[-1]
    word = np.select([lasting, latest], [HotSpot.HOT.value, HotSpot.PASSING.value], HotSpot.NEITHER.value)
    return of_years[-1].join(of_years[-2].add_suffix("_before")).assign(word=word)


def _gathering(rates: Floats, weights: "Graph") -> pd.DataFrame:
    """``z`` and ``p_adjusted`` of each zone; missing where high rates do not gather."""
    if np.ptp(rates) > 0 and _gathers(rates, weights):
        return local_g(rates, weights, permutations=PERMUTATIONS)[_COLUMNS]
    return pd.DataFrame(np.nan, columns=_COLUMNS, index=weights.unique_ids.rename("zone"))


def _gathers(rates: Floats, weights: "Graph") -> bool:
    """Whether zones resemble their neighbours more than chance allows."""
    try:
        moran = global_moran(rates, weights)
    except ValueError:
        # The order of the zones changes nothing: all touch each other, or one alone has facts and each touches as many.
        return False
    return moran.p_value <= SIGNIFICANCE and moran.statistic > moran.expected
