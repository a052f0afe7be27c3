"""What a person decided of the streets that files write otherwise: ``rues.toml``, in the home of the commune."""

from collections.abc import Mapping
from pathlib import Path

from data import definitions
from data.storage import write_whole

NO_STREET = ""
"""Decision that a name is that of no street."""
_FILE = "rues.toml"


def read(home: Path) -> dict[str, str]:
    """The street, as published, that each name is, or ``NO_STREET``, by comparable name.

    Raises
    ------
    DefinitionError : the file is faulty.
    """
    path = home / _FILE
    return definitions.read(path, dict[str, str]) if path.is_file() else {}


def write(home: Path, streets: Mapping[str, str]) -> None:
    """Replace what was decided, in one step."""
    import tomli_w

    write_whole(home / _FILE, tomli_w.dumps(streets).encode())
