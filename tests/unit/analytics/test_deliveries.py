"""What became of a file, in words."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from analytics.disclosure import Policy, protect
from analytics.text import deliveries
from data.coverage import Coverage
from data.intake.delivery import Delivery
from data.model import Kind, Level, Period, Scope
from data.recording_breaks import RecordingBreak

LABELS = {"ville": "Signalements reçus par la ville"}


def delivery(**changes):
    usual = {
        "content": "facts",
        "delivery": 3,
        "source": "ville",
        "file": "suite.csv",
        "rows_read": 1500,
        "loaded": 1500,
    }
    return Delivery(**usual | {"is_new": True, "period": ("2025-01-01", "2025-12-31")} | changes)


def test_preview_says_what_becomes_of_each_row():
    said = deliveries.preview(
        delivery(loaded=1480, duplicate=12, rejected={"date illisible": 5, "ligne de total": 3}), LABELS
    )
    assert said == [
        "Source reconnue\u00a0: Signalements reçus par la ville. Lignes lues\u00a0: 1\u202f500 (1\u202f480 à charger, "
        "12 déjà connues et 8 écartées). Période\u00a0: 1er janvier 2025 – 31 décembre 2025.",
        "Raisons d’écarter\u00a0: date illisible (5) et ligne de total (3).",
    ]


def coverage(**changes):
    usual = {"source": "ville", "kind": Kind.SIGNALEMENT, "received": Period(date(2020, 1, 1), date(2026, 1, 1))}
    return Coverage(**usual | {"rhythm": 1, "missing": (), "late": (), "provisional": ()} | changes)


def test_calendar_says_only_the_states_that_a_source_has():
    assert deliveries.calendar([coverage()], [RecordingBreak("autre", date(2024, 3, 1), "hors sujet")], LABELS) == (
        "Rien ne manque. **Signalements reçus par la ville**\u00a0: reçus\u00a0: janvier 2020 – décembre 2025\u202f; "
        "rythme des fichiers\u00a0: chaque mois."
    )
    every = coverage(
        missing=(date(2023, 3, 1),),
        late=(date(2026, 1, 1), date(2026, 2, 1)),
        provisional=(date(2025, 12, 1),),
        rhythm=None,
    )
    assert deliveries.calendar([every], [RecordingBreak("ville", date(2024, 3, 1), "nouvelle application")], {}) == (
        "**ville**\u00a0: reçus\u00a0: janvier 2020 – décembre 2025\u202f; manquent\u00a0: mars 2023\u202f; "
        "en retard\u00a0: de janvier à février 2026\u202f; provisoires\u00a0: décembre 2025\u202f; "
        "rupture\u00a0: mars 2024 (nouvelle application)\u202f; rythme des fichiers\u00a0: pas encore connu."
    )


@pytest.mark.parametrize(("rhythm", "said"), [(1, "chaque mois"), (3, "tous les 3 mois"), (12, "chaque année")])
def test_calendar_says_the_rhythm_in_words(rhythm, said):
    assert deliveries.calendar([coverage(rhythm=rhythm)], [], {}).endswith(f"rythme des fichiers\u00a0: {said}.")


def test_preview_tells_how_many_numbers_the_file_replaces():
    replaced = deliveries.preview(delivery(replaced=1200), LABELS)
    assert "Lignes qui remplacent un nombre déjà chargé\u00a0: 1\u202f200." in replaced
    assert "remplacent" not in " ".join(deliveries.preview(delivery(), LABELS))


def test_preview_tells_facts_without_a_zone_and_columns_of_persons():
    said = deliveries.preview(
        delivery(not_located={"quartier": 0, "qpv": 7}, personal={"Contact": "un numéro de téléphone"}), LABELS
    )
    assert "Faits sans zone, selon le découpage\u00a0: quartiers prioritaires (7)." in said
    survey = replace(delivery(not_located={"qpv": 7}), content="survey")
    assert "Réponses sans zone, selon le découpage\u00a0: quartiers prioritaires (7)." in deliveries.preview(
        survey, LABELS
    )
    assert said[-1] == (
        "Colonnes laissées dans le fichier, car elles semblent décrire des personnes\u00a0: "
        "«\u00a0Contact\u00a0» (un numéro de téléphone)."
    )


ZONES = Delivery(
    "zones", "contours_iris", "iris.gpkg", 1042, 1042, True, level=Level.IRIS, repaired=3, crs="EPSG:2154",
    crs_name="Lambert-93", crs_reason="déclaré par le fichier",
)  # fmt: skip
ADDRESSES = Delivery("addresses", "adresses", "a.csv", 1500, 1500, True, streets=12)


def test_zones_and_addresses_are_told_before_anything_is_replaced():
    said, then = deliveries.brought(ZONES, LABELS)
    assert said == (
        "Contours reconnus\u00a0: IRIS. Zones de la commune\u00a0: 1\u202f042, dont 3 au contour réparé. "
        "Coordonnées\u00a0: Lambert-93, déclaré par le fichier."
    )
    assert "remplaceront celles de ce découpage" in then
    said, then = deliveries.brought(replace(ADDRESSES, rejected={"rue ou position absente": 2}), LABELS)
    assert said == "Adresses reconnues\u00a0: 1\u202f500 dans la commune. Rues\u00a0: 12. Inutilisables\u00a0: 2."
    assert "situeront les faits à venir" in then


@pytest.mark.parametrize("taken", [ZONES, ADDRESSES], ids=["zones", "addresses"])
def test_what_is_there_already_replaces_nothing(taken):
    said = deliveries.brought(replace(taken, is_new=False), LABELS)
    assert said[-1].endswith("il n’apporte rien de plus.") and "Une fois chargées" not in " ".join(said)


def test_facts_are_told_as_they_were():
    assert deliveries.brought(delivery(), LABELS) == deliveries.preview(delivery(), LABELS)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (("2025", "2025"), "2025"),
        (("2016", "2024"), "2016 – 2024"),
        (("2025-03", "2025-05"), "mars 2025 – mai 2025"),
        (("2025-03-02", "2025-03-02"), "2 mars 2025"),
    ],
)
def test_period_is_said_at_its_own_precision(period, said):
    assert deliveries.preview(delivery(period=period), LABELS)[0].endswith(f"Période\u00a0: {said}.")


def row(**changes):
    usual = {"delivery": 3, "source": "inconnue", "file": "*a*`b` : c.csv", "loaded_at": "2026-09-23 18:00:00"}
    counts = {"rows_read": 1502, "loaded": 1500, "duplicate": 2, "rejected": 0}
    return usual | counts | {"period_first": "2025", "period_last": "2025"} | changes


def test_cells_of_a_file_hold_its_name_and_its_source_as_they_were_typed():
    cells = ("3", "*a*`b` : c.csv", "inconnue", "2025", "1\u202f502", "1\u202f500", "2", "23 sept. 2026")
    assert deliveries.cells(row(), LABELS) == cells
    assert len(deliveries.FILE_HEADERS) == len(cells) + 1


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "sans objet"),
        ("2016", "2024", "2016 – 2024"),
        ("2025-03", "2025-03", "mars 2025"),
        ("2025-03-02", "2025-03-28", "mars 2025"),
        ("2025-01-01", "2025-12-31", "janv. – déc. 2025"),
        ("2020-01-01", "2025-12-31", "janv. 2020 – déc. 2025"),
    ],
)
def test_months_of_a_file_are_short_in_a_column(first, last, said):
    assert deliveries.cells(row(period_first=first, period_last=last), LABELS)[3] == said


def test_title_of_the_files_counts_them_all_even_where_the_last_ones_alone_are_listed():
    rows = [row(rejected=1), row(loaded=1)]
    assert deliveries.listed(2, rows) == "2\u00a0fichiers chargés, 1\u202f501\u00a0lignes, 1\u00a0rejet"
    assert deliveries.listed(1, rows).startswith("2\u00a0fichiers chargés (les 1 derniers)")


def test_what_disappears_with_a_file_is_said_without_a_mark_of_its_name():
    said = deliveries.undoing(row(loaded=1), LABELS)
    assert said.startswith("**\\*a\\*\\`b\\`") and "**1\u00a0ligne**" in said and "2025" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "72 mois"),
        ({"missing": (date(2023, 3, 1),)}, "71 mois, 1\u00a0manque"),
        ({"missing": (date(2023, 3, 1), date(2023, 4, 1))}, "70 mois, 2\u00a0manquent"),
        ({"late": (date(2026, 1, 1),)}, "72 mois, 1\u00a0en retard"),
    ],
)
def test_months_that_a_source_gave_are_counted_with_those_that_are_not_there(changes, said):
    assert deliveries.given(coverage(**changes)) == said


def test_reasons_for_which_rows_were_left_out_are_counted():
    reasons = pd.DataFrame({"row_number": [2, 3, 9], "reason": ["date *illisible*", "total", "date *illisible*"]})
    said = deliveries.rejections(protect(reasons, Policy.of(Scope.PUBLIC, 5)))
    assert said == "2\u00a0lignes\u00a0: date \\*illisible\\*.  \n1\u00a0ligne\u00a0: total."


def test_what_is_said_of_a_file_has_a_line_per_sentence_and_no_mark_of_its_own():
    assert deliveries.of_file("a ; *b*.csv", ["Un.", "*Deux*"]) == "**a ; \\*b\\*.csv**  \nUn.  \n\\*Deux\\*"


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        (["Lieu"], "Colonne qui n’est pas lue, et qui semble utile\u00a0: «\u00a0Lieu\u00a0»."),
        (
            ["Lieu", "Nb"],
            "Colonnes qui ne sont pas lues, et qui semblent utiles\u00a0: «\u00a0Lieu\u00a0» et «\u00a0Nb\u00a0».",
        ),
    ],
)
def test_columns_left_unread_are_named(headers, said):
    assert deliveries.unread(headers) == said


@pytest.mark.parametrize(("n", "ending"), [(12, "Q10, Q11 et Q12"), (14, "Q11, Q12 et 2 autres")])
def test_zones_are_named_up_to_a_number(n, ending):
    labels = tuple(f"Q{i}" for i in range(1, n + 1))
    said = deliveries.brought(replace(ZONES, loaded=n, repaired=0, labels=labels), LABELS)[0]
    assert f"Zones de la commune\u00a0: {n} (Q1, Q2" in said and f"{ending}). Coordonnées" in said


@pytest.mark.parametrize(
    ("n", "suggestion", "said"),
    [(1, "", "(1 ligne)"), (2, "Rivière", "(2 lignes), peut-être «\u00a0Rivière\u00a0»")],
)
def test_name_without_a_zone_is_said_with_its_rows_and_the_zone_that_it_resembles(n, suggestion, said):
    assert deliveries.unmatched_zone("Rivere", n, suggestion) == f"«\u00a0Rivere\u00a0» {said}"


def test_files_that_are_not_loaded_are_named_as_they_are_written():
    said = deliveries.not_loaded({"a ; b.csv": True, "c.pdf": False})
    assert said == "Ne seront pas chargés\u00a0: **a ; b.csv** (une question attend sa réponse), **c.pdf**."
