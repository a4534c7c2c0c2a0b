"""Erasure: a record goes from rows and history and does not come back; a keyed digest is kept of it."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import replace

import polars as pl
from sqlalchemy import Connection, select

from ingest.outcome import Prepared
from ingest.records import schema
from ingest.records.facts import fact

__all__ = ["erasure_keys", "leave_out_erased"]

REASON = "This record was erased here and is not taken in again."


def erasure_keys(connection: Connection, named: Iterable[tuple[str, str]]) -> list[str]:
    """Turn pairs of agency and reference into the keys under which erasures are listed."""
    secret = bytes.fromhex(fact(connection, "erasure_key") or "")
    return [
        hmac.new(secret, f"{agency}\x1f{reference}".encode(), hashlib.sha256).hexdigest()
        for agency, reference in named
    ]


def leave_out_erased(connection: Connection, prepared: Prepared) -> Prepared:
    """Set aside what a file says of records that were erased here."""
    erased = set(connection.execute(select(schema.erasures.c.key)).scalars())
    if not erased:
        return prepared
    incidents = prepared.incidents
    keys = pl.Series(erasure_keys(connection, incidents.select("agency", "reference").iter_rows()))
    gone = keys.is_in(list(erased))
    if not gone.any():
        return prepared
    aside = incidents.filter(gone).select(
        "row",
        pl.lit(None, pl.String).alias("column"),
        pl.lit(None, pl.String).alias("value"),
        reason=pl.lit(REASON),
    )
    return replace(
        prepared,
        incidents=incidents.filter(~gone),
        set_aside=pl.concat([prepared.set_aside, aside]).sort("row"),
    )
