"""What may be written in the journal: each entry is refused by the first thing that is wrong with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import singledispatch
from typing import Any, TypeVar

from data import reference
from data.errors import EntryError
from data.intake import personal
from data.journal.values import (
    LABELS,
    Action,
    AgendaItem,
    Comment,
    Decision,
    Direction,
    Entry,
    Evaluation,
    Event,
    Followed,
    FrozenBlock,
    Meeting,
    Objective,
    Remark,
    Unit,
    Zone,
)
from data.reference import Nomenclature

_Entry = TypeVar("_Entry", bound=Entry | Comment | Evaluation | Remark)

_YEARS = (1900, 2100)
_COST = 10**12
_LONGEST = 10_000
"""Characters of a text: a cell of a spreadsheet holds three times as many."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""What neither a spreadsheet nor PostgreSQL keeps."""
COMPLETED_LATER = ("champ", "expected_effect", "mechanism")
"""What a register that a commune kept may not have yet."""
ANNOUNCED = ("champ", "expected_effect")
"""What an action that is registered alone says at once."""
_OPTIONAL = {*COMPLETED_LATER, "axis", "category", "note", "announced", "announced_reason", "place", "address"}
_NOT_TYPED = {"screen", "address", "code"}
"""Texts that Quiétude writes: their digits are no telephone."""


def checked(entry: _Entry, nomenclature: Nomenclature) -> _Entry:
    """The entry to be written, its texts without blanks at their ends.

    Raises
    ------
    EntryError : a text is empty or names a person, a date or a number cannot be, a slug is unknown.
    """
    texts = {one.name: text.strip() for one in fields(entry) if isinstance(text := getattr(entry, one.name), str)}
    for name, text in texts.items():
        _check_text(LABELS[name], text, may_be_empty=name in _OPTIONAL, is_typed=name not in _NOT_TYPED)
    for one in fields(entry):
        day = getattr(entry, one.name)
        if isinstance(day, date) and not _YEARS[0] <= day.year <= _YEARS[1]:
            raise EntryError(problem=f"l’année {day.year} ({LABELS[one.name]}) n’est pas possible")
    # A word chosen in a list is a text too, and stays what it is.
    trimmed: dict[str, Any] = {name: text for name, text in texts.items() if type(getattr(entry, name)) is str}
    tidied = replace(entry, **trimmed)
    for problem in _problems(tidied, nomenclature):
        raise EntryError(problem=problem)
    return tidied


def check_complete(action: Action, names: Sequence[str]) -> None:
    """Refuse an action without one of these texts.

    Raises
    ------
    EntryError : one of these texts is empty.
    """
    for name in names:
        _check_text(LABELS[name], getattr(action, name).strip(), may_be_empty=False)


def checked_author(by: str) -> str:
    """A service or a role.

    Raises
    ------
    EntryError : it is empty or names a person.
    """
    _check_text(LABELS["by"], by.strip(), may_be_empty=False)
    return by.strip()


def _check_text(label: str, text: str, *, may_be_empty: bool, is_typed: bool = True) -> None:
    if not text and not may_be_empty:
        raise EntryError(problem=f"« {label} » est vide")
    if _CONTROL.search(text):
        raise EntryError(problem=f"« {label} » contient un caractère qui n’est pas du texte")
    if len(text) > _LONGEST:
        raise EntryError(problem=f"« {label} » dépasse {_LONGEST} caractères")
    if is_typed and (what := personal.of_text(text)):
        raise EntryError(problem=f"« {label} » contient {what}, et le journal ne garde aucune personne")


@singledispatch
def _problems(entry: object, nomenclature: Nomenclature) -> Iterator[str]:
    return iter(())


@_problems.register
def _(action: Action, nomenclature: Nomenclature) -> Iterator[str]:
    if not reference.normalise(action.name):
        yield "« nom » n’a ni lettre ni chiffre"
    if action.champ and action.champ not in nomenclature.champs:
        yield f"le champ d’action « {action.champ} » n’est pas dans la nomenclature"
    if action.end is not None and action.end < action.start:
        yield "la fin précède le début"
    yield from _families(action.partners, nomenclature)
    if action.cost_euros is not None and not 0 <= action.cost_euros < _COST:
        yield "le coût n’est pas un nombre d’euros, à partir de 0"
    if action.staff is not None and not 0 <= action.staff < float("inf"):
        yield "l’effectif n’est pas un nombre d’équivalents temps plein, à partir de 0"
    yield from _zones((*action.zones, *action.compared, *action.around))
    for followed in action.indicators:
        yield from _followed(followed, nomenclature)
    if len({(one.indicator, one.category) for one in action.indicators}) < len(action.indicators):
        yield "un indicateur est nommé deux fois"


@_problems.register
def _(event: Event, nomenclature: Nomenclature) -> Iterator[str]:
    if event.end < event.start:
        yield "la fin précède le début"
    yield from _zones(event.zones)


@_problems.register
def _(meeting: Meeting, nomenclature: Nomenclature) -> Iterator[str]:
    yield from _families(meeting.partners, nomenclature)


@_problems.register
def _(item: AgendaItem, nomenclature: Nomenclature) -> Iterator[str]:
    if item.champ and item.champ not in nomenclature.champs:
        yield f"le champ d’action « {item.champ} » n’est pas dans la nomenclature"
    yield from _rank(item.rank)


@_problems.register
def _(block: FrozenBlock, nomenclature: Nomenclature) -> Iterator[str]:
    yield from _rank(block.rank)


@_problems.register
def _(objective: Objective, nomenclature: Nomenclature) -> Iterator[str]:
    aim = Followed(objective.indicator, objective.category, objective.direction, objective.target, objective.unit)
    yield from _followed(aim, nomenclature)
    if objective.baseline is not None and not _YEARS[0] <= objective.baseline < objective.due.year:
        yield "l’année de référence ne précède pas celle de l’échéance"


@_problems.register
def _(decision: Decision, nomenclature: Nomenclature) -> Iterator[str]:
    if decision.due is not None and decision.due < decision.decided_on:
        yield "l’échéance précède la décision"
    if decision.done_on is not None and decision.done_on < decision.decided_on:
        yield "la décision est réalisée avant d’être prise"


@_problems.register
def _(evaluation: Evaluation, nomenclature: Nomenclature) -> Iterator[str]:
    if evaluation.announced not in ("", evaluation.method) and not evaluation.announced_reason:
        yield "la méthode n’est pas celle qui était annoncée, et la raison n’en est pas donnée"


def _zones(zones: Sequence[Zone]) -> Iterator[str]:
    if len(set(zones)) < len(zones):
        yield "une zone est nommée deux fois, ou dans deux rôles"
    if any(not zone.label.strip() or _CONTROL.search(zone.label + zone.code) for zone in zones):
        yield "une zone n’a pas de nom"
    if what := next(filter(None, (personal.of_text(zone.label) for zone in zones if not zone.code)), None):
        yield f"le nom d’une zone contient {what}, et le journal ne garde aucune personne"


def _rank(rank: int) -> Iterator[str]:
    if rank < 1:
        yield "un rang n’est pas un nombre à partir de 1"


def _families(partners: Sequence[str], nomenclature: Nomenclature) -> Iterator[str]:
    for partner in partners:
        if partner not in nomenclature.partners:
            yield f"« {partner} » n’est pas une famille de partenaires ({', '.join(nomenclature.partners)})"
    if len(set(partners)) < len(partners):
        yield "un partenaire est nommé deux fois"


def _followed(followed: Followed, nomenclature: Nomenclature) -> Iterator[str]:
    if not followed.indicator.replace("_", "").isalnum():
        yield "un indicateur suivi n’a pas de nom"
    if followed.category and followed.category not in nomenclature.categories:
        yield f"la catégorie « {followed.category} » n’est pas dans la nomenclature"
    if followed.target is not None and not 0 < followed.target < float("inf"):
        yield "une cible n’est pas un nombre supérieur à 0"
    elif followed.unit is Unit.PERCENT and followed.direction is Direction.DOWN and (followed.target or 0) > 100:
        yield "une cible est une baisse de plus de 100 %"
