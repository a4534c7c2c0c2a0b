"""Kernel mass: how much of a kernel laid at a point falls inside an area, exactly, for edge correction."""

import numpy as np
import shapely
from numpy.typing import ArrayLike
from scipy.special import owens_t
from shapely.geometry.base import BaseGeometry

from spatial.density.estimate import KernelName
from spatial.density.kernels import checked_bandwidth, checked_outline
from spatial.given import as_numbers, same_length
from spatial.grid import edges_of

__all__ = ["mass_inside"]

PAIRS_AT_ONCE = 1_000_000
GAUSSIAN_FADES_AT = 6.0  # standard deviations; 1.5e-8 of a Gaussian lies beyond


def mass_inside(
    outline: BaseGeometry,
    x: ArrayLike,
    y: ArrayLike,
    *,
    kernel: KernelName,
    bandwidth_m: ArrayLike,
) -> np.ndarray:
    """Give the part of a kernel laid at each point that lies inside an area.

    The integral over the area is turned into one along its edges, which has a closed form for both kernels
    (the Gaussian's is Owen's T function): no grid, no sampling.

    Parameters
    ----------
    outline : shapely Polygon or MultiPolygon, EPSG:27700
    x, y : array_like, shape (n,)
        Metres; points outside the area have a mass as well.
    kernel : {"quartic", "gaussian"}
    bandwidth_m : float or array_like of shape (n,)
        Radius (quartic) or standard deviation (Gaussian, not cut off).

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        0 to 1.

    Raises
    ------
    spatial.errors.BadNumberError
        If a coordinate is missing or infinite.
    spatial.errors.SettingError
        If a bandwidth is not above 0, or the area has no ground.

    References
    ----------
    DiDonato and Hageman (1980), Computation of the integral of the bivariate normal distribution over
    arbitrary polygons, Naval Surface Weapons Center; Owen (1956), Annals of Mathematical Statistics 27,
    1075-1090.
    """
    checked_outline(outline)
    x, y = as_numbers(x, what="x"), as_numbers(y, what="y")
    same_length(x=x, y=y)
    h = np.broadcast_to(checked_bandwidth(bandwidth_m, size=len(x)), x.shape)
    points = shapely.points(x, y)
    reach = h * (GAUSSIAN_FADES_AT if kernel == "gaussian" else 1.0)
    boundary = outline.boundary
    shapely.prepare(boundary)
    shapely.prepare(outline)
    near = shapely.dwithin(boundary, points, reach)  # type: ignore[call-overload]
    mass = shapely.contains(outline, points).astype(float)
    starts, ends = edges_of(outline)
    chosen = np.flatnonzero(near)
    for part in np.array_split(chosen, max(1, len(chosen) * len(starts) // PAIRS_AT_ONCE + 1)):
        mass[part] = _along_edges(starts, ends, x[part], y[part], h[part], kernel=kernel)
    return np.clip(mass, 0.0, 1.0)


def _along_edges(
    starts: np.ndarray, ends: np.ndarray, x: np.ndarray, y: np.ndarray, h: np.ndarray, *, kernel: KernelName
) -> np.ndarray:
    """Add up, over the edges, the angle each is seen under, weighed by the kernel's part before it."""
    along = ends - starts
    length = np.hypot(along[:, 0], along[:, 1])
    kept = length > 0
    starts, along, length = starts[kept], along[kept], length[kept]
    unit = along / length[:, None]
    dx, dy = starts[:, 0] - x[:, None], starts[:, 1] - y[:, None]
    off = (dx * unit[:, 1] - dy * unit[:, 0]) / h[
        :, None
    ]  # signed distance to the edge's line, in bandwidths
    first = (dx * unit[:, 0] + dy * unit[:, 1]) / h[:, None]
    last = first + length / h[:, None]
    weigh = _quartic if kernel == "quartic" else _gaussian
    away = np.abs(off)
    # Outer rings come clockwise: an edge that the point sees on its left then takes away.
    return -(np.sign(off) * (weigh(away, last) - weigh(away, first))).sum(axis=1)


def _gaussian(away: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Integrate (1 - exp(-r^2 / 2)) dtheta / 2 pi along the line, from its nearest point to `s`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(away > 0, s / away, 0.0)
    return np.arctan2(s, away) / (2 * np.pi) - owens_t(away, slope)


def _quartic(away: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Integrate (1 - (1 - r^2)^3) dtheta / 2 pi likewise; beyond the radius the whole kernel counts."""
    half = np.sqrt(np.maximum(1 - away**2, 0.0))
    t = np.clip(s, -half, half)
    d, d3 = away, away**3
    rest = 3 * d * t - 3 * (d3 * t + d * t**3 / 3) + d3 * d**2 * t + 2 * d3 * t**3 / 3 + d * t**5 / 5
    beyond = np.where(away < 1, np.arctan2(s, away) - np.arctan2(t, away), np.arctan2(s, away))
    return (beyond + np.where(away < 1, rest, 0.0)) / (2 * np.pi)
