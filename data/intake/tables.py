"""The way of a table into the draft of the next snapshot: recognised, read, loaded and noted as a delivery.

Every row ends loaded, duplicate or rejected with a reason.
"""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb

from data import reference
from data.commune import Commune
from data.errors import MappingError, QuietudeError, UndecidedError, UnknownColumnError, UnknownSourceError
from data.intake import crossed, personal, profiles, signs
from data.intake.delivery import Delivery
from data.intake.facts import facts
from data.intake.profiles import SourceProfile
from data.intake.readers import dates, tabular
from data.intake.shape import shapes
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)


def load(
    draft: Draft,
    path: Path,
    profile: SourceProfile | None = None,
    *,
    table: tabular.Table | None = None,
    wave: str | None = None,
) -> Delivery:
    """Load one file into a draft; a file that was already loaded the same way changes nothing.

    Parameters
    ----------
    profile : how it is read; None to recognise it among those of the commune.
    table : what the file holds, where it is open already.
    wave : label of the wave that the answers of a survey belong to.

    Raises
    ------
    QuietudeError : the file is refused.
    """
    known = {} if profile else profiles.read_profiles(draft.commune.home)
    with contextlib.ExitStack() as stack:
        if table is None:
            table = stack.enter_context(opened(path, known, profile.answers if profile else {}))
        names = {} if profile else signs.names_of_zones(draft.connection)
        table, profile, columns = recognised(table, profile, known, draft.commune, names, file=path.name)
        if wave:
            profile = _in_wave(profile, wave, columns)
        shape = shapes()[profile.shape]
        parts = (
            tabular.fingerprint(path),
            profile.source,
            profile.level,
            sorted(columns.items()),
            sorted(profile.answers.items()) or "",
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
        period=outcome.period, personal=left, notes=(*table.notes, *outcome.notes), replaced=outcome.replaced,
        rank=shape.rank,
        unmatched_zones=outcome.unmatched_zones,
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


@contextlib.contextmanager
def opened(path: Path, known: Mapping[str, SourceProfile], answers: Mapping[str, str]) -> Iterator[tabular.Table]:
    """Open a table, with the sheet that a person chose for it, or for an earlier file of a source of the commune.

    Raises
    ------
    QuietudeError : it is no table.
    """
    with contextlib.ExitStack() as stack:
        try:
            table = stack.enter_context(tabular.opened(path, answers))
        except UndecidedError as doubt:
            chosen = {profile.answers.get(doubt.key, "") for profile in known.values()} & {*doubt.options}
            if doubt.key in answers or len(chosen) != 1:
                raise
            table = stack.enter_context(tabular.opened(path, {doubt.key: chosen.pop()}))
        yield table


def recognised(
    table: tabular.Table,
    given: SourceProfile | None,
    known: Mapping[str, SourceProfile],
    commune: Commune,
    names: signs.Names,
    *,
    file: str,
) -> tuple[tabular.Table, SourceProfile, dict[str, str]]:
    """The table with the right row as its headers, its profile (given, else recognised), and the header of each role.

    A profile that is recognised and leaves the date of facts unread, or reads the year of figures that are by month or
    by quarter, does not fit; one that leaves their place unread reads it where a column names zones or holds
    coordinates, and one that a person described where a person says so.

    Parameters
    ----------
    names : what the zones of the commune are called.

    Raises
    ------
    UndecidedError : a described source reads no place, and columns seem to say it.
    UnknownSourceError, UnknownColumnError
    """
    refusals: list[QuietudeError] = []
    for read in (table, *table.lower):
        try:
            if given:
                return read, given, profiles.headers_of_roles(given, read.headers, file=file)
            profile = profiles.recognise(read.headers, _fit_for(read, known, names, commune, file=file), file=file)
            columns = profiles.headers_of_roles(profile, read.headers, file=file)
            return read, *_completed(read, profile, columns, commune, names, file=file)
        except (UnknownSourceError, UnknownColumnError) as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _fit_for(
    table: tabular.Table, known: Mapping[str, SourceProfile], names: signs.Names, commune: Commune, *, file: str
) -> Mapping[str, SourceProfile]:
    """Profiles that a table may have: those of the commune's crossed tables are for crossed tables alone."""
    of_crossed = {source for source, profile in known.items() if profile.own and profile.shape == "pivot"}
    if not of_crossed:
        return known
    with duckdb.connect() as connection:
        texts = signs.texts_of(table.read(connection))
    nomenclature = reference.read(commune.home)
    with contextlib.suppress(UndecidedError):
        if not crossed.meanings(texts, names, nomenclature, title=table.title, answers={}, file=file):
            return {source: profile for source, profile in known.items() if source not in of_crossed}
    return known


_PLACES = ({"zone_code", "zone_label"}, {"lat", "lon"}, {"x", "y"}, {"point"})
"""Roles by which facts are located; an address alone may not be."""
_PLACE, _YES, _NO = "place", "oui", "non"


def _completed(
    table: tabular.Table,
    profile: SourceProfile,
    columns: dict[str, str],
    commune: Commune,
    names: signs.Names,
    *,
    file: str,
) -> tuple[SourceProfile, dict[str, str]]:
    """A profile that was recognised, with the roles that it lacks and that other columns of the file surely play.

    Raises
    ------
    UndecidedError : a person described it without a place, and columns seem to say it.
    UnknownSourceError : it is no profile of facts, and the file has their date and their nature.
    """
    shape = shapes()[profile.shape]
    is_read = any(roles & columns.keys() for roles in _PLACES)
    is_of_one_period = "count" in columns and not {"date", "week", "month", "year"} & columns.keys()
    # What a person described is completed as a person says.
    may_lack_place = profile.own and shape.holds_facts and not is_read and "address" not in columns
    is_whole = not may_lack_place and (profile.own or shape.content == "survey" or (shape.holds_facts and is_read))
    may_lack_year = profile.shape == "pivot" and "year" not in columns
    if is_whole and not is_of_one_period and not may_lack_year:
        return profile, columns
    with duckdb.connect() as connection:
        texts = signs.texts_of(table.read(connection))
    others = {header: cells for header, cells in texts.items() if header not in columns.values()}
    if may_lack_year and (year := crossed.year_column(others)) and any(map(dates.lacks_year, others)):
        profile = replace(profile, columns={**profile.columns, "year": (year,)})
        columns = {**columns, "year": year}
    is_by_year = "year" in columns and not {"date", "month"} & columns.keys() and not profile.own
    if is_by_year and signs.name_parts_of_year(others):
        raise UnknownSourceError(
            problem=f"Aucune source connue ne ressemble au fichier « {file} » : ses chiffres ne sont pas par année.",
            advice=profiles.DESCRIBE,
        )
    proposed = signs.proposed(others, names, reference.read(commune.home))
    if shape.holds_facts and is_of_one_period and {"date", "week", "year"} & proposed.keys():
        raise UnknownSourceError(
            problem=f"Aucune source connue ne ressemble au fichier « {file} », qui a des dates.",
            advice=profiles.DESCRIBE,
        )
    if is_whole:
        return profile, columns
    if not shape.holds_facts:
        if {"date", "category"} <= proposed.keys():
            raise UnknownSourceError(
                problem=f"Aucune source connue ne ressemble au fichier « {file} ».", advice=profiles.DESCRIBE
            )
        return profile, columns
    added = {role: header for role, header in proposed.items() if any(role in roles for roles in _PLACES)}
    if not added or (may_lack_place and not _says_place(profile, [*added.values()], file=file)):
        return profile, columns
    by_zone = bool({"zone_code", "zone_label"} & added.keys())
    spelled = {role: (header,) for role, header in added.items()}
    level = signs.level_of({header: texts[header] for header in added.values()}, names) if by_zone else profile.level
    return replace(profile, columns={**profile.columns, **spelled}, level=level), {**columns, **added}


def _says_place(profile: SourceProfile, headers: Sequence[str], *, file: str) -> bool:
    """Whether columns that a described source does not read say where its facts are.

    Raises
    ------
    UndecidedError : nobody has said it yet.
    """
    if _PLACE not in profile.answers:
        named = " et ".join(f"« {header} »" for header in headers)
        says = "les colonnes {} disent-elles" if len(headers) > 1 else "la colonne {} dit-elle"
        question = f"La source « {profile.label} » ne lit aucun lieu : {says.format(named)} où sont les faits ?"
        raise UndecidedError(file=file, key=_PLACE, question=question, options=(_YES, _NO))
    return profile.answers[_PLACE] == _YES
