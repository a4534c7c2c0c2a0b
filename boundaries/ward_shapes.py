"""Ward shapes made fit for counting: flat, repaired, the empty ones set aside."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.crs import BNG
from boundaries.errors import BoundaryError

__all__ = ["check_spans", "tidy_shapes"]

LARGEST_WARD_M = 250_000.0
LARGEST_WARD_DEGREES = 5.0
LARGEST_REPAIR = 0.01
SMALLEST_WARD_M2 = 1.0
MANY_CORNERS = 100_000


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
    shapes, notes = _flat(frame.geometry.to_numpy())
    wards, numbers = frame["ward"].to_numpy(), frame["feature"].to_numpy()
    absent = shapely.is_missing(shapes)
    for i in np.flatnonzero(~shapely.is_valid(shapes) & ~absent):
        shapes[i], said = _repaired(shapes[i], wards[i])
        notes += said
    surfaces = np.array([_surface(shape) for shape in shapes], dtype=object)
    without = np.array([surface is None for surface in surfaces], dtype=bool)
    more = [_holds_more(shape) for shape in shapes]
    nameless = wards == ""
    notes += [f"Feature {n} has no shape and was set aside." for n in numbers[absent]]
    notes += [f"Feature {n} has no area and was set aside." for n in numbers[without & ~absent]]
    notes += [f"Feature {n} has no ward code and was set aside." for n in numbers[nameless & ~without]]
    keep = ~without & ~nameless
    notes += [
        f"Ward {w}: only its area is used; lines or points beside it are left out."
        for w in wards[keep & more]
    ]
    notes += _large(wards[keep], surfaces[keep])
    kept = frame.loc[keep].drop(columns="geometry")
    return gpd.GeoDataFrame(kept, geometry=shapely.normalize(surfaces[keep]), crs=BNG), notes


def _flat(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], list[str]]:
    """Drop heights (Z) and measures (M)."""
    number = int((shapely.has_z(shapes) | shapely.has_m(shapes)).sum())
    return shapely.force_2d(shapes), [
        f"Heights dropped from {number} ward{'s'[: number != 1]}."
    ] if number else []


def _large(wards: NDArray[np.object_], shapes: NDArray[np.object_]) -> list[str]:
    corners = shapely.get_num_coordinates(shapes)
    return [
        f"Ward {ward} has {number:,} corners: its outline is simplified for drawing; the full shape is used "
        f"for counting."
        for ward, number in zip(wards, corners, strict=True)
        if number > MANY_CORNERS
    ]


def _repaired(shape: BaseGeometry, ward: str) -> tuple[BaseGeometry, list[str]]:
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    before, after = shape.area, mended.area
    if max(before, after) < SMALLEST_WARD_M2:
        return mended, []
    change = abs(after - before) / after if after > 0 else 1.0
    if change > LARGEST_REPAIR:
        raise BoundaryError(
            f"Ward {ward or '(no code)'} has an outline that crosses itself; mending it would change its "
            f"area by {change:.1%}, more than 1 %. Get the ward from its publisher again."
        )
    return mended, [
        f"Ward {ward} had an outline that crossed itself or held a part twice; repaired, "
        f"area changed by {change:.1%}."
    ]


def _surface(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Take the polygons of a shape; None if they have no area."""
    parts = [part for part in _leaves(shape) if isinstance(part, shapely.Polygon)]
    if not parts:
        return None
    whole = parts[0] if len(parts) == 1 else shapely.union_all(parts)
    return whole if whole.area >= SMALLEST_WARD_M2 else None


def _holds_more(shape: BaseGeometry | None) -> bool:
    return any(not isinstance(part, shapely.Polygon) for part in _leaves(shape))


def _leaves(shape: BaseGeometry | None) -> list[BaseGeometry]:
    """The single points, lines and polygons that a shape is made of, however deep."""
    if shape is None or shape.is_empty:
        return []
    parts = getattr(shape, "geoms", None)
    return [shape] if parts is None else [leaf for part in parts for leaf in _leaves(part)]
