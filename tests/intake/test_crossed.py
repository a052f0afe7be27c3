"""Crossed tables: quartiers, months or natures in columns, under one row of headers or two."""

import csv
from pathlib import Path

import pytest
from openpyxl import Workbook

from data.errors import CoarseDateError, MappingError, UndecidedError
from data.intake import examination

AS_COMPLAINTS = {"kind": "plainte"}


def load(town, path: Path, **answers: str):
    (delivery,), _ = examination.load_as_proposed(town.commune, [path], [AS_COMPLAINTS | answers])
    return delivery


def counted(town) -> dict[tuple, int]:
    """Facts by quartier, month and category."""
    rows = town.ask(
        "SELECT quartier, strftime(fact_date, '%Y-%m'), category, sum(count)::INT FROM located_fact GROUP BY ALL"
    )
    return {tuple(key): number for *key, number in rows}


def written(town, rows, name="tableau.csv") -> Path:
    path = town.folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    return path


@pytest.mark.parametrize("titles", [0, 1, 2])
def test_titles_over_a_table_of_two_columns_are_no_headers(town, titles):
    over = [["Tags relevés"], ["Extrait du 3 mars"]][:titles]
    path = written(town, [*over, ["Quartier", "janvier 2024"], ["Bellevue", 3], ["L’Écluse", 4]])
    assert load(town, path, category="Tags").loaded == 2
    assert {key[:2]: number for key, number in counted(town).items()} == {("02", "2024-01"): 3, ("04", "2024-01"): 4}


def test_quartiers_in_columns_are_unfolded(town):
    path = written(town, [["Mois", "Nature", "Bellevue", "L’Écluse", "Total"], ["01/2024", "Tags", 3, 4, 7]])
    assert load(town, path).loaded == 2
    assert counted(town) == {("02", "2024-01", "Tags"): 3, ("04", "2024-01", "Tags"): 4}


ODD = ["-1", "2,5", "?", "#N/A", "env. 10"]


@pytest.mark.parametrize("odd", ODD)
def test_column_stays_one_of_numbers_when_a_cell_is_none(town, odd):
    months = [f"{month:02}/2024" for month in range(1, 5)]
    crossed = [["Mois", "Nature", "Bellevue", "L’Écluse"], *([month, "Tags", 3, 4] for month in months)]
    crossed[2][2] = odd
    delivery = load(town, written(town, crossed))
    assert (delivery.loaded, sum(delivery.rejected.values())) == (7, 1)


@pytest.mark.parametrize("odd", ODD)
def test_count_stays_one_when_a_cell_is_none(town, odd):
    months = [f"{month:02}/2024" for month in range(1, 5)]
    listed = [["Mois", "Nature", "Quartier", "Nombre"], *([month, "Tags", "Bellevue", 3] for month in months)]
    listed[2][3] = odd
    delivery = load(town, written(town, listed))
    assert (delivery.loaded, sum(delivery.rejected.values())) == (3, 1)
    assert sum(counted(town).values()) == 9


def test_number_is_read_with_the_name_of_what_it_counts(town):
    load(town, written(town, [["Mois", "Nature", "Quartier", "Nombre"], ["01/2024", "Tags", "Bellevue", "12 faits"]]))
    assert counted(town) == {("02", "2024-01", "Tags"): 12}


def test_numbers_that_are_not_read_are_named(town):
    rows = [["Mois", "Nature", "Quartier", "Nombre"], *([f"{m:02}/2024", "Tags", "Bellevue", f"n={m}"] for m in (1, 2))]
    examined = examination.examine(town.commune, written(town, rows))
    assert examined.unread == ("Nombre",)


@pytest.mark.parametrize("odd", ["", "#N/A", "inconnue"])
def test_coordinates_stay_those_when_a_row_has_none(town, odd):
    rows = [["Date", "Nature", "Latitude", "Longitude"], *([f"1{m}/03/2024", "Tags", 43.62, 1.42] for m in range(4, 8))]
    rows[2][2:] = [odd, odd]
    delivery = load(town, written(town, rows))
    assert delivery.loaded + sum(delivery.rejected.values()) == 4 and delivery.loaded >= 3
    assert town.ask("SELECT count(*) FROM located_fact WHERE quartier = '01'") == [(3,)]


def test_natures_in_columns_are_unfolded(town):
    path = written(town, [["Mois", "Quartier", "Tapage", "Tags"], ["01/2024", "Bellevue", 3, "<5"]])
    delivery = load(town, path)
    assert (delivery.rows_read, delivery.loaded) == (2, 1)
    assert dict(delivery.rejected) == {"nombre non communiqué": 1}
    assert counted(town) == {("02", "2024-01", "Tapage"): 3}


@pytest.mark.parametrize(
    ("period", "month"), [("2024-03", "2024-03"), ("mars 2024", "2024-03"), ("03/2024", "2024-03"), ("2024", "2024-01")]
)
def test_period_is_asked_where_nothing_says_it(town, period, month):
    path = written(town, [["Quartier", "Tapage", "Tags"], ["Bellevue", 3, 4], ["Total", 3, 4]])
    before = town.files()
    with pytest.raises(UndecidedError, match="De quel mois") as doubt:
        load(town, path)
    assert doubt.value.key == "period" and town.files() == before
    load(town, path, period=period)
    assert counted(town) == {("02", month, "Tapage"): 3, ("02", month, "Tags"): 4}


@pytest.mark.parametrize("period", ["hier", "", "2024-13", "14/03/2024", "T1 2024"])
def test_period_that_is_neither_a_month_nor_a_year_is_refused(town, period):
    path = written(town, [["Quartier", "Tapage", "Tags"], ["Bellevue", 3, 4]])
    before = town.files()
    with pytest.raises(MappingError, match="ni un mois ni une année"):
        load(town, path, period=period)
    assert town.files() == before


def test_period_of_one_file_is_not_that_of_the_next(town):
    rows = [["Quartier", "Tapage", "Tags"], ["Bellevue", 3, 4]]
    load(town, written(town, rows), period="2024-03")
    with pytest.raises(UndecidedError, match="De quel mois"):
        load(town, written(town, [*rows, ["L’Écluse", 1, 2]], "suite.csv"))


def test_months_take_the_year_of_the_title(town):
    workbook = Workbook()
    sheet = workbook.active
    for row in (["Bilan 2024"], ["Quartier", "Nature", "Janvier", "Février"], ["Bellevue", "Tags", 3, None]):
        sheet.append(row)
    workbook.save(town.folder / "bilan.xlsx")
    load(town, town.folder / "bilan.xlsx")
    assert counted(town) == {("02", "2024-01", "Tags"): 3}


def test_year_is_asked_where_no_title_says_it(town):
    path = written(town, [["Quartier", "Nature", "Janvier", "Février"], ["Bellevue", "Tags", 3, 2]])
    with pytest.raises(UndecidedError, match="pas d’année") as doubt:
        load(town, path)
    assert doubt.value.key == "year"
    load(town, path, year="2023")
    assert counted(town) == {("02", "2023-01", "Tags"): 3, ("02", "2023-02", "Tags"): 2}


def test_years_over_months_are_read_together(town):
    path = written(
        town,
        [["", "", "2023", "", "2024", ""], ["Quartier", "Nature", "Janv", "Févr", "Janv", "Févr"],
         ["Bellevue", "Tags", 1, 2, 3, 4]],
    )  # fmt: skip
    load(town, path)
    assert counted(town) == {("02", f"{year}-{month}", "Tags"): number for year, month, number in
                             (("2023", "01", 1), ("2023", "02", 2), ("2024", "01", 3), ("2024", "02", 4))}  # fmt: skip


def test_same_headers_on_several_sheets_are_one_table(town):
    workbook = Workbook()
    workbook.active.append(["Ce classeur contient les faits"])
    for year in (2023, 2024):
        sheet = workbook.create_sheet(str(year))
        sheet.append(["Date", "Nature", "Quartier"])
        sheet.append([f"{year}-03-01", "Tags", "Bellevue"])
    workbook.save(town.folder / "classeur.xlsx")
    delivery = load(town, town.folder / "classeur.xlsx")
    assert delivery.loaded == 2 and "Feuilles lues : 2023, 2024" in delivery.notes[0]
    assert counted(town) == {("02", "2023-03", "Tags"): 1, ("02", "2024-03", "Tags"): 1}


def test_same_file_loaded_again_as_proposed_is_known(town):
    path = written(town, [["Mois", "Quartier", "Tapage", "Tags"], ["01/2024", "Bellevue", 3, 2]])
    assert load(town, path).is_new
    again = load(town, path)
    assert (again.is_new, again.delivery, again.duplicate) == (False, 1, 2)


def test_next_file_of_a_source_that_the_commune_wrote_by_hand_is_loaded(town):
    folder = town.commune.home / "sources"
    folder.mkdir()
    source = (
        '# Par nous.\nlabel = "Nuit"\nkind = "mediation"\nshape = "events"\n'
        'columns = {date = "Nuit du", category = "Motif"}\n'
    )
    (folder / "nuit.toml").write_text(source, encoding="utf-8")
    for month in ("03", "04"):
        path = written(town, [["Nuit du", "Motif"], [f"01/{month}/2024", "Tags"]], f"{month}.csv")
        assert load(town, path).source == "nuit"
    assert (folder / "nuit.toml").read_text(encoding="utf-8") == source


@pytest.mark.parametrize(
    "rows",
    [
        [["Quartier", "Nature", "2023", "2024", "Total"], ["Bellevue", "Tags", 3, 4, 7]],
        [["Nature", "Bellevue · 2023", "Bellevue · 2024"], ["Tags", 3, 4]],
        [["", "", "2023", "", "2024", ""], ["Quartier", "Type", "Tags", "Tapage", "Tags", "Tapage"],
         ["Bellevue", "x", 3, 0, 4, 0]],
    ],
)  # fmt: skip
def test_years_in_columns_are_unfolded(town, rows):
    load(town, written(town, rows))
    found = town.ask(
        "SELECT quartier, year(fact_date), date_precision, sum(count)::INT FROM located_fact WHERE category = 'Tags'"
        " GROUP BY ALL ORDER BY ALL"
    )
    assert found == [("02", 2023, "year", 3), ("02", 2024, "year", 4)]


def test_years_beside_months_are_totals(town):
    path = written(
        town, [["Quartier", "Nature", "2023", "01/2024", "02/2024", "2024"], ["Bellevue", "Tags", 9, 1, 2, 3]]
    )
    assert load(town, path).rows_read == 2
    assert counted(town) == {("02", "2024-01", "Tags"): 1, ("02", "2024-02", "Tags"): 2}


def test_years_over_texts_are_no_counts(town):
    path = written(town, [["Quartier", "Nature", "2023", "2024"], ["Bellevue", "Tags", "fait", "à faire"]])
    assert examination.examine(town.commune, path).content == "unknown"


@pytest.mark.parametrize(
    ("unit", "rows"),
    [
        ("trimestre", [["Période", "Bellevue", "L’Écluse"], ["2024-T1", 3, 4], ["2024-T2", 3, 4]]),
        ("trimestre", [["Trimestre", "Bellevue", "L’Écluse"], ["T1", 3, 4], ["T2", 3, 4]]),
        ("trimestre", [["Année", "Trimestre", "Bellevue", "L’Écluse"], [2024, "1er trimestre", 3, 4]]),
        ("trimestre", [["Année", "Trimestre", "Quartier", "Nature", "Nombre"], [2024, 1, "Bellevue", "Tags", 4]]),
        ("trimestre", [["Quartier", "T1 2024", "T2 2024"], ["Bellevue", 3, 4]]),
        ("trimestre", [["Quartier", "1er trimestre 2024", "2ème trimestre 2024"], ["Bellevue", 3, "<5"]]),
        ("trimestre", [["Quartier", "Nature", "T1", "T2"], ["Bellevue", "Tags", 3, 4]]),
        ("trimestre", [["", "2023", "", "2024", ""], ["Quartier", "T1", "T2", "T1", "T2"], ["Bellevue", 1, 2, 3, 4]]),
        ("semestre", [["Quartier", "S1 2024", "S2 2024"], ["Bellevue", 3, 4]]),
        ("semestre", [["Semestre", "Quartier", "Nature", "Nombre"], ["2024-S1", "Bellevue", "Tags", 3]]),
        ("trimestre", [["Début", "Fin", "Quartier", "Nombre"], ["01/01/2024", "31/03/2024", "Bellevue", 3]]),
        ("trimestre", [["Période", "Quartier", "Nombre"], ["janvier à mars 2024", "Bellevue", 3]]),
        ("périodes de plusieurs mois", [["Quartier", "janv. à avril 2024", "mai à août 2024"], ["Bellevue", 3, 4]]),
        ("semestre", [["Quartier", "1er semestre 2024", "2e semestre 2024"], ["Bellevue", 3, 4]]),
    ],
)
def test_quarters_and_semesters_are_refused_wherever_they_are(town, unit, rows):
    path = written(town, rows)
    before = town.files()
    with pytest.raises(CoarseDateError, match=f"données par {unit}"):
        load(town, path)
    assert town.files() == before


def test_quarters_beside_months_are_totals(town):
    months = ["01/2024", "02/2024", "03/2024"]
    load(
        town,
        written(town, [["Quartier", "Nature", *months, "T1 2024", "T2 2024"], ["Bellevue", "Tags", 1, 2, 3, 6, 0]]),
    )
    assert sum(counted(town).values()) == 6


def test_quarter_of_each_month_is_left(town):
    rows = [["Trimestre", "Mois", "Quartier", "Nature", "Nombre"], ["T1", "01/2024", "Bellevue", "Tags", 4]]
    load(town, written(town, rows))
    assert counted(town) == {("02", "2024-01", "Tags"): 4}


@pytest.mark.parametrize(
    ("headers", "cells"),
    [(["N°", "Mois", "Nature"], ["1", "02/2024", "Tags"]), (["Mois", "Nature"], ["02/2024", "Tags"])],
)
def test_table_that_is_not_crossed_is_not_of_a_source_of_crossed_tables(town, headers, cells):
    load(town, written(town, [["Mois", "Nature", "Bellevue", "L’Écluse"], ["01/2024", "Tags", 3, 4]]))
    plain = written(town, [headers, cells], "faits.csv")
    assert examination.examine(town.commune, plain).content == "facts"
    assert load(town, plain, source="Bailleur").loaded == 1


@pytest.mark.parametrize(
    "headers",
    [["S01 2024", "S02 2024", "S06 2024"], ["2024-W01", "2024-W02", "2024-W06"],
     ["Semaine 1 - 2024", "Semaine 2 - 2024", "Semaine 6 - 2024"],
     ["du 01/01/2024 au 07/01/2024", "du 8 au 14 janvier 2024", "du 5 au 11 février 2024"]],
)  # fmt: skip
def test_weeks_in_columns_are_unfolded(town, headers):
    rows = [["Quartier", "Nature", *headers, "Total"], ["Bellevue", "Tags", 3, 4, 5, 12], ["Total", "", 3, 4, 5, 12]]
    load(town, written(town, rows))
    assert counted(town) == {("02", "2024-01", "Tags"): 7, ("02", "2024-02", "Tags"): 5}


@pytest.mark.parametrize("headers", [["Semaine 1", "Semaine 6"], ["S01", "S06"], ["sem. 1", "sem. 6"]])
def test_year_of_weeks_is_that_of_the_title_or_asked(town, headers):
    rows = [["Quartier", "Nature", *headers], ["Bellevue", "Tags", 3, 5]]
    with pytest.raises(UndecidedError, match="pas d’année"):
        load(town, written(town, rows))
    load(town, written(town, [["Tableau de 2024"], *rows], "titre.csv"))
    assert counted(town) == {("02", "2024-01", "Tags"): 3, ("02", "2024-02", "Tags"): 5}


def test_week_over_two_months_in_a_column_is_noted(town):
    rows = [["Quartier", "Nature", "S04 2024", "S05 2024"], ["Bellevue", "Tags", 3, 5]]
    assert "semaine à cheval" in load(town, written(town, rows)).notes[0]
    assert counted(town) == {("02", "2024-01", "Tags"): 3, ("02", "2024-02", "Tags"): 5}


def test_weeks_beside_their_months_are_left(town):
    rows = [["Quartier", "Nature", "S01 2024", "S02 2024", "janvier 2024"], ["Bellevue", "Tags", 3, 4, 9]]
    load(town, written(town, rows))
    assert counted(town) == {("02", "2024-01", "Tags"): 9}


PERIODS = [
    [["Période"], ["du 01/01/2024 au 31/01/2024"], ["du 01/02/2024 au 31/03/2024"], ["du 1er au 29 février 2024"]],
    [["Semaine"], ["01/01/2024 - 07/01/2024"], ["29/01/2024 - 04/02/2024"], ["05/02/2024 - 11/02/2024"]],
    [["Début", "Fin"], ["01/01/2024", "31/01/2024"], ["01/02/2024", "31/03/2024"], ["01/02/2024", "29/02/2024"]],
    [["Du", "Au"], ["2024-01-01", "2024-01-07"], ["2024-01-29", "2024-02-04"], ["2024-02-05", "2024-02-11"]],
    [["Date début", "Date fin"], ["1 janvier 2024", "7 janvier 2024"], ["29 janvier 2024", "4 février 2024"],
     ["5 février 2024", "11 février 2024"]],
]  # fmt: skip


@pytest.mark.parametrize("periods", PERIODS)
@pytest.mark.parametrize("is_crossed", [False, True])
def test_count_of_a_period_is_of_its_month_and_refused_where_it_has_two(town, periods, is_crossed):
    others = [["Quartier", "Tags", "Tapage"] if is_crossed else ["Quartier", "Nature", "Nombre"]]
    others += [["Bellevue", n, 0] if is_crossed else ["Bellevue", "Tags", n] for n in (3, 4, 5)]
    delivery = load(town, written(town, [[*one, *rest] for one, rest in zip(periods, others, strict=True)]))
    assert dict(delivery.rejected) == {"période à cheval sur plusieurs mois": 2 if is_crossed else 1}
    found = {key: number for key, number in counted(town).items() if number}
    assert found == {("02", "2024-01", "Tags"): 3, ("02", "2024-02", "Tags"): 5}


HALVES = {
    "headers": (["Quartier", "Nature", "{}"], ["Bellevue", "Tags", "{n}"], ["Centre-ville", "Tags", 1]),
    "title": (["{}"], [], ["Nature", "Bellevue", "Centre-ville"], ["Tags", "{n}", 1], ["Tapage", 0, 0]),
}


@pytest.mark.parametrize("case", HALVES)
@pytest.mark.parametrize(
    "halves",
    [
        ("du 1er au 15 mars 2024", "du 16 au 31 mars 2024"), ("01/03/2024 au 15/03/2024", "16/03/2024 au 31/03/2024"),
        ("1re quinzaine de mars 2024", "2e quinzaine de mars 2024"),
        ("Première quinzaine mars 2024", "Deuxième quinzaine mars 2024"),
    ],
)  # fmt: skip
def test_halves_of_a_month_add_up_and_each_corrects_itself(town, case, halves):
    def give(half, n, name):
        cells = [[str(cell).format(half if case == "headers" else f"Faits {half}", n=n) for cell in row]
                 for row in HALVES[case]]  # fmt: skip
        return load(town, written(town, cells, name))

    give(halves[0], 3, "un.csv")
    second = give(halves[1], 5, "deux.csv")
    assert (second.replaced, second.duplicate) == (0, 0)
    march = ("2024-03", "Tags")
    assert counted(town) == {("02", *march): 8, ("03", *march): 2}
    assert give(halves[1], 4, "trois.csv").replaced == 1
    assert counted(town) == {("02", *march): 7, ("03", *march): 2}


def test_fact_that_lasts_is_dated_by_its_beginning(town):
    rows = [
        ["Date début", "Date fin", "Quartier", "Nature"],
        ["31/01/2024 22:00", "01/02/2024 02:00", "Bellevue", "Tags"],
    ]
    load(town, written(town, rows))
    assert counted(town) == {("02", "2024-01", "Tags"): 1}


@pytest.mark.parametrize(
    "rows",
    [
        [["Résidence", "Quartier", "Nature", "01/2024"], ["Lilas", "Bellevue", "Tags", 3], ["TOTAL", "", "", 3]],
        [["Résidence", "Quartier", "Mois", "Nature", "Nombre"], ["Lilas", "Bellevue", "01/2024", "Tags", 3],
         ["Sous-total janvier", "", "01/2024", "", 3]],
        [["Service", "Quartier", "Nature", "01/2024"], ["PM", "Bellevue", "Tags", 3], ["Total général", "", "Tags", 3]],
        [["Quartier", "Nature", "01/2024"], ["Bellevue", "Tags", 3], ["Ensemble de la commune", "Tags", 3]],
    ],
)  # fmt: skip
def test_line_of_totals_is_refused_wherever_it_says_so(town, rows):
    assert dict(load(town, written(town, rows)).rejected) == {"ligne de total": 1}
    assert counted(town) == {("02", "2024-01", "Tags"): 3}


@pytest.mark.parametrize("first", ["Total", "Bellevue Total", "Totalement", "Le total"])
def test_total_is_the_first_word_of_the_first_cell(town, first):
    rows = [["Lieu", "Quartier", "Nature", "01/2024"], [first, "Bellevue", "Tags", 3], ["x", "Bellevue", "Tags", 1]]
    load(town, written(town, rows))
    assert counted(town) == {("02", "2024-01", "Tags"): 1 if first == "Total" else 4}


@pytest.mark.parametrize(
    "headers",
    [["Nombre 2023", "Nombre 2024"], ["Faits 2023", "Faits 2024"],
     ["Nombre de faits en 2023", "Nombre de faits en 2024"],
     ["Nb de faits constatés en 2023", "Nb de faits constatés en 2024"]],
)  # fmt: skip
def test_years_after_the_name_of_a_count_are_unfolded(town, headers):
    rows = [["Quartier", "Nature", *headers, "Taux 2024"], ["Bellevue", "Tags", 3, 4, 1]]
    load(town, written(town, rows))
    assert town.ask("SELECT year(fact_date), count FROM fact ORDER BY ALL") == [(2023, 3), (2024, 4)]


def test_count_among_those_of_a_crossed_table_that_is_not_read_is_named(town):
    rows = [["Mois", "Quartier", "Code", "Tags", "Choses", "Tapage", "Objets", "Total"]]
    rows.append(["01/2024", "Bellevue", 7, 1, 2, 3, 4, 10])
    assert examination.examine(town.commune, written(town, rows)).unread == ("Total", "Choses", "Objets")


@pytest.mark.parametrize("mark", ["X", "oui", "✓"])
def test_crosses_under_the_name_of_a_category_are_named(town, mark):
    rows = [["Date", "Quartier", "Tags", "Tapage"], ["14/03/2024", "Bellevue", mark, ""]]
    rows.append(["15/03/2024", "Bellevue", "", mark])
    assert examination.examine(town.commune, written(town, rows)).unread == ("Tags", "Tapage")


@pytest.mark.parametrize(
    "withheld",
    ["moins de 5", "5 ou moins", "[1-4]", "entre 1 et 4", "inf. à 5", "secret statistique", "n/a", "≤ 4", "--"],
)
def test_count_is_one_where_most_are_withheld(town, withheld):
    rows = [
        ["Mois", "Quartier", "Nature", "Nombre"],
        *([f"0{m}/2024", "Bellevue", "Tags", withheld] for m in (1, 2, 3)),
    ]
    delivery = load(town, written(town, [*rows, ["04/2024", "Bellevue", "Tags", 12]]))
    assert dict(delivery.rejected) == {"nombre non communiqué": 3}
    assert counted(town) == {("02", "2024-04", "Tags"): 12}


@pytest.mark.parametrize(
    "header", ["Nombre de personnes", "Nb de jeunes rencontrés", "Nombre de blessés", "Nb usagers"]
)
def test_number_of_people_is_no_number_of_facts(town, header):
    rows = [
        ["Date", "Nature", "Quartier", header],
        ["14/03/2024", "Tags", "Bellevue", 3],
        ["15/03/2024", "Tags", "Bellevue", 2],
    ]
    load(town, written(town, rows))
    assert counted(town) == {("02", "2024-03", "Tags"): 2}


@pytest.mark.parametrize("header", ["Coordonnées GPS", "Coord.", "GPS"])
def test_coordinates_that_do_not_read_are_named(town, header):
    rows = [["Date", "Nature", header], *([f"1{d}/03/2024", "Tags", "31T CJ 7412 2853"] for d in (4, 5))]
    assert examination.examine(town.commune, written(town, rows)).unread == (header,)


ONE_MONTH = [["Nature", "Quartier", "Nombre"], ["Tags", "Bellevue", 3], ["Tapage", "L’Écluse", 2], ["Total", "", 5]]
OF_MARCH = {("02", "2024-03", "Tags"): 3, ("04", "2024-03", "Tapage"): 2}


@pytest.mark.parametrize(
    "titles",
    [[["Statistiques de mars 2024"]], [["Police municipale"], ["Mois 03/2024"]],
     [["Mois :", "mars 2024"], ["Service :", "PM"]],
     [["Du 01/03/2024 au 31/03/2024"], ["Extrait le 3 avril 2024"]], [["Période du 1er au 31 mars 2024"]]],
)  # fmt: skip
def test_counts_without_a_date_are_of_the_month_of_the_title(town, titles):
    delivery = load(town, written(town, [*titles, *ONE_MONTH]))
    assert dict(delivery.rejected) == {"ligne de total": 1} and counted(town) == OF_MARCH


@pytest.mark.parametrize("titles", [[], [["Bilan 2024"]], [["Mars 2024 et avril 2024"]], [["Extrait le 3 avril 2024"]]])
def test_month_of_counts_without_a_date_is_asked_where_no_title_says_one(town, titles):
    path = written(town, [*titles, *ONE_MONTH])
    with pytest.raises(UndecidedError, match="De quel mois"):
        load(town, path)
    load(town, path, period="2024-03")
    assert counted(town) == OF_MARCH


def test_dated_counts_are_not_read_as_those_of_one_month(town):
    load(town, written(town, [["Mars 2024"], *ONE_MONTH]))
    dates = ["Mois", "01/2023", "02/2023", ""]
    rows = [[date, *row] for date, row in zip(dates, ONE_MONTH, strict=True)]
    load(town, written(town, rows, "dates.csv"), source="Service")
    dated = {("02", "2023-01", "Tags"): 3, ("04", "2023-02", "Tapage"): 2}
    assert counted(town) == OF_MARCH | dated


@pytest.mark.parametrize("years", [("2023", "2024"), ("Année 2023", "Année 2024"), ("Bilan_2024", "Bilan_2023")])
def test_months_of_a_sheet_a_year_take_its_year(town, years):
    book = Workbook()
    for name in years:
        sheet = book.create_sheet(name)
        sheet.append(["Quartier", "Nature", "Janvier", "Février"])
        sheet.append(["Bellevue", "Tags", int(name[-1]), None])
    del book["Sheet"]
    book.save(town.folder / "bilans.xlsx")
    load(town, town.folder / "bilans.xlsx")
    assert counted(town) == {("02", "2023-01", "Tags"): 3, ("02", "2024-01", "Tags"): 4}


@pytest.mark.parametrize(
    "groups",
    [["Fait", "", "", "Lieu", ""], ["", "Identification", "", "Localisation", ""], ["Fait", None, None, None, "Lieu"]],
)
@pytest.mark.parametrize("titles", [[], [["Extraction du logiciel"]]])
def test_headers_are_read_under_a_row_of_groups(town, groups, titles):
    rows = [["N°", "Date", "Nature", "Quartier", "Lieu"], [1, "14/03/2024", "Tags", "Bellevue", "rue X"]]
    delivery = load(town, written(town, [*titles, groups, *rows]))
    assert delivery.rows_read == 1 and counted(town) == {("02", "2024-03", "Tags"): 1}
    again = written(town, [*titles, groups, rows[0], [2, "15/03/2024", "Tags", "Bellevue", "rue X"]], "suite.csv")
    assert load(town, again).source == delivery.source


def test_table_of_indexes_without_a_departement_is_one_of_facts(town):
    rows = [["Index", "Libellé index", "Année", "Mois", "Quartier", "Faits constatés"]]
    rows.append([27, "Cambriolages", 2024, "01", "Bellevue", 3])
    assert load(town, written(town, rows)).loaded == 1
    assert {key[:2]: number for key, number in counted(town).items()} == {("02", "2024-01"): 3}


@pytest.mark.parametrize(
    "headers", [["01/01/2024", "01/02/2024"], ["2024-01-01", "2024-02-01"], ["1/1/2024", "1/2/2024"]]
)
def test_first_days_of_months_in_columns_are_those_months(town, headers):
    load(town, written(town, [["Quartier", "Nature", *headers], ["Bellevue", "Tags", 3, 4], ["Total", "", 3, 4]]))
    assert counted(town) == {("02", "2024-01", "Tags"): 3, ("02", "2024-02", "Tags"): 4}
    assert town.ask("SELECT DISTINCT date_precision FROM fact") == [("month",)]


def test_days_in_columns_are_unfolded(town):
    rows = [["Quartier", "Nature", "14/03/2024", "02/04/2024", "Total"], ["Bellevue", "Tags", 3, 4, 7]]
    load(town, written(town, rows))
    assert town.ask("SELECT fact_date::VARCHAR, count FROM fact ORDER BY ALL") == [("2024-03-14", 3), ("2024-04-02", 4)]


@pytest.mark.parametrize("total", [[], ["Total"], ["Ensemble"]])
def test_period_of_quartiers_in_columns_is_asked(town, total):
    path = written(town, [["Type", "Bellevue", "L’Écluse", *total], ["Tags", 1, 2, *([3] * len(total))]])
    with pytest.raises(UndecidedError, match="De quel mois"):
        load(town, path)
    load(town, path, period="2024-03")
    assert counted(town) == {("02", "2024-03", "Tags"): 1, ("04", "2024-03", "Tags"): 2}


GROUPED = [
    [["Quartier", "Nature", "01/2024"], ["Bellevue", "Tags", 1], ["", "Tapage", 2], ["L’Écluse", "Tags", 3],
     ["", "Tapage", 4], ["Total", "", 10]],
    [["Quartier", "Nature", "01/2024"], ["Bellevue", "Tags", 1], ["", "Tapage", 2], ["Total Bellevue", "", 3],
     ["L’Écluse", "Tags", 3], ["", "Tapage", 4], ["Total L’Écluse", "", 7]],
    [["N°", "Quartier", "Mois", "Tags", "Tapage"], [1, "Bellevue", "01/2024", 1, 0], [2, "", "01/2024", 0, 2],
     [3, "L’Écluse", "01/2024", 3, 0], [4, "", "01/2024", 0, 4]],
]  # fmt: skip


@pytest.mark.parametrize("rows", GROUPED)
def test_empty_cell_takes_the_name_above_where_a_person_says_so(town, rows):
    path = written(town, rows)
    with pytest.raises(UndecidedError, match="une cellule vide reprend-elle") as doubt:
        load(town, path)
    load(town, path, **{doubt.value.key: doubt.value.options[0]})
    assert {key: n for key, n in counted(town).items() if n} == {
        ("02", "2024-01", "Tags"): 1, ("02", "2024-01", "Tapage"): 2,
        ("04", "2024-01", "Tags"): 3, ("04", "2024-01", "Tapage"): 4,
    }  # fmt: skip


def test_empty_cell_is_of_no_quartier_where_a_person_says_so(town):
    load(town, written(town, GROUPED[0]), names_below="non")
    assert {key[0] for key in counted(town)} == {"02", "04", None}


@pytest.mark.parametrize(
    "rows",
    [
        [["Bellevue", "Tags", 1], ["L’Écluse", "Tags", 2], ["", "Tags", 3], ["Total", "", 6]],
        [["", "Tags", 1], ["", "Tapage", 2], ["Bellevue", "Tags", 3]],
        [["Bellevue", "Tags", 1], ["", "Tags", 2], ["Bellevue", "Tapage", 3], ["", "Tapage", 4]],
        [["Bellevue", "Tags", 1], ["Total", "", 1], ["", "", ""]],
    ],
)
def test_nothing_is_asked_of_a_few_rows_without_a_quartier(town, rows):
    load(town, written(town, [["Quartier", "Nature", "01/2024"], *rows, ["Source : PM"]]))


@pytest.mark.parametrize(
    "rows",
    [
        [["Quartier", "Mois", "2023", "2024"], ["Bellevue", "Janvier", 3, 4], ["Bellevue", "Février", 5, 6],
         ["Total", "", 8, 10]],
        [["Mois", "Quartier", "2023", "2024"], ["01", "Bellevue", 3, 4], ["02", "Bellevue", 5, 6],
         ["Total", "", 8, 10]],
        [["Mois", "Quartier", "Nombre 2023", "Nombre 2024"], ["janv.", "Bellevue", 3, 4], ["févr.", "Bellevue", 5, 6]],
        [["Année", "Quartier", "Janvier", "Février", "Total"], [2023, "Bellevue", 3, 5, 8],
         [2024, "Bellevue", 4, 6, 10], ["Total", "", 7, 11, 18]],
        [["Quartier", "Année", "S01", "S06"], ["Bellevue", 2023, 3, 5], ["Bellevue", 2024, 4, 6]],
    ],
)  # fmt: skip
def test_months_and_years_are_crossed(town, rows):
    assert {*load(town, written(town, rows)).rejected} <= {"ligne de total"}
    found = town.ask("SELECT strftime(fact_date, '%Y-%m'), sum(count)::INT FROM located_fact GROUP BY ALL ORDER BY ALL")
    assert found == [("2023-01", 3), ("2023-02", 5), ("2024-01", 4), ("2024-02", 6)]


def test_year_of_months_is_asked_where_its_column_is_no_year(town):
    rows = [["Exercice", "Quartier", "Janvier", "Février"], ["2023-2024", "Bellevue", 3, 5]]
    with pytest.raises(UndecidedError, match="pas d’année"):
        load(town, written(town, rows))
