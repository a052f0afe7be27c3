"""Real files of French and foreign cities, read without any tuning; they are not ours to copy into the project."""

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from analytics.figures import observe
from data import commune as communes
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Kind, Level, Period, parse_month
from data.warehouse import repository, snapshot
from tests import located
from tests.real.conftest import REAL
from tests.scopes import full

QUARTIERS = REAL / "paris_quartiers" / "quartier_paris.geojson"
DANS_MA_RUE = REAL / "paris_dansmarue_2023_2024" / "dans_ma_rue_10000.csv"
CLUSTERS = REAL / "washington_dc_crimes" / "Neighborhood_Clusters.shp"
CRIMES = REAL / "washington_dc_crimes" / "occ_crimes_min.csv"
TABLE_COLUMNS = [
    "zone_code", "zone_label", "period_start", "period_end", "n_events", "exposure", "value", "value_low", "value_high",
    "status",
]  # fmt: skip


@dataclass(frozen=True)
class City:
    """A home, what its commands printed, and its published snapshot."""

    home: Path
    zones: dict
    load: dict

    def ask(self, sql: str) -> list[tuple]:
        with snapshot.open_current(self.home, name="") as connection:
            return located.rows(connection, sql)


def run(project: Path, module: str, *arguments: object) -> str:
    """Standard output of a command that succeeds and says nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], cwd=project, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def install(project: Path, home: Path, name: str, insee: str, zone_file: Path, facts: Path, *mapping: str) -> City:
    run(project, "data", "init", "--name", name, "--insee", insee, "--home", home)
    placed = json.loads(run(project, "data", "zones", zone_file, "--level", "quartier", "--home", home, "--json"))
    loaded = json.loads(run(project, "data", "load", facts, *mapping, "--home", home, "--json"))
    return City(home, placed, loaded)


@pytest.fixture(scope="module")
def paris(project: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    return install(project, tmp_path_factory.mktemp("paris") / "home", "Paris", "75056", QUARTIERS, DANS_MA_RUE)


@pytest.fixture(scope="module")
def washington(project: Path, tmp_path_factory: pytest.TempPathFactory) -> City:
    mapping = ("--kind", "plainte", "--map", "year=year", "category=offense", "lat=Latitude", "lon=Longitude")
    home = tmp_path_factory.mktemp("washington") / "home"
    return install(project, home, "Washington", "75056", CLUSTERS, CRIMES, *mapping)


# --- Paris: Dans Ma Rue, 80 quartiers


def test_paris_has_its_eighty_quartiers(paris):
    assert paris.zones == {
        "level": "quartier", "zones": 80, "repaired": 0, "crs": "EPSG:4326", "snapshot": "000001",
        "crs_reason": "déclaré par le fichier, confirmé par l’étendue des coordonnées",
    }  # fmt: skip
    assert ("7510101", "Saint-Germain-l'Auxerrois") in paris.ask("SELECT zone_code, label FROM zone")


def test_paris_loads_its_ten_thousand_reports_without_naming_the_source(paris):
    assert paris.load == {
        "delivery": 1, "source": "dans_ma_rue", "file": "dans_ma_rue_10000.csv", "rows_read": 10_000, "loaded": 10_000,
        "duplicate": 0, "rejected": {}, "not_located": {"quartier": 0}, "period": ["2023-08-14", "2024-09-12"],
        "snapshot": "000002",
    }  # fmt: skip


def test_paris_says_what_it_holds(paris, project):
    state = json.loads(run(project, "data", "status", "--home", paris.home, "--json"))
    assert set(state) >= {
        "commune", "snapshot", "snapshot_path", "zones", "facts", "not_located", "months", "missing_months",
        "deliveries",
    }  # fmt: skip
    assert (state["commune"], state["snapshot"], state["zones"]) == ("Paris", "000002", {"quartier": 80})
    assert (state["facts"], state["not_located"]) == (10_000, {"quartier": 0})
    assert (state["months"], state["missing_months"]) == (["2023-08", "2024-09"], {"dans_ma_rue": []})
    assert Path(state["snapshot_path"]).is_file() and len(state["deliveries"]) == 1


def test_paris_table_has_a_line_per_quartier(paris, project):
    text = run(
        project, "analytics", "table", "signalements", "--level", "quartier", "--format", "csv", "--home", paris.home
    )
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == TABLE_COLUMNS
    assert len({row["zone_code"] for row in rows}) == 80 and sum(int(row["n_events"]) for row in rows) == 10_000


def test_paris_agrees_with_a_plain_spatial_join(paris):
    frame = pd.read_csv(DANS_MA_RUE)
    points = frame["geo_point_2d"].str.extract(r"'lon': (?P<lon>[-\d.]+), 'lat': (?P<lat>[-\d.]+)").astype(float)
    located = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(points["lon"], points["lat"]), crs=4326)
    joined = located.sjoin(gpd.read_file(QUARTIERS)[["c_quinsee", "geometry"]], predicate="intersects")
    expected = joined.drop_duplicates("id_dmr")["c_quinsee"].astype(str).value_counts()
    found = dict(paris.ask("SELECT quartier, count(*) FROM located_fact GROUP BY quartier"))
    assert found == expected.to_dict()


def test_paris_knows_every_type_of_its_reports(paris):
    unknown = paris.ask("SELECT delivered FROM category_map WHERE delivered = category")
    assert unknown == []


def test_paris_does_not_change_when_the_same_files_come_again(paris):
    pointer = snapshot.current_version(paris.home)
    held = sorted(path.name for path in snapshot.folder(paris.home).glob("*.duckdb"))
    commune = communes.read(paris.home)
    (again,), version = door.take(commune, [DANS_MA_RUE])
    assert (again.loaded, again.duplicate, version) == (0, 10_000, pointer)
    (placed,), version = door.take(commune, [QUARTIERS], ZoneProfile(Level.QUARTIER))
    assert (placed.loaded, version) == (80, pointer)
    assert sorted(path.name for path in snapshot.folder(paris.home).glob("*.duckdb")) == held
    assert paris.ask("SELECT count(*) FROM delivery") == [(1,)]


def test_point_means_the_same_in_its_three_spellings(tmp_path):
    """The one field of Dans Ma Rue that changes from one export to the next."""
    frame = pd.read_csv(DANS_MA_RUE, nrows=400, dtype=str)
    degrees = frame["geo_point_2d"].str.extract(r"'lon': (?P<lon>[-\d.]+), 'lat': (?P<lat>[-\d.]+)")
    spellings = {
        "python": frame["geo_point_2d"],
        "plain": degrees["lat"] + "," + degrees["lon"],
        "json": '{"type":"Point","coordinates":[' + degrees["lon"] + "," + degrees["lat"] + "]}",
    }
    found = {}
    for name, points in spellings.items():
        commune = communes.create(tmp_path / name, name="Paris", insee_code="75056")
        door.take(commune, [QUARTIERS], ZoneProfile(Level.QUARTIER))
        frame.assign(geo_point_2d=points).to_csv(tmp_path / f"{name}.csv", index=False)
        (delivery,), _ = door.take(commune, [tmp_path / f"{name}.csv"])
        assert (delivery.source, delivery.loaded, delivery.not_located) == ("dans_ma_rue", 400, {"quartier": 0})
        with snapshot.open_current(commune.home, name="") as connection:
            found[name] = located.rows(
                connection, "SELECT record_id, quartier, lon, lat FROM located_fact ORDER BY record_id"
            )
    assert found["python"] == found["plain"] == found["json"]


# --- Paris: what the national geocoder answered


def test_geocoded_answers_are_placed_as_far_as_they_are_precise(paris, project, tmp_path):
    """A street, nothing, and a town: only the first lies in a quartier."""
    home = shutil.copytree(paris.home, tmp_path / "home")
    answer = pd.read_csv(REAL / "ban_geocodage" / "reponse_geopf_search_csv.csv", dtype=str)
    answer.assign(jour="2024-03-14").to_csv(tmp_path / "geocode.csv", index=False)
    arguments = ("--kind", "mediation", "--map", "date=jour", "address=adresse")
    report = json.loads(run(project, "data", "load", tmp_path / "geocode.csv", *arguments, "--home", home, "--json"))
    assert (report["loaded"], report["rejected"], report["not_located"]) == (3, {}, {"quartier": 2})
    with snapshot.open_current(home, name="") as connection:
        kinds = located.rows(
            connection, "SELECT location, quartier, lon IS NULL FROM located_fact WHERE kind = 'mediation' ORDER BY ALL"
        )
    assert kinds == [("street", "7510402", False), ("none", None, True), ("none", None, True)]


# --- Washington: years only, overlapping clusters, facts outside


def test_washington_keeps_each_fact_once(washington):
    assert washington.zones["zones"] == 39
    assert (washington.load["rows_read"], washington.load["loaded"], washington.load["rejected"]) == (
        111_090,
        111_090,
        {},
    )
    assert washington.load["not_located"] == {"quartier": 883}
    assert washington.ask("SELECT count(*), sum(count), count(*) FILTER (quartier IS NULL) FROM located_fact") == [
        (111_090, 111_090, 883)
    ]
    assert washington.ask("SELECT sum(n_events)::INT FROM monthly_count WHERE level = 'quartier'") == [(111_090,)]


def test_washington_gives_a_point_of_two_clusters_to_the_first(washington):
    frame = gpd.read_file(CLUSTERS)
    codes = dict(washington.ask("SELECT label, zone_code FROM zone WHERE level = 'quartier'"))
    assert len(codes) == 39
    stored = washington.ask("SELECT zone_code, geometry FROM zone WHERE level = 'quartier' ORDER BY zone_code")
    points = pd.read_csv(CRIMES)
    hits = [shapely.intersects_xy(shapely.from_wkb(wkb), points["Longitude"], points["Latitude"]) for _, wkb in stored]
    n_zones = sum(hit.astype(int) for hit in hits)
    assert ((n_zones > 1).sum(), (n_zones == 0).sum(), len(frame)) == (16, 883, 39)
    first = pd.Series([None] * len(points), dtype=object)
    for (code, _), hit in reversed([*zip(stored, hits, strict=True)]):
        first[hit] = code
    query = "SELECT quartier, count(*) FROM located_fact WHERE quartier IS NOT NULL GROUP BY quartier"
    found = dict(washington.ask(query))
    assert found == first.dropna().value_counts().to_dict()


def test_washington_never_shows_a_year_as_its_january(washington, project):
    assert washington.load["period"] == ["2000", "2015"]
    assert washington.ask("SELECT DISTINCT precision FROM monthly_count") == [("year",)]
    january = Period.of_months(parse_month("2005-01"), parse_month("2005-01"))
    with snapshot.open_current(washington.home, name="") as connection:
        for level in (Level.QUARTIER, Level.COMMUNE):
            cube = repository.cube(connection, kind=Kind.PLAINTE, level=level)
            assert set(cube["precision"]) == {"year"} and cube["n_events"].sum() == 111_090
    published = full(observe(washington.home)).counts(Kind.PLAINTE, Level.QUARTIER)
    assert not published.is_monthly and published.within(january) == []
    text = run(project, "analytics", "table", "plaintes", "--by", "year", "--home", washington.home)
    rows = list(csv.DictReader(text.splitlines()))
    assert list(rows[0]) == TABLE_COLUMNS and {row["period_start"] for row in rows} == {
        f"{year}-01-01" for year in range(2000, 2016)
    }
    assert sum(int(row["n_events"]) for row in rows) == 111_090 - 883


# --- zones of other cities


def held(commune: communes.Commune) -> Iterator[tuple[str, str, shapely.Geometry]]:
    with snapshot.open_current(commune.home, name="") as connection:
        rows = connection.execute(
            "SELECT zone_code, label, geometry FROM zone WHERE geometry IS NOT NULL ORDER BY zone_code"
        ).fetchall()
    return ((code, label, shapely.from_wkb(wkb)) for code, label, wkb in rows)


@pytest.mark.parametrize(
    ("path", "level", "count", "zone"),
    [
        (
            "toulouse_quartiers/quartiers-de-democratie-locale.geojson",
            Level.QUARTIER,
            20,
            ("1", "Capitole / Arnaud Bernard / Carmes"),
        ),
        ("strasbourg_iris_quartiers/iris.geojson", Level.IRIS, 195, ("670010000", "Achenheim")),
        ("strasbourg_iris_quartiers/communes_quartiers.geojson", Level.QUARTIER, 52, ("1", "Lingolsheim")),
        ("marseille_arrondissements/arrondissements.geojson", Level.QUARTIER, 16, None),
        ("ssmsi_communes_haute_garonne/georef-france-commune.geojson", Level.QUARTIER, 586, ("31555", "Toulouse")),
        ("lyon_iris/iris.geojson", Level.IRIS, 358, None),
        ("paris_quartiers/quartier_paris.geojson", Level.QUARTIER, 80, ("7510101", "Saint-Germain-l'Auxerrois")),
    ],
    ids=lambda value: value.split("/")[0] if isinstance(value, str) else None,
)
def test_city_zones_load_without_tuning(tmp_path, path, level, count, zone):
    commune = communes.create(tmp_path / "home", name="Ville", insee_code="31555")
    (delivery,), _ = door.take(commune, [REAL / path], ZoneProfile(level))
    assert (delivery.level, delivery.loaded) == (level, count)
    known = {code: (label, shape) for code, label, shape in held(commune)}
    assert len(known) == count and all(shape.is_valid and not shape.has_z for _, shape in known.values())
    assert zone is None or known[zone[0]][0] == zone[1]


def test_lyon_is_the_same_from_degrees_and_from_lambert_93(tmp_path):
    found = {}
    for name in ("iris.geojson", "iris.shp"):
        commune = communes.create(tmp_path / name, name="Lyon", insee_code="69123")
        (delivery,), _ = door.take(commune, [REAL / "lyon_iris" / name], ZoneProfile(Level.IRIS, population="p12_pop"))
        assert delivery.loaded == 358
        found[name] = gpd.GeoDataFrame(held(commune), columns=["code", "label", "geometry"], crs=4326).to_crs(2154)
    degrees, metres = found.values()
    assert degrees["code"].tolist() == metres["code"].tolist() and degrees["label"].tolist() == metres["label"].tolist()
    assert degrees["code"].str.fullmatch(r"69\d{7}").all()
    assert degrees.centroid.distance(metres.centroid).max() < 1


def test_lyon_is_populated_when_its_column_is_named(tmp_path):
    commune = communes.create(tmp_path / "home", name="Lyon", insee_code="69123")
    door.take(commune, [REAL / "lyon_iris" / "iris.shp"], ZoneProfile(Level.IRIS, population="p12_pop"))
    with snapshot.open_current(commune.home, name="") as connection:
        ((population,),) = connection.execute("SELECT population FROM zone WHERE level = 'commune'").fetchall()
    assert population == pytest.approx(941_851, abs=1)
