"""What a file is, what loading it as proposed would do, and what only the person who brings it can say."""

import contextlib
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from types import MappingProxyType

from data import reference
from data.commune import Commune
from data.errors import (
    MappingError,
    QuietudeError,
    UndecidedError,
    UnknownSourceError,
    UnreadableFileError,
)
from data.intake import crossed, door, profiles, register_headers, signs, tables
from data.intake.addresses import extract
from data.intake.delivery import Delivery
from data.intake.profiles import AddressProfile, Profile, SourceProfile
from data.intake.readers import date_columns, dates, tabular
from data.intake.readers.dates import Unit
from data.intake.shape import shapes
from data.intake.surveys import recognition
from data.model import Audience, Kind, Level
from data.warehouse.publish import Draft, publishing

_NONE: Mapping[str, str] = MappingProxyType({})
_NO_HEADER = re.compile(r"colonne \d+")
"""What a header that is empty is called."""
_TRIES = 8
"""Questions that one file may ask."""
_ASKED = ("kind", "audience", "source", "level")
"""Answers that say what a file is; its profile has them in its own fields."""
_ONCE = ("year", "period", "wave", "far")
"""Answers that are true of one file alone, and not kept with its source."""


@dataclass(frozen=True)
class Question:
    """What only a person can say of a file.

    Attributes
    ----------
    options : answers among which to choose, the likeliest first; none where any text may answer.
    """

    key: str
    text: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Examination:
    """What a file is, and what loading it would do.

    Attributes
    ----------
    content : as ``Delivery.content``; ``register``, or ``unknown``.
    profile : how it would be read; None for a register, or where nobody can say.
    roles : header of each role.
    delivery : what loading it would do, with the likeliest answer to each question; None where it cannot be known.
    n_rows : rows under the headers, where nothing is loaded.
    unread : headers that are not read and look like a date, a place, a count or a category.
    questions : those without an answer.
    """

    file: str
    content: str
    profile: Profile | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery | None = None
    n_rows: int = 0
    unread: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Proposal:
    """How a file would be read, before it is.

    Attributes
    ----------
    is_new : whether it is by a description that the commune does not have yet.
    table : what it holds, still open; None for zones.
    """

    content: str
    profile: Profile | None
    roles: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    n_rows: int = 0
    is_new: bool = False
    table: tabular.Table | None = None


class _Supposed(dict[str, str]):
    """Answers, those of a person and the likeliest ones to ``questions`` that nobody has answered yet."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        super().__init__(answers)
        self.questions: list[Question] = []

    def ask(self, doubt: UndecidedError) -> None:
        """Note a question."""
        if all(question.key != doubt.key for question in self.questions):
            self.questions.append(Question(doubt.key, str(doubt.values["question"]), doubt.options))

    def suppose(self, doubt: UndecidedError) -> bool:
        """Note a question and answer it by its likeliest option; False where it has none, or none that settles it."""
        self.ask(doubt)
        if doubt.key in self or not doubt.options:
            return False
        self[doubt.key] = doubt.options[0]
        return True


def examine(commune: Commune, path: Path, answers: Mapping[str, str] = _NONE) -> Examination:
    """Look at a file; nothing is written.

    Parameters
    ----------
    answers : what a person has said already, by key.

    Raises
    ------
    QuietudeError : it cannot be read at all.
    """
    given = _Supposed(answers)
    # What raises a question has written nothing yet: one draft serves all tries.
    with publishing(commune, dry_run=True) as draft:
        for _ in range(_TRIES):
            try:
                with _proposal(draft, path, given) as proposal:
                    delivery = _taken(draft, path, proposal)
            except UndecidedError as doubt:
                if not given.suppose(doubt):
                    return Examination(path.name, _content_of(doubt), questions=tuple(given.questions))
                continue
            notes = delivery.notes if delivery else ()
            return Examination(
                path.name, proposal.content, proposal.profile, proposal.roles, delivery, proposal.n_rows,
                proposal.unread, tuple(given.questions), notes,
            )  # fmt: skip
    raise UnknownSourceError(
        problem=f"Le fichier « {path.name} » pose trop de questions pour être lu ainsi.",
        advice="Décrivez-le dans l’écran Données.",
    )


def load_as_proposed(
    commune: Commune,
    files: Sequence[Path],
    answers: Sequence[Mapping[str, str]],
    *,
    dry_run: bool = False,
) -> tuple[list[Delivery], str]:
    """Load files as ``examine`` proposes, all or none; keep the descriptions, and the answers for the files to come.

    Parameters
    ----------
    answers : what a person answered of each file, by key.

    Raises
    ------
    UndecidedError : a question has no answer; nothing changes.
    QuietudeError : a file is refused; nothing changes.
    """
    deliveries, lasting = [], dict[str, dict[str, str]]()
    with publishing(commune, dry_run=dry_run) as draft:
        for path, of_file in zip(files, answers, strict=True):
            with _proposal(draft, path, of_file) as proposal:
                if proposal.profile is None:
                    raise _unknown(path.name, proposal.content)
                deliveries.append(door.take_into(draft, path, proposal.profile, table=proposal.table))
            if not isinstance(proposal.profile, SourceProfile):
                continue
            if proposal.is_new:
                profiles.save(draft, kept(proposal.profile))
            else:
                lasting.setdefault(proposal.profile.source, {}).update(_lasting(of_reading(of_file)))
        profiles.save_answers(draft, lasting)
    return deliveries, draft.version


def write_plain(path: Path, copy: Path) -> None:
    """Write the table that a file holds as a text that is safe to read anywhere: what reads a register of actions.

    Raises
    ------
    QuietudeError : it is no table.
    """
    with tabular.opened(path) as table:
        if not isinstance(table, tabular.TextTable):
            raise UnreadableFileError(file=path.name, expected="un tableau (CSV, XLSX ou ODS)")
        shutil.copyfile(table.path, copy)


def _unknown(file: str, content: str) -> QuietudeError:
    if content == "register":
        return UnknownSourceError(
            problem=f"Le fichier « {file} » est un registre d’actions.",
            advice="Chargez-le avec « python -m data register », ou sur l’écran Données.",
        )
    return UnknownSourceError(
        problem=f"Rien ne dit ce que contient le fichier « {file} » : aucune date de faits n’y est reconnue.",
        advice="Décrivez-le dans l’écran Données.",
    )


def kept(profile: SourceProfile) -> SourceProfile:
    """A description without what is true of one file alone."""
    return replace(profile, answers=_lasting(profile.answers), wave=None)


def _lasting(answers: Mapping[str, str]) -> dict[str, str]:
    return {key: answer for key, answer in answers.items() if key not in _ONCE}


def _taken(draft: Draft, path: Path, proposal: _Proposal) -> Delivery | None:
    if proposal.profile is None:
        return None
    return door.take_into(draft, path, proposal.profile, table=proposal.table)


def _content_of(doubt: UndecidedError) -> str:
    return {"layer": "zones", "label": "zones", "parts": "zones"}.get(doubt.key, "unknown")


@contextlib.contextmanager
def _proposal(draft: Draft, path: Path, answers: Mapping[str, str]) -> Iterator[_Proposal]:
    """How a file would be read, with its table open; what it is not able to say is asked.

    Raises
    ------
    UndecidedError : the kind of the facts, who answered a survey, the name of the source…
    """
    if zone_profile := door.zones_of(path):
        level = Level(answers.get("level", zone_profile.level))
        yield _Proposal("zones", replace(zone_profile, level=level, answers=dict(answers)))
        return
    known = profiles.read_profiles(draft.commune.home)
    with tables.opened(path, known, answers) as table:
        proposal = _of_table(draft, path, table, known, answers)
        yield replace(proposal, table=proposal.table or table)


def _of_table(
    draft: Draft,
    path: Path,
    table: tabular.Table,
    known: Mapping[str, SourceProfile],
    answers: Mapping[str, str],
) -> _Proposal:
    if extract.recognises(table.headers):
        return _Proposal("addresses", AddressProfile())
    if register_headers.recognises(table.headers):
        return _Proposal("register", None, n_rows=sum(1 for _ in table.rows()))
    columns = signs.texts_of(table.read(draft.connection))
    names = signs.names_of_zones(draft.connection)
    nomenclature = reference.read(draft.commune.home)
    is_new = False
    answered = {
        source: replace(profile, answers={**profile.answers, **of_reading(answers)})
        for source, profile in known.items()
    }
    try:
        _, profile, roles = tables.recognised(table, None, answered, draft.commune, names, file=path.name)
    except UnknownSourceError:
        described = _described(path.name, table, columns, names, nomenclature, answers, known)
        if described is None and (under := _under_groups(table)):
            columns_under = signs.texts_of(under.read(draft.connection))
            described = _described(path.name, under, columns_under, names, nomenclature, answers, known)
            table, columns = (under, columns_under) if described else (table, columns)
        if described is None:
            return _Proposal("unknown", None, unread=tuple(columns), n_rows=sum(1 for _ in table.rows()))
        profile, is_new = described, True
        roles = profiles.headers_of_roles(profile, table.headers, file=path.name)
    content = shapes()[profile.shape].content
    if content == "survey":
        return _Proposal(content, _of_wave(profile, answers), roles, is_new=is_new, table=table)
    read = {*roles.values(), *([table.part] if table.part else ())}
    if profile.shape == "pivot":
        others = {header: texts for header, texts in columns.items() if header not in roles.values()}
        read |= crossed.meanings(
            others, names, nomenclature, title=table.title, answers=answers, has_year="year" in roles, file=path.name
        ).keys()
    unread = signs.likely_unread(columns, read, names, nomenclature) if shapes()[profile.shape].holds_facts else []
    if profile.shape == "pivot":
        unread = [*dict.fromkeys([*unread, *crossed.left_out(columns, read)])]
    return _Proposal(content, profile, roles, tuple(unread), is_new=is_new, table=table)


def _under_groups(table: tabular.Table) -> tabular.Table | None:
    """The table under a row of groups, each over several headers: its headers are the next row."""
    if not any(map(_NO_HEADER.fullmatch, table.headers)):
        return None
    under = (one for one in table.lower if not any(text.isdigit() or dates.is_day(text) for text in one.headers))
    return next((one for one in under if not any(map(_NO_HEADER.fullmatch, one.headers))), None)


def changes_reading(key: str) -> bool:
    """Whether the answer to a question changes how a file is read, and not only what its facts are called."""
    return key not in _ASKED


def of_reading(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers that change how a file is read: given again, they make the same file known again.

    A snapshot keeps them: those on a name that seems to be a person's are left out.
    """
    return {key: answer for key, answer in answers.items() if changes_reading(key) and not profiles.names_someone(key)}


def _of_wave(profile: SourceProfile, answers: Mapping[str, str]) -> SourceProfile:
    return replace(profile, wave=answers["wave"]) if "wave" in answers and "wave" not in profile.columns else profile


def _described(
    file: str,
    table: tabular.Table,
    columns: Mapping[str, Sequence[str]],
    names: signs.Names,
    nomenclature: reference.Nomenclature,
    answers: Mapping[str, str],
    known: Mapping[str, SourceProfile],
) -> SourceProfile | None:
    """Profile of a file of no known source, from what its columns seem to be; None where too little is recognised."""
    if recognition.looks_like_survey(table.headers, columns):
        return _survey(file, table, columns, names, answers, known)
    year = crossed.year_column(columns)
    meanings = crossed.meanings(
        columns, names, nomenclature, title=table.title, answers=answers, has_year=year is not None, file=file
    )
    says_period = any(meaning.period for meaning in meanings.values())
    others = {header: texts for header, texts in columns.items() if header not in meanings}
    roles = signs.proposed(others, names, nomenclature, is_dated=says_period, is_counted=bool(meanings))
    if not says_period and not {"date", "week", "month"} & roles.keys() and (unit := signs.coarse_unit(columns)):
        raise date_columns.no_month(unit, file=file)
    is_dated = says_period or bool({"date", "week", "year"} & roles.keys())
    # A table of one month need not say it in each row.
    is_of_one_period = {"count", "category"} <= roles.keys() and not meanings
    if not (is_dated or ((is_of_one_period or meanings) and not signs.name_periods(others))):
        return None
    for role in signs.OF_SURVEYS:
        roles.pop(role, None)
    if meanings:
        roles.pop("count", None)
    if year and any(meaning.period and meaning.period.startswith("-") for meaning in meanings.values()):
        roles["year"] = year
    if says_period and {meaning.unit for meaning in meanings.values()} == {Unit.YEAR}:
        roles |= {"month": month} if (month := crossed.month_column(others)) else {}
    level = Level(
        answers.get("level", signs.level_of({**others, **{h: [m.zone] for h, m in meanings.items() if m.zone}}, names))
    )
    kind = _answer(
        answers, "kind", "De quelle nature sont ces faits ?", tuple(Kind), file=file, likeliest=_kind_of(file, table)
    )
    label = _source_label(answers, _KIND_LABELS[Kind(kind)], known, file=file)
    spelled = {role: (header,) for role, header in roles.items()}
    profile = profiles.described(profiles.slug(label), label, Kind(kind), spelled, level, is_crossed=bool(meanings))
    return replace(profile, answers=of_reading(answers))


def _survey(
    file: str,
    table: tabular.Table,
    columns: Mapping[str, Sequence[str]],
    names: signs.Names,
    answers: Mapping[str, str],
    known: Mapping[str, SourceProfile],
) -> SourceProfile:
    """Profile of a survey that no tool of those known has made."""
    question = "Qui a répondu à cette enquête ?"
    audience = _answer(answers, "audience", question, tuple(Audience), file=file)
    proposed = signs.proposed(columns, {}, reference.Nomenclature({}, {}))
    roles = {role: (header,) for role, header in proposed.items() if role in ("sex", "age", "weight", "id")}
    if "date" in proposed:
        roles["submitted"] = (proposed["date"],)
    level = Level.QUARTIER
    all_names = {one: {name for of_role in named.values() for name in of_role} for one, named in names.items()}
    if located := recognition.zone_column(columns, all_names):
        roles["zone_label"], level = (located[0],), located[1]
    label = _source_label(answers, f"Enquête ({audience})", known, file=file)
    return replace(
        profiles.of_survey(profiles.slug(label), label, Audience(audience), roles, level), answers=of_reading(answers)
    )


def _answer(
    answers: Mapping[str, str], key: str, question: str, options: Sequence[str], *, file: str, likeliest: str = ""
) -> str:
    """The answer to a question that has these options.

    Raises
    ------
    UndecidedError : it has none yet.
    MappingError : it is none of the options.
    """
    if key not in answers:
        ordered = sorted(options, key=lambda option: option != likeliest)
        doubt = UndecidedError(file=file, key=key, question=question, options=ordered)
        # Supposed at once, the answer spares another look at the whole file.
        if not (isinstance(answers, _Supposed) and answers.suppose(doubt)):
            raise doubt
    if answers[key] not in options:
        raise MappingError(
            problem=f"« {answers[key]} » ne répond pas à « {question} »", advice=f"Réponses : {', '.join(options)}."
        )
    return answers[key]


SENDER = "Qui envoie ce fichier (service, bailleur, association) ?"
"""Question on the name of a source."""
_KIND_LABELS = {
    Kind.PLAINTE: "Plaintes",
    Kind.MAIN_COURANTE: "Main courante",
    Kind.MEDIATION: "Médiation",
    Kind.ACCIDENT: "Accidents",
    Kind.SIGNALEMENT: "Signalements",
}
"""What a source of each kind is called, until a person says who sends its files."""
_KIND_WORDS = {
    Kind.PLAINTE: r"plaintes?|infractions?|delits?|crimes?",
    Kind.MAIN_COURANTE: r"main courante|mains courantes|interventions?|police municipale|\bpm\b|evenements?",
    Kind.MEDIATION: r"mediat\w+|correspondants? de nuit",
    Kind.ACCIDENT: r"accidents?|accidentalite",
    Kind.SIGNALEMENT: r"signalements?|incivilites?|requetes?",
}


def _kind_of(file: str, table: tabular.Table) -> str:
    """The kind of facts that the name, the title or the headers of a file speak of; signalements where none does."""
    for text in (file, table.title, " ".join(table.headers)):
        name = reference.normalise(text)
        for kind, pattern in _KIND_WORDS.items():
            if re.search(pattern, name):
                return kind
    return Kind.SIGNALEMENT


def _source_label(answers: Mapping[str, str], proposed: str, known: Mapping[str, SourceProfile], *, file: str) -> str:
    """What the source is called: by who sends it, which a person says where the usual name is taken."""
    answered = answers.get("source", "").strip()
    label = answered or proposed
    if profiles.slug(label) not in known:
        return label
    question = (
        f"« {answered} » envoie déjà d’autres fichiers : quel autre nom donner à ceux-ci ?" if answered else SENDER
    )
    doubt = UndecidedError(file=file, key="source", question=question)
    if not isinstance(answers, _Supposed):
        raise doubt
    # What the source is called changes nothing of what the file brings.
    answers.ask(doubt)
    return next(name for n in count(2) if profiles.slug(name := f"{label} {n}") not in known)
