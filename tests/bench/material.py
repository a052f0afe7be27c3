"""What is measured: an invented commune's zones and facts, the same at each run."""

from functools import cache
from itertools import islice
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from data import reference

WEST, SOUTH, EAST, NORTH = 2.25, 48.80, 2.40, 48.90
N_CATEGORIES = 12
FIRST_DAY, DAYS = np.datetime64("2020-01-01"), 1827
"""Sixty months."""
REPEATED = 1000
"""One fact in so many bears the identifier of the one before, so that duplicates are really looked for."""
_SEED = 20260101


def categories() -> dict[str, str]:
    """Labels of the product's own nomenclature, by slug: its filters offer all of them."""
    known = reference.read(Path()).categories.items()
    return {slug: category.label for slug, category in islice(known, N_CATEGORIES)}


def points(n: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes all over the commune, shape (n,) each."""
    rng = np.random.default_rng(_SEED)
    return rng.uniform(WEST, EAST, n), rng.uniform(SOUTH, NORTH, n)


def zones(n: int, variant: int = 0) -> NDArray[np.object_]:
    """Polygons of about forty vertices that share their borders, shape (n,); each variant cuts the commune its way."""
    rng = np.random.default_rng((_SEED, variant))
    seeds = shapely.points(rng.uniform(WEST, EAST, n), rng.uniform(SOUTH, NORTH, n))
    commune = shapely.box(WEST, SOUTH, EAST, NORTH)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=commune))
    side = np.sqrt(commune.area / n)
    borders = shapely.segmentize(shapely.intersection(cells, commune), 0.11 * side)
    return shapely.transform(borders, lambda vertices: _winding(vertices, side))


def write_zones(path: Path, n: int, variant: int = 0) -> Path:
    """Write ``n`` zones of a variant with their population as GeoJSON."""
    population = np.random.default_rng(_SEED).integers(500, 5000, n)
    columns = {"code": [f"Z{i:04d}" for i in range(n)], "population": population}
    gpd.GeoDataFrame(columns, geometry=zones(n, variant), crs=4326).to_file(path)
    return path


@cache
def write_facts(
    folder: Path, n: int, first_number: int = 0, first_day: np.datetime64 = FIRST_DAY, days: int = DAYS
) -> Path:
    """Write ``n`` facts as CSV, one row each: id, date_heure, nature, latitude, longitude, adresse."""
    path = folder / f"facts-{n}-{first_day}.csv"
    rng = np.random.default_rng(_SEED)
    lon, lat = points(n)
    fact = pa.table(
        {
            "number": first_number + np.arange(n) - (np.arange(n) % REPEATED == REPEATED - 1),
            "moment": first_day + rng.integers(0, days * 86_400, n).astype("timedelta64[s]"),
            "category": rng.integers(0, N_CATEGORIES, n),
            "street": rng.integers(0, 500, n),
            "lon": lon,
            "lat": lat,
        }
    )
    with duckdb.connect() as connection:
        connection.register("fact", fact)
        connection.execute(
            """
            COPY (
                SELECT
                    'S' || number AS id,
                    strftime(moment, '%Y-%m-%d %H:%M:%S') AS date_heure,
                    list_extract($categories, category + 1) AS nature,
                    round(lat, 6) AS latitude,
                    round(lon, 6) AS longitude,
                    'rue numéro ' || street AS adresse
                FROM fact
            ) TO $path (HEADER)
            """,
            {"categories": [*categories().values()], "path": str(path)},
        )
    return path


def write_wide(facts: Path, n_columns: int) -> Path:
    """Write the facts of a file with other columns that are of no use: words, numbers, moments, streets."""
    path = facts.with_stem(f"{facts.stem}-wide")
    kinds = (
        "'mot ' || {n} % 900 || ' de la ligne'",
        "{n} % 1_000_000",
        "strftime(TIMESTAMP '2024-03-01' + to_minutes(CAST({n} % 40_000 AS BIGINT)), '%Y-%m-%d %H:%M:%S')",
        "{n} % 99 || ' rue numéro ' || {n} % 500",
    )
    with duckdb.connect() as connection:
        facts_in_file = connection.read_csv(str(facts), all_varchar=True)
        others = (
            f"{kinds[i % len(kinds)].format(n=f'hash(id, {i})')} AS autre_{i}"
            for i in range(n_columns - len(facts_in_file.columns))
        )
        facts_in_file.select(f"*, {', '.join(others)}").write_csv(str(path))
    return path


def _winding(vertices: NDArray[np.float64], side: float) -> NDArray[np.float64]:
    """Bend the borders as real ones are; a vertex moves by where it is alone, so that a shared border stays shared."""
    wave = 2 * np.pi / (0.4 * side)
    x, y = vertices.T
    return np.column_stack((x + 0.03 * side * np.sin(wave * y), y + 0.03 * side * np.sin(wave * x)))
