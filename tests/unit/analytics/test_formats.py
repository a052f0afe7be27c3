"""French numbers, dates and lists, to the very space."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.text import formats
from data.model import Period


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1\u202f000"),
        (1234567, "1\u202f234\u202f567"),
        (1234.4, "1\u202f234"),
        (-1, "-1"),
    ],
)
def test_integer_is_grouped_by_narrow_spaces(value, text):
    assert formats.integer(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"), [(1234.5, 1, "1\u202f234,5"), (0.126, 2, "0,13"), (2, 1, "2,0"), (0, 2, "0,00")]
)
def test_decimal_has_a_comma(value, digits, text):
    assert formats.decimal(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0,00"), (0.994, "0,99"), (1, "1,0"), (1.04, "1,0"), (99.94, "99,9"), (100, "100"), (1234.5678, "1\u202f235")],
)
def test_rate_has_the_decimals_that_its_size_deserves(value, text):
    assert formats.rate(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0"), (0.004, "0,4"), (0.094, "9,4"), (0.0994, "9,9"), (0.0996, "10"), (0.5, "50"), (1, "100")],
)
def test_percent_has_a_decimal_when_it_is_under_ten(share, text):
    assert formats.percent(share) == f"{text}\u202f%"


@pytest.mark.parametrize(
    ("moment", "text"), [(date(2025, 3, 1), "1er mars 2025"), (date(2025, 3, 2), "2 mars 2025"),
                         (date(2025, 8, 11), "11 août 2025"), (date(2025, 12, 31), "31 décembre 2025")]
)  # fmt: skip
def test_day_is_ordinal_when_it_is_the_first(moment, text):
    assert formats.day(moment) == text


PERIODS = [
    ((2025, 3), (2025, 3), "mars 2025", "en mars 2025"),
    ((2025, 1), (2025, 12), "de janvier à décembre 2025", "de janvier à décembre 2025"),
    ((2025, 4), (2025, 5), "d’avril à mai 2025", "d’avril à mai 2025"),
    ((2024, 8), (2025, 7), "d’août 2024 à juillet 2025", "d’août 2024 à juillet 2025"),
    ((2024, 10), (2025, 9), "d’octobre 2024 à septembre 2025", "d’octobre 2024 à septembre 2025"),
]


@pytest.mark.parametrize(("first", "last", "alone", "within"), PERIODS)
def test_period_is_in_words_alone_or_within_a_sentence(first, last, alone, within):
    months = Period.of_months(date(*first, 1), date(*last, 1))
    assert (formats.period(months), formats.during(months)) == (alone, within)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [("2025-01-01", "2026-01-01", "2025"), ("2025-03-01", "2025-04-01", "mars 2025"),
     ("2025-01-01", "2025-12-01", "de janvier à novembre 2025"),
     ("2025-02-01", "2026-02-01", "de février 2025 à janvier 2026")],
)  # fmt: skip
def test_bucket_is_a_year_only_when_it_is_a_whole_calendar_year(start, end, text):
    assert formats.bucket(pd.Timestamp(start), pd.Timestamp(end)) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0\u00a0plainte"), (1, "1\u00a0plainte"), (2, "2\u00a0plaintes"), (1500, "1\u202f500\u00a0plaintes")],
)
def test_noun_agrees_with_its_number(number, text):
    assert formats.counted(number, "plainte", "plaintes") == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")]
)
def test_list_is_in_words(words, text):
    assert formats.enumeration(words) == text


@given(st.floats(0, 1e9))
def test_rate_is_read_back_within_its_rounding(value):
    text = formats.rate(value)
    read = float(text.replace("\u202f", "").replace(",", "."))
    assert read == pytest.approx(value, abs=0.5 if value >= 100 else 0.0501 if value >= 1 else 0.00501)


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (["2024-03"], "mars 2024"),
        (["2024-04", "2024-03"], "de mars à avril 2024"),
        (["2024-12", "2025-01", "2025-02"], "de décembre 2024 à février 2025"),
        (["2023-03", "2023-05", "2023-06"], "mars 2023 et de mai à juin 2023"),
        ([], ""),
    ],
)
def test_months_that_follow_each_other_are_said_together(days, text):
    assert formats.months([date.fromisoformat(f"{day}-01") for day in days]) == text


@pytest.mark.parametrize(
    ("shares", "text"),
    [
        ((0.12, 0.15), "de 12\u202f% à 15\u202f%"),
        ((0.288, 0.292), "de 28,8\u202f% à 29,2\u202f%"),
        ((0.2901, 0.2903), "autour de 29,0\u202f%"),
        ((0.29, 0.29), "29\u202f%"),
    ],
)
def test_two_shares_are_never_written_alike(shares, text):
    assert formats.percents(*shares) == text


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ((2025, 1), (2025, 12), "2025"),
        ((2025, 1), (2025, 11), "01/2025 – 11/2025"),
        ((2024, 12), (2025, 11), "12/2024 – 11/2025"),
        ((2025, 3), (2025, 3), "03/2025"),
    ],
)
def test_span_is_a_year_or_its_first_and_last_month(first, last, said):
    assert formats.span(Period.of_months(date(*first, 1), date(*last, 1))) == said
