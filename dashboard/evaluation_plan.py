"""How it will be judged whether an action worked: laid down before anybody looks at what happened."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import h3

from dashboard.filters import Window

__all__ = ["EvaluationPlan", "NoFairPlanError", "check_plan", "disk"]

MOST_RING = 10


class NoFairPlanError(ValueError):
    """A plan by which nothing could be judged fairly; says what is wrong and what would do."""


@dataclass(frozen=True)
class EvaluationPlan:
    """What is compared with what.

    Attributes
    ----------
    action : int
        Number of the action.
    treated, ring : tuple of str
        H3 indexes of one resolution: the action's place, and the ground next door.
    controls : tuple of tuple of str
        Areas to compare with, each by its cells.
    control_ring : tuple of str
        The ground next door to all of them.
    before, after : Window
        The days compared; `after` may end in the future.
    question : mapping of str to str
        Which reports count, in the words of the address bar; days and cell do not count.
    settings : mapping
        Every other choice: ring_steps, selected_from, selected_to, how the controls were proposed.
    seen_before : bool
        Whether outcomes were already there to be seen when it was laid down.
    number : int or None
        Of the plan in the register; None while it is only proposed.
    laid_by, laid_on : str, datetime.date or None
        Who laid it down, and when.
    """

    action: int
    treated: tuple[str, ...]
    controls: tuple[tuple[str, ...], ...]
    ring: tuple[str, ...]
    control_ring: tuple[str, ...]
    before: Window
    after: Window
    question: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    seen_before: bool = False
    number: int | None = None
    laid_by: str = ""
    laid_on: date | None = None

    @property
    def time_weight(self) -> float:
        """How many times as long the time before is as the time after."""
        return self.before.days / self.after.days


def disk(cells: tuple[str, ...], steps: int) -> set[str]:
    """Give some cells and all within so many steps of them."""
    return {near for cell in cells for near in h3.grid_disk(cell, steps)}


def check_plan(plan: EvaluationPlan) -> None:
    """See that a plan compares what can be compared.

    Raises
    ------
    NoFairPlanError
        If an area is missing or overlaps another, a control touches the treated area or its ring, the days
        are reversed, or the days in which the place was found count as the time before.
    """
    steps = int(plan.settings.get("ring_steps", 1))
    if not plan.treated or not plan.controls or not all(plan.controls):
        raise NoFairPlanError(
            "Nothing can be compared: give the action's place, and one control area or more."
        )
    everything = [*plan.treated, *plan.ring, *plan.control_ring, *(c for area in plan.controls for c in area)]
    if (
        not all(map(h3.is_valid_cell, everything))
        or len({h3.get_resolution(cell) for cell in everything}) > 1
    ):
        raise NoFairPlanError("An area is not made of cells of one size. Choose the areas again.")
    if not 1 <= steps <= MOST_RING:
        raise NoFairPlanError(f"The ground next door is {steps} cells wide; give 1 to {MOST_RING}.")
    _check_ground(plan, steps)
    _check_days(plan)


def _check_ground(plan: EvaluationPlan, steps: int) -> None:
    near = disk(plan.treated, steps)
    for number, area in enumerate(plan.controls, start=1):
        if disk(area, 1) & set(plan.treated):
            raise NoFairPlanError(
                f"Control {number} touches the treated area, so what is done there may work here too. Choose "
                "one farther away: the ground between them is kept free."
            )
        if disk(area, 1) & near:
            raise NoFairPlanError(
                f"Control {number} touches the ground next door to the treated area, into which things may "
                "move. Choose one farther away."
            )
        others = {cell for at, other in enumerate(plan.controls, start=1) if at != number for cell in other}
        if set(area) & others:
            raise NoFairPlanError(f"Control {number} shares ground with another control. Choose one of them.")
    inside = set(plan.treated).union(*plan.controls)
    if inside & (set(plan.ring) | set(plan.control_ring)) or set(plan.ring) & set(plan.control_ring):
        raise NoFairPlanError("The ground next door overlaps another area. Choose controls farther apart.")


def _check_days(plan: EvaluationPlan) -> None:
    if plan.after.first <= plan.before.last:
        raise NoFairPlanError(
            "The time after begins before the time before ends. Give days of the action that come later."
        )
    found_from = plan.settings.get("selected_from")
    if found_from and plan.before.last >= date.fromisoformat(str(found_from)):
        raise NoFairPlanError(
            "The days in which the place was found cannot count as the time before: a place chosen for its "
            "peak falls by itself. End the time before on the day before them."
        )
