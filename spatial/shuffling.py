"""Conditional permutation: the values of other cells laid around each cell at random, its own held."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array

from spatial.errors import BadNumberError, NotEnoughError
from spatial.given import affordable, as_numbers, no_table, within
from spatial.progress import Progress, silent

__all__ = ["Tail", "permutation_p", "square_weights"]

Tail = Literal["more", "fewer", "either", "esda"]
DRAWN_AT_ONCE = 2_000_000
TIE = 1e-12  # of the largest sum possible: sums that agree so closely are equal


def square_weights(weights: csr_array, *, cells: int) -> csr_array:
    """See that weights are square, finite, and have one row for each value.

    Raises
    ------
    spatial.errors.BadNumberError
        If they do not fit the values, or one of them is not a finite number.
    """
    if weights.shape != (cells, cells):
        rows, columns = weights.shape
        raise BadNumberError(
            f"weights has {rows:,} rows and {columns:,} columns for {cells:,} values. "
            "Give a square matrix with one row and one column a value."
        )
    wide = csr_array(weights).astype(float)
    as_numbers(wide.data, what="weights")
    return wide


def permutation_p(
    values: ArrayLike,
    weights: csr_array,
    *,
    permutations: int = 999,
    tail: Tail = "more",
    seed: int = 1066,
    told: Progress = silent,
) -> np.ndarray:
    """Give each cell's chance of a neighbourhood sum so far out, were the other values laid out at random.

    A cell keeps its own value; its neighbours' values are drawn from all other cells without replacement,
    as `esda.G_Local` does.  With the cell in its own neighbourhood (1 on the diagonal) this is the
    permutation p of Gi*, without it that of Gi: the weight of the cell itself moves the observed and the
    permuted sums alike.  One set of draws serves all cells.

    Parameters
    ----------
    values : array_like, shape (n,)
        Any numbers: counts, rates, scores.
    weights : scipy.sparse.csr_array, shape (n, n)
        Any weights; row-standardising them changes nothing.
    permutations : int
        R, 1 to 10 million.
    tail : str
        "more": p = (1 + #{permuted >= seen}) / (R + 1), the one-sided chance of so much or more.
        "fewer": the same of so little or less.  "either": the smaller of the two; read as two-sided it has
        to be doubled.  "esda": as `esda`'s `p_sim` ("directed" in its newer releases), the smaller of
        #{permuted >= seen} and #{permuted < seen}; the same where no sums tie, and too small where they do
        (a cell whose permuted sums all equal what was seen gets 1 / (R + 1)), so only for comparison.
    seed : int
        Where the draws start.
    told : callable

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        1 where a cell has no neighbour but itself, or where all values are equal.  Where the weights of each
        row are equal and positive, the answer does not hang on the order of the rows.

    Raises
    ------
    spatial.errors.BadNumberError
        If a value or weight is not finite, or the shapes do not fit.
    spatial.errors.NotEnoughError
        If there are fewer than two values.
    spatial.errors.SettingError, spatial.errors.TooLargeError
        If there are no permutations, or more than the machine can hold.

    References
    ----------
    Anselin (1995), Geographical Analysis 27(2), 93-115, for the conditional permutation;
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 4.2, for (1 + #) / (R + 1).
    """
    x = np.atleast_1d(as_numbers(values, what="values"))
    no_table(values=x)
    if len(x) < 2:
        raise NotEnoughError(f"{len(x)} value cannot be laid out otherwise: give two or more.")
    others = square_weights(weights, cells=len(x))
    others.setdiag(0)
    others.eliminate_zeros()
    within(permutations, what="permutations", least=1, most=1e7)
    size = np.diff(others.indptr)
    reach = int(size.max(initial=0))
    affordable(
        8.0 * permutations * (reach + 3),
        what=f"{permutations:,} permutations of neighbourhoods of {reach:,}",
        instead="Ask for fewer permutations or smaller neighbourhoods.",
    )
    even = _even(others, size)
    if even:
        others.data[:] = 1.0
    seen = others @ x
    order = np.lexsort((size, seen, x))  # draws go by value, so that the order of the rows does not matter
    drawn = _draw(np.random.default_rng(seed), cells=len(x), number=permutations, length=reach + 1)
    slack = TIE * float(abs(others).sum(axis=1).max(initial=0.0)) * float(np.abs(x).max())
    compare = _compare_even if even else _compare_any
    more, fewer = compare(x, order, others, seen, drawn, slack, told)
    told(1.0)
    beyond = {
        "more": more,
        "fewer": fewer,
        "either": np.minimum(more, fewer),
        "esda": np.minimum(more, permutations - more),
    }
    return (1.0 + beyond[tail]) / (permutations + 1.0)


def _even(others: csr_array, size: np.ndarray) -> bool:
    """Say whether the weights of each row are equal and positive."""
    held = size > 0
    first = np.repeat(others.data[others.indptr[:-1][held]], size[held])
    return bool((others.data == first).all() and (first > 0).all())


def _draw(rng: np.random.Generator, *, cells: int, number: int, length: int) -> np.ndarray:
    """Draw `length` different cells, `number` times; all of them where the area has no more."""
    length = min(length, cells)
    if length * length > cells:  # drawing again would take long: shuffle whole rows, a few at a time
        step = max(1, DRAWN_AT_ONCE // cells)
        rows = [
            rng.permuted(np.broadcast_to(np.arange(cells), (min(step, number - done), cells)), axis=1)[
                :, :length
            ]
            for done in range(0, number, step)
        ]
        return np.concatenate(rows)
    drawn = rng.integers(cells, size=(number, length))
    while True:
        ordered = np.sort(drawn, axis=1)
        again = np.flatnonzero((ordered[:, 1:] == ordered[:, :-1]).any(axis=1))
        if not len(again):
            return drawn
        drawn[again] = rng.integers(cells, size=(len(again), length))


def _compare_even(
    x: np.ndarray,
    order: np.ndarray,
    others: csr_array,
    seen: np.ndarray,
    drawn: np.ndarray,
    slack: float,
    told: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Compare sums of equal weights: one sum a draw, put right for the cells that are in their own draw.

    A draw without a cell is a fair draw from the others; where the cell is in it, the next one drawn takes
    its place.
    """
    size, sorted_x, n = np.diff(others.indptr), x[order], len(x)
    more, fewer = np.zeros(n), np.zeros(n)
    sizes = np.unique(size)
    for done, k in enumerate(sizes):
        told(done / len(sizes))
        mine = np.flatnonzero(size == k)
        sums = sorted_x[drawn[:, :k]].sum(axis=1)
        ranked = np.sort(sums)
        more[mine] = len(ranked) - np.searchsorted(ranked, seen[mine] - slack, side="left")
        fewer[mine] = np.searchsorted(ranked, seen[mine] + slack, side="right")
        cell = order[drawn[:, :k]]
        row, column = np.nonzero(size[cell] == k)
        cell, put = cell[row, column], sorted_x[drawn[row, k]]
        sums, instead, here = sums[row], sums[row] - x[cell] + put, seen[cell]
        up = (instead >= here - slack).astype(np.int64) - (sums >= here - slack)
        down = (instead <= here + slack).astype(np.int64) - (sums <= here + slack)
        more += np.bincount(cell, weights=up, minlength=n)
        fewer += np.bincount(cell, weights=down, minlength=n)
    key = np.column_stack((x, seen, size))[order]
    new = np.append(True, (key[1:] != key[:-1]).any(axis=1))
    twin = order[np.maximum.accumulate(np.where(new, np.arange(n), 0))]
    more[order], fewer[order] = more[twin], fewer[twin]  # cells that nothing tells apart have one answer
    return more, fewer


def _compare_any(
    x: np.ndarray,
    order: np.ndarray,
    others: csr_array,
    seen: np.ndarray,
    drawn: np.ndarray,
    slack: float,
    told: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Compare sums of unequal weights, cell by cell."""
    sorted_x, n = x[order], len(x)
    more, fewer = np.full(n, float(len(drawn))), np.full(n, float(len(drawn)))
    for place, i in enumerate(order):
        if not place % 64:
            told(place / n)
        weight = others.data[others.indptr[i] : others.indptr[i + 1]]
        k = len(weight)
        if not k:
            continue
        ids = drawn[:, :k]
        own = (ids == place).any(axis=1)
        if own.any():
            ids = ids.copy()
            ids[own] = _without(drawn[own, : k + 1], place)
        sums = sorted_x[ids] @ weight
        more[i] = np.count_nonzero(sums >= seen[i] - slack)
        fewer[i] = np.count_nonzero(sums <= seen[i] + slack)
    return more, fewer


def _without(drawn: np.ndarray, place: int) -> np.ndarray:
    """Leave one cell out of draws that all have it; the others keep their order."""
    return drawn[drawn != place].reshape(len(drawn), -1)
