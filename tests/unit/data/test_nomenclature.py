"""Nomenclatures: a commune's own entries are added or replace; faulty ones are refused by file and key."""

import shutil
from pathlib import Path

import pytest

from data import reference
from data.errors import DefinitionError
from data.model import Level


def own(home: Path, file: str, text: str) -> Path:
    folder = home / "nomenclature"
    folder.mkdir()
    (folder / f"{file}.toml").write_text(text, encoding="utf-8")
    return home


def test_own_entries_are_added_or_replace(tmp_path):
    text = '[a]\nlabel = "Alpha"\ndefinition = "Un."\n[videoprotection]\nlabel = "Caméras"\ndefinition = "Deux."'
    champs = reference.read(own(tmp_path, "champs", text)).champs
    assert (champs["a"].label, champs["videoprotection"].label) == ("Alpha", "Caméras")
    assert len(champs) == len(reference.read(tmp_path / "none").champs) + 1


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("champs", '[a]\nlabel = "A"', "champs.toml (la clé « a.definition » manque)"),
        ("champs", "[a\nb = 1", "champs.toml (ce n’est pas du TOML, à la ligne 1)"),
        ("champs", "a = 1", "champs.toml (la clé « a » doit être un groupe de clés)"),
        (
            "partners",
            '[a]\nlable = "A"\ndefinition = "."',
            "partners.toml (la clé « a.lable » est inconnue : vouliez-vous dire « label » ?)",
        ),
        (
            "categories",
            '[a]\nlabel = "A"\ndefinition = "."\nchamps = "insertion"',
            "categories.toml (la clé « a.champs » doit être une liste)",
        ),
        (
            "categories",
            '[a]\nlabel = "A"\ndefinition = "."\nchamps = ["x"]',
            "categories.toml (« a » : champ d’action inconnu « x »)",
        ),
        (
            "themes",
            '[a]\nlabel = 1\ndefinition = "."\ncategories = []',
            "themes.toml (la clé « a.label » doit être un texte entre guillemets)",
        ),
        (
            "themes",
            '[a]\nlabel = "A"\ndefinition = "."\ncategories = ["x"]',
            "themes.toml (« a » : catégorie inconnue « x »)",
        ),
    ],
)
def test_faulty_nomenclature_is_refused_by_file_and_key(tmp_path, file, text, problem):
    with pytest.raises(DefinitionError) as refusal:
        reference.read(own(tmp_path, file, text))
    assert problem in str(refusal.value).replace("\xa0", " ").replace("\u202f", " ")


def test_faulty_evidence_is_refused_by_file_and_key(tmp_path):
    with pytest.raises(DefinitionError, match="evidence.toml .la clé «.insertion.reference.» manque."):
        reference.evidence(own(tmp_path, "evidence", '[insertion]\nlabel = "A"\nfinding = "B."\nlimits = "C."'))


# --- levels


@pytest.fixture
def product(tmp_path, monkeypatch):
    """A copy of the files of the levels, which a test may spoil."""
    shutil.copytree(Path(reference.__file__).parent / "levels", tmp_path / "levels")
    monkeypatch.setattr(reference, "_FOLDER", tmp_path)
    reference.levels.cache_clear()
    yield tmp_path / "levels"
    reference.levels.cache_clear()


def test_levels_come_in_the_order_of_their_ranks_the_commune_first():
    assert [*reference.levels()] == ["commune", "quartier", "iris", "qpv", "bailleur"]
    assert reference.zone_levels() == ("quartier", "iris", "qpv", "bailleur")
    assert reference.action_levels() == ("quartier", "qpv", "iris", "bailleur")
    assert {*reference.levels()} == {*Level}


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('label = "IRIS"', "", "iris.toml (la clé « label » manque)"),
        ("rank = 2", 'rank = "2"', "iris.toml (la clé « rank » doit être un nombre entier)"),
        ("plural =", "plurel =", "iris.toml (la clé « plurel » est inconnue : vouliez-vous dire « plural » ?)"),
        ("rank = 2", "rank =", "iris.toml (ce n’est pas du TOML, à la ligne 2)"),
    ],
)
def test_faulty_level_is_refused_by_file_and_key(product, old, new, problem):
    path = product / "iris.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        reference.levels()
    assert problem in str(refusal.value).replace("\xa0", " ").replace("\u202f", " ")
