"""What is to be watched in a town of known truth: one quartier whose burglaries doubled in its last three months."""

import json

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from analytics.__main__ import app
from analytics.disclosure import Status
from analytics.figures import Release, observe
from analytics.figures.alerts import alerts, known_past, unjudged
from analytics.figures.indicator_counts import indicator_counts
from analytics.figures.noise import noise
from analytics.statistics.trends import yearly_noise
from analytics.statistics.words import AlertWord
from analytics.text import alerts as texts
from data.intake import door
from data.intake.profiles import describe
from data.model import Level, Scope

STRUCK, QUARTER = "02", (pd.Timestamp("2025-09-01"), pd.Timestamp("2025-12-01"))
BURGLARIES, ARMED = "cambriolages_logement", "vols_avec_armes"
MEANS = {"01": 40, "02": 30, "03": 20, "04": 2}


def facts(first="2019-01-01", last="2025-12-01", factor=2.0, silent=()):
    rng, rows = np.random.default_rng(8), []
    for month in pd.date_range(first, last, freq="MS").difference(pd.DatetimeIndex(silent)):
        for quartier, mean in MEANS.items():
            for category in ("Cambriolages de logement", "Vols avec armes"):
                is_struck = quartier == STRUCK and category[0] == "C" and QUARTER[0] <= month < QUARTER[1]
                n = rng.poisson(mean * (factor if is_struck else 1))
                rows += [f"{month:%Y-%m};{quartier};{category};{n}"] * (n > 0)
    return "\n".join(["mois;quartier;nature;n", *rows]) + "\n"


def watched(new_town, scope=Scope.COORDINATION, level=Level.QUARTIER, slug=None, breaks="", zones="", **given):
    town = new_town()
    columns = ["month=mois", "zone_code=quartier", "category=nature", "count=n"]
    door.take(town.commune, [town.write("plaintes.csv", facts(**given))], describe("plainte", columns))
    if breaks:
        text = f"source;mois;note;zones\nplainte;{breaks};nouveau logiciel;{zones}\n"
        (town.commune.home / "ruptures.csv").write_text(text, encoding="utf-8")
    release = Release(observe(town.commune.home), scope)
    return release, alerts(release, level, slug)


@pytest.fixture(scope="module")
def struck(new_town):
    return watched(new_town)


def test_quartier_that_doubled_is_to_be_watched_and_no_other(struck):
    _, table = struck
    raised = table.frame[table.frame["word"] == AlertWord.TO_WATCH]
    assert {(row["zone_code"], row["category"]) for _, row in raised.iterrows()} >= {(STRUCK, BURGLARIES)}
    assert set(raised["zone_code"]) == {STRUCK}


def test_quarter_ends_with_the_last_month_that_no_source_completes(struck):
    _, table = struck
    assert {*zip(table.frame["period_start"], table.frame["period_end"], strict=True)} == {QUARTER}
    assert set(table.frame["before_start"]) == {pd.Timestamp("2020-09-01")}
    assert set(table.frame["years_before"]) == {5}


def test_counts_are_those_of_the_release_and_few_facts_are_not_judged(struck):
    release, table = struck
    assert set(table.frame["zone_code"]) == {"01", "02", "03"}
    assert table.frame["expected"].min() >= 20
    counts = release.ask(indicator_counts, "plaintes", Level.QUARTIER)
    for _, row in table.frame.iterrows():
        group = counts.group(row["category"] if isinstance(row["category"], str) else None, None)
        months = [i for i, one in enumerate(counts.buckets) if QUARTER[0].date() <= one.start < QUARTER[1].date()]
        zone = counts.zones["zone_code"].tolist().index(row["zone_code"])
        if row["indicator"] == "plaintes":
            assert counts.total(group, months)[zone] == row["n_events"]


def test_facts_of_two_indicators_are_judged_once_and_found_by_both(struck, new_town):
    release, table = struck
    assert not table.frame.duplicated(["indicator", "category", "zone_code"]).any()
    burglaries, all_of_them = (alerts(release, Level.QUARTIER, slug).frame for slug in ("cambriolages", "plaintes"))
    assert len(burglaries) == 3
    assert STRUCK in set(burglaries.loc[burglaries["word"] == AlertWord.TO_WATCH, "zone_code"])
    assert len(all_of_them) == len(table.frame)
    assert alerts(release, Level.QUARTIER, "signalements").frame.empty


def test_nothing_is_watched_where_nothing_rose_or_all_fell(new_town):
    for factor in (1.0, 0.3):
        _, table = watched(new_town, factor=factor)
        assert len(table.frame) == 9
        assert table.frame["word"].isna().all()


@pytest.mark.parametrize(
    ("given", "years"),
    [
        ({"first": "2021-09-01"}, 4),
        ({"first": "2021-10-01"}, None),
        ({"breaks": "2021-09"}, 4),
        ({"breaks": "2021-10"}, None),
        ({"breaks": "2025-10"}, None),
        ({"silent": ["2021-08-01"]}, 4),
        ({"silent": ["2021-09-01"]}, None),
        ({"silent": ["2023-05-01"]}, None),
        ({"first": "2025-01-01"}, None),
    ],
    ids=str,
)
def test_four_comparable_years_without_a_gap_are_needed(new_town, given, years):
    release, table = watched(new_town, **given)
    assert set(table.frame["years_before"]) == ({years} if years else set())
    assert ("plaintes" in unjudged(release, Level.QUARTIER)) == (years is None)
    if years is None:
        assert texts.to_watch(table, {}) == [texts.NOTHING_JUDGED]
        assert alerts(release, Level.QUARTIER, "plaintes").frame.empty


@pytest.mark.parametrize(
    ("month", "is_touched"),
    [("2020-09", False), ("2020-10", True), ("2025-11", True), ("2025-12", False)],
)
def test_zone_where_recording_changed_is_not_watched_and_the_others_are(new_town, month, is_touched):
    _, table = watched(new_town, breaks=month, zones="03")
    assert set(table.frame["zone_code"]) == ({"01", "02"} if is_touched else {"01", "02", "03"})
    assert set(table.frame["years_before"]) == {5}
    raised = table.frame[table.frame["word"] == AlertWord.TO_WATCH]
    assert set(raised["zone_code"]) == {STRUCK}


def test_zone_where_recording_changed_has_no_part_in_the_noise(struck):
    release, _ = struck
    past = known_past(release, "plaintes", Level.QUARTIER)
    periods = (past.quarter, *past.years)
    counts = release.ask(indicator_counts, "plaintes", Level.QUARTIER)
    totals = [counts.total(counts.groups[0], counts.within(one))[:4] for one in periods]
    whole, without = (
        noise(release, "plaintes", Level.QUARTIER, periods, touched) for touched in (frozenset(), frozenset({STRUCK}))
    )
    assert without.own[0] == yearly_noise(np.delete(totals, 1, axis=1)).own < whole.own[0] == yearly_noise(totals).own


def test_years_of_facts_whose_month_is_unknown_are_no_months(new_town):
    town = new_town()
    for name, when, text in (
        ("mois.csv", "month=mois", facts()),
        ("annees.csv", "year=mois", "mois;quartier;nature;n\n" + "".join(f"{y};01;Tags;500\n" for y in (2021, 2023))),
    ):
        columns = [when, "zone_code=quartier", "category=nature", "count=n"]
        door.take(town.commune, [town.write(name, text)], describe("plainte", columns))
    release = Release(observe(town.commune.home), Scope.COORDINATION)
    table = alerts(release, Level.QUARTIER)
    assert {one.n_months for one in indicator_counts(release, "plaintes", Level.QUARTIER).buckets} == {1, 12}
    assert len(table.frame) == 9
    assert table.frame["n_before"].max() < 2 * 60 * 45
    assert set(table.frame.loc[table.frame["word"] == AlertWord.TO_WATCH, "zone_code"]) == {STRUCK}


def test_commune_alone_is_judged_as_a_level(struck):
    release, _ = struck
    table = alerts(release, Level.COMMUNE)
    assert len(table.frame) == 3
    assert set(table.frame["zone_code"]) == {release.commune.insee_code}


@pytest.mark.parametrize("scope", [Scope.PUBLIC, Scope.ELU, Scope.PARTENAIRE])
def test_protected_scope_sees_the_same_alerts_of_published_counts_alone(struck, scope):
    release, full = struck
    table = alerts(Release(release.observatory, scope), Level.QUARTIER)
    assert set(table.frame["status"]) <= {Status.PUBLISHED}
    key = ["indicator", "category", "zone_code"]
    same = table.frame.merge(full.frame, on=key, suffixes=("", "_full"))
    assert len(same) == len(table.frame)
    for name in ("n_events", "n_before", "expected", "usual_high", "word"):
        pd.testing.assert_series_equal(same[name], same[f"{name}_full"], check_names=False, check_dtype=False)
    counts = Release(release.observatory, scope).ask(indicator_counts, "plaintes", Level.QUARTIER)
    months = counts.within(counts.counts.period)
    hidden = {
        counts.zones["zone_code"][zone]
        for zone in range(len(counts.zones) - 1)
        if (counts.cube.cells[:, zone][:, months] == -1).any()
    }
    assert "04" in hidden
    assert "04" not in set(table.frame["zone_code"])


def test_sentence_gives_the_zone_the_facts_and_what_was_expected(struck):
    _, table = struck
    labels = {BURGLARIES: "Cambriolages de logement", ARMED: "Vols avec armes"}
    sentences = [sentence.replace("\u00a0", " ").replace("\u202f", " ") for sentence in texts.to_watch(table, labels)]
    row = table.frame[(table.frame["zone_code"] == STRUCK) & (table.frame["word"] == AlertWord.TO_WATCH)].iloc[-1]
    assert any(
        sentence.startswith(f"**Bellevue** – {row['n_events']} ")
        and "de septembre à novembre 2025, contre environ" in sentence
        and "attendus (d’habitude, de" in sentence
        for sentence in sentences
    )
    quiet = table.where(table.frame["word"].isna())
    (sentence,) = texts.to_watch(quiet, labels)
    assert sentence.startswith("Rien d’inhabituel")


def test_command_gives_the_alerts_of_the_screen(struck):
    release, table = struck
    home = str(release.commune.home)
    run = CliRunner().invoke(app, ["changes", "plaintes", "--alerts", "--json", "--home", home])
    answer = json.loads(run.stdout)
    raised = table.frame[table.frame["word"] == AlertWord.TO_WATCH]
    assert answer["n_judged"] == len(table.frame)
    assert [(one["zone_code"], one["category"], one["n_events"], one["word"]) for one in answer["alerts"]] == [
        (
            row["zone_code"],
            row["category"] if isinstance(row["category"], str) else None,
            row["n_events"],
            "à surveiller",
        )
        for _, row in raised.iterrows()
    ]
    written = CliRunner().invoke(app, ["changes", "plaintes", "--alerts", "--home", home]).stdout
    assert written.splitlines()[-1] == texts.NOT_PROOF
    assert "**" not in written


def test_command_refuses_other_periods_with_alerts(struck):
    release, _ = struck
    run = CliRunner().invoke(
        app, ["changes", "plaintes", "--alerts", "--from", "2024-01", "--home", str(release.commune.home)]
    )
    assert (run.exit_code, run.stdout) == (2, "")
