"""Counted once, judged once: one module reads the counts of facts, one gives the word of a change, one of a zone."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CODE = sorted(
    path.relative_to(PROJECT).as_posix() for top in ("analytics", "pages") for path in (PROJECT / top).rglob("*.py")
)
RELEASE = "analytics/figures/release.py"
# What the repository gives that is no count of facts: zones, surveys, the State's figures, deliveries, refused rows.
NOT_COUNTS = {
    "answers", "benchmark", "changed_limits", "deliveries", "questions", "rejections", "residents", "respondents",
    "sources", "waves", "zone_centres", "zone_outlines",
}  # fmt: skip
JUDGES = {
    "watch": ("analytics/figures/alerts.py", "analytics/statistics/"),
    "judge_change": ("analytics/figures/changes.py", "analytics/statistics/"),
    "judge_place": ("analytics/figures/zones_compared.py", "analytics/statistics/"),
    "judge_difference": ("analytics/figures/zones_compared.py", "analytics/statistics/"),
}


def attributes(code: str, module: str) -> set[str]:
    """Attributes of a module that a file reads, under whatever name it imports it."""
    tree = ast.parse(code)
    names, read = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names if f"{node.module}.{alias.name}" == module}
            read |= {alias.name for alias in node.names if node.module == module}
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name for alias in node.names if alias.name == module}
    return read | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and ast.unparse(node.value) in names
    }


def breaches(file: str, code: str) -> list[str]:
    """Counts of facts that a file reads past the release, judges that it asks past the one place, its own memory."""
    found = []
    if file != RELEASE:
        read = attributes(code, "data.warehouse.repository")
        found += [f"reads repository.{name}" for name in sorted(read - NOT_COUNTS)]
    called = {
        node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
    }
    found += [f"asks {judge}" for judge, rooms in JUDGES.items() if judge in called and not file.startswith(rooms)]
    if file.startswith("analytics/figures/"):
        found += [
            f"keeps a memory with {name}" for name in ("lru_cache", "cache") if name in attributes(code, "functools")
        ]
    return found


@pytest.mark.parametrize("file", CODE)
def test_file_counts_and_judges_nothing_by_itself(file):
    assert breaches(file, (PROJECT / file).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("analytics/figures/counts.py", "from data.warehouse import repository\nrepository.cube(connection)"),
        ("analytics/figures/series.py", "from data.warehouse import repository as base\nbase.counts(connection)"),
        ("pages/app/screens/carte/zone_map.py", "from data.warehouse.repository import cube"),
        ("pages/app/screens/accueil.py", "from analytics.statistics import trends\ntrends.judge_change(1, 2)"),
        (
            "analytics/text/readings.py",
            "from analytics.statistics.comparison import judge_place\njudge_place([1], [2])",
        ),
        ("analytics/figures/surveys.py", "from functools import lru_cache"),
        ("analytics/figures/coverage.py", "import functools\n@functools.cache\ndef rows(): ..."),
    ],
)
def test_file_that_counts_or_judges_by_itself_is_refused(file, code):
    assert len(breaches(file, code)) == 1


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (RELEASE, "from data.warehouse import repository\nrepository.cube(connection)"),
        ("analytics/figures/surveys.py", "from data.warehouse import repository\nrepository.waves(connection)"),
        ("analytics/figures/changes.py", "from analytics.statistics import trends\ntrends.judge_change(1, 2)"),
        ("analytics/indicators/__init__.py", "from functools import cache"),
    ],
)
def test_file_that_asks_the_release_and_the_judge_is_kept(file, code):
    assert breaches(file, code) == []
