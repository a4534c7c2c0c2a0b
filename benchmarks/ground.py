"""The ground of a comparison: settings settled once; wards, cells and grid points laid out."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl
import shapely

from benchmarks.plan import PLAN_FILE, RADIUS_M, RESOLUTION, Plan
from benchmarks.workload import Workload
from boundaries.lattice import make_lattice
from boundaries.partnership import load_partnership
from boundaries.study_area import StudyArea
from spatial.density.estimate import rule_of_thumb
from spatial.grid import cover
from spatial.hotspots.dbscan import automatic_min_reports
from spatial.hotspots.kernel_density import automatic_step

__all__ = ["lay_ground", "make_plan"]

GAUSSIAN_LIMITS_M = (70.0, 280.0)


def make_plan(work: Workload, partnership: Path, folder: Path) -> Plan:
    """Settle the settings, and lay out wards, cells and grid points for the usual way.

    The usual way is spared what it would get wrong: it reads wards that are already in exact metres, and
    evaluates its density only at the grid points inside the area.
    """
    area = load_partnership(partnership).study_area()
    width = _bandwidth(work, area.outline)
    return lay_ground(area, partnership, folder, rows=work.rows, bandwidth_m=width, files=work.files)


def lay_ground(
    area: StudyArea,
    partnership: Path,
    folder: Path,
    *,
    rows: int,
    bandwidth_m: float,
    files: Sequence[Path] = (),
) -> Plan:
    """Lay out wards, cells and grid points in a folder, and write down the plan."""
    area.wards[["ward", "geometry"]].to_file(folder / "wards.gpkg")
    step_m = automatic_step(area.outline, kernel="gaussian", bandwidth_m=bandwidth_m)
    grid = cover(area.outline, step_m=step_m)
    x, y = np.meshgrid(grid.x0 + np.arange(grid.columns) * step_m, grid.y0 + np.arange(grid.rows) * step_m)
    inside = shapely.contains_xy(area.outline, x, y)
    lattice = make_lattice(area, RESOLUTION)
    np.savez(folder / "ground.npz", x=x[inside], y=y[inside], cells=lattice.cells)
    reports = automatic_min_reports(area.outline.area / 1e6, incidents=rows // 2)
    plan = Plan(
        folder=str(folder),
        partnership=str(partnership),
        files=tuple(map(str, files)),
        bandwidth_m=bandwidth_m,
        step_m=step_m,
        radius_m=RADIUS_M,
        min_reports=min(reports, 1000),
        resolution=RESOLUTION,
    )
    (folder / PLAN_FILE).write_text(json.dumps(asdict(plan)), encoding="utf-8")
    return plan


def _bandwidth(work: Workload, outline: shapely.Geometry) -> float:
    """Choose the width as the product would for half the rows: the rule of thumb, kept within its limits."""
    frame = pl.concat([pl.read_csv(file, columns=["Easting", "Northing"]) for file in work.files])
    x, y = frame["Easting"].to_numpy().astype(float), frame["Northing"].to_numpy().astype(float)
    inside = shapely.contains_xy(outline, x, y)
    width = rule_of_thumb(x[inside], y[inside], np.full(int(inside.sum()), 0.5)) / np.sqrt(8)
    low, high = GAUSSIAN_LIMITS_M
    return float(min(max(round(width, -1), low), high))
