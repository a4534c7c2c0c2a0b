"""A random borough: an outline of its own, somewhere in England, cut into wards with unequal populations."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from boundaries.lattice import Lattice, make_lattice
from boundaries.study_area import StudyArea
from spatial.counts import count_places
from spatial.hotspot import Evidence

__all__ = ["KM2", "Borough", "make_borough", "throw"]

KM2 = 29.0
"""Ground of a borough; the size at which METHODS states its figures."""
WARDS = 18
TRIES = 60
WEST, EAST, SOUTH, NORTH = 330_000, 560_000, 130_000, 460_000
"""Where the middle may lie, EPSG:27700."""


@dataclass(frozen=True, eq=False)
class Borough:
    """A study area and its cells, by resolution."""

    area: StudyArea
    lattices: dict[int, Lattice]


def make_borough(rng: np.random.Generator, resolutions: tuple[int, ...]) -> Borough:
    """Draw a borough: a lopsided outline, wards around random seeds, residents from 3,000 to 20,000."""
    turn = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    waves = sum(rng.normal(0, 0.22 / k) * np.cos(k * turn + rng.uniform(0, 2 * np.pi)) for k in range(1, 6))
    reach = np.exp(np.clip(waves, -0.9, 0.9))
    shape = shapely.Polygon(np.column_stack((reach * np.cos(turn), reach * np.sin(turn))))
    grown = np.sqrt(KM2 * 1e6 / shape.area)
    middle = rng.uniform((WEST, SOUTH), (EAST, NORTH))
    outline = shapely.transform(shape, lambda xy: xy * grown + middle)
    seeds = shapely.points(middle + rng.uniform(-1, 1, size=(WARDS, 2)) * grown)
    tiles = shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline)
    parts = [part for part in shapely.intersection(shapely.get_parts(tiles), outline) if part.area > 1e4]
    wards = gpd.GeoDataFrame(
        {
            "ward": [f"X{number:08d}" for number in range(len(parts))],
            "name": [f"Ward {number}" for number in range(len(parts))],
            "authority": "Random",
            "residents": rng.uniform(3_000, 20_000, size=len(parts)).round(),
            "area_km2": [part.area / 1e6 for part in parts],
        },
        geometry=parts,
        crs="EPSG:27700",
    )
    area = StudyArea("Random borough", wards, shapely.union_all(parts), "none", ())
    return Borough(area, {resolution: make_lattice(area, resolution) for resolution in resolutions})


def throw(
    rng: np.random.Generator,
    borough: Borough,
    lattice: Lattice,
    incidents: int,
    *,
    baseline: str = "area",
    hot: np.ndarray | None = None,
    times: float = 1.0,
) -> Evidence:
    """Throw incidents over a borough as a baseline has it, `times` as many of them in the `hot` cells."""
    spread = lattice.area_km2 if baseline == "area" else lattice.residents
    share = spread / spread.sum()
    truth = share.copy()
    if hot is not None:
        truth[hot] *= times
    truth /= truth.sum()
    cell = rng.choice(len(truth), size=incidents, p=truth)
    x, y = _somewhere_in(rng, lattice, cell, borough.area.outline)
    ones = np.ones(incidents, dtype=np.int64)
    days = rng.integers(0, 365, size=incidents)
    return Evidence(
        lattice=lattice,
        counts=count_places(cell, ones, size=len(share)),
        share=share,
        x=x,
        y=y,
        weight=ones,
        place_cell=cell.astype(np.int64),
        outline=borough.area.outline,
        cell_days=np.unique(np.column_stack((cell, days)), axis=0).astype(np.int32),
    )


def _somewhere_in(
    rng: np.random.Generator, lattice: Lattice, cell: np.ndarray, outline: shapely.Geometry
) -> tuple[np.ndarray, np.ndarray]:
    """Place each incident anywhere in the part of its cell that lies inside (at its centre, in slivers)."""
    x, y = lattice.x[cell].copy(), lattice.y[cell].copy()
    tree = cKDTree(np.column_stack((lattice.x, lattice.y)))
    left = np.arange(len(cell))
    shapely.prepare(outline)
    for _ in range(TRIES):
        dx, dy = rng.uniform(-1.1, 1.1, size=(2, len(left))) * lattice.edge_m
        there = lattice.x[cell[left]] + dx, lattice.y[cell[left]] + dy
        own = tree.query(np.column_stack(there))[1] == cell[left]
        inside = own & shapely.contains_xy(outline, *there)
        x[left[inside]], y[left[inside]] = there[0][inside], there[1][inside]
        left = left[~inside]
        if not left.size:
            break
    return x, y
