"""H3 cells as integers: the cell of a point, its parent, its shape on the National Grid."""

import h3.api.numpy_int as h3
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from boundaries.crs import to_bng
from boundaries.distinct import distinct_points
from boundaries.hexagon_plane import BY_ITSELF, shared_hexagons

__all__ = ["assign_cells", "cell_centres", "cell_shapes", "parent_cells"]

NO_CELL = 0


def assign_cells(lon: ArrayLike, lat: ArrayLike, *, resolution: int) -> NDArray[np.int64]:
    """Name the H3 cell that each point falls in.

    Parameters
    ----------
    lon, lat : array_like of float, shape (n,)
        Degrees, WGS 84, longitude first.
    resolution : int
        0 (largest) to 15.

    Returns
    -------
    numpy.ndarray of int64, shape (n,)
        The cells; 0, which is no cell, where a coordinate is missing or not on the globe.
    """
    _check_resolution(resolution)
    lon, lat = np.atleast_1d(np.asarray(lon, float)), np.atleast_1d(np.asarray(lat, float))
    if lon.shape != lat.shape:
        raise ValueError(
            f"{lon.size} longitudes and {lat.size} latitudes; there must be one of each a point."
        )
    result = np.full(lon.shape, NO_CELL, dtype=np.int64)
    real = np.flatnonzero((np.abs(lon) <= 180) & (np.abs(lat) <= 90))
    if real.size < lon.size:
        result[real] = _cells_of(lon[real], lat[real], resolution)
        return result
    return _cells_of(lon, lat, resolution)


def _cells_of(lon: NDArray[np.float64], lat: NDArray[np.float64], resolution: int) -> NDArray[np.int64]:
    """Ask H3 for one point of each place, and of all places in one hexagon for one."""
    found = distinct_points(lon, lat)
    if found is not None:
        one, which = found
        return _cells_of_distinct(lon[one], lat[one], resolution)[which]
    return _cells_of_distinct(lon, lat, resolution)


def _cells_of_distinct(
    lon: NDArray[np.float64], lat: NDArray[np.float64], resolution: int
) -> NDArray[np.int64]:
    one, which = shared_hexagons(lon, lat, resolution)
    alone = np.flatnonzero(which == BY_ITSELF)
    asked = np.concatenate([one, alone])
    pairs = zip(lat[asked].tolist(), lon[asked].tolist(), strict=True)
    cells = np.fromiter((h3.latlng_to_cell(a, b, resolution) for a, b in pairs), np.int64, asked.size)
    which[alone] = one.size + np.arange(alone.size)
    return cells[which]


def parent_cells(cells: ArrayLike, resolution: int) -> NDArray[np.int64]:
    """Name the coarser cell that each cell belongs to; 0 stays 0.

    An H3 name holds its resolution in bits 52 to 55 and one digit of three bits for each resolution, so the
    parent
    is the same name with a smaller resolution and the finer digits filled with ones.

    Raises
    ------
    ValueError
        If a cell is coarser than the resolution asked for.
    """
    _check_resolution(resolution)
    cells = np.asarray(cells, dtype=np.int64)
    own = (cells >> 52) & 15
    if ((own < resolution) & (cells != NO_CELL)).any():
        raise ValueError(f"a cell of resolution {own[cells != NO_CELL].min()} has no parent at {resolution}.")
    finer_digits = (np.int64(1) << (3 * (15 - resolution))) - 1
    named = (cells & ~(np.int64(15) << 52)) | (np.int64(resolution) << 52) | finer_digits
    return np.where(cells == NO_CELL, NO_CELL, named)


def cell_centres(cells: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the centres of cells: lon, lat in degrees."""
    lat, lon = np.array([h3.cell_to_latlng(cell) for cell in cells], dtype=np.float64).reshape(-1, 2).T
    return np.ascontiguousarray(lon), np.ascontiguousarray(lat)


def cell_shapes(cells: NDArray[np.int64]) -> NDArray[np.object_]:
    """Draw cells as polygons in metres, EPSG:27700; neighbours share their corners to the millimetre."""
    rings = [h3.cell_to_boundary(cell) for cell in cells]
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    degrees = np.array([corner for ring in rings for corner in ring], dtype=np.float64).reshape(-1, 2)
    x, y = to_bng(degrees[:, 1], degrees[:, 0])
    return np.asarray(shapely.polygons(shapely.linearrings(x, y, indices=owner)), dtype=object)


def _check_resolution(resolution: int) -> None:
    if not 0 <= resolution <= 15:
        raise ValueError(f"resolution is {resolution}; H3 has resolutions 0 to 15.")
