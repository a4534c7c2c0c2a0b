"""Which file formats the geometry library may open.  It goes by content, not by name, so all others are shut.

A text file called `wards.geojson` that is really a GDAL pipeline would otherwise read a database on this
machine or fetch a page from the network.  GDAL reads the list of shut formats once, when it is first
imported.
"""

import os

__all__ = ["ALLOWED", "restrict", "too_many"]

ALLOWED = frozenset({"GeoJSON", "GPKG", "ESRI Shapefile", "MapInfo File", "MEM"})

# Every other format in the wheel that the lock file names; a newer wheel is caught by `too_many`.
SHUT = (
    "ADBC AIVector AVCBin AVCE00 AmigoCloud CSV CSW Carto DGN DXF EDIGEO EEDA ESRIJSON Elasticsearch "
    "FlatGeobuf GDALG GML GPSBabel GPX GTFS GeoJSONSeq GeoRSS HTTP Idrisi JML JSONFG KML LIBKML LVBAG "
    "MBTiles MVT MapML MiraMonVector NGW OAPIF ODS OGCAPI OGR_GMT OGR_PDS OGR_VRT OSM OpenFileGDB PCIDSK PDF "
    "PDS4 PGDUMP PLSCENES PMTiles S57 SQLite SXF Selafin TopoJSON VDV VFK VICAR VRT WAsP WFS XLSX"
)


def restrict() -> None:
    """Shut every format but the allowed ones; works only before the first import of pyogrio."""
    os.environ["GDAL_SKIP"] = ",".join(SHUT.split())
    os.environ["GDAL_DRIVER_PATH"] = "disable"


def too_many() -> set[str]:
    """Name the formats that are open although they should not be; empty when all is well."""
    import pyogrio

    return set(pyogrio.list_drivers()) - ALLOWED
