"""Kernels: their value at a distance, and what is asked of a bandwidth, an area and weights."""

import numpy as np
from numpy.typing import ArrayLike
from shapely.geometry.base import BaseGeometry

from spatial.density.estimate import KernelName
from spatial.errors import BadNumberError, SettingError
from spatial.given import as_numbers, same_length

__all__ = ["checked_bandwidth", "checked_outline", "checked_points", "kernel_value"]


def kernel_value(kernel: KernelName, squared_m2: np.ndarray, bandwidth_m: ArrayLike) -> np.ndarray:
    """Give the kernel per m2 at squared distances: quartic of radius h, or Gaussian of standard deviation h.

    The quartic is 3 / (pi h^2) (1 - d^2/h^2)^2 within h; the Gaussian exp(-d^2 / 2 h^2) / (2 pi h^2), not cut
    off.  Both hold 1 incident over the plane.
    """
    area = np.square(np.asarray(bandwidth_m, dtype=float))
    if kernel == "quartic":
        return 3 / (np.pi * area) * np.maximum(1 - squared_m2 / area, 0.0) ** 2
    return np.exp(-squared_m2 / (2 * area)) / (2 * np.pi * area)


def checked_bandwidth(bandwidth_m: ArrayLike, *, size: int) -> np.ndarray:
    """Give a bandwidth, or one a point, as floats above 0.

    Raises
    ------
    spatial.errors.SettingError
        If it is 0, negative, missing or infinite, or there is neither one nor one a point.
    """
    h = np.asarray(bandwidth_m, dtype=float)
    if h.shape not in ((), (size,)):
        raise SettingError(
            f"there are {h.size:,} bandwidths for {size:,} points. Give one, or one for every point."
        )
    if not (np.isfinite(h) & (h > 0)).all():
        raise SettingError("a bandwidth is not above 0. Give a distance in metres, such as 300.")
    return h


def checked_outline(outline: BaseGeometry) -> None:
    """See that an area has ground.

    Raises
    ------
    spatial.errors.SettingError
        If it is empty, or no polygon.
    """
    if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty or not outline.area > 0:
        raise SettingError("the study area has no ground. Give a polygon in metres (EPSG:27700).")


def checked_points(
    x: ArrayLike, y: ArrayLike, weight: ArrayLike | None, *, what: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give points and their weights (1 each, unless given) as floats.

    Raises
    ------
    spatial.errors.BadNumberError
        If a value is missing or infinite, a weight is negative, or the lengths differ.
    """
    x, y = as_numbers(x, what=f"x of the {what}"), as_numbers(y, what=f"y of the {what}")
    w = np.ones(x.shape) if weight is None else as_numbers(weight, what=f"weight of the {what}", least=0)
    same_length(x=x, y=y, weight=w)
    if x.ndim != 1:
        raise BadNumberError(f"the {what} have {x.ndim} dimensions. Give flat lists of x and y.")
    return x, y, w
