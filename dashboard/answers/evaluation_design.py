"""A Proposal: what to compare an action's place with, from the time before alone; what it could show."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array, vstack

from dashboard.answers.evaluation_ground import (
    Ground,
    cells_of_action,
    ground_at,
    named,
    ward_cells,
)
from dashboard.evaluation_plan import EvaluationPlan, NoFairPlanError, check_plan
from dashboard.filters import Filters, Window, read_query, write_query
from dashboard.joint_action import Action
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import Viewer
from spatial.errors import StatisticsError
from spatial.evaluation.controls import LEVEL_TIMES, choose_apart, compare_areas, patches
from spatial.evaluation.dispersion import LEAST_AREAS, dispersion
from spatial.evaluation.power import Power, power_of
from spatial.evaluation.pre_trend import PreTrend, pre_trend
from spatial.evaluation.rings import ring_of
from spatial.evaluation.verdict import FALL, RISE

__all__ = ["AFTER_DAYS", "CONTROLS", "Proposal", "asked_of", "before_steps", "propose", "question_of"]

NOT_ENOUGH, READY = "not enough data", "ready"
CONTROLS = 3
AFTER_DAYS = 182
YEAR_DAYS = 365
MOST_YEARS = 2
LEAST_DAYS = 90
LEAST_LEVEL_DAYS = 28
STEPS = 8
"""The time before is looked at in so many equal steps."""


@dataclass(frozen=True)
class Proposal:
    """What an action could be judged by.

    Attributes
    ----------
    state : str
        "ready" or "not enough data".
    reason : str
        Why there is not enough, and what would do.
    plan : EvaluationPlan or None
    controls : pandas.DataFrame
        A row a control: label, ward_name, level_words, trend_words, place_words, day_words.
    expected : float
        Reports in the time after if nothing happens; NaN where it is hidden.
    power : Power or None
        What could be seen; None where it rests on a hidden count.
    trend : PreTrend or None
        Whether the treated area and its controls went the same way before.
    level_from : str
        In which days the controls' level was compared: "selection", "earlier" or "before".
    candidates : int
        Areas looked at.
    """

    state: str
    reason: str
    plan: EvaluationPlan | None = None
    controls: pd.DataFrame = field(default_factory=pd.DataFrame)
    expected: float = np.nan
    power: Power | None = None
    trend: PreTrend | None = None
    level_from: str = ""
    level_window: Window | None = None
    candidates: int = 0


def propose(
    snapshot: Snapshot,
    action: Action,
    filters: Filters,
    viewer: Viewer,
    *,
    after_from: date | None = None,
    after_days: int = AFTER_DAYS,
    controls: int = CONTROLS,
    without: frozenset[str] = frozenset(),
    own_wards: Sequence[str] = (),
) -> Proposal:
    """Propose what to compare an action's place with, without looking at what happened after it began.

    Parameters
    ----------
    action : Action
    filters : Filters
        Which reports count; the days do not.
    after_from : datetime.date, optional
        First day of the time after; the action's beginning unless given.
    after_days : int
        28 to 730.
    controls : int
        1 to 5.
    without : frozenset of str
        Cells whose areas are not to be controls.
    own_wards : sequence of str
        Codes of wards to take as controls instead of the proposed.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    NoFairPlanError
        If the action has no place, its days are reversed, or a control that was asked for touches it.
    """
    if snapshot.latest is None or snapshot.earliest is None:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    if not 28 <= after_days <= 730 or not 1 <= controls <= 5:
        raise NoFairPlanError("Give a time after of 28 to 730 days, and 1 to 5 controls.")
    asked = asked_of(filters)
    cells = cells_of_action(snapshot, action)
    window = _windows(snapshot, action, after_from, after_days)
    if isinstance(window, str):
        return Proposal(NOT_ENOUGH, window)
    before, after, level, level_from = window
    ground = ground_at(snapshot, _resolution(cells))
    treated = ground.mask(cells)
    steps = ground.ring_steps
    ring = ring_of(treated, ground.lattice.neighbours, steps=steps)
    series = np.column_stack([ground.counts(asked, part) for part in before_steps(before)])
    if own_wards:
        areas = _own(ground, own_wards)
        table = _compared(ground, asked, areas, treated, ring, level, series, before)
        chosen = table["area"].astype(int).tolist()
    else:
        areas = _candidates(ground, action, treated, without)
        table = _compared(ground, asked, areas, treated, ring, level, series, before)
        good = table[table["is_suitable"] & (table["level"] >= snapshot.partnership.threshold)]
        taken = treated | ring
        order = good["area"].to_numpy()
        chosen = choose_apart(order, areas, taken, ground.lattice.neighbours, most=controls, steps=steps)
    looked_at = areas.shape[0]
    if not chosen:
        return Proposal(NOT_ENOUGH, _none_alike(action), candidates=looked_at)
    masks = [areas[[at]].toarray()[0].astype(bool) for at in chosen]
    together = np.logical_or.reduce(masks)
    far = ring_of(together, ground.lattice.neighbours, steps=steps) & ~treated & ~ring
    plan = EvaluationPlan(
        action=action.number,
        treated=ground.names(treated),
        controls=tuple(ground.names(mask) for mask in masks),
        ring=ground.names(ring & ~together),
        control_ring=ground.names(far),
        before=before,
        after=after,
        question=write_query(asked),
        settings={
            "ring_steps": steps,
            "ring_m": round(steps * ground.lattice.edge_m * np.sqrt(3)),
            "resolution": ground.lattice.resolution,
            "rise": action.intends == "more",
            "selected_from": action.selected_from and str(action.selected_from),
            "selected_to": action.selected_to and str(action.selected_to),
            "level_from": level_from,
            "level_window": [str(level.first), str(level.last)],
            "dispersion": _dispersion(ground, asked, action, treated, level, before),
            "chosen_by": "people" if own_wards else "level, trend and kind of place before",
            "candidates": looked_at,
        },
        seen_before=snapshot.latest >= after.first,
    )
    check_plan(plan)
    rows = table.set_index("area").loc[chosen].assign(ward_name=[named(ground, mask) for mask in masks])
    told = Proposal(
        READY, "", plan=plan, controls=_controls_said(rows), level_from=level_from, level_window=level,
        candidates=looked_at,
    )  # fmt: skip
    return _with_power(told, ground, series, masks, treated, ring, far, snapshot.partnership.threshold)


def asked_of(filters: Filters) -> Filters:
    """Give the question that an evaluation counts by: what is reported, not when, where or how tested."""
    kept = {"strands", "kinds", "sources", "categories", "officer", "duplicates"}
    return Filters(**{name: getattr(filters, name) for name in kept})


def question_of(plan: EvaluationPlan) -> Filters:
    """Read back the question of a plan."""
    return asked_of(read_query(dict(plan.question))[0])


def before_steps(window: Window) -> list[Window]:
    """Cut a window into equal steps; days that are left over at its beginning are not looked at."""
    days = window.days // STEPS
    first = window.last - timedelta(days=days * STEPS - 1)
    starts = [first + timedelta(days=days * n) for n in range(STEPS)]
    return [Window(start, start + timedelta(days=days - 1)) for start in starts]


def _resolution(cells: Sequence[str]) -> int:
    return (int(cells[0], 16) >> 52) & 15


def _windows(
    snapshot: Snapshot, action: Action, after_from: date | None, after_days: int
) -> tuple[Window, Window, Window, str] | str:
    """Lay the times: before, after, and that in which levels are compared; or say why it cannot be."""
    begins = after_from or action.starts_on
    if begins is None:
        raise NoFairPlanError("Nobody has said when this action begins. Give the day from which it counts.")
    if action.starts_on and begins < action.starts_on:
        raise NoFairPlanError("The time after begins before the action does. Give its first day, or a later.")
    if action.done_on and action.starts_on and action.done_on < action.starts_on:
        raise NoFairPlanError("The action ended before it began. Put its days right first.")
    found_from, found_to = action.selected_from, action.selected_to
    if found_from and found_to and found_to < found_from:
        raise NoFairPlanError("The days in which the place was found are reversed. Put them right first.")
    earliest = snapshot.earliest
    assert earliest is not None
    end = min(begins, action.starts_on or begins, found_from or begins) - timedelta(days=1)
    days = (end - earliest).days + 1
    if days < LEAST_DAYS:
        left_out = " once the days in which the place was found are left out" if found_from else ""
        return (
            f"Records begin {max(days, 0):,} days before this action{left_out}; it takes {LEAST_DAYS} or "
            "more. With older records, or an action that begins later, it could be judged."
        )
    years = min(days // YEAR_DAYS, MOST_YEARS)
    length = years * YEAR_DAYS or days
    before = Window(end - timedelta(days=length - 1), end)
    after = Window(begins, begins + timedelta(days=after_days - 1))
    if found_from and found_to and (found_to - found_from).days + 1 >= LEAST_LEVEL_DAYS:
        return before, after, Window(found_from, min(found_to, begins - timedelta(days=1))), "selection"
    if (before.first - earliest).days >= LEAST_DAYS:
        first = max(earliest, before.first - timedelta(days=YEAR_DAYS))
        return before, after, Window(first, before.first - timedelta(days=1)), "earlier"
    return before, after, before, "before"


def _candidates(ground: Ground, action: Action, treated: np.ndarray, without: frozenset[str]) -> csr_array:
    """List areas that could be controls: wards for an action in wards, else patches of as many cells."""
    lattice = ground.lattice
    if not action.cells:
        wards = np.unique(lattice.ward[(lattice.ward >= 0) & (lattice.area_km2 > 0)])
        rows = [(lattice.ward == ward) & (lattice.area_km2 > 0) for ward in wards]
        areas = csr_array(np.array(rows, dtype=np.int8))
    else:
        usable = (lattice.area_km2 >= 0.5 * lattice.cell_km2) & ~treated
        areas = patches(lattice.x, lattice.y, usable, size=int(treated.sum()))
    barred = (treated | ground.mask(sorted(without))).astype(np.int64)
    return areas[np.flatnonzero(areas.astype(np.int64) @ barred == 0)]


def _own(ground: Ground, codes: Sequence[str]) -> csr_array:
    """Take wards that people chose as controls."""
    known = set(ground.snapshot.study_area.wards["ward"])
    if not set(codes) <= known:
        raise NoFairPlanError("There is no such ward in this area. Choose one of its wards as a control.")
    rows = [ground.mask(ward_cells(ground.snapshot, [code], ground.lattice.resolution)) for code in codes]
    return vstack([csr_array(row[None, :].astype(np.int8)) for row in rows]).tocsr()


def _compared(
    ground: Ground,
    asked: Filters,
    areas: csr_array,
    treated: np.ndarray,
    ring: np.ndarray,
    level: Window,
    series: np.ndarray,
    before: Window,
) -> pd.DataFrame:
    lattice = ground.lattice
    people = None
    if lattice.workday is not None and np.isfinite([lattice.residents, lattice.workday]).all():
        people = np.column_stack((lattice.residents, lattice.workday))
    return compare_areas(
        areas,
        treated,
        level=ground.counts(asked, level),
        steps=series,
        mix=ground.settings(asked, before),
        by_day=people,
        around=(_rings(areas, lattice.neighbours, ground.ring_steps), ring),
    )


def _dispersion(
    ground: Ground, asked: Filters, action: Action, treated: np.ndarray, level: Window, before: Window
) -> float | None:
    """Say how much more than chance areas of similar level changed between two times before."""
    steps = before_steps(before)
    first, second = (level, before)
    if level == before:
        half = steps[len(steps) // 2].first
        first, second = Window(before.first, half - timedelta(days=1)), Window(half, before.last)
    areas = _candidates(ground, action, treated, frozenset()).astype(np.int64)
    known = ground.counts(asked, level)
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


def _none_alike(action: Action) -> str:
    kind = "patch of cells" if action.cells else "ward"
    return (
        f"No other {kind} had a similar level and the same trend before, and lies apart from this one. Count "
        "more kinds of report, or judge it with controls of your own choice."
    )


def _with_power(
    told: Proposal,
    ground: Ground,
    series: np.ndarray,
    masks: Sequence[np.ndarray],
    treated: np.ndarray,
    ring: np.ndarray,
    far: np.ndarray,
    threshold: int,
) -> Proposal:
    """Say what could be seen, and whether both went the same way before."""
    plan = told.plan
    assert plan is not None
    counts = ground.counts(question_of(plan), plan.before)
    together = np.logical_or.reduce(masks)
    sums = [int(counts[area].sum()) for area in (together, treated, far, ring & ~together)]
    if any(0 < n < threshold for n in sums[:2]):
        return replace(told, trend=pre_trend([0] * STEPS, [0] * STEPS))
    if any(0 < n < threshold for n in sums[2:]):
        sums[2:] = [0, 0]
    rise = bool(plan.settings["rise"])
    how: dict[str, Any] = {"controls": len(masks), "time_weight": plan.time_weight, "rise": rise,
        "dispersion": float(plan.settings["dispersion"] or 1.0)}  # fmt: skip
    try:
        power = power_of(
            tuple(map(float, sums)),  # type: ignore[arg-type]
            worth=RISE if rise else FALL,
            **how,
        )
    except StatisticsError:
        return replace(told, trend=pre_trend([0] * STEPS, [0] * STEPS))
    trend = pre_trend(series[together].sum(axis=0), series[treated].sum(axis=0))
    return replace(told, power=power, expected=power.expected, trend=trend)


def _controls_said(rows: pd.DataFrame) -> pd.DataFrame:
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
