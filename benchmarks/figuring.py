"""The statistics by themselves: ours against esda, KDEpy, scikit-learn and a plain loop."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import shapely
from KDEpy import FFTKDE
from sklearn.neighbors import KernelDensity

from benchmarks import grouping, smoothing
from benchmarks.harness import Measured, Task, Way, measure
from boundaries.lattice import Lattice
from spatial.counts import disks
from spatial.density.density_grid import density_on_grid
from spatial.density.kernel_sum import density_at
from spatial.hotspots.gi_star import gi_star_z

__all__ = ["hold_density", "hold_gi_star", "hold_groups"]

MOST_FOR_TREES = 100_000
"""At a million, scikit-learn's tree takes minutes a run."""
COUNTED_M = 25.0
"""The squares in which incidents are counted before they are smoothed onto a grid twice as wide."""
WITHIN = 0.01
"""How far a density may be from brute force, as a part of the highest."""


def hold_gi_star(lattice: Lattice, counts: np.ndarray, **how: Any) -> Measured:
    """Score every cell by its disk of one ring."""
    from esda.getisord import G_Local
    from libpysal.weights import WSP

    around = disks(lattice.neighbours, rings=1)
    listed = [around.indices[a:b] for a, b in zip(around.indptr[:-1], around.indptr[1:], strict=True)]
    values = counts.astype(float)
    weights = WSP(lattice.neighbours.tocsr()).to_W(silence_warnings=True)

    def esda() -> np.ndarray:
        return G_Local(values, weights, transform="B", permutations=0, star=True).Zs

    def loop() -> np.ndarray:
        n, mean, deviation = len(values), values.mean(), values.std()
        scores = []
        for cells in listed:
            size = len(cells)
            above = sum(values[cell] for cell in cells) - mean * size
            scores.append(above / (deviation * np.sqrt((n * size - size**2) / (n - 1))))
        return np.array(scores)

    def same(answers: Mapping[str, Any]) -> str:
        for name, scores in answers.items():
            assert np.allclose(scores, answers["ours"], atol=1e-8), name
        return "the same score in every cell to eight decimals"

    ways = [
        Way("ours", lambda: gi_star_z(values, disks(lattice.neighbours, rings=1))),
        Way("a loop over cells", loop),
        Way("esda G_Local", esda),
    ]
    return measure(Task("Gi*", len(values), "cells"), ways, same=same, **how)


def hold_density(n: int, *, exact: bool, **how: Any) -> Measured:
    """Smooth n incidents onto a grid of 50 m; `exact` adds scikit-learn as it comes.

    Every answer is held against the sum over all incidents at 300 places.
    """
    x, y = smoothing.incidents(n)
    box, width, step = smoothing.BOX, smoothing.BANDWIDTH_M, smoothing.STEP_M
    empty = density_on_grid(box, [1.0], [1.0], bandwidth_m=width, step_m=step)
    at_x, at_y = (at.ravel() for at in empty.grid.centres())
    there, km = np.column_stack((at_x, at_y)), np.column_stack((x, y)) / smoothing.KILOMETRE
    order = np.lexsort((at_y, at_x))
    inside = np.flatnonzero(shapely.contains_xy(box, at_x, at_y))
    pick = np.random.default_rng(2).choice(inside, smoothing.CHECKED, replace=False)
    column, row = np.floor(x / COUNTED_M).astype(int), np.floor(y / COUNTED_M).astype(int)
    wide = int(smoothing.SIDE_M / COUNTED_M)
    binned = np.bincount(column * wide + row, minlength=wide * wide)
    held = np.flatnonzero(binned)
    middle_x, middle_y = (held // wide + 0.5) * COUNTED_M, (held % wide + 0.5) * COUNTED_M

    def grid(x: np.ndarray, y: np.ndarray, weight: np.ndarray | None = None) -> np.ndarray:
        found = density_on_grid(
            box, x, y, weight, bandwidth_m=width, step_m=step, kernel="gaussian", edge="none"
        )
        return found.values.ravel()

    def fft() -> np.ndarray:
        found = np.empty(len(there))
        density = FFTKDE(kernel="gaussian", bw=width / smoothing.KILOMETRE).fit(km)
        found[order] = density.evaluate(there[order] / smoothing.KILOMETRE)
        return found * n / smoothing.KILOMETRE**2

    def sklearn(rtol: float) -> np.ndarray:
        density = KernelDensity(bandwidth=width, rtol=rtol).fit(np.column_stack((x, y)))
        return np.exp(density.score_samples(there)) * n

    ways = [
        Way("ours, from the incidents", lambda: grid(x, y)),
        Way("ours, once counted", lambda: grid(middle_x, middle_y, binned[held].astype(float))),
        Way("KDEpy FFTKDE", fft),
    ]
    if n <= MOST_FOR_TREES:
        ways.append(Way("scikit-learn, 0.4 % allowed", partial(sklearn, smoothing.SKLEARN_RTOL)))
    if exact:
        ways.append(Way("scikit-learn as it comes", partial(sklearn, 0.0)))
    truth = density_at(
        x, y, None, at_x[pick], at_y[pick], edge="none", bandwidth_m=width, kernel="gaussian", outline=box
    )

    def same(answers: Mapping[str, Any]) -> str:
        off = {name: np.abs(found[pick] - truth).max() / truth.max() for name, found in answers.items()}
        assert all(value <= WITHIN for value in off.values()), off
        return "off brute force by at most " + ", ".join(f"{off[name]:.2%} ({name})" for name in off)

    return measure(Task("kernel density, 50 m grid", n), ways, same=same, **how)


def hold_groups(n: int, kind: str, *, usual: bool = True, **how: Any) -> Measured:
    """Group n reports by DBSCAN: ours by weights on distinct places, scikit-learn on every report."""
    points = grouping.reports(kind, n)
    ways = [Way("ours", partial(grouping.group, "ours", points))]
    if usual:
        ways.append(Way("scikit-learn DBSCAN", partial(grouping.group, "scikit-learn", points)))

    def same(answers: Mapping[str, Any]) -> str:
        return grouping.same(answers["ours"], answers["scikit-learn DBSCAN"]) if usual else ""

    return measure(Task(f"DBSCAN, {kind}", n, "reports"), ways, same=same, **how)
