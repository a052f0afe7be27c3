"""Source profiles: which column of a partner's file plays which role. One TOML file = one format."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomli_w

from data import reference
from data.errors import DefinitionError, MappingError, UnknownColumnError, UnknownSourceError
from data.model import Audience, Kind, Level

_FACT_ROLES = (
    "date", "time", "day", "month", "year", "category", "subcategory", "count", "lat", "lon", "x", "y", "point",
    "address", "zone_code", "zone_label", "id",
    "result_type", "result_score", "result_name",
)  # fmt: skip
_FACT_SHAPES = ("events", "monthly", "pivot", "accidents")
ROLES = dict.fromkeys(_FACT_SHAPES, _FACT_ROLES) | {
    "accidents": (*_FACT_ROLES, "departement", "commune"),
    "population": ("iris", "population"),
    "zone_link": ("iris", "zone_code", "zone_label", "share"),
    "etat_4001": ("index", "indicator"),
    "benchmark": ("territory", "year", "indicator", "unit", "published", "count", "rate", "population", "dwellings"),
    "survey": ("id", "submitted", "wave", "zone_code", "zone_label", "sex", "age", "weight"),
}
"""Roles that a column may play, by the shape of the file."""
_GEOCODED = {
    "lon": "longitude", "lat": "latitude", "result_type": "result_type", "result_score": "result_score",
    "result_name": "result_name",
}  # fmt: skip
"""What the national geocoder appends to the columns of a file."""
_TOOLS = ("limesurvey", "kobo")
"""Profiles of the tools that ask surveys: they say who answered and whether to the end, whatever the survey."""
_AUDIENCES = ", ".join(Audience)
_SHIPPED = Path(__file__).parent / "sources"


@dataclass(frozen=True)
class Asked:
    """What a profile says of one question of a survey.

    Attributes
    ----------
    columns : headers that it may have, as those of a role: it may have changed from one wave to the next. Of a multiple
        choice that has a column per answer, what their headers have in common.
    wording : how it was asked; None where the header says it.
    answers : label of each answer, in their order, by its text in the file; empty to take those of the file.
    theme : slug of the theme that it is about; None to read it beside nothing.
    unfavourable : the labels that count as unfavourable; none where no answer is better than another.
    """

    columns: tuple[str, ...]
    wording: str | None = None
    answers: dict[str, str] = field(default_factory=dict)
    theme: str | None = None
    unfavourable: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceProfile:
    """How one format is read.

    Attributes
    ----------
    source : slug of the source; facts of later files of the same source are compared with earlier ones.
    kind : None where the rows are no facts.
    shape : ``events`` (a row is a fact), ``accidents`` (a row is an accident, of the whole country), ``monthly`` (a row
        is a count), ``pivot`` (a column is a month), ``population`` (a row is an IRIS), ``zone_link`` (a row is an IRIS
        and a zone that shares it), ``benchmark`` (a row is a figure that the State publishes of a territory),
        ``etat_4001`` (the same, a column per département) or ``survey`` (a row is what one person answered, and each
        column without a role may be a question).
    level : the cut that ``zone_code`` or ``zone_label`` speaks of, or that ``territory`` does.
    columns : headers that a role may have, by role, the preferred one first. Case, accents and punctuation do not
        count; one that begins with ``^`` is a regular expression on what remains.
    optional : the same for roles that a file of this format may lack.
    lacks : headers that only another format has.
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
    """

    source: str
    label: str
    kind: Kind | None
    shape: str
    columns: dict[str, tuple[str, ...]]
    level: Level | None = None
    optional: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    categories: Mapping[str, str] = field(default_factory=dict)
    audience: Audience | None = None
    voluntary: bool = True
    wave: str | None = None
    missing: tuple[str, ...] = ()
    questions: dict[str, Asked] = field(default_factory=dict)
    own: bool = False
    nature: str = "Non précisé"
    quiet: tuple[str, ...] = ()

    @property
    def accumulates(self) -> bool:
        """Whether a row stands for several facts, so that a later delivery corrects rather than repeats it."""
        return self.shape not in ("events", "accidents")


def read_profiles(home: Path) -> dict[str, SourceProfile]:
    """Profiles shipped with the product and those of ``<home>/sources/``, by slug.

    Raises
    ------
    DefinitionError : all faulty files at once.
    """
    profiles: dict[str, SourceProfile] = {}
    faults: list[str] = []
    for path in (*sorted(_SHIPPED.glob("*.toml")), *sorted((home / "sources").glob("*.toml"))):
        try:
            entry = tomllib.loads(path.read_text(encoding="utf-8"))
            profiles[path.stem] = _profile(path.stem, entry, own=path.parent != _SHIPPED)
        except (KeyError, ValueError, MappingError) as error:
            faults.append(f"{path.name} ({error})")
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    of_tools = {
        role: tuple(header for tool in _TOOLS for header in profiles[tool].columns.get(role, ()))
        for role in ("id", "submitted")
    }
    return {
        source: replace(profile, optional=of_tools | profile.optional) if profile.shape == "survey" else profile
        for source, profile in profiles.items()
    }


def _profile(source: str, entry: dict[str, Any], *, own: bool) -> SourceProfile:
    profile = SourceProfile(
        source=source,
        label=entry["label"],
        kind=Kind(entry["kind"]) if "kind" in entry else None,
        shape=entry["shape"],
        columns=_spellings(entry["columns"]),
        level=Level(entry["level"]) if "level" in entry else None,
        optional=_spellings(entry.get("optional", {})),
        lacks=tuple(entry.get("lacks", ())),
        categories=entry.get("categories", {}),
        audience=Audience(entry["audience"]) if "audience" in entry else None,
        voluntary=bool(entry.get("voluntary", True)),
        wave=entry.get("wave"),
        missing=tuple(entry.get("missing", ())),
        questions={key: _asked(said) for key, said in entry.get("questions", {}).items()},
        own=own,
        nature=entry.get("nature", SourceProfile.nature),
        quiet=tuple(entry.get("quiet", ())),
    )
    check(profile)
    return profile


def save(home: Path, profile: SourceProfile) -> None:
    """Keep a profile in ``<home>/sources/``, where it recognises the next files of its source.

    Raises
    ------
    MappingError : a source of that name exists.
    """
    path = home / "sources" / f"{profile.source}.toml"
    if path.exists() or (_SHIPPED / path.name).exists():
        raise MappingError(problem=f"une source s’appelle déjà « {profile.label} »", advice="Choisissez un autre nom.")
    entry = {
        "label": profile.label,
        "kind": profile.kind,
        "shape": profile.shape,
        "audience": profile.audience,
        "level": profile.level,
        "columns": {role: list(headers) for role, headers in profile.columns.items()},
        "categories": dict(profile.categories),
        "questions": {key: {"columns": list(asked.columns)} for key, asked in profile.questions.items()},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(tomli_w.dumps({name: said for name, said in entry.items() if said}), encoding="utf-8")
    partial.replace(path)


def _spellings(said: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    return {role: (one,) if isinstance(one, str) else tuple(one) for role, one in said.items()}


def _asked(said: Mapping[str, Any]) -> Asked:
    answers = said.get("answers", {})
    return Asked(
        columns=_spellings(said)["columns"],
        wording=said.get("wording"),
        answers=dict(answers) if isinstance(answers, dict) else {answer: answer for answer in answers},
        theme=said.get("theme"),
        unfavourable=tuple(said.get("unfavourable", ())),
    )


def describe(kind: str, mapping: Sequence[str], level: str | None) -> SourceProfile:
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


def described(
    source: str,
    label: str,
    kind: Kind,
    columns: Mapping[str, tuple[str, ...]],
    level: Level,
) -> SourceProfile:
    """Profile of a table of facts, whose shape follows from its roles: dated or not, counted or not.

    Parameters
    ----------
    level : the cut that a zone's code or label speaks of; forgotten where none is given.

    Raises
    ------
    MappingError : a role does not exist, or the roles do not suffice.
    """
    if not {"date", "month", "year"} & columns.keys():
        shape = "pivot"
    elif "count" in columns:
        shape = "monthly"
    else:
        shape = "events"
    by_zone = bool({"zone_code", "zone_label"} & columns.keys())
    profile = SourceProfile(source, label, kind, shape, dict(columns), level if by_zone else None, own=True)
    check(profile)
    return profile


def of_survey(
    source: str, label: str, audience: Audience, columns: Mapping[str, tuple[str, ...]], level: Level
) -> SourceProfile:
    """Profile of a table of answers, whose questions are found in it.

    Raises
    ------
    MappingError : a role does not exist.
    """
    by_zone = bool({"zone_code", "zone_label"} & columns.keys())
    profile = SourceProfile(
        source, label, None, "survey", dict(columns), level if by_zone else None, audience=audience, own=True
    )
    check(profile)
    return profile


def check(profile: SourceProfile) -> None:
    """Refuse a profile whose roles are unknown or do not suffice."""
    columns = profile.columns
    if profile.shape not in ROLES:
        raise MappingError(problem=f"forme inconnue « {profile.shape} »", advice=f"Formes : {', '.join(ROLES)}.")
    roles = ROLES[profile.shape]
    unknown = [role for role in (*columns, *profile.optional) if role not in roles]
    if unknown:
        raise MappingError(problem=f"rôle inconnu « {unknown[0]} »", advice=f"Rôles : {', '.join(roles)}.")
    if profile.level is None and {"zone_code", "zone_label"} & {*columns, *profile.optional}:
        raise MappingError(problem="le niveau des zones manque", advice="Indiquez « level », par exemple quartier.")
    if profile.shape == "survey" and profile.audience is None:
        raise MappingError(problem="le public de l’enquête manque", advice=f"Indiquez « audience » : {_AUDIENCES}.")
    for asked in profile.questions.values():
        if asked.answers and (unknown_answers := set(asked.unfavourable) - set(asked.answers.values())):
            raise MappingError(
                problem=f"« {min(unknown_answers)} » n’est pas une réponse possible",
                advice="Reprenez dans « unfavourable » les réponses de « answers ».",
            )
    if profile.shape == "accidents" and not {"departement", "commune"} <= set(columns):
        raise MappingError(problem="la commune manque", advice="Reliez « departement » et « commune ».")
    if profile.shape not in _FACT_SHAPES:
        return
    if profile.kind is None:
        raise MappingError(problem="la nature des faits manque", advice=f"Indiquez « kind » : {', '.join(Kind)}.")
    if profile.shape != "pivot" and not {"date", "month", "year"} & set(columns):
        raise MappingError(problem="aucune date", advice="Reliez « date », « month » ou « year » à une colonne.")
    if "day" in columns and not {"month", "year"} <= set(columns):
        raise MappingError(problem="« day » ne suffit pas", advice="Reliez aussi « month » et « year ».")
    for pair in (("lat", "lon"), ("x", "y")):
        if len(set(pair) & set(columns)) == 1:
            raise MappingError(problem=f"« {pair[0]} » et « {pair[1]} » vont ensemble", advice="Reliez les deux.")


def found(profile: SourceProfile, headers: Sequence[str], *, file: str) -> dict[str, str]:
    """Header of each role in a file, the geocoder's among them; optional roles that it lacks are left out.

    Raises
    ------
    UnknownColumnError : a role has none.
    """
    columns = {role: _header(said, headers) for role, said in (profile.optional | profile.columns).items()}
    for role in profile.columns:
        if columns[role] is None:
            raise UnknownColumnError(file=file, column=profile.columns[role][0], columns=", ".join(headers))
    own = {role: header for role, header in columns.items() if header is not None}
    return own if profile.shape not in _FACT_SHAPES else _geocoded(own, headers) | own


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
    that the commune described comes before the tool that asked it.

    Raises
    ------
    UnknownSourceError : none fits, or two fit equally.
    """
    fitting = [
        profile
        for profile in profiles.values()
        if all(_header(spellings, headers) for spellings in profile.columns.values())
        and not _header(profile.lacks, headers)
        and (question_headers(profile, headers) or (profile.columns and not profile.questions))
    ]
    if any(profile.own and profile.shape == "survey" for profile in fitting):
        fitting = [profile for profile in fitting if profile.own or profile.shape != "survey"]
    found = [len(profile.columns) + len(question_headers(profile, headers)) for profile in fitting]
    best = [profile for profile, n_found in zip(fitting, found, strict=True) if n_found == max(found)]
    # Of two that fit as well, the commune's own is the one that it wrote for this file.
    for candidates in (best, [profile for profile in best if profile.own]):
        if len(candidates) == 1:
            return candidates[0]
    if not best:
        raise UnknownSourceError(
            problem=f"Aucune source connue ne ressemble au fichier « {file} ».",
            advice="Décrivez-le dans l’écran Données ; en ligne de commande, avec --kind et --map.",
        )
    raise UnknownSourceError(
        problem=f"Plusieurs sources ressemblent au fichier « {file} » : {', '.join(p.source for p in best)}.",
        advice="Choisissez avec --source.",
    )


def question_headers(profile: SourceProfile, headers: Sequence[str]) -> dict[str, list[str]]:
    """Headers of a file that each question of a profile has, by key; questions that it lacks are left out."""
    found = {
        key: [header for spelling in asked.columns if (header := _header((spelling,), headers))]
        for key, asked in profile.questions.items()
    }
    return {key: [*dict.fromkeys(of_question)] for key, of_question in found.items() if of_question}


def _header(spellings: Sequence[str], headers: Sequence[str]) -> str | None:
    """The first header that one of some spellings names: to the letter, else whatever its case and accents."""
    names = {reference.normalise(header): header for header in reversed(headers)}
    for spelling in spellings:
        if spelling in headers:
            return spelling
        if spelling.startswith("^"):
            alike = [name for name in names if re.search(spelling, name)]
        else:
            alike = [name for name in names if name == reference.normalise(spelling)]
        if alike:
            return names[alike[0]]
    return None
