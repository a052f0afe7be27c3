"""Points in zones: ours against geopandas, which is given a sample and judged per point."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np

from data.intake.facts.point_in_polygon import locate
from tests.bench import material
from tests.bench.budgets import Measured

N_ZONES = 1000
_RUNS = 3
_SAMPLE = 10


def measure(folder: Path, rows: int) -> Iterator[Measured]:
    """Alternate ``locate`` on ``rows`` points and ``geopandas.sjoin`` on a tenth of them."""
    zones = material.zones(N_ZONES)
    lon, lat = material.points(rows)
    n_sample = rows // _SAMPLE
    cells = gpd.GeoDataFrame(geometry=zones)

    def join() -> None:
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(lon[:n_sample], lat[:n_sample]))
        gpd.sjoin(points, cells, how="left")

    ours, theirs = [], []
    for _ in range(_RUNS):
        ours.append(rows / _seconds(lambda: locate(zones, lon, lat)))
        theirs.append(n_sample / _seconds(join))
    mine, its = np.median(ours), np.median(theirs)
    seen = f"{mine / 1e6:.1f} / {its / 1e6:.2f} M points/s"
    yield Measured("locate / geopandas.sjoin", seen, mine / its, 5, at_least=True)


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
