"""The use cases: a question, the repository's raw answer, the statistics, the gate. One module per subject."""

from dataclasses import dataclass, field
from pathlib import Path

from data import commune, reference
from data.commune import Commune
from data.reference import Nomenclature
from data.warehouse import snapshot


@dataclass(frozen=True, eq=False)
class Observatory:
    """One commune at one published version: what every view reads from."""

    commune: Commune
    nomenclature: Nomenclature
    version: str
    connection: snapshot.Connection = field(repr=False)


def observe(home: Path) -> Observatory:
    """Open the current snapshot of the commune installed in ``home``.

    Raises
    ------
    NoCommuneError, NoDataError
    """
    settings = commune.read(home)
    connection = snapshot.open_current(home, name=settings.name)
    return Observatory(settings, reference.read(home), snapshot.version_of(connection), connection)
