"""GeoJSON: a FeatureCollection of points becomes a table, its coordinates two more columns of text."""

import math
import re
from typing import Any

import polars as pl

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.cells import NIL_RETURN, clean, empty_to_null
from ingest.readers.encoding import decode
from ingest.readers.grid import aside
from ingest.readers.header import column_names
from ingest.readers.strict_json import Number, parse
from ingest.table import Table

__all__ = ["read"]

DEGREES = ("longitude", "latitude")
METRES = ("easting", "northing")
NOT_GEOJSON = "This is not GeoJSON. Save the layer as GeoJSON (a FeatureCollection of points), or as CSV."


class _Unfit(ValueError):
    """Why one feature cannot be a row; and the property that is at fault, if one is."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        super().__init__(reason)
        self.column = column


class _NotDegrees(_Unfit):
    pass


class _NotPoint(_Unfit):
    pass


def read(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read GeoJSON points; row numbers are feature numbers, the first being 1.

    Returns
    -------
    Table
        The properties as text, and `longitude`, `latitude` (or `easting`, `northing` where the file
        names EPSG:27700) as written in the file.

    Raises
    ------
    FileRefused
        If it is not valid JSON, not a FeatureCollection, or its coordinates cannot be what it says.
    """
    text, notes, _ = decode(data)
    collection = parse(text)
    features, metres = _features(collection), _in_metres(collection)
    if len(features) > limits.rows:
        raise FileRefused(
            f"{len(features):,} features; the limit is {limits.rows:,} per file. Split it by year."
        )
    records: dict[int, dict[str, str | None]] = {}
    unfit: dict[int, _Unfit] = {}
    for number, feature in enumerate(features, start=1):
        try:
            records[number] = _record(feature, metres=metres)
        except _Unfit as reason:
            unfit[number] = reason
    _refuse_false_degrees(unfit, len(records))
    if unfit and not records and all(isinstance(reason, _NotPoint) for reason in unfit.values()):
        raise FileRefused(
            f"None of its {len(unfit):,} features is a point: these look like areas or lines, not incidents. "
            "Send a layer of points, or a CSV with coordinates."
        )

    names = list(dict.fromkeys(name for record in records.values() for name in record))
    if len(names) > limits.columns:
        raise FileRefused(
            f"{len(names):,} properties; the limit is {limits.columns}. Send only those needed."
        )
    columns = {
        tidied: pl.Series([record.get(name) for record in records.values()], dtype=pl.String)
        for name, tidied in zip(names, column_names(tuple(names)), strict=True)
    }
    rows = pl.Series("row", list(records), dtype=pl.Int64)
    frame, rows, unreadable, cleaned = clean(empty_to_null(pl.DataFrame(columns)), rows, limits=limits)
    broken = aside(
        list(unfit),
        [f"Feature {number:,} {reason}" for number, reason in unfit.items()],
        [reason.column for reason in unfit.values()],
    )
    said = [NIL_RETURN] if not features else []
    said += [*notes, *cleaned]
    if metres:
        said.append("CRS 27700 (British National Grid) read from the file.")
    return Table(
        frame,
        rows,
        pl.concat([broken, unreadable]).sort("row"),
        0,
        (*said, "Row numbers are feature numbers."),
    )


def _features(collection: Any) -> list[Any]:
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise FileRefused(NOT_GEOJSON)
    features = collection.get("features")
    if not isinstance(features, list):
        raise FileRefused(NOT_GEOJSON)
    return features


def _in_metres(collection: dict[str, Any]) -> bool:
    """Read the old `crs` member: British National Grid, or degrees where there is none."""
    crs = collection.get("crs")
    if crs is None:
        return False
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    found = re.search(r"(?:EPSG:{1,2}|EPSG/0/|OGC:.*:)(CRS84|\d{4,6})$", str(name), re.IGNORECASE)
    code = found[1].upper() if found else None
    if code not in ("27700", "4326", "4258", "CRS84"):
        what = f"EPSG:{code}" if code else "one that is not known here"
        raise FileRefused(
            f"The file's CRS is {what}. Save it in WGS 84 (EPSG:4326) or British National Grid (27700)."
        )
    return code == "27700"


def _record(feature: Any, *, metres: bool) -> dict[str, str | None]:
    """Make a row of a feature, or say why it is none."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        raise _Unfit("is not a feature.")
    shape, properties = feature.get("geometry"), feature.get("properties")
    if not isinstance(shape, dict):
        raise _Unfit("has no shape.")
    if shape.get("type") != "Point":
        raise _NotPoint("is not a point. Only points are read; save its centre, or send it as CSV.")
    if not isinstance(properties, dict) or not properties:
        raise _Unfit("has no properties.")
    x, y = _point(shape.get("coordinates"))
    if not metres and not (abs(float(x)) <= 180 and abs(float(y)) <= 90):
        raise _NotDegrees("has coordinates that are not degrees.")
    east, north = METRES if metres else DEGREES
    own = {_beside(name, (east, north)): _text(value, name) for name, value in properties.items()}
    return own | {east: str(x), north: str(y)}


def _point(coordinates: Any) -> tuple[Number, Number]:
    if not isinstance(coordinates, list) or len(coordinates) < 2:
        raise _Unfit("has an empty shape.")
    x, y = coordinates[:2]
    if not (
        isinstance(x, Number)
        and isinstance(y, Number)
        and math.isfinite(float(x))
        and math.isfinite(float(y))
    ):
        raise _Unfit("has coordinates that are not numbers.")
    return x, y


def _beside(name: str, taken: tuple[str, str]) -> str:
    """Keep a property called `longitude` apart from the shape's."""
    return f"{name} (property)" if name.strip().casefold() in taken else name


def _text(value: Any, name: str) -> str | None:
    if isinstance(value, (dict, list)):
        raise _Unfit(f"has a list in '{name[:40]}'; flatten it.", name)
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _refuse_false_degrees(unfit: dict[int, _Unfit], fit: int) -> None:
    false = sum(isinstance(reason, _NotDegrees) for reason in unfit.values())
    if false and false >= fit:
        raise FileRefused(
            "The coordinates are not degrees but the file says they are. State the CRS when saving "
            "(EPSG:27700 for eastings and northings), or save in WGS 84. Nothing was loaded."
        )
