"""Who lives where: the people of each ward spread over its postcodes, for what they have to walk."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

from boundaries.crs import to_wgs84
from boundaries.lattice import make_lattice
from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea, ward_of

__all__ = ["RESIDENTS", "Demand", "make_demand"]

RESIDENTS = "residents"
RESOLUTION = 10
"""Cells about 150 m across, for wards without postcodes."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Points at which people live.

    Attributes
    ----------
    x, y, lon, lat : numpy.ndarray of float64, shape (n,)
        Metres (EPSG:27700) and degrees.
    ward : numpy.ndarray of int32, shape (n,)
        Position in the study area's wards.
    people : dict of str to numpy.ndarray of float64, shape (n,)
        "residents", and each strand of which the partnership names how many people live in each ward; NaN at
        the points of a ward where nobody knows.
    note : str
        How they are spread.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    ward: NDArray[np.int32]
    people: dict[str, NDArray[np.float64]]
    note: str

    def __len__(self) -> int:
        return len(self.x)

    def known(self, need: str) -> NDArray[np.int64]:
        """Give the positions of the points at which it is known how many people there are."""
        return np.flatnonzero(np.isfinite(self.people[need]))


def make_demand(
    study_area: StudyArea, gazetteer: Gazetteer, *, strands: Mapping[str, Mapping[str, float]]
) -> Demand:
    """Spread the people of each ward evenly over its postcodes; over its ground where it has none.

    Parameters
    ----------
    study_area : StudyArea
        With its residents.
    gazetteer : Gazetteer
        Postcodes that have ended, belong to one large user or have no place are not lived in.
    strands : mapping of str to mapping of ward code to number
        People of each strand by ward.
    """
    wards = study_area.wards
    x, y, ward, weight = _postcodes(study_area, gazetteer)
    without = np.setdiff1d(np.arange(len(wards)), ward)
    if len(without):
        parts = zip((x, y, ward, weight), _ground(study_area, without), strict=True)
        x, y, ward, weight = (np.concatenate(part) for part in parts)
    share = weight / np.bincount(ward, weights=weight, minlength=len(wards))[ward]
    told = {RESIDENTS: wards["residents"].to_numpy(dtype=float)} | {
        strand: np.array([known.get(code, np.nan) for code in wards["ward"]], dtype=float)
        for strand, known in strands.items()
    }
    lon, lat = to_wgs84(x, y)
    people = {name: by_ward[ward] * share for name, by_ward in told.items()}
    note = _note(len(without), len(wards))
    return Demand(x, y, lon, lat, ward.astype(np.int32), people, note)


def _note(without: int, wards: int) -> str:
    over = "each ward are spread evenly over its postcodes"
    if without == wards:
        over = "each ward are spread evenly over its ground"
    elif without:
        over += f"; in {without} of {wards} wards, which have none, over the ground"
    return f"The people of {over}."


def _postcodes(study_area: StudyArea, gazetteer: Gazetteer) -> tuple[NDArray, ...]:
    """Distinct places of the postcodes that people live at, with how many share each."""
    left, bottom, right, top = study_area.outline.bounds
    lived_in = (
        gazetteer.places.filter(
            pl.col("x").is_between(left, right),
            pl.col("y").is_between(bottom, top),
            pl.col("ended").is_null(),
            ~pl.col("large_user").fill_null(False),
        )
        .group_by("x", "y")
        .agg(weight=pl.len())
        .sort("x", "y")
    )
    x, y = lived_in["x"].to_numpy(), lived_in["y"].to_numpy()
    ward = ward_of(study_area, x, y)
    inside = ward >= 0
    return x[inside], y[inside], ward[inside], lived_in["weight"].to_numpy()[inside].astype(float)


def _ground(study_area: StudyArea, wards: NDArray) -> tuple[NDArray, ...]:
    """Cells of some wards, each with its area; a point within for a ward that has the most of no cell."""
    lattice = make_lattice(study_area, RESOLUTION)
    cells = np.flatnonzero(np.isin(lattice.ward, wards) & (lattice.area_km2 > 0))
    small = np.setdiff1d(wards, lattice.ward[cells])
    inside = shapely.point_on_surface(study_area.wards.geometry.to_numpy()[small])
    return (
        np.concatenate([lattice.x[cells], shapely.get_x(inside)]),
        np.concatenate([lattice.y[cells], shapely.get_y(inside)]),
        np.concatenate([lattice.ward[cells], small]),
        np.concatenate([lattice.area_km2[cells], np.ones(len(small))]),
    )
