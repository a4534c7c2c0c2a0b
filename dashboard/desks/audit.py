"""The audit desk: whether the audit is whole, and what is in it."""

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from dashboard.wording import day_words
from ingest.records import Store, open_store
from ingest.records.audit import note, now
from ingest.records.audit_heads import (
    Head,
    head_in_words,
    heads_kept,
    keep_heads,
    newest_head,
    read_head,
    store_id,
)
from ingest.records.audit_kinds import KINDS
from ingest.records.audit_proof import Proof, prove
from ingest.records.audit_reading import AuditLine, find_lines, names_since
from ingest.records.audit_seal import KEY, seal_anew
from ingest.records.keys import key_of, keys_folder
from ingest.records.store import open_as_it_is
from ingest.records.troubles import StoreError

__all__ = [
    "KINDS",
    "Found",
    "alert_words",
    "audit_table",
    "begin_new_key",
    "find",
    "head_to_send",
    "last_verified",
    "last_verified_words",
    "names",
    "unusual",
    "verify_audit",
]

AGAIN_S = 15 * 60
MANY_TOLD = 1_000
DAYS = 30
_told: dict[tuple[object, ...], float] = {}


@dataclass(frozen=True)
class Found:
    """What a verification of the audit found.

    Attributes
    ----------
    whole : bool
        Nothing was changed, as far as the key and the heads can tell.
    proof : Proof
        Line by line.
    words : tuple of str
        Each finding in a sentence, the worst first.
    """

    whole: bool
    proof: Proof
    words: tuple[str, ...]


def verify_audit(url: str, *, head: str = "") -> Found:
    """Verify the audit of a store, and keep outside it what was found.

    Parameters
    ----------
    head : str
        A head that another agency was sent, to hold the audit against.

    Raises
    ------
    ValueError
        If that is no head, or the head of another store.
    """
    sent = read_head(head) if head else None
    store = open_as_it_is(url)
    try:
        with store.reading() as connection:
            here, folder = store_id(connection), keys_folder(url)
            if sent is not None and sent.store != here:
                raise ValueError("That is the head of another store's audit.")
            proof = prove(
                connection, key_of(url, KEY), heads_kept(folder, here), sent=() if sent is None else (sent,)
            )
            newest = newest_head(connection) if proof.is_whole else Head(here, 0, "", _moment())
    finally:
        store.close()
    if newest is not None:
        with suppress(OSError):
            keep_heads(folder, [replace(newest, verified=proof.is_whole)])
    return Found(proof.is_whole, proof, tuple(_words(proof)))


def _moment() -> str:
    return now().isoformat(timespec="seconds")


def _words(proof: Proof) -> list[str]:
    told = []
    if proof.wrong is not None:
        told.append(f"Line {proof.wrong:,} is the first that was changed, moved or is missing.")
    if proof.cut is not None:
        told.append(
            f"The end was cut off: on {_day(proof.cut)} there was a line {proof.cut.line:,}, and now the "
            f"last is line {proof.last:,}."
        )
    if proof.is_keyless:
        told.append("The key of the audit is not here, so no seal could be checked.")
    if proof.is_headless:
        told.append("No head of this audit is kept outside the store, so a cut end would not be seen.")
    if not told:
        told.append("Nothing was changed, moved or cut off.")
    told.append(f"{proof.lines:,} lines; {_sealed(proof)}.")
    if proof.lost is not None:
        told.append(
            f"A backup was put in place since: line {proof.lost.line:,} of {_day(proof.lost)} is not in it."
        )
    return told


def _sealed(proof: Proof) -> str:
    if proof.sealed_from is None:
        return "none bears the key's seal yet"
    if proof.checked_from not in {None, proof.sealed_from}:
        return (
            f"from line {proof.sealed_from:,} on they bear a seal, before line {proof.checked_from:,} "
            "that of a key that is lost"
        )
    return f"from line {proof.sealed_from:,} on they bear the key's seal"


def _day(head: Head) -> str:
    return day_words(datetime.fromisoformat(head.at).date()) if head.at else "the day it was sent"


def last_verified(store: Store) -> tuple[datetime, bool] | None:
    """Say when the audit was last verified, and whether it was whole; None if it never was."""
    with store.reading() as connection:
        kept = heads_kept(keys_folder(store.url), store_id(connection))
    done = next((head for head in reversed(kept) if head.verified is not None), None)
    return None if done is None else (datetime.fromisoformat(done.at), bool(done.verified))


def last_verified_words(store: Store) -> str:
    """Say when the audit was last verified, and what was found."""
    done = last_verified(store)
    if done is None:
        return "It was never verified yet. Have it done every night: 'common-ground audit verify'."
    found = "nothing was changed, moved or cut off" if done[1] else "it was not whole; verify it now"
    return f"Last verified on {day_words(done[0].date())} at {done[0]:%H:%M} UTC: {found}."


def head_to_send(url: str) -> str:
    """Give the head as it is now, to be sent to another agency, and keep it.

    Raises
    ------
    StoreError
        If no line bears a seal yet.
    """
    store = open_store(url)
    try:
        with store.reading() as connection:
            head = newest_head(connection)
    finally:
        store.close()
    if head is None:
        raise StoreError("No line of the audit bears the key's seal yet, so there is no head to send.")
    with suppress(OSError):
        keep_heads(keys_folder(url), [head])
    return head_in_words(head)


def begin_new_key(url: str, *, by: str, why: str) -> None:
    """Go on with another key, because that of the lines so far is lost.

    Raises
    ------
    ValueError
        If no reason is given.
    """
    if not why.strip():
        raise ValueError("Say in a word or two why there must be another key.")
    store = open_store(url)
    try:
        with store.writing() as connection:
            seal_anew(connection)
            note(connection, who=by, action="new audit key", subject="audit", why=why)
    finally:
        store.close()


def find(store: Store, *, by: str, days: int, **asked: Any) -> list[AuditLine]:
    """List what is asked for of the last days, once it is written down that somebody asked.

    `asked` are the filters of `find_lines`.
    """
    key = (store.url, by, days, *sorted(asked.items()))
    if time.monotonic() - _told.get(key, -AGAIN_S) >= AGAIN_S:
        with store.writing() as connection:
            note(connection, who=by, action="read audit", subject="audit", days=days)
        if len(_told) > MANY_TOLD:
            _told.clear()
        _told[key] = time.monotonic()
    with store.reading() as connection:
        return find_lines(connection, since=_since(days), **asked)


def _since(days: int) -> datetime:
    return now() - timedelta(days=days)


def names(store: Store, *, days: int) -> list[str]:
    """List who has a line in the last days."""
    with store.reading() as connection:
        return names_since(connection, _since(days))


def audit_table(found: list[AuditLine]) -> list[dict[str, Any]]:
    """Lay lines out for a table; of lists only how long they are."""
    return [
        {
            "line": line.number,
            "at": line.at,
            "who": line.who,
            "action": line.action,
            "subject": line.subject,
            "kind": line.kind,
            "purpose": line.purpose.replace("_", " "),
            "detail": ", ".join(
                f"{name} {len(said) if isinstance(said, list) else said}"
                for name, said in line.detail.items()
                if said not in (None, "")
            ),
        }
        for line in found
    ]


def alert_words(line: AuditLine) -> str:
    """Tell of somebody who opened unusually many records."""
    count, minutes = line.detail["count"], line.detail["minutes"]
    return f"{line.subject} opened {count:,} records within {minutes} minutes ({line.at:%-d %B, %H:%M} UTC)."


def unusual(store: Store, *, days: int = DAYS) -> list[AuditLine]:
    """List who opened unusually many records within minutes."""
    with store.reading() as connection:
        return find_lines(connection, actions=("alert",), since=_since(days))
