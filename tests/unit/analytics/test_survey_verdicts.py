"""Words of two waves, and of what is felt beside what is recorded: each rule, its limits, and its sentence."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.statistics.evaluation import ChangeWord
from analytics.statistics.surveys import Estimate, SurveyWord, difference_interval, feeling_gap, wave_verdict
from analytics.text import survey_verdicts
from analytics.text.verdicts import WORDS


def wave(share, n_effective, n=None):
    return Estimate(share, 0.0, share, share, 1.0, n or round(n_effective), n_effective, 9)


def sentence(verdict):
    if verdict.word is SurveyWord.NOT_COMPARABLE:
        return survey_verdicts.voluntary_wave(verdict.before, verdict.after, verdict.word)
    return survey_verdicts.wave(verdict.before, verdict.after, verdict.low, verdict.high, verdict.word)


@pytest.mark.parametrize(
    ("before", "after", "n", "word"),
    [
        (0.42, 0.60, 300, ChangeWord.CLEAR_RISE),
        (0.60, 0.42, 300, ChangeWord.CLEAR_FALL),
        (0.50, 0.57, 300, ChangeWord.PROBABLE_RISE),
        (0.57, 0.50, 300, ChangeWord.PROBABLE_FALL),
        (0.50, 0.51, 2_000, ChangeWord.STABLE),
        (0.50, 0.54, 450, SurveyWord.CHANCE),
        (0.50, 0.54, 200, ChangeWord.INSUFFICIENT_DATA),
    ],
)
def test_each_word_is_reached_when_its_rule_is_the_first_to_hold(before, after, n, word):
    verdict = wave_verdict(wave(before, n), wave(after, n))
    assert verdict.word is word
    assert sentence(verdict).endswith(f"\u00a0: {WORDS[word]}.")


@pytest.mark.parametrize(("n", "enough"), [(49, False), (49.9, False), (50, True), (51, True)])
def test_wave_is_judged_when_it_has_fifty_effective_answers(n, enough):
    for before, after in ((n, 500), (500, n)):
        verdict = wave_verdict(wave(0.1, before), wave(0.9, after))
        assert (verdict.word is ChangeWord.CLEAR_RISE) == enough
        assert (verdict.word is ChangeWord.INSUFFICIENT_DATA) != enough


def test_effective_answers_decide_rather_than_answers():
    assert wave_verdict(wave(0.1, 49, n=400), wave(0.9, 500)).word is ChangeWord.INSUFFICIENT_DATA


@pytest.mark.parametrize(
    ("p_adjusted", "word"), [(0.049, "clear_rise"), (0.05, "clear_rise"), (0.051, "probable_rise")]
)
def test_rise_is_only_probable_when_it_does_not_stand_among_others(p_adjusted, word):
    assert wave_verdict(wave(0.42, 300), wave(0.6, 300), p_adjusted=p_adjusted).word == word


def test_threshold_decides_between_stable_and_insufficient_when_it_is_changed():
    words = [wave_verdict(wave(0.5, 400), wave(0.5, 400), threshold=points).word for points in (0.05, 0.10)]
    assert words == [ChangeWord.INSUFFICIENT_DATA, ChangeWord.STABLE]


def test_sentence_gives_the_effect_in_points_then_its_margin_then_the_word():
    verdict = wave_verdict(wave(0.42, 300, n=340), wave(0.53, 320, n=350))
    assert sentence(verdict) == (
        "Environ 11\u00a0points de plus, de 42\u202f% à 53\u202f%, avec une marge de 3,1 à 19\u00a0points de "
        "plus\u00a0: hausse nette."
    )


def test_sentence_tells_both_sides_of_the_margin_when_nothing_changed():
    verdict = wave_verdict(wave(0.42, 300), wave(0.42, 320))
    assert sentence(verdict) == (
        "Aucun écart, à 42\u202f%, avec une marge allant de 7,7\u00a0points de moins à "
        "7,7\u00a0points de plus\u00a0: stable."
    )


def test_no_margin_is_told_when_anyone_could_answer():
    verdict = wave_verdict(wave(0.3, 900), wave(0.6, 800), voluntary=True)
    assert verdict.word is SurveyWord.NOT_COMPARABLE
    assert sentence(verdict) == (
        "30\u202f% des personnes ayant répondu à la première vague, 60\u202f% à la seconde\u00a0: non comparable."
    )


@given(st.floats(0, 1), st.floats(0, 1), st.floats(2, 5_000), st.floats(2, 5_000))
def test_word_follows_the_interval_when_waves_are_any(before, after, n_before, n_after):
    verdict = wave_verdict(wave(before, n_before), wave(after, n_after))
    sure = difference_interval(after * n_after, n_after, before * n_before, n_before)
    if verdict.word == ChangeWord.CLEAR_RISE:
        assert sure.low > 0
    elif verdict.word == ChangeWord.CLEAR_FALL:
        assert sure.high < 0
    elif min(n_before, n_after) >= 50:
        assert sure.low <= 0 <= sure.high


def test_difference_is_seen_as_often_as_the_power_says_when_it_is_the_detectable_one():
    rng, n, share = np.random.default_rng(20_240_601), 400, 0.4
    detectable = 2.8016 * np.sqrt(2 * 0.45 * 0.55 / n)
    first, second = rng.binomial(n, share, 4_000), rng.binomial(n, share + detectable, 4_000)
    seen = difference_interval(second, n, first, n).low > 0
    assert seen.mean() == pytest.approx(0.8, abs=0.03)


# What is felt beside what is recorded

ZONES = [f"z{i:02}" for i in range(12)]


def felt(order=range(12), error=0.004, n_effective=200.0):
    return pd.DataFrame(
        {"estimate": 0.1 + 0.05 * np.array(order), "standard_error": error, "n_effective": n_effective}, ZONES
    )


def recorded(order=range(12), scale=1_000):
    return pd.DataFrame({"count": scale * (1 + np.array(order)), "exposure": 1_000.0}, ZONES)


SWAPPED = [11, *range(1, 11), 0]


def test_each_word_is_reached_when_its_rule_is_the_first_to_hold_for_a_gap():
    gaps = feeling_gap(felt(SWAPPED), recorded(), np.random.default_rng(1))
    assert gaps["word"].tolist() == [SurveyWord.DARKER, *[SurveyWord.CONSISTENT] * 10, SurveyWord.BRIGHTER]
    assert gaps["gap"].tolist() == pytest.approx([1.0, *[0.0] * 10, -1.0])
    unknown = feeling_gap(felt(error=0.3), recorded(), np.random.default_rng(1))
    assert set(unknown["word"]) == {ChangeWord.INSUFFICIENT_DATA}


@pytest.mark.parametrize(("n_effective", "enough"), [(49.9, False), (50, True), (51, True)])
def test_zone_is_judged_when_it_has_fifty_effective_answers(n_effective, enough):
    answers = np.r_[n_effective, np.full(11, 200.0)]
    words = feeling_gap(felt(SWAPPED, n_effective=answers), recorded(), np.random.default_rng(1))["word"]
    assert (words["z00"] is SurveyWord.DARKER) == enough
    assert words["z11"] is SurveyWord.BRIGHTER


def test_sentence_gives_the_gap_in_ranks_then_its_margin_then_the_word():
    swapped = [8, *range(8), *range(9, 12)]
    gaps = feeling_gap(felt(swapped), recorded(), np.random.default_rng(1))
    sentences = {
        zone: survey_verdicts.gap(*(gaps.loc[zone, ["gap", "low", "high"]].astype(float) * 11), 12, gaps["word"][zone])
        for zone in ("z00", "z11")
    }
    assert sentences["z00"] == (
        "Environ 8\u00a0rangs plus haut dans le ressenti que dans les faits (sur 12 zones, la plus sombre en "
        "haut), avec une marge de moins d’un rang\u00a0: ressenti plus sombre que les faits."
    )
    assert sentences["z11"].startswith("Même rang dans le ressenti et dans les faits (sur 12 zones")


@given(st.integers(0, 2**32 - 1))
def test_gaps_stay_and_lie_in_their_interval_when_zones_are_permuted(seed):
    rng = np.random.default_rng(seed)
    feelings, facts = felt(rng.permutation(12), 0.05), recorded(rng.permutation(12), 5)
    ours = feeling_gap(feelings, facts, np.random.default_rng(1), draws=1_000)
    mixed = feeling_gap(
        feelings.sample(frac=1, random_state=1),
        facts.sample(frac=1, random_state=2),
        np.random.default_rng(1),
        draws=1_000,
    )
    pd.testing.assert_frame_equal(mixed.loc[ours.index], ours)
    assert ((ours["low"] <= ours["gap"]) & (ours["gap"] <= ours["high"])).all()
    assert ours["gap"].sum() == pytest.approx(0)
    assert (ours["p_adjusted"] >= ours["p_value"]).all()


def test_ranks_stay_when_exposures_or_estimates_change_scale():
    ours = feeling_gap(felt(SWAPPED), recorded(), np.random.default_rng(1))
    facts = recorded().assign(exposure=50.0)
    scores = felt(SWAPPED) * [10, 10, 1]
    again = feeling_gap(scores, facts, np.random.default_rng(1))
    pd.testing.assert_frame_equal(ours, again)


def test_few_zones_are_called_apart_when_feeling_and_facts_agree():
    """Simulated: both measures see one true order with noise; hardly any zone may be said to differ."""
    rng = np.random.default_rng(20_240_601)
    apart = []
    for _ in range(40):
        truth = rng.uniform(0.2, 0.8, 12)
        feelings = felt(n_effective=200.0).assign(estimate=rng.normal(truth, 0.035), standard_error=0.035)
        facts = recorded().assign(count=rng.poisson(truth * 200))
        words = feeling_gap(feelings, facts, rng, draws=2_000)["word"]
        apart += words.isin((SurveyWord.DARKER, SurveyWord.BRIGHTER)).tolist()
    assert np.mean(apart) <= 0.05


def changed(frame, column, value, row):
    other = frame.astype({column: object})
    other.iloc[row, other.columns.get_loc(column)] = value
    return other


@pytest.mark.parametrize(
    ("call", "argument", "rows"),
    [
        (lambda rng: wave_verdict(wave(1.2, 100), wave(0.5, 100)), "before.value", "all"),
        (lambda rng: wave_verdict(wave(0.5, 100), wave(float("nan"), 100)), "after.value", "all"),
        (lambda rng: wave_verdict(wave(0.5, 100), wave(0.5, 0)), "after.n_effective", "all"),
        (lambda rng: wave_verdict(wave(0.5, 100), wave(0.5, np.inf, 9)), "after.n_effective", "all"),
        (lambda rng: wave_verdict(wave(0.5, 100), wave(0.5, 100), threshold=0), "threshold", "all"),
        (lambda rng: wave_verdict(wave(0.5, 100), wave(0.5, 100), minimum=0), "minimum", "all"),
        (lambda rng: wave_verdict(wave(0.5, 100), wave(0.5, 100), p_adjusted=2), "p_adjusted", "all"),
        (lambda rng: feeling_gap(felt().iloc[:1], recorded(), rng), "felt", "all"),
        (lambda rng: feeling_gap(felt(), recorded().iloc[:-2], rng), "felt", "10, 11"),
        (lambda rng: feeling_gap(felt().iloc[:-2], recorded(), rng), "recorded", "10, 11"),
        (lambda rng: feeling_gap(pd.concat([felt(), felt()[:1]]), recorded(), rng), "felt", "0, 12"),
        (lambda rng: feeling_gap(felt().drop(columns="estimate"), recorded(), rng), "estimate", "all"),
        (lambda rng: feeling_gap(changed(felt(), "estimate", np.nan, 3), recorded(), rng), "estimate", "3"),
        (lambda rng: feeling_gap(felt(error=-1), recorded(), rng), "standard_error", "0, 1, .*"),
        (lambda rng: feeling_gap(felt(n_effective=0), recorded(), rng), "n_effective", "0, 1, .*"),
        (lambda rng: feeling_gap(felt(), changed(recorded(), "count", -1, 4), rng), "count", "4"),
        (lambda rng: feeling_gap(felt(), changed(recorded(), "exposure", 0, 5), rng), "exposure", "5"),
        (lambda rng: feeling_gap(felt(), recorded(), rng, threshold=1), "threshold", "all"),
        (lambda rng: feeling_gap(felt(), recorded(), rng, minimum=-1), "minimum", "all"),
        (lambda rng: feeling_gap(felt(), recorded(), rng, draws=999), "draws", "all"),
    ],
)
def test_argument_is_named_with_its_rows_when_it_is_unusable(call, argument, rows):
    with pytest.raises(ValueError, match=rf"\b{argument}\b.*\(rows {rows}\)"):
        call(np.random.default_rng(1))
