"""Accounts, for the shell and the page of administrators: who there is, what they are, what is signed in."""

from collections.abc import Iterable

from ingest.access.passwords import hashed
from ingest.records import Store, people, sessions
from ingest.records.clock import steady_now
from ingest.records.people import ROLES, Person
from ingest.records.sessions import Session

__all__ = [
    "ROLES",
    "Person",
    "Session",
    "add",
    "end_sessions",
    "everybody",
    "set_password",
    "set_role",
    "shut",
    "signed_in",
    "unshut",
]


def everybody(store: Store) -> list[Person]:
    """List everybody who has an account."""
    with store.reading() as connection:
        return people.people_known(connection)


def signed_in(store: Store) -> list[Session]:
    """List who is signed in now, the last seen first."""
    with store.reading() as connection:
        return sessions.open_sessions(connection, at=steady_now())


def add(
    store: Store,
    *,
    login: str,
    name: str,
    agency: str,
    role: str,
    by: str,
    password: str | None = None,
    agencies: Iterable[str] = (),
) -> int:
    """Add an account; `agencies` are those that the partnership file names, if it names any.

    Raises
    ------
    IngestError
        If anything about it is not right; see `ingest.records.people.add_person`.
    """
    known = tuple(agencies)
    if agency and known and agency not in known:
        raise people.AccountError(f"There is no such agency here. Known: {', '.join(known)}.")
    secret = None if password is None else hashed(password)
    with store.writing() as connection:
        return people.add_person(
            connection, login=login, name=name, agency=agency, role=role, by=by, secret=secret
        )


def set_role(store: Store, login: str, role: str, *, by: str) -> None:
    """Give somebody another role."""
    with store.writing() as connection:
        people.change_role(connection, login, role, by=by)


def set_password(store: Store, login: str, password: str, *, by: str) -> None:
    """Give somebody another password."""
    secret = hashed(password)
    with store.writing() as connection:
        people.set_secret(connection, login, secret, by=by)


def shut(store: Store, login: str, *, by: str) -> None:
    """Disable an account."""
    with store.writing() as connection:
        people.disable(connection, login, by=by)


def unshut(store: Store, login: str, *, by: str) -> None:
    """Enable an account again."""
    with store.writing() as connection:
        people.enable(connection, login, by=by)


def end_sessions(store: Store, login: str, *, by: str) -> None:
    """End whatever somebody is signed in to."""
    with store.writing() as connection:
        people.end_sessions_of(connection, login, by=by)
