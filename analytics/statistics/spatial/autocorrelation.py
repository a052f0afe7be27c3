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
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from analytics.statistics.arguments import Floats, refuse
from analytics.statistics.spatial.neighbourhood import adjacency, varying

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
    ValueError
        Values empty, not finite, all alike, a zone twice or other zones than those of ``weights``; weights that are
        not a graph, have fewer than four zones, or no link; links such that any order of the values gives the same I.

    Notes
    -----
    Moran (1950), with the moments of Cliff & Ord (1981).
    """
    from esda import Moran as Moments
    from libpysal.graph import Graph

    codes, matrix = adjacency(weights)
    deviations = varying(codes, "values", values)
    scale = len(codes) / matrix.sum() / (deviations**2).sum()

    # Whole numbers as real ones: of three thousand zones and more, their products leave the range of integers.
    real = Graph(weights.adjacency.astype(float), transformation=weights.transformation)
    # A variance of nothing, or of a rounding below nothing, is refused just after.
    with np.errstate(invalid="ignore", divide="ignore"):
        moments = Moments(deviations, real, transformation=weights.transformation, permutations=0)
    _refuse_constant_statistic(moments.VI_rand)

    def statistic(placed: Floats) -> Floats:
        return np.asarray(scale * (placed * (matrix @ placed)).sum(axis=0))

    p_value = _p_value(statistic, deviations, moments.z_rand, permutations, rng)
    return Moran(float(moments.I), float(moments.EI), float(moments.z_rand), p_value, float(moments.z_norm))


def generator(rng: Generator | None) -> Generator:
    """The caller's generator, or one of a fixed seed."""
    return np.random.default_rng(SEED) if rng is None else rng


def tails(observed: Floats, permuted: Floats) -> NDArray[np.int64]:
    """How many permuted statistics (last axis) are as high as the observed one, then how many as low."""
    slack = ROUNDING * np.abs(permuted).max(axis=-1)
    as_high = permuted >= (observed - slack)[..., None]
    as_low = permuted <= (observed + slack)[..., None]
    return np.array([as_high.sum(axis=-1), as_low.sum(axis=-1)])


def two_sided(in_tails: NDArray[np.int64], permutations: int) -> Floats:
    """Twice the smaller of both ``tails``, the observed statistic included; at most 1."""
    return np.asarray(np.minimum(1.0, 2 * (1 + in_tails.min(axis=0)) / (1 + permutations)))


def normal_p_value(z: ArrayLike) -> Floats:
    """Two-sided p-value of ``z`` under the normal law."""
    return np.asarray(2 * ndtr(-np.abs(z)))


def _p_value(
    statistic: Callable[[Floats], Floats], values: Floats, z: float, permutations: int, rng: Generator | None
) -> float:
    """Two-sided p-value of a statistic of one column per placing of the values."""
    refuse("permutations", permutations < 0, "must be at least 0")
    if permutations == 0:
        return float(normal_p_value(z))
    placed = generator(rng).permuted(np.tile(values, (permutations, 1)), axis=1)
    return float(two_sided(tails(statistic(values), statistic(placed.T)), permutations))


def _refuse_constant_statistic(variance: float) -> None:
    refuse("values, weights", not variance > ROUNDING**2, "give the same index whatever the order of the zones")
