"""Residents of the IRIS, and of the quartiers that they cut."""

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.intake import door
from data.intake.population import residents
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.warehouse import snapshot

SEXES, AGES = ("H", "F"), ("0014", "1529", "3044", "4559", "6074", "75P")
MARGINS = [f"P21_{sex}{age}" for sex in SEXES for age in AGES]
OTHERS = ["P21_POP0002", "P21_POP0019", "P21_H0019", "P21_H2064", "P21_F65P", "P21_POPH", "P21_POPF", "C21_POP15P"]
HEADERS = ["IRIS", "COM", "TYP_IRIS", "LAB_IRIS", "P21_POP", *MARGINS, *OTHERS]


def line(iris, each=10.5):
    """One IRIS with as many residents in each group."""
    others = [999] * len(OTHERS)
    return ";".join(map(str, [iris, iris[:5], "H", "Essai", 12 * each, *[each] * len(MARGINS), *others]))


def census(*lines, prefix="P21"):
    return "\n".join([";".join(HEADERS).replace("P21", prefix), *lines]) + "\n"


@pytest.fixture
def halves(town):
    """Two IRIS that cut the commune from east to west: the north one covers 01 and 02, the south one 03 and 04."""
    shapes = [shapely.box(1.40, 43.60, 1.50, 43.65), shapely.box(1.40, 43.55, 1.50, 43.60)]
    frame = gpd.GeoDataFrame({"CODE_IRIS": ["319990101", "319990102"]}, geometry=shapes, crs=4326)
    frame.to_file(town.folder / "iris.gpkg")
    door.take(town.commune, [town.folder / "iris.gpkg"], ZoneProfile(Level.IRIS))
    return town


def known(town, level):
    return town.ask(f"SELECT zone_code, population FROM zone WHERE level = '{level}' ORDER BY ALL")


def test_residents_are_kept_by_sex_and_age_and_never_added_twice(halves):
    delivery = halves.load(census(line("319990101"), line("319990102", 20), line("310010101")))
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("population_iris", 2, 2)
    assert known(halves, "iris") == [("319990101", 126.0), ("319990102", 240.0)]
    rows = halves.ask("SELECT sex, age, number, vintage FROM resident WHERE iris = '319990101' ORDER BY ALL")
    assert rows == [(sex, age, 10.5, 2021) for sex in ("femmes", "hommes") for age in AGES]


def test_population_alone_is_enough(halves):
    halves.load("IRIS;P20_POP\n319990101;120,5\n319990102;80\n")
    assert known(halves, "iris") == [("319990101", 120.5), ("319990102", 80.0)]
    assert halves.ask("SELECT DISTINCT sex, age, vintage FROM resident") == [(None, None, 2020)]


def test_quartier_without_population_has_its_share_of_the_iris_and_says_so(halves):
    halves.load(census(line("319990101"), line("319990102", 20)))
    found = dict(known(halves, "quartier"))
    assert found == pytest.approx({"01": 63, "02": 63, "03": 120, "04": 120})
    assert known(halves, "commune") == [("31999", pytest.approx(366))]
    assert halves.ask("SELECT DISTINCT level FROM zone WHERE population_estimated") == [("quartier",)]


def test_snapshot_from_before_estimates_is_brought_up_to_date(town, halves):
    path = snapshot.path_of(town.commune.home, snapshot.current_version(town.commune.home))
    with duckdb.connect(path) as connection:
        connection.execute("ALTER TABLE zone DROP COLUMN population_estimated")
        connection.execute("DROP TABLE resident")
    halves.load(census(line("319990101"), line("319990102")))
    assert halves.ask("SELECT count(*) FROM zone WHERE population_estimated") == [(4,)]


def test_population_of_the_zone_file_is_kept(town, squares, halves):
    squares.assign(habitants=[1, 2, 3, 4]).to_file(town.folder / "quartiers.geojson")
    door.take(town.commune, [town.folder / "quartiers.geojson"], ZoneProfile(Level.QUARTIER, population="habitants"))
    halves.load(census(line("319990101"), line("319990102", 20)))
    assert [number for _, number in known(halves, "quartier")] == [1, 2, 3, 4]
    assert halves.ask("SELECT count(*) FROM zone WHERE population_estimated") == [(0,)]


def test_zones_have_their_population_whatever_comes_first(town, halves):
    halves.load(census(line("319990101"), line("319990102", 20)))
    door.take(town.commune, [town.folder / "iris.gpkg"], ZoneProfile(Level.IRIS))
    assert known(halves, "iris") == [("319990101", 126.0), ("319990102", 240.0)]


def test_quartier_has_none_when_one_of_its_iris_has_none(halves):
    halves.load(census(line("319990101")))
    found = dict(known(halves, "quartier"))
    assert found["01"] == pytest.approx(63) and found["03"] is None and found["04"] is None
    assert known(halves, "commune") == [("31999", None)]


def test_later_census_counts_and_an_earlier_one_does_not(halves):
    halves.load(census(line("319990101"), line("319990102")))
    halves.load(census(line("319990101", 20), line("319990102", 20), prefix="P22"), name="suite.csv")
    assert {number for _, number in known(halves, "iris")} == {240.0}
    halves.load(census(line("319990101", 1), line("319990102", 1), prefix="P19"), name="ancien.csv")
    assert {number for _, number in known(halves, "iris")} == {240.0}
    again = halves.load(census(line("319990101", 20), line("319990102", 21), prefix="P22"), name="corrige.csv")
    assert (again.loaded, again.duplicate) == (1, 1)


def test_row_without_a_number_is_refused_with_its_reason(halves):
    delivery = halves.load(census(line("319990101"), line("319990102", "x")))
    assert (delivery.loaded, dict(delivery.rejected)) == (1, {"population illisible": 1})
    assert halves.ask("SELECT row_number, reason FROM rejection") == [(3, "population illisible")]


@pytest.mark.parametrize(
    ("content", "says"),
    [(census(line("310010101")), "aucune ligne"), (census(line("319990101", "x")), "population illisible : 1")],
)
def test_file_is_refused_when_no_iris_of_the_commune_is_counted(halves, refusal, content, says):
    before = halves.files()
    assert says in refusal(halves.command("load", halves.write("insee.csv", content)))
    assert halves.files() == before


@given(st.lists(st.floats(0.1, 0.9), min_size=1, max_size=4, unique=True), st.floats(1, 5000))
def test_shares_of_an_iris_add_up_to_its_population_however_it_is_cut(cuts, inhabitants):
    edges = [0, *sorted(cuts), 1]
    pieces = [shapely.box(west, 0, east, 1) for west, east in zip(edges, edges[1:], strict=False)]
    kept = [piece for piece in pieces if piece.area > 0.01]
    iris = pd.DataFrame({"population": [inhabitants], "geometry": [shapely.box(0, 0, 1, 1)]})
    shared = residents._shared(iris, pd.DataFrame({"geometry": kept}))
    assert np.allclose(shared, [piece.area * inhabitants for piece in kept])
