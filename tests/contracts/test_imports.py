"""The direction of imports, read in the code: pages → analytics → data, and each library behind its one door."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
OURS = ("pages", "analytics", "data")
FILES = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in [PROJECT / "dashboard.py", *(path for folder in OURS for path in (PROJECT / folder).rglob("*.py"))]
)

# Floors, the top one first: a module imports those of its own floor and of the floors below, never above.
FLOORS = (
    ("pages", "dashboard"),
    ("analytics.__main__",),
    ("analytics.export", "analytics.blocks"),
    ("analytics.charts", "analytics.text"),
    ("analytics.figures",),
    ("analytics.statistics", "analytics.disclosure", "analytics.indicators", "analytics.columns"),
    ("data",),
)
# What only these may import.
DOORS = {
    "streamlit": ("pages", "dashboard"),
    "duckdb": ("data",),
    "plotly": ("analytics.charts",),
    "data.warehouse.repository": ("data", "analytics.figures"),
}
# Statistics know the words of the house and nothing that is loaded: they are used, tested and read alone.
STATISTICS = ("analytics.statistics", "analytics.disclosure")
KNOWN_TO_STATISTICS = (*STATISTICS, "analytics.columns", "data.model", "data.definitions")
VAGUE = {"utils", "helpers", "common"}


def is_in(module: str, places: tuple[str, ...]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def floor(module: str) -> int:
    """Rank of the floor of a module of ours, 0 at the top; below all for a library."""
    return next((rank for rank, rooms in enumerate(FLOORS) if is_in(module, rooms)), len(FLOORS))


def imported(module: str, is_package: bool, code: str) -> set[str]:
    """Dotted names that a module imports, ``from a import b`` giving ``a.b``."""
    names = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level + is_package or None] if node.level else []
            source = ".".join([*package, *filter(None, [node.module])])
            names |= {f"{source}.{alias.name}" for alias in node.names}
    return names


def breaches(file: str, code: str) -> list[str]:
    """Rules of the house that a file breaks by what it is called and what it imports."""
    path = Path(file)
    is_package = path.stem == "__init__"
    module = ".".join((path.parent if is_package else path.with_suffix("")).parts)
    found = [f"{module}: {part} says nothing" for part in sorted(VAGUE & set(module.split(".")))]
    for name in sorted(imported(module, is_package, code)):
        against_the_stream = floor(name) < floor(module)
        past_the_door = any(is_in(name, (library,)) and not is_in(module, users) for library, users in DOORS.items())
        beyond_statistics = is_in(module, STATISTICS) and is_in(name, OURS) and not is_in(name, KNOWN_TO_STATISTICS)
        if against_the_stream or past_the_door or beyond_statistics:
            found.append(f"{module} imports {name}")
    return found


@pytest.mark.parametrize("file", FILES)
def test_file_keeps_the_rules_of_the_house(file):
    assert breaches(file, (PROJECT / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("data/zones.py", "from analytics.statistics import rates"),
        ("data/zones.py", "import analytics.statistics.rates as rates"),
        ("data/zones.py", "def late():\n    from pages.app import guard"),
        ("analytics/figures/counts.py", "from pages.app import guard"),
        ("analytics/figures/counts.py", "import streamlit as st"),
        ("analytics/figures/counts.py", "import duckdb"),
        ("analytics/figures/counts.py", "from analytics.text import readings"),
        ("analytics/figures/counts.py", "from analytics.charts import series"),
        ("analytics/indicators/__init__.py", "from analytics.figures import counts"),
        ("analytics/charts/series.py", "from analytics.export import tables"),
        ("analytics/text/readings.py", "from analytics.export import tables"),
        ("analytics/figures/counts.py", "from plotly import graph_objects"),
        ("analytics/text/formats.py", "from data.warehouse import repository"),
        ("analytics/text/formats.py", "from data.warehouse.repository import counts"),
        ("analytics/statistics/rates.py", "from data import commune"),
        ("analytics/statistics/rates.py", "from data.errors import QuietudeError"),
        ("analytics/statistics/rates.py", "from analytics import figures"),
        ("analytics/statistics/rates.py", "from .. import figures"),
        ("analytics/statistics/evaluation/__init__.py", "from ...text import formats"),
        ("pages/carte.py", "from data.warehouse import repository"),
        ("pages/carte.py", "import duckdb"),
        ("pages/app/utils.py", ""),
        ("data/common/__init__.py", ""),
    ],
)
def test_rule_is_broken_when_an_import_goes_the_wrong_way(file, code):
    assert len(breaches(file, code)) == 1


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("dashboard.py", "import streamlit as st\nfrom pages.app import server"),
        ("pages/carte.py", "import streamlit as st\nfrom analytics import figures\nfrom data import commune"),
        ("analytics/charts/maps.py", "import plotly.graph_objects as go\nfrom analytics.disclosure import protect"),
        ("analytics/figures/counts.py", "from analytics import disclosure\nfrom data.warehouse import repository"),
        ("analytics/statistics/rates.py", "import numpy\nfrom data.model import Kind"),
        ("analytics/statistics/evaluation/__init__.py", "from .before_after import estimate"),
        ("analytics/statistics/evaluation/before_after.py", "from . import checks\nfrom .. import rates"),
        ("data/warehouse/publish.py", "import duckdb\nfrom . import repository"),
    ],
)
def test_rule_is_kept_when_an_import_goes_the_right_way(file, code):
    assert breaches(file, code) == []
