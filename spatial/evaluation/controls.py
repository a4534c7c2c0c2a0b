"""Areas to compare a treated area with: proposed from the time before alone, apart from it and each other."""

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from spatial.evaluation.pre_trend import trend_z
from spatial.evaluation.rings import ring_of
from spatial.given import as_counts, same_length

__all__ = ["LEVEL_TIMES", "choose_apart", "compare_areas", "patches"]

LEVEL_TIMES = 2.0
"""An area with so many times more reports, or fewer, is not of similar level."""
TREND_Z = 1.96
MIX_UNIT = DAY_UNIT = 0.2
"""So far apart in kind weighs as much as one standard error of level."""
LEAST_MIX = 10
"""With fewer reports nothing is said of where they happen."""


def patches(x: np.ndarray, y: np.ndarray, usable: np.ndarray, *, size: int) -> csr_array:
    """Lay a patch of so many cells around every cell that may be used: itself and those nearest to it.

    Parameters
    ----------
    x, y : numpy.ndarray of float, shape (n_cells,)
        Middles in metres.
    usable : numpy.ndarray of bool, shape (n_cells,)
    size : int
        Cells of a patch.

    Returns
    -------
    scipy.sparse.csr_array, shape (n_patches, n_cells)
        1 where a cell is of a patch; no row where fewer cells than `size` may be used.
    """
    at = np.flatnonzero(usable)
    if len(at) < max(size, 1):
        return csr_array(np.empty((0, len(x)), dtype=np.int8))
    spots = np.column_stack((x[at], y[at]))
    apart, near = cKDTree(spots).query(spots, k=size)
    apart, near = np.asarray(apart).reshape(len(at), size), np.asarray(near).reshape(len(at), size)
    round_one = apart[:, -1] <= 1.5 * np.median(apart[:, -1])  # at an edge, or beside a hole, it is drawn out
    cells = at[near[round_one]]
    row = np.repeat(np.arange(len(cells)), size)
    return csr_array((np.ones(row.size, np.int8), (row, cells.ravel())), shape=(len(cells), len(x)))


def compare_areas(
    areas: csr_array,
    treated: np.ndarray,
    *,
    level: np.ndarray,
    steps: np.ndarray,
    mix: np.ndarray,
    by_day: np.ndarray | None = None,
    around: tuple[csr_array, np.ndarray] | None = None,
) -> pd.DataFrame:
    """Say how like a treated area each of several areas was in the time before.

    Parameters
    ----------
    areas : scipy.sparse.csr_array, shape (n_areas, n_cells)
        1 where a cell is of an area.
    treated : numpy.ndarray of bool, shape (n_cells,)
    level : numpy.ndarray of int64, shape (n_cells,)
        Reports of a time that is not the one counted as before: whatever is like the treated area by chance
        in the time before would move away from it again after.
    steps : numpy.ndarray of int64, shape (n_cells, n_steps)
        Reports of the time before in steps, oldest first.
    mix : numpy.ndarray of int64, shape (n_cells, n_kinds)
        Reports by the kind of place in which they happened.
    by_day : numpy.ndarray of float, shape (n_cells, 2), optional
        Residents, and people there by day.
    around : scipy.sparse.csr_array, shape (n_areas, n_cells), and numpy.ndarray of bool, optional
        The ring of every area, and that of the treated area: rings are compared too.

    Returns
    -------
    pandas.DataFrame
        The most alike first: area (its position), level and times (its level and how many times that of the
        treated area), level_z, trend_z and ring_z (level, trend and the ring's level, in standard errors),
        mix_apart (Hellinger distance, NaN where there are too few), day_apart (difference of the share of
        people there by day, NaN unknown), score (their sum of squares), is_suitable (similar in level and
        with no other trend).

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is none, or the lengths differ.
    """
    counts = as_counts(level, what="the level")
    same_length(level=counts, steps=steps, mix=mix, treated=treated)
    members = csr_array(areas).astype(np.float64)
    own = treated.astype(np.float64)
    here, there = float(own @ counts), members @ counts
    times = (there + 0.5) / (here + 0.5)
    level_z = (there - here) / np.sqrt(np.maximum(there + here, 1))
    trends = trend_z(np.rint(own @ steps).astype(np.int64), np.rint(members @ steps).astype(np.int64))
    mix_apart = _hellinger(own @ mix, members @ mix)
    day_apart = np.full(areas.shape[0], np.nan)
    if by_day is not None:
        day_apart = np.abs(_share(members @ by_day) - _share((own @ by_day)[None, :]))
    ring_z = np.zeros(len(there))
    if around is not None:
        beside, far = float(around[1].astype(np.float64) @ counts), around[0].astype(np.float64) @ counts
        ring_z = (far - beside) / np.sqrt(np.maximum(far + beside, 1))
    score = level_z**2 + trends**2 + ring_z**2
    score += (np.nan_to_num(mix_apart) / MIX_UNIT) ** 2 + (np.nan_to_num(day_apart) / DAY_UNIT) ** 2
    suitable = (times >= 1 / LEVEL_TIMES) & (times <= LEVEL_TIMES) & (np.abs(trends) < TREND_Z)
    table = pd.DataFrame(
        {
            "area": np.arange(areas.shape[0]),
            "level": there.astype(np.int64),
            "times": times,
            "level_z": level_z,
            "trend_z": trends,
            "ring_z": ring_z,
            "mix_apart": mix_apart,
            "day_apart": day_apart,
            "score": score,
            "is_suitable": suitable,
        }
    )
    return table.sort_values(
        ["is_suitable", "score", "area"], ascending=[False, True, True], ignore_index=True
    )


def choose_apart(
    order: np.ndarray,
    areas: csr_array,
    taken: np.ndarray,
    neighbours: csr_array,
    *,
    most: int,
    steps: int = 1,
) -> list[int]:
    """Take areas in order, leaving out what meets the ground that is taken or another's.

    Parameters
    ----------
    order : numpy.ndarray of int64
        Positions of areas, the best first.
    areas : scipy.sparse.csr_array, shape (n_areas, n_cells)
        1 where a cell is of an area.
    taken : numpy.ndarray of bool, shape (n_cells,)
        The treated area with its ring.
    neighbours : scipy.sparse.csr_array, shape (n_cells, n_cells)
    most : int
    steps : int
        Width of an area's own ring, in cells.

    Returns
    -------
    list of int
        Positions; each with a ring that meets neither the treated area's nor another's.
    """
    chosen: list[int] = []
    free = ~taken
    for at in order:
        if len(chosen) == most:
            break
        cells = areas.indices[areas.indptr[at] : areas.indptr[at + 1]]
        if not free[cells].all():
            continue
        area = np.zeros(len(taken), dtype=bool)
        area[cells] = True
        wide = area | ring_of(area, neighbours, steps=steps)
        if not (wide & ~free).any():
            chosen.append(int(at))
            free = free & ~wide
    return chosen


def _hellinger(one: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Measure how far apart two ways of sharing out are: 0 alike, 1 nothing in common."""
    mine, theirs = one.sum(), others.sum(axis=1)
    enough = (theirs >= LEAST_MIX) & (mine >= LEAST_MIX)
    alike = np.sqrt((others / np.maximum(theirs, 1)[:, None]) * (one / max(mine, 1))).sum(axis=1)
    apart: np.ndarray = np.where(enough, np.sqrt(np.maximum(1 - alike, 0)), np.nan)
    return apart


def _share(people: np.ndarray) -> np.ndarray:
    """Give the share of people there by day among all that are there."""
    total = people.sum(axis=1)
    share: np.ndarray = np.divide(people[:, 1], total, out=np.full(len(people), np.nan), where=total > 0)
    return share
