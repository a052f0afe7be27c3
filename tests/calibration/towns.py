"""Towns drawn at random: zones of different sizes, a season, counts that vary more than Poisson's."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

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


HARD = {"spread": 0.6, "interaction": 0.15, "shock": 0.10, "own_season": 0.3, "drift": 0.03}
"""A town as hard as real ones: see ``means``."""


def means(
    rng: Generator,
    n_months: int,
    n_zones: int,
    *,
    level: float = LEVEL,
    spread: float = 0.3,
    interaction: float = 0.0,
    shock: float = 0.0,
    own_season: float = 0.0,
    drift: float = 0.0,
) -> NDArray[np.float64]:
    """Facts expected of each month and zone, whose months have the season of the town.

    Parameters
    ----------
    level, spread : facts a month in the median zone, and standard deviation of their logarithm among zones.
    interaction : coefficient of variation of what a year is to a zone.
    shock : standard deviation of what befalls all zones together, on the logarithm; nine tenths last to the next month.
    own_season : share that a season of its own, at its own date, adds at most to a zone.
    drift : standard deviation of the yearly change of zones, on the logarithm.
    """
    month = np.arange(n_months)
    mean = np.outer(season(n_months), level * rng.lognormal(0, spread, n_zones))
    if interaction:
        years = rng.gamma(interaction**-2, interaction**2, (n_months // YEAR + 1, n_zones))
        mean *= years[month // YEAR]
    if own_season:
        mean *= 1 + own_season * np.cos(2 * np.pi * (month[:, None] / YEAR + rng.random(n_zones)))
    together = np.zeros(n_months)
    for i, step in enumerate(rng.normal(0, shock, n_months)):
        together[i] = (0.9 * together[i - 1] + np.sqrt(1 - 0.9**2) * step) if i else step
    return mean * np.exp(together[:, None] + np.outer(month / YEAR, rng.normal(0, drift, n_zones)))


def study(
    rng: Generator,
    *,
    ratio: ArrayLike = 1.0,
    n_treated: int = 1,
    n_compared: int = 8,
    n_around: int = 3,
    n_before: int = 36,
    n_after: int = 36,
    moved: float = 0.0,
    dispersion: float = DISPERSION,
    level: float = LEVEL,
    town: Mapping[str, float] = MappingProxyType({}),
    **given: object,
) -> Study:
    """Draw an action and its zones.

    Parameters
    ----------
    ratio : true rate with the action over rate without it; one, or one per month after.
    moved : share of the avoided facts that happen around instead; negative where benefits spread.
    level, town : arguments of ``means``.
    given : other arguments of ``Study``.
    """
    zones = [f"z{i}" for i in range(n_treated + n_around + n_compared)]
    months = dated(n_before + n_after)
    mean = means(rng, len(months), len(zones), level=level, **town)
    acted, around = slice(n_treated), slice(n_treated, n_treated + n_around)
    lasting = np.broadcast_to(np.asarray(ratio, dtype=float), n_after)
    avoided = mean[n_before:, acted].sum(axis=1) * (1 - lasting)
    mean[n_before:, acted] *= lasting[:, None]
    if n_around:
        mean[n_before:, around] += (moved * avoided / n_around)[:, None]
    return Study(
        pd.DataFrame(counts(rng, mean.clip(0), dispersion), months, zones),
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
