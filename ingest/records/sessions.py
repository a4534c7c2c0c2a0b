"""Who is signed in: rows on the server; log-out, time or a change of the account ends them at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from ingest.records import schema
from ingest.records.clock import steady_now

__all__ = [
    "IDLE",
    "LONGEST",
    "SEEN_EVERY",
    "Session",
    "end",
    "end_all",
    "find",
    "is_known",
    "open_sessions",
    "seen",
    "set_purpose",
    "start",
]

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
SEEN_EVERY = timedelta(minutes=1)
KEPT = timedelta(days=30)
"""So long a session that is over stays in the list."""
BACK = timedelta(minutes=5)
"""A clock that stands this far before what the session has seen is not believed."""


@dataclass(frozen=True)
class Session:
    """Somebody who is signed in.

    Attributes
    ----------
    number : int
        The session's number in the store.
    person, login, name, agency, role
        Who it is, as the account says now.
    started_at, seen_at : datetime
        When it began, and when it was last seen, to the minute.
    purpose : str
        For what its person reads rows; empty until said.
    """

    number: int
    person: int
    login: str
    name: str
    agency: str
    role: str
    started_at: datetime
    seen_at: datetime
    purpose: str

    def is_over(self, at: datetime) -> bool:
        """Say whether it has run out: nobody was there for long, or it is as old as one may be."""
        return at - self.seen_at >= IDLE or at - self.started_at >= LONGEST or self.seen_at - at > BACK


def start(connection: Connection, *, person: int, key: str, at: datetime) -> int:
    """Begin a session; `key` is the digest of what its cookie carries.  Old ones leave the list."""
    held = schema.sessions.c
    connection.execute(delete(schema.sessions).where(held.started_at < at - LONGEST - KEPT))
    begun = {"person": person, "key": key, "started_at": at, "seen_at": at}
    return int(
        connection.execute(
            insert(schema.sessions).values(**begun).returning(schema.sessions.c.id)
        ).scalar_one()
    )


def find(connection: Connection, key: str, *, at: datetime) -> Session | None:
    """Find the session of a key: None if there is none, it has ended or run out, or the account is shut."""
    held = schema.sessions.c
    return next((one for one in _open(connection, held.key == key) if not one.is_over(at)), None)


def is_known(connection: Connection, key: str) -> bool:
    """Say whether a session of this key was ever begun, ended or not."""
    held = schema.sessions.c
    return connection.execute(select(held.id).where(held.key == key)).first() is not None


def open_sessions(connection: Connection, *, at: datetime) -> list[Session]:
    """List who is signed in now, the last seen first."""
    held = schema.sessions.c
    return [one for one in _open(connection, held.id.is_not(None)) if not one.is_over(at)]


def _open(connection: Connection, which: object) -> list[Session]:
    held, people, roles = schema.sessions.c, schema.people.c, schema.roles.c
    query = (
        select(
            held.id, held.person, people.login, people.name, people.agency, roles.role,
            held.started_at, held.seen_at, held.purpose,
        )
        .join_from(schema.sessions, schema.people, held.person == people.id)
        .join(schema.roles, (roles.person == people.id) & roles.ended_at.is_(None))
        .where(which, held.ended_at.is_(None), people.disabled_at.is_(None))  # type: ignore[arg-type]
        .order_by(held.seen_at.desc(), held.id.desc())
    )  # fmt: skip
    return [Session(*row[:-1], purpose=row[-1] or "") for row in connection.execute(query)]


def seen(connection: Connection, number: int, *, at: datetime) -> None:
    """Note that somebody is still there."""
    held = schema.sessions.c
    connection.execute(
        update(schema.sessions)
        .where(held.id == number, held.ended_at.is_(None), held.seen_at < at)
        .values(seen_at=at)
    )


def set_purpose(connection: Connection, number: int, purpose: str) -> None:
    """Keep for what the person of a session reads rows."""
    held = schema.sessions.c
    connection.execute(
        update(schema.sessions).where(held.id == number, held.ended_at.is_(None)).values(purpose=purpose)
    )


def end(connection: Connection, number: int, *, why: str, at: datetime | None = None) -> bool:
    """End a session; False if it had ended."""
    return _end(connection, schema.sessions.c.id == number, why, at)


def end_all(connection: Connection, person: int, *, why: str, at: datetime | None = None) -> bool:
    """End every session of a person."""
    return _end(connection, schema.sessions.c.person == person, why, at)


def _end(connection: Connection, which: object, why: str, at: datetime | None) -> bool:
    ended = {"ended_at": at or steady_now(), "ended_why": why}
    now_open = schema.sessions.c.ended_at.is_(None)
    changed = connection.execute(update(schema.sessions).where(which, now_open).values(**ended))  # type: ignore[arg-type]
    return bool(changed.rowcount)
