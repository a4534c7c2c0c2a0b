"""How many records came, changed or went since a moment: what a release waits for."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select, union

from ingest.records import schema
from ingest.records.erasure_keys import INCIDENTS
from ingest.records.pairs import SETTLED, UNDONE

__all__ = ["changed_since", "last_batch"]


def last_batch(connection: Connection) -> int:
    """Give the number of the last file taken in; 0 if there is none."""
    return int(connection.execute(select(func.max(schema.batches.c.id))).scalar() or 0)


def changed_since(connection: Connection, batch: int, moment: datetime) -> int:
    """Count the records that came, changed or went.

    A record counts once, however often it was changed; one that was erased, and a decision about a possible
    duplicate, count as one each.

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
        select(now.id).where(now.batch.in_(touched)),
        select(before.incident).where(or_(*of_records)),
    ).subquery()
    erased, said = schema.erasures.c, schema.decisions.c
    counts = (
        select(func.count()).select_from(records),
        select(func.count()).where(erased.what == INCIDENTS, erased.erased_at >= moment),
        select(func.count(func.distinct(said.pair))).where(
            said.decision.in_((*SETTLED, UNDONE)), said.decided_at >= moment
        ),
    )
    return sum(int(connection.execute(query).scalar() or 0) for query in counts)
