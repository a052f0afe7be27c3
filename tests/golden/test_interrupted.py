"""Smoking ban and coronary events in Sicily (Lopez Bernal, Cummins & Gasparrini, 2017, corrected)."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.statistics.evaluation import interrupted_time_series


@pytest.fixture
def sicily(reference):
    return pd.read_csv(reference / "its" / "sicily.csv")


@pytest.mark.parametrize(
    ("case", "options", "published", "recomputed", "dispersion"),
    [
        ("Poisson", {"family": "poisson", "harmonics": 0}, (0.894, 0.865, 0.925), (0.894377, 0.864686, 0.925086), 1),
        ("quasi-Poisson", {"harmonics": 0}, (0.894, 0.839, 0.953), (0.894377, 0.839189, 0.953193), 3.559195),
        ("two harmonics", {"harmonics": 2}, (0.885, 0.839, 0.933), (0.885072, 0.839401, 0.933227), 2.2622),
    ],
)
def test_step_is_that_of_the_paper(meet, sicily, case, options, published, recomputed, dispersion):
    ours = interrupted_time_series(sicily["aces"], start=36, exposure=sicily["stdpop"], **options)
    ratio = (ours.estimate, ours.low, ours.high)
    meet(f"ITS, {case}", published, ratio, 0.0006)
    meet(f"ITS, {case}, recomputed", recomputed, ratio, 1e-5)
    meet(f"ITS, {case}, dispersion", dispersion, ours.dispersion, 1e-4)


def test_trend_and_slope_are_those_recomputed_when_the_season_is_drawn(meet, sicily):
    exposed = {"start": 36, "exposure": sicily["stdpop"]}
    trend = interrupted_time_series(sicily["aces"], **exposed).trend
    meet("ITS, trend a year", 1.066808, np.exp(12 * trend), 1e-5)
    ours = interrupted_time_series(sicily["aces"], **exposed, slope=True)
    meet(
        "ITS, change of slope",
        (-0.131859, 0.029791, 0.001482, 0.001855, 0.63879, 0.42786),
        (
            np.log(ours.estimate), ours.standard_error, ours.slope, ours.slope_standard_error, ours.slope_f,
            ours.slope_p_value,
        ),
        1e-5,
    )  # fmt: skip


def test_dependent_errors_are_those_of_the_library_when_the_correlation_is_the_same(meet, sicily):
    """statsmodels drops the first period, which ours keeps (Prais & Winsten, 1954)."""
    rates = (1e5 * sicily["aces"] / sicily["stdpop"]).to_numpy()
    ours = interrupted_time_series(rates, start=36, family="gaussian", harmonics=0, autoregressive=True)
    time = np.arange(1, len(rates) + 1)
    design = np.column_stack([np.ones(len(rates)), time, time > 36])
    iterated = sm.GLSAR(rates, design, rho=1)
    iterated.iterative_fit(maxiter=20)
    meet(
        "AR(1), correlation of statsmodels, which the model hides a part of",
        float(iterated.rho[0]),
        ours.dependence,
        0.2,
    )
    assert ours.dependence > iterated.rho[0] > 0.2
    apart = np.abs(np.subtract.outer(time, time))
    whole = sm.GLS(rates, design, sigma=ours.dependence**apart).fit()
    meet("AR(1), GLS of statsmodels", (whole.params[2], whole.bse[2]), (ours.estimate, ours.standard_error), 1e-8)
    dropped = sm.GLSAR(rates, design, rho=[ours.dependence]).fit()
    near = 0.2 * ours.standard_error
    meet("AR(1), GLSAR of statsmodels", (dropped.params[2], dropped.bse[2]), (ours.estimate, ours.standard_error), near)
