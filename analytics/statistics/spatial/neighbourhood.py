"""Which zones are neighbours, and values laid on them: what all statistics of this room ask first."""

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from analytics.statistics.arguments import Floats, checked_numbers, checked_positive, refuse, unusable

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
    ValueError
        No zone, an empty outline, a code twice, an unknown kind, a distance missing or where it has no use.

    Notes
    -----
    Sides and vertices are compared as they are written, which is what published coverages allow: of Paris's 80
    quartiers, the same as with a tolerance of a metre. Topological predicates (``strict`` in libpysal) miss outlines
    that overlap by a hair: of Washington's 39 clusters they see 76 links, vertices 136, a tolerance of a metre 144.
    """
    from libpysal.graph import Graph

    outlines = zones.geometry
    refuse("zones", len(outlines) == 0, "is empty")
    _refuse_twice("zones", outlines.index)
    refuse("zones", outlines.is_empty | outlines.isna(), "has empty outlines")
    match kind:
        case "queen" | "rook":
            refuse("distance_m", distance_m is not None, "serves neighbours by distance only")
            return Graph.build_contiguity(outlines, rook=kind == "rook")
        case "distance":
            if distance_m is None:
                raise unusable("distance_m", "is needed for neighbours by distance")
            return Graph.build_distance_band(
                in_metres(outlines).centroid, float(checked_positive("distance_m", distance_m))
            )
        case _:
            raise unusable("kind", "is no known kind of neighbours")


def in_metres(outlines: "GeoSeries") -> "GeoSeries":
    """Outlines in a plane: degrees become UTM, others are taken as they are."""
    degrees = outlines.crs is not None and outlines.crs.is_geographic
    return outlines.to_crs(outlines.estimate_utm_crs()) if degrees else outlines


def adjacency(weights: "Graph") -> tuple[pd.Index, csr_array]:
    """Codes of a graph, and its weights as they are, one row per zone; a zone without neighbours has an empty row.

    Raises
    ------
    ValueError
        Not a graph, fewer than four zones, weights that are negative or not finite, no neighbours at all.
    """
    from libpysal.graph import Graph

    if not isinstance(weights, Graph):
        raise unusable("weights", "is no graph")
    refuse("weights", weights.n < FEWEST_ZONES, "links fewer than four zones")
    matrix = csr_array(weights.sparse, dtype=np.float64, copy=True)
    refuse("weights", ~(np.isfinite(matrix.data) & (matrix.data >= 0)), "must hold weights of at least 0")
    matrix.eliminate_zeros()
    refuse("weights", matrix.nnz == 0, "links no zone to another")
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
    ValueError
        Empty, not finite, not one per zone, a zone twice, other zones than those of the graph.
    """
    numbers = checked_numbers(argument, values, np.isfinite, "must hold finite numbers")
    if isinstance(values, pd.Series):
        _refuse_twice(argument, values.index)
        strangers = values.index.symmetric_difference(codes)
        if strangers.empty:
            numbers = numbers[values.index.get_indexer(codes)]
        elif not values.index.equals(pd.RangeIndex(len(codes))):
            raise unusable(
                f"{argument}, weights",
                "bear on different zones",
                ", ".join(map(str, strangers)),
            )
    if numbers.shape != (len(codes),):
        raise unusable(f"{argument}, weights", "differ in their number of zones")
    return numbers


def varying(codes: pd.Index, argument: str, values: ArrayLike) -> Floats:
    """Deviations from their mean of values ``laid_on`` the zones, the largest brought to 1; all alike is refused."""
    numbers = laid_on(codes, argument, values)
    refuse(argument, np.ptp(numbers) == 0, "is the same in all zones")
    deviations = numbers - numbers.mean()
    scaled: Floats = deviations / np.abs(deviations).max()
    return scaled


def _refuse_twice(argument: str, codes: pd.Index) -> None:
    refuse(argument, codes.duplicated(keep=False), "has a zone several times")
