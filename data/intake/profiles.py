"""How files are read; of a source, which column plays which role. One TOML file = one format."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path

import tomli_w

from data import definitions, reference
from data.definitions import definition
from data.errors import DefinitionError, MappingError, UnknownColumnError, UnknownSourceError
from data.intake import personal
from data.intake.shape import shapes
from data.intake.zones import names
from data.model import Audience, Kind, Level
from data.warehouse import snapshot
from data.warehouse.publish import Draft

_GEOCODED = {
    "lon": "longitude", "lat": "latitude", "result_type": "result_type", "result_score": "result_score",
    "result_name": "result_name",
}  # fmt: skip
"""What the national geocoder appends to the columns of a file."""
_NO_NATURE = "Non précisé"
_SHIPPED = Path(__file__).parent / "sources"
_ANSWERS = "reponses.toml"
DESCRIBE = "Décrivez-le dans l’écran Données ; en ligne de commande, avec --as-proposed, ou --kind et --map."
"""What to do of a file of no known source, in French."""


@dataclass(frozen=True)
class QuestionProfile:
    """What a profile says of one question of a survey.

    Attributes
    ----------
    columns : headers that it may have, as those of a role: it may have changed from one wave to the next. Of a multiple
        choice that has a column per answer, what their headers have in common.
    wording : how it was put; None where the header says it.
    answers : label of each answer, in their order, by its text in the file; empty to take those of the file.
    theme : slug of the theme that it is about; None where no recorded fact corresponds to it.
    unfavourable : the labels that count as unfavourable; none where no answer is better than another.
    """

    columns: tuple[str, ...]
    wording: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    theme: str | None = None
    unfavourable: tuple[str, ...] = ()


_Spellings = str | tuple[str, ...]
"""Headers as a TOML file gives them: one, or several."""


@definition
class _QuestionEntry:
    """A question as a TOML file describes it; answers that are labels too are a list."""

    columns: _Spellings
    wording: str | None = None
    answers: dict[str, str] | tuple[str, ...] = ()
    theme: str | None = None
    unfavourable: tuple[str, ...] = ()

    def profile(self) -> QuestionProfile:
        answers = self.answers if isinstance(self.answers, dict) else {answer: answer for answer in self.answers}
        return QuestionProfile(_several(self.columns), self.wording, answers, self.theme, self.unfavourable)


@definition
class _Entry:
    """A source as a TOML file describes it: see ``SourceProfile``."""

    label: str
    shape: str
    columns: dict[str, _Spellings]
    kind: Kind | None = None
    level: Level | None = None
    optional: dict[str, _Spellings] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    signs: tuple[tuple[str, ...], ...] = ()
    categories: dict[str, str] = field(default_factory=dict)
    audience: Audience | None = None
    voluntary: bool = True
    wave: str | None = None
    missing: tuple[str, ...] = ()
    questions: dict[str, _QuestionEntry] = field(default_factory=dict)
    nature: str = _NO_NATURE
    quiet: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)

    def profile(self, source: str, *, own: bool) -> "SourceProfile":
        """Make the profile of the source that the file is named after."""
        entry = {one.name: getattr(self, one.name) for one in fields(self)}
        entry["columns"] = {role: _several(headers) for role, headers in self.columns.items()}
        entry["optional"] = {role: _several(headers) for role, headers in self.optional.items()}
        entry["questions"] = {key: question.profile() for key, question in self.questions.items()}
        return SourceProfile(source=source, own=own, **entry)


def _several(headers: _Spellings) -> tuple[str, ...]:
    return (headers,) if isinstance(headers, str) else headers


@dataclass(frozen=True)
class SourceProfile:
    """How one format is read.

    Attributes
    ----------
    source : slug of the source; facts of later files of the same source are compared with earlier ones.
    kind : None where the rows are no facts.
    shape : name of a module of ``shapes``, which says what a row is.
    level : the cut that ``zone_code`` or ``zone_label`` speaks of, or that ``territory`` does.
    columns : headers that a role may have, by role, the preferred one first. Case, accents and punctuation do not
        count; one that begins with ``^`` is a regular expression on what remains.
    optional : the same for roles that a file of this format may lack.
    lacks : headers that only another format has.
    signs : what else a file of this format has: of each group of headers, one at least.
    categories : slug of the nomenclature of each category that the nomenclature does not recognise by itself.
    audience : whom a survey asks.
    voluntary : whether whoever wanted answered a survey. Then its figures have no margin; of people who were drawn at
        random, they do.
    wave : label of the wave of a whole file of answers; None where a column, their dates or the file's name tell.
    missing : texts that stand for no answer, besides those that every file may have (NA).
    questions : what is known of some questions of a survey, by the key under which waves and surveys are compared.
    own : whether the commune wrote it, rather than shipped with the product.
    nature : category of the rows that name none.
    quiet : subcategories of rows that report nothing, in small letters.
    answers : what a person answered of how the file is read, by the key of the question (``UndecidedError``).
    """

    source: str
    label: str
    kind: Kind | None
    shape: str
    columns: dict[str, tuple[str, ...]]
    level: Level | None = None
    optional: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    signs: tuple[tuple[str, ...], ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    audience: Audience | None = None
    voluntary: bool = True
    wave: str | None = None
    missing: tuple[str, ...] = ()
    questions: dict[str, QuestionProfile] = field(default_factory=dict)
    own: bool = False
    nature: str = _NO_NATURE
    quiet: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ZoneProfile:
    """How a file of zones is read.

    Attributes
    ----------
    code, label, population, dwellings : columns; code and label are proposed when not given.
    crs : coordinate system that the user states, for a file that does not.
    answers : what a person answered of how the file is read, by the key of the question (``UndecidedError``).
    """

    level: Level
    code: str | None = None
    label: str | None = None
    population: str | None = None
    dwellings: str | None = None
    crs: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AddressProfile:
    """A file is read as an extract of the national base: its columns are always the same."""


Profile = SourceProfile | ZoneProfile | AddressProfile
"""How a file is read: as a table of a source, as zones of a level or as addresses."""


def read_profiles(home: Path) -> dict[str, SourceProfile]:
    """Profiles shipped with the product and those of ``<home>/sources/``, by slug.

    Raises
    ------
    DefinitionError : all faulty files at once.
    """
    profiles = {profile.source: profile for shape in shapes().values() for profile in shape.profiles()}
    answers = read_answers(home)
    faults: list[str] = []
    for source, path in _files(home).items():
        try:
            own = path.parent != _SHIPPED
            moved = home / "sources" / path.name
            entry = definitions.read(path, _Entry, moved=moved) if own else definitions.read_shipped(path, _Entry)
            profile = entry.profile(source, own=own)
            check(profile)
            profiles[source] = profile
        except DefinitionError as refusal:
            faults.append(str(refusal.values["faults"]))
        except MappingError as refusal:
            faults.append(f"{path.name} ({refusal})")
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    return {
        source: replace(profile, answers={**profile.answers, **answers.get(source, {})})
        for source, profile in profiles.items()
    }


def read_answers(home: Path) -> dict[str, dict[str, str]]:
    """What persons answered of the files of sources that were known already, by source and by key of the question.

    Raises
    ------
    DefinitionError : the file of answers is faulty.
    """
    return snapshot.read_file(home, _ANSWERS, dict[str, dict[str, str]]) or {}


def save_answers(draft: Draft, given: Mapping[str, Mapping[str, str]]) -> None:
    """Keep with a draft what persons answered, by source and by key; answers that name someone are not kept."""
    before = read_answers(draft.commune.home)
    after = before | {source: before.get(source, {}) | _unnamed(answers) for source, answers in given.items()}
    if _filled(after) != before:
        draft.keep(_ANSWERS, tomli_w.dumps(_filled(after)).encode())


def _files(home: Path) -> dict[str, Path]:
    """Where each source is described, by slug."""
    paths = (*sorted(_SHIPPED.glob("*.toml")), *snapshot.files(home, "sources/*.toml").values())
    return {path.stem: path for path in paths}


def save(draft: Draft, profile: SourceProfile) -> None:
    """Keep a profile with a draft; once published, it recognises the next files of its source.

    Raises
    ------
    MappingError : another source of that name exists.
    """
    content, name = as_toml(profile).encode(), f"sources/{profile.source}.toml"
    path = draft.commune.home / name
    kept = path.read_bytes() if path.is_file() else draft.files.get(name)
    if kept == content:
        return
    if kept or profile.source in read_profiles(draft.commune.home):
        raise MappingError(problem=f"une source s’appelle déjà « {profile.label} »", advice="Choisissez un autre nom.")
    draft.keep(name, content)


def slug(label: str) -> str:
    """Name of the file of a source, from what it is called."""
    return reference.normalise(label).replace(" ", "_")


def as_toml(profile: SourceProfile) -> str:
    """A profile as TOML, without what names someone."""
    kept = {
        name: getattr(profile, name)
        for name in ("label", "kind", "shape", "audience", "voluntary", "level", "wave", "nature")
    }
    listed = {name: list(getattr(profile, name)) for name in ("lacks", "missing", "quiet")}
    by_role = {
        name: {role: list(headers) for role, headers in getattr(profile, name).items()}
        for name in ("columns", "optional")
    }
    by_text = {name: _unnamed(getattr(profile, name)) for name in ("categories", "answers")}
    entry = {
        **kept,
        **listed,
        "signs": [list(group) for group in profile.signs],
        **by_role,
        **by_text,
        "questions": {key: _filled(_question_entry(question)) for key, question in profile.questions.items()},
    }
    return tomli_w.dumps(_filled(entry))


def _unnamed(by_text: Mapping[str, str]) -> dict[str, str]:
    """What is written of categories or of questions, without those whose text names someone."""
    return {text: one for text, one in by_text.items() if not names_someone(text)}


def names_someone(text: str) -> bool:
    """Whether a category, or the key of an answer, names someone."""
    return personal.of_text(names.name_of_key(text) or text) is not None


def _question_entry(question: QuestionProfile) -> dict[str, object]:
    return {
        "columns": list(question.columns),
        "wording": question.wording,
        "answers": question.answers,
        "theme": question.theme,
        "unfavourable": list(question.unfavourable),
    }


def _filled(entry: Mapping[str, object]) -> dict[str, object]:
    """What a TOML file can hold of an entry: it has no null, and what is empty goes without saying."""
    return {name: value for name, value in entry.items() if value or value is False}


def describe(kind: str, mapping: Sequence[str], level: str | None = None) -> SourceProfile:
    """Profile given on the command line by ``--kind`` and ``--map ROLE=COLUMN``.

    Raises
    ------
    MappingError : the kind or a role does not exist, or the roles do not suffice.
    """
    if kind not in tuple(Kind):
        raise MappingError(problem=f"« {kind} » n’est pas une nature de fait", advice=f"Natures : {', '.join(Kind)}.")
    if level is not None and level not in tuple(Level):
        raise MappingError(problem=f"« {level} » n’est pas un niveau", advice=f"Niveaux : {', '.join(Level)}.")
    columns: dict[str, tuple[str, ...]] = {}
    for pair in mapping:
        role, separator, column = pair.partition("=")
        if not separator:
            raise MappingError(
                problem=f"« {pair} » ne relie rien", advice="Écrivez RÔLE=COLONNE, par exemple date=Date."
            )
        columns[role.strip()] = (column,)
    return described(kind, kind, Kind(kind), columns, Level(level or Level.QUARTIER))


def chosen(
    home: Path, *, source: str | None, kind: str | None, mapping: Sequence[str], level: str | None
) -> SourceProfile | None:
    """Profile chosen on the command line: by its slug, or described; None to recognise files by their columns.

    Raises
    ------
    UnknownSourceError : no source has this slug.
    MappingError : both a slug and a description, or half a description.
    """
    if source and (kind or mapping):
        raise MappingError(problem="--source et --kind ou --map s’excluent", advice="Gardez l’un des deux.")
    if kind:
        return describe(kind, mapping, level)
    if mapping:
        raise MappingError(
            problem="la nature des faits manque", advice="Ajoutez --kind, par exemple --kind signalement."
        )
    if source is None:
        return None
    known = read_profiles(home)
    if source not in known:
        raise UnknownSourceError(
            problem=f"La source « {source} » n’existe pas.", advice=f"Sources : {', '.join(known)}."
        )
    return known[source]


def described(
    source: str,
    label: str,
    kind: Kind,
    columns: Mapping[str, tuple[str, ...]],
    level: Level,
    *,
    is_crossed: bool = False,
) -> SourceProfile:
    """Profile of a table of facts, whose shape follows from its roles: dated or not, counted or not.

    Parameters
    ----------
    level : the cut that a zone's code or label speaks of; forgotten where none is given.
    is_crossed : whether the headers of columns of counts are months, zones or categories.

    Raises
    ------
    MappingError : a role does not exist, or the roles do not suffice.
    """
    if is_crossed or not {"date", "week", "month", "year"} & columns.keys():
        shape = "pivot"
    elif "count" in columns:
        shape = "monthly"
    else:
        shape = "events"
    by_zone = is_crossed or bool({"zone_code", "zone_label"} & columns.keys())
    profile = SourceProfile(source, label, kind, shape, dict(columns), level if by_zone else None, own=True)
    check(profile)
    return profile


def of_survey(
    source: str,
    label: str,
    audience: Audience,
    columns: Mapping[str, tuple[str, ...]],
    level: Level,
    *,
    voluntary: bool = True,
) -> SourceProfile:
    """Profile of a table of answers, whose questions are recognised in it.

    Parameters
    ----------
    voluntary : whether whoever wanted answered, rather than people drawn at random.

    Raises
    ------
    MappingError : a role does not exist.
    """
    by_zone = bool({"zone_code", "zone_label"} & columns.keys())
    profile = SourceProfile(
        source, label, None, "survey", dict(columns), level if by_zone else None, audience=audience,
        voluntary=voluntary, own=True,
    )  # fmt: skip
    check(profile)
    return profile


def check(profile: SourceProfile) -> None:
    """Refuse a profile whose roles are unknown or do not suffice."""
    columns = profile.columns
    if profile.shape not in shapes():
        raise MappingError(problem=f"forme inconnue « {profile.shape} »", advice=f"Formes : {', '.join(shapes())}.")
    shape = shapes()[profile.shape]
    unknown = [role for role in (*columns, *profile.optional) if role not in shape.roles]
    if unknown:
        raise MappingError(problem=f"rôle inconnu « {unknown[0]} »", advice=f"Rôles : {', '.join(shape.roles)}.")
    if profile.level is None and {"zone_code", "zone_label"} & {*columns, *profile.optional}:
        raise MappingError(problem="le niveau des zones manque", advice="Indiquez « level », par exemple quartier.")
    shape.check(profile)


def headers_of_roles(profile: SourceProfile, headers: Sequence[str], *, file: str) -> dict[str, str]:
    """Header of each role in a file, the geocoder's among them; optional roles that it lacks are left out.

    Raises
    ------
    UnknownColumnError : a role has none.
    """
    shape = shapes()[profile.shape]
    spellings = {**shape.optional(), **profile.optional, **profile.columns}
    columns = {role: _header(spelled, headers) for role, spelled in spellings.items()}
    for role in profile.columns:
        if columns[role] is None:
            raise UnknownColumnError(file=file, column=profile.columns[role][0], columns=", ".join(headers))
    own = {role: header for role, header in columns.items() if header is not None}
    return _geocoded(own, headers) | own if shape.holds_facts else own


def _geocoded(own: Mapping[str, str], headers: Sequence[str]) -> dict[str, str]:
    """Columns of the geocoder's answer, where a file has them and no other coordinates are read."""
    answer = {role: _header((name,), headers) for role, name in _GEOCODED.items()}
    others = {"x", "point"} & own.keys() or any(own.get(axis, answer[axis]) != answer[axis] for axis in ("lon", "lat"))
    if others or None in (answer["lon"], answer["lat"], answer["result_type"]):
        return {}
    return {role: header for role, header in answer.items() if header is not None}


def recognise(headers: Sequence[str], profiles: Mapping[str, SourceProfile], *, file: str) -> SourceProfile:
    """The profile whose columns are all in the file; the one with most columns when several fit.

    Of a survey, whose questions change from one wave to the next, one question is enough, and more count for more; one
    that the commune described comes before the tool that made it.

    Raises
    ------
    UnknownSourceError : none fits, or two fit equally.
    """
    fitting = [
        profile
        for profile in profiles.values()
        if all(_header(spellings, headers) for spellings in (*profile.columns.values(), *profile.signs))
        and not _header(profile.lacks, headers)
        and shapes()[profile.shape].fits(profile, headers)
        and (question_headers(profile, headers) or (profile.columns and not profile.questions))
    ]
    described = {profile.shape for profile in fitting if profile.own and shapes()[profile.shape].own_first}
    fitting = [profile for profile in fitting if profile.own or profile.shape not in described]
    n_columns = [
        len(profile.columns) + len(profile.signs) + len(question_headers(profile, headers)) for profile in fitting
    ]
    best = [profile for profile, n in zip(fitting, n_columns, strict=True) if n == max(n_columns)]
    # Of two that fit as well, the commune's own is the one that it wrote for this file.
    for candidates in (best, [profile for profile in best if profile.own]):
        if len(candidates) == 1:
            return candidates[0]
    if not best:
        raise UnknownSourceError(
            problem=f"Aucune source connue ne ressemble au fichier « {file} ».",
            advice=DESCRIBE,
        )
    raise UnknownSourceError(
        problem=f"Plusieurs sources ressemblent au fichier « {file} » : {', '.join(p.source for p in best)}.",
        advice="Choisissez avec --source.",
    )


def question_headers(profile: SourceProfile, headers: Sequence[str]) -> dict[str, list[str]]:
    """Headers of a file that each question of a profile has, by key; questions that it lacks are left out."""
    columns = {
        key: [header for spelling in question.columns if (header := _header((spelling,), headers))]
        for key, question in profile.questions.items()
    }
    return {key: [*dict.fromkeys(of_question)] for key, of_question in columns.items() if of_question}


def _header(spellings: Sequence[str], headers: Sequence[str]) -> str | None:
    """The first header that one of some spellings names: to the letter, else whatever its case and accents."""
    names = _headers_by_name(tuple(headers))
    for spelling in spellings:
        if spelling in headers:
            return spelling
        if spelling.startswith("^"):
            alike = [name for name in names if re.search(spelling, name)]
        else:
            alike = [name] if (name := reference.normalise(spelling)) in names else []
        if alike:
            return names[alike[0]]
    return None


# The headers of one file are compared with those of every role of every profile.
@lru_cache(maxsize=8)
def _headers_by_name(headers: tuple[str, ...]) -> dict[str, str]:
    """Headers by their normalised name; of two that have the same, the first."""
    return {reference.normalise(header): header for header in reversed(headers)}
