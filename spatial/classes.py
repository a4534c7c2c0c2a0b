"""Legend classes for counts: few, whole and round, the same every time."""

from collections.abc import Sequence

import numpy as np

__all__ = ["breaks", "classify"]

FEWEST, MOST = 2, 6
ROUND = (1, 2, 3, 5, 10, 15, 20, 30, 50, 75)


def breaks(counts: np.ndarray, *, classes: int = 5) -> tuple[int, ...]:
    """Choose the lowest count of every class, from the counts that are not zero.

    The first class starts at the smallest count there is; the others share the distinct counts out by
    quantiles of their logarithms, drawn to the nearest round number, so that a legend reads 1, 2, 5, 10,
    20.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (n,)
        Zeros are no class; they are left out.
    classes : int
        Classes wanted, 2 to 6.  There are fewer where there are fewer distinct counts.

    Returns
    -------
    tuple of int
        Ascending; empty if every count is zero.
    """
    if not FEWEST <= classes <= MOST:
        raise ValueError(f"classes is {classes}; a legend that can be read has {FEWEST} to {MOST}.")
    values = np.unique(np.asarray(counts)[np.asarray(counts) > 0])
    if len(values) <= classes:
        return tuple(int(v) for v in values)
    low, high = int(values[0]), int(values[-1])
    steps = _round_numbers(low + 1, high)
    if len(steps) < classes - 1:
        steps = np.arange(low + 1, high + 1)
    chosen: list[int] = [low]
    wanted = low * (high / low) ** (np.arange(1, classes) / classes)
    for k, goal in enumerate(wanted):
        left = classes - 2 - k  # classes still to come, each of which needs a step of its own
        free = steps[steps > chosen[-1]]
        free = free[: len(free) - left] if left else free
        chosen.append(int(free[np.argmin(np.abs(np.log(free / goal)))]))
    return tuple(chosen)


def _round_numbers(low: int, high: int) -> np.ndarray:
    """List 1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100, 200 ... between two numbers, both included."""
    larger = [m * 10**power for power in range(2, 10) for m in (1, 1.5, 2, 3, 5, 7.5)]
    numbers = np.array(sorted({*ROUND, *(int(n) for n in larger)}))
    return numbers[(numbers >= low) & (numbers <= high)]


def classify(counts: np.ndarray, lowest: Sequence[int]) -> np.ndarray:
    """Give the class of every count: 0 for the first class, -1 for a count below it (zero, above all)."""
    return np.searchsorted(np.asarray(lowest, dtype=float), np.asarray(counts), side="right") - 1
