"""The zones of the invented town, written in the three formats that communes receive, always byte for byte the same."""

import io
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pyogrio

from data.demo.town import INSEE_CODE, WGS84, Town
from data.model import Level
from data.storage import write_whole

_WRITTEN_ON = "2025-01-01"
"""GDAL stamps its files with the day they are written, which would make two equal files differ."""


@dataclass(frozen=True)
class ZoneFile:
    """A file of zones and the names of its columns; None where the file does not say."""

    path: Path
    level: Level
    code: str
    label: str
    population: str | None
    dwellings: str | None


def write_zones(town: Town, folder: Path) -> tuple[ZoneFile, ...]:
    """Write the zones of each level into ``folder``, the quartiers first."""
    return (_write_quartiers(town, folder), _write_iris(town, folder), _write_qpv(town, folder))


def _write_quartiers(town: Town, folder: Path) -> ZoneFile:
    path = folder / "quartiers.geojson"
    frame = _renamed(town.quartiers, code="num", label="nom", population="population", dwellings="logements")
    # Seven decimals are a centimetre, as in the plan: rounding moves a shared border on both sides alike.
    _write(frame.to_crs(WGS84), path, driver="GeoJSON", COORDINATE_PRECISION=7)
    return ZoneFile(path, Level.QUARTIER, "num", "nom", "population", "logements")


def _write_iris(town: Town, folder: Path) -> ZoneFile:
    path = folder / "iris.zip"
    frame = _renamed(
        town.iris, code="CODE_IRIS", label="NOM_IRIS", kind="TYP_IRIS", population="P21_POP", dwellings="P21_LOG"
    )
    frame.insert(3, "INSEE_COM", INSEE_CODE)
    with tempfile.TemporaryDirectory() as scratch:
        frame.to_file(Path(scratch) / "iris.shp", encoding="UTF-8", DBF_DATE_LAST_UPDATE=_WRITTEN_ON)
        with zipfile.ZipFile(path, "w") as archive:
            for part in sorted(Path(scratch).iterdir()):
                archive.writestr(zipfile.ZipInfo(part.name), part.read_bytes(), zipfile.ZIP_DEFLATED)
    return ZoneFile(path, Level.IRIS, "CODE_IRIS", "NOM_IRIS", "P21_POP", "P21_LOG")


def _write_qpv(town: Town, folder: Path) -> ZoneFile:
    path = folder / "qpv.gpkg"
    frame = _renamed(town.qpv, code="code_qp", label="lib_qp", population="population")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_WRITTEN_ON}T00:00:00Z"})
    try:
        _write(frame, path, driver="GPKG")
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    return ZoneFile(path, Level("qpv"), "code_qp", "lib_qp", "population", None)


def _write(frame: gpd.GeoDataFrame, path: Path, **options: object) -> None:
    # GDAL does not say that the disk is full.
    file = io.BytesIO()
    frame.to_file(file, layer=path.stem, **options)
    write_whole(path, file.getvalue())


def _renamed(zones: gpd.GeoDataFrame, **columns: str) -> gpd.GeoDataFrame:
    """Only the columns named, in that order and under their name in the file."""
    return zones[[*columns, "geometry"]].rename(columns=columns)
