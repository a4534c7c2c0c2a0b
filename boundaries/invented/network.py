"""Roads between quarters: the hand-laid main roads, the streets along the water, and the secondary roads
that cut the land into neighbourhoods."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import polygonize, split

from boundaries.invented import plan
from boundaries.invented.curve import Waves, blob, spline
from boundaries.invented.terrain import Terrain, km

__all__ = ["Network", "Patch", "Road", "lay_network", "quarter_of"]

PATCH_KM2 = {"core": 0.16, "terraces": 0.24, "villas": 0.26, "estate": 0.28, "crescents": 0.30,
             "closes": 0.36, "sheds": 0.32, "fields": 0.75}  # fmt: skip


@dataclass(frozen=True)
class Road:
    """One named stretch; `kind` is main, secondary, street, lane or path."""

    name: str
    kind: str
    line: BaseGeometry
    homes_per_m: float = 0.0


@dataclass(frozen=True)
class Patch:
    """A neighbourhood between roads, railway and water, and the kind of streets it has."""

    quarter: str
    shape: Polygon


@dataclass(frozen=True)
class Network:
    roads: tuple[Road, ...]  # main and secondary; secondary ones still without a name
    rails: tuple[BaseGeometry, ...]
    stations: tuple[tuple[str, float, float], ...]
    parks: tuple[tuple[str, str, BaseGeometry], ...]
    patches: tuple[Patch, ...]


def lay_network(terrain: Terrain, rng: np.random.Generator) -> Network:
    """Lay main roads, railway and parks, then cut what lies between into patches."""
    reach = terrain.land.envelope.buffer(4_500)
    main = [
        Road(name, "main", LineString(spline(km(points), step_m=30)))
        for name, points in plan.MAIN_ROADS.items()
    ]
    main = [Road(r.name, r.kind, r.line.intersection(reach)) for r in main]
    rails = tuple(
        LineString(spline(km(p), step_m=40)).intersection(reach) for p in (plan.RAILWAY, plan.BRANCH_LINE)
    )
    stations = tuple(_on_line(rails[0], *station) for station in plan.STATIONS)
    waterside = _waterside(terrain)
    barrier = shapely.union_all([*(r.line for r in main), *rails])
    parks = _parks(terrain, barrier, [w.line for w in waterside], rng)
    ringed = [
        Road("", "secondary", ring) for name, kind, shape in parks if kind == "park" for ring in _rings(shape)
    ]
    lines = [barrier, terrain.land.boundary, *(r.line for r in waterside), *(r.line for r in ringed)]
    coarse = [
        p for p in polygonize(shapely.union_all(lines)) if terrain.land.covers(p.representative_point())
    ]
    bend = Waves(rng, length_m=900)
    patches: list[Patch] = []
    cuts: list[Road] = []
    ringed_parks = shapely.union_all([shape.buffer(12) for name, kind, shape in parks if kind == "park"])
    for shape in coarse:
        if ringed_parks.covers(shape):
            patches.append(Patch("fields", shape))
        else:
            _cut(shape, patches, cuts, bend, rng)
    roads = [part for road in (*waterside, *ringed, *cuts) for part in _through_green(road, parks)]
    return Network((*main, *roads), rails, stations, parks, _noded(patches))


def _noded(patches: list[Patch]) -> tuple[Patch, ...]:
    """Give neighbours the same corners, on a grid of centimetres, so that their union leaves no slivers."""
    edges = shapely.union_all([patch.shape.boundary for patch in patches], grid_size=0.01)
    tree = shapely.STRtree([patch.shape for patch in patches])
    found = []
    for shape in polygonize(edges):
        inside = tree.query(shape.representative_point(), predicate="intersects")
        if len(inside):
            found.append(Patch(patches[inside.min()].quarter, shape))
    return tuple(found)


def quarter_of(shape: BaseGeometry) -> str:
    """Say which kind of quarter the middle of a patch is nearest to."""
    spots = np.array([(x, y) for _, x, y in plan.QUARTERS]) * 1000
    middle = shape.representative_point()
    return plan.QUARTERS[int(np.hypot(spots[:, 0] - middle.x, spots[:, 1] - middle.y).argmin())][0]


def _cut(shape: Polygon, patches: list, cuts: list, bend: Waves, rng: np.random.Generator) -> None:
    """Halve a patch by a bending road, across its length if that works, until it is small enough."""
    quarter = quarter_of(shape)
    if shape.area < PATCH_KM2[quarter] * 1e6 * rng.uniform(0.8, 1.5):
        patches.append(Patch(quarter, shape))
        return
    for turned in (0, 0, 0, 1, 1, 1):
        knife = _knife(shape, turned, bend, rng)
        pieces = [p for p in shapely.get_parts(split(shape, knife)) if p.geom_type == "Polygon"]
        if len(pieces) >= 2 and min(p.area for p in pieces) > 0.12 * shape.area:
            break
    else:
        patches.append(Patch(quarter, shape))
        return
    kind = "lane" if quarter == "fields" else "secondary"
    cuts.extend(
        Road("", kind, part) for part in shapely.get_parts(knife.intersection(shape)) if part.length > 40
    )
    for piece in pieces:
        _cut(piece, patches, cuts, bend, rng)


def _knife(shape: Polygon, turned: int, bend: Waves, rng: np.random.Generator) -> LineString:
    corners = shapely.get_coordinates(shape.minimum_rotated_rectangle)[:4]
    wide = np.hypot(*(corners[1] - corners[0])) >= np.hypot(*(corners[2] - corners[1]))
    a, b, c = np.roll(corners, -turned if wide else -1 - turned, axis=0)[:3]
    start = a + (b - a) * rng.uniform(0.35, 0.65)
    end = start + (c - b) + (b - a) * rng.uniform(-0.12, 0.12)
    line = start + (end - start) * np.linspace(-0.1, 1.1, 40)[:, None]
    drift = np.column_stack([bend(line[:, 0], line[:, 1]), bend(line[:, 0] + 5_000, line[:, 1])])
    return LineString(line + 28 * drift)


def _waterside(terrain: Terrain) -> list[Road]:
    inner = terrain.land.buffer(-30).boundary
    roads = []
    for name, (west, south, east, north) in plan.WATERSIDE.items():
        window = box(west * 1000, south * 1000, east * 1000, north * 1000)
        line = shapely.line_merge(shapely.intersection(inner, window))
        longest = max(shapely.get_parts(line), key=lambda part: part.length)
        smooth = spline(spline(shapely.get_coordinates(longest), step_m=90), step_m=25)
        roads.append(Road(name, "secondary", LineString(smooth)))
    return roads


def _parks(terrain: Terrain, barrier: BaseGeometry, streets: list, rng: np.random.Generator) -> tuple:
    keep_off = shapely.union_all(
        [terrain.water.buffer(14), barrier.buffer(16), *(s.buffer(12) for s in streets)]
    )
    parks = []
    for name, kind, x, y, radius in plan.PARKS:
        shape = blob(x * 1000, y * 1000, radius_m=radius * 1000, rng=rng).intersection(
            terrain.land.buffer(-15)
        )
        whole = shape.difference(keep_off).buffer(-12).buffer(12).simplify(2)
        big = [part for part in shapely.get_parts(whole) if part.area > 0.22 * shape.area]
        if big:
            parks.append((name, kind, shapely.union_all(big)))
    return tuple(parks)


def _through_green(road: Road, parks: tuple) -> list[Road]:
    """Make a road a path where it runs through a park."""
    green = shapely.union_all([shape for *_, shape in parks])
    parts = [(part, road.kind) for part in shapely.get_parts(road.line.difference(green))]
    parts += [(part, "path") for part in shapely.get_parts(road.line.intersection(green))]
    return [
        Road(road.name, kind, part)
        for part, kind in parts
        if part.geom_type == "LineString" and part.length > 15
    ]


def _rings(shape: BaseGeometry) -> list[LineString]:
    return [LineString(part.buffer(11).exterior) for part in shapely.get_parts(shape)]


def _on_line(rail: BaseGeometry, name: str, x: float, y: float) -> tuple[str, float, float]:
    spot = rail.interpolate(rail.project(shapely.Point(x * 1000, y * 1000)))
    return name, spot.x, spot.y
