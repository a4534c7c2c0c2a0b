"""Rates of a week: how many of a place's reports lie in an hour, few as they are, and when most do."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.stats import binom

from spatial.given import as_numbers, within
from spatial.patrol.aoristic import WEEK_HOURS

__all__ = ["PARTS", "Busiest", "busiest", "weekly_rates"]

PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 22), "night": (22, 30)}
"""Hours of the day; the night goes on to 6 and belongs to the day on which it began."""
DAY_BEGINS = 6
KERNEL = (0.25, 0.5, 0.25)
MOST, NEARLY = 0.5, 0.6
ALPHA = 0.05
LONGEST_RUN = 3
"""Days: a run of more is no part of the week worth naming."""


@dataclass(frozen=True)
class Busiest:
    """In which parts of the day, and on which days (0 Monday), most reports lie; empty for none."""

    parts: tuple[str, ...]
    days: tuple[int, ...]


def weekly_rates(own: np.ndarray, everywhere: np.ndarray, *, strength: float = 10.0) -> np.ndarray:
    """Say how many of its reports a place has in each hour of the week, drawn towards all places' week.

    A place with a handful of reports has most hours of the week empty by chance.  So its week is smoothed
    over an hour to either side, then drawn towards what its hours and its days by themselves would make, and
    these towards the hours and days of all reports: the less, the more reports it has.

    Parameters
    ----------
    own : numpy.ndarray of float, shape (n, 7, 24)
        Weights as `aoristic_week` lays them.
    everywhere : numpy.ndarray of float, shape (7, 24)
        Those of all reports.
    strength : float
        So many reports are as much as all that is known of other places.

    Returns
    -------
    numpy.ndarray of float, shape (n, 7, 24)
        Each place adds up to its reports.
    """
    within(strength, what="the strength of other places", least=0.1, most=1000, unit="reports")
    weights = as_numbers(own, what="own", least=0)
    whole = as_numbers(everywhere, what="everywhere", least=0)
    flat = weights.reshape(len(weights), WEEK_HOURS)
    smooth = np.zeros_like(flat)
    for part, by in zip(KERNEL, (-1, 0, 1), strict=True):
        smooth += part * np.roll(flat, by, axis=1)
    smooth = smooth.reshape(weights.shape)
    reports = weights.sum(axis=(1, 2))
    shares = []
    for along in (1, 0):  # hours of the day, then days of the week
        others = whole.sum(axis=1 - along)
        size = len(others)
        others = others / others.sum() if others.sum() else np.full(size, 1 / size)
        mine = smooth.sum(axis=2 - along)
        shares.append((mine + strength * others) / (reports + strength)[:, None])
    hours, days = shares
    expected = days[:, :, None] * hours[:, None, :]
    drawn: np.ndarray = (smooth + strength * expected) / (reports + strength)[:, None, None]
    return drawn * reports[:, None, None]


def busiest(week: np.ndarray) -> Busiest:
    """Name the part of the day that holds half of a place's reports, and the days that hold most of them.

    Of few reports, most lie in some part of the day or another by chance.  So a part or a run of days is
    named only if chance would lay so many into it, or into another that could have been named, once in
    twenty times at most (exact binomial test of hours or days alike, after Bonferroni).

    Parameters
    ----------
    week : numpy.ndarray of float, shape (7, 24)
        As `aoristic_week` lays it: not drawn towards other places.

    Returns
    -------
    Busiest
        One part with half of the reports, else two that follow each other with three fifths; the shortest run
        of one to three days with three fifths.
    """
    weights = as_numbers(week, what="week", least=0)
    if not weights.sum():
        return Busiest((), ())
    turned = np.roll(weights.ravel(), -DAY_BEGINS).reshape(7, 24)
    names = list(PARTS)
    alone: list[tuple[str, ...]] = [(name,) for name in names]
    pairs: list[tuple[str, ...]] = list(pairwise(names))
    return Busiest(_parts(turned, [alone, pairs]), _days(turned.sum(axis=1)))


def _parts(turned: np.ndarray, named: list[list[tuple[str, ...]]]) -> tuple[str, ...]:
    """Choose one part of the day, or else two."""
    for choices, least in zip(named, (MOST, NEARLY), strict=True):
        held = [
            sum(turned[:, PARTS[name][0] - DAY_BEGINS : PARTS[name][1] - DAY_BEGINS].sum() for name in choice)
            for choice in choices
        ]
        at = int(np.argmax(held))
        hours = sum(PARTS[name][1] - PARTS[name][0] for name in choices[at])
        if _beyond_chance(held[at], turned.sum(), hours / 24, least, tries=sum(map(len, named))):
            return choices[at]
    return ()


def _days(days: np.ndarray) -> tuple[int, ...]:
    """Choose the shortest run of days, over Sunday too."""
    for length in range(1, LONGEST_RUN + 1):
        runs = [days[np.arange(since, since + length) % 7].sum() for since in range(7)]
        at = int(np.argmax(runs))
        if _beyond_chance(runs[at], days.sum(), length / 7, NEARLY, tries=7 * LONGEST_RUN):
            return tuple((at + step) % 7 for step in range(length))
    return ()


def _beyond_chance(held: float, total: float, share: float, least: float, *, tries: int) -> bool:
    """Say whether so much lies there, and more than chance would lay there; parts of reports are rounded."""
    chance = float(binom.sf(np.floor(held + 0.5) - 1, np.floor(total + 0.5), share))
    return bool(held >= least * total and chance * tries <= ALPHA)
