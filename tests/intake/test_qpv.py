"""Priority neighbourhoods (QPV) as the State publishes them: both generations, the whole country in one file.

Shapes and names are synthetic; headers, codes and their accidents are those of the published files.
"""

import dataclasses

import geopandas as gpd
import pytest
import shapely

from data.errors import ZoneFileError
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level

WEST, EAST, FAR = (shapely.box(west, 43.60, west + 0.02, 43.62) for west in (1.40, 1.44, 5.40))


def frame(*rows, names=("code_qp", "lib_qp", "insee_com"), crs=4326):
    """One feature per row: what its columns hold, then its shape."""
    columns = dict(zip(names, zip(*(row[:-1] for row in rows), strict=True), strict=True))
    return gpd.GeoDataFrame(columns, geometry=[row[-1] for row in rows], crs=4326).to_crs(crs)


def load(town, features, file="qpv.gpkg", **changes):
    features.to_file(town.folder / file)
    commune = dataclasses.replace(town.commune, **changes)
    (delivery,), _ = door.take(commune, [town.folder / file], ZoneProfile(Level.QPV))
    return delivery


def held(town):
    return town.ask("SELECT zone_code, label FROM zone WHERE level = 'qpv' ORDER BY ALL")


@pytest.mark.parametrize("name", ["QP2024_WGS84.geojson", "QP2024_LB93.gpkg", "QP2024_LB93.shp"])
def test_qpv_of_2024_need_no_option(town, name):
    features = frame(
        ("QN03101M", "Les Rives", "31999", WEST), ("QN03102N", "Le Port", "31999", EAST),
        ("QN01301P", "Ailleurs", "13055", FAR),
        crs=2154 if "LB93" in name else 4326,
    )  # fmt: skip
    assert load(town, features, name).loaded == 2
    assert held(town) == [("QN03101M", "Les Rives"), ("QN03102N", "Le Port")]


def test_qpv_of_2015_are_known_by_the_name_of_their_commune(town):
    names = ("CODE_QP", "NOM_QP", "COMMUNE_QP")
    rows = [
        ("QP031001", "Les Rives", "Ville-Essai", WEST), ("QP031002", "Le Port", "Autre-Ville, VILLE ESSAI", EAST),
        ("QP031003", "Loin", "Ville-Essai-sur-Mer", FAR), ("QP974001", "Plus loin", "Ville-Essai", FAR),
    ]  # fmt: skip
    load(town, frame(*rows, names=names, crs=2154), "QP_METROPOLE_LB93.shp")
    assert held(town) == [("QP031001", "Les Rives"), ("QP031002", "Le Port")]


@pytest.mark.parametrize(
    ("code", "cell", "is_of"),
    [
        ("01004", "01004", True), ("01004", '="01004"', True), ("01004", "1004", True), ("01004", 1004, True),
        ("01004", "01005;01004", True), ("01004", '="01005" ; ="01004"', True), ("01004", "10044", False),
        ("2A004", "2A004", True), ("75056", "75118", True), ("75056", "75056", True), ("69123", "69383", True),
        ("69123", "69029", False), ("13055", "13215", True), ("97411", "97411", True), ("01004", "", False),
    ],
)  # fmt: skip
def test_commune_is_found_in_the_cell_that_names_communes(bare_town, code, cell, is_of):
    features = frame(("QN00001M", "Les Rives", cell, WEST))
    if is_of:
        load(bare_town, features, insee_code=code)
        assert held(bare_town) == [("QN00001M", "Les Rives")]
    else:
        with pytest.raises(ZoneFileError, match="aucune n’est à"):
            load(bare_town, features, insee_code=code)


def test_name_of_an_arrondissement_is_that_of_its_commune(bare_town):
    names = ("CODE_QP", "NOM_QP", "COMMUNE_QP")
    load(
        bare_town,
        frame(("QP075001", "Nord", "Paris 18e Arrondissement", WEST), names=names),
        name="Paris",
        insee_code="75056",
    )
    assert held(bare_town) == [("QP075001", "Nord")]


def test_qpv_that_spans_communes_is_one_zone(town):
    rows = [("QN03101M", "Les Rives", "31999", WEST), ("QN03101M", "Les Rives", "31998", EAST)]
    load(town, frame(*rows))
    assert held(town) == [("QN03101M", "Les Rives")]


def test_qpv_that_spans_arrondissements_is_whole(bare_town):
    rows = [("QN07501M", "Porte Nord", "75118", WEST), ("QN07501M", "Porte Nord", "75119", EAST)]
    load(bare_town, frame(*rows), insee_code="75056")
    ((shape,),) = bare_town.ask("SELECT geometry FROM zone WHERE level = 'qpv'")
    assert shapely.from_wkb(shape).equals(shapely.union(WEST, EAST))


def test_file_without_a_column_of_communes_is_taken_whole(town):
    load(town, frame(("QN03101M", "Les Rives", WEST), ("QN03102N", "Le Port", EAST), names=("code_qp", "lib_qp")))
    assert len(held(town)) == 2


def test_fact_has_its_qpv(town):
    load(town, frame(("QN03101M", "Les Rives", "31999", WEST)))
    town.load(
        "Date,Lat,Lon\n2024-03-04,43.61,1.41\n2024-03-04,43.61,1.45\n",
        "date=Date",
        "lat=Lat",
        "lon=Lon",
        kind="signalement",
    )
    assert town.facts("qpv") == [("QN03101M",), (None,)]


def test_list_without_limits_is_refused_and_told_where_they_are(town, refusal):
    path = town.write("liste.csv", '\ufeffcode_qp;lib_qp;insee_com\nQN03101M;Les Rives;="31999"\n')
    before = town.files()
    sentence = refusal(town.command("zones", path, "--level", "qpv"))
    assert "aucune forme" in sentence and "QP2024_…_WGS84.geojson" in sentence
    assert town.files() == before
