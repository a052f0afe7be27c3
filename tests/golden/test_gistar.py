"""Local G and G* of the six points of esda's documentation, and G* of Columbus as spdep gives it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analytics.statistics.spatial import local_g, neighbours

VALUES = (2, 3, 3.2, 5, 8, 7)
Z = {
    False: (-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941),
    True: (-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331),
}


@pytest.mark.parametrize("star", Z)
def test_z_is_that_of_the_documentation_when_points_are_six(meet, star):
    points = gpd.GeoSeries.from_xy([10, 20, 40, 15, 30, 30], [10, 10, 10, 20, 20, 30])
    ours = local_g(VALUES, neighbours(points, "distance", distance_m=15), star=star)["z"]
    meet(f"Gi{'*' * star}, six points", Z[star], ours, 1e-7)


@pytest.fixture
def clusters(reference) -> pd.DataFrame:
    """G* of crime in Columbus, beside that of spdep."""
    folder = reference / "gistar"
    links = pd.read_csv(folder / "columbus_neighbours.csv")
    weights = Graph.from_arrays(links["from"].to_numpy(), links["to"].to_numpy(), np.ones(len(links)))
    crime = pd.read_csv(folder / "columbus.csv").set_index("id")["CRIME"]
    return local_g(crime, weights).join(pd.read_csv(folder / "columbus_gistar_r.csv").set_index("id"))


def test_z_is_that_of_spdep_when_areas_are_of_columbus(meet, clusters):
    meet("Gi*, 49 areas", clusters["gistar_z"].tolist(), clusters["z"], 1e-9)


@pytest.mark.parametrize(("column", "published"), [("p_value", 16), ("p_adjusted", 9)])
def test_areas_below_five_per_cent_are_as_many_as_r_finds(meet, clusters, column, published):
    meet(f"areas of {column} < 0.05", published, np.count_nonzero(clusters[column] < 0.05), 0)
