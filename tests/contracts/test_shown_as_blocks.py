"""Shown as blocks: no picture of a screen without its computed reading, which is also its alternative text."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SCREENS = sorted(path.relative_to(PROJECT).as_posix() for path in (PROJECT / "pages").rglob("*.py"))
PICTURES = {("plot", "draw"), ("st", "image"), ("tableau", "picture")}
NATIVE = {"plotly_chart", "pyplot", "altair_chart", "line_chart", "bar_chart", "area_chart", "scatter_chart", "map"}


def breaches(code: str) -> list[str]:
    """Pictures without a reading that was computed, and charts of Streamlit, which have none."""
    faults = []
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        owner = ast.unparse(node.func.value)
        if (owner, node.func.attr) in PICTURES:
            readings = [one.value for one in node.keywords if one.arg == "alt"]
            if not readings or isinstance(readings[0], ast.Constant):
                faults.append(f"line {node.lineno}: a picture without a computed reading")
        if owner == "st" and node.func.attr in NATIVE:
            faults.append(f"line {node.lineno}: st.{node.func.attr} has no reading")
    return faults


@pytest.mark.parametrize("file", SCREENS)
def test_picture_has_its_reading(file):
    assert breaches((PROJECT / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        'plot.draw(figure, key="a")',
        'plot.draw(figure, key="a", alt="Carte")',
        "st.image(svg)",
        'st.image(svg, alt="Carte")',
        "tableau.picture(svg)",
        "st.plotly_chart(figure)",
        "st.map(rows)",
    ],
)
def test_picture_without_a_reading_is_refused(code):
    assert len(breaches(code)) == 1


def test_picture_with_its_reading_is_kept():
    assert breaches('plot.draw(figure, key="a", alt=plain(reading))\nst.markdown(reading)') == []
