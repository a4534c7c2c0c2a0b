"""Before and after, here and elsewhere: the weighted displacement difference (WDD)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import norm

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_counts, as_numbers, same_length, within

__all__ = ["Difference", "wdd", "wdd_finding", "wdd_harm"]

METHOD = "weighted displacement difference"
SMALL = 5
"""Counts below this make the normal approximation rough."""
UNLIKE = 3.0
"""A control that had so many times more, or less, than the treated area is not of similar size."""


@dataclass(frozen=True)
class Difference:
    """A weighted displacement difference.

    Attributes
    ----------
    local, local_se : float
        Change in the treated area less that in its control, and its standard error.
    displacement, displacement_se : float
        The same for the ground around; zero where none was given.
    total, total_se : float
        Both together. Below zero: fewer than the controls would have.
    z, p : float
        `total` in standard errors, and the two-sided chance of one as large.
    low, high : float
        Confidence interval of `total`.
    """

    local: float
    local_se: float
    displacement: float
    displacement_se: float
    total: float
    total_se: float
    z: float
    p: float
    low: float
    high: float


def wdd(
    control: ArrayLike,
    treated: ArrayLike,
    displacement_control: ArrayLike = (0, 0),
    displacement_treated: ArrayLike = (0, 0),
    *,
    time_weights: Sequence[float] = (1.0, 1.0),
    area_weights: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    confidence: float = 0.95,
) -> Difference:
    """Estimate what changed in a treated area beyond what changed in its control.

    Parameters
    ----------
    control, treated : array_like of int, shape (2,)
        Counts before and after.
    displacement_control, displacement_treated : array_like of int, shape (2,)
        Counts before and after around the control and around the treated area.
    time_weights : two floats
        Length of the times before and after, in any unit: (2, 1) for two years before and one after.
    area_weights : four floats
        Size of control, treated, displacement control, displacement treated, in any unit.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    Difference
        In counts per unit of time and area.

    Raises
    ------
    spatial.errors.NotEnoughError
        If all counts are zero.
    spatial.errors.BadNumberError
        If a count is not a whole number of at least zero, or there are not two of each.
    spatial.errors.SettingError
        If a weight is not above zero.

    Notes
    -----
    Each count is divided by its weights, and its share of the variance by their square. The counts are taken
    to be Poisson and their sum to be normal: with counts of a few it is rough. The controls must have had the
    trend that the treated area would have had, and should be of similar size.

    References
    ----------
    Wheeler and Ratcliffe (2018), Crime Science 7(1), 1-9.
    """
    given = (control, treated, displacement_control, displacement_treated)
    names = ("control", "treated", "displacement control", "displacement treated")
    counts = [as_counts(values, what=f"the {name} counts") for values, name in zip(given, names, strict=True)]
    for values in counts:
        if values.ndim != 1:
            raise BadNumberError("what is given is no pair; give a count before and one after.")
        same_length(**{"a count before and after": (0, 0), "what is given": tuple(values)})
    time = _weights(time_weights, 2, "time")
    area = _weights(area_weights, 4, "area")
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    if not sum(int(values.sum()) for values in counts):
        raise NotEnoughError("All counts are zero, so nothing can have changed. Take longer windows.")
    change, variance = np.empty(4), np.empty(4)
    for at, values in enumerate(counts):
        rates = values / (time * area[at])
        change[at] = rates[1] - rates[0]
        variance[at] = (values / (time * area[at]) ** 2).sum()
    local, moved = change[1] - change[0], change[3] - change[2]
    local_var, moved_var = variance[:2].sum(), variance[2:].sum()
    total, se = float(local + moved), float(np.sqrt(local_var + moved_var))
    apart = (float(local), float(np.sqrt(local_var)), float(moved), float(np.sqrt(moved_var)))
    return Difference(*apart, *_told(total, se, confidence))


def wdd_harm(
    estimates: ArrayLike, standard_errors: ArrayLike, weights: ArrayLike, *, confidence: float = 0.95
) -> Difference:
    """Add up differences of several kinds of offence, each weighed by its harm.

    Parameters
    ----------
    estimates, standard_errors : array_like of float, shape (n,)
        `total` and `total_se` of each kind.
    weights : array_like of float, shape (n,)
        Harm of one offence of each kind, in any unit.

    Returns
    -------
    Difference
        In units of harm; all of it stands under `local`.

    Raises
    ------
    spatial.errors.NotEnoughError
        If nothing is given, or nothing varies.
    spatial.errors.BadNumberError
        If a number is missing or infinite, or the lengths differ.

    References
    ----------
    Wheeler (2020), Amending the WDD test to incorporate harm weights.
    """
    found = as_numbers(estimates, what="an estimate")
    errors = as_numbers(standard_errors, what="a standard error", least=0)
    harm = as_numbers(weights, what="a harm weight")
    same_length(estimates=found, standard_errors=errors, weights=harm)
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    total, se = float((found * harm).sum()), float(np.sqrt(((errors * harm) ** 2).sum()))
    if se == 0:
        raise NotEnoughError("There is nothing to weigh. Give a difference with its standard error.")
    return Difference(total, se, 0.0, 0.0, *_told(total, se, confidence))


def wdd_finding(
    control: ArrayLike,
    treated: ArrayLike,
    displacement_control: ArrayLike = (0, 0),
    displacement_treated: ArrayLike = (0, 0),
    *,
    time_weights: Sequence[float] = (1.0, 1.0),
    area_weights: Sequence[float] = (1.0, 1.0, 1.0, 1.0),
    confidence: float = 0.95,
    noun: str = "report",
) -> Finding:
    """Say in a sentence whether a treated area changed beyond its control.

    Returns
    -------
    Finding
        "found" where the confidence interval leaves zero out, "none", or "not enough data".
    """
    settings = {
        "time_weights": tuple(time_weights), "area_weights": tuple(area_weights), "confidence": confidence,
    }  # fmt: skip
    given = (control, treated, displacement_control, displacement_treated)
    try:
        found = wdd(*given, time_weights=time_weights, area_weights=area_weights, confidence=confidence)
    except NotEnoughError as error:
        return Finding(METHOD, NOT_ENOUGH, str(error), _table(None), settings)
    main = np.array([as_counts(values, what="counts") for values in given[:2]])
    named = f"{noun}s" if tuple(time_weights) == (1, 1) and set(area_weights) == {1} else f"{noun}s per unit"
    way = "more" if found.total > 0 else "fewer"
    clear = found.low > 0 or found.high < 0
    verdict = (
        f"{way} than the control would have led one to expect" if clear else "not distinguishable from chance"
    )
    said = (
        f"{_said(abs(found.total))} {named} {way} than by the change in the "
        f"control ({confidence:.0%} interval {_said(found.low)} to {_said(found.high)}): {verdict}."
    )
    said = " ".join([said, *_caveats(main)])
    return Finding(METHOD, FOUND if clear else NONE, said, _table(found), settings)


def _said(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0").replace("-", "−")


def _caveats(counts: np.ndarray) -> list[str]:
    told = []
    if counts.min() < SMALL:
        told.append(f"A count is below {SMALL}, which makes the interval rough.")
    control, treated = counts[:, 0] + 0.5
    if not 1 / UNLIKE <= control / treated <= UNLIKE:
        told.append("The control is not of similar size; look for one that is.")
    told.append("It holds if the control would have gone the same way.")
    return told


def _told(total: float, se: float, confidence: float) -> tuple[float, ...]:
    """Give total, its standard error, z, p and the interval."""
    width, z = float(norm.isf((1 - confidence) / 2)) * se, total / se
    return total, se, z, float(2 * norm.sf(abs(z))), total - width, total + width


def _weights(weights: Sequence[float], many: int, what: str) -> np.ndarray:
    found = as_numbers(weights, what=f"a weight of {what}")
    if found.shape != (many,):
        raise SettingError(f"There are {found.size} weights of {what}; give {many}.")
    if (found <= 0).any():
        raise SettingError(f"A weight of {what} is {found.min():g}; give lengths and sizes above zero.")
    return found


def _table(found: Difference | None) -> pd.DataFrame:
    names = list(Difference.__dataclass_fields__)
    rows = [] if found is None else [[getattr(found, name) for name in names]]
    return pd.DataFrame(rows, columns=names)
