"""Text tables as they come: encodings, separators, quotes, and the ways in which a date is written."""

import dataclasses

import pytest

from data.errors import MappingError
from data.intake import door, examination
from data.intake.profiles import describe

EVENT = ("date=date", "category=type")


def read(town, content, *mapping, **options):
    town.load(content, *(mapping or EVENT), kind="signalement", **options)
    return town.facts("fact_date::VARCHAR, category")


# --- bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_accents_and_apostrophes_are_kept_when_encoded_in_a_usual_way(town, encoding):
    text = "date;type\n2024-03-14;Dégradation d’un abri, côté cœur\n"
    assert read(town, text.encode(encoding)) == [("2024-03-14", "Dégradation d’un abri, côté cœur")]


def test_columns_are_found_when_their_names_have_accents_in_western_encoding(town):
    text = "Date;N° évènement;Nature d’événement\n14/03/2024;12;Tags\n"
    town.load(
        text.encode("cp1252"), "date=Date", "id=N° évènement", "category=Nature d’événement", kind="main_courante"
    )
    assert town.facts("record_id, category") == [("12", "Tags")]


def test_accents_are_kept_when_the_file_was_cut_within_a_letter(town):
    text = "date;type\n2024-03-14;Éclairage\n2024-03-15;É".encode()[:-1]
    delivery = town.load(text, *EVENT, kind="signalement")
    assert town.facts("category")[0] == ("Éclairage",)
    assert delivery.rows_read == 2


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"], ids=["semicolon", "comma", "tab", "bar"])
def test_columns_are_told_apart_when_separated_in_a_usual_way(town, separator):
    text = separator.join(("date", "type")) + "\n" + separator.join(("2024-03-14", '"a;b,c|d"')) + "\n"
    assert read(town, text) == [("2024-03-14", "a;b,c|d")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_lines_end_when_written_by_any_system(town, end):
    assert read(town, end.join(("date;type", "2024-03-14;Tags", "2024-03-15;Bruit", ""))) == [
        ("2024-03-14", "Tags"), ("2024-03-15", "Bruit"),
    ]  # fmt: skip


def test_last_line_is_read_when_it_has_no_end(town):
    assert read(town, "date;type\n2024-03-14;Tags\n2024-03-15;Bruit") == [
        ("2024-03-14", "Tags"),
        ("2024-03-15", "Bruit"),
    ]


def test_cell_is_whole_when_it_holds_breaks_and_quotes(town):
    assert read(town, 'date;type\n2024-03-14;"Bruit\n""nocturne"""\n2024-03-15;Tags\n') == [
        ("2024-03-14", 'Bruit\n"nocturne"'), ("2024-03-15", "Tags"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        '"date;type"\n"2024-03-14;Tags"\n"2024-03-15;Bruit, musique"\n',
        '"date,""type"""\r\n"2024-03-14,Tags"\r\n"2024-03-15,""Bruit, musique"""\r\n',
        '"date;type";;\n"2024-03-14;Tags";;\n"2024-03-15;Bruit, musique";;\n',
    ],
    ids=["semicolons", "quotes inside", "empty columns beside"],
)
def test_rows_are_those_inside_when_each_is_one_cell_in_quotes(town, content):
    assert read(town, content) == [("2024-03-14", "Tags"), ("2024-03-15", "Bruit, musique")]


def test_cells_in_quotes_are_no_row_in_quotes(town):
    content = '"date";"type"\n"2024-03-14";"Tags"\n"2024-03-15";"Bruit, musique"\n'
    assert read(town, content) == [("2024-03-14", "Tags"), ("2024-03-15", "Bruit, musique")]


def test_blank_lines_are_not_rows_when_a_file_ends_with_them(town):
    assert town.load("date;type\n2024-03-14;Tags\n\n\n", *EVENT, kind="signalement").rows_read == 1


def test_first_of_two_columns_is_read_when_they_bear_the_same_name(town):
    assert read(town, "date;type;type\n2024-03-14;Tags;Bruit\n") == [("2024-03-14", "Tags")]


@pytest.mark.parametrize(
    "torn",
    ["2024-03-15", '2024-03-15;"Bru', "2024-03-15;Bruit;de;trop"],
    ids=["mid-row", "mid-quote", "too many cells"],
)
def test_torn_row_is_counted_when_the_others_are_whole(town, torn):
    delivery = town.load(f"date;type\n2024-03-14;Tags\n{torn}", *EVENT, kind="signalement")
    assert (delivery.rows_read, delivery.loaded) == (2, 1)
    assert delivery.rejected == {"ligne incomplète ou mal fermée": 1}


# --- dates


@pytest.mark.parametrize(
    ("written", "day", "hour"),
    [
        ("2024-03-14", "2024-03-14", None),
        ("14/03/2024", "2024-03-14", None),
        ("4/3/2024", "2024-03-04", None),
        ("14-03-2024", "2024-03-14", None),
        ("14.03.2024", "2024-03-14", None),
        ("2024/03/14", "2024-03-14", None),
        ("20240314", "2024-03-14", None),
        ("14/03/24", "2024-03-14", None),
        ("14/03/2024 21:05", "2024-03-14", 21),
        ("14/03/2024 9:05", "2024-03-14", 9),
        ("14/03/2024 21:05:59", "2024-03-14", 21),
        ("14/03/2024 21h05", "2024-03-14", 21),
        ("2024-03-14 00:30:00", "2024-03-14", 0),
        ("2024-03-14T21:05:59", "2024-03-14", 21),
        ("2024-03-14 21:05:59.123", "2024-03-14", 21),
    ],
)
def test_date_is_read_when_written_in_a_usual_way(town, written, day, hour):
    town.load(f"date;type\n{written};Tags\n", *EVENT, kind="signalement")
    assert town.facts("fact_date::VARCHAR, date_precision, hour") == [(day, "day", hour)]


@pytest.mark.parametrize(
    ("written", "day", "hour"),
    [
        ("2024-03-14T21:05:59+01:00", "2024-03-14", 21),
        ("2024-03-14T21:05:59Z", "2024-03-14", 22),
        ("2024-03-14T21:05:59.123Z", "2024-03-14", 22),
        ("2024-03-14 23:30:00+00", "2024-03-15", 0),
        ("2024-07-14T00:30:00+02:00", "2024-07-14", 0),
        ("2024-04-14T06:37:38-08:00", "2024-04-14", 16),
        ("2024-03-31T00:59:59Z", "2024-03-31", 1),
        ("2024-03-31T01:00:00Z", "2024-03-31", 3),
        ("2024-10-27T00:30:00Z", "2024-10-27", 2),
        ("2024-10-27T01:30:00Z", "2024-10-27", 2),
        ("2024-10-27T02:00:00Z", "2024-10-27", 3),
    ],
)
def test_moment_is_that_of_the_clocks_of_the_commune_when_it_says_its_time_zone(town, written, day, hour):
    town.load(f"date;type\n{written};Tags\n", *EVENT, kind="signalement")
    assert town.facts("fact_date::VARCHAR, hour") == [(day, hour)]


@pytest.mark.parametrize(("insee", "hour"), [("31999", 22), ("97411", 1), ("97105", 17), ("97302", 18)])
def test_clocks_are_those_of_the_commune_overseas(town, insee, hour):
    commune = dataclasses.replace(town.commune, insee_code=insee)
    path = town.write("faits.csv", "date;type\n2024-03-14T21:05:59Z;Tags\n")
    door.take(commune, [path], describe("signalement", EVENT))
    assert town.facts("hour") == [(hour,)]


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("21:30", 21),
        ("21:30:15", 21),
        ("7h05", 7),
        ("7h", 7),
        ("00:10", 0),
        ("", None),
        ("soir", None),
        ("25:00", None),
    ],
)
def test_hour_is_read_when_it_has_its_own_column(town, written, hour):
    town.load(f"date;heure;type\n14/03/2024;{written};Tags\n", *EVENT, "time=heure", kind="signalement")
    assert town.facts("fact_date::VARCHAR, hour") == [("2024-03-14", hour)]


def test_hour_stays_unknown_when_only_some_dates_have_one(town):
    town.load("date;type\n14/03/2024 21:05;Tags\n14/03/2024 22:10;Tags\n15/03/2024;Tags\n", *EVENT, kind="signalement")
    assert town.facts("fact_date::VARCHAR, hour") == [("2024-03-14", 21), ("2024-03-14", 22), ("2024-03-15", None)]


def test_day_comes_before_month_when_both_orders_are_possible(town):
    assert read(town, "date;type\n05/03/2024;Tags\n") == [("2024-03-05", "Tags")]


@pytest.mark.parametrize("column", ["year", "date"])
def test_year_keeps_its_precision_when_it_is_all_there_is(town, column):
    delivery = town.load("an;type\n2023;Tags\n2024;Tags\n", f"{column}=an", "category=type", kind="signalement")
    assert delivery.period == ("2023", "2024")
    assert town.ask("SELECT DISTINCT precision FROM monthly_count") == [("year",)]


def test_month_keeps_its_precision_when_it_is_all_there_is(town):
    delivery = town.load("mois;type\n2023-12;Tags\n2024-01;Tags\n", "month=mois", "category=type", kind="signalement")
    assert delivery.period == ("2023-12", "2024-01")
    assert town.facts("date_precision") == [("month",), ("month",)]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "date absente"),
        ("  ", "date absente"),
        ("hier", "date illisible"),
        ("30/02/2024", "date illisible"),
        ("14/13/2024", "date illisible"),
        ("2024", "date illisible"),
        ("31/12/1899", "date impossible (avant 1900 ou à venir)"),
        ("01/01/2999", "date impossible (avant 1900 ou à venir)"),
    ],
)
def test_row_is_rejected_when_its_date_is_not_a_day_that_can_be(town, written, reason):
    delivery = town.load(f"date;type\n14/03/2024;Tags\n{written};Tags\n", *EVENT, kind="signalement")
    assert delivery.rejected == {reason: 1}
    assert town.facts("fact_date::VARCHAR") == [("2024-03-14",)]


def test_date_is_taken_when_it_is_the_first_that_can_be(town):
    assert read(town, "date;type\n01/01/1900;Tags\n") == [("1900-01-01", "Tags")]


@pytest.mark.parametrize("n", [2, 3000])
def test_stray_quote_swallows_no_row_whatever_the_number_of_columns(town, n):
    others = ";".join(f"c{i}" for i in range(n))
    rows = [f"2024-03-{day:02};Tags;{'x' if day != 4 else chr(34) + 'x'}{';y' * (n - 1)}" for day in range(1, 10)]
    delivery = town.load("\n".join([f"date;type;{others}", *rows]), *EVENT, kind="signalement")
    assert (delivery.rows_read, delivery.loaded) == (9, 9)
    assert "guillemets" in " ".join(delivery.notes)


HEADLESS = [
    "14/03/2024;Tags;Bellevue\n15/03/2024;Bruit;Bellevue\n16/03/2024;Bruit;Bellevue\n",
    "1;2024-03-14 10:22;Tags;12 rue X\n2;2024-03-15 10:22;Bruit;13 rue X\n3;;Bruit;13 rue X\n",
    "Extrait\n\nTags;14/03/2024\nBruit;15/03/2024\n",
]


@pytest.mark.parametrize("text", HEADLESS)
def test_first_fact_is_never_taken_for_headers(town, text):
    path = town.write("faits.csv", text)
    with pytest.raises(MappingError, match="pas de ligne d’en-têtes"):
        examination.examine(town.commune, path)


@pytest.mark.parametrize(
    "over",
    [
        "Extrait;03/04/2024\n",
        "Début :;01/03/2024\nFin :;31/03/2024\n",
        "PM;Début;01/03/2024\nPM;Fin;31/03/2024\n",
        "\n\n",
    ],
)
def test_headers_are_found_under_dates_of_the_whole_table(town, over):
    path = town.write("faits.csv", f"{over}Date;Nature;Quartier\n14/03/2024;Tags;Bellevue\n15/03/2024;Tags;Bellevue\n")
    delivery = examination.examine(town.commune, path).delivery
    assert (delivery.rows_read, delivery.loaded) == (2, 2)
