"""The outline of several wards: their union, with the thin gaps between neighbours closed."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["GAP_M", "area_covered_twice", "close_gaps"]

GAP_M = 50.0
GRID_M = 0.001
WALL_M = 0.01
MOST_OPEN = 0.25  # a piece is a gap between wards if at most this share of its edge faces the outside
MANY_CORNERS = 100_000
ROUGH_M = 1.0
STRETCH = 50  # corners


def close_gaps(wards: NDArray[np.object_], *, gap_m: float = GAP_M) -> tuple[BaseGeometry, float]:
    """Join wards into one outline and fill what lies between them, up to `gap_m` wide.

    Only pieces walled in by wards are filled (holes, cracks between neighbours, narrow docks and creeks): an
    open
    corner of the outline stays as it is.

    Parameters
    ----------
    wards : array of shapely polygons, metres
    gap_m : float
        Widest gap that is closed.

    Returns
    -------
    outline : shapely.Polygon or MultiPolygon
    closed_km2 : float
        Area of what was filled.
    """
    union = shapely.union_all(wards, grid_size=GRID_M)
    rough = _rough(union)
    closed = rough.buffer(gap_m / 2, join_style="mitre", mitre_limit=1.5).buffer(
        -gap_m / 2, join_style="mitre", mitre_limit=1.5
    )
    pieces = shapely.get_parts(shapely.difference(closed, rough, grid_size=GRID_M))
    pieces = pieces[shapely.area(pieces) > 0]
    walls = _Walls(rough)
    gaps = [piece if rough is union else piece.buffer(ROUGH_M) for piece in pieces if walls.enclose(piece)]
    if not gaps:
        return union, 0.0
    outline = shapely.union_all([union, *gaps], grid_size=GRID_M)
    return outline, (outline.area - union.area) / 1e6


def area_covered_twice(wards: NDArray[np.object_]) -> float:
    """Measure in km² how much ground lies in more than one ward, pair by pair."""
    tree = shapely.STRtree(wards)
    first, second = tree.query(wards, predicate="intersects")
    pairs = first < second
    shared = shapely.intersection(wards[first[pairs]], wards[second[pairs]])
    return float(shapely.area(shared).sum()) / 1e6


def _rough(union: BaseGeometry) -> BaseGeometry:
    """The union itself or, where it has very many corners, one near enough to find the gaps by."""
    if shapely.get_num_coordinates(union) <= MANY_CORNERS:
        return union
    return shapely.simplify(union, ROUGH_M)


class _Walls:
    """The boundary of a union in short stretches, so that those near a piece are found at once."""

    def __init__(self, union: BaseGeometry) -> None:
        lines = shapely.get_parts(union.boundary)
        corners = [shapely.get_coordinates(line) for line in lines]
        stretches = [
            line[start : start + STRETCH + 1]
            for line in corners
            for start in range(0, len(line) - 1, STRETCH)
        ]
        self.lines = np.array([shapely.LineString(stretch) for stretch in stretches], dtype=object)
        self.tree = shapely.STRtree(self.lines)

    def enclose(self, piece: shapely.Polygon) -> bool:
        left, bottom, right, top = piece.bounds
        near = self.lines[self.tree.query(shapely.box(left - 1, bottom - 1, right + 1, top + 1))]
        walls = shapely.union_all(shapely.buffer(near, WALL_M, quad_segs=1))
        facing = piece.boundary.difference(walls)
        return bool(facing.length <= MOST_OPEN * piece.boundary.length)
