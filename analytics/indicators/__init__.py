"""Indicators: one TOML file each, read by name. A new indicator is a new file; menus, maps and tables follow."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from data.errors import DefinitionError, UnknownIndicatorError
from data.model import Kind

_FOLDER = Path(__file__).parent
_DENOMINATORS = ("population", "dwellings")
_POLARITIES = ("lower_is_better", "higher_is_better", "ambiguous")


@dataclass(frozen=True)
class Indicator:
    """What is counted, over what, and how to read it.

    Attributes
    ----------
    kind : the facts counted.
    categories : slugs of the only categories counted; empty counts all.
    denominator : column of the zones: ``population`` or ``dwellings``.
    per : the rate is given per this many residents or dwellings, over the period shown.
    unit : French name of the rate's unit.
    noun, noun_singular : French plural and singular of the facts, as sentences name them.
    polarity : ``ambiguous`` where more records may also mean more trust or more presence.
    """

    slug: str
    rank: int
    label: str
    definition: str
    kind: Kind
    categories: tuple[str, ...]
    denominator: str
    per: int
    unit: str
    noun: str
    noun_singular: str
    polarity: str
    caveats: tuple[str, ...]
    source: str
    owner: str
    reviewed: date
    next_review: date


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by slug, in the order of the menus.

    Raises
    ------
    DefinitionError : all faulty files at once.
    """
    found: list[Indicator] = []
    faults: list[str] = []
    for path in sorted(_FOLDER.glob("*.toml")):
        try:
            found.append(_indicator(path.stem, tomllib.loads(path.read_text(encoding="utf-8"))))
        except (KeyError, TypeError, ValueError) as error:
            faults.append(f"{path.name} ({error})")
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    return {indicator.slug: indicator for indicator in sorted(found, key=lambda indicator: indicator.rank)}


def indicator(slug: str) -> Indicator:
    """One indicator.

    Raises
    ------
    UnknownIndicatorError : there is none of this name.
    """
    known = indicators()
    if slug not in known:
        raise UnknownIndicatorError(indicator=slug, known=", ".join(known))
    return known[slug]


def _indicator(slug: str, entry: dict[str, Any]) -> Indicator:
    unknown = set(entry) - {field.name for field in fields(Indicator)}
    if unknown:
        raise ValueError(f"clés inconnues\u00a0: {', '.join(sorted(unknown))}")
    if entry["denominator"] not in _DENOMINATORS or entry["polarity"] not in _POLARITIES:
        raise ValueError("dénominateur ou sens inconnu")
    return Indicator(
        **{
            **entry,
            "slug": slug,
            "kind": Kind(entry["kind"]),
            "categories": tuple(entry["categories"]),
            "caveats": tuple(entry["caveats"]),
        }
    )
