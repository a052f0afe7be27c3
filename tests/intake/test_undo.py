"""What a commune takes back: a delivery is undone as if its file had never come, an earlier version comes back."""

import json

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import DependentDeliveryError, UnknownDeliveryError, UnknownVersionError
from data.intake import door
from data.intake.profiles import ZoneProfile
from data.model import Level
from data.warehouse import snapshot
from data.warehouse.undo import undo
from data.warehouse.versions import rollback, versions

EVENTS = ("date=date", "category=type", "lat=lat", "lon=lon")
COUNTS = ("month=mois", "category=nature", "zone_label=quartier", "count=nombre")
TABLES = {
    "fact", "superseded_fact", "benchmark", "superseded_benchmark", "rejection", "category_map", "zone", "delivery",
    "monthly_count", "resident", "superseded_resident", "address", "address_review", "zone_link", "wave",
    "respondent", "question", "answer", "former_zone", "zone_set",
}  # fmt: skip


def content(town):
    """All that the published snapshot holds; the time of a load apart, which differs from one to the next."""
    names = {name for (name,) in town.ask("SELECT table_name FROM duckdb_tables()")}
    assert names == TABLES
    # A set of zones has the same zones, not always the same number.
    readings = {name: f"located_{name}" for name in ("fact", "superseded_fact", "respondent")} | {
        "delivery": "(SELECT * EXCLUDE (loaded_at) FROM delivery)",
        "zone_set": "(SELECT list((level, zone_code) ORDER BY level) FROM zone_set GROUP BY zone_set)",
    }
    return {name: town.ask(f"SELECT * FROM {readings.get(name, name)} ORDER BY ALL") for name in names}


@pytest.fixture(scope="session")
def events(table):
    def text(*rows):
        return table("date;type;lat;lon", rows)

    return text


@pytest.fixture(scope="session")
def counts(table):
    def text(*rows):
        return table("mois;nature;quartier;nombre", rows)

    return text


def figures(count):
    return (
        "CODGEO_2026;annee;indicateur;unite_de_compte;nombre;taux_pour_mille;est_diffuse;insee_pop;insee_log\n"
        f"31999;2024;Cambriolages;Infraction;{count};16,5;diff;1326;480\n"
        f"31999;{2000 + count};Vols;Infraction;2;1,5;diff;1326;480\n"
    )


def census(year, *lines):
    return "\n".join([f"IRIS;P{year}_POP", *lines]) + "\n"


MARCH, APRIL = ("2024-03-14", "Bruit", 43.62, 1.42), ("2024-04-02", "Tags", 43.57, 1.47)
VOL, MORE, NONE = (("2024-03", "Vol", "Bellevue", number) for number in (3, 9, 0))

# What comes first, then what is undone, as (text, mapping, kind) each.
PAIRS = {
    "later events": lambda events, counts: (
        (events(MARCH), EVENTS, "signalement"), (events(APRIL, ("hier", "Feu", 43.62, 1.42)), EVENTS, "signalement"),
    ),
    "overlapping events": lambda events, counts: (
        (events(MARCH), EVENTS, "signalement"), (events(MARCH, MARCH, APRIL), EVENTS, "signalement"),
    ),
    "another source": lambda events, counts: (
        (events(MARCH), EVENTS, "signalement"), (events(MARCH), EVENTS, "mediation"),
    ),
    "corrected counts": lambda events, counts: (
        (counts(VOL, ("2024-03", "Vol", "Ailleurs", 2)), COUNTS, "plainte"),
        (counts(MORE, ("2024-03", "Vol", "Ailleurs", 2), ("2024-04", "Feu", "01", 1)), COUNTS, "plainte"),
    ),
    "counts brought to zero": lambda events, counts: (
        (counts(VOL), COUNTS, "plainte"), (counts(NONE), COUNTS, "plainte"),
    ),
    "figures of the State": lambda events, counts: ((figures(8), (), None), (figures(9), (), None)),
}  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_snapshot_is_that_of_before_when_the_last_delivery_is_undone(town, events, counts, pair):
    (first, mapping, kind), later = pair(events, counts)
    town.load(first, *mapping, kind=kind)
    before = content(town)

    def load_later():
        text, mapping, kind = later
        return town.load(text, *mapping, name="suite.csv", kind=kind)

    delivery = load_later()
    after = content(town)
    assert after != before
    undone = undo(town.commune, delivery.delivery)
    assert (undone.file, undone.source) == ("suite.csv", delivery.source)
    assert content(town) == before
    load_later()
    assert content(town) == after


# Few values, so that files correct and repeat each other; all different, as a file that is known is no delivery.
FILES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(["2024-03", "2024-04"]),
            st.sampled_from(["Vol", "Tags"]),
            st.sampled_from(["Bellevue", "Ailleurs"]),
            st.integers(0, 2),
        ),
        min_size=1,
        max_size=6,
    ),
    min_size=2,
    max_size=4,
    unique_by=str,
)


@settings(max_examples=6)
@given(files=FILES)
def test_each_snapshot_is_found_again_when_deliveries_are_undone_from_the_last(new_town, counts, files):
    town = new_town()
    held = [content(town)]
    for rows in files:
        town.load(counts(*rows), *COUNTS, kind="plainte")
        held.append(content(town))
    for number in range(len(files), 0, -1):
        undo(town.commune, number)
        assert content(town) == held[number - 1]


@settings(max_examples=12)
@given(files=FILES, undone=st.integers(1, 3))
def test_facts_are_those_of_the_other_files_when_a_delivery_may_be_undone(new_town, counts, files, undone):
    town, other = new_town(), new_town()
    for number, rows in enumerate(files, start=1):
        town.load(counts(*rows), *COUNTS, kind="plainte")
        if number != undone:
            other.load(counts(*rows), *COUNTS, kind="plainte")
    before = town.files()
    try:
        undo(town.commune, undone)
    except (DependentDeliveryError, UnknownDeliveryError):
        assert town.files() == before
        return
    told = "fact_date, category, quartier, count"
    assert town.facts(told) == other.facts(told)


def test_delivery_waits_when_a_later_one_knew_its_rows_again(town, events, refusal):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    town.load(events(MARCH, APRIL), *EVENTS, kind="signalement")
    town.load(events(MARCH), *EVENTS, kind="mediation")
    before = town.files()
    assert "La livraison 1 ne peut pas être annulée seule" in refusal(town.command("undo", 1))
    assert "Annulez d’abord, dans cet ordre : 2." in refusal(town.command("undo", 1))
    assert town.files() == before
    assert town.command("undo", 2).exit_code == town.command("undo", 1).exit_code == 0
    assert town.facts("source") == [("mediation",)]


@pytest.mark.parametrize("later", [(MORE,), (VOL, ("2024-04", "Vol", "Bellevue", 3))], ids=["corrected", "repeated"])
def test_delivery_waits_when_a_later_one_gave_its_counts_again(town, counts, later):
    town.load(counts(VOL), *COUNTS, kind="plainte")
    town.load(counts(*later), *COUNTS, kind="plainte")
    with pytest.raises(DependentDeliveryError, match="2"):
        undo(town.commune, 1)


@pytest.mark.parametrize("later", [("2024-04", *VOL[1:]), ("2024-03", "Vol", "Centre-ville", 3)])
def test_delivery_does_not_wait_when_later_ones_gave_other_counts(town, counts, later):
    town.load(counts(VOL), *COUNTS, kind="plainte")
    town.load(counts(later), *COUNTS, kind="plainte")
    assert undo(town.commune, 1).removed == 1
    assert town.ask("SELECT delivery FROM fact") == [(2,)]


def test_correction_waits_for_a_later_one_when_undoing_it_would_count_twice(town, counts):
    town.load(counts(VOL), *COUNTS, kind="plainte")
    town.load(counts(NONE), *COUNTS, kind="plainte")
    town.load(counts(("2024-03", "Vol", "Bellevue", 7)), *COUNTS, kind="plainte")
    with pytest.raises(DependentDeliveryError, match="3"):
        undo(town.commune, 2)


def test_count_comes_back_in_the_zones_of_today_when_they_changed_since(town, counts, squares):
    town.load(counts(VOL, ("2024-03", "Vol", "Centre-ville", 5)), *COUNTS, kind="plainte")
    town.load(counts(MORE, ("2024-03", "Vol", "Centre-ville", 8)), *COUNTS, kind="plainte")
    squares[squares["code"] != "03"].to_file(town.folder / "trois.geojson")
    door.take(town.commune, [town.folder / "trois.geojson"], ZoneProfile(Level.QUARTIER))
    undo(town.commune, 2)
    assert town.facts("quartier, count") == [("02", 3), (None, 5)]


@pytest.mark.parametrize("number", ["0", "2", "99", "1.5", "une"])
def test_undoing_is_refused_when_no_delivery_has_that_number(town, events, refusal, number):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    before = town.files()
    assert f"Aucune livraison ne porte le numéro {number}." in refusal(town.command("undo", number))
    assert town.files() == before


def test_undoing_is_refused_when_nothing_was_ever_published(bare_town):
    with pytest.raises(UnknownDeliveryError):
        undo(bare_town.commune, 1)
    assert set(bare_town.files()) == {"commune.toml"}


def test_undoing_tells_what_left_and_what_came_back(town, counts):
    town.load(counts(VOL), *COUNTS, kind="plainte")
    town.load(counts(MORE, ("2024-04", "Vol", "01", 1)), *COUNTS, kind="plainte")
    assert json.loads(town.command("undo", 2, "--json").stdout) == {
        "delivery": 2, "source": "plainte", "file": "faits.csv", "removed": 2, "restored": 1, "snapshot": "000004",
    }  # fmt: skip
    said = " ".join(town.command("undo", 1).stderr.split())
    assert (
        said == "La livraison 1 (faits.csv) est annulée : 1 lignes retirées, 0 rétablies. Version des données : 000005."
    )


@pytest.mark.parametrize("own", [None, "habitants"], ids=["none of its own", "of its zone file"])
@pytest.mark.parametrize(
    "first", [None, (21, "319990101;50"), (20, "319990101;50")], ids=["none", "corrected", "older"]
)
def test_population_is_that_of_before_when_a_census_is_undone(town, own, first):
    shapes = [shapely.box(1.40, 43.60, 1.50, 43.65), shapely.box(1.40, 43.55, 1.50, 43.60)]
    codes = {"CODE_IRIS": ["319990101", "319990102"], "habitants": [7, 8]}
    gpd.GeoDataFrame(codes, geometry=shapes, crs=4326).to_file(town.folder / "iris.gpkg")
    door.take(town.commune, [town.folder / "iris.gpkg"], ZoneProfile(Level.IRIS, population=own))
    if first:
        town.load(census(*first))
    before = content(town)
    number = town.load(census(21, "319990101;120", "319990102;80")).delivery
    assert dict(town.ask("SELECT zone_code, population FROM zone WHERE level = 'iris'"))["319990101"] == 120
    undo(town.commune, number)
    assert content(town) == before


# --- deliveries


def test_deliveries_are_told_from_the_last_to_the_first(town, events):
    town.load(events(MARCH, ("hier", "Feu", 43.62, 1.42)), *EVENTS, name="mars.csv", kind="signalement")
    town.load(events(MARCH, APRIL), *EVENTS, name="avril.csv", kind="signalement")
    told = json.loads(town.command("deliveries", "--json").stdout)
    assert told["snapshot"] == "000003"
    assert [delivery["file"] for delivery in told["deliveries"]] == ["avril.csv", "mars.csv"]
    last, first = (" ".join(line.split()) for line in town.command("deliveries").stderr.splitlines())
    assert last.startswith("2. avril.csv (signalement), chargé le 20")
    assert last.endswith("de 2024-03-14 à 2024-04-02 : 2 lignes lues, 1 chargées, 1 déjà connues, 0 écartées.")
    assert first.endswith("de 2024-03-14 à 2024-03-14 : 2 lignes lues, 1 chargées, 0 déjà connues, 1 écartées.")


def test_deliveries_are_json_when_rows_of_one_are_no_facts(town, events):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    town.load(figures(8))
    text = town.command("deliveries", "--json").stdout
    assert "NaN" not in text and json.loads(text)["deliveries"][0]["kind"] is None


def test_no_delivery_is_told_when_nothing_is_published(bare_town):
    assert json.loads(bare_town.command("deliveries", "--json").stdout) == {"deliveries": [], "snapshot": None}
    assert bare_town.command("deliveries").stderr.strip() == "Aucun fichier n’est chargé."


# --- versions


def test_versions_tell_what_each_changed(town, events):
    town.load(events(MARCH), *EVENTS, name="mars.csv", kind="signalement")
    town.load(events(APRIL), *EVENTS, name="avril.csv", kind="signalement")
    undo(town.commune, 1)
    told = json.loads(town.command("versions", "--json").stdout)
    assert told["snapshot"] == "000004"
    assert [version.pop("published_at")[:2] for version in told["versions"]] == ["20"] * 4
    assert told["versions"] == [
        {"version": "000004", "current": True, "facts": 1, "loaded": [], "undone": ["mars.csv"]},
        {"version": "000003", "current": False, "facts": 2, "loaded": ["avril.csv"], "undone": []},
        {"version": "000002", "current": False, "facts": 1, "loaded": ["mars.csv"], "undone": []},
        {"version": "000001", "current": False, "facts": 0, "loaded": [], "undone": []},
    ]
    said = " ".join(town.command("versions").stderr.splitlines()[0].split())
    assert said.startswith("000004 (celle que l’on voit), du ")
    assert said.endswith(" : 1 faits. Chargés : aucun fichier. Annulés : mars.csv.")


def test_delivery_loaded_again_under_its_number_is_told_as_loaded(town, events):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    undo(town.commune, 1)
    town.load(events(MARCH), *EVENTS, kind="signalement")
    assert [(version.loaded, version.undone) for version in versions(town.commune)] == [
        (("faits.csv",), ()), ((), ("faits.csv",)), (("faits.csv",), ()), ((), ()),
    ]  # fmt: skip


def test_no_version_is_told_when_nothing_is_published(bare_town):
    assert json.loads(bare_town.command("versions", "--json").stdout) == {"versions": [], "snapshot": None}
    assert bare_town.command("versions").stderr.strip() == "Aucune version n’est publiée."


@pytest.mark.parametrize("written", ["2", "000002"])
def test_earlier_version_is_seen_again_when_rolled_back_to(town, events, written):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    before, files = content(town), town.files()
    town.load(events(APRIL), *EVENTS, kind="signalement")
    assert json.loads(town.command("rollback", written, "--json").stdout) == {"snapshot": "000002"}
    assert content(town) == before
    # The version that was left is still there.
    assert files.items() <= town.files().items() and "snapshots/000003.duckdb" in town.files()


def test_next_version_numbers_on_when_an_earlier_one_is_current(town, events):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    assert rollback(town.commune, "1") == "000001"
    assert town.load(events(APRIL), *EVENTS, kind="signalement").delivery == 1
    assert [(version.version, version.current) for version in versions(town.commune)] == [
        ("000003", True), ("000002", False), ("000001", False),
    ]  # fmt: skip
    assert town.facts("category") == [("Tags",)]


@pytest.mark.parametrize("version", ["0", "2", "un", "../000001", "0000001"])
def test_rollback_is_refused_when_no_version_has_that_number(town, refusal, version):
    before = town.files()
    assert f"La version {version} n’existe pas" in refusal(town.command("rollback", version))
    assert town.files() == before


def test_rollback_is_refused_when_nothing_was_ever_published(bare_town):
    with pytest.raises(UnknownVersionError):
        rollback(bare_town.commune, "1")
    assert set(bare_town.files()) == {"commune.toml"}


def test_reader_keeps_what_it_opened_when_the_version_changes(town, events):
    town.load(events(MARCH), *EVENTS, kind="signalement")
    with snapshot.open_current(town.commune.home, name="Ville-Essai") as reader:
        rollback(town.commune, "1")
        assert (snapshot.version_of(reader), reader.execute("SELECT count(*) FROM fact").fetchall()) == (
            "000002",
            [(1,)],
        )
    with snapshot.open_current(town.commune.home, name="Ville-Essai") as reader:
        assert (snapshot.version_of(reader), reader.execute("SELECT count(*) FROM fact").fetchall()) == (
            "000001",
            [(0,)],
        )
