"""What became of a commune's files, and how it is undone: a delivery goes, an earlier version comes back.

Each step but ``rollback`` publishes a new snapshot, as a load does: whole or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data.commune import Commune
from data.errors import DependentDeliveryError, UnknownDeliveryError
from data.warehouse.publish import Draft, publishing
from data.warehouse.statements import statement

_ROWS = ("facts", "figures")
"""What a file gives: facts of the commune, or figures that the State publishes."""


@dataclass(frozen=True)
class Undone:
    """What undoing a delivery did.

    Attributes
    ----------
    removed : rows that the file had given and that are gone.
    restored : rows that the file had corrected and that are back.
    snapshot : number of the snapshot without the delivery.
    """

    delivery: int
    source: str
    file: str
    removed: int
    restored: int
    snapshot: str


def undo(commune: Commune, delivery: int) -> Undone:
    """Publish the snapshot as if a file had never come: its rows go, those that it had corrected come back.

    A delivery on which a later one of its source stands (rows were set aside as already known, counts were corrected)
    waits for that one to be undone: what the later file gives would be other without it. Undone and loaded again, a
    file gives the same content.

    Raises
    ------
    UnknownDeliveryError : no delivery has this number.
    DependentDeliveryError : a later delivery is to be undone first.
    """
    numbered = {"delivery": delivery}
    with publishing(commune) as draft:
        later = draft.connection.execute(statement("history/dependent_deliveries"), numbered).fetchall()
        if later:
            raise DependentDeliveryError(delivery=delivery, later=", ".join(str(number) for (number,) in later))
        undone = draft.connection.execute(statement("history/undone_delivery"), numbered).fetchone()
        if undone is None:
            raise UnknownDeliveryError(delivery=delivery)
        draft.connection.execute(statement("history/undone_rejections"), numbered)
        removed, restored = (_changed(draft, step, numbered) for step in ("undone", "restored"))
        draft.connection.execute(statement("history/unused_categories"))
        draft.changed = True
    source, file = undone
    return Undone(delivery, source, file, removed, restored, draft.version)


def _changed(draft: Draft, step: str, parameters: Mapping[str, object]) -> int:
    """Take one step of an undoing for facts and for figures alike; how many rows it moved."""
    return sum(
        draft.connection.execute(statement(f"history/{step}_{rows}"), parameters).fetchall()[0][0] for rows in _ROWS
    )
