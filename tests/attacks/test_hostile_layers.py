"""Geographic files that point at another file of the machine or at another host, lie about themselves, or swell."""

import contextlib
import http.server
import io
import json
import os
import sqlite3
import threading
import zipfile

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest
import shapely
from pyproj import CRS

from data.errors import QuietudeError
from data.intake.readers import archives, layers, records, tabular
from data.intake.zones import crs, zones

SECRET = "SECRETDELAMACHINE"
RING = "[[[1.4,43.6],[1.4,43.7],[1.5,43.7],[1.4,43.6]]]"
POLYGON = "1.4 43.6 1.4 43.7 1.5 43.7 1.4 43.6"
FEATURE = f'{{"type":"Feature","properties":{{"nom":"A"}},"geometry":{{"type":"Polygon","coordinates":{RING}}}}}'


@pytest.fixture
def server(monkeypatch):
    """A server that counts its requests; without the proxy where nothing answers."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    paths = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET.encode())

        def log_message(self, *_):
            pass

    one = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=one.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{one.server_port}/", paths
    one.shutdown()
    one.server_close()


@pytest.fixture
def secret(tmp_path):
    """A folder of files of the machine, in every format that a reader could be led to."""
    folder = tmp_path / "machine"
    folder.mkdir()
    square = shapely.box(1.4, 43.6, 1.5, 43.7)
    frame = gpd.GeoDataFrame({"nom": [SECRET], SECRET: [1]}, geometry=[square], crs=4326)
    frame.to_file(folder / "s.geojson")
    frame.to_file(folder / "s.gpkg")
    frame.rename(columns={SECRET: "n"}).to_file(folder / "s.tab", driver="MapInfo File")
    frame.to_file(folder / "s.kml", driver="LIBKML")
    (folder / "s.txt").write_text(SECRET)
    (folder / "s.csv").write_text(f"nom;date\n{SECRET};2024-03-14\n")
    (folder / "s.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:gml="http://www.opengis.net/gml" '
        'xmlns:q="http://q" targetNamespace="http://q"><xs:element name="z" type="q:t" '
        'substitutionGroup="gml:_Feature"/><xs:complexType name="t"><xs:complexContent><xs:extension '
        f'base="gml:AbstractFeatureType"><xs:sequence><xs:element name="{SECRET}" type="xs:string"/><xs:element '
        'name="nom" type="xs:string"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType></xs:schema>'
    )
    return folder


@contextlib.contextmanager
def unread(folder):
    """Check that nobody has opened the files of a folder meanwhile."""
    for path in folder.iterdir():
        os.utime(path, (1, path.stat().st_mtime))
    yield
    assert [path.name for path in folder.iterdir() if path.stat().st_atime > 1] == []


def read_in_every_way(path):
    """All that the readers make of a file, as one text; each answers or refuses in a sentence."""
    seen = []
    for way in (_as_zones, _as_layers, _as_table):
        try:
            seen.append(way(path))
        except QuietudeError as refusal:
            seen.append(str(refusal))
    return "\n".join(seen)


def _as_zones(path):
    return str(zones.recognised(path))


def _as_layers(path):
    read = layers.read(path)
    # A grid is opened where numbers are put in degrees.
    degrees = [records._in_degrees(features).to_csv() for features in read.values() if features is not None]
    return "\n".join([*read, *degrees])


def _as_table(path):
    with tabular.opened(path) as table:
        return "\n".join([";".join(table.headers), *map(";".join, table.rows())])


def gml(schema="", link="", doctype=""):
    return (
        f'<?xml version="1.0"?>{doctype}<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" '
        'xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:q="http://q" {schema}><gml:featureMember>'
        f"<q:z><q:nom>Bellevue</q:nom>{link}<q:geom><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>"
        f"{POLYGON}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></q:geom></q:z></gml:featureMember>"
        "</wfs:FeatureCollection>"
    )


def kml(inside="", doctype=""):
    ring = POLYGON.split()
    points = " ".join(f"{x},{y}" for x, y in zip(ring[::2], ring[1::2], strict=True))
    return (
        f'<?xml version="1.0"?>{doctype}<kml xmlns="http://www.opengis.net/kml/2.2" '
        f'xmlns:xlink="http://www.w3.org/1999/xlink"><Document>{inside}<Placemark><name>Bellevue</name><Polygon>'
        f"<outerBoundaryIs><LinearRing><coordinates>{points}</coordinates></LinearRing></outerBoundaryIs></Polygon>"
        "</Placemark></Document></kml>"
    )


def collection(crs):
    return f'{{"type":"FeatureCollection","crs":{crs},"features":[{FEATURE}]}}'


ENTITY = '<!DOCTYPE a [<!ENTITY s SYSTEM "TARGET/s.txt">]>'
VRT = (
    "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>TARGET/s.geojson</SrcDataSource></OGRVRTLayer>"
    "</OGRVRTDataSource>"
)
GDALG = '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read TARGET/s.geojson ! swap-xy"}'
TEXTS = {
    "gml schema": gml('xsi:schemaLocation="http://q TARGET/s.xsd"'),
    "gml schema without a namespace": gml('xsi:noNamespaceSchemaLocation="TARGET/s.xsd"'),
    "gml schema between apostrophes": gml("xsi:schemaLocation='http://q TARGET/s.xsd'"),
    "gml link of a value": gml(link='<q:lien xlink:href="TARGET/s.txt"/>'),
    "gml link of a shape": gml(link='<q:geom><gml:Polygon xlink:href="TARGET/s.xsd#a"/></q:geom>'),
    "gml system": gml().replace("<gml:Polygon>", '<gml:Polygon srsName="+proj=longlat +nadgrids=TARGET/s.txt">'),
    "gml system of a file": gml().replace("<gml:Polygon>", '<gml:Polygon srsName="+init=TARGET/s.txt:1">'),
    "gml default system": gml(
        doctype='<!DOCTYPE a [<!ATTLIST gml:Polygon srsName CDATA "+proj=longlat +nadgrids=TARGET/s.txt">]>'
    ),
    "gml entity": gml(link="<q:lien>&s;</q:lien>", doctype=ENTITY),
    "kml link": kml("<NetworkLink><name>n</name><Link><href>TARGET/s.kml</href></Link></NetworkLink>"),
    "kml old link": kml("<NetworkLink><Url><href>TARGET/s.kml</href></Url></NetworkLink>"),
    "kml style": kml("<styleUrl>TARGET/s.kml#a</styleUrl>"),
    "kml picture": kml("<GroundOverlay><Icon><href>TARGET/s.txt</href></Icon></GroundOverlay>"),
    "kml schema": kml('<Schema name="s" id="s"/><ExtendedData><SchemaData schemaUrl="TARGET/s.kml#s"/></ExtendedData>'),
    "kml entity": kml("<description>&s;</description>", ENTITY),
    "geojson link": collection('{"type":"link","properties":{"href":"TARGET/s.txt","type":"proj4"}}'),
    "geojson url": collection('{"type":"URL","properties":{"url":"TARGET/s.txt"}}'),
    "geojson name": collection('{"type":"name","properties":{"name":"TARGET/s.txt"}}'),
    "geojson grid": collection('{"type":"name","properties":{"name":"+proj=longlat +nadgrids=TARGET/s.txt"}}'),
    "topojson link": '{"type":"Topology","crs":{"type":"link","properties":{"href":"TARGET/s.txt"}},'
    f'"arcs":{RING},'
    '"objects":{"q":{"type":"Polygon","arcs":[[0]],"properties":{"nom":"A"}}}}',
    "topojson name": '{"type":"Topology","crs":{"type":"name","properties":{"name":"TARGET/s.txt"}},'
    f'"arcs":{RING},'
    '"objects":{"q":{"type":"Polygon","arcs":[[0]],"properties":{"nom":"A"}}}}',
    "vrt": VRT,
    "vrt after a comment": f"<!-- kml -->{VRT}",
    "gdalg": GDALG,
    "wfs": "<OGRWFSDataSource><URL>TARGET/s.gml</URL></OGRWFSDataSource>",
    "mapinfo linked": '!table\n!version 300\nDefinition Table\n  Type LINKED\n  "TARGET/s.tab"\n',
}  # fmt: skip


@pytest.mark.parametrize("name", ["z.shp", "z.zip"])
@pytest.mark.parametrize("target", ["path", "file", "http"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_leads_to_no_other_file_and_no_host(tmp_path, server, secret, text, target, name):
    url, paths = server
    leads = {"path": str(secret), "file": f"file://{secret}", "http": url.removesuffix("/")}[target]
    text = text.replace("TARGET", leads)
    path = tmp_path / name
    if name == "z.zip":
        with zipfile.ZipFile(path, "w") as archive:
            for suffix in ("shp", "kml", "tab"):
                archive.writestr(f"z.{suffix}", text)
    else:
        path.write_text(text)
    with unread(secret):
        assert SECRET not in read_in_every_way(path)
    assert paths == []


def up(path):
    """A way from any folder to a file."""
    return f"{'../' * 20}{str(path).removeprefix('/')}"


@pytest.mark.parametrize("mark", ['"\\IsSeamless" = "TRUE"', '"\\isseamless"   =   "true"', '"\\ISSEAMLESS" = "TRUE"'])
@pytest.mark.parametrize("is_zipped", [False, True])
def test_mapinfo_table_of_tables_is_refused(tmp_path, squares, secret, mark, is_zipped):
    squares.iloc[:1].assign(Table=up(secret / "s.tab")).to_file(tmp_path / "z.tab", driver="MapInfo File")
    path = tmp_path / "z.tab"
    path.write_text(f"{path.read_text()}begin_metadata\n{mark}\nend_metadata\n")
    if is_zipped:
        with zipfile.ZipFile(tmp_path / "z.zip", "w") as made:
            for part in tmp_path.glob("z.*"):
                if part.suffix != ".zip":
                    made.write(part, part.name)
        path = tmp_path / "z.zip"
    with unread(secret):
        assert SECRET not in read_in_every_way(path)


@pytest.mark.parametrize("words", [("open table", "create view"), ("Open  Table", "Create  View"), ("OPEN TABLE", "x")])
def test_mapinfo_view_is_refused(tmp_path, secret, words):
    frame = gpd.read_file(secret / "s.tab").assign(k=1)
    for name in "ab":
        frame.rename(columns={"nom": f"nom_{name}"}).to_file(secret / f"{name}.tab", driver="MapInfo File")
    tables = "".join(f'{words[0]} "{up(secret)}/{name}.tab" Hide\n' for name in "ab")
    view = f"{words[1]} z As\nSelect nom_a,nom_b\nFrom a, b\nWhere a.k=b.k\n"
    (tmp_path / "z.tab").write_text(f"!table\n!version 100\n!charset Neutral\n\n{tables}\n{view}")
    with unread(secret):
        assert SECRET not in read_in_every_way(tmp_path / "z.tab")


SCHEMAS = {
    "virtual table": "CREATE VIRTUAL TABLE spy USING VirtualOGR('TARGET/s.gpkg')",
    "virtual table with comments": "CREATE/**/VIRTUAL/**/TABLE spy USING/**/VirtualOGR('TARGET/s.gpkg')",
    "virtual table with line ends": "CREATE\nVIRTUAL\tTABLE spy -- x\nUSING VirtualOGR('TARGET/s.gpkg')",
    "index that reads more": "CREATE VIRTUAL TABLE spy USING rtree(id, a, b); SELECT load_extension('TARGET/s.txt')",
}


@pytest.mark.parametrize("sql", SCHEMAS.values(), ids=SCHEMAS)
def test_geopackage_that_computes_is_refused(tmp_path, squares, secret, sql):
    path = tmp_path / "z.gpkg"
    squares.to_file(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema = 1")
    connection.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'spy', 'spy', 0, ?)", (sql.replace("TARGET", str(secret)),)
    )
    connection.commit()
    connection.close()
    with pytest.raises(QuietudeError):
        layers.read(path)


STATEMENTS = {
    "extension of a reader": "INSERT INTO gpkg_extensions VALUES ('z', NULL, 'gdal_spy', 'TARGET/s.gpkg', 'x')",
    "trigger": "CREATE TRIGGER t AFTER INSERT ON z BEGIN SELECT load_extension('TARGET/s.txt'); END",
    "view of another file": "CREATE VIEW v AS SELECT load_extension('TARGET/s.txt') AS nom; "
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')",
    "description": "UPDATE gpkg_contents SET description = 'file://TARGET/s.txt'",
    "system with a grid": "UPDATE gpkg_spatial_ref_sys SET organization = 'x', definition = "
    """'GEOGCS["s",DATUM["s",SPHEROID["s",6378137,298]],PRIMEM["G",0],UNIT["d",0.0174],"""
    """EXTENSION["PROJ4","+proj=longlat +nadgrids=TARGET/s.txt"]]' WHERE srs_id = 4326""",
}  # fmt: skip


@pytest.mark.parametrize("target", ["path", "http"])
@pytest.mark.parametrize("sql", STATEMENTS.values(), ids=STATEMENTS)
def test_geopackage_leads_to_no_other_file_and_no_host(tmp_path, server, squares, secret, sql, target):
    url, paths = server
    path = tmp_path / "z.gpkg"
    squares.to_file(path, layer="z")
    connection = sqlite3.connect(path)
    connection.create_function("ST_IsEmpty", 1, lambda _: 0)
    connection.executescript(
        "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT, "
        "definition TEXT, scope TEXT);" + sql.replace("TARGET", str(secret) if target == "path" else url.rstrip("/"))
    )
    connection.close()
    with unread(secret):
        assert SECRET not in read_in_every_way(path)
    assert paths == []


GRID = (
    'BOUNDCRS[SOURCECRS[GEOGCRS["s",DATUM["s",ELLIPSOID["s",6378137,298]],CS[ellipsoidal,2],AXIS["lat",north],'
    'AXIS["lon",east],UNIT["degree",0.0174532925199433]]],TargetCRS[GEOGCRS["WGS 84",DATUM["World Geodetic System 1984"'
    ',ELLIPSOID["WGS 84",6378137,298.257223563]],CS[ellipsoidal,2],AXIS["lat",north],AXIS["lon",east],'
    'UNIT["degree",0.0174532925199433],ID["EPSG",4326]]],ABRIDGEDTRANSFORMATION["x",METHOD["NTv2",ID["EPSG",9615]],'
    'PARAMETERFILE["Latitude and longitude difference file","TARGET/s.txt",ID["EPSG",8656]]]]'
)


@pytest.mark.parametrize("suffix", ["fgb", "gml", "gpkg", "parquet", "shp", "tab"])
def test_grid_of_a_system_is_never_opened(tmp_path, squares, secret, suffix):
    frame = squares.set_crs(CRS.from_user_input(GRID.replace("TARGET", str(secret))), allow_override=True)
    path = tmp_path / f"z.{suffix}"
    if suffix == "parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, driver="MapInfo File" if suffix == "tab" else None)
    with unread(secret):
        assert SECRET not in read_in_every_way(path)


@pytest.mark.parametrize(
    "text", [GRID, "+init=TARGET/s.txt:1", "+proj=pipeline +step +proj=hgridshift +grids=TARGET/s.txt"]
)
def test_system_that_a_person_writes_opens_no_file(secret, text):
    with unread(secret):
        assert crs.from_text(text.replace("TARGET", str(secret))) is None


def test_system_without_a_grid_stays(tmp_path, squares):
    mercator = squares.to_crs(3857)
    mercator.to_file(tmp_path / "z.shp")
    system = CRS.from_epsg(3857).to_wkt("WKT1_GDAL")
    assert "+nadgrids=@null" in system
    (tmp_path / "z.prj").write_text(system)
    (features,) = layers.read(tmp_path / "z.shp").values()
    assert features.crs.to_epsg() == 3857


COMPANIONS = {
    "grid": (".prj", 'GEOGCS["s",DATUM["s",SPHEROID["s",6378137,298]],PRIMEM["G",0],UNIT["d",0.0174],'
             'EXTENSION["PROJ4","+proj=longlat +nadgrids=TARGET/s.txt +wktext"]]'),
    "grid of a datum": (".prj", GRID),
    "grid of a transformation": (".prj", "+proj=longlat +nadgrids=TARGET/s.txt"),
    "pipeline": (".prj", "+proj=pipeline +step +proj=hgridshift +grids=TARGET/s.txt"),
    "init": (".prj", "+init=TARGET/s.txt:1"),
    "path": (".prj", "TARGET/s.txt"),
    "plan": (".prj", 'LOCAL_CS["Plan",UNIT["m",1]]'),
    "endless": (".prj", 'PROJCS["' + "A[" * 100_000),
    "no text": (".prj", "\0" * 1000),
    "encoding path": (".cpg", "../../../TARGET/s.txt"),
    "encoding unknown": (".cpg", "KLINGON"),
    "encoding of two bytes": (".cpg", "UTF-16"),
    "encoding endless": (".cpg", "A" * 100_000),
    "encoding no text": (".cpg", "\0é\n\n"),
    "index": (".shx", "TARGET/s.txt"),
    "table": (".dbf", "TARGET/s.txt" * 10),
}  # fmt: skip


@pytest.mark.parametrize("target", ["path", "http"])
@pytest.mark.parametrize(("suffix", "text"), COMPANIONS.values(), ids=COMPANIONS)
def test_companions_of_a_shapefile_lead_nowhere(tmp_path, server, squares, secret, suffix, text, target):
    url, paths = server
    squares.to_file(tmp_path / "z.shp")
    leads = str(secret) if target == "path" else url.rstrip("/")
    (tmp_path / "z").with_suffix(suffix).write_text(text.replace("TARGET", leads))
    with unread(secret):
        assert SECRET not in read_in_every_way(tmp_path / "z.shp")
    assert paths == []
    if suffix == ".cpg" or (suffix == ".prj" and len(text) < 100_000):
        (features,) = layers.read(tmp_path / "z.shp").values()
        assert [*features["nom"]] == [*squares["nom"]]


LIES = {
    "features that are none": collection('{"type":"link"}').replace(f"[{FEATURE}]", "5"),
    "feature that is none": collection('{"type":"link"}').replace(FEATURE, "5"),
    "list of a system": collection('{"type":"name","properties":[]}'),
    "system that is a number": collection("5"),
    "escaped member": collection('{"type":"link"}').replace('"crs"', '"\\u0063rs"'),
    "list": '{"crs": [] ',
    "arcs that are not there": '{"type":"Topology","arcs":[],"objects":{"q":{"type":"Polygon","arcs":[[9]]}}}',
    "no number": f'{{"type":"FeatureCollection","features":[{FEATURE.replace("43.6", "NaN")}]}}',
    "infinite": f'{{"type":"FeatureCollection","features":[{FEATURE.replace("43.6", "1e999")}]}}',
}


@pytest.mark.parametrize("text", LIES.values(), ids=LIES)
def test_document_that_lies_is_read_or_refused_in_a_sentence(tmp_path, text):
    path = tmp_path / "z.geojson"
    path.write_text(text)
    assert read_in_every_way(path)


@pytest.mark.parametrize(
    "geo",
    [b"[]", b"{}", b"5", b"\xff", b'{"primary_column":"g","columns":{"g":5}}',
     b'{"version":"1.0.0","primary_column":"g","columns":{"g":{"encoding":"WKB","crs":5,"geometry_types":[]}}}',
     b'{"version":"1.0.0","primary_column":"g","columns":{"g":{"encoding":"WKB","crs":{"type":"x"}}}}',
     b'{"version":"1.0.0","primary_column":"x","columns":{"x":{"encoding":"WKB"}}}'],
)  # fmt: skip
def test_geoparquet_that_lies_is_read_or_refused_in_a_sentence(tmp_path, geo):
    table = pa.table({"g": [b"not a shape"], "nom": ["A"]}).replace_schema_metadata({b"geo": geo})
    pyarrow.parquet.write_table(table, tmp_path / "z.parquet")
    assert read_in_every_way(tmp_path / "z.parquet")


def test_shapes_without_finite_coordinates_are_read_or_refused_in_a_sentence(tmp_path):
    ring = np.array([[1.4, 43.6], [1.4, np.nan], [1.5, np.inf], [1.4, 43.6]])
    with np.errstate(invalid="ignore"):
        frame = gpd.GeoDataFrame({"jour": ["2024-03-14"]}, geometry=[shapely.Polygon(ring)], crs=4326)
        frame.to_file(tmp_path / "z.gpkg")
    assert "2024-03-14" in read_in_every_way(tmp_path / "z.gpkg")


# --- archives of tables and of layers: one limit


def archive(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return path


@pytest.mark.parametrize("suffix", ["csv", "kml", "shp"])
@pytest.mark.parametrize(("n", "is_read"), [(119, True), (120, True), (121, False)])
def test_files_of_an_archive_are_limited(tmp_path, suffix, n, is_read):
    path = archive(tmp_path / "z.zip", **{f"{i}.{suffix}": "date;n\n1;2\n" for i in range(n)})
    names = archives.names(path)
    (tmp_path / "copies").mkdir()
    copies = archives.Copies(path, tmp_path / "copies").unzip(path, names)
    if is_read:
        assert len([*copies]) == n
    else:
        with pytest.raises(QuietudeError, match="121"):
            next(copies)


@pytest.mark.parametrize(("n", "is_read"), [(1999, True), (2000, True), (2001, False)])
def test_entries_of_an_archive_are_limited_whatever_they_are(tmp_path, n, is_read):
    path = archive(tmp_path / "z.zip", **{f"{i}.png": "" for i in range(n)})
    if is_read:
        assert len(archives.names(path)) == n
    else:
        assert "2" in read_in_every_way(path)
        with pytest.raises(QuietudeError):
            archives.names(path)


@pytest.mark.parametrize("name", ["z.kml", "z.csv", "z.geojson"])
@pytest.mark.parametrize(("n", "is_read"), [(9_999, True), (10_000, True), (10_001, False)])
def test_an_archive_unwraps_to_so_much_and_no_more(tmp_path, monkeypatch, name, n, is_read):
    monkeypatch.setattr(archives, "_ORDINARY", 10_000)
    monkeypatch.setattr(archives, "_RATIO", 1)
    path = archive(tmp_path / "z.zip", **{name: b"a" * n})
    (tmp_path / "copies").mkdir()
    copies = archives.Copies(path, tmp_path / "copies")
    if is_read:
        ((_, copy),) = copies.unzip(path, [name])
        assert copy.stat().st_size == n and archives.names(path) == [name]
    else:
        for look in (lambda: archives.names(path), lambda: [*copies.unzip(path, [name])]):
            with pytest.raises(QuietudeError, match="taille"):
                look()


def test_archives_in_an_archive_share_one_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "_ORDINARY", 25_000)
    monkeypatch.setattr(archives, "_RATIO", 1)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.csv", "date;nature\n" * 1000)
    path = archive(tmp_path / "z.zip", **{f"{i}.zip": inner.getvalue() for i in range(3)})
    with pytest.raises(QuietudeError, match="taille"), tabular.opened(path):
        pass


@pytest.mark.parametrize(
    "name", ["../../z.kml", "/tmp/z.kml", f"{'z' * 300}.kml", "z.kml\\..\\..\\z.kml", "a/../z.kml"]
)
def test_names_of_an_archive_lead_to_no_other_folder(tmp_path, name):
    before = {*tmp_path.iterdir()}
    path = archive(tmp_path / "z.zip", **{name: kml()})
    assert [*layers.read(path).values()][0].shape[0] == 1
    assert {*tmp_path.iterdir()} == {*before, path}


def test_document_of_the_archive_is_no_table(tmp_path):
    path = archive(tmp_path / "z.zip", **{"z.kml": kml(), "doc.json": json.dumps({"a": 1})})
    assert "Bellevue" in read_in_every_way(path)
