"""The look-out's list as it is kept: runs, signals, and who has seen them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.troubles import StoreError

__all__ = [
    "ACKNOWLEDGED",
    "TAKEN_BACK",
    "Found",
    "Run",
    "add_note",
    "is_overtaken",
    "keep_run",
    "latest_run",
    "notes",
    "runs",
    "signals_kept",
]

RUNS, SIGNALS, NOTES = schema.signal_runs, schema.signals, schema.signal_notes
ACKNOWLEDGED, TAKEN_BACK = "acknowledged", "taken back"
SAID = {ACKNOWLEDGED: "acknowledge", TAKEN_BACK: "take back"}


@dataclass(frozen=True)
class Run:
    """One look at one version of the data; times are UTC without a zone."""

    number: int
    data_version: str
    as_of: date
    made_at: datetime
    made_by: str
    seconds: float
    settings: dict[str, Any]


@dataclass(frozen=True)
class Found:
    """What a run found, ready to be kept; `known` is the number of the same signal before, if any."""

    method: str
    ward: str | None
    strand: str
    first_day: date
    last_day: date
    once_in_days: float
    body: Mapping[str, Any]
    known: int | None = None


def latest_run(connection: Connection) -> Run | None:
    """Read the last run; None before the first."""
    row = connection.execute(select(RUNS).order_by(RUNS.c.id.desc()).limit(1)).mappings().first()
    return None if row is None else _run(row)


def runs(connection: Connection) -> dict[int, Run]:
    """Read every run, by number."""
    rows = connection.execute(select(RUNS).order_by(RUNS.c.id)).mappings()
    return {row["id"]: _run(row) for row in rows}


def _run(row: Mapping[Any, Any]) -> Run:
    said = {name: row[name] for name in ("data_version", "as_of", "made_at", "made_by", "seconds")}
    return Run(number=row["id"], settings=json.loads(row["settings"]), **said)


def is_overtaken(last: Run | None, version: str) -> bool:
    """Whether the last run saw this version of the data already, or a later one."""
    if last is None:
        return False
    return last.data_version == version or _counted(last.data_version) > _counted(version)


def _counted(version: str) -> int:
    """Read how often the data had changed off the name of a version: '12-0af3…'."""
    number = version.partition("-")[0]
    return int(number) if number.isdigit() else 0


def keep_run(
    connection: Connection,
    found: Sequence[Found],
    *,
    data_version: str,
    as_of: date,
    by: str,
    seconds: float,
    settings: Mapping[str, Any],
) -> int:
    """Keep a run and what it found, inside a write transaction; say its number.

    What was found before and not now has ended with this run; what had ended and is found again goes on.

    Raises
    ------
    StoreError
        If a number given as known is not.
    """
    values = {
        "data_version": data_version,
        "as_of": as_of,
        "made_at": now(),
        "made_by": by,
        "seconds": round(seconds, 1),
        "settings": json.dumps(dict(settings), sort_keys=True, ensure_ascii=False),
    }
    written = connection.execute(insert(RUNS).values(**values)).inserted_primary_key
    run = int(written[0]) if written else 0
    ongoing = 0
    for at, one in enumerate(found):
        said = _said(one) | {"last_run": run}
        if one.known is None:
            name = f"{one.method}-{run}-{at + 1}"
            connection.execute(insert(SIGNALS).values(name=name, first_run=run, times=1, **said))
            continue
        again = {**said, "ended_run": None, "times": SIGNALS.c.times + 1}
        same = update(SIGNALS).where(SIGNALS.c.id == one.known).values(**again)
        if connection.execute(same).rowcount != 1:
            raise StoreError(f"There is no signal {one.known}. Nothing was changed.")
        ongoing += 1
    gone = update(SIGNALS).where(SIGNALS.c.last_run != run, SIGNALS.c.ended_run.is_(None))
    ended = connection.execute(gone.values(ended_run=run)).rowcount
    told: dict[str, Any] = {
        "new": len(found) - ongoing,
        "ongoing": ongoing,
        "ended": ended,
        "data_version": data_version,
    }
    note(connection, who=by, action="look out", subject=f"signal run {run}", **told)
    return run


def _said(one: Found) -> dict[str, Any]:
    return {
        "method": one.method,
        "ward": one.ward,
        "strand": one.strand,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "recurrence_days": one.once_in_days,
        "body": json.dumps(dict(one.body), sort_keys=True, ensure_ascii=False),
    }


def signals_kept(connection: Connection) -> list[dict[str, Any]]:
    """Read every signal, oldest first; `body` as plain values."""
    rows = connection.execute(select(SIGNALS).order_by(SIGNALS.c.id)).mappings()
    return [{**row, "body": json.loads(row["body"])} for row in rows]


def notes(connection: Connection) -> list[dict[str, Any]]:
    """Read who acknowledged what, and who took that back, oldest first."""
    return [dict(row) for row in connection.execute(select(NOTES).order_by(NOTES.c.id)).mappings()]


def add_note(connection: Connection, signal: int, *, who: str, what: str, text: str | None) -> None:
    """Add that somebody acknowledged a signal, or took it back, inside a write transaction.

    Raises
    ------
    StoreError
        If there is no such signal, or that is how it stands already.
    """
    if connection.execute(select(SIGNALS.c.id).where(SIGNALS.c.id == signal)).first() is None:
        raise StoreError(f"There is no signal {signal}. Nothing was changed.")
    mine = select(NOTES.c.what).where(NOTES.c.signal == signal).order_by(NOTES.c.id.desc()).limit(1)
    stands = connection.execute(mine).scalar() == ACKNOWLEDGED
    if stands == (what == ACKNOWLEDGED):
        already = "is acknowledged already" if stands else "is not acknowledged"
        raise StoreError(f"Signal {signal} {already}. Nothing was changed.")
    connection.execute(insert(NOTES).values(signal=signal, at=now(), who=who, what=what, note=text))
    note(connection, who=who, action=SAID[what], subject=f"signal {signal}")
