"""What identifies a person is left in the file, refused, reported, and never written anywhere."""

import json
from dataclasses import replace

import pytest

from data.errors import PersonalDataError
from data.intake import assistant, profiles
from data.warehouse.publish import publishing

EVENT = ("date=Date", "category=Nature")
DESCRIBED = profiles.describe("signalement", EVENT)
SECRETS = {
    "adresse électronique": "jeanne.martin@exemple.fr",
    "numéro de téléphone": "06 12 34 56 78",
    "adresse informatique": "192.168.10.24",
    "numéro de sécurité sociale": "2 85 07 31 999 123 31",
    "plaque d’immatriculation": "AB-123-CD",
    "nom de personne": "Mme Martin",
}
HARMLESS = [
    "Bruit", "Vol 12/2024", "Rue du 8 mai 1945", "Code 310000012", "2024-03-14", "Article 222-13 du code pénal", "A-12",
    "Bâtiment B, hall 3", "Infractions 1.2.3", "06", "Tapage 22h-06h", "AA-12-BB", "Métro ligne 14",
    "0202400123", "2 85 07 31 999 123 32", "48.86915588300937",
]  # fmt: skip


def table(*rows, headers="Date;Nature"):
    return "\n".join([headers, *rows]) + "\n"


def bytes_of(town):
    return b"".join(path.read_bytes() for path in town.commune.home.rglob("*") if path.is_file())


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_row_whose_nature_names_someone_is_refused_and_written_nowhere(town, secret, caplog):
    usual = [f"2024-03-{day};{nature}" for day, nature in enumerate(("Bruit", "Tags", "Vol", "Rixe"), start=10)]
    delivery = town.load(table(*usual, f"2024-03-15;Appel de {secret}"), *EVENT, kind="signalement")
    assert dict(delivery.rejected) == {"donnée personnelle": 1} and delivery.loaded == 4
    assert secret.encode() not in bytes_of(town) and secret not in caplog.text


@pytest.mark.parametrize(
    "text",
    ["Tapage signalé par Dupont Marie", "TAPAGE SIGNALE PAR DUPONT MARIE", "conflit M. Durand / Mme Petit",
     "Musique chez les Martin", "agent Lefèvre", "Différend Karim Benali"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["category", "subcategory"])
def test_name_within_a_text_is_refused_with_its_row_and_written_nowhere(town, role, text, caplog):
    usual = [f"2024-03-{day};Bruit;{nature}" for day, nature in enumerate(("Cris", "Tags", "Vol", "Rixe"), start=10)]
    mapping = dict.fromkeys(["date=Date", "category=Nature", f"{role}=Détail"])
    content = table(*usual, f"2024-03-15;Bruit;{text}", headers="Date;Nature;Détail")
    delivery = town.load(content, *(one for one in mapping if not one.startswith(f"{role}=N")), kind="signalement")
    assert dict(delivery.rejected) == {"donnée personnelle": 1} and delivery.loaded == 4
    assert text.encode() not in bytes_of(town) and text not in caplog.text + " ".join(delivery.notes)


@pytest.mark.parametrize("header", ["Nom", "NOM", "Noms", "Nom complet"])
def test_column_of_names_that_are_those_of_zones_is_read(town, header):
    rows = [f"2024-03-{day};Bruit;{name}" for day, name in ((10, "Bellevue"), (11, "L’Écluse"), (12, "Tanneries"))]
    delivery = town.load(
        table(*rows, headers=f"Date;Nature;{header}"), *EVENT, f"zone_label={header}", kind="signalement"
    )
    assert delivery.loaded == 3 and dict(delivery.unmatched_zones) == {"Tanneries": 1}
    assert town.ask("SELECT quartier FROM located_fact ORDER BY ALL") == [("02",), ("04",), (None,)]


@pytest.mark.parametrize("names", [["Morel", "Bellevue", "Petit"], ["Morel", "Petit", "Garnier"]])
@pytest.mark.parametrize("header", ["Nom", "Nom du requérant"])
def test_column_of_names_that_are_not_mostly_those_of_zones_is_refused(town, header, names):
    rows = [f"2024-03-1{n};Bruit;{name}" for n, name in enumerate(names)]
    before = town.files()
    with pytest.raises(PersonalDataError, match="un nom de personne"):
        town.load(table(*rows, headers=f"Date;Nature;{header}"), *EVENT, f"zone_label={header}", kind="signalement")
    assert town.files() == before


@pytest.mark.parametrize("names", [["Bellevue", "Mme Petit"], ["Bellevue", "L’Écluse", "06 12 34 56 78"]])
def test_row_of_a_column_of_zones_that_names_someone_is_still_refused(town, names):
    rows = [f"2024-03-1{n};Bruit;{name}" for n, name in enumerate(["L’Écluse", *names])]
    delivery = town.load(table(*rows, headers="Date;Nature;Nom"), *EVENT, "zone_label=Nom", kind="signalement")
    assert dict(delivery.rejected) == {"donnée personnelle": 1}


def test_zone_that_bears_a_name_is_read_and_one_that_points_at_someone_is_refused(town):
    rows = ["2024-03-10;Bruit;Jean Jaurès", "2024-03-11;Bruit;collège Jean Moulin", "2024-03-12;Bruit;chez les Martin"]
    delivery = town.load(table(*rows, headers="Date;Nature;Zone"), *EVENT, "zone_label=Zone", kind="signalement")
    assert dict(delivery.rejected) == {"donnée personnelle": 1} and delivery.loaded == 2
    assert b"Martin" not in bytes_of(town)


def test_category_that_names_someone_is_not_saved_with_its_source(town):
    categories = {"Poésie": "bruit_tapage", "Tapage signalé par Dupont Marie": "bruit_tapage"}
    with publishing(town.commune) as draft:
        profiles.save(draft, replace(DESCRIBED, source="nuit", label="Nuit", categories=categories))
    assert "Poésie".encode() in bytes_of(town) and b"Dupont" not in bytes_of(town)


def test_natures_and_samples_of_a_file_name_nobody(town):
    natures = ["Bruit", "Tags", "Bruit", "Tags", "Bruit", "Tapage signalé par Dupont Marie"]
    path = town.write("f.csv", table(*(f"2024-03-1{day};{nature}" for day, nature in enumerate(natures))))
    assert {one.delivered for one in assistant.natures(town.commune, path, DESCRIBED)} == {"Bruit", "Tags"}
    examined = assistant.examine(town.commune, path)
    assert examined.proposed["category"] == "Nature" and "Dupont" not in str(examined)


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("role", ["category", "subcategory", "zone_label", "id"])
def test_file_is_refused_when_a_column_that_is_read_mostly_names_someone(town, refusal, role, secret, caplog):
    path = town.write("faits.csv", table(f"2024-03-14;Bruit;{secret}", headers="Date;Nature;Autre"))
    columns = {"date": "Date", "category": "Nature", role: "Autre"}
    mapping = [part for name, column in columns.items() for part in ("--map", f"{name}={column}")]
    before = town.files()
    sentence = refusal(town.command("load", path, "--kind", "signalement", *mapping))
    assert "« Autre »" in sentence and "n’est pas lue" in sentence and secret not in sentence + caplog.text
    assert town.files() == before


@pytest.mark.parametrize(
    "header",
    ["Nom", "PRÉNOM", "Nom et prénom", "Nom du requérant", "E-mail", "Courriel du plaignant", "Téléphone",
     "Tél. mobile", "Adresse IP", "ipaddr", "NIR", "Immatriculation", "Date de naissance", "Né(e) le"],
)  # fmt: skip
def test_column_is_told_by_its_header_read_or_not(town, header):
    content = table("2024-03-14;Bruit;x", headers=f"Date;Nature;{header}")
    delivery = town.load(content, *EVENT, kind="signalement")
    assert [*delivery.personal] == [header]
    with pytest.raises(PersonalDataError, match="n’est pas lue"):
        town.load(content, *EVENT, f"subcategory={header}", kind="signalement")


@pytest.mark.parametrize(
    "header", ["Nom du quartier", "Nom voie", "Nature", "Adresse", "Portail", "Type d’agent", "Secteur", "Naturel"]
)
def test_column_is_not_told_when_its_header_speaks_of_no_one(town, header):
    delivery = town.load(table("2024-03-14;Bruit;x", headers=f"Date;Type;{header}"), "date=Date", "category=Type",
                         kind="signalement")  # fmt: skip
    assert delivery.personal == {}


@pytest.mark.parametrize(("n_others", "is_told"), [(49, True), (50, False)])
def test_column_left_in_the_file_is_told_by_one_cell_in_fifty(town, n_others, is_told):
    rows = [f"2024-03-14;Bruit;rien {n}" for n in range(n_others)] + ["2024-03-14;Bruit;06.12.34.56.78"]
    delivery = town.load(table(*rows, headers="Date;Nature;Divers"), *EVENT, kind="signalement")
    assert delivery.personal == ({"Divers": "un numéro de téléphone"} if is_told else {})


@pytest.mark.parametrize("text", HARMLESS)
def test_text_that_names_no_one_is_kept(town, text):
    assert town.load(table(f"2024-03-14;{text}"), *EVENT, kind="signalement").loaded == 1
    assert town.facts("category") == [(text,)]


@pytest.mark.parametrize(
    "phone", ["0612345678", "06 12 34 56 78", "01.23.45.67.89", "+33612345678", "0033 6 12 34 56 78"]
)
def test_telephone_is_told_however_it_is_written(town, phone):
    delivery = town.load(table(f"2024-03-14;Bruit;{phone}", headers="Date;Nature;Divers"), *EVENT, kind="signalement")
    assert delivery.personal == {"Divers": "un numéro de téléphone"}


@pytest.mark.parametrize(("letters", "is_refused"), [(200, False), (201, True)])
def test_free_text_is_refused_by_its_length(town, letters, is_refused):
    content = table(f"2024-03-14;{'x' * letters}")
    if is_refused:
        with pytest.raises(PersonalDataError, match="texte libre"):
            town.load(content, *EVENT, kind="signalement")
    else:
        assert town.load(content, *EVENT, kind="signalement").loaded == 1


def test_free_text_is_refused_when_all_rows_differ(town, monkeypatch):
    from data.intake import personal

    monkeypatch.setattr(personal, "_MANY", 3)
    rows = [f"2024-03-14;récit {word}" for word in ("un", "deux", "trois")]
    assert town.load(table(*rows), *EVENT, kind="signalement").loaded == 3
    with pytest.raises(PersonalDataError, match="texte libre"):
        town.load(table(*rows, "2024-03-14;récit quatre"), *EVENT, kind="signalement")


def test_columns_left_are_reported_by_the_command(town):
    path = town.write("faits.csv", table("2024-03-14;Bruit;jeanne@exemple.fr", headers="Date;Nature;Contact"))
    command = "load", path, "--kind", "signalement", "--map", "date=Date", "--map", "category=Nature"
    assert "Contact (une adresse électronique)" in town.command(*command, "--dry-run").output
    assert json.loads(town.command(*command, "--json").stdout)["personal"] == {"Contact": "une adresse électronique"}
