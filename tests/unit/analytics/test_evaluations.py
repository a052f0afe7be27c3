"""What is said of the actions of a register: level, facts, comparison, rivals, gate, and what a machine is told."""

import shutil
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.disclosure import WITHHELD, Policy, tabulate
from analytics.figures import evaluations, observe
from analytics.figures.evaluations import Evaluated
from analytics.figures.release import Release
from analytics.statistics.evaluation import CheckResult, Obstacle, Outcome, StepReason
from analytics.statistics.words import Part
from analytics.text import actions as texts
from analytics.text import verdicts
from data import journal
from data.errors import UnknownActionError, WithheldError
from data.journal import Action, Direction, Followed, Unit, Zone
from data.model import Level, Scope
from tests.scopes import full

NOISE = Followed("signalements", "bruit_tapage")


@pytest.fixture(scope="module")
def source(demo_home):
    return observe(demo_home)


@pytest.fixture(scope="module")
def register(demo_home):
    with journal.open_journal(demo_home) as kept:
        return kept.actions()


def action(name="Médiation", *, zones=("Les Tanneries",), start=date(2023, 4, 12), followed=(NOISE,), **given):
    places = tuple(Zone(Level.QUARTIER, "", zone) for zone in zones)
    return Action(
        name=name, champ="mediation_sociale", start=start, lead="Ville", expected_effect="e", mechanism="m",
        zones=places, indicators=followed, **given,
    )  # fmt: skip


def judged(source, *actions):
    return evaluations.evaluate(full(source), actions)


def test_every_action_of_the_demo_is_judged_or_says_why_not(source, register):
    evaluated = evaluations.evaluate(full(source), tuple(register))
    assert [one.action for one in evaluated] == list(register)
    assert all(one.obstacle in texts.OBSTACLES or one.word for one in evaluated)


@pytest.mark.parametrize(
    ("zones", "level"),
    [((), Level.COMMUNE), (("Les Tanneries",), Level.QUARTIER), (("Les Tanneries 1",), Level.IRIS)],
)
def test_zones_are_found_at_the_level_that_has_them_all(source, zones, level):
    found = evaluations.zones_of(full(source), action(zones=zones))
    assert found is not None and found[0] is level


@pytest.mark.parametrize(
    ("one", "obstacle"),
    [
        (action(zones=("Nulle part",)), "zones"),
        (action(followed=()), "followed"),
        (action(start=date(2031, 1, 1)), "months"),
        (action(start=date(2019, 1, 1)), "months"),
    ],
)
def test_obstacle_is_told_when_nothing_can_be_counted(source, one, obstacle):
    (found,) = judged(source, one)
    assert (found.obstacle, found.appraisal) == (obstacle, None)
    assert texts.evaluation_entry(found, source.version)["verdict"] == "données insuffisantes"
    assert texts.evaluation(found) == texts.OBSTACLES[obstacle]


@pytest.mark.parametrize(
    ("zones", "outcome"),
    [
        ("", Outcome.FAILED),
        ("Les Tanneries", Outcome.FAILED),
        ("Les Tanneries 1", Outcome.FAILED),
        ("Centre ancien", Outcome.PASSED),
    ],
)
def test_change_of_recording_bears_on_an_action_when_it_tells_its_zones_from_others(
    demo_home, tmp_path, zones, outcome
):
    home = shutil.copytree(demo_home, tmp_path / "home")
    (home / "ruptures.csv").write_text(
        f"source;mois;note;zones\nsignalements_ville;2023-09;application;{zones}\n", encoding="utf-8"
    )
    (found,) = judged(observe(home), action())
    (check,) = [one for one in found.appraisal.checks if one.name == "recording"]
    assert check.outcome is outcome
    (centre,) = evaluations.zones_of(full(observe(home)), action(zones=("Centre ancien",)))[1]
    assert (centre in found.compared) is (zones != "Centre ancien")


def test_first_month_is_that_of_the_first_day(source):
    (found,) = judged(source, action())
    assert found.start == date(2023, 4, 1)


@pytest.mark.parametrize(
    ("end", "last"),
    [(date(2024, 12, 30), "2024-11"), (date(2024, 12, 31), "2024-12"), (date(2025, 1, 1), "2024-12")],
)
def test_months_stop_with_the_action(source, end, last):
    (found,) = judged(source, action(end=end))
    assert f"{found.months[1]:%Y-%m}" == last


def test_method_is_an_interrupted_series_when_the_whole_commune_is_concerned(source):
    (found,) = judged(source, action(zones=()))
    assert found.appraisal.method == "interrupted_time_series"


def test_comparison_is_the_one_that_was_fixed(source):
    fixed = action(
        compared=tuple(Zone(Level.QUARTIER, code, code) for code in ("6", "7")),
        around=(Zone(Level.QUARTIER, "5", "5"),),
        comparison_fixed_on=date(2023, 1, 1),
    )
    (found,) = judged(source, fixed)
    assert (found.compared, found.around) == (("6", "7"), ("5",))


def test_zones_of_a_rival_action_are_not_compared_with(source):
    own, rival = action(), action("Ailleurs", zones=("Les Coteaux",), start=date(2024, 6, 1))
    (alone,), (beside, _) = judged(source, own), judged(source, own, rival)
    assert "6" in alone.compared
    assert "6" not in beside.compared


def simultaneous(found):
    (check,) = (one for one in found.appraisal.checks if one.name == "simultaneous")
    return check.outcome


@pytest.mark.parametrize("zones", [("Les Tanneries",), ()])
@pytest.mark.parametrize(("start", "told_apart"), [(date(2023, 10, 1), False), (date(2023, 11, 1), True)])
def test_actions_of_one_place_are_told_apart_when_they_begin_far_enough(source, zones, start, told_apart):
    found, _ = judged(source, action(), action("Autre", zones=zones, start=start))
    assert (simultaneous(found) is Outcome.PASSED) is told_apart
    if told_apart:
        assert found.months[1] == date(2023, 10, 1)


@pytest.mark.parametrize(
    ("start", "end", "first", "told_apart"),
    [
        (date(2019, 6, 1), None, date(2020, 1, 1), True),
        (date(2020, 6, 1), None, date(2020, 6, 1), True),
        (date(2021, 4, 1), None, date(2021, 4, 1), True),
        (date(2021, 5, 1), None, date(2020, 1, 1), False),
        (date(2019, 6, 1), date(2020, 12, 31), date(2021, 1, 1), True),
        (date(2019, 6, 1), date(2022, 12, 15), date(2020, 1, 1), False),
    ],
)
def test_earlier_action_is_told_apart_when_two_years_are_left_before(source, start, end, first, told_apart):
    found, _ = judged(source, action(), action("Autre", start=start, end=end))
    assert found.months[0] == first
    assert (simultaneous(found) is Outcome.PASSED) is told_apart


def test_later_end_of_another_action_stops_the_months(source):
    rival = action("Autre", start=date(2019, 6, 1), end=date(2024, 6, 15))
    found, _ = judged(source, action(), rival)
    assert found.months[1] == date(2024, 6, 1)
    assert simultaneous(found) is Outcome.PASSED


def test_action_that_has_not_begun_changes_nothing(source):
    own = action()
    planned = [action("Ailleurs", zones=(zone,), start=date(2027, 1, 1)) for zone in ("Les Coteaux", "Les Tanneries")]
    (alone,), (beside, *_) = judged(source, own), judged(source, own, *planned)
    assert beside == alone


@pytest.mark.parametrize(
    ("target", "unit", "threshold"),
    [
        (None, Unit.PERCENT, 0.20),
        (35, Unit.PERCENT, 0.35),
        (0, Unit.PERCENT, 0.20),
        (150, Unit.PERCENT, 0.95),
        (1e9, Unit.NUMBER, 0.95),
    ],
)
def test_threshold_is_the_target_of_the_action(source, target, unit, threshold):
    (found,) = judged(source, action(followed=(replace(NOISE, target=target, unit=unit),)))
    assert found.appraisal.verdict.threshold == found.step.threshold == threshold


@pytest.mark.parametrize(("target", "threshold"), [(None, 0.35), (25, 0.25)])
def test_threshold_is_that_of_the_commune_where_the_action_has_no_target(source, target, threshold):
    release = Release(replace(source, commune=replace(source.commune, change_sought=35)), Scope.COORDINATION)
    (found,) = evaluations.evaluate(release, (action(followed=(replace(NOISE, target=target, unit=Unit.PERCENT),)),))
    assert found.appraisal.verdict.threshold == found.step.threshold == threshold


def test_target_in_number_is_a_share_of_the_level_before(source):
    wanted = [action(f"{n}", followed=(replace(NOISE, target=n, unit=Unit.NUMBER),)) for n in (5, 10)]
    few, many = (judged(source, one)[0].appraisal.verdict.threshold for one in wanted)
    assert 0 < few < many == pytest.approx(2 * few)


@pytest.mark.parametrize(
    ("zones", "start", "left_out"),
    [
        (("Les Tanneries",), date(2021, 12, 1), 12),
        (("Les Tanneries",), date(2020, 7, 1), 5),
        ((), date(2021, 12, 1), 0),
    ],
)
def test_year_that_may_have_made_the_place_be_chosen_is_not_read(source, zones, start, left_out):
    (found,) = judged(source, action(zones=zones, start=start))
    assert found.appraisal.setting.left_out == left_out


@pytest.mark.parametrize(("start", "estimated"), [(date(2021, 12, 1), False), (date(2022, 1, 1), True)])
def test_place_is_not_judged_when_less_than_two_years_come_before(source, start, estimated):
    (found,) = judged(source, action(start=start))
    assert (found.appraisal.effect is not None) == estimated
    if not estimated:
        assert "sans les 12 mois d’avant le début" in texts.evaluation(found).replace("\xa0", " ")
        assert found.step.reason is StepReason.NEVER_BEFORE


def test_rise_is_sought_when_the_indicator_should_go_up(source):
    up = replace(NOISE, direction=Direction.UP)
    assert not evaluations.goes_down(action(followed=(up,)))


def test_all_is_withheld_when_a_count_is_too_small_for_the_scope(source):
    rare = action(followed=(Followed("plaintes", "vols_avec_armes"),), zones=("Les Prés d’Aubrise",))
    whole, public = (
        evaluations.evaluate(Release(source, scope), (rare,))[0] for scope in (Scope.COORDINATION, Scope.PUBLIC)
    )
    assert not whole.is_withheld and whole.word
    assert public == Evaluated(rare, whole.level, is_withheld=True)
    with pytest.raises(WithheldError):
        evaluations.find(Release(source, Scope.PUBLIC), (rare,), rare.name)


def test_action_is_found_whatever_its_accents(source, register):
    assert evaluations.find(full(source), tuple(register), "mediation de soiree aux tanneries").appraisal


def test_action_is_refused_when_unknown(source, register):
    with pytest.raises(UnknownActionError, match="Médiation de soirée"):
        evaluations.find(full(source), tuple(register), "Inconnue")


def test_record_can_be_made_again(source):
    (found,) = judged(source, action())
    record = texts.evaluation_record(found, evaluations.inputs(full(source), found))
    inputs = record["inputs"]
    again = action(
        compared=tuple(Zone(Level.QUARTIER, code, code) for code in inputs["compared"]),
        around=tuple(Zone(Level.QUARTIER, code, code) for code in inputs["around"]),
        comparison_fixed_on=date(2023, 1, 1),
    )
    (second,) = judged(source, again)
    assert texts.evaluation_record(second, evaluations.inputs(full(source), second)) == record
    assert record["snapshot"] == source.version


def followed_up(source, one):
    shown = evaluations.follow_up(full(source), (one,), 1)
    assert shown is not None
    return shown, shown.table.frame


def test_facts_beyond_those_expected_end_at_the_verdict(source):
    one = action(number=1)
    _, rows = followed_up(source, one)
    (found,) = judged(source, one)
    limits = found.appraisal.effect.difference_interval()
    last = rows.iloc[-1]
    assert last["cumulated"] == pytest.approx(found.appraisal.effect.difference)
    assert (last["cumulated_low"], last["cumulated_high"]) == pytest.approx((limits.low, limits.high))
    after = rows[rows["part"] == Part.AFTER]
    assert after["n_events"].sum() == found.appraisal.effect.after
    assert after["cumulated"].iloc[-1] == pytest.approx((after["n_events"] - after["expected"]).sum())


def test_months_are_put_together_when_they_hold_few_facts(source, monkeypatch):
    one = action(number=1)
    shown, rows = followed_up(source, one)
    (found,) = judged(source, one)
    before = rows.loc[rows["part"] == Part.BEFORE, "n_events"].sum() / found.appraisal.setting.months_before
    assert shown.months == 3
    for fewest, months in ((before - 0.01, 1), (before + 0.01, 3)):
        monkeypatch.setattr(evaluations, "FEWEST_A_MONTH", fewest)
        assert followed_up(source, one)[0].months == months


@pytest.mark.parametrize(
    ("target", "unit", "direction", "sign"),
    [
        (None, Unit.PERCENT, Direction.DOWN, 0),
        (30, Unit.PERCENT, Direction.DOWN, -1),
        (30, Unit.PERCENT, Direction.UP, 1),
        (24, Unit.NUMBER, Direction.DOWN, -1),
    ],
)
def test_goal_is_that_of_the_first_indicator_over_the_months_since_the_start(source, target, unit, direction, sign):
    wanted = replace(NOISE, target=target, unit=unit, direction=direction)
    shown, rows = followed_up(source, action(number=1, followed=(wanted,)))
    expected = rows.loc[rows["part"] == Part.AFTER, "expected"].sum()
    asked = 0.3 * expected if unit is Unit.PERCENT else 24 * 33 / 12
    assert shown.goal == (pytest.approx(sign * asked) if sign else None)


@pytest.mark.parametrize("one", [action(number=1, followed=()), action(number=1, start=date(2025, 11, 1))])
def test_nothing_is_followed_up_when_nothing_is_estimated(source, one):
    assert evaluations.follow_up(full(source), (one,), 1) is None


@pytest.mark.parametrize(
    ("name", "is_warned"), [("Médiation de soirée aux Tanneries", True), ("Veille partagée des halls", False)]
)
def test_verdict_says_that_it_tells_no_only_cause_when_it_concludes(source, register, name, is_warned):
    found = evaluations.find(full(source), tuple(register), name)
    assert verdicts.lead(found.appraisal).endswith(verdicts.NOT_CAUSE) == is_warned
    opening = verdicts.sentence if is_warned else verdicts.detectable
    assert verdicts.lead(found.appraisal).startswith(opening(found.appraisal))


def test_quarters_of_an_action_add_up_to_its_months_and_are_whole(source):
    one = action(number=1)
    rows = evaluations.quarters(full(source), one).frame
    assert set(rows["period_start"].dt.month) == {1, 4, 7, 10}
    assert (rows["period_start"] + pd.DateOffset(months=3) == rows["period_end"]).all()
    _, followed = followed_up(source, one)
    shared = rows.merge(followed, on=["period_start", "period_end"])
    assert len(shared) > 12 and (shared["n_events_x"] == shared["n_events_y"]).all()


@pytest.mark.parametrize("one", [action(followed=()), action(zones=("Nulle part",))], ids=["nothing", "nowhere"])
def test_no_quarter_is_counted_when_an_action_follows_nothing_anywhere(source, one):
    assert evaluations.quarters(full(source), one) is None


def test_quarters_hold_no_count_that_the_scope_may_not_see(source):
    one = action(followed=(Followed("plaintes", "vols_avec_armes"),), zones=("Les Prés d’Aubrise",))
    whole, public = (
        evaluations.quarters(Release(source, scope), one).frame for scope in (Scope.COORDINATION, Scope.PUBLIC)
    )
    assert whole["n_events"].notna().all() and whole["n_events"].gt(0).any()
    assert public["n_events"].fillna(0).isin([0]).all() and public["n_events"].isna().any()


def test_summary_says_of_each_action_what_its_verdict_does(source, register):
    evaluated = evaluations.evaluate(full(source), tuple(register))
    rows = evaluations.summary(full(source), evaluated).frame
    assert rows["action"].to_list() == [one.name for one in register]
    assert rows["word"].fillna("").to_list() == [one.word for one in evaluated]
    assert rows["effect_pct"].notna().to_list() == [
        bool(one.appraisal and not one.appraisal.verdict.reasons and one.appraisal.verdict.has_ratio)
        for one in evaluated
    ]


def test_summary_keeps_what_is_withheld(source):
    rare = action(followed=(Followed("plaintes", "vols_avec_armes"),), zones=("Les Prés d’Aubrise",))
    release = Release(source, Scope.PUBLIC)
    (row,) = evaluations.summary(release, evaluations.evaluate(release, (rare,))).frame.to_dict("records")
    assert row["action"] == rare.name and row["status"] == "secondary"
    assert all(
        pd.isna(row[name]) for name in ("word", "effect_pct", "effect_low_pct", "effect_high_pct", "proof", "step")
    )


def test_roles_are_those_of_the_zones_of_the_study(source):
    (one,) = judged(source, action())
    rows = evaluations.roles(full(source), one).frame
    by_role = {role: tuple(zones["zone_code"]) for role, zones in rows.groupby("role")}
    assert by_role == {"treated": one.treated, "compared": one.compared, "around": one.around}


def test_action_is_judged_on_each_indicator_with_its_categories():
    pairs = [("Signalements", "Bruit et tapage"), ("Plaintes", ""), ("Signalements", "Tags")]
    assert texts.followed(pairs) == "Signalements (bruit et tapage et tags) et plaintes"
    assert texts.followed([]) == ""


def test_reading_of_quarters_gives_their_ends_and_what_is_withheld():
    starts = pd.to_datetime(["2024-01-01", "2024-04-01", "2024-07-01"])
    columns = {"period_start": starts, "period_end": starts + pd.DateOffset(months=3)}
    table = tabulate({**columns, "n_events": np.array([12, WITHHELD, 30])}, Policy.of(Scope.PUBLIC, 5))
    said = " ".join(texts.quarters(table).split())
    assert said == "De 12 à 30 faits par trimestre ; 30 de juillet à septembre 2024 ; 1 trimestre non communiqué."
    assert texts.quarters(table.where(table.frame["n_events"].isna())).startswith("1")
    assert texts.quarters(table.where(table.frame["n_events"] < 0)) == "Aucun trimestre entier."


def test_actions_that_are_not_judged_are_counted_by_their_reason():
    said = " ".join(texts.unjudged(["followed", "withheld", "followed"]).split())
    why = "1 dont les nombres sont trop petits pour être communiqués"
    assert said == f"Non évaluées : 2 sans indicateur suivi et {why}"
    assert set(texts.OBSTACLES) | {"withheld"} == set(texts.UNJUDGED)


def test_verifications_are_counted_by_what_became_of_them():
    passed, failed, known = (CheckResult("buffer", outcome) for outcome in Outcome)
    impossible = CheckResult("pre_trend", Outcome.INFORMATIVE, obstacle=Obstacle.FEW_MONTHS)
    told = texts.checks([failed, passed, impossible, passed, known]).replace("\xa0", " ")
    assert told == "Vérifications : 2 réussies, 1 contredite, 1 à savoir et 1 impossible"
    assert texts.check_in_short(passed) == ":material/check_circle: Zones voisines"
    assert texts.check_in_short(failed) == ":material/warning: Zones voisines (contredite)"
    assert texts.check_in_short(impossible) == ":material/do_not_disturb_on: Évolution d’avant (impossible)"
