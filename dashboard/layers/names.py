"""Names: of wards and of stations, where there is room for them and no badge of a hot spot."""

from typing import Any

import shapely
from shapely.geometry import shape

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, features, plain, records
from dashboard.layers.rings import badges

__all__ = ["NAMES"]

BLANK = "\u00a0\u00a0\u00a0"  # words that cannot be seen, to keep the place of a badge
WARD_PX, STATION_PX, BADGE_PX = 14, 11, 22


def ward_names(situation: Situation) -> list[dict[str, Any]]:
    """Place each ward's name well inside its largest part; the larger the ward, the sooner it is named."""
    rows = []
    for one in features(situation.ward_shapes):
        name = plain((one.get("properties") or {}).get("name") or "")
        if not name or not one.get("geometry"):
            continue
        parts = shapely.get_parts(shape(one["geometry"]))
        largest = max(parts, key=lambda part: part.area, default=None)
        if largest is None or largest.is_empty:
            continue
        spot = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
        rows.append({"lon": round(spot.x, 5), "lat": round(spot.y, 5), "name": name, "first": largest.area})
    most = max((row["first"] for row in rows), default=0.0) or 1.0
    return [{**row, "first": round(100 * row["first"] / most)} for row in rows]


def station_names(situation: Situation) -> list[dict[str, Any]]:
    rows = []
    for one in features(situation.context.get("station")):
        name = plain((one.get("properties") or {}).get("name") or "")
        if name and one.get("geometry") and one["geometry"]["type"] == "Point":
            lon, lat = (round(float(degree), 5) for degree in one["geometry"]["coordinates"][:2])
            rows.append({"lon": lon, "lat": lat, "name": name, "first": -1})
    return rows


def kept_free(situation: Situation, sheet: Sheet) -> list[dict[str, Any]]:
    """List the places where no name begins: the badges that are shown."""
    if "rings" not in sheet.shown:
        return []
    rows = records(badges(situation), ("lon", "top"))
    return [{"lon": row["lon"], "lat": row["top"], "name": BLANK, "first": 900} for row in rows]


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    ink = sheet.ink
    ward = {"ink": ink.text, "px": WARD_PX, "off": [0, 0]}
    station = {"ink": ink.text_quiet, "px": STATION_PX, "off": [0, 13]}
    blank = {"ink": ink.text, "px": BADGE_PX, "off": [0, 0]}
    stations = station_names(situation) if "context" in sheet.shown else []
    rows = [
        *({**row, **blank} for row in kept_free(situation, sheet)),
        *({**row, **ward} for row in ward_names(situation)),
        *({**row, **station} for row in stations),
    ]
    if not rows:
        return []
    return [
        {
            "@@type": "TextLayer",
            "id": "names",
            "data": rows,
            "getPosition": "@@=[lon, lat]",
            "getText": "@@=name",
            "getColor": "@@=ink",
            "getSize": "@@=px",
            "getPixelOffset": "@@=off",
            "fontFamily": '"Source Sans", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
            "fontWeight": 600,
            "fontSettings": {"sdf": True, "fontSize": 48, "radius": 14, "buffer": 8},
            "outlineWidth": 5,
            "outlineColor": ink.halo,
            "characterSet": "auto",
            # A trace of paint behind the words, so that the gap between two words holds its place too.
            "background": True,
            "getBackgroundColor": (*ink.halo[:3], 1),
            "backgroundPadding": [3, 8, 3, 3],
            "pickable": False,
            "extensions": [{"@@type": "CollisionFilterExtension"}],
            "collisionGroup": "names",
            "collisionTestProps": {"sizeScale": 2},
            "getCollisionPriority": "@@=first",
        }
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    return []


NAMES = Layer("names", "Names of wards and stations", explain=explain, draw=draw)
