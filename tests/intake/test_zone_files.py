"""Zone files as cities have them: formats, coordinate systems, shapes to repair, and codes that must stay text."""

import json
import zipfile

import geopandas as gpd
import pytest
import shapely
from pyproj import CRS

from data.errors import UnknownColumnError, UnreadableFileError, ZoneFileError
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.intake.zones import crs, outline
from data.model import Level

SQUARE = shapely.box(1.40, 43.60, 1.45, 43.65)
BOWTIE = shapely.Polygon([(1.45, 43.60), (1.50, 43.65), (1.50, 43.60), (1.45, 43.65)])
FLAT = shapely.Polygon([(1.50, 43.60), (1.60, 43.60), (1.55, 43.60)])


def geojson(shapes, properties=None, **members):
    """Text of a GeoJSON whose features have the given shapes (None for a feature without one) and properties."""
    properties = properties or [{"code": f"Z{i}", "nom": f"Zone {i}"} for i in range(len(shapes))]
    features = [
        {
            "type": "Feature",
            "properties": named,
            "geometry": json.loads(shapely.to_geojson(shape)) if shape is not None else None,
        }
        for shape, named in zip(shapes, properties, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **members})


def load(town, content, level=Level.QUARTIER, name="zones.geojson", **options):
    (delivery,), _ = door.take(town.commune, [town.write(name, content)], ZoneProfile(level, **options))
    return delivery


def held(town, columns="zone_code, label", level="quartier"):
    return town.ask(f"SELECT {columns} FROM zone WHERE level = '{level}' ORDER BY zone_code")


def shapes_held(town, level="quartier"):
    return [shapely.from_wkb(wkb) for (wkb,) in held(town, "geometry", level)]


def same(shape, expected):
    """Equal to a tenth of a metre, whatever the order of the vertices."""
    return shape.is_valid and shape.hausdorff_distance(expected) < 1e-6


# --- formats


@pytest.mark.parametrize("name", ["z.geojson", "z.gpkg", "z.shp", "z.zip"])
def test_zones_are_the_same_when_the_file_has_another_format(bare_town, squares, name):
    if name == "z.zip":
        folder = bare_town.folder / "parts"
        folder.mkdir()
        squares.to_file(folder / "z.shp")
        with zipfile.ZipFile(bare_town.folder / name, "w") as archive:
            for part in sorted(folder.iterdir()):
                archive.write(part, part.name)
    else:
        squares.to_file(bare_town.folder / name)
    (delivery,), _ = door.take(bare_town.commune, [bare_town.folder / name], ZoneProfile(Level.QUARTIER))
    assert (delivery.loaded, delivery.repaired, delivery.crs) == (4, 0, "EPSG:4326")
    assert held(bare_town) == [*zip(squares["code"], squares["nom"], strict=True)]
    assert all(same(a, b) for a, b in zip(shapes_held(bare_town), squares.geometry, strict=True))


def test_label_is_read_when_the_file_is_in_western_encoding(bare_town, squares):
    squares.to_file(bare_town.folder / "z.shp", encoding="cp1252")
    door.take(bare_town.commune, [bare_town.folder / "z.shp"], ZoneProfile(Level.QUARTIER))
    assert held(bare_town, "label")[0] == ("Les Aubépines",)


# --- coordinate systems


@pytest.mark.parametrize("epsg", [2154, 3942, 3943, 3950])
def test_projection_is_recognised_by_its_numbers_when_not_declared(bare_town, epsg):
    # A square of the latitude that the projection serves: CC42 to CC50 each have their degree.
    south = 43.6 if epsg == 2154 else epsg - 3900
    square = shapely.box(2.0, south, 2.05, south + 0.05)
    numbers = gpd.GeoSeries([square], crs=4326).to_crs(epsg).iloc[0]
    delivery = load(bare_town, geojson([numbers]))
    assert delivery.crs == f"EPSG:{epsg}" and "d’après" in delivery.crs_reason
    assert same(shapes_held(bare_town)[0], square)


@pytest.mark.parametrize("epsg", [4326, 2154, 3943, 32631])
def test_projection_is_believed_when_declared_and_possible(bare_town, squares, epsg):
    squares.to_crs(epsg).to_file(bare_town.folder / "z.gpkg")
    (delivery,), _ = door.take(bare_town.commune, [bare_town.folder / "z.gpkg"], ZoneProfile(Level.QUARTIER))
    assert delivery.crs == f"EPSG:{epsg}" and "déclaré par le fichier" in delivery.crs_reason
    assert same(shapes_held(bare_town)[0], squares.geometry[0])


@pytest.mark.parametrize(
    ("system", "name"),
    [
        (4326, "degrés (WGS 84)"), ("OGC:CRS84", "degrés (WGS 84)"), (4171, "degrés (RGF93 v1)"), (2154, "Lambert-93"),
        (3943, "CC43"), (27572, "Lambert II étendu"),
    ],
)  # fmt: skip
def test_system_is_called_by_its_name(system, name):
    assert crs.name_of(CRS.from_user_input(system)) == name


def test_projection_is_the_one_stated_when_the_file_has_none(bare_town, squares):
    (numbers,) = squares.geometry.iloc[:1].to_crs(27700)
    delivery = load(bare_town, geojson([numbers]), crs="27700")
    assert (delivery.crs, delivery.crs_reason) == ("EPSG:27700", "indiqué à la main")
    assert same(shapes_held(bare_town)[0], squares.geometry[0])


@pytest.mark.parametrize(
    ("shape", "stated", "problem"),
    [
        (shapely.box(9_000_000, 9_000_000, 9_001_000, 9_001_000), None, "n’est pas reconnu"),
        (shapely.box(574_000, 6_279_000, 575_000, 6_280_000), "4326", "pas sur la Terre"),
        (SQUARE, "99999", "n’existe pas"),
        (SQUARE, "Lambert", "n’existe pas"),
        (shapely.box(43.60, 1.40, 43.65, 1.45), None, "latitude"),
    ],
    ids=["unknown numbers", "impossible statement", "no such code", "no such name", "latitude before longitude"],
)
def test_file_is_refused_when_its_coordinates_cannot_be_read(bare_town, shape, stated, problem):
    with pytest.raises(ZoneFileError, match=problem):
        load(bare_town, geojson([shape]), crs=stated)


# --- shapes


def test_polygon_is_repaired_and_counted_when_invalid(bare_town):
    delivery = load(bare_town, geojson([SQUARE, BOWTIE]))
    assert (delivery.loaded, delivery.repaired) == (2, 1)
    repaired = shapes_held(bare_town)[1]
    assert repaired.is_valid and repaired.area == pytest.approx(0.05 * 0.05 / 2)


def test_only_surfaces_are_kept_when_a_repair_leaves_a_spike(bare_town):
    spike = shapely.Polygon([(1.40, 43.60), (1.45, 43.60), (1.45, 43.65), (1.45, 43.70), (1.45, 43.65), (1.40, 43.65)])
    assert load(bare_town, geojson([spike])).repaired == 1
    assert shapes_held(bare_town)[0].equals(SQUARE)


def test_zone_has_no_surface_when_its_polygon_is_flat(bare_town):
    delivery = load(bare_town, geojson([SQUARE, FLAT]))
    assert (delivery.loaded, delivery.repaired) == (2, 1)
    assert [shape.area > 0 for shape in shapes_held(bare_town)] == [True, False]


def test_height_is_dropped(bare_town):
    load(bare_town, geojson([shapely.force_3d(SQUARE, 120.0)]))
    (shape,) = shapes_held(bare_town)
    assert not shape.has_z and shape.equals(SQUARE)


def test_polygons_and_multipolygons_are_both_zones(bare_town):
    assert load(bare_town, geojson([SQUARE, shapely.MultiPolygon([shapely.box(1.45, 43.60, 1.50, 43.65)])])).loaded == 2


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (geojson([shapely.Point(1.4, 43.6)]), "aucun polygone"),
        (geojson([shapely.LineString([(1.4, 43.6), (1.5, 43.7)])]), "aucun polygone"),
        (geojson([None]), "aucune forme"),
        (geojson([]), "aucune forme"),
        (geojson([FLAT]), "aucun de ses polygones n’a de surface"),
    ],
    ids=["points", "lines", "no geometry", "no feature", "flat"],
)
def test_file_is_refused_when_it_has_no_polygon(bare_town, content, problem):
    with pytest.raises(ZoneFileError, match=problem):
        load(bare_town, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("z.geojson", geojson([SQUARE])[:-40]),
        ("z.geojson", "bonjour"),
        ("z.geojson", ""),
        ("z.zip", b"PK\x03\x04 abime"),
        ("z.gpkg", b"SQLite format 3\x00" + bytes(200)),
        ("z.shp", b"\x00\x00\x27\x0a" + bytes(50)),
        ("z.geojson", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"),
    ],
    ids=["cut", "text", "empty", "zip", "geopackage", "shapefile", "image"],
)
def test_file_is_refused_when_it_is_corrupted(bare_town, name, content):
    with pytest.raises(UnreadableFileError, match=name):
        load(bare_town, content, name=name)


# --- codes, labels and figures


@pytest.mark.parametrize(
    ("properties", "level", "code"),
    [
        ({"dcomiris": 10040101}, Level.IRIS, "010040101"),
        ({"CODE_IRIS": "010040101"}, Level.IRIS, "010040101"),
        ({"dcomiris": 674820901}, Level.IRIS, "674820901"),
        ({"CODE_IRIS": "2A0040101"}, Level.IRIS, "2A0040101"),
        ({"quartier": 7.0}, Level.QUARTIER, "7"),
        ({"code_qp": "QN04901M"}, Level.QPV, "QN04901M"),
        ({"com_code": ["31061"]}, Level.QUARTIER, "31061"),
        ({"code": " 07 "}, Level.QUARTIER, "07"),
    ],
    ids=str,
)
def test_code_is_kept_as_text(bare_town, properties, level, code):
    load(bare_town, geojson([SQUARE], [properties]), level)
    assert held(bare_town, "zone_code", level) == [(code,)]


@pytest.mark.parametrize(
    ("name", "label"),
    [(["Balma"], "Balma"), ('["Le Bourg" dit "Vieux"]', '["Le Bourg" dit "Vieux"]'), ("", "Z0"), (None, "Z0")],
    ids=["list", "brackets", "empty", "missing"],
)
def test_label_is_what_a_reader_would_call_the_zone(bare_town, name, label):
    load(bare_town, geojson([SQUARE], [{"code": "Z0", "nom": name}]), label="nom")
    assert held(bare_town, "label") == [(label,)]


def test_columns_are_the_chosen_ones_when_named(bare_town):
    properties = [{"code": "x", "nom": "n", "gid": "G1", "titre": "Bellevue", "pop": "1200", "log": 640}]
    load(bare_town, geojson([SQUARE], properties), code="gid", label="titre", population="pop", dwellings="log")
    assert held(bare_town, "zone_code, label, population, dwellings") == [("G1", "Bellevue", 1200.0, 640.0)]


def test_population_is_unknown_when_no_column_is_named(bare_town):
    load(bare_town, geojson([SQUARE], [{"code": "x", "population": 12}]))
    assert held(bare_town, "population, dwellings") == [(None, None)]


def test_commune_has_the_sum_of_its_quartiers(bare_town, squares):
    squares.assign(pop=[100, 200, 300, 400.5]).to_file(bare_town.folder / "z.gpkg")
    door.take(bare_town.commune, [bare_town.folder / "z.gpkg"], ZoneProfile(Level.QUARTIER, population="pop"))
    assert held(bare_town, "population, dwellings", "commune") == [(1000.5, None)]


def test_commune_figures_come_from_quartiers_when_iris_have_them_too(bare_town, squares):
    squares.assign(pop=[1, 2, 3, 4]).to_file(bare_town.folder / "z.gpkg")
    door.take(bare_town.commune, [bare_town.folder / "z.gpkg"], ZoneProfile(Level.IRIS, population="pop"))
    assert held(bare_town, "population", "commune") == [(10.0,)]
    squares.assign(pop=[10, 20, 30, 40]).to_file(bare_town.folder / "z.gpkg")
    door.take(bare_town.commune, [bare_town.folder / "z.gpkg"], ZoneProfile(Level.QUARTIER, population="pop"))
    assert held(bare_town, "population", "commune") == [(100.0,)]


@pytest.mark.parametrize("population", ["beaucoup", -1, None])
def test_file_is_refused_when_a_population_is_not_one(bare_town, population):
    with pytest.raises(ZoneFileError, match=r"«\spop\s»"):
        load(
            bare_town,
            geojson([SQUARE, BOWTIE], [{"code": "a", "pop": population}, {"code": "b", "pop": 12}]),
            population="pop",
        )


def test_file_is_refused_when_codes_repeat(bare_town):
    with pytest.raises(ZoneFileError, match="code différent"):
        load(bare_town, geojson([SQUARE, BOWTIE], [{"code": "a"}, {"code": "a"}]), code="code")


def test_file_is_refused_when_no_column_tells_zones_apart(bare_town):
    with pytest.raises(ZoneFileError, match="code"):
        load(bare_town, geojson([SQUARE, BOWTIE], [{"code": "a"}, {"code": "a"}]))


@pytest.mark.parametrize("role", ["code", "label", "population", "dwellings"])
def test_file_is_refused_when_a_named_column_is_not_there(bare_town, role):
    with pytest.raises(UnknownColumnError, match=r"«\sgid\s».*code, nom"):
        load(bare_town, geojson([SQUARE]), **{role: "gid"})


def test_commune_is_refused_as_a_level(bare_town):
    with pytest.raises(ZoneFileError, match="commune"):
        load(bare_town, geojson([SQUARE]), Level.COMMUNE)


# --- what is published for browsers


def test_outline_holds_every_zone_under_a_name_that_follows_its_content(bare_town, squares):
    squares.to_file(bare_town.folder / "z.gpkg")
    door.take(bare_town.commune, [bare_town.folder / "z.gpkg"], ZoneProfile(Level.QUARTIER))
    ((vintage,),) = set(held(bare_town, "vintage"))
    outline = json.loads((bare_town.commune.home / "geo" / f"quartier-{vintage}.json").read_bytes())
    assert [zone["code"] for zone in outline["zones"]] == ["01", "02", "03", "04"]
    door.take(bare_town.commune, [bare_town.write("autre.geojson", geojson([SQUARE]))], ZoneProfile(Level.QUARTIER))
    assert set(held(bare_town, "vintage")) != {(vintage,)}


def test_outline_has_another_name_when_its_format_changes(bare_town, monkeypatch):
    load(bare_town, geojson([SQUARE]))
    load(bare_town, geojson([SQUARE]))
    ((version,),) = bare_town.ask("SELECT count(DISTINCT vintage) FROM zone WHERE level = 'quartier'")
    former = {path.name for path in (bare_town.commune.home / "geo").iterdir()}
    assert (version, len(former)) == (1, 2)
    monkeypatch.setattr(outline, "FORMAT", "the next one")
    load(bare_town, geojson([SQUARE]))
    ((vintage,),) = held(bare_town, "vintage")
    published = {path.name for path in (bare_town.commune.home / "geo").iterdir()}
    assert published - former == {f"quartier-{vintage}.json", f"quartier-{vintage}.json.gz"}
