"""What is said of actions whose truth is known, and of those on which too little is."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.statistics.evaluation import (
    ChangeWord,
    DisplacementWord,
    Outcome,
    ProofLevel,
    Recording,
    Step,
    StepReason,
    Study,
    appraise,
    next_step,
)
from analytics.statistics.evaluation.checks import CheckResult
from analytics.text import actions as texts
from analytics.text import verdicts

ZONES, INTERRUPTED, SYNTHETIC = "zone_changes", "interrupted_time_series", "synthetic_control"
FALLS = (ChangeWord.CLEAR_FALL, ChangeWord.PROBABLE_FALL)
CLEAR = (ChangeWord.CLEAR_FALL, ChangeWord.CLEAR_RISE)


def outcomes(appraisal):
    return {check.name: check.outcome for check in appraisal.checks}


@pytest.mark.parametrize(
    ("n_compared", "method", "proof", "word"),
    [
        (0, INTERRUPTED, ProofLevel.BEFORE_AFTER, ChangeWord.PROBABLE_FALL),
        (2, INTERRUPTED, ProofLevel.BEFORE_AFTER, ChangeWord.PROBABLE_FALL),
        (3, ZONES, ProofLevel.COMPARED, ChangeWord.CLEAR_FALL),
        (4, ZONES, ProofLevel.COMPARED, ChangeWord.CLEAR_FALL),
    ],
)
def test_method_is_the_one_that_the_compared_zones_allow(study, n_compared, method, proof, word):
    (ours,) = appraise([study(4, ratio=0.3, level=60, n_compared=n_compared, n_around=0)])
    assert (ours.method, ours.verdict.proof_level, ours.verdict.word) == (method, proof, word)


@pytest.mark.parametrize("method", [SYNTHETIC, INTERRUPTED])
def test_method_is_another_when_it_is_asked_for(study, method):
    (ours,) = appraise([study(4, ratio=0.4, level=40)], methods=[method])
    assert ours.method == ours.effect.method == method
    assert ours.verdict.word == ChangeWord.PROBABLE_FALL
    assert ours.displacement is None
    assert any("que probable" in limit for limit in verdicts.limits(ours))


@pytest.mark.parametrize(("n_compared", "n_before", "estimated"), [(7, 36, None), (8, 23, False), (8, 24, True)])
def test_mixture_wants_eight_zones_and_two_years(study, n_compared, n_before, estimated):
    drawn = study(5, n_compared=n_compared, n_before=n_before)
    if estimated is None:
        with pytest.raises(ValueError, match="methods"):
            appraise([drawn], methods=[SYNTHETIC])
    else:
        assert (appraise([drawn], methods=[SYNTHETIC])[0].effect is not None) == estimated


@pytest.mark.parametrize(("n_before", "word"), [(23, ChangeWord.PROBABLE_FALL), (24, ChangeWord.CLEAR_FALL)])
def test_change_is_only_probable_when_less_than_two_years_are_read_before(study, n_before, word):
    (ours,) = appraise([study(4, ratio=0.3, level=60, n_before=n_before)])
    assert ours.verdict.word == word
    assert ours.verdict.is_capped == (n_before < 24)
    assert any("Moins de deux ans" in limit for limit in verdicts.limits(ours)) == (n_before < 24)


def test_months_left_out_change_nothing_when_they_are_wild(study):
    drawn = study(4, ratio=0.5, level=40, left_out=12)
    wild = drawn.months.copy()
    wild.iloc[24:36] *= 7
    (ours,), (theirs,) = appraise([drawn]), appraise([replace(drawn, months=wild)])
    assert ours == theirs
    assert ours.setting.months_before == 24
    assert "sans les 12 mois d’avant le début" in verdicts.limits(ours)[0].replace("\xa0", " ")


def test_place_that_was_chosen_for_its_peak_falls_by_itself_when_its_peak_is_read(study):
    """Of thirty zones, that whose last year was the worst beside the two before it."""
    drawn = study(21, level=8, n_compared=30, n_around=0)
    worst = (drawn.months.iloc[24:36].sum() / drawn.months.iloc[:24].sum()).idxmax()
    chosen = Study(drawn.months, (worst,), tuple(drawn.months.columns.drop(worst)), drawn.start)
    (read,), (left,) = appraise([chosen]), appraise([replace(chosen, left_out=12)])
    assert read.effect.estimate < left.effect.estimate
    assert left.verdict.word not in FALLS


def test_season_of_a_zone_is_no_effect_when_the_action_lasts_a_summer():
    """Six months of summer, in a zone four times as busy in summer, beside zones that are not."""
    months = pd.date_range("2020-04-01", periods=42, freq="MS")
    summer = np.isin(months.month, range(4, 10))
    counts = pd.DataFrame({f"z{i}": np.full(42, 100) for i in range(9)}, months)
    counts["z0"] = np.where(summer, 160, 40)
    (ours,) = appraise([Study(counts, ("z0",), tuple(counts)[1:], months[36])])
    assert ours.effect.estimate == pytest.approx(1, rel=1e-3)
    assert (ours.verdict.before, ours.verdict.after) == (960, 960)
    assert "960 faits avant et 960 après, sur les mêmes 6 mois de l’année" in verdicts.sentence(ours).replace(
        "\xa0", " "
    )


def test_counts_are_told_a_year_when_periods_differ_in_length(study):
    (ours,) = appraise([study(4, level=40, n_before=36, n_after=18)])
    before, after = ours.verdict.before / 1.5, ours.verdict.after / 1.5
    assert f"{round(before)} faits par an avant et {round(after)} après" in verdicts.sentence(ours).replace("\xa0", " ")


def test_rise_is_what_is_detected_when_the_action_is_meant_to_raise(study):
    drawn = study(4, ratio=1.6, level=40, rises=True, threshold=0.3, moved=0.0)
    (ours,) = appraise([drawn])
    assert ours.verdict.word == ChangeWord.CLEAR_RISE
    assert "une hausse d’au moins" in verdicts.detectable(ours)
    assert ours.displacement.word == DisplacementWord.NONE_SEEN
    assert next_step(drawn, ours).step is Step.EXTEND


@pytest.mark.parametrize(("threshold", "word"), [(0.15, ChangeWord.BOUNDED), (0.6, ChangeWord.STABLE)])
def test_threshold_is_that_of_the_action(study, threshold, word):
    (ours,) = appraise([study(3, level=15, threshold=threshold)])
    assert ours.verdict.word == word


def test_method_is_refused_when_it_wants_zones_that_are_not_there(study):
    with pytest.raises(ValueError, match="methods"):
        appraise([study(4, n_compared=0)], methods=[ZONES])


def test_proof_is_that_of_many_zones_when_there_are(study):
    drawn = study(1, level=40, n_compared=30, n_around=0)
    many = Study(drawn.months, drawn.compared[:6], drawn.compared[6:], drawn.start)
    (ours,) = appraise([many])
    assert ours.effect.freedom == 23
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
    (told,) = re.findall(r"au moins (\d+)", verdicts.detectable(ours))
    assert 0 <= int(told) - 100 * ours.effect.detectable < 1


def test_sentence_gives_the_effect_then_the_margin_then_the_word(study):
    (ours,) = appraise([study(5, ratio=0.5, level=40)])
    said = verdicts.sentence(ours, ("signalement", "signalements"))
    parts = ["signalements de moins par an", "(entre", "soit −", "baisse nette par rapport aux zones comparables"]
    assert [said.index(part) for part in parts] == sorted(said.index(part) for part in parts)
    assert said.startswith("Environ")


@pytest.mark.parametrize(("rises", "sought"), [(False, -0.2), (True, 0.2)])
def test_change_is_sought_the_way_that_the_action_goes(study, rises, sought):
    (ours,) = appraise([replace(study(5, ratio=0.5, level=40), rises=rises, threshold=0.2)])
    assert ours.sought == sought


def test_picture_of_an_effect_says_its_change_only_where_it_reads(study):
    (clear,), (unsure,) = appraise([study(5, ratio=0.5, level=40)]), appraise([study(5, level=2)])
    said = r"Écart à l’attendu\s: −\d+\s%, marge de −\d+\s% à −\d+\s%\. Changement recherché\s: −20\s%\."
    assert re.fullmatch(said, texts.effect(clear))
    assert unsure.verdict.word == ChangeWord.INSUFFICIENT_DATA
    assert re.match(r"Écart à l’attendu\s: trop incertain pour être lu, marge de −", texts.effect(unsure))


def test_clear_change_becomes_only_probable_when_the_comparison_moved_before(study):
    drawn = study(6, ratio=0.5, level=60)
    drifting = drawn.months.assign(z0=(drawn.months["z0"] * np.linspace(2.0, 0.3, len(drawn.months))).round())
    (ours,) = appraise([Study(drifting, drawn.treated, drawn.compared, drawn.start)])
    assert outcomes(ours)["pre_trend"] is Outcome.FAILED
    assert ours.verdict.word != ChangeWord.CLEAR_FALL
    assert any("parallèles" in limit for limit in verdicts.limits(ours))


@pytest.mark.parametrize(("n_before", "is_made"), [(35, False), (36, True), (37, True)])
def test_trend_before_an_action_is_told_from_three_years_on(study, n_before, is_made):
    (ours,) = appraise([study(6, n_before=n_before)])
    (trend,) = [check for check in ours.checks if check.name == "pre_trend"]
    assert (trend.obstacle is None) is is_made
    assert is_made or verdicts.check(trend).startswith("Évolution d’avant")


BREAK = Recording(pd.Timestamp("2023-05-01"))
EVERY_ZONE = ("z0", *(f"z{i}" for i in range(4, 12)))


@pytest.mark.parametrize(
    ("recording", "n_compared", "outcome"),
    [
        ((), 8, Outcome.PASSED),
        ((BREAK,), 0, Outcome.FAILED),
        ((BREAK,), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2024-01-01")),), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2024-02-01")),), 8, Outcome.INFORMATIVE),
        ((Recording(pd.Timestamp("2024-02-01"), ("z0",)),), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2024-02-01"), ("z8",)),), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2024-02-01"), EVERY_ZONE[:8]),), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2024-02-01"), EVERY_ZONE),), 8, Outcome.INFORMATIVE),
        ((Recording(pd.Timestamp("2024-02-01"), (*EVERY_ZONE, "ailleurs")),), 8, Outcome.INFORMATIVE),
        ((Recording(pd.Timestamp("2024-01-01"), EVERY_ZONE),), 8, Outcome.FAILED),
        ((Recording(pd.Timestamp("2023-05-01"), ("ailleurs",)),), 8, Outcome.PASSED),
        ((Recording(pd.Timestamp("2020-01-01")),), 8, Outcome.PASSED),
        ((Recording(pd.Timestamp("2030-01-01")),), 0, Outcome.PASSED),
    ],
)
def test_change_of_recording_bears_on_the_verdict_when_it_is_near_the_start(study, recording, n_compared, outcome):
    (ours,) = appraise([study(7, n_compared=n_compared, recording=recording)])
    assert outcomes(ours)["recording"] is outcome


def test_check_that_failed_is_said_beside_the_level_of_proof(study):
    drawn = study(7, ratio=0.4, n_compared=8)
    proofs = [verdicts.proof(ours.verdict) for ours in appraise([drawn, replace(drawn, recording=(BREAK,))])]
    assert proofs == [
        "3 sur 5\N{NO-BREAK SPACE}: avant et après, avec des zones comparables",
        "2 sur 5\N{NO-BREAK SPACE}: avant et après, avec des zones comparables, mais une vérification a échoué",
    ]


@pytest.mark.parametrize(("uneven", "outcome"), [(0.0, Outcome.INFORMATIVE), (0.3, Outcome.FAILED)])
def test_change_of_recording_bears_on_nothing_when_zones_show_that_they_took_it_up_alike(study, uneven, outcome):
    drawn = study(7, level=400, n_compared=20, dispersion=1.0)
    uptake = 1.4 * np.exp(uneven * np.random.default_rng(1).normal(size=24))
    after = drawn.months.index >= BREAK.month
    taken_up = (drawn.months * np.where(after[:, None], uptake, 1.0)).round()
    (ours,) = appraise([replace(drawn, months=taken_up, recording=(BREAK,))])
    assert outcomes(ours)["recording"] is outcome


@pytest.mark.parametrize(
    ("outcome", "n_near", "said"),
    [
        (Outcome.PASSED, None, "Aucun changement d’enregistrement n’est connu sur ces mois."),
        (Outcome.FAILED, 0, "janvier 2021 et mars 2024, et rien ne le sépare de l’action."),
        (
            Outcome.FAILED,
            1,
            "mars 2024, dont 1 fois à un an du début au plus, et rien ne montre que ses effets sont les mêmes",
        ),
        (Outcome.FAILED, 2, "mars 2024, à un an du début au plus, et rien ne montre que ses effets sont les mêmes"),
        (Outcome.INFORMATIVE, 0, "à plus d’un an du début ; ce que les zones en font varier est dans la marge."),
        (Outcome.INFORMATIVE, 2, "ses effets diffèrent d’environ 10 % au plus d’une zone comparable à l’autre."),
    ],
)
def test_sentence_on_recording_says_what_was_looked_at(outcome, n_near, said):
    months = () if n_near is None else (date(2021, 1, 1), date(2024, 3, 1))
    figures = {"months": months} | ({} if n_near is None else {"n_near": n_near})
    sentence = verdicts.check(CheckResult(name="recording", outcome=outcome, figures=figures))
    assert said in sentence.replace("\u202f", " ").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("n_apart", "said"),
    [
        (1, "mars 2024, dont 1 fois dans une partie seulement des zones étudiées : rien ne le sépare de l’action."),
        (2, "mars 2024, dans une partie seulement des zones étudiées : rien ne le sépare de l’action."),
    ],
)
def test_sentence_on_recording_says_that_a_part_of_the_zones_is_touched(n_apart, said):
    figures = {"months": (date(2021, 1, 1), date(2024, 3, 1)), "n_apart": n_apart}
    sentence = verdicts.check(CheckResult(name="recording", outcome=Outcome.FAILED, figures=figures))
    assert said in sentence.replace("\u202f", " ").replace("\u00a0", " ")


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
        {"left_out": -1},
        {"left_out": 36},
        {"threshold": 0.0},
        {"threshold": 1.0},
    ],
)
def test_study_is_refused_when_nothing_could_be_measured_on_it(study, spoil):
    drawn = study(1)
    given = {"months": drawn.months, "treated": ("z0",), "compared": (), "start": drawn.start} | spoil
    with pytest.raises(ValueError, match=r"\(rows "):
        Study(**given)


@pytest.mark.parametrize(("where", "reason"), [("z0", "zones de l’action"), ("compared", "zones comparables")])
def test_reason_is_told_when_all_facts_lie_in_the_months_left_out(study, where, reason):
    drawn = study(2, left_out=12)
    zones = list(drawn.compared) if where == "compared" else [where]
    months = drawn.months.copy()
    months.loc[months.index[[*range(24), *range(36, 72)]], zones] = 0
    (ours,) = appraise([replace(drawn, months=months)])
    assert ours.effect is None
    assert reason in verdicts.sentence(ours)


@pytest.mark.parametrize("zones", [["z0"], ["z4", "z5", "z6"]])
def test_mixture_is_finite_when_a_zone_has_no_fact_before(study, zones):
    drawn = study(2, n_compared=11)
    months = drawn.months.copy()
    months.loc[: drawn.start, zones] = 0
    (ours,) = appraise([replace(drawn, months=months)], methods=[SYNTHETIC])
    assert np.isfinite([ours.effect.estimate, ours.effect.low, ours.effect.high]).all()


@pytest.mark.parametrize(("peak", "word"), [(1.0, ChangeWord.CLEAR_RISE), (6.0, "insufficient_data")])
def test_rise_is_concluded_when_it_stands_once_the_year_left_out_is_read(study, peak, word):
    drawn = study(5, ratio=1.6, level=40, left_out=12)
    months = drawn.months.copy()
    months.loc[months.index[24:36], "z0"] = (months.loc[months.index[24:36], "z0"] * peak).round()
    (ours,) = appraise([replace(drawn, months=months)])
    assert ours.verdict.word == word
    if peak > 1:
        assert "si l’année d’avant le début est lue" in verdicts.sentence(ours)
        assert next_step(drawn, ours).reason is StepReason.CONTRADICTED
