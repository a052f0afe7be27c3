"""The way of a table into the draft of the next snapshot: recognised, read, loaded and noted as a delivery.

Every row ends loaded, duplicate or rejected with a reason.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from data.errors import MappingError, QuietudeError, UnknownColumnError, UnknownSourceError
from data.intake import personal, profiles
from data.intake.delivery import Delivery
from data.intake.facts import facts
from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.intake.shape import shapes
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)


def load(draft: Draft, path: Path, profile: SourceProfile | None = None, *, wave: str | None = None) -> Delivery:
    """Load one file into a draft; a file that was already loaded the same way changes nothing.

    Parameters
    ----------
    profile : how it is read; None to recognise it among those of the commune.
    wave : label of the wave that the answers of a survey belong to.

    Raises
    ------
    QuietudeError : the file is refused.
    """
    known = {} if profile else profiles.read_profiles(draft.commune.home)
    with tabular.opened(path) as table:
        table, profile, columns = recognised(table, profile, known, file=path.name)
        if wave:
            profile = _in_wave(profile, wave, columns)
        shape = shapes()[profile.shape]
        parts = (
            tabular.fingerprint(path),
            profile.source,
            profile.level,
            sorted(columns.items()),
            shape.read_as(profile),
        )
        fingerprint = ":".join(str(part) for part in parts if part != "")
        if earlier := draft.connection.execute(statement("earlier_delivery"), {"fingerprint": fingerprint}).fetchone():
            number, n_rows, *period = earlier
            return Delivery(
                shape.content, profile.source, path.name, n_rows, 0, is_new=False, duplicate=n_rows, delivery=number,
                not_located=facts.not_located(draft, number), period=tuple(period), rank=shape.rank,
            )  # fmt: skip
        number = draft.connection.execute(statement("next_delivery")).fetchall()[0][0]
        outcome = shape.load(draft, table, profile, columns, number, file=path.name)
        left = {
            **outcome.left,
            **personal.left_in_file(draft.connection, table, [*columns.values(), *outcome.read]),
        }
    written = {
        "delivery": number,
        "source": profile.source,
        "kind": profile.kind,
        "file": path.name,
        "fingerprint": fingerprint,
        "loaded_at": datetime.now(),
        "rows_read": outcome.rows_read,
        "loaded": outcome.loaded,
        "duplicate": outcome.duplicate,
        "rejected": sum(outcome.rejected.values()),
        "period_first": outcome.period[0],
        "period_last": outcome.period[1],
    }
    draft.connection.execute(statement("new_delivery"), written)
    draft.changed = True
    return Delivery(
        shape.content, profile.source, path.name, outcome.rows_read, outcome.loaded, is_new=outcome.loaded > 0,
        duplicate=outcome.duplicate, rejected=outcome.rejected, delivery=number, not_located=outcome.not_located,
        period=outcome.period, personal=left, notes=outcome.notes, replaced=outcome.replaced, rank=shape.rank,
    )  # fmt: skip


def _in_wave(profile: SourceProfile, wave: str, columns: Mapping[str, str]) -> SourceProfile:
    if shapes()[profile.shape].content != "survey":
        raise MappingError(problem="--wave ne vaut que pour une enquête", advice="Retirez cette option.")
    if "wave" in columns:
        raise MappingError(
            problem=f"la colonne « {columns['wave']} » dit déjà de quelle vague est chaque réponse",
            advice="Retirez --wave.",
        )
    return replace(profile, wave=wave)


def recognised(
    table: tabular.Table, given: SourceProfile | None, known: Mapping[str, SourceProfile], *, file: str
) -> tuple[tabular.Table, SourceProfile, dict[str, str]]:
    """The table with the right row as its headers, its profile (given, else recognised), and the header of each role.

    Raises
    ------
    UnknownSourceError, UnknownColumnError
    """
    refusals: list[QuietudeError] = []
    for read in (table, *table.lower):
        try:
            profile = given or profiles.recognise(read.headers, known, file=file)
            return read, profile, profiles.headers_of_roles(profile, read.headers, file=file)
        except (UnknownSourceError, UnknownColumnError) as refusal:
            refusals.append(refusal)
    raise refusals[0]
