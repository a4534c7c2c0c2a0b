"""The ground of an evaluation: cells of a plan among those of the lattice, and the reports in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import h3
import numpy as np

from boundaries.lattice import Lattice
from dashboard.evaluation_plan import NoFairPlanError
from dashboard.filters import Filters, Window
from dashboard.joint_action import Action
from dashboard.snapshot import Snapshot
from dashboard.survey import survey

__all__ = ["RING_M", "Ground", "cells_of_action", "ground_at", "named", "ward_cells"]

WARD_RESOLUTION = 9
RING_M = 300.0
"""So wide is the ground next door, as nearly as whole cells allow."""


@dataclass(frozen=True)
class Ground:
    """The lattice of a plan, and what is counted on it."""

    snapshot: Snapshot
    lattice: Lattice
    position: np.ndarray

    @property
    def ring_steps(self) -> int:
        """How many cells wide the ground next door is."""
        return max(1, round(RING_M / (self.lattice.edge_m * np.sqrt(3))))

    def mask(self, cells: Sequence[str]) -> np.ndarray:
        """Mark some cells; those outside the area are left out."""
        at = self.lattice.position_of([h3.str_to_int(cell) for cell in cells] or [0])
        marked = np.zeros(self.lattice.cells.size, dtype=bool)
        marked[at[at >= 0]] = True
        return marked

    def meeting(self, cells: Iterable[str]) -> np.ndarray:
        """Mark the cells of this size that hold some cells of another size, or lie in them."""
        own, here = self.lattice.resolution, set()
        for cell in cells:
            size = h3.get_resolution(cell)
            here |= {h3.cell_to_parent(cell, own)} if size >= own else set(h3.cell_to_children(cell, own))
        return self.mask(sorted(here))

    def names(self, marked: np.ndarray) -> tuple[str, ...]:
        """Name the cells that are marked."""
        return tuple(h3.int_to_str(int(cell)) for cell in self.lattice.cells[marked])

    def counts(self, filters: Filters, window: Window) -> np.ndarray:
        """Count the reports of some days in every cell."""
        found = survey(self.snapshot, filters.with_(days=None, first=window.first, last=window.last))
        return found.by_cell(self.lattice, self.position)

    def settings(self, filters: Filters, window: Window) -> np.ndarray:
        """Count the reports of some days in every cell by where they happen: at home, in the street ..."""
        found = survey(self.snapshot, filters.with_(days=None, first=window.first, last=window.last))
        kinds = len(self.snapshot.words["setting"])
        at = self.position[found.inside["place"].to_numpy()]
        counted = np.bincount(
            at * kinds + found.inside["setting"].to_numpy(), minlength=self.lattice.cells.size * kinds
        )
        mix: np.ndarray = counted.reshape(-1, kinds)
        return mix


def ground_at(snapshot: Snapshot, resolution: int) -> Ground:
    """Lay the ground at a resolution."""
    return Ground(snapshot, *snapshot.lattice(resolution))


def cells_of_action(snapshot: Snapshot, action: Action) -> tuple[str, ...]:
    """Give the cells of an action's place; of wards, those that lie mostly in them.

    Raises
    ------
    NoFairPlanError
        If the action has no place, or one that is not in the area.
    """
    if action.cells:
        sizes = {h3.get_resolution(cell) for cell in action.cells if h3.is_valid_cell(cell)}
        if len(sizes) != 1 or not 6 <= min(sizes) <= 11:
            raise NoFairPlanError(
                "The action's place is not made of cells of one size. Freeze its place again."
            )
        ground = ground_at(snapshot, sizes.pop())
        found = ground.names(ground.mask(action.cells))
    else:
        codes = [*action.wards, *([action.ward] if action.ward else [])]
        if not codes:
            raise NoFairPlanError(
                "This action has no place, so there is nothing to count. Give it a hot spot or a ward first."
            )
        found = ward_cells(snapshot, codes, WARD_RESOLUTION)
    if not found:
        raise NoFairPlanError("The action's place is not in this area any more. Look at its wards again.")
    return found


def ward_cells(snapshot: Snapshot, codes: Sequence[str], resolution: int) -> tuple[str, ...]:
    """Give the cells that lie mostly in some wards."""
    ground = ground_at(snapshot, resolution)
    wards = np.flatnonzero(snapshot.study_area.wards["ward"].isin(list(codes)))
    lattice = ground.lattice
    return ground.names(np.isin(lattice.ward, wards) & (lattice.area_km2 > 0))


def named(ground: Ground, marked: np.ndarray) -> str:
    """Name an area by the ward that holds most of its cells."""
    wards = np.bincount(ground.lattice.ward[marked], minlength=len(ground.snapshot.study_area.wards))
    return str(ground.snapshot.study_area.wards["name"].iloc[int(wards.argmax())])
