"""Whole files of shapes onto the National Grid, once their numbers fit the system they declare."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from boundaries.crs import BNG, WGS84, geometry_to_bng, is_bng, to_bng
from boundaries.errors import BoundaryError

__all__ = ["check_numbers", "onto_the_grid", "to_degrees"]


def check_numbers(frame: gpd.GeoDataFrame, *, shown: str) -> None:
    """Refuse a file without a coordinate system, or one whose numbers cannot be in it."""
    if frame.crs is None:
        raise BoundaryError(
            f"{shown} does not say which coordinate system it is in. A shapefile says it in its .prj "
            f"part: keep the "
            f"parts together, or save the file as GeoJSON or GeoPackage."
        )
    bounds = shapely.bounds(frame.geometry.to_numpy())
    largest = np.abs(bounds).max(initial=0.0, where=np.isfinite(bounds))
    if frame.crs.is_geographic and largest > 360:
        raise BoundaryError(
            f"{shown}: the coordinate system and the numbers disagree. It declares degrees, but the "
            f"numbers are "
            f"metres. GeoJSON is in degrees unless it says otherwise: save it again in WGS 84, or with "
            f"EPSG:27700."
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
        return frame.set_crs(BNG, allow_override=True)
    degrees = shapely.force_2d(to_degrees(frame.geometry.to_numpy(), frame.crs))
    coordinates, owner = shapely.get_coordinates(degrees, return_index=True)
    lost = len(np.unique(owner[np.isnan(to_bng(coordinates[:, 0], coordinates[:, 1])[0])]))
    if lost:
        raise BoundaryError(
            f"{shown}: {lost} of its shapes lie outside Great Britain's National Grid. Check that the "
            f"file is of the "
            f"right place, and that longitude comes before latitude."
        )
    return frame.set_geometry(gpd.GeoSeries(geometry_to_bng(degrees), index=frame.index), crs=BNG)


def to_degrees(shapes: NDArray[np.object_], crs: CRS) -> NDArray[np.object_]:
    """Move shapes from any declared system to degrees, WGS 84."""
    if crs.is_geographic and crs.ellipsoid is not None and crs.ellipsoid.name in {"WGS 84", "GRS 1980"}:
        return shapes
    move = Transformer.from_crs(crs, WGS84, always_xy=True)
    return shapely.transform(shapes, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))
