"""What would have been counted without the action: it ends at the verdict, and chance leaves what it says."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.evaluation import Study, against_expected, appraise
from analytics.statistics.evaluation.methods import methods
from analytics.statistics.words import Part
from tests.calibration import towns

METHODS = ["zone_changes", "synthetic_control", "interrupted_time_series"]
MARGINS = ["chance_low", "chance_high", "inner_low", "inner_high", "cumulated", "cumulated_low", "cumulated_high"]


def judged(study, method):
    (ours,) = appraise([study], methods=[method])
    return ours.effect


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize("left_out", [0, 12])
@pytest.mark.parametrize("n_after", [35, 36, 37])
def test_difference_ends_at_that_of_the_verdict(study, method, length, left_out, n_after):
    drawn = study(3, ratio=0.7, n_before=40, n_after=n_after, left_out=left_out)
    effect = judged(drawn, method)
    last = against_expected(drawn, effect, length=length).iloc[-1]
    limits = effect.difference_interval()
    assert last["cumulated"] == pytest.approx(effect.difference)
    assert (last["cumulated_low"], last["cumulated_high"]) == pytest.approx((limits.low, limits.high))


@pytest.mark.parametrize("method", METHODS)
def test_difference_adds_what_is_counted_beyond_what_is_expected(study, method):
    drawn = study(4, ratio=0.6)
    rows = against_expected(drawn, judged(drawn, method))
    after = rows[rows["part"] == Part.AFTER]
    assert after["cumulated"].to_list() == pytest.approx((after["observed"] - after["expected"]).cumsum().to_list())
    assert after["observed"].sum() == drawn.acted[drawn.first :].sum()
    assert (after["chance_low"] <= after["inner_low"]).all()
    assert (after["inner_low"] < after["expected"]).all()
    assert (after["expected"] < after["inner_high"]).all()
    assert (after["inner_high"] < after["chance_high"]).all()
    assert rows.loc[rows["part"] != Part.AFTER, MARGINS].isna().all(axis=None)


def test_expected_months_are_those_of_compared_zones_when_all_change_alike():
    months = pd.date_range("2020-01-01", periods=48, freq="MS")
    usual = 20 + 10 * np.cos(2 * np.pi * np.arange(48) / 12) + np.arange(48) / 4
    acted = np.where(np.arange(48) >= 24, 0.5, 1.0) * usual * 2
    frame = pd.DataFrame(np.column_stack([acted, usual, usual, usual]), months, ["z0", "z1", "z2", "z3"])
    one = Study(frame, ("z0",), ("z1", "z2", "z3"), months[24])
    rows = against_expected(one, judged(one, "zone_changes"))
    assert rows["expected"].to_numpy() == pytest.approx(usual * 2, rel=0.002)


@pytest.mark.parametrize(
    ("n_before", "n_after", "lengths"),
    [(36, 35, [3] * 23 + [2]), (36, 36, [3] * 24), (37, 37, [3] * 24 + [1]), (35, 36, [3] * 23)],
)
def test_months_are_put_together_from_the_start_either_way(study, n_before, n_after, lengths):
    drawn = study(5, n_before=n_before, n_after=n_after)
    rows = against_expected(drawn, judged(drawn, "zone_changes"), length=3)
    months = rows["period_start"].dt.to_period("M"), rows["period_end"].dt.to_period("M")
    assert [(end - start).n for start, end in zip(*months, strict=True)] == lengths
    assert rows.loc[rows["part"] == Part.AFTER, "period_start"].iloc[0] == drawn.start
    assert rows["period_end"].iloc[-1] == drawn.months.index[-1] + pd.DateOffset(months=1)
    assert (rows["period_start"].iloc[1:].to_numpy() == rows["period_end"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize(("left_out", "not_read"), [(0, 0), (11, 4), (12, 4), (13, 5)])
def test_months_left_out_are_told(study, left_out, not_read):
    drawn = study(6, left_out=left_out)
    rows = against_expected(drawn, judged(drawn, "zone_changes"), length=3)
    assert (rows["part"] == Part.LEFT_OUT).sum() == not_read
    assert (rows.loc[rows["period_start"] >= drawn.start, "part"] == Part.AFTER).all()


@pytest.mark.parametrize("length", [1, 3])
@pytest.mark.parametrize(("method", "town"), [(METHODS[0], towns.HARD), (METHODS[1], towns.HARD), (METHODS[2], {})])
def test_chance_leaves_as_many_months_within_its_limits_as_it_says(study, method, town, length):
    within = []
    for seed in range(60):
        drawn = study(seed, n_after=24, town=town)
        rows = against_expected(drawn, judged(drawn, method), length=length)
        after = rows[rows["part"] == Part.AFTER]
        within.append(
            [
                after["observed"].between(after["chance_low"], after["chance_high"]).mean(),
                after["observed"].between(after["inner_low"], after["inner_high"]).mean(),
                (after["cumulated_low"] <= 0).mean() - (after["cumulated_high"] < 0).mean(),
            ]
        )
    most, usual, since = np.mean(within, axis=0)
    assert 0.92 < most < 0.99
    assert 0.62 < usual < 0.84
    assert 0.90 < since < 0.99


def test_nothing_counted_after_the_start_is_within_its_limits(study):
    drawn = study(7)
    months = drawn.months.copy()
    months.loc[months.index >= drawn.start, "z0"] = 0
    none = replace(drawn, months=months)
    effect = judged(none, "zone_changes")
    last = against_expected(none, effect).iloc[-1]
    assert last["cumulated"] == pytest.approx(effect.difference)
    assert last["cumulated_low"] < last["cumulated"] < last["cumulated_high"] < 0


@pytest.mark.parametrize("length", [0, -1])
def test_length_is_refused_when_it_holds_no_month(study, length):
    drawn = study(8)
    with pytest.raises(ValueError, match="length"):
        against_expected(drawn, judged(drawn, "zone_changes"), length=length)


def test_method_is_refused_when_it_expects_nothing_by_month(study, monkeypatch):
    drawn = study(9)
    effect = judged(drawn, "zone_changes")
    monkeypatch.setattr(
        "analytics.statistics.evaluation.expected.methods",
        lambda: {"zone_changes": replace(methods()["zone_changes"], expected=None)},
    )
    with pytest.raises(ValueError, match="effect"):
        against_expected(drawn, effect)
