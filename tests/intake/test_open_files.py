"""The open files that a commune starts from: names that follow the commune, and what of them is there."""

import json
import re
import tomllib

import geopandas as gpd
import pytest
import shapely

from data import commune as communes
from data import open_files, reference
from data.intake import door
from data.intake.profiles import AddressProfile, ZoneProfile, read_profiles
from data.model import Level
from data.warehouse import snapshot
from data.warehouse.repository import statement

IRIS = "IRIS;P21_POP\n319990101;120,5\n319990102;80\n"
SSMSI = (
    "CODGEO_2026;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_log\n"
    "31999;2024;Cambriolages;Infraction;8;16,5;diff;1326;480\n31999;2025;Cambriolages;Infraction;9;17;diff;1326;480\n"
)
BAN = (
    "id;numero;rep;nom_voie;code_postal;code_insee;nom_commune;nom_ancienne_commune;lon;lat\n"
    "a;1;;Rue de l’Essai;31999;31999;Ville-Essai;;1.42;43.61\nb;2;;Rue de l’Essai;31999;31999;Ville-Essai;;1.42;43.61\n"
)


def listed(tmp_path, insee):
    commune = communes.create(tmp_path / insee, name="Essai", insee_code=insee)
    return {file.slug: file for file in open_files.of_commune(commune)}


@pytest.mark.parametrize(
    ("insee", "addresses", "iris"),
    [
        ("31555", "adresses-31.csv.gz", "31555"), ("01004", "adresses-01.csv.gz", "01004"),
        ("2A004", "adresses-2A.csv.gz", "2A004"), ("2B033", "adresses-2B.csv.gz", "2B033"),
        ("97411", "adresses-974.csv.gz", "97411"), ("75056", "adresses-75.csv.gz", "751"),
        ("69123", "adresses-69.csv.gz", "6938"), ("13055", "adresses-13.csv.gz", "132"),
    ],
)  # fmt: skip
def test_names_follow_the_commune(tmp_path, insee, addresses, iris):
    files = listed(tmp_path, insee)
    assert files["adresses"].file == addresses and files["adresses"].address.endswith(f"/{addresses}")
    assert files["contours_iris"].address.endswith(f"code_insee%20LIKE%20%27{iris}%25%27")
    assert files["contours_iris"].saved_as == f"iris-{insee}.geojson"


def test_every_file_is_found_whatever_the_commune(tmp_path):
    files = listed(tmp_path, "31555").values()
    for file in files:
        assert re.match(r"https://[\w.-]+/", file.address) and re.match(r"https://[\w.-]+/", file.page)
        assert not re.search(r"[{}\s]", file.address + file.page + file.file)
        assert file.brings.endswith(".")
    assert len({file.saved_as for file in files}) == len(files)


def test_presence_is_asked_of_every_file_and_no_other():
    slugs = tomllib.loads((reference._FOLDER / "open_files.toml").read_text(encoding="utf-8")).keys()
    assert set(re.findall(r"SELECT '(\w+)'", statement("queries/open_files_held"))) == set(slugs)
    # What `load` reads bears the name of its source.
    assert {"population_iris", "ssmsi_communes"} <= slugs & read_profiles(reference._FOLDER).keys()


def test_init_writes_the_list(bare_town, tmp_path):
    bare_town.commune.home.joinpath("commune.toml").unlink()
    told = bare_town.command("init", "--name", "Ajaccio", "--insee", "2A004").stderr
    assert "fichiers_ouverts.md" in told
    text = (bare_town.commune.home / "fichiers_ouverts.md").read_text(encoding="utf-8")
    for file in open_files.of_commune(communes.read(bare_town.commune.home)):
        assert all(part in text for part in (file.label, file.publisher, file.page, file.file, file.address))
    assert "adresses-2A.csv.gz" in text


def test_all_is_missing_at_first(bare_town):
    assert {(one.number, one.year) for one in open_files.availability(bare_town.commune)} == {(0, None)}
    assert snapshot.current_version(bare_town.commune.home) is None


def test_what_is_there_is_told_with_its_year(town):
    squares = [shapely.box(1.40, 43.60, 1.50, 43.65), shapely.box(1.40, 43.55, 1.50, 43.60)]
    for level, column, codes in ((Level.IRIS, "CODE_IRIS", ["319990101", "319990102"]),
                                 (Level.QPV, "code_qp", ["QN03101M", "QN03102M"])):  # fmt: skip
        gpd.GeoDataFrame({column: codes}, geometry=squares, crs=4326).to_file(town.folder / f"{level}.gpkg")
        door.take(town.commune, [town.folder / f"{level}.gpkg"], ZoneProfile(level))
    town.load(IRIS)
    town.load(SSMSI)
    door.take(town.commune, [town.write("adresses-31.csv", BAN)], AddressProfile())
    expected = {
        "contours_iris": (2, None), "population_iris": (2, 2021), "contours_qpv": (2, None),
        "ssmsi_communes": (1, 2025), "adresses": (2, None),
    }  # fmt: skip
    assert {one.file.slug: (one.number, one.year) for one in open_files.availability(town.commune)} == expected
    state = json.loads(town.command("status", "--json").stdout)
    assert state["open_files"] == {slug: number for slug, (number, _) in expected.items()}


def test_status_names_what_is_missing(town):
    town.load(SSMSI)
    told = town.command("status").stderr
    assert "Fichiers ouverts qui manquent : contours_iris, population_iris, contours_qpv, adresses" in told
