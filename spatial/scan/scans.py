"""Kulldorff's scans: Poisson in space, Poisson in space and time, and space-time permutation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NoDenominatorError, NotEnoughError, SettingError, TooLargeError
from spatial.given import affordable, as_counts, as_numbers, same_length, within
from spatial.progress import Progress, silent
from spatial.scan.bands import cut_bands
from spatial.scan.chance import FEWEST_MAXIMA, gumbel_p, rank_p, recurrence_interval_days
from spatial.scan.circles import lay_circles
from spatial.scan.likelihood import relative_risk
from spatial.scan.periods import Periods, as_days, cut_periods
from spatial.scan.search import Field, Hit, Map, chance_maxima, strongest

__all__ = ["COLUMNS", "Scan", "permutation_scan", "space_time_scan", "spatial_scan"]

COLUMNS = (
    *("rank", "x", "y", "radius_m", "places", "first_day", "last_day", "observed", "expected", "ratio"),
    *("relative_risk", "llr", "p", "gumbel_p", "recurrence_interval_days", "days_with_cases"),
)
MOST_REPLICATES = 99_999
MOST_CASES = 5_000_000


@dataclass(frozen=True)
class Scan:
    """What a scan found.

    Attributes
    ----------
    clusters : pandas.DataFrame
        The most likely cluster first, then those that share no place with one before, as long as some chance
        map has none as strong: rank; x, y (centre)
        and radius_m; places (positions in `place_x`); first_day, last_day (None in a scan of space alone);
        observed, expected, ratio, relative_risk; llr; p (share of chance maps with a maximum as high);
        gumbel_p; recurrence_interval_days (NaN unless windows end with the last day); days_with_cases.
    maxima : numpy.ndarray of float, shape (n_replicates,)
        The highest likelihood ratio of each chance map.
    total : int
        Cases.
    place_x, place_y : numpy.ndarray of float, shape (n_places,)
        The distinct places.
    place_of : numpy.ndarray of int64, shape (n_rows,)
        The place of each row that was given.
    settings : dict
    """

    clusters: pd.DataFrame
    maxima: np.ndarray
    total: int
    place_x: np.ndarray
    place_y: np.ndarray
    place_of: np.ndarray
    settings: dict[str, Any]


def permutation_scan(
    x: ArrayLike,
    y: ArrayLike,
    day: ArrayLike,
    *,
    count: ArrayLike | None = None,
    centres: tuple[ArrayLike, ArrayLike] | None = None,
    first_day: Any = None,
    last_day: Any = None,
    unit_days: int = 1,
    prospective: bool = False,
    max_share: float = 0.5,
    max_radius_m: float | None = None,
    max_duration_share: float = 0.5,
    max_duration_days: int | None = None,
    replicates: int = 999,
    seed: int = 20_260_401,
    interval_days: float | None = None,
    min_cases: int = 2,
    most_clusters: int = 20,
    told: Progress = silent,
) -> Scan:
    """Look for cases that come close together in space and in time: the space-time permutation scan.

    No population is needed.  Expected in a circle z over days d is C_z C_d / C: as many as if the days of the
    cases had nothing to do with their places.  Chance maps permute the days over the cases, so that every
    place keeps its number and every day its number.  A place that is always busy is no cluster.

    Parameters
    ----------
    x, y : array_like, shape (n_rows,)
        Metres. Rows at one point are one place.
    day : array_like, shape (n_rows,)
        Dates, or day numbers.
    count : array_like of int, shape (n_rows,), optional
        Cases of each row, if not one. A row with 0 stands for a place without cases.
    centres : (array_like, array_like), optional
        x and y of the circles' centres, such as the cells of a lattice; else every place.
    first_day, last_day : optional
        The days of the study, both counted; else those of the first and of the last case.
    unit_days : int
        Time is cut into periods of so many days, counted back from the last day.
    prospective : bool
        Only windows that end with the last day.
    max_share, max_radius_m : float, float or None
        A circle holds at most this share of all cases, and is no wider.
    max_duration_share, max_duration_days : float, int or None
        A window lasts at most this share of the study; or so many days, if given.
    replicates : int
        Chance maps; 0 for none.
    interval_days : float, optional
        Days between two analyses, for the recurrence interval; else `unit_days`.
    min_cases : int
        Fewest cases in a cluster.
    most_clusters : int
        As many clusters are listed at most.
    told : Progress

    Returns
    -------
    Scan

    Raises
    ------
    spatial.errors.NotEnoughError
        With fewer than two cases, or all at one place or in one period.
    spatial.errors.BadNumberError
        If a number or a date is missing or makes no sense.
    spatial.errors.SettingError
        If a setting is out of bounds.
    spatial.errors.TooLargeError
        If the circles would not fit in memory, or there are more than five million cases.

    Notes
    -----
    Tried are the windows that begin and end with a period in which the circle has a case: any other holds the
    same cases with more expected.  Places equally far from a centre enter its circle together.

    References
    ----------
    Kulldorff, Heffernan, Hartman, Assunção and Mostashari (2005), PLoS Medicine 2(3), e59.
    """
    place_x, place_y, place_of = _places(x, y)
    days, dated = as_days(day)
    same_length(x=place_of, day=days)
    counts = np.ones(days.size, dtype=np.int64) if count is None else as_counts(count, what="count")
    same_length(x=place_of, count=counts)
    total = _total(counts)
    has = counts > 0
    periods = cut_periods(days[has], dated=dated, unit_days=unit_days, first_day=first_day, last_day=last_day)
    period = np.repeat(periods.of(days[has]), counts[has])
    place = np.repeat(place_of[has], counts[has])
    size = np.bincount(place, minlength=place_x.size)
    _enough(total, min_cases)
    if np.count_nonzero(size) < 2:
        raise NotEnoughError("all cases lie at one place. A scan needs cases at two places or more.")
    by_period = np.bincount(period, minlength=periods.number)
    if np.count_nonzero(by_period) < 2:
        raise NotEnoughError("all cases fall into one period. A scan needs cases in two periods or more.")
    weight = np.concatenate([[0.0], np.cumsum(by_period)]) / total
    order = np.lexsort((period, place))
    starts = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    observed = (starts, period[order])

    def draw() -> Iterator[Map]:
        dice = np.random.default_rng(seed)
        width = periods.number
        begins = np.repeat(np.arange(place_x.size, dtype=np.int64) * width, size)
        while True:
            keys = begins + dice.permutation(observed[1])
            keys.sort()
            yield starts, (keys - begins).astype(np.int32)

    return _scan(
        "space-time permutation",
        (place_x, place_y, place_of),
        size.astype(float),
        observed,
        draw,
        weight=weight,
        by_period=np.zeros((0, periods.number + 1)),
        periods=periods,
        centres=centres,
        prospective=prospective,
        max_share=max_share,
        max_radius_m=max_radius_m,
        max_duration_share=max_duration_share,
        max_duration_days=max_duration_days,
        replicates=replicates,
        seed=seed,
        interval_days=interval_days,
        min_cases=min_cases,
        most_clusters=most_clusters,
        told=told,
    )


def spatial_scan(
    x: ArrayLike,
    y: ArrayLike,
    cases: ArrayLike,
    population: ArrayLike,
    *,
    centres: tuple[ArrayLike, ArrayLike] | None = None,
    max_share: float = 0.5,
    max_radius_m: float | None = None,
    replicates: int = 999,
    seed: int = 20_260_401,
    min_cases: int = 2,
    most_clusters: int = 20,
    told: Progress = silent,
) -> Scan:
    """Look for circles with more cases than their population explains: Kulldorff's Poisson scan.

    Parameters
    ----------
    x, y : array_like, shape (n_rows,)
        Metres. Rows at one point are added up.
    cases : array_like of int, shape (n_rows,)
    population : array_like, shape (n_rows,)
        What cases are expected in proportion to: people, or cases expected after standardisation. They are
        scaled so that the expected cases add up to the cases seen.

    Returns
    -------
    Scan
        As `permutation_scan`; the other parameters are as there, too.

    Raises
    ------
    spatial.errors.NoDenominatorError
        If nowhere is a population, or a place has cases and none.
    spatial.errors.StatisticsError
        As `permutation_scan`.

    References
    ----------
    Kulldorff (1997), Communications in Statistics: Theory and Methods 26(6), 1481-1496.
    """
    table = np.atleast_1d(as_counts(cases, what="cases"))
    people = np.atleast_1d(as_numbers(population, what="population", least=0))
    if table.ndim != 1 or people.ndim != 1:
        raise SettingError("cases and population each need one value for every place.")
    return _poisson(
        "Poisson, in space",
        x,
        y,
        table[:, None],
        people[:, None],
        periods=None,
        centres=centres,
        prospective=False,
        max_share=max_share,
        max_radius_m=max_radius_m,
        max_duration_share=1.0,
        max_duration_days=None,
        replicates=replicates,
        seed=seed,
        interval_days=None,
        min_cases=min_cases,
        most_clusters=most_clusters,
        told=told,
    )


def space_time_scan(
    x: ArrayLike,
    y: ArrayLike,
    cases: ArrayLike,
    population: ArrayLike,
    *,
    centres: tuple[ArrayLike, ArrayLike] | None = None,
    last_day: Any = None,
    unit_days: int = 1,
    prospective: bool = False,
    max_share: float = 0.5,
    max_radius_m: float | None = None,
    max_duration_share: float = 0.5,
    max_duration_days: int | None = None,
    replicates: int = 999,
    seed: int = 20_260_401,
    interval_days: float | None = None,
    min_cases: int = 2,
    most_clusters: int = 20,
    told: Progress = silent,
) -> Scan:
    """Look for circles and spans of days with more cases than their population explains.

    Parameters
    ----------
    x, y : array_like, shape (n_rows,)
        Metres. Rows at one point are added up.
    cases : array_like of int, shape (n_rows, n_periods)
    population : array_like, shape (n_rows,) or (n_rows, n_periods)
        What cases are expected in proportion to; one value a place if it does not change.
    last_day : optional
        The last day, a date or a number; else days are numbered from 0. Each period is `unit_days` long.

    Returns
    -------
    Scan
        As `permutation_scan`; the other parameters are as there, too.

    Raises
    ------
    spatial.errors.NoDenominatorError
        If nowhere is a population, or a place and period has cases and none.
    spatial.errors.StatisticsError
        As `permutation_scan`.

    References
    ----------
    Kulldorff, Athas, Feuer, Miller and Key (1998), American Journal of Public Health 88(9), 1377-1380.
    """
    table = as_counts(cases, what="cases")
    people = as_numbers(population, what="population", least=0)
    if table.ndim != 2 or table.shape[1] < 2:
        raise SettingError("cases needs a row for every place and a column for every period, two at least.")
    if people.ndim == 1:
        people = people[:, None]
    if people.ndim != 2 or people.shape[1] not in {1, table.shape[1]}:
        raise SettingError("population needs one value for every place, or one for every place and period.")
    within(unit_days, what="unit_days", least=1, most=3660, unit="days")
    length = table.shape[1] * int(unit_days)
    ends, dated = (
        (np.array([length - 1]), False) if last_day is None else as_days([last_day], what="last_day")
    )
    periods = Periods(int(ends[0]) - length + 1, int(ends[0]), int(unit_days), dated)
    return _poisson(
        "Poisson, in space and time",
        x,
        y,
        table,
        people,
        periods=periods,
        centres=centres,
        prospective=prospective,
        max_share=max_share,
        max_radius_m=max_radius_m,
        max_duration_share=max_duration_share,
        max_duration_days=max_duration_days,
        replicates=replicates,
        seed=seed,
        interval_days=interval_days,
        min_cases=min_cases,
        most_clusters=most_clusters,
        told=told,
    )


def _poisson(
    model: str,
    x: ArrayLike,
    y: ArrayLike,
    table: np.ndarray,
    people: np.ndarray,
    *,
    periods: Periods | None,
    min_cases: int,
    seed: int,
    **settings: Any,
) -> Scan:
    place_x, place_y, place_of = _places(x, y)
    same_length(x=place_of, cases=table, population=people)
    n, width, total = place_x.size, table.shape[1], _total(table)
    affordable(
        8.0 * n * (width + 1) * 3,
        what=f"A table of {n:,} places by {width:,} periods",
        instead="Take longer periods or fewer places.",
    )
    summed, popul = np.zeros((n, width), dtype=np.int64), np.zeros((n, people.shape[1]))
    np.add.at(summed, place_of, table)
    np.add.at(popul, place_of, people)
    _enough(total, min_cases)
    if not popul.sum():
        raise NoDenominatorError(
            "the population is zero everywhere. Give what cases are expected in proportion to."
        )
    if (summed[np.broadcast_to(popul == 0, summed.shape)] > 0).any():
        raise NoDenominatorError(
            "a place has cases but no population. Give it one, leave its cases out, or use the permutation "
            "scan."
        )
    share = popul / (popul.sum() * (width if popul.shape[1] == 1 else 1))  # of all cases, in each period
    by_period = np.zeros((0, width + 1))
    weight = np.linspace(0.0, 1.0, width + 1)
    if popul.shape[1] > 1:
        by_period = np.zeros((n, width + 1))
        np.cumsum(share * total, axis=1, out=by_period[:, 1:])
        weight = np.concatenate([[0.0], np.cumsum(share.sum(axis=0))])
    expected = share.sum(axis=1) * total * (width if popul.shape[1] == 1 else 1)
    flat = np.broadcast_to(share, summed.shape).ravel()
    flat = flat / flat.sum()

    def draw() -> Iterator[Map]:
        dice = np.random.default_rng(seed)
        while True:
            yield _as_map(dice.multinomial(total, flat).reshape(n, width))

    return _scan(
        model,
        (place_x, place_y, place_of),
        expected,
        _as_map(summed),
        draw,
        weight=weight,
        by_period=by_period,
        periods=periods,
        min_cases=min_cases,
        seed=seed,
        **settings,
    )


def _as_map(table: np.ndarray) -> Map:
    starts = np.concatenate([[0], np.cumsum(table.sum(axis=1))]).astype(np.int64)
    place, period = np.nonzero(table)
    return starts, np.repeat(period, table[place, period]).astype(np.int32)


def _total(counts: np.ndarray) -> int:
    total = counts.sum(dtype=float)
    if total > MOST_CASES:
        raise TooLargeError(
            f"there are {total:,.0f} cases; a scan can take {MOST_CASES:,}. Take a shorter window, a smaller "
            "area or fewer kinds of case."
        )
    return int(total)


def _enough(total: int, min_cases: int) -> None:
    within(min_cases, what="min_cases", least=1, most=1_000_000, unit="cases")
    if total < max(min_cases, 2):
        raise NotEnoughError(
            f"there are {total} cases; a scan needs {max(min_cases, 2)} at least. "
            "A longer window may have them."
        )


def _places(x: ArrayLike, y: ArrayLike) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the distinct places, in an order that does not depend on that of the rows, and each row's."""
    at_x, at_y = as_numbers(x, what="x").ravel(), as_numbers(y, what="y").ravel()
    same_length(x=at_x, y=at_y)
    if not at_x.size:
        raise NotEnoughError("there are no places. Give at least two.")
    distinct, place_of = np.unique(np.column_stack([at_x, at_y]), axis=0, return_inverse=True)
    return distinct[:, 0], distinct[:, 1], place_of.ravel().astype(np.int64)


def _scan(
    model: str,
    places: tuple[np.ndarray, np.ndarray, np.ndarray],
    expected: np.ndarray,
    observed: Map,
    draw: Callable[[], Iterator[Map]],
    *,
    weight: np.ndarray,
    by_period: np.ndarray,
    periods: Periods | None,
    centres: tuple[ArrayLike, ArrayLike] | None,
    prospective: bool,
    max_share: float,
    max_radius_m: float | None,
    max_duration_share: float,
    max_duration_days: int | None,
    replicates: int,
    seed: int,
    interval_days: float | None,
    min_cases: int,
    most_clusters: int,
    told: Progress,
) -> Scan:
    within(max_share, what="max_share", least=1e-6, most=1.0)
    if max_radius_m is not None:
        within(max_radius_m, what="max_radius_m", least=0, most=1e7, unit="metres")
    within(max_duration_share, what="max_duration_share", least=1e-6, most=1.0)
    within(replicates, what="replicates", least=0, most=MOST_REPLICATES)
    within(most_clusters, what="most_clusters", least=1, most=1000)
    place_x, place_y, place_of = places
    if centres is None:
        centre_x, centre_y = place_x, place_y
    else:
        centre_x, centre_y, _ = _places(*centres)
    number = 1 if periods is None else periods.number
    longest = max(int(number * max_duration_share + 1e-9), 1)
    if max_duration_days is not None and periods is not None:
        within(
            max_duration_days, what="max_duration_days", least=periods.unit_days, most=10_000_000, unit="days"
        )
        longest = min(int(max_duration_days) // periods.unit_days, number)
    circles = lay_circles(
        place_x,
        place_y,
        expected,
        centre_x=centre_x,
        centre_y=centre_y,
        max_share=max_share,
        max_radius_m=max_radius_m,
    )
    total = int(observed[1].size)
    bands = cut_bands(circles, expected, together=not prospective and not by_period.size)
    field = Field(circles, bands, expected, weight, by_period, total, int(min_cases), longest, prospective)
    maxima = chance_maxima(field, draw, replicates=int(replicates), told=told)
    weakest = float(maxima.min(initial=np.inf)) if maxima.size else 0.0  # weaker ones have p = 1
    hits = strongest(field, observed, most=int(most_clusters), weakest=weakest, told=told)
    interval = float(periods.unit_days if periods else 1) if interval_days is None else float(interval_days)
    within(interval, what="interval_days", least=1e-6, most=1e6, unit="days")
    rows = [
        _row(rank, hit, field, observed, maxima, periods, interval if prospective else None)
        for rank, hit in enumerate(hits, start=1)
    ]
    return Scan(
        clusters=pd.DataFrame(rows, columns=list(COLUMNS)),
        maxima=maxima,
        total=total,
        place_x=place_x,
        place_y=place_y,
        place_of=place_of,
        settings={
            "model": model,
            "prospective": prospective,
            "centres": int(centre_x.size),
            "max_share": max_share,
            "max_radius_m": max_radius_m,
            "first_day": periods.first_day(0) if periods else None,
            "last_day": periods.last_day(number - 1) if periods else None,
            "periods": number,
            "unit_days": periods.unit_days if periods else None,
            "longest_periods": longest,
            "replicates": int(replicates),
            "seed": seed,
            "min_cases": int(min_cases),
            "interval_days": interval if prospective else None,
        },
    )


def _row(
    rank: int,
    hit: Hit,
    field: Field,
    observed: Map,
    maxima: np.ndarray,
    periods: Periods | None,
    interval: float | None,
) -> dict[str, Any]:
    p = rank_p(hit.llr, maxima)
    tail = gumbel_p(hit.llr, maxima) if maxima.size >= FEWEST_MAXIMA else float("nan")
    lowest = p == 1 / (1 + maxima.size) and tail == tail
    starts, days = observed
    held = np.concatenate([days[starts[z] : starts[z + 1]] for z in hit.places])
    seen = held[(held >= hit.first) & (held <= hit.last)]
    risk = relative_risk(hit.cases, hit.expected, total=field.total)
    return {
        "rank": rank,
        "x": float(field.circles.x[hit.centre]),
        "y": float(field.circles.y[hit.centre]),
        "radius_m": hit.radius_m,
        "places": sorted(int(z) for z in hit.places),
        "first_day": None if periods is None else periods.first_day(hit.first),
        "last_day": None if periods is None else periods.last_day(hit.last),
        "observed": hit.cases,
        "expected": hit.expected,
        "ratio": hit.cases / hit.expected,
        "relative_risk": float(risk),
        "llr": hit.llr,
        "p": p,
        "gumbel_p": tail,
        "recurrence_interval_days": float("nan")
        if interval is None or p != p
        else recurrence_interval_days(tail if lowest else p, interval_days=interval),
        "days_with_cases": int(np.unique(seen).size),
    }
