"""What became of a file: every row accounted for, or it is our fault."""

from dataclasses import dataclass, field

import polars as pl

__all__ = ["Prepared", "Receipt"]


@dataclass(frozen=True)
class Prepared:
    """A file's records before the store has seen them.

    Attributes
    ----------
    incidents : polars.DataFrame
        Rows in the shape of `ingest.incident.INCIDENT`.
    set_aside : polars.DataFrame
        row, column, value, reason.
    read, blank, duplicates : int
        Rows read, rows with nothing in them, rows that repeat another of the same file exactly.
    outside_area : int
        How many of `incidents` have a point outside the partnership's area: kept, but not on its map.
    by_week : polars.DataFrame or None
        ward, week, incidents: how many of `incidents` began in a ward and a week.
    notes : tuple of str
        What was decided, in plain words.
    unmapped : dict of str to list of str
        Words of closed columns that nobody has matched yet, by column.
    """

    incidents: pl.DataFrame
    set_aside: pl.DataFrame
    read: int
    blank: int = 0
    duplicates: int = 0
    outside_area: int = 0
    by_week: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()
    unmapped: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.incidents.height + self.set_aside.height + self.blank + self.duplicates
        if parts != self.read:
            raise AssertionError(f"{self.read} rows were read but {parts} are accounted for")


@dataclass(frozen=True)
class Receipt:
    """The report of one file, as shown on the page and in the shell.

    Attributes
    ----------
    period : str
        For a nil return, what it is for.
    held : bool
        Whether a second person must approve it before it is on the map.
    changed : dict of str to int
        How many of the updated records differ, by column.
    """

    file: str
    agency: str
    format: str
    batch: int | None
    read: int
    accepted: int
    updated: int
    duplicates: int
    set_aside: int
    blank: int
    without_location: int
    outside_area: int
    notes: tuple[str, ...] = ()
    period: str = ""
    held: bool = False
    changed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.accepted + self.updated + self.duplicates + self.set_aside + self.blank
        if parts != self.read:
            raise AssertionError(f"{self.read} rows were read but {parts} are accounted for")
