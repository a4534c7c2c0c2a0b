"""Naming the cell and the ward of every point: ours against what one would write, and against h3pandas."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import h3
import numpy as np
import pandas as pd

from benchmarks.harness import Measured, Task, Way, measure
from boundaries.cells import assign_cells
from boundaries.lattice import make_lattice
from boundaries.study_area import StudyArea, ward_of

__all__ = ["SNAPPED", "hold_binning", "hold_sharing", "hold_wards"]

RESOLUTION = 9
SNAPPED = "street-snapped"
Points = pd.DataFrame


def hold_binning(points: Points, kind: str, **how: Any) -> Measured:
    """Name the H3 cell of every point (columns lon and lat)."""
    lon, lat = points["lon"].to_numpy(), points["lat"].to_numpy()

    def bare_loop() -> list[str]:
        cell, pairs = h3.latlng_to_cell, zip(lat.tolist(), lon.tolist(), strict=True)
        return [cell(a, b, RESOLUTION) for a, b in pairs]

    ways = [
        Way("ours", lambda: assign_cells(lon, lat, resolution=RESOLUTION)),
        Way("h3-py in a loop", bare_loop),
        *_h3pandas(points),
    ]
    task = Task(f"H3 cells, {kind}", len(points), "points")
    return measure(task, ways, same=_same_cells, **how)


def _h3pandas(points: Points) -> Sequence[Way]:
    try:
        import h3pandas  # noqa: F401
    except ImportError:
        return ()
    given = points.rename(columns={"lon": "lng"})[["lat", "lng"]]

    def table() -> np.ndarray:
        return given.h3.geo_to_h3(RESOLUTION).index.to_numpy()

    return (Way("h3pandas geo_to_h3", table),)


def _same_cells(answers: Mapping[str, Any]) -> str:
    ours = answers["ours"]
    for name, other in answers.items():
        if name != "ours":
            as_numbers = np.fromiter((int(cell, 16) for cell in other), np.int64, len(other))
            assert np.array_equal(ours, as_numbers), name
    return "the same cell for every point"


def hold_wards(points: Points, area: StudyArea, kind: str, **how: Any) -> Measured:
    """Name the ward of every point (columns x and y, metres)."""
    x, y = points["x"].to_numpy(), points["y"].to_numpy()
    wards = area.wards[["geometry"]].reset_index(drop=True)

    def usual() -> np.ndarray:
        where = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=wards.crs))
        joined = gpd.sjoin(where, wards, how="left", predicate="intersects")["index_right"]
        lowest = joined.groupby(level=0).min() if joined.index.has_duplicates else joined
        return lowest.fillna(-1).to_numpy().astype(np.int32)

    ways = [Way("ours", lambda: ward_of(area, x, y)), Way("geopandas.sjoin", usual)]
    task = Task(f"wards, {kind}", len(points), "points")
    return measure(task, ways, same=_same_wards, **how)


def _same_wards(answers: Mapping[str, Any]) -> str:
    ours, usual = answers["ours"], answers["geopandas.sjoin"]
    assert np.array_equal(ours, usual), f"{np.count_nonzero(ours != usual)} points differ"
    return "the same ward for every point"


def hold_sharing(area: StudyArea, **how: Any) -> Measured:
    """Share the residents of wards out to cells by the area they have in common, as tobler does."""
    lattice = make_lattice(area, RESOLUTION)
    from tobler.area_weighted import area_interpolate

    from boundaries.cells import cell_shapes

    cells = gpd.GeoDataFrame(geometry=cell_shapes(lattice.cells), crs=area.wards.crs)
    wards = area.wards[["residents", "geometry"]]

    def tobler() -> np.ndarray:
        return area_interpolate(wards, cells, extensive_variables=["residents"])["residents"].to_numpy()

    def same(answers: Mapping[str, Any]) -> str:
        ours, theirs = answers["ours, and lays the cells"].residents, answers["tobler area_interpolate"]
        off = float(np.abs(ours - theirs).max() / ours.max())
        assert off < 1e-6, off
        return f"residents of every cell agree to {off:.0e} of the largest"

    ways = [
        Way("ours, and lays the cells", lambda: make_lattice(area, RESOLUTION)),
        Way("tobler area_interpolate", tobler),
    ]
    return measure(Task("residents of cells", lattice.cells.size, "cells"), ways, same=same, **how)
