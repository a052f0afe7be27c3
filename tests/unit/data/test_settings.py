"""The settings of a commune: what a new one is given, and the base map that it may add."""

import re

import pytest

from data import commune as communes
from data.commune import BaseMap
from data.errors import SettingsError


@pytest.fixture
def settings(tmp_path):
    """Settings of a new commune, and a way to read them with something added."""
    communes.create(tmp_path, name="Ville-Essai", insee_code="31999")
    path = tmp_path / "commune.toml"

    def read(added):
        path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
        return communes.read(tmp_path)

    return read


def base_map(url="https://tuiles.ville.fr/{z}/{x}/{y}.png", attribution="© Ville"):
    return f'[base_map]\nurl = "{url}"\nattribution = "{attribution}"\n'


def test_no_other_server_is_called_when_the_commune_is_new(tmp_path):
    assert communes.create(tmp_path, name="Ville-Essai", insee_code="31999").base_map is None


@pytest.mark.parametrize(("written", "sought"), [("", 20), ("change_sought = 5", 5), ("change_sought = 95", 95)])
def test_change_sought_is_that_of_the_settings_or_20_percent(tmp_path, written, sought):
    communes.create(tmp_path, name="Ville-Essai", insee_code="31999")
    path = tmp_path / "commune.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("change_sought = 20", written), encoding="utf-8")
    assert communes.read(tmp_path).change_sought == sought


def test_example_of_the_settings_works_when_its_marks_are_taken_off(tmp_path):
    communes.create(tmp_path, name="Ville-Essai", insee_code="31999")
    path = tmp_path / "commune.toml"
    text = re.sub(
        r"^# (?=\[base_map\]|url = |attribution = )", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    path.write_text(text, encoding="utf-8")
    found = communes.read(tmp_path).base_map
    assert found is not None and found.attribution == "© IGN – Géoplateforme"
    assert found.origin == "https://data.geopf.fr"
    assert found.url.endswith("&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}")


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://tuiles.ville.fr/{z}/{x}/{y}.png", "https://tuiles.ville.fr"),
        ("http://10.0.0.7:8080/plan?z={z}&x={x}&y={y}", "http://10.0.0.7:8080"),
        ("https://tuiles.ville.fr/{z}/{y}/{x}", "https://tuiles.ville.fr"),
    ],
)
def test_base_map_is_read_with_the_origin_of_its_images(settings, url, origin):
    found = settings(base_map(url)).base_map
    assert found == BaseMap(url, "© Ville") and found.origin == origin


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        (base_map("ftp://tuiles.ville.fr/{z}/{x}/{y}"), "n’est pas celle d’un serveur"),
        (base_map("/tuiles/{z}/{x}/{y}"), "n’est pas celle d’un serveur"),
        (base_map("https:///{z}/{x}/{y}"), "n’est pas celle d’un serveur"),
        (base_map("https://a.fr; script-src *;/{z}/{x}/{y}"), "n’est pas celle d’un serveur"),
        (base_map("https://{s}.tuiles.fr/{z}/{x}/{y}"), "n’est pas celle d’un serveur"),
        (base_map("https://a.fr/{x}/{y}"), "doit contenir {z}, {x} et {y}"),
        (base_map("https://a.fr/{z}/{y}"), "doit contenir {z}, {x} et {y}"),
        (base_map("https://a.fr/{z}/{x}"), "doit contenir {z}, {x} et {y}"),
        (base_map("https://a.fr/{z}/{x}/{y}{r}.png"), "rien d’autre entre accolades"),
        ('[base_map]\nurl = "https://a.fr/{z}/{x}/{y}"\n', "« base_map.attribution » manque"),
        ('[base_map]\nattribution = "© Ville"\n', "« base_map.url » manque"),
        ("[[base_map]]\n", "« base_map » doit être un groupe de clés"),
    ],
    ids=[
        "scheme", "no host", "empty host", "policy", "subdomains", "no z", "no x", "no y", "other mark",
        "no attribution", "no address", "list",
    ],
)  # fmt: skip
def test_settings_are_refused_when_the_base_map_cannot_be(settings, added, problem):
    with pytest.raises(SettingsError) as refused:
        settings(added)
    assert problem in str(refused.value).replace("\xa0", " ") and "commune.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('name = "Ville-Essai"', "", "la clé « name » manque"),
        ('name = "Ville-Essai"', "name = 31999", "la clé « name » doit être un texte entre guillemets"),
        ("fictive =", "fictif =", "la clé « fictif » est inconnue : vouliez-vous dire « fictive » ?"),
        ("fictive = false", 'fictive = "oui"', "la clé « fictive » doit être true ou false"),
        (
            "threshold = 5",
            "threshhold = 5",
            "la clé « disclosure.threshhold » est inconnue : vouliez-vous dire « threshold » ?",
        ),
        ("threshold = 5", 'threshold = "5"', "la clé « disclosure.threshold » doit être un nombre entier"),
        ("threshold = 5", "", "la clé « disclosure.threshold » manque"),
        ("fictive = false", 'similar = "31555"', "la clé « similar » doit être une liste"),
        (
            "fictive = false",
            'similar = ["3155"]',
            "« 3155 », parmi les communes semblables, n’est pas un code INSEE",
        ),
        ("change_sought = 20", "change_sought = 4", "« change_sought » doit être compris entre 5 et 95"),
        ("change_sought = 20", "change_sought = 96", "« change_sought » doit être compris entre 5 et 95"),
        ("fictive = false", "fictive =", "ce n’est pas du TOML, à la ligne 4"),
    ],
)
def test_settings_are_refused_by_file_and_key_and_stay_as_they_were(tmp_path, old, new, problem):
    communes.create(tmp_path, name="Ville-Essai", insee_code="31999")
    path = tmp_path / "commune.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        communes.read(tmp_path)
    assert f"({problem})." in str(refused.value).replace("\xa0", " ").replace("\u202f", " ")
    assert str(path) in str(refused.value)
    assert path.read_text(encoding="utf-8") == text.replace(old, new) and [*tmp_path.iterdir()] == [path]
