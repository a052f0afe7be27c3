"""The way of a file into the draft of the next snapshot: recognised, read, taken and noted as a delivery.

Every row ends loaded, duplicate or rejected with a reason.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from data.commune import Commune
from data.errors import MappingError, QuietudeError, UnknownColumnError, UnknownSourceError
from data.intake import personal, profiles
from data.intake.benchmark import benchmark
from data.intake.facts import facts
from data.intake.population import residents, zone_links
from data.intake.profiles import SourceProfile
from data.intake.readers import tabular
from data.intake.surveys import answers
from data.intake.taken import Taken
from data.warehouse.publish import Draft, publishing
from data.warehouse.statements import beside

statement = beside(__file__)

_WAYS_IN: Mapping[str, Callable[..., Taken]] = {
    "events": facts.take,
    "accidents": facts.take,
    "monthly": facts.take,
    "pivot": facts.take,
    "population": residents.take,
    "benchmark": benchmark.take,
    "survey": answers.take,
    "etat_4001": benchmark.take,
    "zone_link": zone_links.take,
}
"""Who takes the rows of each shape."""


@dataclass(frozen=True)
class Delivery:
    """What became of one file.

    Attributes
    ----------
    rows_read : rows under the headers; for a pivot table, the cells that hold a number.
    loaded, duplicate, rejected : rows; they add up to ``rows_read``.
    not_located : facts of this file without a zone, by level.
    period : first and last date, at the precision of the source; empty where the rows have none.
    personal : columns left in the file, by header, with what they seem to hold of persons, in French.
    notes : what else the user should know of how the file was read, in French sentences.
    replaced : rows loaded that stand in the place of a figure of an earlier file.
    """

    delivery: int
    source: str
    file: str
    rows_read: int
    loaded: int
    duplicate: int
    rejected: Mapping[str, int]
    not_located: Mapping[str, int]
    period: tuple[str, str]
    personal: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    replaced: int = 0


def load(
    commune: Commune,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    kind: str | None = None,
    mapping: Sequence[str] = (),
    level: str | None = None,
    wave: str | None = None,
    dry_run: bool = False,
) -> tuple[list[Delivery], str]:
    """Load files, all or none, and publish them as one new snapshot.

    Parameters
    ----------
    source : slug of a profile; when neither it nor ``kind`` is given, each file is recognised by its headers.
    kind, mapping, level : a description given on the spot instead of a profile.
    wave : label of the wave that the answers of a survey belong to.
    dry_run : report without publishing.

    Returns
    -------
    One delivery per file, and the number of the snapshot that holds them.

    Raises
    ------
    QuietudeError : a file is refused; nothing changes.
    """
    known = profiles.read_profiles(commune.home)
    given = _given(known, source, kind, mapping, level)
    with publishing(commune, dry_run=dry_run) as draft:
        deliveries = [load_into(draft, path, given, known, wave=wave) for path in paths]
    return deliveries, draft.version


def load_into(
    draft: Draft,
    path: Path,
    given: SourceProfile | None,
    known: Mapping[str, SourceProfile],
    *,
    wave: str | None = None,
) -> Delivery:
    """Load one file into a draft; a file that was already loaded the same way changes nothing.

    Parameters
    ----------
    given : the profile to read it with; None to recognise it among ``known``.
    wave : as that of ``load``.
    """
    with tabular.opened(path) as table:
        table, profile, columns = recognised(table, given, known, file=path.name)
        if wave:
            profile = _of_wave(profile, wave, columns)
        fingerprint = f"{tabular.fingerprint(path)}:{profile.source}:{profile.level}:{sorted(columns.items())}"
        if profile.shape == "survey":
            read_as = repr((profile.wave, profile.missing, profile.questions))
            fingerprint += f":{sha256(read_as.encode()).hexdigest()}"
        earlier = draft.connection.execute(statement("earlier_delivery"), {"fingerprint": fingerprint}).fetchone()
        if earlier:
            number, n_rows, *period = earlier
            return Delivery(
                number,
                profile.source,
                path.name,
                n_rows,
                0,
                n_rows,
                {},
                facts.not_located(draft, number),
                tuple(period),
            )
        number = draft.connection.execute(statement("next_delivery")).fetchall()[0][0]
        taken = _WAYS_IN[profile.shape](draft, table, profile, columns, number, file=path.name)
        left = {**taken.left, **personal.left_in_file(draft.connection, table, [*columns.values(), *taken.read])}
    written = {
        "delivery": number,
        "source": profile.source,
        "kind": profile.kind,
        "file": path.name,
        "fingerprint": fingerprint,
        "loaded_at": datetime.now(),
        "rows_read": taken.rows_read,
        "loaded": taken.loaded,
        "duplicate": taken.duplicate,
        "rejected": sum(taken.rejected.values()),
        "period_first": taken.period[0],
        "period_last": taken.period[1],
    }
    draft.connection.execute(statement("new_delivery"), written)
    draft.changed = True
    return Delivery(
        number, profile.source, path.name, taken.rows_read, taken.loaded, taken.duplicate, taken.rejected,
        taken.not_located, taken.period, left, taken.notes, taken.replaced,
    )  # fmt: skip


def _of_wave(profile: SourceProfile, wave: str, columns: Mapping[str, str]) -> SourceProfile:
    if profile.shape != "survey":
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
            return read, profile, profiles.found(profile, read.headers, file=file)
        except (UnknownSourceError, UnknownColumnError) as refusal:
            refusals.append(refusal)
    raise refusals[0]


def _given(
    known: Mapping[str, SourceProfile], source: str | None, kind: str | None, mapping: Sequence[str], level: str | None
) -> SourceProfile | None:
    if source and (kind or mapping):
        raise MappingError(problem="--source et --kind ou --map s’excluent", advice="Gardez l’un des deux.")
    if source and source not in known:
        raise UnknownSourceError(
            problem=f"La source « {source} » n’existe pas.", advice=f"Sources : {', '.join(known)}."
        )
    if source:
        return known[source]
    if kind:
        return profiles.describe(kind, mapping, level)
    if mapping:
        raise MappingError(
            problem="la nature des faits manque", advice="Ajoutez --kind, par exemple --kind signalement."
        )
    return None
