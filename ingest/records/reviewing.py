"""Retention: what has been kept as long as the policy says, for a person to decide about."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

import polars as pl
from sqlalchemy import Connection, delete, insert, or_, select, tuple_

from ingest.policy import RetentionRule
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.bulk import read_frame
from ingest.records.seal import seal_of_batch

__all__ = [
    "DUE",
    "due_incidents",
    "due_submissions",
    "due_versions",
    "forget_set_aside",
    "forget_versions",
    "keep_on",
]

DUE = {"agency": pl.String, "reference": pl.String, "kind": pl.String, "counted": pl.Date, "due": pl.Date}
FROM = {"occurred": "occurred_to", "reported": "reported_on"}
LONGEST_KEEP_DAYS = 366 * 2


def due_incidents(connection: Connection, rules: Mapping[str, RetentionRule], *, today: date) -> pl.DataFrame:
    """List the incidents whose time is up, but for those that somebody decided to keep for longer.

    Parameters
    ----------
    rules : mapping of kind to RetentionRule
        A kind without a rule is never due.
    today : datetime.date

    Returns
    -------
    polars.DataFrame
        agency, reference, kind, counted (the day from which it is counted; where the day of reporting is not
        known, that of the incident), due.
    """
    parts = [pl.DataFrame(schema=DUE)]
    for kind in connection.execute(select(schema.incidents.c.kind).distinct()).scalars():
        if kind in rules:
            parts.append(_due_of(connection, kind, rules[kind], today))
    return pl.concat(parts).sort("due", "agency", "reference")


def _due_of(connection: Connection, kind: str, rule: RetentionRule, today: date) -> pl.DataFrame:
    held, reviews, batches = schema.incidents, schema.reviews, schema.batches
    counted = held.c.occurred_to
    columns = [held.c.agency, held.c.reference, held.c.occurred_to, held.c.reported_on, batches.c.received_at]
    same = (reviews.c.agency == held.c.agency) & (reviews.c.reference == held.c.reference)
    query = (
        select(*columns)
        .join(batches, batches.c.id == held.c.batch)
        .outerjoin(reviews, same)
        .where(
            held.c.kind == kind,
            counted <= today,
            or_(reviews.c.keep_until.is_(None), reviews.c.keep_until < today),
        )
    )
    rows = read_frame(connection, query, received_at=pl.Datetime)
    known = {
        "occurred": pl.col("occurred_to"),
        "reported": pl.coalesce("reported_on", "occurred_to"),
        "received": pl.col("received_at").cast(pl.Date),
    }
    rows = rows.with_columns(counted=known[rule.counted_from], kind=pl.lit(kind))
    days = rows["counted"].unique().drop_nulls().to_list()
    due = {day: rule.review_on(day) for day in days}
    return (
        rows.with_columns(due=pl.col("counted").replace_strict(due, default=None, return_dtype=pl.Date))
        .filter(pl.col("due") <= today)
        .select(list(DUE))
    )


def keep_on(
    connection: Connection, named: Sequence[tuple[str, str]], *, until: date, by: str, why: str
) -> None:
    """Decide that records are still needed, until a day on which they are due again.

    Raises
    ------
    ValueError
        If no reason is given, or the day is more than two years ahead.
    """
    if not why.strip():
        raise ValueError("Say why the records are still needed.")
    if (until - now().date()).days > LONGEST_KEEP_DAYS:
        raise ValueError("Records can be kept on for two years at most; then they are due again.")
    reviews = schema.reviews
    line = {"keep_until": until, "decided_at": now(), "decided_by": by, "why": why}
    for start in range(0, len(named), 400):
        part = named[start : start + 400]
        connection.execute(delete(reviews).where(tuple_(reviews.c.agency, reviews.c.reference).in_(part)))
        rows = [{**line, "agency": agency, "reference": reference} for agency, reference in part]
        connection.execute(insert(reviews), rows)
    note(
        connection, who=by, action="keep on", subject="incidents", records=len(named), until=until.isoformat()
    )


def due_versions(connection: Connection, rule: RetentionRule, *, today: date) -> int:
    """Count the old versions of records that have been kept as long as the policy says."""
    versions = schema.history.c
    ended = connection.execute(select(versions.ended_at).where(versions.ended_at < _start(today))).scalars()
    return sum(rule.review_on(moment.date()) <= today for moment in ended)


def forget_versions(connection: Connection, rule: RetentionRule, *, today: date, by: str) -> int:
    """Let go of old versions whose time is up; a batch can then no longer go back to them."""
    versions = schema.history
    rows = connection.execute(
        select(versions.c.id, versions.c.batch, versions.c.ended_at).where(
            versions.c.ended_at < _start(today)
        )
    ).fetchall()
    gone = [row for row in rows if rule.review_on(row.ended_at.date()) <= today]
    for start in range(0, len(gone), 400):
        numbers = [row.id for row in gone[start : start + 400]]
        connection.execute(delete(versions).where(versions.c.id.in_(numbers)))
    for batch in sorted({row.batch for row in gone}):
        known = schema.batches
        seal = seal_of_batch(connection, batch)
        connection.execute(known.update().where(known.c.id == batch).values(seal=seal))
    if gone:
        note(connection, who=by, action="forget versions", subject="history", versions=len(gone))
    return len(gone)


def due_submissions(connection: Connection, rule: RetentionRule, *, today: date) -> list[tuple[int, bool]]:
    """List what was told so long ago that it is due, with whether it still waits for somebody to grade it.

    A submission is counted from the day on which it came in, whatever the rule names: that is always known.
    """
    known = schema.submissions.c
    rows = connection.execute(select(known.id, known.entered_at, known.state).order_by(known.id))
    return [
        (number, state == "waiting")
        for number, came_in, state in rows
        if rule.review_on(came_in.date()) <= today
    ]


def forget_set_aside(connection: Connection, rule: RetentionRule, *, today: date, by: str) -> int:
    """Let go of rows set aside whose time is up; the batch still says how many there were."""
    batches, aside = schema.batches, schema.set_aside
    old = [
        row.id
        for row in connection.execute(select(batches.c.id, batches.c.received_at))
        if rule.review_on(row.received_at.date()) <= today
    ]
    gone = 0
    for start in range(0, len(old), 400):
        gone += connection.execute(delete(aside).where(aside.c.batch.in_(old[start : start + 400]))).rowcount
    if gone:
        note(connection, who=by, action="forget rows set aside", subject="set_aside", rows=gone)
    return gone


def _start(day: date) -> datetime:
    return datetime.combine(day + timedelta(1), time())
