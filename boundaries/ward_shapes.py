"""Ward shapes made fit for counting: on the National Grid, flat, repaired, the empty ones set aside."""

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from boundaries.crs import BNG, WGS84, geometry_to_bng, is_bng
from boundaries.errors import BoundaryError

__all__ = ["onto_the_grid", "tidy_shapes"]

LARGEST_WARD_M = 250_000.0
LARGEST_WARD_DEGREES = 5.0
LARGEST_REPAIR = 0.01
SMALLEST_WARD_M2 = 1.0


def onto_the_grid(frame: gpd.GeoDataFrame, *, shown: str) -> gpd.GeoDataFrame:
    """Move wards to EPSG:27700, having checked that their numbers fit the system that they declare.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Columns ward and geometry, in the declared system.
    shown : str
        Name of the file, for messages.
    """
    if frame.crs is None:
        raise BoundaryError(
            f"{shown} does not say which coordinate system it is in. A shapefile says it in its .prj "
            f"part: keep the "
            f"parts together, or save the file as GeoJSON or GeoPackage."
        )
    _check_numbers(frame, shown=shown)
    if is_bng(frame.crs):
        return frame.set_crs(BNG, allow_override=True)
    shapes = frame.geometry.to_numpy()
    if not frame.crs.is_geographic or frame.crs.ellipsoid.name not in {"WGS 84", "GRS 1980"}:
        move = Transformer.from_crs(frame.crs, WGS84, always_xy=True)
        shapes = shapely.transform(shapes, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1])))
    moved = geometry_to_bng(shapely.force_2d(shapes))
    lost = (
        ~np.isfinite(shapely.bounds(moved)).all(axis=1)
        & ~shapely.is_empty(moved)
        & ~shapely.is_missing(moved)
    )
    if lost.any():
        raise BoundaryError(
            f"{shown}: {frame['ward'].to_numpy()[lost][0]} lies outside Great Britain's National Grid. "
            f"Check that the "
            f"file is of the right place, and that longitude comes before latitude."
        )
    return frame.set_geometry(gpd.GeoSeries(moved, index=frame.index), crs=BNG)


def tidy_shapes(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Drop heights, repair crossed outlines, set aside rows without a code or an area.

    Returns
    -------
    frame : geopandas.GeoDataFrame
        The wards that can be used, each a valid Polygon or MultiPolygon.
    notes : list of str
        One sentence a thing done.

    Raises
    ------
    BoundaryError
        If a repair would change a ward's area by more than 1 %.
    """
    notes: list[str] = []
    shapes = frame.geometry.to_numpy()
    with_heights = shapely.has_z(shapes)
    if with_heights.any():
        notes.append(f"Heights dropped from {int(with_heights.sum())} wards.")
    shapes = shapely.force_2d(shapes)
    broken = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    for i in broken:
        shapes[i], note = _repaired(shapes[i], frame["ward"].iloc[i])
        notes.append(note)
    surfaces = np.array([_surface(shape) for shape in shapes], dtype=object)
    flat = np.array([surface is None for surface in surfaces], dtype=bool)
    nameless = (frame["ward"] == "").to_numpy()
    notes += [f"Feature {n} has no area and was set aside." for n in frame["feature"].to_numpy()[flat]]
    notes += [
        f"Feature {n} has no ward code and was set aside."
        for n in frame["feature"].to_numpy()[nameless & ~flat]
    ]
    keep = ~flat & ~nameless
    kept = frame.loc[keep].drop(columns="geometry")
    return gpd.GeoDataFrame(kept, geometry=shapely.normalize(surfaces[keep]), crs=BNG), notes


def _check_numbers(frame: gpd.GeoDataFrame, *, shown: str) -> None:
    bounds = shapely.bounds(frame.geometry.to_numpy())
    largest = np.abs(bounds).max(initial=0.0, where=np.isfinite(bounds))
    degrees = frame.crs.is_geographic
    if degrees and largest > 360:
        raise BoundaryError(
            f"{shown}: the coordinate system and the numbers disagree. It declares degrees, but the "
            f"numbers are metres. "
            f"GeoJSON is in degrees unless it says otherwise: save it again in WGS 84, or with "
            f"EPSG:27700 declared."
        )
    if not degrees and 0 < largest <= 180:
        raise BoundaryError(
            f"{shown}: the coordinate system and the numbers disagree. It declares metres, but the "
            f"numbers are degrees. "
            f"Save it again with the right system declared (EPSG:4326 for degrees)."
        )
    limit = LARGEST_WARD_DEGREES if degrees else LARGEST_WARD_M
    span = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    wide = np.flatnonzero(span > limit)
    if len(wide):
        raise BoundaryError(
            f"{shown}: ward {frame['ward'].iloc[wide[0]]} spans the world. Check its coordinate system "
            f"and outline."
        )


def _repaired(shape: BaseGeometry, ward: str) -> tuple[BaseGeometry, str]:
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    before, after = shape.area, mended.area
    change = abs(after - before) / after if after > 0 else 0.0
    if change > LARGEST_REPAIR:
        raise BoundaryError(
            f"Ward {ward or '(no code)'} has an outline that crosses itself; mending it would change "
            f"its area by "
            f"{change:.1%}, more than 1 %. Get the ward from its publisher again."
        )
    return mended, f"Ward {ward} had an outline that crossed itself; repaired, area changed by {change:.1%}."


def _surface(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Take the polygons of a shape; None if they have no area."""
    if shape is None or shape.is_empty:
        return None
    parts = [p for p in shapely.get_parts(shape) if isinstance(p, shapely.Polygon | shapely.MultiPolygon)]
    whole = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return whole if whole.area >= SMALLEST_WARD_M2 else None
