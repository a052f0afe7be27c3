"""The way of an extract of the national base of addresses (BAN) into the draft of the next snapshot."""

from collections.abc import Collection
from pathlib import Path

from data.errors import NoAddressError, UnknownColumnError
from data.intake.delivery import Delivery
from data.intake.readers import tabular
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_COLUMNS = (
    "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "nom_ancienne_commune", "lon", "lat",
)  # fmt: skip
_UNUSABLE = "rue ou position absente"


def recognises(headers: Collection[str]) -> bool:
    """Whether a table has the columns of an extract."""
    return set(_COLUMNS) <= set(headers)


def load(draft: Draft, path: Path) -> Delivery:
    """Load the addresses of the commune into a draft, replacing those it had; facts already loaded stay where they are.

    Raises
    ------
    UnknownColumnError : the file is not in the format of the national base (``adresses-*.csv``).
    NoAddressError : it has no address of this commune.
    """
    with tabular.opened(path) as table:
        lacking = [column for column in _COLUMNS if column not in table.headers]
        if lacking:
            raise UnknownColumnError(file=path.name, column=lacking[0], columns=", ".join(table.headers))
        commune, connection = draft.commune, draft.connection
        connection.register("delivered", table.read(connection))
        connection.execute(statement("arriving_addresses"), {"prefix": commune.insee_prefix})
        (unusable,) = connection.execute(statement("unusable_addresses")).fetchall()[0]
        streets, numbers = connection.execute(statement("arrived_addresses")).fetchall()[0]
        if numbers == 0:
            raise NoAddressError(file=path.name, name=commune.name, insee_code=commune.insee_code)
        is_new = connection.execute(statement("changed_addresses")).fetchall() != [(0,)]
        if is_new:
            connection.execute(statement("departing_addresses"))
            connection.execute(statement("new_addresses"))
            draft.changed = True
    rejected = {_UNUSABLE: unusable} if unusable else {}
    return Delivery(
        "addresses",
        "adresses",
        path.name,
        numbers + unusable,
        numbers,
        is_new,
        rejected=rejected,
        streets=streets,
        rank=0,
    )
