"""What is older than the retention of its source goes, and stays nowhere in the home."""

import dataclasses
import json
from datetime import date

import geopandas as gpd
import pytest
import shapely

from data import commune as communes
from data.errors import NoDataError, SettingsError
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.warehouse import snapshot
from data.warehouse.purge import purge
from data.warehouse.undo import undo
from data.warehouse.versions import versions

TODAY = date(2026, 11, 23)
EVENTS = ("date=date", "category=type", "subcategory=detail", "id=numero", "lat=lat", "lon=lon")
HEADERS = "date;type;detail;numero;lat;lon"
COUNTS = ("month=mois", "category=nature", "zone_label=quartier", "count=nombre")
COUNTS_HEADERS = "mois;nature;quartier;nombre"
MARKERS = (b"MARQUE-NATURE", b"MARQUE-DETAIL", b"MARQUE-NUMERO", b"MARQUE-FICHIER")
# Far more than one row, so that what compresses compresses and what fills blocks fills them.
ROWS = 30_000


def keeping(town, **months):
    """The commune with these retentions, in months by source."""
    return dataclasses.replace(town.commune, retention=months)


def holding(home, text):
    """Files of the home whose bytes hold a text."""
    return {path.name for path in home.rglob("*") if path.is_file() and text in path.read_bytes()}


@pytest.fixture
def marked_town(town, table):
    """A town with many facts of today and, in a file of their own, old ones that bear the markers."""
    recent = [("2026-10-02", "Bruit", f"Rue {i % 50}", f"R{i}", 43.62, 1.42) for i in range(ROWS)]
    old = [("2020-03-14", "MARQUE-NATURE", "MARQUE-DETAIL", f"MARQUE-NUMERO-{i}", 43.57, 1.47) for i in range(ROWS)]
    town.load(table(HEADERS, recent), *EVENTS, kind="signalement")
    town.load(table(HEADERS, [*old, ("hier", *old[0][1:])]), *EVENTS, name="MARQUE-FICHIER.csv", kind="signalement")
    return town


@pytest.mark.parametrize("marker", MARKERS)
def test_no_byte_of_the_home_holds_what_was_purged(marked_town, marker):
    home = marked_town.commune.home
    assert holding(home, marker) == {"000003.duckdb"}
    purged = purge(keeping(marked_town, signalement=12), TODAY)
    assert (purged.removed, purged.deliveries, purged.snapshot) == ({"signalement": ROWS}, 1, "000004")
    assert holding(home, marker) == set()
    assert marked_town.ask("SELECT count(*), min(fact_date)::VARCHAR FROM fact") == [(ROWS, "2026-10-02")]


@pytest.mark.parametrize("marker", MARKERS)
def test_no_byte_of_the_home_holds_a_delivery_that_was_undone_before(marked_town, marker):
    undo(marked_town.commune, 2)
    home = marked_town.commune.home
    assert holding(home, marker) >= {"000003.duckdb"}
    purge(marked_town.commune, TODAY)
    assert holding(home, marker) == set()


def test_bytes_that_a_crash_left_go_too(marked_town):
    folder = snapshot.folder(marked_town.commune.home)
    (folder / "spill").mkdir(exist_ok=True)
    left = ("partial.duckdb", "partial.duckdb.wal", "partial.anew.duckdb", "spill/duckdb_temp_block-1.block")
    for name in left:
        (folder / name).write_bytes(b"MARQUE-NATURE")
    purge(keeping(marked_town, signalement=12), TODAY)
    assert holding(marked_town.commune.home, b"MARQUE") == set()
    assert {path.name for path in folder.iterdir()} == {"000004.duckdb", "current", "lock"}


def test_tables_are_the_same_but_for_what_is_purged(marked_town):
    described = "SELECT sql FROM duckdb_tables() ORDER BY ALL"
    before, zones = marked_town.ask(described), marked_town.ask("FROM zone ORDER BY ALL")
    purge(keeping(marked_town, signalement=12), TODAY)
    assert marked_town.ask(described) == before
    assert marked_town.ask("FROM zone ORDER BY ALL") == zones
    assert marked_town.ask("SELECT delivery, file FROM delivery") == [(1, "faits.csv")]
    assert marked_town.ask("SELECT count(*) FROM rejection") == [(0,)]
    assert marked_town.ask("SELECT delivered FROM category_map") == [("Bruit",)]
    assert marked_town.ask("SELECT DISTINCT category FROM monthly_count") == marked_town.ask(
        "SELECT DISTINCT category FROM category_map"
    )


# --- what is kept


@pytest.mark.parametrize(
    ("day", "kept"),
    [("2025-10-30", False), ("2025-10-31", False), ("2025-11-01", True), ("2025-11-23", True), ("2026-11-22", True)],
)
def test_months_are_kept_whole_when_counted_back_from_today(town, table, day, kept):
    rows = [(day, "Bruit", "", "A", 43.62, 1.42), ("2026-11-01", "Bruit", "", "B", 43.62, 1.42)]
    town.load(table(HEADERS, rows), *EVENTS, kind="signalement")
    purged = purge(keeping(town, signalement=12), TODAY)
    assert purged.kept_from == {"signalement": "2025-11"}
    assert town.facts("record_id") == ([("A",)] if kept else []) + [("B",)]


@pytest.mark.parametrize(("months", "kept"), [(9, 0), (10, 1), (11, 1)])
def test_count_of_a_month_is_kept_when_its_month_is(town, table, months, kept):
    town.load(table(COUNTS_HEADERS, [("2026-01", "Vol", "Bellevue", 3)]), *COUNTS, kind="plainte")
    purge(keeping(town, plainte=months), TODAY)
    assert len(town.facts("count")) == kept
    assert town.ask("SELECT count(*) FROM delivery") == [(kept,)]


@pytest.mark.parametrize(("months", "kept"), [(22, 0), (23, 1), (24, 1)])
def test_year_without_months_is_kept_as_long_as_one_of_its_months(town, months, kept):
    town.load("an;n\n2024;5\n", "year=an", "count=n", kind="plainte")
    assert town.ask("SELECT count(*) FROM delivery") == [(1,)]
    purge(keeping(town, plainte=months), TODAY)
    assert len(town.facts("count")) == kept
    assert town.ask("SELECT count(*) FROM delivery") == [(kept,)]


@pytest.mark.parametrize(("months", "kept"), [(22, []), (23, [2024])])
def test_figures_of_the_state_are_kept_as_long_as_a_month_of_their_year(town, months, kept):
    figures = (
        "CODGEO_2026;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_log\n"
        "31999;{};Vols;Infraction;{};16,5;diff;1326;480\n"
    )
    town.load(figures.format(2024, 8))
    town.load(figures.format(2024, 9))
    purge(keeping(town, ssmsi_communes=months), TODAY)
    assert [year for (year,) in town.ask("SELECT year FROM benchmark")] == kept
    assert [year for (year,) in town.ask("SELECT year FROM superseded_benchmark")] == kept


@pytest.mark.parametrize(("months", "kept", "population"), [(22, 0, None), (23, 1, 120)])
def test_residents_are_kept_as_long_as_a_month_of_their_census(town, months, kept, population):
    shape = gpd.GeoDataFrame({"CODE_IRIS": ["319990101"]}, geometry=[shapely.box(1.4, 43.55, 1.5, 43.65)], crs=4326)
    shape.to_file(town.folder / "iris.gpkg")
    door.take(town.commune, [town.folder / "iris.gpkg"], ZoneProfile(Level.IRIS))
    town.load("IRIS;P24_POP\n319990101;50\n")
    town.load("IRIS;P24_POP\n319990101;120\n")
    purge(keeping(town, population_iris=months), TODAY)
    assert town.ask("SELECT count(*) FROM resident") == [(kept,)]
    assert town.ask("SELECT count(*) FROM superseded_resident") == [(kept,)]
    assert town.ask("SELECT population FROM zone WHERE level = 'iris'") == [(population,)]


def test_delivery_is_kept_when_a_part_of_its_period_is(town, table):
    rows = [("2020-03-14", "Bruit", "", "A", 43.62, 1.42), ("2026-11-01", "Tags", "", "B", 43.62, 1.42)]
    text = table(HEADERS, [*rows, ("hier", "Feu", "", "C", 43.62, 1.42)])
    town.load(text, *EVENTS, kind="signalement")
    assert purge(keeping(town, signalement=12), TODAY).deliveries == 0
    assert town.ask("SELECT delivery, reason FROM rejection") == [(1, "date illisible")]
    # The same file again changes nothing: what was purged does not come back with it.
    assert (town.load(text, *EVENTS, kind="signalement").loaded, town.facts("record_id")) == (0, [("B",)])


def test_source_without_retention_keeps_all(town, table):
    text = table(HEADERS, [("2020-03-14", "Bruit", "", "A", 43.62, 1.42)])
    town.load(text, *EVENTS, kind="signalement")
    town.load(text, *EVENTS, kind="mediation")
    assert purge(keeping(town, mediation=12), TODAY).removed == {"mediation": 1}
    assert town.facts("source") == [("signalement",)]
    assert purge(town.commune, TODAY).removed == {}
    assert town.facts("source") == [("signalement",)]


def test_superseded_count_goes_with_its_month_and_comes_back_otherwise(town, table):
    first = [("2020-01", "Vol", "Bellevue", 3), ("2026-10", "Vol", "Bellevue", 5)]
    town.load(table(COUNTS_HEADERS, first), *COUNTS, kind="plainte")
    town.load(table(COUNTS_HEADERS, [(*row[:3], 9) for row in first]), *COUNTS, kind="plainte")
    assert purge(keeping(town, plainte=12), TODAY).removed == {"plainte": 2}
    undo(town.commune, 2)
    assert town.facts("fact_date::VARCHAR, count") == [("2026-10-01", 5)]


def test_loading_goes_on_after_a_purge(marked_town, table):
    purge(keeping(marked_town, signalement=12), TODAY)
    delivery = marked_town.load(
        table(HEADERS, [("2026-10-02", "Bruit", "", "R1", 43.62, 1.42)]), *EVENTS, kind="signalement"
    )
    assert (delivery.delivery, delivery.duplicate) == (2, 1)
    assert [version.version for version in versions(marked_town.commune)] == ["000005", "000004"]


# --- the command


def test_nothing_changes_when_the_purge_is_a_trial(town, table):
    town.load(table(HEADERS, [("2020-03-14", "Bruit", "", "A", 43.62, 1.42)]), *EVENTS, kind="signalement")
    settings = town.commune.home / "commune.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "[retention]\nsignalement = 12\n", encoding="utf-8")
    before = town.files()
    trial = json.loads(town.command("purge", "--dry-run", "--json").stdout)
    assert (trial["removed"], trial["snapshot"]) == ({"signalement": 1}, "000002")
    assert "Rien n’a été effacé" in town.command("purge", "--dry-run").stderr
    assert town.files() == before
    done = json.loads(town.command("purge", "--json").stdout)
    assert done == trial | {"snapshot": "000003"}
    assert done["versions"] == ["000002", "000001"] and done["deliveries"] == 1
    assert town.facts("record_id") == []
    said = " ".join(town.command("purge").stderr.split())
    assert "0 lignes plus anciennes. Fichiers dont il ne reste rien : 0. Versions effacées : 000003." in said


def test_purge_is_refused_when_the_settings_name_no_source(town):
    before = town.files()
    with pytest.raises(SettingsError, match="main_courant"):
        purge(keeping(town, main_courant=12), TODAY)
    assert town.files() == before


@pytest.mark.parametrize("source", ["signalement", "main_courante_pm", "ssmsi_communes"])
def test_source_may_have_a_retention_before_it_gives_anything(town, source):
    assert purge(keeping(town, **{source: 12}), TODAY).removed == {source: 0}


def test_purge_is_refused_when_nothing_was_ever_published(bare_town):
    with pytest.raises(NoDataError):
        purge(bare_town.commune, TODAY)
    assert set(bare_town.files()) == {"commune.toml"}


# --- settings


def test_new_commune_keeps_all(town):
    assert town.commune.retention == {}


@pytest.mark.parametrize(("written", "months"), [("1", 1), ("36", 36)])
def test_retention_is_read_when_a_number_of_months(town, written, months):
    settings = town.commune.home / "commune.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + f"[retention]\nplainte = {written}\n", encoding="utf-8")
    assert communes.read(town.commune.home).retention == {"plainte": months}


@pytest.mark.parametrize(
    "added",
    [
        "[retention]\nplainte = 0\n", "[retention]\nplainte = -1\n", "[retention]\nplainte = 1.5\n",
        "[retention]\nplainte = true\n", "[retention]\nplainte = '12'\n", "[[retention]]\nplainte = 12\n",
        "[retention.plainte]\nmois = 12\n",
    ],
    ids=["zero", "negative", "half", "yes", "text", "list", "table"],
)  # fmt: skip
def test_settings_are_refused_when_a_retention_cannot_be(town, added):
    settings = town.commune.home / "commune.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + added, encoding="utf-8")
    with pytest.raises(
        SettingsError,
        match=r"la clé «.retention(\.plainte)?.» doit être (un nombre entier|au moins 1|un groupe de clés)",
    ):
        communes.read(town.commune.home)
