"""The ground that chance maps are thrown on: a test grid with the baseline spread over it."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from spatial.density.estimate import KernelName, Smoother, kernel_on_grid, reach_m
from spatial.digest import Keyed
from spatial.grid import Grid, cover, inside_fraction, nearest_pixels

__all__ = ["Ground", "lay_ground"]

MOST_PIXELS = 150_000
STEPS_PER_REACH = 4.0
PIECES_PER_CELL = 16
MOST_PIECES = 2_000_000


@dataclass(frozen=True, eq=False)
class Ground:
    """The test grid of one study area, baseline and kernel.

    Attributes
    ----------
    grid : Grid
    inside : numpy.ndarray of bool, shape (rows, columns)
        Pixels with ground in the study area.
    chance : numpy.ndarray of float, shape (rows, columns)
        Share of the incidents that the baseline expects in each pixel; sums to 1.
    footprint : numpy.ndarray of float, shape (rows, columns)
        Share of the incidents that the baseline expects within one kernel's effective footprint.
    scale : numpy.ndarray of float, shape (rows, columns)
        Turns a smoothed map into an effective number of incidents, whose variance equals its mean.
    mass : numpy.ndarray of float, shape (rows, columns)
        Part of a kernel laid there that lies inside the study area.
    smooth : Smoother
    cell_pixels : numpy.ndarray of int64, shape (n_pairs, 2)
        Pairs of cell position and position of one of its pixels, by cell; every cell has at least one.
    """

    grid: Grid
    inside: np.ndarray
    chance: np.ndarray
    footprint: np.ndarray
    scale: np.ndarray
    mass: np.ndarray
    smooth: Smoother
    cell_pixels: np.ndarray

    def highest_in_cells(self, values: np.ndarray) -> np.ndarray:
        """Give the highest value over the pixels of every cell."""
        starts = np.flatnonzero(np.diff(self.cell_pixels[:, 0], prepend=-1))
        return np.maximum.reduceat(values.reshape(-1)[self.cell_pixels[:, 1]], starts)

    def count(self, x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Count points into pixels; one in a pixel with no ground goes to the nearest that has some."""
        pixel = nearest_pixels(self.grid, x, y)
        stray = np.flatnonzero(~self.inside.reshape(-1)[pixel])
        if len(stray):
            own = np.flatnonzero(self.inside.reshape(-1))
            pixel[stray] = own[cKDTree(_centres(self.grid, own)).query(_centres(self.grid, pixel[stray]))[1]]
        total = np.bincount(pixel, weights=weight, minlength=self.inside.size)
        return total.reshape(self.inside.shape)


def _centres(grid: Grid, pixel: np.ndarray) -> np.ndarray:
    row, column = np.divmod(pixel, grid.columns)
    return np.column_stack((grid.x0 + column * grid.step_m, grid.y0 + row * grid.step_m))


@lru_cache(maxsize=16)
def lay_ground(
    outline: Keyed[BaseGeometry],
    baseline: Keyed[tuple[np.ndarray, ...]],
    *,
    kernel: KernelName,
    bandwidth_m: float,
    cell_km2: float,
    steps_per_reach: float = STEPS_PER_REACH,
) -> Ground:
    """Make the test grid: every cell's share is spread evenly over its ground in the study area.

    Parameters
    ----------
    outline : keyed shapely geometry
    baseline : keyed arrays x, y, share, each of shape (n_cells,)
        Centres of the cells, and the share of the incidents expected in each.
    kernel, bandwidth_m : str, float
    cell_km2 : float
        Area of a whole cell; pixels are at most half as wide as a cell.
    steps_per_reach : float
        Pixels, at least, from the middle of a kernel to where it ends; fewer where the area is large.
    """
    west, south, east, north = outline.value.bounds
    wanted = min(reach_m(kernel, bandwidth_m) / steps_per_reach, 0.5 * np.sqrt(cell_km2) * 1000)
    step_m = max(wanted, np.sqrt((east - west) * (north - south) / MOST_PIXELS))
    grid = cover(outline.value, step_m=step_m)
    fraction, chance, pairs = _spread_baseline(outline.value, grid, baseline.value, cell_km2=cell_km2)
    values = kernel_on_grid(kernel, bandwidth_m=bandwidth_m, step_m=step_m)
    smooth = Smoother(values, grid.shape)
    mean, square = np.maximum(smooth(chance), 0.0), np.maximum(Smoother(values**2, grid.shape)(chance), 0.0)
    tiny = 1e-9 * square.max()
    whole = values.sum() / (values**2).sum()
    scale = np.where(square > tiny, mean / np.maximum(square, tiny), whole)
    mass = smooth(fraction) * step_m**2
    return Ground(grid, fraction > 0, chance, scale * mean, scale, mass, smooth, pairs)


def _spread_baseline(
    outline: BaseGeometry, grid: Grid, baseline: tuple[np.ndarray, ...], *, cell_km2: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spread every cell's share evenly over its ground, in pieces of about a sixteenth of its width.

    Returns the part of each pixel that is inside, its share of the incidents, and the pairs of cell and
    pixel.
    """
    x, y, share = baseline
    pieces = int(np.ceil(PIECES_PER_CELL * grid.step_m / (np.sqrt(cell_km2) * 1000)))
    pieces = max(min(pieces, int(np.sqrt(MOST_PIECES / (grid.rows * grid.columns)))), 1)
    small = grid.step_m / pieces
    first = (small - grid.step_m) / 2
    fine = Grid(grid.x0 + first, grid.y0 + first, small, grid.rows * pieces, grid.columns * pieces)
    fraction = inside_fraction(outline, fine).reshape(-1)
    own = np.flatnonzero(fraction > 0)
    row, column = np.divmod(own, fine.columns)
    pixel = row // pieces * grid.columns + column // pieces
    centres = np.column_stack((x, y))
    cell = cKDTree(centres).query(_centres(fine, own), workers=2)[1]

    ground = np.bincount(cell, weights=fraction[own], minlength=len(x))
    lost = np.flatnonzero(ground == 0)  # cells with next to no ground: the nearest pixel stands for them
    land = np.unique(pixel)
    near = land[cKDTree(_centres(grid, land)).query(centres[lost])[1]]
    size = grid.rows * grid.columns
    chance = np.bincount(
        pixel, weights=fraction[own] * (share / np.where(ground > 0, ground, 1))[cell], minlength=size
    )
    chance += np.bincount(near, weights=share[lost], minlength=size)
    inside = np.bincount(pixel, weights=fraction[own], minlength=size) / pieces**2
    pairs = np.unique(np.concatenate((cell * size + pixel, lost * size + near)))
    return inside.reshape(grid.shape), chance.reshape(grid.shape), np.column_stack(np.divmod(pairs, size))
