"""One borough's trials: chance maps, and maps with a place planted at twice and four times its share."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.validation.borough import Borough, make_borough, throw
from benchmarks.validation.in_time import try_in_time
from boundaries.lattice import Lattice
from spatial.counts import disks
from spatial.hotspot import FOUND, Evidence
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
                about = {"borough": number, "baseline": baseline, "resolution": resolution}
                about |= {"incidents": incidents, "times": times}
                given, near = _thrown(rng, borough, lattice, incidents, times, baseline)
                yield from (about | each for each in _tried(given, near, methods))
                if times == 1 and "in_time" in methods:
                    days = np.random.default_rng((2027, number, resolution, incidents))
                    yield from (about | {"hit": None} | each for each in try_in_time(days, lattice, given))


def _thrown(
    rng: np.random.Generator,
    borough: Borough,
    lattice: Lattice,
    incidents: int,
    times: float,
    baseline: str,
) -> tuple[Evidence, np.ndarray | None]:
    """Throw a map; with something planted, give the cells in or beside it as well."""
    hot = _planted(rng, lattice)
    given = throw(rng, borough, lattice, incidents, baseline=baseline, hot=hot, times=times)
    return given, (disks(lattice.neighbours, rings=1)[hot].sum(axis=0) > 0) if times > 1 else None


def _tried(given: Evidence, near: np.ndarray | None, methods: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    own = given.counts > given.incidents * given.share
    for name in (name for name in METHODS if name in methods):
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
