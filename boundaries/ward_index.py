"""Which ward a point is in: whole tiles answer at once, only points near an edge meet a polygon."""

from dataclasses import dataclass
from itertools import count

import numpy as np
import shapely
from numpy.typing import NDArray

from boundaries.distinct import distinct_points

__all__ = ["WardIndex", "make_ward_index"]

TILES, TILES_A_WARD = 60_000, 60
SMALLEST_TILE_M = 50.0
ROUNDING_M = 1e-6
"""Tiles are laid this much larger: a point that rounding puts into the next tile is still in this one."""
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
    meets, meets_from : numpy.ndarray of int32, shapes (n,) and (tiles + 1,)
        The wards that each tile touches, in ascending order: those of tile t are
        `meets[meets_from[t] : meets_from[t + 1]]`.
    wards : array of shapely polygons
    outline : shapely polygon
    """

    x0: float
    y0: float
    step_m: float
    answer: NDArray[np.int32]
    meets: NDArray[np.int32]
    meets_from: NDArray[np.int32]
    wards: NDArray[np.object_]
    outline: shapely.Geometry

    def locate(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int32]:
        """Give each point its ward's position, -1 outside."""
        result = np.full(x.shape, OUTSIDE, dtype=np.int32)
        columns, rows = self.answer.shape
        with np.errstate(invalid="ignore"):
            i, j = np.floor((x - self.x0) / self.step_m), np.floor((y - self.y0) / self.step_m)
            near = np.flatnonzero((i >= 0) & (i < columns) & (j >= 0) & (j < rows))
        tile = i[near].astype(np.int64) * rows + j[near].astype(np.int64)
        said = self.answer.ravel().take(tile)
        result[near] = said
        ask = said == ASK
        asked, tile = near[ask], tile[ask]
        found = distinct_points(x[asked], y[asked])
        one, which = (slice(None), slice(None)) if found is None else found
        order = np.argsort(tile[one])  # tile by tile, so that a polygon is asked while it is at hand
        wards = np.empty(order.size, dtype=np.int32)
        wards[order] = self._ask_polygons(x[asked][one][order], y[asked][one][order], tile[one][order])
        result[asked] = wards[which]
        return result

    def _ask_polygons(
        self, x: NDArray[np.float64], y: NDArray[np.float64], tile: NDArray[np.int64]
    ) -> NDArray[np.int32]:
        """Lowest ward that holds or touches the point; in a closed gap the nearest; else -1."""
        result = np.full(x.shape, OUTSIDE, dtype=np.int32)
        start, end = self.meets_from[tile], self.meets_from[tile + 1]
        open_ = np.flatnonzero(start < end)
        for nth in count():  # a tile meets few wards; they are asked from the lowest code up
            if not open_.size:
                break
            ward = self.meets[start[open_] + nth]
            inside = shapely.intersects_xy(self.wards[ward], x[open_], y[open_])
            result[open_[inside]] = ward[inside]
            left = open_[~inside]
            open_ = left[start[left] + nth + 1 < end[left]]
        homeless = np.flatnonzero(result == OUTSIDE)
        in_gap = homeless[shapely.intersects_xy(self.outline, x[homeless], y[homeless])]
        if in_gap.size:
            points = shapely.points(x[in_gap], y[in_gap])
            which, nearest = shapely.STRtree(self.wards).query_nearest(points, all_matches=True)
            order = np.lexsort((nearest, which))[
                ::-1
            ]  # of equally near wards the lowest code is written last
            result[in_gap[which[order]]] = nearest[order]
        return result


def make_ward_index(wards: NDArray[np.object_], outline: shapely.Geometry) -> WardIndex:
    """Lay tiles over the wards and settle those that lie wholly in one ward or wholly outside."""
    left, bottom, right, top = shapely.total_bounds([*wards, outline])
    tiles_wanted = max(TILES, TILES_A_WARD * len(wards))
    step = max(SMALLEST_TILE_M, float(np.sqrt((right - left) * (top - bottom) / tiles_wanted)))
    x0, y0 = left - step, bottom - step
    columns, rows = int((right - x0) // step) + 2, int((top - y0) // step) + 2
    i, j = np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij")
    west, south = x0 + i.ravel() * step - ROUNDING_M, y0 + j.ravel() * step - ROUNDING_M
    wide = step + 2 * ROUNDING_M
    tiles = shapely.STRtree(shapely.box(west, south, west + wide, south + wide))
    shapely.prepare(wards)
    shapely.prepare(outline)
    ward, tile = tiles.query(wards, predicate="intersects")
    order = np.lexsort((ward, tile))
    meets, touched_by = ward[order].astype(np.int32), np.bincount(tile, minlength=i.size)
    meets_from = np.concatenate([[0], np.cumsum(touched_by)]).astype(np.int32)
    answer = np.full(i.size, ASK, dtype=np.int32)
    ward, tile = tiles.query(wards, predicate="contains_properly")
    answer[tile] = ward
    answer[touched_by > 1] = ASK
    outside = touched_by == 0
    outside[tiles.query(outline, predicate="intersects")] = False
    answer[outside] = OUTSIDE
    return WardIndex(x0, y0, step, answer.reshape(columns, rows), meets, meets_from, wards, outline)
