"""The controls of an evaluation: which areas there are, how like the place each was, how much they vary."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from dashboard.answers.evaluation_ground import Ground, ward_cells
from dashboard.answers.evaluation_times import Times, before_steps
from dashboard.evaluation_plan import NoFairPlanError
from dashboard.filters import Filters, Window
from dashboard.joint_action import Action
from spatial.evaluation.controls import LEVEL_TIMES, compare_areas, patches
from spatial.evaluation.dispersion import LEAST_AREAS, dispersion

__all__ = ["candidates", "compared", "controls_table", "own_choice", "variation"]


def candidates(ground: Ground, action: Action, treated: np.ndarray, without: frozenset[str]) -> csr_array:
    """List areas that could be controls: wards for an action in wards, else patches of as many cells."""
    lattice = ground.lattice
    if not action.cells:
        wards = np.unique(lattice.ward[(lattice.ward >= 0) & (lattice.area_km2 > 0)])
        rows = [(lattice.ward == ward) & (lattice.area_km2 > 0) for ward in wards]
        areas = csr_array(np.array(rows, dtype=np.int8))
    else:
        usable = (lattice.area_km2 >= 0.5 * lattice.cell_km2) & ~treated
        areas = patches(lattice.x, lattice.y, usable, size=int(treated.sum()))
    barred = (treated | ground.meeting(without)).astype(np.int64)
    return areas[np.flatnonzero(areas.astype(np.int64) @ barred == 0)]


def own_choice(ground: Ground, codes: Sequence[str]) -> csr_array:
    """Take wards that people chose as controls."""
    known = set(ground.snapshot.study_area.wards["ward"])
    if not set(codes) <= known:
        raise NoFairPlanError("There is no such ward in this area. Choose one of its wards as a control.")
    rows = [ground.mask(ward_cells(ground.snapshot, [code], ground.lattice.resolution)) for code in codes]
    return vstack([csr_array(row[None, :].astype(np.int8)) for row in rows]).tocsr()


def compared(
    ground: Ground,
    asked: Filters,
    areas: csr_array,
    treated: np.ndarray,
    ring: np.ndarray,
    series: np.ndarray,
    times: Times,
) -> pd.DataFrame:
    """Say how like the place each area was before, in level, trend, ring and kind of place."""
    lattice = ground.lattice
    people = None
    if lattice.workday is not None and np.isfinite([lattice.residents, lattice.workday]).all():
        people = np.column_stack((lattice.residents, lattice.workday))
    return compare_areas(
        areas,
        treated,
        level=ground.counts(asked, times.level),
        steps=series,
        mix=ground.settings(asked, times.before),
        by_day=people,
        around=(_rings(areas, lattice.neighbours, ground.ring_steps), ring),
    )


def variation(
    ground: Ground, asked: Filters, action: Action, treated: np.ndarray, times: Times
) -> float | None:
    """Say how much more than chance areas of similar level changed between two times before."""
    first, second = times.level, times.before
    if first == second:
        steps = before_steps(times.before, months=times.months)
        half = steps[len(steps) // 2].first
        first, second = Window(second.first, half - timedelta(days=1)), Window(half, second.last)
    areas = candidates(ground, action, treated, frozenset()).astype(np.int64)
    known = ground.counts(asked, times.level)
    here, there = int(known[treated].sum()), areas @ known
    like = (there + 0.5 <= LEVEL_TIMES * (here + 0.5)) & (LEVEL_TIMES * (there + 0.5) >= here + 0.5)
    if like.sum() < LEAST_AREAS:
        like = np.ones(len(there), dtype=bool)  # wards: there are few, and none is next to empty
    counts = [(areas @ ground.counts(asked, window))[like] for window in (first, second)]
    found = dispersion(*counts)
    return None if found is None else round(found, 2)


def _rings(areas: csr_array, neighbours: csr_array, steps: int) -> csr_array:
    """Give the ring of every area."""
    wide = areas.astype(np.float64)
    for _ in range(steps):
        wide = wide @ neighbours
    wide.data[:] = 1.0
    rings = csr_array(wide - areas)
    rings.eliminate_zeros()
    return rings


def controls_table(rows: pd.DataFrame) -> pd.DataFrame:
    """Say of each control how like the treated area it was, in words: no count of it is told."""
    told = []
    for number, row in enumerate(rows.to_dict("records"), start=1):
        told.append(
            {
                "label": f"Control {number}",
                "ward_name": row["ward_name"],
                "level_words": _level_words(row["times"]),
                "trend_words": "the same way" if abs(row["trend_z"]) < 1 else "nearly the same way"
                if abs(row["trend_z"]) < 2 else "another way",
                "place_words": _apart_words(row["mix_apart"], "kinds of place"),
                "day_words": _apart_words(row["day_apart"], "people by day"),
            }
        )  # fmt: skip
    table = pd.DataFrame(told)
    return table.drop(columns="day_words") if rows["day_apart"].isna().all() else table


def _level_words(times: float) -> str:
    if 0.8 <= times <= 1.25:
        return "about as many reports"
    if 0.5 <= times <= 2:
        return "somewhat more reports" if times > 1 else "somewhat fewer reports"
    return "far more reports" if times > 1 else "far fewer reports"


def _apart_words(apart: float, what: str) -> str:
    if apart != apart:
        return f"{what} not known"
    return f"{what} alike" if apart < 0.15 else f"{what} fairly alike" if apart < 0.35 else f"other {what}"
