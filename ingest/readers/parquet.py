"""Parquet: its footer is read first, because two megabytes may unpack to twenty gigabytes."""

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.cells import NIL_RETURN, clean, empty_to_null, filled_rows
from ingest.readers.content import described_too_large
from ingest.readers.grid import aside
from ingest.readers.header import column_names
from ingest.table import Table, no_set_aside

__all__ = ["read"]

DAMAGED = "The Parquet file is damaged or locked. Write it again, without encryption, and send it again."
CONTAINERS = 1_000_000
"""The most items that one list of the footer may hold."""


def read(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read a flat Parquet file; row numbers are those a spreadsheet would show under a header.

    Raises
    ------
    FileRefused
        If it is damaged, encrypted, too long or wide, or its description of itself is too large.
    """
    if data[:4] != b"PAR1" or data[-4:] != b"PAR1" or len(data) < 12:
        raise FileRefused(DAMAGED)
    described = int.from_bytes(data[-8:-4], "little")
    if described > limits.metadata_bytes:
        raise described_too_large(described)
    try:
        file = pq.ParquetFile(
            pa.BufferReader(data),
            thrift_string_size_limit=limits.metadata_bytes,
            thrift_container_size_limit=CONTAINERS,
        )
        _refuse_large(file.metadata, limits)
        return _table(file, limits)
    except (pa.ArrowException, pl.exceptions.PolarsError, OSError, ValueError, KeyError):
        raise FileRefused(DAMAGED) from None


def _refuse_large(footer: pq.FileMetaData, limits: Limits) -> None:
    if footer.num_rows > limits.rows:
        raise FileRefused(
            f"{footer.num_rows:,} rows; the limit is {limits.rows:,} per file (read from the file's own "
            "footer). Split it by year."
        )
    if footer.num_columns > limits.columns:
        raise FileRefused(
            f"{footer.num_columns:,} columns; the limit is {limits.columns}. Send only those needed."
        )
    size = sum(footer.row_group(k).total_byte_size for k in range(footer.num_row_groups))
    if size > limits.unpacked_bytes:
        raise FileRefused(
            f"Unpacks to {size / 1e9:,.1f} GB; the limit is {limits.unpacked_bytes / 1e6:,.0f} MB."
        )


def _table(file: pq.ParquetFile, limits: Limits) -> Table:
    fields = list(file.schema_arrow)
    left_out = [field.name for field in fields if "binary" in str(field.type)]
    wanted = [field.name for field in fields if field.name not in left_out]
    names = column_names(tuple(wanted))
    columns = file.read(columns=wanted)
    columns.validate(full=True)  # a damaged page may hold lengths that lie; what reads it next trusts them
    frame = pl.from_arrow(columns)
    assert isinstance(frame, pl.DataFrame)
    frame = frame.rename(dict(zip(wanted, names, strict=True)))
    rows = pl.int_range(2, frame.height + 2, dtype=pl.Int64, eager=True).alias("row")
    notes = [f"Column '{name}' holds bytes (shapes or pictures) and was left out." for name in left_out]
    nested = [name for name in names if frame[name].dtype.is_nested()]
    bad = {int(rows[i]): name for name in reversed(nested) for i in frame[name].is_not_null().arg_true()}
    set_aside = no_set_aside()
    if bad:
        kept = ~rows.is_in(list(bad))
        reasons = [f"Row {row:,}: column '{name}' holds lists; flatten it." for row, name in bad.items()]
        set_aside = aside(list(bad), reasons, list(bad.values()))
        frame, rows = frame.filter(kept), rows.filter(kept)
    frame = frame.drop(nested)
    notes += [
        f"Times in column '{c.name}' turned from {c.dtype.time_zone} to UK local time."
        for c in frame
        if isinstance(c.dtype, pl.Datetime) and c.dtype.time_zone not in (None, "Europe/London")
    ]
    text = frame.select(_as_text(column) for column in frame)
    text = empty_to_null(text)
    filled = filled_rows(text) if text.width else rows.is_null()
    blank = text.height - int(filled.sum())
    text, rows, unreadable, cleaned = clean(text.filter(filled), rows.filter(filled), limits=limits)
    if file.metadata.num_rows == 0:
        notes.append(NIL_RETURN)
    return Table(text, rows, pl.concat([set_aside, unreadable]).sort("row"), blank, (*notes, *cleaned))


def _as_text(column: pl.Series) -> pl.Series:
    """Whole numbers without a point, days and times as ISO writes them."""
    if isinstance(column.dtype, pl.Datetime):
        local = (
            column.dt.convert_time_zone("Europe/London").dt.replace_time_zone(None)
            if column.dtype.time_zone
            else column
        )
        midnight = (local.dt.truncate("1d") == local).all()
        return local.dt.strftime("%Y-%m-%d" if midnight else "%Y-%m-%dT%H:%M:%S")
    if column.dtype == pl.Time:
        return column.dt.strftime("%H:%M:%S")
    try:
        text = column.cast(pl.String)
    except pl.exceptions.PolarsError:
        raise FileRefused(
            f"Column '{column.name[:40]}' holds values that cannot be written as text. "
            "Leave it out, or turn it into text, and write the file again."
        ) from None
    return text.str.replace(r"\.0$", "") if column.dtype.is_float() else text
