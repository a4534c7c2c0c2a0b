"""GeoJSON looked at before anything else opens it: valid JSON, a FeatureCollection, feature by feature."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np

from boundaries.errors import BoundaryError
from boundaries.reading.json_lines import faulty_line

__all__ = ["check_geojson"]

DEPTH = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
SYSTEM = re.compile(r"(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|OGC):(?:[\d.]*:)?(\d{4,6}|CRS84)", re.IGNORECASE)
SAVE_AS = "Save it as a GeoJSON FeatureCollection."


class _Twice(ValueError):
    pass


class _NoNumber(ValueError):
    pass


def check_geojson(file: Path, *, shown: str) -> tuple[list[int], list[str]]:
    """Refuse what is not a FeatureCollection; take features out that are none.

    Parameters
    ----------
    file : pathlib.Path
        A copy that is written anew where features are taken out.
    shown : str
        Its name in messages.

    Returns
    -------
    numbers : list of int
        The number in the file, from 1, of every feature that is left.
    notes : list of str
    """
    content = _parsed(file.read_bytes(), shown=shown)
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise _not_geojson(content, shown)
    features = content.get("features")
    if not isinstance(features, list):
        raise _not_geojson(content, shown)
    notes = _system_note(content, shown=shown)
    numbers, anew = [], False
    for number, feature in enumerate(features, 1):
        said, keep = _look(feature)
        notes += [f"Feature {number} {what}." for what in said]
        if keep:
            numbers.append(number)
            anew |= isinstance(feature.pop("id", None), int | float)  # GDAL would sort by it
    if anew or len(numbers) < len(features):
        content["features"] = [features[number - 1] for number in numbers]
        file.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return numbers, notes


def _parsed(raw: bytes, *, shown: str) -> Any:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BoundaryError(
            f"{shown}: This is not GeoJSON in UTF-8. Save it again as GeoJSON; its text is UTF-8 always."
        ) from None
    if not text.strip():
        raise BoundaryError(f"{shown}: The file is empty. Download it again.")
    if text.lstrip()[0] not in "{[\x1e":
        raise _not_geojson(None, shown)
    try:
        return json.loads(text, object_pairs_hook=_once_each, parse_constant=_no_constant)
    except RecursionError:
        raise BoundaryError(f"{shown}: The file is nested too deeply. {SAVE_AS}") from None
    except json.JSONDecodeError as cause:
        if text.startswith("\x1e") or (cause.msg == "Extra data" and _is_feature(text)):
            raise BoundaryError(
                f"{shown}: One feature a line is not accepted; save as a FeatureCollection."
            ) from None
        line = cause.lineno
    except (_Twice, _NoNumber):
        line = faulty_line(text)
    raise BoundaryError(
        f"{shown}: The JSON is not valid at line {line}. It may have been cut short or changed by hand: "
        f"save it again from the program that made it."
    )


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Twice
    return found


def _no_constant(word: str) -> float:
    raise _NoNumber(word)


def _is_feature(text: str) -> bool:
    first, _ = json.JSONDecoder().raw_decode(text)
    return isinstance(first, dict) and first.get("type") == "Feature"


def _not_geojson(content: Any, shown: str) -> BoundaryError:
    kind = content.get("type") if isinstance(content, dict) else None
    if kind == "Topology":
        return BoundaryError(f"{shown}: This is not GeoJSON but TopoJSON. {SAVE_AS}")
    if kind in {"Feature", "GeometryCollection", *DEPTH}:
        return BoundaryError(f"{shown}: This is not GeoJSON with a list of features. {SAVE_AS}")
    return BoundaryError(f"{shown}: This is not GeoJSON. {SAVE_AS}")


def _system_note(content: dict[str, Any], *, shown: str) -> list[str]:
    """Name the coordinate system of an old-style `crs`; one that is an address is never followed."""
    said = content.get("crs")
    if said is None:
        return []
    inside = said.get("properties") if isinstance(said, dict) else None
    name = inside.get("name") if isinstance(inside, dict) and said.get("type") == "name" else None
    found = SYSTEM.fullmatch(name.strip()) if isinstance(name, str) else None
    if found is None:
        raise BoundaryError(
            f"{shown}: its 'crs' names no coordinate system that is known here. Right would be a name "
            f"such as EPSG:27700, or no 'crs' at all where the coordinates are degrees."
        )
    return [] if found[2].upper() == "CRS84" else [f"CRS {found[2]} read from the file {shown}."]


def _look(feature: Any) -> tuple[list[str], bool]:
    """What is to be said of a feature, and whether it is kept."""
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        return ["is not a GeoJSON feature and was set aside"], False
    shape = feature.get("geometry")
    if shape is None:
        return ["has no shape and was set aside"], False
    if not _drawn(shape):
        return ["has a shape that cannot be read and was set aside"], False
    if not isinstance(feature.get("properties"), dict | None):
        return ["has properties that cannot be read and was set aside"], False
    return (["has a ring that was not closed; closed"] if _open_ring(shape) else []), True


def _drawn(shape: Any) -> bool:
    if not isinstance(shape, dict):
        return False
    kind = shape.get("type")
    if kind == "GeometryCollection":
        parts = shape.get("geometries")
        return isinstance(parts, list) and all(_drawn(p) and p["type"] != "GeometryCollection" for p in parts)
    return kind in DEPTH and _positions(shape.get("coordinates"), DEPTH[kind])


def _positions(value: Any, depth: int) -> bool:
    if not isinstance(value, list):
        return False
    if depth > 1:
        return all(_positions(part, depth - 1) for part in value)
    if depth == 0:
        return not value or _is_position(value)
    try:
        numbers = np.array(value, dtype=np.float64)
        if numbers.ndim == 2 and numbers.shape[1] >= 2 and np.isfinite(numbers).all():
            return all(isinstance(n, int | float) for n in value[0])
    except (ValueError, TypeError, OverflowError):
        pass
    return all(_is_position(position) for position in value)


def _is_position(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) >= 2
        and all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) < 1e300 for n in value)
    )


def _open_ring(shape: dict[str, Any]) -> bool:
    if shape["type"] == "GeometryCollection":
        return any(_open_ring(part) for part in shape["geometries"])
    depth = DEPTH[shape["type"]]
    if "Polygon" not in shape["type"]:
        return False
    surfaces = shape["coordinates"] if depth == 3 else [shape["coordinates"]]
    return any(ring and ring[0] != ring[-1] for surface in surfaces for ring in surface)
