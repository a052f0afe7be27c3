"""What GDAL may read of a foreign file: the formats of zones, no other; nothing by the network.

Names of drivers are GDAL's. The settings hold from the first import of ``pyogrio`` on, so this module comes before it.
"""

import os

DRIVERS = frozenset({"ESRI Shapefile", "FlatGeobuf", "GML", "GPKG", "GeoJSON", "LIBKML", "MapInfo File", "TopoJSON"})
"""Drivers that stay. GeoParquet is read without GDAL."""

_SKIPPED = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF", "EDIGEO", "EEDA",
    "ESRIJSON", "Elasticsearch", "GDALG", "GPSBabel", "GPX", "GTFS", "GeoJSONSeq", "GeoRSS", "HTTP", "Idrisi", "JML",
    "JSONFG", "KML", "LVBAG", "MBTiles", "MEM", "MVT", "MapML", "MiraMonVector", "NGW", "OAPIF", "ODS", "OGCAPI",
    "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM", "OpenFileGDB", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES", "PMTiles",
    "S57", "SQLite", "SXF", "Selafin", "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip
_SETTINGS = {
    "GDAL_SKIP": ",".join(_SKIPPED),
    # A link in a file (GeoJSON and TopoJSON « crs », GML schema, KML icon) leads to a port where nothing answers.
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTPS_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_TIMEOUT": "1",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
    "PROJ_NETWORK": "OFF",
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
    "OGR_SQLITE_LIST_VIRTUAL_OGR": "NO",
    # The index of a shapefile, without which nothing is lost, is made again.
    "SHAPE_RESTORE_SHX": "YES",
}


def restrict() -> None:
    """Set what GDAL may do in this process; a program that has read shapes already is not restricted any more."""
    os.environ.update(_SETTINGS)
