"""Towns drawn at random: zones of different sizes, a season, counts that vary more than Poisson's."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from libpysal.graph import Graph
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from analytics.statistics.evaluation import Study
from analytics.statistics.spatial import neighbours

LEVEL, DISPERSION, SEASON = 10.0, 1.3, 0.2
"""Facts a month in a zone; variance over mean; share that the season adds at most."""
YEAR = 12


def counts(rng: Generator, mean: ArrayLike, dispersion: float = DISPERSION) -> NDArray[np.int64]:
    """Counts around their means, whose variance is ``dispersion`` times as large (1 for Poisson)."""
    means = np.asarray(mean, dtype=float)
    return rng.poisson(rng.gamma(means / (dispersion - 1), dispersion - 1) if dispersion > 1 else means)


def season(n_months: int) -> NDArray[np.float64]:
    """What multiplies the mean of each month; 1 on average over a year."""
    return 1 + SEASON * np.cos(2 * np.pi * np.arange(n_months) / YEAR)


def dated(n_months: int) -> pd.DatetimeIndex:
    """Months from January 2020 on."""
    return pd.date_range("2020-01-01", periods=n_months, freq="MS")


def study(
    rng: Generator,
    *,
    ratio: float = 1.0,
    level: float = LEVEL,
    n_treated: int = 1,
    n_compared: int = 8,
    n_around: int = 3,
    n_before: int = 36,
    n_after: int = 36,
    moved: float = 0.0,
    dispersion: float = DISPERSION,
    **given: object,
) -> Study:
    """Draw an action and its zones.

    Parameters
    ----------
    ratio : true rate with the action over rate without it.
    level : facts a month in a zone, in the median.
    moved : share of the avoided facts that happen around instead; negative where benefits spread.
    given : other arguments of ``Study``.
    """
    zones = [f"z{i}" for i in range(n_treated + n_around + n_compared)]
    months = dated(n_before + n_after)
    mean = np.outer(season(len(months)), level * rng.lognormal(0, 0.3, len(zones)))
    acted, around = slice(n_treated), slice(n_treated, n_treated + n_around)
    avoided = mean[n_before:, acted].sum(axis=1) * (1 - ratio)
    mean[n_before:, acted] *= ratio
    if n_around:
        mean[n_before:, around] += (moved * avoided / n_around)[:, None]
    return Study(
        pd.DataFrame(counts(rng, mean, dispersion), months, zones),
        treated=tuple(zones[acted]),
        compared=tuple(zones[n_treated + n_around :]),
        around=tuple(zones[around]),
        start=months[n_before],
        **given,
    )


@cache
def chessboard(side: int) -> Graph:
    """Neighbours of square zones, ``side`` a row."""
    cells = [shapely.box(i, j, i + 1, j + 1) for i in range(side) for j in range(side)]
    return neighbours(gpd.GeoSeries(cells, index=[f"{i}" for i in range(side**2)]))
