"""Weights, estimates, intervals and small areas: properties that hold for any sample, textbook formulas, refusals."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.surveys import (
    Calibration,
    calibrate,
    difference_interval,
    difference_p_value,
    estimate_mean,
    estimate_ratio,
    estimate_total,
    fay_herriot,
    kish_effect,
    proportion_interval,
    rake,
)

seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(8, 120)
levels = st.floats(0.5, 0.99)
SEXES, AGES = ["F", "H"], ["15-29", "30-59", "60+"]


def survey(seed, n=60):
    """A sample in which every pair of categories, and two clusters of each stratum, have answers."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(n)
    return pd.DataFrame(
        {
            "sex": np.take(SEXES, order % 2),
            "age": np.take(AGES, order // 2 % 3),
            "quartier": np.take(["N", "S"], order // 6 % 2),
            "block": order % 4,
            "score": rng.normal(5, 2, n),
            "rooms": rng.integers(1, 6, n),
            "unsafe": rng.random(n) < 0.3,
            "w": rng.uniform(0.5, 3, n),
            "available": 400,
        },
        index=[f"r{i}" for i in range(n)],
    )


def margins(seed, population=10_000.0):
    rng = np.random.default_rng(seed)
    by_sex, by_age = rng.dirichlet([20, 20]), rng.dirichlet([20, 20, 20])
    return {"sex": pd.Series(by_sex * population, SEXES), "age": pd.Series(by_age * population, AGES)}


# Weights


@given(seeds, sizes)
def test_raked_weights_meet_the_margins_when_these_are_any(seed, n):
    sample, targets = survey(seed, n), margins(seed)
    weights = rake(sample, targets, "w")
    assert (weights > 0).all()
    for column, totals in targets.items():
        assert weights.groupby(sample[column]).sum().to_numpy() == pytest.approx(totals.to_numpy(), rel=1e-9)


@given(seeds, sizes)
def test_raked_weights_stay_when_rows_are_permuted_or_starting_weights_scaled(seed, n):
    sample, targets = survey(seed, n), margins(seed)
    weights = rake(sample, targets, "w")
    mixed = sample.sample(frac=1, random_state=seed % 2**31)
    assert rake(mixed, targets, "w").loc[sample.index].to_numpy() == pytest.approx(weights.to_numpy(), rel=1e-6)
    assert rake(sample.assign(w=sample["w"] * 7), targets, "w").to_numpy() == pytest.approx(weights.to_numpy())


@given(seeds, sizes)
def test_calibration_by_raking_is_raking_when_only_categories_are_known(seed, n):
    sample, targets = survey(seed, n), margins(seed)
    raked = rake(sample, targets, "w").to_numpy()
    assert calibrate(sample, targets, "w", "raking").to_numpy() == pytest.approx(raked, rel=1e-6)


@pytest.mark.parametrize("method", ["linear", "raking"])
def test_calibrated_weights_meet_amounts_and_categories_when_both_are_known(method):
    sample = survey(3)
    totals = {"sex": pd.Series([5_200.0, 4_800.0], SEXES), "rooms": 31_000.0}
    weights = calibrate(sample, totals, "w", method)
    assert weights @ sample["rooms"] == pytest.approx(31_000)
    assert weights.groupby(sample["sex"]).sum().to_list() == pytest.approx([5_200, 4_800])


def test_linear_weights_are_those_of_least_squares_when_computed_at_once():
    sample = survey(5).assign(one=1.0)
    known = sample[["one", "rooms"]].to_numpy(dtype=float)
    start, targets = sample["w"].to_numpy(), np.array([150.0, 480.0])
    slopes = np.linalg.solve(known.T @ (start[:, None] * known), targets - start @ known)
    weights = calibrate(sample, {"one": 150.0, "rooms": 480.0}, "w")
    assert weights.to_numpy() == pytest.approx(start * (1 + known @ slopes))


@given(seeds, sizes, st.floats(0.001, 1000))
def test_kish_effect_is_at_least_one_and_keeps_when_weights_are_scaled(seed, n, factor):
    weights = survey(seed, n)["w"]
    assert kish_effect(weights) >= 1
    assert kish_effect(weights * factor) == pytest.approx(kish_effect(weights))
    assert kish_effect(np.full(n, factor)) == pytest.approx(1)


def test_kish_effect_is_that_of_its_formula_when_weights_differ():
    assert kish_effect([1, 1, 2]) == pytest.approx(3 * 6 / 16)


# Estimates


def test_mean_is_that_of_a_simple_random_sample_when_nothing_else_is_known():
    sample = survey(1)
    mean, score, n = estimate_mean(sample, "score", weight=None), sample["score"], len(sample)
    error = score.std() / np.sqrt(n)
    margin = stats.t.ppf(0.975, n - 1) * error
    assert (mean.value, mean.standard_error) == pytest.approx((score.mean(), error))
    assert (mean.low, mean.high) == pytest.approx((score.mean() - margin, score.mean() + margin))
    assert (mean.design_effect, mean.n, mean.n_effective) == pytest.approx((1, n, n))


def test_error_shrinks_but_not_the_design_effect_when_the_population_is_finite():
    sample = survey(1).assign(w=400 / 60)
    finite, infinite = (estimate_mean(sample, "score", weight="w", fpc=fpc) for fpc in ("available", None))
    assert finite.standard_error == pytest.approx(infinite.standard_error * np.sqrt(1 - 60 / 400))
    assert finite.design_effect == pytest.approx(1)
    assert finite.n_effective == pytest.approx(60 / (1 - 60 / 400))


def test_error_is_none_when_all_the_population_answered():
    census = survey(1).assign(available=60)
    assert estimate_mean(census, "score", weight=None, fpc="available").standard_error == 0


def test_stratified_mean_is_that_of_the_textbook_when_strata_are_weighted():
    sample = survey(2)
    sizes, drawn = {"N": 900, "S": 100}, sample["quartier"].value_counts()
    sample = sample.assign(
        w=sample["quartier"].map(lambda zone: sizes[zone] / drawn[zone]), stratum_size=sample["quartier"].map(sizes)
    )
    by_zone = sample.groupby("quartier")["score"]
    shares = pd.Series(sizes) / 1_000
    variance = (shares**2 * (1 - drawn / pd.Series(sizes)) * by_zone.var() / drawn).sum()
    ours = estimate_mean(sample, "score", weight="w", strata="quartier", fpc="stratum_size")
    assert ours.value == pytest.approx((shares * by_zone.mean()).sum())
    assert ours.standard_error == pytest.approx(np.sqrt(variance))
    assert ours.degrees_of_freedom == len(sample) - 2


def test_total_is_that_of_cluster_totals_when_clusters_were_drawn():
    sample = survey(4)
    ours = estimate_total(sample, "score", weight="w", cluster="block")
    clusters = (sample["w"] * sample["score"]).groupby(sample["block"]).sum()
    assert ours.value == pytest.approx(clusters.sum())
    assert ours.standard_error == pytest.approx(np.sqrt(4 * clusters.var()))
    assert ours.degrees_of_freedom == 3


def test_clusters_are_read_within_their_stratum_when_numbers_are_used_again():
    sample = survey(4, 80).assign(own=lambda rows: rows["sex"] + rows["age"], again=lambda rows: rows["age"])
    own, again = (estimate_mean(sample, "score", weight="w", strata="sex", cluster=name) for name in ("own", "again"))
    assert vars(own) == pytest.approx(vars(again))


def test_mean_of_a_part_is_its_ratio_when_the_sample_is_kept_whole():
    sample = survey(6).assign(north=lambda rows: (rows["quartier"] == "N") * 1.0)
    sample["unsafe_north"] = sample["unsafe"] * sample["north"]
    part = sample[sample["north"] == 1]
    ratio = estimate_ratio(sample, "unsafe_north", "north", weight="w")
    alone = estimate_mean(part, "unsafe", weight="w")
    assert ratio.value == pytest.approx(alone.value)
    # The textbook factor n / (n - 1) is that of the sample, not of its part.
    n, of_part = len(sample), len(part)
    factor = np.sqrt(n / (n - 1) * (of_part - 1) / of_part)
    assert ratio.standard_error == pytest.approx(alone.standard_error * factor)


@given(seeds, sizes, st.floats(0.01, 100))
def test_totals_scale_and_means_stay_when_weights_are_scaled(seed, n, factor):
    sample = survey(seed, n)
    scaled = sample.assign(w=sample["w"] * factor)
    design = {"weight": "w", "strata": "quartier", "cluster": "block"}
    total, larger = estimate_total(sample, "rooms", **design), estimate_total(scaled, "rooms", **design)
    mean, same = estimate_mean(sample, "rooms", **design), estimate_mean(scaled, "rooms", **design)
    assert larger.value == pytest.approx(total.value * factor)
    assert larger.standard_error == pytest.approx(total.standard_error * factor)
    assert (same.value, same.standard_error) == pytest.approx((mean.value, mean.standard_error))
    assert same.n_effective == pytest.approx(mean.n_effective)


@given(seeds, sizes, levels)
def test_estimates_stay_and_lie_in_their_interval_when_rows_are_permuted(seed, n, level):
    sample = survey(seed, n)
    mixed = sample.sample(frac=1, random_state=seed % 2**31)
    for estimate, columns in (
        (estimate_mean, ["unsafe"]),
        (estimate_total, ["score"]),
        (estimate_ratio, ["score", "rooms"]),
    ):
        ours, again = (
            estimate(rows, *columns, weight="w", strata="quartier", cluster="block", level=level)
            for rows in (sample, mixed)
        )
        assert ours.low <= ours.value <= ours.high
        assert vars(again) == pytest.approx(vars(ours), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_effective_answers_are_those_of_the_weights_when_all_answer_alike(share):
    sample = survey(8).assign(unsafe=share)
    alike = estimate_mean(sample, "unsafe", weight="w", cluster="block")
    assert (alike.value, alike.standard_error) == (share, 0)
    assert alike.n_effective == pytest.approx(len(sample) / kish_effect(sample["w"]))


def test_no_error_is_left_when_the_estimated_total_is_the_calibrated_one():
    sample = survey(9)
    calibration = Calibration({"sex": pd.Series([120.0, 110.0], SEXES), "score": 1_200.0}, weight="w")
    weighted = sample.assign(calibrated=calibrate(sample, calibration.totals, "w"))
    total = estimate_total(weighted, "score", weight="calibrated", calibration=calibration)
    assert (total.value, total.standard_error, total.n_effective) == (pytest.approx(1_200), 0, np.inf)


def test_error_after_post_stratification_is_that_within_categories():
    sample = survey(10)
    calibration = Calibration({"sex": pd.Series([600.0, 400.0], SEXES)})
    weighted = sample.assign(raked=rake(sample, calibration.totals))
    ours = estimate_mean(weighted, "score", weight="raked", calibration=calibration)
    within = sample["score"] - sample.groupby("sex")["score"].transform("mean")
    n = len(sample)
    expected = np.sqrt(n / (n - 1) * ((weighted["raked"] / 1_000 * within) ** 2).sum())
    assert ours.standard_error == pytest.approx(expected)


def test_error_of_a_mean_is_as_large_as_samples_differ_when_simulated():
    rng = np.random.default_rng(20_240_601)
    population = pd.DataFrame({"block": np.repeat(np.arange(200), 10)})
    population["score"] = rng.normal(0, 1, 200)[population["block"]] + rng.normal(0, 1, 2_000)
    values, errors = [], []
    for _ in range(300):
        drawn = population[population["block"].isin(rng.choice(200, 30, replace=False))].assign(blocks=200)
        mean = estimate_mean(drawn, "score", weight=None, cluster="block", fpc="blocks")
        values.append(mean.value)
        errors.append(mean.standard_error)
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.1)


# Shares


@given(st.integers(1, 500), st.data(), levels)
def test_interval_contains_the_share_when_counts_are_any(n, data, level):
    successes = data.draw(st.integers(0, n))
    for method in ("wilson", "clopper_pearson", *(["korn_graubard"] if n > 1 else [])):
        interval = proportion_interval(successes, n, level, method)
        assert -1e-12 <= interval.low <= successes / n + 1e-12
        assert successes / n - 1e-12 <= interval.high <= 1 + 1e-12


@given(st.integers(2, 500), st.data(), st.floats(0.1, 1), st.integers(1, 40))
def test_korn_graubard_is_that_of_svyciprop_when_the_design_is_any(n, data, efficiency, freedom):
    share = data.draw(st.floats(0.01, 0.99))
    effective = n * efficiency
    ours = proportion_interval(share * n, n, method="korn_graubard", n_effective=effective, degrees_of_freedom=freedom)
    # svyciprop(method = "beta"), with the variance that such an effective size stands for.
    variance = share * (1 - share) * n / (n - 1) / effective
    answers = share * (1 - share) / variance * (stats.t.ppf(0.025, n - 1) / stats.t.ppf(0.025, freedom)) ** 2
    low = stats.beta.ppf(0.025, answers * share, answers * (1 - share) + 1)
    high = stats.beta.ppf(0.975, answers * share + 1, answers * (1 - share))
    assert (ours.low, ours.high) == pytest.approx((low, high), rel=1e-6, abs=1e-9)


def test_korn_graubard_takes_the_design_of_an_estimate_when_given_its_fields():
    sample = survey(12)
    share = estimate_mean(sample, "unsafe", weight="w", cluster="block")
    ours = proportion_interval(
        share.value * share.n,
        share.n,
        method="korn_graubard",
        n_effective=share.n_effective,
        degrees_of_freedom=share.degrees_of_freedom,
    )
    answers = share.value * (1 - share.value) / share.standard_error**2
    answers *= (stats.t.ppf(0.025, share.n - 1) / stats.t.ppf(0.025, 3)) ** 2
    assert ours.low == pytest.approx(stats.beta.ppf(0.025, answers * share.value, answers * (1 - share.value) + 1))


@pytest.mark.parametrize("method", ["wilson", "clopper_pearson", "korn_graubard"])
def test_limits_are_0_or_1_when_nobody_or_everybody_answers_so(method):
    none, everybody = (
        proportion_interval([0, 30], 30, method=method).low,
        proportion_interval([0, 30], 30, method=method).high,
    )
    assert none[0] == pytest.approx(0, abs=1e-12)
    assert everybody[1] == pytest.approx(1)
    assert 0.85 < none[1] < 1
    assert 0 < everybody[0] < 0.15


def test_arrays_give_what_each_share_gives_when_computed_together():
    for method in ("wilson", "clopper_pearson", "korn_graubard"):
        together = proportion_interval([0, 5.5, 40], pd.Series([10, 20, 40]), method=method)
        for i, (successes, n) in enumerate([(0, 10), (5.5, 20), (40, 40)]):
            alone = proportion_interval(successes, n, method=method)
            assert (together.low[i], together.high[i]) == pytest.approx((alone.low, alone.high))


@given(st.integers(1, 400), st.integers(1, 400), st.data(), levels)
def test_difference_inverts_and_agrees_with_its_p_value_when_samples_are_any(n_1, n_2, data, level):
    first, second = data.draw(st.integers(0, n_1)), data.draw(st.integers(0, n_2))
    forward, backward = (
        difference_interval(first, n_1, second, n_2, level),
        difference_interval(second, n_2, first, n_1, level),
    )
    assert (forward.low, forward.high) == pytest.approx((-backward.high, -backward.low), abs=1e-9)
    assert forward.low - 1e-9 <= first / n_1 - second / n_2 <= forward.high + 1e-9
    p_value = difference_p_value(first, n_1, second, n_2)
    assert p_value == pytest.approx(difference_p_value(second, n_2, first, n_1))
    excludes = forward.low > 0 or forward.high < 0
    assert excludes == (p_value < 1 - level) or p_value == pytest.approx(1 - level, abs=1e-6)


# Small areas


def areas(seed, n=30):
    rng = np.random.default_rng(seed)
    names = [f"z{i}" for i in range(n)]
    covariates = pd.DataFrame({"income": rng.normal(0, 1, n), "density": rng.normal(0, 1, n)}, names)
    variance = pd.Series(rng.uniform(0.01, 0.2, n), names)
    direct = 2 + covariates["income"] + rng.normal(0, 0.3, n) + rng.normal(0, np.sqrt(variance))
    return direct, variance, covariates


@given(seeds, st.integers(5, 60), st.sampled_from(["reml", "ml", "moments"]))
def test_area_lies_between_its_own_estimate_and_the_regression_when_areas_are_any(seed, n, method):
    direct, variance, covariates = areas(seed, n)
    ours = fay_herriot(direct, variance, covariates, method)
    regression = ours.coefficients["constant"] + covariates @ ours.coefficients[covariates.columns]
    low, high = np.minimum(direct, regression), np.maximum(direct, regression)
    assert ((low - 1e-9 <= ours["estimate"]) & (ours["estimate"] <= high + 1e-9)).all()
    assert ours.variance >= 0
    assert (ours["mse"] > 0).all()


@given(seeds, st.sampled_from(["reml", "ml", "moments"]), st.floats(0.01, 100))
def test_areas_stay_when_rows_are_permuted_and_scale_with_their_unit(seed, method, factor):
    direct, variance, covariates = areas(seed)
    ours = fay_herriot(direct, variance, covariates, method)
    order = np.random.default_rng(seed).permutation(len(direct))
    mixed = fay_herriot(direct.iloc[order], variance.iloc[order], covariates.iloc[order], method)
    scaled = fay_herriot(direct * factor, variance * factor**2, covariates, method)
    assert mixed["estimate"].loc[ours.index].to_numpy() == pytest.approx(ours["estimate"].to_numpy(), rel=1e-5)
    assert scaled["estimate"].to_numpy() == pytest.approx(ours["estimate"].to_numpy() * factor, rel=1e-5)
    assert scaled["mse"].to_numpy() == pytest.approx(ours["mse"].to_numpy() * factor**2, rel=1e-4)


def test_areas_follow_the_regression_when_they_do_not_differ_from_it():
    direct, variance, covariates = areas(1)
    direct = 2 + covariates["income"]
    for method in ("reml", "ml", "moments"):
        ours = fay_herriot(direct, variance, covariates, method)
        assert ours.variance == 0
        assert ours["estimate"].to_numpy() == pytest.approx(direct.to_numpy())


def test_constant_is_not_added_when_the_covariates_hold_one():
    direct, variance, covariates = areas(2)
    added = fay_herriot(direct, variance, covariates)
    given = fay_herriot(direct, variance, covariates.assign(one=1.0))
    half = np.arange(len(direct)) < 15
    summed = fay_herriot(direct, variance, covariates.assign(north=half * 1.0, south=~half * 1.0))
    assert list(added.coefficients.index) == ["constant", "income", "density"]
    assert list(given.coefficients.index) == ["income", "density", "one"]
    assert list(summed.coefficients.index) == ["income", "density", "north", "south"]
    assert given["estimate"].to_numpy() == pytest.approx(added["estimate"].to_numpy())


def test_areas_are_drawn_to_their_mean_when_nothing_else_is_known():
    direct, variance, covariates = areas(4)
    ours = fay_herriot(direct, variance, covariates[[]])
    assert list(ours.coefficients.index) == ["constant"]
    assert ours["estimate"].var() < direct.var()


@pytest.mark.parametrize(("n", "enough"), [(2, False), (3, False), (4, True)])
def test_areas_are_estimated_only_when_they_outnumber_the_coefficients(n, enough):
    arguments = areas(3, n)
    if enough:
        assert len(fay_herriot(*arguments)) == n
    else:
        with pytest.raises(ValueError, match="covariates"):
            fay_herriot(*arguments)


# Refusals

ALL = "0, 1, 2, .*"
SAMPLE = survey(0, 12).sort_values(["quartier", "sex", "age"])
BY_SEX = {"sex": pd.Series([50.0, 50.0], SEXES)}
BY_AGE = {"age": pd.Series([30.0, 40.0, 30.0], AGES)}
DIRECT, VARIANCE, COVARIATES = areas(0, 8)
ONE_SIDED = pd.DataFrame({"sex": ["F", "F", "H", "H"], "age": ["15-29", "15-29", "30-59", "30-59"]})


def changed(column, value, *rows, sample=SAMPLE):
    """The sample with one value in some rows."""
    other = sample.astype({column: object})
    other.iloc[list(rows), other.columns.get_loc(column)] = value
    return other


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda: rake(SAMPLE.iloc[:0], BY_SEX), "sample", "all"),
        (lambda: rake(SAMPLE, {}), "margins", "all"),
        (lambda: rake(SAMPLE, {"colour": BY_SEX["sex"]}), "colour", "all"),
        (lambda: rake(SAMPLE, BY_SEX, "none"), "none", "all"),
        (lambda: rake(SAMPLE, BY_SEX, tolerance=0), "tolerance", "all"),
        (lambda: rake(changed("w", np.nan, 2, 5), BY_SEX, "w"), "w", "2, 5"),
        (lambda: rake(changed("w", 0, 1), BY_SEX, "w"), "w", "1"),
        (lambda: rake(changed("w", -1, 3), BY_SEX, "w"), "w", "3"),
        (lambda: rake(changed("sex", None, 4), BY_SEX), "sex", "4"),
        (lambda: rake(changed("sex", "X", 4, 6), BY_SEX), "sex", "4, 6"),
        (lambda: rake(SAMPLE, {"sex": pd.Series([50.0, 40.0, 10.0], ["F", "X", "H"])}), "sex", "1"),
        (lambda: rake(SAMPLE, {"sex": pd.Series([50.0, 0.0], SEXES)}), "sex", "1"),
        (lambda: rake(SAMPLE, {"sex": pd.Series([50.0, np.nan], SEXES)}), "sex", "1"),
        (lambda: rake(SAMPLE, {"sex": pd.Series([50.0, 25.0, 25.0], ["F", "H", "H"])}), "sex", "1, 2"),
        (lambda: rake(SAMPLE, {**BY_SEX, "age": BY_AGE["age"] * 1.01}), "margins", "all"),
        (lambda: rake(ONE_SIDED, {"sex": pd.Series([60.0, 40.0], SEXES), "age": pd.Series([40.0, 60.0], AGES[:2])}),
         "margins", "all"),
        (lambda: calibrate(SAMPLE, {}, "w"), "totals", "all"),
        (lambda: calibrate(SAMPLE, BY_SEX, "w", "other"), "method", "none"),
        (lambda: calibrate(SAMPLE, {"rooms": np.nan}, "w"), "rooms", "all"),
        (lambda: calibrate(changed("rooms", np.nan, 7), {"rooms": 30.0}, "w"), "rooms", "7"),
        (lambda: calibrate(SAMPLE, {"rooms": -30.0}, "w", "raking"), "totals", "all"),
        (lambda: calibrate(SAMPLE, {"sex": BY_SEX["sex"], "age": BY_AGE["age"] * 2}, "w"), "totals", "all"),
        (lambda: kish_effect([]), "weights", "none"),
        (lambda: kish_effect([1, 0, np.nan]), "weights", "1, 2"),
        (lambda: estimate_mean(SAMPLE.iloc[:0], "score", weight=None), "sample", "all"),
        (lambda: estimate_mean(SAMPLE.iloc[:1], "score", weight=None), "sample", "0"),
        (lambda: estimate_mean(SAMPLE, "none", weight=None), "none", "all"),
        (lambda: estimate_mean(SAMPLE, "sex", weight=None), "sex", "all"),
        (lambda: estimate_mean(changed("score", np.nan, 3), "score", weight="w"), "score", "3"),
        (lambda: estimate_mean(SAMPLE, "score", weight="w", level=1), "level", "all"),
        (lambda: estimate_mean(changed("w", 0, 2), "score", weight="w"), "w", "2"),
        (lambda: estimate_mean(changed("quartier", "E", 5), "score", weight="w", strata="quartier"), "quartier", "5"),
        (lambda: estimate_mean(SAMPLE.assign(block=1), "score", weight="w", cluster="block"), "block", ALL),
        (lambda: estimate_mean(changed("block", None, 5), "score", weight="w", cluster="block"), "block", "5"),
        (lambda: estimate_mean(SAMPLE.assign(available=11), "score", weight="w", fpc="available"), "available", ALL),
        (lambda: estimate_mean(changed("available", 9_999, 5), "score", weight="w", fpc="available"), "available",
         ALL),
        (lambda: estimate_total(SAMPLE, "score", weight="w", calibration=Calibration(BY_SEX)), "calibration", "0, 1"),
        (lambda: estimate_ratio(SAMPLE.assign(rooms=0), "score", "rooms", weight="w"), "rooms", "all"),
        (lambda: proportion_interval([], 10), "successes", "none"),
        (lambda: proportion_interval(1, 0), "n", "all"),
        (lambda: proportion_interval([3, 11], 10), "successes", "1"),
        (lambda: proportion_interval([3, -1], 10), "successes", "1"),
        (lambda: proportion_interval([1, 2], [10, 20, 30]), "successes, n", "all"),
        (lambda: proportion_interval(1, 10, 1.0), "level", "all"),
        (lambda: proportion_interval(1, 10, method="other"), "method", "none"),
        (lambda: proportion_interval([1, 2], [1, 2], method="korn_graubard"), "n", "0"),
        (lambda: proportion_interval(1, 9, method="korn_graubard", n_effective=0), "n_effective", "all"),
        (lambda: proportion_interval(1, 9, method="korn_graubard", degrees_of_freedom=0), "degrees_of_freedom",
         "all"),
        (lambda: difference_interval(5, 4, 1, 3), "successes_1", "all"),
        (lambda: difference_interval(1, 4, 1, 0), "n_2", "all"),
        (lambda: difference_p_value(1, 4, [1, 5], 3), "successes_2", "1"),
        (lambda: fay_herriot([], [], COVARIATES), "direct", "none"),
        (lambda: fay_herriot(DIRECT, VARIANCE * 0, COVARIATES), "variance", ALL),
        (lambda: fay_herriot(DIRECT.where(DIRECT.index != "z2"), VARIANCE, COVARIATES), "direct", "2"),
        (lambda: fay_herriot(DIRECT, VARIANCE, COVARIATES.assign(income=np.nan)), "income", ALL),
        (lambda: fay_herriot(DIRECT, VARIANCE, COVARIATES, "other"), "method", "none"),
        (lambda: fay_herriot(DIRECT[::-1], VARIANCE, COVARIATES), "direct", "all"),
        (lambda: fay_herriot(DIRECT, VARIANCE[::-1], COVARIATES), "variance", "all"),
        (lambda: fay_herriot(DIRECT.to_numpy(), VARIANCE.to_numpy()[:5], COVARIATES), "variance", "all"),
        (lambda: fay_herriot([1, 2, 3], [1, 1, 1], COVARIATES), "direct, covariates", "all"),
        (lambda: fay_herriot(DIRECT, VARIANCE, COVARIATES.set_axis(["a", "a"], axis=1)), "covariates", "0, 1"),
        (lambda: fay_herriot(DIRECT, VARIANCE, COVARIATES.assign(twice=COVARIATES["income"] * 2)), "covariates",
         "all"),
    ],
)  # fmt: skip
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*\(rows {rows}\)"):
        call()


def test_no_heavy_library_is_read_when_the_module_is_imported():
    heavy = (
        "import analytics.statistics.surveys, sys; "
        "print([m for m in ('statsmodels', 'scipy.stats') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True).stdout.strip() == "[]"
