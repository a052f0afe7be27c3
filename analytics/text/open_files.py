"""The open files that a commune starts from, in words: what is there, what is missing, what to do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from analytics.text import formats, guide
from analytics.text.typography import typeset_module

if TYPE_CHECKING:
    from data.open_files import Availability

INTRO = (
    "L’État publie de quoi commencer sans attendre un partenaire. Téléchargez chaque fichier avec votre navigateur, puis "
    "déposez-le ci-dessus, tel quel. S’il s’affiche au lieu d’être téléchargé, enregistrez la page. L’application, elle, "
    f"n’appelle aucun serveur. {guide.LINK}."
)
COMPLETE = "Les fichiers ouverts dont la commune a besoin sont chargés. Une édition plus récente se dépose de même."
_THERE = {
    "contours_iris": "IRIS : {n}",
    "population_iris": "IRIS : {n}, recensement de {year}",
    "contours_qpv": "Quartiers prioritaires : {n}",
    "ssmsi_communes": "Communes : {n}, dernière année : {year}",
    "adresses": "Adresses : {n}",
}


def title(files: Sequence["Availability"]) -> str:
    """What the list is, and how many of its files are there."""
    return f"Fichiers ouverts ({sum(available.number > 0 for available in files)} sur {len(files)})"


def checklist(files: Sequence["Availability"]) -> str:
    """One line per open file, in Markdown; its mark is a word."""
    return "\n".join(
        f"- {_mark(available)} [**{available.file.label}**]({available.file.page}) ({available.file.publisher}). {_said(available)}"
        for available in files
    )


def _mark(available: "Availability") -> str:
    if available.number:
        return ":green-badge[Chargé]"
    return ":orange-badge[Manque]" if available.file.needed else ":gray-badge[S’il y en a]"


def _said(available: "Availability") -> str:
    if available.number:
        return f"{_THERE[available.file.slug].format(n=formats.integer(available.number), year=available.year)}."
    return f"{available.file.brings} [Télécharger {available.file.saved_as}]({available.file.address})"


typeset_module(__name__)
