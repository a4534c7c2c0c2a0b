"""The plan of a comparison: the files, the ground and the settings that both ways are given alike."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.filters import DEFAULT, Filters

__all__ = ["PLAN_FILE", "RADIUS_M", "RESOLUTION", "Plan", "questions", "read_plan"]

PLAN_FILE = "plan.json"
RESOLUTION = 9
RADIUS_M = 50.0


@dataclass(frozen=True)
class Plan:
    """What both ways are given.

    Attributes
    ----------
    partnership : str
        The partnership file, for ours; the usual way is given the same wards in metres as `wards.gpkg`.
    files : tuple of str
    bandwidth_m, step_m, radius_m, min_reports, resolution
        One setting for every question, chosen as the product chooses by itself for a year of the workload.
    """

    folder: str
    partnership: str
    files: tuple[str, ...]
    bandwidth_m: float
    step_m: float
    radius_m: float
    min_reports: int
    resolution: int


def read_plan(folder: Path) -> Plan:
    """Take up a plan where `benchmarks.ground.make_plan` left it."""
    said = json.loads((folder / PLAN_FILE).read_text(encoding="utf-8"))
    return Plan(**{**said, "files": tuple(said["files"])})


def questions(plan: Plan) -> dict[str, Filters]:
    """Ask the first question of a fresh page, then six that each change one filter."""
    first = DEFAULT.with_(
        resolution=plan.resolution,
        kernel="gaussian",
        bandwidth_m=plan.bandwidth_m,
        radius_m=plan.radius_m,
        min_reports=plan.min_reports,
    )
    return {
        "the last 365 days": first,
        "strand: race": first.with_(strands=frozenset({"race"})),
        "kind: hate crime": first.with_(kinds=frozenset({"hate_crime"})),
        "kind: other crime": first.with_(kinds=frozenset({"crime"})),
        "category: violence": first.with_(categories=frozenset({"violence"})),
        "the last 90 days": first.with_(days=90),
        "both years": first.with_(days=None, first=date(2024, 1, 1), last=date(2025, 12, 31)),
    }
