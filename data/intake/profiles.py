"""Source profiles: which column of a partner's file plays which role. One TOML file = one format."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import DefinitionError, MappingError, UnknownSourceError
from data.model import Kind, Level

ROLES = (
    "date", "time", "month", "year", "category", "subcategory", "count", "lat", "lon", "x", "y", "point",
    "address", "zone_code", "zone_label", "id",
)  # fmt: skip
SHAPES = ("events", "monthly", "pivot")
_SHIPPED = Path(__file__).parent / "sources"


@dataclass(frozen=True)
class SourceProfile:
    """How one format is read.

    Attributes
    ----------
    source : slug of the source; facts of later files of the same source are compared with earlier ones.
    shape : ``events`` (a row is a fact), ``monthly`` (a row is a count) or ``pivot`` (a column is a month).
    level : the cut that ``zone_code`` or ``zone_label`` speaks of.
    columns : header in the file, by role.
    """

    source: str
    label: str
    kind: Kind
    shape: str
    columns: Mapping[str, str]
    level: Level | None = None

    @property
    def accumulates(self) -> bool:
        """Whether a row stands for several facts, so that a later delivery corrects rather than repeats it."""
        return self.shape != "events"


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
        kind=Kind(entry["kind"]),
        shape=entry["shape"],
        columns=entry["columns"],
        level=Level(entry["level"]) if "level" in entry else None,
    )
    check(profile)
    return profile


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
    columns: dict[str, str] = {}
    for pair in mapping:
        role, separator, column = pair.partition("=")
        if not separator:
            raise MappingError(
                problem=f"« {pair} » ne relie rien", advice="Écrivez RÔLE=COLONNE, par exemple date=Date."
            )
        columns[role.strip()] = column
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
    unknown = [role for role in columns if role not in ROLES]
    if unknown:
        raise MappingError(problem=f"rôle inconnu « {unknown[0]} »", advice=f"Rôles : {', '.join(ROLES)}.")
    if profile.shape not in SHAPES:
        raise MappingError(problem=f"forme inconnue « {profile.shape} »", advice=f"Formes : {', '.join(SHAPES)}.")
    if profile.shape != "pivot" and not {"date", "month", "year"} & set(columns):
        raise MappingError(problem="aucune date", advice="Reliez « date », « month » ou « year » à une colonne.")
    for pair in (("lat", "lon"), ("x", "y")):
        if len(set(pair) & set(columns)) == 1:
            raise MappingError(problem=f"« {pair[0]} » et « {pair[1]} » vont ensemble", advice="Reliez les deux.")
    if profile.level is None and {"zone_code", "zone_label"} & set(columns):
        raise MappingError(problem="le niveau des zones manque", advice="Indiquez « level », par exemple quartier.")


def recognise(headers: Sequence[str], profiles: Mapping[str, SourceProfile], *, file: str) -> SourceProfile:
    """The profile whose columns are all in the file; the one with most columns when several fit.

    Raises
    ------
    UnknownSourceError : none fits, or two fit equally.
    """
    fitting = [profile for profile in profiles.values() if set(profile.columns.values()) <= set(headers)]
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
