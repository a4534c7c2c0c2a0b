"""Density on a grid: fixed by one fast Fourier transform, adaptive by one for each class of bandwidths."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry.base import BaseGeometry

from spatial.density.estimate import KernelName, Smoother, kernel_on_grid, reach_m
from spatial.density.kernel_sum import TRIM, Edge
from spatial.density.kernels import checked_bandwidth, checked_outline, checked_points
from spatial.density.ladder import Ladder
from spatial.errors import NotEnoughError, OutsideAreaError, SettingError
from spatial.given import affordable
from spatial.grid import Grid, cover, inside_fraction, read_linearly, spread_linearly
from spatial.progress import Progress, silent

__all__ = ["CLASSES", "GridDensity", "affordable_grid", "density_on_grid", "within_box"]

CLASSES = 36
NARROWEST = 0.1  # of the global bandwidth, or two steps of the grid, whichever is wider
BYTES_PER_PIXEL = 200
LEAST_MASS = 1e-9
LEAST_PILOT = 1e-12  # of the highest: below, the Fourier transform is all rounding


@dataclass(frozen=True)
class GridDensity:
    """A density on a grid.

    Attributes
    ----------
    grid : Grid
    values : numpy.ndarray, shape (rows, columns)
        Incidents per m2; NaN where a pixel has no ground in the area.
    bandwidth_m : numpy.ndarray, shape (rows, columns)
        The bandwidth that an incident there has, or would have.
    inside : numpy.ndarray, shape (rows, columns)
        The part of each pixel that lies in the area.
    """

    grid: Grid
    values: np.ndarray
    bandwidth_m: np.ndarray
    inside: np.ndarray


def density_on_grid(
    outline: BaseGeometry,
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray | None = None,
    *,
    bandwidth_m: float,
    step_m: float,
    kernel: KernelName = "quartic",
    adaptive: bool = False,
    pilot_m: float | None = None,
    trim: float = TRIM,
    edge: Edge = "uniform",
    told: Progress = silent,
) -> GridDensity:
    """Smooth incidents over a study area, with one bandwidth or with Abramson's adaptive ones.

    The same density as `kernel_sum.density_at` gives point by point, many times faster.  Incidents
    are shared out over the four nearest grid points; adaptive bandwidths are made of 36 classes.  Where the
    narrowest kernel in use is twelve steps wide or more, the result lies within 1 % of the highest density.

    Parameters
    ----------
    outline : shapely Polygon or MultiPolygon, EPSG:27700
    x, y, weight : array_like, shape (n,)
        Incidents in the box around the area, metres, and how many at each (1 if None).
    bandwidth_m : float
        Radius (quartic) or standard deviation (Gaussian, cut at four); of adaptive ones, the geometric mean.
    step_m : float
        Distance between the points of the grid.
    kernel : {"quartic", "gaussian"}
    adaptive : bool
    pilot_m : float, optional
        Bandwidth of the pilot density; `bandwidth_m` if None.
    trim : float
        The widest bandwidth, in global ones.  The narrowest is a tenth, and never below two steps.
    edge : {"uniform", "diggle", "none"}
        As in `kernel_sum.density_at`.
    told : callable

    Returns
    -------
    GridDensity

    Raises
    ------
    spatial.errors.NotEnoughError
        If adaptive bandwidths are asked for and there is no incident.
    spatial.errors.OutsideAreaError
        If an incident lies outside the box around the area.
    spatial.errors.TooLargeError
        If the grid would not fit in memory.
    spatial.errors.BadNumberError, spatial.errors.SettingError
        As `kernel_sum.density_at`.

    References
    ----------
    Davies and Baddeley (2018), Statistics and Computing 28(4), 937-956, for the classes of bandwidths.
    """
    x, y, w = checked_points(x, y, weight, what="incidents")
    checked_outline(outline)
    h0, step = (float(checked_bandwidth(value, size=-1)) for value in (bandwidth_m, step_m))
    grid = affordable_grid(outline, step_m=step, widest_m=reach_m(kernel, h0) * (trim if adaptive else 1.0))
    within_box(grid, x, y)
    inside = inside_fraction(outline, grid)
    pilot = _fixed(
        grid, inside, (x, y, w), kernel=kernel, bandwidth_m=(pilot_m or h0) if adaptive else h0, edge=edge
    )
    if not adaptive:
        return GridDensity(grid, np.where(inside > 0, pilot, np.nan), np.full(grid.shape, h0), inside)
    if not w.sum() > 0:
        raise NotEnoughError("there is no incident, so no density to adapt to. Choose a longer period.")
    if not trim >= 1:
        raise SettingError(f"trim is {trim:g}; give 1 or more, such as 5.")
    h, own = _abramson(grid, pilot, (x, y, w), bandwidth_m=h0, trim=trim)
    narrowest = max(NARROWEST * h0, min(2 * step, h0))
    ladder = Ladder(
        kernel, low_m=narrowest, high_m=trim * h0 * 1.001, rungs=CLASSES, step_m=step, shape=grid.shape
    )
    h, own = np.maximum(h, narrowest), np.maximum(own, narrowest)
    values = _adaptive(grid, inside, (x, y, w), ladder, h, own, edge=edge, told=told)
    return GridDensity(grid, np.where(inside > 0, values, np.nan), h, inside)


def _fixed(
    grid: Grid,
    inside: np.ndarray,
    points: tuple[np.ndarray, np.ndarray, np.ndarray],
    *,
    kernel: KernelName,
    bandwidth_m: float,
    edge: Edge,
) -> np.ndarray:
    x, y, w = points
    smooth = Smoother(kernel_on_grid(kernel, bandwidth_m=bandwidth_m, step_m=grid.step_m), grid.shape)
    if edge == "none":
        return np.maximum(smooth(spread_linearly(grid, x, y, w)), 0.0)
    mass = np.maximum(smooth(inside) * grid.step_m**2, LEAST_MASS)
    if edge == "diggle":
        return np.maximum(smooth(spread_linearly(grid, x, y, w / read_linearly(grid, mass, x, y))), 0.0)
    return np.maximum(smooth(spread_linearly(grid, x, y, w)), 0.0) / mass


def _abramson(
    grid: Grid,
    pilot: np.ndarray,
    points: tuple[np.ndarray, np.ndarray, np.ndarray],
    *,
    bandwidth_m: float,
    trim: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Give Abramson's bandwidth at every pixel and at every incident."""
    x, y, w = points
    low = LEAST_PILOT * pilot.max()
    everywhere = np.log(np.maximum(pilot, low))
    own = np.log(np.maximum(read_linearly(grid, pilot, x, y), low))
    middle = np.average(own, weights=w)
    h, mine = (bandwidth_m * np.minimum(np.exp(-0.5 * (f - middle)), trim) for f in (everywhere, own))
    return h, mine


def _adaptive(
    grid: Grid,
    inside: np.ndarray,
    points: tuple[np.ndarray, np.ndarray, np.ndarray],
    ladder: Ladder,
    h: np.ndarray,
    own: np.ndarray,
    *,
    edge: Edge,
    told: Progress,
) -> np.ndarray:
    """Lay every incident's kernel, class by class, and put the edge right."""
    x, y, w = points
    ground = ladder.forward(inside * grid.step_m**2) if edge != "none" else None
    rung, share = ladder.place(own)
    at, part_at = ladder.place(h)
    mass, mass_own = np.zeros(grid.shape), np.zeros(len(x))
    total = np.zeros_like(ladder.forward(inside))
    kernels = len(ladder.bandwidths)
    for k in range(kernels):
        told(k / kernels)
        mine = _part(k, rung, share)
        theirs = _part(k, at, part_at) if edge == "uniform" else np.zeros(1)
        if not (mine.any() or theirs.any()):
            continue
        kernel = ladder.transformed(k)
        here = mine > 0
        if edge != "none":
            laid = ladder.back(ground * kernel)
            mass += theirs * laid if edge == "uniform" else 0.0
            mass_own[here] += mine[here] * read_linearly(grid, laid, x[here], y[here])
        if edge != "diggle" and here.any():
            total += ladder.forward(spread_linearly(grid, x[here], y[here], (w * mine)[here])) * kernel
    if edge == "diggle":
        w = w / np.maximum(mass_own, LEAST_MASS)
        for k in range(kernels):
            here = (mine := _part(k, rung, share)) > 0
            if here.any():
                total += ladder.forward(
                    spread_linearly(grid, x[here], y[here], (w * mine)[here])
                ) * ladder.transformed(k)
    told(1.0)
    density = np.maximum(ladder.back(total), 0.0)
    return density / np.maximum(mass, LEAST_MASS) if edge == "uniform" else density


def _part(k: int, rung: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Give the part of each bandwidth that falls to rung `k`."""
    return np.where(rung == k, share, 0.0) + np.where(rung == k - 1, 1 - share, 0.0)


def affordable_grid(outline: BaseGeometry, *, step_m: float, widest_m: float) -> Grid:
    """Lay a grid over an area, if it and kernels so wide would fit in memory."""
    west, south, east, north = outline.bounds
    reach = 2 * widest_m / step_m
    pixels = ((east - west) / step_m + 3 + reach) * ((north - south) / step_m + 3 + reach)
    affordable(pixels * BYTES_PER_PIXEL, what=f"a grid of {step_m:g} m", instead="Give a larger step_m.")
    return cover(outline, step_m=step_m)


def within_box(grid: Grid, x: np.ndarray, y: np.ndarray) -> None:
    """See that points lie on a grid."""
    right, top = grid.x0 + (grid.columns - 1) * grid.step_m, grid.y0 + (grid.rows - 1) * grid.step_m
    outside = int(np.count_nonzero((x < grid.x0) | (x > right) | (y < grid.y0) | (y > top)))
    if outside:
        raise OutsideAreaError(
            f"{outside:,} of {len(x):,} incidents lie outside the box around the study area. "
            f"Leave them out, or ask for the density at points of your own (`density_at`)."
        )
