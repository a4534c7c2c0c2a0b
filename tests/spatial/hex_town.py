"""A town of 400 hexagons for the tests, laid out by arithmetic, so that answers can be counted."""

from functools import cache

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from boundaries.lattice import Lattice
from spatial.counts import count_places
from spatial.hotspot import Evidence

EDGE_M = 200.0  # as H3 resolution 9 here
CORNERS = np.exp(1j * np.pi * (np.arange(6) / 3 + 1 / 6)) * EDGE_M


@cache
def town(columns: int = 20, rows: int = 20) -> tuple[Lattice, shapely.Geometry]:
    """Lay out whole hexagons in staggered rows; four wards, one a quarter."""
    row, column = np.divmod(np.arange(columns * rows), columns)
    x = 400_000 + np.sqrt(3) * EDGE_M * (column + 0.5 * (row % 2))
    y = 300_000 + 1.5 * EDGE_M * row
    n = len(x)
    pairs = cKDTree(np.column_stack((x, y))).query_pairs(2 * EDGE_M, output_type="ndarray")
    i = np.concatenate((pairs[:, 0], pairs[:, 1], np.arange(n)))
    j = np.concatenate((pairs[:, 1], pairs[:, 0], np.arange(n)))
    km2 = 1.5 * np.sqrt(3) * EDGE_M**2 / 1e6
    lattice = Lattice(
        resolution=9,
        cells=np.arange(n, dtype=np.int64) + 617_700_169_958_293_503,
        x=x,
        y=y,
        lon=x * 0,
        lat=y * 0,
        area_km2=np.full(n, km2),
        ward=((row >= rows / 2) * 2 + (column >= columns / 2)).astype(np.int32),
        residents=np.full(n, 100.0),
        neighbours=csr_array(coo_array((np.ones(len(i)), (i, j)), shape=(n, n))),
        cell_km2=km2,
        edge_m=EDGE_M,
    )
    corners = (x + 1j * y)[:, None] + CORNERS
    hexagons = shapely.polygons(np.stack((corners.real, corners.imag), axis=-1))
    return lattice, shapely.union_all(shapely.buffer(hexagons, 0.001, join_style="mitre"))


def evidence(x, y, *, weight=None, days=None, share=None, size=(20, 20)) -> Evidence:
    """Make evidence of points in the town; each place has a day of its own unless `days` says otherwise."""
    lattice, outline = town(*size)
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    weight = np.ones(len(x), dtype=np.int64) if weight is None else np.asarray(weight)
    days = np.arange(len(x)) if days is None else np.asarray(days)
    cell = cKDTree(np.column_stack((lattice.x, lattice.y))).query(np.column_stack((x, y)))[1].astype(np.int64)
    return Evidence(
        lattice=lattice,
        counts=count_places(cell, weight, size=len(lattice.cells)),
        share=lattice.area_km2 / lattice.area_km2.sum() if share is None else share,
        x=x,
        y=y,
        weight=weight,
        place_cell=cell,
        outline=outline,
        cell_days=np.unique(np.column_stack((cell, days)), axis=0).astype(np.int32),
    )


def scatter(rng, n, *, share=None, size=(20, 20)):
    """Throw points: a cell by its share, then anywhere in the hexagon."""
    lattice, _ = town(*size)
    cell = rng.choice(len(lattice.cells), size=n, p=share)
    side = rng.integers(0, 6, size=n)
    a, b = np.sqrt(rng.random(n)), rng.random(n)  # evenly in one of the six triangles
    corner, following = CORNERS[side], CORNERS[(side + 1) % 6]
    spot = a * ((1 - b) * corner + b * following) * (1 - 1e-9)
    return lattice.x[cell] + spot.real, lattice.y[cell] + spot.imag


def cell_at(column: int, row: int, columns: int = 20) -> int:
    return row * columns + column
