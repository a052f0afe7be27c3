"""Registers of actions as communes keep them: their own headers, cells as people write them."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data import journal as journals
from data.errors import EntryError
from data.intake import register_headers
from data.journal import ActionStatus, Zone, cells
from data.journal.cells import ZoneNames
from data.model import Level
from data.reference import normalise

TRIALS = Path(__file__).parents[3].parent / "shared/data/trials"


def zone(label, code="1"):
    return Zone(Level.QUARTIER, code, label)


def named(*zones):
    return ZoneNames({normalise(one.label): one for one in zones}, "Rennes")


GARE, DOCKS, PLATEAU = zone("Gare", "1"), zone("Docks", "2"), zone("Plateau", "3")
EAST = zone("Prairie, Étang et Moulin", "4")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-01", "2024-03-01", "2024-03-01"),
        ("1.3.24", "2024-03-01", "2024-03-01"),
        ("1er mars 2024", "2024-03-01", "2024-03-01"),
        ("à compter du 15 juin 2024", "2024-06-15", "2024-06-15"),
        ("février 2024", "2024-02-01", "2024-02-29"),
        ("janv-24", "2024-01-01", "2024-01-31"),
        ("03/2024", "2024-03-01", "2024-03-31"),
        ("T2 2024", "2024-04-01", "2024-06-30"),
        ("2024-T4", "2024-10-01", "2024-12-31"),
        ("1er trimestre 2024", "2024-01-01", "2024-03-31"),
        ("dernier trimestre 2024", "2024-10-01", "2024-12-31"),
        ("second semestre 2024", "2024-07-01", "2024-12-31"),
        ("fin 2025", "2025-10-01", "2025-12-31"),
        ("fin février 2023", "2023-02-21", "2023-02-28"),
        ("rentrée 2024", "2024-09-01", "2024-09-30"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-2026", "2024-01-01", "2026-12-31"),
    ],
)
def test_date_of_a_register_is_read_as_the_days_that_it_covers(text, first, last):
    assert cells.period(text) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "-", "à définir", "En cours", "pérenne", "NC"])
def test_date_is_none_when_the_cell_leaves_it_open(text):
    assert cells.period(text) is None


@pytest.mark.parametrize("text", ["avril", "31/02/2026", "T5 2024", "13/2024", "bientôt", "5 brumaire 2024"])
def test_date_is_refused_when_it_cannot_be(text):
    with pytest.raises(EntryError, match="n’est pas une date"):
        cells.period(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("du 01/03/2024 au 31/12/2025", date(2024, 3, 1), date(2025, 12, 31)),
        ("mars 2024 – fin 2025", date(2024, 3, 1), date(2025, 12, 31)),
        ("2024-2026", date(2024, 1, 1), date(2026, 12, 31)),
        ("depuis 2024", date(2024, 1, 1), None),
    ],
)
def test_period_in_one_cell_gives_a_start_and_an_end(text, first, last):
    assert cells.first_and_last(text) == (first, last)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("45000 € TTC", 45_000), ("45 k€", 45_000), ("1.500,50", 1500.5), ("2 000 euros", 2_000),
        ("8 500,00 €", 8_500), ("12.500", 12_500), ("1,5 M€", 1_500_000), ("1500.5", 1500.5), ("env. 5 000 €", 5_000),
        ("10 000 (État : 5 000)", 10_000), ("3000 EUR HT", 3_000), ("gratuit", 0), ("à chiffrer", None), ("", None),
    ],
)  # fmt: skip
def test_amount_is_read_as_people_write_it(text, amount):
    assert cells.euros(text) == (amount, False)


@pytest.mark.parametrize(
    ("status", "texts"),
    [
        (ActionStatus.ENDED, "terminé terminées Réalisée achevé clôturée 100% finie"),
        (ActionStatus.STOPPED, "annulé annulée Abandonnées arrêtée interrompu"),
        (ActionStatus.SUSPENDED, "suspendu reportée en_pause"),
        (ActionStatus.PLANNED, "à_venir prévue non_réalisée pas_commencé planifiés 0_%"),
        (ActionStatus.RUNNING, "en_cours En_cours_de_réalisation lancée partiellement_réalisée réalisé_à_60_%"),
    ],
)
def test_status_is_read_whatever_its_gender(status, texts):
    for text in texts.split():
        assert cells.status(text.replace("_", " ")) is status, text


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        ("Gare, Docks", [GARE, DOCKS]),
        ("Gare;Docks / Plateau", [GARE, DOCKS, PLATEAU]),
        ("Plateau et Gare", [PLATEAU, GARE]),
        ("Gare\nDocks", [GARE, DOCKS]),
        ("Gare | Docks", [GARE, DOCKS]),
        ("Quartier de la Gare", [GARE]),
        ("Quartiers Gare et Docks", [GARE, DOCKS]),
        ("Gare et Prairie, Étang et Moulin", [GARE, EAST]),
        ("prairie, étang et moulin / Docks", [EAST, DOCKS]),
        ("Platau", [PLATEAU]),
        ("Tous", []), ("Tous quartiers", []), ("Toute la commune", []), ("Ville entière", []), ("Rennes", []), ("", []),
        ("Gare, Port", [GARE, zone("Port", "")]),
        ("Étang", [zone("Étang", "")]),
    ],
)  # fmt: skip
def test_zones_of_a_cell_are_those_that_it_names(text, zones):
    assert [*named(GARE, DOCKS, PLATEAU, EAST).read(text)[0]] == zones


def test_zone_with_a_digit_is_never_taken_for_a_like_one():
    assert named(zone("Secteur 12", "12")).read("Secteur 13")[0] == (zone("Secteur 13", ""),)


@pytest.mark.parametrize(
    "headers",
    [
        "N°;Axe;Intitulé de l'action;Pilote;Partenaires;Territoire;Début;Fin;Budget;État d'avancement",
        "Action;Domaine;Secteur(s);Date de début;Service pilote;Montant;Statut",
        "Nom de l'action;Thématique;Quartier(s) concerné(s);Démarrage;Échéance;Porteur de projet;Coût total (€)",
        "Projet;Calendrier prévisionnel;Service porteur;Financement;Publics",
        "nom;champ;quartiers;debut;fin;pilote",
        "N° fiche action;Titre de la fiche;Porteur;Début;Fin prévue;Territoire;Coût prévisionnel;Effet attendu",
        "Mesure;Service référent;Date de lancement;Échéance;Secteurs;Budget alloué (€);Avancement",
        "Dispositif;Porteur;Calendrier;Quartier prioritaire;Financement FIPD;Objectifs",
        "Réf.;Opération;Maître d’ouvrage;Commencé le;Terminé le;Quartiers;Montant TTC;Objectif visé",
    ],
)
def test_register_is_recognised_by_its_headers(headers):
    known = headers.split(";")
    assert register_headers.recognises(known) is (headers != "nom;champ;quartiers;debut;fin;pilote")
    columns = register_headers.columns(known)
    assert {"name", "lead"} <= set(columns) and not columns["name"].startswith("N°")


@pytest.mark.parametrize(
    "headers",
    [
        "Date;Nature;Quartier", "Action;Thème;Date;Quartier;Nombre de faits", "id;titre;debut;fin;responsable;statut",
        "Titre;Description;Latitude;Longitude;Statut;Responsable;Début;Coût", "Type d'action;Date;Quartier;Durée",
        "Intitulé;Date de début;Date de fin;Nature;Adresse;Statut", "Horodateur;Quel est votre quartier ?;Budget",
        "Numéro;Début;Fin;Agent;Action;Lieu;Heure", "Opération;Début;Fin;Quartier;Responsable;Statut",
    ],
)  # fmt: skip
def test_table_of_facts_is_never_a_register(headers):
    assert not register_headers.recognises(headers.split(";"))


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


CLSPD = [
    ["Plan d’actions 2024-2026", *[None] * 7],
    [
        "N°",
        "Intitulé de l’action",
        "Secteur concerné",
        "Calendrier",
        "Porteur",
        "Budget prévisionnel",
        "Statut",
        "Notes",
    ],
    [1, "Chantiers", "Gare, Docks", "mars 2024 - fin 2025", "Mission locale", "1,5 k€", "Réalisée", "x"],
    [2, "Caméras", "Tous", "2024", "Police municipale", "1.500,50", None, None],
    [3, "Sans date", "Gare", None, "Ville", None, None, None],
    [None, "Total", None, None, None, "3 000", None, None],
    ["Source : service prévention", *[None] * 7],
]


@pytest.fixture
def at_gare(journal, planned, signed):
    journal.register(planned(zones=(GARE, DOCKS)), **signed)
    return journal


def test_plan_with_a_title_and_notes_is_read_and_what_it_lacks_is_left_to_complete(at_gare, tmp_path, signed):
    path = workbook(tmp_path / "plan.xlsx", CLSPD)
    report = journals.import_register(at_gare, path, **signed)
    assert report.created == ["Chantiers", "Caméras"]
    assert [(one.line, one.problem) for one in report.refused] == [(5, "« début » est vide")]
    works, cameras = at_gare.actions()[1:]
    assert (works.zones, works.start, works.end) == ((GARE, DOCKS), date(2024, 3, 1), date(2025, 12, 31))
    assert (works.cost_euros, works.status, cameras.cost_euros) == (1500, ActionStatus.ENDED, 1501)
    assert (cameras.zones, cameras.champ, cameras.expected_effect) == ((), "", "")
    notes = " ".join(report.notes)
    for text in (
        "« N° », « Notes »",
        "aucune action : 6, 7",
        "arrondis",
        "Champ d’action à compléter",
        "Effet attendu",
    ):
        assert text in notes


def test_effect_completed_later_is_dated_of_that_day_and_the_file_does_not_erase_it(at_gare, tmp_path, signed):
    path = workbook(tmp_path / "plan.xlsx", CLSPD[:4])
    journals.import_register(at_gare, path, **signed)
    action = at_gare.action(2)
    assert not action.written_late
    with pytest.raises(EntryError, match="effet attendu"):
        at_gare.register(replace(action, number=0, version=0, name="Autre", champ="insertion"), **signed)
    full = replace(action, champ="insertion", expected_effect="Moins de bruit", mechanism="Présence")
    written = at_gare.revise(full, **signed)
    assert written.written_late
    for name in ("champ", "expected_effect", "mechanism"):
        with pytest.raises(EntryError, match="est vide"):
            at_gare.revise(replace(written, **{name: ""}), **signed)
    report = journals.import_register(at_gare, path, **signed)
    assert (report.created, report.changed) == ([], {}) and at_gare.action(2) == written


def test_preview_writes_nothing(at_gare, tmp_path, signed):
    path = workbook(tmp_path / "plan.xlsx", CLSPD)
    before, changes = at_gare.actions(), at_gare.changes()
    preview = journals.preview_register(at_gare, path, **signed)
    assert preview.created == ["Chantiers", "Caméras"] and len(preview.refused) == 1
    assert (at_gare.actions(), at_gare.changes()) == (before, changes)
    assert journals.import_register(at_gare, path, **signed) == preview


def test_nothing_is_written_when_a_defect_stops_the_reading(at_gare, tmp_path, signed, monkeypatch):
    path = workbook(tmp_path / "plan.xlsx", CLSPD)
    euros = cells.euros

    def failing(text):
        if text.startswith("1.500"):
            raise RuntimeError
        return euros(text)

    monkeypatch.setattr(cells, "euros", failing)
    before = at_gare.actions()
    with pytest.raises(RuntimeError):
        journals.import_register(at_gare, path, **signed)
    assert at_gare.actions() == before


def test_words_of_partners_and_champs_are_matched_and_the_others_named(journal, tmp_path, signed):
    path = tmp_path / "r.csv"
    path.write_text(
        "Action;Domaine;Début;Pilote;Partenaires;Quartier\n"
        "A;Médiation;2024;Ville;Bailleur, association et M. Durand, club;Port\nB;Espaces verts;2024;Ville;;\n"
    )
    report = journals.import_register(journal, path, **signed)
    (action,) = journal.actions()
    assert (action.champ, action.partners) == ("mediation_sociale", ("bailleurs", "associations"))
    assert report.refused[0].problem.startswith("le champ d’action « Espaces verts » n’est pas dans la nomenclature")
    notes = " ".join(report.notes)
    assert "« Médiation » pour « Médiation sociale »" in notes and "gardées par leur nom : « Port »" in notes
    assert "…, « club »" in notes and "Durand" not in notes


@pytest.mark.skipif(not TRIALS.exists(), reason="the trial files are beside the clone")
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", sorted(TRIALS.glob("registre_*")), ids=lambda path: path.name)
def test_trial_register_gives_what_is_expected(journal, planned, signed, path):
    (trial,) = (one for one in json.loads((TRIALS / "EXPECTED.json").read_text())["files"] if one["file"] == path.name)
    labels = [zone(label, f"Q{n}") for n, label in enumerate(("Rivière", "Plateau", "Gare", "Docks"), 1)]
    journal.register(planned(name="Autre", zones=tuple(labels)), **signed)
    report = journals.import_register(journal, path, **signed)
    expected = next(one for one in (trial, *trial.get("accept", ())) if one["added"] == len(report.created))
    assert len(report.refused) == expected.get("refused_rows", 0)
    written = {action.name: action for action in journal.actions()}
    for name, fields in expected["actions"].items():
        action = written[name]
        cells_of = {
            "quartiers": " | ".join(one.label for one in action.zones),
            "debut": str(action.start),
            "fin": str(action.end or ""),
            "statut": action.status.value,
            "cout_euros": str(action.cost_euros),
        }
        for field, values in fields.items():
            assert cells_of[field] in (values if isinstance(values, list) else [values]), (name, field)
    again = journals.import_register(journal, path, **signed)
    assert (again.created, again.changed) == ([], {})
