"""Views of counts against an independent computation of the same facts with pandas."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.disclosure import Status
from analytics.figures import Release, changes, counts, observe
from analytics.figures.indicator_counts import Group, indicator_counts
from analytics.indicators import indicator
from analytics.statistics import trends
from analytics.statistics.evaluation import adjust_p_values
from data import commune as communes
from data.errors import UnknownFilterError, UnknownIndicatorError, UnknownLevelError
from data.intake import door
from data.intake.profiles import describe
from data.model import Level, Period, Scope, Selection
from tests.scopes import full

ALL = Period(date(2022, 1, 1), date(2025, 1, 1))
CUT = Period(date(2022, 11, 1), date(2023, 8, 1))
SILENT = Period(date(2023, 5, 1), date(2023, 6, 1))
KINDS = {
    "signalements": "signalement",
    "plaintes": "plainte",
    "cambriolages": "plainte",
    "main_courante": "main_courante",
}


@pytest.fixture(scope="module")
def source(seeded):
    return seeded.source


@pytest.fixture(scope="module")
def facts(seeded):
    return seeded.facts


def asked(indicator="signalements", level=Level.QUARTIER, period=ALL, **filters):
    return Selection(indicator, level, period, **filters)


def table(source, selection, by="total"):
    return counts.table(full(source), selection, by).frame


def kept(facts, selection):
    """Facts of a selection's indicator and period, a year-only fact where its whole year is asked for."""
    found = facts[facts["kind"] == KINDS[selection.indicator]]
    if selection.indicator == "cambriolages":
        found = found[found["category"] == "cambriolages_logement"]
    length = np.where(found["kind"] == "main_courante", 12, 1)
    ends = pd.Series(
        [start + pd.DateOffset(months=n) for start, n in zip(found["start"], length, strict=True)],
        index=found.index,
        dtype="datetime64[us]",
    )
    start, end = pd.Timestamp(selection.period.start), pd.Timestamp(selection.period.end)
    return found[(found["start"] >= start) & (ends <= end)]


@pytest.mark.parametrize("period", [ALL, CUT], ids=["all", "cut"])
@pytest.mark.parametrize("by", ["month", "year", "total"])
@pytest.mark.parametrize(
    ("slug", "level"),
    [
        ("signalements", Level.QUARTIER),
        ("signalements", Level.IRIS),
        ("signalements", Level.COMMUNE),
        ("plaintes", Level.QUARTIER),
        ("cambriolages", Level.QUARTIER),
        ("main_courante", Level.QUARTIER),
    ],
)
def test_table_counts_as_pandas_does_when_cut_by_time(source, facts, slug, level, by, period):
    selection = asked(slug, level, period)
    found = kept(facts, selection)
    if by == "month":
        found = found[found["kind"] != "main_courante"]
    starts = {
        "month": found["start"],
        "year": found["start"].dt.to_period("Y").dt.to_timestamp(),
        "total": period.start,
    }
    bucket = pd.to_datetime(pd.Series(starts[by], index=found.index)).clip(lower=pd.Timestamp(period.start))
    expected = found.groupby([found[level.value], bucket])["n"].sum()
    covered = set(bucket[found[level.value].notna()])

    frame = table(source, selection, by)
    assert list(frame.columns) == counts.COLUMNS
    assert len(frame) == frame.groupby(["zone_code", "period_start"]).ngroups
    for row in frame.itertuples():
        if row.period_start in covered:
            assert row.n_events == expected.get((row.zone_code, row.period_start), 0)
            assert row.status == Status.PUBLISHED
        else:
            assert (row.n_events is pd.NA, row.status) == (True, Status.NO_DATA)
    assert frame["n_events"].sum() == expected.sum()


@pytest.mark.parametrize(
    ("period", "by", "bounds"),
    [
        (CUT, "total", [("2022-11-01", "2023-08-01")]),
        (CUT, "year", [("2022-11-01", "2023-01-01"), ("2023-01-01", "2023-08-01")]),
        (SILENT, "month", [("2023-05-01", "2023-06-01")]),
        (
            Period(date(2022, 12, 1), date(2023, 2, 1)),
            "month",
            [("2022-12-01", "2023-01-01"), ("2023-01-01", "2023-02-01")],
        ),
    ],
)
def test_buckets_are_cut_to_the_period(source, period, by, bounds):
    frame = table(source, asked(period=period), by)
    found = frame[["period_start", "period_end"]].drop_duplicates()
    assert [(str(row.period_start.date()), str(row.period_end.date())) for row in found.itertuples()] == bounds


@pytest.mark.parametrize(
    ("period", "by"),
    [
        (SILENT, "month"),
        (SILENT, "year"),
        (SILENT, "total"),
        (Period(date(2025, 1, 1), date(2025, 7, 1)), "total"),
        (Period(date(2010, 1, 1), date(2012, 1, 1)), "year"),
    ],
)
def test_zones_have_no_data_when_no_source_covers_the_bucket(source, period, by):
    frame = table(source, asked(period=period), by)
    assert set(frame["status"]) == {Status.NO_DATA}
    assert frame[["n_events", "value", "value_low", "value_high"]].isna().all(axis=None)


@pytest.mark.parametrize("by", ["year", "total"])
def test_years_have_no_data_when_only_a_part_of_them_is_asked_and_months_are_unknown(source, by):
    frame = table(source, asked("main_courante", period=Period(date(2022, 6, 1), date(2022, 12, 1))), by)
    assert set(frame["status"]) == {Status.NO_DATA}


@pytest.mark.parametrize("by", ["month", "year", "total"])
def test_zones_have_no_data_when_no_fact_is_located_at_their_level(source, by):
    frame = table(source, asked("plaintes", Level.IRIS), by)
    assert set(frame["status"]) == {Status.NO_DATA}


def test_zone_has_zero_when_a_source_covers_it_without_a_fact(source):
    empty = table(source, asked()).set_index("zone_code").loc["04"]
    assert (empty["n_events"], empty["status"], empty["value"], empty["value_low"]) == (0, Status.PUBLISHED, 0, 0)
    assert empty["value_high"] == pytest.approx(-np.log(0.025) / 700 * 1000)


@pytest.mark.parametrize(("slug", "column"), [("plaintes", "population"), ("cambriolages", "dwellings")])
def test_rate_is_per_thousand_of_its_denominator_with_exact_limits(source, slug, column):
    frame = table(source, asked(slug)).astype({"n_events": float})
    exposure = full(source).zones(Level.QUARTIER)[column]
    assert frame["exposure"].tolist() == exposure.tolist()
    assert frame["value"].to_numpy() == pytest.approx(1000 * frame["n_events"] / exposure)
    low = stats.chi2.ppf(0.025, 2 * frame["n_events"]) / 2 / exposure * 1000
    high = stats.chi2.ppf(0.975, 2 * frame["n_events"] + 2) / 2 / exposure * 1000
    assert frame["value_low"].to_numpy() == pytest.approx(np.nan_to_num(low))
    assert frame["value_high"].to_numpy() == pytest.approx(high)


def test_value_is_missing_but_the_count_is_there_when_the_population_is_unknown(source):
    frame = table(source, asked(level=Level.IRIS))
    assert set(frame["status"]) == {Status.PUBLISHED}
    assert frame["n_events"].sum() > 0
    assert frame[["exposure", "value", "value_low", "value_high"]].isna().all(axis=None)


@pytest.mark.parametrize("category", [None, "bruit_tapage", "Objets célestes", "vols_avec_armes"])
@pytest.mark.parametrize("champ", [None, "mediation_sociale", "videoprotection", "radicalisation"])
def test_filters_keep_the_categories_that_meet_both(source, facts, category, champ):
    served = source.nomenclature.of_champ(champ) if champ else facts["category"].unique()
    found = kept(facts, asked())
    found = found[found["category"].isin(served)]
    if category:
        found = found[found["category"] == category]
    frame = table(source, asked(category=category, champ=champ)).set_index("zone_code")
    if category in kept(facts, asked())["category"].unique() and category not in served:
        # Both filters together ask for nothing: that is no zero, as on the map.
        assert set(frame["status"]) == {Status.NO_DATA}
        return
    expected = found.groupby("quartier")["n"].sum().reindex(frame.index, fill_value=0)
    assert frame["n_events"].tolist() == expected.tolist()


@pytest.mark.parametrize("slug", ["signalements", "plaintes", "cambriolages", "main_courante"])
@pytest.mark.parametrize("period", [ALL, CUT, SILENT], ids=["all", "cut", "silent"])
@pytest.mark.parametrize("filters", [{}, {"category": "bruit_tapage"}, {"champ": "coordination_polices"}], ids=str)
def test_zones_and_not_located_add_up_to_the_commune(source, facts, slug, period, filters):
    selection = asked(slug, period=period, **filters)
    row = counts.not_located(full(source), selection).frame.iloc[0]
    missing, total = row["n_not_located"], row["n_located"] + row["n_not_located"]
    zones = table(source, selection)["n_events"].fillna(0).sum()
    whole = table(source, asked(slug, Level.COMMUNE, period, **filters))["n_events"].fillna(0).sum()
    assert zones + missing == total == whole
    if not filters:
        found = kept(facts, selection)
        assert (missing, total) == (found.loc[found["quartier"].isna(), "n"].sum(), found["n"].sum())


def composition(source, selection, zone):
    return counts.composition(full(source), selection, zone)


@pytest.mark.parametrize("zone", [None, "01", "04"])
@pytest.mark.parametrize("filters", [{}, {"champ": "mediation_sociale"}], ids=str)
def test_composition_counts_each_category_of_the_commune_when_a_zone_is_chosen_or_not(source, facts, zone, filters):
    frame = composition(source, asked(period=CUT, **filters), zone).frame
    found = kept(facts, asked(period=CUT))
    if filters:
        found = found[found["category"].isin(source.nomenclature.of_champ("mediation_sociale"))]
    here = found if zone is None else found[found["quartier"] == zone]
    everywhere = found.groupby("category")["n"].sum()
    expected = here.groupby("category")["n"].sum().reindex(everywhere.index, fill_value=0)
    assert dict(zip(frame["category"], frame["n_commune"], strict=True)) == everywhere.to_dict()
    assert dict(zip(frame["category"], frame["n_events"], strict=True)) == expected.to_dict()
    assert frame["n_events"].is_monotonic_decreasing
    assert frame["share_pct"].sum() == pytest.approx(100 if len(here) else 0)


def test_composition_has_no_data_when_no_fact_is_located_at_the_level(source):
    table = composition(source, asked("plaintes", Level.IRIS), "189990110")
    assert set(table.frame["status"]) == {Status.NO_DATA}


def test_composition_has_no_data_when_nothing_was_delivered(source):
    assert set(composition(source, asked(period=SILENT), None).frame["status"]) == {Status.NO_DATA}


# --- Changes


def changed(source, *selections, scope=Scope.COORDINATION):
    return changes.table(Release(source, scope), selections).frame


def test_change_compares_equal_months_of_the_years_that_are_known(source, facts):
    period = Period(date(2024, 2, 1), date(2024, 5, 1))
    frame = changed(source, asked(period=period)).set_index("zone_code")
    for column, compared in (("n_events", [period]), ("n_before", [period.shift(-12), period.shift(-24)])):
        found = pd.concat([kept(facts, asked(period=one)) for one in compared])
        expected = found.groupby("quartier")["n"].sum().reindex(frame.index, fill_value=0)
        assert frame[column].tolist() == expected.tolist()
    assert set(frame["period_start"]) == {pd.Timestamp(2024, 2, 1)}
    assert set(frame["years_before"]) == {2}
    judged = frame[frame["ratio"].notna()].astype(float, errors="ignore")
    assert judged["difference"].to_numpy(float) == pytest.approx(
        (judged["n_events"] - judged["n_before"] / 2).to_numpy(float)
    )
    assert frame["value"].to_numpy() == pytest.approx(1000 * frame["n_events"].to_numpy(float) / frame["exposure"])


@pytest.mark.parametrize(
    ("period", "years"),
    [
        # 2023 lacks May; nothing comes before 2022; December 2024 may still be completed.
        (Period(date(2024, 5, 1), date(2024, 6, 1)), 1),
        (Period(date(2024, 6, 1), date(2024, 12, 1)), 2),
        (Period(date(2024, 12, 1), date(2025, 1, 1)), 0),
        (Period(date(2023, 1, 1), date(2023, 5, 1)), 1),
        (Period(date(2023, 5, 1), date(2023, 6, 1)), 0),
        (Period(date(2022, 1, 1), date(2022, 3, 1)), 0),
        (Period(date(2010, 1, 1), date(2010, 3, 1)), 0),
        (Period(date(2030, 1, 1), date(2030, 3, 1)), 0),
    ],
)
def test_change_has_no_verdict_when_no_earlier_year_may_be_compared(source, period, years):
    frame = changed(source, asked("plaintes", period=period))
    assert set(frame["status"]) == {Status.PUBLISHED if years else Status.NO_DATA}
    assert set(frame["years_before"]) == {years}
    assert frame["word"].notna().all() == bool(years)
    assert frame["n_events"].notna().all() == bool(years)
    assert frame["incomparable"].eq("").all() == bool(years)


def test_figure_that_is_withheld_beside_one_that_is_not_compared_has_no_obstacle(source):
    few = asked("cambriolages", period=Period(date(2024, 2, 1), date(2024, 3, 1)))
    never = asked("plaintes", period=Period(date(2010, 1, 1), date(2010, 2, 1)))
    frame = changed(source, few, never, scope=Scope.ELU)
    withheld = frame[frame["status"] == Status.PRIMARY]
    assert len(withheld) and set(withheld["incomparable"]) == {""}
    assert all(frame.loc[frame["status"] == Status.NO_DATA, "incomparable"])


def test_change_has_no_verdict_when_only_years_are_known(source):
    frame = changed(source, asked("main_courante", period=Period(date(2022, 1, 1), date(2023, 1, 1))))
    assert set(frame["status"]) == {Status.NO_DATA}


def test_change_keeps_each_question_when_several_are_asked_together(source):
    period = Period(date(2024, 6, 1), date(2025, 1, 1))
    frame = changed(
        source,
        asked("plaintes", Level.COMMUNE, period),
        asked("signalements", Level.COMMUNE, period, champ="mediation_sociale"),
        asked("main_courante", Level.COMMUNE, period),
    )
    assert frame["indicator"].tolist() == ["plaintes", "signalements", "main_courante"]
    assert frame["champ"].tolist()[1] == "mediation_sociale"
    assert frame["status"].tolist() == [Status.PUBLISHED, Status.PUBLISHED, Status.NO_DATA]


def test_words_of_few_years_follow_the_months_and_the_adjustment_over_the_zones(source, facts):
    period = Period(date(2024, 6, 1), date(2024, 12, 1))
    frame = changed(source, asked("plaintes", period=period))
    known = frame[(frame["n_events"] + frame["n_before"]) > 0]
    months = kept(facts, asked("plaintes", period=Period(date(2018, 12, 1), date(2024, 12, 1)))).dropna(
        subset="quartier"
    )
    by_zone = months.pivot_table(index="start", columns="quartier", values="n", aggfunc="sum").asfreq("MS")
    counted = (known["n_before"].to_numpy(float), known["n_events"].to_numpy(float))
    shared = {"exposure_before": 2, "dispersion": trends.pooled_dispersion(by_zone), "is_capped": True}
    alone = trends.judge_change(*counted, **shared)
    together = trends.judge_change(*counted, **shared, p_adjusted=adjust_p_values(alone.p_value))
    assert len(known) == 3
    assert known["word"].tolist() == list(together.word)
    assert known["difference_low"].astype(float).to_numpy() == pytest.approx(together.difference_low)


def test_zone_without_a_fact_in_both_years_is_not_judged(source):
    frame = changed(source, asked(period=Period(date(2024, 6, 1), date(2025, 1, 1)))).set_index("zone_code")
    assert frame.loc["04", ["n_events", "n_before"]].tolist() == [0, 0]
    assert frame.loc["04", "word"] == trends.ChangeWord.INSUFFICIENT_DATA
    assert pd.isna(frame.loc["04", "ratio"])


# --- What there is


@pytest.mark.parametrize(
    ("slug", "level", "period"),
    [
        ("signalements", Level.QUARTIER, ALL),
        ("signalements", Level.IRIS, ALL),
        ("plaintes", Level.IRIS, None),
        ("main_courante", Level.QUARTIER, Period(date(2021, 1, 1), date(2025, 1, 1))),
        ("mediation", Level.COMMUNE, None),
    ],
)
def test_covered_period_goes_from_the_first_to_the_last_month_with_a_fact(source, slug, level, period):
    assert counts.covered_period(full(source), slug, level) == period


def test_missing_months_are_those_of_the_period_that_no_source_covers(source):
    around = Period(date(2021, 11, 1), date(2023, 7, 1))
    assert counts.missing_months(full(source), asked(period=around)) == [
        date(2021, 11, 1),
        date(2021, 12, 1),
        date(2023, 5, 1),
    ]
    assert counts.missing_months(full(source), asked("main_courante", period=ALL)) == [
        date(2023, month, 1) for month in range(1, 13)
    ]


@pytest.mark.parametrize(("slug", "known"), [("signalements", True), ("main_courante", False), ("mediation", False)])
def test_months_are_known_when_a_source_gives_them(source, slug, known):
    assert counts.has_months(full(source), slug, Level.QUARTIER) is known


def test_choices_are_those_that_have_facts(source):
    assert [one.slug for one in counts.available_indicators(full(source))] == [
        "plaintes", "signalements", "main_courante", "cambriolages",
    ]  # fmt: skip
    assert counts.available_levels(full(source), "signalements") == [
        Level.QUARTIER,
        Level.IRIS,
        Level.COMMUNE,
    ]
    assert counts.available_levels(full(source), "plaintes") == [Level.QUARTIER, Level.COMMUNE]
    assert counts.available_levels(full(source), "mediation") == []
    assert counts.available_categories(full(source), "cambriolages") == ("cambriolages_logement",)
    assert set(counts.available_champs(full(source), "cambriolages")) == {
        "coordination_polices",
        "tranquillite_residentielle",
    }


def test_zones_of_the_same_name_are_told_apart_by_their_code(source):
    labels = full(source).zones(Level.IRIS)["zone_label"]
    assert labels.is_unique
    assert labels.iloc[0] == "Moitié (189990110)"
    assert full(source).zones(Level.QUARTIER)["zone_label"].iloc[0] == "Quartier 01"


# --- Refusals


@pytest.mark.parametrize(
    ("selection", "error", "named"),
    [
        (asked("vols"), UnknownIndicatorError, "« vols »"),
        (asked(category="licorne"), UnknownFilterError, "« licorne »"),
        (asked(champ="licorne"), UnknownFilterError, "« licorne »"),
        (asked(level=Level.QPV), UnknownLevelError, "« qpv »"),
    ],
)
@pytest.mark.parametrize("view", ["table", "changes"])
def test_question_is_refused_by_name_when_it_asks_for_what_is_not_there(source, view, selection, error, named):
    with pytest.raises(error) as refusal:
        table(source, selection) if view == "table" else changed(source, selection)
    assert named in " ".join(str(refusal.value).split())


def test_indicators_without_data_do_not_hide_one_another_when_eras_differ(tmp_path):
    """Two sources whose years are decades apart: what one asks of the other is « no data », not a defect."""
    town = communes.create(tmp_path / "home", name="Deux-Époques", insee_code="18998")
    for kind, year in (("plainte", 1999), ("signalement", 2024)):
        path = tmp_path / f"{kind}.csv"
        path.write_text(f"d,c\n{year}-03-02,Tags\n{year}-04-02,Tags\n")
        door.take(town, [path], describe(kind, ["date=d", "category=c"]))
    source = observe(town.home)
    for year in (1999, 2024):
        period = Period(date(year, 3, 1), date(year, 5, 1))
        frame = changed(source, *(asked(one, Level.COMMUNE, period) for one in ("plaintes", "signalements")))
        assert set(frame["status"]) == {Status.NO_DATA}


def test_indicator_counts_residents_or_dwellings(source):
    assert indicator("cambriolages").denominator == "dwellings"
    assert table(source, asked("cambriolages", Level.COMMUNE))["exposure"].tolist() == [7500]
    assert table(source, asked("plaintes", Level.COMMUNE))["exposure"].tolist() == [16200]


@pytest.mark.parametrize("scope", [Scope.COORDINATION, Scope.ELU])
@pytest.mark.parametrize("slug", ["signalements", "plaintes"])
def test_buckets_counted_together_are_those_counted_one_by_one(source, scope, slug):
    shown = indicator_counts(Release(source, scope), slug, Level.QUARTIER)
    unknown = Group((), "inconnue", None)
    for group in (*shown.groups, unknown):
        one_by_one = [shown.total(group, [step]) for step in shown.steps]
        np.testing.assert_array_equal(shown.each(group, shown.steps), one_by_one)
        assert shown.each(group, []).shape == (0, len(shown.zones))
