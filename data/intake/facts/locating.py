"""Where facts lie: their coordinates in degrees and their zone at each level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer

from data import reference
from data.commune import Commune
from data.errors import MappingError
from data.intake.addresses import spellings
from data.intake.facts.point_in_polygon import locate
from data.intake.facts.points import BY_STREET, LOCATIONS, Points, find_addresses, positions
from data.intake.facts.rounding import round_within
from data.intake.profiles import SourceProfile
from data.intake.zones import crs, names
from data.intake.zones.crs import Bounds
from data.model import Level
from data.warehouse.statements import statements_of
from data.warehouse.zone_sets import ZoneSets

if TYPE_CHECKING:
    from data.intake.addresses.gazetteer import Gazetteer

statement = statements_of(__file__)

_FAR_DEGREES = 50 / 111.2
"""Fifty kilometres: a neighbouring commune's fact is kept and counted as not located, a fact elsewhere on Earth is
refused."""

_EARTH = Geod(ellps="WGS84")
_MAINLAND = (-5.5, 41.0, 10.0, 51.5)
"""Mainland France, in degrees."""

_NOTED_NAMES, _NOTED_LETTERS = 5, 40
"""Names of zones that designate none: how many a note has, and how many letters of each."""

Zones = Mapping[str, tuple[list[str], NDArray[np.object_]]]
"""Codes and geometries of each level's zones, in code order: the order that settles borders and overlaps."""
Located = dict[str, NDArray[np.int32]]
"""Of each level that has zones, the position among them of each row's zone, -1 for none."""


@dataclass(frozen=True)
class Locating:
    """What the user should know of where the facts of a file lie.

    Attributes
    ----------
    notes : French sentences; most often none.
    unmatched_zones : rows by name of zone that designates none of the level and that no point settles either.
    is_answered : whether a person said where some of the rows are.
    """

    notes: tuple[str, ...] = ()
    unmatched_zones: Mapping[str, int] = field(default_factory=dict)
    is_answered: bool = False


def locate_rows(
    connection: duckdb.DuckDBPyConnection, staged: pa.Table, profile: SourceProfile, commune: Commune, *, file: str
) -> Locating:
    """Make the view ``placed``: the staged rows with a point that may be kept and their zone at each level.

    And the table ``doubtful``: the addresses of the file, of which none goes further.

    Raises
    ------
    UndecidedError : several systems of coordinates lead to the commune.
    MappingError : projected coordinates of no known system, or degrees whose order is in doubt.
    UnknownLevelError : the rows name zones of a level that has none.
    """
    lon, lat = (staged[column].to_numpy() for column in ("first_number", "second_number"))
    half = np.isnan(lon) != np.isnan(lat)
    if half.any():
        lon, lat = np.where(half, np.nan, lon), np.where(half, np.nan, lat)
    zones = _zones(connection)
    if "x" in profile.columns or ("point" in profile.columns and _are_projected(lon, lat)):
        around = _surroundings(zones) or _departement(commune)
        lon, lat = _in_degrees(lon, lat, around, file=file, answer=profile.answers.get("crs"))
    lon, lat, notes = _in_order(zones, lon, lat, file=file)
    location = positions(staged["location"].combine_chunks()).astype(np.int8)
    points = Points(lon, lat, np.where(np.isnan(lon), np.int8(-1), location))
    texts = staged["address"].combine_chunks().dictionary_encode()
    gazetteer = _gazetteer(connection, texts)
    addresses = find_addresses(points, texts, gazetteer)
    within = _within(zones, points.lon, points.lat)
    is_decided = np.zeros(len(lon), dtype=bool)
    rows, streets, street_names = addresses.by_street, addresses.street, pa.array([], pa.string())
    if gazetteer:
        written = addresses.doubtful["written"].combine_chunks()
        has_name = pc.not_equal(written, "").to_numpy(zero_copy_only=False)[addresses.address]
        doubtful_rows, doubtful = addresses.in_vain[has_name], addresses.address[has_name]
        decided = _decided(gazetteer, written.to_pylist(), spellings.read(commune.home))[doubtful]
        is_decided[doubtful_rows[decided >= 0]] = True
        points.location[is_decided] = BY_STREET
        rows = np.concatenate([addresses.by_street, doubtful_rows])
        streets = np.concatenate([addresses.street, decided])
        own_names = pa.array(gazetteer.streets[addresses.street], pa.string())
        street_names = pa.concat_arrays([own_names, written.take(pa.array(doubtful))])
    columns = _kept(zones, within, points) | {"far": pa.array(_far(zones, points.lon, points.lat))}
    if gazetteer:
        _share_street(zones, gazetteer, within, rows, streets)
    sets = ZoneSets(connection)
    columns |= {"zone_set": pa.array(_zone_sets(sets, zones, within, len(lon))), "row": pa.array(np.arange(len(lon)))}
    columns["street"] = _spread(street_names, rows, len(lon))
    columns["address"] = _spread(pa.array(addresses.address), addresses.in_vain, len(lon))
    columns["is_decided"] = pa.array(is_decided)
    located = staged.drop_columns(["first_number", "second_number", "location", "address"])
    for name, column in columns.items():
        located = located.append_column(name, column)
    connection.register("located", located)
    connection.register("doubtful", addresses.doubtful)
    named, unmatched, suggested = _named(connection, sets, profile)
    connection.register("named", named)
    sets.write()
    connection.execute(statement("placed"))
    is_answered = bool(is_decided.any()) or any(named["answered"].to_pylist())
    return Locating((*notes, *_unmatched_note(unmatched, suggested)), unmatched, is_answered)


def _in_order(
    zones: Zones, lon: NDArray[np.float64], lat: NDArray[np.float64], *, file: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[str, ...]]:
    """Longitudes and latitudes, put in order where a whole file has one for the other, and what to say of it.

    The commune's surroundings decide, or mainland France where no zone tells where it is: there no point of the file
    lies as it is, and most do once exchanged.
    """
    around = _surroundings(zones) or _MAINLAND
    n_known = (np.isfinite(lon) & np.isfinite(lat)).sum()
    nearby = _inside(around, lon, lat)
    if 2 * nearby.sum() >= n_known or 2 * (_inside(around, lat, lon) & ~nearby).sum() <= n_known:
        return lon, lat, ()
    if nearby.any():
        raise MappingError(
            problem=f"la latitude et la longitude du fichier « {file} » semblent échangées, mais pas partout",
            advice="Corrigez ces lignes, ou demandez un fichier où elles sont partout dans le même ordre.",
        )
    return lat, lon, ("La latitude et la longitude, échangées dans le fichier, ont été remises en ordre.",)


def _are_projected(x: NDArray[np.float64], y: NDArray[np.float64]) -> bool:
    """Whether most points are too far from zero for degrees."""
    known = np.isfinite(x) & np.isfinite(y)
    return bool(2 * ((np.abs(x) > 180) | (np.abs(y) > 180))[known].sum() > known.sum())


def _in_degrees(
    x: NDArray[np.float64], y: NDArray[np.float64], around: Bounds | None, *, file: str, answer: str | None
) -> tuple[NDArray[np.float64], ...]:
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return x, y
    # Quartiles, so that a few mistyped coordinates do not hide the system of all the others.
    west, east = np.percentile(x[known], (25, 75))
    south, north = np.percentile(y[known], (25, 75))
    system = crs.recognise((west, south, east, north), None, around, file=file, answer=answer)
    if system is None:
        raise MappingError(
            problem=f"le système des coordonnées du fichier « {file} » n’est pas reconnu",
            advice="Donnez des degrés (lat, lon) ou du Lambert-93.",
        )
    lon, lat = Transformer.from_crs(system.crs, crs.WGS84, always_xy=True).transform(x, y)
    return np.where(np.isfinite(lon), lon, np.nan), np.where(np.isfinite(lat), lat, np.nan)


def locate_again(connection: duckdb.DuckDBPyConnection, decided: Mapping[str, str]) -> None:
    """Give every fact its zones anew, after a level's zones changed; those that were superseded may come back.

    By its rounded point, by its street where that is all that is known, or by the code that its source gave.

    Parameters
    ----------
    decided : street, as published, that a person said a comparable name to be.
    """
    facts = connection.sql(statement("fact_points")).to_arrow_table()
    zones = _zones(connection)
    within = _within(zones, facts["lon"].to_numpy(), facts["lat"].to_numpy())
    streets = facts["street"].combine_chunks().dictionary_encode()
    gazetteer = _gazetteer(connection, streets)
    has_street = np.zeros(len(facts), dtype=bool)
    if gazetteer:
        by_street = np.flatnonzero(streets.is_valid())
        of_name = _published_or_decided(gazetteer, streets.dictionary.to_pylist(), decided)
        known = of_name[positions(streets)[by_street]]
        has_street[by_street] = known >= 0
        _share_street(zones, gazetteer, within, by_street, known)
    sets = ZoneSets(connection)
    zone_sets = sets.all_completed(_zone_sets(sets, zones, within, len(facts)), facts["zone_set"].to_numpy())
    sets.write()
    connection.register("located", pa.table({"zone_set": zone_sets, "has_street": has_street}))
    connection.execute(statement("fact_placed_again"))
    connection.execute(statement("departing_facts"))
    connection.execute(statement("departing_superseded_facts"))
    connection.execute(statement("facts_placed_again"))
    connection.execute(statement("superseded_facts_placed_again"))
    connection.unregister("located")


def locate_streets(connection: duckdb.DuckDBPyConnection, names: Sequence[str], decided: Mapping[str, str]) -> None:
    """Give their zones anew to the facts that are known by some streets alone, superseded ones too.

    Parameters
    ----------
    names : comparable names of the streets, as files write them.
    decided : street, as published, that a person said a comparable name to be.
    """
    zones = _zones(connection)
    within = {level: np.full(len(names), -1, dtype=np.int32) for level in zones if level != Level.COMMUNE}
    streets = np.full(len(names), -1, dtype=np.int32)
    if gazetteer := _gazetteer(connection, pa.array(names, pa.string()).dictionary_encode()):
        streets = _published_or_decided(gazetteer, names, decided)
        _share_street(zones, gazetteer, within, np.arange(len(names)), streets)
    sets = ZoneSets(connection)
    zone_sets = _zone_sets(sets, zones, within, len(names))
    sets.write()
    located = {"street": pa.array(names, pa.string()), "zone_set": zone_sets, "is_known": streets >= 0}
    connection.register("located_street", pa.table(located))
    connection.execute(statement("facts_of_streets_placed_again"))
    connection.execute(statement("superseded_facts_of_streets_placed_again"))
    connection.unregister("located_street")


def _gazetteer(connection: duckdb.DuckDBPyConnection, texts: pa.DictionaryArray) -> "Gazetteer | None":
    """The streets of the commune, if some row needs them: indexing those of a city takes half a second."""
    if not len(texts.dictionary):
        return None
    # Long to import, and most files have no address.
    from data.intake.addresses import gazetteer

    return gazetteer.read(connection)


def _published_or_decided(
    gazetteer: "Gazetteer", names: Sequence[str], decided: Mapping[str, str]
) -> NDArray[np.int32]:
    """Position of the street that has each comparable name, or that a person said it to be; -1 for none."""
    published = gazetteer.positions(names)
    return np.where(published < 0, _decided(gazetteer, names, decided), published)


def _decided(gazetteer: "Gazetteer", names: Sequence[str], decided: Mapping[str, str]) -> NDArray[np.int32]:
    """Position of the street that a person said each comparable name to be; -1 where nobody did."""
    from data.intake.addresses.gazetteer import street_name

    return gazetteer.positions([street_name(decided.get(name, spellings.NO_STREET)) for name in names])


def _within(zones: Zones, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> Located:
    return {level: locate(shapes, lon, lat) for level, (_, shapes) in zones.items() if level != Level.COMMUNE}


def _share_street(
    zones: Zones,
    gazetteer: "Gazetteer",
    within: Located,
    rows: NDArray[np.int64],
    streets: NDArray[np.signedinteger[Any]],
) -> None:
    """Give some rows the zone that their whole street lies in, none where it lies in several or no longer exists."""
    if not len(rows):
        return
    for level, of_row in within.items():
        of_number = locate(zones[level][1], gazetteer.lon, gazetteer.lat)
        first, last = (extreme.reduceat(of_number, gazetteer.first) for extreme in (np.minimum, np.maximum))
        of_street = np.append(np.where(first == last, first, -1), -1)
        of_row[rows] = of_street[streets]


def _kept(zones: Zones, within: Located, points: Points) -> dict[str, pa.Array]:
    """Of each row, the rounded point that the warehouse keeps and how the exact one was known."""
    levels = [(zones[level][1], of_row) for level, of_row in within.items()]
    lon, lat, east, north = round_within(levels, points.lon, points.lat)
    steps = [pa.array(east), pa.array(north)]
    return {
        "lon": pa.array(lon, from_pandas=True),
        "lat": pa.array(lat, from_pandas=True),
        "moved": pa.StructArray.from_arrays(steps, ["east", "north"], mask=pa.array((east == 0) & (north == 0))),
        "location": _codes(LOCATIONS, points.location),
    }


def _zone_sets(sets: ZoneSets, zones: Zones, within: Located, n: int) -> NDArray[np.int32]:
    """Number of each row's set of zones."""
    return sets.numbers({level: zones[level][0] for level in within}, within, n)


def _zones(connection: duckdb.DuckDBPyConnection) -> Zones:
    rows = connection.execute(statement("zone_geometries")).fetchall()
    return {level: (codes, shapely.from_wkb(geometries)) for level, codes, geometries in rows}


def _spread(values: pa.Array, rows: NDArray[np.int64], n: int) -> pa.Array:
    """Column of n rows that has values in some, most often in none."""
    if not len(rows):
        return pa.nulls(n)
    of_row = np.full(n, -1, dtype=np.int32)
    of_row[rows] = np.arange(len(rows))
    return values.take(pa.array(of_row, mask=of_row < 0))


def _codes(codes: Sequence[str], positions: NDArray[np.signedinteger[Any]]) -> pa.Array:
    """Code at each position, null at -1, as a dictionary so that millions of rows stay small."""
    indices = pa.array(positions, mask=positions < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(codes, pa.string()))


def _far(zones: Zones, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a point is more than 50 km outside the commune's extent.

    Never when no zone tells where the commune is.
    """
    around = _surroundings(zones)
    known = np.isfinite(lon) & np.isfinite(lat)
    return np.zeros(len(lon), dtype=bool) if around is None else known & ~_inside(around, lon, lat)


def surroundings(connection: duckdb.DuckDBPyConnection, commune: Commune) -> Bounds | None:
    """The extent of the zones that a commune has, else that of its département, and 50 km around; None if unknown."""
    return _surroundings(_zones(connection)) or _departement(commune)


def of_zones(connection: duckdb.DuckDBPyConnection) -> Bounds | None:
    """The extent of the zones that a commune has and 50 km around; None before its first ones."""
    return _surroundings(_zones(connection))


def kilometres(surroundings: Bounds, point: tuple[float, float]) -> int:
    """Distance on the sphere from the middle of some surroundings to a point, in degrees, to about ten kilometres."""
    west, south, east, north = surroundings
    _, _, metres = _EARTH.inv((west + east) / 2, (south + north) / 2, *point)
    return max(10, round(float(metres) / 1e4) * 10)


def _surroundings(zones: Zones) -> Bounds | None:
    """The extent of the zones that a commune has, and 50 km around it; None when it has none."""
    if not zones:
        return None
    west, south, east, north = shapely.total_bounds(np.concatenate([geometries for _, geometries in zones.values()]))
    return _widened((west, south, east, north))


def _departement(commune: Commune) -> Bounds | None:
    """The extent of the commune's département, and 50 km around it; a fictive commune lies anywhere."""
    extent = None if commune.fictive else reference.departement_extents().get(commune.departement)
    return _widened(extent) if extent else None


def _widened(extent: Bounds) -> Bounds:
    west, south, east, north = extent
    margin_lon = _FAR_DEGREES / np.cos(np.radians((south + north) / 2))
    return west - margin_lon, south - _FAR_DEGREES, east + margin_lon, north + _FAR_DEGREES


def _inside(bounds: Bounds, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.bool_]:
    west, south, east, north = bounds
    inside: NDArray[np.bool_] = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return inside


def _named(
    connection: duckdb.DuckDBPyConnection, sets: ZoneSets, profile: SourceProfile
) -> tuple[pa.Table, dict[str, int], dict[str, str]]:
    """Zones that the file calls by code or by label, however it spells them, where points settle none.

    Returns
    -------
    One row per name and set of zones of the points that bear it: ``zone_code`` and ``zone_label`` (as the file has
    them), ``point_set``, ``zone_set`` (with the zone named), ``answered`` (whether a person said which); rows by name
    that designates no zone, the most frequent first; and the label of the zone that such a name resembles.
    """
    texts = {"zone_code": pa.string(), "zone_label": pa.string()}
    columns = texts | {"point_set": pa.int32(), "zone_set": pa.int32(), "answered": pa.bool_()}
    rows = []
    unmatched: dict[str, int] = {}
    suggested: dict[str, str] = {}
    if profile.level not in (None, Level.COMMUNE):
        in_file = connection.execute(statement("named_in_file")).fetchall()
        answered = names.answered(profile.answers)
        unknown: list[tuple[str, int]] = []
        codes = names.codes_of_names(
            connection, profile.level, (code or label for code, label, *_ in in_file), profile.answers
        )
        for code, label, point_set, n_rows in in_file:
            name = code or label
            zones = [(profile.level.value, codes[name])] if name in codes else []
            zone_set = sets.completed(point_set, zones)
            if zone_set != point_set:
                rows.append((code, label, point_set, zone_set, reference.normalise(name) in answered))
            elif not zones and not sets.has(point_set, profile.level):
                unknown.append((name, n_rows))
        unmatched = names.unmatched(unknown, profile.answers)
        suggested = names.suggestions(connection, profile.level, unmatched)
    named = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], pa.schema(columns))
    return named, unmatched, suggested


def _shortened(name: str) -> str:
    return name if len(name) <= _NOTED_LETTERS else f"{name[: _NOTED_LETTERS - 1]}…"


def _unmatched_note(unmatched: Mapping[str, int], suggested: Mapping[str, str]) -> tuple[str, ...]:
    if not unmatched:
        return ()
    listed = [
        f"« {_shortened(name)} » ({n}" + (f", peut-être « {suggested[name]} »)" if name in suggested else ")")
        for name, n in [*unmatched.items()][:_NOTED_NAMES]
    ]
    others = len(unmatched) - len(listed)
    more = f", et {others} autres" if others > 1 else ", et un autre" if others else ""
    return (f"{names.UNMATCHED}, avec leurs lignes : {', '.join(listed)}{more}.",)
