"""The best set of candidates there is: maximal covering, proven by branch and bound."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from spatial.siting.coverage import Coverage

__all__ = ["ENOUGH", "Best", "best_sites", "useful"]

ENOUGH = 1e-5
"""A difference of so much of one person is none: shares of people differ by their rounding."""


@dataclass(frozen=True)
class Best:
    """A set of candidates.

    Attributes
    ----------
    sites : tuple of int
        In the order of the candidates.
    people : float
        Whom they newly reach.
    bound : float
        No set of as many reaches more.
    """

    sites: tuple[int, ...]
    people: float
    bound: float

    @property
    def is_proven(self) -> bool:
        """Whether no better set of as many exists."""
        return self.bound - self.people <= ENOUGH + 1e-9 * self.people


def useful(cover: Coverage) -> np.ndarray:
    """Find the candidates that can be part of a best set: no other reaches all whom they reach, and more.

    Of candidates that reach the same people the first listed stays.
    """
    columns = cover.reach.T.tocsr()
    sizes = np.diff(columns.indptr)
    shared = (columns @ cover.reach).toarray()
    inside = shared == sizes[:, None]  # all of the row's groups are the column's, too
    earlier = np.arange(sizes.size)[None, :] < np.arange(sizes.size)[:, None]
    beaten = inside & ((sizes[None, :] > sizes[:, None]) | ((sizes[None, :] == sizes[:, None]) & earlier))
    return np.flatnonzero((sizes > 0) & ~beaten.any(axis=1))


def best_sites(cover: Coverage, count: int, *, at_least: tuple[int, ...] = (), seconds: float = 30.0) -> Best:
    """Find the set of `count` candidates that newly reaches most people.

    Parameters
    ----------
    at_least : tuple of int
        A set that is known already, such as the greedy one; given back where none is better.
    seconds : float
        After so long the best set so far is given, with how much better another could be at most.

    Notes
    -----
    max sum(a_g X_g) subject to sum(Y_j, j reaches g) >= X_g, sum(Y_j) <= count, Y_j 0 or 1, 0 <= X_g <= 1.
    Church and ReVelle (1974).  The people of the answer are counted from the set itself, not read from the
    solver.
    """
    columns = useful(cover)
    known = Best(tuple(sorted(at_least)), cover.newly(at_least), cover.reachable)
    if not columns.size or count < 1:
        return Best((), 0.0, 0.0)
    if columns.size <= count:
        return Best(tuple(int(at) for at in columns), cover.newly(columns), cover.reachable)
    reach = cover.reach[:, columns]
    people, sites = reach.shape
    each = hstack([reach, -eye_array(people, format="csr")])
    number = csr_array(np.concatenate([np.ones(sites), np.zeros(people)])[None, :])
    found = milp(
        np.concatenate([np.zeros(sites), -cover.people]),
        integrality=np.concatenate([np.ones(sites), np.zeros(people)]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            vstack([each, number]),
            np.concatenate([np.zeros(people), [0]]),
            np.concatenate([np.full(people, np.inf), [count]]),
        ),
        options={"mip_rel_gap": 0.0, "time_limit": seconds},
    )
    bound = cover.reachable if found.mip_dual_bound is None else min(-found.mip_dual_bound, cover.reachable)
    if found.x is not None:
        chosen = columns[np.flatnonzero(found.x[:sites] > 0.5)]
        if cover.newly(chosen) > known.people:
            known = Best(tuple(int(at) for at in chosen), cover.newly(chosen), bound)
    return Best(known.sites, known.people, max(bound, known.people))
