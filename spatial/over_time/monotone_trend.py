"""Monotone trend: whether a series rises or falls by more than chance would make it, and by how much."""

from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NotEnoughError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import within
from spatial.over_time.kendall_score import as_period, as_values, exact_p
from spatial.over_time.mann_kendall import MannKendall, hamed_rao, mann_kendall, seasonal_mann_kendall
from spatial.over_time.theil_sen import TheilSen, seasonal_theil_sen, theil_sen

__all__ = ["monotone_trend"]

COLUMNS = ["n", "s", "variance", "z", "tau", "p", "slope", "slope_low", "slope_high", "intercept"]


def monotone_trend(
    values: ArrayLike,
    *,
    at: ArrayLike | None = None,
    period: int | None = None,
    alpha: float = 0.05,
    what: str = "reports",
    step: str = "step",
    unit: str = "step",
) -> Finding:
    """Say whether a series rises or falls by more than chance would make it, and by how much.

    Parameters
    ----------
    values : array_like of float, shape (n,)
        In order of time, one for each step of equal exposure.
    at : array_like of float, shape (n,), optional
        When each was seen, in `unit`.
    period : int, optional
        Steps in a year, to compare each season with itself only; the slope is then for each year.
    alpha : float
        Chance of calling a trend where there is none.
    what, step, unit : str
        What is counted, what one value covers and in what time is measured, for the sentence.

    Returns
    -------
    Finding
        Table of one row: n, s, variance, z, tau, p, slope, slope_low, slope_high, intercept. `p` is the
        larger of the plain test and Hamed and Rao's, since reports of one step often resemble those of the
        step before; with seasons it is that of the seasonal test. `settings["direction"]` is "rise", "fall"
        or "none".

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a value is missing or infinite, or a setting outside what it may be.
    """
    within(alpha, what="alpha", least=1e-6, most=0.5)
    if period is not None:
        period = as_period(period)
    given = as_values(values)
    settings = {"alpha": alpha, "period": period, "n": len(given), "direction": "none"}
    needed = 3 * period if period else _fewest(alpha)
    if len(given) < needed:
        said = (
            f"Not enough data to say: {len(given)} {many(step, len(given))}, and a trend takes at least "
            f"{needed}. A longer period or shorter steps would do."
        )
        return Finding("mann_kendall", NOT_ENOUGH, said, pd.DataFrame(columns=COLUMNS), settings)
    test, line = _tested(given, at, period, settings)
    row = [
        test.n,
        test.s,
        test.variance,
        test.z,
        test.tau,
        test.p,
        line.slope,
        line.low,
        line.high,
        line.intercept,
    ]
    found = test.p < alpha and test.s != 0
    if found:
        settings["direction"] = "rise" if test.s > 0 else "fall"
    said = _said(test, line, found, what=what, step=step, unit="year" if period else unit)
    table = pd.DataFrame([row], columns=COLUMNS)
    return Finding("mann_kendall", FOUND if found else NONE, said, table, settings)


def _tested(
    given: np.ndarray, at: ArrayLike | None, period: int | None, settings: dict
) -> tuple[MannKendall, TheilSen]:
    """Run the tests that the length of the series allows, and keep the more careful p."""
    if period:
        settings["test"] = "seasonal Mann-Kendall"
        return seasonal_mann_kendall(given, period=period), seasonal_theil_sen(given, period=period)
    plain = mann_kendall(given)
    settings["test"] = "Mann-Kendall, exact" if plain.exact else "Mann-Kendall, normal"
    try:
        careful = hamed_rao(given)
    except NotEnoughError:
        careful = plain
    if careful.p > plain.p:
        settings["test"] += "; p as Hamed and Rao correct it"
        plain = MannKendall(plain.n, plain.s, careful.variance, careful.z, plain.tau, careful.p, False)
    return plain, theil_sen(given, at=at)


def _said(test: MannKendall, line: TheilSen, found: bool, *, what: str, step: str, unit: str) -> str:
    more = "more" if line.slope >= 0 else "fewer"
    size = (
        f"about {_number(abs(line.slope))} {more} {what} a {step}"
        if line.slope
        else f"no change in {what} a {step}"
    )
    ends = f"95 %: {_signed(line.low)} to {_signed(line.high)}"
    across = f"over {test.n} {many(step, test.n)}"
    chance = "p < 0.001" if test.p < 0.001 else f"p = {test.p:.2g}"
    if not found:
        return f"No trend that stands out from chance {across} ({size} each {unit}, {ends}; {chance})."
    way = "A rise" if test.s > 0 else "A fall"
    return f"{way} that stands out from chance {across}: {size} each {unit} ({ends}; {chance})."


def _signed(number: float) -> str:
    sign = "+" if number > 0 else "\N{MINUS SIGN}"
    return f"{sign}{_number(abs(number))}" if number else "0"


def _number(number: float) -> str:
    """Write two figures, and never a power of ten."""
    return f"{number:,.0f}" if number >= 9.95 else f"{number:.2g}"


def many(step: str, number: int) -> str:
    return step if number == 1 else f"{step}s"


@lru_cache(maxsize=8)
def _fewest(alpha: float) -> int:
    """Count the values below which no order of them can be called a trend."""
    n, chance = 2, 1.0
    while chance >= alpha:
        n += 1
        chance = exact_p(n * (n - 1) // 2, (1,) * n)
    return n
