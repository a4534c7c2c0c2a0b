"""Rounds of a shift: which places, when, for how long, in which order, within the minutes that there are."""

from dataclasses import dataclass

import numpy as np

from spatial.errors import NotEnoughError
from spatial.given import as_numbers, within
from spatial.patrol.route import round_length, short_round
from spatial.patrol.shortlist import in_window

__all__ = ["AGAIN", "DOSE", "LEAST_PLACES", "MOST_PLACES", "Rounds", "plan_rounds"]

DOSE = (10, 12, 16)
"""Minutes at a place: the least that does anything, what is planned with, and the most that does more."""
AGAIN = 120
"""Minutes between two rounds."""
LEAST_PLACES = 3
"""More rounds are not bought with fewer places than this, where there are as many."""
MOST_PLACES = 8
"""In a round."""
STEP = 30
STRAY = 10
"""Minutes by which a round may begin later than reckoned, so that it is not the same every day."""
DAY = 24 * 60


@dataclass(frozen=True)
class Rounds:
    """What a team does.

    Attributes
    ----------
    orders : tuple of tuple of int
        The places of each round in the order of that round: the same places, each round begun anywhere and
        walked either way round.
    starts : tuple of int
        Minutes after the shift's begin at which each round starts.
    dose : int
        Minutes at each place.
    walk_m : float
        Metres of a round, the way back to its first place included.
    used : float
        Minutes of all rounds, walking included.
    """

    orders: tuple[tuple[int, ...], ...]
    starts: tuple[int, ...]
    dose: int
    walk_m: float
    used: float


def plan_rounds(
    week: np.ndarray,
    metres: np.ndarray,
    *,
    begins: float,
    length: float,
    minutes: float,
    metres_a_minute: float,
    seed: int,
) -> Rounds | None:
    """Choose the rounds that spend the minutes where and when most reports of the past lie.

    Rounds come one every two hours.  For each number of rounds and each time to begin the first, places are
    taken by what lies at them in those hours for each minute that they cost, as long as they fit: twelve
    minutes each and the walk of the closed round.  A place that is quieter in those hours than in its mean
    hour is not taken.  The best is what has at least three places, then what meets most.  Minutes that are
    left make each stay longer, up to sixteen.

    Parameters
    ----------
    week : numpy.ndarray of float, shape (n, 7, 24)
        Reports by weekday and hour at each place, in the order of their ranks.
    metres : numpy.ndarray of float, shape (n, n)
        On foot, from each place to each other.
    begins : float
        Begin of the shift, minutes since Monday, 00:00.
    length, minutes : float
        Minutes of the shift, and of them on foot, walking included.
    metres_a_minute : float
        How fast one walks.
    seed : int
        For where each round begins, which way round it goes, and by how much it is late.

    Returns
    -------
    Rounds or None
        None where every place is quieter in these hours than in its mean hour.

    Raises
    ------
    spatial.errors.NotEnoughError
        If the minutes are not enough for one stay of ten minutes.
    spatial.errors.SettingError
        If a number is out of bounds.
    """
    within(length, what="the shift", least=1, most=DAY, unit="minutes")
    within(metres_a_minute, what="the walking speed", least=10, most=500, unit="metres a minute")
    within(minutes, what="the time on foot", least=0, most=length, unit="minutes")
    if minutes < DOSE[0]:
        raise NotEnoughError(f"{minutes:g} minutes on foot; the least is one stay of {DOSE[0]}.")
    rates = as_numbers(week, what="week", least=0)
    apart = as_numbers(metres, what="metres", least=0)
    usual = rates.mean(axis=(1, 2)) * (1 - 1e-9)
    best: tuple[tuple[int, float], list[int], int, float, int] | None = None
    for many in range(1, int(length // AGAIN) + 2):
        each = min(minutes / many, AGAIN, length - AGAIN * (many - 1))
        if each < DOSE[0]:
            continue
        for first in range(0, int(length - AGAIN * (many - 1) - each) + 1, STEP):
            met = np.zeros(len(rates))
            for at in range(many):
                met += in_window(rates, (begins + first + AGAIN * at) % (7 * DAY), each)
            met *= 60 / each
            places = _that_fit(np.flatnonzero(met >= many * usual), met, apart / metres_a_minute, each)
            worth = (min(len(places), LEAST_PLACES), float(met[places].sum()))
            if places and (best is None or worth > best[0]):
                best = (worth, places, many, each, first)
    if best is None:
        return None
    _, places, many, each, first = best
    return _laid(places, apart, (many, each, first), length, metres_a_minute, seed)


def _that_fit(ready: np.ndarray, met: np.ndarray, walk: np.ndarray, each: float) -> list[int]:
    """Take places, the most for their minutes first, as long as stays and the round between them fit."""
    stay = min(DOSE[1], each)
    free = np.zeros(len(met), dtype=bool)
    free[ready] = True
    taken: list[int] = []
    way = 0.0
    while len(taken) < MOST_PLACES and free.any():
        more, at = np.zeros(len(met)), np.zeros(len(met), dtype=np.int64)
        if taken:
            after = [*taken[1:], taken[0]]
            longer = walk[taken] + walk[:, after].T - walk[taken, after][:, None]
            at, more = longer.argmin(axis=0) + 1, np.maximum(longer.min(axis=0), 0.0)
        fits = free & (stay * (len(taken) + 1) + way + more <= each + 1e-9)
        if not fits.any():
            break
        one = int(np.argmax(np.where(fits, met / (stay + more), -1.0)))
        taken.insert(int(at[one]), one)
        way += float(more[one])
        free[one] = False
    return taken


def _laid(
    places: list[int],
    apart: np.ndarray,
    when: tuple[int, float, int],
    length: float,
    metres_a_minute: float,
    seed: int,
) -> Rounds:
    """Order the places, spend what is left on longer stays, and begin each round anywhere."""
    many, each, first = when
    between = apart[np.ix_(places, places)]
    order = short_round(between)
    walk_m = round_length(between, order) if len(places) > 1 else 0.0
    walk = walk_m / metres_a_minute
    dose = int(min(DOSE[2], (each - walk + 1e-9) // len(places)))
    lasts = dose * len(places) + walk
    dice = np.random.default_rng(seed)
    orders, starts = [], []
    for at in range(many):
        begin = int(dice.integers(len(order)))
        turned = (*order[begin:], *order[:begin])
        back = (turned[0], *reversed(turned[1:]))
        orders.append(tuple(places[one] for one in (back if dice.integers(2) else turned)))
        since = first + AGAIN * at
        room = int(min(STRAY, length - since - lasts, AGAIN - lasts))
        starts.append(since + int(dice.integers(max(room, 0) + 1)))
    return Rounds(tuple(orders), tuple(starts), dose, walk_m, many * lasts)
