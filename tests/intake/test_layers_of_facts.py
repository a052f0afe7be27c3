"""Facts in geographic files: every format, several layers, shapes that are no points."""

import io
import json
import zipfile

import geopandas as gpd
import pytest
import shapely

from data.errors import UndecidedError
from data.intake import examination
from data.intake.readers import tabular

EVENT = ("date=jour", "category=type", "point=geometry")
RECORDS = [{"jour": "2024-03-14", "type": "Tags"}, {"jour": "2024-03-15", "type": "Bruit"}]
POINTS = shapely.points([(1.42, 43.62), (1.47, 43.62)])
EXPECTED = [("2024-03-14", "Tags", "01"), ("2024-03-15", "Bruit", "02")]
SHAPES = {
    "points": POINTS,
    "lines": [shapely.LineString([(p.x, p.y), (p.x + 0.001, p.y)]) for p in POINTS],
    "polygons": shapely.buffer(POINTS, 0.001),
}


def frame(shapes=POINTS, **columns):
    return gpd.GeoDataFrame(RECORDS, geometry=shapes, crs=4326).assign(**columns)


def zipped(folder):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"export/{path.name}")
    return made.getvalue()


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("f.kml", "LIBKML"), ("f.kmz", "LIBKML"), ("f.gml", "GML"), ("f.fgb", "FlatGeobuf"), ("f.gpkg", "GPKG"),
        ("f.parquet", None),
    ],
)  # fmt: skip
def test_facts_are_located_in_every_format_of_one_file(town, shapes, name, driver):
    path = town.folder / name
    frame(shapes).to_file(path, driver=driver) if driver else frame(shapes).to_parquet(path)
    town.load(path.read_bytes(), *EVENT, kind="signalement", name="envoi.dat")
    assert sorted(town.facts("fact_date::VARCHAR, category, quartier")) == EXPECTED


@pytest.mark.parametrize(
    ("name", "driver"), [("f.shp", "ESRI Shapefile"), ("f.tab", "MapInfo File"), ("f.mif", "MapInfo File")]
)
def test_facts_are_located_in_an_archive_of_a_format_of_several_files(town, tmp_path, name, driver):
    (tmp_path / "in").mkdir()
    frame(SHAPES["polygons"]).to_file(tmp_path / "in" / name, driver=driver)
    town.load(zipped(tmp_path / "in"), *EVENT, kind="signalement", name="envoi.zip")
    assert sorted(town.facts("fact_date::VARCHAR, category, quartier")) == EXPECTED


def test_facts_of_topojson_are_located(town):
    shapes = [
        {"type": "Point", "coordinates": [p.x, p.y], "properties": r} for p, r in zip(POINTS, RECORDS, strict=True)
    ]
    text = json.dumps(
        {"type": "Topology", "objects": {"f": {"type": "GeometryCollection", "geometries": shapes}}, "arcs": []}
    )
    town.load(text, *EVENT, kind="signalement", name="f.json")
    assert sorted(town.facts("fact_date::VARCHAR, category, quartier")) == EXPECTED


def test_layers_of_the_same_columns_are_read_together(town):
    path = town.folder / "f.gpkg"
    frame().iloc[:1].to_file(path, layer="nord")
    frame().iloc[1:].to_file(path, layer="sud")
    delivery = town.load(path.read_bytes(), *EVENT, kind="signalement", name="g.gpkg")
    assert delivery.loaded == 2 and "Couches lues : nord, sud." in delivery.notes


def test_layer_without_dates_is_left_and_named(town):
    path = town.folder / "f.gpkg"
    frame().to_file(path, layer="faits")
    frame().drop(columns="jour").assign(couleur="bleu").to_file(path, layer="mobilier")
    delivery = town.load(path.read_bytes(), *EVENT, kind="signalement", name="g.gpkg")
    assert delivery.loaded == 2 and "Couches lues : faits. Couches non lues : mobilier." in delivery.notes


@pytest.mark.parametrize("chosen", ["mairie", "police"])
def test_dated_layers_of_other_columns_are_asked_once(town, chosen):
    path = town.folder / "f.gpkg"
    frame().to_file(path, layer="mairie")
    frame(agent="A").iloc[:1].to_file(path, layer="police")
    with pytest.raises(UndecidedError, match="Quelle couche") as asked, tabular.opened(path):
        pass
    assert asked.value.options == ("mairie", "police")
    examined = examination.examine(town.commune, path, {"sheet": chosen, "kind": "signalement"})
    assert "sheet" not in {question.key for question in examined.questions}
    assert examined.delivery.loaded == {"mairie": 2, "police": 1}[chosen]


def test_sheet_is_chosen_once_for_all_who_open_the_file(town, tmp_path):
    (tmp_path / "in").mkdir()
    for name, headers in (("a.csv", "date;nature;lat;lon"), ("b.csv", "date;nature;lat;lon;agent")):
        row = ["2024-03-14", "Tags", "43.62", "1.42", "A"][: headers.count(";") + 1]
        (tmp_path / "in" / name).write_text(f"{headers}\n{';'.join(row)}\n{';'.join(row)}\n")
    path = town.write("envoi.zip", zipped(tmp_path / "in"))
    examined = examination.examine(town.commune, path, {"sheet": "export/b.csv", "kind": "signalement"})
    assert examined.delivery is not None and "sheet" not in {question.key for question in examined.questions}


def test_table_and_layer_of_one_archive_are_both_seen(town, tmp_path):
    (tmp_path / "in").mkdir()
    frame().to_file(tmp_path / "in" / "faits.shp")
    (tmp_path / "in" / "legende.csv").write_text("code;sens\nA;Tags\nB;Bruit\n")
    delivery = town.load(zipped(tmp_path / "in"), *EVENT, kind="signalement", name="envoi.zip")
    assert delivery.loaded == 2 and "non lu" in delivery.notes[0] and "legende.csv" in delivery.notes[0]


@pytest.mark.parametrize("system", ['LOCAL_CS["Plan de la ville",UNIT["m",1]]', "n’importe quoi", ""])
def test_system_that_leads_nowhere_is_as_none(town, tmp_path, system):
    (tmp_path / "in").mkdir()
    frame().to_file(tmp_path / "in" / "f.shp")
    (tmp_path / "in" / "f.prj").write_text(system)
    town.load(zipped(tmp_path / "in"), *EVENT, kind="signalement", name="envoi.zip")
    assert sorted(town.facts("fact_date::VARCHAR, category, quartier")) == EXPECTED


def test_whole_numbers_stay_whole_where_one_lacks(town):
    path = town.folder / "f.gpkg"
    frame(numero=[12, None]).to_file(path)
    with tabular.opened(path) as table:
        rows = [dict(zip(table.headers, row, strict=True)) for row in table.rows()]
    assert [row["numero"] for row in rows] == ["12", ""]
