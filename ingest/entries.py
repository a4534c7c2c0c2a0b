"""A register's file before the store has seen it: entries, each with its row, and what could not be kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from ingest.incident import SET_ASIDE
from ingest.table import no_set_aside

__all__ = ["Entry", "PreparedEntries", "Problem", "problem_rows", "without_repeats"]


@dataclass(frozen=True)
class Problem:
    """What is wrong with one value.

    Attributes
    ----------
    field : str
        Of the entry; the form shows the message there.
    message : str
        In plain words, without the value unless its vocabulary is closed.
    asks : bool
        Whether it only asks for a second look; everything else refuses the entry.
    """

    field: str
    message: str
    asks: bool = False


@dataclass(frozen=True)
class Entry:
    """One row of a register's file.

    Attributes
    ----------
    row : int
        Of the file; the header is row 1.
    values : mapping
        What the row says, its `reference` included; compared with what the file said the last time.
    defaults : mapping
        What holds where nobody says anything else: written when the entry is new, never compared.
    """

    row: int
    values: Mapping[str, Any]
    defaults: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PreparedEntries:
    """What a file has for a register.

    Attributes
    ----------
    entries : tuple of Entry
        One a reference.
    set_aside : polars.DataFrame
        row, column, value, reason.
    read, blank, duplicates : int
        Rows read, rows with nothing in them, rows that repeat another of the same file exactly.
    notes : tuple of str
    """

    entries: tuple[Entry, ...]
    set_aside: pl.DataFrame
    read: int
    blank: int = 0
    duplicates: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        parts = len(self.entries) + self.set_aside.height + self.blank + self.duplicates
        if parts != self.read:
            raise AssertionError(f"{self.read} rows were read but {parts} are accounted for")


def problem_rows(rows: Iterable[tuple[int, str | None, str | None, str]]) -> pl.DataFrame:
    """Make set-aside rows of (row, column, value, reason)."""
    return pl.concat([no_set_aside(), pl.DataFrame(list(rows), schema=dict(SET_ASIDE), orient="row")])


def without_repeats(
    entries: Sequence[Entry], *, column: str | None
) -> tuple[tuple[Entry, ...], pl.DataFrame, int]:
    """Keep one row a reference: an exact repeat is counted, another content is set aside.

    Parameters
    ----------
    column : str or None
        Header of the reference, for the reason.

    Returns
    -------
    unique, set_aside, duplicates
    """
    first: dict[str, Entry] = {}
    aside, duplicates = [], 0
    for entry in entries:
        earlier = first.setdefault(str(entry.values["reference"]), entry)
        if earlier is entry:
            continue
        if earlier.values == entry.values:
            duplicates += 1
            continue
        reason = (
            f"Row {entry.row}: rows {earlier.row} and {entry.row} share a reference and differ. "
            "Send each one once, by its own reference."
        )
        aside.append((entry.row, column, None, reason))
    return tuple(first.values()), problem_rows(aside), duplicates
