"""How a snapshot replaces another: whole or not at all, one at a time, without disturbing who reads."""

import os
import shutil
import threading
from pathlib import Path

import duckdb
import pytest

from data import definitions
from data.errors import DamagedSnapshotError, IdentityError, NoDataError, UnknownVersionError
from data.intake import door, profiles
from data.intake.addresses import spellings
from data.intake.profiles import as_toml, describe, read_answers, read_profiles
from data.warehouse import publish, snapshot
from data.warehouse.publish import bring_up_to_date, publishing
from data.warehouse.versions import rollback

EVENTS = "date;lat;lon\n2024-03-14;43.62;1.42\n2024-03-15;43.70;1.42\n"
MAPPING = ("date=date", "lat=lat", "lon=lon")
FILES = {
    "sources/nuit.toml": as_toml(describe("mediation", MAPPING)),
    "reponses.toml": '[mediation]\n"zone:CTV" = "Bellevue"\n',
    "rues.toml": '"rue lylaz" = "Rue des Lilas"\n',
}


def change(draft, sql):
    draft.connection.execute(sql)
    draft.changed = True


@pytest.mark.parametrize(
    "fault",
    ["DELETE FROM category_map", "DELETE FROM category_map WHERE source = 'mediation'"],
    ids=["no category known", "a source without category"],
)
def test_nothing_is_published_when_zones_do_not_add_up_to_the_facts(town, fault):
    town.load(EVENTS, *MAPPING, kind="signalement")
    town.load(EVENTS, *MAPPING, kind="mediation")
    before = town.files()
    with pytest.raises(IdentityError), publishing(town.commune) as draft:
        change(draft, fault)
    assert town.files() == before


def test_nothing_is_published_when_the_block_fails(town):
    before = town.files()
    with pytest.raises(ZeroDivisionError), publishing(town.commune) as draft:
        change(draft, "DELETE FROM zone")
        _ = 1 / 0
    assert town.files() == before


@pytest.mark.parametrize("dry_run", [True, False])
def test_nothing_is_published_when_nothing_changed_or_the_run_is_dry(town, dry_run):
    before = town.files()
    with publishing(town.commune, dry_run=dry_run) as draft:
        draft.changed = dry_run
    assert draft.version == "000001" and town.files() == before


def test_first_snapshot_holds_the_commune_alone(bare_town):
    with publishing(bare_town.commune) as draft:
        draft.changed = True
    assert draft.version == "000001"
    assert bare_town.ask("SELECT zone_code, level, label FROM zone") == [("31999", "commune", "Ville-Essai")]


def test_first_snapshot_replaces_one_that_a_crash_left_unpublished(bare_town):
    folder = snapshot.folder(bare_town.commune.home)
    (folder / "000001.home").mkdir(parents=True)
    # However often it is killed, a first publication finds one version that is not published, and never several.
    for name, left in {"000001.duckdb": "cut", "current.next": "000001", "000001.home/rues.toml": "cut"}.items():
        (folder / name).write_text(left)
    with publishing(bare_town.commune) as draft:
        draft.changed = True
    assert bare_town.ask("SELECT count(*) FROM zone") == [(1,)]
    assert set(bare_town.files()) == {"commune.toml", "snapshots/000001.duckdb", "snapshots/current"}


def test_nothing_is_left_beside_the_snapshots_when_one_is_published(town):
    town.load(EVENTS, *MAPPING, kind="signalement")
    held = {path.name for path in snapshot.folder(town.commune.home).iterdir()}
    assert held == {"000001.duckdb", "000002.duckdb", "current", "lock"}


@pytest.mark.parametrize("left", ["partial.duckdb", "partial.duckdb.wal", "current.next", "000002.duckdb"])
def test_next_load_is_sound_when_a_crash_left_something(town, left):
    (snapshot.folder(town.commune.home) / left).write_bytes(b"what a killed load leaves")
    assert town.load(EVENTS, *MAPPING, kind="signalement").loaded == 2
    assert town.ask("SELECT count(*) FROM fact") == [(2,)]


def test_earlier_snapshot_keeps_its_bytes_when_another_is_published(town):
    before = town.files()
    town.load(EVENTS, *MAPPING, kind="signalement")
    after = town.files()
    assert after.pop("snapshots/current") != before.pop("snapshots/current")
    assert before.items() <= after.items()


def test_reader_keeps_what_it_opened_when_another_snapshot_is_published(town):
    town.load(EVENTS, *MAPPING, kind="signalement")
    with snapshot.open_current(town.commune.home, name="Ville-Essai") as reader:
        town.load(EVENTS, *MAPPING, kind="mediation")
        assert reader.execute("SELECT count(*) FROM fact").fetchall() == [(2,)]
        with snapshot.open_current(town.commune.home, name="Ville-Essai") as later:
            assert later.execute("SELECT count(*) FROM fact").fetchall() == [(4,)]


def test_reader_cannot_write(town):
    with snapshot.open_current(town.commune.home, name="Ville-Essai") as reader, pytest.raises(duckdb.Error):
        reader.execute("DELETE FROM zone")


def test_reader_is_told_when_nothing_is_published(bare_town):
    with pytest.raises(NoDataError, match="Ville-Essai"):
        snapshot.open_current(bare_town.commune.home, name="Ville-Essai")


def test_second_load_waits_and_sees_the_first_when_both_come_at_once(town):
    path = town.write("f.csv", EVENTS)
    profile = profiles.describe("signalement", MAPPING, None)
    published: list[str] = []

    def load_too():
        published.append(door.take(town.commune, [path], describe("mediation", MAPPING))[1])

    second = threading.Thread(target=load_too)
    with publishing(town.commune) as draft:
        second.start()
        door.take_into(draft, path, profile)
        assert published == []
    second.join()
    assert (draft.version, published) == ("000002", ["000003"])
    assert set(town.ask("SELECT kind, count(*) FROM fact GROUP BY kind")) == {("mediation", 2), ("signalement", 2)}


def test_home_can_be_moved_when_it_is_copied_whole(town, tmp_path):
    town.load(EVENTS, *MAPPING, kind="signalement")
    shutil.copytree(town.commune.home, tmp_path / "ailleurs")
    with snapshot.open_current(tmp_path / "ailleurs", name="Ville-Essai") as reader:
        assert reader.execute("SELECT count(*) FROM fact").fetchall() == [(2,)]


def test_snapshot_of_an_older_version_is_brought_up_to_date_once(town):
    town.load(EVENTS, *MAPPING, kind="signalement")
    home = town.commune.home
    bring_up_to_date(town.commune)
    assert snapshot.current_version(home) == "000002"
    with duckdb.connect(snapshot.path_of(home, "000002")) as older:
        older.execute("ALTER TABLE zone DROP COLUMN population_estimated")
        older.execute("DROP TABLE benchmark")
    bring_up_to_date(town.commune)
    bring_up_to_date(town.commune)
    assert snapshot.current_version(home) == "000003"
    assert town.ask("SELECT count(*), count(population_estimated) FROM zone") == [(5, 5)]
    assert town.ask("SELECT count(*) FROM benchmark") == [(0,)] and town.ask("SELECT count(*) FROM fact") == [(2,)]


def test_columns_of_levels_of_a_former_version_become_sets_of_zones(town):
    town.load(EVENTS, *MAPPING, kind="signalement")
    zones, counts = town.facts("fact_date, quartier"), town.ask("SELECT * FROM monthly_count ORDER BY ALL")
    assert any(code for _, code in zones)
    with duckdb.connect(snapshot.path_of(town.commune.home, "000002")) as former:
        for table in ("fact", "superseded_fact", "respondent"):
            for level in ("quartier", "iris", "qpv", "bailleur"):
                former.execute(f"ALTER TABLE {table} ADD COLUMN {level} VARCHAR")
            former.execute(
                f"UPDATE {table} SET quartier = zone_code FROM zone_set AS one WHERE one.zone_set = {table}.zone_set"
            )
            former.execute(f"ALTER TABLE {table} DROP COLUMN zone_set")
        former.execute("DROP TABLE zone_set")
    bring_up_to_date(town.commune)
    assert snapshot.current_version(town.commune.home) == "000003"
    assert town.facts("fact_date, quartier") == zones
    assert town.ask("SELECT * FROM monthly_count ORDER BY ALL") == counts
    columns = town.ask("SELECT column_name FROM duckdb_columns() WHERE table_name = 'fact'")
    assert {"quartier", "iris", "qpv", "bailleur"}.isdisjoint(name for (name,) in columns)
    town.load(EVENTS.replace("2024-03", "2024-04"), *MAPPING, kind="signalement", name="suite.csv")
    assert len(town.facts("quartier")) == 2 * len(zones)


def test_nothing_is_brought_up_to_date_before_the_first_load(bare_town):
    bring_up_to_date(bare_town.commune)
    assert snapshot.current_version(bare_town.commune.home) is None


def test_damaged_snapshot_is_told_and_left(town):
    path = snapshot.path_of(town.commune.home, "000001")
    path.write_bytes(b"rien")
    with pytest.raises(DamagedSnapshotError, match="000001"):
        bring_up_to_date(town.commune)
    assert path.read_bytes() == b"rien"


# --- files of the home that come with a version


def kept_files(home):
    """What is read of the files of the home: whether the source is described, the answers, the streets."""
    return "nuit" in read_profiles(home), read_answers(home), spellings.read(home)


KEPT = (True, {"mediation": {"zone:CTV": "Bellevue"}}, {"rue lylaz": "Rue des Lilas"})


def publish_files(commune):
    with publishing(commune) as draft:
        for name, text in FILES.items():
            draft.keep(name, text.encode())
        assert kept_files(commune.home) == (False, {}, {})


def test_files_that_come_with_a_version_join_those_of_the_home(town):
    publish_files(town.commune)
    assert kept_files(town.commune.home) == KEPT
    assert FILES.keys() <= town.files().keys() and not [*snapshot.folder(town.commune.home).glob("*.home")]


def test_files_that_cannot_join_yet_are_read_where_they_are(town):
    obstacle = town.commune.home / "sources"
    obstacle.write_text("")
    publish_files(town.commune)
    assert kept_files(town.commune.home) == KEPT
    obstacle.unlink()
    with publishing(town.commune):
        pass
    assert kept_files(town.commune.home) == KEPT and FILES.keys() <= town.files().keys()


@pytest.mark.parametrize("read", [read_profiles, read_answers, spellings.read])
def test_file_that_joins_the_home_while_it_is_read_is_read_there(town, monkeypatch, read):
    home = town.commune.home
    publish_files(town.commune)
    joined = read(home)
    version, read_toml = snapshot.current_version(home), definitions.read

    def joining_first(path, *arguments, **options):
        publish._join(home)
        return read_toml(path, *arguments, **options)

    for name in FILES:
        came = snapshot.coming(home, version) / name
        came.parent.mkdir(parents=True, exist_ok=True)
        (home / name).rename(came)
    monkeypatch.setattr(definitions, "read", joining_first)
    assert read(home) == joined


def test_profile_that_joins_the_home_while_it_is_listed_is_read_there(town, monkeypatch):
    home, scan = town.commune.home, os.scandir
    publish_files(town.commune)
    joined = read_profiles(home)
    came = snapshot.coming(home, snapshot.current_version(home)) / "sources"
    came.parent.mkdir()
    (home / "sources").rename(came)

    def joining_first(path="."):
        if Path(path) == came:
            monkeypatch.setattr(os, "scandir", scan)
            publish._join(home)
        return scan(path)

    monkeypatch.setattr(os, "scandir", joining_first)
    assert read_profiles(home) == joined and not came.exists()


def test_version_that_a_killed_load_did_not_publish_is_never_returned_to(town):
    publish_files(town.commune)
    folder = snapshot.folder(town.commune.home)
    before = town.files()
    # As a load leaves it that is killed when its version has its name and is not pointed at.
    shutil.copy(folder / "000002.duckdb", folder / "000003.duckdb")
    (folder / "000003.home").mkdir()
    (folder / "000003.home" / "rues.toml").write_text('"rue lylaz" = "Rue des Roses"\n')
    (folder / "current.next").write_text("000003")
    assert kept_files(town.commune.home) == KEPT
    with pytest.raises(UnknownVersionError):
        rollback(town.commune, "3")
    assert town.files() == before and kept_files(town.commune.home) == KEPT
    rollback(town.commune, "1")
    rollback(town.commune, "2")
    assert town.files() == before and kept_files(town.commune.home) == KEPT
    town.load(EVENTS, *MAPPING, kind="signalement")
    assert snapshot.current_version(town.commune.home) == "000003"
