"""Reading the audit: lines by person, kind, subject and time, newest first."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from ingest.records import schema

__all__ = ["AuditLine", "find_lines", "names_since"]


@dataclass(frozen=True)
class AuditLine:
    """A line of the audit.

    Attributes
    ----------
    number : int
    at : datetime.datetime
        UTC, without a zone.
    who, action, subject, kind, purpose : str
        Kind and purpose are empty in lines from before they were kept.
    detail : dict of str to Any
        Numbers and codes.
    """

    number: int
    at: datetime
    who: str
    action: str
    subject: str
    kind: str
    purpose: str
    detail: dict[str, Any]


def find_lines(
    connection: Connection,
    *,
    who: Sequence[str] = (),
    kind: str = "",
    subject: str = "",
    actions: Sequence[str] = (),
    since: datetime | None = None,
    most: int = 500,
) -> list[AuditLine]:
    """List the newest lines that are asked for.

    Parameters
    ----------
    who : sequence of str
        Of any of these; of everybody if none is named.
    subject : str
        How the subject begins: `batch`, or `batch 12`.
    most : int
        How many at most.
    """
    known = schema.audit.c
    query = select(schema.audit).order_by(known.id.desc()).limit(most)
    if who:
        query = query.where(known.who.in_(who))
    if kind:
        query = query.where(known.kind == kind)
    if subject:
        query = query.where(known.subject.startswith(subject, autoescape=True))
    if actions:
        query = query.where(known.action.in_(actions))
    if since is not None:
        query = query.where(known.at >= since)
    return [_line(row) for row in connection.execute(query).mappings()]


def _line(row: RowMapping) -> AuditLine:
    return AuditLine(
        number=row["id"],
        at=row["at"],
        who=row["who"],
        action=row["action"],
        subject=row["subject"],
        kind=row["kind"] or "",
        purpose=row["purpose"] or "",
        detail=json.loads(row["detail"]),
    )


def names_since(connection: Connection, since: datetime) -> list[str]:
    """List who has a line since a moment, by name."""
    known = schema.audit.c
    query = select(known.who).where(known.at >= since).distinct().order_by(known.who)
    return list(connection.execute(query).scalars())
