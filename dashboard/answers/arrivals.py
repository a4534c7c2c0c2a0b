"""How many of a window's reports have usually arrived by now, so that lateness is not taken for a fall."""

from datetime import timedelta

import numpy as np
import polars as pl

from dashboard.filters import Filters, Window
from dashboard.selection import select
from dashboard.snapshot import EPOCH, Snapshot

__all__ = ["arrived"]

YEAR_DAYS = 365


def arrived(snapshot: Snapshot, asked: Filters, window: Window) -> np.ndarray:
    """Give for each day of a window the share of its reports that has usually arrived.

    Every agency counts as much as it sent in answer to this question in its last twelve months; one that has
    sent nothing for a year is expected no longer, unless nobody else is.

    Returns
    -------
    numpy.ndarray of float, shape (days,)
        1 throughout where nothing is known about lateness.
    """
    late, names = snapshot.lateness, snapshot.words["agency"]
    if late is None or snapshot.earliest is None:
        return np.ones(window.days)
    ends = pl.Series([(late.covered.get(name, EPOCH) - EPOCH).days for name in names], dtype=pl.Int32)
    rows: pl.DataFrame = select(snapshot, asked, Window(snapshot.earliest, late.latest)).rows.to_native()
    before = ends.gather(rows["agency"]) - rows["first"]
    sent = rows.filter((rows["ward"] >= 0) & (before < YEAR_DAYS))["agency"].value_counts()
    rates = {names[code]: reports for code, reports in sent.iter_rows()}
    current = late.latest - timedelta(days=YEAR_DAYS)
    rates = {name: rate for name, rate in rates.items() if late.covered[name] > current} or rates
    if not rates:
        return np.ones(window.days)
    day = np.arange(window.days)
    come = np.zeros(window.days)
    for name, rate in rates.items():
        since = (late.covered[name] - window.first).days - day
        come += rate * late.lags[name].arrived(since)
    return come / sum(rates.values())
