"""Methods that look at time as well, over a year of chance: clusters, and twelve hot or cold steps."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from boundaries.lattice import Lattice
from spatial.finding import FOUND
from spatial.hotspot import Evidence
from spatial.over_time.emerging import emerging
from spatial.scan import find_clusters

__all__ = ["IN_TIME", "try_in_time"]

IN_TIME = {
    "clusters_in_time": "Clusters in time (permutation scan)",
    "over_time": "Over time (hot and cold steps)",
}
DAYS = 365
STEPS = 12
WIDEST_M, LONGEST_DAYS = 1000.0, 60
REPLICATES = 99
SCANNED = (9,)
"""Resolutions of the scan's centres; its cases lie at points, so others change little and take long."""


def try_in_time(rng: np.random.Generator, lattice: Lattice, given: Evidence) -> Iterator[dict[str, Any]]:
    """Give each incident of a chance map a day of the year at random, and ask.

    The scan compares with 99 chance maps instead of the page's 999: its false finds are the same, its power
    a little less.
    """
    day = rng.integers(0, DAYS, size=len(given.x))
    if lattice.resolution in SCANNED:
        found = find_clusters(
            given.x,
            given.y,
            day,
            centres=(lattice.x, lattice.y),
            first_day=0,
            last_day=DAYS - 1,
            max_radius_m=WIDEST_M,
            max_duration_days=LONGEST_DAYS,
            replicates=REPLICATES,
            seed=int(rng.integers(1 << 31)),
        )
        passes = bool(found.state == FOUND or found.settings.get("left_out"))
        yield {
            "method": "clusters_in_time",
            "state": found.state,
            "said": found.state == FOUND,
            "test": passes,
        }
    counts = np.zeros((len(lattice.cells), STEPS), dtype=np.int64)
    np.add.at(counts, (given.place_cell, day * STEPS // DAYS), 1)
    seen = emerging(counts, lattice.neighbours, share=given.share)
    yield {
        "method": "over_time",
        "state": seen.state,
        "said": seen.state == FOUND,
        "test": bool(seen.hot.any() or seen.cold.any()),
    }
