"""Where facts lie: coordinates as files write them, borders, overlaps, and zones that come or change afterwards."""

import geopandas as gpd
import pytest
import shapely
from pyproj import Transformer

from data.errors import MappingError, UnknownLevelError
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level

DEGREES = ("date=date", "lat=lat", "lon=lon")
INSIDE = {"01": (43.62, 1.42), "02": (43.62, 1.47), "03": (43.57, 1.42), "04": (43.57, 1.47)}


def load_points(town, *points, name="points.csv"):
    rows = "".join(f"2024-03-14;{lat};{lon}\n" for lat, lon in points)
    return town.load("date;lat;lon\n" + rows, *DEGREES, kind="signalement", name=name)


def load_zones(town, frame, level=Level.QUARTIER, name="zones.geojson"):
    frame.to_file(town.folder / name)
    return door.take(town.commune, [town.folder / name], ZoneProfile(level))


def frame(**shapes):
    return gpd.GeoDataFrame({"code": [*shapes]}, geometry=[*shapes.values()], crs=4326)


# --- how coordinates are written


@pytest.mark.parametrize("code", INSIDE)
def test_point_has_the_zone_around_it(town, code):
    assert load_points(town, INSIDE[code]).not_located == {"quartier": 0}
    assert town.facts("quartier, location") == [(code, "point")]


@pytest.mark.parametrize(
    "point",
    [
        "43.62,1.42",
        "43.62, 1.42",
        '{"type":"Point","coordinates":[1.42,43.62]}',
        '{"coordinates": [1.42, 43.62], "type": "Point"}',
        "{'lon': 1.42, 'lat': 43.62}",
        "{'lat': 43.62, 'lon': 1.42}",
        '{"longitude": 1.42, "latitude": 43.62}',
    ],
)
def test_point_is_read_when_spelled_in_one_cell(town, point):
    quoted = point.replace('"', '""')
    town.load(f'date;lieu\n2024-03-14;"{quoted}"\n', "date=date", "point=lieu", kind="signalement")
    assert town.facts("lon::DOUBLE, lat::DOUBLE, quartier") == [(1.42, 43.62, "01")]


@pytest.mark.parametrize(
    "point", ["48.39,-4.49", '{"type":"Point","coordinates":[-4.49,48.39]}', "{'lon': -4.49, 'lat': 48.39}"]
)
def test_point_is_west_of_greenwich_when_its_longitude_is_negative(bare_town, point):
    quoted = point.replace('"', '""')
    bare_town.load(f'date;lieu\n2024-03-14;"{quoted}"\n', "date=date", "point=lieu", kind="signalement")
    assert bare_town.facts("lon::DOUBLE, lat::DOUBLE") == [(-4.49, 48.39)]


def test_coordinates_are_read_when_decimals_follow_a_comma(town):
    assert load_points(town, ("43,62", "1,42")).not_located == {"quartier": 0}


@pytest.mark.parametrize("epsg", [2154, 3943, 3944])
def test_coordinates_are_read_when_in_metres_of_a_french_projection(town, epsg):
    project = Transformer.from_crs(4326, epsg, always_xy=True).transform
    rows = "".join("2024-03-14;{:.1f};{:.1f}\n".format(*project(lon, lat)) for lat, lon in INSIDE.values())
    town.load("date;X;Y\n" + rows, "date=date", "x=X", "y=Y", kind="signalement")
    assert town.facts("quartier, round(lon, 2)::DOUBLE, round(lat, 2)::DOUBLE") == [
        (code, lon, lat) for code, (lat, lon) in INSIDE.items()
    ]


def test_file_is_refused_when_its_metres_are_of_no_known_projection(town):
    with pytest.raises(MappingError, match="n’est pas reconnu"):
        town.load("date;X;Y\n2024-03-14;50000000;60000000\n", "date=date", "x=X", "y=Y", kind="signalement")


def test_other_rows_are_read_when_one_has_mistyped_metres(town):
    x, y = Transformer.from_crs(4326, 2154, always_xy=True).transform(1.42, 43.62)
    rows = f"2024-03-14;{x:.0f};{y:.0f}\n" * 9 + "2024-03-14;5740000000;62\n"
    delivery = town.load("date;X;Y\n" + rows, "date=date", "x=X", "y=Y", kind="signalement")
    assert town.ask("SELECT count(*) FROM located_fact WHERE quartier = '01'") == [(9,)]
    assert delivery.rows_read == 10


@pytest.mark.parametrize(
    "missing",
    [("", ""), ("0", "0"), ("0.0", "0.0"), ("-1", "-1"), ("NA", "NA"), (" ", " "), ("", "1.42"), ("43.62", "")],
)
def test_fact_is_kept_without_a_place_when_its_coordinates_are_missing(town, missing):
    delivery = load_points(town, INSIDE["01"], missing)
    assert (delivery.loaded, dict(delivery.rejected), dict(delivery.not_located)) == (2, {}, {"quartier": 1})
    assert town.facts("quartier, location") == [("01", "point"), (None, "none")]


@pytest.mark.parametrize("missing", ["", "NA", "{}", "None"])
def test_fact_is_kept_without_a_place_when_its_point_is_missing(town, missing):
    town.load(f"date;lieu\n2024-03-14;{missing}\n", "date=date", "point=lieu", kind="signalement")
    assert town.facts("quartier, location") == [(None, "none")]


@pytest.mark.parametrize(
    ("point", "reason"),
    [
        (("abc", "1.42"), "coordonnées illisibles"),
        (("43.62", "abc"), "coordonnées illisibles"),
        (("91", "1.42"), "coordonnées impossibles"),
        (("43.62", "181"), "coordonnées impossibles"),
        (("4362000", "142000"), "coordonnées impossibles"),
        (("inf", "1.42"), "coordonnées impossibles"),
        (("48.85", "2.35"), "position à plus de 50 km de la commune"),
        (("-43.62", "1.42"), "position à plus de 50 km de la commune"),
        (("1.42", "43.62"), "position à plus de 50 km de la commune"),
    ],
)
def test_row_is_rejected_when_it_lies_nowhere_near(town, point, reason):
    delivery = load_points(town, INSIDE["01"], point)
    assert dict(delivery.rejected) == {reason: 1}
    assert town.facts("quartier") == [("01",)]


@pytest.mark.parametrize(("lat", "kept"), [(43.65 + 49.5 / 111.2, True), (43.65 + 50.5 / 111.2, False)])
def test_neighbouring_fact_is_kept_and_counted_when_within_fifty_kilometres(town, lat, kept):
    delivery = load_points(town, INSIDE["01"], (lat, 1.42))
    assert (delivery.loaded, dict(delivery.not_located)) == ((2, {"quartier": 1}) if kept else (1, {"quartier": 0}))


# --- one zone or none


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ((43.62, 1.45), "01"),
        ((43.57, 1.45), "03"),
        ((43.60, 1.42), "01"),
        ((43.60, 1.47), "02"),
        ((43.60, 1.45), "01"),
        ((43.65, 1.40), "01"),
        ((43.55, 1.50), "04"),
        ((43.62, 1.4501), "02"),
        ((43.6501, 1.42), None),
    ],
)
def test_first_zone_in_code_order_has_the_point_when_it_lies_on_a_border(town, point, code):
    load_points(town, point)
    assert town.facts("quartier") == [(code,)]


def test_first_zone_in_code_order_has_the_point_when_zones_overlap(town):
    load_zones(town, frame(b=shapely.box(1.40, 43.55, 1.50, 43.65), a=shapely.box(1.44, 43.59, 1.46, 43.61)))
    load_points(town, (43.60, 1.45), (43.62, 1.42))
    assert town.facts("quartier, lat::DOUBLE") == [("a", 43.6), ("b", 43.62)]


def test_no_zone_has_the_point_when_it_lies_in_a_hole(town):
    shell, hole = shapely.box(1.40, 43.55, 1.50, 43.65), shapely.box(1.44, 43.59, 1.46, 43.61)
    load_zones(town, frame(a=shell.difference(hole)))
    assert load_points(town, (43.60, 1.45), (43.62, 1.42)).not_located == {"quartier": 1}


def test_each_level_has_its_own_zone(town, squares):
    load_zones(town, frame(west=shapely.box(1.40, 43.55, 1.45, 43.65)), Level.QPV)
    load_zones(town, squares.assign(code=[f"31999010{i}" for i in range(1, 5)]), Level.IRIS, "iris.geojson")
    delivery = load_points(town, *INSIDE.values())
    assert delivery.not_located == {"quartier": 0, "qpv": 2, "iris": 0}
    assert town.facts("quartier, qpv, iris, bailleur") == [
        ("01", "west", "319990101", None), ("02", None, "319990102", None),
        ("03", "west", "319990103", None), ("04", None, "319990104", None),
    ]  # fmt: skip


# --- zones that come afterwards, or change


def test_facts_are_located_when_zones_come_after_them(bare_town, squares):
    assert load_points(bare_town, *INSIDE.values()).not_located == {}
    load_zones(bare_town, squares)
    assert bare_town.facts("quartier") == [(code,) for code in INSIDE]
    assert bare_town.ask(
        "SELECT sum(n_events) FROM monthly_count WHERE level = 'quartier' AND zone_code IS NOT NULL"
    ) == [(4,)]


def test_facts_have_their_new_zone_when_zones_are_replaced(town):
    load_points(town, *INSIDE.values())
    load_zones(town, frame(north=shapely.box(1.40, 43.60, 1.50, 43.65)))
    assert town.facts("quartier") == [("north",), ("north",), (None,), (None,)]
    assert town.ask("SELECT count(*) FROM zone WHERE level = 'quartier'") == [(1,)]


def test_nothing_changes_when_the_same_zones_come_again(town, squares):
    before = town.files()
    load_zones(town, squares)
    assert town.files() == before


def test_named_zone_is_kept_when_another_level_comes(town, squares):
    town.load("date;q\n2024-03-14;Bellevue\n", "date=date", "zone_label=q", kind="mediation")
    load_zones(town, squares, Level.IRIS)
    assert town.facts("quartier, location") == [("02", "zone")]


def test_named_zone_is_forgotten_when_it_no_longer_exists(town, squares):
    town.load("date;q\n2024-03-14;Bellevue\n2024-03-14;Centre-ville\n", "date=date", "zone_label=q", kind="mediation")
    load_zones(town, squares[squares["code"] != "02"])
    assert town.facts("quartier") == [("03",), (None,)]


def test_named_zone_is_kept_when_the_point_lies_outside_and_another_level_comes(town, squares):
    town.load("date;q;lat;lon\n2024-03-14;Bellevue;43.70;1.42\n", *DEGREES, "zone_label=q", kind="mediation")
    before = town.facts("quartier")
    load_zones(town, squares, Level.IRIS)
    assert town.facts("quartier") == before


def test_fact_is_known_again_when_zones_changed_beside_its_border(town, squares):
    """Points are kept to about ten metres: placed again, a fact at a border may change zone, and is the same fact."""
    load_points(town, (43.62, 1.450001))
    load_zones(town, squares, Level.IRIS)
    later = load_points(town, (43.62, 1.450001), (43.57, 1.42), name="suite.csv")
    assert (later.loaded, later.duplicate) == (1, 1)


def test_file_is_refused_when_it_names_zones_of_a_level_that_has_none(town):
    with pytest.raises(UnknownLevelError, match="iris"):
        town.load("date;q\n2024-03-14;Bellevue\n", "date=date", "zone_label=q", kind="mediation", level="iris")


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        (("date=d", "lat=a"), "la latitude (« lat ») et la longitude (« lon ») vont ensemble"),
        (("date=d", "x=a"), "les coordonnées « x » et « y » vont ensemble"),
        (("month=d", "end=a"), "la fin de la période est donnée sans son début"),
    ],
)
def test_refusal_of_columns_says_what_to_choose(town, mapping, said):
    result = town.command(
        "load",
        town.write("f.csv", "d;a\n2024-03-01;1\n"),
        "--kind",
        "signalement",
        *(f"--map={one}" for one in mapping),
    )
    sentence = " ".join(result.output.replace("\u00a0", " ").split())
    assert result.exit_code == 2 and said in sentence and "Reliez" not in sentence
