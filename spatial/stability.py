"""Stability: is a place found again on moved grids, with other cells, and by ward?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from spatial.counts import count_places
from spatial.hotspot import Detection, Evidence, Method
from spatial.hotspots import METHODS
from spatial.hotspots.gi_star import exact_p
from spatial.multiple import benjamini_hochberg

if TYPE_CHECKING:
    from boundaries.lattice import Lattice

__all__ = [
    "MovedGrid",
    "Steadiness",
    "move_grid",
    "shift_grid",
    "shifts",
    "stability",
    "stands_at",
    "wards_standing_out",
]

STEADY = 0.8
"""Below this share of moved grids a place is said to hang on the grid."""
STEADY_WORD, FAIRLY, HANGS = "steady", "fairly steady", "hangs on the grid"

SHIFTS = 8
FURTHEST = 0.9  # of an edge: about half a cell's width
GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def shifts(edge_m: float) -> list[tuple[float, float]]:
    """List eight moves of the grid, spread evenly over all there are, of at most 0.9 of an edge."""
    turns = np.arange(1, SHIFTS + 1)
    reach = FURTHEST * edge_m * np.sqrt(turns / SHIFTS)
    return [
        (float(r * np.cos(k * GOLDEN_ANGLE)), float(r * np.sin(k * GOLDEN_ANGLE)))
        for k, r in zip(turns, reach, strict=True)
    ]


@dataclass(frozen=True, eq=False)
class MovedGrid:
    """A grid of cells that was moved, whatever is counted in it.

    Attributes
    ----------
    lattice : Lattice
        With its centres where they lie now.
    passed : scipy.sparse.csr_array, shape (n_cells, n_cells)
        What part of each cell's ground (column) each moved cell (row) has now; a column adds up to 1.
    nearest : scipy.spatial.cKDTree
        Of the moved centres.
    """

    lattice: Lattice
    passed: csr_array
    nearest: cKDTree


def move_grid(lattice: Lattice, *, dx_m: float, dy_m: float) -> MovedGrid:
    """Move the grid of cells, by metres east and north.

    A piece of ground belongs to the nearest moved centre, so that nothing falls off the edge.  Each cell's
    ground is 61 pieces spread evenly over it.
    """
    moved = replace(lattice, x=lattice.x + dx_m, y=lattice.y + dy_m)
    nearest = cKDTree(np.column_stack((moved.x, moved.y)))
    (off_x, off_y), size = _pieces(lattice.cell_km2), lattice.x.size
    pieces = [(middle[:, None] + off).ravel() for middle, off in ((lattice.x, off_x), (lattice.y, off_y))]
    came = np.repeat(np.arange(size), off_x.size)
    went = nearest.query(np.column_stack(pieces))[1]
    each = np.full(came.size, 1 / off_x.size)
    return MovedGrid(moved, csr_array((each, (went, came)), shape=(size, size)), nearest)


def shift_grid(evidence: Evidence, grid: MovedGrid) -> Evidence:
    """Count the same incidents and the same baseline into a moved grid.

    A place belongs to the nearest moved centre.  `cell_days` is left empty: days are not asked for.
    """
    place_cell = grid.nearest.query(np.column_stack((evidence.x, evidence.y)))[1].astype(np.int64).reshape(-1)
    share = grid.passed @ evidence.share
    return replace(
        evidence,
        lattice=grid.lattice,
        counts=count_places(place_cell, evidence.weight, size=grid.lattice.x.size),
        share=share / share.sum(),
        place_cell=place_cell,
        cell_days=np.zeros((0, 2), dtype=np.int32),
    )


def _pieces(cell_km2: float) -> tuple[np.ndarray, np.ndarray]:
    """Spread points evenly over a disc as large as a cell."""
    k = np.arange(61)
    reach = np.sqrt((k + 0.5) / 61) * np.sqrt(cell_km2 * 1e6 / np.pi)
    return reach * np.cos(k * GOLDEN_ANGLE), reach * np.sin(k * GOLDEN_ANGLE)


def stability(
    evidence_for_shift: Sequence[Evidence],
    centres_x: np.ndarray,
    centres_y: np.ndarray,
    settings: BaseModel | None = None,
    *,
    method: Method = METHODS["gi_star"],
) -> np.ndarray:
    """Give the share of moved grids on which each place is still flagged.

    Parameters
    ----------
    evidence_for_shift : sequence of Evidence
        The same incidents on moved grids, as `shift_grid` makes them.
    centres_x, centres_y : numpy.ndarray, shape (n_places,)
        Centres of the places, in metres.
    settings : settings of the method, or None for its usual ones
    method : Method
        Gi* unless another is given.

    Returns
    -------
    numpy.ndarray of float, shape (n_places,)
        0 to 1.  A place is still flagged if a flagged cell's centre lies within one cell's width of it.

    Raises
    ------
    ValueError
        If no moved grid is given.
    """
    if not evidence_for_shift:
        raise ValueError("no moved grid was given; make some with shifts(), move_grid() and shift_grid().")
    stays = np.zeros(len(centres_x))
    for evidence in evidence_for_shift:
        lattice = evidence.lattice
        found = method.detect(evidence, settings or method.Settings())
        stays += stands_at(found, lattice, centres_x, centres_y, within_m=np.sqrt(3) * lattice.edge_m)
    return stays / len(evidence_for_shift)


@dataclass(frozen=True)
class Steadiness:
    """Whether a place is found again when the question is asked a little differently.

    Attributes
    ----------
    grids : float
        Share of moved grids on which it stands.
    sizes : dict of str to bool
        Whether it stands with smaller and with larger cells; a size that cannot say anything is not there.
    ward : bool or None
        Whether its ward stands out among the wards; None where that is not told.
    """

    grids: float
    sizes: Mapping[str, bool]
    ward: bool | None

    @property
    def badge(self) -> str:
        """Give it in a word: the grid decides, and everything else has to agree for "steady"."""
        if self.grids < STEADY:
            return HANGS
        agree = all(self.sizes.values()) and self.ward is not False
        return STEADY_WORD if agree else FAIRLY


def stands_at(
    detection: Detection, lattice: Lattice, centres_x: np.ndarray, centres_y: np.ndarray, *, within_m: float
) -> np.ndarray:
    """Say which places have a flagged cell's centre near them.

    Parameters
    ----------
    detection : Detection
        What a method says over `lattice`.
    centres_x, centres_y : numpy.ndarray, shape (n_places,)
        Metres.
    within_m : float
        How near.

    Returns
    -------
    numpy.ndarray of bool, shape (n_places,)
    """
    flagged = detection.cells["is_hotspot"].to_numpy(dtype=bool)
    places = np.column_stack((centres_x, centres_y)).astype(float)
    if not flagged.any() or not len(places):
        return np.zeros(len(places), dtype=bool)
    near = cKDTree(np.column_stack((lattice.x[flagged], lattice.y[flagged]))).query(places)[0]
    there: np.ndarray = np.asarray(near) <= within_m
    return there


def wards_standing_out(counts: np.ndarray, share: np.ndarray, *, alpha: float = 0.05) -> np.ndarray:
    """Say which wards hold more than chance allows: each ward's exact test, all wards corrected together.

    Parameters
    ----------
    counts, share : numpy.ndarray, shape (n_wards,)
        Incidents in each ward, and the share of them that is expected there; the shares add up to 1.
    alpha : float
        Share of false finds allowed among the finds.

    Returns
    -------
    numpy.ndarray of bool, shape (n_wards,)
    """
    number = int(np.sum(counts))
    q = benjamini_hochberg(exact_p(counts, share, incidents=number))
    out: np.ndarray = (q <= alpha) & (counts > number * share)
    return out
