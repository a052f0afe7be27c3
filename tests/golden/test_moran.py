"""Moran's I, Geary's C, local and bivariate Moran of Columbus (Anselin, 1988); Moran's I of rates."""

import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

from analytics.spatial import bivariate_moran, geary, global_moran, local_moran, rate_moran


@pytest.fixture
def columbus(reference) -> pd.DataFrame:
    return pd.read_csv(reference / "moran_lisa" / "columbus.csv").set_index("id")


@pytest.fixture
def weights(reference) -> Graph:
    links = pd.read_csv(reference / "moran_lisa" / "columbus_neighbours.csv")
    return Graph.from_arrays(links["from"].to_numpy(), links["to"].to_numpy(), np.ones(len(links))).transform("r")


@pytest.mark.parametrize(
    ("statistic", "field", "published", "recomputed", "tolerance"),
    [
        (global_moran, "statistic", 0.5110, 0.51095126, 1e-7),
        (global_moran, "expected", None, -0.02083333, 1e-7),
        (global_moran, "z", 5.63, 5.6341329, 1e-7),
        (global_moran, "z_normality", 5.675, 5.6753502, 1e-7),
        (geary, "statistic", 0.52987, 0.5298699306, 1e-8),
    ],
)
def test_statistic_of_crime_is_the_published_one(columbus, weights, statistic, field, published, recomputed, tolerance):
    ours = getattr(statistic(columbus["CRIME"], weights), field)
    difference = abs(ours - recomputed)
    case = f"{statistic.__name__} {field}"
    print(f"{case}: published {published or recomputed}, ours {ours:.10f}, difference {difference:.1e}")
    assert difference <= tolerance
    # The publication prints two to five decimals.
    assert published is None or ours == pytest.approx(published, abs=0.005)


def test_local_statistics_are_those_of_spdep_once_scaled_by_n(reference, columbus, weights):
    theirs = pd.read_csv(reference / "moran_lisa" / "columbus_lisa_r.csv").set_index("id")["Ii"]
    ours = local_moran(columbus["CRIME"], weights)["statistic"] * 49 / 48
    difference = (ours - theirs).abs().max()
    print(f"49 local Moran: published {theirs[1]:.9f}…, ours {ours[1]:.9f}…, difference {difference:.1e}")
    assert difference <= 1e-9


def test_bivariate_statistic_is_that_of_r_when_income_is_lagged(columbus, weights):
    published = -0.428387348
    ours = bivariate_moran(columbus["CRIME"], columbus["INC"], weights).statistic
    print(f"CRIME, lagged INC: published {published}, ours {ours:.10f}, difference {abs(ours - published):.1e}")
    assert ours == pytest.approx(published, abs=1e-8)


def test_moran_of_rates_is_that_of_spdep_when_two_counties_have_no_neighbour(reference):
    counties = pd.read_csv(reference / "eb_smoothing" / "nc_sids.csv").set_index("county")
    links = pd.read_csv(reference / "eb_smoothing" / "nc_sids_neighbours_cc89.csv").assign(weight=1)
    alone = counties.index.difference(links["from"])
    isolates = pd.DataFrame({"from": alone, "to": alone, "weight": 0})
    columns = pd.concat([links, isolates])[["from", "to", "weight"]].to_numpy(dtype=object).T
    weights = Graph.from_arrays(columns[0], columns[1], columns[2].astype(int))
    assert list(weights.isolates) == ["Dare", "Hyde"]
    published = 0.2578895974
    ours = rate_moran(counties["SID74"], counties["BIR74"], weights).statistic
    print(f"rates of SID74: published 0.25789, ours {ours:.10f}, difference {abs(ours - published):.1e}")
    assert ours == pytest.approx(published, abs=1e-8)
