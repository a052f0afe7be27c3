"""Logs of services that no public format describes: landlords, municipal police, mediation, by their usual headers.

Files are synthetic.
"""

import pytest

from data.errors import UnknownSourceError
from data.intake import profiles

EVENT_BOOK = [
    "N° d'événement",
    "Date",
    "Heure",
    "Nature",
    "Sous-nature",
    "Lieu",
    "Secteur",
    "Origine",
    "Agent",
    "Suite",
    "Commentaire",
]
MEDIATION = ["Date de l'intervention", "Heure", "Type de médiation", "Lieu", "Médiateur", "Observations"]
STAFF = ["Date des faits", "Nature de l'agression", "Adresse de la résidence", "Fonction de l'agent", "Plainte"]
DAMAGE = ["Date des faits", "Élément dégradé", "Adresse", "Coût", "Assurance"]
HALLS = ["Mois", "Hall", "Nature", "Niveau"]


def recognised(home, headers):
    return profiles.recognise(headers, profiles.read_profiles(home), file="fichier").source


@pytest.mark.parametrize(
    ("headers", "source"),
    [
        (EVENT_BOOK, "main_courante_generique"),
        (["N° MC", "Date et heure", "Catégorie", "Adresse"], "main_courante_generique"),
        (["NUMERO EVENEMENT", "DATE", "MOTIF"], "main_courante_generique"),
        (["N° évènement", "Date", "Heure", "Nature", "Lieu", "X", "Y"], "main_courante_pm"),
        (MEDIATION, "mediation_generique"),
        (["Date", "Motif de l'intervention"], "mediation_generique"),
        (["Date", "Type d'intervention", "Quartier"], "mediation_interventions"),
        (["N° d'intervention", "Date", "Nature de l'intervention"], "main_courante_generique"),
        (STAFF, "bailleur_atteintes_personnel"),
        (DAMAGE, "bailleur_degradations"),
        (HALLS, "bailleur_halls"),
        (["service_request_id", "requested_datetime", "service_name", "lat", "long", "date"], "open311"),
    ],
)
def test_file_is_recognised_by_its_headers(tmp_path, headers, source):
    assert recognised(tmp_path, headers) == source


@pytest.mark.parametrize(
    "headers",
    [
        ["Date", "Nature"],
        ["Date", "Nature", "Adresse"],
        ["Date", "Type"],
        ["Nom", "Date des faits"],
        ["Hall", "Nature", "Niveau"],
    ],
)
def test_file_of_any_service_is_still_asked_about(tmp_path, headers):
    with pytest.raises(UnknownSourceError):
        recognised(tmp_path, headers)


def test_file_of_both_families_of_a_landlord_is_asked_about(tmp_path):
    with pytest.raises(UnknownSourceError, match="Plusieurs sources"):
        recognised(tmp_path, ["Date des faits", "Nature de l'agression", "Élément dégradé"])


def test_event_book_gives_its_date_hour_nature_and_place_and_nothing_else(town, table):
    row = (
        "12",
        "03/04/2024",
        "22:15",
        "Tapage nocturne",
        "Musique",
        "",
        "Nord",
        "Appel",
        "Brigadier Untel",
        "RAS",
        "M. Untel crie",
    )
    delivery = town.load(table(";".join(EVENT_BOOK), [row]))
    assert (delivery.source, delivery.loaded) == ("main_courante_generique", 1)
    assert town.facts("fact_date::VARCHAR, hour, category, subcategory, record_id") == [
        ("2024-04-03", 22, "Tapage nocturne", "Musique", "12")
    ]
    held = str(town.ask("FROM fact")) + str(town.ask("FROM address_review"))
    assert "Untel" not in held and "Appel" not in held


def test_event_book_lacks_what_it_lacks(town):
    town.load("N° MC;Date;Nature\n1;03/04/2024;Rixe\n")
    assert town.facts("hour, subcategory, location") == [(None, None, "none")]


@pytest.mark.parametrize(
    ("headers", "row", "category", "subcategory"),
    [
        (
            STAFF,
            ("03/04/2024", "Agression verbale", "", "Gardien", "oui"),
            "Atteintes aux personnels de proximité",
            "Agression verbale",
        ),
        (DAMAGE, ("03/04/2024", "Porte de hall", "", "1 200", "oui"), "Dégradations", "Porte de hall"),
    ],
    ids=["staff", "damage"],
)
def test_landlord_gives_the_family_as_nature_and_the_detail_under_it(town, table, headers, row, category, subcategory):
    town.load(table(";".join(headers), [row]))
    assert town.facts("kind, category, subcategory") == [("signalement", category, subcategory)]
    ((mapped,),) = town.ask("SELECT category FROM category_map")
    assert mapped in ("atteintes_personnels", "degradations")


@pytest.mark.parametrize(
    ("level", "is_kept"),
    [
        ("vert", False),
        ("Vert ", False),
        ("VERTE", False),
        ("jaune", True),
        ("orange", True),
        ("Rouge", True),
        ("", True),
    ],
)
def test_green_hall_is_no_fact_and_is_counted(town, table, level, is_kept):
    rows = [
        ("03/2024", "3 rue du Port", "Dégradations", "orange"),
        ("03/2024", "5 rue du Port", "Occupation de hall", level),
    ]
    delivery = town.load(table(";".join(HALLS), rows))
    assert (delivery.rows_read, delivery.loaded) == (2, 1 + is_kept)
    assert dict(delivery.rejected) == ({} if is_kept else {"rien à signaler": 1})
    assert town.facts("date_precision")[0] == ("month",)


def test_green_is_kept_where_it_is_no_level(town):
    delivery = town.load(
        "Date;Nature;Couleur\n2024-03-04;Tags;vert\n",
        "date=Date",
        "category=Nature",
        "subcategory=Couleur",
        kind="signalement",
    )
    assert delivery.loaded == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('kind = "plainte"\nshape = "events"\n[columns]\ndate = "d"', "la clé « label » manque"),
        ('label = "x"\nkidn = "plainte"\nshape = "events"\n[columns]\ndate = "d"', "« kidn » est inconnue"),
        ('label = "x"\nkind = "plaintes"\nshape = "events"\n[columns]\ndate = "d"', "vaut « plaintes », qui n’est pas"),
        ('label = "x"\nkind = "plainte"\nshape = "evenements"\n[columns]\ndate = "d"', "forme inconnue « evenements »"),
        ('label = "x"\nkind = "plainte"\nshape = "events"\n[columns]\ndte = "d"', "rôle inconnu « dte »"),
        ('label = "x"\nkind = "plainte"\nshape = "events"\n[columns]\ndate = 3', "« columns.date » doit être un texte"),
        ('label = "x"\nkind = "plainte"\nshape = "events"\n[columns]\ncategory = "c"', "aucune date"),
        ('label = "x', "ce n’est pas du TOML"),
    ],
)
def test_source_of_the_commune_that_is_faulty_is_refused_by_file_and_key(town, refusal, text, problem):
    folder = town.commune.home / "sources"
    folder.mkdir()
    (folder / "voirie.toml").write_text(text, encoding="utf-8")
    before = town.files()
    sentence = refusal(town.command("load", town.write("faits.csv", "d,c\n2025-01-01,Tags\n")))
    assert "voirie.toml (" in sentence and problem in sentence
    assert town.files() == before
