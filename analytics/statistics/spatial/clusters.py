"""Where high values gather, and low ones, once the commune as a whole is known to have clusters.

A verdict wants ``ENOUGH_ZONES`` and adjusted p-values; these functions compute whatever the number of zones.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, diags_array

from analytics.statistics.arguments import Floats, refuse
from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.spatial.autocorrelation import generator, normal_p_value, tails, two_sided
from analytics.statistics.spatial.neighbourhood import adjacency, varying

if TYPE_CHECKING:
    from libpysal.graph import Graph

_AT_ONCE = 500
"""Placings of all the zones that are held together: of thousands of zones, ten thousand would fill the memory."""


def local_g(
    values: ArrayLike,
    weights: "Graph",
    star: bool = True,
    permutations: int = 0,
    rng: Generator | None = None,
) -> pd.DataFrame:
    """Getis and Ord's local G: where high values gather (hot spots), and low ones.

    Parameters
    ----------
    values : one per zone; a Series indexed by their codes, or an array in the order of the graph.
    weights : their neighbours, as ``neighbours`` gives them or row-standardised.
    star : whether the zone itself counts among its neighbours (Gi*), with the largest of their weights unless the
        graph gives it one; or not (Gi).
    permutations : how many times the zones are placed anew, >= 0; of 0, p-values are those of ``z`` under the normal
        law, which suits many neighbours and values that are not too skewed.
    rng : draws the permutations; by default one of a fixed seed.

    Returns
    -------
    DataFrame
        One row per zone, indexed by its code in the order of the graph: ``z``, ``p_value`` (two-sided) and
        ``p_adjusted`` (Benjamini-Hochberg). All three are NaN where nothing is to compare: no neighbours, all zones
        as neighbours, or all others alike.

    Raises
    ------
    ValueError
        As ``global_moran``.

    Notes
    -----
    Ord & Getis (1995), for any weights: ``z`` is the same whether they are binary or row-standardised. It is esda's for
    binary weights and spdep's for all; esda has a variance for binary weights alone.
    """
    refuse("permutations", permutations < 0, "must be at least 0")
    codes, matrix = adjacency(weights)
    deviations = varying(codes, "values", values)
    itself = matrix.diagonal()
    if not star:
        added = -itself
    elif itself.any():
        added = np.zeros_like(itself)
    else:
        added = matrix.max(axis=1).toarray()
    near = csr_array(matrix + diags_array(added))
    near.eliminate_zeros()

    # Mean and variance of what is drawn from: all the zones, or all the others.
    n = len(codes) - (not star)
    mean = np.zeros(len(codes)) if star else -deviations / n
    mean_square = ((deviations**2).sum() - (0 if star else deviations**2)) / n
    weight, square = near.sum(axis=1), (near**2).sum(axis=1)
    variance = (mean_square - mean**2) * (n * square - weight**2) / (n - 1)
    comparable = ~_without_neighbours(matrix) & (variance > 1e-12 * square)
    z = np.full(len(codes), np.nan)
    np.divide(near @ deviations - weight * mean, np.sqrt(np.maximum(variance, 0)), out=z, where=comparable)
    p_value = (
        normal_p_value(z) if permutations == 0 else _placed_p_values(deviations, near, permutations, generator(rng))
    )
    return _frame(codes, np.where(comparable, p_value, np.nan), z=z)


def _placed_p_values(values: Floats, near: csr_array, permutations: int, rng: Generator) -> Floats:
    """Two-sided p-value of the sum around each zone, all zones being placed anew: exact one by one, however skewed.

    The zone itself is placed with the others, as it counts in the sum: were it to stay, a high zone among a few high
    ones would have to stand out by its neighbours alone.
    """
    observed, in_tails = near @ values, np.zeros((2, len(values)), dtype=np.int64)
    for drawn in range(0, permutations, _AT_ONCE):
        placed = rng.permuted(np.tile(values, (min(_AT_ONCE, permutations - drawn), 1)), axis=1)
        in_tails += tails(observed, near @ placed.T)
    return two_sided(in_tails, permutations)


def _without_neighbours(matrix: csr_array) -> NDArray[np.bool_]:
    links = np.diff(matrix.indptr) - (matrix.diagonal() != 0)
    return np.asarray(links == 0)


def _frame(codes: pd.Index, p_value: Floats, **columns: object) -> pd.DataFrame:
    """One row per zone, p-values last, adjusted over the zones that have one."""
    adjusted, known = np.full(len(codes), np.nan), ~np.isnan(p_value)
    if known.any():
        adjusted[known] = adjust_p_values(p_value[known])
    return pd.DataFrame({**columns, "p_value": p_value, "p_adjusted": adjusted}, index=codes.rename("zone"))
