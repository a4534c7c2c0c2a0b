"""Relative risk: where the share of the incidents is higher than the share of what they are compared with."""

from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from scipy.stats import norm
from shapely.geometry import MultiPolygon

from spatial.density.chance import UNTOLD, chance_at_most, chance_maps, lowest_to_stand_out
from spatial.density.ground import Ground, lay_ground
from spatial.density.oversmoothing import oversmoothing
from spatial.density.tolerance import tolerance_regions
from spatial.digest import Keyed, keyed_arrays, keyed_outline
from spatial.errors import NotEnoughError
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence, Surface
from spatial.hotspots.gi_star import neighbourhood_table
from spatial.power import EXPECTED_NEEDED
from spatial.progress import Progress, silent

__all__ = ["Settings", "detect", "tolerance_contours"]

name = "relative_risk"
title = "Relative risk"
sentence = "Divides the share of the incidents around each point by the share the baseline expects there."
claims_significance = True

KERNEL = "gaussian"
RINGS = 1  # of the neighbourhood whose numbers are told beside the ratio
STEPS_PER_REACH = 16.0
EPSILON = 0.01
OWN_CHANCE = 0.01
LEAST_EXPECTED = 1.0  # incidents within a kernel's footprint; with fewer, the ratio is not told
BANDWIDTH_LIMITS_M = (50.0, 5000.0)


class Settings(BaseModel):
    """How far each incident reaches, and how sure to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bandwidth_m: float | None = Field(None, ge=50, le=5000, description="Standard deviation of the kernel.")
    alpha: float = Field(
        0.05, ge=0.01, le=0.2, description="Chance allowed of marking any place on a chance map."
    )
    simulations: int = Field(default=499, ge=299, le=9999, description="Chance maps.")
    seed: int = Field(
        1066, ge=0, description="Where the chance maps start, so that they are always the same."
    )


def detect(evidence: Evidence, settings: Settings, *, told: Progress = silent) -> Detection:
    """Mark the cells in which the ratio of densities is higher than chance makes it anywhere.

    With f the density of the incidents and g that of the baseline, both smoothed with one bandwidth and both
    adding up to 1, the ratio is r = (f + e) / (g + e), with e a hundredth of the highest g.  Its logarithm is
    divided by its standard deviation where f = g, so that thin and thick parts of the baseline compare; the
    cell's `score` is the highest over its pixels.  `p` is the chance that the highest score anywhere on a map
    thrown by the baseline is at least the cell's, so `q` is the same.

    A wide kernel raises the ratio of quiet ground beside a busy place too.  So of the cells whose p is at
    most alpha those are flagged in which the exact chance of the incidents, in it and the cells that touch
    it (see `spatial.hotspots.gi_star`), is at most 1 %; and always the one with the highest score.

    `ratio` is the cell's highest r; NaN where fewer than 1 incident is expected within reach.  The surface is
    the ratio; `settings["surface_unit"]` says so.

    References
    ----------
    Kelsall and Diggle (1995), Statistics in Medicine 14, 2335-2342; Hazelton and Davies (2009), Biometrical
    Journal 51(1), 98-109.
    """
    ground, key, chosen = _set_up(evidence, settings)
    n = evidence.incidents
    highest = _highest(
        key, incidents=n, simulations=settings.simulations, seed=settings.seed, told=Keyed("told", told)
    )
    log_ratio, score = _scores(ground.count(evidence.x, evidence.y, evidence.weight), ground, n)
    told_of = ground.inside & (n * ground.footprint >= LEAST_EXPECTED)
    cells = neighbourhood_table(evidence, rings=RINGS)
    cells["score"] = ground.highest_in_cells(score)
    p = chance_at_most(highest, cells["score"].to_numpy())
    held = (cells["p"] <= OWN_CHANCE).to_numpy()  # by the exact test of the cell and those that touch it
    held = held | (cells["score"] == cells["score"].max()).to_numpy()
    cells["p"], cells["q"] = p, p

    share = float(ground.footprint[ground.inside].mean())
    chosen |= {
        "mean_expected": n * share,
        "needed_incidents": int(np.ceil(EXPECTED_NEEDED / share - 1e-9)),
        "threshold_score": lowest_to_stand_out(highest, alpha=settings.alpha),
        "share_not_compared": float(1 - told_of.sum() / ground.inside.sum()),
    }
    enough = n >= chosen["needed_incidents"]
    cells["is_hotspot"] = enough & (p <= settings.alpha) & (cells["score"] > 0) & held
    ratio = np.where(told_of, np.exp(log_ratio), np.nan)
    best = ground.highest_in_cells(np.nan_to_num(ratio, nan=-1.0))
    cells["ratio"] = np.where(best >= 0, best, np.nan)
    grid = ground.grid
    everywhere = np.where(told_of, chance_at_most(highest, score.ravel()).reshape(score.shape), np.nan)
    surface = Surface(grid.x0, grid.y0, grid.step_m, ratio, everywhere if enough else None)
    state = (FOUND if cells["is_hotspot"].any() else NONE) if enough else NOT_ENOUGH
    return Detection(name, cells, state, _reason(n, cells, state, chosen), chosen, surface)


def tolerance_contours(
    evidence: Evidence, settings: Settings, *, level: float = 0.05, anywhere: bool = False
) -> MultiPolygon:
    """Draw a line around the ground on which the ratio is higher than chance explains.

    Parameters
    ----------
    evidence, settings
        As for `detect`.
    level : float
        The chance allowed.
    anywhere : bool
        False, as such contours are usually drawn: at each point by itself, from the normal limit of the log
        ratio, so that about a share of `level` of quiet ground is inside by luck.  True: allowing for looking
        everywhere, as `detect` does.

    Returns
    -------
    shapely.MultiPolygon
        EPSG:27700, made of whole pixels, cut at the edge of the area; empty where there is none.
    """
    ground, key, _ = _set_up(evidence, settings)
    n = evidence.incidents
    _, score = _scores(ground.count(evidence.x, evidence.y, evidence.weight), ground, n)
    if anywhere:
        highest = _highest(key, incidents=n, simulations=settings.simulations, seed=settings.seed)
        p = chance_at_most(highest, score.ravel()).reshape(score.shape)
    else:
        p = norm.sf(score)
    p = np.where(ground.inside & (n * ground.footprint >= LEAST_EXPECTED), p, np.nan)
    return tolerance_regions(p, ground.grid, evidence.outline, level=level)


def _set_up(evidence: Evidence, settings: Settings) -> tuple[Ground, Keyed[Ground], dict[str, Any]]:
    lattice = evidence.lattice
    bandwidth_m = settings.bandwidth_m or _automatic(evidence)
    baseline = keyed_arrays(lattice.x, lattice.y, evidence.share)
    outline = keyed_outline(evidence.outline)
    how = {"kernel": KERNEL, "bandwidth_m": bandwidth_m, "cell_km2": lattice.cell_km2}
    how["steps_per_reach"] = STEPS_PER_REACH
    ground = lay_ground(outline, baseline, **how)
    chosen = settings.model_dump() | {
        "bandwidth_m": bandwidth_m,
        "automatic": ["bandwidth_m"] if settings.bandwidth_m is None else [],
        "kernel": KERNEL,
        "epsilon": EPSILON,
        "rings": RINGS,
        "incidents": evidence.incidents,
        "step_m": float(ground.grid.step_m),
        "surface_unit": "times the share expected",
    }
    return ground, Keyed((outline.digest, baseline.digest, *how.values()), ground), chosen


def _automatic(evidence: Evidence) -> float:
    """Choose the oversmoothing bandwidth of incidents and baseline, pooled in equal parts, to 10 m."""
    lattice, n = evidence.lattice, max(evidence.incidents, 2)
    low, high = BANDWIDTH_LIMITS_M
    x, y = np.append(evidence.x, lattice.x), np.append(evidence.y, lattice.y)
    weight = np.append(evidence.weight, n * evidence.share)
    try:
        found = oversmoothing(x, y, weight, size=n)
    except NotEnoughError:  # all of it at one place
        return low
    return float(round(min(max(found, low), high), -1))


def _scores(maps: np.ndarray, ground: Ground, incidents: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the log ratio of maps, and how many standard deviations it lies from 0; 0 where none is told."""
    kind = maps.dtype if maps.dtype == np.float32 else np.dtype(float)
    mass = np.where(ground.inside, np.maximum(ground.mass, 1e-9), 1.0)
    control = np.where(ground.inside, ground.footprint / ground.scale, 0.0) / mass
    aside = EPSILON * control.max()
    spread = control / (control + aside) / np.sqrt(np.maximum(incidents * ground.footprint, 1e-9))
    counted = ground.inside & (incidents * ground.footprint >= LEAST_EXPECTED)
    case = np.maximum(ground.smooth(maps), 0.0) / (mass * max(incidents, 1)).astype(kind)
    log_ratio = np.log((case + kind.type(aside)) / (control + aside).astype(kind))
    weigh = np.where(counted, 1 / np.maximum(spread, 1e-12), 0.0).astype(kind)
    return log_ratio, log_ratio * weigh


@lru_cache(maxsize=64)
def _highest(
    ground: Keyed[Ground], *, incidents: int, simulations: int, seed: int, told: Keyed[Progress] = UNTOLD
) -> np.ndarray:
    """Throw the incidents by the baseline, many times, and note each map's highest score, ascending."""
    land, highest = ground.value, list[float]()
    for maps in chance_maps(land, incidents=incidents, simulations=simulations, seed=seed):
        told.value(len(highest) / simulations)
        scores = _scores(maps, land, incidents)[1]
        highest += scores[:, land.inside].max(axis=1).astype(float).tolist()
    return np.sort(np.array(highest))


def _reason(incidents: int, cells: pd.DataFrame, state: str, chosen: dict[str, Any]) -> str:
    """Say in one sentence what was found, or what it would take."""
    n = f"{incidents:,} incident{'' if incidents == 1 else 's'}"
    width = f"{chosen['bandwidth_m']:,.0f} m"
    if state == NOT_ENOUGH:
        return (
            f"Not enough data to say: with {n} and a bandwidth of {width}, {chosen['mean_expected']:.1f} are "
            f"expected within a kernel's reach, and {EXPECTED_NEEDED:.0f} are needed. At this bandwidth that "
            f"takes {chosen['needed_incidents']:,} incidents: choose a larger bandwidth or a longer period."
        )
    untold = chosen["share_not_compared"]
    aside = (
        f" {untold:.0%} of the area was not compared: fewer than 1 incident is expected within reach there."
        if untold >= 0.005
        else ""
    )
    if state == NONE:
        return (
            f"No cell stands out: with {n} and a bandwidth of {width}, chance maps have places where the "
            f"incidents are as many times their expected share.{aside}"
        )
    hot = cells["is_hotspot"].to_numpy()
    number, ratio = int(hot.sum()), float(cells.loc[hot, "ratio"].max())
    which = "1 cell stands" if number == 1 else f"{number:,} cells stand"
    return (
        f"{which} out: with {n} and a bandwidth of {width}, the incidents there are up to {ratio:.1f} times "
        f"their expected share, more surely above it than anywhere on {1 - chosen['alpha']:.0%} of "
        f"{chosen['simulations']:,} chance maps.{aside}"
    )
