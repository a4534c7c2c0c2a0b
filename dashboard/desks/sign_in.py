"""Signing in: which way this installation asks for, who a key belongs to, and what ends it."""

import hashlib
import hmac
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from sqlalchemy import select
from sqlalchemy.engine import make_url

from dashboard.settings import READY, Settings
from dashboard.viewer import Principal, viewer_of
from ingest.access.passwords import is_right
from ingest.records import Store, StoreError, open_store, people, schema, sessions, sign_in_tries
from ingest.records.audit import note
from ingest.records.clock import steady_now
from ingest.records.facts import fact, note_fact
from ingest.records.keys import make_key

__all__ = [
    "Person",
    "Tried",
    "begin",
    "end_session",
    "has_accounts",
    "identified",
    "is_demo",
    "key_for",
    "mark_as_demo",
    "own_store",
    "principal_of_key",
    "set_purpose",
    "sign_in_way",
    "signing_key",
    "try_password",
]

Person = people.Person
WORKERS = BoundedSemaphore(2)
"""So many passwords are weighed at once: each takes 64 MB."""
DEMO = "demo"
WAY_S = 2.0
_WAYS: dict[str, tuple[float, str]] = {}


@lru_cache(maxsize=4)
def own_store(url: str) -> Store:
    """Open the store once for all who come in."""
    return open_store(url)


@lru_cache(maxsize=4)
def signing_key(url: str) -> bytes:
    """Give the key that forms and cookies are signed with; made at the first use."""
    return make_key(url, "session")


def key_for(url: str, token: str) -> str:
    """Digest what a cookie carries: the store never holds what would let somebody in."""
    return hmac.new(signing_key(url), token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def mark_as_demo(store: Store) -> None:
    """Note that a store is the program's own demo; never one that held something before."""
    with store.writing() as connection:
        if connection.execute(select(schema.batches.c.id).limit(1)).first() is None:
            note_fact(connection, DEMO, "yes")


def is_demo(url: str) -> bool:
    """Say whether a store is the program's own demo, and nobody has made accounts to try signing in.

    It says so itself; a demo of before it did so lies beside the marker of its folder.
    """
    place = make_url(url)
    by_marker = False
    if place.get_backend_name() == "sqlite" and place.database not in {None, "", ":memory:"}:
        file = Path(str(place.database))
        if not file.is_file():
            return False
        by_marker = (file.parent / READY).is_file() and (file.parent / "partnership.toml").is_file()
    with own_store(url).reading() as connection:
        if not by_marker and fact(connection, DEMO) != "yes":
            return False
        return connection.execute(select(schema.people.c.id).limit(1)).first() is None


def sign_in_way(settings: Settings) -> str:
    """Say how somebody comes in here: demo, local or oidc; by the store, as it was two seconds ago."""
    if settings.sign_in:
        return settings.sign_in
    at, known = time.monotonic(), _WAYS.get(settings.store)
    if known is None or at - known[0] > WAY_S:
        known = _WAYS[settings.store] = (at, "demo" if is_demo(settings.store) else "local")
    return known[1]


def has_accounts(url: str) -> bool:
    """Say whether anybody can sign in at all."""
    with own_store(url).reading() as connection:
        return any(not person.is_disabled for person in people.people_known(connection))


def principal_of_key(url: str, key: str) -> Principal | None:
    """Say whose session a key is of, as the account stands now; None where there is none, or no more."""
    store, at = own_store(url), steady_now()
    with store.reading() as connection:
        found = sessions.find(connection, key, at=at)
    if found is None:
        return None
    if at - found.seen_at >= sessions.SEEN_EVERY:
        with suppress(StoreError), store.writing() as connection:  # a full disk shuts nobody out
            sessions.seen(connection, found.number, at=at)
    return Principal(
        found.name, found.agency, viewer_of(found.role), found.login, found.number, found.purpose
    )


@dataclass(frozen=True)
class Tried:
    """What became of a try to sign in.

    Attributes
    ----------
    token : str
        What the cookie carries; empty if the try was wrong.
    is_locked : bool
        The account or the address has to wait.
    wait_s : float
        For how long the answer is to be held back.
    """

    token: str = ""
    is_locked: bool = False
    wait_s: float = 0.0


def try_password(url: str, login: str, password: str, *, address: str) -> Tried:
    """Try to sign in with a password; an account that is not there is refused in the same way and time."""
    store, key = own_store(url), signing_key(url)
    who = {
        "login": sign_in_tries.digest_of(key, f"login\x1f{login}"),
        "address": sign_in_tries.digest_of(key, f"address\x1f{address}"),
    }
    at = steady_now()
    with store.reading() as connection:
        if sign_in_tries.is_locked(connection, **who, at=at):
            return Tried(is_locked=True)
        person, secret = people.secret_of(connection, login)
    with WORKERS:
        ok = is_right(secret, password) and person is not None
    token = secrets.token_urlsafe(32)
    with store.writing() as connection:
        if sign_in_tries.is_locked(connection, **who, at=steady_now()):  # others tried meanwhile
            return Tried(is_locked=True)
        sign_in_tries.note_try(connection, **who, ok=ok, at=steady_now())
        if ok and person is not None:
            number = sessions.start(
                connection, person=person.number, key=key_for(url, token), at=steady_now()
            )
            note(
                connection,
                kind="access",
                who=person.name,
                action="sign in",
                subject=f"session {number}",
                how="local",
            )
            return Tried(token)
        wrong = sign_in_tries.wrong_so_far(connection, **who, at=steady_now())
        if wrong >= sign_in_tries.MOST:
            note(connection, kind="access", who="sign-in", action="lock", subject="sign-in", tries=wrong)
    return Tried(wait_s=min(0.1 * 2**wrong, 2.0))


def identified(url: str, *, identity: str, email: str) -> Person | None:
    """Find the account of somebody whom the provider vouches for; `email` is empty unless verified."""
    store = own_store(url)
    with store.reading() as connection:
        person = people.person_of_identity(connection, identity)
    if person is None and email:
        with store.writing() as connection:
            person = people.bind_identity(connection, login=email, identity=identity)
    return None if person is None or person.is_disabled else person


def begin(url: str, *, person: Person, key: str) -> bool:
    """Begin a session under a key that was never used before; False if it was."""
    with own_store(url).writing() as connection:
        if sessions.is_known(connection, key):
            return False
        number = sessions.start(connection, person=person.number, key=key, at=steady_now())
        note(
            connection,
            kind="access",
            who=person.name,
            action="sign in",
            subject=f"session {number}",
            how="oidc",
        )
    return True


def end_session(url: str, principal: Principal, *, why: str = "sign out") -> None:
    """End the session of somebody who signs out."""
    if principal.session is None:
        return
    with own_store(url).writing() as connection:
        if sessions.end(connection, principal.session, why=why):
            note(
                connection,
                kind="access",
                who=principal.name,
                action="sign out",
                subject=f"session {principal.session}",
            )


def set_purpose(url: str, principal: Principal, purpose: str) -> None:
    """Keep for what somebody reads rows in this session."""
    if principal.session is not None:
        with own_store(url).writing() as connection:
            sessions.set_purpose(connection, principal.session, purpose)
