"""Records rather than rows (JSON, JSON lines, GeoJSON, XML, GeoPackage, shapefile), brought down to a text table."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from data.errors import EmptyFileError, UnreadableFileError
from data.intake.readers import geometries

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


def write_layer(path: Path, copy: Path, file: str) -> None:
    """Write the features of a geographic file as a text table, each at a point in WGS84 that lies in its shape.

    Layers that have the same columns are written together; of others, the one that has the most features.

    Raises
    ------
    EmptyFileError, UnreadableFileError
    """
    import pandas as pd  # Long to import, and few files of facts are of this kind.

    from data.intake.readers import layers

    drawn = [*layers.read(path).values()]
    if len({tuple(sorted(map(str, features.columns))) for features in drawn}) > 1:
        drawn = [max(drawn, key=len)]
    located = [features.to_crs(4326) if features.crs is not None else features for features in drawn]
    if not located:
        raise EmptyFileError(file=file)
    features = pd.concat(located, ignore_index=True) if len(located) > 1 else located[0]
    columns = features.drop(columns=features.geometry.name)
    records = columns.astype(object).where(columns.notna(), "").to_dict("records")
    for record, point in zip(records, features.geometry.representative_point(), strict=True):
        known = point is not None and not point.is_empty
        record[GEOMETRY] = json.dumps({"type": "Point", "coordinates": [point.x, point.y]}) if known else ""
    _write([{str(name): str(value) for name, value in record.items()} for record in records], copy, file)


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
