"""Hiding the small counts of a series whose total is known."""

import numpy as np

from spatial.disclosure import protect

__all__ = ["hide_series"]


def hide_series(counts: np.ndarray, threshold: int) -> np.ndarray:
    """Hide the small counts, each with a partner, and see that their sum does not give them all away.

    Whoever adds up the shown counts knows the sum of the hidden ones. If it is as small as it can be (one
    each) or as large (one less than the threshold each), every one of them is known. Then one more is hidden:
    an empty week; or, where the sum is large or no week is empty, the smallest of the others.
    """
    hidden = protect(counts, threshold=threshold).hidden
    values = counts[hidden]
    least = values.size and values.min() > 0 and values.sum() == values.size
    most = values.size and values.sum() == values.size * (threshold - 1)
    shown = np.flatnonzero(~hidden)
    if (least or most) and shown.size:
        empty = counts[shown] == 0
        order = np.lexsort((shown, counts[shown], empty if most else ~empty))
        hidden[shown[order[0]]] = True
    return hidden
