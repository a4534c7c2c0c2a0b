"""Very large shapes cut into small ones, so that what meets a part need not meet the whole."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

__all__ = ["MANY_CORNERS", "areas_shared"]

MANY_CORNERS = 100_000
FEW_CORNERS = 2_000


def areas_shared(shape: BaseGeometry, others: NDArray[np.object_]) -> NDArray[np.float64]:
    """Measure how much of each other shape lies in the shape, quickly also where it is large."""
    if shapely.get_num_coordinates(shape) <= MANY_CORNERS:
        return np.asarray(shapely.area(shapely.intersection(shape, others)))
    pieces = np.array(_pieces(shape), dtype=object)
    other, piece = shapely.STRtree(pieces).query(others, predicate="intersects")
    shared = shapely.area(shapely.intersection(others[other], pieces[piece]))
    return np.bincount(other, weights=shared, minlength=len(others)).astype(np.float64)


def _pieces(shape: BaseGeometry) -> list[BaseGeometry]:
    if shape.is_empty:
        return []
    left, bottom, right, top = shape.bounds
    wide = right - left >= top - bottom
    if shapely.get_num_coordinates(shape) <= FEW_CORNERS or max(right - left, top - bottom) < 1.0:
        return [shape]
    middle = (left + right) / 2 if wide else (bottom + top) / 2
    first = (left, bottom, middle, top) if wide else (left, bottom, right, middle)
    second = (middle, bottom, right, top) if wide else (left, middle, right, top)
    halves = shapely.intersection(shape, [shapely.box(*first), shapely.box(*second)])
    return [piece for half in halves for piece in _pieces(half)]
