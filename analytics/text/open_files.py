"""The open files that a commune starts from, in words: what is there, what is missing, what to do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analytics.text import formats

if TYPE_CHECKING:
    from data.open_files import Held

INTRO = (
    "L’État publie de quoi commencer sans attendre un partenaire. Téléchargez chaque fichier avec votre navigateur, puis "
    "déposez-le ci-dessus, tel quel. S’il s’affiche au lieu d’être téléchargé, enregistrez la page. L’application, elle, "
    "n’appelle aucun serveur."
)
COMPLETE = "Les fichiers ouverts dont la commune a besoin sont chargés. Une édition plus récente se dépose de même."
_THERE = {
    "contours_iris": "IRIS\u00a0: {n}",
    "population_iris": "IRIS\u00a0: {n}, recensement de {year}",
    "contours_qpv": "Quartiers prioritaires\u00a0: {n}",
    "ssmsi_communes": "Communes\u00a0: {n}, dernière année\u00a0: {year}",
    "adresses": "Adresses\u00a0: {n}",
}


def title(files: Sequence["Held"]) -> str:
    """What the list is, and how many of its files are there."""
    return f"Fichiers ouverts ({sum(held.number > 0 for held in files)} sur {len(files)})"


def checklist(files: Sequence["Held"]) -> str:
    """One line per open file, in Markdown; its mark is a word."""
    return "\n".join(
        f"- {_mark(held)} [**{held.file.label}**]({held.file.page}) ({held.file.publisher}). {_said(held)}"
        for held in files
    )


def _mark(held: "Held") -> str:
    if held.number:
        return ":green-badge[Chargé]"
    return ":orange-badge[Manque]" if held.file.needed else ":gray-badge[S’il y en a]"


def _said(held: "Held") -> str:
    if held.number:
        return f"{_THERE[held.file.slug].format(n=formats.integer(held.number), year=held.year)}."
    return f"{held.file.brings} [Télécharger {held.file.saved_as}]({held.file.address})"
