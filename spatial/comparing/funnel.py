"""Funnel plots: how far an area's count may lie from what is expected before it is more than chance."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import binom, norm, poisson

from spatial.comparing.overdispersion import (
    between_variance,
    dispersion,
    standard_error,
    widened_limits,
    z_scores,
)
from spatial.comparing.rates import as_populations
from spatial.errors import NoDenominatorError, NotEnoughError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_counts, as_numbers, same_length, within

__all__ = [
    "ABOVE",
    "ADJUSTMENTS",
    "BELOW",
    "FAR_ABOVE",
    "FAR_BELOW",
    "LEVELS",
    "WITHIN",
    "binomial_limits",
    "drawn_limits",
    "funnel",
    "poisson_limits",
    "rate_limits",
]

LEVELS = (0.95, 0.998)
"""The inner and the outer limits."""
ADJUSTMENTS = ("none", "multiplicative", "additive")
"""How over-dispersion is allowed for: not, by phi, or by tau squared."""
WITHIN = "within what chance allows"
ABOVE, FAR_ABOVE = "above the 95 % limit", "above the 99.8 % limit"
BELOW, FAR_BELOW = "below the 95 % limit", "below the 99.8 % limit"
COLUMNS = ("name", "observed", "expected", "ratio", "low_95", "high_95", "low_998", "high_998", "position")
FEWEST = 3
"""With fewer areas there is nothing to compare."""
EXPECTED_LEAST = 1.0
"""In an area of which less is expected even 0 is ordinary: no area is judged on it alone."""


def poisson_limits(
    expected: ArrayLike, *, levels: Sequence[float] = LEVELS, interpolated: bool = False
) -> np.ndarray:
    """Give exact prediction limits of a count whose mean is known.

    These are limits for what will be *counted*, not confidence limits for a mean: the latter are too wide
    above and too narrow below where few are expected.

    Parameters
    ----------
    expected : array_like of float, shape (n,)
        Expected counts, 0 or more.
    levels : sequence of float
        Shares of counts that lie within, by chance: 0.95, 0.998.
    interpolated : bool
        If False, the smallest whole counts r with P(R <= r) >= p: a count *outside* them has a chance below
        (1 - level) / 2 on its side. If True, Spiegelhalter's smooth r - (P(R <= r) - p) / P(R = r), which is
        for drawing a curve; it lies up to one below.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2 * n_levels)
        low and high of the first level, then of the second.

    Raises
    ------
    spatial.errors.BadNumberError
        If an expected count is missing, infinite or negative.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24(8), 1185-1202, appendix A.1; Seaton and Manktelow (2012),
    BMC Medical Research Methodology 12:98.
    """
    mean = np.atleast_1d(as_numbers(expected, what="expected", least=0.0))
    columns = []
    for p in _tails(levels):
        whole = np.where(mean > 0, poisson.ppf(p, mean), 0.0)
        columns.append(_smooth(whole, p, lambda r: poisson.cdf(r, mean)) if interpolated else whole)
    return np.column_stack(columns)


def binomial_limits(
    trials: ArrayLike,
    *,
    proportion: float,
    levels: Sequence[float] = LEVELS,
    interpolated: bool = False,
) -> np.ndarray:
    """Give exact prediction limits of how many of so many have something that a known share has.

    Parameters
    ----------
    trials : array_like of int, shape (n,)
        How many there are in each area.
    proportion : float
        The share that is expected to have it, 0 to 1.
    levels, interpolated
        As in `poisson_limits`.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2 * n_levels)
        Counts; divide by `trials` for proportions.
    """
    size = np.atleast_1d(as_counts(trials, what="trials"))
    within(proportion, what="proportion", least=0.0, most=1.0)
    columns = []
    for p in _tails(levels):
        whole = np.where(size > 0, np.maximum(binom.ppf(p, size, proportion), 0.0), 0.0)
        columns.append(_smooth(whole, p, lambda r: binom.cdf(r, size, proportion)) if interpolated else whole)
    return np.column_stack(columns)


def rate_limits(
    populations: ArrayLike,
    *,
    rate: float,
    per: float = 1000.0,
    levels: Sequence[float] = LEVELS,
    interpolated: bool = True,
) -> np.ndarray:
    """Give exact prediction limits of a rate: the funnel to be drawn over populations.

    Parameters
    ----------
    populations : array_like of float, shape (n,)
        Above 0.
    rate : float
        The rate expected everywhere, for every `per` of the population.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2 * n_levels)
        Rates for every `per`.

    Raises
    ------
    spatial.errors.NoDenominatorError
        If a population is missing or not above 0.
    """
    people = as_populations(populations)
    (each,) = as_numbers([rate], what="rate", least=0.0)
    (size,) = as_numbers([per], what="per", least=1e-9)
    limits = poisson_limits(each * people / size, levels=levels, interpolated=interpolated)
    return np.asarray(limits / people[:, None] * size)


def drawn_limits(
    populations: ArrayLike,
    *,
    rate: float,
    per: float = 1000.0,
    adjust: str = "none",
    phi: float = 1.0,
    tau2: float = 0.0,
    scale: str = "square root",
) -> np.ndarray:
    """Give the funnel to be drawn: smooth exact limits of a rate, or those widened for over-dispersion.

    Parameters
    ----------
    populations : array_like of float, shape (n,)
    rate, per
        As in `rate_limits`.
    adjust, phi, tau2, scale
        As `funnel` has them in its settings.

    Returns
    -------
    numpy.ndarray of float, shape (n, 4)
        low and high at 95 %, low and high at 99.8 %; rates for every `per`.
    """
    limits = rate_limits(populations, rate=rate, per=per)
    if adjust == "none" or rate == 0:
        return limits
    people = as_populations(populations)
    mean = rate * people / per
    exact = limits * people[:, None] / per
    wide = _widened(mean, exact, phi=phi, tau2=tau2, adjust=adjust, scale=scale)
    return np.asarray(wide / people[:, None] * per)


def funnel(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    names: Sequence[str] | None = None,
    adjust: str = "none",
    winsorise: float = 0.1,
    scale: str = "square root",
    noun: str = "areas",
) -> Finding:
    """Say of each area whether its count is within what chance allows, beside what is expected of it.

    The areas keep the order in which they are given. They are never ranked: a funnel is there so that nobody
    makes a league table of what is mostly chance.

    Parameters
    ----------
    observed : array_like of int, shape (n,)
    expected : array_like of float, shape (n,)
        Expected counts, above 0: by population, by other records, by a model.
    names : sequence of str, optional
    adjust : str
        "none": exact Poisson limits. "multiplicative", "additive": limits widened for over-dispersion, by
        the winsorised phi or by tau squared, on `scale`; they are approximate and never narrower than the
        exact ones.
    winsorise : float
        The share of scores drawn in at each end before phi is worked out.
    scale : str
        One of `spatial.comparing.overdispersion.SCALES`.
    noun : str
        What they are, for the sentence.

    Returns
    -------
    Finding
        `table`: name, observed, expected, ratio, low_95, high_95, low_998, high_998, position.
        `settings`: phi (as found), tau2, adjust, winsorise, scale, limits.

    References
    ----------
    Spiegelhalter (2005), Statistics in Medicine 24(8), 1185-1202.
    """
    got = np.atleast_1d(as_counts(observed, what="observed"))
    mean = np.atleast_1d(as_numbers(expected, what="expected", least=0.0))
    same_length(observed=got, expected=mean)
    called = [str(at + 1) for at in range(got.size)] if names is None else [str(name) for name in names]
    same_length(observed=got, names=called)
    if adjust not in ADJUSTMENTS:
        raise SettingError(f"There is no adjustment {adjust!r}. Known: {', '.join(ADJUSTMENTS)}.")
    if (mean == 0).any():
        named = called[int(np.flatnonzero(mean == 0)[0])]
        raise NoDenominatorError(f"Nothing is expected of {named}. Give its population, or leave it out.")
    settings: dict[str, Any] = {"adjust": adjust, "winsorise": winsorise, "scale": scale}
    if short := _too_few(mean, noun):
        empty = pd.DataFrame({column: [] for column in COLUMNS})
        return Finding("funnel", NOT_ENOUGH, short, empty, settings)
    try:
        z = z_scores(got, mean, scale=scale)
    except NotEnoughError as error:
        empty = pd.DataFrame({column: [] for column in COLUMNS})
        return Finding("funnel", NOT_ENOUGH, str(error), empty, settings)
    phi = dispersion(z, winsorise=winsorise)
    tau2 = between_variance(phi, standard_error(mean, scale=scale))
    settings |= {"phi": phi, "tau2": tau2, "limits": "exact Poisson prediction limits"}
    limits = poisson_limits(mean)
    if adjust != "none":
        settings["limits"] = f"widened for over-dispersion ({adjust})"
        limits = _widened(mean, limits, phi=phi, tau2=tau2, adjust=adjust, scale=scale)
    table = pd.DataFrame({"name": called, "observed": got, "expected": mean, "ratio": got / mean})
    table[list(COLUMNS[4:8])] = limits
    table["position"] = _positions(got, limits)
    state = NONE if (table["position"] == WITHIN).all() else FOUND
    return Finding("funnel", state, _sentence(table["position"], noun, phi, adjust), table, settings)


def _tails(levels: Sequence[float]) -> list[float]:
    for level in levels:
        within(level, what="level", least=0.5, most=0.99999)
    return [p for level in levels for p in ((1 - level) / 2, 1 - (1 - level) / 2)]


def _smooth(whole: np.ndarray, p: float, cdf: Any) -> np.ndarray:
    """Move whole limits down by the share of their last step that is not needed."""
    up_to = cdf(whole)
    step = up_to - cdf(whole - 1)
    share = np.divide(up_to - p, step, out=np.zeros_like(whole), where=step > 0)
    return np.maximum(whole - np.clip(share, 0.0, 1.0), 0.0)


def _widened(
    mean: np.ndarray, exact: np.ndarray, *, phi: float, tau2: float, adjust: str, scale: str
) -> np.ndarray:
    """Widen the limits; where that would be narrower than chance alone, those of chance stand."""
    limits = exact.copy()
    for at, level in enumerate(LEVELS):
        z = float(norm.ppf(1 - (1 - level) / 2))
        more = {"phi": phi} if adjust == "multiplicative" else {"tau2": tau2}
        low, high = widened_limits(mean, deviations=z, scale=scale, **more)
        limits[:, 2 * at] = np.minimum(low, exact[:, 2 * at])
        limits[:, 2 * at + 1] = np.maximum(high, exact[:, 2 * at + 1])
    return limits


def _positions(got: np.ndarray, limits: np.ndarray) -> list[str]:
    low, high, far_low, far_high = limits.T
    outside = [got > far_high, got < far_low, got > high, got < low]
    return np.select(outside, [FAR_ABOVE, FAR_BELOW, ABOVE, BELOW], WITHIN).tolist()


def _too_few(mean: np.ndarray, noun: str) -> str:
    if mean.size < FEWEST:
        have = {0: "none", 1: "one"}.get(mean.size, str(mean.size))
        return f"There are not enough {noun} to compare ({have}). It takes {FEWEST} or more."
    if mean.max() < EXPECTED_LEAST:
        few = f"Less than one report is expected in each of the {noun}: nothing can be said."
        return f"{few} Take a longer time."
    return ""


def _sentence(position: pd.Series, noun: str, phi: float, adjust: str) -> str:
    n = len(position)
    parts = []
    for where in (FAR_ABOVE, ABOVE, BELOW, FAR_BELOW):
        if many := int((position == where).sum()):
            parts.append(f"{many:,} {'lies' if many == 1 else 'lie'} {where}")
    if not parts:
        said = f"All {n:,} {noun} are {WITHIN}."
    else:
        said = f"Of {n:,} {noun}, {', '.join(parts)}; the others are {WITHIN}."
        if len(position[position == WITHIN]) == 0:
            said = f"Of {n:,} {noun}, {', '.join(parts)}."
    if adjust == "none" and phi > 1.5:
        said += (
            f" But they differ {phi:,.1f} times as much as chance makes them (phi, in variance): "
            "many things beside chance make areas differ, so look at the limits that allow for it."
        )
    if n * 0.05 >= 1:
        said += f" By chance alone about {n * 0.05:,.0f} in {n:,} would lie outside the 95 % limits."
    return said
