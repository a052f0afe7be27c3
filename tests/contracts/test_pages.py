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
LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
SQL = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE)\b.+\b(FROM|INTO|SET)\b", re.DOTALL)


def faults(code: str) -> list[str]:
    """What a screen holds that belongs to the views, the texts or the charts."""
    tree = ast.parse(code)
    literals = [
        node.value
        for statement in tree.body[ast.get_docstring(tree) is not None :]
        for node in ast.walk(statement)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
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


def test_registry_names_every_screen_once_and_no_other():
    assert sorted(screen.slug for screen in SCREENS) == [path.stem for path in PAGES]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_screen_is_thin(path):
    assert faults(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_screen_asks_the_guard_under_its_own_name(path):
    assert re.search(rf'guard\.(require|visit)\("{path.stem}"\)', path.read_text(encoding="utf-8"))


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
