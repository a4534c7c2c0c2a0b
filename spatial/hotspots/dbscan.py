"""DBSCAN: groups of reports that lie close together, described; what the exact test confirms is marked."""

from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from sklearn.cluster import DBSCAN

from spatial.grouped_cells import largest_groups
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence
from spatial.hotspots import gi_star
from spatial.progress import Progress, silent

__all__ = ["Settings", "automatic_min_reports", "automatic_radius", "detect", "group_places"]

name = "dbscan"
title = "Groups of reports (DBSCAN)"
sentence = "Groups reports that lie close together; it tests nothing by itself."
claims_significance = False

MOST_LOCATIONS = 60_000
ROUNDED_TO_M = 10.0
RADIUS_LIMITS_M = (50.0, 400.0)
FEWEST_REPORTS = 10
TIMES_EVEN = 3.0  # what is called dense: three times an even spread over the area


class Settings(BaseModel):
    """How close is close, and how many reports make a group."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    radius_m: float | None = Field(
        None, ge=10, le=2000, description="Distance within which reports are close."
    )
    min_reports: int | None = Field(
        default=None, ge=2, le=1000, description="Reports so close that make a group."
    )


def group_places(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray, *, radius_m: float, min_reports: int
) -> tuple[np.ndarray, np.ndarray]:
    """Group weighted places by density.

    Parameters
    ----------
    x, y : numpy.ndarray, shape (n_places,)
        Metres.
    weight : numpy.ndarray, shape (n_places,)
        Reports at each place.
    radius_m, min_reports : float, int
        A place is a core place if at least `min_reports` reports lie within `radius_m` of it, its own
        included.

    Returns
    -------
    group : numpy.ndarray of int64, shape (n_places,)
        Group of each place, the one with the most reports first; -1 for none.  As DBSCAN over every report.
    core : numpy.ndarray of bool, shape (n_places,)

    References
    ----------
    Ester, Kriegel, Sander and Xu (1996), KDD-96, 226-231.
    """
    group, core = np.full(len(x), -1, dtype=np.int64), np.zeros(len(x), dtype=bool)
    if not len(x):
        return group, core
    order = np.lexsort((y, x))  # the answer must not hang on the order of the rows
    found = DBSCAN(eps=radius_m, min_samples=min_reports).fit(
        np.column_stack((x, y))[order], sample_weight=weight[order]
    )
    labels = found.labels_
    core[order[found.core_sample_indices_]] = True
    reports = np.bincount(labels[labels >= 0], weights=weight[order][labels >= 0])
    renamed = np.empty(len(reports) + 1, dtype=np.int64)
    renamed[np.argsort(-reports, kind="stable")] = np.arange(len(reports))
    renamed[-1] = -1
    group[order] = renamed[labels]
    return group, core


def automatic_radius(area_km2: float, *, incidents: int, min_reports: int) -> float:
    """Choose the radius within which `min_reports` reports are three times what an even spread has.

    It is rounded to 10 m and kept between 50 m and 400 m.
    """
    low, high = RADIUS_LIMITS_M
    if not incidents:
        return high
    even_km2 = area_km2 * min_reports / (TIMES_EVEN * incidents)
    return float(round(min(max(1000 * np.sqrt(even_km2 / np.pi), low), high), -1))


def automatic_min_reports(area_km2: float, *, incidents: int) -> int:
    """Choose 10 reports, or more where 10 within 50 m would not be three times an even spread."""
    within_km2 = np.pi * (RADIUS_LIMITS_M[0] / 1000) ** 2
    return max(FEWEST_REPORTS, int(np.ceil(TIMES_EVEN * incidents * within_km2 / area_km2)))


def detect(evidence: Evidence, settings: Settings, *, told: Progress = silent) -> Detection:
    """Describe the groups, and mark those of their cells that Gi*'s exact test flags as well.

    `group` is the group of the core places in a cell (the one with the most reports there), -1 where there
    are none; `score` is the reports in that group.  `observed`, `expected`, `p` and `q` are those of Gi*
    with its usual settings, because DBSCAN itself tests nothing.
    """
    place, x, y, weight = np.arange(len(evidence.x)), evidence.x, evidence.y, evidence.weight
    rounded = len(x) > MOST_LOCATIONS
    if rounded:
        spots, place = np.unique(
            np.round(np.column_stack((x, y)) / ROUNDED_TO_M) * ROUNDED_TO_M, axis=0, return_inverse=True
        )
        place = place.reshape(-1)
        x, y, weight = spots[:, 0], spots[:, 1], np.bincount(place, weights=evidence.weight)
    area_km2, incidents = evidence.outline.area / 1e6, evidence.incidents
    reports = settings.min_reports or automatic_min_reports(area_km2, incidents=incidents)
    radius_m = settings.radius_m or automatic_radius(area_km2, incidents=incidents, min_reports=reports)
    group, core = group_places(x, y, weight, radius_m=radius_m, min_reports=reports)
    sizes = np.bincount(group[group >= 0], weights=weight[group >= 0]).astype(np.int64)

    told(0.5)
    tested = gi_star.detect(evidence, gi_star.Settings())
    cells = tested.cells.copy()
    cells["group"] = largest_groups(evidence, np.where(core, group, -1)[place])
    grouped = (cells["group"] >= 0).to_numpy()
    cells["score"] = np.where(grouped, np.append(sizes, 0)[cells["group"]], 0).astype(float)
    cells["is_hotspot"] = grouped & tested.cells["is_hotspot"].to_numpy()
    state = (FOUND if cells["is_hotspot"].any() else NONE) if tested.state != NOT_ENOUGH else NOT_ENOUGH
    chosen = settings.model_dump() | {
        "radius_m": radius_m,
        "min_reports": reports,
        "automatic": [f for f in ("radius_m", "min_reports") if getattr(settings, f) is None],
        "locations_rounded_to_m": ROUNDED_TO_M if rounded else None,
        "groups": len(sizes),
        "reports_in_groups": int(sizes.sum()),
        "tested_with": tested.settings,
        "rings": tested.settings["rings"],
        "incidents": evidence.incidents,
    }
    return Detection(name, cells, state, _reason(cells, tested, chosen), chosen)


def _reason(cells: pd.DataFrame, tested: Detection, chosen: dict[str, Any]) -> str:
    """Say what was grouped, that grouping is no test, and what the test says."""
    number = chosen["groups"]
    rule = f"at least {chosen['min_reports']:,} reports within {chosen['radius_m']:,.0f} m"
    groups = f"{number:,} group{'' if number == 1 else 's'} of {rule}" if number else f"No group of {rule}"
    said = f"{groups}. DBSCAN groups reports and tests nothing"
    if tested.state == NOT_ENOUGH:
        return f"{said}. {tested.reason}"
    hot = int(cells["is_hotspot"].sum())
    held = (
        f"{hot:,} of the grouped cells {'is' if hot == 1 else 'are'}"
        if hot
        else "none of the grouped cells is"
    )
    return f"{said}; by Gi*'s exact test {held} more than chance." if number else f"{said}."
