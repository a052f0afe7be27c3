"""The tables of the journal, and how their rows become values. A new field is a new migration.

No column names a person: owners and authors are services or roles.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, ForeignKey, MetaData, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from data import reference
from data.journal import values
from data.journal.values import ActionStatus, DecisionWord, Direction, Followed, MeetingKind, Role, Unit, Zone
from data.model import Level, Scope


class Instant(TypeDecorator[datetime]):
    """A moment, in UTC; SQLite alone would forget its time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back in UTC."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC).astimezone(UTC)


class Slugs(TypeDecorator[tuple[str, ...]]):
    """Slugs in the order in which they were written."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | None:
        """To a list."""
        return None if value is None else [*value]

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Back in a tuple, as values hold it."""
        return None if value is None else tuple(value)


class Zones(TypeDecorator[tuple[Zone, ...]]):
    """Zones in the order in which they were written."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: tuple[Zone, ...] | None, dialect: Dialect) -> list[list[str]] | None:
        """To lists of level, code and label."""
        return None if value is None else [[one.level.value, one.code, one.label] for one in value]

    def process_result_value(self, value: list[list[str]] | None, dialect: Dialect) -> tuple[Zone, ...] | None:
        """Back in zones."""
        return None if value is None else tuple(Zone(Level(level), code, label) for level, code, label in value)


def _stored_by_value(enumeration: type[StrEnum]) -> Enum:
    return Enum(
        enumeration, native_enum=False, length=16, values_callable=lambda members: [one.value for one in members]
    )


_CHOICES = (Direction, Level, Role, ActionStatus, Unit, DecisionWord, MeetingKind, Scope)


class Base(DeclarativeBase):
    """All the tables; constraints bear a name, by which a migration may change them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text,
        datetime: Instant,
        dict[str, Any]: JSON,
        tuple[str, ...]: Slugs,
        tuple[Zone, ...]: Zones,
        **{one: _stored_by_value(one) for one in _CHOICES},
    }


class EntryRow(Base):
    """A row that is read and written as one value; a change names the version that it was made from."""

    __abstract__ = True
    value_type: ClassVar[type[values.Entry]]
    plain: ClassVar[tuple[str, ...]]
    """Columns that bear the name of a field."""

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(sort_order=-1)

    def fields(self) -> dict[str, Any]:
        """Fields of the value."""
        return {name: getattr(self, name) for name in self.plain}

    def value(self) -> values.Entry:
        """The row as a value."""
        return self.value_type(number=self.id, version=self.version, **self.fields())

    def take(self, entry: values.Entry) -> None:
        """Take the fields of a value; not its number nor its version."""
        for name in self.plain:
            setattr(self, name, getattr(entry, name))


class ActionZone(Base):
    """One row per zone and action; in the order in which they were written."""

    __tablename__ = "action_zone"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    role: Mapped[Role]
    level: Mapped[Level]
    code: Mapped[str]
    label: Mapped[str]


class ActionPartner(Base):
    """One row per family of members of the CLSPD and action."""

    __tablename__ = "action_partner"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    partner: Mapped[str]


class ActionIndicator(Base):
    """One row per indicator followed and action."""

    __tablename__ = "action_indicator"

    id: Mapped[int] = mapped_column(primary_key=True)
    action_id: Mapped[int] = mapped_column(ForeignKey("action.id"), index=True)
    indicator: Mapped[str]
    category: Mapped[str]
    direction: Mapped[Direction]
    target: Mapped[float | None]
    unit: Mapped[Unit]


class Action(EntryRow):
    """One row per action; ``key`` is its name without case, accents or punctuation, so that none bears it twice."""

    __tablename__ = "action"
    value_type = values.Action
    plain = (
        "name", "champ", "axis", "start", "end", "lead", "cost_euros", "staff", "expected_effect", "mechanism",
        "written_on", "status", "comparison_fixed_on",
    )  # fmt: skip

    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    champ: Mapped[str]
    axis: Mapped[str]
    start: Mapped[date]
    end: Mapped[date | None]
    lead: Mapped[str]
    cost_euros: Mapped[int | None] = mapped_column(BigInteger)
    staff: Mapped[float | None]
    expected_effect: Mapped[str]
    mechanism: Mapped[str]
    written_on: Mapped[date]
    status: Mapped[ActionStatus]
    comparison_fixed_on: Mapped[date | None]

    zone_rows: Mapped[list[ActionZone]] = relationship(
        order_by=ActionZone.id, cascade="all, delete-orphan", lazy="selectin"
    )
    partner_rows: Mapped[list[ActionPartner]] = relationship(
        order_by=ActionPartner.id, cascade="all, delete-orphan", lazy="selectin"
    )
    indicator_rows: Mapped[list[ActionIndicator]] = relationship(
        order_by=ActionIndicator.id, cascade="all, delete-orphan", lazy="selectin"
    )

    def fields(self) -> dict[str, Any]:
        """Fields of the value, those kept in tables of their own among them."""
        return super().fields() | {
            "zones": self._zones(Role.TREATED),
            "compared": self._zones(Role.COMPARED),
            "around": self._zones(Role.AROUND),
            "partners": tuple(row.partner for row in self.partner_rows),
            "indicators": tuple(
                Followed(row.indicator, row.category, row.direction, row.target, row.unit)
                for row in self.indicator_rows
            ),
        }

    def take(self, entry: values.Entry) -> None:
        """Take the fields of an action."""
        assert isinstance(entry, values.Action)
        super().take(entry)
        self.key = reference.normalise(entry.name)
        before = self.fields()
        by_role = {Role.TREATED: entry.zones, Role.COMPARED: entry.compared, Role.AROUND: entry.around}
        if tuple(by_role.values()) != (before["zones"], before["compared"], before["around"]):
            self.zone_rows = [
                ActionZone(role=role, level=zone.level, code=zone.code, label=zone.label)
                for role, zones in by_role.items()
                for zone in zones
            ]
        if entry.partners != before["partners"]:
            self.partner_rows = [ActionPartner(partner=partner) for partner in entry.partners]
        if entry.indicators != before["indicators"]:
            self.indicator_rows = [
                ActionIndicator(
                    indicator=one.indicator,
                    category=one.category,
                    direction=one.direction,
                    target=one.target,
                    unit=one.unit,
                )
                for one in entry.indicators
            ]

    def _zones(self, role: Role) -> tuple[Zone, ...]:
        return tuple(Zone(row.level, row.code, row.label) for row in self.zone_rows if row.role is role)


class Objective(EntryRow):
    """One row per objective of the schéma."""

    __tablename__ = "objective"
    value_type = values.Objective
    plain = ("axis", "label", "indicator", "category", "direction", "target", "unit", "due", "baseline", "dropped_on")

    axis: Mapped[str]
    label: Mapped[str]
    indicator: Mapped[str]
    category: Mapped[str]
    direction: Mapped[Direction]
    target: Mapped[float]
    unit: Mapped[Unit]
    due: Mapped[date]
    baseline: Mapped[int | None]
    dropped_on: Mapped[date | None]


class Meeting(EntryRow):
    """One row per meeting of the CLSPD."""

    __tablename__ = "meeting"
    value_type = values.Meeting
    plain = ("day", "label", "note", "partners", "place", "kind", "scope")

    day: Mapped[date]
    label: Mapped[str]
    note: Mapped[str]
    partners: Mapped[tuple[str, ...]]
    place: Mapped[str]
    kind: Mapped[MeetingKind]
    scope: Mapped[Scope]


class AgendaItem(EntryRow):
    """One row per point of the agenda of a meeting."""

    __tablename__ = "agenda_item"
    value_type = values.AgendaItem
    plain = ("meeting", "rank", "label", "champ", "dropped_on")

    meeting: Mapped[int] = mapped_column("meeting_id", ForeignKey("meeting.id"), index=True)
    rank: Mapped[int]
    label: Mapped[str]
    champ: Mapped[str]
    dropped_on: Mapped[date | None]


class FrozenBlock(EntryRow):
    """One row per block frozen for a meeting."""

    __tablename__ = "frozen_block"
    value_type = values.FrozenBlock
    plain = (
        "item", "rank", "screen", "address", "code", "scope", "snapshot", "content", "frozen_at", "dropped_on",
    )  # fmt: skip

    item: Mapped[int] = mapped_column("agenda_item_id", ForeignKey("agenda_item.id"), index=True)
    rank: Mapped[int]
    screen: Mapped[str]
    address: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[Scope]
    snapshot: Mapped[str]
    content: Mapped[dict[str, Any]]
    frozen_at: Mapped[datetime]
    dropped_on: Mapped[date | None]


class Event(EntryRow):
    """One row per event."""

    __tablename__ = "event"
    value_type = values.Event
    plain = ("label", "start", "end", "zones", "dropped_on")

    label: Mapped[str]
    start: Mapped[date]
    end: Mapped[date]
    zones: Mapped[tuple[Zone, ...]]
    dropped_on: Mapped[date | None]


class Decision(EntryRow):
    """One row per decision."""

    __tablename__ = "decision"
    value_type = values.Decision
    plain = ("word", "reason", "owner", "decided_on", "due", "done_on", "action", "meeting", "block")

    word: Mapped[DecisionWord]
    reason: Mapped[str]
    owner: Mapped[str]
    decided_on: Mapped[date]
    due: Mapped[date | None]
    done_on: Mapped[date | None]
    action: Mapped[int | None] = mapped_column("action_id", ForeignKey("action.id"), index=True)
    meeting: Mapped[int | None] = mapped_column("meeting_id", ForeignKey("meeting.id"), index=True)
    block: Mapped[int | None] = mapped_column("frozen_block_id", ForeignKey("frozen_block.id"), index=True)


class Remark(Base):
    """One row per remark on a point of an agenda, or on one of its blocks."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True)
    item: Mapped[int] = mapped_column("agenda_item_id", ForeignKey("agenda_item.id"), index=True)
    block: Mapped[int | None] = mapped_column("frozen_block_id", ForeignKey("frozen_block.id"), index=True)
    text: Mapped[str]
    is_shared: Mapped[bool]
    by: Mapped[str]
    at: Mapped[datetime]


class Comment(Base):
    """One row per comment on an action."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[int] = mapped_column("action_id", ForeignKey("action.id"), index=True)
    text: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Evaluation(Base):
    """One row per evaluation made of an action."""

    __tablename__ = "evaluation"

    id: Mapped[int] = mapped_column(primary_key=True)
    action: Mapped[int] = mapped_column("action_id", ForeignKey("action.id"), index=True)
    snapshot: Mapped[str]
    code_version: Mapped[str]
    inputs: Mapped[dict[str, Any]]
    method: Mapped[str]
    result: Mapped[dict[str, Any]]
    announced: Mapped[str]
    announced_reason: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


class Change(Base):
    """One row per field changed in an entry; ``field`` is null when the entry was first written."""

    __tablename__ = "change"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str]
    table: Mapped[str]
    entry: Mapped[int] = mapped_column(index=True)
    version: Mapped[int]
    field: Mapped[str | None]
    before: Mapped[str]
    after: Mapped[str]
    reason: Mapped[str]
