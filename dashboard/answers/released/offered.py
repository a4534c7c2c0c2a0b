"""What can be asked of a release: every number that it has, and no other."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from dashboard.answers.released.calendar import UNITS, unit_of
from dashboard.released.release import AREA, OffLatticeError, Release
from spatial.release.lattice import RARE

__all__ = ["BY", "COUNTED", "NOT_GIVEN", "Choice", "Offered", "offered"]

BY = {"ward": "Wards", "cell": "Reporting cells", "strand": "Strands", "source": "Sources"}
"""What a row of a table may be."""
NOT_GIVEN = "not given"
"""What stands for a number of a strand that is named too seldom, whatever the number is."""
COUNTED = ("T1", "T2", "T3", "T4", "T5", "T6", "T7")
"""The tables of counts."""


@dataclass(frozen=True)
class Choice:
    """One question to a release, in codes.

    Attributes
    ----------
    by : str
        What the rows are, one of `BY`.
    period : str
        '2026', '2026-Q3' or '2026-10'.
    strand : str
        Reports of this strand only; empty for all together.
    area : str
        Of which area, where the rows are strands or sources.
    """

    by: str = "ward"
    period: str = ""
    strand: str = ""
    area: str = AREA

    def with_(self, **changes: Any) -> "Choice":
        """Change some of it."""
        return replace(self, **changes)


@dataclass(frozen=True, eq=False)
class Offered:
    """The numbers of a release by what they are of."""

    release: Release
    _table: dict[tuple[str, str, str, str], str] = field(repr=False)
    _known: dict[tuple[str, str, str], list[str]] = field(default_factory=dict, repr=False)

    def number(self, area: str, period: str, strand: str = "", source: str = "") -> int | None:
        """Give one number, whichever table has it; None where it is hidden.

        Raises
        ------
        OffLatticeError
            If the release has no such number.
        """
        return self.release.value(self.table(area, period, strand, source), area, period, strand, source)

    def table(self, area: str, period: str, strand: str = "", source: str = "") -> str:
        """Name the table that has a number; `T0`, which no release has, where none does."""
        return self._table.get((area, period, strand, source), "T0")

    def has(self, area: str, period: str, strand: str = "", source: str = "") -> bool:
        """Say whether a number, shown or hidden, is part of the release."""
        return (area, period, strand, source) in self._table

    def is_seldom(self, area: str, period: str, strand: str) -> bool:
        """Say whether a number is hidden because its strand is named too seldom, whatever the number is.

        Such a strand is given for the whole area and whole years only: where the number of its year is below
        20, or hidden; a year that is not whole goes by the one before, else by the first whole one.
        """
        if not strand or (area == AREA and unit_of(period) == "year"):
            return False
        years = sorted(p for p in self.all_periods if unit_of(p) == "year" and self.has(AREA, p, strand))
        if not years:
            return False
        number = self.number(AREA, min(max(period[:4], years[0]), years[-1]), strand)
        return number is None or number < RARE

    def words(self, area: str, period: str, strand: str = "", source: str = "") -> str:
        """Write one number: rounded ones with "about", hidden ones as such."""
        number = self.number(area, period, strand, source)
        if number is not None:
            return f"{number:,}" if self.release.base == 1 else f"about {number:,}"
        return NOT_GIVEN if self.is_seldom(source or area, period, strand) else self.release.few

    def rows(self, by: str, area: str = AREA) -> dict[str, str]:
        """Give code and title of what the rows of a table are."""
        release = self.release
        cells = {name: name for name in release.cells}
        return {
            "ward": dict(release.wards), "cell": cells, "strand": dict(release.strands),
            "source": dict(release.sources), "area": {area: self.area_name(area)},
        }[by]  # fmt: skip

    def key(self, by: str, code: str, choice: Choice) -> tuple[str, str, str, str]:
        """Say which number of the release stands in a row: area, period, strand, source."""
        if by == "strand":
            return choice.area, choice.period, code, ""
        if by == "source":
            return choice.area, choice.period, choice.strand, code
        return code, choice.period, choice.strand, ""

    def periods(self, by: str, strand: str = "", area: str = AREA) -> list[str]:
        """List the periods in which at least one row of a table is there, the latest last."""
        asked = (by, strand, area)
        if asked not in self._known:
            codes = list(self.rows(by, area))
            self._known[asked] = [
                period
                for period in self.all_periods
                if any(self.key(by, code, Choice(by, period, strand, area)) in self._table for code in codes)
            ]
        return self._known[asked]

    def strands(self, by: str, period: str, area: str = AREA) -> dict[str, str]:
        """List the strands that a table can be narrowed to, besides all together."""
        return {
            code: title
            for code, title in self.release.strands.items()
            if period in self.periods(by, code, area) and not self.is_seldom(by, period, code)
        }

    def areas(self, by: str, period: str, strand: str = "") -> list[str]:
        """List the areas that strands or sources are there of."""
        places = [AREA, *self.release.wards]
        return [area for area in places if period in self.periods(by, strand, area)]

    @cached_property
    def all_periods(self) -> list[str]:
        """Every period of the release, by kind and then by date."""
        known = sorted({period for _, period, _, _ in self._table})
        return sorted(known, key=lambda period: (list(UNITS).index(unit_of(period)), period))

    def area_name(self, area: str) -> str:
        """Write the name of an area."""
        return "the whole area" if area == AREA else self.release.wards.get(area, area)

    def checked(self, choice: Choice) -> Choice:
        """Give a choice back if the release has a table of it.

        Raises
        ------
        OffLatticeError
            If it has not.
        """
        known = choice.by in BY and choice.period in self.periods(choice.by, choice.strand, choice.area)
        if not known or (choice.by in {"ward", "cell"} and choice.area != AREA):
            self.release.value("T0", choice.area, choice.period, choice.strand)
        return choice

    def usual(self, by: str = "ward") -> Choice:
        """Choose what is shown to somebody who has chosen nothing: the latest year, or else quarter."""
        for one in (by, *BY):
            periods = self.periods(one)
            if periods:
                longest = unit_of(periods[0])
                return Choice(one, [period for period in periods if unit_of(period) == longest][-1])
        raise OffLatticeError(f"Release {self.release.number} has no numbers at all.")


@lru_cache(maxsize=8)
def offered(release: Release) -> Offered:
    """Lay out what a release has; a number that several tables have is taken from the first."""
    keys = release.values.filter(pl.col("table").is_in(COUNTED)).sort("table", descending=True)
    rows: Iterable[tuple[str, ...]] = keys.select("area", "period", "strand", "source", "table").iter_rows()
    return Offered(release, {(row[0], row[1], row[2], row[3]): row[4] for row in rows})
