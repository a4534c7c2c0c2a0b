"""Ranking rules: where each method would look first, from what was known before; nothing is tested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from spatial.counts import disks, neighbourhood_sums
from spatial.density import KernelName, automatic_bandwidth
from spatial.digest import keyed_arrays, keyed_outline
from spatial.ground import lay_ground
from spatial.hotspot import Evidence
from spatial.hotspots import dbscan
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
    area_km2, incidents = evidence.outline.area / 1e6, evidence.incidents
    least = dbscan.automatic_min_reports(area_km2, incidents=incidents)
    radius_m = dbscan.automatic_radius(area_km2, incidents=incidents, min_reports=least)
    group, core = dbscan.group_places(
        evidence.x, evidence.y, evidence.weight, radius_m=radius_m, min_reports=least
    )
    sizes = np.bincount(group[group >= 0], weights=evidence.weight[group >= 0])
    reports = np.zeros(len(evidence.counts))
    np.maximum.at(reports, evidence.place_cell[core], sizes[group[core]])
    order = np.lexsort((same_places(evidence), reports))
    keys = np.column_stack((reports, same_places(evidence)))[order]
    step = np.concatenate(([0], np.any(np.diff(keys, axis=0) != 0, axis=1).cumsum()))
    rank = np.empty(len(order))
    rank[order] = step
    return rank


RULES: Mapping[str, Callable[[Evidence], np.ndarray]] = {
    "gi_star": gi_star_rank,
    "kernel_density": kernel_density_rank,
    "dbscan": dbscan_rank,
}
"""By the name of the method; the higher, the sooner a cell is looked at."""
