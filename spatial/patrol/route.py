"""Round: a short way from place to place and back to the first."""

import networkx as nx
import numpy as np
from networkx.algorithms.approximation import threshold_accepting_tsp

from spatial.errors import BadNumberError, TooLargeError
from spatial.given import as_numbers

__all__ = ["MOST_PLACES", "round_length", "short_round"]

MOST_PLACES = 12
"""No patrol fits more into two hours; the search is tested on eight and fewer."""
STARTS, SWAPS = 6, 200
"""Searches, each from another order, and the exchanges that each tries in a turn."""


def short_round(metres: np.ndarray) -> tuple[int, ...]:
    """Order places so that the closed round through all of them is short.

    Parameters
    ----------
    metres : numpy.ndarray of float, shape (n, n)
        From each place (row) to each other (column).

    Returns
    -------
    tuple of int
        Every place once, beginning with the first.  A round can be begun anywhere without being longer.
        The same distances give the same round.

    Raises
    ------
    spatial.errors.BadNumberError
        If a distance is missing or negative, or the table is not square.
    spatial.errors.TooLargeError
        If there are more than `MOST_PLACES`.

    Notes
    -----
    The shortest of six searches of networkx: by accepting small losses, from the order of the nearest
    neighbour, the order given, and four drawn at random.  It is never longer than the order given.

    References
    ----------
    Dueck and Scheuer (1990), Journal of Computational Physics 90(1), 161-175.
    """
    apart = as_numbers(metres, what="metres", least=0)
    if apart.ndim != 2 or apart.shape[0] != apart.shape[1]:
        raise BadNumberError(f"metres has the shape {apart.shape}. Give a row and a column for every place.")
    n = len(apart)
    if n > MOST_PLACES:
        raise TooLargeError(f"{n} places in a round; the most is {MOST_PLACES}. Take fewer, or two rounds.")
    if n <= 2:
        return tuple(range(n))
    ways = nx.complete_graph(n, create_using=nx.DiGraph)
    nx.set_edge_attributes(ways, {(a, b): float(apart[a, b]) for a, b in ways.edges}, "weight")
    found = []
    for start in range(STARTS):
        drawn = np.random.default_rng(start).permutation(np.arange(1, n)).tolist()
        begin = "greedy" if start == 0 else [*range(n), 0] if start == 1 else [0, *drawn, 0]
        cycle = threshold_accepting_tsp(ways, begin, source=0, seed=start, N_inner=SWAPS)
        found.append(tuple(cycle[:-1]))
    return min(found, key=lambda order: round_length(apart, order))


def round_length(metres: np.ndarray, order: tuple[int, ...]) -> float:
    """Add up the ways of a closed round."""
    return float(sum(metres[a, b] for a, b in zip(order, (*order[1:], *order[:1]), strict=True)))
