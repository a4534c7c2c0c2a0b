"""Hiding the small counts of a series whose total is known."""

import numpy as np
from scipy.sparse import csr_array

from spatial.disclosure import protect

__all__ = ["hide_series", "leave_doubt", "leave_doubt_in_cells"]


def hide_series(counts: np.ndarray, threshold: int) -> np.ndarray:
    """Hide the small counts, each with a partner, and see that their sum does not give them all away.

    Whoever adds up the shown counts knows the sum of the hidden ones. If it is as small as it can be (one
    each) or as large (one less than the threshold each), every one of them is known. Then one more is hidden:
    an empty week; or, where the sum is large or no week is empty, the smallest of the others.
    """
    return leave_doubt(counts, protect(counts, threshold=threshold).hidden, threshold)


def leave_doubt(counts: np.ndarray, hidden: np.ndarray, threshold: int) -> np.ndarray:
    """Hide one more where the sum of the hidden counts is the least or the most that it can be."""
    hidden = hidden.copy()
    values = counts[hidden]
    least = values.size and values.min() > 0 and values.sum() == values.size
    most = values.size and values.sum() == values.size * (threshold - 1)
    shown = np.flatnonzero(~hidden)
    if (least or most) and shown.size:
        empty = counts[shown] == 0
        order = np.lexsort((shown, counts[shown], empty if most else ~empty))
        hidden[shown[order[0]]] = True
    return hidden


def leave_doubt_in_cells(
    counts: np.ndarray,
    hidden: np.ndarray,
    threshold: int,
    *,
    touched: csr_array,
    ring: np.ndarray | None = None,
) -> np.ndarray:
    """Hide one more of the cells that a ward touches, in one place, where their sum leaves no doubt.

    Arguments are those of `spatial.disclosure.protect`.
    """
    hidden = hidden.copy()
    ring = np.zeros(len(counts), dtype=np.int64) if ring is None else ring
    for ward in range(touched.shape[0]):
        near = touched.indices[touched.indptr[ward] : touched.indptr[ward + 1]]
        for place in np.unique(ring[near[hidden[near]]]):
            alike = near[ring[near] == place]
            hidden[alike] = leave_doubt(counts[alike], hidden[alike], threshold)
    return hidden
