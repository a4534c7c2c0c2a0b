"""A Proposal: what to compare an action's place with, from the time before alone; what it could show."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.answers.evaluation_controls import candidates, compared, controls_table, own_choice, variation
from dashboard.answers.evaluation_ground import Ground, cells_of_action, ground_at, named
from dashboard.answers.evaluation_times import STEPS, Times, asked_of, before_steps, times_of
from dashboard.evaluation_plan import EvaluationPlan, NoFairPlanError, check_plan
from dashboard.filters import Filters, write_query
from dashboard.joint_action import Action
from dashboard.snapshot import Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import Viewer
from spatial.errors import StatisticsError
from spatial.evaluation.controls import choose_apart
from spatial.evaluation.power import Power, power_of
from spatial.evaluation.pre_trend import PreTrend, pre_trend
from spatial.evaluation.rings import ring_of
from spatial.evaluation.verdict import FALL, RISE

__all__ = ["AFTER_DAYS", "CONTROLS", "NOT_ENOUGH", "READY", "Proposal", "propose"]

NOT_ENOUGH, READY = "not enough data", "ready"
CONTROLS = 3
AFTER_DAYS = 182


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
    candidates: int = 0


@dataclass(frozen=True)
class Areas:
    """The four grounds of a plan as marks on the lattice."""

    treated: np.ndarray
    ring: np.ndarray
    controls: tuple[np.ndarray, ...]
    far: np.ndarray

    @property
    def together(self) -> np.ndarray:
        """All controls."""
        marked: np.ndarray = np.logical_or.reduce(self.controls)
        return marked


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
    times = times_of(snapshot, asked, action, after_from, after_days)
    if isinstance(times, str):
        return Proposal(NOT_ENOUGH, times)
    ground = ground_at(snapshot, (int(cells[0], 16) >> 52) & 15)
    treated, steps, neighbours = ground.mask(cells), ground.ring_steps, ground.lattice.neighbours
    ring = ring_of(treated, neighbours, steps=steps)
    series = np.column_stack(
        [ground.counts(asked, part) for part in before_steps(times.before, months=times.months)]
    )
    areas = own_choice(ground, own_wards) if own_wards else candidates(ground, action, treated, without)
    table = compared(ground, asked, areas, treated, ring, series, times)
    chosen = table["area"].astype(int).tolist()
    if not own_wards:
        good = table[table["is_suitable"] & (table["level"] >= snapshot.partnership.threshold)]
        order = good["area"].to_numpy()
        chosen = choose_apart(order, areas, treated | ring, neighbours, most=controls, steps=steps)
    if not chosen:
        return Proposal(NOT_ENOUGH, _none_alike(action), candidates=areas.shape[0])
    masks = tuple(areas[[at]].toarray()[0].astype(bool) for at in chosen)
    together = np.logical_or.reduce(masks)
    far = ring_of(together, neighbours, steps=steps) & ~treated & ~ring
    drawn = Areas(treated, ring & ~together, masks, far)
    spread = variation(ground, asked, action, treated, times)
    settings = _settings(ground, action, times) | {
        "dispersion": spread,
        "chosen_by": "people" if own_wards else "level, trend and kind of place before",
        "candidates": areas.shape[0],
    }
    plan = _plan(ground, action, asked, times, drawn, settings)
    check_plan(plan)
    rows = table.set_index("area").loc[chosen].assign(ward_name=[named(ground, mask) for mask in masks])
    told = Proposal(READY, "", plan=plan, controls=controls_table(rows), candidates=areas.shape[0])
    return _with_power(told, plan, ground, series, drawn, asked)


def _settings(ground: Ground, action: Action, times: Times) -> dict[str, Any]:
    """List the choices that a plan is made with."""
    steps = ground.ring_steps
    return {
        "ring_steps": steps,
        "ring_m": round(steps * ground.lattice.edge_m * np.sqrt(3)),
        "resolution": ground.lattice.resolution,
        "rise": action.intends == "more",
        "selected_from": action.selected_from and str(action.selected_from),
        "selected_to": action.selected_to and str(action.selected_to),
        "level_from": times.level_from,
        "level_window": [str(times.level.first), str(times.level.last)],
    }


def _plan(
    ground: Ground, action: Action, asked: Filters, times: Times, drawn: Areas, settings: dict[str, Any]
) -> EvaluationPlan:
    latest = ground.snapshot.latest
    assert latest is not None
    return EvaluationPlan(
        action=action.number,
        treated=ground.names(drawn.treated),
        controls=tuple(ground.names(mask) for mask in drawn.controls),
        ring=ground.names(drawn.ring),
        control_ring=ground.names(drawn.far),
        before=times.before,
        after=times.after,
        question=write_query(asked),
        settings=settings,
        seen_before=latest >= times.after.first,
    )


def _none_alike(action: Action) -> str:
    kind = "patch of cells" if action.cells else "ward"
    return (
        f"No other {kind} had a similar level and the same trend before, and lies apart from this one. Count "
        "more kinds of report, or judge it with controls of your own choice."
    )


def _with_power(
    told: Proposal, plan: EvaluationPlan, ground: Ground, series: np.ndarray, drawn: Areas, asked: Filters
) -> Proposal:
    """Say what could be seen, and whether both went the same way before; nothing from a hidden count."""
    counts, threshold = ground.counts(asked, plan.before), ground.snapshot.partnership.threshold
    sums = [float(counts[area].sum()) for area in (drawn.together, drawn.treated, drawn.far, drawn.ring)]
    unknown = replace(told, trend=pre_trend([0] * STEPS, [0] * STEPS))
    if any(0 < n < threshold for n in sums[:2]):
        return unknown
    if any(0 < n < threshold for n in sums[2:]):
        sums[2:] = [0.0, 0.0]
    rise = bool(plan.settings["rise"])
    try:
        power = power_of(
            (sums[0], sums[1], sums[2], sums[3]),
            controls=len(drawn.controls),
            time_weight=plan.time_weight,
            rise=rise,
            worth=RISE if rise else FALL,
            dispersion=float(plan.settings["dispersion"] or 1.0),
        )
    except StatisticsError:
        return unknown
    trend = pre_trend(series[drawn.together].sum(axis=0), series[drawn.treated].sum(axis=0))
    return replace(told, power=power, expected=power.expected, trend=trend)
