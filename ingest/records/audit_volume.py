"""Unusual volume: somebody opens record after record."""

import json
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from ingest.records import schema
from ingest.records.audit_kinds import READ_ROWS

__all__ = ["MANY", "WITHIN", "busy_reader", "rows_told"]

MANY = 200
WITHIN = timedelta(minutes=10)
FAR = 2_000
"""Of how many lines back it is asked; a number, for the audit has no index by time."""


def rows_told(said: dict[str, Any]) -> int:
    """Count the rows that a line tells of: `rows=[...]` or `count=n`; one where it says neither."""
    rows, count = said.get("rows"), said.get("count", 1)
    return len(rows) if isinstance(rows, list) else int(count)


def busy_reader(connection: Connection, who: str, *, last: int, at: datetime) -> int:
    """Count the rows that a person opened within ten minutes; 0 where that is usual, or was said before."""
    known = schema.audit.c
    recent = select(known.action, known.detail).where(known.id > last - FAR, known.at > at - WITHIN)
    own = (known.who == who) & (known.action == READ_ROWS)
    opened = sum(rows_told(json.loads(row.detail)) for row in connection.execute(recent.where(own)))
    told = (known.action == "alert") & (known.subject == who)
    if opened < MANY or connection.execute(recent.where(told).limit(1)).first() is not None:
        return 0
    return opened
