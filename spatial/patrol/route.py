"""Round: the shortest way from place to place and back to the first."""

import numpy as np

from spatial.errors import BadNumberError, TooLargeError
from spatial.given import as_numbers

__all__ = ["MOST_PLACES", "round_length", "shortest_round"]

MOST_PLACES = 12
"""The exact search doubles with each place; no patrol fits so many into two hours."""


def shortest_round(metres: np.ndarray) -> tuple[int, ...]:
    """Order places so that the closed round through all of them is the shortest there is.

    Parameters
    ----------
    metres : numpy.ndarray of float, shape (n, n)
        From each place (row) to each other (column); the way back may be longer.

    Returns
    -------
    tuple of int
        Every place once, beginning with the first.  A round can be begun anywhere without being longer.

    Raises
    ------
    spatial.errors.BadNumberError
        If a distance is missing or negative, or the table is not square.
    spatial.errors.TooLargeError
        If there are more than `MOST_PLACES`.

    References
    ----------
    Held and Karp (1962), Journal of the SIAM 10(1), 196-210: exact, by dynamic programming.
    """
    apart = as_numbers(metres, what="metres", least=0)
    if apart.ndim != 2 or apart.shape[0] != apart.shape[1]:
        raise BadNumberError(f"metres has the shape {apart.shape}. Give a row and a column for every place.")
    n = len(apart)
    if n > MOST_PLACES:
        raise TooLargeError(f"{n} places in a round; the most is {MOST_PLACES}. Take fewer, or two rounds.")
    if n <= 2:
        return tuple(range(n))
    full = 1 << (n - 1)
    best = np.full((full, n - 1), np.inf)
    came = np.zeros((full, n - 1), dtype=np.int8)
    inner = apart[1:, 1:]
    for one in range(n - 1):
        best[1 << one, one] = apart[0, one + 1]
    for seen in range(1, full):
        here = [one for one in range(n - 1) if seen >> one & 1]
        if len(here) < 2:
            continue
        for one in here:
            before = best[seen ^ (1 << one)] + inner[:, one]
            came[seen, one] = at = int(np.argmin(before))
            best[seen, one] = before[at]
    last, seen, order = int(np.argmin(best[full - 1] + apart[1:, 0])), full - 1, []
    while seen:
        order.append(last + 1)
        seen, last = seen ^ (1 << last), int(came[seen, last])
    return (0, *reversed(order))


def round_length(metres: np.ndarray, order: tuple[int, ...]) -> float:
    """Add up the ways of a closed round."""
    return float(sum(metres[a, b] for a, b in zip(order, (*order[1:], *order[:1]), strict=True)))
