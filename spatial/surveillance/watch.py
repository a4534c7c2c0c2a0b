"""Many series watched at once: which have unusually many reports in their last four complete weeks."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import special

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_counts, as_numbers, within
from spatial.progress import Progress, silent
from spatial.surveillance.ears import ALPHA as EARS_ALPHA
from spatial.surveillance.ears import METHODS, ears_scores
from spatial.surveillance.ewma import ewma
from spatial.surveillance.guard import LEAST_CASES, OVER_PERIODS
from spatial.surveillance.guarded import guarded_discoveries
from spatial.surveillance.limit import prediction_limit
from spatial.surveillance.weekly import (
    ALPHA,
    BY_WEEKS,
    BY_YEARS,
    LAG,
    LEAST_WEEKS,
    LONGEST,
    Weeks,
    baseline_of,
    expected_weeks,
)

__all__ = ["FEW", "OVER", "UNKNOWN", "USUAL", "check_mondays", "settled_weeks", "watch"]

OVER, USUAL, FEW, UNKNOWN = "unusually many", "as usual", "not enough to say", "unknown"
COMPLETE = 0.9
"""A week is complete once this share of its reports has usually come in."""
OLDEST = 13
"""Where the last complete week is so many weeks old, nothing is said of how things are now."""
RANGE = 0.95
WALK_BACK, HIGH = 26, 0.025
TOGETHER, EACH = 2, 2 * OVER_PERIODS
"""Two ways to pass, each with half of the chance: the four weeks together, and one of them by itself."""
TABLE = (
    "series", "state", "why", "method", "weeks", "recent", "expected", "lower", "upper", "p", "q", "reach",
    "since", "peak", "early", *METHODS, "EWMA",
)  # fmt: skip


def watch(
    counts: ArrayLike,
    mondays: Sequence[date],
    *,
    names: Sequence[Any] | None = None,
    starts: Sequence[int] | None = None,
    groups: Sequence[Any] | None = None,
    arrived: ArrayLike | None = None,
    level: float = 0.05,
    least_cases: int = LEAST_CASES,
    told: Progress = silent,
) -> Finding:
    """Look through many weekly series for those with unusually many reports of late.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_weeks)
        Reports in each week, the empty weeks as 0.
    mondays : sequence of datetime.date, length n_weeks
        The weeks, one after the other. The last is that of the latest record.
    names : sequence, length n_series, optional
        What each series is called; its position if not given.
    starts : sequence of int, length n_series, optional
        The first week of each series that may be looked back at: the one after the last change of recording.
    groups : sequence, length n_series, optional
        The family of each series (the whole, the wards, ...): discoveries are counted within it. One family
        if not given.
    arrived : array_like of float, shape (n_weeks,), optional
        The share of each week's reports that has usually come in by now. Weeks from the first below 0.9 on
        are not complete, and neither make a signal nor speak against one. All complete if not given.
    level : float
        The false discovery rate over all series.
    least_cases : int
        The low-count guard: reports in the four weeks below which nothing is called unusual.
    told : callable
        Is told the share done.

    Returns
    -------
    Finding
        The table has a row a series: series, state ("unusually many", "as usual", "not enough to say",
        "unknown"), why ("", "few", "short", "recording changed", "late"), method, weeks (that can be looked
        back at), recent (reports in the last four complete weeks), expected, lower and upper (95 % range of
        that number), p (of the four weeks, together and each alone), q (over its family), reach (chance to
        pass the guard where nothing has changed), since (the Monday
        from which the weeks have been high), peak (the Monday of the week furthest above), early (weeks
        not complete are already above their limit), and for series without years whether C1, C2, C3 and EWMA
        signal in the four weeks.

    Raises
    ------
    spatial.errors.BadNumberError, SettingError
        If a number cannot be one, or the weeks do not follow each other.

    Notes
    -----
    A series with two earlier years or more is judged by Farrington's flexible method, a shorter one by EARS
    C1 to C3, EWMA and its own mean of up to 52 weeks, one of fewer than 15 weeks not at all. A signal needs
    all of: p corrected for the ways to pass and for all series of its family (Benjamini and Hochberg, see
    `spatial.surveillance.guarded`) no larger than `level`; as many reports as the guard asks for; and,
    without years, a signal of EARS or EWMA. Where nothing has changed, a look has a false signal in a family
    with a chance of at most `level`.
    """
    values, days = _checked(counts, mondays)
    n_series, n_weeks = values.shape
    titles = list(range(n_series)) if names is None else list(names)
    first = np.zeros(n_series, dtype=np.int64) if starts is None else np.asarray(starts, dtype=np.int64)
    if len(titles) != n_series or len(first) != n_series:
        raise BadNumberError(f"there are {n_series} series. Give a name and a start for each, or for none.")
    within(level, what="the level", least=1e-6, most=0.5)
    within(least_cases, what="cases of the guard", least=1, most=1_000_000)
    end = settled_weeks(arrived, n_weeks)
    settings = _settings(n_series, days, end, level, least_cases)
    rows = []
    for number in range(n_series):
        told(number / max(n_series, 1))
        rows.append(_judged(values[number], days, int(first[number]), end, least_cases))
    table = pd.DataFrame(rows, columns=[name for name in TABLE if name not in {"series", "q"}])
    table.insert(0, "series", pd.Series(titles, dtype=object))
    p = table["p"].to_numpy(dtype=float)
    table["q"] = _q(p, table["reach"].to_numpy(dtype=float), groups)
    backed = (table["method"] == BY_YEARS) | table[[*METHODS, "EWMA"]].any(axis=1)
    over = (table["q"] <= level) & backed & (table["why"] == "")
    table.loc[over, "state"] = OVER
    for at in np.flatnonzero(over):
        table.loc[at, "since"] = _since(values[at], days, int(first[at]), end)
    table.loc[~over, ["since", "peak"]] = None
    return Finding("watch", _state(table), _sentence(table, settings), table[list(TABLE)], settings)


def _q(p: np.ndarray, reach: np.ndarray, groups: Sequence[Any] | None) -> np.ndarray:
    """Correct for many series, each family by itself."""
    if groups is None:
        return guarded_discoveries(p, reach)
    if len(groups) != len(p):
        raise BadNumberError(f"there are {len(p)} series. Give a family for each, or for none.")
    q = np.full(len(p), np.nan)
    for one in dict.fromkeys(groups):
        mine = np.array([each == one for each in groups], dtype=bool)
        q[mine] = guarded_discoveries(p[mine], reach[mine])
    return q


def settled_weeks(arrived: ArrayLike | None, n_weeks: int) -> int:
    """Say how many weeks from the first on are complete."""
    if arrived is None:
        return n_weeks
    share = as_numbers(arrived, what="the share that has arrived", least=0)
    if len(share) != n_weeks:
        raise BadNumberError(f"there are {n_weeks} weeks and {len(share)} shares. Give one for each week.")
    missing = share < COMPLETE
    return int(missing.argmax()) if missing.any() else n_weeks


def check_mondays(mondays: Sequence[date]) -> np.ndarray:
    """See that weeks are Mondays, one after the other.

    Raises
    ------
    spatial.errors.SettingError
        If they are not.
    """
    days = np.array(list(mondays), dtype="datetime64[D]")
    if any(day.weekday() for day in mondays) or (np.diff(days).astype(int) != 7).any():
        raise SettingError(
            "the weeks are not Mondays, one after the other. Give every week, the empty ones too."
        )
    return days


def _checked(counts: ArrayLike, mondays: Sequence[date]) -> tuple[np.ndarray, np.ndarray]:
    values = as_counts(counts)
    days = check_mondays(mondays)
    if values.ndim != 2 or values.shape[1] != len(days):
        raise BadNumberError(
            f"the counts have the shape {values.shape}; give a row for each series and a column for each of "
            f"the {len(days)} weeks."
        )
    return values, days


def _settings(n_series: int, days: np.ndarray, end: int, level: float, least_cases: int) -> dict[str, Any]:
    seen = [days[at].astype(object) for at in (max(end - OVER_PERIODS, 0), end - 1)] if end else [None, None]
    return {
        "series": n_series,
        "first": seen[0],
        "last": None if seen[1] is None else seen[1] + timedelta(days=6),
        "weeks_not_complete": len(days) - end,
        "level": level,
        "least_cases": least_cases,
        "over_weeks": OVER_PERIODS,
        "false_looks": level,
        "alone_alpha": ALPHA,
        "alone_false_a_year": round(52 * ALPHA * n_series, 1),
        "most_recent_years": 5,
        "least_weeks": LEAST_WEEKS,
        "range": RANGE,
    }


def _judged(values: np.ndarray, days: np.ndarray, start: int, end: int, least_cases: int) -> dict[str, Any]:
    """Judge one series; everything but what only all series together can say."""
    row: dict[str, Any] = dict.fromkeys(TABLE)
    row |= {
        "state": FEW,
        "weeks": max(end - start, 0),
        "early": False,
        **dict.fromkeys((*METHODS, "EWMA"), False),
    }
    row |= dict.fromkeys(("expected", "lower", "upper", "p", "reach"), np.nan)
    window = np.arange(max(end - OVER_PERIODS, 0), end)
    recent = int(values[window].sum())
    row["recent"] = recent if end >= OVER_PERIODS else None
    if len(days) - end > OLDEST:
        return row | {"state": UNKNOWN, "why": "late", "recent": None}
    if end >= OVER_PERIODS and start > window[0]:
        return row | {"why": "recording changed"}
    if end - start < LEAST_WEEKS:
        return row | {"why": "short"}
    if recent < least_cases:
        return row | _together(values, None, window, start, recent, least_cases) | {"why": "few", "p": 1.0}
    try:
        weeks = expected_weeks(values, days, window, start=start)
    except NotEnoughError:
        return row | {"why": "short"}
    together = _together(values, weeks, window, start, recent, least_cases)
    p = min(1.0, TOGETHER * together["p"], EACH * float(weeks.p.min()))
    by_years = bool(weeks.by_years.all())
    row |= together | {"method": BY_YEARS if by_years else BY_WEEKS, "p": p, "state": USUAL, "why": ""}
    row["peak"] = days[int(weeks.position[int(weeks.p.argmin())])].astype(object)
    row["early"] = _early(values, days, start, end, least_cases)
    return row if by_years else row | _signals(values[start:end], window - start)


def _together(
    values: np.ndarray, weeks: Weeks | None, window: np.ndarray, start: int, recent: int, least_cases: int
) -> dict[str, float]:
    """Say what is expected of the four weeks together, and the chance of as many as there are."""
    if weeks is not None and weeks.by_years.all():
        mean, error = float(weeks.expected.sum()), float(weeks.error.sum())
        dispersion = float((weeks.expected * weeks.dispersion).sum()) / mean
    else:  # one baseline for all four, so that they do not judge each other
        past = values[max(start, window[0] - LAG - LONGEST) : window[0] - LAG]
        each, one, dispersion = baseline_of(past)
        mean, error = OVER_PERIODS * each, OVER_PERIODS * one
    given = {"expected": mean, "error": error, "dispersion": dispersion, "alpha": (1 - RANGE) / 2}
    limit, guard = (prediction_limit(seen, method="predictive", **given) for seen in (recent, least_cases))
    return {"expected": mean, "lower": limit.lower, "upper": limit.upper, "p": limit.p, "reach": guard.p}


def _signals(values: np.ndarray, window: np.ndarray) -> dict[str, bool]:
    """Say which of C1, C2, C3 and EWMA signal in the four weeks."""
    found = {}
    for method in METHODS:
        at, _, _, score, _ = ears_scores(values, method=method)
        found[method] = bool(((score > special.ndtri(1 - EARS_ALPHA[method])) & (at >= window[0])).any())
    mean, _, dispersion = baseline_of(values[max(0, window[0] - LAG - LONGEST) : window[0] - LAG])
    followed = ewma(values[window[0] - LAG :], mean=mean, sd=max(float(np.sqrt(dispersion * mean)), 0.5))
    return found | {"EWMA": bool(followed["signal"].iloc[LAG:].any())}


def _early(values: np.ndarray, days: np.ndarray, start: int, end: int, least_cases: int) -> bool:
    """Say whether a week that is not complete is above its limit already: more reports only add to it."""
    late = np.arange(end, len(values))
    late = late[values[late] >= least_cases]
    if not len(late):
        return False
    weeks = expected_weeks(values, days, late, start=start)
    return bool((weeks.observed > weeks.upper).any())


def _since(values: np.ndarray, days: np.ndarray, start: int, end: int) -> date:
    """Find the Monday from which weeks have been high; one lower week between them is no end."""
    at = np.arange(max(start + LEAST_WEEKS - OVER_PERIODS, end - WALK_BACK), end)
    weeks = expected_weeks(values, days, at, start=start)
    above = weeks.position[weeks.p < HIGH]
    begin = end - OVER_PERIODS
    inside = above[above >= begin]
    if len(inside):
        begin = int(inside[0])
        for one in above[above < begin][::-1]:
            if begin - one > 2:
                break
            begin = int(one)
    return days[begin].astype(object)


def _state(table: pd.DataFrame) -> str:
    states = set(table["state"])
    return FOUND if OVER in states else (NONE if USUAL in states else NOT_ENOUGH)


def _sentence(table: pd.DataFrame, settings: dict[str, Any]) -> str:
    n, over = len(table), int((table["state"] == OVER).sum())
    usual, few = int((table["state"] == USUAL).sum()), int((table["state"] == FEW).sum())
    unknown = int((table["state"] == UNKNOWN).sum())
    if not n:
        return "There is no series to watch. Give the reports of at least one."
    if unknown == n:
        return (
            "What has come in ends too long ago to say anything about the last weeks: no four complete weeks "
            f"in the last {OLDEST}. Import what the agencies have sent since."
        )
    if over or usual:
        have = "has" if over == 1 else "have"
        return (
            f"{over or 'None'} of {n} series {have} unusually many reports in the four weeks to "
            f"{settings['last']}; {usual} as usual, {few} with too few reports or weeks to say."
        )
    short = (table["why"] == "short").any() or (table["why"] == "recording changed").any()
    needed = f"{LEAST_WEEKS} weeks under one way of recording" if short else ""
    guard = f"{settings['least_cases']} reports in four weeks"
    does = f"A series needs {' and '.join(part for part in (needed, guard) if part)}."
    return (
        f"None of {n} series has enough to say anything. {does} Larger areas or all strands together may do."
    )
