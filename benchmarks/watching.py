"""Two hundred series watched: ours against a plain loop that fits the same models with statsmodels."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import in_turn, line
from spatial.finding import Finding
from spatial.surveillance.farrington import (
    FLEXIBLE,
    anscombe_residuals,
    outbreak_weights,
    reference_periods,
    seasonal_blocks,
)
from spatial.surveillance.guard import LEAST_CASES, OVER_PERIODS
from spatial.surveillance.watch import watch
from spatial.surveillance.weekly import MOST_YEARS, years_before

__all__ = ["far_off", "hold_watching", "in_statsmodels", "invent", "ours"]

SERIES, WEEKS = 200, 313
"""Six years of weeks, so that five are looked back at."""
FIRST = date(2020, 1, 6)
RUNS, PLAIN_RUNS = 5, 3
HEADER = ("what", "way", "time", "", "furthest from ours", "time / ours")


def invent(series: int, weeks: int) -> tuple[np.ndarray, list[date]]:
    """Throw series with a season, each with its own mean; every twentieth has a rise in its last weeks."""
    dice = np.random.default_rng([series, weeks])
    mean = dice.gamma(2.0, 3.0, series)[:, None]
    season = 1 + 0.3 * np.sin(2 * np.pi * np.arange(weeks) / 52.18)
    counts = dice.poisson(mean * season)
    counts[::20, -3:] += 12
    return counts, [FIRST + timedelta(days=7 * week) for week in range(weeks)]


def ours(counts: np.ndarray, mondays: list[date]) -> Finding:
    """Watch with the product's own function."""
    return watch(counts, mondays)


def in_statsmodels(counts: np.ndarray, mondays: list[date]) -> pd.DataFrame:
    """Judge the same weeks of the same series by Farrington's flexible method, a model at a time.

    Weeks, seasons and weights are those of the method, so that the models are the same; only what fits them
    and works out the chances differs. The corrections for many series and what is told beside the chance
    (since when, the guard's reach) are left out.

    Returns
    -------
    pandas.DataFrame
        A row a series with enough reports: series, expected (in four weeks), least (the smallest chance of
        a single week).
    """
    days = np.array(mondays, dtype="datetime64[D]")
    rows = []
    for number, values in enumerate(counts):
        if values[-OVER_PERIODS:].sum() < LEAST_CASES:
            continue
        seen = [_week(values, days, now) for now in range(len(values) - OVER_PERIODS, len(values))]
        rows.append((number, sum(mean for mean, _ in seen), min(p for _, p in seen)))
    return pd.DataFrame(rows, columns=["series", "expected", "least"])


def _week(values: np.ndarray, days: np.ndarray, now: int) -> tuple[float, float]:
    """Fit, weigh, fit again; what is expected of the week and the chance of as many as seen."""
    settings = replace(FLEXIBLE, years_back=years_before(now, days))
    values, days = values[: now + 1], days[: now + 1]
    back = reference_periods(now, years_back=settings.years_back, days=days, per_year=52)
    blocks = seasonal_blocks(
        len(values), back, half_window=settings.half_window, seasons=settings.seasons,
        omit_last=settings.omit_last,
    )  # fmt: skip
    used = np.flatnonzero(blocks)
    full = np.bincount(blocks[used], weights=values[used], minlength=settings.seasons + 1) > 0
    some = used[full[blocks[used]]]
    here = used[blocks[used] == settings.seasons]
    least = 0.5 / len(here)
    if not values[here].any():
        return least, _chance(int(values[now]), least, least, 1.0)
    for trend in (True, False):
        fit = _fit(values, blocks, some, trend, settings.seasons, settings.reweight_above or 0.0)
        columns = _design(blocks, some, trend, settings.seasons).shape[1]
        row = np.zeros(columns)
        row[0] = 1.0
        if trend:
            row[1] = (now - some[0]) / (some[-1] - some[0])
        spread = np.asarray(fit.normalized_cov_params)
        mean = float(np.exp(row @ np.asarray(fit.params)))
        dispersion = max(float(fit.pearson_chi2) / fit.df_resid, 1.0)
        if not trend or (settings.years_back >= 3 and least <= mean <= values[some].max()):
            break
    error = mean * float(np.sqrt(row @ spread @ row * dispersion))
    return mean, _chance(int(values[now]), mean, error, dispersion)


def _fit(
    values: np.ndarray, blocks: np.ndarray, some: np.ndarray, trend: bool, seasons: int, above: float
) -> Any:
    import statsmodels.api as sm

    design, seen = _design(blocks, some, trend, seasons), values[some].astype(float)
    first = sm.GLM(seen, design, family=sm.families.Poisson()).fit(tol=1e-10)
    dispersion = max(float(first.pearson_chi2) / first.df_resid, 1.0)
    away = anscombe_residuals(seen, first.fittedvalues, first.get_hat_matrix_diag(), dispersion)
    weights = outbreak_weights(away, above=above)
    return sm.GLM(seen, design, family=sm.families.Poisson(), var_weights=weights).fit(tol=1e-10)


def _design(blocks: np.ndarray, rows: np.ndarray, trend: bool, seasons: int) -> np.ndarray:
    columns = [np.ones(len(rows))]
    if trend:
        columns.append((rows - rows[0]) / (rows[-1] - rows[0]))
    columns += [(blocks[rows] == one).astype(float) for one in np.unique(blocks[rows]) if one != seasons]
    return np.column_stack(columns)


def _chance(seen: int, mean: float, error: float, dispersion: float) -> float:
    """Give the chance of as many reports or more, negative binomial around a mean that is not known."""
    spread = dispersion + error**2 / mean
    if spread <= 1 + 1e-9:
        return float(stats.poisson.sf(seen - 1, mean))
    return float(stats.nbinom.sf(seen - 1, mean / (spread - 1), 1 / spread))


def far_off(found: Finding, plain: pd.DataFrame) -> float:
    """Say how far the counts that both expect of four weeks differ at most, as a share.

    Raises
    ------
    AssertionError
        If they judge other series.
    """
    judged = found.table[found.table["why"] == ""].set_index("series")["expected"].astype(float)
    other = plain.set_index("series")["expected"]
    if sorted(judged.index) != sorted(other.index):
        raise AssertionError("the two ways do not judge the same series")
    return float((judged / other.loc[judged.index] - 1).abs().max())


def hold_watching(told: Callable[[str], None]) -> str:
    """Hold ours against the plain loop, in turn in one run."""
    counts, mondays = invent(SERIES, WEEKS)
    ours(counts[:2], mondays)
    in_statsmodels(counts[:2], mondays)
    ways = in_turn(
        {"ours": lambda: ours(counts, mondays), "statsmodels": lambda: in_statsmodels(counts, mondays)},
        runs={"ours": RUNS, "statsmodels": PLAIN_RUNS},
    )
    mine, plain = ways
    off = far_off(mine.answer, plain.answer)
    if off > 1e-6:
        raise AssertionError(f"the two ways differ by {off:.2g}")
    plain.off = f"{off:.0e}"
    what = f"{SERIES} series of {WEEKS} weeks"
    machine = describe()
    text = "\n".join(
        [
            "## Surveillance of many series\n",
            f"{SERIES} weekly series, their last four complete weeks each compared with up to {MOST_YEARS} "
            "earlier years: ours does it all (correction for many series, guard, since when); the plain loop "
            "fits the same two quasi-Poisson models a week with statsmodels and works out the chances, and "
            "nothing else. Both expect the same counts.\n",
            table(HEADER, [line(what, mine, mine), line(what, mine, plain)]),
            "",
            f"{machine['processor']}, {machine['cores']} cores; Python {machine['python']}; "
            f"{machine['versions']}; commit {commit()}; in turn in one run, medians. "
            "Again: `python -m benchmarks watching`.\n",
        ]
    )
    told(text)
    return text
