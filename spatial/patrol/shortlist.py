"""Shortlist: places of one size, ranked by what is known of the hours asked for, none over another."""

import numpy as np

from spatial.given import as_numbers, no_table, same_length, within
from spatial.patrol.aoristic import WEEK_HOURS

__all__ = ["ACROSS_M", "in_window", "ranked_apart"]

ACROSS_M = 150.0
"""A place is so wide: what somebody on foot has in sight."""
HOUR = 60


def in_window(week: np.ndarray, begins: float, minutes: float) -> np.ndarray:
    """Add up what lies in a stretch of the week, parts of hours by their part.

    Parameters
    ----------
    week : numpy.ndarray of float, shape (n, 7, 24)
        By weekday, Monday first, and hour.
    begins : float
        Minutes since Monday, 00:00.
    minutes : float
        How long: a week at most.  It may go over Sunday night.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
    """
    within(begins, what="the begin", least=0, most=WEEK_HOURS * HOUR, unit="minutes")
    within(minutes, what="the stretch", least=0, most=WEEK_HOURS * HOUR, unit="minutes")
    twice = np.tile(as_numbers(week, what="week", least=0).reshape(len(week), WEEK_HOURS), (1, 2))
    edges = np.arange(2 * WEEK_HOURS + 1) * HOUR
    covered = np.clip(np.minimum(edges[1:], begins + minutes) - np.maximum(edges[:-1], begins), 0, HOUR)
    found: np.ndarray = twice @ (covered / HOUR)
    return found


def ranked_apart(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, *, apart_m: float = ACROSS_M
) -> np.ndarray:
    """Rank places, leaving out those that a better one overlaps.

    Parameters
    ----------
    x, y : numpy.ndarray of float, shape (n,)
        Their middles, metres.
    weight : numpy.ndarray of float, shape (n,)
        The greatest comes first; of two alike, the one that stands first.
    apart_m : float
        Middles nearer than this overlap.

    Returns
    -------
    numpy.ndarray of int64
        Positions, the first rank first.
    """
    same_length(x=x, y=y, weight=weight)
    no_table(x=x, y=y, weight=weight)
    within(apart_m, what="the distance apart", least=0, most=10_000, unit="metres")
    at_x, at_y, worth = (as_numbers(v, what=w) for v, w in ((x, "x"), (y, "y"), (weight, "weight")))
    taken: list[int] = []
    for one in np.argsort(-worth, kind="stable").tolist():
        if not taken or (np.hypot(at_x[taken] - at_x[one], at_y[taken] - at_y[one]) >= apart_m).all():
            taken.append(one)
    return np.array(taken, dtype=np.int64)
