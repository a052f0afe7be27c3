"""Which zones are neighbours, and values laid on them: what all statistics of this room ask first."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from analytics.statistics.rates import Floats, checked_numbers, checked_positive, refuse
from data.errors import InputError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame, GeoSeries
    from libpysal.graph import Graph

FEWEST_ZONES = 4
"""Below, moments of the statistics divide by zero."""


def neighbours(
    zones: "GeoDataFrame | GeoSeries",
    kind: Literal["queen", "rook", "distance"] = "queen",
    distance_m: float | None = None,
) -> "Graph":
    """Say which zones are neighbours.

    Parameters
    ----------
    zones : their outlines, indexed by the code of the zone; points will do for distances.
    kind : ``queen`` zones share a vertex of their outline, ``rook`` ones a side, ``distance`` ones have their centroids
        within ``distance_m``, itself included.
    distance_m : metres, > 0; for ``distance`` alone. Degrees are projected (UTM) first; outlines without a reference
        system are read as metres.

    Returns
    -------
    libpysal.graph.Graph
        Binary, indexed by the codes, in their order. A zone without a neighbour stays, and ``isolates`` names it.

    Raises
    ------
    InputError
        No zone, an empty outline, a code twice, an unknown kind, a distance missing or where it has no use.

    Notes
    -----
    Sides and vertices are compared as they are written, which is what published coverages allow: of Paris's 80
    quartiers, the same as with a tolerance of a metre. Topological predicates (``strict`` in libpysal) miss outlines
    that overlap by a hair: of Washington's 39 clusters they see 76 links, vertices 136, a tolerance of a metre 144.
    """
    from libpysal.graph import Graph

    outlines = zones.geometry
    refuse("zones", len(outlines) == 0, "est vide")
    _refuse_twice("zones", outlines.index)
    refuse("zones", outlines.is_empty | outlines.isna(), "contient des contours vides")
    match kind:
        case "queen" | "rook":
            refuse("distance_m", distance_m is not None, "ne sert qu’aux voisinages de distance")
            return Graph.build_contiguity(outlines, rook=kind == "rook")
        case "distance":
            if distance_m is None:
                raise InputError(argument="distance_m", problem="est nécessaire aux voisinages de distance")
            return Graph.build_distance_band(
                in_metres(outlines).centroid, float(checked_positive("distance_m", distance_m))
            )
        case _:
            raise InputError(argument="kind", problem="n’est pas un voisinage connu")


def in_metres(outlines: "GeoSeries") -> "GeoSeries":
    """Outlines in a plane: degrees become UTM, others are taken as they are."""
    degrees = outlines.crs is not None and outlines.crs.is_geographic
    return outlines.to_crs(outlines.estimate_utm_crs()) if degrees else outlines


def adjacency(weights: "Graph") -> tuple[pd.Index, csr_array]:
    """Codes of a graph, and its weights as they are, one row per zone; a zone without neighbours has an empty row.

    Raises
    ------
    InputError
        Not a graph, fewer than four zones, weights that are negative or not finite, no neighbours at all.
    """
    from libpysal.graph import Graph

    if not isinstance(weights, Graph):
        raise InputError(argument="weights", problem="n’est pas un graphe de voisinage")
    refuse("weights", weights.n < FEWEST_ZONES, "relie moins de quatre zones")
    matrix = csr_array(weights.sparse, dtype=np.float64, copy=True)
    refuse("weights", ~(np.isfinite(matrix.data) & (matrix.data >= 0)), "doit contenir des poids positifs ou nuls")
    matrix.eliminate_zeros()
    refuse("weights", matrix.nnz == 0, "ne relie aucune zone à une autre")
    return weights.unique_ids, matrix


def laid_on(codes: pd.Index, argument: str, values: ArrayLike) -> Floats:
    """Values of an argument in the order of the zones' codes.

    Parameters
    ----------
    codes : of the zones, as ``adjacency`` gives them.
    argument : its name, for the refusal.
    values : one per zone; a Series indexed by the codes, in any order. An array, or a Series that has pandas' default
        index, names no zone: it is read in the order of the graph.

    Returns
    -------
    array of floats, one per zone.

    Raises
    ------
    InputError
        Empty, not finite, not one per zone, a zone twice, other zones than those of the graph.
    """
    numbers = checked_numbers(argument, values, np.isfinite, "doit contenir des nombres finis")
    if isinstance(values, pd.Series):
        _refuse_twice(argument, values.index)
        strangers = values.index.symmetric_difference(codes)
        if strangers.empty:
            numbers = numbers[values.index.get_indexer(codes)]
        elif not values.index.equals(pd.RangeIndex(len(codes))):
            raise InputError(
                argument=f"{argument}, weights",
                problem="ne portent pas sur les mêmes zones",
                rows=", ".join(map(str, strangers)),
            )
    if numbers.shape != (len(codes),):
        raise InputError(argument=f"{argument}, weights", problem="n’ont pas le même nombre de zones")
    return numbers


def varying(codes: pd.Index, argument: str, values: ArrayLike) -> Floats:
    """Deviations from their mean of values ``laid_on`` the zones, the largest brought to 1; all alike is refused."""
    numbers = laid_on(codes, argument, values)
    refuse(argument, np.ptp(numbers) == 0, "a la même valeur dans toutes les zones")
    deviations = numbers - numbers.mean()
    scaled: Floats = deviations / np.abs(deviations).max()
    return scaled


def _refuse_twice(argument: str, codes: pd.Index) -> None:
    refuse(argument, codes.duplicated(keep=False), "contient plusieurs fois la même zone")
