"""Knox's test: pairs that are close in space and in time, counted by band and held against shuffled times."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import poisson

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.given import as_numbers, same_length, within
from spatial.multiple import benjamini_hochberg
from spatial.progress import Progress, silent
from spatial.repeats.close_pairs import close_pairs
from spatial.repeats.shuffled_times import exact_floats, shuffled_times

__all__ = ["Knox", "cross_knox", "knox", "knox_poisson"]

FEW_SHARE = 0.05
"""Poisson's p holds where no more than this share of the pairs is close in space, and in time."""
EARTH_M = 4.1e7
MOST_DAYS = 1e7
TICKS = 2.0**20
"""Times of day are held in ticks of a twelfth of a second, so that their differences are exact."""
FINDING_PAIRS = 0.1
"""Share of the work that goes into finding the pairs."""


@dataclass(frozen=True)
class Knox:
    """Pairs by band of space (rows) and of time (columns).

    Attributes
    ----------
    observed : numpy.ndarray of int64, shape (n_space, n_time)
        Pairs of each band.
    expected : numpy.ndarray of float
        Their exact mean over all shuffles: pairs close in space times pairs close in time over all pairs.
    simulated : numpy.ndarray of float
        Their mean over the shuffles that were made; NaN if none was.
    ratio : numpy.ndarray of float
        `observed` over `simulated`, or over `expected` where no shuffle had such a pair; NaN if both are 0.
    p : numpy.ndarray of float
        (1 + shuffles with as many or more) / (shuffles + 1); NaN where nothing can be tested.
    q : numpy.ndarray of float
        p after allowing for all bands (Benjamini and Hochberg).
    poisson_p : numpy.ndarray of float
        Poisson's chance of as many or more; `poisson_holds` says where it may be used.
    poisson_holds : numpy.ndarray of bool
    close_in_space, close_in_time : numpy.ndarray of int64
        Pairs of each band of space, whatever their time; and the other way round.
    pairs : int
        All pairs.
    space_edges_m, time_edges_days : tuple of float
    closed : str
        "left": [0, 7) holds 0 and not 7; "right": (0, 7] holds 7, and a band that begins with 0 holds 0 too.
    permutations, seed : int
    """

    observed: np.ndarray
    expected: np.ndarray
    simulated: np.ndarray
    ratio: np.ndarray
    p: np.ndarray
    q: np.ndarray
    poisson_p: np.ndarray
    poisson_holds: np.ndarray
    close_in_space: np.ndarray
    close_in_time: np.ndarray
    pairs: int
    space_edges_m: tuple[float, ...]
    time_edges_days: tuple[float, ...]
    closed: str
    permutations: int
    seed: int

    @property
    def table(self) -> pd.DataFrame:
        """One row a band of space and of time."""
        n_space, n_time = self.observed.shape
        space, time = self.space_edges_m, self.time_edges_days
        return pd.DataFrame(
            {
                "from_m": np.repeat(space[:-1], n_time),
                "to_m": np.repeat(space[1:], n_time),
                "from_days": np.tile(time[:-1], n_space),
                "to_days": np.tile(time[1:], n_space),
                "close_in_space": np.repeat(self.close_in_space, n_time),
                "close_in_time": np.tile(self.close_in_time, n_space),
                **{
                    name: getattr(self, name).ravel()
                    for name in (
                        *("observed", "expected", "simulated", "ratio"),
                        *("p", "q", "poisson_p", "poisson_holds"),
                    )
                },
            }
        )


def knox_poisson(
    observed: int, *, close_in_space: int, close_in_time: int, pairs: int
) -> tuple[float, float]:
    """Give what chance expects of pairs close in both, and Poisson's chance of as many or more.

    Returns
    -------
    expected, p : float

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are no pairs.

    References
    ----------
    Knox (1964), Applied Statistics 13(1), 25-29.
    """
    if pairs < 1:
        raise NotEnoughError("There are no pairs. Give two incidents or more.")
    expected = close_in_space / pairs * close_in_time
    return expected, float(poisson.sf(observed - 1, expected))


def knox(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    *,
    space_edges_m: ArrayLike,
    time_edges_days: ArrayLike,
    closed: str = "left",
    manhattan: bool = False,
    permutations: int = 999,
    seed: int = 0,
    told: Progress = silent,
) -> Knox:
    """Count the pairs of incidents in bands of space and time, and shuffle the times to see what chance does.

    Parameters
    ----------
    x, y : array_like of float, shape (n,)
        Metres.
    days : array_like of float, shape (n,)
        When each happened, in days since any day; whole or not.
    space_edges_m, time_edges_days : array_like of float
        Ascending ends of the bands; the last may be infinite. A first band from 0 to 1 m is the same place,
        apart from what is near it.
    closed : str
        Which end belongs to a band: "left" for [0, 7), "right" for (0, 7].
    manhattan : bool
        Whether distance is measured along the axes, as the Near Repeat Calculator can.
    permutations, seed : int
        How often the times are shuffled, and what makes the shuffles the same each time.

    Returns
    -------
    Knox

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than two incidents.
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a number is missing or infinite, or edges do not ascend.
    spatial.errors.TooLargeError
        If more pairs are close in space than memory can hold.

    Notes
    -----
    Places keep their pairs whatever the times, so the close pairs are listed once; a shuffle only sorts
    their differences of time into bands. The time taken grows with the close pairs, and with the square of
    the incidents only as far as those do. The order of the rows does not matter.

    References
    ----------
    Knox (1964), Applied Statistics 13(1), 25-29. Johnson and others (2007), Journal of Quantitative
    Criminology 23, 201-219. Besag and Diggle (1977), Applied Statistics 26, 327-333.
    """
    points, when = _given(x, y, days)
    space, time = _asked(space_edges_m, time_edges_days, closed, permutations, seed)
    n = len(when)
    if n < 2:
        raise NotEnoughError("Pairs need two incidents or more. Take a longer window.")
    (when,) = _ticks(when)
    whole = np.sort(when)
    near = [before - n * (n + 1) // 2 for before in _so_soon(whole, whole, time, closed)]
    return _held_against_chance(
        points, when, None, None, space, time, np.maximum(np.array(near), 0), n * (n - 1) // 2,
        closed=closed, manhattan=manhattan, permutations=permutations, seed=seed, told=told,
    )  # fmt: skip


def cross_knox(
    x: ArrayLike,
    y: ArrayLike,
    days: ArrayLike,
    later_x: ArrayLike,
    later_y: ArrayLike,
    later_days: ArrayLike,
    *,
    space_edges_m: ArrayLike,
    time_edges_days: ArrayLike,
    closed: str = "left",
    manhattan: bool = False,
    permutations: int = 999,
    seed: int = 0,
    told: Progress = silent,
) -> Knox:
    """Count how often incidents of one kind are followed, near by, by incidents of another kind.

    A pair is an incident of the first kind and a later one of the second; the band of time is how much later.
    The times of the first kind are shuffled among its own places; the second kind stays as it is.

    Parameters
    ----------
    x, y, days : array_like of float, shape (n,)
        The first kind: "graffiti".
    later_x, later_y, later_days : array_like of float, shape (m,)
        The second kind: "hate incidents".
    time_edges_days : array_like of float
        From 0 or more. Where only days are known, two of one day have no order: give [0, 1) as a band apart.
    space_edges_m, closed, manhattan, permutations, seed
        As for `knox`.

    Returns
    -------
    Knox

    Raises
    ------
    spatial.errors.NotEnoughError
        If either kind has no incident.
    spatial.errors.BadNumberError, spatial.errors.SettingError, spatial.errors.TooLargeError
        As for `knox`.
    """
    points, when = _given(x, y, days)
    later, then = _given(later_x, later_y, later_days)
    space, time = _asked(space_edges_m, time_edges_days, closed, permutations, seed)
    if not len(when) or not len(then):
        raise NotEnoughError("One of the two kinds has no incident. Choose another kind, or a longer window.")
    when, then = _ticks(when, then)
    near = _so_soon(np.sort(then), when, time, closed)
    return _held_against_chance(
        points, when, later, then, space, time, np.array(near), len(when) * len(then),
        closed=closed, manhattan=manhattan, permutations=permutations, seed=seed, told=told,
    )  # fmt: skip


def _held_against_chance(
    points: np.ndarray,
    when: np.ndarray,
    later: np.ndarray | None,
    then: np.ndarray | None,
    space: np.ndarray,
    time: np.ndarray,
    near_in_time: np.ndarray,
    pairs: int,
    *,
    closed: str,
    manhattan: bool,
    permutations: int,
    seed: int,
    told: Progress,
) -> Knox:
    """Count what is there and what the shuffles make, and compare."""
    listed = space if space[0] == 0 else np.concatenate(([0.0], space))
    open_ended = bool(np.isinf(listed[-1]))
    finite = listed[:-1] if open_ended else listed
    close_in_time = np.diff(near_in_time)
    ends = _ends(time, closed, when if then is None else np.concatenate((when, then)))
    bands = finite if closed == "left" else np.nextafter(finite, np.inf)
    if closed == "right":
        bands[0] = 0.0

    def far(done: float) -> None:
        told(FINDING_PAIRS * done)

    counted = np.zeros((len(listed) - 1, len(ends) - 1, permutations + 1), dtype=np.int64)
    close_in_space = np.zeros(len(listed) - 1, dtype=np.int64)
    if len(bands) > 1:
        found = close_pairs(points, later, edges_m=bands, manhattan=manhattan, told=far)
        inner = len(bands) - 1
        close_in_space[:inner] = found.by_band
        times = when if then is None else then
        counted[:inner] = shuffled_times(
            found, when, times, ends=ends, ordered=then is not None, permutations=permutations, seed=seed,
            told=lambda done: told(FINDING_PAIRS + (1 - FINDING_PAIRS) * done),
        )  # fmt: skip
    if open_ended:
        close_in_space[-1] = pairs - close_in_space[:-1].sum()
        counted[-1] = close_in_time[:, None] - counted[:-1].sum(axis=0)
    skip = len(listed) - len(space)
    counted, close_in_space = counted[skip:], close_in_space[skip:]
    return _compared(counted, close_in_space, close_in_time, pairs, space, time, closed, permutations, seed)


def _compared(
    counted: np.ndarray,
    close_in_space: np.ndarray,
    close_in_time: np.ndarray,
    pairs: int,
    space: np.ndarray,
    time: np.ndarray,
    closed: str,
    permutations: int,
    seed: int,
) -> Knox:
    observed, shuffles = counted[:, :, 0], counted[:, :, 1:]
    expected = np.outer(close_in_space / pairs, close_in_time)
    simulated = shuffles.mean(axis=2) if permutations else np.full(expected.shape, np.nan)
    by = np.where(simulated > 0, simulated, expected)
    ratio = np.divide(observed, by, out=np.full(by.shape, np.nan), where=by > 0)
    testable = np.outer(
        (close_in_space > 0) & (close_in_space < pairs), (close_in_time > 0) & (close_in_time < pairs)
    )
    p = np.full(expected.shape, np.nan)
    if permutations:
        p = (1 + (shuffles >= observed[:, :, None]).sum(axis=2)) / (permutations + 1)
    p = np.where(testable, p, np.nan)
    few = np.outer(close_in_space <= FEW_SHARE * pairs, close_in_time <= FEW_SHARE * pairs)
    return Knox(
        observed=observed,
        expected=expected,
        simulated=simulated,
        ratio=ratio,
        p=p,
        q=benjamini_hochberg(p.ravel()).reshape(p.shape),
        poisson_p=np.asarray(poisson.sf(observed - 1, expected)),
        poisson_holds=few & testable,
        close_in_space=close_in_space,
        close_in_time=close_in_time,
        pairs=pairs,
        space_edges_m=tuple(space.tolist()),
        time_edges_days=tuple(time.tolist()),
        closed=closed,
        permutations=permutations,
        seed=seed,
    )


def _given(x: ArrayLike, y: ArrayLike, days: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Check points and times, and put them into an order that is theirs alone."""
    xs, ys = (np.atleast_1d(as_numbers(v, what=n)) for v, n in ((x, "x"), (y, "y")))
    when = np.atleast_1d(as_numbers(days, what="the day"))
    same_length(x=xs, y=ys, days=when)
    if max(xs.ndim, ys.ndim, when.ndim) > 1:
        raise BadNumberError("x, y or the days are a table; give one value of each for every incident.")
    for values, name in ((xs, "x"), (ys, "y")):
        if values.size and np.ptp(values) > EARTH_M:
            raise BadNumberError(f"{name} spans {np.ptp(values):.3g} m, more than the Earth. Give metres.")
    order = np.lexsort((when, ys, xs))
    return np.column_stack((xs, ys))[order], when[order]


def _ticks(*times: np.ndarray) -> list[np.ndarray]:
    """Count times from the first day of all, and hold them so that their differences are exact."""
    first = np.floor(min(one.min() for one in times))
    if max(one.max() for one in times) - first > MOST_DAYS:
        raise BadNumberError(f"the days span more than {MOST_DAYS:,.0f}. Give days.")
    return [np.round((one - first) * TICKS) / TICKS for one in times]


def _so_soon(whole: np.ndarray, when: np.ndarray, time: np.ndarray, closed: str) -> list[int]:
    """Count for each end of a band the pairs whose time apart lies before it; `whole` is in order."""
    before = [
        np.searchsorted(whole, when + end, side="right" if closed == "right" and end > 0 else "left")
        for end in time
    ]
    return [int(count.sum()) for count in before]


def _asked(
    space: ArrayLike, time: ArrayLike, closed: str, permutations: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    within(permutations, what="permutations", least=0, most=99_999)
    within(seed, what="the seed", least=0, most=2**32 - 1)
    for number, what in ((permutations, "permutations"), (seed, "the seed")):
        if number != int(number):
            raise SettingError(f"{what} is {number:g}; give a whole number.")
    if closed not in ("left", "right"):
        raise SettingError(f"closed is {closed!r}; give 'left' for [0, 7) or 'right' for (0, 7].")
    return _edges(space, "space, in metres"), _edges(time, "time, in days")


def _edges(values: ArrayLike, what: str) -> np.ndarray:
    try:
        if np.iscomplexobj(values):
            raise TypeError
        edges = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise SettingError(f"The bands of {what} have an end that is not a number.") from error
    if edges.ndim != 1 or edges.size < 2:
        raise SettingError(f"The bands of {what} need two ends or more, such as 0, 7, 14.")
    if np.isnan(edges).any() or (np.diff(edges) <= 0).any() or edges[0] < 0 or np.isinf(edges[0]):
        raise SettingError(f"The ends of the bands of {what} must ascend from 0 or more, such as 0, 7, 14.")
    return edges


def _ends(time: np.ndarray, closed: str, when: np.ndarray) -> np.ndarray:
    """Move the edges so that a difference lies before one if it is less, whichever end belongs to a band."""
    if closed == "left":
        return time
    kind = exact_floats(when)
    ends = np.nextafter(time.astype(kind), np.array(np.inf, dtype=kind)).astype(float)
    ends[0] = time[0] if time[0] == 0 else ends[0]
    return ends
