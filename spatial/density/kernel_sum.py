"""Density at any points, added up point by point: one bandwidth for all, or one for each."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from spatial.density.estimate import KernelName
from spatial.density.kernel_mass import mass_inside
from spatial.density.kernels import checked_bandwidth, checked_points, kernel_value
from spatial.errors import NoDenominatorError, NotEnoughError, SettingError
from spatial.given import as_numbers, same_length
from spatial.progress import Progress, silent

__all__ = ["TRIM", "Abramson", "Edge", "abramson", "density_at"]

Edge = Literal["uniform", "diggle", "none"]
TRIM = 5.0
PAIRS_AT_ONCE = 2_000_000


def density_at(
    x: ArrayLike,
    y: ArrayLike,
    weight: ArrayLike | None,
    at_x: ArrayLike,
    at_y: ArrayLike,
    *,
    bandwidth_m: ArrayLike,
    kernel: KernelName = "quartic",
    outline: BaseGeometry | None = None,
    edge: Edge = "none",
    at_bandwidth_m: ArrayLike | None = None,
    told: Progress = silent,
) -> np.ndarray:
    """Add up the kernels of all incidents at given points, with the edge of the area put right.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        Incidents, metres.
    weight : array_like, shape (n,), or None
        Incidents at each; 1 each if None.
    at_x, at_y : array_like, shape (m,)
        Where the density is wanted, metres.
    bandwidth_m : float or array_like, shape (n,)
        Radius (quartic) or standard deviation (Gaussian, not cut off) of each incident's kernel.
    kernel : {"quartic", "gaussian"}
    outline : shapely Polygon or MultiPolygon, optional
        The study area, EPSG:27700; needed to correct for its edge.
    edge : {"uniform", "diggle", "none"}
        "uniform" divides the sum at a point by the part of a kernel laid there that lies inside the area,
        which makes an even spread even up to the edge.  "diggle" divides each incident's kernel by the part
        of it that lies inside, so that the density over the area adds up to the incidents exactly.
    at_bandwidth_m : float or array_like, shape (m,), optional
        Bandwidth of the kernel laid at each point for "uniform"; needed where `bandwidth_m` differs by
        incident (see `abramson`).
    told : callable

    Returns
    -------
    numpy.ndarray of float, shape (m,)
        Incidents per m2.  With "uniform", NaN where no part of a kernel lies inside.

    Raises
    ------
    spatial.errors.BadNumberError
        If a coordinate or weight is missing, infinite or negative, or the lengths differ.
    spatial.errors.SettingError
        If a bandwidth is not above 0, or an edge is to be corrected for that was not given.

    References
    ----------
    Diggle (1985), Applied Statistics 34(2), 138-147.
    """
    x, y, w = checked_points(x, y, weight, what="incidents")
    at_x, at_y = as_numbers(at_x, what="x of the points"), as_numbers(at_y, what="y of the points")
    same_length(at_x=at_x, at_y=at_y)
    h = checked_bandwidth(bandwidth_m, size=len(x))
    if edge != "none" and outline is None:
        raise SettingError("the edge cannot be corrected for without an area. Give outline, or edge='none'.")
    if edge == "diggle" and outline is not None and len(x):
        inside = mass_inside(outline, x, y, kernel=kernel, bandwidth_m=h)
        if (inside <= 0).any():
            at = int(np.flatnonzero(inside <= 0)[0])
            raise NoDenominatorError(
                f"the incident at position {at} lies so far outside the area that no part of its kernel "
                f"falls inside. Leave it out, or choose edge='uniform'."
            )
        w = w / inside
    density = _sums(x, y, w, at_x, at_y, h, kernel=kernel, told=told)
    if edge == "uniform" and outline is not None:
        if at_bandwidth_m is None and h.ndim:
            raise SettingError(
                "each incident has a bandwidth of its own, so the edge correction needs one at each point: "
                "give at_bandwidth_m, as `abramson` works it out."
            )
        laid = h if at_bandwidth_m is None else checked_bandwidth(at_bandwidth_m, size=len(at_x))
        inside = mass_inside(outline, at_x, at_y, kernel=kernel, bandwidth_m=laid)
        density = np.where(inside > 0, density, np.nan) / np.where(inside > 0, inside, 1.0)
    return density


def _sums(
    x: np.ndarray,
    y: np.ndarray,
    w: np.ndarray,
    at_x: np.ndarray,
    at_y: np.ndarray,
    h: np.ndarray,
    *,
    kernel: KernelName,
    told: Progress,
) -> np.ndarray:
    total = np.zeros(len(at_x))
    order = np.lexsort((w, y, x))  # added up in one order, whatever the order of the rows
    x, y, w, h = x[order], y[order], w[order], h[order] if h.ndim else h
    rows = max(1, PAIRS_AT_ONCE // max(len(x), 1))
    for first in range(0, len(at_x) if len(x) else 0, rows):
        told(first / len(at_x))
        some = slice(first, first + rows)
        squared = (at_x[some, None] - x) ** 2 + (at_y[some, None] - y) ** 2
        total[some] = kernel_value(kernel, squared, h) @ w
    return total


@dataclass(frozen=True)
class Abramson:
    """Bandwidths that are narrow where incidents lie close, and wide where they are few.

    Attributes
    ----------
    bandwidth_m : numpy.ndarray, shape (n,)
        At each incident.
    at_bandwidth_m : numpy.ndarray, shape (m,)
        At each of the other points that were given; none without.
    gamma : float
        Geometric mean, over the incidents, of pilot density ** (-1/2), the pilot adding up to 1 incident.
    trimmed : int
        Incidents whose bandwidth was held at `trim` times the global one.
    """

    bandwidth_m: np.ndarray
    at_bandwidth_m: np.ndarray
    gamma: float
    trimmed: int


def abramson(
    x: ArrayLike,
    y: ArrayLike,
    weight: ArrayLike | None = None,
    at_x: ArrayLike = (),
    at_y: ArrayLike = (),
    *,
    bandwidth_m: float,
    pilot_m: float | None = None,
    kernel: KernelName = "quartic",
    outline: BaseGeometry | None = None,
    edge: Edge = "none",
    trim: float = TRIM,
) -> Abramson:
    """Work out Abramson's adaptive bandwidths, h_i = h0 f(x_i)^(-1/2) / gamma.

    f is a density with the fixed bandwidth `pilot_m`, and gamma the geometric mean of f(x_i)^(-1/2) over the
    incidents, so that h0 is their geometric mean.  No bandwidth is above `trim` times h0.

    Parameters
    ----------
    x, y, weight, at_x, at_y
        As in `density_at`.
    bandwidth_m : float
        Global bandwidth h0.
    pilot_m : float, optional
        Bandwidth of the pilot density; h0 if None.
    kernel, outline, edge
        Of the pilot density, as in `density_at`.
    trim : float
        At least 1.

    Returns
    -------
    Abramson

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no incident.
    spatial.errors.BadNumberError, spatial.errors.SettingError
        As `density_at`; or if `trim` is below 1.

    References
    ----------
    Abramson (1982), Annals of Statistics 10(4), 1217-1223; Hall and Marron (1988), Probability Theory and
    Related Fields 80, 37-49 (trimming); Davies and Hazelton (2010), Statistics in Medicine 29(23), 2423-2437.
    """
    x, y, w = checked_points(x, y, weight, what="incidents")
    if not w.sum() > 0:
        raise NotEnoughError("there is no incident, so no density to adapt to. Choose a longer period.")
    if not trim >= 1:
        raise SettingError(f"trim is {trim:g}; give 1 or more, such as 5.")
    h0 = float(checked_bandwidth(bandwidth_m, size=-1))
    everywhere = np.append(x, as_numbers(at_x, what="x")), np.append(y, as_numbers(at_y, what="y"))
    pilot = density_at(
        x, y, w, *everywhere, bandwidth_m=pilot_m or h0, kernel=kernel, outline=outline, edge=edge
    )
    pilot = np.nan_to_num(pilot, nan=0.0) / w.sum()
    own = pilot[: len(x)][w > 0]
    gamma = float(np.exp(-0.5 * np.average(np.log(own), weights=w[w > 0])))
    factor = np.where(pilot > 0, 1 / np.sqrt(np.where(pilot > 0, pilot, 1.0)) / gamma, np.inf)
    h = h0 * np.minimum(factor, trim)
    return Abramson(h[: len(x)], h[len(x) :], gamma, int(np.count_nonzero(factor[: len(x)] > trim)))
