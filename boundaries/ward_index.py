"""Which ward a point is in: whole tiles answer at once, only points near an edge meet a polygon."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["WardIndex", "make_ward_index"]

TILES = 60_000
SMALLEST_TILE_M = 50.0
OUTSIDE, ASK = -1, -2


@dataclass(frozen=True, eq=False)
class WardIndex:
    """Square tiles over the study area, each with its answer.

    Attributes
    ----------
    x0, y0, step_m : float
        Lower left corner and side of the tiles, metres.
    answer : numpy.ndarray of int32, shape (columns, rows)
        Position of the ward that holds the whole tile, -1 for wholly outside, -2 where the polygons must be
        asked.
    wards : array of shapely polygons
    outline : shapely polygon
    """

    x0: float
    y0: float
    step_m: float
    answer: NDArray[np.int32]
    wards: NDArray[np.object_]
    outline: shapely.Geometry

    def locate(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int32]:
        """Give each point its ward's position, -1 outside."""
        result = np.full(x.shape, OUTSIDE, dtype=np.int32)
        columns, rows = self.answer.shape
        with np.errstate(invalid="ignore"):
            i, j = np.floor((x - self.x0) / self.step_m), np.floor((y - self.y0) / self.step_m)
            near = (i >= 0) & (i < columns) & (j >= 0) & (j < rows)
        result[near] = self.answer[i[near].astype(np.int64), j[near].astype(np.int64)]
        asked = np.flatnonzero(result == ASK)
        distinct, which = np.unique(x[asked] + 1j * y[asked], return_inverse=True)
        points = np.asarray(shapely.points(distinct.real, distinct.imag), dtype=object)
        result[asked] = _ask_polygons(self.wards, self.outline, points)[which]
        return result


def make_ward_index(wards: NDArray[np.object_], outline: shapely.Geometry) -> WardIndex:
    """Lay tiles over the wards and settle those that lie wholly in one ward or wholly outside."""
    left, bottom, right, top = shapely.total_bounds([*wards, outline])
    step = max(SMALLEST_TILE_M, float(np.sqrt((right - left) * (top - bottom) / TILES)))
    x0, y0 = left - step, bottom - step
    columns, rows = int((right - x0) // step) + 2, int((top - y0) // step) + 2
    i, j = np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij")
    corner_x, corner_y = x0 + i.ravel() * step, y0 + j.ravel() * step
    tiles = shapely.STRtree(shapely.box(corner_x, corner_y, corner_x + step, corner_y + step))
    shapely.prepare(wards)
    shapely.prepare(outline)
    touched_by = np.bincount(tiles.query(wards, predicate="intersects")[1], minlength=i.size)
    answer = np.full(i.size, ASK, dtype=np.int32)
    ward, tile = tiles.query(wards, predicate="contains_properly")
    answer[tile] = ward
    answer[touched_by > 1] = ASK
    outside = touched_by == 0
    outside[tiles.query(outline, predicate="intersects")] = False
    answer[outside] = OUTSIDE
    return WardIndex(x0, y0, step, answer.reshape(columns, rows), wards, outline)


def _ask_polygons(
    wards: NDArray[np.object_], outline: shapely.Geometry, points: NDArray[np.object_]
) -> NDArray[np.int32]:
    """Lowest ward that holds or touches the point; in a closed gap the nearest; else -1."""
    result = np.full(len(points), OUTSIDE, dtype=np.int32)
    if not len(points):
        return result
    tree = shapely.STRtree(points)
    for position in range(len(wards) - 1, -1, -1):  # the lowest code is written last
        result[tree.query(wards[position], predicate="intersects")] = position
    homeless = np.flatnonzero(result == OUTSIDE)
    in_gap = homeless[shapely.intersects(outline, points[homeless])]
    if len(in_gap):
        which, nearest = shapely.STRtree(wards).query_nearest(points[in_gap], all_matches=True)
        order = np.lexsort((nearest, which))[::-1]  # of equally near wards the lowest code is written last
        result[in_gap[which[order]]] = nearest[order]
    return result
