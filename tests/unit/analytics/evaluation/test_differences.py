"""Difference in differences of means: properties, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analytics.statistics.evaluation import difference_in_differences

NAMES = {"outcome": "n", "unit": "zone", "time": "month", "treated": "acted", "post": "after"}


def panel(n_zones=12, n_months=48, start=24, effect=0.0, n_treated=1, seed=0):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {"zone": np.repeat(np.arange(n_zones), n_months), "month": np.tile(np.arange(n_months), n_zones)}
    )
    rows["acted"], rows["after"] = rows["zone"] < n_treated, rows["month"] >= start
    mean = 20 + rows["zone"] + 3 * np.cos(2 * np.pi * rows["month"] / 12) + effect * (rows["acted"] & rows["after"])
    return rows.assign(n=rng.normal(mean, 2))


def test_difference_is_that_of_all_area_and_month_effects_when_fitted_by_the_library():
    rows = panel(n_treated=4, effect=-5, seed=1)
    dummies = pd.get_dummies(rows[["zone", "month"]].astype("category"), drop_first=True, dtype=float)
    design = sm.add_constant(dummies.assign(effect=(rows["acted"] & rows["after"]).astype(float)))
    theirs = sm.OLS(rows["n"], design).fit()
    ours = difference_in_differences(rows, **NAMES)
    assert ours.estimate == pytest.approx(theirs.params["effect"], rel=1e-8)
    assert ours.low < -5 < ours.high < 0


def test_robust_errors_know_no_more_than_the_smaller_group_of_clusters():
    assert difference_in_differences(panel(n_treated=3), **NAMES, cluster="zone").freedom == 2


def test_mean_is_compared_when_one_unit_alone_is_treated():
    ours = difference_in_differences(panel(), **NAMES)
    assert ours.freedom == 10
    assert ours.low < 0 < ours.high


@pytest.mark.parametrize(
    ("spoil", "argument"),
    [
        (lambda rows: rows.iloc[:0], "panel"),
        (lambda rows: rows.drop(columns="n"), "panel"),
        (lambda rows: rows.assign(n=rows["n"].where(rows.index != 7)), "panel"),
        (lambda rows: rows.assign(n="x"), "n"),
        (lambda rows: pd.concat([rows, rows.iloc[[3]]]), "panel"),
        (lambda rows: rows.assign(acted=rows["acted"] ^ (rows.index == 0)), "acted"),
        (lambda rows: rows.assign(after=rows["after"] ^ (rows.index == 0)), "after"),
        (lambda rows: rows.assign(acted=False), "acted"),
        (lambda rows: rows.assign(acted=True), "acted"),
        (lambda rows: rows.assign(after=False), "after"),
        (lambda rows: rows.assign(after=True), "after"),
        (lambda rows: rows.assign(n=1.0), "outcome"),
    ],
)
def test_panel_is_refused_when_unusable(spoil, argument):
    with pytest.raises(ValueError, match=rf"^{argument} "):
        difference_in_differences(spoil(panel()), **NAMES)
