"""Several at once: two loads, or thirty readers while a load or a purge goes on, or thirty previews."""

import contextlib
import itertools
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from openpyxl import Workbook

from data import status
from data.errors import DamagedSnapshotError
from data.intake import child, door, examination, profiles
from data.model import Kind, Level
from data.warehouse import publish, repository, snapshot
from data.warehouse.purge import purge
from data.warehouse.undo import undo
from data.warehouse.versions import versions

READERS = 30
HEADERS = "date;type;lat;lon"
MAP = ("--map", "date=date", "category=type", "lat=lat", "lon=lon")
MAPPING = MAP[1:]

# Holds the right to publish from when it says so until it is told to end.
HOLDER = """
import sys
from pathlib import Path
from data.warehouse.publish import alone

with alone(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(town, project):
    """Another process that changes the snapshots of the town, until its input is closed."""
    command = [sys.executable, "-c", HOLDER, town.commune.home]
    with subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        yield process
        process.communicate()
    assert process.returncode == 0


@pytest.fixture
def impatient(monkeypatch):
    """Who is refused at once rather than after some seconds."""
    monkeypatch.setattr(publish, "_PATIENCE", 0.05)


@pytest.fixture
def march(table):
    def text(n):
        return table(HEADERS, [("2024-03-14", "Bruit", 43.62, 1.42)] * n)

    return text


@pytest.mark.usefixtures("holder", "impatient")
@pytest.mark.parametrize("command", [("undo", 1), ("rollback", 1), ("purge",)], ids=lambda command: command[0])
def test_command_is_refused_when_another_process_is_publishing(town, refusal, command):
    before = town.files()
    assert "Un autre chargement est en cours pour cette commune." in refusal(town.command(*command))
    assert town.files() == before


@pytest.mark.usefixtures("impatient")
def test_load_is_refused_while_another_process_is_publishing_and_not_after(town, march, holder, refusal):
    load = ("load", town.write("f.csv", march(2)), "--kind", "signalement", *MAP)
    before = town.files()
    said = refusal(town.command(*load))
    assert "Un autre chargement est en cours pour cette commune. Rien n’a été modifié." in said
    assert town.files() == before
    holder.communicate()
    assert town.command(*load).exit_code == 0
    assert town.ask("SELECT count(*) FROM fact") == [(2,)]


def test_load_is_done_when_the_other_process_dies_holding_the_right(town, march, project):
    command = [sys.executable, "-c", HOLDER, town.commune.home]
    with subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "held\n"
        process.kill()
    assert town.load(march(2), *MAPPING, kind="signalement").loaded == 2


def test_status_answers_while_another_process_is_publishing(town, holder):
    assert status.describe(town.commune)["snapshot"] == "000001"
    assert [version.current for version in versions(town.commune)] == [True]


def reading(town):
    """One reading: facts of the commune, of its quartiers and of its deliveries, each asked on its own."""
    with snapshot.open_current(town.commune.home, name="Ville-Essai") as connection:
        counted = [
            int(repository.cube(connection, kind=Kind.SIGNALEMENT, level=level)["n_events"].sum())
            for level in (Level.COMMUNE, Level.QUARTIER)
        ]
        return (*counted, int(repository.deliveries(connection)["loaded"].sum()))


def read_while(town, change):
    """What thirty readers see, again and again, until each has looked once after a change that goes on meanwhile."""
    ready, done = threading.Barrier(READERS + 1), threading.Event()

    def read():
        try:
            seen = {reading(town)}
        except BaseException:
            # The others would wait for this one.
            ready.abort()
            raise
        ready.wait()
        while not done.is_set():
            seen.add(reading(town))
        return seen, reading(town)

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read) for _ in range(READERS)]
        ready.wait()
        try:
            change()
        finally:
            done.set()
        return [reader.result() for reader in readers]


def test_readers_see_the_old_totals_or_the_new_ones_when_a_load_publishes(town, march):
    town.load(march(3), *MAPPING, kind="signalement")
    for seen, last in read_while(town, lambda: town.load(march(20_000), *MAPPING, kind="signalement")):
        assert seen <= {(3, 3, 3), (20_000, 20_000, 20_000)}
        assert (3, 3, 3) in seen and last == (20_000, 20_000, 20_000)


def test_readers_see_one_version_or_the_other_when_purges_remove_what_they_read(town, march):
    town.load(march(3), *MAPPING, kind="signalement")

    def change():
        town.load(march(5), *MAPPING, kind="signalement")
        for _ in range(2):
            purge(town.commune, date(2026, 11, 23))

    for seen, last in read_while(town, change):
        assert seen <= {(3, 3, 3), (5, 5, 5)} and last == (5, 5, 5)
    assert snapshot.versions(town.commune.home) == ["000005"]


def test_reader_opens_the_next_version_when_its_own_goes_before_it_is_opened(town, march, monkeypatch):
    town.load(march(5), *MAPPING, kind="signalement")
    read = snapshot.current_version
    stale = iter(["000001"])
    monkeypatch.setattr(snapshot, "current_version", lambda home: next(stale, None) or read(home))
    snapshot.path_of(town.commune.home, "000001").unlink()
    with snapshot.open_current(town.commune.home, name="Ville-Essai") as connection:
        assert snapshot.version_of(connection) == "000002"


def test_reader_does_not_wait_when_the_published_file_is_lost(town):
    snapshot.path_of(town.commune.home, "000001").unlink()
    with pytest.raises(DamagedSnapshotError):
        snapshot.open_current(town.commune.home, name="Ville-Essai")


@pytest.mark.usefixtures("impatient")
def test_a_load_and_an_undo_wait_for_none_of_thirty_previews(town, march, monkeypatch):
    town.load(march(3), *MAPPING, kind="signalement")
    path = town.write("avril.csv", march(5).replace("2024-03", "2024-04"))
    looking, released, take_into = threading.Barrier(READERS + 1), threading.Event(), door.take_into

    def take_and_stay(draft, *arguments, **options):
        """A preview stays where it has read its file, its draft open."""
        delivery = take_into(draft, *arguments, **options)
        if draft.dry_run:
            looking.wait()
            released.wait()
        return delivery

    def look():
        try:
            return examination.examine(town.commune, path)
        except BaseException:
            # The others would wait for this one.
            looking.abort()
            raise

    monkeypatch.setattr(door, "take_into", take_and_stay)
    with ThreadPoolExecutor(READERS) as pool:
        previews = [pool.submit(look) for _ in range(READERS)]
        try:
            looking.wait()
            assert town.load(march(7), *MAPPING, kind="mediation").loaded == 7
            assert undo(town.commune, 1).removed == 3
        finally:
            released.set()
        assert {preview.result().delivery.loaded for preview in previews} == {5}
    assert town.ask("SELECT kind, count(*) FROM fact GROUP BY kind") == [("mediation", 7)]


def test_a_preview_copies_the_data_once_whatever_it_asks(town, table, monkeypatch):
    town.load(table(HEADERS, [("2024-03-14", "Bruit", 43.62, 1.42)]), *MAPPING, kind="signalement")
    # Days and months that could be exchanged, in a workbook of two sheets: each question is asked by another try.
    workbook = Workbook()
    for sheet, header in ((workbook.active, "Date"), (workbook.create_sheet("Suite"), "Jour")):
        sheet.append([header, "Nature", "Quartier"])
        for day, month in sorted(itertools.product(range(1, 13), repeat=2), key=hash):
            sheet.append([f"{day}/{month}/2024", "Tapage", "Bellevue"])
    path = town.folder / "journal.xlsx"
    workbook.save(path)
    copied, copy = [], snapshot.open_copy
    monkeypatch.setattr(snapshot, "open_copy", lambda *arguments: copied.append(arguments) or copy(*arguments))
    examined = examination.examine(town.commune, path, {"kind": "signalement", "source": "Journal"})
    assert {question.key for question in examined.questions} >= {"sheet", "date_order"} and len(copied) == 1
    assert (examined.delivery.loaded, examined.delivery.duplicate) == (144, 0)


def test_a_load_needs_no_turn_of_those_who_look_at_files(town, march):
    path = town.write("f.csv", march(2))
    with contextlib.ExitStack() as turns:
        for _ in range(child._AT_ONCE):
            turns.enter_context(child.turn(pytest.fail))
        profile = profiles.describe("signalement", MAPPING)
        (delivery,), _ = child.Child(path.name, 0, door.take, town.commune, [path], profile).answer()
        assert delivery.loaded == 2
        with pytest.raises(InterruptedError), child.turn(stopped):
            pytest.fail("one more looks at a file")


def stopped():
    raise InterruptedError
