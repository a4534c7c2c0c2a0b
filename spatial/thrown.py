"""Thrown maps: the same number of incidents thrown over the cells as a baseline has it, again and again."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import binom

from spatial.digest import Keyed, keyed_arrays
from spatial.errors import SettingError, TooLargeError
from spatial.given import affordable
from spatial.progress import Progress, silent

__all__ = ["fewest_permutations", "thrown_p"]

CELLS_AT_ONCE = 1_000_000
MOST_CELLS = 1_000_000_000  # cells thrown into, over all maps: about a minute
REMOTE = 1e-12  # sums that lie further out by the exact chance are taken together


@dataclass(frozen=True, eq=False)
class _Task:
    share: np.ndarray
    around: csr_array
    told: Progress


def fewest_permutations(tests: int, *, alpha: float) -> int:
    """Give the fewest chance maps with which one cell alone could still be flagged among so many tests.

    The smallest p that R maps can give is 1 / (R + 1); Benjamini and Hochberg's procedure flags a lone cell
    among m tests at alpha / m; so R + 1 >= m / alpha.
    """
    return max(1, int(np.ceil(tests / alpha * (1 - 1e-12))) - 1)


def thrown_p(
    observed: np.ndarray,
    share: np.ndarray,
    around: csr_array,
    *,
    incidents: int,
    permutations: int,
    alpha: float,
    seed: int = 1066,
    told: Progress = silent,
) -> np.ndarray:
    """Give the chance of at least `observed` around each cell, by throwing the incidents at random.

    Every map has the same number of incidents (multinomial, given N), each of which falls into a cell with
    the chance that the baseline gives it.  What is counted is the sum over the cell's neighbourhood, so as
    the number of maps grows this converges to the exact binomial chance.

    Parameters
    ----------
    observed : numpy.ndarray of int, shape (n,)
        Incidents seen in each neighbourhood.
    share : numpy.ndarray of float, shape (n,)
        Share of the incidents expected in each cell; sums to 1.
    around : scipy.sparse.csr_array, shape (n, n)
        1 where a cell belongs to the neighbourhood of the row's cell.
    incidents, permutations, seed : int
        N, the number of maps R, and where they start.
    alpha : float
        Share of false finds allowed; says how many maps are too few.
    told : callable

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        (1 + #{thrown >= observed}) / (R + 1); NaN where nothing is expected.

    Raises
    ------
    spatial.errors.SettingError
        If there are so few maps that no cell alone could ever be flagged.
    spatial.errors.TooLargeError
        If there are more cells and maps than can be thrown in about a minute, or held.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 4.2.
    """
    expected = np.minimum(around @ share, 1.0)
    tests = int((expected > 0).sum())
    fewest = fewest_permutations(tests, alpha=alpha)
    if permutations < fewest:
        raise SettingError(
            f"permutations is {permutations:,}; with {tests:,} cells tested at {alpha:g}, no cell alone "
            f"could ever stand out. Give {fewest:,} or more, or leave it out."
        )
    cells = len(share)
    if permutations * float(cells) > MOST_CELLS:
        raise TooLargeError(
            f"{permutations:,} chance maps of {cells:,} cells would take too long. Choose larger cells, or "
            "the exact test: it is what chance maps come to when there are many."
        )
    key = keyed_arrays(share, around.indptr, around.indices)
    task = Keyed((key.digest, cells), _Task(share, around, told))
    low, tail = _tails(task, incidents=incidents, permutations=permutations, seed=seed)
    column = np.clip(observed - low, 0, tail.shape[1])
    reached = np.where(
        column < tail.shape[1], tail[np.arange(cells), np.minimum(column, tail.shape[1] - 1)], 0
    )
    return np.where(expected > 0, (1.0 + reached) / (permutations + 1.0), np.nan)


@lru_cache(maxsize=16)
def _tails(
    task: Keyed[_Task], *, incidents: int, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Throw the maps, and count for each cell how many reach each sum from `low` on."""
    share, around, told = task.value.share, task.value.around, task.value.told
    cells, chance = len(share), np.clip(around @ share, 0, 1)
    low = np.maximum(binom.ppf(REMOTE, incidents, chance), 0).astype(np.int64)
    high = binom.isf(REMOTE, incidents, chance).astype(np.int64) + 1
    width = int((high - low).max()) + 1
    affordable(
        8.0 * cells * width,
        what=f"the counts of {cells:,} cells and {incidents:,} incidents",
        instead="Choose larger cells, or the exact test.",
    )
    tally = np.zeros(cells * width, dtype=np.int64)
    first = np.arange(cells) * width
    rng, at_once = np.random.default_rng(seed), max(1, CELLS_AT_ONCE // max(cells, incidents, 1))
    upto, belongs = np.cumsum(share), csr_array(around).astype(np.int64)
    for done in range(0, permutations, at_once):
        told(done / permutations)
        number = min(at_once, permutations - done)
        sums = belongs @ _throw(rng, upto, incidents, number).T
        column = np.clip(sums - low[:, None], 0, width - 1)
        tally += np.bincount((first[:, None] + column).ravel(), minlength=len(tally))
    tail = tally.reshape(cells, width)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return low, np.ascontiguousarray(tail)


def _throw(rng: np.random.Generator, upto: np.ndarray, incidents: int, number: int) -> np.ndarray:
    """Throw maps: incidents one by one where they are fewer than the cells, else cell by cell."""
    cells = len(upto)
    if incidents > cells:
        return rng.multinomial(incidents, np.diff(upto, prepend=0.0) / upto[-1], size=number)
    hit = np.searchsorted(upto, rng.random(number * incidents) * upto[-1], side="right")
    row = np.repeat(np.arange(number), incidents)
    thrown = np.bincount(row * cells + np.minimum(hit, cells - 1), minlength=number * cells)
    return thrown.reshape(number, cells)
