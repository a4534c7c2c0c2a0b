"""Groups by cell: which group of reports a cell belongs to."""

import numpy as np

from spatial.hotspot import Evidence

__all__ = ["largest_groups"]


def largest_groups(evidence: Evidence, group: np.ndarray) -> np.ndarray:
    """Give each cell the group with the most reports in it; of equal ones the lowest, -1 where there is none.

    Parameters
    ----------
    evidence : Evidence
    group : numpy.ndarray of int, shape (n_places,)
        Group of each place; -1 for none.
    """
    held = group >= 0
    key, which = np.unique(
        np.column_stack((evidence.place_cell[held], group[held])), axis=0, return_inverse=True
    )
    reports = np.bincount(which.reshape(-1), weights=evidence.weight[held], minlength=len(key))
    order = np.lexsort((-key[:, 1], reports))  # the most reports are written last
    groups = np.full(len(evidence.counts), -1, dtype=np.int64)
    groups[key[order, 0]] = key[order, 1]
    return groups
