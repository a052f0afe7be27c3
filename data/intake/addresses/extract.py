"""The way of an extract of the national base of addresses (BAN) into the draft of the next snapshot."""

from dataclasses import dataclass
from pathlib import Path

from data.commune import Commune
from data.errors import NoAddressError, UnknownColumnError
from data.intake.readers import tabular
from data.warehouse.publish import Draft, publishing
from data.warehouse.statements import beside

statement = beside(__file__)

_COLUMNS = (
    "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "nom_ancienne_commune", "lon", "lat",
)  # fmt: skip


@dataclass(frozen=True)
class Extract:
    """What became of an extract.

    Attributes
    ----------
    streets : names of streets of the commune.
    numbers : addresses of the commune that are kept; those of others are left in the file.
    unusable : rows of the commune without a street or a place.
    """

    file: str
    streets: int
    numbers: int
    unusable: int


def load(commune: Commune, path: Path) -> tuple[Extract, str]:
    """Load the addresses of the commune, replacing those it had; the facts already loaded stay where they are.

    Returns
    -------
    What became of the file, and the number of the snapshot that holds it.

    Raises
    ------
    UnknownColumnError : the file is not in the format of the national base (``adresses-*.csv``).
    NoAddressError : it has no address of this commune.
    QuietudeError : it cannot be read; nothing changes, whatever the refusal.
    """
    with publishing(commune) as draft:
        extract = load_into(draft, path)
    return extract, draft.version


def recognises(path: Path) -> bool:
    """Whether a table has the columns of an extract."""
    with tabular.opened(path) as table:
        return set(_COLUMNS) <= set(table.headers)


def load_into(draft: Draft, path: Path) -> Extract:
    """Load the addresses of the commune into a draft; see ``load``."""
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
        if connection.execute(statement("changed_addresses")).fetchall() != [(0,)]:
            connection.execute(statement("departing_addresses"))
            connection.execute(statement("new_addresses"))
            draft.changed = True
    return Extract(path.name, streets, numbers, unusable)
