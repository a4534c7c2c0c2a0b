"""The raw answer to a question, before disclosure control.  Only the waist and the tables read it."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from boundaries.lattice import Lattice
from dashboard.counted_once import Spread
from dashboard.filters import Filters, Window
from dashboard.selection import resolve_window, select, spread, unknown_codes
from dashboard.snapshot import WHOLE_MONTH, Snapshot

__all__ = ["NoRecordsError", "Survey", "survey"]


class NoRecordsError(Exception):
    """There is nothing in the store yet."""


@dataclass(frozen=True)
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
    inside : polars.DataFrame
        The records with a point in the area.
    place_incidents : numpy.ndarray of int64, shape (n_places,)
        Incidents at each of the snapshot's places in the area.
    ward_only : numpy.ndarray of int64, shape (n_wards,)
        Incidents of which only the ward is known.
    outside_area, without_location, officer_left_out : int
        Records that answer the question but are not on the map.
    spread : Spread
        How many would be on the map if possible duplicates were counted otherwise.
    """

    filters: Filters
    ignored: tuple[str, ...]
    window: Window
    widened: bool
    latest: date
    inside: pl.DataFrame
    place_incidents: np.ndarray
    ward_only: np.ndarray
    outside_area: int
    without_location: int
    officer_left_out: int
    spread: Spread

    @property
    def in_area(self) -> int:
        """How many records are on the map."""
        return self.inside.height

    @property
    def monthly(self) -> bool:
        """Whether every record on the map says no more than the month."""
        vague = (self.inside["last"] - self.inside["first"]) >= WHOLE_MONTH
        return self.inside.height > 0 and bool(vague.all())

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
    rows: pl.DataFrame = chosen.rows.to_native()
    inside = rows.filter(pl.col("ward") >= 0)
    placeless = rows.filter(pl.col("place") < 0)
    named = placeless.filter(pl.col("area") >= 0)["area"].to_numpy()
    n_places, n_wards = snapshot.places.ward.size, len(snapshot.study_area.wards)
    return Survey(
        filters=asked,
        ignored=ignored,
        window=window,
        widened=widened,
        latest=latest,
        inside=inside,
        place_incidents=np.bincount(inside["place"].to_numpy(), minlength=n_places),
        ward_only=np.bincount(named, minlength=n_wards),
        outside_area=rows.height - inside.height - placeless.height,
        without_location=placeless.height,
        officer_left_out=chosen.officer_left_out,
        spread=spread(snapshot, asked, window, in_area=inside.height),
    )
