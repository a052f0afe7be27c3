"""What the journal holds, as frozen values. Owners and authors are services or roles, never persons.

A value that is not written yet has the number and the version 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from data.model import Level, Scope


class ActionStatus(StrEnum):
    """Where an action stands."""

    PLANNED = "projet"
    RUNNING = "en cours"
    SUSPENDED = "suspendue"
    STOPPED = "arrêtée"
    ENDED = "terminée"


class DecisionWord(StrEnum):
    """What is decided of an action; the same words as the next steps that an evaluation proposes."""

    CONTINUE = "continuer"
    ADJUST = "ajuster"
    EXTEND = "étendre"
    STOP = "arrêter"
    WAIT = "attendre"


class MeetingKind(StrEnum):
    """Which meeting of the CLSPD: all its members, a few of them, its radicalisation cell, or its weekly watch."""

    PLENARY = "plénière"
    RESTRICTED = "restreinte"
    RADICALISATION = "CLSPDR"
    WATCH = "veille"


class Direction(StrEnum):
    """Which way an indicator is meant to go."""

    DOWN = "baisse"
    UP = "hausse"


class Unit(StrEnum):
    """What a target is counted in: per cent of the level before, or the indicator's own count."""

    PERCENT = "%"
    NUMBER = "nombre"


class Role(StrEnum):
    """What a zone is to an action."""

    TREATED = "treated"
    COMPARED = "compared"
    AROUND = "around"


@dataclass(frozen=True)
class Zone:
    """A zone of the commune; ``code`` is empty while no zone of the commune is known by this ``label``."""

    level: Level
    code: str
    label: str


@dataclass(frozen=True)
class Followed:
    """An indicator by which an action is followed.

    Attributes
    ----------
    indicator, category : slugs; an empty category stands for all those of the indicator.
    target : change aimed at, > 0, in ``unit``; None where only the direction is said.
    """

    indicator: str
    category: str = ""
    direction: Direction = Direction.DOWN
    target: float | None = None
    unit: Unit = Unit.PERCENT


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One row of the journal that people write; ``version`` grows by one at each change."""

    number: int = 0
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Action(Entry):
    """An action of the CLSPD.

    Attributes
    ----------
    champ : slug of its champ d'action; empty until it is chosen.
    axis : axis of the schéma territorial that it serves.
    zones : those where it takes place; none when it is the whole commune.
    partners : slugs of the families of members that take part.
    end : last day; None while it lasts.
    lead : the service that leads it.
    staff : full-time equivalents.
    expected_effect, mechanism : what should change, and why; written before the start, empty until they are.
    written_on : day when these two were last written; of a new action, None for the day it is registered.
    compared, around : zones that resemble it, and those where its effect may move (buffer); see
        ``Journal.fix_comparison``.
    comparison_fixed_on : None while the comparison is not chosen.
    """

    name: str
    champ: str
    start: date
    lead: str
    expected_effect: str
    mechanism: str
    axis: str = ""
    zones: tuple[Zone, ...] = ()
    end: date | None = None
    partners: tuple[str, ...] = ()
    cost_euros: int | None = None
    staff: float | None = None
    indicators: tuple[Followed, ...] = ()
    status: ActionStatus = ActionStatus.PLANNED
    written_on: date | None = None
    compared: tuple[Zone, ...] = ()
    around: tuple[Zone, ...] = ()
    comparison_fixed_on: date | None = None

    @property
    def written_late(self) -> bool:
        """Whether the expected effect or the mechanism was written, or corrected, once the action had started."""
        is_written = bool(self.expected_effect or self.mechanism)
        return is_written and self.written_on is not None and self.written_on > self.start


@dataclass(frozen=True, kw_only=True)
class Objective(Entry):
    """An objective of the schéma territorial: one indicator of the whole commune, and where it should be when.

    Attributes
    ----------
    baseline : year whose level the target is counted from; None where it is not said.
    dropped_on : None while it is pursued.
    """

    axis: str
    label: str
    indicator: str
    category: str = ""
    direction: Direction = Direction.DOWN
    target: float
    unit: Unit = Unit.PERCENT
    due: date
    baseline: int | None = None
    dropped_on: date | None = None

    @property
    def sought(self) -> float:
        """Relative change aimed at, where the unit is per cent: −0.2 is a fall of 20 %."""
        return self.target / 100 * (-1 if self.direction == Direction.DOWN else 1)


@dataclass(frozen=True, kw_only=True)
class Meeting(Entry):
    """A meeting of the CLSPD.

    Attributes
    ----------
    note : what was looked at.
    partners : slugs of the families of members that were present.
    scope : who its blocks and its documents are for; chosen before the first block is frozen.
    """

    day: date
    label: str
    note: str = ""
    partners: tuple[str, ...] = ()
    place: str = ""
    kind: MeetingKind = MeetingKind.PLENARY
    scope: Scope = Scope.COORDINATION


@dataclass(frozen=True, kw_only=True)
class AgendaItem(Entry):
    """A point of the agenda of a meeting.

    Attributes
    ----------
    meeting : its number.
    rank : its place on the agenda, from 1.
    champ : slug of a champ d'action; empty for what concerns all of them.
    dropped_on : None while it is on the agenda.
    """

    meeting: int
    rank: int
    label: str
    champ: str = ""
    dropped_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class FrozenBlock(Entry):
    """A block as it was shown on one day: it keeps its figures whatever is loaded, corrected or purged afterwards.

    Attributes
    ----------
    item : number of the point of the agenda that it stands under.
    rank : its place there, from 1.
    screen, address : where it came from, and what was chosen there.
    code : what a printed page bears, by which it is opened again.
    scope : who it was made for.
    snapshot : version of the data.
    content : a JSON object, of ``analytics.blocks.frozen``: counts past the gate, never facts.
    frozen_at : the moment.
    dropped_on : None while it stands there.
    """

    item: int
    rank: int
    screen: str
    address: str
    code: str
    scope: Scope
    snapshot: str
    content: Mapping[str, Any] = field(hash=False)
    frozen_at: datetime
    dropped_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Event(Entry):
    """What happened in the commune and may show in its figures: works, a festival, riots.

    Attributes
    ----------
    start, end : first and last day.
    zones : where it happened; none when it is the whole commune.
    dropped_on : None while it stands; the day when it was taken away, as written by mistake.
    """

    label: str
    start: date
    end: date
    zones: tuple[Zone, ...] = ()
    dropped_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Decision(Entry):
    """What was decided, of one action or in general.

    Attributes
    ----------
    owner : the service that sees to it.
    due, done_on : None where no date was set, and until it is done.
    action, meeting, block : numbers; None where it is about no action, was taken between meetings, or before no block.
    """

    word: DecisionWord
    reason: str
    owner: str
    decided_on: date
    due: date | None = None
    done_on: date | None = None
    action: int | None = None
    meeting: int | None = None
    block: int | None = None

    def is_late(self, day: date) -> bool:
        """Whether it should have been done before ``day`` and is not."""
        return self.done_on is None and self.due is not None and self.due < day


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A remark on an action; ``by`` is a service or a role."""

    number: int
    action: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A remark on a point of an agenda, or on one of its blocks; ``by`` is a service or a role.

    Attributes
    ----------
    item : number of the point.
    block : number of the block that it speaks of; None where it is about the point.
    is_shared : whether it goes into documents; an internal one is never projected nor written in one.
    """

    number: int
    item: int
    block: int | None
    text: str
    is_shared: bool
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """An evaluation as it was made, with all that is needed to make it again.

    Attributes
    ----------
    snapshot, code_version : of the data and of Quiétude.
    inputs, result : JSON objects.
    method, announced : the one used, and the one announced before if it was another; ``announced_reason`` says why.
    by, at : filled by the journal.
    """

    action: int
    snapshot: str
    code_version: str
    inputs: Mapping[str, Any] = field(hash=False)
    method: str
    result: Mapping[str, Any] = field(hash=False)
    announced: str = ""
    announced_reason: str = ""
    number: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of one entry, before and after.

    Attributes
    ----------
    table : that of an entry, as ``action`` or ``frozen_block``.
    entry, version : its number, and its version once changed.
    field : None for the whole entry, when it was first written.
    """

    number: int
    at: datetime
    by: str
    table: str
    entry: int
    version: int
    field: str | None
    before: str
    after: str
    reason: str


LABELS = {
    "name": "nom",
    "champ": "champ d’action",
    "axis": "axe du schéma",
    "zones": "quartiers",
    "start": "début",
    "end": "fin",
    "lead": "service pilote",
    "cost_euros": "coût",
    "staff": "effectif",
    "expected_effect": "effet attendu",
    "mechanism": "mécanisme",
    "written_on": "date d’écriture",
    "partners": "partenaires",
    "indicators": "indicateurs suivis",
    "status": "statut",
    "compared": "zones comparées",
    "around": "zones autour",
    "comparison_fixed_on": "date de la comparaison",
    "label": "intitulé",
    "indicator": "indicateur",
    "category": "catégorie",
    "direction": "sens",
    "target": "cible",
    "unit": "unité",
    "due": "échéance",
    "baseline": "année de référence",
    "dropped_on": "date d’abandon",
    "day": "date",
    "note": "note",
    "word": "décision",
    "reason": "motif",
    "owner": "service responsable",
    "decided_on": "date de la décision",
    "done_on": "date de réalisation",
    "action": "action",
    "objective": "objectif",
    "event": "événement",
    "meeting": "réunion",
    "place": "lieu",
    "kind": "type de réunion",
    "scope": "diffusion",
    "agenda_item": "point de l’ordre du jour",
    "item": "point de l’ordre du jour",
    "rank": "rang",
    "frozen_block": "bloc figé",
    "block": "bloc figé",
    "screen": "écran",
    "address": "choix faits à l’écran",
    "code": "code",
    "text": "commentaire",
    "snapshot": "version des données",
    "code_version": "version de Quiétude",
    "method": "méthode",
    "announced": "méthode annoncée",
    "announced_reason": "raison d’une autre méthode",
    "by": "auteur",
    "at": "moment",
}
"""What a field is called, in French."""
