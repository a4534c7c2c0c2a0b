"""Rings: the ranked hot spots, each a circle in metres with its rank on a badge at the top."""

import pandas as pd

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, records

__all__ = ["RINGS", "badges"]

METRES_A_DEGREE = 111_320.0  # along a meridian, near enough to set a badge


def badges(situation: Situation) -> pd.DataFrame:
    """Give the places with the latitude of their badges; the first rank comes last and so lies on top."""
    places = situation.places.sort_values("rank", ascending=False)
    return places.assign(
        rank=places["rank"].astype(int).astype(str),
        first=-places["rank"].astype(int),
        top=places["lat"].astype(float) + places["radius_m"].astype(float) / METRES_A_DEGREE,
    )


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    ink = sheet.ink
    rows = records(badges(situation), ("rank", "cell", "lon", "lat", "top", "radius_m", "first", "tip"))
    if not rows:
        return []
    circle = {
        "@@type": "ScatterplotLayer",
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "getRadius": "@@=radius_m",
        "radiusUnits": "meters",
        "radiusMinPixels": 7,
        "filled": False,
        "stroked": True,
        "lineWidthUnits": "pixels",
        "pickable": True,
    }
    badge = {
        "@@type": "TextLayer",
        "id": "rings-badge",
        "data": rows,
        "getPosition": "@@=[lon, top]",
        "getText": "@@=rank",
        "getColor": ink.on_ring,
        "getSize": 14,
        "fontFamily": '"Source Sans", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
        "fontWeight": 700,
        "characterSet": "0123456789",
        "background": True,
        "getBackgroundColor": ink.ring,
        "getBorderColor": ink.halo,
        "getBorderWidth": 2,
        "backgroundPadding": [7, 4],
        "backgroundBorderRadius": 12,
        "pickable": True,
        # Where rings crowd, the badge of the better rank stays and the others show as one zooms in.
        "extensions": [{"@@type": "CollisionFilterExtension"}],
        "collisionGroup": "badges",
        "collisionTestProps": {"sizeScale": 1.2},
        "getCollisionPriority": "@@=first",
    }
    return [
        {**circle, "id": "rings-halo", "getLineColor": ink.halo, "getLineWidth": 6.5, "pickable": False},
        {**circle, "id": "rings", "getLineColor": ink.ring, "getLineWidth": 3},
        badge,
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    ink = sheet.ink
    return [Entry("ring", f"{situation.ring}, with its rank", line=ink.ring, fill=ink.on_ring, width_px=2)]


RINGS = Layer("rings", "Hot spots, ranked", explain=explain, draw=draw)
