"""How many records came, changed or went since a moment: what a release waits for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select, union

from ingest.records import schema
from ingest.records.erasure_keys import INCIDENTS
from ingest.records.pairs import SETTLED, UNDONE

__all__ = ["Changes", "changed_since", "last_batch"]


@dataclass(frozen=True)
class Changes:
    """How many records came, changed or went.

    Attributes
    ----------
    all : int
    of_others : int
        Without those of the agency that has most of them: what it does not know by itself.
    """

    all: int
    of_others: int


def last_batch(connection: Connection) -> int:
    """Give the number of the last file taken in; 0 if there is none."""
    return int(connection.execute(select(func.max(schema.batches.c.id))).scalar() or 0)


def changed_since(connection: Connection, batch: int, moment: datetime) -> Changes:
    """Count the records that came, changed or went.

    A record counts once, however often it was changed; one that was erased, and a decision about a possible
    duplicate, count as one each, and as known to whoever has most of the others.

    Parameters
    ----------
    batch : int
        The last file that was in already.
    moment : datetime.datetime
        When it was.  A file with a lower number counts if it was approved or withdrawn since.
    """
    files, now, before = schema.batches.c, schema.incidents.c, schema.history.c
    since = or_(files.id > batch, files.received_at >= moment, files.closed_at >= moment)
    touched = select(files.id).where(since)
    of_records: tuple[ColumnElement[bool], ...] = (
        before.ended_by.in_(touched),
        (before.ended_why == "withdrawn") & (before.ended_at >= moment) & (before.batch <= batch),
    )
    records = union(
        select(now.id, now.agency).where(now.batch.in_(touched)),
        select(before.incident.label("id"), before.agency).where(or_(*of_records)),
    ).subquery()
    by_agency = select(func.count(func.distinct(records.c.id))).group_by(records.c.agency)
    each = [int(count) for count in connection.execute(by_agency).scalars()]
    erased, said = schema.erasures.c, schema.decisions.c
    counts = (
        select(func.count()).where(erased.what == INCIDENTS, erased.erased_at >= moment),
        select(func.count(func.distinct(said.pair))).where(
            said.decision.in_((*SETTLED, UNDONE)), said.decided_at >= moment
        ),
    )
    beside = sum(int(connection.execute(query).scalar() or 0) for query in counts)
    return Changes(sum(each) + beside, sum(each) - max(each, default=0))
