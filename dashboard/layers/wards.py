"""Wards: their outlines, and their names where there is room."""

from typing import Any

import shapely
from shapely.geometry import shape

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, features, plain, trimmed
from dashboard.palette import Colour

__all__ = ["WARDS", "words"]


def words(
    layer_id: str,
    rows: list[dict[str, Any]],
    *,
    ink: Colour,
    halo: Colour,
    size_px: int,
    weight: int,
    **settings: Any,
) -> Drawn:
    """Write `name` at `lon`, `lat` of each row with a halo, leaving out words that would lie on others."""
    return {
        "@@type": "TextLayer",
        "id": layer_id,
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "getText": "@@=name",
        "getColor": ink,
        "getSize": size_px,
        "fontFamily": '"Source Sans", "Source Sans Pro", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
        "fontWeight": weight,
        "fontSettings": {"sdf": True, "fontSize": 48, "radius": 14, "buffer": 8},
        "outlineWidth": 5,
        "outlineColor": halo,
        "characterSet": "auto",
        "background": True,  # a trace of paint, so that a gap between two words holds its place
        "getBackgroundColor": (*halo[:3], 1),
        "backgroundPadding": [4, 3],
        "pickable": False,
        "extensions": [{"@@type": "CollisionFilterExtension"}],
        "collisionGroup": "words",
        **settings,
    }


def names(situation: Situation) -> list[dict[str, Any]]:
    """Place each ward's name well inside its largest part."""
    rows = []
    for one in features(situation.ward_shapes):
        whole = shape(one["geometry"])
        largest = max(shapely.get_parts(whole), key=lambda part: part.area, default=None)
        if largest is None or largest.is_empty:
            continue
        spot = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
        name = plain((one.get("properties") or {}).get("name") or "")
        rows.append({"lon": round(spot.x, 5), "lat": round(spot.y, 5), "name": name, "size": largest.area})
    largest_area = max((row["size"] for row in rows), default=1.0) or 1.0
    return [{**row, "size": round(100 * row["size"] / largest_area)} for row in rows if row["name"]]


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    ink = sheet.ink
    outlines = {
        "@@type": "GeoJsonLayer",
        "id": "wards",
        "data": trimmed(situation.ward_shapes, ("ward", "name", "tip")),
        "stroked": True,
        "filled": "cells" not in sheet.shown,  # where there are hexagons, they answer the pointer
        "pickable": "cells" not in sheet.shown,
        "getFillColor": (0, 0, 0, 1),
        "getLineColor": ink.ward,
        "getLineWidth": 1.4,
        "lineWidthUnits": "pixels",
        "lineJointRounded": True,
    }
    around = {
        **outlines,
        "id": "wards-edge",
        "data": trimmed(situation.outline),
        "filled": False,
        "pickable": False,
        "getLineColor": ink.edge,
        "getLineWidth": 2.6,
    }
    labels = words(
        "wards-names",
        names(situation),
        ink=ink.text,
        halo=ink.halo,
        size_px=14,
        weight=600,
        getCollisionPriority="@@=size",
    )
    return [outlines, around, labels]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    return [
        Entry("outline", "ward", line=sheet.ink.ward, width_px=1.4),
        Entry("outline", "study area", line=sheet.ink.edge, width_px=2.6),
    ]


WARDS = Layer("wards", "Wards and their names", explain=explain, draw=draw)
