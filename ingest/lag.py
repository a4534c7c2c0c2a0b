"""How late reports come in, by agency, and from which Monday on the counts of weeks are not complete yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np
import polars as pl

__all__ = ["MOST", "Lag", "Lateness", "incomplete_since", "lateness", "monday_of", "reporting_lag"]

ENOUGH = 20
"""Fewer reports with both days than this say nothing about how late an agency's reports come."""
MEASURED_DAYS = 365
MOST = 0.9
"""A week is complete once this share of its reports has usually arrived."""


@dataclass(frozen=True, eq=False)
class Lag:
    """The days that one agency's reports took.

    Attributes
    ----------
    agency : str
    days : numpy.ndarray of int
        Days from what happened to its report, ascending; of the reports made in the last 12 months.
    """

    agency: str
    days: np.ndarray

    @property
    def known(self) -> bool:
        """Whether there are enough reports to say how late they come."""
        return bool(self.days.size >= ENOUGH)

    def quantile(self, share: float) -> int | None:
        """Give the days within which a share of the reports came in; None where too few say it.

        Parameters
        ----------
        share : float
            Above 0, at most 1.
        """
        return int(self.days[ceil(share * self.days.size) - 1]) if self.known else None

    def arrived(self, days: np.ndarray) -> np.ndarray:
        """Give the share of reports that come in within so many days.

        Where too few reports say how late they come, they are taken to come on the day itself.
        """
        if not self.known:
            return np.where(days >= 0, 1.0, 0.0)
        return np.searchsorted(self.days, days, side="right") / self.days.size


@dataclass(frozen=True, eq=False)
class Lateness:
    """How late each agency's reports come, and how far what was received reaches.

    Attributes
    ----------
    lags : dict of agency to Lag
    covered : dict of agency to datetime.date
        The last day that the agency's files cover.
    latest : datetime.date
        The latest record of all.
    """

    lags: dict[str, Lag]
    covered: dict[str, date]
    latest: date

    def arrived(self, agency: str, mondays: Sequence[date]) -> np.ndarray:
        """Give the share of an agency's reports that has arrived, for each week.

        Parameters
        ----------
        agency : str
        mondays : sequence of datetime.date

        Returns
        -------
        numpy.ndarray, shape (n_weeks,)
            The mean over the seven days of each week; 0 for days that the agency's files do not cover.
        """
        since = np.array([(self.covered[agency] - monday).days for monday in mondays], dtype=np.int64)
        return self.lags[agency].arrived(since[:, None] - np.arange(7)).mean(axis=1)

    def incomplete_since(self, agency: str) -> date:
        """Find the Monday from which fewer than nine tenths of an agency's reports have arrived.

        The week of the latest record is never complete.
        """
        current = monday_of(self.latest)
        most = self.lags[agency].quantile(MOST) or 0
        start = min(monday_of(self.covered[agency] - timedelta(days=most + 7)), current)
        mondays = [start + timedelta(days=7 * week) for week in range((current - start).days // 7 + 1)]
        missing = self.arrived(agency, mondays) < MOST
        return mondays[int(missing.argmax())] if missing.any() else current


def reporting_lag(
    occurred: pl.Series, reported: pl.Series, agency: pl.Series, *, latest: date
) -> dict[str, Lag]:
    """Measure by agency how many days pass between what happened and its report.

    Parameters
    ----------
    occurred, reported : polars.Series of Date, shape (n,)
        `reported` may be null.
    agency : polars.Series of String, shape (n,)
    latest : datetime.date
        The 12 months are counted back from here.

    Returns
    -------
    dict of agency to Lag

    Notes
    -----
    Reports are taken by the day on which they were *made*. Taken by the day on which it happened, the late
    reports of recent weeks would be missing and the lag would look shorter than it is. A report dated before
    what it reports counts as made on the day.
    """
    days = pl.DataFrame({"agency": agency, "occurred": occurred, "reported": reported})
    took = (pl.col("reported") - pl.col("occurred")).dt.total_days().clip(lower_bound=0)
    recent = days.filter(pl.col("reported").is_between(latest - timedelta(days=MEASURED_DAYS - 1), latest))
    measured = dict(recent.group_by("agency").agg(took.sort()).iter_rows())
    names = agency.unique().sort().to_list()
    return {name: Lag(name, np.array(measured.get(name, ()), dtype=np.int64)) for name in names}


def lateness(records: pl.DataFrame, *, latest: date, covered: Mapping[str, date] | None = None) -> Lateness:
    """Measure how late each agency's reports come and how far they reach.

    Parameters
    ----------
    records : polars.DataFrame
        agency (String), occurred and reported (Date; `reported` may be null).
    latest : datetime.date
        The latest record of all.
    covered : mapping of agency to datetime.date, optional
        The last day that the agency's files cover, where that is known better than from its last record: the
        last day of the month for which a file or a nil return came.
    """
    last = records.group_by("agency").agg(pl.max_horizontal(pl.col("occurred", "reported").max()))
    reach = {name: day for name, day in last.iter_rows() if day is not None}
    known = {name: max(day, reach.get(name, day)) for name, day in (covered or {}).items()}
    lags = reporting_lag(records["occurred"], records["reported"], records["agency"], latest=latest)
    lags |= {name: Lag(name, np.empty(0, dtype=np.int64)) for name in known if name not in lags}
    return Lateness(lags, {**reach, **known}, latest)


def incomplete_since(
    records: pl.DataFrame, last_received_by_agency: Mapping[str, date], latest: date
) -> dict[str, date]:
    """Find for each agency the Monday from which its weeks are not complete.

    Parameters
    ----------
    records : polars.DataFrame
        agency, occurred, reported.
    last_received_by_agency : mapping of agency to datetime.date
        The last day that its files cover; where it is not listed, its last record.
    latest : datetime.date

    Returns
    -------
    dict of agency to datetime.date
        A Monday, at the latest that of the week of `latest`.
    """
    measured = lateness(records, latest=latest, covered=last_received_by_agency)
    return {agency: measured.incomplete_since(agency) for agency in sorted(measured.covered)}


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
