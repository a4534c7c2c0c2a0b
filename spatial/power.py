"""Power: how many incidents a map needs before "no hot spot" means anything."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from spatial.counts import disks, neighbourhood_sums

if TYPE_CHECKING:
    from boundaries.lattice import Lattice

__all__ = ["EXPECTED_NEEDED", "finest_resolution", "mean_share", "needed_incidents"]

EXPECTED_NEEDED = 3.0
"""Incidents expected in a neighbourhood; with fewer, four times as many are missed more often than found."""


def mean_share(lattice: Lattice, rings: int = 1, *, share: np.ndarray | None = None) -> float:
    """Give the share of the incidents expected in an average neighbourhood, by area unless told."""
    spread = lattice.area_km2 / lattice.area_km2.sum() if share is None else share
    return float(neighbourhood_sums(spread, disks(lattice.neighbours, rings=rings)).mean())


def needed_incidents(
    lattice: Lattice,
    rings: int = 1,
    *,
    share: np.ndarray | None = None,
    expected: float = EXPECTED_NEEDED,
) -> int:
    """Give the incidents at which an average neighbourhood expects 3, or as many as `expected` says."""
    return math.ceil(expected / mean_share(lattice, rings, share=share) - 1e-9)


def finest_resolution(incidents: int, lattices: Mapping[int, Lattice], *, rings: int = 1) -> int | None:
    """Give the finest resolution at which so many incidents can say anything; None if there is none."""
    able = [r for r, lattice in lattices.items() if incidents >= needed_incidents(lattice, rings)]
    return max(able, default=None)
