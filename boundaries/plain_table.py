"""A small comma-separated table, read as text; gzip and a byte order mark are fine."""

import gzip
import re
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from boundaries.errors import BoundaryError

__all__ = ["column_like", "read_plain_table"]

MAX_BYTES = 1_500_000_000


def read_plain_table(path: Path | str, *, header: bool = True) -> pl.DataFrame:
    """Read every column as text, trimmed, empty as null; column names trimmed.

    Raises
    ------
    BoundaryError
        If the file is missing, empty, too large or not a comma-separated table.
    """
    file = Path(path)
    if not file.is_file():
        raise BoundaryError(f"There is no file {file}. Check the path in the partnership file.")
    text = _decoded(file)
    try:
        frame = pl.read_csv(text.encode(), has_header=header, infer_schema=False)
    except pl.exceptions.PolarsError:
        raise BoundaryError(
            f"{file.name} cannot be read as a comma-separated table: it is empty, or a row has more "
            f"values than "
            f"the first. Open it in a spreadsheet, save it as CSV, and try again."
        ) from None
    trimmed = pl.all().str.strip_chars().replace("", None)
    return frame.select(trimmed).rename({name: name.strip() for name in frame.columns})


def column_like(columns: Iterable[str], pattern: str) -> str | None:
    """Find the first column whose whole name matches the pattern, letter case aside."""
    return next((name for name in columns if re.fullmatch(pattern, name, re.IGNORECASE)), None)


def _decoded(file: Path) -> str:
    raw = file.read_bytes()
    if raw[:2] == b"\x1f\x8b":
        try:
            with gzip.open(file) as stream:
                raw = stream.read(MAX_BYTES + 1)
        except (OSError, EOFError):
            raise BoundaryError(
                f"{file.name} is a gzip file that stops part way. Download it again."
            ) from None
    if len(raw) > MAX_BYTES:
        raise BoundaryError(f"{file.name} is larger than 1.5 GB unpacked. Cut it down to the areas you need.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")
