"""Whether zones resemble their neighbours at all: one figure for the commune, asked before any cluster is looked for.

``weights`` are used as given, binary or row-standardised. A zone without neighbours counts among the zones, and adds
nothing to the sums. Moments are those of esda. Permutations are ours: esda draws them from numpy's global state and
gives the smaller tail for a p-value, which is half of the two-sided one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike
from scipy.special import ndtr

from analytics.statistics.rates import Floats, checked_counts, checked_positive, refuse
from analytics.statistics.spatial.neighbourhood import adjacency, laid_on, varying

if TYPE_CHECKING:
    from libpysal.graph import Graph

SEED = 0
"""Of permutations whose caller brings no generator, so that the same data give the same figures."""
ROUNDING = 1e-9
"""Relative gap within which a permuted sum is the observed one: taken in another order, it differs by a few bits."""


@dataclass(frozen=True)
class Moran:
    """Whether zones resemble their neighbours: above ``expected`` they do, below it they contrast.

    ``expected`` and ``z`` are under values placed at random, ``z_normality`` under values drawn from a normal law.
    ``p_value`` is two-sided.
    """

    statistic: float
    expected: float
    z: float
    p_value: float
    z_normality: float


@dataclass(frozen=True)
class Geary:
    """Geary's C: below ``expected``, which is 1, zones resemble their neighbours; other fields as in ``Moran``."""

    statistic: float
    expected: float
    z: float
    p_value: float
    z_normality: float


def global_moran(values: ArrayLike, weights: "Graph", permutations: int = 999, rng: Generator | None = None) -> Moran:
    """Moran's I of values of zones.

    Parameters
    ----------
    values : one per zone; a Series indexed by their codes, or an array in the order of the graph.
    weights : their neighbours, as ``neighbours`` gives them or row-standardised; at least four zones.
    permutations : how many times the values are placed anew, >= 0; of 0, the p-value is that of ``z`` under the normal
        law.
    rng : draws the permutations; by default one of a fixed seed.

    Returns
    -------
    Moran

    Raises
    ------
    InputError
        Values empty, not finite, all alike, a zone twice or other zones than those of ``weights``; weights that are
        not a graph, have fewer than four zones, or no link; links such that any order of the values gives the same I.

    Notes
    -----
    Moran (1950), with the moments of Cliff & Ord (1981). For rates of zones of uneven size, use ``rate_moran``.
    """
    from esda import Moran as Moments

    codes, matrix = adjacency(weights)
    deviations = varying(codes, "values", values)
    scale = len(codes) / matrix.sum() / (deviations**2).sum()

    # A variance of nothing, or of a rounding below nothing, is refused just after.
    with np.errstate(invalid="ignore", divide="ignore"):
        moments = Moments(deviations, weights, transformation=weights.transformation, permutations=0)
    _refuse_constant_statistic(moments.VI_rand)

    def statistic(placed: Floats) -> Floats:
        return np.asarray(scale * (placed * (matrix @ placed)).sum(axis=0))

    p_value = _p_value(statistic, deviations, moments.z_rand, permutations, rng)
    return Moran(float(moments.I), float(moments.EI), float(moments.z_rand), p_value, float(moments.z_norm))


def rate_moran(
    counts: ArrayLike,
    exposures: ArrayLike,
    weights: "Graph",
    permutations: int = 999,
    rng: Generator | None = None,
) -> Moran:
    """Moran's I of rates of zones of uneven size, of which the small ones vary more by chance alone.

    Parameters
    ----------
    counts : events of each zone, >= 0; a Series indexed by their codes, or an array in the order of the graph.
    exposures : what each is counted over (dwellings, residents), > 0; likewise.
    weights, permutations, rng : see ``global_moran``.

    Returns
    -------
    Moran

    Raises
    ------
    InputError
        As ``global_moran``; negative counts, exposures not above 0, the same rate everywhere.

    Notes
    -----
    Assunção & Reis (1999): each rate is standardised by the mean and variance that an empirical Bayes model gives it,
    then placed anew as such by the permutations.
    """
    from esda.smoothing import assuncao_rate

    codes, _ = adjacency(weights)
    checked_counts("counts", counts)
    checked_positive("exposures", exposures)
    events, over = laid_on(codes, "counts", counts), laid_on(codes, "exposures", exposures)
    refuse("counts", np.ptp(events / over) == 0, "a le même taux dans toutes les zones")
    return global_moran(assuncao_rate(events, over), weights, permutations, rng)


def geary(values: ArrayLike, weights: "Graph", permutations: int = 999, rng: Generator | None = None) -> Geary:
    """Geary's C of values of zones: squared differences between neighbours, hence more local than Moran's I.

    Parameters
    ----------
    values, weights, permutations, rng : see ``global_moran``.

    Returns
    -------
    Geary
        ``z`` is negative where zones resemble their neighbours.

    Raises
    ------
    InputError
        As ``global_moran``.

    Notes
    -----
    Geary (1954), with the moments of Cliff & Ord (1981).
    """
    from esda import Geary as Moments

    codes, matrix = adjacency(weights)
    deviations = varying(codes, "values", values)
    links = matrix.sum(axis=0) + matrix.sum(axis=1)
    scale = (len(codes) - 1) / (2 * matrix.sum() * (deviations**2).sum())

    with np.errstate(invalid="ignore", divide="ignore"):
        moments = Moments(deviations, weights, transformation=weights.transformation, permutations=0)
    _refuse_constant_statistic(moments.VC_rand)

    def statistic(placed: Floats) -> Floats:
        return np.asarray(scale * (links @ placed**2 - 2 * (placed * (matrix @ placed)).sum(axis=0)))

    p_value = _p_value(statistic, deviations, moments.z_rand, permutations, rng)
    return Geary(float(moments.C), float(moments.EC), float(moments.z_rand), p_value, float(moments.z_norm))


def bivariate_moran(
    x: ArrayLike, y: ArrayLike, weights: "Graph", permutations: int = 999, rng: Generator | None = None
) -> Moran:
    """Moran's I between values of zones and other values of their neighbours.

    It describes what lies beside what (complaints beside a feeling), and never reads as a cause.

    Parameters
    ----------
    x : one per zone; a Series indexed by their codes, or an array in the order of the graph.
    y : what is read in the neighbours; likewise.
    weights, permutations, rng : see ``global_moran``.

    Returns
    -------
    Moran
        ``z_normality`` is ``z``.

    Raises
    ------
    InputError
        As ``global_moran``, for ``x`` and ``y``.

    Notes
    -----
    Wartenberg (1985), Anselin et al. (2002). Permutations place ``y`` anew and leave ``x``: the expected value is then
    exactly 0, and the variance ``var(W'x) sum(y^2)``, so that ``z`` owes nothing to the draws.
    """
    codes, matrix = adjacency(weights)
    here, there = varying(codes, "x", x), varying(codes, "y", y)
    scale = len(codes) / matrix.sum() / np.sqrt((here**2).sum() * (there**2).sum())
    pull = matrix.T @ here
    variance = scale**2 * np.var(pull, ddof=1) * (there**2).sum()
    _refuse_constant_statistic(variance)

    def statistic(placed: Floats) -> Floats:
        return np.asarray(scale * (pull @ placed))

    observed = float(scale * (pull @ there))
    z = observed / float(np.sqrt(variance))
    return Moran(observed, 0.0, z, _p_value(statistic, there, z, permutations, rng), z)


def generator(rng: Generator | None) -> Generator:
    """The caller's generator, or one of a fixed seed."""
    return np.random.default_rng(SEED) if rng is None else rng


def two_sided(observed: Floats, permuted: Floats) -> Floats:
    """Twice the smaller tail of permuted statistics (last axis), the observed one included; at most 1."""
    slack = ROUNDING * np.abs(permuted).max(axis=-1)
    as_high = (permuted >= (observed - slack)[..., None]).sum(axis=-1)
    as_low = (permuted <= (observed + slack)[..., None]).sum(axis=-1)
    return np.asarray(np.minimum(1.0, 2 * (1 + np.minimum(as_high, as_low)) / (1 + permuted.shape[-1])))


def normal_p_value(z: ArrayLike) -> Floats:
    """Two-sided p-value of ``z`` under the normal law."""
    return np.asarray(2 * ndtr(-np.abs(z)))


def _p_value(
    statistic: Callable[[Floats], Floats], values: Floats, z: float, permutations: int, rng: Generator | None
) -> float:
    """Two-sided p-value of a statistic of one column per placing of the values."""
    refuse("permutations", permutations < 0, "doit être positif ou nul")
    if permutations == 0:
        return float(normal_p_value(z))
    placed = generator(rng).permuted(np.tile(values, (permutations, 1)), axis=1)
    return float(two_sided(statistic(values), statistic(placed.T)))


def _refuse_constant_statistic(variance: float) -> None:
    refuse("values, weights", not variance > ROUNDING**2, "donnent le même indice quel que soit l’ordre des zones")
