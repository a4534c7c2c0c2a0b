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
        top=places["lat"].astype(float) + places["radius_m"].astype(float) / METRES_A_DEGREE,
    )


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    ink = sheet.ink
    rows = records(badges(situation), ("rank", "cell", "lon", "lat", "top", "radius_m", "tip"))
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
        **circle,
        "id": "rings-badge",
        "getPosition": "@@=[lon, top]",
        "getRadius": 12,
        "radiusUnits": "pixels",
        "filled": True,
        "getFillColor": ink.ring,
        "getLineColor": ink.halo,
        "getLineWidth": 2,
    }
    number = {
        "@@type": "TextLayer",
        "id": "rings-number",
        "data": rows,
        "getPosition": "@@=[lon, top]",
        "getText": "@@=rank",
        "getColor": ink.on_ring,
        "getSize": 14,
        "fontFamily": '"Source Sans", "Segoe UI", Helvetica, "DejaVu Sans", sans-serif',
        "fontWeight": 700,
        "characterSet": "0123456789",
        "pickable": False,
    }
    return [
        {**circle, "id": "rings-halo", "getLineColor": ink.halo, "getLineWidth": 6.5, "pickable": False},
        {**circle, "id": "rings", "getLineColor": ink.ring, "getLineWidth": 3},
        badge,
        number,
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    ink = sheet.ink
    return [Entry("ring", "hot spot, with its rank", line=ink.ring, fill=ink.on_ring, width_px=2)]


RINGS = Layer("rings", "Hot spots, ranked", explain=explain, draw=draw)
