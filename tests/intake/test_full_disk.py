"""A disk that is full, or a home that may only be read: one true sentence, and nothing changes."""

import errno
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from data.errors import FullDiskError, ReadOnlyError
from data.intake import assistant, door, examination
from data.intake.addresses import review
from data.intake.child import Child
from data.intake.profiles import ZoneProfile, described
from data.model import Kind, Level
from data.storage import all_or_nothing, write_whole
from tests.intake.test_killed import ADDRESSES
from tests.intake.test_located_addresses import HEADERS

FACTS = "date;lat;lon\n2024-03-14;43.62;1.42\n"
MAPPING = ("date=date", "lat=lat", "lon=lon")
NIGHT = "Intervention du;Motif;Secteur\n03/11/2025;Tapage nocturne;Bellevue\n"
REPORTS = "id,date_creation,type,lat,lon,quartier\nn1,2025-12-01 10:00:00,Tags et graffitis,43.61,1.42,CTV\n"
SENTENCES = {
    errno.ENOSPC: "Le disque est plein. Rien n’a été modifié.",
    errno.EDQUOT: "Le disque est plein. Rien n’a été modifié.",
    errno.EROFS: "Le dossier de la commune ne peut pas être écrit. Rien n’a été modifié.",
}


def failing(code):
    def fail(*_arguments, **_options):
        raise OSError(code, os.strerror(code))

    return fail


@pytest.mark.parametrize("code", SENTENCES)
def test_undo_is_refused_when_the_draft_cannot_be_written(town, refusal, monkeypatch, code):
    town.load(FACTS, *MAPPING, kind="signalement")
    before = town.files()
    monkeypatch.setattr(shutil, "copyfile", failing(code))
    assert SENTENCES[code] in refusal(town.command("undo", 1))
    assert town.files() == before


def test_another_failure_of_the_disk_is_no_refusal(town, monkeypatch):
    town.load(FACTS, *MAPPING, kind="signalement")
    monkeypatch.setattr(shutil, "copyfile", failing(errno.EIO))
    with pytest.raises(OSError, match="error"):
        town.load(FACTS, *MAPPING, kind="mediation")


def describe_night(town):
    roles = {"date": "Intervention du", "category": "Motif", "zone_label": "Secteur"}
    spelled = {role: (header,) for role, header in roles.items()}
    profile = described("nuit", "Correspondants de nuit", Kind.SIGNALEMENT, spelled, Level.QUARTIER)
    assistant.accept(town.commune, town.write("nuit.csv", NIGHT), profile)


def answer(town):
    path = town.write("signalements.csv", REPORTS)
    examination.load_as_proposed(town.commune, [path], [{"zone:CTV": "Bellevue"}])


def decide(town):
    review.decide(town.commune, {"rue lylaz": "Rue des Lilas"})


def draw_zones(town):
    corners = [[1.41, 43.56], [1.44, 43.56], [1.44, 43.64], [1.41, 43.56]]
    square = {"type": "Polygon", "coordinates": [corners]}
    zone = {"type": "Feature", "properties": {"code": "a", "nom": "Parc"}, "geometry": square}
    path = town.write("parc.geojson", json.dumps({"type": "FeatureCollection", "features": [zone]}))
    door.take(town.commune, [path], ZoneProfile(Level("bailleur")))


@pytest.mark.parametrize("work", [describe_night, answer, decide, draw_zones])
@pytest.mark.parametrize("n_written", range(3))
def test_nothing_is_left_when_the_room_lacks_at_any_write_of_a_publication(town, monkeypatch, work, n_written):
    sync, written = os.fsync, []

    def sync_some(file):
        written.append(file)
        if len(written) > n_written:
            failing(errno.ENOSPC)()
        sync(file)

    monkeypatch.setattr(os, "fsync", sync_some)
    before = town.files()
    with pytest.raises(FullDiskError):
        work(town)
    assert town.files() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_who_reads_a_file_is_told_that_the_disk_is_full():
    with pytest.raises(FullDiskError):
        Child("f.csv", 0, Path("/dev/full").write_text, "x" * 100_000).answer()


def test_who_reads_a_file_is_told_that_there_is_no_room_for_its_scratch(monkeypatch):
    monkeypatch.setattr("tempfile.mkdtemp", failing(errno.ENOSPC))
    with pytest.raises(FullDiskError):
        Child("f.csv", 0, len, "")


# --- On a disk of their own

_APART = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]

WORKS = """
import os, shutil, subprocess, sys
from datetime import UTC, date, datetime
from pathlib import Path
from data import commune as communes
from data import journal
from data.errors import QuietudeError
from data.journal import Meeting
from data.__main__ import app
from data.warehouse.undo import undo
from tests.town import Town
from typer.testing import CliRunner

home, folder = map(Path, sys.argv[1:])

def mount(*arguments):
    subprocess.run(["mount", *map(str, arguments)], check=True)

def leave(n_bytes):
    (folder / "ballast").unlink(missing_ok=True)
    free = shutil.disk_usage(folder).free
    with (folder / "ballast").open("wb") as ballast:
        os.posix_fallocate(ballast.fileno(), 0, free - n_bytes)

class Refused(QuietudeError):
    sentence = "{text}"

def command(*arguments):
    done = CliRunner().invoke(app, [*map(str, arguments)])
    if done.exit_code == 2:
        raise Refused(text=" ".join(done.stderr.split()))
    assert done.exit_code == 0, done.exception

def meet(town, label):
    with journal.open_journal(town.commune.home) as kept:
        kept.register(Meeting(day=date(2025, 1, 2), label=label), by="CLSPD", at=datetime(2025, 1, 2, tzinfo=UTC))

def meetings(town):
    with journal.open_journal(town.commune.home) as kept:
        return [meeting.label for meeting in kept.meetings()]

def files(town):
    # Without the two that SQLite makes anew whenever it opens the journal.
    return {name: digest for name, digest in town.files().items() if not name.endswith(("-shm", "-wal"))}

def refused(town, work):
    # Whether a work is refused, of which nothing is then left.
    before = files(town)
    try:
        work()
    except QuietudeError as refusal:
        assert SENTENCE in str(refusal), refusal
        assert files(town) == before
        return True
    return False
"""
FULL = """
SENTENCE = "Le disque est plein"
mount("-t", "tmpfs", "-o", "size=32m", "tmpfs", folder)
town = Town(communes.read(shutil.copytree(home, folder / "home")), home.parent)
meet(town, "Plénière")

leave(4096)
assert refused(town, lambda: meet(town, "Restreinte"))
seen = []
# From no room at all to what a whole version takes: each stage of an undo lacks it once.
for n_bytes in range(4096, 8 << 20, 1 << 18):
    leave(n_bytes)
    seen.append(refused(town, lambda: undo(town.commune, 1)))
    if not seen[-1]:
        break
assert len(seen) > 4 and not seen[-1]
assert town.ask("SELECT count(*) FROM fact") == [(0,)] and meetings(town) == ["Plénière"]
"""
FULL_AT_FIRST = """
mount("-t", "tmpfs", "-o", "size=64m", "tmpfs", folder)

def is_installed(*arguments):
    # Whether a commune is installed in the room that there is; else nothing of it is left.
    try:
        command(*arguments, "--home", folder / "communes" / "home")
    except QuietudeError as refusal:
        assert "Le disque est plein. Rien n’a été modifié." in str(refusal), refusal
        assert [path.name for path in folder.iterdir()] == ["ballast"]
        return False
    shutil.rmtree(folder / "communes")
    return True

def is_each_time_whole(rooms, *arguments):
    installed = []
    for n_bytes in rooms:
        leave(n_bytes)
        installed.append(is_installed(*arguments))
    assert True in installed[2:] and not any(installed[:2]) and installed == sorted(installed), installed

is_each_time_whole(range(0, 1 << 15, 4096), "init", "--name", "Ville-Essai", "--insee", "31999")
is_each_time_whole(ROOMS, "demo")
"""
READ_ONLY = """
SENTENCE = "ne peut pas être écrit"
town = Town(communes.read(home), home.parent)
meet(town, "Plénière")
mount("--bind", home, home)
mount("-o", "remount,ro,bind", home)
for work in (
    lambda: undo(town.commune, 1),
    lambda: meet(town, "Restreinte"),
    lambda: command("fetch", "--home", home),
    lambda: command("init", "--name", "Autre", "--insee", "31998", "--home", home / "autre"),
    lambda: command("demo", "--home", home / "autre"),
):
    assert refused(town, work)
assert not (home / "autre").exists() and not (home / "telechargements").exists()
assert town.ask("SELECT count(*) FROM fact") == [(1,)]
mount("-o", "remount,rw,bind", home)
assert meetings(town) == ["Plénière"]
"""


@pytest.fixture
def on_its_own_disk(town, project, tmp_path):
    """Runs works in a process that sees disks of its own."""
    if subprocess.run([*_APART, "true"], capture_output=True).returncode:
        pytest.skip("this system lets nobody mount a disk")

    def run(works):
        command = [*_APART, sys.executable, "-c", WORKS + works, town.commune.home, tmp_path]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return run


@pytest.mark.parametrize("works", [FULL, READ_ONLY], ids=["full", "read-only"])
def test_refusal_is_true_and_leaves_nothing(town, on_its_own_disk, works):
    town.load(FACTS, *MAPPING, kind="signalement")
    on_its_own_disk(works)


@pytest.mark.parametrize(
    "rooms",
    [
        "(0, 1 << 16, 48 << 20)",
        # Room for some of the files, for a part of the data…
        pytest.param("range(0, 48 << 20, 8 << 20)", marks=pytest.mark.slow),
    ],
    ids=["some", "many"],
)
def test_commune_is_installed_whole_or_not_at_all(on_its_own_disk, rooms):
    on_its_own_disk(FULL_AT_FIRST.replace("ROOMS", rooms))


@pytest.mark.parametrize("n_written", range(2))
def test_file_stays_as_it_was_when_the_room_lacks(tmp_path, monkeypatch, n_written):
    kept = tmp_path / "rues.toml"
    for content in (b"before", b"again")[:n_written]:
        write_whole(kept, content)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(OSError, match="space"):
        write_whole(kept, b"after")
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("code", SENTENCES)
def test_files_of_others_stay_when_there_is_no_room(tmp_path, code):
    there, new = tmp_path / "there", tmp_path / "new" / "folder"
    there.mkdir()
    others = [there / "lieux.csv", new / "lieux.csv"]
    with pytest.raises((FullDiskError, ReadOnlyError)), all_or_nothing(there / "a", there / "b", new / "c", there):
        (there / "a").write_text("")
        (there / "b").mkdir()
        (there / "b" / "within").write_text("")
        new.mkdir(parents=True)
        (new / "c").write_text("")
        for other in others:
            other.write_text("")
        failing(code)()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == others


def test_what_was_there_stays_when_there_is_no_room(tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(FullDiskError), all_or_nothing(tmp_path / "a", tmp_path / "b"):
        failing(errno.ENOSPC)()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("n_written", range(2))
def test_install_that_lacks_room_leaves_what_others_write_meanwhile(tmp_path, refusal, monkeypatch, n_written):
    home, sync, written = tmp_path / "commun", os.fsync, []

    def sync_some(file):
        (home / "a_nous.txt").write_text("")
        written.append(file)
        if len(written) > n_written:
            failing(errno.ENOSPC)()
        sync(file)

    monkeypatch.setattr(os, "fsync", sync_some)
    installed = ("init", "--name", "Ville-Essai", "--insee", "31999", "--home", str(home))
    assert "Le disque est plein. Rien n’a été modifié." in refusal(CliRunner().invoke(app, [*installed]))
    assert [path.name for path in home.iterdir()] == ["a_nous.txt"]


# --- Files that a person receives


@pytest.mark.parametrize("name", ["registre.csv", "registre.xlsx"])
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "Le disque est plein. Rien n’a été modifié."),
        (errno.EACCES, "ne peut pas être écrit. Rien n’a été modifié."),
    ],
)
def test_register_that_cannot_be_written_leaves_the_former_one(town, refusal, monkeypatch, name, code, said):
    path = town.folder / name
    assert town.command("actions", "--export", path).exit_code == 0
    before, files = path.read_bytes(), {*town.folder.iterdir()}
    monkeypatch.setattr(os, "fsync", failing(code))
    assert said in refusal(town.command("actions", "--export", path))
    assert path.read_bytes() == before and {*town.folder.iterdir()} == files


def test_register_is_refused_where_there_is_no_folder(town, refusal):
    path = town.folder / "absent" / "registre.csv"
    assert "« registre.csv » ne peut pas être écrit" in refusal(town.command("actions", "--export", path))
    assert not path.parent.exists()


def test_register_is_written_through_a_link_and_into_a_pipe(town):
    path, link, pipe = (town.folder / name for name in ("registre.csv", "lien.csv", "tube.csv"))
    link.symlink_to(path)
    os.mkfifo(pipe)
    assert town.command("actions", "--export", link).exit_code == 0 and link.is_symlink()
    with ThreadPoolExecutor() as pool:
        read = pool.submit(pipe.read_bytes)
        assert town.command("actions", "--export", pipe).exit_code == 0
        assert read.result() == path.read_bytes() and pipe.is_fifo()


# --- Answers of commands


def lost(end):
    """A standard output that cannot be written: full, or that nobody reads, or none."""
    if end == "full":
        if not Path("/dev/full").exists():
            pytest.skip("this system has no /dev/full")
        return os.open("/dev/full", os.O_WRONLY)
    reader, writer = os.pipe()
    os.close(reader)
    return writer


@pytest.fixture
def unanswered(town, project):
    """What a command says whose answer cannot be written, once sure that it is one line, and its exit status."""

    def said(end, *command):
        arguments = [sys.executable, "-m", *map(str, command), "--home", town.commune.home]
        if end == "closed":
            arguments = ["sh", "-c", 'exec "$@" >&-', "sh", *arguments]
        output = lost(end)
        done = subprocess.run(arguments, cwd=project, stdout=output, stderr=subprocess.PIPE, text=True)
        os.close(output)
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert ("le disque est plein" if end == "full" else "personne ne la lit") in done.stderr
        return done.returncode, " ".join(done.stderr.split())

    return said


ENDS = ("full", "unread", "closed")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize(
    "command", [("analytics", "table", "signalements", "--level", "commune"), ("data", "status", "--json")]
)
def test_answer_that_cannot_be_written_is_refused(town, unanswered, command, end):
    town.load(FACTS, *MAPPING, kind="signalement")
    before = town.files()
    status, sentence = unanswered(end, *command)
    assert status == 2 and "Rien n’a été modifié." in sentence and town.files() == before


@pytest.mark.parametrize("end", ENDS)
def test_change_whose_answer_cannot_be_written_is_told(town, unanswered, end):
    path = town.write("f.csv", FACTS)
    load = ("data", "load", path, "--kind", "signalement", "--map", *MAPPING, "--json")
    status, sentence = unanswered(end, *load)
    assert status == 3 and "La commande est faite. Version des données : 000002. Seule sa réponse" in sentence
    assert town.ask("SELECT count(*) FROM fact") == [(1,)]
    before = town.files()
    status, sentence = unanswered(end, *load, "--dry-run")
    assert status == 2 and "Rien n’a été modifié." in sentence and town.files() == before
    status, sentence = unanswered(end, "data", "undo", 1, "--json")
    assert status == 3 and "La livraison 1 (f.csv) est annulée" in sentence
    assert town.ask("SELECT count(*) FROM fact") == [(0,)]


CHANGES = {
    "zones": ("zones", "zones.geojson", "--level", "bailleur"),
    "rollback": ("rollback", 1),
    "purge": ("purge",),
    "register": ("register", "registre.csv"),
    "export": ("actions", "--export", "ecrit.csv"),
    "streets": ("streets", "--answer", "rue lylaz=sans zone"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_every_change_is_told_when_its_answer_cannot_be_written(town, squares, monkeypatch, name):
    squares.to_file(town.folder / "zones.geojson")
    town.write("registre.csv", "Action;Début\nMédiation;2025-01-06\n")
    town.command("addresses", town.write("adresses.csv", HEADERS + ADDRESSES))
    town.load("date;lieu\n2024-03-14;rue des Lylaz\n", "date=date", "address=lieu", kind="main_courante")
    command = [town.folder / part if str(part).endswith(("json", "csv")) else part for part in CHANGES[name]]
    changes: list[str] = []
    monkeypatch.setattr("data.command_line.write", lambda _text, *, done="": changes.append(done))
    result = town.command(*command, "--json")
    assert result.exit_code == 0, result.output
    assert len(changes) == 1 and changes[0]
