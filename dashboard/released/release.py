"""A release: a closed set of tables, and nothing that anybody could subtract."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

import polars as pl

__all__ = ["AREA", "SCHEMA", "OffLatticeError", "Release"]

AREA = "area"
"""The code of the whole area in the column `area`."""
SCHEMA = {
    "table": pl.String,
    "area": pl.String,
    "period": pl.String,
    "strand": pl.String,
    "source": pl.String,
    "value": pl.Int64,
}
"""One row a cell of a table: `strand` and `source` are empty for all together; a hidden `value` is null.

`table` is T1 to T8; `area` is `AREA`, a ward's code or a reporting cell's name; `period` is a month
('2026-10'), a quarter ('2026-Q3') or a year ('2026').  T8, for partners alone, is tension by ward and
quarter: 1 usual, 2 raised, 3 high; null where it is unknown or hidden, which look alike.
"""


class OffLatticeError(Exception):
    """A number was asked for that no release has: a window, an area or a group of one's own."""


@dataclass(frozen=True, eq=False)
class Release:
    """One release of one profile.

    Attributes
    ----------
    profile : str
        `partner` or `public`.
    number : int
        Counts up within the profile, from 1.
    digest : str
        SHA-256 of the tables and of what they rest on.
    data_version : int
        Of which data it was made.
    made_at, made_by : datetime.datetime, str
        When (UTC) and by whom.
    threshold, base : int, int
        Smaller numbers are hidden; shown ones are rounded to the nearest multiple of `base`.
    first, last : datetime.date
        The whole months that it covers.
    wards, strands, sources : mapping of code to title
        In the order of the screen.
    cells : mapping of name to tuple of str
        The reporting cells: which H3 cells (as H3 writes them) each is made of.
    cells_version, cells_until : int, datetime.date
        Which division into reporting cells, and until when it stays.
    residents : mapping of ward to int
        Where the population is known.
    values : polars.DataFrame
        Every cell of every table, `SCHEMA`.
    """

    profile: str
    number: int
    digest: str
    data_version: int
    made_at: datetime
    made_by: str
    threshold: int
    base: int
    first: date
    last: date
    wards: Mapping[str, str]
    strands: Mapping[str, str]
    sources: Mapping[str, str]
    cells: Mapping[str, tuple[str, ...]]
    cells_version: int
    cells_until: date
    values: pl.DataFrame
    residents: Mapping[str, int] = field(default_factory=dict)

    @property
    def few(self) -> str:
        """How a hidden number is written."""
        return f"fewer than {self.threshold}"

    @cached_property
    def _known(self) -> dict[tuple[str, ...], int | None]:
        keys = self.values.select("table", "area", "period", "strand", "source").iter_rows()
        return dict(zip(keys, self.values["value"], strict=True))

    def value(self, table: str, area: str, period: str, strand: str = "", source: str = "") -> int | None:
        """Give one number; None where it is hidden.

        Raises
        ------
        OffLatticeError
            If the release has no such cell.
        """
        key = (table, area, period, strand, source)
        if key not in self._known:
            raise OffLatticeError(
                f"Release {self.number} has no number for this. It has calendar months, quarters and years "
                "of the whole area, of wards and of reporting cells, and nothing in between."
            )
        return self._known[key]

    def table(self, name: str) -> pl.DataFrame:
        """Give one table, T1 to T8."""
        return self.values.filter(pl.col("table") == name)

    def periods(self, name: str) -> list[str]:
        """List the periods of a table, in order."""
        return sorted(self.table(name)["period"].unique().to_list())
