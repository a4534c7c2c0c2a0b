"""A metre grid over the study area: which part of each pixel is inside, and points shared out over pixels."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = [
    "Grid",
    "cover",
    "edges_of",
    "inside_fraction",
    "nearest_pixels",
    "read_linearly",
    "spread_linearly",
]

SUBROWS = 8


@dataclass(frozen=True)
class Grid:
    """Square pixels; pixel [row, column] has its centre at (x0 + column * step_m, y0 + row * step_m)."""

    x0: float
    y0: float
    step_m: float
    rows: int
    columns: int

    @property
    def shape(self) -> tuple[int, int]:
        return self.rows, self.columns

    def centres(self) -> tuple[np.ndarray, np.ndarray]:
        """Give x and y of every pixel's centre, each of shape (rows, columns)."""
        across = self.x0 + np.arange(self.columns) * self.step_m
        up = self.y0 + np.arange(self.rows) * self.step_m
        x, y = np.meshgrid(across, up)
        return x, y


def cover(outline: BaseGeometry, *, step_m: float) -> Grid:
    """Lay a grid over the bounding box of an outline, with a pixel to spare on every side.

    It starts from the south-western corner of the box, so that a map that is moved takes its grid with it.
    """
    west, south, east, north = outline.bounds
    columns, rows = (int(np.ceil(length / step_m)) + 3 for length in (east - west, north - south))
    return Grid(float(west - step_m), float(south - step_m), float(step_m), rows, columns)


def inside_fraction(outline: BaseGeometry, grid: Grid) -> np.ndarray:
    """Give the part of each pixel that lies inside an outline.

    Parameters
    ----------
    outline : shapely Polygon or MultiPolygon, EPSG:27700
    grid : Grid

    Returns
    -------
    numpy.ndarray of float, shape (rows, columns)
        0 to 1.  Exact along x on eight lines a pixel; the mean of the lines is taken along y.
    """
    starts, ends = edges_of(outline)
    step, lines = grid.step_m, grid.rows * SUBROWS
    bottom, left = grid.y0 - step / 2, grid.x0 - step / 2
    # Line numbers at which each edge is crossed: lines lie at bottom + (line + 1/2) * step / SUBROWS.
    low, high = (np.ceil((y - bottom) / step * SUBROWS - 0.5) for y in (starts[:, 1], ends[:, 1]))
    first, number = np.minimum(low, high).astype(np.int64), np.abs(high - low).astype(np.int64)
    edge = np.repeat(np.arange(len(starts)), number)
    line = np.arange(len(edge)) - np.repeat(np.cumsum(number) - number, number) + first[edge]
    along = (bottom + (line + 0.5) * step / SUBROWS - starts[edge, 1]) / (ends - starts)[edge, 1]
    crossing = (starts[edge, 0] + along * (ends - starts)[edge, 0] - left) / step
    # Ground to the right of an upward edge of a clockwise ring is inside; downward edges take it away again.
    sign = np.where((ends - starts)[edge, 1] > 0, 1.0, -1.0)
    column = np.floor(crossing).astype(np.int64)
    part, width = crossing - column, grid.columns + 1
    here = line * width + column
    filled = np.bincount(here, weights=sign * (1 - part), minlength=lines * width)
    filled += np.bincount(here + 1, weights=sign * part, minlength=lines * width)[: lines * width]
    covered = np.cumsum(filled.reshape(lines, width), axis=1)[:, :-1]
    return np.clip(covered.reshape(grid.rows, SUBROWS, grid.columns).mean(axis=1), 0.0, 1.0)


def edges_of(outline: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """List the edges of every ring: outer rings clockwise, holes the other way."""
    parts = shapely.get_parts(shapely.orient_polygons(outline, exterior_cw=True))
    coordinates, ring = shapely.get_coordinates(shapely.get_rings(parts), return_index=True)
    joined = ring[1:] == ring[:-1]
    return coordinates[:-1][joined], coordinates[1:][joined]


def nearest_pixels(grid: Grid, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Give the position (in the flattened grid) of the pixel that holds each point."""
    column = np.clip(np.rint((x - grid.x0) / grid.step_m).astype(np.int64), 0, grid.columns - 1)
    row = np.clip(np.rint((y - grid.y0) / grid.step_m).astype(np.int64), 0, grid.rows - 1)
    return row * grid.columns + column


def spread_linearly(grid: Grid, x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Share each point out over the four nearest pixel centres, so that its weight and its place are kept."""
    total = np.zeros(grid.rows * grid.columns)
    for here, part in _around(grid, x, y):
        total += np.bincount(here, weights=weight * part, minlength=len(total))
    return total.reshape(grid.shape)


def read_linearly(grid: Grid, values: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Read a map at points, linearly between the four nearest pixel centres."""
    flat = values.reshape(-1)
    return np.sum([flat[here] * part for here, part in _around(grid, x, y)], axis=0)


def _around(grid: Grid, x: np.ndarray, y: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give the four nearest pixels of each point, and how much of the point is each one's."""
    across, up = (x - grid.x0) / grid.step_m, (y - grid.y0) / grid.step_m
    column = np.clip(np.floor(across).astype(np.int64), 0, grid.columns - 2)
    row = np.clip(np.floor(up).astype(np.int64), 0, grid.rows - 2)
    right, above = across - column, up - row
    for dc, dr, part in (
        (0, 0, (1 - right) * (1 - above)),
        (1, 0, right * (1 - above)),
        (0, 1, (1 - right) * above),
        (1, 1, right * above),
    ):
        yield (row + dr) * grid.columns + column + dc, part
