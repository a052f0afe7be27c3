"""Moran's I of Columbus (Anselin, 1988)."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analytics.statistics.spatial import global_moran


@pytest.fixture
def columbus(reference) -> pd.DataFrame:
    return pd.read_csv(reference / "moran_lisa" / "columbus.csv").set_index("id")


@pytest.fixture
def weights(reference) -> Graph:
    links = pd.read_csv(reference / "moran_lisa" / "columbus_neighbours.csv")
    return Graph.from_arrays(links["from"].to_numpy(), links["to"].to_numpy(), np.ones(len(links))).transform("r")


@pytest.mark.parametrize(
    ("field", "recomputed", "tolerance"),
    [
        ("statistic", 0.51095126, 1e-7),  # 0.5110 printed
        ("expected", -0.02083333, 1e-7),
        ("z", 5.6341329, 1e-7),  # 5.63 printed
        ("z_normality", 5.6753502, 1e-7),  # 5.675 printed
    ],
)
def test_statistic_of_crime_is_the_published_one(meet, columbus, weights, field, recomputed, tolerance):
    meet(f"global_moran {field}", recomputed, getattr(global_moran(columbus["CRIME"], weights), field), tolerance)
