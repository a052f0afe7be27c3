"""Tables that say which quartiers share each IRIS: residents are shared out, never counted twice."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.intake import door
from data.intake.population import apportion
from data.intake.profiles import ZoneProfile
from data.model import Level

CENSUS = "IRIS;P21_POP\n319990101;1200\n319990102;300\n"
# The first IRIS spans the west half of quartiers 01 and 02, and a quarter of it lies in 02.
SPANNED, OWN = "319990101", "319990102"


@pytest.fixture
def counted(town):
    """A town whose IRIS have residents and no shapes."""
    town.load(CENSUS, name="insee.csv")
    return town


def give_shapes(town):
    shapes = [shapely.box(1.4125, 43.60, 1.4625, 43.65), shapely.box(1.40, 43.55, 1.50, 43.60)]
    frame = gpd.GeoDataFrame({"CODE_IRIS": [SPANNED, OWN]}, geometry=shapes, crs=4326)
    frame.to_file(town.folder / "iris.gpkg")
    door.take(town.commune, [town.folder / "iris.gpkg"], ZoneProfile(Level.IRIS))


def links(*rows, headers="quartier;code_iris"):
    return "\n".join([headers, *rows]) + "\n"


def people(town):
    return dict(town.ask("SELECT zone_code, population FROM zone WHERE level = 'quartier'"))


def test_iris_of_two_quartiers_is_shared_equally_when_nothing_tells_how_and_it_is_said(counted):
    delivery = counted.load(links(f"Bellevue;{SPANNED}", f"01;{SPANNED}", f"Centre-ville;{OWN}"))
    assert (delivery.source, delivery.rows_read, delivery.loaded) == ("quartiers_iris", 3, 3)
    assert people(counted) == {"01": 600, "02": 600, "03": 300, "04": None}
    (note,) = delivery.notes
    assert note.startswith("1 IRIS") and "parts égales" in note


def test_iris_is_shared_by_surface_when_shapes_are_known(counted):
    give_shapes(counted)
    delivery = counted.load(links(f"Bellevue;{SPANNED}", f"Les Aubépines;{SPANNED}", f"Centre-ville;{OWN}"))
    assert people(counted) == {"01": pytest.approx(900), "02": pytest.approx(300), "03": 300, "04": None}
    assert delivery.notes == ()


def test_shares_follow_surfaces_once_shapes_come(counted):
    counted.load(links(f"Bellevue;{SPANNED}", f"Les Aubépines;{SPANNED}"))
    give_shapes(counted)
    assert people(counted)["01"] == pytest.approx(900)


@pytest.mark.parametrize(("first", "second"), [("0,25", "0,75"), ("25 %", "75 %"), ("0.25", "0.75"), ("25%", "75,0%")])
def test_given_share_goes_before_surface(counted, first, second):
    give_shapes(counted)
    rows = (f"01;{SPANNED};{first}", f"02;{SPANNED};{second}")
    delivery = counted.load(links(*rows, headers="quartier;code_iris;part"))
    assert people(counted) == {"01": 300, "02": 900, "03": None, "04": None} and delivery.notes == ()


def test_pair_that_comes_twice_counts_once(counted):
    delivery = counted.load(links(f"01;{SPANNED}", f"Les Aubépines;{SPANNED}", f"02;{SPANNED}"))
    assert (delivery.loaded, delivery.duplicate) == (2, 1)
    assert people(counted)["01"] == 600


def test_quartier_has_none_when_one_of_its_iris_has_none(counted):
    counted.load(links(f"01;{SPANNED}", "01;319990103", f"02;{OWN}"))
    assert people(counted) == {"01": None, "02": 300, "03": None, "04": None}


def test_population_of_the_zone_file_is_kept(counted, squares):
    squares.assign(habitants=[1, 2, 3, 4]).to_file(counted.folder / "q.gpkg")
    door.take(counted.commune, [counted.folder / "q.gpkg"], ZoneProfile(Level.QUARTIER, population="habitants"))
    counted.load(links(f"01;{SPANNED}", f"02;{SPANNED}"))
    assert [*people(counted).values()] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (f"Ailleurs;{OWN};0,5", "quartier inconnu"),
        (f";{OWN};0,5", "quartier inconnu"),
        (f"03;{OWN};beaucoup", "part illisible"),
        (f"03;{OWN};-0,1", "part illisible"),
        (f"03;{OWN};1,1", "part illisible"),
    ],
)
def test_row_is_refused_with_its_reason(counted, row, reason):
    delivery = counted.load(links(f"01;{SPANNED};1", row, headers="quartier;code_iris;part"))
    assert (delivery.loaded, dict(delivery.rejected)) == (1, {reason: 1})
    assert counted.ask("SELECT row_number, reason FROM rejection") == [(3, reason)]


@pytest.mark.parametrize(("other", "loaded"), [("0,5", 3), ("0,51", 3), ("0,52", 1)])
def test_shares_of_an_iris_that_exceed_it_are_refused(counted, other, loaded):
    rows = (f"01;{SPANNED};0,5", f"02;{SPANNED};{other}", f"03;{OWN};1")
    assert counted.load(links(*rows, headers="quartier;code_iris;part")).loaded == loaded


def test_iris_of_other_communes_are_not_read(counted):
    assert counted.load(links(f"01;{SPANNED}", "01;315550101")).rows_read == 1


def test_later_table_counts_and_undoing_it_gives_back_the_former(counted):
    counted.load(links(f"01;{SPANNED}"))
    later = counted.load(links(f"02;{SPANNED}"), name="suite.csv")
    assert people(counted) == {"01": None, "02": 1200, "03": None, "04": None}
    assert counted.command("undo", later.delivery).exit_code == 0
    assert people(counted) == {"01": 1200, "02": None, "03": None, "04": None}


def test_undone_table_leaves_no_trace_of_itself(counted):
    give_shapes(counted)
    before = people(counted)
    delivery = counted.load(links(f"01;{SPANNED}", f"02;{SPANNED}"))
    assert people(counted) != before
    assert counted.command("undo", delivery.delivery).exit_code == 0
    assert people(counted) == before and counted.ask("SELECT count(*) FROM zone_link") == [(0,)]


def test_purge_keeps_a_table_that_has_no_date(counted):
    counted.load(links(f"01;{SPANNED}"))
    settings = counted.commune.home / "commune.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[retention]\nquartiers_iris = 1\n", encoding="utf-8")
    assert counted.command("purge").exit_code == 0
    assert people(counted)["01"] == 1200 and len(counted.ask("FROM delivery")) == 2


def test_deliveries_are_listed_without_a_period(counted):
    counted.load(links(f"01;{SPANNED}"))
    listed = counted.command("deliveries")
    assert listed.exit_code == 0 and "de – à –" in listed.stderr


@pytest.mark.parametrize("content", [links("01;315550101"), links(f"Ailleurs;{OWN}")], ids=["elsewhere", "unknown"])
def test_file_is_refused_when_nothing_of_it_is_usable(counted, refusal, content):
    before = counted.files()
    refusal(counted.command("load", counted.write("liens.csv", content)))
    assert counted.files() == before


def test_file_is_refused_when_quartiers_are_not_loaded(bare_town, refusal):
    assert "quartier" in refusal(bare_town.command("load", bare_town.write("liens.csv", links(f"01;{OWN}"))))


PAIRS = st.sets(st.tuples(st.sampled_from("abcd"), st.sampled_from("1234567")), min_size=1)


@given(PAIRS, st.lists(st.floats(0, 5000), min_size=7, max_size=7), st.booleans())
def test_no_resident_is_lost_nor_counted_twice(pairs, residents, have_shapes):
    """However many quartiers share an IRIS."""
    frame = pd.DataFrame(sorted(pairs), columns=["zone_code", "iris"])
    cell = {code: shapely.box(i, 0, i + 1, 2).wkb for i, code in enumerate("abcd")}
    iris = {code: shapely.box(0, i / 5, 4, (i + 1) / 5).wkb for i, code in enumerate("1234567")}
    frame["share"] = float("nan")
    frame["zone_shape"] = frame["zone_code"].map(cell)
    frame["iris_shape"] = frame["iris"].map(iris) if have_shapes else None
    parts = apportion.parts(frame)
    number = dict(zip("1234567", residents, strict=True))
    shared = (parts * frame["iris"].map(number)).sum()
    assert shared == pytest.approx(sum(number[one] for one in frame["iris"].unique()))
