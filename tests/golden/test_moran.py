"""Moran's I, Geary's C, local and bivariate Moran of Columbus (Anselin, 1988); Moran's I of rates."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analytics.statistics.spatial import bivariate_moran, geary, global_moran, local_moran, rate_moran


@pytest.fixture
def columbus(reference) -> pd.DataFrame:
    return pd.read_csv(reference / "moran_lisa" / "columbus.csv").set_index("id")


@pytest.fixture
def weights(reference) -> Graph:
    links = pd.read_csv(reference / "moran_lisa" / "columbus_neighbours.csv")
    return Graph.from_arrays(links["from"].to_numpy(), links["to"].to_numpy(), np.ones(len(links))).transform("r")


@pytest.mark.parametrize(
    ("statistic", "field", "recomputed", "tolerance"),
    [
        (global_moran, "statistic", 0.51095126, 1e-7),  # 0.5110 printed
        (global_moran, "expected", -0.02083333, 1e-7),
        (global_moran, "z", 5.6341329, 1e-7),  # 5.63 printed
        (global_moran, "z_normality", 5.6753502, 1e-7),  # 5.675 printed
        (geary, "statistic", 0.5298699306, 1e-8),  # 0.52987 printed
    ],
)
def test_statistic_of_crime_is_the_published_one(meet, columbus, weights, statistic, field, recomputed, tolerance):
    meet(f"{statistic.__name__} {field}", recomputed, getattr(statistic(columbus["CRIME"], weights), field), tolerance)


def test_local_statistics_are_those_of_spdep_once_scaled_by_n(meet, reference, columbus, weights):
    theirs = pd.read_csv(reference / "moran_lisa" / "columbus_lisa_r.csv").set_index("id")["Ii"]
    ours = local_moran(columbus["CRIME"], weights)["statistic"] * 49 / 48
    meet("49 local Moran", theirs.loc[ours.index].tolist(), ours, 1e-9)


def test_bivariate_statistic_is_that_of_r_when_income_is_lagged(meet, columbus, weights):
    ours = bivariate_moran(columbus["CRIME"], columbus["INC"], weights).statistic
    meet("CRIME, lagged INC", -0.428387348, ours, 1e-8)


def test_moran_of_rates_is_that_of_spdep_when_two_counties_have_no_neighbour(meet, reference):
    counties = pd.read_csv(reference / "eb_smoothing" / "nc_sids.csv").set_index("county")
    links = pd.read_csv(reference / "eb_smoothing" / "nc_sids_neighbours_cc89.csv").assign(weight=1)
    alone = counties.index.difference(links["from"])
    # A zone without neighbours is linked to itself by nothing: libpysal's way to keep it.
    listed = pd.concat([links, pd.DataFrame({"from": alone, "to": alone, "weight": 0})])
    weights = Graph.from_arrays(*(listed[column].to_numpy() for column in ("from", "to", "weight")))
    assert list(weights.isolates) == ["Dare", "Hyde"]
    ours = rate_moran(counties["SID74"], counties["BIR74"], weights).statistic
    meet("rates of SID74", 0.2578895974, ours, 1e-8)
