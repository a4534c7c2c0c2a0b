"""Pairs of numbers that mean something else than the columns say: swapped, another grid, a lost sign."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from pyproj import Transformer

from boundaries.crs import to_wgs84
from boundaries.study_area import StudyArea
from ingest.places.points import bng_points, degree_points

__all__ = ["Reading", "around", "grid_points", "other_reading"]

_NEAR_M = 2_000.0
_MOST = 0.9
_FEW = 5
_GRIDS = (
    (29902, "Irish Grid (EPSG:29902)"),
    (2157, "Irish Transverse Mercator (EPSG:2157)"),
    (3857, "Web Mercator (EPSG:3857)"),
    (32630, "UTM zone 30 (EPSG:32630)"),
    (32631, "UTM zone 31 (EPSG:32631)"),
    (32629, "UTM zone 29 (EPSG:32629)"),
)


@dataclass(frozen=True)
class Reading:
    """Another way to read a file's pairs.

    Attributes
    ----------
    said : str
        What was done, to follow "412 of 412 points".
    points : callable
        The two columns to x, y, lon, lat.
    rows : int
        How many rows it takes to believe it.
    """

    said: str
    points: Callable[[np.ndarray, np.ndarray], pl.DataFrame]
    rows: int = _FEW


_SWAPPED = "fall outside the area but inside it when swapped; they were swapped"
_OF_DEGREES = (
    Reading(_SWAPPED, lambda a, b: degree_points(b, a)),
    Reading("are eastings and northings, not degrees; they were read as such", bng_points),
    Reading("are northings and eastings, not degrees; they were read as such", lambda a, b: bng_points(b, a)),
    Reading(
        "fall east of the area but inside it with a minus sign before the longitude; it was put there",
        lambda a, b: degree_points(np.where(a > 0, -a, a), b),
    ),
)
_OF_METRES = (
    Reading(_SWAPPED, lambda a, b: bng_points(b, a)),
    Reading("are longitudes and latitudes, not metres; they were read as such", degree_points),
    Reading(
        "are latitudes and longitudes, not metres; they were read as such", lambda a, b: degree_points(b, a)
    ),
    *(
        Reading(f"look like {name} and were read as such", lambda a, b, epsg=epsg: grid_points(epsg, a, b), 1)  # type: ignore[misc]
        for epsg, name in _GRIDS
    ),
)


def other_reading(
    a: np.ndarray, b: np.ndarray, *, rows: np.ndarray, degrees: bool, study_area: StudyArea
) -> tuple[Reading, pl.DataFrame, np.ndarray] | None:
    """Find the reading that puts nearly all pairs into the area, where as they stand hardly any are.

    Parameters
    ----------
    a, b : numpy.ndarray of float
        Distinct pairs; NaN where there is none.
    rows : numpy.ndarray of int
        Rows of each.

    Returns
    -------
    reading, points, fits
        The points of every pair by that reading, and which pairs it puts into the area; or None.
    """
    given = np.isfinite(a) & np.isfinite(b)
    total = rows[given].sum()
    if not total:
        return None
    if rows[_inside_as_written(a, b, study_area, degrees=degrees)].sum() > (1 - _MOST) * total:
        return None
    for reading in _OF_DEGREES if degrees else _OF_METRES:
        points = reading.points(a, b)
        fits = _inside(points, study_area)
        if total >= reading.rows and rows[fits].sum() >= _MOST * total:
            return reading, points, fits
    return None


def around(study_area: StudyArea, x: np.ndarray, y: np.ndarray, *, by_m: float) -> np.ndarray:
    """Say which points lie in the box round the area, widened by so many metres."""
    left, bottom, right, top = study_area.wards.total_bounds
    inside = (x >= left - by_m) & (x <= right + by_m) & (y >= bottom - by_m) & (y <= top + by_m)
    return np.asarray(inside)


def _inside(points: pl.DataFrame, study_area: StudyArea) -> np.ndarray:
    return around(study_area, points["x"].to_numpy(), points["y"].to_numpy(), by_m=_NEAR_M)


def _inside_as_written(a: np.ndarray, b: np.ndarray, study_area: StudyArea, *, degrees: bool) -> np.ndarray:
    if not degrees:
        return around(study_area, a, b, by_m=_NEAR_M)
    left, bottom, right, top = study_area.wards.total_bounds
    lon, lat = to_wgs84([left, left, right, right], [bottom, top, bottom, top])
    margin = np.array([_NEAR_M / 60_000, _NEAR_M / 111_000])
    in_lon = (a >= lon.min() - margin[0]) & (a <= lon.max() + margin[0])
    return np.asarray(in_lon & (b >= lat.min() - margin[1]) & (b <= lat.max() + margin[1]))


def grid_points(epsg: int, a: np.ndarray, b: np.ndarray) -> pl.DataFrame:
    """Give x, y, lon, lat for metres of another grid."""
    lon, lat = _to_degrees(epsg).transform(a, b)
    lon, lat = (np.where(np.isfinite(each), each, np.nan) for each in (lon, lat))
    return degree_points(lon, lat)


@lru_cache(maxsize=16)
def _to_degrees(epsg: int) -> Transformer:
    return Transformer.from_crs(epsg, 4326, always_xy=True)
