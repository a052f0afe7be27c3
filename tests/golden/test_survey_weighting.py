"""Californian schools of R survey (api): estimates of a cluster sample, post-stratified and raked."""

import pandas as pd
import pytest

from analytics.statistics.surveys import Calibration, calibrate, estimate_mean, estimate_total, kish_effect, rake

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


def test_estimates_are_those_of_r_survey_when_clusters_were_drawn(meet, schools):
    mean = estimate_mean(schools, "api00", weight="pw", **DRAWN)
    total = estimate_total(schools, "enroll", weight="pw", **DRAWN)
    meet("mean api00", 644.169399, mean.value, 1e-5)
    meet("its standard error", 23.542241, mean.standard_error, 1e-5)
    meet("design effect", 9.34587, mean.design_effect, 1e-4)
    meet("design effect, with replacement", 9.06975, mean.n / mean.n_effective, 1e-4)
    meet("total enroll", 3_404_940.1, total.value, 1e-1)
    meet("its standard error", 932_235.03, total.standard_error, 1e-1)


def test_estimates_are_those_of_r_survey_when_post_stratified(meet, schools, by_type):
    calibration = Calibration({"stype": by_type}, weight="pw")
    for method, weights in (
        ("rake", rake(schools, calibration.totals, weight="pw")),
        ("calibrate", calibrate(schools, calibration.totals, weight="pw")),
    ):
        weighted = schools.assign(w=weights)
        mean = estimate_mean(weighted, "api00", weight="w", calibration=calibration, **DRAWN)
        total = estimate_total(weighted, "enroll", weight="w", calibration=calibration, **DRAWN)
        meet(f"post-stratified mean api00, {method}", 642.31079, mean.value, 1e-4)
        meet("its standard error", 23.92049, mean.standard_error, 1e-4)
        meet("post-stratified total enroll", 3_680_892.9, total.value, 1e-1)
        meet("its standard error", 406_292.64, total.standard_error, 1e-1)


def test_estimates_are_those_of_r_survey_when_raked_to_convergence(meet, schools, by_type, by_goal):
    """R's default stopping rule gives 641.23025 and 3,647,300: the converged figures are the ones to meet."""
    calibration = Calibration({"stype": by_type, "sch.wide": by_goal}, weight="pw")
    weighted = schools.assign(w=rake(schools, calibration.totals, weight="pw"))
    mean = estimate_mean(weighted, "api00", weight="w", calibration=calibration, **DRAWN)
    total = estimate_total(weighted, "enroll", weight="w", calibration=calibration, **DRAWN)
    meet("raked mean api00", 641.23032, mean.value, 1e-4)
    meet("its standard error", 23.70362, mean.standard_error, 1e-4)
    meet("raked total enroll", 3_647_280.1, total.value, 1e-1)
    meet("its standard error", 400_603.26, total.standard_error, 1e-1)


@pytest.mark.parametrize("method", [rake, lambda *args: calibrate(*args, method="raking")], ids=["rake", "calibrate"])
def test_weights_are_those_of_r_survey_when_raked(meet, reference, schools, by_type, by_goal, method):
    published = pd.read_csv(reference / "survey_weighting" / "apiclus1_rake_w.csv")["w"]
    ours = method(schools, {"stype": by_type, "sch.wide": by_goal}, "pw")
    meet("first three raked weights", published[:3].to_numpy(), ours[:3], 1e-6)
    meet(f"largest gap over {len(ours)} raked weights", 0, (ours - published).abs().max(), 1e-6)
    meet("Kish design effect of raked weights", 1.0516567, kish_effect(ours), 1e-6)

    table = schools.assign(w=ours).pivot_table(index="stype", columns="sch.wide", values="w", aggfunc="sum")
    joint = {"E": (478.0708, 3_942.9292), "H": (201.3766, 553.6234), "M": (392.5526, 625.4474)}
    for kind, expected in joint.items():
        meet(f"raked table, {kind}", expected, table.loc[kind, ["No", "Yes"]], 1e-4)
