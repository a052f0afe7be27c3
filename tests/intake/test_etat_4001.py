"""The former tables of the police and the gendarmerie (état 4001): indexes down, départements across.

Figures are synthetic; titles, headers and spellings are those of the published tables.
"""

import pytest

TITLE = (
    ";Tableau 6. Faits constatés par la police et la gendarmerie, par département de France métropolitaine.;;;\n;;;;\n"
)
NAMES = "N°Index;Index de l'Etat 4001;Métropole;Ain;Haute-Garonne"
CODES = "Index;Libellé index;1;31"
MURDERS, BLOWS = "Règlements de compte entre malfaiteurs", "Autres coups et blessures volontaires"


def load(town, content, name="etat-4001-2012.csv"):
    return town.load(content.encode("latin-1"), name=name)


def figures(town, columns="territory, year, indicator, unit, count, rate, population"):
    return town.ask(f"SELECT {columns} FROM benchmark ORDER BY ALL")


@pytest.mark.parametrize(
    "content",
    [
        f"{TITLE}{NAMES}\n01;{MURDERS};2;0;1\n07;{BLOWS};17 369;107;1\u00a0213\n",
        f"{CODES}\n1;{MURDERS};0;1\n7;{BLOWS};107;1213\n",
        f"{CODES.replace(';1;', ';01;')}\n1;{MURDERS};0;1\n7;{BLOWS};107;1213\n",
    ],
    ids=["names under a title", "numbers without their zero", "numbers"],
)
def test_figures_are_the_same_whatever_heads_the_columns(town, content):
    delivery = load(town, content)
    assert (delivery.source, delivery.rows_read, delivery.loaded, delivery.period) == (
        "etat_4001",
        4,
        4,
        ("2012", "2012"),
    )
    assert figures(town) == [
        ("01", 2012, BLOWS, "Fait constaté", 107, None, None),
        ("01", 2012, MURDERS, "Fait constaté", 0, None, None),
        ("31", 2012, BLOWS, "Fait constaté", 1213, None, None),
        ("31", 2012, MURDERS, "Fait constaté", 1, None, None),
    ]


def test_services_of_one_departement_are_together(town):
    load(town, f"Index;Libellé index;31;31;2A\n1;{MURDERS};2;3;4\n")
    assert figures(town, "territory, count") == [("2A", 4), ("31", 5)]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("9", "09"), ("2B", "2B"), ("971", "971"), ("LA REUNION", "974"), ("Réunion", "974"), ("Val-d'Oise", "95"),
        ("Cotes-d'Armor", "22"),
    ],
)  # fmt: skip
def test_departement_is_known_by_its_number_or_its_name(town, header, code):
    load(town, f"Index;Libellé index;{header};31\n1;{MURDERS};2;3\n")
    assert dict(figures(town, "territory, count"))[code] == 2


def test_unused_index_is_no_figure(town):
    delivery = load(town, f"{CODES}\n1;{MURDERS};2;3\n96;Index non utilisé;0;0\n97;Index non utilisé;0;0\n")
    assert (delivery.rows_read, delivery.duplicate) == (2, 0)


def test_cell_is_refused_with_its_reason(town):
    delivery = load(town, f"{CODES}\n1;{MURDERS};2;nd\n7;{BLOWS};;3\n;Total;2;3\n")
    assert (delivery.loaded, dict(delivery.rejected)) == (2, {"indicateur absent": 2, "nombre illisible": 2})


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("etat-4001.csv", "ne dit pas de quelle année"),
        ("etat-4001-2011-2012.csv", "ne dit pas de quelle année"),
        ("datagouv-juin-2012.csv", "relevé mensuel"),
    ],
)
def test_file_is_refused_when_its_name_says_no_year_or_a_month(town, refusal, name, says):
    before = town.files()
    assert says in refusal(town.command("load", town.write(name, f"{CODES}\n1;{MURDERS};2;3\n")))
    assert town.files() == before


def test_file_is_refused_when_no_column_is_a_departement(town, refusal):
    path = town.write("etat-4001-2012.csv", f"Index;Libellé index;CSP Foix;CSP Auch\n1;{MURDERS};2;3\n")
    # Other tables have indexes too: it is one of these only if a person says so.
    assert "Aucune source connue" in refusal(town.command("load", path))
    assert "n’est un département" in refusal(town.command("load", path, "--source", "etat_4001"))


def test_year_is_corrected_by_a_later_file_and_undone(town):
    load(town, f"{CODES}\n1;{MURDERS};2;3\n")
    later = load(town, f"{CODES}\n1;{MURDERS};2;4\n", name="etat-4001-2012-corrige.csv")
    assert (later.loaded, later.duplicate) == (1, 1)
    assert figures(town, "territory, count") == [("01", 2), ("31", 4)]
    assert town.command("undo", later.delivery).exit_code == 0
    assert figures(town, "territory, count") == [("01", 2), ("31", 3)]


def test_figures_are_told_apart_from_those_of_the_ssmsi(town):
    load(town, f"{CODES}\n1;Homicides;2;3\n")
    town.load(
        "Code.département;annee;classe;unité.de.compte;faits;tauxpourmille;POP\n31;2012;Homicides;Victime;9;0,1;1\n",
        name="dep.csv",
    )
    assert figures(town, "source, count") == [("etat_4001", 2), ("etat_4001", 3), ("ssmsi_departements", 9)]
