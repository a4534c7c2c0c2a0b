"""Patrols as they were planned, and the visits that are to be made, each as an entry of its register."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from ingest.records import schema
from ingest.records.registers import enter, find_entry, retire

__all__ = [
    "DONE",
    "MISSED",
    "PATROL",
    "PLANNED",
    "drop_patrol",
    "keep_patrol",
    "last_visit",
    "patrols",
    "visits_between",
]

PLANS, VISITS = schema.patrol_plans, schema.visits
PATROL = "patrol"
PLANNED, DONE, MISSED = "planned", "done", "missed"


def keep_patrol(
    connection: Connection, plan: Mapping[str, Any], planned: Iterable[Mapping[str, Any]], *, by: str
) -> int:
    """Keep a plan, with a planned visit for every time that somebody is to be at a stop; give its number.

    Parameters
    ----------
    plan : mapping
        Columns of `patrol_plans`; the same `agency` and `reference` again keep nothing and give the number of
        the plan that is there.
    planned : iterable of mapping
        stop, ward, cell, planned_from, planned_to.
    """
    known = PLANS.c
    same = select(known.id).where(known.agency == plan["agency"], known.reference == plan["reference"])
    there = connection.execute(same.where(known.retired_at.is_(None))).scalar()
    if there is not None:
        return int(there)
    again = connection.execute(
        select(func.count()).where(
            known.agency == plan["agency"], known.reference.startswith(plan["reference"])
        )
    ).scalar_one()
    reference = f"{plan['reference']}-{again + 1}" if again else plan["reference"]
    number = enter(connection, PLANS, {**plan, "reference": reference}, by=by)
    shared = {"agency": plan["agency"], "kind": PATROL, "team": plan["team"], "people": plan["people"]}
    for turn, visit in enumerate(planned, start=1):
        own = {**shared, **visit, "plan": number, "state": PLANNED, "reference": f"{reference}/{turn:03d}"}
        enter(connection, VISITS, own, by=by)
    return number


def drop_patrol(connection: Connection, plan: int, *, by: str, why: str) -> None:
    """Take a plan off, with those of its visits of which nothing has been said; what was done stays.

    Raises
    ------
    StoreError
        If there is no such plan.
    """
    if find_entry(connection, PLANS, plan)["retired_at"] is not None:
        return
    known = VISITS.c
    still = select(known.id).where(known.plan == plan, known.state == PLANNED, known.retired_at.is_(None))
    for number in connection.execute(still).scalars().all():
        retire(connection, VISITS, number, by=by, why=why)
    retire(connection, PLANS, plan, by=by, why=why)


def patrols(connection: Connection, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Read the plans whose shift touches a time, in order."""
    known = PLANS.c
    touches = select(PLANS).where(known.shift_to >= first, known.shift_from <= last)
    rows = connection.execute(touches.where(known.retired_at.is_(None)).order_by(known.shift_from, known.id))
    return [dict(row) for row in rows.mappings()]


def last_visit(connection: Connection) -> datetime | None:
    """Tell when the last visit was to be made, or was."""
    known = VISITS.c
    at = func.max(func.coalesce(known.planned_from, known.started_at))
    return connection.execute(select(at).where(known.retired_at.is_(None))).scalar()


def visits_between(connection: Connection, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """Read the visits that were to be made, or were made, in a time; in order."""
    known = VISITS.c
    at = func.coalesce(known.planned_from, known.started_at)
    query = select(VISITS).where(at >= first, at <= last, known.retired_at.is_(None)).order_by(at, known.id)
    return [dict(row) for row in connection.execute(query).mappings()]
