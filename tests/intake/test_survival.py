"""A home whose snapshots are damaged, or whose installation was killed: one true sentence, and the way back."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from data import commune as communes
from data import demo, journal
from data.__main__ import app
from data.demo import installation
from data.warehouse import snapshot

EVENTS = "date;lat;lon\n2024-03-14;43.62;1.42\n"
MAPPING = ("date=date", "lat=lat", "lon=lon")
DAMAGES = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "other": lambda path: path.write_bytes(b"rien"),
    "cut": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "cut by one byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
}
COMMANDS = ("status", "versions", "deliveries", "load", "undo", "zones")


@pytest.fixture
def loaded(town):
    """A town with two versions; the second has facts."""
    town.load(EVENTS, *MAPPING, kind="signalement")
    with journal.open_journal(town.commune.home):
        pass
    return town


def arguments(town, name):
    file = town.write("suite.csv", EVENTS.replace("03", "04"))
    return {
        "load": ("load", file, "--kind", "signalement", "--map", *MAPPING),
        "undo": ("undo", 1),
        "zones": ("zones", town.write("zones.geojson", "{}"), "--level", "iris"),
    }.get(name, (name,))


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_damaged_version_is_told_with_the_way_back(loaded, refusal, damage):
    damage(snapshot.path_of(loaded.commune.home, "000002"))
    before = loaded.files()
    for name in COMMANDS:
        sentence = refusal(loaded.command(*arguments(loaded, name)))
        assert "La version 000002 des données ne se lit plus. Rien n’a été modifié." in sentence
        assert "rollback 1 »" in sentence
        assert loaded.files() == before
    assert loaded.command("actions").exit_code == 0
    assert loaded.command("rollback", 1).exit_code == 0
    assert loaded.command("status").exit_code == 0


@pytest.mark.parametrize(
    "damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")], ids=["none", "empty"]
)
def test_lost_pointer_is_told_with_the_way_back(loaded, refusal, damage):
    damage(snapshot.folder(loaded.commune.home) / "current")
    before = loaded.files()
    for name in COMMANDS:
        assert "rollback 2 »" in refusal(loaded.command(*arguments(loaded, name)))
        assert loaded.files() == before
    assert loaded.command("rollback", 2).exit_code == 0
    assert loaded.facts("fact_date::VARCHAR") == [("2024-03-14",)]


def test_nothing_is_promised_where_no_version_opens(loaded, refusal):
    for version in snapshot.versions(loaded.commune.home):
        snapshot.path_of(loaded.commune.home, version).write_bytes(b"rien")
    sentence = refusal(loaded.command("status"))
    assert "rollback" not in sentence and "sauvegarde" in sentence
    before = loaded.files()
    assert "ne se lit plus" in refusal(loaded.command("rollback", 1))
    assert loaded.files() == before


def test_init_that_was_killed_goes_on_when_it_is_run_again(bare_town, refusal):
    init = ("init", "--name", bare_town.commune.name, "--insee", bare_town.commune.insee_code)
    # Its settings alone are there.
    settings = bare_town.files()
    assert "déjà installée" in refusal(bare_town.command("init", "--name", "Autre", "--insee", "31998"))
    assert bare_town.files() == settings
    assert bare_town.command(*init).exit_code == 0
    assert bare_town.files().keys() - settings.keys() == {"fichiers_ouverts.md"}
    assert "déjà installée" in refusal(bare_town.command(*init))


# Ends the process, as kill -9 does, when it is about to give a file of the home its name.
KILLED = """
import os, sys
from data.__main__ import app

def kill(event, arguments):
    if event == "os.rename" and str(arguments[0]).endswith(sys.argv[2]):
        os._exit(9)

sys.addaudithook(kill)
app(["demo", "--home", sys.argv[1]])
"""
STEPS = (
    "partial.commune.toml", "partial.duckdb", "/current.next", "partial.actions.csv", "partial.demo", "/snapshots",
    "/commune.toml", "none",
)  # fmt: skip


@pytest.mark.slow
def test_demo_resumes_when_killed_at_each_step(project, tmp_path):
    home = tmp_path / "home"
    for step in STEPS:
        done = subprocess.run([sys.executable, "-c", KILLED, home, step], cwd=project, capture_output=True)
        assert done.returncode == (0 if step == "none" else 9), done.stderr
        # What is being installed is not there yet.
        assert (home / "commune.toml").exists() == (step == "none")
    assert not [*home.glob("*.demo")]
    assert snapshot.versions(home)[0] == snapshot.current_version(home)
    with journal.open_journal(home) as kept:
        assert len(kept.meetings()) == 2 and kept.actions() and kept.decisions()
    assert communes.read(home).name == demo.NAME
    again = subprocess.run([sys.executable, "-m", "data", "demo", "--home", home], cwd=project, capture_output=True)
    assert again.returncode == 2


@pytest.mark.parametrize("name", ["snapshots/000001.duckdb", "livraisons/faits.csv", "journal.sqlite", "lieux.csv"])
def test_demo_is_refused_where_data_have_no_commune(refusal, tmp_path, name):
    path = tmp_path / "home" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"kept")
    result = CliRunner().invoke(app, ["demo", "--home", str(tmp_path / "home")])
    said = refusal(result)
    assert f"({name.split('/')[0]})" in said and "sans « commune.toml »" in said
    assert [one for one in (tmp_path / "home").rglob("*") if one.is_file()] == [path]


@pytest.mark.parametrize("is_made", [False, True])
def test_demo_that_was_interrupted_does_not_stand_in_its_own_way(tmp_path, monkeypatch, is_made):
    home = tmp_path / "home"
    for folder in (home / "snapshots", home / "autres"):
        folder.mkdir(parents=True)
    (home / "autres" / "note.txt").write_text("kept")
    if is_made:
        (home / "snapshots" / "current").write_text("000001")
        (home / "whole.demo").mkdir()
    made = []
    monkeypatch.setattr(installation, "_make", lambda partial, _: made.append(communes.create(
        partial, name="Essai", insee_code="31999")))  # fmt: skip
    if is_made:
        communes.create(home / "whole.demo", name="Essai", insee_code="31999")
    assert installation.install(home, on_progress=print).name == "Essai"
    assert bool(made) != is_made and (home / "autres" / "note.txt").exists()


def test_files_of_the_fictive_commune_are_those_looked_for(demo_home):
    assert installation._MADE | {communes.SETTINGS_FILE} <= {path.name for path in demo_home.iterdir()}
