"""Asking the owner of a centre or service whether its entry is still right, by a link that works once."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from ingest.centres.centre import PUBLIC
from ingest.records import schema
from ingest.records.audit import note, now
from ingest.records.registers import amend, find_entry
from ingest.records.troubles import StoreError

__all__ = ["DAYS", "OWNER", "asked_entry", "confirm", "decide", "make_link", "proposals_of", "propose"]

DAYS = 90
"""A link that was not used ends after so many days."""
OWNER = "owner, by link"
"""Who the log says it was: the store does not know more."""
OFFERED = (*PUBLIC, "status")
"""What an owner may propose to change."""


def make_link(connection: Connection, centre: int, *, by: str, today: date) -> str:
    """Make the key of a link for an entry's owner, inside a write transaction; earlier links end.

    Returns
    -------
    str
        The key, which is kept nowhere: the store holds its SHA-256.

    Raises
    ------
    StoreError
        If there is no such entry, or it is off the list.
    """
    if find_entry(connection, schema.centres, centre)["retired_at"]:
        raise StoreError(f"Entry {centre} was taken off the list; nobody need be asked about it.")
    _end_links(connection, centre)
    key = secrets.token_urlsafe(24)
    connection.execute(
        insert(schema.confirm_links).values(
            centre=centre, key=_digest(key), made_at=now(), made_by=by, expires_on=today + timedelta(DAYS)
        )
    )
    note(connection, who=by, action="ask owner", subject=f"centres {centre}")
    return key


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _end_links(connection: Connection, centre: int) -> None:
    links = schema.confirm_links
    open_ones = (links.c.centre == centre, links.c.ended_at.is_(None))
    connection.execute(update(links).where(*open_ones).values(ended_at=now()))


def asked_entry(connection: Connection, key: str, *, today: date) -> dict[str, Any] | None:
    """Give what an owner is asked about: `id` and the fields that may be changed; None for a wrong key.

    A key that never was, one that was used and one that ran out are answered alike.
    """
    links, known = schema.confirm_links.c, schema.centres.c
    query = (
        select(known.id, *(known[name] for name in OFFERED))
        .join(schema.confirm_links, links.centre == known.id)
        .where(
            links.key == _digest(key),
            links.ended_at.is_(None),
            links.expires_on >= today,
            known.retired_at.is_(None),
        )
    )
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def confirm(connection: Connection, key: str, *, today: date) -> bool:
    """Note that all is still right, inside a write transaction; False for a wrong key."""
    entry = asked_entry(connection, key, today=today)
    if entry is None:
        return False
    _end_links(connection, entry["id"])
    amend(
        connection, schema.centres, entry["id"], {"checked_on": today}, by=OWNER, why="confirmed by its owner"
    )
    note(connection, who=OWNER, action="confirm", subject=f"centres {entry['id']}")
    return True


def propose(connection: Connection, key: str, values: Mapping[str, Any], *, today: date) -> bool:
    """Keep what an owner would change, inside a write transaction; nothing is changed by it.

    Parameters
    ----------
    values : mapping
        Fields that the owner was asked about, checked as the form checks them; others are not looked at.

    Returns
    -------
    bool
        False for a wrong key.
    """
    entry = asked_entry(connection, key, today=today)
    if entry is None:
        return False
    changed = {name: values[name] for name in OFFERED if name in values and values[name] != entry[name]}
    if not changed:
        return confirm(connection, key, today=today)
    _end_links(connection, entry["id"])
    said = json.dumps({"said_on": today.isoformat(), "values": changed}, ensure_ascii=False, sort_keys=True)
    connection.execute(insert(schema.proposals).values(centre=entry["id"], values=said, made_at=now()))
    note(connection, who=OWNER, action="propose", subject=f"centres {entry['id']}", columns=sorted(changed))
    return True


def proposals_of(connection: Connection, centre: int | None = None) -> list[dict[str, Any]]:
    """List the proposals that wait: id, centre, values, said_on, oldest first."""
    known = schema.proposals.c
    query = select(known.id, known.centre, known["values"]).where(known.decision.is_(None)).order_by(known.id)
    if centre is not None:
        query = query.where(known.centre == centre)
    found = []
    for row in connection.execute(query).mappings():
        said = json.loads(row["values"])
        day = date.fromisoformat(said["said_on"])
        found.append({"id": row["id"], "centre": row["centre"], "values": said["values"], "said_on": day})
    return found


def decide(
    connection: Connection, proposal: int, *, accept: bool, by: str, values: Mapping[str, Any] | None = None
) -> None:
    """Accept a proposal or decline it, inside a write transaction.

    Parameters
    ----------
    values : mapping, optional
        What is written when it is accepted: the proposal with what follows from it, such as the place of a
        new postcode.

    Raises
    ------
    StoreError
        If it does not wait any more.
    """
    known = schema.proposals
    waiting = {one["id"]: one for one in proposals_of(connection)}
    if proposal not in waiting:
        raise StoreError("This proposal was decided already, or there is none. Nothing was changed.")
    one = waiting[proposal]
    if accept:
        written = {**one["values"], **(values or {}), "checked_on": one["said_on"]}
        amend(connection, schema.centres, one["centre"], written, by=by, why="proposed by its owner")
    decision = {"decision": "accepted" if accept else "declined", "decided_at": now(), "decided_by": by}
    connection.execute(update(known).where(known.c.id == proposal).values(**decision))
    note(connection, who=by, action="accept" if accept else "decline", subject=f"proposal {proposal}")
