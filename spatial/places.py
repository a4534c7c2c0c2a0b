"""Places: flagged cells gathered into ranked, equal-sized rings that do not overlap."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from spatial.counts import disks
from spatial.hotspot import Detection, Evidence

__all__ = ["Places", "find_places", "likelihood_ratio"]

COLUMNS = (
    *("rank", "cell", "cells", "incidents", "expected", "excess", "likelihood_ratio"),
    *("p", "q", "dates", "ward", "edge_cells"),
)


@dataclass(frozen=True)
class Places:
    """Ranked places, and what was left out.

    `table` has one row a place: `rank` (1 first), `cell` (position of the centre), `cells` (positions of
    its ring), `incidents`, `expected`, `excess`, `likelihood_ratio`, `p`, `q` (the centre's, as tested),
    `dates` (distinct days), `ward` (of the centre) and `edge_cells` (flagged cells beside it that are no
    place of their own). `dropped` counts the flagged places that were left out, and `reason` says why; ""
    where none was.
    """

    table: pd.DataFrame
    dropped: int
    reason: str


def likelihood_ratio(observed: np.ndarray, expected: np.ndarray, *, incidents: int) -> np.ndarray:
    """Weigh how far each neighbourhood departs from what is expected, for ranking.

    Parameters
    ----------
    observed, expected : numpy.ndarray, shape (n,)
        Incidents seen and expected inside.
    incidents : int
        Incidents in the whole area.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        c ln(c/E) + (C-c) ln((C-c)/(C-E)) where more was seen than expected, else 0.

    References
    ----------
    Kulldorff (1997), Communications in Statistics: Theory and Methods 26(6), 1481-1496.
    """
    c, e, total = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float), float(incidents)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = c * np.log(c / e)
        outside = np.where(c < total, (total - c) * np.log((total - c) / (total - e)), 0.0)
        return np.where(c > e, inside + outside, 0.0)


def find_places(
    detection: Detection, evidence: Evidence, *, min_incidents: int = 5, min_dates: int = 3
) -> Places:
    """Gather the flagged cells into places: the strongest ring first, then the next that does not overlap it.

    Parameters
    ----------
    detection : Detection
        What a method said.  Its neighbourhood numbers are the places' numbers, unchanged.
    evidence : Evidence
        What the method was given.
    min_incidents, min_dates : int
        A place with fewer incidents, or on fewer distinct days, is left out and counted: one bad evening is
        not a hot spot.
    """
    around = disks(evidence.lattice.neighbours, rings=int(detection.settings.get("rings", 1)))
    columns = ("observed", "expected", "p", "q", "is_hotspot")
    observed, expected, p, q, hot = (detection.cells[column].to_numpy() for column in columns)
    weight = likelihood_ratio(observed, expected, incidents=evidence.incidents)
    flagged = np.flatnonzero(hot)
    ranked = flagged[np.lexsort((evidence.lattice.cells[flagged], -weight[flagged]))]
    dates = dict(zip(ranked.tolist(), _distinct_days(around, ranked, evidence.cell_days), strict=True))
    lasting = np.array(
        [observed[i] >= min_incidents and dates[int(i)] >= min_dates for i in ranked], dtype=bool
    )

    taken = np.zeros(len(hot), dtype=bool)
    centres = _greedy(ranked[lasting], around, taken)
    dropped = _greedy(ranked[~lasting], around, taken.copy())
    edges = _edge_cells(ranked, centres, around, taken, evidence)
    rows: list[dict[str, Any]] = [
        {
            "rank": rank,
            "cell": int(i),
            "cells": _ring(around, i).tolist(),
            "incidents": int(observed[i]),
            "expected": float(expected[i]),
            "excess": float(observed[i] - expected[i]),
            "likelihood_ratio": float(weight[i]),
            "p": float(p[i]),
            "q": float(q[i]),
            "dates": dates[int(i)],
            "ward": int(evidence.lattice.ward[i]),
            "edge_cells": edges[int(i)],
        }
        for rank, i in enumerate(centres, start=1)
    ]
    reason = _reason(len(dropped), min_incidents, min_dates) if dropped else ""
    return Places(pd.DataFrame(rows, columns=list(COLUMNS)), len(dropped), reason)


def _ring(around: csr_array, centre: int) -> np.ndarray:
    return around.indices[around.indptr[centre] : around.indptr[centre + 1]]


def _distinct_days(around: csr_array, centres: np.ndarray, cell_days: np.ndarray) -> list[int]:
    """Count the distinct days on which anything happened in each ring."""
    if not len(cell_days):
        return [0] * len(centres)
    day = cell_days[:, 1] - cell_days[:, 1].min()
    pieces = (np.ones(len(day)), (cell_days[:, 0], day))
    seen = csr_array(pieces, shape=(around.shape[1], int(day.max()) + 1))
    days: list[int] = np.diff((around[centres] @ seen).indptr).tolist()
    return days


def _greedy(ranked: np.ndarray, around: csr_array, taken: np.ndarray) -> list[int]:
    """Choose centres in order whose rings are still free; marks the rings in `taken`."""
    chosen = []
    for i in ranked:
        ring = _ring(around, i)
        if not taken[ring].any():
            taken[ring] = True
            chosen.append(int(i))
    return chosen


def _edge_cells(
    ranked: np.ndarray, centres: list[int], around: csr_array, taken: np.ndarray, evidence: Evidence
) -> dict[int, list[int]]:
    """Give each flagged cell that is no centre, and whose ring meets a place, to the nearest place."""
    edges: dict[int, list[int]] = {i: [] for i in centres}
    left = [int(i) for i in ranked if int(i) not in edges and taken[_ring(around, i)].any()]
    if left:
        x, y = evidence.lattice.x, evidence.lattice.y
        apart = np.hypot(x[left][:, None] - x[centres], y[left][:, None] - y[centres])
        for cell, k in zip(left, apart.argmin(axis=1).tolist(), strict=True):
            edges[centres[k]].append(cell)
    return {i: sorted(cells) for i, cells in edges.items()}


def _reason(dropped: int, min_incidents: int, min_dates: int) -> str:
    places = "1 place was" if dropped == 1 else f"{dropped} places were"
    return (
        f"{places} left out: a hot spot needs at least {min_incidents} incidents "
        f"on at least {min_dates} different dates."
    )
