"""Small counts hidden, each with a partner, so that no published total gives one back."""

from collections import deque
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

__all__ = ["Protection", "protect"]

APART = -1
"""The ring of a count that lies in no ring."""
SCRAMBLE = np.uint64(
    11400714819323198485
)  # 2^64 / the golden ratio: spreads the choice of zeros, the same each time


@dataclass(frozen=True)
class Protection:
    """What must not be shown: `hidden` counts, and `rings` whose total must not be published either."""

    hidden: np.ndarray
    rings: tuple[int, ...] = ()


def protect(
    counts: np.ndarray,
    *,
    threshold: int,
    ring: np.ndarray | None = None,
    ward: np.ndarray | None = None,
    touched: csr_array | None = None,
) -> Protection:
    """Hide counts of 1 to `threshold` - 1, each with a partner to which its reports could belong instead.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (n,)
        Incidents per cell (or ward, or line of a table). Zero is shown, unless it is needed as a partner.
    threshold : int
        The smallest count, and the smallest total, that may be shown.
    ring : numpy.ndarray of int, shape (n,), optional
        The published place that each cell lies in; -1 for none.
    ward : numpy.ndarray of int, shape (n,), optional
        A ward in which each cell has reports (any ward for an empty cell).
    touched : scipy.sparse.csr_array, shape (n_wards, n), optional
        Which cells each ward touches. Without it all counts lie in one ward.

    Returns
    -------
    Protection

    Notes
    -----
    A partner is another hidden count of the same ring that touches a ward in which the first has reports.
    Moving one report from the one to the other changes no shown count and no total of the whole, of a ward or
    of a ring, so nobody who knows all of these can tell a hidden count that is not zero exactly: there is
    always another world that looks the same. Partners are chosen among the counts hidden already, then zeros,
    then the smallest shown count. A ring in which a count finds no partner is not published. A total that is
    too small itself hides everything.
    """
    counts = np.asarray(counts, dtype=np.int64)
    n = len(counts)
    if 0 < counts.sum() < threshold:
        return Protection(np.ones(n, dtype=bool))
    ring = np.full(n, APART) if ring is None else np.array(ring)
    ward = np.zeros(n, dtype=np.int64) if ward is None else ward
    lost: list[int] = []
    while True:
        hidden, stuck = _pair_up(counts, threshold, ring, ward, touched)
        if stuck == APART:
            return Protection(hidden, tuple(sorted(lost)))
        lost.append(stuck)
        ring = np.where(ring == stuck, APART, ring)


def _pair_up(
    counts: np.ndarray, threshold: int, ring: np.ndarray, ward: np.ndarray, touched: csr_array | None
) -> tuple[np.ndarray, int]:
    """Hide until every hidden count that is not zero has a partner; or name the ring where one has none."""
    hidden = (counts > 0) & (counts < threshold)
    waiting = deque(np.flatnonzero(hidden).tolist())
    while waiting:
        one = waiting.popleft()
        near = _alike(one, ring, ward, touched)
        if hidden[near].any():
            continue
        if not len(near):
            if ring[one] != APART:
                return hidden, int(ring[one])
            continue
        partner = int(near[np.lexsort((_scrambled(near), counts[near]))[0]])
        hidden[partner] = True
        if counts[partner]:
            waiting.append(partner)
    return hidden, APART


def _alike(one: int, ring: np.ndarray, ward: np.ndarray, touched: csr_array | None) -> np.ndarray:
    """List the counts to which a report of this one could belong with every published total the same."""
    near: np.ndarray = np.arange(len(ring))
    if touched is not None:
        near = touched.indices[touched.indptr[ward[one]] : touched.indptr[ward[one] + 1]]
    return near[(ring[near] == ring[one]) & (near != one)]


def _scrambled(positions: np.ndarray) -> np.ndarray:
    return positions.astype(np.uint64) * SCRAMBLE
