"""A commune with a journal, on SQLite and on a real PostgreSQL: the same tests run on both."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import psycopg
import pytest

from data import commune as communes
from data import journal as journals
from data.journal import Action, Journal

WHEN = datetime(2026, 3, 12, 9, 4, tzinfo=UTC)


@dataclass
class Server:
    """A PostgreSQL of its own, reached by a socket in ``folder``, and the schemas made on it."""

    folder: Path
    numbers: Iterator[int]

    def new_journal(self) -> str:
        """Address of an empty schema, which nothing else than one test looks at; a database takes longer to make."""
        schema = f"journal_{next(self.numbers)}"
        with psycopg.connect(f"host={self.folder} user=quietude dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {schema}")
        return f"postgresql+psycopg://quietude@/postgres?host={self.folder}&options=-csearch_path%3D{schema}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL that nobody else uses, with no port; it refuses to run as root, so Debian's user runs it."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not programs:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="quietude-pg-", dir="/tmp"))
    as_user = []
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]

    def run(program: str, *arguments: object) -> None:
        command = [*as_user, str(programs[-1] / program), "-D", str(folder / "data"), *map(str, arguments)]
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    try:
        run("initdb", "--username=quietude", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        # Clients are killed, never the machine: nothing need reach the disk.
        settings = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run("pg_ctl", "start", "--wait", f"--log={folder / 'log'}", "-o", settings)
        try:
            yield Server(folder, count(1))
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of the engine where journals are kept during the test; each test has its own."""
    if request.param == "postgresql":
        monkeypatch.setenv("QUIETUDE_JOURNAL_URL", request.getfixturevalue("postgresql").new_journal())
    else:
        monkeypatch.delenv("QUIETUDE_JOURNAL_URL", raising=False)
    return request.param


@pytest.fixture
def home(engine: str, tmp_path: Path) -> Path:
    """A commune without data, whose journal is not there yet."""
    return communes.create(tmp_path / "home", name="Ville-Essai", insee_code="31999").home


@pytest.fixture
def journal(home: Path) -> Iterator[Journal]:
    with journals.open_journal(home) as opened:
        yield opened


@pytest.fixture(scope="session")
def planned() -> Callable[..., Action]:
    """An action that can be registered, but for what the test changes in it."""

    def make(**fields: object) -> Action:
        usual = {
            "name": "Médiation de soirée",
            "champ": "mediation_sociale",
            "start": date(2026, 4, 1),
            "lead": "Service médiation",
            "expected_effect": "Un tiers de signalements en moins",
            "mechanism": "Une présence régulière apaise",
        }
        return Action(**usual | fields)

    return make


@pytest.fixture
def signed() -> dict[str, object]:
    """Who writes, and when."""
    return {"by": "Coordination du CLSPD", "at": WHEN}
