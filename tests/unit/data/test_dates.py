"""Dates as people write them: each spelling, the day or the month first, what is no date."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import MappingError, UndecidedError
from data.intake.readers import date_columns, dates
from data.intake.readers.dates import Unit
from data.model import Precision

MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def recognised(texts, answers=None, file="faits.csv"):
    """The reading of a column, and the moment and hour of each text, as the database has them."""
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE written (row INTEGER, date_text VARCHAR)")
        connection.executemany("INSERT INTO written VALUES (?, ?)", list(enumerate(texts)))
        column = connection.sql("SELECT date_text FROM written ORDER BY row")
        reading = date_columns.recognise(connection, column, time_zone="Europe/Paris", answers=answers or {}, file=file)
        usual = connection.execute(
            "SELECT usual_moment(date_text, $formats, 'Europe/Paris') AS moment FROM written ORDER BY row",
            {"formats": list(reading.formats)},
        ).fetchall()
    others = [None if moment else text for text, (moment,) in zip(texts, usual, strict=True)]
    unusual = reading.unusual(pa.chunked_array([others], pa.string()))
    moments = [moment or other for (moment,), other in zip(usual, unusual.moments.to_pylist(), strict=True)]
    return replace(reading, notes=(*reading.notes, *unusual.notes)), moments


def days(texts, answers=None):
    return [moment and moment.date() for moment in recognised(texts, answers)[1]]


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("14/03/24 10:30", (10, 30)),
        ("14/03/2024 10h30", (10, 30)),
        ("14/03/2024 10 h 22", (10, 22)),
        ("14/03/2024 à 10:22", (10, 22)),
        ("14/03/2024, 10 h 22", (10, 22)),
        ("2024/03/14 10:20:11 PM UTC+1", (22, 20, 11)),
        ("14-mars-24", ()),
        ("jeu. 14 mars 2024", ()),
        ("jeudi 14 mars 2024 à 22 h 05", (22, 5)),
        ("14 Mar 2024", ()),
        ("Mar 14, 2024", ()),
        ("March 14th, 2024 12:05 AM", (0, 5)),
        ("14.03.2024", ()),
        ("14 / 03 / 2024", ()),
        ("2024/03/14 - 10:20", (10, 20)),
        ("Thu, 14 Mar 2024 10:22:00 +0000", (11, 22)),
        ("2024-03-14T10:22:00Z", (11, 22)),
        ("2024-03-14T10:22:00.123+02:00", (9, 22)),
        ("Thu Mar 14 10:22:00 CET 2024", (10, 22)),
        ("20240314", ()),
        ("14032024", ()),
        ("20240314T102200", (10, 22)),
        ("45365", ()),
        ("45365,5", (12,)),
        ("1710411720", (11, 22)),
        ("1710411720.109", (11, 22)),
        ("1710411720109", (11, 22)),
        ("2024-W11-4", ()),
        ("2024-mars-14", ()),
    ],
)
def test_day_is_read_in_every_spelling(written, moment):
    parsed = dates.read(written)
    assert parsed.unit is Unit.DAY and parsed.has_clock == bool(moment)
    assert parsed.moment == datetime(2024, 3, 14, *(moment or (0,)))


@pytest.mark.parametrize(
    "written",
    [
        "mars 2024",
        "mars-24",
        "mars 24",
        "Mars 2024",
        "MARS2024",
        "03/24",
        "03/2024",
        "3/2024",
        "202403",
        "2024-03",
        "2024/3",
        "2024 · mars",
        "2024M03",
        "mois de mars 2024",
        "March 2024",
        "202403.0",
    ],
)
def test_month_is_read_in_every_spelling(written):
    assert dates.read(written) == dates.Written(Unit.MONTH, datetime(2024, 3, 1))


@pytest.mark.parametrize(
    "written",
    ["2024-W10", "2024W10", "S10 2024", "s10-24", "semaine 10 de 2024", "Semaine 10 (2024)", "sem. 10 - 2024"],
)
def test_week_is_read_in_every_spelling(written):
    assert dates.read(written) == dates.Written(Unit.WEEK, datetime(2024, 3, 4))


@pytest.mark.parametrize(
    "written", ["2024-T1", "T1 2024", "1er trimestre 2024", "Q1 2024", "1T24", "2e trim. 2024", "T1"]
)
def test_quarter_is_recognised(written):
    assert dates.read(written).unit is Unit.QUARTER


@pytest.mark.parametrize(
    ("written", "is_date"),
    [
        ("1899", False),
        ("1900", True),
        ("2100", True),
        ("2101", False),
        ("12/1899", False),
        ("12/2100", True),
        ("12/2101", False),
        ("29/02/2024", True),
        ("29/02/2023", False),
        ("2020-W53", True),
        ("2024-W53", False),
        ("S53", True),
        ("S54", False),
        ("12/12/2024", True),
        ("13/12/2024", True),
        ("12/13/2024", False),
        ("03/12", False),
        ("03/13", True),
        ("1430", False),
        ("48.1", False),
        ("12,50", False),
        ("0612345678", False),
        ("hier", False),
        ("", False),
        ("14/03/2024 25:00", False),
        ("14/03/2024 13:00 PM", False),
        ("9" * 100_000, False),
    ],
)
def test_what_is_no_date_is_none(written, is_date):
    assert (dates.read(written) is not None) == is_date


@pytest.mark.parametrize(("written", "year"), [("68", 2068), ("69", 1969), ("70", 1970), ("99", 1999), ("00", 2000)])
def test_year_of_two_digits_is_that_of_the_database(written, year):
    assert dates.read(f"14/03/{written}").moment.year == year
    assert days([f"14/03/{written}"]) == [date(year, 3, 14)]
    assert days([f"14-mars-{written}"]) == [date(year, 3, 14)]


WAYS = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d/%m/%y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%Y%m%d}",
    lambda day: f"{day.day}-{MONTHS[day.month - 1]}-{day:%y}",
    lambda day: f"{day.day} {MONTHS[day.month - 1].upper()} {day.year}",
    lambda day: f"{day:%a, %d %b %Y}",
    lambda day: str((day - date(1899, 12, 30)).days),
    lambda day: f"{day:%B} {day.day}, {day.year}",
    lambda day: f"{day:%G-W%V-%u}",
)
TIMES = ("", " 21:05", " 21h05", " 21 h 05", " à 21:05", ", 21:05:59", " 9:05 PM")


@given(st.dates(date(1970, 1, 1), date(2050, 12, 31)), st.integers(0, len(WAYS) - 1), st.sampled_from(TIMES))
def test_day_reads_back_in_whatever_way_it_is_written(day, way, time):
    text = WAYS[way](day)
    if text.isdigit():
        time = ""
    parsed = dates.read(text + time)
    assert parsed is not None and parsed.moment.date() == day
    assert (parsed.moment.hour, parsed.moment.minute) == ((21, 5) if time else (0, 0))


@given(st.dates(date(2001, 9, 10), date(2050, 12, 31)), st.booleans())
def test_database_and_we_read_the_same_day(day, month_first):
    text = f"{day:%m/%d/%Y 10:05}" if month_first else f"{day:%d/%m/%Y 10:05}"
    with duckdb.connect() as connection:
        format_ = "%m/%d/%Y %H:%M" if month_first else "%d/%m/%Y %H:%M"
        ((moment,),) = connection.execute("SELECT try_strptime(?, ?)", [text, format_]).fetchall()
    assert dates.read(text, month_first=month_first).moment == moment


# --- a column


def test_spellings_of_one_precision_are_read_together():
    assert (
        days(["2024-03-14", "14/03/2024", "14/03/24", "14-mars-24", "45365", "14/03/2024 à 10:22"])
        == [date(2024, 3, 14)] * 6
    )


def test_text_of_another_precision_is_unread():
    assert days(["14/03/2024", "15/03/2024", "2024", "mars 2024", "hier", ""]) == [
        date(2024, 3, 14),
        date(2024, 3, 15),
        None,
        None,
        None,
        None,
    ]


def test_time_that_is_always_midnight_is_no_time():
    assert not recognised(["2024-03-14 00:00:00", "2024-03-15 00:00:00"])[0].has_hour
    assert recognised(["2024-03-14 00:00:00", "2024-03-15 00:01:00"])[0].has_hour


@pytest.mark.parametrize(
    ("texts", "months"),
    [
        (["1/3/2024", "1/15/2024", "2/4/2024", "3/28/2024"], [1, 1, 2, 3]),
        (["03/04/2024", "14/03/2024", "05/11/2024"], [4, 3, 11]),
        (["05/03/2024"], [3]),
        (["4/3/2024"], [3]),
        (["3/3/2024", "4/4/2024", "5/5/2024", "6/6/2024"], [3, 4, 5, 6]),
        # All in one month, or the first of each.
        ([f"{day}/3/2024" for day in (1, 7, 2, 9, 5, 12)], [3] * 6),
        ([f"3/{day}/2024" for day in (1, 7, 2, 9, 5, 12)], [3] * 6),
        ([f"01/{month:02}/2024" for month in range(1, 13)], [*range(1, 13)]),
        # In order with the month first alone.
        (["1/3/2024", "1/5/2024", "2/4/2024", "2/10/2024", "3/5/2024"], [1, 1, 2, 2, 3]),
        (
            ["03/04/2024 10:20:11 PM", "05/06/2024 09:10:00 AM", "01/02/2024 09:10:00 AM", "09/03/2024 09:10:00 AM"],
            [3, 5, 1, 9],
        ),
        # One contrary row in eleven is refused.
        ([f"{day}/03/2024" for day in range(13, 24)] + ["03/14/2024"], [3] * 11 + [None]),
    ],
)
def test_day_or_month_comes_first_as_the_whole_column_shows(texts, months):
    assert [day and day.month for day in days(texts)] == months


@pytest.mark.parametrize(
    "texts",
    [
        ["1/3/2024", "1/5/2024", "2/4/2024", "2/10/2024", "3/5/2024", "3/8/2024", "6/7/2024", "6/3/2024"],
        ["01/03/2024", "01/05/2024", "02/04/2024", "02/10/2024", "03/05/2024"],
        ["14/03/2024", "03/14/2024", "01/02/2024"],
    ],
)
def test_order_is_asked_where_signs_lack_or_contradict(texts):
    with pytest.raises(UndecidedError) as asked:
        recognised(texts)
    assert asked.value.key == "date_order" and asked.value.options == ("jour/mois", "mois/jour")
    assert days(texts, {"date_order": "jour/mois"})[0] != days(texts, {"date_order": "mois/jour"})[0]


def test_order_is_that_of_rows_far_below_the_sample():
    texts = ["1/3/2024", "1/5/2024", "2/4/2024", "2/10/2024", "6/7/2024", "6/3/2024"] * 200 + ["6/13/2024"]
    assert days(texts)[0] == date(2024, 1, 3)


def test_month_first_is_noted():
    (note,) = recognised(["1/3/2024", "1/15/2024"])[0].notes
    assert "1/15/2024" in note


def test_week_is_in_the_month_of_its_thursday_and_the_rows_of_two_months_are_counted():
    reading, moments = recognised(["2024-W09", "2024-W09", "2024-W10", "2024-W18"])
    assert [moment.month for moment in moments] == [2, 2, 3, 5]
    assert reading.precision is Precision.MONTH and reading.notes[0].startswith("3 lignes")
    assert recognised(["2024-W10", "2024-W11"])[0].notes == ()


@pytest.mark.parametrize(
    ("texts", "months"), [(["S10", "S14"], [3, 4]), (["Janvier", "Févr."], [1, 2]), (["14 mars", "2-avr."], [3, 4])]
)
def test_year_that_lacks_is_asked(texts, months):
    for answers in ({}, {"year": "24"}, {"year": "1899"}, {"year": "2101"}):
        with pytest.raises(UndecidedError) as asked:
            recognised(texts, answers)
        assert asked.value.key == "year" and asked.value.options == ()
    assert [(day.year, day.month) for day in days(texts, {"year": " 2024 "})] == [(2024, month) for month in months]


@pytest.mark.parametrize("texts", [["2024-T1", "2024-T2"], ["1er semestre 2024", "2e semestre 2024"], ["T1", "T2"]])
def test_quarters_are_refused_because_they_have_no_month(texts):
    with pytest.raises(MappingError, match="par (trimestre|semestre)"):
        recognised(texts)


@pytest.mark.parametrize(
    ("texts", "are", "may_be"),
    [
        (["14/03/2024", "hier", "15/03/2024", "16/03/2024", "17/03/2024"], True, True),
        (["14/03/2024", "hier", "15/03/2024", "demain"], False, False),
        (["2023", "2024"], True, True),
        (["1430", "1530", "1930", "2130"], False, False),
        (["1200", "1201", "1202"], False, False),
        (["44000", "44100", "44200"], False, True),
        (["2024000123", "2024000124"], False, True),
        (["1710000000.109", "1710001000.109"], True, True),
        (["S1", "S2"], False, True),
        (["T2", "T3"], False, True),
        (["1 200", "3,0"], False, False),
        (["12/2024", "13/2024", "57/2024"], False, False),
        (["janvier", "février"], True, True),
        (["1/15/2024", "2/3/2024"], True, True),
        (["", " "], False, False),
        ([], False, False),
    ],
)
def test_dates_are_known_from_codes_hours_amounts_and_identifiers(texts, are, may_be):
    assert (date_columns.are_dates(texts), date_columns.may_be_dates(texts)) == (are, may_be)


# --- headers


@pytest.mark.parametrize(
    "header", ["01/2024", "2024-01", "janv. 2024", "janv-24", "2024 · janvier", "Janvier 2024", "01/24", "2024_01"]
)
def test_header_names_its_month(header):
    assert dates.month_of_header(header) == date(2024, 1, 1) and not dates.lacks_year(header)


@pytest.mark.parametrize("header", ["Janv", "janvier", "JANV."])
def test_header_without_a_year_takes_the_one_given(header):
    assert dates.lacks_year(header) and dates.month_of_header(header) is None
    assert dates.month_of_header(header, 2024) == date(2024, 1, 1)


@pytest.mark.parametrize(
    "header", ["Total", "2024", "Nombre", "13/2024", "S10", "14/03/2024", "T1 2024", "Janvier à mars"]
)
def test_header_of_no_month_is_none(header):
    assert dates.month_of_header(header, 2024) is None and not dates.lacks_year(header)


def test_a_million_texts_that_are_no_dates_are_not_read_one_by_one():
    reading, moments = recognised([f"dossier {n}" for n in range(1000)])
    assert reading.precision is Precision.DAY and not any(moments)


def test_week_starts_on_monday():
    assert dates.read("S10 2024").moment.date() + timedelta(days=6) == date(2024, 3, 10)


# --- periods by their two ends


@pytest.mark.parametrize(
    "written",
    ["01/01/2024 - 07/01/2024", "du 01/01/2024 au 07/01/2024", "01/01/2024-07/01/2024", "2024-01-01/2024-01-07",
     "du 1er au 7 janvier 2024", "du lundi 1er janvier au dimanche 7 janvier 2024", "Semaine du 01/01 au 07/01/2024",
     "S01 (01/01/2024 - 07/01/2024)", "Semaine 1 : du 1 au 7 janvier 2024", "01.01.24 → 07.01.24",
     "entre le 01/01/2024 et le 07/01/2024", "2024-01-01 00:00:00 – 2024-01-07 00:00:00"],
)  # fmt: skip
def test_period_is_read_by_its_two_ends(written):
    read = dates.read(written)
    assert (read.unit, read.moment, read.last) == (dates.Unit.PERIOD, datetime(2024, 1, 1), datetime(2024, 1, 7))
    assert not read.is_over_months


@pytest.mark.parametrize(
    ("written", "unit"),
    [("du 01/01/2024 au 31/01/2024", "mois"), ("01/02/2024 - 29/02/2024", "mois"), ("janvier à mars 2024", "trimestre"),
     ("01/01/2024 au 31/03/2024", "trimestre"), ("01/02/2024 au 30/04/2024", "période"),
     ("07/2024 - 12/2024", "semestre"), ("de janvier à décembre 2024", "année"), ("01/01/2024 - 31/12/2024", "année"),
     ("01/01/2024 - 30/12/2024", "période"),
     ("01/01/2024 - 30/01/2024", "période"), ("du 14 au 15 mars 2024", "jour"), ("du 14 au 16 mars 2024", "période"),
     ("nuit du 31 mars au 1er avril 2024", "jour"), ("14/03/2024 22:00 - 15/03/2024 02:00", "jour")],
)  # fmt: skip
def test_period_that_is_a_whole_month_quarter_or_year_is_that_one_and_a_night_is_its_evening(written, unit):
    assert dates.read(written).unit == unit


@pytest.mark.parametrize("written", ["du 28 décembre au 3 janvier 2025", "29/01/2024 - 04/02/2024"])
def test_period_over_two_months_says_so(written):
    assert dates.read(written).is_over_months and dates.month_of_header(written) is None


@pytest.mark.parametrize(
    "written",
    ["du 31/01/2024 au 01/01/2024", "32-01-2024", "31-02-2024", "06-12-34-56-78", "12-14 rue Pasteur", "10-12",
     "2023-2024", "lot 3 - 12/2024", "5 à 7", "de 10h à 12h", "13/03/2024-"],
)  # fmt: skip
def test_what_is_no_period_is_none(written):
    assert dates.read(written) is None


@pytest.mark.parametrize("texts", [["2024-S1", "2024-S2"], ["S1 2023", "S2 2023", "S1 2024"]])
def test_two_weeks_a_year_are_semesters(texts):
    with pytest.raises(MappingError, match="semestre"):
        recognised(texts)


@pytest.mark.parametrize("texts", [["S01 2024", "S02 2024"], ["S1 2024", "S2 2024", "S3 2024"]])
def test_other_weeks_are_weeks(texts):
    assert recognised(texts)[0].precision is Precision.MONTH


@pytest.mark.parametrize("header", ["S05 2024", "2024-W05", "Semaine 5 (2024)", "2024 - S5", "sem. 5 2024"])
def test_header_names_its_week(header):
    assert dates.week_of_header(header) == "2024-W05"


@pytest.mark.parametrize("header", ["S05", "Semaine 5", "Sem. 5", "W05"])
def test_header_of_a_week_without_a_year_takes_the_one_given(header):
    assert dates.week_of_header(header) is None and dates.lacks_year(header)
    assert dates.week_of_header(header, 2024) == "2024-W05"


@pytest.mark.parametrize("header", ["S1 2024", "2024-S2", "Semaine 54", "janvier 2024", "Secteur 5", "T1 2024"])
def test_header_of_no_week_is_none(header):
    assert dates.week_of_header(header, 2024) is None


# --- year first, in two digits

LAST_YEAR = date.today().year % 100 - 1


@pytest.mark.parametrize(
    "texts",
    [
        [f"{LAST_YEAR}-03-{day:02}" for day in range(1, 32)],
        [f"{LAST_YEAR}/{month:02}/{day:02} 10:22" for month in (3, 4) for day in range(10, 31)],
        [f"{year}.12.{day:02}" for year in (LAST_YEAR - 1, LAST_YEAR) for day in range(1, 12)],
        ["00-03-14", "00-04-15"],
    ],
)
def test_year_comes_first_where_the_last_numbers_are_days(texts):
    reading, moments = recognised(texts)
    assert {moment.year % 100 for moment in moments} == {int(text[:2]) for text in texts}
    assert {moment.month for moment in moments} == {int(text[3:5]) for text in texts}
    assert "L’année est écrite avant" in reading.notes[0]


@pytest.mark.parametrize(
    "texts",
    [
        [f"{day:02}-03-24" for day in range(1, 32)],
        [f"01/{month:02}/{year}" for month in (3, 4) for year in (20, 21, 22, 23, 24)],
        ["24-12-21", "25-12-21"],
        [f"31/12/{year}" for year in range(10, 26)],
    ],
)
def test_year_comes_last_elsewhere(texts):
    _, moments = recognised(texts)
    assert {moment.year % 100 for moment in moments} == {int(text[6:]) for text in texts}


def test_year_or_day_first_is_asked_where_both_are_likely():
    texts = [f"{LAST_YEAR}-03-14", f"{LAST_YEAR}-04-02", f"{LAST_YEAR}-12-25"]
    with pytest.raises(UndecidedError, match="l’année ou le jour") as doubt:
        recognised(texts)
    assert [recognised(texts, {"date_order": answer})[1][0].year for answer in doubt.value.options] == [
        2000 + LAST_YEAR,
        2014,
    ]
