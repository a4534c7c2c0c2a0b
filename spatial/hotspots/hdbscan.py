"""HDBSCAN: groups of reports that stay together longest as the distance shrinks, without a radius."""

from typing import Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from spatial.density_tree import lasting_groups
from spatial.grouped_cells import largest_groups
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence
from spatial.hotspots import gi_star
from spatial.progress import Progress, silent

__all__ = ["Settings", "automatic_min_reports", "detect"]

name = "hdbscan"
title = "Groups without a radius (HDBSCAN)"
sentence = "Groups reports at whatever distance they hold together best; it tests nothing by itself."
claims_significance = False

MOST_PLACES = 8_000
STEPS_M = (10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
LEAST_M = 10.0
FEWEST_REPORTS, ONE_IN = 10, 200


class Settings(BaseModel):
    """How many reports make a group, and how many near ones make a place dense."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_reports: int | None = Field(default=None, ge=2, le=1000, description="Fewest reports of a group.")
    neighbours: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="Reports within whose reach a place is dense; as min_reports if left out.",
    )


def automatic_min_reports(*, incidents: int) -> int:
    """Choose 10 reports, or one in 200 of them where that is more, but not above a thousand."""
    return min(max(FEWEST_REPORTS, int(np.ceil(incidents / ONE_IN))), 1000)


def detect(evidence: Evidence, settings: Settings, *, told: Progress = silent) -> Detection:
    """Describe the groups, and mark those of their cells that Gi*'s exact test flags as well.

    `group` is the group with the most reports in a cell, -1 where there is none; `score` is the reports in
    that group.  `observed`, `expected`, `p` and `q` are those of Gi* with its usual settings, because HDBSCAN
    itself tests nothing.  More than 8,000 places are rounded to 10 m or to the next coarser step that leaves
    fewer, and the settings say which.
    """
    place, x, y, weight, step_m = _few_places(evidence.x, evidence.y, evidence.weight)
    reports = settings.min_reports or automatic_min_reports(incidents=evidence.incidents)
    neighbours = settings.neighbours or reports
    group = lasting_groups(
        x, y, weight, min_reports=reports, neighbours=neighbours, least_m=max(LEAST_M, step_m or 0.0)
    )
    sizes = np.bincount(group[group >= 0], weights=weight[group >= 0]).astype(np.int64)

    told(0.5)
    tested = gi_star.detect(evidence, gi_star.Settings())
    cells = tested.cells.copy()
    cells["group"] = largest_groups(evidence, group[place])
    grouped = (cells["group"] >= 0).to_numpy()
    cells["score"] = np.where(grouped, np.append(sizes, 0)[cells["group"]], 0).astype(float)
    cells["is_hotspot"] = grouped & tested.cells["is_hotspot"].to_numpy()
    state = (FOUND if cells["is_hotspot"].any() else NONE) if tested.state != NOT_ENOUGH else NOT_ENOUGH
    chosen = settings.model_dump() | {
        "min_reports": reports,
        "neighbours": neighbours,
        "automatic": [f for f in ("min_reports", "neighbours") if getattr(settings, f) is None],
        "locations_rounded_to_m": step_m,
        "groups": len(sizes),
        "reports_in_groups": int(sizes.sum()),
        "tested_with": tested.settings,
        "rings": tested.settings["rings"],
        "incidents": evidence.incidents,
    }
    return Detection(name, cells, state, _reason(cells, tested, chosen), chosen)


def _few_places(
    x: np.ndarray, y: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, float | None]:
    """Round places until there are few enough to be joined while somebody waits."""
    if len(x) <= MOST_PLACES:
        return np.arange(len(x)), x, y, weight, None
    for step_m in STEPS_M:
        rounded = np.round(np.column_stack((x, y)) / step_m) * step_m
        spots, place = np.unique(rounded, axis=0, return_inverse=True)
        if len(spots) <= MOST_PLACES:
            break
    place = place.reshape(-1)
    return place, spots[:, 0], spots[:, 1], np.bincount(place, weights=weight), step_m


def _reason(cells: pd.DataFrame, tested: Detection, chosen: dict[str, Any]) -> str:
    """Say what was grouped, that grouping is no test, and what the test says."""
    number, rule = chosen["groups"], f"at least {chosen['min_reports']:,} reports"
    groups = f"{number:,} group{'' if number == 1 else 's'} of {rule}" if number else f"No group of {rule}"
    said = f"{groups}. HDBSCAN groups reports and tests nothing"
    if tested.state == NOT_ENOUGH:
        return f"{said}. {tested.reason}"
    if not number:
        return f"{said}."
    hot = int(cells["is_hotspot"].sum())
    held = f"{hot:,} of the grouped cells {'is' if hot == 1 else 'are'}" if hot else "none of their cells is"
    return f"{said}; by Gi*'s exact test {held} more than chance."
