"""Zones in every format that communes use: what is read of each, what is asked, what is never opened."""

import http.server
import json
import sqlite3
import threading

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from data import commune as communes
from data.errors import UndecidedError, UnreadableFileError, ViewError, ZoneFileError
from data.intake import door, examination
from data.intake.profiles import ZoneProfile
from data.intake.readers import gdal, layers
from data.intake.zones import outline, zones
from data.model import Level

LABELS = ["Bellevue", "Centre-ville", "Les Aubépines", "L’Écluse"]


def load(town, path, **answers):
    (delivery,), _ = door.take(town.commune, [path], ZoneProfile(Level.QUARTIER, answers=answers))
    return delivery


def labels(town):
    return sorted(label for (label,) in town.ask("SELECT label FROM zone WHERE level = 'quartier'"))


def topojson(squares):
    arcs = [[list(map(list, shape.exterior.coords))][0] for shape in squares.geometry]
    shapes = [
        {"type": "Polygon", "arcs": [[i]], "properties": {"code": code, "nom": label}}
        for i, (code, label) in enumerate(zip(squares["code"], squares["nom"], strict=True))
    ]
    objects = {"quartiers": {"type": "GeometryCollection", "geometries": shapes}}
    return json.dumps({"type": "Topology", "arcs": arcs, "objects": objects})


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("z.geojson", "GeoJSON"), ("z.gpkg", "GPKG"), ("z.shp", "ESRI Shapefile"), ("z.kml", "LIBKML"),
        ("z.kmz", "LIBKML"), ("z.gml", "GML"), ("z.fgb", "FlatGeobuf"), ("z.tab", "MapInfo File"),
        ("z.mif", "MapInfo File"), ("z.parquet", None), ("z.topojson", None), ("z.csv", None), ("z.xlsx", None),
    ],
)  # fmt: skip
def test_zones_are_recognised_in_every_format(bare_town, squares, name, driver):
    path = bare_town.folder / name
    if driver:
        squares.to_file(path, driver=driver)
    elif name == "z.parquet":
        squares.to_parquet(path)
    elif name == "z.topojson":
        path.write_text(topojson(squares))
    else:
        cells = squares.drop(columns="geometry").assign(geom=squares.geometry.to_wkt())
        cells.to_csv(path, index=False, sep=";") if name == "z.csv" else cells.to_excel(path, index=False)
    profile = zones.recognised(path)
    assert profile is not None and profile.level is Level.QUARTIER
    assert load(bare_town, path).loaded == 4 and labels(bare_town) == LABELS


@pytest.mark.parametrize(
    ("written", "named"),
    [("cp1252", None), ("cp1252", "ANSI 1252"), ("cp1252", "1252"), ("cp1252", "KLINGON"), ("cp1252", "UTF-16"),
     ("utf-8", None), ("utf-8", "UTF-8"), ("utf-8", "hex"), ("cp850", "850")],
)  # fmt: skip
def test_labels_of_a_shapefile_are_read_however_their_encoding_is_named(squares, tmp_path, written, named):
    names = [label.replace("’", "'") if written == "cp850" else label for label in squares["nom"]]
    squares.assign(nom=names).to_file(tmp_path / "z.shp", encoding=written)
    (tmp_path / "z.cpg").unlink(missing_ok=True)
    if named:
        (tmp_path / "z.cpg").write_text(named)
    (features,) = layers.read(tmp_path / "z.shp").values()
    assert [*features["nom"]] == names


def test_contents_choose_the_format_whatever_the_name(bare_town, squares):
    squares.to_file(bare_town.folder / "z.gpkg")
    path = (bare_town.folder / "z.gpkg").rename(bare_town.folder / "z.geojson")
    assert load(bare_town, path).loaded == 4


@pytest.mark.parametrize(
    ("columns", "label"),
    [
        ({"gid": [1, 2, 3, 4], "commune": ["X"] * 4, "NOM_SECTEUR": LABELS}, "NOM_SECTEUR"),
        ({"code": [*"abcd"], "nom": ["Rennes"] * 4, "libelle_qr": LABELS}, "libelle_qr"),
        ({"nom_zone": LABELS, "pop": [1, 2, 3, 4], "nature": ["Urbain"] * 3 + ["Rural"]}, "nom_zone"),
        ({"id": [1, 2, 3, 4], "date_maj": ["2024-05-01", "2024-06-01"] * 2, "appellation": LABELS}, "appellation"),
    ],
    ids=["sector", "constant name", "nature", "update"],
)
def test_label_is_the_text_that_names(bare_town, squares, columns, label):
    path = bare_town.folder / "z.geojson"
    gpd.GeoDataFrame(columns, geometry=squares.geometry).to_file(path)
    assert zones.recognised(path) is not None
    assert load(bare_town, path).loaded == 4 and labels(bare_town) == sorted(columns[label])


def test_two_columns_that_name_as_well_are_asked(bare_town, squares):
    others = ["Nord", "Sud", "Ouest", "Levant"]
    frame = gpd.GeoDataFrame({"nom_usage": LABELS, "nom_officiel": others}, geometry=squares.geometry, crs=4326)
    frame.to_file(bare_town.folder / "z.gpkg")
    with pytest.raises(UndecidedError) as asked:
        load(bare_town, bare_town.folder / "z.gpkg")
    assert (asked.value.key, asked.value.options) == ("label", ("nom_usage", "nom_officiel"))
    load(bare_town, bare_town.folder / "z.gpkg", label="nom_officiel")
    assert labels(bare_town) == sorted(others)


def test_facts_drawn_as_polygons_are_no_zones(bare_town, squares):
    days = [f"2024-03-0{i}" for i in range(1, 5)]
    frame = gpd.GeoDataFrame({"date_signalement": days, "nature": ["Tapage"] * 4}, geometry=squares.geometry, crs=4326)
    frame.to_file(bare_town.folder / "f.gpkg")
    assert zones.recognised(bare_town.folder / "f.gpkg") is None


def test_parts_of_one_zone_are_one(bare_town, squares):
    far = squares.iloc[[0]].assign(geometry=squares.geometry.iloc[[0]].translate(0.2))
    pd.concat([squares, far]).to_file(bare_town.folder / "z.gpkg")
    delivery = load(bare_town, bare_town.folder / "z.gpkg")
    assert delivery.loaded == 4 and "réunies" in delivery.notes[0]


@pytest.mark.parametrize(("answer", "n"), [("oui", 4), ("non", 5)])
def test_rows_of_one_name_and_other_codes_are_asked(bare_town, squares, answer, n):
    far = squares.iloc[[0]].assign(code="09", geometry=squares.geometry.iloc[[0]].translate(0.2))
    pd.concat([squares, far]).to_file(bare_town.folder / "z.gpkg")
    with pytest.raises(UndecidedError, match="même nom") as asked:
        load(bare_town, bare_town.folder / "z.gpkg")
    assert asked.value.key == "parts"
    assert load(bare_town, bare_town.folder / "z.gpkg", parts=answer).loaded == n


def test_limit_of_the_commune_is_left_and_said(bare_town, squares):
    path = bare_town.folder / "z.gpkg"
    limit = gpd.GeoDataFrame({"nom": ["Commune"]}, geometry=[squares.union_all()], crs=4326)
    limit.to_file(path, layer="limite")
    squares.to_file(path, layer="quartiers")
    delivery = load(bare_town, path)
    assert delivery.loaded == 4 and "« quartiers » ; non lues : « limite »" in delivery.notes[0]


def test_layers_of_other_columns_are_asked(bare_town, squares):
    path = bare_town.folder / "z.gpkg"
    squares.to_file(path, layer="quartiers")
    squares.iloc[:3].rename(columns={"nom": "libelle"}).to_file(path, layer="conseils")
    assert zones.recognised(path) is not None
    with pytest.raises(UndecidedError) as asked:
        load(bare_town, path)
    assert (asked.value.key, asked.value.options) == ("layer", ("quartiers", "conseils"))
    assert load(bare_town, path, layer="conseils").loaded == 3


def test_polygon_and_its_label_point_are_a_zone(bare_town, squares):
    shapes = [shapely.GeometryCollection([shape, shape.centroid]) for shape in squares.geometry[:1]]
    squares.assign(geometry=[*shapes, *squares.geometry[1:]]).to_file(bare_town.folder / "z.geojson")
    assert load(bare_town, bare_town.folder / "z.geojson").loaded == 4


# --- where the commune is


@pytest.mark.parametrize("epsg", [3857, 27572, 27563, 2154, 3943, 32631])
def test_system_is_the_one_that_leads_to_the_departement(bare_town, squares, epsg):
    path = bare_town.folder / "z.geojson"
    text = squares.to_crs(epsg).to_json(drop_id=True)
    path.write_text(json.dumps({key: value for key, value in json.loads(text).items() if key != "crs"}))
    assert load(bare_town, path).crs == f"EPSG:{epsg}"
    ((shape,),) = bare_town.ask("SELECT geometry FROM zone WHERE level = 'quartier' AND zone_code = '01'")
    assert shapely.from_wkb(shape).hausdorff_distance(squares.geometry[0]) < 1e-4


@pytest.mark.parametrize(("answer", "is_loaded"), [("oui", True), ("non", False)])
def test_far_zones_are_questioned(town, squares, answer, is_loaded):
    path = town.folder / "z.gpkg"
    squares.assign(geometry=squares.geometry.translate(3)).to_file(path)
    before = town.files()
    with pytest.raises(UndecidedError, match="loin de la commune") as asked:
        load(town, path)
    assert asked.value.key == "far" and town.files() == before
    if is_loaded:
        assert load(town, path, far=answer).loaded == 4
    else:
        with pytest.raises(ZoneFileError, match="km"):
            load(town, path, far=answer)


# --- what is never opened


def test_only_the_drivers_of_zones_are_there():
    assert set(pyogrio.list_drivers()) == gdal.DRIVERS


@pytest.fixture
def requests():
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", paths
    server.shutdown()
    server.server_close()


RING = "[[[1.4,43.6],[1.4,43.7],[1.5,43.7],[1.4,43.6]]]"


@pytest.mark.parametrize(
    "text",
    [
        '{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"URLcrs"}},"features":[{"type":"Feature",'
        f'"properties":{{"nom":"Bellevue"}},"geometry":{{"type":"Polygon","coordinates":{RING}}}}}]}}',
        '{"type":"FeatureCollection","\\u0063rs":{"type":"URL","properties":{"url":"URLcrs"}},"features":[{"type":'
        f'"Feature","properties":{{"nom":"Bellevue"}},"geometry":{{"type":"Polygon","coordinates":{RING}}}}}]}}',
        '{"type":"Topology","crs":{"type":"link","properties":{"href":"URLcrs"}},"arcs":'
        f'{RING},"objects":{{"q":{{"type":"Polygon","arcs":[[0]],"properties":{{"nom":"Bellevue"}}}}}}}}',
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>URLx.kml</href></Link>'
        "</NetworkLink><Folder><name>f</name><Placemark><name>Bellevue</name><Polygon><outerBoundaryIs><LinearRing>"
        "<coordinates>1.4,43.6 1.4,43.7 1.5,43.7 1.4,43.6</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark></Folder></Document></kml>",
        '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:q="http://q" xsi:schemaLocation="http://q URLq.xsd"><gml:featureMember><q:z><q:nom>Bellevue</q:nom>'
        '<q:geom><gml:Polygon srsName="URLcrs"><gml:exterior xlink:href="URLring#a"><gml:LinearRing><gml:posList>'
        "1.4 43.6 1.4 43.7 1.5 43.7 1.4 43.6</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></q:geom>"
        "</q:z></gml:featureMember></wfs:FeatureCollection>",
    ],
    ids=["geojson link", "geojson escaped", "topojson link", "kml network link", "gml schema"],
)
def test_a_link_in_a_file_is_not_followed(bare_town, requests, monkeypatch, text):
    # Without the proxy where nothing answers, as where a host is exempted from it.
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    url, paths = requests
    assert load(bare_town, bare_town.write("z.dat", text.replace("URL", url))).loaded == 1
    assert paths == []


@pytest.mark.parametrize("name", ["z.geojson", "z.vrt", "z.gpkg", "z.kml"])
@pytest.mark.parametrize(
    "text",
    [
        '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>SECRET</SrcDataSource></OGRVRTLayer>'
        "</OGRVRTDataSource>",
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read SECRET ! swap-xy"}',
        "nom;chemin\nBellevue;SECRET\n",
        "WFS:http://127.0.0.1:9/",
    ],
    ids=["vrt", "gdalg", "csv", "wfs"],
)
def test_a_format_of_another_kind_is_refused_whatever_its_name(bare_town, squares, name, text):
    secret = bare_town.folder / "secret.geojson"
    squares.to_file(secret)
    path = bare_town.write(name, text.replace("SECRET", str(secret)))
    assert zones.recognised(path) is None
    with pytest.raises((UnreadableFileError, ZoneFileError)):
        load(bare_town, path)


def esri(squares, system, *, turned=False, hole=None):
    """Polygons as an ArcGIS service answers: rings one after the other, outer ones clockwise."""
    features = []
    for code, label, shape in zip(squares["code"], squares["nom"], squares.geometry, strict=True):
        rings = [shapely.get_coordinates(shapely.orient_polygons(shape, exterior_cw=not turned).exterior).tolist()]
        if hole:
            rings.append(shapely.get_coordinates(shape.centroid.buffer(hole).exterior).tolist()[::-1])
        features.append({"attributes": {"OBJECTID": int(code), "NOM": label}, "geometry": {"rings": rings}})
    return json.dumps({"geometryType": "esriGeometryPolygon", **system, "features": features})


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("hole", [None, 0.001])
def test_polygons_of_an_arcgis_service_are_zones(bare_town, squares, turned, hole):
    system = {"spatialReference": {"wkid": 4326}}
    path = bare_town.write("z.json", esri(squares, system, turned=turned, hole=hole))
    assert zones.recognised(path).level is Level.QUARTIER
    load(bare_town, path)
    assert labels(bare_town) == LABELS
    shapes = bare_town.ask("SELECT geometry FROM zone WHERE level = 'quartier'")
    holes = shapely.get_num_interior_rings(shapely.get_parts(shapely.from_wkb([shape for (shape,) in shapes])))
    assert {*holes} == {1 if hole else 0}


@pytest.mark.parametrize(
    "system",
    [
        {"spatialReference": {"wkid": 102110, "latestWkid": 2154}},
        {"spatialReference": {"wkid": 2154}},
        {"spatialReference": {"wkt": 'PROJCS["+nadgrids=/etc/passwd"]'}},
        {},
    ],
)
def test_system_of_an_arcgis_service_is_that_which_it_declares_or_its_numbers_designate(bare_town, squares, system):
    path = bare_town.write("z.json", esri(squares.to_crs(2154), system))
    assert "2154" in load(bare_town, path).crs
    assert labels(bare_town) == LABELS


def test_polygons_of_an_arcgis_service_that_have_dates_are_facts(town, squares):
    document = json.loads(esri(squares, {"spatialReference": {"wkid": 4326}}))
    for feature in document["features"]:
        feature["attributes"].pop("NOM")
        feature["attributes"] |= {"date_fait": 1709251200000, "nature": "Tapage"}
    document["features"] *= 3
    path = town.write("f.json", json.dumps(document))
    (delivery,), _ = examination.load_as_proposed(town.commune, [path], [{"kind": "signalement"}])
    assert delivery.loaded == 12
    assert town.ask("SELECT quartier, count(*) FROM located_fact GROUP BY 1 ORDER BY 1") == [
        ("01", 3), ("02", 3), ("03", 3), ("04", 3)
    ]  # fmt: skip


@pytest.mark.parametrize("text", ['{"geometryType": "esriGeometryPolygon"}', '{"a": ["esriGeometryPolygon"]}',
                                  '{"geometryType": "esriGeometryPolygon", "features": [{"attributes": 5}, 5]}',
                                  '{"geometryType": "esriGeometryPolygon", "features": [{"attributes": {"nom": "A"}, '
                                  '"geometry": {"rings": [[["x", 1]], 5]}}]}'])  # fmt: skip
def test_arcgis_document_that_lies_is_no_zones(bare_town, text):
    assert zones.recognised(bare_town.write("z.json", text)) is None


def with_view(squares, path, name="v"):
    """Add to a GeoPackage a layer that is a view, as QGIS makes them."""
    with sqlite3.connect(path) as connection:
        connection.executescript(
            f"CREATE VIEW {name} AS SELECT * FROM z;"
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
            f" VALUES ('{name}', 'features', '{name}', 4326);"
            f"INSERT INTO gpkg_geometry_columns VALUES ('{name}', 'geom', 'POLYGON', 4326, 0, 0);"
        )
    connection.close()


@pytest.mark.parametrize(("n", "note"), [(0, ()), (1, ("La vue « v0 »",)), (2, ("Les vues « v0 », « v1 »",))])
def test_views_are_not_read_and_named(bare_town, squares, n, note):
    path = bare_town.folder / "z.gpkg"
    squares.to_file(path, layer="z")
    for i in range(n):
        with_view(squares, path, f"v{i}")
    delivery = load(bare_town, path)
    assert delivery.loaded == 4 and len(delivery.notes) == len(note)
    assert all(one.startswith(start) for one, start in zip(delivery.notes, note, strict=True))


def test_views_beside_facts_are_named(town, squares):
    path = town.folder / "z.gpkg"
    facts = squares.rename(columns={"nom": "quartier"}).set_geometry(squares.representative_point())
    facts = facts.assign(date="2024-03-14", nature="Tags")
    facts.to_file(path, layer="z")
    with_view(facts, path)
    seen = examination.examine(town.commune, path)
    assert any(note.startswith("La vue « v »") for note in seen.notes)


def test_file_of_views_alone_is_refused_and_names_them(bare_town, squares):
    path = bare_town.folder / "z.gpkg"
    squares.to_file(path, layer="z")
    with_view(squares, path)
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "DELETE FROM gpkg_contents WHERE table_name = 'z';DELETE FROM gpkg_geometry_columns WHERE table_name = 'z';"
        )
    connection.close()
    for look in (load, lambda town, path: examination.examine(town.commune, path)):
        with pytest.raises(ViewError, match="« v »|\\(v\\)"):
            look(bare_town, path)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIRTUAL TABLE spy USING VirtualOGR('SECRET', 0, 'secret')",
        "ALTER TABLE gpkg_contents RENAME TO other; CREATE VIEW gpkg_contents AS SELECT * FROM other",
    ],
    ids=["virtual table", "view of contents"],
)
def test_a_geopackage_that_computes_is_refused(bare_town, squares, statement):
    path = bare_town.folder / "z.gpkg"
    squares.to_file(path)
    with sqlite3.connect(path) as connection:
        if "VirtualOGR" in statement:
            connection.execute("PRAGMA writable_schema = 1")
            connection.execute(
                "INSERT INTO sqlite_master VALUES ('table', 'spy', 'spy', 0, ?)", (statement.replace("SECRET", "/etc"),)
            )
        else:
            connection.executescript(f"PRAGMA legacy_alter_table = 1; {statement}")
    connection.close()
    with pytest.raises(UnreadableFileError):
        layers.read(path)


def test_a_star_of_many_vertices_is_a_zone(bare_town):
    angle = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    radius = np.where(np.arange(20_000) % 2, 0.01, 0.05)
    star = shapely.Polygon(np.column_stack([1.45 + radius * np.cos(angle), 43.6 + radius * np.sin(angle)]))
    gpd.GeoDataFrame({"nom": ["Étoile"]}, geometry=[star], crs=4326).to_file(bare_town.folder / "z.geojson")
    profile = zones.recognised(bare_town.folder / "z.geojson")
    assert profile is not None and load(bare_town, bare_town.folder / "z.geojson").loaded == 1


@pytest.mark.parametrize("n", [outline._MOST_VERTICES - 1, outline._MOST_VERTICES, 60_000])
def test_outline_has_no_more_vertices_than_a_screen_shows(n):
    angle = np.linspace(0, 2 * np.pi, n - 1, endpoint=False)
    radius = np.where(np.arange(n - 1) % 2, 0.01, 0.05)
    star = shapely.Polygon(np.column_stack([1.45 + radius * np.cos(angle), 43.6 + radius * np.sin(angle)]))
    exact = shapely.transform(np.array([star]), lambda degrees: (degrees - (1.4, 43.55)) * 100_000)
    assert shapely.get_num_coordinates(outline._simplified(exact)[0]) <= outline._MOST_VERTICES


def test_fictive_commune_lies_anywhere(tmp_path, squares):
    commune = communes.create(tmp_path / "home", name="Ici", insee_code="59999", fictive=True)
    squares.to_file(tmp_path / "z.gpkg")
    (delivery,), _ = door.take(commune, [tmp_path / "z.gpkg"], ZoneProfile(Level.QUARTIER))
    assert delivery.loaded == 4
