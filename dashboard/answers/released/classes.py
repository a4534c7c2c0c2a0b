"""The classes of released numbers: the same on the page and on the map that is taken out."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.classes import breaks, classify

__all__ = ["classes_of"]

STEPS_A_UNIT = 100
"""Classes of rates are chosen in hundredths."""


def classes_of(values: ArrayLike, *, rates: bool) -> tuple[tuple[float, ...], np.ndarray]:
    """Give the lowest value of each class, and each value's class; -1 where a value is hidden (NaN).

    Parameters
    ----------
    values : array_like of float, shape (n,)
    rates : bool
        Whether they are rates and no whole numbers.
    """
    numbers = np.asarray(values, dtype=float)
    step = STEPS_A_UNIT if rates else 1
    known = ~np.isnan(numbers)
    scaled = np.floor(numbers[known] * step + 1e-9).astype(int)
    lowest = breaks(scaled)
    found = np.full(len(numbers), -1)
    found[known] = classify(scaled, lowest)
    return tuple(low / step for low in lowest), found
