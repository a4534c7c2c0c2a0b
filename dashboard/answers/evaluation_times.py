"""The Times of an evaluation: before, after, and that in which levels are compared; what counts in them."""

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.answers.evaluation_months import month_steps, says_months, whole_months
from dashboard.evaluation_plan import EvaluationPlan, NoFairPlanError
from dashboard.filters import Filters, Window, read_query
from dashboard.joint_action import Action
from dashboard.snapshot import Snapshot

__all__ = ["STEPS", "Times", "asked_of", "before_steps", "question_of", "times_of"]

YEAR_DAYS = 365
MOST_YEARS = 2
LEAST_DAYS = 90
LEAST_LEVEL_DAYS = 28
STEPS = 8
"""The time before is looked at in so many equal steps."""


@dataclass(frozen=True)
class Times:
    """The days of an evaluation; `level_from` says which `level` are: "selection", "earlier" or "before".

    Where `months`, records say no more than the month, and all of them are whole months.
    """

    before: Window
    after: Window
    level: Window
    level_from: str
    months: bool = False


def asked_of(filters: Filters) -> Filters:
    """Give the question that an evaluation counts by: what is reported, not when, where or how tested."""
    kept = {"strands", "kinds", "sources", "categories", "officer", "duplicates"}
    return Filters(**{name: getattr(filters, name) for name in kept})


def question_of(plan: EvaluationPlan) -> Filters:
    """Read back the question of a plan."""
    return asked_of(read_query(dict(plan.question))[0])


def before_steps(window: Window, *, months: bool = False) -> list[Window]:
    """Cut a window into equal steps, or steps of whole months; what is left at its beginning is left out."""
    if months:
        return month_steps(window, STEPS)
    days = window.days // STEPS
    first = window.last - timedelta(days=days * STEPS - 1)
    starts = [first + timedelta(days=days * n) for n in range(STEPS)]
    return [Window(start, start + timedelta(days=days - 1)) for start in starts]


def times_of(
    snapshot: Snapshot, asked: Filters, action: Action, after_from: date | None, after_days: int
) -> Times | str:
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
    if found_from and found_from >= (action.starts_on or begins):
        raise NoFairPlanError(
            "The place was found in days in which the action was going on already, so what came after cannot "
            "judge it. Judge an action whose place was found before it began, or one for wards."
        )
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
    if found_to and found_to >= begins:  # the days of its peak would count as what came after
        begins = found_to + timedelta(days=1)
    after = Window(begins, begins + timedelta(days=after_days - 1))
    times = _with_level(before, after, found_from, found_to, action.starts_on or begins, earliest)
    return _in_months(times) if says_months(snapshot, asked, Window(before.first, after.last)) else times


def _with_level(
    before: Window,
    after: Window,
    found_from: date | None,
    found_to: date | None,
    starts: date,
    earliest: date,
) -> Times:
    """Choose the days in which levels are compared: none of them of the action's own."""
    if found_from and found_to:
        found_to = min(found_to, starts - timedelta(days=1))
        if (found_to - found_from).days + 1 >= LEAST_LEVEL_DAYS:
            return Times(before, after, Window(found_from, found_to), "selection")
    if (before.first - earliest).days >= LEAST_DAYS:
        first = max(earliest, before.first - timedelta(days=YEAR_DAYS))
        return Times(before, after, Window(first, before.first - timedelta(days=1)), "earlier")
    return Times(before, after, before, "before")


def _in_months(times: Times) -> Times:
    """Keep of each time its whole months, so that none counts twice; years before stay whole years."""
    first = times.before.first.replace(day=1)
    before, after = whole_months(Window(first, times.before.last)), whole_months(times.after)
    earlier = times.level_from == "earlier"
    level = whole_months(Window(times.level.first, first - timedelta(days=1)) if earlier else times.level)
    if before is None or after is None:
        raise NoFairPlanError(
            "Some records say only the month, and no whole month lies in the time before or after. Give a "
            "longer time after."
        )
    if level is None or times.level_from == "before":
        return Times(before, after, before, "before", months=True)
    return Times(before, after, level, times.level_from, months=True)
