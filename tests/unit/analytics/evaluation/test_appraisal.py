"""What is said of actions whose truth is known, and of those on which too little is."""

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.evaluation import ChangeWord, Outcome, ProofLevel, Recording, Study, appraise
from analytics.text import verdicts

DIFFERENCES = "difference_in_differences"
DISPLACEMENT = "weighted_displacement_difference"
INTERRUPTED = "interrupted_time_series"
FALLS = (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
CLEAR = (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)


def outcomes(appraisal):
    return {check.name: check.outcome for check in appraisal.checks}


@pytest.mark.parametrize(
    ("n_compared", "method", "proof"),
    [
        (0, INTERRUPTED, ProofLevel.BEFORE_AFTER),
        (1, DISPLACEMENT, ProofLevel.COMPARED),
        (5, DISPLACEMENT, ProofLevel.COMPARED),
        (6, DIFFERENCES, ProofLevel.COMPARED),
        (7, DIFFERENCES, ProofLevel.COMPARED),
    ],
)
def test_method_is_the_one_that_the_compared_zones_allow(study, n_compared, method, proof):
    (ours,) = appraise([study(4, ratio=0.4, level=40, n_compared=n_compared, n_around=0)])
    assert ours.method == method
    assert ours.verdict.word == ChangeWord.CLEAR_FALL
    assert ours.verdict.proof_level is proof


@pytest.mark.parametrize("method", [DISPLACEMENT, INTERRUPTED])
def test_method_is_another_when_it_is_asked_for(study, method):
    (ours,) = appraise([study(4, ratio=0.4, level=40)], methods=[method])
    assert ours.method == ours.effect.method == method
    assert ours.verdict.word in FALLS
    assert (ours.displacement is None) == (method == INTERRUPTED)


def test_method_is_refused_when_it_wants_zones_that_are_not_there(study):
    with pytest.raises(ValueError, match="methods"):
        appraise([study(4, n_compared=0)], methods=[DIFFERENCES])


def test_proof_is_that_of_many_zones_when_there_are(study):
    drawn = study(1, level=40, n_compared=30, n_around=0)
    many = Study(drawn.months, drawn.compared[:6], drawn.compared[6:], drawn.start)
    (ours,) = appraise([many])
    assert ours.effect.freedom == 5
    assert ours.verdict.proof_level in (ProofLevel.CONTROLLED, ProofLevel.NONE)


@pytest.mark.parametrize(
    ("n_before", "n_after", "n_compared", "enough"),
    [
        (11, 6, 8, False), (12, 5, 8, False), (12, 6, 8, True),
        (23, 12, 0, False), (24, 11, 0, False), (24, 12, 0, True),
    ],
)  # fmt: skip
def test_nothing_is_estimated_when_a_period_is_too_short(study, n_before, n_after, n_compared, enough):
    (ours,) = appraise([study(2, n_before=n_before, n_after=n_after, n_compared=n_compared, n_around=0)])
    assert (ours.effect is not None) == enough
    if not enough:
        assert ours.verdict.word == ChangeWord.INSUFFICIENT_DATA
        assert "il en faut au moins" in verdicts.sentence(ours)


@pytest.mark.parametrize("where", ["acted", "compared", "all"])
def test_reason_is_told_when_no_fact_is_recorded(study, where):
    drawn = study(2)
    zones = {"acted": ["z0"], "compared": list(drawn.compared), "all": list(drawn.months)}[where]
    empty = drawn.months.assign(**dict.fromkeys(zones, 0))
    (ours,) = appraise([Study(empty, drawn.treated, drawn.compared, drawn.start)])
    assert ours.verdict.word == ChangeWord.INSUFFICIENT_DATA
    assert "aucun fait n’est enregistré" in verdicts.sentence(ours)


def test_reason_is_told_when_a_series_alone_never_varies(study):
    drawn = study(2, n_compared=0, n_around=0)
    (ours,) = appraise([Study(drawn.months * 0 + 3, drawn.treated, (), drawn.start)])
    assert "chaque mois" in verdicts.sentence(ours)


def test_detectable_effect_is_told_before_any_result(study):
    (ours,) = appraise([study(3)])
    assert "quatre chances sur cinq" in verdicts.detectable(ours)


def test_sentence_gives_the_effect_then_the_margin_then_the_word(study):
    (ours,) = appraise([study(5, ratio=0.5, level=40)])
    said = verdicts.sentence(ours, ("signalement", "signalements"))
    parts = ["signalements de moins par an", "(entre", "soit −", "baisse nette par rapport aux zones comparables"]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    assert said.startswith("Environ")


def test_clear_change_becomes_only_probable_when_the_comparison_moved_before(study):
    drawn = study(6, ratio=0.5, level=60)
    drifting = drawn.months.assign(z0=(drawn.months["z0"] * np.linspace(1.4, 0.6, len(drawn.months))).round())
    (ours,) = appraise([Study(drifting, drawn.treated, drawn.compared, drawn.start)])
    assert outcomes(ours)["pre_trend"] is Outcome.FAILED
    assert ours.verdict.word != ChangeWord.CLEAR_FALL
    assert any("parallèles" in limit for limit in verdicts.limits(ours))


@pytest.mark.parametrize(
    ("recording", "n_compared", "outcome"),
    [
        ((), 8, Outcome.PASSED),
        ((Recording(pd.Timestamp("2023-05-01")),), 8, Outcome.INFORMATIVE),
        ((Recording(pd.Timestamp("2023-05-01")),), 0, Outcome.FAILED),
        ((Recording(pd.Timestamp("2023-05-01"), ("z0",)),), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2023-05-01"), ("ailleurs",)),), 8, Outcome.PASSED),
        ((Recording(pd.Timestamp("2020-01-01")),), 8, Outcome.PASSED),
        ((Recording(pd.Timestamp("2030-01-01")),), 0, Outcome.PASSED),
    ],
)
def test_change_of_recording_bears_on_the_verdict_when_nothing_shares_it(study, recording, n_compared, outcome):
    (ours,) = appraise([study(7, n_compared=n_compared, recording=recording)])
    assert outcomes(ours)["recording"] is outcome


def test_conclusion_depends_on_one_zone_when_that_zone_alone_made_it(study):
    drawn = study(8, level=30, n_compared=6, n_around=0)
    odd = drawn.months.copy()
    odd.loc[drawn.start :, drawn.compared[0]] *= 12
    (ours,) = appraise([Study(odd, drawn.treated, drawn.compared[:3], drawn.start)])
    assert outcomes(ours)["leave_one_out"] is Outcome.FAILED
    assert ours.verdict.word not in CLEAR


def test_months_that_follow_each_other_are_told(study):
    drawn = study(9, level=60)
    waves = drawn.months.assign(z0=(drawn.months["z0"] * (1 + 0.5 * np.sign(np.sin(np.arange(72) / 6)))).round())
    (ours,) = appraise([Study(waves, drawn.treated, drawn.compared, drawn.start)])
    assert outcomes(ours)["autocorrelation"] is Outcome.FAILED


def test_actions_judged_together_are_corrected_for(study):
    drawn = [study(seed, ratio=0.85, level=25) for seed in range(12)]
    alone = [appraise([one])[0].verdict.word for one in drawn]
    together = [one.verdict.word for one in appraise(drawn)]
    assert sum(word in CLEAR for word in together) < sum(word in CLEAR for word in alone)


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (0.0, {"none_seen"}),
        (0.7, {"partial"}),
        (1.6, {"above_gain"}),
        (-0.4, {"diffused"}),
    ],
)
def test_displacement_is_found_when_simulated(study, moved, words):
    found = [
        appraise([study(seed, ratio=0.4, level=150, n_compared=12, n_around=1, moved=moved, dispersion=1.0)])[
            0
        ].displacement.word
        for seed in range(10)
    ]
    assert sum(word in words for word in found) >= 8


def test_displacement_is_not_judged_when_nothing_fell(study):
    (ours,) = appraise([study(3)])
    assert ours.displacement.word == "insufficient_data"
    assert "aucune baisse" in verdicts.displacement(ours.displacement)


@pytest.mark.slow
@pytest.mark.parametrize("n_compared", [0, 4, 8])
def test_no_effect_is_found_where_there_is_none_more_often_than_said(study, n_compared):
    """A thousand towns by method: clear words at most 5 %, plus three errors of a share of a thousand."""
    towns = (study(seed, n_compared=n_compared, n_around=0) for seed in range(1_000))
    found = np.mean([appraise([town])[0].verdict.word in CLEAR for town in towns])
    assert found <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 1_000)


@pytest.mark.slow
def test_fall_of_thirty_per_cent_is_found_as_often_as_said(study):
    """Of towns where a fall of 30 % is told as detectable, four in five show it before the checks; most do after."""
    clear, said = [], []
    for seed in range(150):
        (ours,) = appraise([study(seed, ratio=0.7, level=25, n_compared=10, n_around=0)])
        if ours.effect.detectable <= 0.30:
            clear.append(ours.effect.high < 1)
            said.append(ours.verdict.word in FALLS)
    assert len(clear) >= 100
    assert np.mean(clear) >= 0.80 - 3 * np.sqrt(0.8 * 0.2 / len(clear))
    assert np.mean(said) >= 0.75


@pytest.mark.parametrize(
    "spoil",
    [
        {"treated": ()},
        {"treated": ("ailleurs",)},
        {"compared": ("z0",)},
        {"start": pd.Timestamp("2020-01-01")},
        {"start": pd.Timestamp("2026-01-01")},
        {"months": pd.DataFrame({"z0": [1, 2]})},
        {"months": pd.DataFrame({"z0": [1.0, np.nan]}, pd.date_range("2020-01-01", periods=2, freq="MS"))},
        {"months": pd.DataFrame({"z0": [1, -2]}, pd.date_range("2020-01-01", periods=2, freq="MS"))},
        {"months": pd.DataFrame({"z0": [1, 2]}, pd.to_datetime(["2020-01-01", "2020-03-01"]))},
        {"months": pd.DataFrame({"z0": [1, 2]}, pd.to_datetime(["2020-01-01", "2020-01-01"]))},
        {"months": pd.DataFrame([[1, 2], [3, 4]], pd.date_range("2020-01-01", periods=2, freq="MS"), ["z0", "z0"])},
        {"months": pd.DataFrame({"z0": []}, pd.DatetimeIndex([]))},
    ],
)
def test_study_is_refused_when_nothing_could_be_measured_on_it(study, spoil):
    drawn = study(1)
    given = {"months": drawn.months, "treated": ("z0",), "compared": (), "start": drawn.start} | spoil
    with pytest.raises(ValueError, match=r"\(rows "):
        Study(**given)


def test_threshold_is_refused_when_out_of_range(study):
    with pytest.raises(ValueError, match="threshold"):
        appraise([study(1)], threshold=0)
