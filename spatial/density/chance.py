"""Chance maps: the same number of incidents thrown at random, and how high their highest place is."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from scipy.stats import beta

from spatial.density.ground import Ground
from spatial.digest import Keyed
from spatial.progress import Progress, silent

__all__ = [
    "chance_at_most",
    "chance_maps",
    "excess_score",
    "highest_by_chance",
    "lowest_to_stand_out",
    "signed_root",
]

LEAST_EXPECTED = 0.1
MAPS_AT_ONCE = 16
PIXELS_AT_ONCE = 800_000
UNTOLD: Keyed[Progress] = Keyed("told", silent)
TIE = 1e-4  # scores that agree so closely are the same: the maps are smoothed in single precision


def excess_score(smoothed: np.ndarray, ground: Ground, *, incidents: int) -> np.ndarray:
    """Measure by how many standard deviations a smoothed map lies above (or below) what the baseline expects.

    The smoothed map is turned into an effective number of incidents o within one kernel's footprint, of
    which e are expected; the score is the signed root of the Poisson deviance, 2 (o ln(o/e) - o + e).
    Fewer than a tenth of an incident is never expected, so that one incident where the baseline has almost
    nothing does not stand out.
    """
    scale, footprint = ground.scale.astype(smoothed.dtype), ground.footprint.astype(smoothed.dtype)
    return signed_root(smoothed * scale, incidents * footprint)


def signed_root(seen: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Give the signed root of the Poisson deviance of what was seen from what was expected."""
    seen, expected = np.maximum(seen, 1e-6), np.maximum(expected, LEAST_EXPECTED)
    deviance = 2 * (seen * np.log(seen / expected) - seen + expected)
    return np.sign(seen - expected) * np.sqrt(np.maximum(deviance, 0.0))


@lru_cache(maxsize=64)
def highest_by_chance(
    ground: Keyed[Ground], *, incidents: int, simulations: int, seed: int, told: Keyed[Progress] = UNTOLD
) -> np.ndarray:
    """Throw the incidents at random as the baseline has it, many times, and note each map's highest score.

    `told` comes keyed, so that what is kept does not hang on it.

    Returns
    -------
    numpy.ndarray of float, shape (simulations,)
        Ascending.
    """
    land, highest = ground.value, list[float]()
    for maps in chance_maps(land, incidents=incidents, simulations=simulations, seed=seed):
        told.value(len(highest) / simulations)
        scores = excess_score(land.smooth(maps), land, incidents=incidents)
        highest += scores[:, land.inside].max(axis=1).astype(float).tolist()
    return np.sort(np.array(highest))


def chance_maps(ground: Ground, *, incidents: int, simulations: int, seed: int) -> Iterator[np.ndarray]:
    """Throw the incidents at random as the baseline has it, a few maps at a time.

    Yields
    ------
    numpy.ndarray of float32, shape (at most 16, rows, columns)
        Incidents by pixel.
    """
    rng = np.random.default_rng(seed)
    pixels = np.flatnonzero(ground.chance.reshape(-1))
    upto = np.cumsum(ground.chance.reshape(-1)[pixels])
    at_once = min(MAPS_AT_ONCE, max(1, PIXELS_AT_ONCE // ground.inside.size))
    for first in range(0, simulations, at_once):
        maps = np.zeros((min(at_once, simulations - first), ground.inside.size), dtype=np.float32)
        for one in maps:
            one[pixels] = _throw(rng, upto, incidents)
        yield maps.reshape(-1, *ground.inside.shape)


def chance_at_most(highest: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Bound the chance that the highest score of a chance map is at least `score`.

    Parameters
    ----------
    highest : numpy.ndarray, shape (simulations,)
        Highest scores of the chance maps, ascending.
    score : numpy.ndarray, shape (n,)

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        The largest chance that so many of the maps reaching the score leave possible (one-sided 95 % limit of
        Clopper and Pearson), so that the luck of the draw does not make a place look surer than it is.
    """
    reached = len(highest) - np.searchsorted(highest, score * (1 - TIE), side="left")
    return np.where(
        reached < len(highest),
        beta.ppf(0.95, reached + 1, np.maximum(len(highest) - reached, 1)),
        1.0,
    )


def lowest_to_stand_out(highest: np.ndarray, *, alpha: float) -> float:
    """Give the score above which the chance is at most `alpha`."""
    reached = np.arange(len(highest))
    allowed = np.count_nonzero(beta.ppf(0.95, reached + 1, len(highest) - reached) <= alpha)
    return float(highest[-allowed]) if allowed else float("inf")


def _throw(rng: np.random.Generator, upto: np.ndarray, incidents: int) -> np.ndarray:
    """Throw incidents into pixels whose cumulative chances are `upto`."""
    if incidents > 2 * len(upto):
        return rng.multinomial(incidents, np.diff(upto, prepend=0.0) / upto[-1])
    gaps = np.cumsum(
        rng.standard_exponential(incidents + 1)
    )  # evenly thrown and already in order, which is fast
    hit = np.searchsorted(upto, gaps[:-1] * (upto[-1] / gaps[-1]), side="right")
    return np.bincount(np.minimum(hit, len(upto) - 1), minlength=len(upto))
