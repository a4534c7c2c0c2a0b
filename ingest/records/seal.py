"""The seal of a batch: a SHA-256 over everything that it wrote, whatever the order, to find a damaged one."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import Connection, select

from ingest.incident import INCIDENT
from ingest.records import schema
from ingest.records.bulk import read_frame

__all__ = ["seal_of", "seal_of_batch", "seal_of_values"]

LATER = frozenset(
    (
        *("intends", "cells", "wards", "place_name", "found_by", "selected_from", "selected_to"),
        *("responsible", "expected", "rag", "rag_why", "aim", "objective", "resources", "triggers"),
        *("step_changes", "plan", "stop", "people", "state"),
    )
)
"""Columns that came after entries had been sealed without them: empty, they are no part of a seal."""


def seal_of(records: pl.DataFrame) -> str:
    """Seal records in the shape of `INCIDENT`; their order does not matter, nor the sign of nought."""
    real = pl.col(pl.Float64)
    as_kept = records.with_columns(pl.when(real == 0).then(0.0).otherwise(real.fill_nan(None)).name.keep())
    texts = [pl.col(name).cast(pl.String).fill_null("\x00") for name in INCIDENT]
    lines = as_kept.select(line=pl.concat_str(texts, separator="\x1f"))["line"].sort()
    whole: bytes = lines.str.join("\x1e").cast(pl.Binary).item()
    return hashlib.sha256(whole).hexdigest()


def seal_of_batch(connection: Connection, batch: int) -> str:
    """Seal what a batch wrote, as it is found: the records that still say it and the versions that ended."""
    parts = []
    for table in (schema.incidents, schema.history):
        columns = [table.c[name] for name in INCIDENT]
        parts.append(read_frame(connection, select(*columns).where(table.c.batch == batch)))
    return seal_of(pl.concat(parts))


def seal_of_values(values: Mapping[str, Any]) -> str:
    """Seal one entry of a register."""

    def plain(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, float):
            value = round(value, 6)
        is_whole = isinstance(value, bool) or (isinstance(value, float) and value.is_integer())
        return int(value) if is_whole else value

    said = {name: plain(value) for name, value in values.items() if value is not None or name not in LATER}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
