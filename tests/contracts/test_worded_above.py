"""Numbers below, words above: statistics and figures hold no French, and a mistake of a programmer is no refusal."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from data import errors

PROJECT = Path(__file__).parents[2]
BELOW = sorted(path for room in ("statistics", "figures") for path in (PROJECT / "analytics" / room).rglob("*.py"))
ALL_CODE = sorted(path for folder in ("analytics", "pages") for path in (PROJECT / folder).rglob("*.py"))
REFUSALS = {
    name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, errors.QuietudeError)
}
FRENCH = re.compile(
    r"[À-ÿ’«»\u00a0\u202f]|\b(?:le|la|les|une|des|du|au|aux|dans|avec|sans|pour|par|sur|est|sont|pas|aucune?"
    r"|hausse|baisse|nette|donn[ée]es|faits|habitants|commune de|non comparable|marge)\b",
    re.IGNORECASE,
)
WORDS_OF_A_VERDICT = re.compile(r"hausse|baisse|nettement|probablement|insuffisant|au-dess|hasard|plus sombre")
READERS = {"contains", "startswith", "endswith", "match", "fullmatch", "find", "index"}


def strings(code: str) -> Iterator[tuple[int, str]]:
    """String literals of a module, its docstrings apart."""
    tree = ast.parse(code)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def french(code: str) -> list[str]:
    return [f"{line}: {text}" for line, text in strings(code) if FRENCH.search(text)]


def refusals(code: str) -> list[str]:
    """French refusals that a module raises or imports."""
    tree = ast.parse(code)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
    return sorted(names & REFUSALS)


def read_words(code: str) -> list[str]:
    """Places where logic looks for French within a text: ``word.str.contains("hausse")``, ``"hausse" in word``."""
    hits = []
    for node in ast.walk(ast.parse(code)):
        texts: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
            texts = node.args
        elif isinstance(node, ast.Compare):
            texts = [node.left, *node.comparators]
        for text in texts:
            if isinstance(text, ast.Constant) and WORDS_OF_A_VERDICT.search(str(text.value)):
                hits.append(f"{text.lineno}: {text.value}")
    return hits


@pytest.mark.parametrize("path", BELOW, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_statistics_and_figures_hold_no_french(path):
    assert french(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path",
    [path for path in BELOW if "statistics" in path.parts],
    ids=lambda path: path.relative_to(PROJECT).as_posix(),
)
def test_statistics_raise_no_refusal(path):
    assert refusals(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", ALL_CODE, ids=lambda path: path.relative_to(PROJECT).as_posix())
def test_no_logic_reads_the_french_of_a_verdict(path):
    assert read_words(path.read_text(encoding="utf-8")) == []


def test_rooms_below_are_found_when_there_are_some():
    assert len(BELOW) > 50


@pytest.mark.parametrize(
    "code",
    [
        'word = "données insuffisantes"',
        'word = "hausse nette"',
        'raise ValueError("est vide")',
        'label = f"pour {n} habitants"',
        'note = "a\\u00a0: b"',
        'NAMES = {"x": "dans les zones"}',
    ],
)
def test_french_is_refused_below(code):
    assert french(code)


@pytest.mark.parametrize(
    "code",
    [
        '"""« Est-ce que ça augmente ? »: the judge."""',
        'word = "clear_rise"',
        'raise ValueError("panel is empty (rows none)")',
        'slug = "cambriolages_logement"',
        "# le commentaire n’est pas une chaîne\nx = 1",
    ],
)
def test_codes_and_english_are_accepted_below(code):
    assert french(code) == []


@pytest.mark.parametrize("code", ["from data.errors import EntryError", "raise NoDataError(name=name)"])
def test_refusal_is_refused_in_a_statistic(code):
    assert refusals(code)


@pytest.mark.parametrize(
    "code",
    [
        'moved = frame["word"].str.contains("hausse|baisse")',
        'moved = "hausse" in word',
        'above = word.startswith("nettement")',
        'same = word == "compatible avec le hasard"',
    ],
)
def test_logic_that_reads_french_is_refused(code):
    assert read_words(code)


def test_logic_that_reads_codes_is_accepted():
    assert read_words('moved = frame["word"].isin(MOVES)\nclear = word == "clear_rise"') == []
