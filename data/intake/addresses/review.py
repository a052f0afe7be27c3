"""Doubtful addresses: the streets that files write otherwise, and what a person decided of each, kept in the home.

A decision holds for the facts that are loaded and for the files to come. It is kept as the comparable name of a street,
never an address: facts that a decision places lie in the zones of the whole street.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from data.commune import Commune
from data.errors import UnknownChoiceError
from data.intake.addresses import gazetteer, spellings
from data.intake.facts import locating
from data.warehouse import repository
from data.warehouse.publish import publishing
from data.warehouse.statements import statements_of

statement = statements_of(__file__)


WITHOUT_ZONE, LATER = "sans zone", "plus tard"
"""What a person writes of a name that is that of no street, and of a decision to take back."""


@dataclass(frozen=True)
class Doubt:
    """A street as files call it.

    Attributes
    ----------
    name : comparable, without number.
    suggestion : the street that it resembles most, as published.
    n_facts : those that wait for a place.
    """

    name: str
    suggestion: str
    n_facts: int


@dataclass(frozen=True)
class Decided:
    """What decisions did: the facts of these streets that have a zone and those that have none; and the snapshot."""

    n_placed: int
    n_unplaced: int
    snapshot: str


def doubts(connection: duckdb.DuckDBPyConnection, taken: Mapping[str, str]) -> list[Doubt]:
    """Streets that wait for a decision, those of most facts first.

    Parameters
    ----------
    taken : decisions, as ``spellings.read`` gives them.
    """
    return [
        Doubt(row.street, row.suggestion, row.n_facts)
        for row in repository.doubtful_addresses(connection).itertuples()
        # A former version kept names that may say more.
        if row.street
        and not gazetteer.says_more(row.street, gazetteer.street_name(row.suggestion))
        # A decision written by hand in the file is to be taken here too: only then do the facts follow it.
        and (row.street not in taken or (taken[row.street] and row.n_undecided))
    ]


def choices(
    connection: duckdb.DuckDBPyConnection, taken: Mapping[str, str], answers: Mapping[str, str]
) -> dict[str, str | None]:
    """Decisions as ``decide`` takes them, from what a person writes of each street.

    Parameters
    ----------
    taken : decisions, as ``spellings.read`` gives them.
    answers : by comparable name, a street as published, ``WITHOUT_ZONE`` or ``LATER``.

    Raises
    ------
    UnknownChoiceError : a name that no decision waits for nor has, or a street that the commune does not have.
    """
    known = {one.name: one.suggestion for one in doubts(connection, taken)} | dict(taken)
    for name in answers:
        if name not in known:
            raise UnknownChoiceError(value=name, known=", ".join(known) or "aucune rue n’attend de choix")
    written = {WITHOUT_ZONE: spellings.NO_STREET, LATER: None}
    chosen = {name: written.get(answer, answer) for name, answer in answers.items()}
    streets = gazetteer.read(connection)
    for name, street in chosen.items():
        if street and streets.positions([gazetteer.street_name(street)])[0] < 0:
            raise UnknownChoiceError(value=street, known=", ".join(filter(None, (known[name], WITHOUT_ZONE, LATER))))
    return chosen


def decide(commune: Commune, streets: Mapping[str, str | None]) -> Decided:
    """Keep decisions, and publish a snapshot whose facts follow them.

    Parameters
    ----------
    streets : by comparable name, the street as published, ``spellings.NO_STREET``, or None to take a decision back.

    Raises
    ------
    QuietudeError : nothing changes.
    """
    with publishing(commune) as draft:
        decided = {**spellings.read(commune.home), **streets}
        kept = {name: street for name, street in decided.items() if street is not None}
        spellings.save(draft, kept)
        locating.locate_streets(draft.connection, [*streets], kept)
        n_placed, n_unplaced = _facts_of(draft.connection, [name for name, street in streets.items() if street])
    return Decided(n_placed, n_unplaced, draft.version)


def _facts_of(connection: duckdb.DuckDBPyConnection, names: list[str]) -> tuple[int, int]:
    return connection.execute(statement("facts_of_streets"), {"names": names}).fetchall()[0]
