"""The keys under which erasures are listed: what was erased is known again, and nobody can read it."""

import hashlib
import hmac
from collections.abc import Iterable

from sqlalchemy import Connection, select

from ingest.records import schema
from ingest.records.facts import fact

__all__ = ["INCIDENTS", "erased_keys", "erasure_keys"]

INCIDENTS = "incidents"


def erasure_keys(
    connection: Connection, named: Iterable[tuple[str, str]], *, what: str = INCIDENTS
) -> list[str]:
    """Turn pairs of agency and reference into the keys under which erasures are listed.

    Capitals and spaces make no other key, or a record would come back when it is typed another way.
    """
    secret = bytes.fromhex(fact(connection, "erasure_key") or "")
    return [
        hmac.new(
            secret, f"{what}\x1f{_folded(agency)}\x1f{_folded(reference)}".encode(), hashlib.sha256
        ).hexdigest()
        for agency, reference in named
    ]


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


def erased_keys(connection: Connection, what: str) -> set[str]:
    """Read the keys of all that was erased of a register, or of the incidents."""
    known = schema.erasures.c
    return set(connection.execute(select(known.key).where(known.what == what)).scalars())
