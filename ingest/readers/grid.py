"""A grid: every record of a file as text, before anybody has said which of them is the header."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import polars as pl

from ingest.errors import FileRefused
from ingest.table import no_set_aside

__all__ = ["Grid", "aside", "grid_of", "stopped_part_way"]


@dataclass(frozen=True)
class Grid:
    """Records as read, header and all.

    Attributes
    ----------
    cells : polars.DataFrame
        One row a record, columns `0`, `1`, ...; every one String.
    rows : polars.Series of Int64
        The record numbers a spreadsheet would show.
    widths : polars.Series or None
        Values written in each record; None where all have as many as there are columns.
    set_aside : polars.DataFrame
        Records that could not be taken apart.
    notes : tuple of str
        What was decided so far.
    filled_down : frozenset of int
        Columns in which merged cells were filled down.
    unfinished : bool
        True where the file does not end with a line end, so its last record may have been cut.
    plain : bool
        True where all is known to be printable ASCII.
    shifts : bool
        True where a value too many moves the rest along (text files), False where each cell has its
        own address (workbooks).
    """

    cells: pl.DataFrame
    rows: pl.Series
    widths: pl.Series | None = None
    set_aside: pl.DataFrame = field(default_factory=no_set_aside)
    notes: tuple[str, ...] = ()
    filled_down: frozenset[int] = frozenset()
    unfinished: bool = False
    plain: bool = False
    shifts: bool = True


def aside(
    rows: Sequence[int], reasons: Sequence[str], columns: Sequence[str | None] | None = None
) -> pl.DataFrame:
    """Make set-aside lines; the value is never kept, because it may be anybody's words."""
    named = [None] * len(rows) if columns is None else list(columns)
    schema = no_set_aside().schema
    return pl.DataFrame(
        {"row": rows, "column": named, "value": [None] * len(rows), "reason": reasons}, schema=schema
    )


def stopped_part_way(row: int) -> FileRefused:
    """Say that a file was cut."""
    return FileRefused(
        f"The file stopped part way through row {row:,}. Export and send it again; nothing was loaded."
    )


def grid_of(records: Sequence[Sequence[str]], *, most_columns: int) -> tuple[pl.DataFrame, pl.Series]:
    """Lay uneven records in a frame; what lies beyond `most_columns` + 1 is counted but not kept."""
    widths = pl.Series("width", [len(record) for record in records], dtype=pl.Int64)
    kept = [record[: most_columns + 1] for record in records]
    columns = list(zip_longest(*kept)) if kept else []
    frame = pl.DataFrame([pl.Series(str(k), column, dtype=pl.String) for k, column in enumerate(columns)])
    return frame, widths
