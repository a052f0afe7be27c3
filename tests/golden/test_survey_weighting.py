"""Californian schools of R survey (api): estimates of a cluster sample, post-stratified and raked."""

import numpy as np
import pandas as pd
import pytest

from analytics.surveys import Calibration, calibrate, estimate_mean, estimate_total, kish_effect, rake

DRAWN = {"cluster": "dnum", "fpc": "fpc"}


@pytest.fixture
def schools(reference):
    return pd.read_csv(reference / "survey_weighting" / "apiclus1.csv")


@pytest.fixture
def by_type(reference):
    return pd.read_csv(reference / "survey_weighting" / "pop_stype.csv").set_index("stype")["Freq"]


@pytest.fixture
def by_goal(reference):
    return pd.read_csv(reference / "survey_weighting" / "pop_schwide.csv").set_index("sch.wide")["Freq"]


def check(case, published, ours, tolerance):
    print(f"{case}: published {published}, ours {ours:.7f}, difference {abs(ours - published):.1e}")
    assert ours == pytest.approx(published, abs=tolerance)


def test_estimates_are_those_of_r_survey_when_clusters_were_drawn(schools):
    mean = estimate_mean(schools, "api00", weight="pw", **DRAWN)
    total = estimate_total(schools, "enroll", weight="pw", **DRAWN)
    check("mean api00", 644.169399, mean.value, 1e-5)
    check("its standard error", 23.542241, mean.standard_error, 1e-5)
    check("design effect", 9.34587, mean.design_effect, 1e-4)
    check("design effect, with replacement", 9.06975, mean.n / mean.n_effective, 1e-4)
    check("total enroll", 3_404_940.1, total.value, 1e-1)
    check("its standard error", 932_235.03, total.standard_error, 1e-1)


def test_estimates_are_those_of_r_survey_when_post_stratified(schools, by_type):
    calibration = Calibration({"stype": by_type}, weight="pw")
    for method, weights in (
        ("rake", rake(schools, calibration.totals, weight="pw")),
        ("calibrate", calibrate(schools, calibration.totals, weight="pw")),
    ):
        weighted = schools.assign(w=weights)
        mean = estimate_mean(weighted, "api00", weight="w", calibration=calibration, **DRAWN)
        total = estimate_total(weighted, "enroll", weight="w", calibration=calibration, **DRAWN)
        check(f"post-stratified mean api00, {method}", 642.31079, mean.value, 1e-4)
        check("its standard error", 23.92049, mean.standard_error, 1e-4)
        check("post-stratified total enroll", 3_680_892.9, total.value, 1e-1)
        check("its standard error", 406_292.64, total.standard_error, 1e-1)


def test_estimates_are_those_of_r_survey_when_raked_to_convergence(schools, by_type, by_goal):
    """R's default stopping rule gives 641.23025 and 3,647,300: the converged figures are the ones to meet."""
    calibration = Calibration({"stype": by_type, "sch.wide": by_goal}, weight="pw")
    weighted = schools.assign(w=rake(schools, calibration.totals, weight="pw"))
    mean = estimate_mean(weighted, "api00", weight="w", calibration=calibration, **DRAWN)
    total = estimate_total(weighted, "enroll", weight="w", calibration=calibration, **DRAWN)
    check("raked mean api00", 641.23032, mean.value, 1e-4)
    check("its standard error", 23.70362, mean.standard_error, 1e-4)
    check("raked total enroll", 3_647_280.1, total.value, 1e-1)
    check("its standard error", 400_603.26, total.standard_error, 1e-1)


@pytest.mark.parametrize("method", [rake, lambda *args: calibrate(*args, method="raking")], ids=["rake", "calibrate"])
def test_weights_are_those_of_r_survey_when_raked(reference, schools, by_type, by_goal, method):
    published = pd.read_csv(reference / "survey_weighting" / "apiclus1_rake_w.csv")["w"]
    ours = method(schools, {"stype": by_type, "sch.wide": by_goal}, "pw")
    difference = np.abs(ours - published).max()
    print(f"183 raked weights: published {published[0]} first, ours {ours[0]}, difference {difference:.1e}")
    assert ours.to_numpy() == pytest.approx(published.to_numpy(), abs=1e-6)
    check("Kish design effect of raked weights", 1.0516567, kish_effect(ours), 1e-6)

    table = schools.assign(w=ours).pivot_table(index="stype", columns="sch.wide", values="w", aggfunc="sum")
    for row, expected in {
        "E": (478.0708, 3_942.9292),
        "H": (201.3766, 553.6234),
        "M": (392.5526, 625.4474),
    }.items():
        for column, value in zip(("No", "Yes"), expected, strict=True):
            check(f"raked table {row}, {column}", value, table.loc[row, column], 1e-4)
