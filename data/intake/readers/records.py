"""Records rather than rows (JSON, JSON lines, GeoJSON, XML, GeoPackage, shapefile), brought down to a text table."""

import csv
import json
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from data.errors import EmptyFileError, UnreadableFileError

GEOMETRY = "geometry"
"""Header of the position of a record that has one, as a GeoJSON point."""
_INSIDE = ("properties", "fields")
"""What GeoJSON and Opendatasoft keep the columns of a record in."""


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
        except json.JSONDecodeError:
            content = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (json.JSONDecodeError, RecursionError) as error:
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

    Raises
    ------
    EmptyFileError, UnreadableFileError
    """
    import geopandas as gpd  # Long to import, and few files of facts are of this kind.

    try:
        with warnings.catch_warnings(action="ignore"):
            features = gpd.read_file(_named_for_gdal(path))
    except (ValueError, RuntimeError, OSError) as error:
        expected = "un fichier géographique (GeoPackage, shapefile)"
        raise UnreadableFileError(file=file, expected=expected, details=str(error)) from error
    columns = features.drop(columns=features.geometry.name) if isinstance(features, gpd.GeoDataFrame) else features
    records = columns.astype(object).where(columns.notna(), "").to_dict("records")
    if isinstance(features, gpd.GeoDataFrame):
        located = features.geometry if features.crs is None else features.geometry.to_crs(4326)
        for record, point in zip(records, located.representative_point(), strict=True):
            known = point is not None and not point.is_empty
            record[GEOMETRY] = json.dumps({"type": "Point", "coordinates": [point.x, point.y]}) if known else ""
    _write([{str(name): str(value) for name, value in record.items()} for record in records], copy, file)


def _named_for_gdal(path: Path) -> str:
    """Say what the file is: GDAL would believe its name."""
    with path.open("rb") as file:
        start = file.read(4)
    return f"GPKG:{path}" if start == b"SQLi" else f"/vsizip/{{{path}}}" if start == b"PK\x03\x04" else str(path)


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _records(content: Any) -> list[Mapping[str, Any]]:
    """The list of records of a document: itself, or the longest list that it holds."""
    if isinstance(content, dict):
        lists = [value for value in content.values() if isinstance(value, list)]
        content = max(lists, key=len, default=[content])
    return [record for record in content if isinstance(record, dict)] if isinstance(content, list) else []


def _flat(record: Mapping[str, Any]) -> dict[str, str]:
    """Columns of a record as text; what is itself a list or an object stays JSON."""
    columns = {name: value for name, value in record.items() if name not in _INSIDE or not isinstance(value, dict)}
    for name in _INSIDE:
        columns |= value if isinstance(value := record.get(name), dict) else {}
    return {name: _text(value) for name, value in columns.items()}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write(records: list[dict[str, str]], copy: Path, file: str) -> None:
    headers: Iterable[str] = dict.fromkeys(name for record in records for name in record)
    if not headers:
        raise EmptyFileError(file=file)
    with copy.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(headers), restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(records)
