"""The study area: its wards, its outline, and which ward a point is in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from boundaries.outline import area_covered_twice, close_gaps
from boundaries.ward_index import WardIndex, make_ward_index
from boundaries.wards import WardFile

__all__ = ["StudyArea", "make_study_area", "ward_of"]

WORTH_SAYING_KM2 = 0.001
FAR_M = 25_000.0


@dataclass(frozen=True, eq=False)
class StudyArea:
    """Where a partnership works.

    Attributes
    ----------
    name : str
    wards : geopandas.GeoDataFrame, EPSG:27700
        ward (code), name, authority, residents and workday (float, NaN unknown), area_km2, geometry; sorted
        by ward.
    outline : shapely Polygon or MultiPolygon
        The wards together, in metres, with gaps of up to 50 m between them closed.
    vintage : str
        Year of the boundaries, or "unknown".
    notes : tuple of str
    """

    name: str
    wards: gpd.GeoDataFrame
    outline: BaseGeometry
    vintage: str
    notes: tuple[str, ...]

    @cached_property
    def index(self) -> WardIndex:
        """Tiles by which a point's ward is found quickly; made at first use."""
        return make_ward_index(self.wards.geometry.to_numpy(), self.outline)


def make_study_area(
    ward_file: WardFile,
    *,
    name: str,
    residents: Mapping[str, float] | None = None,
    workday: Mapping[str, float] | None = None,
) -> StudyArea:
    """Make the study area of a partnership out of its wards.

    Parameters
    ----------
    ward_file : WardFile
    name : str
        What the area is called on screen.
    residents : mapping of ward code to number of residents, optional
        Wards that are not in it get NaN, and a note says so.
    workday : mapping of ward code to number of people there by day, optional
        Likewise.
    """
    wards = ward_file.frame.copy()
    for column, known in (("residents", residents or {}), ("workday", workday or {})):
        wards[column] = np.array([known.get(code, np.nan) for code in wards["ward"]], dtype=np.float64)
    wards["area_km2"] = wards.geometry.area.to_numpy() / 1e6
    wards = wards[["ward", "name", "authority", "residents", "workday", "area_km2", "geometry"]]
    shapes = wards.geometry.to_numpy()
    outline, closed_km2 = close_gaps(shapes)
    notes = [*ward_file.notes]
    if closed_km2 >= WORTH_SAYING_KM2:
        notes.append(
            f"{closed_km2:.3g} km² lies in no ward; points there go to the nearest ward within 50 m."
        )
    twice_km2 = area_covered_twice(shapes)
    if twice_km2 >= WORTH_SAYING_KM2:
        notes.append(
            f"{twice_km2:.3g} km² lies in two wards; points there go to the one with the lower code."
        )
    notes += [
        f"Ward {wards['ward'].iloc[k]} lies {km:,.0f} km from the others; check its outline."
        for k, km in _far_away(shapes)
    ]
    for told, column, what in (
        (residents, "residents", "population"),
        (workday, "workday", "workday population"),
    ):
        unknown = wards.loc[wards[column].isna(), "name"]
        if told is not None and len(unknown):
            notes.append(f"No {what} for {len(unknown)} of {len(wards)} wards: {', '.join(unknown[:5])}.")
    return StudyArea(name, wards, outline, ward_file.vintage, tuple(notes))


def _far_away(shapes: NDArray[np.object_]) -> list[tuple[int, float]]:
    """The wards that lie far from every other ward, and how many kilometres."""
    if len(shapes) < 2:
        return []
    near, distance = shapely.STRtree(shapely.envelope(shapes)).query_nearest(
        shapely.envelope(shapes), exclusive=True, all_matches=False, return_distance=True
    )
    return [(int(k), float(m) / 1000) for k, m in zip(near[0], distance, strict=True) if m > FAR_M]


def ward_of(study_area: StudyArea, x: ArrayLike, y: ArrayLike) -> NDArray[np.int32]:
    """Find the ward of every point.

    Parameters
    ----------
    study_area : StudyArea
    x, y : array_like of float, shape (n,)
        Metres, EPSG:27700; NaN allowed.

    Returns
    -------
    numpy.ndarray of int32, shape (n,)
        Position in `study_area.wards`; -1 outside the outline. On an edge shared by wards the lowest code,
        in a
        closed gap the nearest ward.
    """
    return study_area.index.locate(np.atleast_1d(np.asarray(x, float)), np.atleast_1d(np.asarray(y, float)))
