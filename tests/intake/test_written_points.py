"""Points as files write them, and names of zones as people write them."""

import json

import pytest
import shapely

from data.intake import examination
from data.intake.zones import names

SQUARE = shapely.box(1.41, 43.605, 1.43, 43.615)


@pytest.mark.parametrize(
    "point",
    [
        "POINT (1.42 43.61)", "POINT Z (1.42 43.61 12)", "SRID=4326;POINT(1.42 43.61)", "Point(1.42 43.61)",
        "(43.61, 1.42)", "43.61,1.42", "43.61 1.42", "43.61;1.42", "43,61;1,42", "43,61 1,42", "43,61, 1,42",
        "[43,61 ; 1,42]",
        "{'lon': 1.42, 'lat': 43.61}", '{"latitude": 43.61, "longitude": 1.42}',
        '{"type": "Point", "coordinates": [1.42, 43.61]}', SQUARE.wkt, shapely.to_geojson(SQUARE),
        "LINESTRING (1.41 43.61, 1.42 43.61, 1.43 43.61)",
        "43°36'36\"N 1°25'12\"E", "N 43 36.6, E 001 25.2", "43,61° N ; 1,42° E",
    ],
)  # fmt: skip
def test_point_is_read(town, point):
    rows = [{"Date": f"2024-03-0{i}", "Lieu": point} for i in range(1, 4)]
    delivery = town.load(json.dumps(rows), "date=Date", "point=Lieu", kind="signalement", name="f.json")
    assert (delivery.loaded, dict(delivery.not_located)) == (3, {"quartier": 0})
    assert {*town.facts("quartier, round(lon, 2)::DOUBLE, round(lat, 2)::DOUBLE")} == {("01", 1.42, 43.61)}


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("43°36'36\"N", "1°25'12\"E"), ("43 36.6 N", "1 25.2 E"), ("N 43° 36,6'", "E 1° 25,2'"),
        ("43°36'36\"N", "1.42"), ("43 36 36", "1 25 12"), ("43,61° N", "1,42° E"),
    ],
)  # fmt: skip
def test_degrees_and_minutes_are_recognised(town, lat, lon):
    cells = [cell.replace('"', '""') for cell in (lat, lon)]
    rows = "".join(f'2024-03-0{i};Tags;"{cells[0]}";"{cells[1]}"\n' for i in range(1, 4))
    path = town.write("faits.csv", "Date;Nature;Latitude;Longitude\n" + rows)
    examined = examination.examine(town.commune, path, {"kind": "signalement"})
    assert (examined.roles["lat"], examined.delivery.not_located["quartier"]) == ("Latitude", 0)


@pytest.mark.parametrize("header", ["GPS", "Coordonnées", "Où"])
@pytest.mark.parametrize("point", ["43°36'36\"N 1°25'12\"E", "N 43 36.6 E 001 25.2", "43°36.6', 1°25.2'"])
def test_point_in_degrees_and_minutes_is_recognised(town, header, point):
    cell = point.replace('"', '""')
    rows = "".join(f'2024-03-0{i};Tags;"{cell}"\n' for i in range(1, 4))
    path = town.write("faits.csv", f"Date;Nature;{header}\n" + rows)
    examined = examination.examine(town.commune, path, {"kind": "signalement"})
    assert (examined.roles["point"], examined.delivery.not_located["quartier"]) == (header, 0)


@pytest.mark.parametrize("point", ["POINT (a b)", "abc", "43.61", "POLYGON ((1 2))", "(43.61; )"])
def test_unreadable_point_is_refused(town, point):
    rows = [{"Date": "2024-03-01", "Lieu": point}, {"Date": "2024-03-02", "Lieu": "43.61,1.42"}]
    delivery = town.load(json.dumps(rows), "date=Date", "point=Lieu", kind="signalement", name="f.json")
    assert (delivery.loaded, dict(delivery.rejected)) == (1, {"coordonnées illisibles": 1})


@pytest.mark.parametrize("point", ["", "POINT EMPTY", "null"])
def test_missing_point_is_none(town, point):
    rows = [{"Date": "2024-03-01", "Lieu": point}, {"Date": "2024-03-02", "Lieu": "43.61,1.42"}]
    delivery = town.load(json.dumps(rows), "date=Date", "point=Lieu", kind="signalement", name="f.json")
    assert (delivery.loaded, dict(delivery.not_located)) == (2, {"quartier": 1})


def test_projected_wkt_is_put_in_degrees(town):
    text = "Date;geom\n2024-03-01;SRID=2154;POINT(0 0)\n".replace("SRID=2154;", "") + "".join(
        f"2024-03-0{i};POINT (572500 6279700)\n" for i in range(2, 6)
    )
    delivery = town.load(text, "date=Date", "point=geom", kind="signalement")
    assert delivery.loaded == 5 and town.facts("quartier").count(("01",)) == 4


NAMES = {
    "Ville-Essai (Bellevue)": "02", "Ville-Essai - Bellevue": "02", "Q. Bellevue": "02", "QUARTIER BELLEVUE": "02",
    "Quartier de Bellevue": "02", "Secteur n°2 Bellevue": "02", "2 - Bellevue": "02", "Bellevue ": "02",
    "Quartier du Centre-ville": "03", "Les Aubepines": "01", "Aubépines (quartier)": "01", "l'écluse": "04",
    "Bellevue/Centre-ville": None, "Bellevue - Centre-ville": None, "Hors commune": None,
    "Autre ville - Bellevue": None,
    "Belevue": None, "": None,
    "Q3 Centre Ville": "03", "Q3_Centre_Ville": "03", "Q03-Centre-ville": "03", "q3.centre ville": "03",
    "Z12 Bellevue": "02", "Centre Ville Q3": "03", "Centre-ville 03": "03", "Centre ville (3)": "03",
    "IRIS 12 Bellevue": "02", "CentreVille": "03", "S1 - Les Aubépines": "01", "Q4 Quartier de l’Écluse": "04",
    "Q9 Écluse": "04",
    # The code is that of another zone, or no code.
    "Q2 Centre Ville": None, "Bellevue 3": None, "Bellevue 7": None, "Nord Bellevue": None, "Q3": None,
    "Q3 Alpha": None,
}  # fmt: skip


@pytest.mark.parametrize(("name", "code"), NAMES.items())
def test_name_designates_its_zone_by_rules(town, name, code):
    from data.model import Level
    from data.warehouse import snapshot

    with snapshot.open_current(town.commune.home, name="") as connection:
        assert names.codes_of_names(connection, Level.QUARTIER, [name]).get(name) == code
        assert names.suggestions(connection, Level.QUARTIER, ["Belevue", "Hors commune"]) == {"Belevue": "Bellevue"}
        assert names.codes_of_names(connection, Level.QUARTIER, [name], {f"zone:{name}": "L’Écluse"})[name] == "04"


def test_column_of_codes_and_names_is_that_of_zones(town):
    rows = "2024-03-01;Tags;Q3 Centre Ville\n2024-03-02;Tags;Q2_Bellevue\n2024-03-03;Tags;Q4 Écluse\n"
    path = town.write("faits.csv", "Date;Nature;Site\n" + rows)
    examined = examination.examine(town.commune, path)
    assert examined.roles["zone_label"] == "Site"
    assert (examined.delivery.not_located, examined.delivery.unmatched_zones) == ({"quartier": 0}, {})


def test_names_that_designate_none_are_listed(town):
    text = "Date;Zone\n" + "".join(
        f"2024-03-0{i};{name}\n" for i, name in enumerate(["Belevue", "Belevue", "Autre", "Bellevue"], 1)
    )
    delivery = town.load(text, "date=Date", "zone_label=Zone", kind="signalement", level="quartier")
    assert dict(delivery.unmatched_zones) == {"Belevue": 2, "Autre": 1}
    assert "« Belevue » (2, peut-être « Bellevue »), « Autre » (1)" in delivery.notes[0]
