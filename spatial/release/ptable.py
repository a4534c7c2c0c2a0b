"""The p-table: how likely each change of a count is, as uneven as its rules allow and no more."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spatial.errors import SettingError
from spatial.release.cell_keys import KEYS

__all__ = ["PTable", "make_ptable"]

NEAR_ENOUGH = 1e-12
STEPS = 500


@dataclass(frozen=True, eq=False)
class PTable:
    """What is added to a count, by the count and its cell key.

    Attributes
    ----------
    d : int
        The most that is added or taken away.
    chances : numpy.ndarray of float, shape (d + js + 2, 2 d + 1)
        Chance of each change from -d to d, a row a count; every larger count has the chances of the last row.
    changes : numpy.ndarray of int8, shape (d + js + 2, KEYS)
        The change for each cell key, a row a count.
    """

    d: int
    chances: np.ndarray
    changes: np.ndarray

    def perturb(self, counts: np.ndarray, cell_keys: np.ndarray) -> np.ndarray:
        """Give the counts with their noise; the same count with the same key always gives the same."""
        row = np.minimum(counts, len(self.chances) - 1)
        noisy: np.ndarray = counts + self.changes[row, cell_keys]
        return noisy


@lru_cache(maxsize=16)
def make_ptable(d: int, v: float, js: int) -> PTable:
    """Work out the table of maximum entropy with mean 0 and a variance.

    Parameters
    ----------
    d : int
        The most that is added or taken away.
    v : float
        Variance of the change.
    js : int
        No count becomes 1 to `js`.

    Returns
    -------
    PTable
        0 stays 0.

    Raises
    ------
    spatial.errors.SettingError
        If no table has such a variance.

    Notes
    -----
    Of all distributions on the allowed changes z with mean 0 and variance V, the one of maximum entropy has
    chances in proportion to exp(a z + b z²).  a and b are found by Newton's method.

    References
    ----------
    Marley and Leaver (2011), A method for confidentialising user-defined tables, 58th ISI congress.
    Giessing (2016), Computational issues in the design of transition probabilities, PSD 2016.
    """
    if d < 1 or js < 1 or v <= 0:
        raise SettingError("A p-table needs d and js of 1 or more, and a variance above 0.")
    change = np.arange(-d, d + 1)
    chances = np.zeros((d + js + 2, 2 * d + 1))
    chances[0, d] = 1.0
    for count in range(1, len(chances)):
        result = count + change
        allowed = (result == 0) | (result > js)
        chances[count, allowed] = _most_even(change[allowed].astype(float), v, count)
    return PTable(d, chances, _by_key(chances, change))


def _most_even(change: np.ndarray, v: float, count: int) -> np.ndarray:
    """Give chances in proportion to exp(a z + b z²) with mean 0 and variance v."""
    features = np.column_stack((change, change**2 - v))
    pull = np.zeros(2)
    for _ in range(STEPS):
        chance = _chances(features, pull)
        slope = features.T @ chance
        if np.abs(slope).max() < NEAR_ENOUGH:
            return chance
        bend = (features * chance[:, None]).T @ features - np.outer(slope, slope)
        try:
            step = np.linalg.solve(bend, slope)
        except np.linalg.LinAlgError:
            break
        worth, gain, size = _worth(features, pull), 1e-4 * float(slope @ step), 1.0
        while size > NEAR_ENOUGH and _worth(features, pull - size * step) > worth - size * gain:
            size /= 2
        if size <= NEAR_ENOUGH:
            return _close(chance, slope, v, count)
        pull = pull - size * step
    chance = _chances(features, pull)
    return _close(chance, features.T @ chance, v, count)


def _close(chance: np.ndarray, slope: np.ndarray, v: float, count: int) -> np.ndarray:
    if np.abs(slope).max() < 1e-8:
        return chance
    raise SettingError(f"No noise has mean 0 and variance {v:g} for a count of {count}. Choose another one.")


def _worth(features: np.ndarray, pull: np.ndarray) -> float:
    score = features @ pull
    return float(score.max() + np.log(np.exp(score - score.max()).sum()))


def _chances(features: np.ndarray, pull: np.ndarray) -> np.ndarray:
    score = features @ pull
    weight = np.exp(score - score.max())
    chances: np.ndarray = weight / weight.sum()
    return chances


def _by_key(chances: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Lay the chances of a row one after the other over the cell keys."""
    upto = np.rint(chances.cumsum(axis=1) * KEYS).astype(np.int64)
    laid = np.array([np.searchsorted(row, np.arange(KEYS), side="right") for row in upto])
    changes = change[laid].astype(np.int8)
    changes.flags.writeable = chances.flags.writeable = False
    return changes
