"""The people who may sign in: their account, their agency and the one role that they have now."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from ingest.errors import IngestError
from ingest.records import schema, sessions
from ingest.records.audit import note, now

__all__ = [
    "ADMINISTRATOR",
    "ROLES",
    "AccountError",
    "Person",
    "add_person",
    "bind_identity",
    "change_role",
    "disable",
    "enable",
    "end_sessions_of",
    "people_known",
    "person_named",
    "person_of_identity",
    "secret_of",
    "set_secret",
]

ROLES = ("public", "partner", "officer", "analyst", "coordinator", "administrator")
ADMINISTRATOR = "administrator"
LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,63}")
NAME_MOST = 60


class AccountError(IngestError):
    """What was asked of an account cannot be."""


@dataclass(frozen=True)
class Person:
    """Somebody who has an account.

    Attributes
    ----------
    number : int
        The account's number in the store.
    login : str
        What they sign in with, in small letters; for an identity provider their e-mail address.
    name : str
        How pages and the audit name them.
    agency : str
        The agency's code; empty for none.
    role : str
        What they are now.
    is_disabled : bool
        They may not sign in.
    has_password : bool
        They can sign in here, not only at an identity provider.
    """

    number: int
    login: str
    name: str
    agency: str
    role: str
    is_disabled: bool
    has_password: bool


def _known() -> Select[Any]:
    people, roles = schema.people.c, schema.roles.c
    held = (roles.person == people.id) & roles.ended_at.is_(None)
    return select(
        people.id, people.login, people.name, people.agency, roles.role, people.disabled_at, people.secret
    ).join_from(schema.people, schema.roles, held)


def _person(row: Any) -> Person:
    return Person(
        row.id, row.login, row.name, row.agency, row.role, row.disabled_at is not None, row.secret is not None
    )


def people_known(connection: Connection) -> list[Person]:
    """List everybody who has an account, by login."""
    return [_person(row) for row in connection.execute(_known().order_by(schema.people.c.login))]


def person_named(connection: Connection, login: str) -> Person:
    """Find an account.

    Raises
    ------
    AccountError
        If there is none of that name.
    """
    row = connection.execute(_known().where(schema.people.c.login == _login(login))).one_or_none()
    if row is None:
        raise AccountError("There is no account of that name. List them with 'common-ground user list'.")
    return _person(row)


def person_of_identity(connection: Connection, identity: str) -> Person | None:
    """Find whom an identity provider means, by its issuer and subject."""
    row = connection.execute(_known().where(schema.people.c.identity == identity)).one_or_none()
    return None if row is None else _person(row)


def bind_identity(connection: Connection, *, login: str, identity: str) -> Person | None:
    """Take an identity for the account of its e-mail address at the first sign-in; none where it is taken."""
    known = schema.people.c
    free = (known.login == _login(login)) & known.identity.is_(None) & known.disabled_at.is_(None)
    bound = connection.execute(update(schema.people).where(free).values(identity=identity)).rowcount
    if not bound:
        return None
    person = person_named(connection, login)
    note(
        connection, kind="access", who=person.name, action="bind identity", subject=f"person {person.number}"
    )
    return person


def secret_of(connection: Connection, login: str) -> tuple[Person | None, str | None]:
    """Give an account that may sign in here, with what is kept of its password; nothing for any other."""
    known = schema.people.c
    row = connection.execute(
        _known().where(known.login == _login(login), known.disabled_at.is_(None))
    ).one_or_none()
    return (None, None) if row is None else (_person(row), row.secret)


def add_person(
    connection: Connection,
    *,
    login: str,
    name: str,
    agency: str,
    role: str,
    by: str,
    secret: str | None = None,
) -> int:
    """Add an account.

    Raises
    ------
    AccountError
        If the login is not one, is taken, the name is empty, the role is not known, or an officer has no
        agency.
    """
    login, name, agency = _login(login), " ".join(name.split()), agency.strip()
    if not LOGIN.fullmatch(login):
        raise AccountError(
            "A login has 2 to 64 small letters, digits and . _ @ + -; for an identity provider it is the "
            "person's e-mail address."
        )
    if not name or len(name) > NAME_MOST:
        raise AccountError(f"Say the person's name, in at most {NAME_MOST} signs.")
    _check_role(role, agency)
    if connection.execute(select(schema.people.c.id).where(schema.people.c.login == login)).first():
        raise AccountError("That login is taken.")
    added = {"login": login, "name": name, "agency": agency, "secret": secret}
    number = int(
        connection.execute(
            insert(schema.people).values(**added, added_at=now(), added_by=by).returning(schema.people.c.id)
        ).scalar_one()
    )
    _grant(connection, number, role, by)
    note(
        connection,
        kind="access",
        who=by,
        action="add person",
        subject=f"person {number}",
        role=role,
        agency=agency,
    )
    return number


def _check_role(role: str, agency: str) -> None:
    if role not in ROLES:
        raise AccountError(f"There is no such role. Known: {', '.join(ROLES)}.")
    if role == "officer" and not agency:
        raise AccountError("An officer is of an agency: say which.")


def _grant(connection: Connection, number: int, role: str, by: str) -> None:
    granted = {"person": number, "role": role, "granted_at": now(), "granted_by": by}
    connection.execute(insert(schema.roles).values(**granted))


def change_role(connection: Connection, login: str, role: str, *, by: str) -> None:
    """Give somebody another role; what they are signed in to ends at once.

    Raises
    ------
    AccountError
        If there is no such account or role, or it is the last administrator's.
    """
    person = person_named(connection, login)
    _check_role(role, person.agency)
    if role == person.role:
        return
    if role != ADMINISTRATOR:
        _keep_one_administrator(connection, person)
    held = schema.roles.c
    connection.execute(
        update(schema.roles)
        .where(held.person == person.number, held.ended_at.is_(None))
        .values(ended_at=now(), ended_by=by)
    )
    _grant(connection, person.number, role, by)
    sessions.end_all(connection, person.number, why="role")
    note(connection, kind="access", who=by, action="change role", subject=f"person {person.number}",
         was=person.role, role=role)  # fmt: skip


def disable(connection: Connection, login: str, *, by: str) -> None:
    """Shut an account; what they are signed in to ends at once.

    Raises
    ------
    AccountError
        If there is no such account, or it is the last administrator's.
    """
    person = person_named(connection, login)
    _keep_one_administrator(connection, person)
    _change(connection, person, disabled_at=now(), disabled_by=by)
    sessions.end_all(connection, person.number, why="disabled")
    note(connection, kind="access", who=by, action="disable person", subject=f"person {person.number}")


def enable(connection: Connection, login: str, *, by: str) -> None:
    """Open an account again."""
    person = person_named(connection, login)
    _change(connection, person, disabled_at=None, disabled_by=None)
    note(connection, kind="access", who=by, action="enable person", subject=f"person {person.number}")


def set_secret(connection: Connection, login: str, secret: str, *, by: str) -> None:
    """Keep another password; what they are signed in to ends at once."""
    person = person_named(connection, login)
    _change(connection, person, secret=secret)
    sessions.end_all(connection, person.number, why="password")
    note(connection, kind="access", who=by, action="change password", subject=f"person {person.number}")


def end_sessions_of(connection: Connection, login: str, *, by: str) -> None:
    """End whatever somebody is signed in to."""
    person = person_named(connection, login)
    sessions.end_all(connection, person.number, why="administrator")
    note(connection, kind="access", who=by, action="end sessions", subject=f"person {person.number}")


def _change(connection: Connection, person: Person, **values: Any) -> None:
    connection.execute(update(schema.people).where(schema.people.c.id == person.number).values(**values))


def _keep_one_administrator(connection: Connection, person: Person) -> None:
    if person.role != ADMINISTRATOR or person.is_disabled:
        return
    others = [
        one
        for one in people_known(connection)
        if one.role == ADMINISTRATOR and not one.is_disabled and one.number != person.number
    ]
    if not others:
        raise AccountError(
            "This is the last administrator: nobody could let anybody in any more. Make somebody else an "
            "administrator first."
        )


def _login(said: str) -> str:
    return said.strip().casefold()
