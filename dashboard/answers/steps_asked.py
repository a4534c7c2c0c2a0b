"""The steps and cells that a question gets: as asked, or wider until each step has enough reports."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from boundaries.lattice import Lattice
from dashboard.baseline import baseline_share
from dashboard.filters import Filters
from dashboard.situation import AUTO_FINEST
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import Survey, survey
from spatial.over_time.emerging import ENOUGH_STEPS, Offer, first_enough
from spatial.over_time.steps import Step, whole_steps
from spatial.power import mean_share

__all__ = ["MONTHS", "Cut", "cut"]

MONTHS = {3: "quarter", 1: "month", 6: "half-year", 12: "year"}
"""Lengths of a step in months, and what each is called; the first is the usual one."""
MOST_STEPS = 40
UNDER_WAY = 1 / 3
"""Recording is under way from the first month with so much of a middling month's records."""

GAPS = 3
"""A first record so many mean gaps into its month does not make that month a part of one."""


@dataclass(frozen=True, eq=False)
class Cut:
    """A question cut into cells and steps.

    Attributes
    ----------
    months : int
        Length of a step.
    steps : tuple of (datetime.date, datetime.date)
        Empty if no whole step fits.
    found : Survey or None
        What answers the question in those steps; None if there are none.
    widened : tuple of str
        What was made wider than asked or than usual, in words: "half-year" for "quarter", for instance.
    """

    months: int
    steps: tuple[Step, ...]
    found: Survey | None
    lattice: Lattice
    position: np.ndarray
    share: np.ndarray
    widened: tuple[str, ...]


def cut(snapshot: Snapshot, filters: Filters, *, months: int | None) -> Cut:
    """Cut a question into the finest cells and the usual steps that have enough reports, or wider ones.

    Where nothing has, the steps are as asked and the cells the largest: the strip can still be looked at.
    """
    first, last = _stretch(snapshot, filters)
    lengths = [months] if months else [length for length in MONTHS if length > 1]
    sizes = _sizes(snapshot, filters)
    tried = [
        (Offer(number, len(one.steps), _expected(one)), one)
        for number, one in enumerate(_ways(snapshot, filters, first, last, lengths, sizes))
    ]
    chosen = first_enough([offer for offer, _ in tried])
    if chosen is None:
        return tried[len(sizes) - 1][1]
    return tried[chosen.name][1]


def _ways(
    snapshot: Snapshot,
    filters: Filters,
    first: date,
    last: date,
    lengths: Sequence[int],
    sizes: Sequence[int],
) -> Iterator[Cut]:
    for months in lengths:
        steps = tuple(whole_steps(first, last, months=months)[-MOST_STEPS:]) if last >= first else ()
        asked = filters.without_selection()
        found = None
        if steps:
            asked = asked.with_(days=None, first=steps[0][0], last=steps[-1][1])
            found = survey(snapshot, asked)
        for size in sizes:
            lattice, position = snapshot.lattice(size)
            share = np.ones(lattice.cells.size)
            if found is not None:
                share = baseline_share(asked.baseline, snapshot, found, lattice, position)
            wider = (months != lengths[0], size != sizes[0] and filters.resolution is not None)
            names = (f"{MONTHS[months]}s", "larger cells")
            widened = tuple(name for name, is_so in zip(names, wider, strict=True) if is_so)
            yield Cut(months, steps, found, lattice, position, share, widened)


def _expected(way: Cut) -> float:
    """Say how many reports a mean neighbourhood is expected to hold in a mean step."""
    if way.found is None or len(way.steps) < ENOUGH_STEPS:
        return 0.0
    return way.found.in_area / len(way.steps) * mean_share(way.lattice, share=way.share / way.share.sum())


def _sizes(snapshot: Snapshot, filters: Filters) -> list[int]:
    """List the sizes of cell to try, the finest first; none finer than asked."""
    offered = sorted(snapshot.partnership.resolutions, reverse=True)
    finest = filters.resolution or AUTO_FINEST
    return [size for size in offered if size <= finest] or [offered[-1]]


def _stretch(snapshot: Snapshot, filters: Filters) -> tuple[date, date]:
    """Find the days to be cut: the dates asked for, or all that is on record; never before it begins."""
    latest = snapshot.latest
    assert latest is not None  # the survey has refused an empty store
    begins = _under_way(snapshot)
    if filters.first and filters.last:
        return max(filters.first, begins), min(filters.last, latest)
    return begins, latest


def _under_way(snapshot: Snapshot) -> date:
    """Find the day from which records come in numbers: a few early strays are not where they begin."""
    here = snapshot.records.filter((pl.col("ward") >= 0) | (pl.col("place") < 0))
    here = here if here.height else snapshot.records
    days = np.sort(here["first"].to_numpy())
    month = np.array(days, dtype="datetime64[D]").astype("datetime64[M]").astype(int)
    counts = np.bincount(month - month[0])
    start = int(np.flatnonzero(counts >= UNDER_WAY * np.median(counts[counts > 0]))[0]) + month[0]
    first = int(days[np.searchsorted(month, start)])
    whole = int(np.datetime64(int(start), "M").astype("datetime64[D]").astype(int))
    gap = (days[-1] - first + 1) / max((days >= first).sum(), 1)
    return EPOCH + timedelta(days=whole if first - whole <= GAPS * max(gap, 1) else first)
