"""A plan of a patrol laid out for screen and paper: sentences and tables, and no count in any of them."""

from typing import Any

import pandas as pd

from dashboard.patrol_plan import PatrolPlan, PatrolQuestion, ProblemPlace, Stop
from dashboard.wording import day_words, distance_words, listed

__all__ = [
    "NOT_A_FORECAST",
    "again_words",
    "fairness_table",
    "headline",
    "how",
    "minutes_words",
    "problem_sentence",
    "shift_words",
    "stop_sentence",
    "stops_table",
    "summary",
    "walk_words",
]

NOT_A_FORECAST = (
    "These are places where reports of what can be seen from the street concentrate, not where crime will "
    "happen. A place that is not here is not known to be calm."
)


def shift_words(asked: PatrolQuestion) -> str:
    """Write the shift: Sunday 22 November 2026, 19:00 to 23:00."""
    starts, ends = asked.starts, asked.ends
    words = f"{starts:%A} {day_words(starts.date())}, {starts:%H:%M} to {ends:%H:%M}"
    return words if starts.date() == ends.date() else f"{words} the day after"


def headline(plan: PatrolPlan) -> str:
    """Say what the plan is."""
    if not plan.stops:
        return plan.reason
    walked = f" {distance_words(plan.route_m)} on foot in a round." if plan.route_m else ""
    return f"{shift_words(plan.asked)}: {plan.reason[:1].lower()}{plan.reason[1:]}{walked}"


def minutes_words(stop: Stop) -> str:
    """Write when to be there: 19:00 to 19:15."""
    return f"{stop.from_:%H:%M} to {stop.to:%H:%M}"


def again_words(stop: Stop) -> str:
    """Write when to come back; a dash where the shift is too short."""
    return ", ".join(f"{one:%H:%M}" for one in stop.again) or "–"


def walk_words(stop: Stop) -> str:
    """Write the way from the stop before."""
    if not stop.walk_m:
        return "–"
    return f"{distance_words(stop.walk_m)}, {max(1, round(stop.walk_minutes))} min"


def stop_sentence(stop: Stop) -> str:
    """Say a stop aloud."""
    back = f" Come back at {listed([f'{one:%H:%M}' for one in stop.again])}." if stop.again else ""
    return f"{minutes_words(stop)}. {stop.why}{back}"


def stops_table(plan: PatrolPlan) -> pd.DataFrame:
    """List the stops in the order of the round, the same as on the map."""
    rows = [
        {
            "number": stop.number,
            "where": stop.where,
            "be_there": minutes_words(stop),
            "again": again_words(stop),
            "walk": walk_words(stop),
        }
        for stop in plan.stops
    ]
    names = ["number", "where", "be_there", "again", "walk"]
    return pd.DataFrame(rows, columns=names)


def problem_sentence(place: ProblemPlace) -> str:
    """Say why a place is for problem solving, and with whom."""
    partners = f" To be asked: {'; '.join(place.partners)}." if place.partners else ""
    return f"{place.why}{partners}"


def fairness_table(plan: PatrolPlan) -> pd.DataFrame:
    """Lay the shares of minutes and of reports out side by side, the most minutes first."""
    names = ["name", "minutes", "minutes_share", "reports_share"]
    if plan.fairness.empty:
        return pd.DataFrame(columns=names)
    frame = plan.fairness.sort_values("minutes", ascending=False, kind="stable").reset_index(drop=True)
    minutes = [_percent(value) for value in frame["minutes_share"]]
    reports = [_percent(value) for value in frame["reports_share"]]
    return frame.assign(minutes_share=minutes, reports_share=reports)[names]


def how(plan: PatrolPlan) -> list[tuple[str, str]]:
    """Say how the plan was made, one setting after another."""
    return [(f"{name[:1].upper()}{name[1:]}", _plain(value)) for name, value in plan.settings.items()]


def summary(plan: PatrolPlan) -> str:
    """Say the map in words, for whoever does not see it."""
    stops = "; ".join(f"{stop.number} {stop.where}, {minutes_words(stop)}" for stop in plan.stops)
    problems = f" Places for problem solving: {'; '.join(one.where for one in plan.problems)}."
    return f"Map of the round: {stops or 'no places'}.{problems if plan.problems else ''}"


def _percent(share: float) -> str:
    return "not shown" if share != share else f"{share:.0%}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, tuple | list | set | frozenset):
        return listed([_plain(one) for one in value]) if value else "none"
    return str(value).rstrip(".")
