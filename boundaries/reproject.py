"""Whole files of shapes onto the National Grid, once their numbers fit the system they declare."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from boundaries.crs import BNG, WGS84, geometry_to_bng, is_bng, to_bng
from boundaries.errors import BoundaryError

__all__ = ["check_numbers", "check_on_the_grid", "onto_the_grid", "to_degrees"]

EASTERNMOST_M, NORTHERNMOST_M = 700_000.0, 1_300_000.0


def check_numbers(frame: gpd.GeoDataFrame, *, shown: str) -> None:
    """Refuse a file without a coordinate system, or one whose numbers cannot be in it."""
    if frame.crs is None:
        part = " (.prj)" if shown.lower().endswith((".shp", ".zip")) else ""
        raise BoundaryError(
            f"{shown}: No CRS{part}: the file does not say which coordinate system it is in. Choose one: "
            f'British National Grid or WGS 84 (crs = "EPSG:27700" or "EPSG:4326" in the partnership file).'
        )
    bounds = shapely.bounds(frame.geometry.to_numpy())
    largest = np.abs(bounds).max(initial=0.0, where=np.isfinite(bounds))
    if frame.crs.is_geographic and largest > 360:
        raise BoundaryError(
            f"{shown}: the coordinate system and the numbers disagree. It declares degrees, but the "
            f"numbers are metres. Coordinates are not degrees but the file says they are: save it again in "
            f'WGS 84, or state the CRS in the partnership file (crs = "EPSG:27700").'
        )
    if not frame.crs.is_geographic and 0 < largest <= 180:
        raise BoundaryError(
            f"{shown}: the coordinate system and the numbers disagree. It declares metres, but the "
            f"numbers are "
            f"degrees. Save it again with the right system declared (EPSG:4326 for degrees)."
        )


def onto_the_grid(frame: gpd.GeoDataFrame, *, shown: str) -> gpd.GeoDataFrame:
    """Move shapes to EPSG:27700, so that they agree with points moved by `to_bng`.

    Raises
    ------
    BoundaryError
        If the numbers do not fit the declared system, or a shape lies outside the grid.
    """
    check_numbers(frame, shown=shown)
    if is_bng(frame.crs):
        check_on_the_grid(frame, shown=shown)
        return frame.set_crs(BNG, allow_override=True)
    degrees = shapely.force_2d(to_degrees(frame.geometry.to_numpy(), frame.crs))
    coordinates, owner = shapely.get_coordinates(degrees, return_index=True)
    lost = len(np.unique(owner[np.isnan(to_bng(coordinates[:, 0], coordinates[:, 1])[0])]))
    if lost:
        raise _outside(lost, shown=shown)
    return frame.set_geometry(gpd.GeoSeries(geometry_to_bng(degrees), index=frame.index), crs=BNG)


def check_on_the_grid(frame: gpd.GeoDataFrame, *, shown: str) -> None:
    """Refuse shapes in grid metres that lie outside the grid: their numbers are of another system."""
    left, bottom, right, top = shapely.bounds(frame.geometry.to_numpy()).T
    with np.errstate(invalid="ignore"):
        lost = (left < 0) | (bottom < 0) | (right > EASTERNMOST_M) | (top > NORTHERNMOST_M)
    if lost.any():
        raise _outside(int(lost.sum()), shown=shown)


def _outside(shapes: int, *, shown: str) -> BoundaryError:
    return BoundaryError(
        f"{shown}: {shapes} of its shapes lie outside Great Britain's National Grid. Check that the file is "
        f"of the right place (other countries are not on the grid), that its coordinate "
        f"system is the one that it declares, and that longitude comes before latitude."
    )


def to_degrees(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    """Move shapes from any declared system to degrees, WGS 84."""
    if crs.is_geographic and crs.ellipsoid is not None and crs.ellipsoid.name in {"WGS 84", "GRS 1980"}:
        return shapes
    move = Transformer.from_crs(crs, WGS84, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))
