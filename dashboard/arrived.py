"""What share of each week's reports has come in by now, in answer to a question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from dashboard.filters import Filters, Window
from dashboard.selection import select
from dashboard.snapshot import EPOCH, Snapshot

__all__ = ["COMPLETE", "Arrived", "arrived", "incomplete_from"]

COMPLETE = 0.9
"""A week counts as complete once this share of its reports has usually arrived."""
YEAR_DAYS = 365


@dataclass(frozen=True, eq=False)
class Arrived:
    """The shares of weeks.

    Attributes
    ----------
    share : numpy.ndarray, shape (n_weeks,)
        0 to 1; the week of the latest record and those after it are never complete.
    whole : numpy.ndarray of bool, shape (n_weeks,)
        Whether the week counts as complete.
    measured : int
        On how many reports the delays were measured; 0 where nobody says when a report was made.
    """

    share: np.ndarray
    whole: np.ndarray
    measured: int


def arrived(snapshot: Snapshot, asked: Filters, mondays: Sequence[date]) -> Arrived | None:
    """Say what share of each week's reports has usually arrived; None where there are no records.

    Every agency counts as much as it sent in answer to this question in its last twelve months, whatever the
    window; one that has sent nothing for a year is expected no longer, unless nobody else is.
    """
    late, names = snapshot.lateness, snapshot.words["agency"]
    if late is None or snapshot.earliest is None:
        return None
    ends = pl.Series([(late.covered.get(name, EPOCH) - EPOCH).days for name in names], dtype=pl.Int32)
    rows: pl.DataFrame = select(snapshot, asked, Window(snapshot.earliest, late.latest)).rows.to_native()
    before = ends.gather(rows["agency"]) - rows["first"]
    sent = rows.filter((rows["ward"] >= 0) & (before < YEAR_DAYS))["agency"].value_counts()
    rates = {names[code]: reports for code, reports in sent.iter_rows()}
    current = late.latest - timedelta(days=YEAR_DAYS)
    rates = {name: rate for name, rate in rates.items() if late.covered[name] > current} or rates
    came = sum((rate * late.arrived(name, mondays) for name, rate in rates.items()), np.zeros(len(mondays)))
    latest = late.latest - timedelta(days=late.latest.weekday())
    whole = np.array([monday < latest for monday in mondays], dtype=bool)
    whole &= came >= COMPLETE * sum(rates.values())
    share = came / sum(rates.values()) if rates else np.ones(len(mondays))
    return Arrived(share, whole, sum(late.lags[name].days.size for name in rates if late.lags[name].known))


def incomplete_from(snapshot: Snapshot, asked: Filters, mondays: Sequence[date]) -> date | None:
    """Find the first week of which less than nine tenths of the reports has usually arrived."""
    found = arrived(snapshot, asked, mondays)
    if found is None or found.whole.all():
        return None
    return mondays[int((~found.whole).argmax())]
