"""French of the house: its spaces, its apostrophes, its words; everywhere that a reader may meet it."""

import ast
import inspect
import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import errors
from data.typography import typeset

PROJECT = Path(__file__).parents[2]
CODE = [
    *(PROJECT / "analytics").rglob("*.py"),
    *(PROJECT / "pages").rglob("*.py"),
]
WRITTEN = [
    *CODE,
    *(path for path in (PROJECT / "data").rglob("*.py") if "demo" not in path.parts),
]
DEFINITIONS = [
    *(PROJECT / "analytics" / "indicators").glob("*.toml"),
    *(PROJECT / "data" / "reference").glob("*.toml"),
]
# Spellings met in files, slugs, and the name of a source: copied as they are, not written by us.
COPIED = {
    "aliases", "champs", "kind", "categories", "denominator", "polarity", "file", "saved_as", "hosts", "reference",
}  # fmt: skip
STATEMENTS = [
    path for path in (PROJECT / "data").rglob("*.sql") if path.name in ("stage.sql", "placed.sql", "rejected_rows.sql")
]

FAULTS = {
    "straight apostrophe": r"(?<=[a-zA-ZÀ-ÿ])'(?=[a-zA-ZÀ-ÿ])",
    "no U+00A0 before a colon": r"(?<=[^\W\d_»)}\]])(?:[ \u202f]|(?<=[»}]) ): ?(?!/)|[»}] :",
    "no U+202F before ; ! ? or %": r"(?:[ \u00a0]|(?<=\w))[!?](?=\s|$)|[ \u00a0][;%](?=\W|$)|\d%",
    "no U+00A0 within « »": r"«(?!\u00a0)|(?<!\u00a0)»",
    "no U+202F in a number": r"\b\d{1,3}[ \u00a0.]\d{3}\b",
    "two spaces": r"(?<=\S)[ \u00a0\u202f]{2,}(?=\S)",
    "three dots": r"\.\.\.",
    "capital without its accent": r"\b(?:Etat|Ecole|Evolution|A noter|Evènement)\b",
    "English": r"(?i)\b(?:the|and|of|with|without|is|not|data|error|no|from|loading|file|missing|unknown)\b",
    "masculine for all": r"(?i)\b(?:(?<!pour 1\u202f000\u00a0)habitants|élus|citoyens|usagers|riverains|agents"
    r"|professionnels|commerçants|policiers|médiateurs|utilisateurs|administrateurs|coordinateurs|adjoints"
    r"|conseillers|lecteurs|participants|répondants|adhérents|gardiens|passants|piétons)\b",
}  # fmt: skip


def faults(text: str) -> list[str]:
    """Rules of French that a text breaks, commands and addresses apart."""
    prose = re.sub(r"`[^`]*`|python -m \w+ \w+(?: [A-Z]+)?|https?://\S+|--\w+|\./\w+|\{[^{}]*:[^{}]*\}", "x", text)
    return [name for name, pattern in FAULTS.items() if re.search(pattern, prose)]


def strings_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """Strings of a module that hold French: not its docstrings, nor what is written for machines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield (
                node.lineno,
                "".join(str(part.value) if isinstance(part, ast.Constant) else "{x}" for part in node.values),
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (spoken | inner):
            yield node.lineno, node.value


def is_french(text: str) -> bool:
    """Whether a string is prose: it has an accent, a typographic sign, or two words of which one is capitalised."""
    return bool(re.search(r"[À-ÿ’«»\u00a0\u202f]|^[A-Z][a-z]+ [a-z]+", text)) and not re.search(
        r"[<{;]\s*\w+-?\w*:", text
    )


def strings_of_toml(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_of_toml(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in COPIED or isinstance(item, dict):
                yield from strings_of_toml(item)


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_french_of_the_code_keeps_the_rules(path):
    typeset_texts = [(line, typeset(text)) for line, text in strings_of_code(path) if is_french(text)]
    assert [(line, text, faults(text)) for line, text in typeset_texts if faults(text)] == []


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_french_is_written_with_plain_spaces(path):
    """Typography is applied in one place; only patterns that read files name no-break spaces."""
    spaced = [(line, text) for line, text in strings_of_code(path) if re.search("[\u00a0\u202f]", text)]
    assert [line for line, text in spaced if re.search(r"[a-zà-ÿ]{3}", text)] == []


@pytest.mark.parametrize("path", DEFINITIONS, ids=lambda path: path.stem)
def test_french_of_definitions_keeps_the_rules(path):
    texts = strings_of_toml(tomllib.loads(path.read_text(encoding="utf-8")))
    assert [(text, faults(text)) for text in texts if faults(text)] == []


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_french_of_reasons_keeps_the_rules(path):
    reasons = re.findall(r"(?:THEN|,) '([^']{12,})'", path.read_text(encoding="utf-8"))
    assert reasons
    assert [(text, faults(text)) for text in reasons if faults(text)] == []


REFUSALS = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, errors.QuietudeError)
]  # fmt: skip


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.__name__)
def test_french_of_refusals_keeps_the_rules_whatever_they_name(error):
    named = {name for _, name, _, _ in string.Formatter().parse(error.sentence) if name}
    sentence = str(error(**dict.fromkeys(named, "« x » : y ; z")))
    assert faults(sentence) == []
    assert sentence.endswith((".", "z"))
    assert "{" not in sentence


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("l'aide", "straight apostrophe"),
        ("Source : police", "no U+00A0 before a colon"),
        ("« a\u00a0» : b", "no U+00A0 before a colon"),
        ("un\u00a0; deux", "no U+202F before ; ! ? or %"),
        ("Pourquoi ?", "no U+202F before ; ! ? or %"),
        ("Pourquoi?", "no U+202F before ; ! ? or %"),
        ("12 %", "no U+202F before ; ! ? or %"),
        ("12%", "no U+202F before ; ! ? or %"),
        ("« a »", "no U+00A0 within « »"),
        ("1 000 faits", "no U+202F in a number"),
        ("deux  espaces", "two spaces"),
        ("la suite...", "three dots"),
        ("Erreur of loading", "English"),
        ("les habitants du quartier", "masculine for all"),
        ("Les élus", "masculine for all"),
    ],
)
def test_fault_is_found_when_there_is_one(text, broken):
    assert broken in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Source\u00a0: l’INSEE\u202f; 12\u202f% de «\u00a01\u202f000\u00a0faits\u00a0».",
        "12 pour 1\u202f000\u00a0habitants, en 2024, le 1er mars 2025",
        "Voir `python -m data init`, ou https://exemple.fr/a?b.",
        "Vitesse, rodéos : non".replace(" :", "\u00a0:"),
    ],
)
def test_no_fault_is_found_when_there_is_none(text):
    assert faults(text) == []
