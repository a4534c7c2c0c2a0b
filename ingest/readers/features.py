"""Features become a table: properties as text, the point as two more columns; what is no point set aside."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.cells import NIL_RETURN, clean, empty_to_null
from ingest.readers.grid import aside
from ingest.readers.header import column_names
from ingest.table import Table

__all__ = ["DEGREES", "METRES", "Features", "NotPoint", "Unfit", "plain_number", "too_many_features"]

DEGREES = ("longitude", "latitude")
METRES = ("easting", "northing")


class Unfit(ValueError):
    """Why one feature cannot be a row; and the property that is at fault, if one is."""

    def __init__(self, reason: str, column: str | None = None) -> None:
        super().__init__(reason)
        self.column = column


class NotPoint(Unfit):
    """A line, an area, or several places at once."""

    def __init__(self, what: str = "is not a point") -> None:
        super().__init__(f"{what}. Only points are read; save its centre, or send it as CSV.")


class NotDegrees(Unfit):
    """Numbers beyond 180 east or 90 north."""


def too_many_features(found: int, limits: Limits, *, more: bool = False) -> FileRefused:
    """Say that there are too many features."""
    least = "More than " if more else ""
    return FileRefused(f"{least}{found:,} features; the limit is {limits.rows:,} per file. Split it by year.")


def plain_number(number: float) -> str:
    """Write a number without a needless point."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e17 else repr(number)


@dataclass
class Features:
    """The features of a layer as they are found, numbered from 1; `metres` says what its CRS is in."""

    metres: bool
    records: dict[int, dict[str, str | None]] = field(default_factory=dict)
    unfit: dict[int, Unfit] = field(default_factory=dict)
    low: int = 0
    flattened: bool = False

    def add(self, number: int, properties: Mapping[str, str | None], x: str, y: str) -> None:
        """Take up a feature that is a point; `x` and `y` as they are written.

        Raises
        ------
        Unfit
            If its numbers are none, or cannot be degrees.
        """
        east, north = float(x), float(y)
        if not (math.isfinite(east) and math.isfinite(north)):
            raise Unfit("has coordinates that are not numbers.")
        like_degrees = abs(east) <= 180 and abs(north) <= 90
        if not self.metres and not like_degrees:
            raise NotDegrees("has coordinates that are not degrees.")
        self.low += like_degrees and (east, north) != (0, 0)
        names = METRES if self.metres else DEGREES
        own = {_beside(name, names): value for name, value in properties.items()}
        self.records[number] = own | dict(zip(names, (x, y), strict=True))

    def table(
        self,
        *,
        names: Sequence[str] = (),
        sheet: str | None = None,
        notes: Sequence[str],
        limits: Limits = LIMITS,
    ) -> Table:
        """Lay the features out; row numbers are feature numbers.

        Parameters
        ----------
        names : sequence of str
            Columns known beforehand, so that a layer without features has them too.
        sheet : str, optional
            The layer that was read.
        notes : sequence of str
            What was decided so far.

        Raises
        ------
        FileRefused
            If no feature is a point, the numbers are not what the CRS says, or there are too many columns.
        """
        self._refuse_whole()
        found = dict.fromkeys(names) | dict.fromkeys(name for r in self.records.values() for name in r)
        if len(found) > limits.columns:
            raise FileRefused(
                f"{len(found):,} properties; the limit is {limits.columns}. Send only those needed."
            )
        columns = {
            tidied: pl.Series([record.get(name) for record in self.records.values()], dtype=pl.String)
            for name, tidied in zip(found, column_names(tuple(found)), strict=True)
        }
        rows = pl.Series("row", list(self.records), dtype=pl.Int64)
        frame, rows, unreadable, cleaned = clean(empty_to_null(pl.DataFrame(columns)), rows, limits=limits)
        broken = aside(
            list(self.unfit),
            [f"Feature {number:,} {reason}" for number, reason in self.unfit.items()],
            [reason.column for reason in self.unfit.values()],
        )
        said = [] if self.records or self.unfit else [NIL_RETURN]
        said += [*notes, *cleaned]
        if self.metres:
            said.append("CRS 27700 (British National Grid) read from the file.")
        if self.flattened:
            said.append("Heights dropped.")
        said.append("Row numbers are feature numbers.")
        set_aside = pl.concat([broken, unreadable]).sort("row")
        return Table(frame, rows, set_aside, 0, tuple(said), sheet)

    def _refuse_whole(self) -> None:
        """Refuse a layer of another kind, or whose numbers contradict its CRS."""
        fit = len(self.records)
        false = sum(isinstance(reason, NotDegrees) for reason in self.unfit.values())
        if false and false >= fit:
            raise FileRefused(
                "The coordinates are not degrees but the file says they are. State the CRS when saving "
                "(EPSG:27700 for eastings and northings), or save in WGS 84. Nothing was loaded."
            )
        if self.metres and self.low and self.low == fit:
            raise FileRefused(
                "The CRS and the numbers disagree: the file says British National Grid, but its coordinates "
                "are degrees. State the CRS when saving (EPSG:4326). Nothing was loaded."
            )
        if self.unfit and not fit and all(isinstance(reason, NotPoint) for reason in self.unfit.values()):
            raise FileRefused(
                f"None of its {len(self.unfit):,} features is a point: these look like areas or lines, not "
                "incidents. Send a layer of points, or a CSV with coordinates."
            )


def _beside(name: str, taken: tuple[str, str]) -> str:
    """Keep a property called `longitude` apart from the shape's."""
    return f"{name} (property)" if name.strip().casefold() in taken else name
