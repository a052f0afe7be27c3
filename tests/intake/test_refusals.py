"""What cannot be used is refused in one French sentence, with status 2, and changes nothing."""

import json
import re
import subprocess
import sys

import pytest

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8
XLSX = b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00" + b"[Content_Types].xml" + bytes(range(256)) * 8
HEADERS = "date;type;lat;lon\n"
ROW = "2024-03-14;Bruit;43.62;1.42\n"
EVENTS = ("--kind", "signalement", "--map", "date=date", "category=type", "lat=lat", "lon=lon")
COUNTS = ("--kind", "plainte", "--map", "month=mois", "zone_label=quartier", "count=nombre")
POINT = '{"type":"Feature","properties":{"code":"a"},"geometry":{"type":"Point","coordinates":[1.4,43.6]}}'
POINTS = f'{{"type":"FeatureCollection","features":[{POINT}]}}'
ENGLISH = re.compile(
    r"\b(error|invalid|expected|not|found|file|failed|unknown|column|line|value|missing|the|is)\b", re.IGNORECASE
)

REFUSED_LOADS = [
    # name, content, arguments, what the sentence says
    ("image.csv", PNG, EVENTS, "est une image"),
    ("image.csv", PNG, (), "est une image"),
    ("classeur.xlsx", XLSX, EVENTS, "ne se lit pas"),
    ("liste.json", '[{"date": "2024-03-14"}]', EVENTS, "pas de colonne « type »"),
    ("faux.json", '[{"date": 006}]', EVENTS, "ne se lit pas comme des données JSON"),
    ("liste.json", "[1, 2]", EVENTS, "ne contient aucune ligne"),
    ("profond.json", "[" * 100_000, EVENTS, "ne se lit pas comme des données JSON"),
    ("long.json", '{"texte": "' + "x" * 200_000 + '"}\n', EVENTS, "ne se lit pas"),
    (
        "page.html",
        "<!doctype html><html><body><p>Erreur<br></body></html>",
        EVENTS,
        "page web",
    ),
    ("vide.csv", "", EVENTS, "ne contient aucune ligne"),
    ("blanc.csv", "\n\n\n", EVENTS, "blanc.csv"),
    ("entete.csv", HEADERS, EVENTS, "ne contient aucune ligne"),
    ("entete.csv", HEADERS + "\n\n", EVENTS, "ne contient aucune ligne"),
    ("coupe.csv", HEADERS + "2024-03-14;Bru", EVENTS, "ligne incomplète"),
    ("guillemet.csv", HEADERS + '2024-03-14;"Bru', EVENTS, "ligne incomplète"),
    ("unicode.csv", (HEADERS + ROW).encode("utf-16")[:-1], EVENTS, "ne se lit pas"),
    ("sans_marque.csv", (HEADERS + ROW).encode("utf-16-le"), EVENTS, "ne se lit pas"),
    ("inconnu.csv", "a;b\n1;2\n", (), "Aucune source connue"),
    ("colonne.csv", "date;type\n2024-03-14;Bruit\n", EVENTS, "pas de colonne « lat »"),
    ("source.csv", "date;type\n2024-03-14;Bruit\n", ("--source", "dans_ma_rue"), "pas de colonne « datedecl »"),
    ("zones.geojson", POINTS, (), ""),
    ("dates.csv", HEADERS + "hier;Bruit;43.62;1.42\n", EVENTS, "date illisible : 1"),
    ("avenir.csv", HEADERS + "2999-01-01;Bruit;43.62;1.42\n", EVENTS, "à venir"),
    ("ailleurs.csv", HEADERS + "2024-03-14;Bruit;48.85;2.35\n" * 3, EVENTS, "plus de 50 km de la commune : 3"),
    ("impossible.csv", HEADERS + "2024-03-14;Bruit;91;181\n", EVENTS, "coordonnées impossibles"),
    ("negatif.csv", "mois;quartier;nombre\n2024-03;Bellevue;-3\n", COUNTS, "nombre illisible"),
    ("total.csv", "mois;quartier;nombre\n2024-03;Total;3\n", COUNTS, "ligne de total"),
    ("niveau.csv", "mois;quartier;nombre\n2024-03;Bellevue;3\n", (*COUNTS, "--level", "canton"), "canton"),
    ("niveau.csv", "mois;quartier;nombre\n2024-03;Bellevue;3\n", (*COUNTS, "--level", "iris"), "niveau « iris »"),
    ("source.csv", HEADERS + ROW, ("--source", "nulle_part"), "« nulle_part » n’existe pas"),
    ("nature.csv", HEADERS + ROW, ("--kind", "rumeur", "--map", "date=date"), "« rumeur »"),
    ("role.csv", HEADERS + ROW, ("--kind", "plainte", "--map", "jour=date"), "« jour »"),
    ("paire.csv", HEADERS + ROW, ("--kind", "plainte", "--map", "date"), "« date » ne relie rien"),
    (
        "moitie.csv",
        HEADERS + ROW,
        ("--kind", "plainte", "--map", "date=date", "lat=lat"),
        "la latitude (« lat ») et la longitude (« lon ») vont ensemble",
    ),
    ("deux.csv", HEADERS + ROW, ("--source", "dans_ma_rue", "--kind", "plainte"), "--source et --kind"),
    ("sans.csv", HEADERS + ROW, ("--map", "date=date"), "--kind"),
]


def names(cases):
    return [f"{case[0]}-{position}" for position, case in enumerate(cases)]


@pytest.mark.parametrize(("name", "content", "arguments", "says"), REFUSED_LOADS, ids=names(REFUSED_LOADS))
def test_load_is_refused_in_one_sentence_and_changes_nothing(town, refusal, name, content, arguments, says):
    path = town.write(name, content)
    before = town.files()
    sentence = refusal(town.command("load", path, *arguments, "--json"))
    assert says in sentence and "Rien n’a été modifié." in sentence and sentence.endswith(".")
    assert not ENGLISH.search(re.sub("«.*?»|--\\w+", "", sentence)), sentence
    assert town.files() == before


def test_load_is_refused_when_the_file_is_not_there(town, refusal):
    before = town.files()
    assert "« nulle_part.csv » est introuvable" in refusal(
        town.command("load", town.folder / "nulle_part.csv", *EVENTS)
    )
    assert "est introuvable" in refusal(town.command("load", town.folder, *EVENTS))
    assert town.files() == before


REFUSED_ZONES = [
    ("points.geojson", POINTS, ("--level", "quartier"), "aucun polygone"),
    ("table.csv", "a;b\n1;2\n", ("--level", "quartier"), "aucune forme"),
    ("image.geojson", PNG, ("--level", "quartier"), "est une image"),
    ("vide.geojson", "", ("--level", "quartier"), "ne se lit pas"),
    ("coupe.geojson", POINTS[:-30], ("--level", "quartier"), "ne se lit pas"),
    ("abime.zip", b"PK\x03\x04 abime", ("--level", "quartier"), "ne se lit pas"),
    ("points.geojson", POINTS, ("--level", "canton"), "« canton »"),
    ("points.geojson", POINTS, ("--level", "commune"), "la commune est une zone"),
]


@pytest.mark.parametrize(("name", "content", "arguments", "says"), REFUSED_ZONES, ids=names(REFUSED_ZONES))
def test_zones_are_refused_in_one_sentence_and_change_nothing(town, refusal, name, content, arguments, says):
    path = town.write(name, content)
    before = town.files()
    sentence = refusal(town.command("zones", path, *arguments, "--json"))
    assert says in sentence and "Rien n’a été modifié." in sentence and sentence.endswith(".")
    assert not ENGLISH.search(re.sub("«.*?»|--\\w+", "", sentence)), sentence
    assert town.files() == before


@pytest.mark.parametrize("insee", ["7505", "750560", "7505A", "2C004", "", "99 01", "٧٥٠٥٦"])
def test_commune_is_refused_when_its_code_is_not_one(bare_town, refusal, insee):
    bare_town.commune.home.joinpath("commune.toml").unlink()
    assert "n’est pas un code INSEE" in refusal(bare_town.command("init", "--name", "Ville", "--insee", insee))
    assert bare_town.files() == {}


@pytest.mark.parametrize("insee", ["01001", "2A004", "2B033", "97105", "75056"])
def test_commune_is_installed_when_its_code_is_one(bare_town, insee):
    bare_town.commune.home.joinpath("commune.toml").unlink()
    assert bare_town.command("init", "--name", 'L’Haÿ-"les"-Roses \\', "--insee", insee).exit_code == 0
    assert json.loads(bare_town.command("status", "--json").stdout)["commune"] == 'L’Haÿ-"les"-Roses \\'


def test_commune_is_refused_when_one_is_there(town, refusal):
    before = town.files()
    assert "Ville-Essai est déjà installée" in refusal(town.command("init", "--name", "Autre", "--insee", "31000"))
    assert town.files() == before


@pytest.mark.parametrize("command", [("status",), ("load", "f.csv"), ("zones", "z.geojson", "--level", "iris")])
def test_command_is_refused_when_no_commune_is_there(bare_town, refusal, command):
    bare_town.commune.home.joinpath("commune.toml").unlink()
    sentence = refusal(bare_town.command(*command))
    assert "Aucune commune n’est installée" in sentence and "python -m data init" in sentence
    assert bare_town.files() == {}


@pytest.mark.parametrize(
    "text", ["name = ", "name = 'x'\n", "name = 'x'\ninsee_code = '31999'\ndisclosure = 3\n", "\xff"]
)
def test_command_is_refused_when_the_settings_are_faulty(bare_town, refusal, text):
    bare_town.commune.home.joinpath("commune.toml").write_text(text, encoding="latin-1")
    sentence = refusal(bare_town.command("status"))
    assert "commune.toml" in sentence and sentence.endswith("Corrigez ce fichier.")
    assert not ENGLISH.search(re.sub("«.*?»", "", sentence)), sentence


def test_process_ends_as_the_command_when_it_refuses(town, project):
    """The same through the real entry point: nothing else reaches either output."""
    for says, *arguments in (
        ("est une image", "load", town.write("image.csv", PNG)),
        ("ne se lit pas", "zones", town.write("abime.zip", b"PK"), "--level", "iris"),
    ):
        command = [sys.executable, "-m", "data", *arguments, "--home", town.commune.home]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True)
        assert (done.returncode, done.stdout) == (2, "")
        assert len(done.stderr.splitlines()) == 1 and says in done.stderr


def test_rejections_are_counted_by_reason_when_the_rest_is_usable(town):
    rows = [ROW, "hier;Bruit;43.62;1.42\n", "2999-01-01;Bruit;43.62;1.42\n", "2024-03-14;Bruit;48.85;2.35\n"]
    rows += [
        "2024-03-14;Bruit;91;1.42\n",
        "2024-03-14;Total;43.62;1.42\n",
        "2024-03-14;Bruit;x;1.42\n",
        ";Bruit;43.62;1.42\n",
    ]
    delivery = town.load(
        HEADERS + "".join(rows) + "2024-03-14;Br", "date=date", "category=type", "lat=lat", "lon=lon", kind="plainte"
    )
    assert delivery.rejected == {
        "coordonnées illisibles": 1, "coordonnées impossibles": 1, "date absente": 1, "date illisible": 1,
        "date impossible (avant 1900 ou à venir)": 1, "ligne de total": 1, "ligne incomplète ou mal fermée": 1,
        "position à plus de 50 km de la commune": 1,
    }  # fmt: skip
    assert town.ask("SELECT rows_read, loaded, rejected FROM delivery") == [(9, 1, 8)]
