"""A grid: every record of a file as text, before anybody has said which of them is the header."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

import polars as pl

from ingest.errors import FileCut
from ingest.table import no_set_aside

__all__ = ["Grid", "Laying", "aside", "stopped_part_way"]

AT_A_TIME = 20_000


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
    separators : str
        What parts the columns of a text file, in words.
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
    separators: str = "commas"


def aside(
    rows: Sequence[int], reasons: Sequence[str], columns: Sequence[str | None] | None = None
) -> pl.DataFrame:
    """Make set-aside lines; the value is never kept, because it may be anybody's words."""
    named = [None] * len(rows) if columns is None else list(columns)
    schema = no_set_aside().schema
    return pl.DataFrame(
        {"row": rows, "column": named, "value": [None] * len(rows), "reason": reasons}, schema=schema
    )


def stopped_part_way(row: int) -> FileCut:
    """Say that a file was cut."""
    return FileCut(
        f"The file stopped part way through row {row:,}. Export and send it again; nothing was loaded.",
        max(row - 2, 0),
    )


class Laying:
    """Lay uneven records in a frame, some thousands at a time, so that a large file is never all objects.

    What lies beyond `most_columns` + 1 values of a record is counted but not kept.
    """

    def __init__(self, *, most_columns: int) -> None:
        self.kept = most_columns + 1
        self.records: list[list[str]] = []
        self.numbers: list[int] = []
        self.widths: list[int] = []
        self.frames: list[pl.DataFrame] = []

    def add(self, number: int, record: list[str]) -> None:
        """Lay one record under the others."""
        self.numbers.append(number)
        self.widths.append(len(record))
        self.records.append(record[: self.kept])
        if len(self.records) == AT_A_TIME:
            self._lay()

    def _lay(self) -> None:
        columns = zip_longest(*self.records)
        series = [pl.Series(str(k), column, dtype=pl.String) for k, column in enumerate(columns)]
        blank = pl.DataFrame({"0": [None] * len(self.records)}, schema={"0": pl.String})
        self.frames.append(pl.DataFrame(series) if series else blank)
        self.records = []

    def done(self) -> tuple[pl.DataFrame, pl.Series, pl.Series]:
        """Give the cells, the record numbers and how many values each record had."""
        if self.records or not self.frames:
            self._lay()
        cells = pl.concat(self.frames, how="diagonal")
        return (
            cells,
            pl.Series("row", self.numbers, dtype=pl.Int64),
            pl.Series("width", self.widths, dtype=pl.Int64),
        )
