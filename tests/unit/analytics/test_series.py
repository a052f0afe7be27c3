"""Series of the views: the whole history whatever the period, zones side by side, sums, the usual band."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.figures import comparability, series
from analytics.statistics import trends
from data.model import Level, Period, Selection
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
