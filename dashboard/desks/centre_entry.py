"""The desk for one entry of the register: enter, mend, pause, close, open again, check, take off the list."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from dashboard.desks.centres import CENTRES, FIELDS, PLACE, STATUSES, find_centre
from dashboard.desks.importing import Desk
from ingest.centres.centre import reference_of
from ingest.centres.check import CheckedCentre, check_centre
from ingest.entries import Problem
from ingest.records.registers import amend, enter, retire, versions

__all__ = ["Problem", "check_entry", "history_of", "keep_entry", "mark_checked", "set_status", "take_off"]


def check_entry(
    desk: Desk, said: Mapping[str, Any], today: date, *, number: int | None = None
) -> CheckedCentre:
    """Check an entry as far as it is written; nothing is kept.

    Where the postcode stays as it is, so do the coordinates, which may be better than the postcode's.
    """
    values = dict(said)
    if number is not None:
        held = find_centre(desk, number)
        if (values.get("postcode") or None) == held["postcode"] and values.get("is_listed") is not False:
            values |= {"x": held["x"], "y": held["y"]}
    return check_centre(
        values, policy=desk.policy, gazetteer=desk.gazetteer, study_area=desk.study_area, today=today
    )


def keep_entry(
    desk: Desk,
    said: Mapping[str, Any],
    *,
    by: str,
    today: date,
    number: int | None = None,
    why: str = "amended",
) -> tuple[int | None, tuple[Problem, ...]]:
    """Enter an entry, or amend one.

    Returns
    -------
    number, problems
        None where it cannot be kept; problems that only ask for a second look do not hinder it.
    """
    checked = check_entry(desk, said, today, number=number)
    if checked.refused:
        return None, checked.problems
    with desk.store.writing() as connection:
        if number is None:
            agency = desk.partnership.name
            named = {"agency": agency, "reference": _free_reference(connection, agency, checked.values)}
            number = enter(connection, CENTRES, {**checked.values, **named}, by=by)
        else:
            amend(connection, CENTRES, number, checked.values, by=by, why=why)
    return number, checked.problems


def _free_reference(connection: Connection, agency: str, values: Mapping[str, Any]) -> str:
    """Make a reference that no other entry has, so that a file that names the place finds it."""
    used = set(connection.execute(select(CENTRES.c.reference).where(CENTRES.c.agency == agency)).scalars())
    first = reference_of(values["name"])
    ways = (
        first,
        reference_of(values["name"], values["postcode"] or ""),
        *(f"{first}-{n}" for n in range(2, 999)),
    )
    return next(way for way in ways if way not in used)


def set_status(
    desk: Desk,
    number: int,
    status: str,
    *,
    since: date,
    by: str,
    today: date,
    why: str = "",
    until: date | None = None,
) -> tuple[Problem, ...]:
    """Pause, close or open an entry from a day on; give what hinders it, or nothing."""
    held = find_centre(desk, number)
    dates: dict[str, Any] = dict.fromkeys(("paused_since", "paused_until", "closed_since"))
    if status == "open":
        dates["open_since"] = since if held["status"] == "closed" else held["open_since"]
    else:
        dates[f"{status}_since"] = since
        dates |= {"paused_until": until} if status == "paused" else {}
    said = {name: held[name] for name in (*FIELDS, *PLACE)}
    said |= dates | {"status": status, "status_why": why or None}
    words = {"paused": "paused", "closed": "closed", "open": "opened again"}[status]
    kept, problems = keep_entry(desk, said, by=by, today=today, number=number, why=words)
    return () if kept else tuple(problem for problem in problems if not problem.asks)


def mark_checked(desk: Desk, number: int, *, by: str, today: date) -> None:
    """Note that somebody has made sure today that all is still right."""
    with desk.store.writing() as connection:
        amend(connection, CENTRES, number, {"checked_on": today}, by=by, why="checked")


def take_off(desk: Desk, number: int, *, by: str, why: str) -> None:
    """Take an entry off the list; it stays in the history."""
    with desk.store.writing() as connection:
        retire(connection, CENTRES, number, by=by, why=why)


def history_of(desk: Desk, number: int) -> list[dict[str, Any]]:
    """Tell what became of an entry, newest first: at, who, why, and what changed.

    Of an entry that asks not to be listed, no earlier place is told either.
    """
    held = find_centre(desk, number)
    with desk.store.reading() as connection:
        before = versions(connection, CENTRES, number)
    names = [name for name in FIELDS if held["is_listed"] or name not in PLACE]
    said = [*(version["values"] for version in before), _as_kept(held)]
    steps = [
        {
            "at": version["ended_at"],
            "who": version["ended_by"],
            "why": version["ended_why"],
            "changes": [
                {
                    "what": FIELDS[name][0],
                    "before": _words(desk, name, old.get(name)),
                    "after": _words(desk, name, new.get(name)),
                }
                for name in names
                if old.get(name) != new.get(name)
            ],
        }
        for version, old, new in zip(before, said, said[1:], strict=False)
    ]
    entered = {"at": held["entered_at"], "who": held["entered_by"], "why": "entered", "changes": []}
    return [*reversed(steps), entered]


def _as_kept(held: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in held.items()
    }


def _words(desk: Desk, name: str, value: Any) -> str:
    if value is None or value == "":
        return "everybody" if name == "strands" else "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "strands":
        return ", ".join(desk.policy.strands.get(code, code) for code in str(value).split(";"))
    return STATUSES.get(str(value), str(value)) if name == "status" else str(value)
