"""Rank stability: had chance dealt the reports a little differently, would a place rank where it does?"""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.stats import rankdata

from spatial.errors import NoDenominatorError, NotEnoughError, OutsideAreaError
from spatial.given import affordable, as_counts, as_numbers, no_table, same_length, within
from spatial.places import likelihood_ratio
from spatial.progress import Progress, silent

__all__ = ["rank_stability", "resampled_ranks"]

COLUMNS = ("rank", "cell", "in_top", "keeps_rank", "stays", "rank_low", "rank_high")
HALF = 0.5
DRAWN_AT_ONCE = 4_000_000
"""Counts drawn in one go."""


def resampled_ranks(
    counts: ArrayLike,
    score: Callable[[np.ndarray], np.ndarray],
    *,
    resamples: int = 500,
    seed: int = 1066,
    told: Progress = silent,
) -> np.ndarray:
    """Rank things again and again, each time after as many incidents were drawn anew as there are.

    Parameters
    ----------
    counts : array_like of int, shape (n_units,)
        Incidents in every unit: cells, wards, schools.  An incident is drawn with replacement, which is to
        draw the units' counts from a multinomial with their own shares.
    score : callable
        Given counts of shape (k, n_units), gives the scores of shape (k, n_things) by which things are
        ranked, the highest first: for wards, the rates of those wards; for places, their likelihood ratios.
    resamples, seed : int
    told : callable

    Returns
    -------
    numpy.ndarray of float, shape (resamples, n_things)
        Ranks, 1 the first; equal scores share the mean of their ranks.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no incident.

    References
    ----------
    Goldstein and Spiegelhalter (1996), Journal of the Royal Statistical Society A 159(3), 385-443.
    """
    from_units = as_counts(counts)
    blocks = [
        rankdata(-as_numbers(score(drawn), what="the score"), axis=1)
        for drawn in _resamples(from_units, resamples, seed, told)
    ]
    ranks: np.ndarray = np.concatenate(blocks)
    return ranks


def rank_stability(
    counts: ArrayLike,
    share: ArrayLike,
    around: csr_array,
    centres: ArrayLike,
    *,
    top: int = 5,
    moves: int = 1,
    level: float = 0.95,
    resamples: int = 500,
    seed: int = 1066,
    told: Progress = silent,
) -> pd.DataFrame:
    """Say how firmly ranked places hold their ranks when the incidents are drawn again.

    Each time all neighbourhoods are ranked as `spatial.places.find_places` ranks them: by the likelihood
    ratio of what they hold, the strongest first, then the next that does not overlap it.  A place is found
    again where a neighbourhood is chosen that holds at least half of its incidents; other places may come in
    between.  Equals are taken in an order thrown anew each time.

    Parameters
    ----------
    counts : array_like of int, shape (n_cells,)
    share : array_like of float, shape (n_cells,)
        Share of the incidents expected in every cell; sums to 1.
    around : scipy.sparse.csr_array, shape (n_cells, n_cells)
        1 where a cell belongs to the neighbourhood of another, and on the diagonal.
    centres : array_like of int, shape (n_places,)
        Centres of the ranked places, the first first.
    top : int
        "In the top five."
    moves : int
        A place keeps its rank if it moves by no more than so many.
    level : float
        Of the interval of ranks.
    resamples, seed : int
    told : callable

    Returns
    -------
    pandas.DataFrame, one row a place
        `rank`, `cell` (position of the centre); shares of the resamples: `in_top` (among the first `top`),
        `keeps_rank` (within `moves` of its rank), `stays` (found among as many as are ranked here);
        `rank_low`, `rank_high` (percentiles of its rank; infinite where it is not found).

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no incident.
    spatial.errors.OutsideAreaError
        If a centre is no cell.
    spatial.errors.NoDenominatorError
        If incidents lie where nothing is expected at all.

    Notes
    -----
    A resample is more concentrated than the incidents were, and incidents are taken to be independent: of
    places that lie close in rank the shares say which cannot be told apart, not the chance of a rank.
    """
    within(top, what="the top", least=1, most=1000)
    within(moves, what="the moves", least=0, most=1000)
    within(level, what="the level of the interval", least=0.5, most=0.999)
    held, expected = as_counts(counts), as_numbers(share, what="share", least=0)
    same_length(counts=held, share=expected)
    no_table(counts=held, share=expected)
    listed = as_numbers(centres, what="a centre").reshape(-1)
    if len(listed) and (listed.min() < 0 or listed.max() >= len(held)):
        raise OutsideAreaError(f"A centre is none of the {len(held):,} cells. Give positions among them.")
    listed = listed.astype(np.int64)
    if not np.isclose(expected.sum(), 1.0):
        raise NoDenominatorError("The shares expected in the cells do not add up to 1. Divide by their sum.")
    if (held[expected == 0] > 0).any():
        raise NoDenominatorError("Some incidents lie where nothing is expected. Choose another baseline.")
    if not len(listed):
        return pd.DataFrame(columns=list(COLUMNS))
    wide = csr_array(around).astype(np.float64)
    n = int(held.sum())
    inside = n * np.minimum(wide @ expected, 1.0)
    depth, blocks = max(top, len(listed) + moves), []
    random = np.random.default_rng((seed, 1))
    for drawn in _resamples(held, resamples, seed, told):
        weight = likelihood_ratio((wide @ drawn.T).T, inside, incidents=n)
        weight *= 1 + 1e-9 * random.random(weight.shape)  # nosec B311 - a seeded draw, no secret
        blocks.append(_found_at(weight, drawn, wide, listed, depth=depth))
    at = np.concatenate(blocks)
    rank = np.arange(1, len(listed) + 1)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(at, ends, axis=0, method="inverted_cdf")
    values = (rank, listed, at <= top, np.abs(at - rank) <= moves, at <= len(listed))
    shares = [value.mean(axis=0) if value.ndim == 2 else value for value in values]
    return pd.DataFrame(dict(zip(COLUMNS, (*shares, low, high), strict=True)))


def _resamples(counts: np.ndarray, resamples: int, seed: int, told: Progress) -> Iterator[np.ndarray]:
    """Draw the incidents anew, a block of resamples at a time: counts of shape (k, n_units)."""
    within(resamples, what="the number of resamples", least=20, most=100_000)
    no_table(counts=counts)
    n = int(counts.sum())
    if not n:
        raise NotEnoughError("There is no incident to draw again. Choose a longer window or fewer filters.")
    affordable(8 * len(counts), what="one resample", instead="Choose larger cells.")
    random, held = np.random.default_rng(seed), np.flatnonzero(counts)
    rows = max(DRAWN_AT_ONCE // len(counts), 1)
    for start in range(0, resamples, rows):
        drawn = np.zeros((min(rows, resamples - start), len(counts)))
        drawn[:, held] = random.multinomial(n, counts[held] / n, size=len(drawn))
        yield drawn
        told(min((start + rows) / resamples, 1.0))


def _found_at(
    weight: np.ndarray, drawn: np.ndarray, wide: csr_array, listed: np.ndarray, *, depth: int
) -> np.ndarray:
    """Choose neighbourhoods that do not overlap, the heaviest first, and note when each place is found."""
    rows, left = np.arange(len(weight)), weight.copy()
    overlaps = csr_array((wide @ wide.T) > 0)
    place = csr_array(wide[listed].T)  # (n_cells, n_places): the cells of each place
    half = HALF * (drawn @ place)
    found = np.full((len(weight), len(listed)), np.inf)
    for number in range(1, depth + 1):
        chosen = left.argmax(axis=1)
        real = left[rows, chosen] > 0
        if not real.any():
            break
        inside = (csr_array(wide[chosen]).multiply(drawn) @ place).toarray()
        found[(inside >= half) & (half > 0) & real[:, None] & ~np.isfinite(found)] = number
        taken = overlaps[chosen]
        left[np.repeat(rows, np.diff(taken.indptr)), taken.indices] = -1.0
    return found
