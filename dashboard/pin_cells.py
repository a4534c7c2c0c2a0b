"""The cells in which a pin can be set: as fine as a map can carry, over the whole study area."""

import h3
import numpy as np

from boundaries.crs import to_bng, to_wgs84
from boundaries.lattice import make_lattice
from boundaries.study_area import StudyArea

__all__ = ["cell_at", "cell_of", "pin_cells", "place_of"]

RESOLUTIONS = (10, 9, 8, 7)
TYPED = 11
MOST = 4_000
KM2 = {10: 0.015, 9: 0.105, 8: 0.737, 7: 5.16}
"""The area of a cell, about."""


def pin_cells(study_area: StudyArea) -> tuple[str, ...]:
    """List the cells of the finest resolution that has no more than 4,000 of them here, as H3 text."""
    km2 = study_area.outline.area / 1e6
    fine = next((one for one in RESOLUTIONS if km2 / KM2[one] <= MOST), RESOLUTIONS[-1])
    cells = make_lattice(study_area, fine).cells
    return tuple(h3.int_to_str(int(cell)) for cell in cells)


def cell_at(x: float, y: float) -> str:
    """Name the cell of about 50 m that holds a point in metres, as H3 text."""
    lon, lat = to_wgs84(np.array([x]), np.array([y]))
    return cell_of(float(lon[0]), float(lat[0]))


def cell_of(lon: float, lat: float) -> str:
    """Name the cell of about 50 m that holds a point in degrees, as H3 text."""
    return str(h3.latlng_to_cell(lat, lon, TYPED))


def place_of(cell: str) -> tuple[float, float, float, float] | None:
    """Give the middle of a cell: x, y in metres, longitude, latitude; None where the text is no cell."""
    if not h3.is_valid_cell(cell) or h3.get_resolution(cell) not in {*RESOLUTIONS, TYPED}:
        return None
    lat, lon = h3.cell_to_latlng(cell)
    x, y = to_bng(np.array([lon]), np.array([lat]))
    return None if np.isnan(x[0]) else (float(x[0]), float(y[0]), round(lon, 5), round(lat, 5))
