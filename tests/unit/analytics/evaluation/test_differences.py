"""Difference in differences: the model with all its effects, properties, and what is refused."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.statistics.evaluation import difference_in_differences

NAMES = {"outcome": "n", "unit": "zone", "time": "month", "treated": "acted", "post": "after"}


def panel(n_zones=12, n_months=48, start=24, ratio=1.0, level=8.0, n_treated=1, seed=0):
    rng = np.random.default_rng(seed)
    rows = pd.DataFrame(
        {"zone": np.repeat(np.arange(n_zones), n_months), "month": np.tile(np.arange(n_months), n_zones)}
    )
    rows["acted"], rows["after"] = rows["zone"] < n_treated, rows["month"] >= start
    season = 1 + 0.3 * np.cos(2 * np.pi * rows["month"] / 12)
    mean = level * season * (1 + rows["zone"] / n_zones) * np.where(rows["acted"] & rows["after"], ratio, 1)
    return rows.assign(n=rng.poisson(mean))


def test_ratio_and_error_are_those_of_all_area_and_month_effects_when_fitted_by_the_library():
    rows = panel(n_treated=4, ratio=0.7)
    dummies = pd.get_dummies(rows[["zone", "month"]].astype("category"), drop_first=True, dtype=float)
    design = sm.add_constant(dummies.assign(effect=(rows["acted"] & rows["after"]).astype(float)))
    groups = {"cov_type": "cluster", "cov_kwds": {"groups": rows["zone"]}}
    theirs = sm.GLM(rows["n"], design, family=sm.families.Poisson()).fit(**groups)
    ours = difference_in_differences(rows, **NAMES, cluster="zone")
    assert ours.estimate == pytest.approx(np.exp(theirs.params["effect"]), rel=1e-8)
    # Their factor for small samples counts the rows of all months, ours those of both periods.
    assert ours.standard_error == pytest.approx(theirs.bse["effect"], rel=0.1)


@pytest.mark.parametrize("family", ["poisson", "gaussian"])
def test_robust_errors_know_no_more_than_the_smaller_group_of_clusters(family):
    ours = difference_in_differences(panel(n_treated=3), **NAMES, cluster="zone", family=family)
    assert ours.freedom == 2


@settings(max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.1, 10))
def test_nothing_changes_when_rows_are_shuffled_or_exposures_scaled(seed, size):
    rows = panel(seed=seed).assign(people=100.0)
    ours = difference_in_differences(rows, **NAMES, exposure="people")
    other = rows.sample(frac=1, random_state=seed).assign(people=100 * size)
    theirs = difference_in_differences(other, **NAMES, exposure="people")
    for field in ("estimate", "standard_error", "low", "high", "p_value", "dispersion", "p_value_places"):
        assert getattr(theirs, field) == pytest.approx(getattr(ours, field)), field
    assert ours.low <= ours.estimate <= ours.high


def test_rates_are_compared_when_exposure_changes():
    rows = panel(level=200).assign(people=1.0)
    rows.loc[rows["acted"] & rows["after"], ["n", "people"]] *= 2
    assert difference_in_differences(rows, **NAMES, exposure="people").estimate == pytest.approx(1, abs=0.1)
    assert difference_in_differences(rows, **NAMES).estimate == pytest.approx(2, abs=0.2)


def test_end_of_all_events_is_a_fall_when_there_were_many():
    rows = panel()
    rows.loc[rows["acted"] & rows["after"], "n"] = 0
    ours = difference_in_differences(rows, **NAMES)
    assert 0 < ours.estimate < 0.05
    assert ours.high < 1
    assert ours.after == 0


def test_places_without_action_are_as_clear_as_often_as_their_number_says_when_nothing_happened():
    shares = [difference_in_differences(panel(seed=seed), **NAMES).p_value_places for seed in range(60)]
    assert min(shares) == pytest.approx(1 / 12)
    assert 0.35 < np.mean(shares) < 0.7


def test_choices_of_zones_are_drawn_when_several_are_treated():
    rows = panel(n_treated=4, ratio=0.6)
    assert difference_in_differences(rows, **NAMES).p_value_places is None
    first, second = (
        difference_in_differences(rows, **NAMES, rng=np.random.default_rng(2)).p_value_places for _ in range(2)
    )
    assert first == second <= 0.01


def test_mean_is_compared_when_one_unit_alone_is_treated():
    rows = panel(level=100)
    ours = difference_in_differences(rows, **NAMES, family="gaussian")
    assert ours.freedom == 10
    assert ours.low < 0 < ours.high


@pytest.mark.parametrize(
    ("spoil", "argument"),
    [
        (lambda rows: rows.iloc[:0], "panel"),
        (lambda rows: rows.drop(columns="n"), "panel"),
        (lambda rows: rows.assign(n=rows["n"].astype(float).where(rows.index != 7)), "panel"),
        (lambda rows: rows.assign(n=-rows["n"] - 1), "n"),
        (lambda rows: rows.assign(n="x"), "n"),
        (lambda rows: pd.concat([rows, rows.iloc[[3]]]), "panel"),
        (lambda rows: rows.drop(index=5), "panel"),
        (lambda rows: rows.assign(acted=rows["acted"] ^ (rows.index == 0)), "acted"),
        (lambda rows: rows.assign(after=rows["after"] ^ (rows.index == 0)), "after"),
        (lambda rows: rows.assign(acted=False), "acted"),
        (lambda rows: rows.assign(acted=True), "acted"),
        (lambda rows: rows.assign(after=False), "after"),
        (lambda rows: rows.assign(after=True), "after"),
        (lambda rows: rows.assign(n=rows["n"].where(~rows["acted"], 0)), "outcome"),
        (lambda rows: rows.assign(n=rows["n"].where(rows["acted"], 0)), "outcome"),
    ],
)
def test_panel_is_refused_when_unusable(spoil, argument):
    with pytest.raises(ValueError, match=rf"^{argument} "):
        difference_in_differences(spoil(panel()), **NAMES)


def test_exposure_is_refused_when_it_is_not_positive():
    with pytest.raises(ValueError, match="people"):
        difference_in_differences(panel().assign(people=0), **NAMES, exposure="people")


def test_family_is_refused_when_unknown():
    with pytest.raises(ValueError, match="family"):
        difference_in_differences(panel(), **NAMES, family="binomial")
