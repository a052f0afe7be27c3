"""Where the journal is, and how its tables come to be those of this version.

SQLite in the home of the commune, or PostgreSQL at ``QUIETUDE_JOURNAL_URL``: one database for one commune.
"""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from data.errors import FullDiskError, JournalError, NewerJournalError, QuietudeError, ReadOnlyError

_MIGRATIONS = Path(__file__).parent / "migrations"
_HEAD = max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
"""The last migration: read in the names of the files, as asking Alembic takes longer than opening the journal."""
_PATIENCE = 30.0
"""Seconds that a writer waits for those before it, on SQLite, which lets one write at a time."""
_ROOM = 1 << 16
"""Bytes that SQLite needs in the folder of the journal, to index what is being written."""
_UPGRADING = 7_106_001
"""What those who upgrade one PostgreSQL database wait on, one after the other."""


def engine_of(home: Path) -> Engine:
    """Engine of the journal of ``home``; nothing is read yet.

    Raises
    ------
    JournalError : ``QUIETUDE_JOURNAL_URL`` is no address of a database.
    """
    in_home = URL.create("sqlite", database=str(home / "journal.sqlite"))
    try:
        # What is written is nobody's business in a log, even when it fails.
        engine = create_engine(os.environ.get("QUIETUDE_JOURNAL_URL") or in_home, hide_parameters=True)
    except (ArgumentError, ImportError, NoSuchModuleError) as error:
        raise JournalError(details=type(error).__name__) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def reading(engine: Engine) -> Engine:
    """The same engine for readers: all that one reads is of one moment."""
    return engine if engine.dialect.name == "sqlite" else engine.execution_options(isolation_level="REPEATABLE READ")


def writing(engine: Engine) -> Engine:
    """The same engine for writers: what one reads is still so when it writes."""
    return engine.execution_options(writing=True)


def is_ready(engine: Engine) -> bool:
    """Whether the tables are those of this version.

    Raises
    ------
    NewerJournalError : they are those of a later one.
    """
    with database_failures(engine), engine.connect() as connection:
        revision = _revision(connection)
    if revision > _HEAD:
        raise NewerJournalError(revision=revision)
    return revision == _HEAD


@contextlib.contextmanager
def upgrading(engine: Engine) -> Iterator[tuple[Connection, bool]]:
    """Bring the tables up to this version: all or nothing, one at a time.

    Yields the connection of this transaction, and whether there was no journal before.
    """
    with database_failures(engine), writing(engine).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADING})
        before = _revision(connection)
        if before != _HEAD:
            _migrate(connection)
        yield connection, not before


@contextlib.contextmanager
def database_failures(engine: Engine) -> Iterator[None]:
    """Raise a failure of the database as a refusal.

    Raises
    ------
    FullDiskError, ReadOnlyError : SQLite cannot write in the folder of the journal, as it must even to read it.
    JournalError : any other.
    """
    try:
        yield
    except DBAPIError as error:
        # Their subclasses are defects of ours.
        if type(error) not in (DatabaseError, InterfaceError, OperationalError):
            raise
        refusal = _disk_of(engine, error) or JournalError
        raise refusal(details=type(error.orig).__name__) from error


def _disk_of(engine: Engine, error: DBAPIError) -> type[QuietudeError] | None:
    """What is wrong with the disk of SQLite, whose error may say no more than that it could not open or write."""
    if engine.dialect.name != "sqlite":
        return None
    folder = Path(str(engine.url.database)).parent
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_READONLY or not os.access(folder, os.W_OK):
        return ReadOnlyError
    if code == sqlite3.SQLITE_FULL or shutil.disk_usage(folder).free < _ROOM:
        return FullDiskError
    return None


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision(connection: Connection) -> str:
    """Last migration made; empty when there is no journal."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def _set_up_sqlite(connection: Any, _: object) -> None:
    """Make a committed write survive a power cut, and readers and the writer never wait for each other."""
    # Else the driver begins transactions by itself, and not for all statements.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {int(_PATIENCE * 1000)}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
