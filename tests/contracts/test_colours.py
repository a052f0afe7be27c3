"""One list of colours, that of ``analytics.charts``: stylesheets, scripts, figures and theme take theirs from it."""

import re
import tomllib
from pathlib import Path

import pytest

from analytics.charts import FONT, Colour
from analytics.text import chips
from pages.app.server import COLOURS

PROJECT = Path(__file__).parents[2]
LIST = PROJECT / "analytics" / "charts" / "__init__.py"
DRAWN = sorted(
    path.relative_to(PROJECT).as_posix()
    for room in ("analytics", "pages")
    for path in (PROJECT / room).rglob("*")
    if path.suffix in (".py", ".js", ".css") and path != LIST
)
THEME = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
LITERAL = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?!-)|\b(?:rgba?|hsla?|oklch|oklab)\(", re.IGNORECASE
)
NAMED = re.compile(r"var\((--[\w-]+)|colours\.(\w+)|colours\[\"(\w+)\"\]")
SAFE = {
    "textColor": Colour.INK,
    "primaryColor": Colour.BRAND,
    "linkColor": Colour.BRAND,
    "backgroundColor": Colour.PAPER,
    "secondaryBackgroundColor": Colour.PANEL,
    "borderColor": Colour.WIDGET_BORDER,
    "blueBackgroundColor": Colour.LESS_PROBABLE,
    "blueTextColor": Colour.LESS_PROBABLE_INK,
    "orangeBackgroundColor": Colour.MORE_PROBABLE,
    "orangeTextColor": Colour.MORE_PROBABLE_INK,
    "grayBackgroundColor": Colour.STABLE,
    "grayTextColor": Colour.STABLE_INK,
    "violetBackgroundColor": Colour.ACTION_TINT,
    "violetTextColor": Colour.ACTION_INK,
}


def breaches(code: str) -> list[str]:
    """Colours that a file writes itself, and names that the list does not have."""
    declared = set(re.findall(r"(--[\w-]+):", COLOURS + code))
    names = {name.lower() for name in Colour.__members__}
    found = [f"writes {literal}" for literal in LITERAL.findall(code)]
    for variable, *keys in NAMED.findall(code):
        if variable and variable not in declared:
            found.append(f"{variable} is no colour of the list")
        found += [f"{key} is no colour of the list" for key in keys if key and key not in names]
    return found


@pytest.mark.parametrize("file", DRAWN)
def test_file_takes_its_colours_from_the_list(file):
    assert breaches((PROJECT / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "code",
    [
        ".a { color: #1b2430; }",
        ".a { background: #fff; }",
        ".a { box-shadow: 0 0 3px rgba(0, 0, 0, .2); }",
        ".a { color: var(--red); }",
        'marker={"color": "#d1495b"}',
        "fill=${colours.crimson}",
    ],
)
def test_colour_of_its_own_is_refused(code):
    assert len(breaches(code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        ".a { color: var(--widget-border); --glyph: url(x); mask: var(--glyph); }",
        'marker={"color": Colour.SERIES}',
        "fill=${colours.ink_2}",
        'url = "#atlas-unsure"',
        "Numéro #12",
    ],
)
def test_colour_of_the_list_is_kept(code):
    assert breaches(code) == []


def test_theme_has_the_colours_of_the_list():
    colours = {name: value for name, value in THEME.items() if name.endswith("Color")}
    assert {name: colours[name] for name in SAFE} == SAFE
    assert set(colours.values()) <= set(Colour)


def test_theme_and_figures_have_the_same_letters():
    assert THEME["font"] == FONT


def test_icon_of_the_application_has_colours_of_the_list():
    icon = (PROJECT / "pages" / "app" / "static" / "quietude.svg").read_text(encoding="utf-8")
    assert set(re.findall(r"#\w{6}", icon)) <= set(Colour)


def test_every_chip_has_its_ground_or_its_border():
    """What is not judged has neither: it is a word alone."""
    styles = (PROJECT / "pages" / "app" / "static" / "quietude.css").read_text(encoding="utf-8")
    styled = {name for rule in re.findall(r"\.chip[:.]([^{]*)\{", styles) for name in re.findall(r"\w+", rule)}
    assert {*chips.BADGES} - styled == {chips.UNJUDGED}
