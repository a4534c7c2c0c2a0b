"""Degrees to British National Grid metres and back, with the Ordnance Survey's own shift grid (OSTN15)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from convertbng import cutil
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS

from boundaries.distinct import distinct_points

__all__ = ["BNG", "WGS84", "geometry_to_bng", "geometry_to_wgs84", "is_bng", "to_bng", "to_wgs84"]

BNG = CRS.from_epsg(27700)
WGS84 = CRS.from_epsg(4326)

LONG_EDGE_DEGREES = 0.005
FEW = 1_000
GRID_ORIGIN = (
    49.0,
    -2.0,
    0.9996012717,
    400_000.0,
    -100_000.0,
)  # latitude, longitude, scale, easting, northing
AIRY_M = 6_377_563.396


def to_bng(lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn WGS 84 degrees into British National Grid metres.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees.

    Returns
    -------
    x, y : numpy.ndarray of float64, shape (n,)
        Easting and northing in metres, to the millimetre; NaN where the point is outside the grid or missing.

    References
    ----------
    Ordnance Survey, "Transformations and OSGM15 user guide" (OSTN15), as built into convertbng.
    """
    return _converted(cutil.convert_to_osgb36, *_flat(lon, lat))


def to_wgs84(x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Turn British National Grid metres into WGS 84 degrees, longitude first; NaN outside the grid."""
    return _converted(cutil.convert_osgb36_to_ll, *_flat(x, y))


def geometry_to_bng(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Move whole geometries from degrees to the grid, so that they agree with points moved by `to_bng`.

    Long edges get vertices in between first (every 0.005 degrees), because a straight line in degrees is
    slightly bent on the grid.
    """
    dense = shapely.segmentize(geometries, LONG_EDGE_DEGREES)
    return shapely.transform(dense, lambda xy: np.column_stack(to_bng(xy[:, 0], xy[:, 1])))


def geometry_to_wgs84(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Move whole geometries from the grid to degrees, vertex by vertex."""
    return shapely.transform(geometries, lambda xy: np.column_stack(to_wgs84(xy[:, 0], xy[:, 1])))


def is_bng(crs: CRS) -> bool:
    """Tell whether a declared system is the British National Grid, also where it is spelt out in full."""
    if crs.to_epsg() == 27700:
        return True
    if crs.is_compound:
        return any(is_bng(part) for part in crs.sub_crs_list)
    if not crs.is_projected or crs.coordinate_operation is None or crs.ellipsoid is None:
        return False
    values = [parameter.value for parameter in crs.coordinate_operation.params]
    same = len(values) == 5 and np.allclose(values, GRID_ORIGIN, rtol=1e-9, atol=1e-9)
    return bool(same and abs(crs.ellipsoid.semi_major_metre - AIRY_M) < 1)


def _converted(
    convert: Callable[..., Any], first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Convert each place once, however many points lie there."""
    found = distinct_points(first, second) if first.size > FEW else None
    if found is None:
        a, b = convert(first, second)
        return np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    one, which = found
    a, b = convert(first[one], second[one])
    return np.asarray(a, dtype=np.float64).take(which), np.asarray(b, dtype=np.float64).take(which)


def _flat(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    a = np.ascontiguousarray(np.atleast_1d(np.asarray(first, dtype=np.float64)))
    b = np.ascontiguousarray(np.atleast_1d(np.asarray(second, dtype=np.float64)))
    if a.shape != b.shape:
        raise ValueError(f"{a.size} first and {b.size} second coordinates; both must have one value a point.")
    return a, b
