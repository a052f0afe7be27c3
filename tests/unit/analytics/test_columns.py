"""Columns are declared once: a table with another column passes neither the gate, the twin nor the download."""

import pandas as pd
import pytest

from analytics import columns
from analytics.columns import COLUMNS, KEYS, Format
from analytics.disclosure import Policy, protect, tabulate
from analytics.export import tables
from data.model import Scope

STRICT = Policy.of(Scope.PUBLIC, 5)
ROW = {"zone_code": ["01"], "zone_label": ["Bellevue"], "n_events": [12]}


def test_declared_columns_come_in_the_order_asked_for():
    assert [one.name for one in columns.declared(["n_events", "zone_label"])] == ["n_events", "zone_label"]


@pytest.mark.parametrize("names", [["surprise"], ["n_events", "surprise"]], ids=str)
def test_column_is_refused_when_it_is_not_declared(names):
    with pytest.raises(ValueError, match="surprise"):
        columns.declared(names)


@pytest.mark.parametrize(
    "build",
    [
        lambda: protect(pd.DataFrame(ROW | {"surprise": [1]}), STRICT),
        lambda: tabulate(ROW | {"surprise": [1]}, STRICT),
        lambda: protect(pd.DataFrame(ROW), STRICT).derived(surprise=1),
        lambda: tables.readable(protect(pd.DataFrame(ROW), STRICT), ["surprise"], {}),
    ],
    ids=["protect", "tabulate", "derived", "readable"],
)
def test_table_is_refused_when_a_column_is_not_declared(build):
    with pytest.raises(ValueError, match="surprise"):
        build()


def test_keys_stay_and_figures_go_when_a_count_is_withheld():
    row = {name: ["x"] for name in COLUMNS if name not in ("n_events", "status", "period")}
    frame = protect(
        pd.DataFrame(row | {name: [9] for name in row if name.startswith("n_")} | {"n_events": [1]}), STRICT
    )
    kept = {name for name, value in frame.frame.iloc[0].items() if pd.notna(value)}
    assert kept == KEYS


def test_header_tells_the_columns_of_a_table_apart():
    twice = {"value", "events", "n_events"}
    headers = [column.header for name, column in COLUMNS.items() if name not in twice]
    assert len(headers) == len(set(headers))


@pytest.mark.parametrize("text", ['header = "A"\nformat = "colour"', 'header = "A"\nformat = "rate"\nunit = "x"'])
def test_description_is_refused_when_it_does_not_read(tmp_path, text):
    path = tmp_path / "columns.toml"
    path.write_text(f"[a]\n{text}\n", encoding="utf-8")
    with pytest.raises((ValueError, TypeError)):
        columns._read(path)


def test_every_column_is_written_by_one_of_the_formats():
    assert {column.format for column in COLUMNS.values()} == set(Format)
