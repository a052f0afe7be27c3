"""The way of a zone file into the draft of the next snapshot: polygons in WGS84 with a code and a label."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import duckdb
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from data import reference
from data.errors import (
    DocumentError,
    ForeignArchiveError,
    MissingFileError,
    QuietudeError,
    UndecidedError,
    UnknownColumnError,
    UnreadableFileError,
    ZoneFileError,
)
from data.intake.addresses import spellings
from data.intake.delivery import Delivery
from data.intake.facts import locating
from data.intake.population import residents
from data.intake.profiles import ZoneProfile
from data.intake.readers import formats, geometries, layers, tabular
from data.intake.zones import columns, crs, names, nationwide, outline
from data.model import Level
from data.warehouse.publish import Draft
from data.warehouse.statements import statements_of

statement = statements_of(__file__)

_LOOKED_AT = 2000
"""Rows read to recognise a file."""
_OVERLAPPING = 0.2
"""Share of shapes whose middle another one covers, over which they overlap as facts do and zones do not."""
_LIMIT = 0.95
"""Share of the shapes of another layer whose middle the limit of the commune covers."""
_YES, _NO = "oui", "non"


def recognised(path: Path) -> ZoneProfile | None:
    """How an open file of zones is read; None for any other file, of shapes or not.

    IRIS and QPV are known by their columns; other zones are taken for quartiers of the commune's own, which whoever
    brings the file may correct. Facts that are drawn as polygons have dates of their own, or overlap.
    """
    if not path.is_file():
        return None
    try:
        features, _ = _layer(_read(path, _LOOKED_AT), {}, file=path.name)
    except UndecidedError:
        # Several layers of polygons: which of them is asked when they are loaded.
        return ZoneProfile(Level.QUARTIER)
    except QuietudeError:
        return None
    polygons = _polygons_of(features)
    if polygons.empty or 2 * len(polygons) < len(features):
        return None
    headers = {reference.normalise(str(column)) for column in features.columns}
    level = next((level for level, one in reference.levels().items() if one.open_column in headers), None)
    known = columns.texts(polygons)
    if level is None and not (columns.labels(known) or columns.code(known, None)):
        return None
    is_named = any(columns.says_name(header) for header in columns.labels(known))
    if columns.dates(known) and not (is_named and not _overlap(polygons)):
        return None
    return ZoneProfile(level or Level.QUARTIER)


def load(draft: Draft, path: Path, profile: ZoneProfile) -> Delivery:
    """Load the zones of one level into a draft, replacing those it had, and locate every fact again.

    Raises
    ------
    QuietudeError : the file is refused.
    UndecidedError : which layer, label or system is meant, whether parts make one zone or far ones are the commune's.
    """
    level, file = profile.level, path.name
    if level is Level.COMMUNE:
        raise ZoneFileError(
            file=file,
            problem="la commune est une zone à elle seule",
            advice=f"Choisissez {' ou '.join(reference.zone_levels())}.",
        )
    features, notes = _layer(_read(path), profile.answers, file=file)
    n_read = len(features)
    features = _polygons(features, level, file=file)
    if n_read > len(features):
        notes.append(f"{n_read - len(features)} objets sans surface (points, lignes, vides) n’ont pas été lus.")
    if reference.levels()[level].open_column:
        features = nationwide.of_commune(features, draft.commune, file=file)
    surroundings = locating.surroundings(draft.connection, draft.commune)
    features, system = _in_wgs84(features, profile, surroundings, file=file)
    _check_distance(features, locating.of_zones(draft.connection), profile.answers, file=file)
    features, code, label = _named(features, profile, notes, file=file)
    geometries, repaired = _repair(features.geometry.to_numpy())
    if shapely.is_empty(geometries).all():
        raise ZoneFileError(
            file=file, problem="aucun de ses polygones n’a de surface", advice="Demandez un autre fichier."
        )
    zones = pd.DataFrame({"level": level.value, "geometry": list(shapely.to_wkb(geometries))})
    zones["zone_code"] = _codes(features, code, level, file=file)
    zones["label"] = columns.of(_column(features, label, file=file)) if label else zones["zone_code"]
    zones["label"] = zones["label"].where(zones["label"] != "", zones["zone_code"])
    zones["population"] = _numbers(features, profile.population, file=file)
    zones["dwellings"] = _numbers(features, profile.dwellings, file=file)
    zones["vintage"] = _vintage(zones)
    zones = zones.sort_values("zone_code")
    is_new = not _already_there(draft, zones)
    if is_new:
        _replace(draft, level, zones)
    return Delivery(
        "zones", f"contours_{level}", file, len(zones), len(zones), is_new, level=level,
        labels=tuple(zones["label"]), repaired=repaired, crs=crs.describe(system.crs), crs_name=crs.name_of(system.crs),
        crs_reason=system.reason,
        notes=tuple(notes), rank=0,
    )  # fmt: skip


def _read(path: Path, n: int | None = None) -> dict[str, gpd.GeoDataFrame | None]:
    """Layers of a file, or the table whose cells are polygons; ``n`` rows of each, or all."""
    if not path.is_file():
        raise MissingFileError(file=path.name)
    if formats.may_be_layers(path):
        return layers.read(path, n)
    drawn = _table(path, n)
    if drawn is None:
        if not _is_table(path):
            raise UnreadableFileError(file=path.name, expected=layers.EXPECTED)
        drawn = gpd.GeoDataFrame(geometry=[])
    return {path.stem: drawn}


def _is_table(path: Path) -> bool:
    """Whether a file without shapes is a table at least, so that whoever chose it is told what it lacks."""
    try:
        with tabular.opened(path):
            return True
    except (DocumentError, ForeignArchiveError):
        raise
    except QuietudeError:
        return False


def _table(path: Path, n: int | None) -> gpd.GeoDataFrame | None:
    """A table of which a column draws polygons, in WKT or in GeoJSON; None where none does."""
    if not geometries.may_draw_polygons(path):
        return None
    with tabular.opened(path) as table, duckdb.connect() as connection:
        rows = table.read(connection)
        frame = (rows if n is None else rows.limit(n)).df()
    for header in frame.columns:
        texts = frame[header].dropna()
        if texts.empty or not geometries.draws_polygons(texts.iloc[0]):
            continue
        drawn = gpd.GeoSeries(
            geometries.parsed(frame[header].fillna("").tolist()), crs=geometries.declared(texts.iloc[0])
        )
        return gpd.GeoDataFrame(frame.drop(columns=header), geometry=drawn)
    return None


def _layer(
    of_file: Mapping[str, gpd.GeoDataFrame | None], answers: Mapping[str, str], *, file: str
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """The layer of zones of a file, or several alike as one, and what to say of the others.

    Raises
    ------
    UndecidedError : several layers may be the zones.
    """
    drawn = {
        name: features.set_geometry(layers.surfaces(features.geometry))
        for name, features in of_file.items()
        if features is not None
    }
    candidates = {name: features for name, features in drawn.items() if len(_polygons_of(features))}
    if not candidates:
        return next(iter(drawn.values()), gpd.GeoDataFrame(geometry=[])), []
    if answers.get("layer") in candidates:
        read = [answers["layer"]]
    elif len(candidates) == 1:
        read = [*candidates]
    else:
        cuts = {
            name: features for name, features in candidates.items() if not _is_limit(name, candidates)
        } or candidates
        several = {name: features for name, features in cuts.items() if len(_polygons_of(features)) > 1}
        if len({tuple(sorted(map(str, features.columns))) for features in cuts.values()}) == 1:
            read = [*cuts]
        elif len(several) == 1:
            read = [*several]
        else:
            by_size = sorted(cuts, key=lambda name: -len(_polygons_of(cuts[name])))
            raise UndecidedError(file=file, key="layer", question="Quelle couche contient les zones ?", options=by_size)
    notes = [*layers.note_on_views(of_file)]
    if len(drawn) > 1:
        left = [name for name in drawn if name not in read]
        note = f"Couches lues : {_listed(read)}" + (f" ; non lues : {_listed(left)}." if left else ".")
        notes.append(note)
    first = candidates[read[0]]
    parts = [first, *(candidates[name].to_crs(first.crs) if first.crs and candidates[name].crs else candidates[name]
                      for name in read[1:])]  # fmt: skip
    return (gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), crs=first.crs) if len(parts) > 1 else first), notes


def _listed(texts: list[str]) -> str:
    return ", ".join(f"« {text} »" for text in texts)


def _is_limit(name: str, candidates: Mapping[str, gpd.GeoDataFrame]) -> bool:
    """Whether a layer is one polygon that another layer, of several, cuts."""
    limit = _polygons_of(candidates[name]).geometry
    if len(limit) != 1:
        return False
    others = (_polygons_of(other).geometry for key, other in candidates.items() if key != name)
    return any(
        len(other) > 1 and np.mean(limit.iloc[0].contains(other.representative_point().to_numpy())) >= _LIMIT
        for other in others
    )


def _overlap(polygons: gpd.GeoDataFrame) -> bool:
    points = polygons.representative_point().to_numpy()
    inside, _ = shapely.STRtree(polygons.geometry.to_numpy()).query(points, predicate="within")
    # Each point lies in its own polygon.
    n_overlapping = int((np.bincount(inside, minlength=len(points)) > 1).sum())
    return n_overlapping > _OVERLAPPING * len(points)


def _polygons_of(features: pd.DataFrame) -> gpd.GeoDataFrame:
    drawn = features[features.geom_type.isin(("Polygon", "MultiPolygon")) & ~features.geometry.is_empty]
    return drawn.reset_index(drop=True)


def _polygons(features: gpd.GeoDataFrame, level: Level, *, file: str) -> gpd.GeoDataFrame:
    if features.empty or features.geometry.isna().all():
        raise ZoneFileError(
            file=file,
            problem="il ne contient aucune forme",
            advice=f"Choisissez un fichier de contours. {reference.levels()[level].file_advice}".rstrip(),
        )
    polygons = _polygons_of(features)
    if polygons.empty:
        raise ZoneFileError(
            file=file,
            problem="il ne contient aucun polygone",
            advice="Choisissez un fichier de contours, pas de points ni de lignes.",
        )
    return polygons


def _check_distance(
    degrees: gpd.GeoDataFrame, surroundings: crs.Bounds | None, answers: Mapping[str, str], *, file: str
) -> None:
    """Ask whether zones that lie out of the commune's surroundings are its own."""
    if surroundings is None or answers.get("far") == _YES:
        return
    west, south, east, north = degrees.total_bounds
    if shapely.box(*surroundings).intersects(shapely.box(west, south, east, north)):
        return
    distance = locating.kilometres(surroundings, ((west + east) / 2, (south + north) / 2))
    if answers.get("far") == _NO:
        raise ZoneFileError(
            file=file,
            problem=f"elles sont loin de la commune, à environ {distance} km",
            advice="Choisissez le fichier de la commune, ou vérifiez son système de coordonnées "
            "(en ligne de commande, --crs).",
        )
    raise UndecidedError(
        file=file,
        key="far",
        question=f"Ces zones sont loin de la commune, à environ {distance} km : sont-elles bien les siennes ?",
        # What would be loaded is shown with the question; refused, it would be all that is shown.
        options=(_YES, _NO),
    )


def _named(
    features: gpd.GeoDataFrame, profile: ZoneProfile, notes: list[str], *, file: str
) -> tuple[gpd.GeoDataFrame, str | None, str | None]:
    """Zones, one row each, and the headers of their code and label.

    Raises
    ------
    UndecidedError : several columns may be the label, or rows of one label may be parts of one zone.
    """
    known = columns.texts(features)
    label = profile.label or profile.answers.get("label")
    if label is None:
        labels = columns.labels(known)
        if len(labels) > 1:
            raise UndecidedError(
                file=file, key="label", question="Quelle colonne donne le nom des zones ?", options=labels
            )
        label = labels[0] if labels else None
    code = profile.code or columns.code(known, label)
    if profile.code or label is None or label not in known or columns.texts(features)[label].is_unique:
        return features, code, label or code
    repeated = known[label][known[label].duplicated() & (known[label] != "")].unique().tolist()
    # The State gives a code to each zone, and several IRIS of a commune one name.
    if reference.levels()[profile.level].open_column and code is not None and known[code].is_unique:
        return features, code, label
    # Rows of the same code and label are parts of one zone; where codes differ, only a person knows.
    if code is not None and known[code].is_unique and code != label:
        answer = profile.answers.get("parts")
        if answer is None:
            raise UndecidedError(
                file=file,
                key="parts",
                question=f"Des lignes portent le même nom ({_listed(repeated[:3])}) : faut-il les réunir en une zone ?",
                options=(_YES, _NO),
            )
        if answer == _NO:
            return features, code, label
    whole = features.assign(geometry=features.geometry.make_valid())
    dissolved = whole.dissolve(known[label].rename("one label"), as_index=False, sort=False)
    notes.append(f"Plusieurs lignes d’un même nom ont été réunies en une zone : {_listed(repeated[:10])}.")
    return gpd.GeoDataFrame(dissolved[features.columns], crs=features.crs), code or label, label


def _in_wgs84(
    features: gpd.GeoDataFrame, profile: ZoneProfile, surroundings: crs.Bounds | None, *, file: str
) -> tuple[gpd.GeoDataFrame, crs.Recognised]:
    declared = profile.crs
    stated = crs.from_text(declared) if declared else None
    if declared and stated is None:
        raise ZoneFileError(
            file=file,
            problem=f"le système de coordonnées « {declared} » n’existe pas",
            advice="Donnez un code EPSG, par exemple 2154.",
        )
    recognised = (
        crs.Recognised(stated, "indiqué à la main")
        if stated
        else crs.recognise(
            tuple(features.total_bounds), features.crs, surroundings, file=file, answer=profile.answers.get("crs")
        )
    )
    if recognised is None:
        raise ZoneFileError(
            file=file,
            problem="son système de coordonnées n’est pas reconnu",
            advice="Demandez ces zones en degrés (WGS 84) ou en Lambert-93 ; en ligne de commande, donnez --crs 2154.",
        )
    degrees = features.set_crs(recognised.crs, allow_override=True).to_crs(crs.WGS84)
    west, south, east, north = degrees.total_bounds
    if not (
        np.isfinite((west, south, east, north)).all() and west >= -180 and east <= 180 and south >= -90 and north <= 90
    ):
        raise ZoneFileError(
            file=file,
            problem="ses coordonnées ne tombent pas sur la Terre",
            advice="Demandez ces zones en degrés (WGS 84) ou en Lambert-93 ; en ligne de commande, vérifiez --crs.",
        )
    if west >= 41 and east <= 51.5 and south >= -5.5 and north <= 10:
        # Mainland France with its axes exchanged: there it would be the sea off Somalia.
        raise ZoneFileError(
            file=file,
            problem="la latitude y est écrite avant la longitude",
            advice="Demandez un fichier dont les coordonnées sont dans l’ordre longitude, latitude.",
        )
    return degrees, recognised


def _repair(geometries: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    """Polygons without height, made valid; and how many were not."""
    flat = shapely.force_2d(geometries)
    invalid = ~shapely.is_valid(flat)
    flat[invalid] = [layers.polygonal(shapely.make_valid(shape)) for shape in flat[invalid]]
    return flat, int(invalid.sum())


def _column(features: gpd.GeoDataFrame, name: str, *, file: str) -> pd.Series:
    if name not in features.columns:
        columns = ", ".join(str(column) for column in features.columns if column != features.geometry.name)
        raise UnknownColumnError(file=file, column=name, columns=columns)
    return features[name]


def _codes(features: gpd.GeoDataFrame, column: str | None, level: Level, *, file: str) -> pd.Series:
    if column is None:
        raise ZoneFileError(
            file=file,
            problem="aucune colonne ne ressemble à un code",
            advice="Indiquez la colonne du code avec --code.",
        )
    codes = columns.of(_column(features, column, file=file))
    if digits := reference.levels()[level].code_digits:
        codes = codes.where(~codes.str.isdigit(), codes.str.zfill(digits))
    if (codes == "").any() or not codes.is_unique:
        raise ZoneFileError(
            file=file,
            problem=f"la colonne « {column} » ne donne pas un code différent à chaque zone",
            advice="Indiquez une autre colonne avec --code.",
        )
    return codes


def _numbers(features: gpd.GeoDataFrame, column: str | None, *, file: str) -> pd.Series:
    if column is None:
        return pd.Series(np.nan, index=features.index)
    numbers = pd.to_numeric(_column(features, column, file=file), errors="coerce")
    if numbers.isna().any() or (numbers < 0).any():
        raise ZoneFileError(
            file=file,
            problem=f"la colonne « {column} » n’est pas un nombre pour chaque zone",
            advice="Vérifiez cette colonne.",
        )
    return numbers.astype(float)


def _vintage(zones: pd.DataFrame) -> str:
    """Name of these zones and of the way in which their outline is written: either changes it."""
    digest = hashlib.sha256(outline.FORMAT.encode())
    for row in zones.sort_values("zone_code").itertuples(index=False):
        digest.update(row.geometry + f"|{row.zone_code}|{row.label}|".encode())
    return digest.hexdigest()[:16]


def _already_there(draft: Draft, zones: pd.DataFrame) -> bool:
    present = names.zones_of(draft.connection, zones["level"].iloc[0])
    columns = ["zone_code", "vintage", "label", "population", "dwellings"]
    arriving = zones[columns].astype(object).where(zones[columns].notna(), None)
    return present == list(arriving.itertuples(index=False, name=None))


def _replace(draft: Draft, level: Level, zones: pd.DataFrame) -> None:
    draft.connection.register("arriving", zones)
    draft.connection.execute(statement("former_zones"), {"level": level, "now": datetime.now()})
    draft.connection.execute(statement("departing_zones"), {"level": level})
    draft.connection.execute(statement("arriving_zones"))
    draft.connection.unregister("arriving")
    residents.spread(draft.connection)
    locating.locate_again(draft.connection, spellings.read(draft.commune.home))
    draft.changed = True
    if draft.dry_run:
        return
    geometries = shapely.from_wkb(zones["geometry"].to_numpy())
    for name, content in outline.files(
        level, zones["vintage"].iloc[0], zones["zone_code"].tolist(), geometries
    ).items():
        draft.keep(f"geo/{name}", content)
