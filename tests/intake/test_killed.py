"""A command is killed at each of its steps: all is done or nothing, and the same command, run again, does it."""

import contextlib
import shutil
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from data import journal
from data.intake.addresses import spellings
from data.intake.profiles import read_answers, read_profiles
from data.journal import Meeting
from data.warehouse import snapshot
from tests.intake.test_located_addresses import HEADERS
from tests.town import content

FACTS = "date;type;lat;lon\n2024-03-14;Bruit;43.62;1.42\n2020-03-15;Bruit;43.62;1.42\n"
MAPPING = ("date=date", "category=type", "lat=lat", "lon=lon")
ADDRESSES = "".join(f"x;;{n};;Rue des Lilas;31999;31999;Ville-Essai;;;;;1.41;43.62\n" for n in range(1, 10))
REPORTS = "id,date_creation,type,lat,lon,quartier\nn1,2025-12-01 10:00:00,Tags et graffitis,43.61,1.42,CTV\n"
NIGHT = "Intervention du;Motif;Secteur\n03/11/2025;Tapage nocturne;Bellevue\n04/11/2025;Tags;Centre-ville\n"
REGISTER = "Action;Service pilote;Début\nMédiation du soir;Ville;2025-03-03\nÉclairage;Voirie;2025-04-07\n"
# A commune that the works below are done in again and again, in processes forked from one that has imported what they
# need, and where no thread runs. SIGKILL ends each when it is about to write, name or remove its n-th file of the home,
# or to give its n-th statement to the journal.
FORKED = """
import os, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from sqlalchemy import Engine, event
from data import commune as communes
from data import journal
from data.intake import assistant, door, examination
from data.intake.addresses import review
from data.intake.profiles import ZoneProfile, describe, described, read_profiles
from data.intake.zones import zones
from data.model import Kind, Level
from data.warehouse.purge import purge
from data.warehouse.undo import undo
from data.warehouse.versions import rollback

ROLES = {"date": ("Intervention du",), "category": ("Motif",), "zone_label": ("Secteur",)}
NIGHT = described("nuit", "Correspondants de nuit", Kind.SIGNALEMENT, ROLES, Level.QUARTIER)

def kill_at(home, moment):
    steps = 0

    def step(*_):
        nonlocal steps
        if steps == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        steps += 1

    def change(name, arguments):
        path = str(arguments[0]) if arguments else ""
        changes = name in ("os.rename", "os.remove", "os.mkdir") or (name == "open" and arguments[2] & os.O_TRUNC)
        if changes and path.startswith(home) and not path.endswith("lock"):
            step()

    sys.addaudithook(change)
    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)

def register(home):
    with journal.open_journal(home) as kept:
        journal.import_register(kept, files / "registre.csv", by="CLSPD", at=datetime(2025, 2, 3, tzinfo=UTC))

files = Path(sys.argv[1])
# What a process reads once is read before the forks.
read_profiles(files)
for line in sys.stdin:
    moment, home = line.split()
    child = os.fork()
    if not child:
        commune = communes.read(Path(home))
        kill_at(home, int(moment))
        WORK
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
WORKS = {
    "first": "door.take(commune, [files / 'iris.geojson'], ZoneProfile(Level.IRIS))",
    "load": f"door.take(commune, [files / 'suite.csv'], describe('mediation', {MAPPING}))",
    "undo": "undo(commune, 1)",
    "zones": "door.take(commune, [files / 'iris.geojson'], ZoneProfile(Level.IRIS))",
    "description": "assistant.accept(commune, files / 'nuit.csv', NIGHT)",
    "answers": "examination.load_as_proposed(commune, [files / 'reports.csv'], [{'zone:CTV': 'Bellevue'}])",
    "streets": "review.decide(commune, {'rue lylaz': 'Rue des Lilas'})",
    "purge": "purge(commune, date(2026, 11, 23))",
    "rollback": "rollback(commune, '1')",
    "register": "register(commune.home)",
}
KILLED, NEVER = -9, 10_000


@pytest.fixture
def lived_in(town, squares):
    """A town with facts, a retention and a journal, and the files that it is about to load."""
    town.load(FACTS, *MAPPING, kind="signalement")
    assert town.command("addresses", town.write("adresses.csv", HEADERS + ADDRESSES)).exit_code == 0
    town.load("date;lieu\n2024-03-14;rue des Lylaz\n", "date=date", "address=lieu", kind="main_courante")
    with (town.commune.home / "commune.toml").open("a", encoding="utf-8") as settings:
        settings.write("[retention]\nsignalement = 40\n")
    with journal.open_journal(town.commune.home) as kept:
        kept.register(
            Meeting(day=date(2025, 1, 2), label="Plénière"), by="Coordination", at=datetime(2025, 1, 2, tzinfo=UTC)
        )
    squares.assign(code=[f"31999{code:0>4}" for code in squares["code"]]).to_file(town.folder / "iris.geojson")
    town.write("suite.csv", FACTS)
    town.write("nuit.csv", NIGHT)
    town.write("reports.csv", REPORTS)
    town.write("registre.csv", REGISTER)
    return town


@pytest.fixture
def work_until(lived_in, project):
    """Does a work in a home until one of its steps, and gives the exit code."""
    with contextlib.ExitStack() as ended:

        def start(work):
            command = [sys.executable, "-c", FORKED.replace("WORK", WORKS[work]), lived_in.folder]
            process = ended.enter_context(
                subprocess.Popen(command, cwd=project, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )

            def until(moment, home):
                print(moment, home, file=process.stdin, flush=True)
                return int(process.stdout.readline())

            return until

        yield start


def state(home):
    """What readers of a home see: the data, what persons said of sources, of files and of streets, the actions."""
    own = {slug for slug, profile in read_profiles(home).items() if profile.own}
    data = content(home) if snapshot.current_version(home) else {}
    with journal.open_journal(home) as kept:
        actions = [action.name for action in kept.actions()]
    return data, own, read_answers(home), spellings.read(home), {*snapshot.files(home, "geo/*")}, actions


@pytest.mark.parametrize("work", WORKS)
def test_all_is_done_or_nothing_when_killed_at_any_step(lived_in, work_until, tmp_path, work):
    until = work_until(work)
    if work == "first":
        shutil.rmtree(snapshot.folder(lived_in.commune.home))
    before, after = lived_in.commune.home, tmp_path / "after"
    home = shutil.copytree(before, tmp_path / "home")
    shutil.copytree(before, after)
    assert until(NEVER, after) == 0
    states = [state(before), state(after)]
    assert states[0] != states[1]
    reached, moment = [], 0
    while until(moment, home) == KILLED:
        # Each run starts from what the one before has left, until the work was done.
        reached.append(states.index(state(home)))
        if reached[-1]:
            shutil.rmtree(home)
            shutil.copytree(before, home)
        moment += 1
    assert state(home) == states[1]
    assert 0 in reached and len(reached) > 1
    with journal.open_journal(home) as kept:
        assert [meeting.label for meeting in kept.meetings()] == ["Plénière"]
    left = {path.name for path in snapshot.folder(home).iterdir() if path.suffix != ".duckdb"}
    assert left == {"current", "lock"}
    if work == "purge":
        assert snapshot.versions(home) == [snapshot.current_version(home)]
