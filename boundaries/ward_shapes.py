"""Ward shapes made fit for counting: flat, repaired, the empty ones set aside."""

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from boundaries.crs import BNG
from boundaries.errors import BoundaryError

__all__ = ["check_spans", "tidy_shapes"]

LARGEST_WARD_M = 250_000.0
LARGEST_WARD_DEGREES = 5.0
LARGEST_REPAIR = 0.01
SMALLEST_WARD_M2 = 1.0


def check_spans(frame: gpd.GeoDataFrame, *, shown: str) -> None:
    """Refuse a ward as wide as a country: its outline or its coordinate system is wrong."""
    bounds = shapely.bounds(frame.geometry.to_numpy())
    limit = LARGEST_WARD_DEGREES if frame.crs.is_geographic else LARGEST_WARD_M
    span = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])
    wide = np.flatnonzero(span > limit)
    if len(wide):
        raise BoundaryError(
            f"{shown}: ward {frame['ward'].iloc[wide[0]]} spans the world. Check its coordinate system and "
            f"its outline."
        )


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
