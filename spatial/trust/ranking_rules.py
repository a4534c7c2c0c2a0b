"""Ranking rules: where each method would look first, from what was known before; nothing is tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from spatial.counts import disks, neighbourhood_sums
from spatial.density.estimate import KernelName, automatic_bandwidth
from spatial.density.ground import lay_ground
from spatial.digest import keyed_arrays, keyed_outline
from spatial.hotspot import Detection, Evidence
from spatial.hotspots import dbscan, hdbscan
from spatial.places import likelihood_ratio

if TYPE_CHECKING:
    from boundaries.lattice import Lattice

__all__ = ["RULES", "expected_density", "ground_km2", "same_places"]

KERNEL: KernelName = "quartic"
LEAST_KM2 = 1e-6


def ground_km2(lattice: Lattice) -> np.ndarray:
    """Give the ground of every cell; one that only touches the area is given a square metre.

    Returns
    -------
    numpy.ndarray of float, shape (n_cells,)
    """
    return np.maximum(lattice.area_km2, LEAST_KM2)


def same_places(evidence: Evidence) -> np.ndarray:
    """Rank cells by their own incidents per km2: the places that had most before.

    Returns
    -------
    numpy.ndarray of float, shape (n_cells,)
    """
    return evidence.counts / ground_km2(evidence.lattice)


def expected_density(evidence: Evidence) -> np.ndarray:
    """Rank cells by what the baseline alone expects per km2; by area, all are alike.

    Returns
    -------
    numpy.ndarray of float, shape (n_cells,)
    """
    return np.round(evidence.share / ground_km2(evidence.lattice), 12)


def gi_star_rank(evidence: Evidence) -> np.ndarray:
    """Rank cells as hot spots are ranked: by the likelihood ratio of each cell and the cells that touch it.

    Where fewer were seen than expected it counts below zero, so that such cells come last.
    """
    around = disks(evidence.lattice.neighbours, rings=1)
    observed = neighbourhood_sums(evidence.counts, around)
    expected = evidence.incidents * neighbourhood_sums(evidence.share, around)
    more = likelihood_ratio(observed, expected, incidents=evidence.incidents)
    return np.where(observed > expected, more, np.minimum(observed - expected, 0.0))


def kernel_density_rank(evidence: Evidence) -> np.ndarray:
    """Rank cells by the density at their densest point; no chance map is thrown, none is needed to rank."""
    lattice = evidence.lattice
    bandwidth_m = automatic_bandwidth(KERNEL, evidence.x, evidence.y, evidence.weight)
    ground = lay_ground(
        keyed_outline(evidence.outline),
        keyed_arrays(lattice.x, lattice.y, evidence.share),
        kernel=KERNEL,
        bandwidth_m=bandwidth_m,
        cell_km2=lattice.cell_km2,
    )
    smoothed = np.maximum(ground.smooth(ground.count(evidence.x, evidence.y, evidence.weight)), 0.0)
    density = ground.highest_in_cells(smoothed / np.where(ground.inside, ground.mass, 1.0) * 1e6)
    return np.round(density, 9)


def dbscan_rank(evidence: Evidence) -> np.ndarray:
    """Rank cells by the reports in their DBSCAN group; within one, and outside all, by their own per km2."""
    return _by_group(dbscan.detect(evidence, dbscan.Settings(radius_m=None)), evidence)


def hdbscan_rank(evidence: Evidence) -> np.ndarray:
    """Rank cells by the reports in their HDBSCAN group; within one, and outside all, by their own per km2."""
    return _by_group(hdbscan.detect(evidence, hdbscan.Settings()), evidence)


def _by_group(detection: Detection, evidence: Evidence) -> np.ndarray:
    """Number the cells by the reports in their group, then by their own per km2; equals have one number."""
    keys = np.column_stack((detection.cells["score"], np.round(same_places(evidence), 9)))
    rank: np.ndarray = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1).astype(float)
    return rank


RULES: Mapping[str, Callable[[Evidence], np.ndarray]] = {
    "gi_star": gi_star_rank,
    "kernel_density": kernel_density_rank,
    "dbscan": dbscan_rank,
    "hdbscan": hdbscan_rank,
}
"""By the name of the method; the higher, the sooner a cell is looked at."""
