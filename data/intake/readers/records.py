"""Records rather than rows (JSON, JSON lines, GeoJSON, XML, features of a layer), brought down to a text table."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from data.errors import EmptyFileError, UnreadableFileError
from data.intake.readers import geometries

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

GEOMETRY = "geometry"
"""Header of the position of a record that has one, as a GeoJSON point."""
_INSIDE = ("properties", "attributes", "fields")
"""What GeoJSON, Esri and Opendatasoft keep the columns of a record in."""
_DEPTH = 3
"""Levels down to which the list of records is looked for: an answer of CKAN has it two levels down."""


def write_json(path: Path, copy: Path, file: str) -> None:
    """Write the records of a JSON document, or of JSON lines, as a text table.

    Raises
    ------
    EmptyFileError, UnreadableFileError
    """
    try:
        text = _decoded(path)
        try:
            content = json.loads(text)
        except ValueError:
            content = [json.loads(line) for line in text.splitlines() if line.strip()]
    # A number of thousands of digits is a ValueError.
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(file=file, expected="des données JSON", details=str(error)) from error
    _write([_flat(record) for record in _records(content)], copy, file)


def write_xml(path: Path, copy: Path, file: str) -> None:
    """Write the records of an XML document, each a child of its root, as a text table.

    Raises
    ------
    EmptyFileError, UnreadableFileError
    """
    try:
        root = ElementTree.parse(path).getroot()
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise UnreadableFileError(file=file, expected="des données XML", details=str(error)) from error
    _write([{part.tag: part.text or "" for part in record} for record in root], copy, file)


def write_layer(features: "GeoDataFrame", copy: Path, file: str) -> None:
    """Write the features of a layer as a text table, each at a point that lies in its shape.

    The point is in WGS84, or as the file writes it where its system is not known.

    Raises
    ------
    EmptyFileError
    """
    located = _in_degrees(features)
    points = geometries.points_inside(located.geometry.to_numpy())
    columns = located.drop(columns=located.geometry.name).convert_dtypes()
    rows = columns.astype(object).where(columns.notna(), "").to_dict("records")
    written = [
        {str(name): str(value) for name, value in row.items()}
        | {GEOMETRY: json.dumps({"type": "Point", "coordinates": point}) if point else ""}
        for row, point in zip(rows, points, strict=True)
    ]
    _write(written, copy, file)


def _in_degrees(features: "GeoDataFrame") -> "GeoDataFrame":
    from pyproj.exceptions import ProjError

    if features.crs is None:
        return features
    try:
        return features.to_crs(4326)
    # A plan of its own, or a grid that is not there: the system is recognised by the numbers, as if none were declared.
    except ProjError:
        return features


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _records(content: Any) -> list[Mapping[str, Any]]:
    """The list of records of a document: itself, or the longest list of objects that it holds."""
    if isinstance(content, dict):
        content = max(_lists(content, _DEPTH), key=len, default=[content])
    return [record for record in content if isinstance(record, dict)] if isinstance(content, list) else []


def _lists(content: Mapping[str, Any], depth: int) -> Iterator[list[Any]]:
    """Lists that hold an object, at any level of a document."""
    for value in content.values():
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield value
        elif isinstance(value, dict) and depth > 1:
            yield from _lists(value, depth - 1)


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Columns of a record as text; what is itself a list or an object stays JSON.

    Of a feature, its position and its own columns: the members of GeoJSON and of Esri are none of them.
    """
    inside = [value for name in _INSIDE if isinstance(value := record.get(name), dict)]
    is_feature = GEOMETRY in record and bool(inside)
    columns = {} if is_feature else {name: value for name, value in record.items() if name not in _INSIDE}
    for value in inside:
        columns |= value
    if is_feature and isinstance(geometry := record[GEOMETRY], dict):
        columns[GEOMETRY] = _esri_point(geometry) or geometries.as_point(geometry)
    return {name: _text(value) for name, value in columns.items()}


def _esri_point(geometry: Any) -> dict[str, Any] | None:
    """A point of Esri as GeoJSON writes it; None for any other shape."""
    if not isinstance(geometry, dict) or not geometry.keys() >= {"x", "y"}:
        return None
    return {"type": "Point", "coordinates": [geometry["x"], geometry["y"]]}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write(records: list[dict[str, str]], copy: Path, file: str) -> None:
    headers: Iterable[str] = dict.fromkeys(name for record in records for name in record)
    if not headers:
        raise EmptyFileError(file=file)
    with copy.open("w", encoding="utf-8", errors="replace", newline="") as target:
        writer = csv.DictWriter(target, list(headers), restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(records)
