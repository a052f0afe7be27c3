"""Installation of the fictive commune; one that was interrupted goes on when it is run again."""

import shutil
from collections.abc import Callable
from pathlib import Path

from data import commune as communes
from data import demo
from data.commune import Commune
from data.intake import door, profiles
from data.intake.profiles import ZoneProfile
from data.storage import all_or_nothing
from data.warehouse import snapshot
from data.warehouse.publish import publishing


def install(home: Path, *, on_progress: Callable[[str], None]) -> Commune:
    """Write the files of the fictive commune, load them as one snapshot, and keep its journal.

    Parameters
    ----------
    on_progress : called with what is about to be done, in French.

    Raises
    ------
    CommuneExistsError : another commune, or the whole of this one, is there already.
    FullDiskError, ReadOnlyError : the home cannot be written; nothing is left of it.
    """
    with all_or_nothing(home):
        commune = _begun(home) or communes.create(home, name=demo.NAME, insee_code=demo.INSEE_CODE, fictive=True)
        demo.write_home_files(home)
        partial, whole = home / "partial.livraisons", home / "livraisons"
        files = demo.write_files(partial, on_progress=on_progress)
        # An interruption left all of the data, or none.
        if snapshot.current_version(home) is None:
            _load(commune, files, on_progress)
        # The same files are written each time.
        shutil.rmtree(partial) if whole.exists() else partial.rename(whole)
        on_progress("Actions, réunions et décisions…")
        demo.write_journal(home)
    return commune


def _begun(home: Path) -> Commune | None:
    """The fictive commune whose installation was interrupted."""
    if not (home / "commune.toml").exists() or demo.is_complete(home):
        return None
    commune = communes.read(home)
    return commune if commune.fictive and commune.insee_code == demo.INSEE_CODE else None


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
