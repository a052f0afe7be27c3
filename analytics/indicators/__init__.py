"""Indicators: one TOML file each, read by name. A new indicator is a new file; menus, maps and tables follow."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated

from annotated_types import Ge

from data.definitions import definition, read_all
from data.errors import UnknownIndicatorError
from data.model import Kind

_FOLDER = Path(__file__).parent


class Denominator(StrEnum):
    """Column of the zones over which events are counted."""

    POPULATION = "population"
    DWELLINGS = "dwellings"


class Polarity(StrEnum):
    """What more events mean; ``AMBIGUOUS`` where they may also mean more trust or more presence."""

    LOWER_IS_BETTER = "lower_is_better"
    HIGHER_IS_BETTER = "higher_is_better"
    AMBIGUOUS = "ambiguous"


@definition
class _Definition:
    """What is counted, over what, and how to read it.

    Attributes
    ----------
    kind : the facts counted.
    categories : slugs of the only categories counted; empty counts all.
    per : the rate is given per this many residents or dwellings, over the period shown.
    unit : French name of the rate's unit.
    noun, noun_singular : French plural and singular of the facts, as sentences name them.
    """

    rank: int
    label: str
    definition: str
    kind: Kind
    categories: tuple[str, ...]
    denominator: Denominator
    per: Annotated[int, Ge(1)]
    unit: str
    noun: str
    noun_singular: str
    polarity: Polarity
    caveats: tuple[str, ...]
    source: str
    owner: str
    reviewed: date
    next_review: date


@dataclass(frozen=True)
class Indicator(_Definition):
    """An indicator, under the name of its file."""

    slug: str


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by slug, in the order of the menus.

    Raises
    ------
    DefinitionError : all faulty files at once.
    """
    known = [
        Indicator(slug=path.stem, **vars(described))
        for path, described in read_all(sorted(_FOLDER.glob("*.toml")), _Definition).items()
    ]
    return {one.slug: one for one in sorted(known, key=lambda one: one.rank)}


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
