"""The keys of records: fixed numbers that decide the noise of a release; they are never kept."""

import hmac

import polars as pl
from sqlalchemy import Connection, select

from ingest.records import schema
from ingest.records.bulk import read_frame

__all__ = ["KEYS", "record_keys"]

KEYS = 4096


def record_keys(connection: Connection, secret: bytes) -> pl.DataFrame:
    """Work out the key of every record: HMAC-SHA256 of agency and reference, modulo 4096.

    A record has the same key whatever becomes of it and in whatever order files come.

    Returns
    -------
    polars.DataFrame
        id, key (0 to 4095); in the order of the names, which are not part of it.
    """
    known = schema.incidents.c
    named = read_frame(connection, select(known.id, known.agency, known.reference))
    named = named.sort("agency", "reference")
    digest = hmac.digest
    keys = [
        int.from_bytes(digest(secret, f"{agency}\x1f{reference}".encode(), "sha256")[-2:]) % KEYS
        for agency, reference in named.select("agency", "reference").iter_rows()
    ]
    return named.select("id", pl.Series("key", keys, dtype=pl.Int64))
