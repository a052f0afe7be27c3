"""TOML that people write: what is read, and each way to get it wrong, told by file and key."""

from dataclasses import field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pytest
from annotated_types import Ge

from data.definitions import definition, read, read_all
from data.errors import DefinitionError, SettingsError


class Colour(StrEnum):
    RED = "rouge"
    GREEN = "vert"


@definition
class Question:
    columns: str | tuple[str, ...]
    seuil: Annotated[int, Ge(1)] = 5


@definition
class Source:
    label: str
    colour: Colour | None = None
    share: float = 1.0
    shown: bool = True
    reviewed: date | None = None
    lacks: tuple[str, ...] = ()
    questions: dict[str, Question] = field(default_factory=dict)


def written(folder: Path, text: str) -> Path:
    path = folder / "source.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_fills_a_frozen_value(tmp_path):
    path = written(
        tmp_path,
        'label = "Essai"\ncolour = "vert"\nshare = 2\nreviewed = 2025-01-31\nlacks = ["a", "b"]\n'
        '[questions.q]\ncolumns = ["x"]',
    )
    assert read(path, Source) == Source(
        "Essai", Colour.GREEN, 2.0, True, date(2025, 1, 31), ("a", "b"), {"q": Question(("x",))}
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "la clé « label » manque"),
        ('lable = "x"', "la clé « lable » est inconnue : vouliez-vous dire « label » ?"),
        (
            'label = "x"\nzzz = 1',
            "la clé « zzz » est inconnue (clés possibles : label, colour, share, shown, reviewed, lacks, questions)",
        ),
        ("label = 3", "la clé « label » doit être un texte entre guillemets"),
        (
            'label = "x"\ncolour = "bleu"',
            "la clé « colour » vaut « bleu », qui n’est pas un choix (choix possibles : rouge, vert)",
        ),
        ('label = "x"\nshare = "1"', "la clé « share » doit être un nombre"),
        ('label = "x"\nshown = "oui"', "la clé « shown » doit être true ou false"),
        ('label = "x"\nreviewed = 2025', "la clé « reviewed » doit être une date, par exemple 2025-01-31"),
        ('label = "x"\nreviewed = "hier"', "la clé « reviewed » doit être une date, par exemple 2025-01-31"),
        ('label = "x"\nlacks = "a"', "la clé « lacks » doit être une liste"),
        ('label = "x"\nlacks = ["a", 1]', "la clé « lacks.1 » doit être un texte entre guillemets"),
        ('label = "x"\nquestions = 1', "la clé « questions » doit être un groupe de clés"),
        ('label = "x"\nquestions.q = 1', "la clé « questions.q » doit être un groupe de clés"),
        ('label = "x"\n[questions.q]', "la clé « questions.q.columns » manque"),
        (
            'label = "x"\n[questions.q]\ncolumns = 1',
            "la clé « questions.q.columns » doit être un texte entre guillemets ou une liste",
        ),
        ('label = "x"\n[questions.q]\ncolumns = "a"\nseuil = 0', "la clé « questions.q.seuil » doit être au moins 1"),
        (
            'label = "x"\n[questions.q]\ncolumns = "a"\nseuill = 6',
            "la clé « questions.q.seuill » est inconnue : vouliez-vous dire « seuil » ?",
        ),
        ("label = 1\nshown = 1", "la clé « label » doit être un texte entre guillemets ; la clé « shown » doit être"),
        ("label = \nx = 1", "ce n’est pas du TOML, à la ligne 1"),
    ],
)
def test_fault_names_file_and_key(tmp_path, text, problem):
    with pytest.raises(DefinitionError) as refusal:
        read(written(tmp_path, text), Source)
    assert f"source.toml ({problem}" in refusal.value.values["faults"]
    assert str(refusal.value).endswith("Rien n’a été modifié.")


def test_smallest_number_is_accepted(tmp_path):
    path = written(tmp_path, 'label = "x"\n[questions.q]\ncolumns = "a"\nseuil = 1')
    assert read(path, Source).questions["q"].seuil == 1


def test_file_that_is_missing_or_no_text_is_refused(tmp_path):
    with pytest.raises(DefinitionError, match="absent.toml .le fichier manque"):
        read(tmp_path / "absent.toml", Source)
    with pytest.raises(DefinitionError, match="le fichier ne s’ouvre pas"):
        read(tmp_path, Source)
    path = written(tmp_path, "")
    path.write_bytes(b'label = "\xe9"')
    with pytest.raises(DefinitionError, match="n’est pas enregistré en UTF-8"):
        read(path, Source)


def test_mapping_of_definitions_is_read_by_slug(tmp_path):
    path = written(tmp_path, '[a]\ncolumns = "x"\n[b]\ncolumns = "y"\nseuil = 7')
    assert read(path, dict[str, Question]) == {"a": Question("x"), "b": Question("y", 7)}
    with pytest.raises(DefinitionError, match="vouliez-vous dire «.columns.»"):
        read(written(tmp_path, '[a]\ncolumn = "x"'), dict[str, Question])


def test_caller_gives_the_refusal(tmp_path):
    with pytest.raises(SettingsError, match="source.toml.» ne se lisent pas .la clé «.label.» manque.. Rien"):
        read(written(tmp_path, ""), Source, lambda path, problem: SettingsError(path=path, problem=problem))


def test_all_faulty_files_are_told_at_once(tmp_path):
    paths = [tmp_path / f"{name}.toml" for name in "abc"]
    for path, text in zip(paths, ("", 'label = "x"', "label = 1"), strict=True):
        path.write_text(text, encoding="utf-8")
    with pytest.raises(DefinitionError) as refusal:
        read_all(paths, Source)
    assert [name in str(refusal.value) for name in ("a.toml (", "b.toml (", "c.toml (")] == [True, False, True]
    assert read_all([paths[1]], Source) == {paths[1]: Source("x")}
