"""The map of a round: numbered places and the way between them; places for problem solving are hatched."""

from typing import Any

import h3
from shapely import union_all
from shapely.geometry import mapping, shape

from dashboard.charts.area_map import Area, build_area_map
from dashboard.deck import Deck
from dashboard.geography import Geography
from dashboard.layer import plain
from dashboard.palette import Palette, palette
from dashboard.patrol_plan import PatrolPlan, Stop
from dashboard.words.patrol_plan import again_words, minutes_words

__all__ = ["build_patrol_map"]

MARGIN = 0.004
"""Degrees of ground around the outermost place."""


def build_patrol_map(
    plan: PatrolPlan, base: Geography, *, dark: bool = False, frame_px: tuple[int, int] = (720, 520)
) -> Deck:
    """Draw a plan; only places of the plan are sent, never a point of a report.

    Parameters
    ----------
    plan : PatrolPlan
    base : dict
        From `dashboard.geography.geography`.
    """
    ink = palette(dark=dark)
    problems = {f"P{number}": one for number, one in enumerate(plan.problems, 1)}
    shapes = {stop.cell: _outline((stop.cell,)) for stop in plan.stops}
    shapes |= {mark: _outline(one.cells or (one.cell,)) for mark, one in problems.items()}
    areas = [Area(stop.cell, 0, _tip(stop), "", strong=True) for stop in plan.stops]
    areas += [
        Area(mark, -1, f"{mark}: {one.where}\nFor problem solving, not for a patrol", mark)
        for mark, one in problems.items()
    ]
    near = [shapes[stop.cell] for stop in plan.stops] or list(shapes.values())
    ground = {**base, "bounds": _around(near)} if near else base
    deck = build_area_map(
        areas, shapes, ground, [(*ink.ring[:3], 60)], dark=dark, frame_px=frame_px, room=1.2
    )
    deck.layers = [[*deck.layers[0], *_way(plan, ink)]]
    return deck


def _outline(cells: tuple[str, ...]) -> Any:
    rings = [[(lon, lat) for lat, lon in h3.cell_to_boundary(cell)] for cell in cells]
    return mapping(union_all([shape({"type": "Polygon", "coordinates": [ring]}) for ring in rings]))


def _around(shapes: list[Any]) -> tuple[float, float, float, float]:
    west, south, east, north = union_all([shape(one) for one in shapes]).bounds
    return west - MARGIN, south - MARGIN / 2, east + MARGIN, north + MARGIN / 2


def _tip(stop: Stop) -> str:
    return f"{stop.number}: {stop.where}\n{minutes_words(stop)}, come back {again_words(stop)}\n{stop.when}"


def _way(plan: PatrolPlan, ink: Palette) -> list[dict[str, Any]]:
    """The way as a line, and a badge with its number on each place."""
    rows = [
        {"lon": round(stop.lon, 5), "lat": round(stop.lat, 5), "number": str(stop.number),
         "tip": plain(_tip(stop))}
        for stop in plan.stops
    ]  # fmt: skip
    line = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[row["lon"], row["lat"]] for row in rows]},
    }
    way = {
        "@@type": "GeoJsonLayer",
        "data": {"type": "FeatureCollection", "features": [line] if len(rows) > 1 else []},
        "stroked": True,
        "filled": False,
        "pickable": False,
        "lineWidthUnits": "pixels",
        "lineJointRounded": True,
    }
    badge = {
        "@@type": "TextLayer",
        "id": "round-badge",
        "data": rows,
        "getPosition": "@@=[lon, lat]",
        "getText": "@@=number",
        "getColor": ink.on_ring,
        "getSize": 15,
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
    }
    return [
        {**way, "id": "round-halo", "getLineColor": ink.halo, "getLineWidth": 7},
        {**way, "id": "round", "getLineColor": ink.ring, "getLineWidth": 3},
        badge,
    ]
