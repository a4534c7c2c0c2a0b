"""How a centre stands: open, dormant, paused or closed, and what somebody should do about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

__all__ = ["CHECK_DAYS", "DORMANT_DAYS", "FLAGS", "TRAINING_SOON_DAYS", "Activity", "flags_of", "last_report",
           "state_of"]  # fmt: skip

DORMANT_DAYS = 180
"""An open centre from which nothing has come for so long is dormant."""
TRAINING_SOON_DAYS = 60
CHECK_DAYS = 365

FLAGS = {
    "still_sending": "closed, yet forms still name it",
    "dormant": "open, yet nothing has come from it for half a year",
    "never_reported": "nothing has ever come from it",
    "training_over": "training has run out",
    "training_soon": "training runs out within two months",
    "training_unknown": "nobody knows whether it is trained",
    "pause_over": "its pause should be over",
    "check_due": "not checked for a year",
    "never_checked": "never checked",
}
"""What asks for attention, the most pressing first."""


@dataclass(frozen=True)
class Activity:
    """What the agencies' files say of one centre.

    Attributes
    ----------
    last : datetime.date or None
        The last day of which a report by this centre tells.
    year : int
        Reports in the twelve months up to `until`.
    until : datetime.date or None
        The last day of which any centre's report tells: silence after it is the files', not the centre's.
    """

    last: date | None = None
    year: int = 0
    until: date | None = None


def last_report(entry: Mapping[str, Any], activity: Activity) -> date | None:
    """Give the later of what the files show and what the centre itself says."""
    return max((day for day in (entry["last_report_on"], activity.last) if day), default=None)


def state_of(entry: Mapping[str, Any], activity: Activity, *, today: date) -> str:
    """Say `open`, `dormant`, `paused`, `closed` or `unknown` (nobody has said)."""
    if entry["status"] == "open" and entry["is_reporting"] and _is_dormant(entry, activity, today):
        return "dormant"
    return str(entry["status"])


def _is_dormant(entry: Mapping[str, Any], activity: Activity, today: date) -> bool:
    """Measure from the last report to the last day of which the files tell, or to today without files."""
    last = last_report(entry, activity)
    reaches = min(today, activity.until) if activity.until else today
    return last is not None and reaches - last > timedelta(days=DORMANT_DAYS)


def flags_of(entry: Mapping[str, Any], activity: Activity, *, today: date) -> tuple[str, ...]:
    """Name what asks for attention: codes of `FLAGS`, in their order.

    Parameters
    ----------
    entry : mapping
        Values of the register.
    activity : Activity
        What the agencies' files say of it.
    today : datetime.date
    """
    found = {"still_sending"} if _still_sends(entry, activity) else set()
    if entry["status"] != "closed":
        found |= _of_checks(entry, today)
        if entry["is_reporting"]:
            found |= _of_training(entry, today) | _of_reports(entry, activity, today)
        if entry["status"] == "paused" and entry["paused_until"] and entry["paused_until"] < today:
            found.add("pause_over")
    return tuple(flag for flag in FLAGS if flag in found)


def _still_sends(entry: Mapping[str, Any], activity: Activity) -> bool:
    since = entry["closed_since"]
    return bool(entry["status"] == "closed" and since and activity.last and activity.last > since)


def _of_checks(entry: Mapping[str, Any], today: date) -> set[str]:
    checked = entry["checked_on"]
    if checked is None:
        return {"never_checked"}
    return {"check_due"} if today - checked > timedelta(days=CHECK_DAYS) else set()


def _of_training(entry: Mapping[str, Any], today: date) -> set[str]:
    until = entry["trained_until"]
    if until is None:
        return {"training_unknown"}
    if until < today:
        return {"training_over"}
    return {"training_soon"} if until - today <= timedelta(days=TRAINING_SOON_DAYS) else set()


def _of_reports(entry: Mapping[str, Any], activity: Activity, today: date) -> set[str]:
    if entry["status"] != "open":
        return set()
    if _is_dormant(entry, activity, today):
        return {"dormant"}
    opened = entry["open_since"] or date.min
    is_old = today - opened > timedelta(days=DORMANT_DAYS) if opened > date.min else True
    silent = last_report(entry, activity) is None and activity.until is not None
    return {"never_reported"} if silent and is_old else set()
