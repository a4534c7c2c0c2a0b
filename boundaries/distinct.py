"""Which of many points lie at the very same place: most records of a town do."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["distinct_points"]

LOOKED_AT = 4_096
WORTH_IT = 0.01
"""Points are told apart where of those looked at at least this share lies where another one does."""
FIRST_ROOM = 1 << 15
"""A hash table that begins small stays at hand; it grows where places are many."""
MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
HALF = np.uint64(32)


def distinct_points(
    first: NDArray[np.float64], second: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]] | None:
    """Find one point of each place, and each point's place.

    Parameters
    ----------
    first, second : numpy.ndarray of float64, shape (n,)
        Coordinates, in whatever system.

    Returns
    -------
    one : numpy.ndarray of int, shape (n_places,)
        A point of each place.
    which : numpy.ndarray of int, shape (n,)
        The place of each point: `first[one[which]]` is `first`.
    None
        If so few lie where another one does that telling them apart would cost more than it saves.
    """
    if first.size > LOOKED_AT:
        some = slice(None, None, first.size // LOOKED_AT)
        looked_at = _mixed(first[some], second[some])
        if len(pd.unique(looked_at)) > (1 - WORTH_IT) * len(looked_at):
            return None
    which, places = pd.factorize(_mixed(first, second), size_hint=FIRST_ROOM)
    one = np.empty(len(places), dtype=np.intp)
    one[which[::-1]] = np.arange(first.size - 1, -1, -1)
    same = (first[one].take(which) == first) & (second[one].take(which) == second)
    if not same.all():  # two places were mixed to one number, or a coordinate is none
        other = np.flatnonzero(~same)
        which[other] = one.size + np.arange(other.size)
        one = np.append(one, other)
    return one, which


def _mixed(first: NDArray[np.float64], second: NDArray[np.float64]) -> NDArray[np.int64]:
    """Make one number of two; whole metres differ in the upper bits, and a hash table goes by the lower."""
    mixed = np.zeros(first.size, dtype=np.uint64)
    for values, factor in zip((first, second), MIX, strict=True):
        bits = np.ascontiguousarray(values).view(np.uint64)
        mixed += (bits ^ (bits >> HALF)) * factor
    mixed ^= mixed >> HALF
    return mixed.view(np.int64)
