"""Who is within reach of which candidate, beyond those whom an open place reaches already."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.errors import BadNumberError, NoDenominatorError
from spatial.given import as_numbers, same_length

__all__ = ["Coverage", "coverage"]


@dataclass(frozen=True)
class Coverage:
    """People and candidates, as the search needs them.

    Attributes
    ----------
    people : numpy.ndarray of float, shape (n_groups,)
        People whom nothing reaches yet and some candidate would, grouped by which candidates those are.
    reach : scipy.sparse.csr_array of float, shape (n_groups, n_candidates)
        1 where the candidate reaches the group.
    alone : numpy.ndarray of float, shape (n_candidates,)
        People whom each candidate would newly reach if it were the only one.
    total, held : float
        All people; those whom the places that are kept reach already.
    """

    people: np.ndarray
    reach: csr_array
    alone: np.ndarray
    total: float
    held: float

    @property
    def reachable(self) -> float:
        """People whom all candidates together would newly reach."""
        return float(self.people.sum())

    def newly(self, sites: ArrayLike) -> float:
        """Count the people whom some of the candidates would newly reach together."""
        chosen = np.zeros(self.alone.size)
        chosen[np.asarray(sites, dtype=int)] = 1
        return float(self.people[(self.reach @ chosen) > 0].sum())


def coverage(within: ArrayLike, people: ArrayLike, *, held: ArrayLike | None = None) -> Coverage:
    """Lay out a question of covering.

    Parameters
    ----------
    within : array_like of bool, shape (n_points, n_candidates)
        Whether the candidate lies within reach of the point where people live.
    people : array_like of float, shape (n_points,)
        People at each point; not incidents, which would look for those who report already.
    held : array_like of bool, shape (n_points,), optional
        Whether a place that is kept reaches the point.

    Returns
    -------
    Coverage
        Points with the same candidates are one group: the answer is the same, the search is smaller.

    Raises
    ------
    spatial.errors.BadNumberError
        If the arrays do not fit, or a number of people is missing or negative.
    spatial.errors.NoDenominatorError
        If nobody lives anywhere.
    """
    near = np.asarray(within, dtype=bool)
    weight = as_numbers(people, what="people", least=0)
    if near.ndim != 2:
        raise BadNumberError(f"within has {near.ndim} dimensions. Give a row a point, a column a candidate.")
    kept = np.zeros(weight.size, dtype=bool) if held is None else np.asarray(held, dtype=bool)
    same_length(within=near, people=weight, held=kept)
    total = float(weight.sum())
    if total <= 0:
        raise NoDenominatorError(
            "nobody lives at any of the points. Give a population, or another group of people."
        )
    open_ = ~kept & (weight > 0) & near.any(axis=1)
    rows, weight_open = near[open_], weight[open_]
    packed = np.ascontiguousarray(np.packbits(rows, axis=1))
    alike = packed.view(np.dtype((np.void, max(packed.shape[1], 1)))).ravel()
    _, first, group = np.unique(alike, return_index=True, return_inverse=True)
    grouped = np.bincount(group.ravel(), weights=weight_open, minlength=first.size)
    reach = csr_array(rows[first].astype(float))
    return Coverage(grouped, reach, np.asarray(reach.T @ grouped), total, float(weight[kept].sum()))
