"""The raw answer to a question, before disclosure control.  Only the waist and the tables read it."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from boundaries.lattice import Lattice
from dashboard.counted_once import Spread
from dashboard.filters import Filters, Window
from dashboard.selection import resolve_window, select, spread, taken, unknown_codes
from dashboard.snapshot import WHOLE_MONTH, Snapshot

__all__ = ["NoRecordsError", "Survey", "survey"]


class NoRecordsError(Exception):
    """There is nothing in the store yet."""


@dataclass(frozen=True, eq=False)
class Survey:
    """Records that answer a question, and where they lie.

    Attributes
    ----------
    filters : Filters
        The question, without codes that the policy does not have.
    ignored : tuple of str
        Parts of the question that were left out for that reason.
    window, widened, latest
        The days counted; whether they were widened to whole months; the latest record.
    records : polars.DataFrame
        All records, as they are counted for this question.
    at : numpy.ndarray of int, shape (n,)
        Positions in `records` of those that answer it with a point in the area, in ascending order.
    place_incidents : numpy.ndarray of int64, shape (n_places,)
        Incidents at each of the snapshot's places in the area.
    ward_only : numpy.ndarray of int64, shape (n_wards,)
        Incidents of which only the ward is known.
    outside_area, without_location, officer_left_out : int
        Records that answer the question but are not on the map.
    snapshot : Snapshot
        Of whose records it was asked.
    """

    filters: Filters
    ignored: tuple[str, ...]
    window: Window
    widened: bool
    latest: date
    records: pl.DataFrame
    at: NDArray[np.intp]
    place_incidents: np.ndarray
    ward_only: np.ndarray
    outside_area: int
    without_location: int
    officer_left_out: int
    snapshot: Snapshot = field(repr=False)

    @property
    def in_area(self) -> int:
        """How many records are on the map."""
        return self.at.size

    @cached_property
    def inside(self) -> pl.DataFrame:
        """The records with a point in the area, with all that is known of them."""
        return taken(self.records, self.at)

    def column(self, name: str) -> np.ndarray:
        """Give one column of the records with a point in the area; it has no gaps."""
        return values_at(self.records, name, self.at)

    @cached_property
    def spread(self) -> Spread:
        """How many would be on the map if possible duplicates were counted otherwise."""
        return spread(self.snapshot, self.filters, self.window, in_area=self.in_area)

    @property
    def monthly(self) -> bool:
        """Whether every record on the map says no more than the month."""
        if not self.at.size:
            return False
        return bool((self.column("last") - self.column("first") >= WHOLE_MONTH).all())

    def by_cell(self, lattice: Lattice, position: np.ndarray) -> np.ndarray:
        """Count incidents in each cell of a lattice, the empty ones included."""
        used = np.flatnonzero(self.place_incidents)
        weights = self.place_incidents[used]
        return np.bincount(position[used], weights=weights, minlength=lattice.cells.size).astype(np.int64)


def survey(snapshot: Snapshot, filters: Filters) -> Survey:
    """Select the records that answer a question and sort them into on and off the map.

    Raises
    ------
    NoRecordsError
        If the store holds no records.
    """
    latest = snapshot.latest
    if latest is None:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    asked, ignored = unknown_codes(snapshot, filters)
    window, widened = resolve_window(snapshot, asked, latest)
    chosen = select(snapshot, asked, window)
    records, n_wards = chosen.records, len(snapshot.study_area.wards)
    inside, off = chosen.inside, chosen.elsewhere
    placeless = off[values_at(records, "place", off) < 0]
    named = values_at(records, "area", placeless)
    return Survey(
        filters=asked,
        ignored=ignored,
        window=window,
        widened=widened,
        latest=latest,
        records=records,
        at=inside,
        place_incidents=np.bincount(values_at(records, "place", inside), minlength=snapshot.places.ward.size),
        ward_only=np.bincount(named[named >= 0], minlength=n_wards),
        outside_area=off.size - placeless.size,
        without_location=placeless.size,
        officer_left_out=chosen.officer_left_out,
        snapshot=snapshot,
    )


def values_at(records: pl.DataFrame, name: str, at: NDArray[np.intp]) -> np.ndarray:
    """Take a column's values at ascending positions; of those that lie side by side there is no copy."""
    values = records[name].to_numpy()
    if at.size and at[-1] - at[0] + 1 == at.size:
        return values[at[0] : at[-1] + 1]
    return values.take(at)
