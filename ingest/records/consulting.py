"""Looking at rows: a line in the audit before they are shown; no line, no rows."""

import time
from collections.abc import Iterable
from threading import Lock

from ingest.access.asker import Asker
from ingest.records.audit import note
from ingest.records.audit_kinds import CONSULTATION, READ_ROWS
from ingest.records.store import Store

__all__ = ["AGAIN_S", "LIST", "REFUSED", "consulted", "refused"]

LIST = "list rows"
"""What is written where a list shows rows; what opens them is `audit_kinds.READ_ROWS`."""
REFUSED = "refused rows"
AGAIN_S = 15 * 60
"""A row that the same person looked at so lately, for the same purpose, has its line already."""
_told: dict[tuple[object, ...], dict[int, float]] = {}
_lock = Lock()


def consulted(
    store: Store, asker: Asker, what: str, numbers: Iterable[int], *, action: str = READ_ROWS
) -> None:
    """Write down who looks at which rows, in a transaction of its own, before anybody reads them.

    One line for all that have none from the last quarter of an hour: a page that is drawn again says nothing
    new.

    Parameters
    ----------
    what : str
        Which rows: `incidents`, `community_reports`, `submissions`, `set_aside`.

    Raises
    ------
    ingest.records.troubles.StoreError
        If the line cannot be written; then nothing may be shown.
    """
    key = (store.url, asker, what, action)
    at = time.monotonic()
    with _lock:
        before = {number: then for number, then in _told.get(key, {}).items() if at - then < AGAIN_S}
    new = sorted({int(number) for number in numbers} - before.keys())
    if not new:
        return
    with store.writing() as connection:
        note(
            connection,
            who=asker.name,
            action=action,
            subject=what,
            kind=CONSULTATION,
            purpose=asker.purpose,
            rows=new,
            **_as_whom(asker),
        )
    with _lock:
        _told[key] = before | dict.fromkeys(new, at)


def refused(store: Store, asker: Asker, what: str, *, asked: int) -> None:
    """Write down that somebody asked for rows that are not there for them; not which, and not why."""
    with store.writing() as connection:
        note(
            connection,
            who=asker.name,
            action=REFUSED,
            subject=what,
            kind=CONSULTATION,
            purpose=asker.purpose,
            asked=asked,
            **_as_whom(asker),
        )


def _as_whom(asker: Asker) -> dict[str, object]:
    said: dict[str, object] = {"role": asker.role, "agency": asker.agency}
    return said | ({"session": asker.session} if asker.session is not None else {})
