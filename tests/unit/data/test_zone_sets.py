"""Sets of zones: one number for one set, whatever the way to it, and none written twice."""

import duckdb
import numpy as np
import pytest

from data.warehouse.statements import tables
from data.warehouse.zone_sets import ZoneSets

CODES = {"quartier": ["01", "02"], "iris": ["a", "b", "c"]}


@pytest.fixture
def draft():
    with duckdb.connect() as connection:
        for table in tables():
            connection.execute(table)
        yield connection


def written(draft):
    rows = draft.execute("SELECT zone_set, level, zone_code FROM zone_set ORDER BY ALL").fetchall()
    return {number: {(level, code) for other, level, code in rows if other == number} for number, _, _ in rows}


def test_row_located_nowhere_has_the_set_without_zones(draft):
    sets = ZoneSets(draft)
    assert sets.numbers({}, {}, 3).tolist() == [0, 0, 0]
    assert sets.numbers(CODES, {"quartier": np.array([-1], np.int32)}, 1).tolist() == [0]
    assert sets.number({}) == 0
    sets.write()
    assert written(draft) == {}


def test_set_has_one_number_whatever_the_way_to_it(draft):
    sets = ZoneSets(draft)
    positions = {"quartier": np.array([0, 1, 0, -1], np.int32), "iris": np.array([2, -1, 2, -1], np.int32)}
    first, second, again, none = sets.numbers(CODES, positions, 4).tolist()
    assert len({first, second, none}) == 3 and (first, none) == (again, 0)
    assert sets.number({"iris": "c", "quartier": "01"}) == first
    assert sets.completed(sets.number({"quartier": "01"}), [("iris", "c"), ("quartier", "02")]) == first
    sets.write()
    sets.write()
    assert written(draft)[first] == {("quartier", "01"), ("iris", "c")}
    assert ZoneSets(draft).number({"quartier": "01", "iris": "c"}) == first


def test_new_number_follows_the_last_one_where_some_are_gone(draft):
    draft.execute("INSERT INTO zone_set VALUES (7, 'quartier', '01')")
    sets = ZoneSets(draft)
    assert (sets.number({"quartier": "01"}), sets.number({"quartier": "02"})) == (7, 8)


def test_set_is_completed_by_zones_that_still_exist_alone(draft):
    zone = "INSERT INTO zone (zone_code, level, vintage, label) VALUES (?, ?, '', '')"
    draft.executemany(zone, [("a", "iris"), ("02", "quartier")])
    sets = ZoneSets(draft)
    named = [sets.number({"iris": "a"}), sets.number({"iris": "b"}), sets.number({"quartier": "02"}), 0]
    points = [sets.number({"quartier": "01"})] * 4
    completed = sets.all_completed(np.array(points, np.int32), np.array(named, np.int32)).tolist()
    assert completed == [sets.number({"quartier": "01", "iris": "a"}), *points[1:]]
