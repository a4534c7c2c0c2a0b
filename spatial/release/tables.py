"""The tables of a release: of which areas, by which calendar periods, by strand and by source."""

from dataclasses import dataclass

__all__ = ["ALL", "AREA", "COLUMNS", "MONTHS", "TABLES", "Table", "period_name", "whole_periods"]

AREA = "area"
"""The code of the whole area."""
ALL = ""
"""The code of all strands, or all sources, together."""
COLUMNS = ("table", "area", "period", "strand", "source", "value")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Table:
    """One table: of which areas, by which periods, whether by strand and by source."""

    name: str
    areas: str
    periods: tuple[str, ...]
    strands: bool
    sources: bool = False

    def always(self, span: str) -> bool:
        """Say whether even a rare strand is given: for the whole area and years only."""
        return (self.areas, span, self.sources) == ("area", "year", False)


TABLES = (
    Table("T1", "area", ("month", "quarter", "year"), strands=True),
    Table("T2", "ward", ("quarter",), strands=True),
    Table("T3", "ward", ("month",), strands=False),
    Table("T4", "ward", ("year",), strands=True),
    Table("T5", "cell", ("quarter",), strands=False),
    Table("T6", "cell", ("year",), strands=True),
    Table("T7", "area", ("quarter", "year"), strands=True, sources=True),
)
"""A table by strand has all strands together too; T7 has each source, and all of them are T1."""


def whole_periods(span: str, begin: int, months: int) -> range:
    """Number the whole periods of a span; months, like these numbers, are counted from the year 0."""
    length = MONTHS[span]
    return range(-(-begin // length), (begin + months) // length)


def period_name(span: str, number: int) -> str:
    """Name a period: '2026-10', '2026-Q3', '2026'."""
    year, part = divmod(number, 12 // MONTHS[span])
    return {"month": f"{year}-{part + 1:02}", "quarter": f"{year}-Q{part + 1}", "year": f"{year}"}[span]
