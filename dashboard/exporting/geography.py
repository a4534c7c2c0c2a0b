"""GeoJSON and GeoPackage: what is hidden is null with a flag beside it, and the marking goes along."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from boundaries.crs import BNG, geometry_to_wgs84
from dashboard.exporting.cells import as_data
from dashboard.exporting.document import Document, Hidden, Sheet, about_lines, notes_of

__all__ = ["geojson_bytes", "gpkg_bytes"]

DEGREES = 6
ABOUT = "about"
TABLE = "figures"


def geojson_bytes(document: Document) -> bytes:
    """Write a feature collection as RFC 7946 has it, its marking as foreign members."""
    sheet = document.sheets[0]
    written: dict[Any, Any] = {}
    features = []
    for shape, properties in zip(sheet.shapes, _properties(sheet), strict=True):
        if id(shape) not in written:
            written[id(shape)] = None if shape is None else _in_degrees(shape)
        features.append({"type": "Feature", "geometry": written[id(shape)], "properties": properties})
    collection = {
        "type": "FeatureCollection",
        "title": document.title,
        **about_lines(document),
        "notes": notes_of(document),
        "columns": {column.name: column.title for column in sheet.columns},
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def gpkg_bytes(document: Document) -> bytes:
    """Write a GeoPackage: the layer `figures`, and the table `about` with the marking."""
    sheet = document.sheets[0]
    frame = pd.DataFrame(_properties(sheet))
    for column in sheet.columns:
        if column.kind == "number":
            numbers = pd.to_numeric(frame[column.name])
            frame[column.name] = numbers if (numbers.dropna() % 1).any() else numbers.astype("Int64")
    shapes = [None if shape is None else _many(shape) for shape in sheet.shapes]
    layer = gpd.GeoDataFrame(frame, geometry=shapes, crs=BNG)
    about = {"title": document.title} | about_lines(document)
    about |= {f"note {number}": note for number, note in enumerate(notes_of(document), 1)}
    lines = pd.DataFrame({"about": about.keys(), "words": map(as_data, about.values())})
    with tempfile.TemporaryDirectory(prefix="common-ground-") as folder, _dated(document.about.made_at):
        path = Path(folder) / "figures.gpkg"  # mkdtemp: nobody else may look into it
        pyogrio.write_dataframe(
            layer, path, layer=TABLE, driver="GPKG", geometry_type="MultiPolygon",
            layer_metadata={name.upper(): words for name, words in about_lines(document).items()},
            dataset_metadata={name.upper(): words for name, words in about_lines(document).items()},
        )  # fmt: skip
        pyogrio.write_dataframe(lines, path, layer=ABOUT, driver="GPKG")
        return path.read_bytes()


def _properties(sheet: Sheet) -> list[dict[str, Any]]:
    """Give every row as named values; `hidden` tells of the drawn column, `x_hidden` of the others."""
    main = sheet.drawn
    listed = []
    for row in sheet.rows:
        values: dict[str, Any] = {}
        for column, value in zip(sheet.columns, row, strict=True):
            values[column.name] = as_data(value)
            if column.kind == "number":
                flag = "hidden" if column.name == main else f"{column.name}_hidden"
                values[flag] = isinstance(value, Hidden)
        listed.append(values)
    return listed


def _in_degrees(shape: BaseGeometry) -> Any:
    moved = geometry_to_wgs84(shapely.segmentize([shape], 500.0))[0]
    right_handed = shapely.orient_polygons(shapely.set_precision(moved, 10**-DEGREES))
    return json.loads(shapely.to_geojson(right_handed))


def _many(shape: BaseGeometry) -> BaseGeometry:
    return MultiPolygon([shape]) if isinstance(shape, Polygon) else shape


@contextmanager
def _dated(moment: datetime) -> Iterator[None]:
    """Let the GeoPackage carry the document's moment, so that the same document gives the same bytes."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
