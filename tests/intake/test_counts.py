"""Files where a cell is a number of facts: monthly lists and pivot tables, and how a later one corrects them."""

import pytest

from data.errors import MappingError
from data.intake import door
from data.intake.profiles import ZoneProfile

LIST = ("month=mois", "category=nature", "zone_label=quartier", "count=nombre")
LIST_HEADERS = "mois;nature;quartier;nombre"
PIVOT = ("category=Nature", "zone_label=Quartier")


def outcome(delivery):
    return delivery.rows_read, delivery.loaded, delivery.duplicate, sum(delivery.rejected.values())


def counts(town):
    return {
        (month, category, zone): n
        for month, category, zone, n in town.ask(
            "SELECT strftime(fact_date, '%Y-%m'), category, quartier, sum(count)::INT FROM located_fact GROUP BY ALL"
        )
    }


@pytest.mark.parametrize("spelling", ["2024-03", "03/2024", "3/2024", "2024/03", "03-2024"])
def test_monthly_list_is_read_when_months_are_written_in_a_usual_way(town, table, spelling):
    delivery = town.load(table(LIST_HEADERS, [(spelling, "Vol", "Bellevue", 3)]), *LIST, kind="plainte")
    assert outcome(delivery) == (1, 1, 0, 0) and delivery.period == ("2024-03", "2024-03")
    assert town.facts("count, date_precision, quartier, location") == [(3, "month", "02", "zone")]


def test_month_and_year_make_a_date_when_they_stand_in_two_columns(town):
    town.load("an;mois;n\n2024;3;2\n2023;12;5\n", "year=an", "month=mois", "count=n", kind="plainte")
    assert town.facts("fact_date::VARCHAR, date_precision, count") == [
        ("2023-12-01", "month", 5),
        ("2024-03-01", "month", 2),
    ]


def test_year_alone_has_no_month_when_counted(town):
    delivery = town.load("an;n\n2023;2\n2024;5\n", "year=an", "count=n", kind="plainte")
    assert delivery.period == ("2023", "2024")
    assert town.ask("SELECT DISTINCT precision FROM monthly_count") == [("year",)]


@pytest.mark.parametrize("label", ["Les Aubépines", "les aubepines", " LES  AUBEPINES ", "Les Aubépines.", "01"])
def test_zone_is_known_when_case_accents_or_punctuation_differ(town, table, label):
    town.load(table(LIST_HEADERS, [("2024-03", "Vol", label, 3)]), *LIST, kind="plainte")
    assert town.facts("quartier") == [("01",)]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Saint-Cyprien", "St Cyprien"),
        ("Ste Anne", "Quartier de Sainte-Anne"),
        ("Quartier de l’Écluse", "ECLUSE"),
        ("L’Écluse", "quartier de l’écluse"),
        ("Moulin", "Quartier du Moulin"),
        ("Secteur du Parc", "Parc"),
        ("Quartier Latin", "Quartier Latin"),
    ],
)
def test_zone_is_known_when_its_kind_or_its_saint_is_written_otherwise(town, squares, name, written):
    from data.model import Level

    squares.assign(nom=[name, "Latin-Nord", "Est", "Ouest"]).to_file(town.folder / "noms.geojson")
    door.take(town.commune, [town.folder / "noms.geojson"], ZoneProfile(Level.QUARTIER))
    town.load(f"mois;q;n\n2024-03;{written};3\n", "month=mois", "zone_label=q", "count=n", kind="plainte")
    assert town.facts("quartier") == [("01",)]


def test_name_to_the_letter_comes_before_one_without_its_article(town, squares):
    from data.model import Level

    squares.assign(nom=["La Gare", "Gare", "Le Port", "Les Ports"]).to_file(town.folder / "noms.geojson")
    door.take(town.commune, [town.folder / "noms.geojson"], ZoneProfile(Level.QUARTIER))
    rows = "2024-03;La Gare;3\n2024-03;Gare;4\n2024-03;Secteur de la gare;5\n"
    town.load(f"mois;q;n\n{rows}", "month=mois", "zone_label=q", "count=n", kind="plainte")
    assert town.facts("count, quartier") == [(3, "01"), (4, "02"), (5, None)]


def test_zone_is_known_when_the_file_gives_its_code(town):
    town.load("mois;q;n\n2024-03;04;3\n", "month=mois", "zone_code=q", "count=n", kind="plainte")
    assert town.facts("quartier") == [("04",)]


def test_fact_is_kept_and_counted_as_not_located_when_no_zone_has_that_name(town, table):
    delivery = town.load(table(LIST_HEADERS, [("2024-03", "Vol", "Non localisé", 3)]), *LIST, kind="plainte")
    assert delivery.not_located == {"quartier": 3}
    assert town.facts("quartier, location, count") == [(None, "none", 3)]


def test_no_zone_is_chosen_when_two_bear_the_same_name(town, squares):
    from data.model import Level

    squares.assign(nom=["Centre", "Centre", "Est", "Ouest"]).to_file(town.folder / "memes_noms.geojson")
    door.take(town.commune, [town.folder / "memes_noms.geojson"], ZoneProfile(Level.QUARTIER, answers={"parts": "non"}))
    town.load("mois;q;n\n2024-03;Centre;3\n2024-03;Est;2\n", "month=mois", "zone_label=q", "count=n", kind="plainte")
    assert dict(town.ask("SELECT quartier, count FROM located_fact")) == {None: 3, "03": 2}


# --- numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [("3", 3), ("1 234", 1234), ("1\u00a0234", 1234), ("1\u202f234", 1234), ("12,0", 12), ("12.0", 12)],
)
def test_number_is_read_when_written_as_spreadsheets_do(town, table, written, number):
    town.load(table(LIST_HEADERS, [("2024-03", "Vol", "Bellevue", written)]), *LIST, kind="plainte")
    assert town.facts("count") == [(number,)]


UNREADABLE = ("-1", "abc", "3.7", "3,7", "1e3x", "99999999999", "5 dont 2 mineurs", "2 millions", "> 5")
WITHHELD = (
    "<5",
    "< 5",
    "≤ 4",
    "ns",
    "s",
    "NC",
    "nd",
    "n.d.",
    "N.C.",
    "*",
    "secret",
    "-",
    "…",
    "...",
    "1-4",
    "moins de 5",
)


def test_row_is_rejected_when_its_number_is_not_a_number_of_facts(town, table):
    rows = [("2024-03", "Vol", "Bellevue", 3), *(("2024-04", "Vol", "Bellevue", text) for text in UNREADABLE)]
    delivery = town.load(table(LIST_HEADERS, rows), *LIST, kind="plainte")
    assert delivery.rejected == {"nombre illisible": len(UNREADABLE)}
    assert counts(town) == {("2024-03", "Vol", "02"): 3}


def test_number_that_is_withheld_is_neither_zero_nor_its_bound(town, table):
    rows = [("2024-03", "Vol", "Bellevue", 3), *(("2024-04", "Vol", "Bellevue", text) for text in (*WITHHELD, ""))]
    delivery = town.load(table(LIST_HEADERS, rows), *LIST, kind="plainte")
    assert delivery.rejected == {"nombre non communiqué": len(WITHHELD), "nombre absent": 1}
    assert counts(town) == {("2024-03", "Vol", "02"): 3}


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (("1.200", "35"), [1200, 35]),
        (("1,200", "1,000"), [1200, 1000]),
        (("1.000", "350"), [1000, 350]),
        (("1.000", "12.000"), [1, 12]),
        (("1.200,00", "35,00"), [1200, 35]),
        (("1.200", "1300"), [1300]),
        (("12 faits", "1 200 faits", "1 plainte"), [12, 1200, 1]),
    ],
    ids=str,
)
def test_marks_of_a_number_are_read_as_those_of_its_column(town, table, written, numbers):
    rows = [(f"2024-{month:02}", "Vol", "Bellevue", text) for month, text in enumerate(written, start=1)]
    town.load(table(LIST_HEADERS, rows), *LIST, kind="plainte")
    assert [number for (number,) in town.ask("SELECT count FROM fact ORDER BY fact_date")] == numbers


def test_zero_is_taken_and_adds_no_fact(town, table):
    rows = [("2024-03", "Vol", "Bellevue", 3), ("2024-04", "Vol", "Bellevue", 0)]
    assert outcome(town.load(table(LIST_HEADERS, rows), *LIST, kind="plainte")) == (2, 2, 0, 0)
    assert counts(town) == {("2024-03", "Vol", "02"): 3}


@pytest.mark.parametrize(
    "total",
    [("2024-03", "Vol", "Total", 3), ("2024-03", "TOTAL", "Bellevue", 3), ("2024-03", "Vol", "total général", 3)],
    ids=["zone", "category", "longer"],
)
def test_totals_are_rejected_by_name_when_a_list_ends_with_them(town, table, total):
    rows = [("2024-03", "Vol", "Bellevue", 3), total]
    assert town.load(table(LIST_HEADERS, rows), *LIST, kind="plainte").rejected == {"ligne de total": 1}
    assert counts(town) == {("2024-03", "Vol", "02"): 3}


# --- pivot tables


@pytest.mark.parametrize(
    "headers",
    [
        ("01/2024", "02/2024"),
        ("2024-01", "2024-02"),
        ("janv. 2024", "févr. 2024"),
        ("janvier 2024", "FÉVRIER 2024"),
        ("janv-24", "févr-24"),
        ("1/2024", "2/2024"),
    ],
    ids=lambda headers: headers[0],
)
def test_pivot_table_is_read_when_months_head_its_columns(town, table, headers):
    text = table(f"Quartier;Nature;{headers[0]};{headers[1]};Total", [("Bellevue", "Vol", 3, 4, 7)])
    delivery = town.load(text, *PIVOT, kind="plainte")
    assert outcome(delivery) == (2, 2, 0, 0) and delivery.period == ("2024-01", "2024-02")
    assert counts(town) == {("2024-01", "Vol", "02"): 3, ("2024-02", "Vol", "02"): 4}


def test_pivot_table_finds_all_twelve_months_when_abbreviated_by_a_spreadsheet(town, table):
    names = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
    headers = "Quartier;Nature;" + ";".join(f"{name} 2024" for name in names)
    town.load(table(headers, [("Bellevue", "Vol", *range(1, 13))]), *PIVOT, kind="plainte")
    assert counts(town) == {(f"2024-{month:02}", "Vol", "02"): month for month in range(1, 13)}


def test_cells_are_the_rows_of_a_pivot_table_when_some_are_empty_or_wrong(town, table):
    text = table(
        "Quartier;Nature;01/2024;02/2024",
        [("Bellevue", "Vol", 3, ""), ("Total", "Vol", 3, 4), ("Bellevue", "Tags", "x", -1)],
    )
    delivery = town.load(text, *PIVOT, kind="plainte")
    assert outcome(delivery) == (5, 1, 0, 4)
    assert delivery.rejected == {"ligne de total": 2, "nombre illisible": 2}


def test_rejection_of_a_cell_tells_the_row_of_the_file(town, table):
    text = table("Quartier;Nature;01/2024;02/2024", [("Bellevue", "Vol", 3, 4), ("Bellevue", "Tags", 1, "x")])
    town.load(text, *PIVOT, kind="plainte")
    assert town.ask("SELECT row_number FROM rejection") == [(3,)]


def test_table_is_refused_when_it_has_neither_date_nor_months(town, table):
    with pytest.raises(MappingError, match="ni colonne de date, ni colonnes de mois"):
        town.load(table("Quartier;Nature;Effectif", [("Bellevue", "Vol", 3)]), *PIVOT, kind="plainte")


# --- later files correct earlier ones

FIRST = [("2024-03", "Vol", "Bellevue", 3), ("2024-03", "Vol", "Centre-ville", 5), ("2024-03", "Vol", "Ailleurs", 2)]


@pytest.mark.parametrize(
    ("later", "expected", "duplicates", "replaced"),
    [
        (("2024-03", "Vol", "Bellevue", 3), {"02": 3, "03": 5, None: 2}, 1, 0),
        (("2024-03", "Vol", "Bellevue", 9), {"02": 9, "03": 5, None: 2}, 0, 1),
        (("2024-03", "Vol", "Bellevue", 1), {"02": 1, "03": 5, None: 2}, 0, 1),
        (("2024-03", "Vol", "Bellevue", 0), {"03": 5, None: 2}, 0, 1),
        (("2024-03", "Vol", "Ailleurs", 4), {"02": 3, "03": 5, None: 4}, 0, 1),
        (("2024-03", "Vol", "L'Ecluse", 4), {"02": 3, "03": 5, "04": 4, None: 2}, 0, 0),
    ],
    ids=["same", "more", "fewer", "none left", "not located", "new"],
)
def test_count_is_replaced_when_a_later_file_gives_another(town, table, later, expected, duplicates, replaced):
    town.load(table(LIST_HEADERS, FIRST), *LIST, kind="plainte")
    delivery = town.load(table(LIST_HEADERS, [later]), *LIST, name="suite.csv", kind="plainte")
    assert outcome(delivery) == (1, 1 - duplicates, duplicates, 0) and delivery.replaced == replaced
    assert {zone: n for (_, _, zone), n in counts(town).items()} == expected


def test_other_month_and_category_stay_when_one_is_corrected(town, table):
    town.load(
        table(LIST_HEADERS, [*FIRST, ("2024-04", "Vol", "Bellevue", 7), ("2024-03", "Tags", "Bellevue", 8)]),
        *LIST,
        kind="plainte",
    )
    town.load(table(LIST_HEADERS, [("2024-03", "Vol", "Bellevue", 1)]), *LIST, name="suite.csv", kind="plainte")
    assert counts(town) == {
        ("2024-03", "Vol", "02"): 1, ("2024-03", "Vol", "03"): 5, ("2024-03", "Vol", None): 2,
        ("2024-04", "Vol", "02"): 7, ("2024-03", "Tags", "02"): 8,
    }  # fmt: skip


def test_rows_of_one_key_add_up_when_they_stand_in_one_file(town, table):
    rows = [("2024-03", "Vol", "Bellevue", 3), ("2024-03", "Vol", "bellevue", 4)]
    assert outcome(town.load(table(LIST_HEADERS, rows), *LIST, kind="plainte")) == (2, 2, 0, 0)
    assert counts(town) == {("2024-03", "Vol", "02"): 7}
    later = town.load(table(LIST_HEADERS, [("2024-03", "Vol", "Bellevue", 7)]), *LIST, name="suite.csv", kind="plainte")
    assert outcome(later) == (1, 0, 1, 0)


def test_counts_of_another_source_stay_when_one_is_corrected(town, table):
    town.load(table(LIST_HEADERS, FIRST[:1]), *LIST, kind="plainte")
    town.load(table(LIST_HEADERS, [("2024-03", "Vol", "Bellevue", 9)]), *LIST, kind="signalement")
    assert dict(town.ask("SELECT source, count FROM fact")) == {"plainte": 3, "signalement": 9}


def test_pivot_table_corrects_when_the_year_is_sent_again(town, table):
    headers = "Quartier;Nature;01/2024;02/2024"
    town.load(table(headers, [("Bellevue", "Vol", 3, "")]), *PIVOT, kind="plainte")
    later = town.load(table(headers, [("Bellevue", "Vol", 2, 6)]), *PIVOT, name="suite.csv", kind="plainte")
    assert outcome(later) == (2, 2, 0, 0) and later.replaced == 1
    assert counts(town) == {("2024-01", "Vol", "02"): 2, ("2024-02", "Vol", "02"): 6}
