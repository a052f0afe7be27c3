"""Published empirical Bayes rates: homicides around St. Louis, sudden infant deaths of North Carolina."""

import pandas as pd
import pytest

from analytics.statistics.rates import empirical_bayes, overdispersion, rate_prior

# Documentation of esda, Empirical_Bayes, to the nine digits that it prints.
ST_LOUIS = (
    2.36718950e-05, 4.54539167e-05, 4.78114019e-05, 2.76907146e-05, 6.58989323e-05,
    3.66494122e-05, 5.79952721e-05, 2.03064590e-05, 3.31152999e-05, 3.02748380e-05,
)  # fmt: skip


@pytest.fixture
def counties(reference) -> pd.DataFrame:
    return pd.read_csv(reference / "eb_smoothing" / "nc_sids.csv").set_index("county")


def test_smoothed_rates_are_those_of_the_documentation_when_counties_surround_st_louis(meet, reference):
    homicides = pd.read_csv(reference / "eb_smoothing" / "stl_hom_eb.csv")
    meet("St. Louis, ten rates", ST_LOUIS, empirical_bayes(homicides["e"], homicides["b"])[:10], 1e-12)


@pytest.mark.parametrize(("moment", "of_spdep"), [("variance", 7.692930647e-07), ("mean", 0.002021444894)])
def test_moments_are_those_of_spdep_when_counties_are_of_north_carolina(meet, counties, moment, of_spdep):
    meet(f"{moment} of rates", of_spdep, getattr(rate_prior(counties["SID74"], counties["BIR74"]), moment), 1e-12)


def test_smoothed_rates_are_those_of_spdep_when_counties_are_of_north_carolina(meet, reference, counties):
    theirs = pd.read_csv(reference / "eb_smoothing" / "nc_sids_eb_r.csv").set_index("county")["eb"]
    ours = empirical_bayes(counties["SID74"], counties["BIR74"])
    meet("100 smoothed rates", theirs.loc[counties.index].tolist(), ours, 1e-12)


def test_dispersion_is_that_of_r_when_counties_are_of_north_carolina(meet, counties):
    expected = counties["BIR74"] * counties["SID74"].sum() / counties["BIR74"].sum()
    meet("chi2 / (n - 1)", 2.278508, overdispersion(counties["SID74"], expected).pearson, 1e-5)
