"""What a person decided of the streets that files write otherwise: ``rues.toml``, in the home of the commune."""

from collections.abc import Mapping
from pathlib import Path

from data.warehouse import snapshot
from data.warehouse.publish import Draft

NO_STREET = ""
"""Decision that a name is that of no street."""
_FILE = "rues.toml"


def read(home: Path) -> dict[str, str]:
    """The street, as published, that each name is, or ``NO_STREET``, by comparable name.

    Raises
    ------
    DefinitionError : the file is faulty.
    """
    return snapshot.read_file(home, _FILE, dict[str, str]) or {}


def save(draft: Draft, streets: Mapping[str, str]) -> None:
    """Keep with a draft all that is decided."""
    import tomli_w

    draft.keep(_FILE, tomli_w.dumps(streets).encode())
