"""The gate: a raw frame becomes a ``ProtectedTable``, the only thing that charts, exports and screens accept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from numbers import Number
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.columns import KEYS, declared
from data.model import Scope

FLOOR = 5
"""Smallest count that a protected scope may ever see; settings raise it, never lower it (usage for counts of persons
and facts)."""

WITHHELD, NO_DATA = -1, -2
"""Cells of a cube that show no count: below 0, so that none can be taken for one."""

_PROOF = object()


class Status(StrEnum):
    """Why a cell shows a figure, or does not."""

    PUBLISHED = "published"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    NO_DATA = "no_data"
    UNPUBLISHED = "unpublished"
    """Withheld by the State itself, in what it publishes."""


@dataclass(frozen=True)
class Policy:
    """What a scope may see.

    Attributes
    ----------
    threshold : smallest non-zero count shown.
    """

    scope: Scope
    threshold: int

    @classmethod
    def of(cls, scope: Scope, threshold: int) -> "Policy":
        """Policy of a scope in a commune that asks for ``threshold``.

        Coordination and administration work on full figures.
        """
        if scope in (Scope.COORDINATION, Scope.ADMINISTRATION):
            return cls(scope, threshold=1)
        return cls(scope, threshold=max(FLOOR, threshold))

    @property
    def withholds(self) -> bool:
        """Whether any count is too small to be told."""
        return self.threshold > 1


class ProtectedTable:
    """A frame that has passed the gate, with the policy that it passed under.

    Attributes
    ----------
    frame : one row per cell, with its ``status``; figures are missing unless the status is ``published``.
    policy : what was applied.
    """

    __slots__ = ("frame", "policy")

    def __init__(self, frame: pd.DataFrame, policy: Policy, *, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("a ProtectedTable is built by protect() only")
        self.frame = frame
        self.policy = policy

    def __reduce__(self) -> tuple[object, ...]:
        """Let a cache keep the table; what comes back has passed the gate already."""
        return _restore, (self.frame, self.policy)

    @property
    def n_withheld(self) -> int:
        """Number of cells that the policy withholds."""
        return int(self.frame["status"].isin((Status.PRIMARY, Status.SECONDARY)).sum())

    def where(self, rows: "pd.Series[bool]") -> "ProtectedTable":
        """The same table with fewer rows."""
        return ProtectedTable(self.frame.loc[rows].reset_index(drop=True), self.policy, proof=_PROOF)

    def by(self, column: str) -> dict[str, "ProtectedTable"]:
        """The rows of each value of a column, as tables."""
        groups = self.frame.groupby(column, sort=False)
        return {str(value): ProtectedTable(rows, self.policy, proof=_PROOF) for value, rows in groups}

    def derived(self, **columns: Any) -> "ProtectedTable":
        """The same table with more figures, computed from protected ones; missing where the row shows none.

        Raises
        ------
        ValueError : a column is not declared, or holds something else than numbers, dates and texts.
        """
        shown = self.frame["status"] == Status.PUBLISHED
        added = pd.DataFrame(columns, index=self.frame.index)
        _check_columns(added)
        return ProtectedTable(self.frame.assign(**added.where(shown)), self.policy, proof=_PROOF)


def protect(
    frame: pd.DataFrame,
    policy: Policy,
    *,
    unpublished: "pd.Series[bool] | None" = None,
    telling: "pd.Series[bool] | None" = None,
) -> ProtectedTable:
    """Withhold small counts and everything derived from them.

    Parameters
    ----------
    frame : one row per cell; every column whose name starts with ``n_`` is a count (missing, or ``NO_DATA``: nothing
        was delivered; ``WITHHELD``: the release withholds it); key columns are kept; all others follow the
        fate of their row.
    policy : the threshold t of the scope.
    unpublished : rows whose count is missing because the State does not publish it.
    telling : rows that would give a withheld one back: a total beside its parts.

    Returns
    -------
    The same rows with ``status``: ``primary`` where a count is in 1…t-1, ``secondary`` where a row is ``telling``,
    ``no_data`` (or ``unpublished``) where a count is missing, else ``published``.

    Raises
    ------
    ValueError : a column is not declared, or holds something else than numbers, dates and texts: an object may carry
        what is withheld.

    Notes
    -----
    For what is no count of facts (surveys, published figures): counts of facts are protected by ``protect_cube``.
    """
    _check_columns(frame)
    counts = frame.filter(regex="^n_")
    small = (((counts > 0) & (counts < policy.threshold)) | (counts == WITHHELD)).any(axis=1)
    absent = (counts.isna() | (counts == NO_DATA)).any(axis=1)
    protected = frame.copy()
    protected["status"] = Status.PUBLISHED.value
    protected.loc[absent, "status"] = Status.NO_DATA.value
    if unpublished is not None:
        protected.loc[absent & unpublished, "status"] = Status.UNPUBLISHED.value
    hidden = small | absent
    if telling is not None:
        protected.loc[telling, "status"] = Status.SECONDARY.value
        hidden |= telling
    protected.loc[small, "status"] = Status.PRIMARY.value
    if hidden.any():
        figures = [column for column in frame.columns if column not in KEYS]
        protected[figures] = protected[figures].mask(hidden)
    return ProtectedTable(protected, policy, proof=_PROOF)


class ProtectedCube:
    """Counts per category, zone and bucket of time: dense, and past the gate.

    Attributes
    ----------
    cells : shape (categories, zones, buckets); a count, or ``WITHHELD`` or ``NO_DATA``. The last zone is the commune.
    policy : what was applied.
    """

    __slots__ = ("cells", "policy")

    def __init__(self, cells: NDArray[np.int64], policy: Policy, *, proof: object) -> None:
        if proof is not _PROOF:
            raise TypeError("a ProtectedCube is built by protect_cube() only")
        self.cells = cells
        self.policy = policy

    def __reduce__(self) -> tuple[object, ...]:
        """Let a cache keep the cube; what comes back has passed the gate already."""
        return _restore_cube, (self.cells, self.policy)

    def of(self, categories: NDArray[np.intp]) -> "ProtectedCube":
        """The same cube with fewer categories, by position."""
        return ProtectedCube(self.cells[categories], self.policy, proof=_PROOF)


def protect_cube(
    counts: NDArray[np.int64], cuts: Iterable[NDArray[np.int64]], covered: NDArray[np.bool_], policy: Policy
) -> ProtectedCube:
    """Withhold the small counts of a cube, and every whole that would give one of them back.

    Parameters
    ----------
    counts : shape (categories, zones, buckets), >= 0; the last zone is the commune as a whole.
    cuts : the ways in which the commune is cut, each of shape (categories, parts, buckets), >= 0: its zones and, as one
        more part, the facts that none of them holds.
    covered : whether a source covers each zone and bucket, shape (zones, buckets).

    Notes
    -----
    A count in 1…t-1 is withheld. The commune's is withheld too wherever one of its parts is, whatever the cut, the
    facts without a zone among them: minus the other parts, it would tell it. Sums are left to readers, who may only add
    published cells.
    """

    def small(cells: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (cells > 0) & (cells < policy.threshold)

    cells = np.where(small(counts), WITHHELD, counts)
    for cut in cuts:
        cells[:, -1][small(cut).any(axis=1)] = WITHHELD
    return ProtectedCube(np.where(covered, cells, NO_DATA), policy, proof=_PROOF)


def tabulate(columns: Mapping[str, Any], policy: Policy) -> ProtectedTable:
    """Make a table of counts taken from a cube, which have passed the gate already.

    Parameters
    ----------
    columns : by name, as for ``protect``, but every ``n_`` column is an array that may hold ``WITHHELD`` or
        ``NO_DATA``.
    policy : that of the cube.
    """
    counts = [values for name, values in columns.items() if name.startswith("n_")]
    withheld, absent = (np.any([values == mark for values in counts], axis=0) for mark in (WITHHELD, NO_DATA))
    hidden = withheld | absent
    made = {name: values if name in KEYS else _masked(name, values, hidden) for name, values in columns.items()}
    status = np.select([withheld, absent], [Status.PRIMARY.value, Status.NO_DATA.value], Status.PUBLISHED.value)
    frame = pd.DataFrame(made | {"status": status})
    _check_columns(frame)
    return ProtectedTable(frame, policy, proof=_PROOF)


def reopened(frame: pd.DataFrame, policy: Policy) -> ProtectedTable:
    """Make a table of one that passed the gate, and was kept since as ``blocks.frozen`` writes it.

    Raises
    ------
    ValueError : a row that shows no figure has one, a status is unknown, a column is not declared, or holds something
        else than numbers, dates and texts.
    """
    _check_columns(frame)
    if unknown := {*frame["status"]} - {*Status}:
        raise ValueError(f"unknown status: {unknown}")
    figures = frame[[name for name in frame if name not in KEYS and name != "status"]]
    if figures[frame["status"] != Status.PUBLISHED].notna().any(axis=None):
        raise ValueError("a row that shows no figure has one")
    return ProtectedTable(frame, policy, proof=_PROOF)


def _check_columns(frame: pd.DataFrame) -> None:
    declared(frame.columns)
    for name, values in frame.items():
        if values.dtype.kind in "biufM" or isinstance(values.dtype, pd.StringDtype):
            continue
        if not values.dropna().map(lambda value: isinstance(value, str | Number | date | np.bool_)).all():
            raise ValueError(f"column {name!r} holds values that are neither numbers, dates nor texts")


def _masked(name: str, values: Any, hidden: NDArray[np.bool_]) -> Any:
    if name.startswith("n_"):
        return pd.array(np.where(hidden, None, values), dtype="Int64")
    return np.where(hidden, np.nan if np.asarray(values).dtype.kind == "f" else None, values)


def _restore_cube(cells: NDArray[np.int64], policy: Policy) -> ProtectedCube:
    return ProtectedCube(cells, policy, proof=_PROOF)


def _restore(frame: pd.DataFrame, policy: Policy) -> ProtectedTable:
    return ProtectedTable(frame, policy, proof=_PROOF)
