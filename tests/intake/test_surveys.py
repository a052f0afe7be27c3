"""Surveys: which columns are questions, what is kept of who answers, and of which wave."""

import dataclasses
from collections import Counter, defaultdict
from datetime import date

import duckdb
import pandas as pd
import pytest
from hypothesis import given as given_any
from hypothesis import strategies as st

from data import commune as communes
from data import status
from data.errors import (
    DefinitionError,
    KnownWaveError,
    MappingError,
    NoUsableRowError,
    PersonalDataError,
    UndecidedError,
    UnknownLevelError,
    UnknownSourceError,
    WaveError,
)
from data.intake import door, examination, profiles
from data.intake.profiles import QuestionProfile, SourceProfile, ZoneProfile
from data.intake.surveys import questions as questions_of
from data.model import Level
from data.warehouse import publish, repository, snapshot
from data.warehouse.purge import purge
from data.warehouse.undo import undo

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


MORE = [*ROWS, (105, "Homme", "15-29 ans", "Centre", "Jamais", "")]


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
    assert surveyed.ask("SELECT * EXCLUDE (delivery, zone_set, cluster) FROM respondent ORDER BY respondent") == [
        ("2025", 1, "femmes", "1529", None),
        ("2025", 2, "hommes", "75P", None),
        ("2025", 3, "femmes", "31-40 ans", None),
        ("2025", 4, None, "31-40 ans", None),
    ]
    zones = surveyed.ask("SELECT quartier, iris, qpv, bailleur FROM located_respondent ORDER BY respondent")
    assert zones == [("02", None, None, None), ("03", None, None, None), (None,) * 4, (None,) * 4]
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
    delivery = surveyed.load(answers(MORE), name="enquete_2025.csv")

    def content():
        return [surveyed.ask(f"FROM {name} ORDER BY ALL") for name in tables]

    before = content()
    undone = undo(surveyed.commune, delivery.delivery)
    assert (undone.removed, undone.restored) == (5, 0)
    assert surveyed.ask("SELECT DISTINCT wave FROM wave JOIN respondent USING (wave) JOIN answer USING (wave)") == [
        ("2024",)
    ]
    surveyed.load(answers(MORE), name="enquete_2025.csv")
    assert content() == before


def test_wave_is_never_loaded_over_another(surveyed, answers, refusal):
    surveyed.load(answers(), name="enquete_2025.csv")
    corrected = surveyed.write("corrige_2025.csv", answers(ROWS[1:]))
    before = surveyed.files()
    sentence = refusal(surveyed.command("load", corrected))
    assert "La vague « 2025 » de l’enquête « Enquête d’essai » est déjà chargée (livraison 1)" in sentence
    assert surveyed.files() == before
    with pytest.raises(UndecidedError, match="autre vague, laquelle"):
        door.take(surveyed.commune, [corrected], wave="2025")
    (asked,) = examination.examine(surveyed.commune, corrected).questions
    assert asked.key == "wave" and "--wave" not in asked.text
    (again,) = examination.examine(surveyed.commune, corrected, {"wave": "2025"}).questions
    assert again == asked
    assert examination.examine(surveyed.commune, corrected, {"wave": "2026"}).questions == ()
    surveyed.command("load", corrected, "--wave", "2026")
    assert surveyed.ask("SELECT wave, year FROM wave ORDER BY wave") == [("2025", 2025), ("2026", 2026)]


def test_known_wave_that_a_column_names_is_refused_without_a_question(surveyed, answers):
    headers = f"{HEADERS};Vague"
    surveyed.load(answers([(*row, "2025") for row in ROWS], headers), name="a.csv")
    corrected = surveyed.write("b.csv", answers([(*row, "2025") for row in ROWS[1:]], headers))
    with pytest.raises(KnownWaveError) as refused:
        examination.examine(surveyed.commune, corrected)
    assert "annulez d’abord cette livraison" in str(refused.value) and "--wave" not in str(refused.value)


def test_snapshot_from_before_surveys_is_brought_up_to_date(surveyed, answers):
    path = snapshot.path_of(surveyed.commune.home, snapshot.current_version(surveyed.commune.home))
    with duckdb.connect(path) as connection:
        for name in ("wave", "respondent", "question", "answer"):
            connection.execute(f"DROP TABLE {name}")
    publish.bring_up_to_date(surveyed.commune)
    assert surveyed.ask("SELECT count(*) FROM wave") == [(0,)]
    assert surveyed.load(answers(), name="enquete_2025.csv").loaded == 4


def test_wave_older_than_its_retention_goes_whole(surveyed, answers):
    surveyed.load(answers(), name="MARQUE_2020.csv")
    surveyed.load(answers(MORE), name="enquete_2025.csv")
    keeping = dataclasses.replace(surveyed.commune, retention={"essai": 12})
    purged = purge(keeping, date(2026, 11, 23))
    assert (purged.removed, purged.deliveries) == ({"essai": 4}, 1)
    for name in ("wave", "respondent", "question", "answer"):
        assert surveyed.ask(f"SELECT DISTINCT wave FROM {name}") == [("2025",)]
    assert b"MARQUE" not in bytes_of(snapshot.folder(surveyed.commune.home))


# --- waves


@pytest.mark.parametrize(
    ("headers", "cell", "name", "wave", "expected"),
    [
        ("submitdate", "2024-11-30 10:00:00", "f_2019.csv", None, ("2024", 2024, "2024-11-30")),
        ("submitdate", "2024-06-22T10:11:12.000+02:00", "f.csv", "Été", ("Été", 2024, "2024-06-22")),
        ("submitdate", "1980-01-01 00:00:00", "f_2019.csv", None, ("2019", 2019, None)),
        ("Autre chose", "x", "export-2019-03-12.csv", None, ("2019", 2019, None)),
        ("Autre chose", "x", "f_2019.csv", "Printemps 2020", ("Printemps 2020", 2020, None)),
        ("Autre chose", "x", "f_2019.csv", "Vague 1", ("Vague 1", 2019, None)),
        ("Vague", "2018", "f_2019.csv", None, ("2018", 2018, None)),
    ],
)
def test_wave_is_told_by_its_column_or_the_option_or_dates_or_the_name(
    surveyed, table, headers, cell, name, wave, expected
):
    describe(surveyed, PROFILE + 'submitted = "submitdate"\n')
    surveyed.load(table(f"Quartier;{headers}", [("Bellevue", cell)]), name=name, wave=wave)
    assert surveyed.ask("SELECT wave, year, last_answer::VARCHAR FROM wave") == [expected]


@pytest.mark.parametrize(
    ("name", "wave", "says"),
    [
        ("f.csv", None, "De quelle vague"),
        ("2019_2020.csv", None, "De quelle vague"),
        ("f.csv", "Vague 1", "De quelle année est la vague « Vague 1 »"),
    ],
)
def test_wave_is_asked_when_nothing_tells_it(surveyed, answers, name, wave, says):
    before = surveyed.files()
    with pytest.raises(UndecidedError) as asked:
        surveyed.load(answers(), name=name, wave=wave)
    assert asked.value.key == "wave" and says in str(asked.value).replace("\u00a0", " ").replace("\u202f", " ")
    assert surveyed.files() == before


def test_a_question_is_asked_before_anything_is_written(surveyed, answers):
    again = surveyed.write("f.csv", answers([*ROWS, ROWS[0]]))
    with publish.publishing(surveyed.commune, dry_run=True) as draft:
        with pytest.raises(UndecidedError):
            door.take_into(draft, again)
        assert draft.connection.execute("SELECT count(*) FROM rejection").fetchall() == [(0,)]
        delivery = door.take_into(draft, again, wave="2025")
    assert (delivery.delivery, delivery.loaded, dict(delivery.rejected)) == (1, 4, {"réponse en double": 1})


def test_answered_wave_is_that_of_one_file_only(surveyed, answers):
    profile = profiles.read_profiles(surveyed.commune.home)["essai"]
    answered = dataclasses.replace(profile, answers={"wave": "Printemps 2025"})
    door.take(surveyed.commune, [surveyed.write("a.csv", answers())], answered)
    assert surveyed.ask("SELECT wave, year FROM wave") == [("Printemps 2025", 2025)]
    with pytest.raises(UndecidedError):
        door.take(surveyed.commune, [surveyed.write("b.csv", answers(MORE))], answered)
    door.take(surveyed.commune, [surveyed.write("c_2026.csv", answers(MORE))], answered)
    assert surveyed.ask("SELECT wave FROM wave ORDER BY year") == [("Printemps 2025",), ("2026",)]


def test_several_waves_of_one_file_have_their_own_respondents_and_scales(surveyed, table):
    rows = [("2024", "Bellevue", 3), ("2024", "Bellevue", 1), ("2025", "Bellevue", 7), ("", "Bellevue", 7)]
    delivery = surveyed.load(table("Vague;Quartier;Note", rows), name="cumul.csv")
    assert (delivery.loaded, dict(delivery.rejected), delivery.period) == (3, {"vague absente": 1}, ("2024", "2025"))
    assert surveyed.ask("SELECT wave, respondent FROM respondent ORDER BY ALL") == [
        ("2024", 1),
        ("2024", 2),
        ("2025", 1),
    ]
    assert questions(surveyed, "wave, scale") == [("2024", ["1", "3"]), ("2025", ["7"])]


@pytest.mark.parametrize(("n_waves", "is_taken"), [(20, True), (21, False)])
def test_column_of_many_texts_is_no_wave(surveyed, table, n_waves, is_taken):
    text = table("Vague;Quartier;Note", [(f"Vague {1990 + n}", "Bellevue", 3) for n in range(n_waves)])
    if is_taken:
        assert surveyed.load(text).loaded == 20
    else:
        with pytest.raises(WaveError, match="Vague.» a 21 valeurs différentes"):
            surveyed.load(text)


def test_wave_named_after_a_person_is_refused(surveyed, table):
    with pytest.raises(PersonalDataError):
        surveyed.load(table("Vague;Quartier;Note", [("Mme Durand 2024", "Bellevue", 3)]))


def test_option_is_refused_where_it_says_nothing(surveyed, table):
    with pytest.raises(MappingError, match="Vague.» dit déjà"):
        surveyed.load(table("Vague;Quartier", [("2024", "Bellevue")]), wave="2025")
    with pytest.raises(MappingError, match="ne vaut que pour une enquête"):
        surveyed.load("d;t\n2024-03-14;Bruit\n", "date=d", "category=t", kind="signalement", wave="2025")


# --- rows


def test_rows_end_loaded_or_refused_with_their_reason(surveyed, table):
    rows = [(1, "Bellevue", "1,5", "Oui"), (2, "Bellevue", "x", "Oui"), (3, "Bellevue", -1, "Oui"),
            (4, "Bellevue", 0, "Oui"), (1, "Bellevue", 1, "Oui")]  # fmt: skip
    delivery = surveyed.load(table("Numéro;Quartier;Poids;Question", rows), name="e_2025.csv")
    assert (delivery.rows_read, delivery.loaded) == (5, 2)
    assert dict(delivery.rejected) == {"poids illisible": 2, "réponse en double": 1}
    assert surveyed.ask("SELECT row_number FROM rejection ORDER BY ALL") == [(3,), (4,), (6,)]
    assert surveyed.ask("SELECT weight FROM respondent ORDER BY ALL") == [(0,), (1.5,)]


def test_those_drawn_together_are_numbered_and_never_named(surveyed, table):
    describe(surveyed, PROFILE + 'cluster = "Rue"\n')
    rows = [(1, "Bellevue", "rue des Lilas", "Oui"), (2, "Bellevue", "", "Oui"), (3, "Bellevue", "rue Haute", "Non"),
            (4, "Bellevue", "rue des Lilas", "Oui")]  # fmt: skip
    surveyed.load(table("Numéro;Quartier;Rue;Question", rows), name="e_2025.csv")
    assert surveyed.ask("SELECT cluster FROM respondent ORDER BY respondent") == [(1,), (None,), (2,), (1,)]
    assert ("Rue",) not in surveyed.ask("SELECT wording FROM question")


def test_torn_line_is_refused_and_the_next_ones_keep_their_place(surveyed, table):
    text = table("Numéro;Quartier;Question", [(1, "Bellevue", "Oui"), (2,), (1, "Bellevue", "Oui")])
    delivery = surveyed.load(text, name="e_2025.csv")
    assert (delivery.rows_read, delivery.loaded) == (3, 1)
    assert surveyed.ask("SELECT row_number, reason FROM rejection ORDER BY ALL") == [
        (3, "ligne incomplète ou mal fermée"), (4, "réponse en double"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        ("14", "0014"), ("15", "1529"), ("29", "1529"), ("74", "6074"), ("75", "75P"), ("1950", "75P"),
        ("1951", "6074"),
        ("15 à 29 ans", "1529"), ("75+", "75P"), ("18-24", "18-24"), ("-3", None), ("NA", None),
    ],
)  # fmt: skip
def test_age_is_a_class_of_the_census_where_it_can_be(surveyed, table, age, expected):
    surveyed.load(table("Quartier;Âge", [("Bellevue", age), ("Bellevue", age)]), name="e_2025.csv")
    assert surveyed.ask("SELECT DISTINCT age FROM respondent") == [(expected,)]


def test_age_in_words_of_one_person_is_not_kept(surveyed, table):
    surveyed.load(table("Quartier;Âge", [("Bellevue", "comme ma voisine"), ("Bellevue", "75+")]), name="e_2025.csv")
    assert surveyed.ask("SELECT age FROM respondent ORDER BY ALL") == [("75P",), (None,)]


def test_zones_that_a_survey_names_must_be_loaded(bare_town, answers):
    describe(bare_town)
    with pytest.raises(UnknownLevelError):
        bare_town.load(answers(), name="enquete_2025.csv")


def test_nobody_is_located_in_a_zone_that_is_no_more(surveyed, squares, answers):
    surveyed.load(answers(), name="enquete_2025.csv")
    squares[squares["code"] != "02"].to_file(surveyed.folder / "moins.geojson")
    door.take(surveyed.commune, [surveyed.folder / "moins.geojson"], ZoneProfile(Level.QUARTIER))
    with snapshot.open_current(surveyed.commune.home, name="") as connection:
        found = repository.respondents(connection, survey="essai", wave="2025")
    assert found["quartier"].fillna("").tolist() == ["", "03", "", ""]


def test_texts_that_stand_for_no_answer_are_none(surveyed, table):
    describe(surveyed, PROFILE.replace("level =", 'missing = ["R", "Ne se prononce\u202fpas"]\nlevel ='))
    cells = ["Oui", "Oui", "r", "NA", "ne se prononce pas"]
    surveyed.load(table("Quartier;Q;Âge", [("Bellevue", cell, "R") for cell in cells]), name="e_2025.csv")
    assert given(surveyed, "Q") == [(1, "Oui"), (2, "Oui")]
    assert surveyed.ask("SELECT DISTINCT age FROM respondent") == [(None,)]


# --- questions


def column(values, header="Question", missing=(), **asked):
    """What is found of one column of texts."""
    profile = SourceProfile(
        "essai",
        "Essai",
        None,
        "survey",
        {},
        missing=missing,
        questions={"q": QuestionProfile((header,), **asked)} if asked else {},
    )
    return questions_of.recognise(pd.DataFrame({header: pd.Series(values, dtype="str")}), profile)


@pytest.mark.parametrize(("n_alone", "is_question"), [(2, True), (3, False)])
def test_free_text_is_what_few_say_alike(n_alone, is_question):
    found = column([*["Oui"] * (10 - n_alone), *(f"texte {n}" for n in range(n_alone))])
    assert bool(found.questions) == is_question == ("Question" not in found.left)
    for question in found.questions:
        assert (question.scale, len(question.answers), len(question.other)) == (("Oui",), 8, 2)


@pytest.mark.parametrize(("n_choices", "is_question"), [(30, True), (31, False)])
def test_many_different_answers_are_no_closed_question(n_choices, is_question):
    assert bool(column([f"choix {chr(97 + n % 26)}{n}" for n in range(n_choices)] * 2).questions) == is_question


@pytest.mark.parametrize(
    ("numbers", "is_question"),
    [
        (["0", "10"], True),
        (["0", "11"], False),
        ([str(n) for n in range(101)] * 2, True),
        ([str(n) for n in range(102)] * 2, False),
        ([str(n) for n in range(1, 50)], False),
        (["1950", "1960"] * 5, False),
    ],
)
def test_numbers_are_a_scale_or_identifiers(numbers, is_question):
    found = column(numbers)
    assert [question.type for question in found.questions] == ["number"] * is_question
    assert found.left == {}


@pytest.mark.parametrize(("n_numbers", "type_"), [(198, "number"), (197, "single")])
def test_words_that_several_say_among_numbers_are_slips_up_to_one_in_a_hundred(n_numbers, type_):
    (question,) = column([*["5"] * n_numbers, *["5 et plus"] * 2]).questions
    assert (question.type, len(question.other)) == (type_, 2 * (type_ == "number"))


@pytest.mark.parametrize(
    ("header", "values", "is_kept"),
    [
        ("Téléphone", ["Fixe", "Portable"] * 5, False),
        ("Vous a-t-on volé votre téléphone portable cette année ?", ["Fixe", "Portable"] * 5, True),
        ("Qui vous a reçu ?", ["Mme Durand", "M. Martin"] * 5, False),
        ("Année de naissance", ["51", "52"] * 5, False),
        ("Enquêteur", ["Durand", "Martin"] * 5, False),
        ("Autre", ["rien", "bruit"] * 5, False),
        ("Autre (précisez)", ["rien", "bruit"] * 5, False),
        ("Quand ?", ["2025-01-02", "03/01/2025"] * 5, False),
        ("Longue", ["a" * 200] * 5, True),
        ("Longue", ["a" * 201] * 5, False),
    ],
)
def test_what_tells_of_persons_is_left_however_often_it_is_said(header, values, is_kept):
    assert bool(column(values, header).questions) == is_kept


@pytest.mark.parametrize(
    ("header", "is_kept"),
    [
        ("Quelle est votre religion ?", False),
        ("What is your race or ethnicity?", False),
        ("Votre orientation sexuelle", False),
        ("Avez-vous un handicap ?", False),
        ("Êtes-vous syndiqué(e) ?", False),
        ("Pour qui avez-vous voté ?", False),
        ("De quel parti vous sentez-vous proche ?", False),
        ("Votre sensibilité politique", False),
        ("Participez-vous à un dispositif de voisins vigilants ?", True),
        ("Discriminations[religion]", False),
        ("Le syndicat de copropriété répond-il à vos attentes ?", True),
        ("Vous sentez-vous traqué(e) ?", True),
    ],
)
def test_question_on_what_the_law_protects_is_left_however_closed(header, is_kept):
    assert bool(column(["1", "2", "2", "1"], header).questions) == is_kept


def test_spellings_that_differ_by_case_are_one_answer():
    (question,) = column(["Oui", "oui", "Oui", "NON", "non", "non"]).questions
    assert question.answers.tolist() == ["Oui", "Oui", "Oui", "non", "non", "non"]


def test_scale_of_the_profile_gives_labels_and_order_and_refuses_the_rest():
    found = column(["A1", "A2", "a2", "", "souvent", "n'importe quoi"],
                   answers={"A2": "Souvent", "A1": "Jamais", "A3": "Toujours"}, wording="Insécurité ?")  # fmt: skip
    (question,) = found.questions
    assert (question.key, question.wording, question.type) == ("q", "Insécurité ?", "single")
    assert question.scale == ("Souvent", "Jamais", "Toujours")
    assert question.answers.tolist() == ["Jamais", "Souvent", "Souvent", "Souvent"] and list(question.other) == [5]


@pytest.mark.parametrize("separator", [";", "|", ", ", " "])
def test_several_answers_of_one_cell_are_told_apart_when_each_is_also_found_alone(separator):
    (question,) = column(["bruit", "tags", separator.join(("bruit", "tags")), "tags"]).questions
    assert (question.type, question.scale) == ("multiple", ("bruit", "tags"))
    assert [*question.answers.items()] == [(0, "bruit"), (1, "tags"), (2, "bruit"), (2, "tags"), (3, "tags")]


def test_words_of_one_answer_are_no_answers():
    (question,) = column(["Plutôt oui", "Plutôt non", "Oui", "Non"] * 2).questions
    assert (question.type, len(question.scale)) == ("single", 4)


def test_heading_loses_its_mark_up_and_is_cut_at_a_word():
    assert questions_of.wording("<p>Vous&nbsp;sentez-vous\n <b>bien</b> ?</p>") == "Vous sentez-vous bien ?"
    long = questions_of.wording("mot " * 1_000)
    assert len(long) <= 200 and long.endswith(" mot…")


WORDS = st.sampled_from(["Oui", "Non", "oui", "", "mon voisin", "le 3e", "bruit;tags", "bruit", "7", "12"])


@given_any(st.lists(WORDS, min_size=1, max_size=30))
def test_words_of_one_respondent_are_never_kept_and_no_answer_is_lost(values):
    said = Counter(part.strip().casefold() for value in values for part in {value, *value.split(";")})
    for question in column(values).questions:
        kept = [answer for answer in question.answers if not answer.isdecimal()]
        assert all(said[answer.casefold()] > 1 for answer in kept)
        asked = {row for row, value in enumerate(values) if value}
        assert {*question.answers.index} | {*question.other} == asked


# --- what tools write

CODES = ["id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl"]
FULL = ["Response ID", "Date submitted", "Last page", "Start language", "Seed", "Access code", "Date started",
        "Date last action", "IP address", "Referrer URL"]  # fmt: skip
FRENCH = ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série",
          "Code d’accès", "Date de lancement", "Date de la dernière action", "Adresse IP",
          "URL de référence"]  # fmt: skip
ASKED = {
    "code": ["Q1", "Q2[SQ001]", "Q2[SQ002]", "Q2[other]", "Q3[SQ001]", "Q3[SQ002]"],
    "underscore": ["Q1", "Q2_SQ001", "Q2_SQ002", "Q2_other", "Q3_SQ001", "Q3_SQ002"],
    "points": ["Q1", "Q2.SQ001.", "Q2.SQ002.", "Q2.other.", "Q3.SQ001.", "Q3.SQ002."],
    "full": ["<p>Êtes-vous\ninquiet ?</p>", "Quels faits ? [Bruit]", "Quels faits ? [Tags]", "Quels faits ? [Autre]",
             "Confiance [Police]", "Confiance [Mairie]"],
}  # fmt: skip
TIMINGS = {"code": ["interviewtime", "groupTime12"], "full": ["Total time", "Group time: Faits"]}


def limesurvey(system, asked, said, timings=("interviewtime", "groupTime12")):
    """An export: two complete answers, the third left on its first page."""
    rows = []
    for number, submitted in enumerate(("2025-03-02 10:11:12", "2025-03-04 23:59:59", ""), start=1):
        of_tool = [number, submitted, 4, "fr", 9_999_001 + number, f"JETON{number}", "2025-03-01 09:08:07",
                   "2025-03-01 09:08:07", f"82.64.12.{number}", "https://exemple.fr/MARQUE"]  # fmt: skip
        rows.append([*of_tool, *said, 41.5 + number, 12.25])
    lines = [[*system, *asked, *timings], *rows]
    return "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines) + "\n"


@pytest.mark.parametrize("system", [CODES, FULL, FRENCH], ids=["codes", "full", "french"])
@pytest.mark.parametrize("heading", ASKED)
@pytest.mark.parametrize(
    "said", [("A2", "Y", "", "", "4", "5"), ("Souvent", "Oui", "Non", "", "4", "5")], ids=["c", "l"]
)
def test_limesurvey_is_read_whatever_its_headings_and_its_answers(town, system, heading, said):
    timings = TIMINGS["code" if system is CODES else "full"]
    delivery = town.load("\ufeff" + limesurvey(system, ASKED[heading], said, timings), name="resultats.csv")
    assert (delivery.source, delivery.loaded, dict(delivery.rejected)) == ("limesurvey", 2, {"réponse inachevée": 1})
    assert delivery.period == ("2025-03-02", "2025-03-04")
    found = questions(town, "type, scale")
    options = ["Bruit", "Tags"] if heading == "full" else ["SQ001", "SQ002"]
    assert found == [("single", [said[0]]), ("multiple", options), ("number", ["4"]), ("number", ["5"])]
    assert town.ask("SELECT answer FROM answer WHERE question = 2") == [(options[0],)] * 2
    held = bytes_of(snapshot.folder(town.commune.home))
    for secret in (b"82.64.12", b"JETON", b"MARQUE", b"10:11:12", b"9999002"):
        assert secret not in held
    assert "une adresse informatique" in delivery.personal.values()


def test_incomplete_answers_alone_are_refused(town):
    text = limesurvey(CODES, ASKED["code"], ("A2", "Y", "", "", "4", "5"))
    with pytest.raises(NoUsableRowError, match="réponse inachevée.: 1"):
        town.load("\n".join(text.splitlines()[::3]) + "\n", name="e_2025.csv")


def test_other_answers_in_words_are_left_and_their_code_is_named(town):
    said = ("-oth-", "Y", "Y", "le voisin du 3", "4", "5")
    delivery = town.load(limesurvey(CODES, ASKED["code"], said), name="e.csv")
    assert questions(town, "scale")[0] == (["Autre"],)
    assert delivery.personal["Q2[other]"] == "du texte libre, où des personnes peuvent être nommées"


def test_headings_that_are_the_same_are_different_questions(town):
    text = limesurvey(FULL, ["Et vous ?", "Et vous ?", "A [x]", "A [y]", "A [x]", "A [y]"], ("Non", "Oui", 1, 0, 0, 1))
    town.load(text, name="e.csv")
    assert [wording for wording, *_ in questions(town)] == ["Et vous ?", "Et vous ? (2)", "A", "A (2)"]


def test_choice_without_a_tick_was_answered(town):
    town.load(limesurvey(CODES, ["Q2[a]", "Q2[b]", "Q4[a]", "Q4[b]"], ("N", "N", "", "")), name="e.csv")
    assert questions(town, "wording, type") == [("Q2", "multiple")]
    assert town.ask("SELECT respondent, answer FROM answer ORDER BY ALL") == [(1, None), (2, None)]


def kobo(headers, *rows):
    return "\n".join(";".join(f'"{cell}"' for cell in row) for row in (headers.split(), *rows)) + "\n"


KOBO = (
    "start lieu _lieu_latitude _lieu_longitude _lieu_altitude _lieu_precision g/nuit g/faits {} "
    "_id _uuid _submission_time"
)
PLACE = ("2025-04-01T09:10:11", "43.61111 1.42222 0 0", "43.61111", "1.42222", "0", "0")


@pytest.mark.parametrize("separate", [True, False], ids=["columns", "cell"])
def test_kobo_is_read_with_its_choices_in_one_column_or_in_several(town, separate):
    headers = KOBO.format("g/faits/bruit g/faits/tags" if separate else "")
    given = [("peur", "bruit tags", 1, 1), ("peur", "tags", 0, 1), ("calme", "bruit", 1, 0), ("calme", "bruit", 1, 0)]
    rows = [
        (*PLACE, nuit, faits, *(ticks if separate else ()), number, f"uuid-{number}", "2025-04-02T10:00:00")
        for number, (nuit, faits, *ticks) in enumerate(given, start=1)
    ]
    tags = ("", "#loc", *[""] * (len(headers.split()) - 2))
    delivery = town.load(kobo(headers, tags, *rows), name="e.csv")
    assert (delivery.source, delivery.loaded, dict(delivery.rejected)) == ("kobo", 4, {"ligne d’étiquettes": 1})
    assert questions(town) == [("g/nuit", "single", ["calme", "peur"]), ("g/faits", "multiple", ["bruit", "tags"])]
    assert given_as(town, "g/faits") == {1: {"bruit", "tags"}, 2: {"tags"}, 3: {"bruit"}, 4: {"bruit"}}
    held = bytes_of(snapshot.folder(town.commune.home))
    assert b"43.61111" not in held and b"uuid-1" not in held and b"10:00:00" not in held


def given_as(town, wording):
    found = defaultdict(set)
    for respondent, answer in given(town, wording):
        found[respondent].add(answer)
    return dict(found)


# --- profiles


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PROFILE.replace('audience = "habitants"', ""), "le public de l’enquête manque"),
        (PROFILE.replace('level = "quartier"', ""), "le niveau des zones manque"),
        (PROFILE.replace("sex =", "sexe ="), "rôle inconnu .*sexe"),
        (PROFILE + '[questions.q]\nanswers = ["Oui"]\n', "columns"),
    ],
)
def test_faulty_profile_is_named_with_its_fault(town, text, says):
    describe(town, text)
    with pytest.raises(DefinitionError, match=says):
        profiles.read_profiles(town.commune.home)


def test_profile_of_questions_alone_recognises_a_file_that_has_one(town, table):
    text = 'label = "A"\nshape = "survey"\naudience = "partenaires"\n[columns]\n[questions.q]\ncolumns = ["Q1", "Q9"]\n'
    describe(town, text, slug="partenaires")
    assert town.load(table("Q1;Q2", [("Oui", "Non")] * 2), name="e_2025.csv").source == "partenaires"
    assert town.ask("SELECT audience, key, wording FROM wave JOIN question USING (wave) ORDER BY question") == [
        ("partenaires", "q", "Q1"), ("partenaires", None, "Q2"),
    ]  # fmt: skip
    with pytest.raises(UnknownSourceError):
        town.load(table("Q3;Q2", [("Oui", "Non")] * 2), name="f_2025.csv")


def test_survey_that_the_commune_describes_comes_before_the_tool_that_asked_it_and_not_before_facts(surveyed, table):
    text = limesurvey(CODES, ["Quartier"], ("Bellevue",))
    delivery = surveyed.load(text, name="e.csv")
    assert (delivery.source, dict(delivery.rejected)) == ("essai", {"réponse inachevée": 1})
    assert surveyed.ask("SELECT DISTINCT wave, quartier FROM located_respondent") == [("2025", "02")]
    facts = table("Date;Type d'intervention;Quartier;Durée (min)", [("2024-03-14", "Bruit", "Bellevue", 10)])
    assert surveyed.load(facts, name="mediation_2025.csv").source == "mediation_interventions"


@pytest.mark.parametrize("level", ["commune", "iris"])
def test_level_of_the_profile_says_what_zones_are_named(town, answers, level):
    describe(town, PROFILE.replace("quartier", level))
    if level == "commune":
        assert town.load(answers(), name="e_2025.csv").not_located == {"quartier": 4}
    else:
        with pytest.raises(UnknownLevelError):
            town.load(answers(), name="e_2025.csv")


def test_key_compares_one_question_of_a_wave(surveyed, table):
    describe(surveyed, PROFILE + '[questions.q]\ncolumns = ["Q1", "Q2"]\n')
    rows = [("2024", "Bellevue", "Oui", ""), ("2025", "Bellevue", "", "Oui"), ("2026", "Bellevue", "Oui", "Oui")]
    surveyed.load(table("Vague;Quartier;Q1;Q2", rows))
    assert questions(surveyed, "wave, wording, key") == [
        ("2024", "Q1", "q"), ("2025", "Q2", "q"), ("2026", "Q1", "q"), ("2026", "Q2", None),
    ]  # fmt: skip


# --- what is told of them


def test_status_and_the_repository_tell_waves_and_answers(surveyed, answers):
    assert status.describe(surveyed.commune)["waves"] == []
    surveyed.load(answers(), name="enquete_2025.csv")
    assert status.describe(surveyed.commune)["waves"] == [
        {
            "survey": "essai",
            "wave": "2025",
            "respondents": 4,
            "located": {"quartier": 2},
            "questions": [{"wording": "Insécurité ?", "type": "single", "n_by_answer": {"Jamais": 2, "Souvent": 2}}],
        }
    ]
    assert "Enquête essai, vague 2025 : 4 personnes" in surveyed.command("status").stderr.replace("\u00a0", " ")
    with snapshot.open_current(surveyed.commune.home, name="") as connection:
        (wave,) = repository.waves(connection).itertuples()
        (question,) = repository.questions(connection, survey="essai", wave="2025").itertuples()
        found = repository.answers(connection, survey="essai", wave="2025", question=question.question)
        people = repository.respondents(connection, survey="essai", wave="2025")
    assert (wave.audience, wave.n_respondents) == ("habitants", 4)
    assert (question.n_answered, question.n_other, list(question.scale)) == (4, 0, ["Jamais", "Souvent"])
    assert found["answer"].tolist() == ["Souvent", "Jamais", "Souvent", "Jamais"]
    assert people["quartier"].fillna("").tolist() == ["02", "03", "", ""]


def test_fictive_commune_has_its_surveys(demo_home):
    found = status.describe(communes.read(demo_home))["waves"]
    assert [{key: wave[key] for key in ("survey", "wave", "respondents")} for wave in found] == [
        {"survey": "enquete_habitants", "wave": "2025", "respondents": 1_000},
        {"survey": "enquete_partenaires", "wave": "2025", "respondents": 80},
        {"survey": "enquete_habitants", "wave": "2022", "respondents": 900},
    ]
    with snapshot.open_current(demo_home, name="") as connection:
        for wave in found:
            asked = repository.questions(connection, survey=wave["survey"], wave=wave["wave"])
            assert asked["key"].notna().all() and (asked["n_other"] == 0).all()
            assert (asked["n_answered"] > 0.9 * wave["respondents"]).all()
