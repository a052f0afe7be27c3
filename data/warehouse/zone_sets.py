"""Sets of zones, one at most of each level, in which facts and respondents lie: each set is written once.

Millions of facts lie in a few hundred sets. A row names its set by a number; set 0 is that of rows located nowhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import count

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.warehouse.statements import statements_of

statement = statements_of(__file__)

Zones = frozenset[tuple[str, str]]
"""Level and code of each zone of a set."""


class ZoneSets:
    """The sets of zones of a draft; new ones are in the draft once ``write`` is called."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        zones: dict[int, set[tuple[str, str]]] = defaultdict(set)
        for number, level, code in connection.execute(statement("zone_sets/written")).fetchall():
            zones[number].add((level, code))
        self._zones: dict[int, Zones] = {0: frozenset()} | {number: frozenset(one) for number, one in zones.items()}
        self._numbers = {one: number for number, one in self._zones.items()}
        self._next = count(max(self._zones) + 1)
        self._unwritten: list[int] = []

    def number(self, codes: Mapping[str, str]) -> int:
        """Number of the set of zones of these codes by level."""
        return self._number(frozenset((str(level), code) for level, code in codes.items()))

    def numbers(
        self, codes: Mapping[str, Sequence[str]], positions: Mapping[str, NDArray[np.int32]], n: int
    ) -> NDArray[np.int32]:
        """Number of the set of each of n rows.

        Parameters
        ----------
        codes : codes of the zones of each level.
        positions : by level, the position among these codes of each row's zone, shape (n,); -1 for none.
        """
        if not positions:
            return np.zeros(n, dtype=np.int32)
        sizes = [len(codes[level]) + 1 for level in positions]
        rows, distinct = _distinct(np.ravel_multi_index([of_row + 1 for of_row in positions.values()], sizes))
        # In the order of the zones, whatever that of the rows: the same file gives the same numbers.
        order = np.argsort(distinct)
        numbers = np.empty(len(distinct), dtype=np.int32)
        for rank, ats in zip(order, zip(*np.unravel_index(distinct[order], sizes), strict=True), strict=True):
            numbers[rank] = self.number(
                {level: codes[level][at - 1] for level, at in zip(positions, ats, strict=True) if at}
            )
        of_row: NDArray[np.int32] = numbers[rows]
        return of_row

    def completed(self, number: int, zones: Iterable[tuple[str, str]]) -> int:
        """Number of a set to which zones, by level and code, are added where it has none of their level."""
        levels = {level for level, _ in self._zones[number]}
        return self._number(self._zones[number] | {(level, code) for level, code in zones if level not in levels})

    def has(self, number: int, level: str) -> bool:
        """Whether a set has a zone of a level."""
        return any(one == level for one, _ in self._zones[number])

    def all_completed(self, numbers: NDArray[np.int32], others: NDArray[np.int32]) -> NDArray[np.int32]:
        """Numbers of sets, shape (n,), each completed by the zones of another one that still exist."""
        zones = {*self._connection.execute(statement("zone_sets/current_zones")).fetchall()}
        rows, distinct = _distinct(numbers.astype(np.int64) << 32 | others)
        completed = [self.completed(pair >> 32, self._zones[pair & 0xFFFFFFFF] & zones) for pair in distinct.tolist()]
        of_row: NDArray[np.int32] = np.array(completed, dtype=np.int32)[rows]
        return of_row

    def write(self) -> None:
        """Write the new sets in the draft."""
        rows = [(number, level, code) for number in self._unwritten for level, code in sorted(self._zones[number])]
        self._unwritten = []
        if rows:
            arriving = zip(("zone_set", "level", "zone_code"), zip(*rows, strict=True), strict=True)
            self._connection.register("arriving_zone_sets", pa.table(dict(arriving)))
            self._connection.execute(statement("zone_sets/new"))
            self._connection.unregister("arriving_zone_sets")

    def _number(self, zones: Zones) -> int:
        if zones not in self._numbers:
            number = next(self._next)
            self._numbers[zones], self._zones[number] = number, zones
            self._unwritten.append(number)
        return self._numbers[zones]


def _distinct(values: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Position of each value, shape (n,), among the distinct ones."""
    encoded = pa.array(values).dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary.to_numpy()


_FORMER_COLUMNS = ("quartier", "iris", "qpv", "bailleur")


def replace_former_columns(connection: duckdb.DuckDBPyConnection) -> None:
    """Give the rows of a snapshot of a former version, that had a column per level, the number of their set."""
    for table in ("fact", "superseded_fact", "respondent"):
        rows = connection.table(table)
        if "quartier" not in rows.columns:
            continue
        former = rows.select(*_FORMER_COLUMNS).distinct().to_arrow_table()
        sets = ZoneSets(connection)
        numbers = [sets.number({level: code for level, code in codes.items() if code}) for codes in former.to_pylist()]
        sets.write()
        connection.execute(statement("zone_sets/former_column_added").replace("fact", table))
        connection.register("former", former.append_column("zone_set", pa.array(numbers, pa.int32())))
        connection.execute(statement("zone_sets/former_filled").replace("fact", table))
        connection.unregister("former")
        for column in _FORMER_COLUMNS:
            dropped = statement("zone_sets/former_column_dropped").replace("fact", table).replace("quartier", column)
            connection.execute(dropped)
