"""Which records answer a question.  Written once as narwhals expressions; no statistics here."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import narwhals as nw
import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.counted_once import Spread, once
from dashboard.filters import DUPLICATES, Filters, Window
from dashboard.remembered import remembered
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot

__all__ = ["Selection", "known_codes", "resolve_window", "select", "spread", "taken", "unknown_codes"]


@dataclass(frozen=True, eq=False)
class Selection:
    """The records that answer a question.

    Attributes
    ----------
    records : polars.DataFrame
        All records, as they are counted for it.
    inside, elsewhere : numpy.ndarray of int
        Positions of those that answer it, in ascending order: with a point in the area, and without one.
    officer_left_out : int
        Reports that answer the question but that only officers came upon themselves.
    """

    records: pl.DataFrame
    inside: NDArray[np.intp]
    elsewhere: NDArray[np.intp]
    officer_left_out: int

    @cached_property
    def rows(self) -> nw.DataFrame:
        """The records themselves: place, ward, area, first, hour, strands, kind, category, source."""
        at = np.sort(np.concatenate([self.inside, self.elsewhere])) if self.elsewhere.size else self.inside
        return nw.from_native(taken(self.records, at), eager_only=True)


def taken(records: pl.DataFrame, at: NDArray[np.intp]) -> pl.DataFrame:
    """Take the records at ascending positions; those that lie side by side are not copied."""
    if at.size and at[-1] - at[0] + 1 == at.size:
        return records.slice(int(at[0]), at.size)
    return records[at]


def resolve_window(snapshot: Snapshot, filters: Filters, latest: date) -> tuple[Window, bool]:
    """Work out the days asked for, widened to whole months where records say no more than the month."""
    asked = filters.window(latest)
    first, last = (asked.first - EPOCH).days, (asked.last - EPOCH).days
    begins, ends = _vague(snapshot, filters.duplicates)
    if not ((begins <= last) & (ends >= first)).any():
        return asked, False
    end = asked.last.replace(day=monthrange(asked.last.year, asked.last.month)[1])
    widened = Window(asked.first.replace(day=1), end)
    return widened, widened != asked


def _vague(snapshot: Snapshot, duplicates: str) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """List the days, from and to, that records without a day give: there are few, however many records."""

    def find() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        records = nw.from_native(snapshot.counted(duplicates), eager_only=True)
        vague = records.select("first", "last").filter((nw.col("last") - nw.col("first")) >= WHOLE_MONTH)
        days = vague.unique()
        return days["first"].to_numpy(), days["last"].to_numpy()

    return remembered(snapshot, ("vague", duplicates), find)


def select(snapshot: Snapshot, filters: Filters, window: Window) -> Selection:
    """Keep the records that answer a question; of an event that is counted once, the best placed of them."""
    records = snapshot.counted(filters.duplicates)
    return _select(records, snapshot, filters, window, in_order=snapshot.in_order)


def _select(
    records: pl.DataFrame, snapshot: Snapshot, filters: Filters, window: Window, *, in_order: bool
) -> Selection:
    """Look through the records of events, and of those below them only through the days asked for."""
    wanted, days = _wanted(snapshot, filters), ((window.first - EPOCH).days, (window.last - EPOCH).days)
    within = nw.col("first").is_between(*days)
    officer = nw.col("noticed_by").is_in(positions(snapshot, "noticed_by", {"officer"}))
    grouped = snapshot.grouped(filters.duplicates)
    rows, begin, end = nw.from_native(records, eager_only=True), grouped, len(records)
    if in_order:
        first = records["first"].slice(grouped)
        begin, end = (grouped + int(first.search_sorted(day)) for day in (days[0], days[1] + 1))
    asked = nw.all_horizontal(
        nw.lit(value=True), *(wanted if in_order else [within, *wanted]), ignore_nulls=True
    )
    kept, here = asked & (~officer | nw.lit(filters.officer)), nw.col("ward") >= 0
    marked = rows[begin:end].select(asked=asked, inside=kept & here, elsewhere=kept & ~here)
    inside, elsewhere = (np.flatnonzero(marked[name].to_numpy()) + begin for name in ("inside", "elsewhere"))
    left_out = int(marked["asked"].sum()) - inside.size - elsewhere.size
    if grouped:
        head = rows[:grouped].with_row_index("at").filter(within, *wanted)
        counted = once(head if filters.officer else head.filter(~officer))
        left_out += len(once(head)) - len(counted)
        inside = np.concatenate([counted.filter(here)["at"].to_numpy(), inside])
        elsewhere = np.concatenate([counted.filter(~here)["at"].to_numpy(), elsewhere])
    return Selection(records, inside, elsewhere, officer_left_out=left_out)


def _wanted(snapshot: Snapshot, filters: Filters) -> list[nw.Expr]:
    """Say which records answer a question, on whatever day; nothing where all do."""
    asked = (("kind", filters.kinds), ("source", filters.sources), ("category", filters.categories))
    wanted = [nw.col(name).is_in(positions(snapshot, name, codes)) for name, codes in asked if codes]
    if filters.strands:
        strands = list(snapshot.policy.strands)
        bits = sum(1 << strands.index(code) for code in filters.strands if code in strands)
        wanted.append((nw.col("strands") & bits) != 0)
    return wanted


def spread(snapshot: Snapshot, filters: Filters, window: Window, *, in_area: int) -> Spread:
    """Say how many reports on the map a question would have if possible duplicates were counted otherwise.

    Parameters
    ----------
    in_area : int
        How many it has as asked.
    """
    if not snapshot.events.height:
        return Spread(linked=in_area, confirmed=in_area, distinct=in_area, undecided=0)
    found = {}
    for duplicates in DUPLICATES:
        asked = filters.with_(duplicates=duplicates)
        records = snapshot.counted(duplicates, paired=True)
        chosen = _select(records, snapshot, asked, window, in_order=False)
        found[duplicates] = taken(records, chosen.inside)
    rest = in_area - len(found[filters.duplicates])
    matching = found["distinct"]["record"].to_numpy()
    undecided = np.isin(snapshot.undecided, matching).all(axis=1).sum()
    return Spread(undecided=int(undecided), **{name: rest + len(rows) for name, rows in found.items()})


def positions(snapshot: Snapshot, column: str, codes: frozenset[str] | set[str]) -> list[int]:
    """Look up codes in a column's list; a code that no record has is no position."""
    words = snapshot.words[column]
    return [words.index(code) for code in sorted(codes) if code in words]


def known_codes(snapshot: Snapshot) -> dict[str, set[str]]:
    """List the codes that a question can name: those of the policy, and whatever else some record has."""
    return {
        "strands": set(snapshot.policy.strands),
        "kinds": set(snapshot.words["kind"]),
        "sources": set(snapshot.words["source"]),
        "categories": set(snapshot.words["category"]),
    }


def unknown_codes(snapshot: Snapshot, filters: Filters) -> tuple[Filters, tuple[str, ...]]:
    """Leave out codes that the partnership's policy does not have, and say in which words they were."""
    known = known_codes(snapshot)
    changes = {name: getattr(filters, name) & codes for name, codes in known.items()}
    dropped = tuple(name for name in known if changes[name] != getattr(filters, name))
    return filters.with_(**{name: changes[name] for name in dropped}), dropped
