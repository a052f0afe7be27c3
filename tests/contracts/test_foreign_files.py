"""Screens and commands open no foreign file themselves: what reads one is handed to a child process."""

import ast
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
READERS = {"door": {"take"}, "examination": {"examine", "load_as_proposed", "write_plain"}}
READERS |= {"assistant": {"examine", "natures", "preview", "accept"}, "tabular": {"opened"}, "zones": {"load"}}
FLOOR = [PROJECT / "data" / "__main__.py", *sorted((PROJECT / "pages").rglob("*.py"))]


def calls(code: str) -> list[str]:
    """Calls of what opens a foreign file."""
    return [
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.attr in READERS.get(node.func.value.id, ())
    ]


@pytest.mark.parametrize("path", FLOOR, ids=lambda path: str(path.relative_to(PROJECT)))
def test_foreign_file_is_opened_in_a_child_alone(path):
    assert calls(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("code", ["door.take(commune, paths)", "examination.examine(commune, path)"])
def test_a_direct_call_is_seen(code):
    assert len(calls(code)) == 1


def test_a_reader_may_be_handed_over():
    assert calls("Child(name, size, door.take, commune, paths)") == []
