"""GeoJSON: a FeatureCollection of points becomes a table, its coordinates two more columns of text."""

import re
from typing import Any

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.encoding import decode
from ingest.readers.features import Features, NotPoint, Unfit, too_many_features
from ingest.readers.strict_json import Number, parse
from ingest.table import Table

__all__ = ["read"]

NOT_GEOJSON = "This is not GeoJSON. Save the layer as GeoJSON (a FeatureCollection of points), or as CSV."
KINDS = [
    "Feature",
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
]


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
    members = _members(collection)
    features = Features(_in_metres(collection))
    if len(members) > limits.rows:
        raise too_many_features(len(members), limits)
    for number, member in enumerate(members, start=1):
        try:
            _take(features, number, member)
        except Unfit as reason:
            features.unfit[number] = reason
    return features.table(notes=notes, limits=limits)


def _members(collection: Any) -> list[Any]:
    if not isinstance(collection, dict):
        raise FileRefused(NOT_GEOJSON)
    kind, members = collection.get("type"), collection.get("features")
    if isinstance(kind, str) and kind in KINDS:
        raise FileRefused(
            "This is not GeoJSON of several features: it is one shape alone. "
            "Save the layer as a FeatureCollection of points, or as CSV."
        )
    if kind != "FeatureCollection" or not isinstance(members, list):
        raise FileRefused(NOT_GEOJSON)
    return members


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


def _take(features: Features, number: int, member: Any) -> None:
    """Make a row of a feature, or say why it is none."""
    if not isinstance(member, dict) or member.get("type") != "Feature":
        raise Unfit("is not a feature.")
    shape, properties = member.get("geometry"), member.get("properties")
    if not isinstance(shape, dict):
        raise Unfit("has no shape.")
    place = _place(shape)
    if not isinstance(properties, dict) or not properties:
        raise Unfit("has no properties.")
    own = {_name(name): _text(value, name) for name, value in properties.items()}
    if "id" in member and "id" not in own:
        own = {"id": _text(member["id"], "id")} | own
    x, y = _point(place)
    features.flattened |= len(place) > 2
    features.add(number, own, str(x), str(y))


def _place(shape: dict[str, Any]) -> list[Any]:
    """Take the one place of a point, or of a collection of one point."""
    kind, places = shape.get("type"), shape.get("coordinates")
    if kind == "MultiPoint" and isinstance(places, list) and places:
        if len(places) > 1:
            raise NotPoint(f"holds {len(places):,} points")
        kind, places = "Point", places[0]
    if kind != "Point":
        raise NotPoint
    if not isinstance(places, list) or len(places) < 2:
        raise Unfit("has an empty shape.")
    return places


def _point(coordinates: list[Any]) -> tuple[Number, Number]:
    x, y = coordinates[:2]
    if not (isinstance(x, Number) and isinstance(y, Number)):
        raise Unfit("has coordinates that are not numbers.")
    return x, y


def _name(name: str) -> str:
    if not name.isascii() and _is_broken(name):
        raise Unfit("has a property whose name holds half a character.")
    return name


def _text(value: Any, name: str) -> str | None:
    if isinstance(value, (dict, list)):
        raise Unfit(f"has a list in '{name[:40]}'; flatten it.", name)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and not value.isascii() and _is_broken(value):
        raise Unfit(f"holds half a character in '{name[:40]}'; save the layer again as UTF-8.", name)
    return None if value is None else str(value)


def _is_broken(text: str) -> bool:
    """True for half of a pair, such as `\\ud83d` alone, which is no character."""
    return any("\ud800" <= sign <= "\udfff" for sign in text)
