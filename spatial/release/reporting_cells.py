"""Reporting cells: a map of incidents whose pieces are no finer than the incidents allow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import h3.api.numpy_int as h3
import numpy as np
from numpy.typing import ArrayLike

from boundaries.cells import parent_cells
from spatial.errors import BadNumberError, OutsideAreaError, SettingError
from spatial.given import as_numbers
from spatial.release.cell_keys import KEYS, counts_and_keys
from spatial.release.profiles import Profile
from spatial.release.ptable import make_ptable

__all__ = ["LEAST_HOUSEHOLDS", "LEAST_RESIDENTS", "ReportingCells", "divide"]

FINEST, COARSEST = 9, 7
LEAST_RESIDENTS, LEAST_HOUSEHOLDS = 100, 40
"""The least that an Output Area of the census has."""


@dataclass(frozen=True, eq=False)
class ReportingCells:
    """A division of the area into named reporting cells.

    Attributes
    ----------
    cells : mapping of name to tuple of str
        The H3 cells, of resolution 7 to 9 and written as H3 writes them, that each is made of.
    """

    cells: Mapping[str, tuple[str, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in the order of the positions."""
        return tuple(self.cells)

    def __len__(self) -> int:
        """Count the reporting cells."""
        return len(self.cells)

    @cached_property
    def _listed(self) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        """The H3 cells of each resolution in ascending order, with their positions."""
        pairs = [(h3.str_to_int(part), at) for at, parts in enumerate(self.cells.values()) for part in parts]
        cells = np.array([cell for cell, _ in pairs], dtype=np.int64)
        position = np.array([at for _, at in pairs], dtype=np.int64)
        resolution, order = (cells >> 52) & 15, np.argsort(cells)
        if len(np.unique(cells)) < len(cells) or (len(cells) and not np.isin(resolution, (7, 8, 9)).all()):
            raise SettingError(
                "Reporting cells are made of H3 cells of resolution 7, 8 or 9, each in one only."
            )
        listed = {}
        for one in range(COARSEST, FINEST + 1):
            here = order[resolution[order] == one]
            listed[one] = (cells[here], position[here])
        return listed

    def position_of(self, cell9: np.ndarray) -> np.ndarray:
        """Say in which reporting cell each H3 cell of resolution 9 lies; -1 for none."""
        cell9 = np.asarray(cell9).astype(np.int64)
        found = np.full(cell9.shape, -1, dtype=np.int64)
        for resolution, (cells, position) in self._listed.items():
            if not len(cells):
                continue
            own = parent_cells(cell9, resolution)
            at = np.minimum(np.searchsorted(cells, own), len(cells) - 1)
            found = np.where((cells[at] == own) & (cell9 != 0), position[at], found)
        return found


@dataclass(frozen=True, eq=False)
class _Ground:
    """What each H3 cell of resolution 9 of the area holds: a row a cell, a column a number."""

    cells: np.ndarray
    held: np.ndarray
    keys: np.ndarray
    floors: np.ndarray
    profile: Profile

    def enough(self, at: np.ndarray) -> bool:
        """Say whether cells together have incidents and people enough, before the noise and after."""
        return bool((self.held[at].sum(axis=0) >= self.floors).all()) and (
            self.noisy(at) >= self.profile.least_cell
        )

    def noisy(self, at: np.ndarray) -> int:
        """Give the incidents of cells together, with their noise."""
        count, key = self.held[at, 0].sum().astype(np.int64), self.keys[at].sum() % KEYS
        table = make_ptable(self.profile.d, self.profile.v, self.profile.js)
        return int(table.perturb(count, key))


def divide(
    area: ArrayLike,
    cell9: ArrayLike,
    key: ArrayLike,
    profile: Profile,
    *,
    residents: ArrayLike | None = None,
    households: ArrayLike | None = None,
) -> ReportingCells:
    """Divide the area by where the incidents of a year were.

    Parameters
    ----------
    area : array_like of int, shape (n_cells,)
        The H3 cells of resolution 9 of the study area, each once.
    cell9 : array_like of int, shape (n,)
        The cell of each incident of the last year; one without a cell (0) does not count.
    key : array_like of int, shape (n,)
        The key of each incident's record, 0 to 4095.
    profile : Profile
        Its `least_cell` is how many incidents every reporting cell must have.
    residents, households : array_like of float, shape (n_cells,), optional
        People and households of each cell of `area`, where a population is known: every reporting cell then
        has at least 100 and 40.

    Returns
    -------
    ReportingCells
        Every cell of the area lies in exactly one, and no other does; unless the whole area has too few
        incidents (or people) for a single one: then there are none.

    Raises
    ------
    spatial.errors.OutsideAreaError, BadNumberError, SettingError

    Notes
    -----
    The area is split into its H3 cells of resolution 7, each of these into its children of resolution 8,
    and these into theirs of 9.  Of the children of one parent, those with enough incidents stand alone, if
    need be to be split again, and the others are merged.  What is merged must have enough itself; if it has
    not, the child with the fewest incidents joins it, and so on.  A parent of which nothing stands alone
    stays whole.  "Enough" must hold of the count and of the count with its noise: otherwise that two small
    cells were merged into one with enough would prove that neither is empty.  Names go by position (the
    lowest H3 cell of each), not by count.
    """
    cells, keys = np.asarray(area).astype(np.int64), np.asarray(key).astype(np.int64)
    where = np.asarray(cell9).astype(np.int64)
    if len(np.unique(cells)) < len(cells) or (((cells >> 52) & 15) != FINEST).any():
        raise SettingError("The area must be H3 cells of resolution 9, each once.")
    if where.shape != keys.shape:
        raise BadNumberError(
            f"There are {where.size} cells and {keys.size} keys; each incident has one of both."
        )
    order = np.argsort(cells)
    cells = cells[order]
    where, keys = where[where != 0], keys[where != 0]
    at = np.minimum(np.searchsorted(cells, where), max(len(cells) - 1, 0))
    if len(where) and (not len(cells) or (cells[at] != where).any()):
        raise OutsideAreaError("An incident lies in a cell that is not part of the area.")
    counts, sums = counts_and_keys(at, keys, size=len(cells))
    held, floors = [counts.astype(float)], [float(profile.least_cell)]
    for what, values, least in (
        ("residents", residents, LEAST_RESIDENTS),
        ("households", households, LEAST_HOUSEHOLDS),
    ):
        if values is not None:
            people = as_numbers(values, what=what, least=0)
            if people.shape != cells.shape:
                raise BadNumberError(f"There are {people.size} {what} for {cells.size} cells; give one each.")
            held.append(people[order])
            floors.append(float(least))
    ground = _Ground(cells, np.column_stack(held), sums, np.array(floors), profile)
    everywhere = np.arange(len(cells))
    parts = _split(ground, everywhere, COARSEST, ()) if ground.enough(everywhere) else []
    parts.sort(key=lambda part: part[0])
    width = max(2, len(str(len(parts))))
    return ReportingCells({f"c{at:0{width}d}": names for at, (_, names) in enumerate(parts, start=1)})


def _split(
    ground: _Ground, at: np.ndarray, resolution: int, whole: tuple[str, ...]
) -> list[tuple[int, tuple[str, ...]]]:
    """Split a parent into children of a resolution that stand alone and one merged rest."""
    if resolution > FINEST:
        return [(int(at[0]), whole)]
    own = parent_cells(ground.cells[at], resolution)
    children = {int(child): at[own == child] for child in np.unique(own)}
    alone = [child for child, members in children.items() if ground.enough(members)]
    alone.sort(key=lambda child: (-ground.noisy(children[child]), child))
    rest = [child for child in children if child not in set(alone)]
    while rest and alone and not ground.enough(_together(children, rest)):
        rest.append(alone.pop())
    if whole and not alone:
        return [(int(at[0]), whole)]
    parts = []
    for child in alone:
        parts += _split(ground, children[child], resolution + 1, (h3.int_to_str(child),))
    if rest:
        names = tuple(h3.int_to_str(child) for child in sorted(rest))
        parts.append((int(_together(children, rest)[0]), names))
    return parts


def _together(children: Mapping[int, np.ndarray], names: Sequence[int]) -> np.ndarray:
    return np.sort(np.concatenate([children[name] for name in names]))
