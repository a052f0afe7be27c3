"""The journal: the actions of the CLSPD, what is decided of them, and every change of either.

Owners and authors are services or roles: the journal holds no person.
"""

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from data import commune
from data.errors import EmptyFileError, HomeFileError
from data.journal import opening, register_file, spreadsheet
from data.journal.journal import Journal, Writer
from data.journal.register_file import ImportReport, RefusedRow
from data.journal.values import (
    LABELS,
    Action,
    ActionStatus,
    AgendaItem,
    Change,
    Comment,
    Decision,
    DecisionWord,
    Direction,
    Entry,
    Evaluation,
    Event,
    Followed,
    FrozenBlock,
    Meeting,
    MeetingKind,
    Objective,
    Remark,
    Unit,
    Zone,
)

__all__ = [
    "LABELS",
    "Action",
    "AgendaItem",
    "Change",
    "Comment",
    "Decision",
    "Direction",
    "Entry",
    "Evaluation",
    "Event",
    "Followed",
    "FrozenBlock",
    "Journal",
    "Meeting",
    "MeetingKind",
    "Objective",
    "Remark",
    "Writer",
    "RefusedRow",
    "ImportReport",
    "ActionStatus",
    "Unit",
    "DecisionWord",
    "Zone",
    "export",
    "open_journal",
    "import_register",
    "preview_register",
]

_REGISTER = "actions.csv"
"""Where a commune kept its actions before there was a journal."""


def open_journal(home: Path) -> Journal:
    """Open the journal of the commune installed in ``home``: make it at first, bring it up to this version later.

    A new journal takes over the actions of ``actions.csv``, if the home has this file.

    Raises
    ------
    NoCommuneError, SettingsError, DefinitionError : see ``data.commune`` and ``data.reference``.
    JournalError : the database does not answer.
    NewerJournalError : it is of a later version.
    HomeFileError, UnknownColumnError, UnreadableFileError : ``actions.csv`` is faulty; no journal is made.
    """
    engine = opening.engine_of(home)
    journal = Journal(commune.read(home), engine)
    with contextlib.ExitStack() as unless_ready:
        unless_ready.callback(journal.close)
        if not opening.is_ready(engine):
            with opening.upgrading(engine) as (connection, is_new):
                if is_new and (home / _REGISTER).exists():
                    with Session(connection) as session:
                        _take_over(journal, Writer(journal, session))
        unless_ready.pop_all()
    return journal


def export(journal: Journal, path: Path) -> None:
    """Write the register of actions as CSV or XLSX, by the end of the name of ``path``."""
    spreadsheet.write(journal, path)


def import_register(journal: Journal, path: Path, *, by: str, at: datetime) -> ImportReport:
    """Write the actions of a spreadsheet in the register, and say what became of each row.

    Raises
    ------
    MissingFileError, EmptyFileError, UnreadableFileError, ArchiveError, UnknownColumnError : nothing is read.
    """
    with journal.writing() as writer:
        return register_file.import_register(journal, writer, path, by=by, at=at)


def preview_register(journal: Journal, path: Path, *, by: str, at: datetime) -> ImportReport:
    """Say what ``import_register`` would do, and write nothing.

    Raises
    ------
    MissingFileError, EmptyFileError, UnreadableFileError, ArchiveError, UnknownColumnError : see ``import_register``.
    """
    with journal.writing() as writer:
        report = register_file.import_register(journal, writer, path, by=by, at=at)
        writer.forget()
    return report


def _take_over(journal: Journal, writer: Writer) -> None:
    try:
        report = register_file.import_register(
            journal, writer, journal.commune.home / _REGISTER, by="Reprise du registre", at=datetime.now(UTC)
        )
    except EmptyFileError:
        return
    for row in report.refused:
        raise HomeFileError(file=_REGISTER, line=row.line, problem=row.problem)
