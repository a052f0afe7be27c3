"""The nomenclatures shipped with the product, and a commune's own additions in ``<home>/nomenclature/``."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from data import definitions
from data.definitions import definition, read_all
from data.errors import DefinitionError
from data.model import Level

_FOLDER = Path(__file__).parent
_Entry = TypeVar("_Entry")


@definition
class Champ:
    """A champ d'action of the CLSPD; ``icon`` is a name of Material Symbols."""

    label: str
    definition: str
    icon: str = "flag"


@definition
class Partner:
    """A family of members of the CLSPD."""

    label: str
    definition: str


@definition
class Category:
    """A category of facts; ``champs`` lists its champs d'action, the main one first."""

    label: str
    definition: str
    champs: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@definition
class Theme:
    """What questions of surveys are about; ``categories`` lists the facts that are compared with them, if any."""

    label: str
    definition: str
    categories: tuple[str, ...]


@dataclass(frozen=True)
class Nomenclature:
    """Champs d'action, categories, partners and themes, by slug."""

    champs: Mapping[str, Champ]
    categories: Mapping[str, Category]
    partners: Mapping[str, Partner] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)

    def recognise(self, delivered: str) -> str:
        """Slug of the category that a source calls ``delivered``, or that label itself when unknown."""
        return self._slugs_by_spelling.get(normalise(delivered), delivered)

    def label(self, category: str) -> str:
        """French label of a category, known or not."""
        known = self.categories.get(category)
        return known.label if known else category

    def of_champ(self, champ: str) -> tuple[str, ...]:
        """Slugs of the categories that serve a champ d'action."""
        return tuple(slug for slug, category in self.categories.items() if champ in category.champs)

    @cached_property
    def _slugs_by_spelling(self) -> dict[str, str]:
        return {
            normalise(spelling): slug
            for slug, category in self.categories.items()
            for spelling in (slug, category.label, *category.aliases)
        }


_PUNCTUATION = re.compile(r"[^a-z0-9]+")
_ALIKE = 88
"""Similarity, of 100, from which two spellings are of one name."""
_SHORTEST = 5
"""Letters under which one letter makes another name."""


def normalise(text: str) -> str:
    """Spelling without case, accents or punctuation, to compare labels of different files."""
    plain = text.lower()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain.replace("œ", "oe"))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _PUNCTUATION.sub(" ", plain).strip()


def alike(text: str, known: Iterable[str]) -> str | None:
    """The one spelling that a text is nearly, if there is one."""
    from rapidfuzz import fuzz, process

    if len(text) < _SHORTEST:
        return None
    matches = process.extract(text, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=2)
    if not matches or (len(matches) == 2 and matches[0][1] == matches[1][1]):
        return None
    return str(matches[0][0])


@definition
class Evidence:
    """What a published synthesis says of a kind of action, what it does not say, and where it is published."""

    label: str
    finding: str
    limits: str
    reference: str


def evidence(home: Path) -> Mapping[str, Evidence]:
    """Syntheses by slug of champ d'action: the product's, with the commune's own added or replacing.

    Raises
    ------
    DefinitionError : a file is faulty.
    """
    return _entries(home, "evidence.toml", dict[str, Evidence])


@definition
class LevelDescription:
    """What a level is called, and how its zones are recognised; its slug, the name of its file, has 16 letters at most.

    Attributes
    ----------
    rank : order of the levels in menus.
    label : in menus.
    singular, plural : of its zones, in sentences.
    action_rank : order in which the zones of an action are looked for; None for the same as in menus.
    open_column : normalised header of the code in the files that the State publishes; None where it publishes none.
    code_digits : length of codes that lose their leading zero when a file writes them as numbers; None for others.
    file_advice : French sentence on the file to be chosen; may be empty.
    """

    rank: int
    label: str
    singular: str
    plural: str
    action_rank: int | None = None
    open_column: str | None = None
    code_digits: int | None = None
    file_advice: str = ""


@cache
def levels() -> Mapping[Level, LevelDescription]:
    """All levels, the commune first, then in the order of the menus.

    Raises
    ------
    DefinitionError : all faulty files at once.
    """
    described = read_all(sorted((_FOLDER / "levels").glob("*.toml")), LevelDescription)
    return {Level(path.stem): one for path, one in sorted(described.items(), key=lambda item: item[1].rank)}


def zone_levels() -> tuple[Level, ...]:
    """Levels that cut the commune in zones, in the order of the menus."""
    return tuple(level for level in levels() if level is not Level.COMMUNE)


def action_levels() -> tuple[Level, ...]:
    """Levels that cut the commune in zones, in the order in which the zones of an action are looked for."""
    return tuple(sorted(zone_levels(), key=lambda level: levels()[level].action_rank or levels()[level].rank))


@cache
def departements() -> Mapping[str, str]:
    """Name of each département, by code: 01, 2A, 974."""
    return {row["code"]: row["name"] for row in _departement_rows()}


@cache
def departement_extents() -> Mapping[str, tuple[float, float, float, float]]:
    """West, south, east and north of each département, in degrees, by code: IGN, Admin Express COG 2018."""
    return {
        row["code"]: (float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"]))
        for row in _departement_rows()
        if row["west"]
    }


def _departement_rows() -> list[dict[str, str]]:
    with (_FOLDER / "departements.csv").open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


def read(home: Path) -> Nomenclature:
    """Nomenclature of an instance: the product's, with the commune's own entries added or replacing.

    Raises
    ------
    DefinitionError : a file is faulty, or names a champ d'action or a category that no file defines.
    """
    nomenclature = Nomenclature(
        champs=_entries(home, "champs.toml", dict[str, Champ]),
        categories=_entries(home, "categories.toml", dict[str, Category]),
        partners=_entries(home, "partners.toml", dict[str, Partner]),
        themes=_entries(home, "themes.toml", dict[str, Theme]),
    )
    faults = [
        f"categories.toml (« {slug} » : champ d’action inconnu « {champ} »)"
        for slug, category in nomenclature.categories.items()
        for champ in category.champs
        if champ not in nomenclature.champs
    ]
    faults += [
        f"themes.toml (« {slug} » : catégorie inconnue « {category} »)"
        for slug, theme in nomenclature.themes.items()
        for category in theme.categories
        if category not in nomenclature.categories
    ]
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    return nomenclature


def _entries(home: Path, file: str, model: type[dict[str, _Entry]]) -> dict[str, _Entry]:
    """Entries of a nomenclature by slug, those of the commune after and over the product's."""
    own = home / "nomenclature" / file
    return {**definitions.read_shipped(_FOLDER / file, model), **(definitions.read(own, model) if own.exists() else {})}
