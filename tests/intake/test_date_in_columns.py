"""A date that a file has in several columns: its year, its month or its week, in digits or in words."""

import pytest
from openpyxl import Workbook

from data.errors import UndecidedError
from data.intake import examination


def load(town, table, headers, rows, **answers):
    path = town.write("faits.csv", table(headers, rows))
    (delivery,), _ = examination.load_as_proposed(town.commune, [path], [{"kind": "signalement"} | answers])
    return delivery


def months(town):
    return dict(town.ask("SELECT strftime(fact_date, '%Y-%m'), sum(count)::INT FROM fact GROUP BY ALL ORDER BY ALL"))


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ("Année;Mois;Quartier;Nature", [(2024, "mars", "Bellevue", "Tags"), (2023, "avril", "Bellevue", "Tags")]),
        ("Mois;Année;Quartier;Nature", [("Mars", 2024, "Bellevue", "Tags"), ("avr.", 2023, "Bellevue", "Tags")]),
        ("Jour;Mois;Année;Quartier;Nature",
         [(14, "mars", 2024, "Bellevue", "Tags"), (2, "avril", 2023, "Bellevue", "Tags")]),
        ("Année;Date;Quartier;Nature", [(2024, "14/03", "Bellevue", "Tags"), (2023, "02/04", "Bellevue", "Tags")]),
        ("Année;Mois;Quartier;Nature", [(2024, 3, "Bellevue", "Tags"), (2023, 4, "Bellevue", "Tags")]),
        ("An;Mois;Quartier;Nature", [(24, 3, "Bellevue", "Tags"), (23, 4, "Bellevue", "Tags")]),
        ("Année;Mois;Quartier;Nature", [("’24", "mars", "Bellevue", "Tags"), ("’23", "avr.", "Bellevue", "Tags")]),
        ("Exercice;Jour;Quartier;Nature", [("24", "14/03", "Bellevue", "Tags"), ("23", "02/04", "Bellevue", "Tags")]),
        ("An;Semaine;Quartier;Nature", [(24, 11, "Bellevue", "Tags"), (23, 14, "Bellevue", "Tags")]),
    ],
)  # fmt: skip
def test_month_takes_the_year_of_another_column(town, table, headers, rows):
    assert load(town, table, headers, rows).loaded == 2
    assert months(town) == {"2023-04": 1, "2024-03": 1}


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ("An;Mois;Nature;Quartier;Nb", [(24, 3, "Tags", "Bellevue", 3), (24, 4, "Tags", "Bellevue", 2)]),
        ("An;Nature;Quartier;Mars;Avril", [(24, "Tags", "Bellevue", 3, 2), (24, "Tags", "Centre-ville", 0, 0)]),
    ],
)
def test_counts_take_a_year_of_two_digits(town, table, headers, rows):
    load(town, table, headers, rows)
    assert months(town) == {"2024-03": 3, "2024-04": 2}


@pytest.mark.parametrize("years", [(2024, 2023), (24, 23)])
def test_crossed_table_of_a_shipped_profile_takes_the_year_of_its_rows(town, table, years):
    rows = [(year, "Tags", "Bellevue", 3, 2) for year in years]
    assert load(town, table, "Année;Nature;Quartier;Mars;Avril", rows).source == "plaintes_police_nationale"
    assert months(town) == {f"20{year % 100}-{month}": n for year in years for month, n in (("03", 3), ("04", 2))}


@pytest.mark.parametrize("year", [12, 99])
def test_two_digits_that_are_no_recent_year_are_not_read(town, table, year):
    rows = [(year, 3, "Tags", "Bellevue", 3), (year, 4, "Tags", "Bellevue", 2)]
    path = town.write("faits.csv", table("An;Mois;Nature;Quartier;Nb", rows))
    assert examination.examine(town.commune, path).content == "unknown"


@pytest.mark.parametrize(
    ("header", "weeks"),
    [("Semaine", ("1", "6", "6")), ("N° semaine", ("S1", "S6", "S06")), ("Sem.", ("01", "06", "06"))],
)
def test_week_takes_the_year_of_another_column(town, table, header, weeks):
    rows = [
        (year, week, "Bellevue", "Tags", n) for year, week, n in zip((2024, 2024, 2023), weeks, (3, 4, 5), strict=True)
    ]
    load(town, table, f"Année;{header};Quartier;Nature;Nombre", rows)
    assert months(town) == {"2024-01": 3, "2024-02": 4, "2023-02": 5}


def test_year_of_numbered_weeks_is_asked(town, table):
    rows = [(week, "Bellevue", "Tags", 3) for week in (1, 6, 7)]
    with pytest.raises(UndecidedError, match="pas d’année"):
        load(town, table, "Semaine;Quartier;Nature;Nombre", rows)
    load(town, table, "Semaine;Quartier;Nature;Nombre", rows, year="2024")
    assert months(town) == {"2024-01": 3, "2024-02": 6}


def test_week_beside_a_month_is_left(town, table):
    rows = [(2024, 1, week, "Bellevue", "Tags", 3) for week in (1, 2, 5)]
    load(town, table, "Année;Mois;Semaine;Quartier;Nature;Nombre", rows)
    assert months(town) == {"2024-01": 9}


def test_date_that_has_its_year_does_not_take_another(town, table):
    rows = [("14/03/2024", 2023, "Bellevue", "Tags")]
    load(town, table, "Date;Année;Quartier;Nature", rows)
    assert months(town) == {"2024-03": 1}


@pytest.mark.parametrize("headers", ["Répondant;Q1;Q2;Q3", "Nom;Q1;Q2"])
def test_codes_of_questions_are_no_quarters(town, table, headers):
    path = town.write("codes.csv", table(headers, [range(1, headers.count(";") + 2)] * 2))
    assert examination.examine(town.commune, path).content == "unknown"


@pytest.mark.parametrize("days", [("14/03", "02/04"), ("14-3", "2-4"), ("14.03", "02.04")])
def test_year_of_days_without_one_is_asked(town, table, days):
    rows = [(day, "Tags", "Bellevue") for day in days]
    with pytest.raises(UndecidedError, match="pas d’année"):
        load(town, table, "Date;Nature;Quartier", rows)
    load(town, table, "Date;Nature;Quartier", rows, year="2024")
    assert months(town) == {"2024-03": 1, "2024-04": 1}


@pytest.mark.parametrize("dates", [("14/03", "15/03"), ("mars", "mars"), ("14 mars", "15 mars")])
def test_dates_of_a_sheet_a_year_take_its_year(town, dates):
    book = Workbook()
    for year, day in zip(("2023", "2024"), dates, strict=True):
        sheet = book.create_sheet(year)
        sheet.append(["Date", "Nature", "Quartier"])
        sheet.append([day, "Tags", "Bellevue"])
    del book["Sheet"]
    book.save(town.folder / "faits.xlsx")
    examination.load_as_proposed(town.commune, [town.folder / "faits.xlsx"], [{"kind": "signalement"}])
    assert months(town) == {"2023-03": 1, "2024-03": 1}


@pytest.mark.parametrize(
    ("headers", "rows"),
    [
        ("Année scolaire;Nature;Nombre", [("2023-2024", "Tags", 3), ("2022-2023", "Tags", 4)]),
        ("Saison;Tags;Tapage", [("été", 3, 2), ("hiver", 4, 2)]),
    ],
)
def test_one_period_is_not_asked_of_rows_that_have_their_own(town, table, headers, rows):
    examined = examination.examine(town.commune, town.write("faits.csv", table(headers, rows)))
    assert (examined.content, examined.questions) == ("unknown", ())
