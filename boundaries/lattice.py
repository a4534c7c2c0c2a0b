"""The lattice: every H3 cell that the study area touches, with its area, ward, residents and neighbours."""

from dataclasses import dataclass

import h3.api.numpy_int as h3
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array
from shapely.geometry.base import BaseGeometry

from boundaries.cells import assign_cells, cell_centres, cell_shapes, parent_cells
from boundaries.crs import geometry_to_wgs84, to_bng
from boundaries.errors import BoundaryError
from boundaries.split import areas_shared
from boundaries.study_area import StudyArea

__all__ = ["COARSEST", "FINEST", "Lattice", "assign_cells", "make_lattice", "parent_cells"]

COARSEST, FINEST = 6, 11
MARGIN_M = 2.0  # kept points are rounded to a metre and to five decimals of a degree: at most 1.4 m off
MOST_CELLS = 400_000


@dataclass(frozen=True, eq=False)
class Lattice:
    """The cells of one resolution over a study area, in ascending order.

    Attributes
    ----------
    resolution : int
    cells : numpy.ndarray of int64, shape (n,)
    x, y, lon, lat : numpy.ndarray of float64, shape (n,)
        Centres, in metres (EPSG:27700) and in degrees.
    area_km2 : numpy.ndarray of float64, shape (n,)
        The part of each cell inside the outline; 0 for a cell that merely touches it.
    ward : numpy.ndarray of int32, shape (n,)
        Position of the ward that holds most of the cell's part inside; the nearest one where there is none.
    residents : numpy.ndarray of float64, shape (n,)
        Residents of the wards spread evenly over their ground; NaN if unknown for a ward in the cell.
    neighbours : scipy.sparse.csr_array, shape (n, n)
        1 where two cells touch and on the diagonal.
    cell_km2, edge_m : float
        Mean area and mean edge of a whole cell here.
    workday : numpy.ndarray of float64, shape (n,), or None
        People there by day, shared out as the residents are; None or NaN if unknown.
    """

    resolution: int
    cells: NDArray[np.int64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    area_km2: NDArray[np.float64]
    ward: NDArray[np.int32]
    residents: NDArray[np.float64]
    neighbours: csr_array
    cell_km2: float
    edge_m: float
    workday: NDArray[np.float64] | None = None

    def position_of(self, cells: ArrayLike) -> NDArray[np.int64]:
        """Find the row of each cell; -1 where it is not listed."""
        wanted = np.asarray(cells, dtype=np.int64)
        row = np.minimum(np.searchsorted(self.cells, wanted), len(self.cells) - 1)
        return np.where(self.cells[row] == wanted, row, -1)


def make_lattice(study_area: StudyArea, resolution: int) -> Lattice:
    """List every cell that touches the study area, so that every point in it falls in a listed cell.

    Parameters
    ----------
    study_area : StudyArea
    resolution : int
        6 (about 33 km² a cell here) to 11 (about 0.002 km²).

    Raises
    ------
    ValueError
        If the resolution is not one of these.
    BoundaryError
        If there would be more than 400,000 cells.
    """
    if not COARSEST <= resolution <= FINEST:
        raise ValueError(f"resolution is {resolution}; a lattice can have {COARSEST} to {FINEST}.")
    candidates = _candidates(study_area.outline, resolution)
    shapes = cell_shapes(candidates)
    reach = study_area.outline.buffer(MARGIN_M, quad_segs=2)
    shapely.prepare(reach)
    touching = shapely.intersects(reach, shapes)
    cells, shapes = candidates[touching], shapes[touching]
    lon, lat = cell_centres(cells)
    x, y = to_bng(lon, lat)
    ward, people = _wards_and_people(study_area, shapes, x, y)
    whole_km2 = float(shapely.area(shapes).mean()) / 1e6
    return Lattice(
        resolution=resolution,
        cells=cells,
        x=x,
        y=y,
        lon=lon,
        lat=lat,
        area_km2=_area_inside(study_area.outline, shapes),
        ward=ward,
        residents=people["residents"],
        neighbours=_neighbours(cells),
        cell_km2=whole_km2,
        edge_m=float((shapely.length(shapes) / 6).mean()),
        workday=people.get("workday"),
    )


def _candidates(outline: BaseGeometry, resolution: int) -> NDArray[np.int64]:
    """List, in ascending order, cells that certainly include all that touch the outline."""
    # A simpler shape that holds the outline with room to spare: 150 m out, then moved by at most 100 m.
    roomy = outline.buffer(150.0, quad_segs=2).simplify(100.0)
    expected = roomy.area / 1e6 / h3.average_hexagon_area(resolution, unit="km^2") * 1.4
    if expected > MOST_CELLS:
        raise BoundaryError(
            f"The area would have about {expected:,.0f} cells at resolution {resolution}, more than "
            f"{MOST_CELLS:,}. "
            f"Choose a coarser resolution for it."
        )
    found: set[int] = set()
    for part in shapely.get_parts(geometry_to_wgs84(np.array([roomy], dtype=object))[0]):
        rings = [[(b, a) for a, b in ring.coords] for ring in (part.exterior, *part.interiors)]
        found.update(h3.h3shape_to_cells_experimental(h3.LatLngPoly(*rings), resolution, contain="overlap"))
    return np.array(sorted(found), dtype=np.int64)


def _area_inside(outline: BaseGeometry, shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    area = shapely.area(shapes)
    shapely.prepare(outline)
    cut = ~shapely.contains_properly(outline, shapes)
    area[cut] = areas_shared(outline, shapes[cut])
    return area / 1e6


def _wards_and_people(
    study_area: StudyArea, shapes: NDArray[np.object_], x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.int32], dict[str, NDArray[np.float64]]]:
    """Share every ward out among the cells that it lies in."""
    wards = study_area.wards.geometry.to_numpy()
    tree = shapely.STRtree(shapes)
    shapely.prepare(wards)
    ward, cell = tree.query(wards, predicate="intersects")
    part = shapely.area(shapes[cell])
    cut = ~shapely.contains_properly(wards[ward], shapes[cell])
    for position in np.unique(ward[cut]):
        here = np.flatnonzero(cut & (ward == position))
        part[here] = areas_shared(wards[position], shapes[cell[here]])
    ward, cell, part = ward[part > 0], cell[part > 0], part[part > 0]

    people: dict[str, NDArray[np.float64]] = {}
    for column in ("residents", "workday"):
        if column in study_area.wards:
            density = study_area.wards[column].to_numpy() / shapely.area(wards)
            shared = np.bincount(cell, weights=density[ward] * part, minlength=len(shapes))
            people[column] = shared.astype(np.float64)

    nearest = shapely.STRtree(wards).query_nearest(shapely.points(x, y), all_matches=False)[1]
    largest: NDArray[np.int32] = nearest.astype(np.int32)
    order = np.lexsort((-ward, part))  # the largest part is written last, and of equal parts the lowest code
    largest[cell[order]] = ward[order]
    return largest, people


def _neighbours(cells: NDArray[np.int64]) -> csr_array:
    disks = [h3.grid_disk(cell, 1) for cell in cells]
    row = np.repeat(np.arange(len(cells)), [len(disk) for disk in disks])
    wanted = np.concatenate(disks).astype(np.int64)
    column = np.minimum(np.searchsorted(cells, wanted), len(cells) - 1)
    listed = cells[column] == wanted
    ones = np.ones(int(listed.sum()), dtype=np.float64)
    return csr_array((ones, (row[listed], column[listed])), shape=(len(cells), len(cells)))
