"""The nomenclatures shipped with the product, and a commune's own additions in ``<home>/nomenclature/``."""

import csv
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from data.errors import DefinitionError

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Champ:
    """A champ d'action of the CLSPD."""

    slug: str
    label: str
    definition: str


@dataclass(frozen=True)
class Partner:
    """A family of members of the CLSPD."""

    slug: str
    label: str
    definition: str


@dataclass(frozen=True)
class Category:
    """A category of facts; ``champs`` lists its champs d'action, the main one first."""

    slug: str
    label: str
    definition: str
    champs: tuple[str, ...]
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Theme:
    """What questions of surveys are about; ``categories`` lists the facts that are read beside them, if any."""

    slug: str
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

    @property
    def _slugs_by_spelling(self) -> dict[str, str]:
        return {
            normalise(spelling): slug
            for slug, category in self.categories.items()
            for spelling in (slug, category.label, *category.aliases)
        }


def normalise(text: str) -> str:
    """Spelling without case, accents or punctuation, to compare labels of different files."""
    letters = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


@dataclass(frozen=True)
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
    DefinitionError : a sheet lacks a text.
    """
    entries = {**_entries(_FOLDER / "evidence.toml"), **_entries(home / "nomenclature" / "evidence.toml")}
    faults = [*_missing(entries, ("label", "finding", "limits", "reference"))]
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    keys = ("label", "finding", "limits", "reference")
    return {slug: Evidence(*(entry[key] for key in keys)) for slug, entry in entries.items()}


@cache
def departements() -> Mapping[str, str]:
    """Name of each département, by code: 01, 2A, 974."""
    with (_FOLDER / "departements.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def read(home: Path) -> Nomenclature:
    """Nomenclature of an instance: the product's, with the commune's own entries added or replacing.

    Raises
    ------
    DefinitionError : all faults of all files at once.
    """
    own = home / "nomenclature"
    champs = {**_entries(_FOLDER / "champs.toml"), **_entries(own / "champs.toml")}
    categories = {**_entries(_FOLDER / "categories.toml"), **_entries(own / "categories.toml")}
    partners = {**_entries(_FOLDER / "partners.toml"), **_entries(own / "partners.toml")}
    themes = {**_entries(_FOLDER / "themes.toml"), **_entries(own / "themes.toml")}
    faults = [
        *_missing(champs, ("label", "definition")),
        *_missing(categories, ("label", "definition", "champs")),
        *_missing(partners, ("label", "definition")),
        *_missing(themes, ("label", "definition", "categories")),
    ]
    if not faults:
        faults = [
            f"{slug} : champ d’action inconnu « {champ} »"
            for slug, entry in categories.items()
            for champ in entry["champs"]
            if champ not in champs
        ]
        faults += [
            f"{slug} : catégorie inconnue « {category} »"
            for slug, entry in themes.items()
            for category in entry["categories"]
            if category not in categories
        ]
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    return Nomenclature(
        champs={slug: Champ(slug, entry["label"], entry["definition"]) for slug, entry in champs.items()},
        categories={
            slug: Category(
                slug, entry["label"], entry["definition"], tuple(entry["champs"]), tuple(entry.get("aliases", ()))
            )
            for slug, entry in categories.items()
        },
        partners={slug: Partner(slug, entry["label"], entry["definition"]) for slug, entry in partners.items()},
        themes={
            slug: Theme(slug, entry["label"], entry["definition"], tuple(entry["categories"]))
            for slug, entry in themes.items()
        },
    )


def _entries(path: Path) -> dict[str, dict[str, Any]]:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _missing(entries: Mapping[str, dict[str, Any]], keys: tuple[str, ...]) -> Iterator[str]:
    for slug, entry in entries.items():
        for key in keys:
            if key not in entry:
                yield f"{slug} : « {key} » manque"
