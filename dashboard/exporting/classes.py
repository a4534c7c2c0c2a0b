"""The classes of a map that leaves: from shown numbers alone, about as many places in each."""

from collections.abc import Sequence

import numpy as np

__all__ = ["class_of", "class_words", "lower_bounds"]

MOST = 5


def lower_bounds(values: Sequence[float]) -> list[float]:
    """Divide shown numbers into up to five classes; equal numbers never fall into two.

    Returns
    -------
    list of float
        The lowest number of each class, ascending; empty where no number is shown.
    """
    shown = np.sort(np.asarray(values, dtype=float))
    if not shown.size:
        return []
    cuts = shown[[int(shown.size * part / MOST) for part in range(MOST)]]
    return [float(cut) for cut in np.unique(np.append(cuts, shown[0]))]


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Say in which class a number is, from 0."""
    return max(int(np.searchsorted(bounds, value, side="right")) - 1, 0)


def class_words(bounds: Sequence[float], values: Sequence[float]) -> list[str]:
    """Write each class by the lowest and the highest number in it."""
    words = []
    for number in range(len(bounds)):
        inside = [value for value in values if class_of(value, bounds) == number]
        low, high = f"{min(inside):,g}", f"{max(inside):,g}"
        words.append(low if low == high else f"{low} to {high}")
    return words
