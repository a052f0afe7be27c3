"""Series of the views: the whole history whatever the period, zones side by side, sums, the usual band."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.disclosure import Policy, protect
from analytics.figures import comparability, series
from analytics.indicators import indicator
from analytics.statistics import trends
from data.model import Level, Period, Scope, Selection
from tests.scopes import full

SHORT = Selection("signalements", Level.QUARTIER, Period(date(2024, 3, 1), date(2024, 5, 1)))


@pytest.fixture(scope="module")
def source(seeded):
    return seeded.source


def history(source, *zones, selection=SHORT, by="month"):
    return series.history(full(source), selection, zones, by)


def monthly(seeded, column, zone):
    facts = seeded.facts
    found = facts[(facts["kind"] == "signalement") & (facts[column] == zone)]
    return found.groupby("start")["n"].sum().reindex(pd.date_range("2022-01-01", "2024-12-01", freq="MS"))


def test_history_gives_every_month_of_the_commune_when_no_zone_is_chosen(seeded, source):
    frame = history(source).frame
    assert frame["zone_code"].unique().tolist() == ["18999"]
    expected = monthly(seeded, "commune", "18999")
    assert frame["period_start"].tolist() == expected.index.tolist()
    np.testing.assert_array_equal(frame["n_events"].astype(float), expected)


@pytest.mark.parametrize("zones", [["01"], ["04", "01"], ["03", "02", "01"]], ids=str)
def test_history_gives_the_chosen_zones_in_the_order_of_their_code(source, zones):
    frame = history(source, *zones).frame
    assert frame["zone_code"].unique().tolist() == sorted(zones)
    assert len(frame) == 36 * len(zones)


def test_history_gives_years_when_months_are_unknown(source):
    by_year = Selection("main_courante", Level.QUARTIER, SHORT.period)
    frame = history(source, "01", selection=by_year, by="year").frame
    assert frame["period_start"].dt.year.tolist() == [2021, 2022, 2023, 2024]
    assert frame["n_events"].isna().tolist() == [False, False, True, False]


def test_zones_stand_side_by_side_under_their_label_when_several_are_chosen(seeded, source):
    months = series.side_by_side(history(source, "01", "03"))
    assert months.columns.tolist() == ["Quartier 01", "Quartier 03"]
    for code in ("01", "03"):
        expected = monthly(seeded, "quartier", code).fillna(0)
        expected["2023-05-01"] = np.nan
        np.testing.assert_array_equal(months[f"Quartier {code}"], expected)


def test_running_sums_need_twelve_months_in_a_row(seeded, source):
    sums = series.running_sums(series.side_by_side(history(source)))["Essai-sur-Test"]
    months = monthly(seeded, "commune", "18999")
    known = sums.dropna()
    # Twelve months without the silent one: December 2022 to April 2023, then from May 2024.
    assert known.index[0] == pd.Timestamp(2022, 12, 1)
    assert known.index[4] == pd.Timestamp(2023, 4, 1)
    assert known.index[5] == pd.Timestamp(2024, 5, 1)
    assert all(total == months[:month].tail(12).sum() for month, total in known.items())


@pytest.mark.parametrize(("zones", "level"), [((), Level.COMMUNE), (("01",), Level.QUARTIER)])
def test_usual_band_of_a_zone_is_that_of_its_own_months(source, zones, level):
    cuts = comparability.cuts(full(source), "signalements", level)[zones[0] if zones else None]
    expected = series.usual_band(history(source, *zones), cuts)
    pd.testing.assert_frame_equal(series.usual(full(source), SHORT, zones[0] if zones else None), expected)


def test_usual_band_is_that_of_the_published_months(seeded, source):
    months = monthly(seeded, "commune", "18999")
    pd.testing.assert_frame_equal(series.usual_band(history(source), cuts=()), trends.seasonal_band(months))


@pytest.mark.parametrize("cuts", [(), (date(2024, 2, 1),), (date(2023, 2, 1), date(2024, 6, 1))])
def test_usual_band_of_many_zones_is_that_of_each(cuts):
    days = pd.date_range("2016-01-01", periods=108, freq="MS")
    counted = np.random.default_rng(1).poisson(20, (3, 108)).astype(float)
    counted[1, 100] = np.nan
    rows = [
        pd.DataFrame({"zone_code": code, "period_start": days, "n_events": pd.array(values, dtype="Int64")})
        for code, values in zip("abc", counted, strict=True)
    ]
    table = protect(pd.concat(rows, ignore_index=True), Policy.of(Scope.COORDINATION, 5))
    bands = series.usual_of_each(table, {"a": cuts, "b": cuts, "c": ()})
    for code, band in bands.items():
        expected = series.usual_band(table.where(table.frame["zone_code"] == code), cuts if code != "c" else ())
        pd.testing.assert_frame_equal(band, expected[["month", "low", "high"]], check_freq=False)
        assert band["low"].notna().any()


def test_no_month_is_beyond_a_band_that_is_not_known_nor_provisional():
    months = pd.date_range("2024-01-01", periods=6, freq="MS")
    band = pd.DataFrame({"month": months[:5], "low": [5.0, 5, 5, 5, np.nan], "high": [9.0, 9, 9, 9, np.nan]})
    values = pd.Series([4.0, 5, 9, 10, 99, 99], index=months)
    assert series.beyond(values, band, []).tolist() == [-1, 0, 0, 1, 0, 0]
    assert series.beyond(values, band, [date(2024, 4, 1)]).tolist() == [-1, 0, 0, 0, 0, 0]


def test_year_of_which_a_month_is_missing_is_partial(source):
    # May 2023 is silent.
    assert series.partial_years(full(source), SHORT, ()) == {2023}
    assert series.side_by_side(history(source, by="year")).index.year.tolist() == [2022, 2023, 2024]


def test_rates_are_read_where_they_are_known_and_one_fact_adds_its_share(source):
    table = history(source, "01")
    unknown = protect(table.frame[["zone_code", "n_events"]].assign(value=np.nan), Policy.of(Scope.COORDINATION, 5))
    assert [series.measured_by(table, one) for one in ("taux", "nombre")] == ["value", "n_events"]
    assert series.measured_by(unknown, "taux") == "n_events"
    asked = indicator(SHORT.indicator)
    factor = series.per_fact(float(table.frame["exposure"].iloc[0]), asked, "value")
    np.testing.assert_allclose(table.frame["n_events"].astype(float) * factor, table.frame["value"])
    assert series.per_fact(0.0, asked, "n_events") == 1 and np.isnan(series.per_fact(np.nan, asked, "value"))
