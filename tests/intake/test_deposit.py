"""Any file given to a commune: the open ones told by their columns, whatever their wrapping; all loaded, or none."""

import geopandas as gpd
import pytest
import shapely

from data.errors import NoZoneHereError, UnknownSourceError
from data.intake import door
from data.intake.zones import zones
from data.model import Level
from tests.intake.open_shapes import BAN, CENSUS, SSMSI, iris, qpv, zipped

FACTS = "id,date_creation,type,adresse,lat,lon\nn1,2025-12-01 10:00:00,Tags et graffitis,1 rue A,43.61,1.42\n"


def take(town, *paths, **options):
    return door.take(town.commune, paths, **options)


@pytest.mark.parametrize(("name", "crs"), [("i.geojson", 4326), ("i.gpkg", 2154), ("i.shp", 2154)])
@pytest.mark.parametrize(("code", "commune"), [("CODE_IRIS", "INSEE_COM"), ("code_iris", "code_insee")])
def test_iris_are_told_by_their_column_and_those_of_the_commune_kept(town, name, crs, code, commune):
    iris(code, commune, crs).to_file(town.folder / name)
    if name == "i.shp":
        parts = {f"SHP___i__{part}": (town.folder / f"i.{part}").read_bytes() for part in ("shp", "shx", "dbf", "prj")}
        name = town.write("iris.zip", zipped(**parts)).name
    (taken,), _ = take(town, town.folder / name)
    assert (taken.level, taken.loaded, taken.is_new) == (Level.IRIS, 2, True)
    codes = town.ask("SELECT zone_code FROM zone WHERE level = 'iris' ORDER BY ALL")
    assert codes == [("319990101",), ("319990102",)]


def test_of_an_archive_of_qpv_the_layer_in_degrees_is_read(town):
    """As data.gouv.fr has it: one layer per territory, in its own coordinates, and one for all."""
    archive = zipped(
        GEOJSON___lisez__txt="", GEOJSON___QP2024_Hexagone_LB93__geojson=qpv("31001", crs=2154).to_json(),
        GEOJSON___QP2024_France_Hexagonale_Outre_Mer_WGS84__geojson=qpv("31999", "31001").to_json(),
    )  # fmt: skip
    (taken,), _ = take(town, town.write("qpv.zip", archive))
    assert taken.content == "zones" and taken.source == "contours_qpv" and taken.loaded == 1


def test_commune_without_qpv_is_told_so(town):
    before = town.files()
    qpv("31001").to_file(town.folder / "q.geojson")
    with pytest.raises(NoZoneHereError, match="aucune n’est à Ville-Essai"):
        take(town, town.folder / "q.geojson")
    assert town.files() == before


def test_reports_that_bear_the_code_of_their_iris_are_no_zones(town):
    text = FACTS.replace("adresse", "CODE_IRIS")
    frame = gpd.GeoDataFrame(
        {"id": ["n1"], "date_creation": ["2025-12-01"], "type": ["Tags"], "CODE_IRIS": ["319990101"]},
        geometry=[shapely.Point(1.42, 43.61)], crs=4326,
    )  # fmt: skip
    frame.to_file(town.folder / "points.geojson")
    assert zones.recognised(town.folder / "points.geojson") is None
    assert zones.recognised(town.write("faits.csv", text)) is None
    assert zones.recognised(town.write("liste.json", '[{"code_iris": "319990101"}]')) is None
    assert zones.recognised(town.write("torn.geojson", '{"type": "FeatureCollection", "features": [{')) is None
    assert zones.recognised(town.write("torn.zip", b"PK\x03\x04")) is None
    assert zones.recognised(town.folder / "absent.geojson") is None


def test_addresses_are_told_by_their_columns(town):
    (taken,), _ = take(town, town.write("adresses-31.csv", BAN))
    assert taken.content == "addresses" and (taken.loaded, taken.source) == (1, "adresses")


def test_census_is_read_in_the_archive_of_insee_beside_what_describes_it(town):
    archive = zipped(**{
        "base-ic-evol-struct-pop-2022__CSV": CENSUS, "meta_base-ic-evol-struct-pop-2022__CSV": "COD_VAR;LIB_VAR\nA;B\n",
    })  # fmt: skip
    (taken,), _ = take(town, town.write("base-ic-evol-struct-pop-2022_csv.zip", archive))
    assert taken.content == "population" and (taken.source, taken.loaded) == ("population_iris", 2)


def given(town):
    iris().to_file(town.folder / "iris.geojson")
    return [
        town.folder / "iris.geojson", town.write("pop.csv", CENSUS), town.write("ssmsi.csv", SSMSI),
        town.write("adresses.csv", BAN), town.write("faits.csv", FACTS),
    ]  # fmt: skip


def test_trial_says_what_each_would_bring_and_writes_nothing(bare_town):
    paths, before = given(bare_town), bare_town.files()
    taken, _ = take(bare_town, *paths, dry_run=True)
    assert [one.source for one in taken] == [
        "contours_iris", "population_iris", "ssmsi_communes", "adresses", "signalements_ville",
    ]  # fmt: skip
    assert all(one.is_new for one in taken) and bare_town.files() == before


def test_from_nothing_to_a_map_at_once(bare_town):
    _, version = take(bare_town, *given(bare_town))
    assert version == "000001"
    assert bare_town.ask("SELECT sum(population) FROM zone WHERE level = 'iris'") == [(200.5,)]
    assert bare_town.ask("SELECT iris FROM located_fact") == [("319990101",)]
    # The commune of the same size is compared with, as residents were known before.
    assert bare_town.ask("SELECT DISTINCT territory FROM benchmark ORDER BY ALL") == [("31001",), ("31999",)]
    assert [path for path in bare_town.files() if path.startswith("geo/iris-")]


def test_files_are_ranked_so_that_each_finds_what_it_needs(bare_town):
    paths = given(bare_town)
    taken, _ = take(bare_town, *reversed(paths), dry_run=True)
    ranked = [one.source for one in sorted(taken, key=lambda one: one.rank)]
    assert ranked[:2] == ["adresses", "contours_iris"] and ranked[-1] == "ssmsi_communes"


def test_same_files_again_bring_nothing(bare_town):
    paths = given(bare_town)
    take(bare_town, *paths)
    taken, version = take(bare_town, *paths)
    assert not any(one.is_new for one in taken) and version == "000001"


@pytest.mark.parametrize("position", [0, 2, 5])
def test_none_is_loaded_when_one_is_refused(bare_town, position):
    paths = given(bare_town)
    paths.insert(position, bare_town.write("inconnu.csv", "a,b\n1,2\n"))
    before = bare_town.files()
    with pytest.raises(UnknownSourceError):
        take(bare_town, *paths)
    assert {path for path in bare_town.files() if not path.startswith("geo/")} == set(before)
