"""Residential streets: each patch is filled in the manner of its quarter."""

from collections.abc import Callable

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from boundaries.invented.curve import Waves
from boundaries.invented.network import Patch

__all__ = ["HOMES_PER_M", "fill_patch"]

HOMES_PER_M = {"core": 0.11, "terraces": 0.155, "villas": 0.095, "estate": 0.17, "crescents": 0.105,
               "closes": 0.085, "sheds": 0.0, "fields": 0.002}  # fmt: skip
"""Homes along each metre of street, both sides together."""


def fill_patch(patch: Patch, free: BaseGeometry, bend: Waves, rng: np.random.Generator) -> list[LineString]:
    """Draw the streets of one patch.

    Parameters
    ----------
    patch : Patch
        The neighbourhood; its edge is a road, or water, railway or the borough's edge.
    free : shapely geometry
        The part of it where a street may run.
    bend : Waves
        The slow drift that keeps a grid from being quite straight.
    rng : numpy.random.Generator
        Where the dice come from.

    Returns
    -------
    list of LineString
        Metres; none shorter than 35 m.
    """
    lines: list[LineString] = []
    for part in shapely.get_parts(free):
        if part.geom_type == "Polygon" and part.area > 3_000:
            kerb = part.exterior.intersection(patch.shape.boundary.buffer(1.0))
            lines += _MANNERS[patch.quarter](part, kerb, bend, rng)
    inside = shapely.intersection(np.array(lines, dtype=object), free)
    parts = [
        p for line in inside for p in shapely.get_parts(shapely.line_merge(line) if _many(line) else line)
    ]
    return [p for p in parts if p.geom_type == "LineString" and p.length > 35]


def _many(shape: BaseGeometry) -> bool:
    return shape.geom_type == "MultiLineString"


def _frame(shape: Polygon) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the middle of a shape and its long and short half-axes."""
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle)[:4]
    if np.hypot(*(corners[1] - corners[0])) < np.hypot(*(corners[2] - corners[1])):
        corners = np.roll(corners, -1, axis=0)
    return corners.mean(axis=0), (corners[1] - corners[0]) / 2, (corners[2] - corners[1]) / 2


def _drifted(line: np.ndarray, bend: Waves, amount_m: float) -> np.ndarray:
    drift = np.column_stack([bend(line[:, 0], line[:, 1]), bend(line[:, 0] - 4_000, line[:, 1] + 900)])
    return line + amount_m * drift


def _grid(
    shape: Polygon,
    bend: Waves,
    rng: np.random.Generator,
    *,
    depth_m: float,
    link_m: float,
    links: float,
    sway_m: float,
) -> list[LineString]:
    """Long parallel streets, with short links between neighbours that only sometimes line up."""
    middle, long, short = _frame(shape)
    length, width = np.hypot(*long), np.hypot(*short)
    along, across = long / length, short / width
    rows = max(round(2 * width / depth_m), 1)
    offsets = np.linspace(-width, width, rows + 1)
    lines = []
    places = np.arange(-length, length, link_m) + rng.uniform(0, link_m)
    for k in range(rows):
        if k:
            s = np.linspace(-length, length, max(int(length / 15), 4))[:, None]
            lines.append(LineString(_drifted(middle + along * s + across * offsets[k], bend, sway_m)))
            if rng.random() < 0.45:
                places = places + rng.normal(0, link_m * 0.22, len(places))
        for place in places:
            reach = 1.0 if rng.random() < links else 0.55
            if reach == 1.0 or (links < 0.7 and k):
                t = offsets[k] + (offsets[k + 1] - offsets[k]) * reach * np.linspace(0, 1, 5)[:, None]
                lines.append(LineString(_drifted(middle + along * place + across * t, bend, sway_m)))
    return lines


def _halves(shape: Polygon, rng: np.random.Generator, *, block_m2: float, skew: float) -> list[LineString]:
    """Cut and cut again, each time across the length: the web of an old town."""
    if shape.area < block_m2 * rng.uniform(0.7, 1.7):
        return []
    middle, long, short = _frame(shape)
    start = middle + long * rng.uniform(-0.3, 0.3)
    tilt = long * rng.uniform(-skew, skew)
    knife = LineString(
        [start - short * 1.3 - tilt, start + long * rng.normal(0, 0.03), start + short * 1.3 + tilt]
    )
    cut = [part for part in shapely.get_parts(knife.intersection(shape)) if part.geom_type == "LineString"]
    pieces = [p for p in shapely.get_parts(split(shape, knife)) if p.geom_type == "Polygon"]
    if len(pieces) < 2:
        return []
    return cut + [line for p in pieces for line in _halves(p, rng, block_m2=block_m2, skew=skew)]


def _crescents(shape: Polygon, kerb: BaseGeometry, bend: Waves, rng: np.random.Generator) -> list[LineString]:
    """Rings within rings, joined by short avenues."""
    lines: list[LineString] = []
    outer, target, depth = shape, kerb, 68.0
    while True:
        ring = shape.buffer(-depth).buffer(-22).buffer(44).buffer(-22)
        ring = max(shapely.get_parts(ring), key=lambda p: p.area, default=Polygon())
        if ring.is_empty or ring.area < 2_500:
            return lines
        bounds = _drifted(shapely.get_coordinates(ring.exterior.simplify(0.7).segmentize(18)), bend, 3)
        edge = LineString(bounds)
        lines.append(edge)
        count = max(int(edge.length / rng.uniform(170, 250)), 2)
        first = rng.uniform(0, edge.length / count)
        for k in range(count):
            here = edge.interpolate(first + k * edge.length / count)
            there = (
                shapely.Point(shapely.shortest_line(here, target).coords[1]) if not target.is_empty else here
            )
            if 20 < here.distance(there) < 150:
                lines.append(_stretched(here, there))
        outer, target, depth = Polygon(bounds).buffer(0), edge, depth + rng.uniform(62, 80)
        if outer.geom_type != "Polygon" or outer.is_empty:
            return lines


def _stretched(here: shapely.Point, there: shapely.Point, by_m: float = 3.0) -> LineString:
    run = np.array([there.x - here.x, there.y - here.y])
    run = run / max(np.hypot(*run), 1e-6) * by_m
    return LineString([(here.x, here.y), (there.x + run[0], there.y + run[1])])


def _closes(shape: Polygon, kerb: BaseGeometry, bend: Waves, rng: np.random.Generator) -> list[LineString]:
    """A winding way through, with closes on either hand, and closes off the closes."""
    middle, long, short = _frame(shape)
    s = np.linspace(-1, 1, 40)[:, None]
    wiggle = 0.32 * np.sin(s * np.pi * rng.uniform(0.8, 1.4) + rng.uniform(0, 6)) + rng.uniform(-0.15, 0.15)
    spine = LineString(middle + long * s * 1.05 + short * wiggle).intersection(shape)
    lines = [p for p in shapely.get_parts(spine) if p.geom_type == "LineString" and p.length > 60]
    merged = shapely.line_merge(kerb) if kerb.geom_type == "MultiLineString" else kerb
    kerbs = [p for p in shapely.get_parts(merged) if p.geom_type == "LineString" and p.length > 60]
    queue = [(line, 170.0) for line in (*lines, *kerbs)] * 2
    while queue:
        line, reach = queue.pop(0)
        side = 1
        for place in np.arange(rng.uniform(25, 60), line.length - 20, 46.0):
            side = -side
            around = np.array([other for other in (*lines, *kerbs) if other is not line], dtype=object)
            for way in (side, -side):
                grown = _grow(line, place, way, reach_m=reach, shape=shape, around=around, rng=rng)
                if grown is not None:
                    lines.append(grown)
                    if grown.length > 80:
                        queue.append((grown, 80.0))
                    break
    return lines


def _grow(
    line: LineString,
    place: float,
    side: int,
    *,
    reach_m: float,
    shape: Polygon,
    around: np.ndarray,
    rng: np.random.Generator,
) -> LineString | None:
    """Let one close grow sideways from a street until it would come too near to another."""
    a, b = line.interpolate(place - 2), line.interpolate(place + 2)
    heading = np.arctan2(b.y - a.y, b.x - a.x) + side * np.pi / 2
    spot = np.array([(a.x + b.x) / 2, (a.y + b.y) / 2])
    turn, limit = rng.normal(0, 0.06), reach_m * rng.uniform(0.6, 1.3)
    path = [spot]
    while len(path) * 12 < limit:
        heading += turn
        spot = spot + 12 * np.array([np.cos(heading), np.sin(heading)])
        point = shapely.Point(spot)
        near = shapely.distance(around, point).min() if len(around) else np.inf
        if not shape.contains(point) or near < 25 or (len(path) > 3 and line.distance(point) < 25):
            break
        path.append(spot)
    return LineString(path) if len(path) >= 4 else None


Manner = Callable[[Polygon, BaseGeometry, Waves, np.random.Generator], list[LineString]]

_MANNERS: dict[str, Manner] = {
    "core": lambda s, kerb, bend, rng: _halves(s, rng, block_m2=7_500, skew=0.16),
    "terraces": lambda s, kerb, bend, rng: _grid(s, bend, rng, depth_m=57, link_m=185, links=0.86, sway_m=7),
    "villas": lambda s, kerb, bend, rng: _halves(s, rng, block_m2=17_000, skew=0.07),
    "estate": lambda s, kerb, bend, rng: _grid(s, bend, rng, depth_m=88, link_m=95, links=0.42, sway_m=1),
    "crescents": _crescents,
    "closes": _closes,
    "sheds": lambda s, kerb, bend, rng: _halves(s, rng, block_m2=60_000, skew=0.03),
    "fields": lambda s, kerb, bend, rng: [],
}
