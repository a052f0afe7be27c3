"""The invented town: its plan, its zones and its streets, drawn at sea so that they are mistaken for no place."""

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
import shapely.affinity
import shapely.ops
from numpy.typing import NDArray

Shapes = NDArray[np.object_]
Bend = Callable[[NDArray[np.float64]], NDArray[np.float64]]

NAME = "Valorne-sur-Aubrise"
INSEE_CODE = "99801"
"""No département is numbered 99, and INSEE gives no country a code in 998."""

LAMBERT_93 = "EPSG:2154"
WGS84 = "EPSG:4326"
_STREETS_PER_IRIS = 6

_CENTRE = np.array([214_560.0, 6_485_800.0])
"""Longitude -3.2, latitude 45.3: the Bay of Biscay, more than 150 km off the coast; metres in Lambert-93."""

_RADIUS = 2_650.0
_WAVES = ((4_200.0, 120.0), (2_400.0, 50.0), (1_100.0, 22.0), (480.0, 11.0), (210.0, 5.5))
"""Wavelength and height in metres of what bends the plan; so gentle that no border folds over itself."""
_DIRECTIONS = 3
_PLAN_SEED = 1
"""Chosen by looking at the map."""
_STEP = 60.0
"""Metres between two vertices of a border."""

_POPULATION = 45_160
_PASSERS_BY = 400
"""People found in an IRIS where few live: workers and visitors are victims and witnesses too."""


@dataclass(frozen=True)
class Plan:
    """What is decided by hand for a quartier; everything else about it is drawn.

    Attributes
    ----------
    name : invented name.
    east, north : seed of the quartier, metres from the centre of the town before the plan is bent.
    iris : number of IRIS.
    density : inhabitants per hectare, relative to the other quartiers.
    household : inhabitants per dwelling.
    bustle : shops, bars, offices and travellers, from 0 (homes only) to 1 (town centre).
    blocks : share of collective housing, from 0 to 1.
    parking : public car parks, from 0 to 1.
    """

    name: str
    east: float
    north: float
    iris: int
    density: float
    household: float
    bustle: float
    blocks: float
    parking: float = 0.0


PLANS = (
    Plan("Centre ancien", -50, 180, 4, 62, 1.65, 1.0, 0.5),
    Plan("Faubourg des Lices", -900, 420, 3, 48, 1.85, 0.5, 0.4),
    Plan("La Gare", 850, 560, 3, 44, 1.80, 0.8, 0.5, parking=1.0),
    Plan("Les Tanneries", -1_900, 0, 3, 46, 2.10, 0.3, 0.8),
    Plan("Le Clos des Vignes", -1_350, 1_450, 3, 17, 2.45, 0.1, 0.1),
    Plan("Les Coteaux", -150, 1_200, 3, 30, 2.20, 0.2, 0.3),
    Plan("Les Hauts de Brise", 350, 1_950, 2, 15, 2.50, 0.0, 0.2),
    Plan("Bel-Horizon", 1_550, 1_150, 3, 34, 2.25, 0.2, 0.8),
    Plan("Les Ateliers", 2_100, -250, 2, 28, 2.05, 0.5, 0.3),
    Plan("Les Quais", 450, -480, 3, 46, 1.75, 0.7, 0.5),
    Plan("Rive-Neuve", -650, -850, 3, 40, 2.05, 0.3, 0.6),
    Plan("Les Prés d’Aubrise", -1_550, -1_350, 3, 22, 2.35, 0.1, 0.3),
    Plan("La Pépinière", -50, -1_750, 3, 27, 2.30, 0.1, 0.5),
    Plan("Le Moulin vert", 1_300, -1_300, 2, 20, 2.40, 0.2, 0.2),
)

_ACTIVITY_IRIS = ("Les Ateliers", 2)
"""The one IRIS of workshops and shops (type A): few residents, hence rates per inhabitant that mean little."""

_QPV = (
    ("Tanneries - Lices", -1_500, 330, 400),
    ("Bel-Horizon", 1_200, 1_250, 420),
    ("Rive-Neuve - Pépinière", -420, -1_350, 430),
)
"""Name, seed and radius in metres: each straddles IRIS, as the real ones do."""

_STREET_KINDS = ("rue", "allée", "avenue", "chemin", "impasse")
_STREET_NAMES = (
    "de la Fontaine", "de la Halle", "de la Forge", "de la Source", "de la Passerelle", "de la Pépinière",
    "de la Treille", "de la Verrerie", "de la Corderie", "de la Huchette", "du Lavoir", "du Moulin", "du Marché",
    "du Four", "du Pressoir", "du Belvédère", "du Canal", "du Verger", "du Colombier", "du Vallon", "de l’Écluse",
    "de l’Étang", "de l’Horloge", "de l’Orangerie", "des Acacias", "des Aubépines", "des Bleuets", "des Bouleaux",
    "des Cerisiers", "des Charmes", "des Chênes", "des Cordiers", "des Érables", "des Glycines", "des Hêtres",
    "des Iris", "des Jonquilles", "des Lilas", "des Maraîchers", "des Merles", "des Mésanges", "des Noyers",
    "des Ormes", "des Peupliers", "des Potiers", "des Saules", "des Tilleuls", "des Vignerons",
)  # fmt: skip


@dataclass(frozen=True)
class Town:
    """The drawn town.

    Attributes
    ----------
    quartiers : one row per quartier, Lambert-93: ``code, label, population, dwellings, geometry``.
    iris : one row per IRIS, Lambert-93: the same columns, ``kind`` (H dwellings, A activity), ``quartier`` (row of
        ``quartiers``), ``presence`` (people who may be concerned by a fact), ``bustle``, ``blocks`` and ``parking``
        (0 to 1).
    qpv : one row per QPV, Lambert-93: ``code, label, population, geometry``.
    street_names : shape (IRIS, streets).
    street_ends : both ends of each street, shape (IRIS, streets, 2, 2), metres in Lambert-93.
    """

    quartiers: gpd.GeoDataFrame
    iris: gpd.GeoDataFrame
    qpv: gpd.GeoDataFrame
    street_names: NDArray[np.str_]
    street_ends: NDArray[np.float64]

    def neighbours(self, quartier: int) -> NDArray[np.intp]:
        """Rows of the quartiers that share a length of border, not just a corner, with ``quartier``."""
        shapes = self.quartiers.geometry.to_numpy()
        shared = shapely.length(shapely.intersection(shapes, shapes[quartier]))
        shared[quartier] = 0
        return np.flatnonzero(shared > 0)


def draw() -> Town:
    """Draw the town, always the same.

    Notes
    -----
    The plan is cut by a river, then by Voronoi cells on each bank, then in each quartier. The cut lines are bent all
    together by one smooth displacement field before they are closed into zones: a border shared by two zones is one
    and the same line, so zones neither overlap nor leave a gap.
    """
    rng = np.random.default_rng(_PLAN_SEED)
    bend = _bending(rng)
    owners = np.repeat(np.arange(len(PLANS)), [plan.iris for plan in PLANS])
    cells = np.concatenate([_cut(area, plan.iris, rng) for area, plan in zip(_quartier_cells(), PLANS, strict=True)])
    iris = _populate(_bent_zones(cells, bend), owners, rng)
    qpv = _outline_qpv(iris, bend, rng)
    street_names, street_ends = _lay_streets(iris, rng)
    return Town(_merge(iris), iris, qpv, street_names, street_ends)


def _bending(rng: np.random.Generator) -> Bend:
    """Displacement of the plane in metres: a sum of waves, the longest bend the town and the shortest its borders."""
    lengths, heights = np.repeat(np.array(_WAVES), _DIRECTIONS, axis=0).T
    angles = rng.uniform(0, 2 * np.pi, lengths.size)
    phases = rng.uniform(0, 2 * np.pi, (2, 1, lengths.size))
    waves = 2 * np.pi / lengths * np.array([np.cos(angles), np.sin(angles)])

    def bend(points: NDArray[np.float64]) -> NDArray[np.float64]:
        shift = (heights * np.sin(points @ waves + phases)).sum(axis=2).T
        bent: NDArray[np.float64] = np.round(_CENTRE + points + shift, 2)
        return bent

    return bend


def _quartier_cells() -> Shapes:
    """Cut the town into quartiers, in the order of the plans; the river stays a border all along."""
    town = shapely.affinity.scale(shapely.Point(0, 0).buffer(_RADIUS, quad_segs=32), 1.1, 0.92)
    east = np.linspace(-4_000, 4_000, 60)
    river = shapely.LineString(np.column_stack([east, 260 * np.sin(east / 900) - 180]))
    seeds = shapely.points([(plan.east, plan.north) for plan in PLANS])
    cells = np.empty(len(PLANS), dtype=object)
    for bank in shapely.ops.split(town, river).geoms:
        within = shapely.contains(bank, seeds)
        cells[within] = _voronoi(bank, seeds[within])
    return cells


def _voronoi(area: shapely.Polygon, seeds: Shapes) -> Shapes:
    """Part of ``area`` nearest to each seed."""
    cells = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=area, ordered=True)
    parts: Shapes = shapely.intersection(shapely.get_parts(cells), area)
    return parts


def _cut(area: shapely.Polygon, parts: int, rng: np.random.Generator) -> Shapes:
    """Cut ``area`` into cells of about the same size: random seeds move to the middle of their cell and settle."""
    seeds = shapely.points(rng.normal(area.centroid.coords[0], _RADIUS / 10, (parts, 2)))
    for _ in range(12):
        cells = _voronoi(area, seeds)
        seeds = shapely.centroid(cells)
    return cells


def _bent_zones(cells: Shapes, bend: Bend) -> Shapes:
    """Bend the borders of all cells at once and close them into zones, in the order of ``cells``."""
    borders = shapely.segmentize(shapely.line_merge(shapely.union_all(shapely.boundary(cells), grid_size=1)), _STEP)
    zones: Shapes = shapely.get_parts(shapely.polygonize([shapely.transform(borders, bend)]))
    inside = shapely.transform(shapely.point_on_surface(cells), bend)
    holders: NDArray[np.intp] = shapely.contains(zones, inside[:, None]).argmax(axis=1)
    return zones[holders]


def _populate(zones: Shapes, owners: NDArray[np.intp], rng: np.random.Generator) -> gpd.GeoDataFrame:
    """People and dwellings of each IRIS; the town's population is exact."""
    numbers = np.concatenate([np.arange(1, plan.iris + 1) for plan in PLANS])
    plans = pd.DataFrame(PLANS).iloc[owners].reset_index(drop=True)
    activity = ((plans["name"] == _ACTIVITY_IRIS[0]) & (numbers == _ACTIVITY_IRIS[1])).to_numpy()
    weights = shapely.area(zones) * plans["density"].to_numpy() * rng.lognormal(0, 0.12, len(zones))
    weights[activity] *= 0.2
    population = np.diff(np.round(np.cumsum(weights) / weights.sum() * _POPULATION).astype(int), prepend=0)
    return gpd.GeoDataFrame(
        {
            "code": [f"{INSEE_CODE}{owner + 1:02d}{number:02d}" for owner, number in zip(owners, numbers, strict=True)],
            "label": [f"{name} {number}" for name, number in zip(plans["name"], numbers, strict=True)],
            "kind": np.where(activity, "A", "H"),
            "quartier": owners,
            "population": population,
            "dwellings": np.round(population / plans["household"].to_numpy()).astype(int),
            "presence": np.maximum(population, _PASSERS_BY),
            "bustle": plans["bustle"].to_numpy(),
            "blocks": plans["blocks"].to_numpy(),
            "parking": plans["parking"].to_numpy(),
        },
        geometry=zones,
        crs=LAMBERT_93,
    )


def _merge(iris: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Quartiers, as the sum of their IRIS."""
    quartiers = iris[["quartier", "population", "dwellings", "geometry"]].dissolve(
        "quartier", aggfunc="sum", method="coverage", as_index=False
    )
    return quartiers.assign(code=quartiers["quartier"] + 1, label=[plan.name for plan in PLANS])


def _outline_qpv(iris: gpd.GeoDataFrame, bend: Bend, rng: np.random.Generator) -> gpd.GeoDataFrame:
    """Blocks of streets around each seed, whatever the IRIS; denser than what surrounds them."""
    turns = np.linspace(0, 2 * np.pi, 9, endpoint=False)
    shapes = []
    for _, east, north, radius in _QPV:
        reach = radius * rng.uniform(0.75, 1.15, turns.size)
        ring = shapely.Polygon(np.column_stack([east + reach * np.cos(turns), north + reach * np.sin(turns)]))
        shapes.append(shapely.transform(shapely.segmentize(ring, _STEP), bend))
    overlap = shapely.area(shapely.intersection(np.array(shapes)[:, None], iris.geometry.to_numpy()))
    residents = overlap @ (iris["population"] / iris.area).to_numpy() * 1.4
    return gpd.GeoDataFrame(
        {
            "code": [f"QN099{number:02d}M" for number in range(1, len(_QPV) + 1)],
            "label": [name for name, *_ in _QPV],
            "population": np.round(residents).astype(int),
        },
        geometry=shapes,
        crs=LAMBERT_93,
    )


def _lay_streets(iris: gpd.GeoDataFrame, rng: np.random.Generator) -> tuple[NDArray[np.str_], NDArray[np.float64]]:
    """Name the streets of each IRIS, each name given once, and lay them well inside it."""
    names = np.array([f"{kind} {name}" for kind in _STREET_KINDS for name in _STREET_NAMES])
    ends = [_street(zone, rng) for zone in np.repeat(shapely.buffer(iris.geometry.to_numpy(), -25), _STREETS_PER_IRIS)]
    return rng.permutation(names).reshape(len(iris), _STREETS_PER_IRIS), np.array(ends).reshape(len(iris), -1, 2, 2)


def _street(zone: shapely.Polygon, rng: np.random.Generator) -> NDArray[np.float64]:
    """Both ends of a straight street of 150 to 450 m that stays in ``zone``."""
    west, south, east, north = zone.bounds
    while True:
        middle = rng.uniform((west, south), (east, north))
        angle, half = rng.uniform(0, np.pi), rng.uniform(75, 225)
        reach = half * np.array([np.cos(angle), np.sin(angle)])
        ends = np.array([middle - reach, middle + reach])
        if zone.covers(shapely.LineString(ends)):
            return ends
