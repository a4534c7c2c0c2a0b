"""Which records answer a question.  Written once as narwhals expressions; no statistics here."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import narwhals as nw
import numpy as np
import polars as pl

from dashboard.counted_once import Spread, once
from dashboard.filters import DUPLICATES, Filters, Window
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot

__all__ = ["Selection", "known_codes", "resolve_window", "select", "spread", "unknown_codes"]


@dataclass(frozen=True)
class Selection:
    """The records that answer a question.

    Attributes
    ----------
    rows : narwhals.DataFrame
        The records: place, ward, area, first, hour, strands, kind, category, source.
    officer_left_out : int
        Reports that answer the question but that only officers came upon themselves.
    """

    rows: nw.DataFrame
    officer_left_out: int


def resolve_window(snapshot: Snapshot, filters: Filters, latest: date) -> tuple[Window, bool]:
    """Work out the days asked for, widened to whole months where records say no more than the month."""
    asked = filters.window(latest)
    first, last = (asked.first - EPOCH).days, (asked.last - EPOCH).days
    overlaps = (nw.col("first") <= last) & (nw.col("last") >= first)
    vague = (nw.col("last") - nw.col("first")) >= WHOLE_MONTH
    counted = snapshot.counted(filters.duplicates)
    records = nw.from_native(counted, eager_only=True).select("first", "last")
    if not records.select((overlaps & vague).any()).item():
        return asked, False
    end = asked.last.replace(day=monthrange(asked.last.year, asked.last.month)[1])
    widened = Window(asked.first.replace(day=1), end)
    return widened, widened != asked


def select(snapshot: Snapshot, filters: Filters, window: Window) -> Selection:
    """Keep the records that answer a question; of an event that is counted once, the best placed of them."""
    records = snapshot.counted(filters.duplicates)
    return _select(records, snapshot, filters, window)


def _select(records: pl.DataFrame, snapshot: Snapshot, filters: Filters, window: Window) -> Selection:
    first, last = (window.first - EPOCH).days, (window.last - EPOCH).days
    wanted = nw.col("first").is_between(first, last)
    for column, codes in (
        ("kind", filters.kinds),
        ("source", filters.sources),
        ("category", filters.categories),
    ):
        if codes:
            wanted &= nw.col(column).is_in(positions(snapshot, column, codes))
    rows = nw.from_native(records, eager_only=True).filter(wanted)
    if filters.strands:
        strands = list(snapshot.policy.strands)
        mask = sum(1 << strands.index(code) for code in filters.strands if code in strands)
        sets = [found for found in range(1 << len(strands)) if found & mask]
        rows = rows.filter(nw.col("strands").is_in(sets))
    grouped = snapshot.grouped(filters.duplicates)
    counted = once(rows, grouped)
    if filters.officer:
        return Selection(rows=counted, officer_left_out=0)
    officer = nw.col("noticed_by").is_in(positions(snapshot, "noticed_by", {"officer"}))
    kept = once(rows.filter(~officer), grouped)
    return Selection(rows=kept, officer_left_out=len(counted) - len(kept))


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
        found[duplicates] = _select(records, snapshot, asked, window).rows.filter(nw.col("ward") >= 0)
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
