"""What else was tried meanwhile, in the place of an evaluation or in one of its controls."""

from collections.abc import Iterable
from datetime import date, timedelta

from dashboard.answers.evaluation_ground import Ground
from dashboard.evaluation_plan import EvaluationPlan
from dashboard.filters import Window
from dashboard.joint_action import Action, overlap

__all__ = ["meanwhile", "places_of_others"]

BEFORE = timedelta(days=730)
"""The time before is this long at the most."""


def meanwhile(ground: Ground, plan: EvaluationPlan, others: Iterable[Action]) -> tuple[tuple[str, str], ...]:
    """List where another action went on in a plan's days: "here" or the control's number, and its title."""
    areas = [("here", plan.treated), *((str(n), cells) for n, cells in enumerate(plan.controls, start=1))]
    codes = ground.snapshot.study_area.wards["ward"].to_numpy()
    wards = {name: set(codes[ground.lattice.ward[ground.mask(cells)]]) for name, cells in areas}
    return tuple(
        (name, one.title)
        for one in others
        if one.number != plan.action and _goes_on(one, plan)
        for name, cells in areas
        if (overlap(one.cells, cells) if one.cells else bool(wards[name] & {one.ward, *one.wards}))
    )


def places_of_others(action: Action, others: Iterable[Action]) -> frozenset[str]:
    """Give the cells of other actions that go on about that time: no fair control is to be had there."""
    begins = action.selected_from or action.starts_on or date.max
    days = Window(begins - BEFORE, action.done_on or action.due_on or date.max)
    return frozenset(
        cell for one in others if one.number != action.number and _within(one, days) for cell in one.cells
    )


def _goes_on(one: Action, plan: EvaluationPlan) -> bool:
    return _within(one, Window(plan.before.first, plan.after.last))


def _within(one: Action, days: Window) -> bool:
    begins, ends = one.starts_on, one.done_on or one.due_on
    return begins is not None and begins <= days.last and (ends is None or ends >= days.first)
