"""Files that tools of surveys write: headers, boxes, technical columns, unfinished answers, and where people live."""

import json
from pathlib import Path

import pandas as pd
import pytest

from data import status
from data.errors import QuietudeError, UnknownSourceError
from data.intake import profiles
from data.intake.profiles import QuestionProfile, SourceProfile
from data.intake.readers import tabular
from data.intake.surveys import questions as questions_of
from data.intake.surveys import tools
from data.intake.surveys.headers import joined_headers
from data.intake.surveys.recognition import looks_like_survey, zone_column
from data.intake.surveys.scales import proposed_unfavourable
from data.model import Audience, Level
from data.warehouse.publish import publishing

TRIALS = Path(__file__).parents[3] / "shared" / "data" / "trials"
QUARTIERS = ("Bellevue", "Centre-ville", "L’Écluse", "Les Aubépines")


def boxes(cells, header="Problèmes", tool=None, **asked):
    """The one question found in a column of cells; None where there is none."""
    profile = SourceProfile(
        "e", "E", None, "survey", {}, questions={"q": QuestionProfile((header,), **asked)} if asked else {}
    )
    made_by = (tools.tools()[tool],) if tool else ()
    found = questions_of.recognise(pd.DataFrame({header: pd.Series(cells, dtype="str")}), profile, made_by).questions
    return found[0] if found else None


def counted(question):
    return question.answers.value_counts().to_dict()


# --- several answers in one cell


def test_option_with_a_comma_of_its_own_and_options_never_alone_are_boxes():
    cells = ["Bruit, musique", "Tags, Rodéos", "Bruit, musique, Rodéos", "Tags, Rodéos", "Bruit, musique, Tags"]
    question = boxes(cells)
    assert (question.type, counted(question)) == ("multiple", {"Bruit, musique": 3, "Rodéos": 3, "Tags": 3})


def test_option_with_small_letters_that_starts_a_cell_elsewhere_stands_alone():
    question = boxes(["Bruit, musique", "musique", "Bruit", "musique", "Bruit, musique"])
    assert counted(question) == {"Bruit": 3, "musique": 4}


def test_options_all_in_small_letters_are_told_by_what_they_follow():
    question = boxes(["bruit, tags", "bruit", "rodéos, tags", "rodéos", "bruit, rodéos, tags"])
    assert counted(question) == {"bruit": 3, "tags": 3, "rodéos": 3}


@pytest.mark.parametrize(
    "answers",
    [
        ("Oui, souvent", "Oui, parfois", "Non, jamais"),
        ("Oui, Souvent", "Oui, Parfois", "Non"),
        ("Très bien, rien à dire", "Mal, trop de bruit", "Moyen"),
        ("Femme, Jeune", "Femme, Âgée", "Homme, Jeune", "Homme, Âgé"),
        ("Rennes, Bretagne", "Brest, Bretagne", "Nantes, Loire"),
        ("Plutôt oui", "Plutôt non", "Oui", "Non"),
    ],
)
def test_single_choice_with_commas_is_never_boxes(answers):
    question = boxes([*answers] * 3)
    assert (question.type, set(question.scale)) == ("single", {*answers})


def test_free_text_with_commas_is_neither_boxes_nor_a_question():
    cells = [f"Trop de bruit, Le soir {n}, devant le {n}" for n in range(8)]
    assert boxes(cells) is None


def test_heading_that_allows_several_answers_decides_where_cells_do_not():
    cells = ["Bruit", "Bruit, Tags", "Bruit", "Bruit, Tags", "Bruit, Tags"]
    assert boxes(cells).type == "single"
    assert boxes(cells, "Quels problèmes ? (plusieurs réponses possibles)").type == "multiple"
    alone = [*cells, "Tags"]
    assert boxes(alone).type == "multiple"
    assert boxes(alone, "Quel problème ? (une seule réponse)").type == "single"


def test_semicolon_at_the_end_of_each_cell_makes_boxes_even_where_all_tick_one():
    question = boxes(["Bruit, musique;", "Tags;", "Tags;", "Bruit, musique;"], tool="microsoft_forms")
    assert (question.type, counted(question)) == ("multiple", {"Bruit, musique": 2, "Tags": 2})


def test_codes_with_spaces_are_boxes_where_the_tool_joins_them_so():
    cells = ["bruit depots", "bruit", "depots", "bruit rodeos", "bruit rodeos"]
    assert counted(boxes(cells, tool="odk_central")) == {"bruit": 4, "depots": 2, "rodeos": 2}
    assert boxes(cells * 2).type == "single"
    assert boxes(["Dépôts sauvages", "Rodéos", "Dépôts sauvages", "Rodéos"], tool="odk_central").type == "single"
    sentences = ["le bruit la nuit", "la nuit", "le bruit", "rien", "le bruit la nuit"]
    assert boxes(sentences * 2, tool="odk_central").type == "single"


def test_comma_alone_joins_answers_that_hold_a_comma_and_a_space():
    cells = ["Bruit, musique,Tags", "Bruit, musique", "Tags", "Tags,Rodéos", "Bruit, musique,Rodéos"]
    assert counted(boxes(cells, tool="qualtrics")) == {"Bruit, musique": 3, "Tags": 3, "Rodéos": 2}


def test_answers_of_the_profile_are_found_in_a_cell_that_joins_them():
    known = {"Bruit, Musique": "Bruit", "Tags": "Tags", "Rodéos": "Rodéos"}
    question = boxes(["Bruit, Musique, Tags", "Tags", "Rodéos, autre chose", ""], answers=known)
    assert (question.type, [*question.answers.items()]) == (
        "multiple",
        [(0, "Bruit"), (0, "Tags"), (1, "Tags")],
    )
    assert list(question.other) == [2]


# --- several rows of headers


def test_codes_wordings_and_tags_are_one_row_of_headers():
    codes = ["StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId", "Q1", "Q3_1",
             "Q3_2", "Q4"]  # fmt: skip
    words = ["Start Date", "End Date", "Response Type", "Progress", "Finished", "Recorded Date", "Response ID",
             "Votre quartier", "Quels faits ? - Selected Choice - Bruit", "Quels faits ? - Selected Choice - Tags",
             "Sexe - Selected Choice"]  # fmt: skip
    tags = [json.dumps({"ImportId": code}) for code in codes]
    data = ["2025-03-10 09:00:00", "2025-03-10 09:01:00", "IP Address", "100", "True", "2025-03-10 09:01:00", "R_1",
            "Bellevue", "Bruit", "", "Femme"]  # fmt: skip
    asked = ("Votre quartier", "Quels faits ? [Bruit]", "Quels faits ? [Tags]", "Sexe")
    assert joined_headers([codes, words, tags, data]) == ((*codes[:7], *asked), 3)
    assert joined_headers([codes, words, data]) == ((*codes[:7], *asked), 2)
    assert joined_headers([codes, data, data]) is None


def test_options_under_questions_are_joined_with_them():
    questions = ["Respondent ID", "Collector ID", "Date Created", "Date Modified", "Quartier ?", "Faits ?", "", "",
                 "Avis ?"]  # fmt: skip
    options = ["", "", "", "", "Response", "Bruit", "Tags", "Other (please specify)", "Open-Ended Response"]
    data = ["1", "2", "03/10/2025", "03/10/2025", "Bellevue", "Bruit", "", "", "rien"]
    assert joined_headers([questions, options, data]) == (
        (*questions[:4], "Quartier ?", "Faits ? [Bruit]", "Faits ? [Tags]", "Faits ? [Other (please specify)]",
         "Avis ?"),
        2,
    )  # fmt: skip


DRUPAL = ["Numéro de série", "SID", "Heure de soumission", "Brouillon"]


def test_questions_over_their_columns_are_joined_with_them_as_far_as_they_are_answered_alike():
    rows = [
        ["Informations de soumission", "", "", "", "Enquête", "", "", "", "", ""],
        ["", "", "", "", "Problèmes", "", "", "Confiance", "", ""],
        [*DRUPAL, "Bruit", "Tags", "Votre âge", "Police", "Mairie", "Avis"],
        ["1", "10", "2025/03/10 - 10:20", "0", "X", "", "30", "Oui", "Non", "rien"],
        ["2", "11", "2025/03/10 - 10:20", "0", "", "X", "40", "Non", "Oui", "le parc"],
    ]
    assert joined_headers(rows) == (
        (*DRUPAL, "Problèmes [Bruit]", "Problèmes [Tags]", "Votre âge", "Confiance [Police]", "Confiance [Mairie]",
         "Avis"),
        3,
    )  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["Date", "Nature", "Quartier"], ["2024-03-14", "Bruit", "Bellevue"]],
        [["Horodateur", "Votre quartier ?"], ["10/03/2025 08:20:11", "Bellevue"], ["11/03/2025 08:20:11", "Centre"]],
        [["Résultats de l’enquête"], ["Horodateur", "Votre quartier ?"], ["10/03/2025 08:20:11", "Bellevue"]],
        [["_id", "_submission_time", "lieu"], ["", "", "#loc"], ["1", "2025-03-10T10:00:00", "Bellevue"]],
        [["Informations de soumission", "", "", "", "Enquête"], [*DRUPAL, "Avis"], ["1", "2", "2025", "0", "Bien"]],
        [],
        [[]],
    ],
)
def test_one_row_of_headers_is_left_as_it_is(rows):
    assert joined_headers(rows) is None


# --- files of tools, from end to end


def csv(*rows):
    return "\n".join(",".join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in rows) + "\n"


def wave_of(town):
    (wave,) = status.describe(town.commune)["waves"]
    return wave["respondents"], wave["located"], {one["wording"]: one["n_by_answer"] for one in wave["questions"]}


def test_unfinished_answers_and_trials_of_a_form_are_left_out_and_counted(town):
    codes = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "RecordedDate", "ResponseId",
             "LocationLatitude", "LocationLongitude", "Q1", "Q2"]  # fmt: skip
    words = ["Date de début", "Date de fin", "Type de réponse", "Adresse IP", "Progression", "Terminé",
             "Date d’enregistrement", "ID de réponse", "Latitude de l’emplacement", "Longitude de l’emplacement",
             "Votre quartier", "Avez-vous peur ?"]  # fmt: skip
    tags = [json.dumps({"ImportId": code}) for code in codes]
    given = [("IP Address", 100, "True"), ("IP Address", 100, "1"), ("IP Address", 99, "False"), ("IP Address", 3, "0"),
             ("Survey Preview", 100, "True"), ("Survey Preview", 50, "False")]  # fmt: skip
    rows = [
        ["2025-03-10 09:00:00", "2025-03-10 09:01:00", kind, "", progress, finished, "2025-03-10 09:01:00", f"R_{n}",
         "43.57", "1.42", QUARTIERS[n % 4], "Oui"]
        for n, (kind, progress, finished) in enumerate(given)
    ]  # fmt: skip
    delivery = town.load(csv(codes, words, tags, *rows), name="q.csv")
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("qualtrics", 6, 2)
    assert dict(delivery.rejected) == {"réponse inachevée": 3, "réponse d’essai": 1}
    assert wave_of(town) == (2, {"quartier": 2}, {"Avez-vous peur ?": {"Oui": 2}})


def test_drafts_are_unfinished_and_the_later_version_of_the_tool_is_known(town):
    headers = ["Numéro de série", "SID", "UUID", "Jeton", "Créé", "Complété", "Modifié", "En brouillon",
               "Adresse IP", "Langue", "Dans quel quartier vivez-vous ?", "Langue parlée à la maison"]  # fmt: skip
    rows = [
        [n, n, f"u{n}", f"j{n}", "2025-03-10 10:00:00", "2025-03-10 10:00:00", "2025-03-10 10:00:00", draft,
         "192.0.2.1", "fr", QUARTIERS[n], "Français"]
        for n, draft in enumerate(["Non", "0", "Oui", "1"])
    ]  # fmt: skip
    delivery = town.load(csv(headers, *rows), name="f.csv")
    assert (delivery.source, dict(delivery.rejected)) == ("framaforms", {"réponse inachevée": 2})
    assert wave_of(town) == (2, {"quartier": 2}, {"Langue parlée à la maison": {"Français": 2}})


@pytest.mark.parametrize(
    ("technical", "unfinished"),
    [
        (["ORIGINE_SAISIE", "LANG_SAISIE", "PROGRESSION"], ["web", "fr", "En cours"]),
        (["TEMPS_SAISIE", "APPAREIL_SAISIE", "PROGRESSION"], ["75", "Mobile", "Abandonné"]),
        (["DATE_ENREG", "DATE_MODIF", "PROGRESSION", "DERNIERE_QUESTION_SAISIE"], ["", "", "50 %", "3"]),
    ],
)
def test_columns_of_sphinx_are_no_questions_and_its_unfinished_answers_do_not_count(town, technical, unfinished):
    finished = [*unfinished]
    finished[technical.index("PROGRESSION")] = "Terminé"
    headers = ["CLE", "DATE_SAISIE", *technical, "Q1_Vous sentez-vous bien le soir ?", "Q2_Quartier"]
    rows = [[n, "10/03/2025 10:00", *(unfinished if n == 3 else finished), "Oui", QUARTIERS[n]] for n in range(4)]
    delivery = town.load(csv(headers, *rows), name="s.csv")
    assert (delivery.source, dict(delivery.rejected)) == ("sphinx", {"réponse inachevée": 1})
    assert wave_of(town) == (3, {"quartier": 3}, {"Q1_Vous sentez-vous bien le soir ?": {"Oui": 3}})


def test_answer_without_an_end_is_unfinished_and_options_are_one_question(town):
    questions = ["Identifiant du répondant", "Identifiant du collecteur", "Date de fin", "Adresse e-mail", "Prénom",
                 "Nom", "Votre secteur", "Quels faits ?", "", "Pour qui avez-vous voté ?"]  # fmt: skip
    options = ["", "", "", "", "", "", "Réponse", "Bruit", "Tags", "Réponse"]
    rows = [
        [n, 1, end, f"marque{n}@exemple.invalid", "Marque", "Marque", QUARTIERS[n], "Bruit", "Tags" * (n % 2), "A"]
        for n, end in enumerate(["2025-03-10 09:00:00", "2025-03-10 09:00:00", "", "2025-03-10 09:00:00"])
    ]
    delivery = town.load(csv(questions, options, *rows), name="s.csv")
    assert (delivery.source, dict(delivery.rejected)) == ("surveymonkey", {"réponse inachevée": 1})
    assert wave_of(town) == (3, {"quartier": 3}, {"Quels faits ?": {"Bruit": 3, "Tags": 2}})
    assert delivery.personal["Adresse e-mail"] == "une adresse électronique"


@pytest.mark.parametrize(
    "header", ["Votre quartier", "Dans quel quartier habitez-vous ?", "quartier", "infos/quartier", "infos-quartier"]
)
def test_column_of_quartiers_locates_the_answers_of_a_tool(town, header):
    rows = [[n, "2025-04-02T10:00:00", QUARTIERS[n], "peur"] for n in range(4)]
    delivery = town.load(csv(["_id", "_submission_time", header, "nuit"], *rows), name="k.csv")
    assert (delivery.source, delivery.not_located) == ("kobo", {Level("quartier"): 0})
    assert wave_of(town) == (4, {"quartier": 4}, {"nuit": {"peur": 4}})
    assert any(header in note for note in delivery.notes)


def test_survey_of_partners_is_located_where_its_file_has_zones(town):
    folder = town.commune.home / "sources"
    folder.mkdir(exist_ok=True)
    described = profiles.of_survey(
        "bailleurs", "Bailleurs", Audience.PARTENAIRES, {"zone_label": ("Votre secteur",)}, Level("quartier")
    )
    (folder / "bailleurs.toml").write_text(profiles.as_toml(described), encoding="utf-8")
    rows = [[QUARTIERS[n], "Oui"] for n in range(4)]
    town.load(csv(["Votre secteur", "Vos agents ont-ils peur ?"], *rows), name="p_2025.csv")
    assert town.ask("SELECT audience FROM wave") == [("partenaires",)]
    assert wave_of(town)[1] == {"quartier": 4}


# --- where people live


NAMES = {Level("quartier"): {"bellevue", "centre ville", "ecluse"}, Level("iris"): {"310990101", "bellevue nord"}}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"Votre quartier": ["Bellevue", "Ailleurs"], "Sexe": ["F", "H"]}, ("Votre quartier", "quartier")),
        ({"Votre quartier": ["Bellevue", "Ailleurs", "Loin"]}, None),
        ({"Q1": ["Bellevue", "Centre ville"]}, ("Q1", "quartier")),
        ({"Q1": ["Bellevue"], "Q2": ["Bellevue"]}, None),
        ({"Votre quartier": ["Bellevue"], "Où sortez-vous ?": ["Bellevue"]}, ("Votre quartier", "quartier")),
        ({"IRIS": ["310990101"]}, ("IRIS", "iris")),
        ({"Votre quartier": []}, None),
    ],
)
def test_column_of_zones_is_proposed_by_its_cells_then_by_its_header(columns, expected):
    assert zone_column(columns, NAMES) == (expected and (expected[0], Level(expected[1])))


# --- answers or facts


@pytest.mark.parametrize(
    ("headers", "is_survey"),
    [
        (["Horodateur", "Votre quartier", "Avis sur la rue"], True),
        (["Horodateur", "Date des faits", "Nature", "Quartier", "Description"], False),
        (["Horodateur", "Votre nom", "Date de l’incident ?", "Type d’incident ?", "Lieu ?", "Suites ?"], False),
        (["_id", "_submission_time", "securite", "problemes"], True),
        (["_id", "_submission_time", "date_faits", "type_incident", "lieu"], False),
        (["Date", "Nature", "Quartier"], False),
        (["N°", "Date", "Heure de début", "Heure de fin", "Motif", "Commentaire"], False),
        (["Quartier", "Âge", "Vous sentez-vous en sécurité ?", "Êtes-vous satisfait de la police ?"], True),
        (["Quartier", "Vous sentez-vous en sécurité ?"], False),
        (["Mois", "Quartier", "Nombre de faits"], False),
        ([], False),
    ],
)
def test_answers_are_told_from_facts_by_their_headers(headers, is_survey):
    assert looks_like_survey(headers) == is_survey


def test_columns_without_a_text_ask_nothing():
    headers = ["Vous êtes ?", "Votre avis ?"]
    assert looks_like_survey(headers, {"Vous êtes ?": ["F"], "Votre avis ?": ["Bien"]})
    assert not looks_like_survey(headers, {"Vous êtes ?": ["F"], "Votre avis ?": [""]})


def test_form_in_which_agents_report_facts_is_not_taken_for_a_survey(town):
    known = profiles.read_profiles(town.commune.home)
    of_tool = {"google_forms": known["google_forms"]}
    assert profiles.recognise(["Horodateur", "Votre avis"], of_tool, file="f.csv").source == "google_forms"
    for headers in (["Horodateur", "Date des faits", "Nature", "Quartier"], ["horodatage", "type", "quartier"]):
        with pytest.raises(UnknownSourceError):
            profiles.recognise(headers, of_tool, file="f.csv")


# --- unfavourable answers


@pytest.mark.parametrize(
    ("wording", "scale", "expected"),
    [
        ("Vous sentez-vous en sécurité le soir ?", ("Jamais", "Parfois", "Souvent"), ("Jamais",)),
        ("Vous sentez-vous en insécurité ?", ("Jamais", "Rarement", "De temps en temps", "Souvent"),
         ("De temps en temps", "Souvent")),
        ("Avez-vous été victime d’un vol ?", ("Oui", "Non"), ("Oui",)),
        ("Vous sentez-vous en sécurité ?", ("Plutôt oui", "Oui", "Non", "Plutôt non"), ("Non", "Plutôt non")),
        ("La police répond-elle à vos attentes ?", ("Tout à fait", "Plutôt oui", "Plutôt non", "Pas du tout"),
         ("Plutôt non", "Pas du tout")),
        ("Votre avis", ("Très satisfait", "Plutôt satisfait", "Peu satisfait", "Pas du tout satisfait"),
         ("Peu satisfait", "Pas du tout satisfait")),
        ("En un an, votre quartier", ("s’est amélioré", "est resté stable", "s’est dégradé"), ("s’est dégradé",)),
        ("Connaissez-vous le numéro ?", ("Oui", "Non"), ()),
        ("Vous êtes", ("Une femme", "Un homme"), ()),
        ("Avez-vous peur ?", ("Oui",), ()),
    ],
)  # fmt: skip
def test_unfavourable_answers_are_proposed_where_the_scale_and_the_wording_say_so(wording, scale, expected):
    assert proposed_unfavourable(wording, scale) == expected


# --- a description is kept whole


def test_description_of_a_survey_is_kept_whole(town):
    question = QuestionProfile(
        ("Q1", "Q9"), "Avez-vous peur ?", {"A1": "Oui", "A2": "Non"}, theme="espace_public", unfavourable=("Oui",)
    )
    described = SourceProfile(
        "enquete", "Enquête", None, "survey", {"zone_label": ("Quartier",)}, level=Level("quartier"),
        optional={"weight": ("Poids",)}, lacks=("Date",), signs=(("A", "B"),), audience=Audience.PARTENAIRES,
        voluntary=False, wave="2025", missing=("NSP",), questions={"peur": question}, own=True,
    )  # fmt: skip
    with publishing(town.commune) as draft:
        profiles.save(draft, described)
    assert profiles.read_profiles(town.commune.home)["enquete"] == described


def test_trial_files_of_surveys_are_told_from_those_of_facts():
    if not TRIALS.is_dir():
        pytest.skip("les fichiers d’essai (../shared/data/trials) ne sont pas sur cette machine")
    for entry in json.loads((TRIALS / "EXPECTED.json").read_text(encoding="utf-8"))["files"]:
        if Path(entry["file"]).suffix not in (".csv", ".tsv", ".xlsx"):
            continue
        try:
            with tabular.opened(TRIALS / entry["file"]) as table:
                assert looks_like_survey(table.headers) == (entry["kind"] == "E"), entry["file"]
        except QuietudeError:
            assert entry["kind"] != "E"
