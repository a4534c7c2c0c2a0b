"""Unusual volume: somebody opens record after record."""

import json
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from ingest.records import schema
from ingest.records.audit_kinds import READ_ROWS

__all__ = ["MANY", "WITHIN", "busy_reader", "rows_told"]

MANY = 200
WITHIN = timedelta(minutes=10)
FAR = 2_000
"""Of how many lines back it is asked; a number, for the audit has no index by time."""


def rows_told(detail: str) -> int:
    """Count the rows that a line tells of: `rows=[...]` or `count=n`; one where it says neither."""
    said = json.loads(detail)
    if isinstance(said.get("rows"), list):
        return len(said["rows"])
    count = said.get("count", said.get("rows", 1))
    return count if isinstance(count, int) else 1


def busy_reader(connection: Connection, who: str, *, last: int, at: datetime) -> dict[str, int] | None:
    """Say how many rows a person opened within ten minutes, where that is unusual and was not said before."""
    known = schema.audit.c
    recent = select(known.action, known.detail).where(known.id > last - FAR, known.at > at - WITHIN)
    own = (known.who == who) & (known.action == READ_ROWS)
    opened = sum(rows_told(row.detail) for row in connection.execute(recent.where(own)))
    told = (known.action == "alert") & (known.subject == who)
    if opened < MANY or connection.execute(recent.where(told).limit(1)).first() is not None:
        return None
    return {"count": opened, "minutes": WITHIN // timedelta(minutes=1)}
