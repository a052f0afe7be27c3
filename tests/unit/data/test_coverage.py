"""What is missing, late or provisional of each source, as its own files tell."""

from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import coverage, status
from data.coverage import Coverage
from data.model import Kind, Period, add_months, format_month, parse_month
from data.warehouse.publish import statement
from data.warehouse.statements import tables

SOURCE = "releve"


@pytest.fixture
def read():
    """Coverage of a source by a day, from its files: the day of loading, the months given, those corrected."""

    def make(files, today):
        with duckdb.connect() as connection:
            create(connection)
            for number, (loaded, months, corrected) in enumerate(files, start=1):
                fill(connection, number, loaded, months, corrected)
            connection.execute(statement("publication/monthly_count"))
            return coverage.read(connection, date.fromisoformat(today))

    return make


def create(connection):
    for table in tables():
        connection.execute(table)
    connection.execute(statement("publication/commune_zone"), {"insee_code": "31999", "name": "Ville-Essai"})
    connection.execute("INSERT INTO category_map VALUES (?, 'Vol', 'vols')", [SOURCE])


def fill(connection, number, loaded, months, corrected):
    connection.execute(
        "INSERT INTO delivery VALUES (?, ?, 'plainte', 'f.csv', '', ?, 1, 1, 0, 0, ?, ?)",
        [number, SOURCE, loaded, min(months), max(months)],
    )
    for month in corrected:
        connection.execute(
            "INSERT INTO superseded_fact BY NAME SELECT *, ? AS superseded_by FROM fact WHERE fact_date = ?",
            [number, f"{month}-01"],
        )
        connection.execute("DELETE FROM fact WHERE fact_date = ?", [f"{month}-01"])
    for month in {*months, *corrected}:
        connection.execute(
            "INSERT INTO fact (delivery, source, kind, category, fact_date, date_precision, count, zone_set, location) "
            "VALUES (?, ?, 'plainte', 'Vol', ?, 'month', 3, 0, 'none')",
            [number, SOURCE, f"{month}-01"],
        )


def span(first, last):
    return [format_month(month) for month in Period.of_months(parse_month(first), parse_month(last)).months()]


def said(months):
    return [format_month(month) for month in months]


def monthly(*months, after=1, corrected=()):
    """One file a month, loaded on the tenth of a later one; each corrects the months that lie so far before its own."""
    return [
        (
            f"{add_months(parse_month(month), after):%Y-%m}-10",
            [month],
            [format_month(add_months(parse_month(month), -back)) for back in corrected if position >= back],
        )
        for position, month in enumerate(months)
    ]


def test_months_between_two_received_are_missing_and_none_else(read):
    (found,) = read([("2025-07-10", ["2025-01", "2025-02", "2025-04", "2025-06"], [])], "2025-07-10")
    assert (found.source, found.kind) == (SOURCE, Kind.PLAINTE)
    assert found.received == Period(date(2025, 1, 1), date(2025, 7, 1))
    assert said(found.missing) == ["2025-03", "2025-05"]


def test_source_without_months_has_no_calendar(town):
    town.load("an\n2023\n2024\n", "year=an", kind="plainte")
    assert status.coverages(town.commune, date(2026, 1, 1)) == []


def test_nothing_is_covered_before_the_first_load(bare_town):
    assert status.coverages(bare_town.commune, date(2026, 1, 1)) == []


# --- late


def test_nothing_is_late_as_long_as_the_rhythm_of_the_source_is_unknown(read):
    (found,) = read([("2020-02-10", span("2019-01", "2020-01"), [])], "2026-01-01")
    assert (found.rhythm, found.late) == (None, ())


@pytest.mark.parametrize(
    ("today", "late"),
    [
        ("2025-03-10", []),
        ("2025-04-01", []),
        ("2025-04-30", []),
        ("2025-05-01", ["2025-04"]),
        ("2025-05-31", ["2025-04"]),
        ("2025-06-01", ["2025-04", "2025-05"]),
    ],
)
def test_month_is_late_once_its_usual_delay_is_over(read, today, late):
    """Loaded within its own month, April is late in May; loaded a month later, in June."""
    files = monthly("2025-01", "2025-02", "2025-03", after=0)
    (found,) = read(files, today)
    assert (found.rhythm, said(found.late)) == (1, late)
    (slower,) = read(monthly("2025-01", "2025-02", "2025-03", after=1), today)
    assert said(slower.late) == late[:-1]


@pytest.mark.parametrize(
    ("today", "n"), [("2026-02-28", 0), ("2026-03-01", 12), ("2027-02-28", 12), ("2027-03-01", 24)]
)
def test_yearly_file_is_late_whole_years_at_once(read, today, n):
    files = [(f"{year + 1}-02-15", span(f"{year}-01", f"{year}-12"), []) for year in (2022, 2023, 2024)]
    (found,) = read(files, today)
    assert found.rhythm == 12
    assert said(found.late) == span("2025-01", "2026-12")[:n]


def test_files_loaded_together_tell_the_rhythm_and_only_the_last_of_them_the_delay(read):
    files = [("2025-02-15", span(f"{year}-01", f"{year}-12"), []) for year in (2020, 2021, 2022, 2023, 2024)]
    assert read(files, "2026-02-28")[0].late == ()
    assert len(read(files, "2026-03-01")[0].late) == 12


def test_file_that_goes_no_further_changes_neither_rhythm_nor_delay(read):
    files = monthly("2025-01", "2025-02", "2025-03", after=0)
    (before,) = read(files, "2025-06-15")
    (after,) = read([*files, ("2025-06-15", ["2024-12"], [])], "2025-06-15")
    assert (before.rhythm, before.late) == (after.rhythm, after.late) and len(before.late) == 2


# --- provisional


@pytest.mark.parametrize(("n_files", "provisional"), [(1, ["2025-01"]), (2, ["2025-02"]), (3, ["2025-03"]), (4, [])])
def test_last_month_is_provisional_until_three_files_have_followed_and_changed_nothing(read, n_files, provisional):
    (found,) = read(monthly(*span("2025-01", "2025-06")[:n_files]), "2025-07-01")
    assert said(found.provisional) == provisional


@pytest.mark.parametrize(("corrected", "n"), [((1,), 1), ((1, 2), 2), ((2,), 2), ((3,), 3)])
def test_as_many_months_are_provisional_as_files_usually_change(read, corrected, n):
    (found,) = read(monthly(*span("2025-01", "2025-12"), corrected=corrected), "2026-01-10")
    assert said(found.provisional) == span("2025-01", "2025-12")[-n:]


def test_one_great_correction_does_not_make_years_provisional(read):
    files = monthly(*span("2025-01", "2025-08"))
    (found,) = read([*files, ("2025-10-10", ["2025-09"], span("2025-01", "2025-08"))], "2025-10-10")
    assert found.provisional == ()


@pytest.mark.parametrize(("n_months", "n"), [(11, 11), (12, 12), (13, 12)])
def test_twelve_months_at_most_are_provisional(read, n_months, n):
    known = span("2023-01", "2025-01")[-n_months:]
    files = [("2025-02-10", known, [])] + [(f"2025-0{i}-10", ["2025-01"], known[:1]) for i in (3, 4, 5)]
    (found,) = read(files, "2025-06-01")
    assert len(found.provisional) == n


def test_facts_added_to_a_month_already_given_make_it_provisional(town):
    for n, month in enumerate(("2025-01", "2025-02", "2025-03", "2025-04")):
        days = [f"{month}-0{day}" for day in (1, 2)] + ([f"2025-0{n}-2{n}"] if n else [])
        town.load("date\n" + "\n".join(days) + "\n", "date=date", name=f"{n}.csv", kind="signalement")
    (found,) = status.coverages(town.commune, date(2025, 5, 1))
    assert said(found.provisional) == ["2025-04"]


@pytest.mark.slow
@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), min_size=1, max_size=8), st.integers(0, 60))
def test_no_month_is_both_received_and_late_and_more_time_makes_no_month_less_late(files, wait):
    with duckdb.connect() as connection:
        create(connection)
        start = date(2020, 1, 1)
        for number, (offset, n) in enumerate(files, start=1):
            months = [format_month(add_months(start, offset + i)) for i in range(n + 1)]
            fill(connection, number, f"{add_months(start, 47 + number)}", months, [])
        connection.execute(statement("publication/monthly_count"))
        (sooner,), (later,) = (coverage.read(connection, add_months(start, 60 + months)) for months in (wait, wait + 1))
    assert isinstance(sooner, Coverage)
    assert set(sooner.late) <= set(later.late) and not set(later.late) & set(later.received.months())
    assert set(sooner.provisional) <= set(sooner.received.months()) and not set(sooner.missing) & set(sooner.late)
