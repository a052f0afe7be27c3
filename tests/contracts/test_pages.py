"""Screens are thin: registered, short, and without a figure, a sentence or a statement of their own."""

import ast
import re
from pathlib import Path

import pytest

from pages.app.registry import SCREENS

PROJECT = Path(__file__).parents[2]
PAGES = sorted((PROJECT / "pages").glob("*.py"))
README = PROJECT / "README.md"
LINES = 80
WORDS = 30
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.+\b(FROM|INTO|SET)\b", re.DOTALL)


def faults(code: str) -> list[str]:
    """What a screen holds that belongs to the views, the texts or the charts."""
    tree = ast.parse(code)
    described = [node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef)]
    docstrings = {id(node.body[0].value) for node in described if ast.get_docstring(node) is not None}
    literals = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]
    found = [f"{len(code.splitlines())} lines"] if len(code.splitlines()) > LINES else []
    found += [f"loop at line {node.lineno}" for node in ast.walk(tree) if isinstance(node, LOOPS)]
    found += [
        f"groupby at line {node.lineno}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("groupby", "pivot_table", "execute", "sql")
    ]
    # A literal of a screen is a slug or an option of streamlit: one word of plain letters.
    found += [
        f"literal « {text} »" for text in literals if not re.fullmatch(r"[a-z0-9_.:-]*", text) or SQL.search(text)
    ]
    return found


def test_every_file_is_a_screen_and_each_has_its_own_rank():
    assert sorted(SCREENS) == [path.stem for path in PAGES]
    assert len({screen.order for screen in SCREENS.values()}) == len(SCREENS)


def unread(sentences: tuple[str, ...]) -> list[str]:
    """What of « Comment lire cet écran » is no sentence of its own."""
    found = [one for one in sentences if not re.fullmatch(r"[^\W\d_].*\w\.", one) or len(one.split()) > WORDS]
    return found + [f"{len(set(sentences))} sentences"] * (len(set(sentences)) != 3)


@pytest.mark.parametrize("slug", SCREENS)
def test_screen_says_how_it_is_read_in_three_sentences(slug):
    assert unread(SCREENS[slug].how_to_read) == []


@pytest.mark.parametrize(
    "sentences",
    [("Un.", "Deux.", ""), ("Un.", "Deux."), ("Un.", "Un.", "Deux."), ("Un.", "Deux.", "mot " * 31 + "là.")],
)
def test_screen_is_told_when_it_does_not_say_how_it_is_read(sentences):
    assert len(unread(sentences)) == 1


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_screen_is_thin(path):
    assert faults(path.read_text(encoding="utf-8")) == []


def drawn_at_import(code: str) -> list[str]:
    """What a screen would draw before the guard has let its reader in: calls of streamlit, or of a part of ours."""
    outside = [
        one for one in ast.parse(code).body if not isinstance(one, ast.FunctionDef | ast.Import | ast.ImportFrom)
    ]
    calls = [node for one in outside for node in ast.walk(one) if isinstance(node, ast.Call)]
    return [ast.unparse(call.func) for call in calls if ast.unparse(call.func) != "Screen"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_screen_draws_nothing_before_it_is_asked_to(path):
    assert drawn_at_import(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        'st.title("x")\nSCREEN = Screen(draw=draw)',
        "SCREEN = Screen(title=texts.title(), draw=draw)",
        "if True:\n    draw(session)",
        "class Drawn:\n    figure = draw()",
    ],
)
def test_screen_is_told_when_it_draws_at_import(code):
    assert len(drawn_at_import(code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        'st.title("Carte")',
        'st.info("Aucune donnée.")',
        "for zone in zones: st.write(zone)",
        "[st.write(zone) for zone in zones]",
        "frame.groupby(key).sum()",
        "connection.execute(query)",
        "\n" * LINES + "x = 1",
    ],
)
def test_screen_is_not_thin_when_it_does_the_work_of_another(code):
    assert len(faults(code)) == 1


@pytest.mark.parametrize("code", ['"""Screen « Carte »."""\nst.columns(2, gap="large")', "\n" * (LINES - 1) + "x = 1"])
def test_screen_is_thin_when_it_only_lays_out(code):
    assert faults(code) == []


def test_images_of_the_readme_exist():
    text = README.read_text(encoding="utf-8") if README.exists() else ""
    images = re.findall(r"!\[[^\]]*\]\(([^)\s]+)", text) + re.findall(r'<img[^>]+src="([^"]+)"', text)
    missing = [image for image in images if "://" not in image and not (PROJECT / image).is_file()]
    assert missing == []
