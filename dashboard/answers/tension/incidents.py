"""What recorded incidents tell of tension: by ward, strand and agency, before disclosure control."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from dashboard.filters import Filters, Window
from dashboard.selection import positions, select
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot

__all__ = ["COUNTED_ONCE", "Recent", "recent_incidents", "speakers", "weekly_cube"]

COUNTED_ONCE = "linked"
"""A possible duplicate counts once, decided or not: two agencies that hold one event are one source."""
LONGEST_DAYS = 1
"""An incident whose day is not known to within a day and a night is no repeat of another."""


@dataclass(frozen=True, eq=False)
class Recent:
    """Incidents that began within some days, as columns of the same length.

    Attributes
    ----------
    ward : numpy.ndarray of int32
        Position of the ward; their number where none is known.
    day : numpy.ndarray of int32
        Days since 1970; of an incident that says only the month, the last day of the month.
    dated : numpy.ndarray of bool
        Whether the day is known.
    strands : numpy.ndarray of int32
        Bit mask.
    agency, category, place : numpy.ndarray of int32
    shape : tuple of int
        Wards and one more, strands, agencies.
    """

    snapshot: Snapshot
    ward: np.ndarray
    day: np.ndarray
    dated: np.ndarray
    strands: np.ndarray
    agency: np.ndarray
    category: np.ndarray
    place: np.ndarray
    shape: tuple[int, int, int]

    def counts(self, rows: np.ndarray) -> np.ndarray:
        """Count some of the incidents.

        Parameters
        ----------
        rows : numpy.ndarray of bool

        Returns
        -------
        numpy.ndarray of int64, shape (n_wards + 1, n_strands, n_agencies)
            One of several strands counts in each.
        """
        wards, strands, agencies = self.shape
        at = self.ward[rows] * agencies + self.agency[rows]
        masks = self.strands[rows]
        tables = [
            np.bincount(at[(masks >> bit) & 1 == 1], minlength=wards * agencies).reshape(wards, agencies)
            for bit in range(strands)
        ]
        return np.stack(tables, axis=1)

    def by_ward(self, rows: np.ndarray) -> np.ndarray:
        """Count some of the incidents, whatever their strand: wards and one more, by agencies."""
        wards, _, agencies = self.shape
        at = self.ward[rows] * agencies + self.agency[rows]
        counts: np.ndarray = np.bincount(at, minlength=wards * agencies).reshape(wards, agencies)
        return counts

    def within(self, on: date, days: int) -> np.ndarray:
        """Mark the incidents of so many days up to one."""
        last = (on - EPOCH).days
        found: np.ndarray = (self.day <= last) & (self.day > last - days)
        return found

    def serious(self, categories: Collection[str]) -> np.ndarray:
        """Mark the incidents of some categories."""
        asked = np.zeros(len(self.snapshot.words["category"]) + 1, dtype=bool)
        asked[positions(self.snapshot, "category", frozenset(categories))] = True
        found: np.ndarray = asked[self.category]
        return found

    def repeats(self, rows: np.ndarray, *, metres: float, least: int) -> np.ndarray:
        """Count, of some incidents, those at or near a place with so many of the same strand.

        Parameters
        ----------
        rows : numpy.ndarray of bool
            The incidents of the days asked for.
        metres : float
            As near as this counts as the same place.
        least : int
            Incidents of one strand around a place, its own included.

        Returns
        -------
        numpy.ndarray of int64, of the shape of `counts`
        """
        wards, strands, agencies = self.shape
        known = np.flatnonzero(rows & self.dated & (self.place >= 0))
        found = np.zeros(self.shape, dtype=np.int64)
        if known.size < least:
            return found
        used, at = np.unique(self.place[known], return_inverse=True)
        places = self.snapshot.places
        tree = cKDTree(np.column_stack((places.x[used], places.y[used])))
        near = tree.query_pairs(metres, output_type="ndarray")
        code = self.ward[known] * agencies + self.agency[known]
        for bit in range(strands):
            has = (self.strands[known] >> bit) & 1 == 1
            own = np.bincount(at[has], minlength=used.size)
            around = own + np.bincount(near[:, 0], own[near[:, 1]], used.size)
            around += np.bincount(near[:, 1], own[near[:, 0]], used.size)
            again = has & (around[at] >= least)
            found[:, bit] = np.bincount(code[again], minlength=wards * agencies).reshape(wards, agencies)
        return found


def recent_incidents(snapshot: Snapshot, window: Window) -> Recent:
    """Take the incidents that began in a window, without what officers came upon themselves."""
    asked = Filters(days=None, first=window.first, last=window.last, duplicates=COUNTED_ONCE)
    rows: pl.DataFrame = select(snapshot, asked, window).rows.to_native()
    wards = len(snapshot.study_area.wards)
    column = {
        name: rows[name].to_numpy().astype(np.int32, copy=False)
        for name in ("ward", "area", "first", "last", "strands", "agency", "category", "place")
    }
    ward = np.where(column["ward"] >= 0, column["ward"], column["area"])
    length = column["last"] - column["first"]
    return Recent(
        snapshot=snapshot,
        ward=np.where(ward >= 0, ward, wards),
        day=np.where(length >= WHOLE_MONTH, column["last"], column["first"]),
        dated=length <= LONGEST_DAYS,
        strands=column["strands"],
        agency=column["agency"],
        category=column["category"],
        place=column["place"],
        shape=(wards + 1, len(snapshot.policy.strands), max(len(snapshot.words["agency"]), 1)),
    )


def speakers(counts: np.ndarray, threshold: int) -> np.ndarray:
    """Say which agencies recorded enough of a signal's incidents to be named as its sources.

    Nothing else is said of who recorded them, and nothing where none did: a line for several agencies
    together would give their small counts back wherever a second line speaks of the same records.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (..., n_agencies)
    threshold : int

    Returns
    -------
    numpy.ndarray of bool, of the shape of `counts`
    """
    return counts >= threshold


def weekly_cube(snapshot: Snapshot, until: date) -> tuple[np.ndarray, list[date]]:
    """Count all incidents by ward, strand, week and agency, in one pass; before disclosure control.

    Parameters
    ----------
    until : datetime.date
        The last day; a week that it cuts short is left out.

    Returns
    -------
    counts : numpy.ndarray of int64, shape (n_wards + 1, n_strands, n_weeks, n_agencies)
        The last ward is "none known". One of several strands counts in each; one that says only the month is
        in no week.
    mondays : list of datetime.date
    """
    first = min(snapshot.earliest or until, until)
    start = first + timedelta(days=-first.weekday() % 7)
    weeks = max(((until - start).days + 1) // 7, 0)
    mondays = [start + timedelta(days=7 * week) for week in range(weeks)]
    rows = recent_incidents(snapshot, Window(first, until))
    wards, strands, agencies = rows.shape
    week = (rows.day - (start - EPOCH).days) // 7
    kept = (week >= 0) & (week < weeks) & rows.dated
    at = ((rows.ward * weeks + week) * agencies + rows.agency)[kept].astype(np.int32)
    masks = rows.strands[kept].astype(np.int32)
    size, flat = (wards, weeks, agencies), wards * weeks * agencies
    tables = [np.bincount(at[masks & (1 << bit) > 0], minlength=flat).reshape(size) for bit in range(strands)]
    return np.stack(tables, axis=1), mondays
