"""Surveys: which columns are questions, what is kept of who answers, and of which wave."""

import duckdb
import pytest

from data import history
from data.errors import KnownWaveError
from data.intake import load
from data.warehouse import publish, snapshot

OFTEN = ("Jamais", "Rarement", "Souvent")
PROFILE = """
label = "Enquête d’essai"
shape = "survey"
audience = "habitants"
level = "quartier"
[columns]
zone_label = "Quartier"
[optional]
id = "Numéro"
sex = "Sexe"
age = "Âge"
weight = "Poids"
wave = "Vague"
"""
HEADERS = "Numéro;Sexe;Âge;Quartier;Insécurité ?;Remarques"
ROWS = [
    (101, "Femme", "15-29 ans", "Bellevue", "Souvent", "le hall du 3"),
    (102, "Homme", "75 ans et plus", "Quartier du CENTRE VILLE", "Jamais", "rien de spécial"),
    (103, "F", "31-40 ans", "Ailleurs", "Souvent", "MARQUE-TEXTE"),
    (104, "Autre", "31-40 ans", "", "Jamais", "voir M. Durand"),
]


def describe(town, text=PROFILE, slug="essai"):
    folder = town.commune.home / "sources"
    folder.mkdir(exist_ok=True)
    (folder / f"{slug}.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def surveyed(town):
    """A town that described its survey."""
    describe(town)
    return town


@pytest.fixture(scope="session")
def answers(table):
    def text(rows=ROWS, headers=HEADERS):
        return table(headers, rows)

    return text


def questions(town, columns="wording, type, scale"):
    return town.ask(f"SELECT {columns} FROM question ORDER BY wave, question")


def given(town, wording):
    return town.ask(
        "SELECT respondent, answer FROM answer JOIN question USING (delivery, wave, question) "
        f"WHERE wording = '{wording}' ORDER BY ALL"
    )


def bytes_of(home):
    return b"".join(path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file())


# --- who answered


def test_respondents_are_kept_with_nothing_that_says_who(surveyed, answers):
    delivery = surveyed.load(answers(), name="enquete_2025.csv")
    assert (delivery.source, delivery.rows_read, delivery.loaded, dict(delivery.rejected)) == ("essai", 4, 4, {})
    assert surveyed.ask("SELECT * EXCLUDE (delivery, iris, qpv, bailleur) FROM respondent ORDER BY respondent") == [
        ("2025", 1, "02", "femmes", "1529", None),
        ("2025", 2, "03", "hommes", "75P", None),
        ("2025", 3, None, "femmes", "31-40 ans", None),
        ("2025", 4, None, None, "31-40 ans", None),
    ]
    assert {level.value: n for level, n in delivery.not_located.items()} == {"quartier": 2}
    assert surveyed.ask("SELECT survey, wave, audience, year, first_answer FROM wave") == [
        ("essai", "2025", "habitants", 2025, None)
    ]


def test_question_is_kept_and_free_text_is_left_in_the_file(surveyed, answers):
    delivery = surveyed.load(answers(), name="enquete_2025.csv")
    assert questions(surveyed) == [("Insécurité ?", "single", ["Jamais", "Souvent"])]
    assert given(surveyed, "Insécurité ?") == [(1, "Souvent"), (2, "Jamais"), (3, "Souvent"), (4, "Jamais")]
    assert delivery.personal == {"Remarques": "un nom de personne"}
    held = bytes_of(snapshot.folder(surveyed.commune.home))
    assert b"Bellevue" in held and b"MARQUE-TEXTE" not in held and b"Durand" not in held


# --- deliveries


def test_same_file_twice_changes_nothing(surveyed, answers):
    first = surveyed.load(answers(), name="enquete_2025.csv")
    before = surveyed.files()
    again = surveyed.load(answers(), name="enquete_2025.csv")
    assert (again.delivery, again.loaded, again.duplicate) == (first.delivery, 0, 4)
    assert again.not_located == first.not_located
    assert surveyed.files() == before


def test_undone_then_loaded_again_is_the_same(surveyed, answers):
    tables = ("wave", "respondent", "question", "answer", "rejection")
    surveyed.load(answers(), name="enquete_2024.csv")
    delivery = surveyed.load(answers(ROWS[:3]), name="enquete_2025.csv")

    def content():
        return [surveyed.ask(f"FROM {name} ORDER BY ALL") for name in tables]

    before = content()
    undone = history.undo(surveyed.commune, delivery.delivery)
    assert (undone.removed, undone.restored) == (3, 0)
    assert surveyed.ask("SELECT DISTINCT wave FROM wave JOIN respondent USING (wave) JOIN answer USING (wave)") == [
        ("2024",)
    ]
    surveyed.load(answers(ROWS[:3]), name="enquete_2025.csv")
    assert content() == before


def test_wave_is_never_loaded_over_another(surveyed, answers, refusal):
    surveyed.load(answers(), name="enquete_2025.csv")
    corrected = surveyed.write("corrige_2025.csv", answers(ROWS[1:]))
    before = surveyed.files()
    sentence = refusal(surveyed.command("load", corrected))
    assert "La vague « 2025 » de l’enquête « Enquête d’essai » est déjà chargée (livraison 1)" in sentence
    assert surveyed.files() == before
    with pytest.raises(KnownWaveError):
        load.load(surveyed.commune, [corrected], wave="2025")
    surveyed.command("load", corrected, "--wave", "2026")
    assert surveyed.ask("SELECT wave, year FROM wave ORDER BY wave") == [("2025", 2025), ("2026", 2026)]


def test_snapshot_from_before_surveys_is_brought_up_to_date(surveyed, answers):
    path = snapshot.path_of(surveyed.commune.home, snapshot.current_version(surveyed.commune.home))
    with duckdb.connect(path) as connection:
        for name in ("wave", "respondent", "question", "answer"):
            connection.execute(f"DROP TABLE {name}")
    publish.bring_up_to_date(surveyed.commune)
    assert surveyed.ask("SELECT count(*) FROM wave") == [(0,)]
    assert surveyed.load(answers(), name="enquete_2025.csv").loaded == 4
