"""One borough's trials: chance maps, and maps with a place planted at twice and four times its share."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.validation.borough import Borough, make_borough, throw
from boundaries.lattice import Lattice
from spatial.counts import disks
from spatial.hotspot import FOUND
from spatial.hotspots import METHODS

__all__ = ["INCIDENTS", "RESOLUTIONS", "TIMES", "trials"]

RESOLUTIONS = (8, 9, 10)
INCIDENTS = (30, 90, 354, 1200)
TIMES = (1.0, 2.0, 4.0)
"""1 is chance alone."""


def trials(number: int, methods: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Try every method on one random borough, at each resolution, number of incidents and rate.

    Yields
    ------
    dict
        borough, baseline, resolution, incidents, times, method; state, `said` (a hot spot was claimed, as the
        page would), `test` (some cell passed the test, the gate for scarce data left out), `hit` (a claimed
        cell touches the planted place).
    """
    rng = np.random.default_rng((2026, number))
    borough = make_borough(rng, RESOLUTIONS)
    baseline = "area" if number % 2 else "residents"
    for resolution in RESOLUTIONS:
        lattice = borough.lattices[resolution]
        for incidents in INCIDENTS:
            for times in TIMES:
                for outcome in _tried(rng, borough, lattice, incidents, times, baseline, methods):
                    about = {"borough": number, "baseline": baseline, "resolution": resolution}
                    yield about | {"incidents": incidents, "times": times} | outcome


def _tried(
    rng: np.random.Generator,
    borough: Borough,
    lattice: Lattice,
    incidents: int,
    times: float,
    baseline: str,
    methods: tuple[str, ...],
) -> Iterator[dict[str, Any]]:
    hot = _planted(rng, lattice)
    given = throw(rng, borough, lattice, incidents, baseline=baseline, hot=hot, times=times)
    near = (disks(lattice.neighbours, rings=1)[hot].sum(axis=0) > 0) if times > 1 else None
    own = given.counts > incidents * given.share
    for name in methods:
        method = METHODS[name]
        found = method.detect(given, method.Settings())
        flagged = found.cells["is_hotspot"].to_numpy(dtype=bool)
        passes = (found.cells["q"].to_numpy(dtype=float) <= 0.05) & own
        yield {
            "method": name,
            "state": found.state,
            "said": found.state == FOUND,
            "test": bool(passes.any()),
            "hit": None if near is None else bool((flagged & near).any()),
        }


def _planted(rng: np.random.Generator, lattice: Lattice) -> np.ndarray:
    """Choose a cell with all of its six neighbours inside, and give the seven."""
    whole = lattice.area_km2 > 0.99 * lattice.cell_km2
    inner = np.flatnonzero((lattice.neighbours @ whole.astype(float) >= 6.5) & whole)
    middle = rng.choice(inner if inner.size else np.flatnonzero(whole))
    return np.flatnonzero(lattice.neighbours[[middle]].toarray()[0] > 0)
