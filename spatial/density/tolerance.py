"""Tolerance contours: the ground on which a map of chances is at most a level, as polygons in metres."""

import numpy as np
import shapely
from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from spatial.given import within
from spatial.grid import Grid

__all__ = ["tolerance_regions"]


def tolerance_regions(
    p: np.ndarray, grid: Grid, outline: BaseGeometry | None = None, *, level: float = 0.05
) -> MultiPolygon:
    """Draw a line around the pixels whose chance is at most a level.

    Parameters
    ----------
    p : numpy.ndarray, shape (rows, columns)
        Chances at the pixels of `grid`; NaN where none is told, which is never inside.
    grid : Grid
    outline : shapely geometry, optional
        The study area; pixels are cut at its edge.
    level : float
        Between 0 and 1.

    Returns
    -------
    shapely.MultiPolygon
        Made of whole pixels, EPSG:27700; `shapely.geometry.mapping` turns it into GeoJSON.  Empty where no
        pixel qualifies.

    Raises
    ------
    spatial.errors.SettingError
        If `level` is not between 0 and 1.
    """
    within(level, what="level", least=0, most=1)
    held = np.nan_to_num(p, nan=2.0) <= level
    edge = np.zeros((held.shape[0], 1), dtype=bool)
    change = np.diff(np.hstack((edge, held, edge)).astype(np.int8), axis=1)
    (row, first), (_, last) = np.nonzero(change == 1), np.nonzero(change == -1)  # runs of pixels, row by row
    half, step = grid.step_m / 2, grid.step_m
    left, right = grid.x0 + first * step - half, grid.x0 + last * step - half
    bottom, top = grid.y0 + row * step - half, grid.y0 + row * step + half
    region = shapely.union_all(shapely.box(left, bottom, right, top))
    if outline is not None:
        region = shapely.intersection(region, outline)
    parts = [part for part in shapely.get_parts(region) if part.geom_type == "Polygon"]
    return MultiPolygon(parts)
