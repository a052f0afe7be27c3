"""The open files that a commune starts from: their exact names, where they are, and which of them its snapshot holds.

Nothing in this module calls a server.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data import definitions, reference
from data.commune import Commune
from data.definitions import definition
from data.storage import write_whole
from data.typography import typeset
from data.warehouse import repository, snapshot

LIST = "fichiers_ouverts.md"


@definition
class _Definition:
    """A file that the State publishes, for one commune.

    Attributes
    ----------
    brings : what the commune gets of it, a French sentence.
    page : address where a person finds it, under the name ``file``.
    address : where a machine gets it, to be kept as ``saved_as``.
    hosts : other hosts that this address may send on to.
    needed : False for what some communes do not have.
    """

    label: str
    publisher: str
    brings: str
    page: str
    file: str
    address: str
    saved_as: str
    hosts: tuple[str, ...] = ()
    needed: bool = True


@dataclass(frozen=True, kw_only=True)
class OpenFile(_Definition):
    """An open file, under its name on the command line."""

    slug: str


@dataclass(frozen=True)
class Availability:
    """What the published snapshot holds of an open file.

    Attributes
    ----------
    number : zones, IRIS whose residents are known, communes or addresses; 0 when the file is missing.
    year : of the census, or of the last figures; None where the rows have none.
    """

    file: OpenFile
    number: int = 0
    year: int | None = None


def of_commune(commune: Commune) -> tuple[OpenFile, ...]:
    """The open files that a commune needs, in the order in which they load best."""
    path = Path(reference.__file__).parent / "open_files.toml"
    codes = {"insee": commune.insee_code, "prefix": commune.insee_prefix, "departement": commune.departement}
    return tuple(
        OpenFile(slug=slug, **_filled(vars(described), codes))
        for slug, described in definitions.read(path, dict[str, _Definition]).items()
    )


def _filled(values: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Any]:
    return {key: value.format(**codes) if isinstance(value, str) else value for key, value in values.items()}


def availability(commune: Commune) -> list[Availability]:
    """What the published snapshot holds of each open file; of a commune without a snapshot, nothing."""
    files = of_commune(commune)
    if snapshot.current_version(commune.home) is None:
        return [Availability(file) for file in files]
    with snapshot.open_current(commune.home, name=commune.name) as connection:
        there = repository.open_files_held(connection)
    return [Availability(file, *there.get(file.slug, ())) for file in files]


def write_list(commune: Commune) -> None:
    """Write the list of the open files that a commune needs in its home, for whoever fetches them by hand."""
    write_whole(commune.home / LIST, typeset(_listed(commune, of_commune(commune))).encode())


def _listed(commune: Commune, files: Sequence[OpenFile]) -> str:
    """The list in French, as Markdown."""
    parts = [
        f"# Fichiers ouverts pour {commune.name} ({commune.insee_code})",
        "Publiés par l’État, gratuits, sans données personnelles. Téléchargez-les depuis votre navigateur, puis "
        "déposez-les sur l’écran Données ; ou laissez faire la commande `python -m data fetch --load`. "
        "Les noms sont ceux de 2026 : une édition plus récente convient.",
    ]
    for file in files:
        parts += [
            f"## {file.label}",
            f"{file.brings}\n\n- Publié par : {file.publisher}\n- Page : <{file.page}>\n"
            f"- Fichier : `{file.file}`\n- Adresse directe : <{file.address}>\n"
            f"- Nom pour la commande `fetch` : `{file.slug}`",
        ]
    return "\n\n".join(parts) + "\n"
