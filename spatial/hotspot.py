"""What a hot-spot method is: the evidence it is given and the detection it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd
from pydantic import BaseModel
from shapely.geometry.base import BaseGeometry

from spatial.errors import BadNumberError, NoDenominatorError, OutsideAreaError
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.given import as_numbers
from spatial.progress import Progress, silent

if TYPE_CHECKING:
    from boundaries.lattice import Lattice

__all__ = ["FOUND", "NONE", "NOT_ENOUGH", "Detection", "Evidence", "Method", "Surface"]


@dataclass(frozen=True)
class Evidence:
    """What every method is given: arrays only, nothing read.

    Attributes
    ----------
    lattice : Lattice
        The cells; everything below is ordered as they are.
    counts : numpy.ndarray of int64, shape (n_cells,)
        Incidents with a point in the area.
    share : numpy.ndarray of float, shape (n_cells,)
        Share of the incidents that the chosen baseline expects in each cell; sums to 1.
    x, y, weight : numpy.ndarray, shape (n_places,)
        Distinct locations in the area (metres, EPSG:27700) and the incidents at each.
    place_cell : numpy.ndarray of int64, shape (n_places,)
        Position in the lattice of the cell that holds each location.
    outline : shapely geometry
        The study area, EPSG:27700.
    cell_days : numpy.ndarray of int32, shape (n_pairs, 2)
        Distinct pairs of cell position and day number.

    Raises
    ------
    spatial.errors.BadNumberError
        If the arrays do not fit together, or a coordinate or weight is not a finite number.
    spatial.errors.NoDenominatorError
        If `share` is not a share: missing somewhere, negative, or nothing in all.
    spatial.errors.OutsideAreaError
        If a location lies in a cell that the lattice does not have.
    """

    lattice: Lattice
    counts: np.ndarray
    share: np.ndarray
    x: np.ndarray
    y: np.ndarray
    weight: np.ndarray
    place_cell: np.ndarray
    outline: BaseGeometry
    cell_days: np.ndarray

    def __post_init__(self) -> None:
        n_cells, n_places = len(self.lattice.cells), len(self.x)
        for field, length in (("counts", n_cells), ("share", n_cells)):
            if len(getattr(self, field)) != length:
                raise BadNumberError(
                    f"{field} has {len(getattr(self, field))} rows; the lattice has {length} cells."
                )
        for field in ("y", "weight", "place_cell"):
            if len(getattr(self, field)) != n_places:
                raise BadNumberError(
                    f"{field} has {len(getattr(self, field))} rows; x has {n_places} locations."
                )
        for field in ("x", "y", "weight"):
            as_numbers(getattr(self, field), what=field, least=0 if field == "weight" else None)
        if not (
            np.isfinite(self.share).all() and (self.share >= 0).all() and abs(self.share.sum() - 1) < 1e-6
        ):
            raise NoDenominatorError(
                "share is not a share: it has to be known and not negative in every cell, and add up to 1. "
                "Choose another baseline, or fill the cells whose baseline is unknown."
            )
        outside = (self.place_cell < 0) | (self.place_cell >= n_cells)
        if outside.any():
            raise OutsideAreaError(
                f"{int(outside.sum()):,} locations lie in cells that the lattice does not have. Leave out "
                "what is outside the study area, and say how many there were."
            )
        places = np.bincount(self.place_cell, weights=self.weight, minlength=n_cells)
        if not np.array_equal(places, self.counts):
            inside, placed = int(self.counts.sum()), int(self.weight.sum())
            raise BadNumberError(
                f"the cells hold {inside} incidents and the locations {placed}, or hold them elsewhere: "
                "count the cells from the same locations."
            )

    @property
    def incidents(self) -> int:
        """Incidents with a point in the area."""
        return int(self.counts.sum())


@dataclass(frozen=True)
class Surface:
    """A density over the study area, for drawing: incidents per km2 at grid points, NaN outside.

    `values[row, column]` is the density at (`x0 + column * step_m`, `y0 + row * step_m`), EPSG:27700.  `p` is
    the chance of one as high anywhere on a chance map, where a method tests every point; else None.
    """

    x0: float
    y0: float
    step_m: float
    values: np.ndarray
    p: np.ndarray | None = None


@dataclass(frozen=True)
class Detection:
    """What a method says.

    Attributes
    ----------
    method : str
        Name of the method.
    cells : pandas.DataFrame
        One row a lattice cell, in the lattice's order: `score` (the method's own), `observed` and `expected`
        (incidents in the cell and the cells that touch it), `p`, `q` (corrected for looking everywhere),
        `is_hotspot`. A method may add columns of its own.
    state : str
        "found", "none" or "not enough data".
    reason : str
        One plain sentence, with what would be needed where there is not enough.
    settings : dict
        Every setting, the automatic ones included.
    surface : Surface or None
        For drawing; kernel density only.
    """

    method: str
    cells: pd.DataFrame
    state: str
    reason: str
    settings: dict[str, Any]
    surface: Surface | None = None


class Method(Protocol):
    """One way of finding hot spots: a module of `spatial.hotspots`."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def sentence(self) -> str: ...
    @property
    def claims_significance(self) -> bool: ...
    @property
    def Settings(self) -> type[BaseModel]: ...  # noqa: N802  (a class, so it is named as one)

    def detect(self, evidence: Evidence, settings: Any, *, told: Progress = silent) -> Detection: ...
