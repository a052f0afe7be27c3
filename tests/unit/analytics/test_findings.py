"""Titles of pictures: what they show, in twelve words at most, names as they were typed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.indicators import indicator
from analytics.statistics.words import ChangeWord
from analytics.text import findings
from analytics.text.readings import Unit
from data.model import Level, Period
from tests.unit.analytics.test_readings import SHOWN, changes

COUNTS, RATES = Unit(indicator("plaintes")), Unit(indicator("plaintes"), "value")
YEAR = Period(date(2024, 1, 1), date(2025, 1, 1))
MONTHS = pd.date_range("2023-01-01", periods=24, freq="MS")
KNOWN = pd.DataFrame({"month": MONTHS, "expected": 10.0, "low": 5.0, "high": 15.0})
STILL, RISE, FALL, FEW = (1000, 1000), (100, 300), (300, 100), (3, 3)


def beyond(**sides):
    values = pd.Series(0, index=MONTHS)
    for month, side in sides.items():
        values.loc[pd.Timestamp(month.lstrip("m").replace("_", "-"))] = side
    return values


def assert_short(title):
    assert len(title.replace("\u00a0", " ").split()) <= 12 + title.count("\u00a0:")


@pytest.mark.parametrize(
    ("sides", "title"),
    [
        ({}, "En 2024, aucun mois inhabituel"),
        ({"m2023_12_01": 1}, "En 2024, aucun mois inhabituel"),
        ({"m2024_01_01": 1}, "En 2024, un mois inhabituel\u00a0: janvier, au-dessus"),
        ({"m2024_12_01": -1}, "En 2024, un mois inhabituel\u00a0: décembre, au-dessous"),
        ({"m2024_01_01": 1, "m2024_02_01": 1}, "En 2024, mois inhabituels\u00a0: 2 au-dessus"),
        ({"m2024_01_01": 1, "m2024_02_01": -1}, "En 2024, mois inhabituels\u00a0: 1 au-dessus, 1 au-dessous"),
    ],
)
def test_months_out_of_their_band_are_told_of_the_period_alone(sides, title):
    assert findings.unusual(beyond(**sides), KNOWN, YEAR) == title
    assert_short(title)
    assert_short(findings.unusual(beyond(**sides), KNOWN, Period(date(2023, 8, 1), date(2024, 9, 1))))


def test_nothing_is_unusual_nor_usual_before_three_years():
    unknown = KNOWN.assign(low=np.nan, high=np.nan)
    assert findings.unusual(beyond(), unknown, YEAR) == "Pas encore de niveau habituel sur ces mois"


@pytest.mark.parametrize(
    ("n_zones", "title"),
    [
        (2, "En 2024\u00a0: \\*0\\* 120, \\*1\\* 132"),
        (3, "En 2024, de 120 à 144 selon les zones"),
    ],
)
def test_totals_of_zones_are_told_one_by_one_or_by_their_range(n_zones, title):
    months = pd.DataFrame({f"*{i}*": 10.0 + i for i in range(n_zones)}, index=MONTHS)
    assert findings.totals(months, COUNTS, YEAR) == title


def test_total_of_which_a_month_is_withheld_is_not_told():
    months = pd.DataFrame({"A": 10.0, "B": [10.0] * 23 + [np.nan]}, index=MONTHS)
    assert findings.totals(months, COUNTS, YEAR) == "En 2024\u00a0: A 120"
    assert findings.totals(months[["B"]], COUNTS, YEAR) == "En 2024, aucun total n’est communiqué"


@pytest.mark.parametrize(
    ("unit", "value", "written"),
    [(COUNTS, 200.0, "200\u00a0plaintes"), (RATES, 41.24, "41,2 pour 1\u202f000\u00a0habitants")],
)
def test_last_sum_is_told_with_its_unit(unit, value, written):
    sums = pd.DataFrame({"A": [np.nan, value]}, index=MONTHS[:2])
    assert findings.latest_sums(sums, unit) == f"{written} en douze mois, jusqu’à février 2023"
    assert findings.latest_sums(sums.iloc[:1], unit) == "Moins de douze mois complets"


def test_last_years_are_whole_ones():
    years = pd.DataFrame({"A": [10.0, 20.0, 3.0]}, index=pd.date_range("2023-01-01", periods=3, freq="YS"))
    assert findings.last_years(years, COUNTS, frozenset({2025})) == "2023\u00a0: 10, 2024\u00a0: 20"
    assert findings.last_years(years, COUNTS, frozenset({2023, 2024, 2025})) == "Aucune année complète"
    assert findings.last_years(years.assign(B=5.0), COUNTS, frozenset({2025})) == "En 2024, de 5 à 20 selon les zones"


@pytest.mark.parametrize(
    ("pairs", "title"),
    [
        ([STILL, STILL], "Aucune hausse ni baisse établie dans les quartiers"),
        ([FEW, FEW], "Aucun changement ne peut être établi par quartier\u00a0: trop peu de faits"),
        ([None, None], "Aucune comparaison n’est possible"),
        ([STILL, RISE], "Zone 1, hausse nette"),
        ([RISE, FALL, STILL], "Zone 0, hausse nette\u202f; Zone 1, baisse nette"),
        ([RISE, FALL, RISE, STILL], "2\u00a0hausses et 1\u00a0baisse parmi 4\u00a0quartiers"),
    ],
)
def test_zones_that_moved_are_named_or_counted(pairs, title):
    assert findings.moved(changes(pairs, SHOWN), Level.QUARTIER) == title
    assert_short(title)


@pytest.mark.parametrize(
    ("n", "label"),
    [
        (1, "L’autre zone"),
        (2, "Les 2\u00a0autres zones"),
        (1179, "Les 1\u202f179\u00a0autres zones"),
        (1180, "Les 1\u202f180\u00a0zones"),
    ],
)
def test_zones_that_are_not_drawn_are_counted(n, label):
    assert findings.others(n, 1180) == label


@pytest.mark.parametrize("pairs", [[RISE, FALL, RISE, STILL], [FEW, FEW], [STILL, STILL]])
def test_initials_keep_their_capitals_in_a_title(pairs):
    assert "IRIS" in findings.moved(changes(pairs, SHOWN), Level.IRIS)


def test_word_of_a_move_is_that_of_the_judge():
    table = changes([RISE, STILL], SHOWN)
    assert table.frame["word"].tolist()[0] == ChangeWord.CLEAR_RISE


@pytest.mark.parametrize(
    ("pairs", "title"),
    [
        ([STILL, STILL], "Par champ\u00a0: aucune hausse ni baisse établie"),
        ([RISE, STILL], "Par champ\u00a0: \\*0\\*, hausse nette"),
        ([RISE, FALL], "Par champ\u00a0: \\*0\\*, hausse nette\u202f; \\*1\\*, baisse nette"),
        ([RISE, FALL, FALL], "Par champ\u00a0: 1\u00a0hausse et 2\u00a0baisses"),
    ],
)
def test_what_moved_is_named_of_what_is_no_zone_or_counted_beyond_two(pairs, title):
    names = [f"*{i}*" for i in range(len(pairs))]
    assert findings.changed("Par champ", changes(pairs), names) == title


def test_nothing_is_said_to_be_still_where_nothing_is_compared():
    table = changes([STILL])
    withheld = table.where(table.frame["n_events"] < 0)
    assert findings.changed("Par champ", withheld, []) == "Par champ\u00a0: aucune comparaison n’est possible"
