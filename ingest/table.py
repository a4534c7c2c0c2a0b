"""A table as read: text in columns, with the row numbers of the file it came from."""

from dataclasses import dataclass, field

import polars as pl

from ingest.incident import SET_ASIDE

__all__ = ["Table", "no_set_aside"]


def no_set_aside() -> pl.DataFrame:
    """Make an empty frame of set-aside rows."""
    return pl.DataFrame(schema=dict(SET_ASIDE))


@dataclass(frozen=True)
class Table:
    """What a reader gives: every column text, null where the cell was empty.

    Attributes
    ----------
    frame : polars.DataFrame
        One row a data row that could be read; every column String.
    rows : polars.Series of Int64
        The row of the file each came from; the header is row 1.
    set_aside : polars.DataFrame
        Rows that could not be read: row, column, value, reason.
    blank : int
        Rows with nothing in them.
    notes : tuple of str
        What was decided while reading, in plain words.
    sheet : str or None
        The sheet or layer read, where the file has several.
    """

    frame: pl.DataFrame
    rows: pl.Series
    set_aside: pl.DataFrame = field(default_factory=no_set_aside)
    blank: int = 0
    notes: tuple[str, ...] = ()
    sheet: str | None = None

    @property
    def read(self) -> int:
        """Rows of the file after its header, whatever became of them."""
        return self.frame.height + self.set_aside.height + self.blank
