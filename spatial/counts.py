"""Counts: weighted places added up by cell or ward, and neighbourhoods added up around every cell."""

import numpy as np
from scipy.sparse import csr_array

__all__ = ["count_places", "disks", "neighbourhood_sums"]


def count_places(position: np.ndarray, weight: np.ndarray, *, size: int) -> np.ndarray:
    """Add up the incidents at every cell, or in every ward.

    Parameters
    ----------
    position : numpy.ndarray of int, shape (n_places,)
        Position of each place's cell or ward; -1 where it has none, and then it is not counted.
    weight : numpy.ndarray, shape (n_places,)
        Incidents at each place.
    size : int
        Cells or wards there are.

    Returns
    -------
    numpy.ndarray of int64, shape (size,)

    Raises
    ------
    ValueError
        If a position is beyond the last cell or ward.
    """
    listed = position >= 0
    if len(position) and position.max() >= size:
        raise ValueError(f"a place is at position {position.max()}; there are only {size}.")
    added = np.bincount(position[listed], weights=weight[listed], minlength=size)
    return added.astype(np.int64)


def disks(neighbours: csr_array, *, rings: int) -> csr_array:
    """Widen the touching cells to every cell within `rings` steps (1: 7 cells, 2: 19 cells).

    Parameters
    ----------
    neighbours : scipy.sparse.csr_array, shape (n_cells, n_cells)
        1 where two cells touch and on the diagonal, 0 elsewhere.
    rings : int
        Steps from the centre, 1 or more.
    """
    if rings < 1:
        raise ValueError(f"rings is {rings}; a neighbourhood has at least 1 ring.")
    touching = csr_array(neighbours).astype(np.int64)
    wide = touching
    for _ in range(rings - 1):
        wide = csr_array(wide @ touching)
    wide.data[:] = 1
    wide.sort_indices()
    return wide


def neighbourhood_sums(values: np.ndarray, neighbours: csr_array) -> np.ndarray:
    """Add up a value over each cell and the cells of its neighbourhood."""
    return neighbours @ values
