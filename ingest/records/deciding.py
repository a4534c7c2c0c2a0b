"""Decisions about possible duplicates: who made them and when; added to, never changed."""

from typing import Any

from sqlalchemy import Connection, insert, select

from ingest.records import audit, schema
from ingest.records.facts import count_data_version
from ingest.records.pairs import OPEN, SETTLED, UNDONE
from ingest.records.troubles import StoreError

__all__ = ["DECISIONS", "decide", "decisions", "undo"]

DECISIONS = ("same", "different", "later")


def decide(connection: Connection, pair: int, decision: str, *, by: str, note: str = "") -> bool:
    """Decide about a pair, inside a write transaction; say whether that is new.

    Raises
    ------
    StoreError
        If there is no such pair or no such decision.
    """
    if decision not in DECISIONS:
        raise StoreError(f"A pair is {', '.join(DECISIONS[:-1])} or {DECISIONS[-1]}; nothing was changed.")
    return _write(connection, pair, decision, by=by, note=note)


def undo(connection: Connection, pair: int, *, by: str) -> bool:
    """Take the last decision about a pair back; say whether there was one."""
    return _write(connection, pair, UNDONE, by=by, note="")


def _write(connection: Connection, pair: int, decision: str, *, by: str, note: str) -> bool:
    before = _state(connection, pair)
    state = OPEN if decision == UNDONE else decision
    if state == before:
        return False
    connection.execute(
        insert(schema.decisions).values(
            pair=pair, decision=decision, decided_at=audit.now(), decided_by=by, note=note or None
        )
    )
    audit.note(connection, who=by, action="undo" if decision == UNDONE else "decide", subject=f"pair {pair}",
         before=before, after=state)  # fmt: skip
    if before in SETTLED or state in SETTLED:
        count_data_version(connection)
    return True


def _state(connection: Connection, pair: int) -> str:
    known = schema.pairs.c
    if connection.execute(select(known.id).where(known.id == pair)).first() is None:
        raise StoreError(f"There is no pair {pair}. Nothing was changed.")
    said = schema.decisions.c
    query = select(said.decision).where(said.pair == pair).order_by(said.id.desc()).limit(1)
    last = connection.execute(query).scalar()
    return OPEN if last is None or last == UNDONE else str(last)


def decisions(connection: Connection, pair: int) -> list[dict[str, Any]]:
    """List what was decided about a pair, oldest first: decision, decided_at, decided_by, note."""
    said = schema.decisions.c
    columns = (said.decision, said.decided_at, said.decided_by, said.note)
    rows = connection.execute(select(*columns).where(said.pair == pair).order_by(said.id))
    return [dict(row) for row in rows.mappings()]
