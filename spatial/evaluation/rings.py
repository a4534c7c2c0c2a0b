"""Ground around an area: the ring into which something may move, and what touches what."""

import numpy as np
from scipy.sparse import csr_array

from spatial.errors import SettingError
from spatial.given import same_length

__all__ = ["ring_of", "touching"]


def ring_of(area: np.ndarray, neighbours: csr_array, *, steps: int = 1) -> np.ndarray:
    """List the cells within so many steps of an area that are not of it.

    Parameters
    ----------
    area : numpy.ndarray of bool, shape (n_cells,)
    neighbours : scipy.sparse.csr_array, shape (n_cells, n_cells)
        1 where two cells touch and on the diagonal.

    Returns
    -------
    numpy.ndarray of bool, shape (n_cells,)

    Raises
    ------
    spatial.errors.SettingError
        If there are fewer than one step.
    """
    if steps < 1:
        raise SettingError(f"A ring of {steps} steps is none; give 1 or more.")
    same_length(cells=area, neighbours=range(neighbours.shape[0]))
    wide = area
    for _ in range(steps):
        wide = np.asarray(neighbours @ wide.astype(np.float32)) > 0
    ring: np.ndarray = wide & ~area
    return ring


def touching(one: np.ndarray, other: np.ndarray, neighbours: csr_array) -> bool:
    """Say whether two areas have a cell in common, or one that touches the other.

    Parameters
    ----------
    one, other : numpy.ndarray of bool, shape (n_cells,)
    """
    near = one | ring_of(one, neighbours) if one.any() else one
    return bool((near & other).any())
