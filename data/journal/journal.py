"""The journal of a commune: what is read of it, and the few ways to write in it.

Whoever writes signs: ``by``, a service or a role, never a person, and ``at``, the moment.
"""

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Engine, and_, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data import reference
from data.commune import Commune
from data.errors import EntryError, FixedComparisonError, SameNameError, StaleEntryError, UnknownEntryError
from data.journal import opening, tables
from data.journal.checks import ANNOUNCED, COMPLETED_LATER, check_complete, checked, checked_author
from data.journal.values import (
    LABELS,
    Action,
    ActionStatus,
    AgendaItem,
    Change,
    Comment,
    Decision,
    Entry,
    Evaluation,
    Event,
    Followed,
    FrozenBlock,
    Meeting,
    Objective,
    Remark,
    Role,
    Zone,
)
from data.model import Period
from data.typography import NNBSP

_Entry = TypeVar("_Entry", bound=Entry)
_ROWS: dict[type[Entry], type[tables.EntryRow]] = {
    row.value_type: row
    for row in (
        tables.Action, tables.Objective, tables.Meeting, tables.AgendaItem, tables.FrozenBlock, tables.Event,
        tables.Decision,
    )
}  # fmt: skip
_NOT_REVISED = ("compared", "around", "comparison_fixed_on", "written_on")
"""Fields of an action that ``revise`` does not change: the comparison has its own way, the day follows the texts."""
_MOVED = ("rank", "item", "dropped_on", "version")
"""Fields of a frozen block that may change: where it stands."""


class Journal:
    """The journal of one commune, open; see ``data.journal.open_journal``.

    Every method raises JournalError when the database does not answer.
    """

    def __init__(self, commune: Commune, engine: Engine) -> None:
        self.commune = commune
        self.nomenclature = reference.read(commune.home)
        self._engine = engine

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let the database go."""
        self._engine.dispose()

    # --- Read

    def actions(
        self,
        *,
        champ: str | None = None,
        zone: str | None = None,
        partner: str | None = None,
        period: Period | None = None,
        status: ActionStatus | None = None,
    ) -> tuple[Action, ...]:
        """Actions, in the order in which they were registered.

        Parameters
        ----------
        champ, partner : slugs.
        zone : code or label of a zone; actions of the whole commune concern each.
        period : months during one of which they run.
        """
        conditions: list[ColumnElement[bool]] = []
        row = tables.Action
        if champ is not None:
            conditions.append(row.champ == champ)
        if zone is not None:
            treated = tables.ActionZone.role == Role.TREATED
            named = or_(tables.ActionZone.code == zone, tables.ActionZone.label == zone)
            conditions.append(or_(row.zone_rows.any(and_(treated, named)), ~row.zone_rows.any(treated)))
        if partner is not None:
            conditions.append(row.partner_rows.any(tables.ActionPartner.partner == partner))
        if period is not None:
            conditions += [row.start < period.end, or_(row.end.is_(None), row.end >= period.start)]
        if status is not None:
            conditions.append(row.status == status)
        return self._entries(Action, *conditions)

    def action(self, number: int) -> Action:
        """One action.

        Raises
        ------
        UnknownEntryError : no action has this number.
        """
        return self._one(Action, number)

    def objectives(self) -> tuple[Objective, ...]:
        """Objectives of the schéma that are pursued, in the order in which they were written."""
        return self._entries(Objective, tables.Objective.dropped_on.is_(None))

    def meetings(self) -> tuple[Meeting, ...]:
        """Meetings, the latest first."""
        return tuple(sorted(self._entries(Meeting), key=lambda meeting: (meeting.day, meeting.number), reverse=True))

    def meeting(self, number: int) -> Meeting:
        """One meeting.

        Raises
        ------
        UnknownEntryError : no meeting has this number.
        """
        return self._one(Meeting, number)

    def agenda(self, meeting: int) -> tuple[AgendaItem, ...]:
        """The points of the agenda of a meeting, in their order."""
        row = tables.AgendaItem
        standing = self._entries(AgendaItem, row.meeting == meeting, row.dropped_on.is_(None))
        return tuple(sorted(standing, key=lambda one: (one.rank, one.number)))

    def blocks(self, item: int) -> tuple[FrozenBlock, ...]:
        """The blocks frozen for a point of an agenda, in their order."""
        row = tables.FrozenBlock
        standing = self._entries(FrozenBlock, row.item == item, row.dropped_on.is_(None))
        return tuple(sorted(standing, key=lambda one: (one.rank, one.number)))

    def block_numbers(self, meeting: int) -> dict[int, tuple[int, ...]]:
        """The numbers of the blocks of a meeting in their order, by the number of their point; no figure is read."""
        block, item = tables.FrozenBlock, tables.AgendaItem
        query = select(block.item, block.id).join(item, item.id == block.item).where(item.meeting == meeting)
        numbers: dict[int, tuple[int, ...]] = {}
        with self._reading() as session:
            for point, number in session.execute(
                query.where(block.dropped_on.is_(None)).order_by(block.rank, block.id)
            ):
                numbers[point] = (*numbers.get(point, ()), number)
        return numbers

    def frozen_block(self, number: int) -> FrozenBlock:
        """One frozen block.

        Raises
        ------
        UnknownEntryError : no block has this number.
        """
        return self._one(FrozenBlock, number)

    def block(self, code: str) -> FrozenBlock | None:
        """The frozen block of a code, dropped or not: a page that was printed keeps its code."""
        rows = self._entries(FrozenBlock, tables.FrozenBlock.code == code)
        return rows[0] if rows else None

    def remarks(self, item: int) -> tuple[Remark, ...]:
        """Remarks on a point of an agenda and on its blocks, the oldest first."""
        with self._reading() as session:
            rows = session.scalars(select(tables.Remark).where(tables.Remark.item == item).order_by(tables.Remark.id))
            return tuple(_plain(Remark, row) for row in rows)

    def events(self, *, zone: str | None = None) -> tuple[Event, ...]:
        """Events, the earliest first.

        Parameters
        ----------
        zone : code or label of a zone; events of the whole commune concern each.
        """
        standing = self._entries(Event, tables.Event.dropped_on.is_(None))
        here = (one for one in standing if not one.zones or any(zone in (at.code, at.label) for at in one.zones))
        return tuple(sorted(standing if zone is None else here, key=lambda one: (one.start, one.number)))

    def decisions(self, *, action: int | None = None, meeting: int | None = None) -> tuple[Decision, ...]:
        """Decisions, all or those of an action or of a meeting, in the order in which they were written."""
        conditions = []
        if action is not None:
            conditions.append(tables.Decision.action == action)
        if meeting is not None:
            conditions.append(tables.Decision.meeting == meeting)
        return self._entries(Decision, *conditions)

    def open_decisions(self) -> tuple[Decision, ...]:
        """Decisions that are not done, the most overdue first, those without a date last."""
        still_open = self._entries(Decision, tables.Decision.done_on.is_(None))
        return tuple(sorted(still_open, key=lambda decision: (decision.due or date.max, decision.number)))

    def comments(self, action: int) -> tuple[Comment, ...]:
        """Comments on an action, the oldest first."""
        with self._reading() as session:
            rows = session.scalars(
                select(tables.Comment).where(tables.Comment.action == action).order_by(tables.Comment.id)
            )
            return tuple(_plain(Comment, row) for row in rows)

    def evaluations(self, action: int) -> tuple[Evaluation, ...]:
        """Evaluations made of an action, the oldest first."""
        with self._reading() as session:
            rows = session.scalars(
                select(tables.Evaluation).where(tables.Evaluation.action == action).order_by(tables.Evaluation.id)
            )
            return tuple(_plain(Evaluation, row) for row in rows)

    def changes(self, *, of: Entry | None = None, since: datetime | None = None) -> tuple[Change, ...]:
        """Every change, the oldest first.

        Parameters
        ----------
        of : the entry that was changed.
        since : moment after which they were made.
        """
        query = select(tables.Change).order_by(tables.Change.id)
        if of is not None:
            query = query.where(tables.Change.table == _row_type(of).__tablename__, tables.Change.entry == of.number)
        if since is not None:
            query = query.where(tables.Change.at > since)
        with self._reading() as session:
            return tuple(_plain(Change, row) for row in session.scalars(query))

    # --- Write

    def register(self, entry: _Entry, *, by: str, at: datetime) -> _Entry:
        """Write a new action, objective, meeting, event or decision, and give it back with its number.

        Raises
        ------
        EntryError : it cannot be, or is an action without champ d'action or expected effect.
        SameNameError : another action has its name.
        UnknownEntryError : a decision on an action, or of a meeting, that the journal does not have.
        """
        if isinstance(entry, Action):
            check_complete(entry, ANNOUNCED)
        with self.writing() as writer:
            return writer.register(entry, by=by, at=at)

    def revise(self, entry: _Entry, *, by: str, at: datetime, reason: str = "") -> _Entry:
        """Write an entry as changed since it was read, and give it back with its new version; each change is recorded.

        Raises
        ------
        StaleEntryError : somebody else changed it meanwhile; nothing is overwritten.
        EntryError, SameNameError, UnknownEntryError : see ``register``.
        """
        with self.writing() as writer:
            return writer.revise(entry, by=by, at=at, reason=reason)

    def fix_comparison(
        self,
        action: Action,
        *,
        compared: tuple[Zone, ...],
        around: tuple[Zone, ...],
        by: str,
        at: datetime,
        reason: str = "",
    ) -> Action:
        """Choose the zones that an action is compared to, and those around where its effect may move.

        Raises
        ------
        FixedComparisonError : they were chosen already, and no reason to change them is given.
        StaleEntryError, EntryError, UnknownEntryError : see ``revise``.
        """
        with self.writing() as writer:
            return writer.fix_comparison(action, compared=compared, around=around, by=by, at=at, reason=reason)

    def comment(self, action: int, text: str, *, by: str, at: datetime) -> Comment:
        """Write a comment on an action.

        Raises
        ------
        EntryError, UnknownEntryError
        """
        comment = checked(Comment(number=0, action=action, text=text, by=by, at=at), self.nomenclature)
        with self.writing() as writer:
            row = tables.Comment(action=action, text=comment.text, by=comment.by, at=at)
            writer.append(row)
            return replace(comment, number=row.id)

    def remark(
        self, item: int, text: str, *, block: int | None = None, is_shared: bool, by: str, at: datetime
    ) -> Remark:
        """Write a remark on a point of an agenda, or on one of its blocks.

        Raises
        ------
        EntryError, UnknownEntryError
        """
        remark = Remark(number=0, item=item, block=block, text=text, is_shared=is_shared, by=by, at=at)
        remark = checked(remark, self.nomenclature)
        with self.writing() as writer:
            columns = {one.name: getattr(remark, one.name) for one in fields(remark) if one.name != "number"}
            row = tables.Remark(**columns)
            writer.append(row)
            return replace(remark, number=row.id)

    def record_evaluation(self, evaluation: Evaluation, *, by: str, at: datetime) -> Evaluation:
        """Keep an evaluation as it was made.

        Raises
        ------
        EntryError, UnknownEntryError
        """
        signed = checked(replace(evaluation, by=by, at=at), self.nomenclature)
        columns = {one.name: getattr(signed, one.name) for one in fields(signed) if one.name != "number"}
        with self.writing() as writer:
            row = tables.Evaluation(**columns)
            writer.append(row)
            return replace(signed, number=row.id)

    @contextlib.contextmanager
    def writing(self) -> Iterator["Writer"]:
        """Write several entries, all or none."""
        with (
            opening.database_failures(self._engine),
            Session(opening.writing(self._engine)) as session,
            session.begin(),
        ):
            yield Writer(self, session)

    def local_time(self, at: datetime) -> str:
        """A moment by the clocks of the commune."""
        return f"{at.astimezone(ZoneInfo(self.commune.time_zone)):%d/%m/%Y à %H:%M}"

    def _entries(self, kind: type[_Entry], *conditions: ColumnElement[bool]) -> tuple[_Entry, ...]:
        row = _ROWS[kind]
        with self._reading() as session:
            rows = session.scalars(select(row).where(*conditions).order_by(row.id))
            return tuple(value for one in rows if isinstance(value := one.value(), kind))

    def _one(self, kind: type[_Entry], number: int) -> _Entry:
        row = _ROWS[kind]
        for one in self._entries(kind, row.id == number):
            return one
        raise UnknownEntryError(kind=LABELS[row.__tablename__], number=number)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Session]:
        with opening.database_failures(self._engine), Session(opening.reading(self._engine)) as session:
            yield session


class Writer:
    """Writes in the journal, in one transaction; its methods are those of ``Journal``."""

    def __init__(self, journal: Journal, session: Session) -> None:
        self._journal = journal
        self._session = session

    def actions(self) -> dict[str, Action]:
        """Actions by their name without case, accents or punctuation."""
        rows = self._session.scalars(select(tables.Action).order_by(tables.Action.id))
        return {row.key: value for row in rows if isinstance(value := row.value(), Action)}

    def register(self, entry: _Entry, *, by: str, at: datetime) -> _Entry:
        """See ``Journal.register``; an action may be completed later (``checks.COMPLETED_LATER``)."""
        entry, by = checked(entry, self._journal.nomenclature), checked_author(by)
        if isinstance(entry, Action):
            entry = replace(entry, written_on=entry.written_on or at.date())
            if entry.written_on is not None and entry.written_on > at.date():
                raise EntryError(problem="l’effet attendu est daté d’un jour à venir")
        self._check_links(entry)
        row = _row_type(entry)(version=1)
        row.take(entry)
        self._session.add(row)
        self._flush(entry)
        self._note(row, by, at, [(None, "", _name(entry))], "")
        return replace(entry, number=row.id, version=1)

    def revise(self, entry: _Entry, *, by: str, at: datetime, reason: str = "") -> _Entry:
        """See ``Journal.revise``."""
        entry = checked(entry, self._journal.nomenclature)
        row, before = self._as_read(entry)
        if isinstance(entry, Action) and isinstance(before, Action):
            if any(getattr(entry, name) != getattr(before, name) for name in _NOT_REVISED):
                raise EntryError(problem="les zones de comparaison et la date d’écriture ne se changent pas ainsi")
            check_complete(entry, [name for name in COMPLETED_LATER if getattr(before, name)])
            if (entry.expected_effect, entry.mechanism) != (before.expected_effect, before.mechanism):
                entry = replace(entry, written_on=at.date())
        if isinstance(entry, FrozenBlock):
            moved = {name: getattr(entry, name) for name in _MOVED}
            if replace(before, **moved) != entry:
                raise EntryError(problem="un bloc figé ne change pas")
        self._check_links(entry)
        return self._write(row, before, entry, by, at, reason)

    def fix_comparison(
        self,
        action: Action,
        *,
        compared: tuple[Zone, ...],
        around: tuple[Zone, ...],
        by: str,
        at: datetime,
        reason: str = "",
    ) -> Action:
        """See ``Journal.fix_comparison``."""
        row, before = self._as_read(action)
        chosen = replace(before, compared=compared, around=around)
        if before.comparison_fixed_on is None:
            chosen = replace(chosen, comparison_fixed_on=at.date())
        elif chosen != before and not reason.strip():
            raise FixedComparisonError(name=before.name, day=f"{before.comparison_fixed_on:%d/%m/%Y}")
        return self._write(row, before, checked(chosen, self._journal.nomenclature), by, at, reason)

    def forget(self) -> None:
        """Undo all that was written; nothing can be written after."""
        self._session.rollback()

    def append(self, row: tables.Comment | tables.Evaluation | tables.Remark) -> None:
        """Write a row about an entry, which nobody changes afterwards."""
        if isinstance(row, tables.Remark):
            self._check_known(tables.AgendaItem, row.item)
            self._check_known(tables.FrozenBlock, row.block)
        else:
            self._check_known(tables.Action, row.action)
        self._session.add(row)
        self._session.flush()

    def _as_read(self, entry: _Entry) -> tuple[tables.EntryRow, _Entry]:
        """The row of an entry, locked until the end, and its value, which must be what its editor read."""
        kind = _row_type(entry)
        row = self._session.get(kind, entry.number, with_for_update=True)
        if row is None:
            raise UnknownEntryError(kind=LABELS[kind.__tablename__], number=entry.number)
        value = row.value()
        assert isinstance(value, type(entry))
        if row.version != entry.version:
            raise StaleEntryError(name=_name(value), changes=self._changes_since(row, entry.version))
        return row, value

    def _changes_since(self, row: tables.EntryRow, version: int) -> str:
        later = self._session.scalars(
            select(tables.Change)
            .where(
                tables.Change.table == row.__tablename__, tables.Change.entry == row.id, tables.Change.version > version
            )
            .order_by(tables.Change.id)
        )
        texts = [
            f"{LABELS[one.field or 'name']} (par {one.by}, le {self._journal.local_time(one.at)})" for one in later
        ]
        return ", ".join(texts)

    def _write(self, row: tables.EntryRow, before: _Entry, after: _Entry, by: str, at: datetime, reason: str) -> _Entry:
        """Write what differs, and note it; what does not differ changes nothing."""
        by = checked_author(by)
        differing = differences(before, after)
        if not differing:
            return before
        row.take(after)
        row.version += 1
        self._flush(after)
        self._note(row, by, at, differing, reason.strip())
        return replace(after, version=row.version)

    def _note(
        self, row: tables.EntryRow, by: str, at: datetime, changes: Sequence[tuple[str | None, str, str]], reason: str
    ) -> None:
        self._session.add_all(
            tables.Change(
                at=at,
                by=by,
                table=row.__tablename__,
                entry=row.id,
                version=row.version,
                field=field,
                before=before,
                after=after,
                reason=reason,
            )
            for field, before, after in changes
        )
        self._session.flush()

    def _flush(self, entry: Entry) -> None:
        try:
            self._session.flush()
        except IntegrityError as error:
            # The one rule that the database keeps and that is not checked before: no two actions of one name.
            raise SameNameError(name=_name(entry)) from error

    def _check_links(self, entry: Entry) -> None:
        if isinstance(entry, Decision):
            self._check_known(tables.Action, entry.action)
            self._check_known(tables.Meeting, entry.meeting)
            self._check_known(tables.FrozenBlock, entry.block)
        if isinstance(entry, AgendaItem):
            self._check_known(tables.Meeting, entry.meeting)
        if isinstance(entry, FrozenBlock):
            self._check_known(tables.AgendaItem, entry.item)

    def _check_known(self, kind: type[tables.EntryRow], number: int | None) -> None:
        if number is not None and self._session.get(kind, number) is None:
            raise UnknownEntryError(kind=LABELS[kind.__tablename__], number=number)


def differences(before: _Entry, after: _Entry) -> list[tuple[str, str, str]]:
    """Fields that differ, each with its text before and after."""
    return [
        (one.name, as_text(getattr(before, one.name)), as_text(getattr(after, one.name)))
        for one in fields(after)
        if getattr(before, one.name) != getattr(after, one.name)
    ]


def as_text(value: object) -> str:
    """A field as text, as changes and files write it."""
    match value:
        case None:
            return ""
        case StrEnum():
            return value.value
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return str(value).replace(".", ",")
        case Zone():
            return value.label
        case Followed():
            category = f"/{value.category}" if value.category else ""
            unit = f"{NNBSP}%" if value.unit == "%" else ""
            target = "" if value.target is None else f" {as_text(value.target)}{unit}"
            return f"{value.indicator}{category} {value.direction}{target}"
        case tuple():
            return " | ".join(map(as_text, value))
        case _:
            return str(value)


def _name(entry: Entry) -> str:
    """What a reader knows an entry by."""
    match entry:
        case Action(name=name) | Objective(label=name) | Meeting(label=name) | Event(label=name):
            return name
        case AgendaItem(label=name) | FrozenBlock(code=name):
            return name
        case Decision(word=word, reason=why):
            return f"{word} : {why}"
        case _:
            return ""


def _row_type(entry: Entry) -> type[tables.EntryRow]:
    return _ROWS[type(entry)]


def _plain(kind: type[Any], row: Any) -> Any:
    """A row that is never changed, as a value of the same fields."""
    return kind(**{one.name: row.id if one.name == "number" else getattr(row, one.name) for one in fields(kind)})
