"""Many monthly series watched at once, where the records tell only the month: is the last month unusual?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_counts, within
from spatial.progress import Progress, silent
from spatial.surveillance.farrington import Farrington, compare_period, reference_periods
from spatial.surveillance.guard import LEAST_CASES
from spatial.surveillance.guarded import guarded_discoveries
from spatial.surveillance.limit import prediction_limit
from spatial.surveillance.watch import FEW, OVER, USUAL

__all__ = ["LEAST_YEARS", "MONTHLY", "check_months", "watch_months"]

MONTHLY = Farrington(half_window=1, seasons=4, omit_last=6, limit="predictive", over_periods=1)
"""Farrington's flexible method told in months: a month on either side, quarters as seasons, half a year left
out. One month is the four weeks of the low-count guard."""
LEAST_YEARS, MOST_YEARS = 2, MONTHLY.years_back
TABLE = ("series", "state", "why", "years", "observed", "expected", "lower", "upper", "p", "q", "reach")


def watch_months(
    counts: ArrayLike,
    months: Sequence[date],
    *,
    names: Sequence[Any] | None = None,
    starts: Sequence[int] | None = None,
    level: float = 0.05,
    least_cases: int = LEAST_CASES,
    told: Progress = silent,
) -> Finding:
    """Look through many monthly series for those with unusually many reports in the last month.

    Parameters
    ----------
    counts : array_like of int, shape (n_series, n_months)
        Reports in each month, the empty ones as 0. The last month is complete.
    months : sequence of datetime.date, length n_months
        The first day of each month, one after the other.
    names : sequence, length n_series, optional
        What each series is called; its position if not given.
    starts : sequence of int, length n_series, optional
        The first month of each series that may be looked back at: the one after the last change of recording.
    level : float
        The false discovery rate over all series.
    least_cases : int
        The low-count guard: reports in the month below which nothing is called unusual.
    told : callable
        Is told the share done.

    Returns
    -------
    Finding
        The table has a row a series: series, state ("unusually many", "as usual", "not enough to say"), why
        ("", "few", "short"), years (looked back at), observed, expected, lower and upper (99 % range of the
        month), p, q (over all series), reach (chance to pass the guard where nothing has changed).

    Raises
    ------
    spatial.errors.BadNumberError, SettingError
        If a number cannot be one, or the months do not follow each other.

    Notes
    -----
    Each series is compared with its two to five earlier years by Farrington's flexible method in months
    (`MONTHLY`), with the limits of a negative binomial law. A series with fewer than two earlier years is
    not judged. A signal needs q no larger than `level` (see `spatial.surveillance.guarded`) and as many
    reports as the guard asks for: where nothing has changed, a look has a false signal with a chance of at
    most `level`, as far as the model of the past holds.

    References
    ----------
    Noufaily et al. (2013), Statistics in Medicine 32(7), 1206-1222. Farrington et al. (1996), JRSS A 159(3),
    547-563.
    """
    values, days = _checked(counts, months)
    n_series = len(values)
    titles = list(range(n_series)) if names is None else list(names)
    first = [0] * n_series if starts is None else [int(one) for one in starts]
    if len(titles) != n_series or len(first) != n_series:
        raise BadNumberError(f"there are {n_series} series. Give a name and a start for each, or for none.")
    within(level, what="the level", least=1e-6, most=0.5)
    within(least_cases, what="cases of the guard", least=1, most=1_000_000)
    rows = []
    for number in range(n_series):
        told(number / n_series)
        rows.append(_judged(values[number], days, max(first[number], 0), least_cases))
    table = pd.DataFrame(rows, columns=[name for name in TABLE if name not in {"series", "q"}])
    table.insert(0, "series", pd.Series(titles, dtype=object))
    table["q"] = guarded_discoveries(table["p"].to_numpy(dtype=float), table["reach"].to_numpy(dtype=float))
    table.loc[(table["q"] <= level) & (table["why"] == ""), "state"] = OVER
    last = months[-1]
    states = set(table["state"])
    state = FOUND if OVER in states else (NONE if USUAL in states else NOT_ENOUGH)
    settings = {
        "series": n_series,
        "month": last,
        "level": level,
        "least_cases": least_cases,
        "most_recent_years": MOST_YEARS,
        "false_looks": level,
    }
    return Finding("watch months", state, _sentence(table, last), table[list(TABLE)], settings)


def check_months(months: Sequence[date]) -> np.ndarray:
    """See that days are the first of each month, one after the other.

    Raises
    ------
    spatial.errors.SettingError
        If they are not.
    """
    days = np.array(list(months), dtype="datetime64[D]")
    if np.isnat(days).any():
        raise SettingError("a month has no day. Give the first day of each.")
    whole = days.astype("datetime64[M]")
    if (whole.astype("datetime64[D]") != days).any() or (np.diff(whole).astype(int) != 1).any():
        raise SettingError(
            "these are not the first days of months, one after the other. Give every month, the empty ones "
            "too."
        )
    return days


def _checked(counts: ArrayLike, months: Sequence[date]) -> tuple[np.ndarray, np.ndarray]:
    values, days = as_counts(counts), check_months(months)
    if values.ndim != 2 or values.shape[1] != len(days) or not values.size:
        raise BadNumberError(
            f"the counts have the shape {values.shape}; give a row for each series and a column for each of "
            f"the {len(days)} months, at least one of both."
        )
    return values, days


def _judged(values: np.ndarray, days: np.ndarray, start: int, least_cases: int) -> dict[str, Any]:
    """Judge the last month of one series; everything but what only all series together can say."""
    now = len(values) - 1
    row: dict[str, Any] = {"state": FEW, "why": "short", "years": 0, "observed": int(values[now])}
    row |= dict.fromkeys(("expected", "lower", "upper", "p", "reach"), np.nan)
    back = reference_periods(now, years_back=MOST_YEARS, days=days, per_year=12)[1:]
    years = int((back - MONTHLY.half_window >= start).sum())
    if years < LEAST_YEARS:
        return row
    settings = replace(MONTHLY, years_back=years)
    try:
        one = compare_period(values[start:], days[start:], now - start, settings=settings)
    except NotEnoughError:
        return row
    given = {name: one[name] for name in ("expected", "error", "dispersion")}
    reach = prediction_limit(least_cases, alpha=MONTHLY.alpha, method=MONTHLY.limit, **given).p
    row |= {name: one[name] for name in ("expected", "lower", "upper", "p")} | {
        "years": years,
        "reach": reach,
    }
    if values[now] < least_cases:
        return row | {"why": "few", "p": 1.0}
    return row | {"state": USUAL, "why": ""}


def _sentence(table: pd.DataFrame, month: date) -> str:
    over, usual, few = (int((table["state"] == one).sum()) for one in (OVER, USUAL, FEW))
    if not over and not usual:
        return (
            f"Not enough to say of {month:%B %Y}: a series needs {LEAST_YEARS} earlier years recorded in one "
            "way, and enough reports in the month. Import earlier years, or look at a larger area."
        )
    have = "has" if over == 1 else "have"
    return (
        f"{over or 'None'} of {len(table)} series {have} unusually many reports in {month:%B %Y}; {usual} as "
        f"usual, {few} with too few reports or years to say."
    )
