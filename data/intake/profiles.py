"""Source profiles: which column of a partner's file plays which role. One TOML file = one format."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data import reference
from data.errors import DefinitionError, MappingError, UnknownColumnError, UnknownSourceError
from data.model import Kind, Level

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
}
"""Roles that a column may play, by the shape of the file."""
_GEOCODED = {
    "lon": "longitude", "lat": "latitude", "result_type": "result_type", "result_score": "result_score",
    "result_name": "result_name",
}  # fmt: skip
"""What the national geocoder appends to the columns of a file."""
_SHIPPED = Path(__file__).parent / "sources"


@dataclass(frozen=True)
class SourceProfile:
    """How one format is read.

    Attributes
    ----------
    source : slug of the source; facts of later files of the same source are compared with earlier ones.
    kind : None where the rows are no facts.
    shape : ``events`` (a row is a fact), ``accidents`` (a row is an accident, of the whole country), ``monthly`` (a row
        is a count), ``pivot`` (a column is a month), ``population`` (a row is an IRIS), ``zone_link`` (a row is an IRIS
        and a zone that shares it), ``benchmark`` (a row is a figure that the State publishes of a territory) or
        ``etat_4001`` (the same, a column per département).
    level : the cut that ``zone_code`` or ``zone_label`` speaks of, or that ``territory`` does.
    columns : headers that a role may have, by role, the preferred one first. Case, accents and punctuation do not
        count; one that begins with ``^`` is a regular expression on what remains.
    optional : the same for roles that a file of this format may lack.
    lacks : headers that only another format has.
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
            profiles[path.stem] = _profile(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        except (KeyError, ValueError, MappingError) as error:
            faults.append(f"{path.name} ({error})")
    if faults:
        raise DefinitionError(faults=" ; ".join(faults))
    return profiles


def _profile(source: str, entry: dict[str, Any]) -> SourceProfile:
    profile = SourceProfile(
        source=source,
        label=entry["label"],
        kind=Kind(entry["kind"]) if "kind" in entry else None,
        shape=entry["shape"],
        columns=_spellings(entry["columns"]),
        level=Level(entry["level"]) if "level" in entry else None,
        optional=_spellings(entry.get("optional", {})),
        lacks=tuple(entry.get("lacks", ())),
        nature=entry.get("nature", SourceProfile.nature),
        quiet=tuple(entry.get("quiet", ())),
    )
    check(profile)
    return profile


def _spellings(said: Mapping[str, str | list[str]]) -> dict[str, tuple[str, ...]]:
    return {role: (one,) if isinstance(one, str) else tuple(one) for role, one in said.items()}


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
    if "date" not in columns and "month" not in columns and "year" not in columns:
        shape = "pivot"
    elif "count" in columns:
        shape = "monthly"
    else:
        shape = "events"
    by_zone = "zone_code" in columns or "zone_label" in columns
    profile = SourceProfile(
        source=kind,
        label=kind,
        kind=Kind(kind),
        shape=shape,
        columns=columns,
        level=Level(level or Level.QUARTIER) if by_zone else None,
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
    if profile.shape == "accidents" and not {"departement", "commune"} <= set(columns):
        raise MappingError(problem="la commune manque", advice="Reliez « departement » et « commune ».")
    if profile.level is None and {"zone_code", "zone_label"} & set(columns):
        raise MappingError(problem="le niveau des zones manque", advice="Indiquez « level », par exemple quartier.")
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

    Raises
    ------
    UnknownSourceError : none fits, or two fit equally.
    """
    fitting = [
        profile
        for profile in profiles.values()
        if all(_header(spellings, headers) for spellings in profile.columns.values())
        and not _header(profile.lacks, headers)
    ]
    most = max((len(profile.columns) for profile in fitting), default=0)
    best = [profile for profile in fitting if len(profile.columns) == most]
    if len(best) == 1:
        return best[0]
    if not best:
        raise UnknownSourceError(
            problem=f"Aucune source connue ne ressemble au fichier « {file} ».",
            advice="Décrivez ses colonnes avec --kind et --map, ou ajoutez un profil dans le dossier « sources ».",
        )
    raise UnknownSourceError(
        problem=f"Plusieurs sources ressemblent au fichier « {file} » : {', '.join(p.source for p in best)}.",
        advice="Choisissez avec --source.",
    )


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
