"""Installation of the fictive commune; one that was interrupted goes on when it is run again."""

from collections.abc import Callable
from pathlib import Path

from data import commune as communes
from data import demo
from data.commune import Commune
from data.errors import FilledHomeError
from data.intake import door, profiles
from data.intake.profiles import ZoneProfile
from data.storage import all_or_nothing
from data.warehouse import snapshot
from data.warehouse.publish import publishing

_MADE = {"snapshots", "livraisons", "journal.sqlite", "actions.csv", "lieux.csv", "ruptures.csv"}
"""What is in the home of the fictive commune, besides its settings."""


def install(home: Path, *, on_progress: Callable[[str], None]) -> Commune:
    """Write the files of the fictive commune, load them as one snapshot, and keep its journal.

    All is made in a folder of its own, then moved to the home: a commune that is there is whole.

    Parameters
    ----------
    on_progress : called with what is about to be done, in French.

    Raises
    ------
    CommuneExistsError : another commune, or this one, is there already.
    FilledHomeError : files are there that those of the commune would replace.
    FullDiskError, ReadOnlyError : the home cannot be written; nothing is left of it.
    """
    communes.check_is_free(home)
    partial, whole = home / "partial.demo", home / "whole.demo"
    # What an interrupted installation has moved already is there no more.
    to_move = {path.name for path in whole.iterdir()} if whole.exists() else _MADE
    if taken := sorted(name for name in to_move if _is_filled(home / name)):
        raise FilledHomeError(home=home, names=", ".join(taken))
    with all_or_nothing(partial):
        if not whole.exists():
            _make(partial, on_progress)
            partial.rename(whole)
        # With its settings, the commune is there.
        for path in sorted(whole.iterdir(), key=lambda path: path.name == communes.SETTINGS_FILE):
            path.rename(home / path.name)
        whole.rmdir()
    return communes.read(home)


def _is_filled(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _make(home: Path, on_progress: Callable[[str], None]) -> None:
    """Make the home, or what an interrupted installation lacks of it."""
    if (home / communes.SETTINGS_FILE).exists():
        commune = communes.read(home)
    else:
        commune = communes.create(home, name=demo.NAME, insee_code=demo.INSEE_CODE, fictive=True)
    demo.write_home_files(home)
    files = demo.write_files(home / "livraisons", on_progress=on_progress)
    # An interruption left all of the data, or none.
    if snapshot.current_version(home) is None:
        _load(commune, files, on_progress)
    on_progress("Actions, réunions et décisions…")
    demo.write_journal(home)


def _load(commune: Commune, files: demo.DemoFiles, on_progress: Callable[[str], None]) -> None:
    known = profiles.read_profiles(commune.home)
    with publishing(commune) as draft:
        for file in files.zones:
            on_progress(f"Zones : {file.path.name}…")
            columns = ZoneProfile(file.level, file.code, file.label, file.population, file.dwellings)
            door.take_into(draft, file.path, columns)
        for fact_file in files.facts:
            on_progress(f"Faits : {fact_file.path.name}…")
            door.take_into(draft, fact_file.path, known[fact_file.source])
        for people in files.others:
            on_progress(f"Recensement : {people.name}…")
            door.take_into(draft, people)
        for survey in files.surveys:
            on_progress(f"Enquêtes : {survey.name}…")
            door.take_into(draft, survey)
        on_progress(f"Chiffres publiés : {files.benchmark.name}…")
        door.take_into(draft, files.benchmark)
