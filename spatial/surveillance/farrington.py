"""Farrington's method, original and flexible: this week against the same weeks of earlier years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from spatial.errors import NoDenominatorError, NotEnoughError, SettingError
from spatial.given import as_numbers, same_length, within
from spatial.progress import Progress, silent
from spatial.surveillance.guard import LEAST_CASES, OVER_PERIODS, recent_cases
from spatial.surveillance.limit import LIMITS, prediction_limit
from spatial.surveillance.loglinear import Fit, fit_loglinear
from spatial.surveillance.series import as_days, as_series

__all__ = [
    "FLEXIBLE",
    "ORIGINAL",
    "Farrington",
    "anscombe_residuals",
    "compare_period",
    "farrington",
    "outbreak_weights",
    "reference_periods",
    "seasonal_blocks",
]

TREND_YEARS = 3
"""A trend is kept only where so many years are looked back at."""


@dataclass(frozen=True)
class Farrington:
    """Settings of the method.

    Attributes
    ----------
    years_back : int
        b, the years looked back at.
    half_window : int
        w, the periods on either side of the same period of an earlier year.
    seasons : int
        Levels of the season: 1 takes the windows only, 10 all periods of the years.
    omit_last : int
        So many periods before the one in question are left out, so that a rise that goes on does not hide
        itself.
    reweight_above : float or None
        Periods with a larger standardised Anscombe residual weigh less; None for no reweighting.
    trend : bool
        Whether a trend is tried. It is kept if it is significant at `trend_alpha`, at least three years are
        looked back at, and it takes the expected count neither above every count looked back at nor below
        what is expected where none of the earlier periods of the season had a case.
    trend_alpha : float
        1 keeps it whether it is significant or not.
    alpha : float
        Chance of passing the upper limit where nothing has changed.
    limit : str
        How the upper limit is worked out; see `spatial.surveillance.limit.prediction_limit`.
    least_cases, over_periods : int
        The low-count guard.
    """

    years_back: int = 5
    half_window: int = 3
    seasons: int = 10
    omit_last: int = 26
    reweight_above: float | None = 2.58
    trend: bool = True
    trend_alpha: float = 1.0
    alpha: float = 0.005
    limit: str = "two_thirds"
    least_cases: int = LEAST_CASES
    over_periods: int = OVER_PERIODS

    def __post_init__(self) -> None:
        for name, least, most in (
            ("years_back", 1, 50),
            ("half_window", 0, 26),
            ("seasons", 1, 26),
            ("omit_last", 0, 400),
            ("trend_alpha", 0, 1),
            ("alpha", 1e-9, 0.5),
            ("least_cases", 0, 1_000_000),
            ("over_periods", 1, 1000),
        ):
            within(getattr(self, name), what=name.replace("_", " "), least=least, most=most)
        if self.reweight_above is not None:
            within(self.reweight_above, what="reweight above", least=0, most=1e9)
        if self.limit not in LIMITS:
            raise SettingError(f"There is no limit '{self.limit}'. Known: {', '.join(LIMITS)}.")


FLEXIBLE = Farrington()
"""Noufaily et al. (2013): all periods, ten seasons, the last half year left out, reweighting above 2.58."""
ORIGINAL = Farrington(seasons=1, omit_last=3, reweight_above=1.0, trend_alpha=0.05)
"""Farrington et al. (1996): windows only, reweighting above 1, a trend if it is significant."""


def farrington(
    counts: ArrayLike,
    times: Sequence[date] | None = None,
    *,
    settings: Farrington = FLEXIBLE,
    at: Sequence[int] | None = None,
    per_year: int = 52,
    exposure: ArrayLike | None = None,
    told: Progress = silent,
) -> pd.DataFrame:
    """Compare periods with what earlier years lead one to expect.

    Parameters
    ----------
    counts : array_like of int, shape (n,)
        Cases in each period (a week, a month, a day), without gaps, the empty ones as 0.
    times : sequence of datetime.date, length n, optional
        The day on which each period begins, ascending. With it "a year ago" is the period nearest to the
        same day of the year, so that years of 53 weeks do not shift the season; without it, it is
        `per_year` periods ago.
    settings : Farrington
    at : sequence of int, optional
        Positions of the periods in question; all that have enough before them if not given.
    per_year : int
        Periods a year where there are no `times`.
    exposure : array_like, shape (n,), optional
        Population or time at risk of each period; the expected count is in proportion to it.
    told : callable
        Is told the share done.

    Returns
    -------
    pandas.DataFrame
        A row a period in question: position, observed, expected, error (standard error of the expected),
        lower, upper, exceedance, p, dispersion, trend (whether it was kept), recent (cases in the guard's
        periods), enough (whether the guard lets it through), alarm.

    Raises
    ------
    spatial.errors.NotEnoughError
        If the series does not reach back far enough.
    spatial.errors.BadNumberError, NoDenominatorError, SettingError
        If a number cannot be one.

    Notes
    -----
    A quasi-Poisson log-linear model is fitted to the earlier periods, fitted again with large ones weighing
    less (their squared Anscombe residual), and carried to the period in question. A season that never had a
    case is expected to have none; where none of the earlier periods that count had one, half a case over
    all of them is expected, since no model can be fitted to nothing.
    An alarm is a count above 0 with exceedance above 1 that passes the guard.

    R's farringtonFlexible loses the model's weights before it works out the error of the expected count
    (`model$weights <- omega`). So it keeps trends that are not significant, and its limits differ from
    these a little; those of the original method are the same.

    References
    ----------
    Farrington, Andrews, Beale and Catchpole (1996), JRSS A 159(3), 547-563.
    Noufaily, Enki, Farrington, Garthwaite, Andrews and Charlett (2013), Statistics in Medicine 32(7),
    1206-1222.
    """
    values = as_series(counts)
    days = as_days(times, values)
    shift = _offset(exposure, values)
    wanted = _positions(len(values), days, settings, per_year, at)
    recent = recent_cases(values, over=settings.over_periods)
    rows = []
    for number, now in enumerate(wanted):
        told(number / len(wanted))
        rows.append(compare_period(values, days, now, settings=settings, shift=shift, per_year=per_year))
    found = pd.DataFrame(rows)
    found["recent"] = recent[found["position"]]
    found["enough"] = found["recent"] >= settings.least_cases
    found["alarm"] = found["enough"] & (found["exceedance"] > 1) & (found["observed"] > 0)
    return found


def reference_periods(now: int, *, years_back: int, days: np.ndarray | None, per_year: int) -> np.ndarray:
    """Find the same period in this year and in each of the years before.

    Parameters
    ----------
    now : int
        Position of the period in question.
    years_back : int
    days : numpy.ndarray of datetime64[D], shape (n,), or None
        The day on which each period begins.
    per_year : int
        Used where there are no days.

    Returns
    -------
    numpy.ndarray of int, shape (years_back + 1,)
        Positions, `now` first; below 0 where the series does not reach back so far.
    """
    if days is None:
        return now - per_year * np.arange(years_back + 1)
    today = days[now].astype(object)
    found = [now]
    step = int((days[1] - days[0]).astype(int)) if len(days) > 1 else 1
    for back in range(1, years_back + 1):
        try:
            then = today.replace(year=today.year - back)
        except ValueError:  # 29 February
            then = today.replace(year=today.year - back, month=3, day=1)
        wanted = np.datetime64(then, "D")
        nearest = int(np.abs((days - wanted).astype(np.int64)).argmin())
        found.append(-1 if (days[0] - wanted).astype(int) > step / 2 else nearest)
    return np.array(found)


def seasonal_blocks(
    n: int, references: np.ndarray, *, half_window: int, seasons: int, omit_last: int
) -> np.ndarray:
    """Give each period that is looked back at its season.

    Parameters
    ----------
    n : int
        Periods of the series.
    references : numpy.ndarray of int
        As from `reference_periods`.
    half_window, seasons, omit_last : int
        As in `Farrington`.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        0 where a period is not looked back at; `seasons` in the windows; 1 and on between them.
    """
    blocks = np.zeros(n, dtype=np.int64)
    now = int(references[0])
    blocks[max(now - half_window, 0) : now + 1] = seasons
    for later, then in pairwise(references):
        blocks[max(then - half_window, 0) : then + half_window + 1] = seasons
        between = int(later - then - 2 * half_window - 1)
        if seasons > 1 and between > 0:
            lengths = np.full(seasons - 1, between // (seasons - 1))
            lengths[: between % (seasons - 1)] += 1
            start = then + half_window + 1
            blocks[start : start + between] = np.repeat(np.arange(1, seasons), lengths)
    blocks[max(now - omit_last, 0) :] = 0
    return blocks


def anscombe_residuals(
    counts: np.ndarray, fitted: np.ndarray, leverage: np.ndarray, dispersion: float
) -> np.ndarray:
    """Standardise how far counts lie off: 3/2 (y^(2/3) mu^(-1/6) - mu^(1/2)) / sqrt(phi (1 - h))."""
    raw = 1.5 * (counts ** (2 / 3) * fitted ** (-1 / 6) - np.sqrt(fitted))
    return np.asarray(raw / np.sqrt(dispersion * np.maximum(1 - leverage, 1e-9)))


def outbreak_weights(residuals: np.ndarray, *, above: float) -> np.ndarray:
    """Let periods with a large residual weigh less: s^-2 above the threshold, all scaled to sum to n."""
    large = residuals > above
    raw = np.where(large, np.where(large, residuals, 1.0) ** -2.0, 1.0)
    return np.asarray(raw * len(raw) / raw.sum())


def compare_period(
    values: np.ndarray,
    days: np.ndarray | None,
    now: int,
    *,
    settings: Farrington,
    shift: np.ndarray | None = None,
    per_year: int = 52,
) -> dict[str, Any]:
    """Compare one period of a series that is known to be one: what `farrington` does for each.

    Parameters
    ----------
    values : numpy.ndarray of int64, shape (n,)
    days : numpy.ndarray of datetime64[D], shape (n,), or None
    now : int
        Position of the period; the series reaches back far enough for it.
    settings : Farrington
    shift : numpy.ndarray, shape (n,), optional
        Logarithm of the exposure.
    per_year : int

    Returns
    -------
    dict
        position, observed, expected, error, lower, upper, exceedance, p, dispersion, trend.
    """
    shift = np.zeros(len(values)) if shift is None else shift
    back = reference_periods(now, years_back=settings.years_back, days=days, per_year=per_year)
    blocks = seasonal_blocks(
        len(values),
        back,
        half_window=settings.half_window,
        seasons=settings.seasons,
        omit_last=settings.omit_last,
    )
    used = np.flatnonzero(blocks)
    if not (blocks == settings.seasons).any():
        raise NotEnoughError(
            f"the last {settings.omit_last} periods are left out, and no period of the same season is left "
            "to compare with. Leave out fewer, or look back at more years."
        )
    expected, error, dispersion, kept = _expected(values, blocks, used, shift, now, settings)
    limit = prediction_limit(
        float(values[now]),
        expected=expected,
        error=error,
        dispersion=dispersion,
        alpha=settings.alpha,
        method=settings.limit,
    )
    return {
        "position": now,
        "observed": int(values[now]),
        "expected": expected,
        "error": error,
        "lower": limit.lower,
        "upper": limit.upper,
        "exceedance": limit.exceedance,
        "p": limit.p,
        "dispersion": dispersion,
        "trend": kept,
    }


def _expected(
    values: np.ndarray,
    blocks: np.ndarray,
    used: np.ndarray,
    shift: np.ndarray,
    now: int,
    settings: Farrington,
) -> tuple[float, float, float, bool]:
    """Carry the model to the period in question: mean, its error, dispersion, whether a trend was kept."""
    here = used[blocks[used] == settings.seasons]
    least = 0.5 * float(np.exp(shift[now])) / float(np.exp(shift[here]).sum())
    if not values[here].any():
        return least, least, 1.0, False
    full = np.bincount(blocks[used], weights=values[used], minlength=settings.seasons + 1) > 0
    some = used[full[blocks[used]]]  # a season without a case is expected to have none: it fits exactly
    trends = (True, False) if settings.trend else (False,)
    for trend in trends:
        fit = _fitted(values, blocks, some, shift, settings, trend=trend)
        if not fit.converged:
            continue
        row = _design(blocks, np.array([now]), some, settings, trend=trend, season=settings.seasons)[0]
        mean, error = fit.predict(row, offset=float(shift[now]))
        if not trend:
            break
        size = abs(fit.coefficients[1]) / fit.error_of(1) if fit.error_of(1) > 0 else np.inf
        significant = 2 * stats.t.sf(size, fit.free) < settings.trend_alpha or settings.trend_alpha == 1
        tame = least <= mean <= values[some].max()
        if significant and tame and settings.years_back >= TREND_YEARS:
            return mean, error, fit.dispersion, True
    if not fit.converged:
        raise NotEnoughError(
            "no model can be fitted to the earlier periods: too few of them have cases. "
            "Look at a larger area, or at longer periods."
        )
    return mean, error, fit.dispersion, False


def _fitted(
    values: np.ndarray,
    blocks: np.ndarray,
    used: np.ndarray,
    shift: np.ndarray,
    settings: Farrington,
    *,
    trend: bool,
) -> Fit:
    design = _design(blocks, used, used, settings, trend=trend)
    seen = values[used].astype(float)
    fit = fit_loglinear(seen, design, offset=shift[used])
    if settings.reweight_above is None or not fit.converged:
        return fit
    residuals = anscombe_residuals(seen, fit.fitted, fit.leverage, fit.dispersion)
    weights = outbreak_weights(residuals, above=settings.reweight_above)
    return fit_loglinear(seen, design, offset=shift[used], weights=weights)


def _design(
    blocks: np.ndarray,
    rows: np.ndarray,
    used: np.ndarray,
    settings: Farrington,
    *,
    trend: bool,
    season: int | None = None,
) -> np.ndarray:
    """Write the model's columns: one, the time along the fitted span, and the seasons but the window's."""
    columns = [np.ones(len(rows))]
    if trend:
        columns.append((rows - used[0]) / max(used[-1] - used[0], 1))
    level = blocks[rows] if season is None else np.full(len(rows), season)
    columns += [(level == one).astype(float) for one in np.unique(blocks[used]) if one != settings.seasons]
    return np.column_stack(columns)


def _offset(exposure: ArrayLike | None, values: np.ndarray) -> np.ndarray:
    if exposure is None:
        return np.zeros(len(values))
    at_risk = as_numbers(exposure, what="exposure", least=0)
    same_length(counts=values, exposure=at_risk)
    if (at_risk == 0).any():
        raise NoDenominatorError("exposure is 0 in a period. Leave the exposure out, or give one above 0.")
    return np.log(at_risk / at_risk.mean())


def _positions(
    n: int, days: np.ndarray | None, settings: Farrington, per_year: int, at: Sequence[int] | None
) -> list[int]:
    """List the periods in question that have enough before them, or say what is missing."""
    asked = range(n) if at is None else [int(one) for one in at]
    if any(not 0 <= one < n for one in asked):
        raise SettingError(f"a period in question is not in the series of {n:,}.")
    reach = [
        one
        for one in asked
        if int(reference_periods(one, years_back=settings.years_back, days=days, per_year=per_year)[-1])
        - settings.half_window
        >= 0
    ]
    if (at is not None and len(reach) < len(asked)) or not reach:
        years = f"{settings.years_back} year" + ("" if settings.years_back == 1 else "s")
        raise NotEnoughError(
            f"the series of {n:,} periods does not reach back {years} and {settings.half_window} periods "
            "before the period in question. Give a longer series, look back at fewer years, or use EARS."
        )
    return reach
