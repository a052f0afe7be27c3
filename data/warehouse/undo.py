"""Undo a delivery: the snapshot without it becomes a new version.

As for a load, all happens or nothing does, and readers see no step of it.
"""

from dataclasses import dataclass

from data.commune import Commune
from data.errors import DependentDeliveryError, UnknownDeliveryError
from data.warehouse.publish import publishing
from data.warehouse.removal import execute_all, removal
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_REMOVED = (
    "undo/removed_facts", "undo/removed_figures", "undo/removed_residents", "undo/removed_respondents",
    "undo/removed_zone_links",
)  # fmt: skip
_RESTORED = ("undo/restored_facts", "undo/restored_figures", "undo/restored_residents")


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
    number = {"delivery": delivery}
    with publishing(commune) as draft, removal(draft):
        later = draft.connection.execute(statement("undo/dependent_deliveries"), number).fetchall()
        if later:
            raise DependentDeliveryError(delivery=delivery, later=", ".join(str(other) for (other,) in later))
        row = draft.connection.execute(statement("undo/delivery"), number).fetchone()
        if row is None:
            raise UnknownDeliveryError(delivery=delivery)
        removed, restored = (execute_all(draft, map(statement, names), number) for names in (_REMOVED, _RESTORED))
    source, file = row
    return Undone(delivery, source, file, removed, restored, draft.version)
