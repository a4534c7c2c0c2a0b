"""Chance maps for adaptive density: the bandwidths are worked out afresh on every map thrown."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from spatial.density.chance import UNTOLD, chance_maps, signed_root
from spatial.density.estimate import KernelName, kernel_on_grid, reach_m
from spatial.density.ground import Ground
from spatial.density.kernel_sum import TRIM
from spatial.density.ladder import Ladder
from spatial.digest import Keyed
from spatial.progress import Progress

__all__ = ["AdaptiveGround", "adapt", "adaptive_score", "highest_adaptive"]

RUNGS = 12
NARROWEST_STEPS = 1.5  # a narrower kernel would fall into one pixel of the test grid


@dataclass(frozen=True, eq=False)
class AdaptiveGround:
    """A test grid with kernels of rising bandwidth.

    Attributes
    ----------
    ground : Ground
        With the global bandwidth, which is also the pilot's.
    factors : numpy.ndarray, shape (n_rungs,)
        The rungs' bandwidths in global ones, each the same number of times the one before.
    ladder : Ladder
    kernels : numpy.ndarray of complex64
        The rungs in Fourier space.
    scale, footprint : numpy.ndarray of float32, shape (n_rungs, rows, columns)
        As in `Ground`, by rung.
    """

    ground: Ground
    factors: np.ndarray
    ladder: Ladder
    kernels: np.ndarray
    scale: np.ndarray
    footprint: np.ndarray


@lru_cache(maxsize=4)
def adapt(ground: Keyed[Ground], *, kernel: KernelName, bandwidth_m: float) -> AdaptiveGround:
    """Make the kernels for every rung, and what the baseline expects within each."""
    land = ground.value
    step, low = land.grid.step_m, NARROWEST_STEPS * land.grid.step_m * bandwidth_m
    low_m = min(low / reach_m(kernel, bandwidth_m), 0.9 * bandwidth_m)
    ladder = Ladder(
        kernel, low_m=low_m, high_m=TRIM * bandwidth_m, rungs=RUNGS, step_m=step, shape=land.grid.shape
    )
    kernels, scales, footprints = [], [], []
    expected = ladder.forward(land.chance)
    for k in range(RUNGS):
        once = ladder.transformed(k)
        values = kernel_on_grid(kernel, bandwidth_m=ladder.bandwidths[k], step_m=step)
        values = values / (values.sum() * step**2)
        twice = ladder.wide(values**2)
        mean, square = (np.maximum(ladder.back(expected * one), 0.0) for one in (once, twice))
        tiny = 1e-9 * square.max()
        whole = values.sum() / (values**2).sum()
        scale = np.where(square > tiny, mean / np.maximum(square, tiny), whole)
        kernels.append(once.astype(np.complex64))
        scales.append(scale.astype(np.float32))
        footprints.append((scale * mean).astype(np.float32))
    factors = ladder.bandwidths / bandwidth_m
    return AdaptiveGround(land, factors, ladder, np.stack(kernels), np.stack(scales), np.stack(footprints))


def adaptive_score(maps: np.ndarray, land: AdaptiveGround) -> np.ndarray:
    """Measure how far adaptive densities lie above what the baseline expects.

    Abramson's bandwidths are worked out on each map by itself, to the nearest rung.  What is seen at a pixel
    is then weighed as in `chance.excess_score`, with the bandwidth that an incident there would have.

    Parameters
    ----------
    maps : numpy.ndarray of float32, shape (n_maps, rows, columns)
        Incidents by pixel, none outside the area; the same number, at least 1, on every map.

    Returns
    -------
    numpy.ndarray of float32, shape as `maps`
    """
    ground = land.ground
    incidents = float(maps[0].sum())
    mass = np.where(ground.inside, ground.mass, 1.0).astype(maps.dtype)
    pilot = ground.smooth(maps) / np.maximum(mass, 1e-6)
    logs = np.log(np.maximum(pilot, 1e-6 * pilot.max(axis=(1, 2), keepdims=True)))
    middle = (maps * logs).sum(axis=(1, 2), keepdims=True, dtype=float) / incidents
    rise = np.log(land.factors[1] / land.factors[0])
    rung = np.rint((-0.5 * (logs - middle) - np.log(land.factors[0])) / rise)
    rung = np.clip(rung, 0, len(land.factors) - 1).astype(np.int8)
    total: np.ndarray | float = 0.0
    for k, kernel in enumerate(land.kernels):
        held = np.where(rung == k, maps, np.float32(0))
        if held.any():
            total = total + land.ladder.forward(held) * kernel
    smoothed = land.ladder.back(np.asarray(total))
    scale, footprint = (
        np.take_along_axis(a, rung.astype(np.intp), axis=0) for a in (land.scale, land.footprint)
    )
    return signed_root(smoothed * scale, np.float32(incidents) * footprint)


@lru_cache(maxsize=16)
def highest_adaptive(
    land: Keyed[AdaptiveGround],
    *,
    incidents: int,
    simulations: int,
    seed: int,
    told: Keyed[Progress] = UNTOLD,
) -> np.ndarray:
    """Throw the incidents at random many times, adapt to each map, and note each map's highest score.

    Every thrown map is treated as the real one is, its bandwidths included, so the chance that follows is
    right for any number of incidents.  `told` comes keyed, so that what is kept does not hang on it.

    Returns
    -------
    numpy.ndarray of float, shape (simulations,)
        Ascending.
    """
    ground, highest = land.value.ground, list[float]()
    for maps in chance_maps(ground, incidents=incidents, simulations=simulations, seed=seed):
        told.value(len(highest) / simulations)
        scores = adaptive_score(maps, land.value)
        highest += scores[:, ground.inside].max(axis=1).astype(float).tolist()
    return np.sort(np.array(highest))
