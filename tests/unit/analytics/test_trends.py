"""The French scale of a change, comparison of equal months, usual season and dispersion of monthly counts."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics.statistics.evaluation import adjust_p_values
from analytics.statistics.rates import compare_counts
from analytics.statistics.trends import (
    ChangeWord,
    judge_change,
    monthly_dispersion,
    pooled_dispersion,
    rolling_sum,
    seasonal_band,
    usual_dispersion,
    usual_limits,
    year_on_year,
)

counts = st.integers(0, 5_000)
exposures = st.floats(0.1, 10)


def monthly(values, start="2019-01-01"):
    return pd.Series(values, pd.date_range(start, periods=len(values), freq="MS"))


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        (50, 100, ChangeWord.CLEAR_RISE),
        (100, 50, ChangeWord.CLEAR_FALL),
        (100, 127, ChangeWord.PROBABLE_RISE),
        (127, 100, ChangeWord.PROBABLE_FALL),
        (1_000, 1_010, ChangeWord.STABLE),
        (400, 440, ChangeWord.BOUNDED),
        (60, 50, ChangeWord.NO_LARGE_RISE),
        (100, 105, ChangeWord.NO_LARGE_FALL),
        (20, 20, ChangeWord.INSUFFICIENT_DATA),
    ],
)
def test_each_word_is_reached_when_its_rule_is_the_first_to_hold(before, after, word):
    assert judge_change(before, after).word is word


def test_words_are_those_of_the_scale_when_read():
    assert [str(word) for word in ChangeWord] == [
        "clear_rise",
        "clear_fall",
        "probable_rise",
        "probable_fall",
        "stable",
        "bounded",
        "no_large_rise",
        "no_large_fall",
        "insufficient_data",
    ]


@pytest.mark.parametrize(
    ("after", "word"),
    [(4, ChangeWord.INSUFFICIENT_DATA), (5, ChangeWord.CLEAR_RISE), (6, ChangeWord.CLEAR_RISE)],
)
def test_few_events_are_never_judged_when_below_the_minimum(after, word):
    # One month against twenty: even four events would exclude chance.
    change = judge_change(0, after, exposure_before=20)
    assert change.low > 1
    assert change.word is word


@pytest.mark.parametrize(("minimum", "word"), [(8, "clear_rise"), (9, "clear_rise"), (10, "insufficient_data")])
def test_minimum_is_that_of_the_caller_when_given(minimum, word):
    assert judge_change(0, 9, minimum=minimum).word == word


@pytest.mark.parametrize(("after", "word"), [(4, "insufficient_data"), (5, "probable_rise"), (6, "clear_rise")])
def test_word_strengthens_when_events_follow_an_empty_period(after, word):
    change = judge_change(0, after)
    assert change.word == word
    assert change.ratio == np.inf


@pytest.mark.parametrize(
    ("p_adjusted", "word"),
    [(0.049, "clear_rise"), (0.05, "clear_rise"), (0.051, "probable_rise"), (0.1, "probable_rise"),
     (0.101, "no_large_fall"), (None, "clear_rise")],
)  # fmt: skip
def test_change_weakens_when_the_corrected_p_value_exceeds_five_then_ten_per_cent(p_adjusted, word):
    assert judge_change(50, 100, p_adjusted=p_adjusted).word == word


def test_change_is_at_most_probable_when_its_noise_is_too_little_known():
    words = judge_change([50] * 2, [100] * 2, is_capped=[False, True]).word
    assert words.tolist() == ["clear_rise", "probable_rise"]


@pytest.mark.parametrize(("threshold", "word"), [(0.20, "stable"), (0.10, "stable"), (0.09, "bounded")])
def test_change_is_stable_only_when_its_whole_interval_is_within_the_threshold(threshold, word):
    change = judge_change(1_000, 1_000, threshold=threshold)
    assert (max(change.high - 1, 1 - change.low) <= threshold) == (word == "stable")
    assert change.word == word


def test_large_change_is_excluded_only_when_the_whole_interval_is_on_the_other_side():
    change = judge_change(*zip(*product(range(20, 220, 9), repeat=2), strict=True))
    for word, low, high in zip(change.word, change.low, change.high, strict=True):
        if word == "bounded":
            assert low >= 0.7
            assert high <= 1.3
        elif word in ("no_large_rise", "no_large_fall"):
            assert (high <= 1.3, low >= 0.7) == (word == "no_large_rise", word == "no_large_fall")
        elif word == "insufficient_data":
            assert low < 0.7
            assert high > 1.3
    assert {"bounded", "no_large_rise", "no_large_fall"} <= set(change.word.tolist())


@pytest.mark.parametrize(("dispersion", "widened"), [(0.5, False), (1.0, False), (1.01, True), (1.5, True)])
def test_interval_widens_when_dispersion_exceeds_one(dispersion, widened):
    poisson, quasi = judge_change(100, 70), judge_change(100, 70, dispersion=dispersion)
    for wider, narrower in (
        (poisson.low, quasi.low),
        (quasi.high, poisson.high),
        (quasi.p_value, poisson.p_value),
        (quasi.detectable, poisson.detectable),
        (poisson.difference_low, quasi.difference_low),
        (quasi.difference_high, poisson.difference_high),
    ):
        assert wider > narrower if widened else wider == narrower
    assert (quasi.ratio, quasi.difference) == pytest.approx((poisson.ratio, poisson.difference))


def test_interval_has_the_quasi_poisson_error_when_counts_are_large():
    change = judge_change(10_000, 9_000, dispersion=4)
    half_width = np.log(change.high / change.low) / 2
    assert half_width == pytest.approx(1.96 * np.sqrt(4 * (1 / 10_000 + 1 / 9_000)), rel=0.01)


def test_clear_fall_becomes_less_certain_when_counts_are_dispersed():
    words = judge_change([100] * 3, [65] * 3, dispersion=[1, 2, 4]).word
    assert words.tolist() == ["clear_fall", "probable_fall", "no_large_rise"]


@given(counts, counts, exposures, exposures, st.floats(1, 8))
def test_difference_and_ratio_agree_when_counts_are_any(before, after, exposure_before, exposure_after, dispersion):
    change = judge_change(
        before, after, exposure_before=exposure_before, exposure_after=exposure_after, dispersion=dispersion
    )
    assert change.difference_low <= change.difference <= change.difference_high
    assert (change.difference_low > 0) == (change.low > 1)
    assert (change.difference_high < 0) == (change.high < 1)


@pytest.mark.parametrize(("before", "after"), [(11, 3), (3, 11)])
def test_difference_is_extended_to_zero_when_the_ratio_alone_is_compatible_with_no_change(before, after):
    change = judge_change(before, after)
    assert change.low < 1 < change.high
    assert 0 in (change.difference_low, change.difference_high)


def test_difference_is_counted_in_events_of_the_second_period_when_exposures_differ():
    # 365 days then 30: the first rate would have given 30 events.
    change = judge_change(365, 50, exposure_before=365, exposure_after=30)
    assert change.difference == pytest.approx(20)


@pytest.mark.parametrize(("before", "after"), [(40, 10), (20, 20), (5, 15), (100, 64), (3, 30)])
def test_interval_of_the_difference_holds_the_truth_when_simulated(before, after):
    rng = np.random.default_rng(7)
    change = judge_change(rng.poisson(before, 4_000), rng.poisson(after, 4_000))
    held = np.mean((change.difference_low <= after - before) & (after - before <= change.difference_high))
    assert held > 0.95 - 3 * np.sqrt(0.95 * 0.05 / 4_000)


@pytest.mark.parametrize(("events", "dispersion"), [(6, 1), (40, 1), (400, 1), (40, 3), (400, 3)])
def test_clear_changes_stay_below_five_per_cent_when_nothing_changed(events, dispersion):
    rng, pairs = np.random.default_rng(2_024), 2_000
    if dispersion == 1:
        before, after = rng.poisson(events, (2, pairs))
    else:  # a negative binomial of the same mean and `dispersion` times the variance
        before, after = rng.negative_binomial(events / (dispersion - 1), 1 / dispersion, (2, pairs))
    words = judge_change(before, after, dispersion=dispersion).word
    clear = np.mean(np.isin(words, [ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL]))
    print(f"{events} events, dispersion {dispersion}: {clear:.4f} clear")
    assert clear <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / pairs)


def test_hardly_any_unit_is_clear_when_two_hundred_unchanged_ones_are_corrected():
    rng, screens = np.random.default_rng(11), 100
    with_discovery = 0
    for _ in range(screens):
        before, after = rng.poisson(40, (2, 200))
        p_adjusted = adjust_p_values(judge_change(before, after).p_value)
        words = judge_change(before, after, p_adjusted=p_adjusted).word
        with_discovery += np.isin(words, [ChangeWord.CLEAR_RISE, ChangeWord.CLEAR_FALL]).any()
    assert with_discovery / screens <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / screens)


@given(st.lists(st.tuples(counts, counts), min_size=1, max_size=8))
def test_units_are_judged_as_alone_when_judged_together(pairs):
    before, after = zip(*pairs, strict=True)
    together = judge_change(before, after)
    for unit, pair in enumerate(pairs):
        alone = judge_change(*pair)
        assert together.word[unit] is alone.word
        assert together.low[unit] == alone.low
        assert together.difference_high[unit] == alone.difference_high


@pytest.mark.parametrize(
    ("arguments", "argument", "rows"),
    [
        ({"before": [], "after": 1}, "before", "none"),
        ({"before": [1, -1], "after": [1, 2]}, "before", "1"),
        ({"before": 1, "after": float("nan")}, "after", "all"),
        ({"before": [1, 2], "after": [1, 2, 3]}, "before, after", "all"),
        ({"before": 1, "after": 1, "exposure_before": 0}, "exposure_before", "all"),
        ({"before": 1, "after": 1, "exposure_after": 0}, "exposure_after", "all"),
        ({"before": 1, "after": 1, "p_adjusted": 1.1}, "p_adjusted", "all"),
        ({"before": 1, "after": 1, "threshold": 0}, "threshold", "all"),
        ({"before": 1, "after": 1, "threshold": 1}, "threshold", "all"),
        ({"before": 1, "after": 1, "dispersion": 0}, "dispersion", "all"),
    ],
)
def test_argument_is_named_when_a_change_cannot_be_judged(arguments, argument, rows):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*\(rows {rows}\)"):
        judge_change(**arguments)


def test_months_are_compared_with_their_year_before_when_both_are_delivered():
    table = year_on_year(monthly(range(100, 126)))
    assert table.columns.tolist() == [
        "period", "period_start", "period_end", "before", "after", "ratio", "low", "high", "p_value",
    ]  # fmt: skip
    months = table[table["period"] == "month"]
    assert months["period_start"].tolist() == pd.date_range("2020-01-01", periods=14, freq="MS").tolist()
    assert months["period_end"].tolist() == pd.date_range("2020-02-01", periods=14, freq="MS").tolist()
    assert months["before"].tolist() == list(range(100, 114))
    assert months["after"].tolist() == list(range(112, 126))


def test_test_of_a_month_is_that_of_two_counts_when_months_have_as_many_days():
    table = year_on_year(monthly([30] * 12 + [45] * 12))
    expected = compare_counts(30, 45)
    row = table.iloc[0]
    assert (row["ratio"], row["low"], row["high"], row["p_value"]) == pytest.approx(
        (expected.ratio, expected.low, expected.high, expected.p_value)
    )


def test_february_is_compared_by_day_when_a_year_is_leap():
    table = year_on_year(monthly([28] * 12 + [29] * 12)).set_index("period_start")
    assert table.loc["2020-02-01", "ratio"] == pytest.approx(1)
    assert table.loc["2020-03-01", "ratio"] == pytest.approx(29 / 28)


@pytest.mark.parametrize(("months", "rows"), [(23, 0), (24, 1), (25, 1)])
def test_last_twelve_months_are_compared_when_twenty_four_are_complete(months, rows):
    table = year_on_year(monthly(range(months)))
    last = table[table["period"] == "last_12_months"]
    assert len(last) == rows
    for _, row in last.iterrows():
        assert row["before"] == sum(range(months - 24, months - 12))
        assert row["after"] == sum(range(months - 12, months))
        assert row["period_end"] == pd.Timestamp("2019-01-01") + pd.DateOffset(months=months)
        assert row["period_start"] == row["period_end"] - pd.DateOffset(years=1)


@pytest.mark.parametrize("missing", [0, 11, 12, 22])
def test_last_twelve_months_are_not_compared_when_one_of_twenty_four_is_missing(missing):
    series = monthly([20.0] * 24)
    series.iloc[missing] = np.nan
    table = year_on_year(series)
    assert "last_12_months" not in table["period"].tolist()
    assert len(table) == 11


def test_last_twelve_months_end_with_the_last_one_delivered_when_the_latest_is_awaited():
    table = year_on_year(monthly([20.0] * 24 + [np.nan]))
    last = table[table["period"] == "last_12_months"].iloc[0]
    assert last["period_end"] == pd.Timestamp("2021-01-01")


def test_result_is_the_same_when_missing_months_are_absent_or_the_order_is_lost():
    series = monthly([float(count) for count in range(40)])
    series.iloc[[7, 30]] = np.nan
    shuffled = series.dropna().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(year_on_year(series), year_on_year(shuffled))


def test_zero_is_a_count_when_it_was_delivered():
    table = year_on_year(monthly([0] * 24))
    assert len(table) == 13
    assert table["ratio"].tolist() == [1] * 13
    assert table.notna().all(axis=None)


@pytest.mark.parametrize(("months", "refused"), [(12, True), (13, False), (14, False)])
def test_series_is_refused_when_no_month_has_a_year_before(months, refused):
    series = monthly([5] * months)
    if refused:
        with pytest.raises(ValueError, match="two years running"):
            year_on_year(series)
    else:
        assert len(year_on_year(series)) == months - 12


def test_band_is_the_negative_binomial_range_when_earlier_years_are_enough():
    series = monthly([20, 5, 0] + [3] * 9 + [26, 9, 1] + [3] * 9 + [23, 7, 0] + [3] * 9 + [23, 7, 0])
    band = seasonal_band(series, level=0.90).set_index("month").loc["2022-01-01":]
    total = np.array([69, 21, 1])
    assert band["expected"].tolist() == pytest.approx(total / 3)
    assert band["low"].tolist() == stats.nbinom.ppf(0.05, total + 0.5, 3 / 4).tolist()
    assert band["high"].tolist() == stats.nbinom.ppf(0.95, total + 0.5, 3 / 4).tolist()


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), st.floats(0.2, 9), st.floats(0.5, 0.999))
def test_limits_are_the_quantiles_of_a_count_of_that_mean_and_variance(earlier, dispersion, level):
    k, spread = len(earlier), max(1, dispersion)
    mean = (sum(earlier) + 0.5) / k
    variance = mean * spread * (k + 1) / k
    next_count = stats.nbinom(mean**2 / (variance - mean), mean / variance)
    limits = usual_limits(sum(earlier), k, dispersion=dispersion, level=level)
    assert np.ceil(limits.low) == next_count.ppf((1 - level) / 2)
    assert np.ceil(limits.high) == next_count.ppf(1 - (1 - level) / 2)


def test_dispersion_of_months_is_pearsons_about_their_means_as_student_widens_it():
    # Months at 10 and 30 by turns, year after year: all of it is said by years, which are three.
    years = np.array([[10.0] * 12, [30.0] * 12, [20.0] * 12])
    pearson = 12 * (10**2 + 10**2) / 20
    assert usual_dispersion(years) == pytest.approx(pearson / 24 * (stats.t.ppf(0.975, 2) / stats.norm.ppf(0.975)) ** 2)
    # The same residuals, none of which lasts a year: two degrees a month, but those of the years.
    apart = np.array([[10.0, 30.0] * 6, [30.0, 10.0] * 6, [20.0] * 12])
    assert usual_dispersion(apart) == pytest.approx(
        pearson / 24 * (stats.t.ppf(0.975, 22) / stats.norm.ppf(0.975)) ** 2
    )


@pytest.mark.parametrize(
    "years",
    [
        np.zeros((5, 12)),
        np.full((5, 12), np.nan),
        np.full((5, 12), 7.0),
        np.vstack([np.full((1, 12), 9.0), np.full((4, 12), np.nan)]),
    ],
)
def test_dispersion_of_months_is_one_where_nothing_says_it(years):
    assert usual_dispersion(years) == 1


def test_band_is_wider_where_the_months_of_a_zone_vary_more():
    steady, varied = [20] * 72, [12, 28] * 36
    # The same mean in each month of the year, but that its years differ.
    varied = np.array(varied).reshape(6, 12) + np.resize([[8], [-8]], (6, 1)) * np.resize([1, -1], 12)
    widths = [
        (band["high"] - band["low"]).iloc[-1]
        for band in (seasonal_band(monthly(values)) for values in (steady, varied.ravel()))
    ]
    assert widths[0] < widths[1]


@pytest.mark.parametrize(("cut", "first"), [("2020-01-01", 48), ("2020-02-01", 49), ("2021-12-01", 71)])
def test_band_is_cut_where_what_is_counted_changes_and_comes_back_after_three_years(cut, first):
    series = monthly([10] * 84)
    cut = pd.Timestamp(cut)
    band = seasonal_band(series, cuts=[cut.date()])
    after = band[band["month"] >= cut]
    assert band["month"].tolist() == series.index.tolist()
    assert after.dropna().index[0] == first and after.loc[first:].notna().all(axis=None)
    pd.testing.assert_frame_equal(band[band["month"] < cut], seasonal_band(series[series.index < cut]))


@pytest.mark.parametrize(("minimum_years", "first_month"), [(2, 24), (3, 36), (4, 48)])
def test_band_is_empty_when_earlier_years_are_too_few(minimum_years, first_month):
    band = seasonal_band(monthly([10] * 60), minimum_years=minimum_years)
    assert len(band) == 60
    limits = band[["expected", "low", "high"]]
    assert limits[:first_month].isna().all(axis=None)
    assert limits[first_month:].notna().all(axis=None)


def test_band_forgets_years_when_they_are_older_than_asked():
    series = monthly([1_000] * 12 + [10] * 48 + [10])
    assert seasonal_band(series, years=4)["expected"].iloc[-1] == 10
    assert seasonal_band(series, years=5)["expected"].iloc[-1] == 208


def test_band_reads_the_years_delivered_when_one_is_missing():
    series = monthly([12.0] * 12 + [np.nan] * 12 + [15.0] * 12 + [18.0] * 12 + [np.nan] * 12)
    band = seasonal_band(series)
    assert band["expected"].iloc[-1] == 15
    assert band["expected"].iloc[:48].isna().all()


def test_band_of_a_month_does_not_move_when_its_own_count_does():
    series = monthly([10] * 49)
    raised = series.copy()
    raised.iloc[-1] = 500
    pd.testing.assert_frame_equal(seasonal_band(series), seasonal_band(raised))


def test_band_holds_the_next_count_as_often_as_the_level_when_simulated():
    rng = np.random.default_rng(5)
    held = []
    for rate in rng.uniform(1, 60, 40):
        series = monthly(rng.poisson(rate, 72))
        band = seasonal_band(series)[60:]
        latest = series.to_numpy()[60:]
        held.extend((band["low"] <= latest) & (latest <= band["high"]))
    assert 0.94 < np.mean(held) < 0.99  # whole limits hold a little more than the level


@pytest.mark.parametrize(
    ("options", "argument"),
    [
        ({"years": 0}, "years"),
        ({"minimum_years": 0}, "minimum_years"),
        ({"years": 2, "minimum_years": 3}, "minimum_years"),
        ({"level": 1}, "level"),
    ],
)
def test_argument_is_named_when_the_band_cannot_be_computed(options, argument):
    with pytest.raises(ValueError, match=rf"\b{argument}\b"):
        seasonal_band(monthly([1] * 40), **options)


def test_dispersion_is_pearsons_when_computed_by_hand():
    # Year totals 240 and 480; January holds 40 of 720: expected 13.33 and 26.67 against 20 and 20.
    series = monthly([20] * 12 + [20] + [40] * 10 + [60])
    rows, columns = np.array([240, 480]), np.array([40] + [60] * 10 + [80])
    observed = series.to_numpy().reshape(2, 12)
    pearson = stats.chi2_contingency(observed, correction=False)
    assert rows.sum() == columns.sum() == 720
    assert monthly_dispersion(series) == pytest.approx(max(1, pearson.statistic / pearson.dof))
    assert monthly_dispersion(series * 4) == pytest.approx(4 * pearson.statistic / pearson.dof)


@pytest.mark.parametrize("dispersion", [1, 2, 4])
def test_dispersion_is_found_when_simulated_around_a_season_and_a_trend(dispersion):
    rng = np.random.default_rng(9)
    season = 40 * (1 + 0.5 * np.sin(np.arange(12) / 6 * np.pi))
    expected = np.outer(1.1 ** np.arange(8), season).ravel()
    scale = max(dispersion - 1, 1e-9)
    found = [monthly_dispersion(monthly(rng.negative_binomial(expected / scale, 1 / (1 + scale)))) for _ in range(100)]
    assert np.median(found) == pytest.approx(dispersion, rel=0.1)


def test_dispersion_is_one_when_counts_only_follow_year_and_season():
    assert monthly_dispersion(monthly(np.outer([1, 2, 3], np.arange(12)).ravel())) == 1.0


@pytest.mark.parametrize(("months", "estimated"), [(23, False), (24, True), (25, True)])
def test_dispersion_is_estimated_when_two_years_are_complete(months, estimated):
    series = monthly([0, 90] * 12 + [0])[-months:]
    series.iloc[-12:] = series.iloc[-12:].to_numpy()[::-1]
    assert (monthly_dispersion(series) > 1) == estimated


def test_dispersion_leaves_out_a_year_when_one_of_its_months_is_missing():
    rng = np.random.default_rng(1)
    series = monthly(rng.poisson(rng.uniform(5, 50, 48)).astype(float))
    with_gap = series.copy()
    with_gap.iloc[17] = np.nan
    without_year = series.drop(series.index[12:24])
    assert monthly_dispersion(with_gap) == monthly_dispersion(without_year) > 1
    with_gap.iloc[[5, 30]] = np.nan
    assert monthly_dispersion(with_gap) == 1.0


def test_dispersion_is_that_of_the_months_delivered_when_the_latest_are_awaited():
    values = np.random.default_rng(2).poisson(np.random.default_rng(3).uniform(5, 50, 24)).tolist()
    assert monthly_dispersion(monthly([*values, np.nan, np.nan])) == monthly_dispersion(monthly(values)) > 1


@pytest.mark.parametrize("value", [0.0, np.nan])
def test_dispersion_is_one_when_there_is_nothing_to_measure(value):
    assert monthly_dispersion(monthly([value] * 36)) == 1.0


@pytest.mark.parametrize(("months", "complete"), [(11, 0), (12, 1), (13, 2)])
def test_running_sum_starts_when_twelve_months_are_present(months, complete):
    sums = rolling_sum(monthly(range(months))).dropna()
    assert sums.tolist() == [sum(range(start, start + 12)) for start in range(complete)]


def test_running_sum_is_absent_when_it_would_span_a_missing_month():
    series = monthly([1.0] * 30).drop(pd.Timestamp("2020-03-01"))
    sums = rolling_sum(series)
    assert sums.index.equals(pd.date_range("2019-01-01", periods=30, freq="MS"))
    assert sums.isna().tolist() == [True] * 11 + [False] * 3 + [True] * 12 + [False] * 4


def test_running_sum_is_refused_when_it_has_no_length():
    with pytest.raises(ValueError, match=r"\bmonths\b"):
        rolling_sum(monthly([1] * 12), months=0)


@pytest.mark.parametrize("function", [year_on_year, seasonal_band, monthly_dispersion, rolling_sum])
@pytest.mark.parametrize(
    ("series", "rows"),
    [
        (pd.Series([], pd.DatetimeIndex([]), dtype=float), "none"),
        (pd.Series([1, 2, 3]), "all"),
        (monthly([1, -2, 3, float("inf")]), "1, 3"),
        (monthly(["un", "deux"]), "all"),
        (pd.Series([1, 2], pd.DatetimeIndex(["2020-01-01", "2020-02-02"])), "1"),
        (pd.Series([1, 2], pd.DatetimeIndex(["2020-01-01", "2020-02-01 08:00"])), "1"),
        (pd.Series([1, 2], pd.DatetimeIndex(["2020-01-01", None])), "1"),
        (pd.Series([1, 2, 3], pd.DatetimeIndex(["2020-01-01", "2020-02-01", "2020-01-01"])), "0, 2"),
    ],
    ids=["empty", "not dated", "negative", "words", "not first of month", "with hours", "without date", "duplicated"],
)
def test_series_is_refused_with_its_rows_when_it_is_not_monthly_counts(function, series, rows):
    with pytest.raises(ValueError, match=rf"^series .*\(rows {rows}\)"):
        function(series)


def test_pooled_dispersion_is_that_of_the_series_when_one_unit_is_alone():
    rng = np.random.default_rng(4)
    series = pd.Series(rng.negative_binomial(8, 0.3, 60), index=pd.date_range("2020-01-01", periods=60, freq="MS"))
    assert pooled_dispersion(series.to_frame()) == monthly_dispersion(series)


def test_pooled_dispersion_is_found_when_many_units_are_sparse():
    rng = np.random.default_rng(5)
    months = pd.date_range("2020-01-01", periods=72, freq="MS")
    poisson = pd.DataFrame(rng.poisson(3, (72, 40)), index=months)
    noisy = pd.DataFrame(rng.poisson(rng.gamma(6, 0.5, (72, 40))), index=months)
    assert 1.0 <= pooled_dispersion(poisson) < 1.1
    assert 1.35 < pooled_dispersion(noisy) < 1.65


def test_pooled_dispersion_is_one_when_nothing_happened_or_no_two_years_are_whole():
    months = pd.date_range("2020-01-01", periods=36, freq="MS")
    assert pooled_dispersion(pd.DataFrame({"a": 0, "b": 0}, index=months)) == 1.0
    assert pooled_dispersion(pd.DataFrame({"a": 5}, index=months[:23])) == 1.0
