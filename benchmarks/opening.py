"""Opening the app on a store, in a process of its own: from its address to the first map as the page has it.

Run as `python -m benchmarks.opening FOLDER STORE PARTNERSHIP WAY`.
"""

import os
import sys
from pathlib import Path

import polars as pl

from benchmarks.answer import Times, timed, write_times
from benchmarks.memory import own_mb, own_peak_mb
from boundaries.partnership import load_partnership
from dashboard.columns import CODED
from dashboard.deck import build_deck
from dashboard.filters import DEFAULT
from dashboard.kept_columns import forget_columns
from dashboard.kept_shapes import forget_shapes
from dashboard.situation import assess
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.viewer import ANALYST
from ingest.records import open_store

__all__ = ["KEPT", "run"]

KEPT = "columns and shapes kept"


def run(folder: Path, url: str, partnership: str, way: str) -> Times:
    """Open, ask and draw; leave times, and the columns that were opened, in the folder."""
    times = Times(imported_mb=own_peak_mb(), load=os.getloadavg()[0])
    store = timed(times.steps, "open the store", open_store, url)
    if way != KEPT:
        forget_columns(store)
        forget_shapes(url)
    place = timed(times.steps, "read the partnership file", load_partnership, Path(partnership))
    snapshot = timed(times.steps, "load the records", load_snapshot, store, place)
    answer = timed(times.steps, "answer", assess, snapshot, DEFAULT, ANALYST)
    timed(times.steps, "draw", lambda: build_deck(answer).to_json())
    times.loaded_mb = own_mb()
    store.close()
    _opened(snapshot).write_parquet(folder / "opened.parquet")
    write_times(folder, times)
    return times


def _opened(snapshot: Snapshot) -> pl.DataFrame:
    """Write the columns in memory out again as the store has them."""
    records, places = snapshot.records, snapshot.places
    at = records.select(pl.when(pl.col("place") >= 0).then("place").cast(pl.UInt32)).to_series()
    words = {
        name: pl.Series(name, snapshot.words[name], dtype=pl.String).gather(records[name]) for name in CODED
    }
    return pl.DataFrame(
        {
            "occurred_from": records["first"].cast(pl.Date),
            "occurred_to": records["last"].cast(pl.Date),
            "hour": records["hour"],
            "reported_on": records["reported_on"].cast(pl.Date),
            **words,
            **{name: pl.Series(name, getattr(places, name)).gather(at) for name in ("x", "y", "lon", "lat")},
        }
    )


if __name__ == "__main__":
    run(Path(sys.argv[1]), *sys.argv[2:])
