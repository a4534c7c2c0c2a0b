"""Close pairs sorted by their time apart: as the times are, and with the times shuffled again and again."""

import os
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event

import numpy as np
from numba import njit

from spatial.errors import Cancelled
from spatial.given import affordable
from spatial.progress import Progress, silent
from spatial.repeats.close_pairs import LESS, ClosePairs

__all__ = ["exact_floats", "shuffled_times"]

TOGETHER = 64
"""Shuffles that are counted together: the processor compares several of them at once."""
SHUFFLED_BYTES = 32 * 1024**2
PAIRS_A_STEP = 500_000
TELL_S = 0.2


def exact_floats(days: np.ndarray) -> type:
    """Say in which floats these times can be held exactly: short ones where all are whole."""
    whole = bool((days == np.floor(days)).all()) and np.ptp(days) < 2**23
    return np.float32 if whole else np.float64


def shuffled_times(
    found: ClosePairs,
    when: np.ndarray,
    then: np.ndarray,
    *,
    ends: np.ndarray,
    ordered: bool,
    permutations: int,
    seed: int,
    told: Progress = silent,
) -> np.ndarray:
    """Count close pairs by band of space and time.

    Parameters
    ----------
    found : ClosePairs
    when, then : numpy.ndarray of float, shape (n,) and (m,)
        Times of the first and the second points, in days; the same array for pairs within one set.
    ends : numpy.ndarray of float, shape (n_time + 1,)
        A band holds its lower end and not its upper one.
    ordered : bool
        Whether `then` less `when` counts, and `then` stays as it is; otherwise the size of the difference.

    Returns
    -------
    numpy.ndarray of int64, shape (n_space, n_time, permutations + 1)
        The first is that of the times as they are.

    Raises
    ------
    spatial.errors.TooLargeError
        If the shuffled times do not fit in memory.
    """
    kind = exact_floats(np.concatenate((when, then)))
    least = min(when.min(), then.min())
    base, fixed = ((times - least).astype(kind) for times in (when, then))
    edges: np.ndarray = ends.astype(kind)
    many = max(len(when), len(then))
    together = int(np.clip(SHUFFLED_BYTES // (many * base.itemsize), 4, TOGETHER))
    affordable(
        4.0 * many * together * base.itemsize, what=f"Shuffling the times of {many:,} incidents", instead=LESS
    )
    steps = _steps(found)
    batches = [(since, min(since + together, permutations)) for since in range(0, permutations, together)]
    work, stop, done = len(steps) * (len(batches) + 1), Event(), [0]

    def count(times: np.ndarray) -> np.ndarray:
        first = np.ascontiguousarray(times[found.first])
        second = first
        if ordered:
            second = np.ascontiguousarray(np.repeat(fixed[found.second][:, None], times.shape[1], axis=1))
        below = np.zeros((found.n_bands, len(edges), times.shape[1]), dtype=np.int64)
        for since, until in steps:
            if stop.is_set():
                raise Cancelled
            _tally(
                found.start, found.other, found.n_bands, first, second, edges, ordered, since, until, below
            )
            done[0] += 1
        return np.diff(below, axis=1)

    def shuffle(since: int, until: int) -> np.ndarray:
        dice = np.random.default_rng([seed, since])
        return count(dice.permuted(np.repeat(base[:, None], until - since, axis=1), axis=0))

    counted = np.zeros((found.n_bands, len(edges) - 1, permutations + 1), dtype=np.int64)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = {pool.submit(count, base[:, None]): slice(0, 1)}
        jobs |= {pool.submit(shuffle, *span): slice(span[0] + 1, span[1] + 1) for span in batches}
        try:
            waiting = set(jobs)
            while waiting:
                waiting = wait(waiting, timeout=TELL_S).not_done
                told(min(1.0, done[0] / work))
        except BaseException:
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        for job, at in jobs.items():
            counted[:, :, at] = job.result()
    return counted


def _steps(found: ClosePairs) -> list[tuple[int, int]]:
    """Cut the first points into stretches of about as many pairs each."""
    ends = found.start[:: found.n_bands]
    marks = np.arange(PAIRS_A_STEP, ends[-1], PAIRS_A_STEP)
    cuts = np.unique(np.concatenate(([0], np.searchsorted(ends, marks), [len(ends) - 1])))
    return list(zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True))


@njit(cache=True, nogil=True)
def _tally(start, other, n_bands, first, second, edges, ordered, since, until, below):
    """Count for each band of space the pairs whose time apart is below each edge, many shuffles at once."""
    together = first.shape[1]
    sums = np.zeros((len(edges), together), dtype=first.dtype)
    one, none = first.dtype.type(1), first.dtype.type(0)
    for i in range(since, until):
        for band in range(n_bands):
            low, high = start[i * n_bands + band], start[i * n_bands + band + 1]
            if low == high:
                continue
            sums[:] = none
            for at in range(low, high):
                j = other[at]
                for e in range(len(edges)):
                    edge = edges[e]
                    if ordered:
                        for s in range(together):
                            sums[e, s] += one if second[j, s] - first[i, s] < edge else none
                    else:
                        for s in range(together):
                            sums[e, s] += one if abs(second[j, s] - first[i, s]) < edge else none
            for e in range(len(edges)):
                for s in range(together):
                    below[band, e, s] += np.int64(sums[e, s])
