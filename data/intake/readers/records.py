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
_OF_COLUMNS = {
    "name", "id", "type", "alias", "length", "sqlType", "domain", "defaultValue", "info", "editable", "nullable",
    "label", "description", "annotations", "precision",
}  # fmt: skip
"""What a document says of a column of its records."""
_INSIDE = ("properties", "attributes", "fields")
"""What GeoJSON, Esri and Opendatasoft keep the columns of a record in."""
_DEPTH = 3
"""Levels down to which the list of records is looked for: an answer of CKAN has it two levels down."""
_POSITION = {"coordinates", "lat", "lon", "latitude", "longitude", "x", "y"}
"""Members of an object that is a position."""


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
    """Write the records of an XML document as a text table.

    Raises
    ------
    EmptyFileError, UnreadableFileError
    """
    try:
        content = _content(_root(path))
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise UnreadableFileError(file=file, expected="des données XML", details=str(error)) from error
    _write([_flat(record) for record in _records(content)], copy, file)


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


def _root(path: Path) -> ElementTree.Element:
    """Root of an XML document, also of one in Western letters that says nothing of its encoding."""
    try:
        return ElementTree.parse(path).getroot()
    except ElementTree.ParseError:
        return ElementTree.fromstring(_decoded(path))


def _content(element: ElementTree.Element) -> Any:
    """Content of an XML element as JSON would have it: its text, or its attributes and what it holds, by name."""
    if not len(element) and not element.attrib:
        return element.text or ""
    values: dict[str, list[Any]] = {_local(name): [value] for name, value in element.attrib.items()}
    for part in element:
        values.setdefault(_local(part.tag), []).append(_content(part))
    if not len(element) and (element.text or "").strip():
        values[""] = [element.text]
    return {name: inside[0] if len(inside) == 1 else inside for name, inside in values.items()}


def _local(tag: str) -> str:
    """Name of an element without its namespace."""
    return tag.rpartition("}")[2]


def _records(content: Any) -> list[Mapping[str, Any]]:
    """The records of a document: the longest list of objects or of rows that it holds, or what its keys give."""
    if isinstance(content, dict):
        lists = _lists(content, _DEPTH)
        content = max(lists, key=lambda rows: (not _describe_columns(rows), len(rows)), default=None) or _by_key(
            content
        )
    if not isinstance(content, list):
        return []
    if _are_rows(content):
        headers, *rows = content
        return [dict(zip(headers, row, strict=False)) for row in rows]
    return [record for record in content if isinstance(record, dict)]


def _lists(content: Mapping[str, Any], depth: int) -> Iterator[list[Any]]:
    """Lists that hold an object, and rows under their headers, at any level of a document."""
    headers = [
        value for value in content.values() if isinstance(value, list) and all(isinstance(one, str) for one in value)
    ]
    for value in content.values():
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            yield value
        elif isinstance(value, list) and value and isinstance(value[0], list):
            yield from ([names, *value] for names in headers if len(names) == len(value[0]))
            if _are_rows(value):
                yield value
        elif isinstance(value, dict) and depth > 1:
            yield from _lists(value, depth - 1)


def _are_rows(content: list[Any]) -> bool:
    """Whether a list holds rows, the first of which are their headers."""
    return (
        len(content) > 1
        and all(isinstance(row, list) for row in content)
        and all(isinstance(header, str) for header in content[0])
    )


def _describe_columns(rows: list[Any]) -> bool:
    """Whether records are those of the columns of others, of which there may be fewer."""
    return all(isinstance(row, dict) and "type" in row and row.keys() <= _OF_COLUMNS for row in rows)


def _by_key(content: Mapping[str, Any]) -> list[Any]:
    """Records of an object that has no list of them: by column, by identifier, or the object itself."""
    values = [*content.values()]
    if len(values) == 1 and isinstance(values[0], dict):
        return _by_key(values[0])
    if values and all(isinstance(value, list) and len(value) == len(values[0]) for value in values):
        return [dict(zip(content, row, strict=True)) for row in zip(*values, strict=True)]
    if len(values) > 1 and all(isinstance(value, dict) and value.keys() == values[0].keys() for value in values):
        if all(map(str.isdigit, values[0])):  # A column, whose rows are numbered.
            return [{name: value[row] for name, value in content.items()} for row in values[0]]
        return values
    return [content]


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Columns of a record as text; of an object inside it, each member is a column.

    Of a feature, its position and its own columns: the members of GeoJSON and of Esri are none of them.
    """
    inside = [value for name in _INSIDE if isinstance(value := record.get(name), dict)]
    is_feature = GEOMETRY in record and bool(inside)
    columns = {} if is_feature else {name: value for name, value in record.items() if name not in _INSIDE}
    for value in inside:
        columns |= value
    if is_feature and isinstance(geometry := record[GEOMETRY], dict):
        columns[GEOMETRY] = geometries.as_point(geometries.of_esri(geometry) or geometry)
    return dict(_spread(columns))


def _spread(columns: Mapping[str, Any], within: str = "", depth: int = _DEPTH) -> Iterator[tuple[str, str]]:
    """Columns of an object, and those of the objects inside it under both names; a position stays one value."""
    for name, value in columns.items():
        header = ".".join(filter(None, (within, name)))
        alone = value[0] if isinstance(value, list) and len(value) == 1 else value
        if isinstance(alone, dict) and depth > 1 and alone and _POSITION.isdisjoint(alone):
            yield from _spread(alone, header, depth - 1)
        else:
            yield header, _text(value)


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
