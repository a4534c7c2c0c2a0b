"""Prediction accuracy: how many later incidents fell in the ground that was chosen before."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import NoDenominatorError, NotEnoughError, SettingError
from spatial.given import affordable, as_counts, as_numbers, no_table, same_length, within

__all__ = [
    "Accuracy",
    "accuracy_at",
    "accuracy_interval",
    "best_possible",
    "prediction_accuracy",
    "taken_part",
]

COLUMNS = (
    *("unit", "observed", "predicted", "area", "cumulative_observed", "cumulative_predicted"),
    *("area_share", "hit_rate", "pai", "pei", "rri"),
)


@dataclass(frozen=True)
class Accuracy:
    """What a choice of ground caught of the incidents that came after.

    Attributes
    ----------
    hits : float
        Incidents in the ground chosen.  A unit that is taken in part counts in part.
    incidents : int
        Incidents in the whole area.
    area_share : float
        Share of the ground that was chosen.
    hit_rate, pai, pei : float
        Hits / incidents; hit rate / area share; PAI / the best PAI that any choice of as much ground has.
    """

    hits: float
    incidents: int
    area_share: float
    hit_rate: float
    pai: float
    pei: float


def prediction_accuracy(observed: ArrayLike, predicted: ArrayLike, area: ArrayLike) -> pd.DataFrame:
    """Give hit rate, PAI, PEI and RRI as more and more ground is taken, the most promising first.

    Units are taken by predicted incidents per area.  Of units promised alike, the one that caught least comes
    first, so that no rule gains by luck.

    Parameters
    ----------
    observed : array_like of int, shape (n_units,)
        Incidents of the next period, that nothing predicted was worked out from.
    predicted : array_like of float, shape (n_units,)
        Predicted incidents, or any score that grows with them and with the area; not negative.
    area : array_like of float, shape (n_units,)
        Size of each unit, in any unit; above 0.

    Returns
    -------
    pandas.DataFrame, one row a unit in the order taken
        `unit` (its position), `observed`, `predicted`, `area`, the cumulative sums of the first two,
        `area_share`; `hit_rate` = c/C; `pai` = (c/C)/(a/A); `pei` = PAI / the best PAI possible at the same
        area; `rri` = cumulative predicted / cumulative observed (infinite or NaN where nothing was observed
        yet).

    Raises
    ------
    spatial.errors.BadNumberError, NoDenominatorError, NotEnoughError
        For numbers that are none; areas of zero; no unit, or no incident at all.

    Notes
    -----
    Units of one size: the best possible choice of k units are the k with most incidents.  Units of different
    sizes: the choice of whole units with most incidents in a given area is a knapsack problem; its bound is
    used, which fills the area by incidents per area and takes the last unit in part (Dantzig 1957).  PEI then
    never exceeds 1, and a choice of whole units may not be able to reach it.  ptools divides by the best PAI
    at another area instead, so that its PEI can exceed 1 there; with units of one size the two are equal.
    Here RRI is the index of Wheeler and Steenbeek, not Levine's ratio of two periods' densities.

    References
    ----------
    Chainey, Tompson and Uhlig (2008), Security Journal 21, 4-28 (PAI).
    Hunt (2016), PhD thesis, Rutgers (PEI).
    Wheeler and Steenbeek (2021), Journal of Quantitative Criminology 37(2), 445-480 (RRI).
    """
    seen, size = _checked(observed, area)
    promised = np.atleast_1d(as_numbers(predicted, what="predicted", least=0))
    no_table(predicted=promised)
    same_length(observed=seen, predicted=promised, area=size)
    order = np.lexsort((np.arange(len(seen)), seen / size, -promised / size))
    caught, ground = seen[order].cumsum(), size[order].cumsum()
    foretold = promised[order].cumsum()
    hit_rate, area_share = caught / seen.sum(), np.minimum(ground / size.sum(), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rri = foretold / caught
    values = (
        *(order, seen[order], promised[order], size[order], caught, foretold),
        *(area_share, hit_rate, hit_rate / area_share, caught / _best_within(seen, size, ground), rri),
    )
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))


def taken_part(score: ArrayLike, area: ArrayLike, *, area_share: float) -> np.ndarray:
    """Say which part of every unit is taken when the best-scored units fill exactly a share of the ground.

    Parameters
    ----------
    score : array_like of float, shape (n_units,)
        The higher, the sooner a unit is taken: a rank order, not divided by the area.
    area : array_like of float, shape (n_units,)
    area_share : float
        Above 0, up to 1.

    Returns
    -------
    numpy.ndarray of float, shape (n_units,)
        0 to 1.  Units of one score are taken in the same part, which is what choosing among them at random
        takes on average; so no rule gains by the order of the rows, and every rule has the same ground.

    Raises
    ------
    spatial.errors.BadNumberError, NoDenominatorError, NotEnoughError, SettingError
    """
    size = _sizes(area)
    scores = np.atleast_1d(as_numbers(score, what="score"))
    no_table(score=scores)
    same_length(score=scores, area=size)
    _check_share(area_share)
    levels, level = np.unique(-scores, return_inverse=True)
    ground = np.bincount(level, weights=size, minlength=len(levels))
    before = np.concatenate(([0.0], ground.cumsum()[:-1]))
    part: np.ndarray = np.clip((area_share * size.sum() - before) / ground, 0.0, 1.0)[level]
    return part


def best_possible(observed: ArrayLike, area: ArrayLike, *, area_share: float) -> float:
    """Give the most incidents that any choice of a share of the ground could have caught.

    The bound of `prediction_accuracy`: units by incidents per area, the last in part.
    """
    seen, size = _checked(observed, area)
    _check_share(area_share)
    return float(_best_within(seen, size, np.array([area_share * size.sum()]))[0])


def accuracy_at(
    observed: ArrayLike, score: ArrayLike, area: ArrayLike, *, area_share: float = 0.05
) -> Accuracy:
    """Give hit rate, PAI and PEI of the best-scored units that fill a share of the ground.

    Parameters
    ----------
    observed, score, area
        As `prediction_accuracy` and `taken_part`.
    area_share : float
    """
    seen, size = _checked(observed, area)
    same_length(observed=seen, area=size)
    hits = float(seen @ taken_part(score, size, area_share=area_share))
    hit_rate = hits / int(seen.sum())
    pei = hits / best_possible(seen, size, area_share=area_share)
    return Accuracy(hits, int(seen.sum()), area_share, hit_rate, hit_rate / area_share, pei)


def accuracy_interval(
    observed: ArrayLike,
    score: ArrayLike,
    area: ArrayLike,
    *,
    area_share: float = 0.05,
    level: float = 0.95,
    resamples: int = 1999,
    seed: int = 1066,
) -> dict[str, tuple[float, float]]:
    """Give percentile bootstrap intervals of hit rate, PAI and PEI, the next period's incidents resampled.

    The ground chosen is held, and so is the best possible of what was observed: a resample of the same
    incidents is more concentrated than they were, so a best that is looked for anew would be too good.  The
    three intervals are then one and the same, in three units.  Incidents are taken to be independent; where
    they come in sprees the intervals are too narrow.

    Returns
    -------
    dict of str to (float, float)
        `hit_rate`, `pai`, `pei`.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    within(level, what="the level of the interval", least=0.5, most=0.999)
    within(resamples, what="the number of resamples", least=99, most=1_000_000)
    found = accuracy_at(observed, score, area, area_share=area_share)
    seen, _ = _checked(observed, area)
    part = taken_part(score, area, area_share=area_share)
    held = np.flatnonzero(seen)
    affordable(8 * len(held) * min(resamples, 1000), what="the resamples", instead="Merge the units.")
    random = np.random.default_rng(seed)
    # units taken in the same part are drawn together: what is drawn does not hang on the order of the rows
    parts, which = np.unique(part[held], return_inverse=True)
    chance = np.bincount(which, weights=seen[held]) / found.incidents
    rates = random.multinomial(found.incidents, chance, size=resamples) @ parts / found.incidents
    low, high = np.quantile(rates, [(1 - level) / 2, (1 + level) / 2]).tolist()
    pai, pei = 1 / area_share, found.incidents / best_possible(observed, area, area_share=area_share)
    return {
        "hit_rate": (low, high),
        "pai": (low * pai, high * pai),
        "pei": (min(low * pei, 1.0), min(high * pei, 1.0)),
    }


def _best_within(seen: np.ndarray, size: np.ndarray, ground: np.ndarray) -> np.ndarray:
    """Give the most incidents that fit in so much ground, by incidents per area, the last unit in part."""
    order = np.argsort(-seen / size, kind="stable")
    upto = np.concatenate(([0.0], size[order].cumsum()))
    most = np.concatenate(([0.0], seen[order].cumsum().astype(float)))
    return np.interp(np.minimum(ground, upto[-1]), upto, most)


def _checked(observed: ArrayLike, area: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    seen, size = np.atleast_1d(as_counts(observed, what="observed")), _sizes(area)
    no_table(observed=seen)
    same_length(observed=seen, area=size)
    if not seen.sum():
        raise NotEnoughError("No incident was observed in the next period, so no rule could find any.")
    return seen, size


def _sizes(area: ArrayLike) -> np.ndarray:
    size = np.atleast_1d(as_numbers(area, what="area", least=0))
    no_table(area=size)
    if not len(size):
        raise NotEnoughError("There is no unit to choose from. Give at least one.")
    if (size == 0).any():
        at = int(np.flatnonzero(size == 0)[0])
        raise NoDenominatorError(f"area is 0 at position {at}; leave out units without ground.")
    return size


def _check_share(area_share: float) -> None:
    within(area_share, what="the share of the ground", least=0, most=1)
    if area_share <= 0:
        raise SettingError(f"The share of the ground is {area_share:g}; give more than 0 and up to 1.")
