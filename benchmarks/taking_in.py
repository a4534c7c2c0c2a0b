"""Our import, in a process of its own: file after file through the desk, one process for all.

Run as `python -m benchmarks.taking_in FOLDER`; the folder holds `job.json` and receives what was measured.
"""

import gc
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from sqlalchemy import func, select

from benchmarks.answer import Times, timed, write_times
from benchmarks.memory import forget_peak, own_mb, own_peak_mb
from dashboard.desks.importing import Desk, Receipt, open_desk
from dashboard.filters import DEFAULT
from dashboard.kept_columns import forget_columns
from dashboard.kept_shapes import forget_shapes
from dashboard.settings import Settings
from dashboard.situation import assess
from dashboard.snapshot import load_snapshot
from dashboard.viewer import ANALYST
from ingest.records import schema
from ingest.records.comparing import KEPT

__all__ = ["Job", "run"]

AGENCY = "police"


@dataclass(frozen=True)
class Job:
    """What to take in, and where.

    Attributes
    ----------
    corrects : bool
        The last of the files corrects the first, and is withdrawn again; what is kept is told at each step.
    opens : bool
        The store is opened and asked the first question at the end.
    """

    store: str
    partnership: str
    files: tuple[str, ...]
    corrects: bool = False
    opens: bool = False


def run(job: Job, folder: Path) -> Times:
    """Take in, and leave times, memory and what is kept in the folder."""
    times = Times(imported_mb=own_peak_mb(), load=os.getloadavg()[0])
    desk = open_desk(Settings(store=job.store, partnership=Path(job.partnership), formats=folder / "formats"))
    resting, highest, batches = [], [], []
    for number, file in enumerate(map(Path, job.files)):
        forget_peak()
        name = "corrected file" if job.corrects and number == len(job.files) - 1 else f"file {number + 1}"
        receipt = timed(times.steps, name, desk.take_in, file, agency=AGENCY)
        _all_kept(receipt)
        batches.append(receipt.batch or 0)
        gc.collect()
        resting.append(own_mb())
        highest.append(own_peak_mb())
        if job.corrects and number == 0:
            desk.store.incidents(KEPT).write_parquet(folder / "first.parquet")
    _sums(desk).write_parquet(folder / "sums.parquet")
    (folder / "memory.json").write_text(
        json.dumps({"resting": resting, "highest": highest}), encoding="utf-8"
    )
    if job.corrects:
        _table(desk).write_parquet(folder / "corrected.parquet")
        timed(times.steps, "withdraw it", desk.store.withdraw, batches[-1], by="", why="benchmark")
        _table(desk).write_parquet(folder / "withdrawn.parquet")
    if job.opens:
        forget_columns(desk.store)
        forget_shapes(desk.store.url)
        timed(times.steps, "first map", _first_map, desk)
    times.loaded_mb = own_mb()
    desk.store.close()
    write_times(folder, times)
    return times


def _all_kept(receipt: Receipt) -> None:
    if (
        receipt.held
        or receipt.set_aside
        or receipt.read != receipt.accepted + receipt.updated + receipt.duplicates
    ):
        raise AssertionError(f"not every row was kept: {receipt.notes}")


def _first_map(desk: Desk) -> None:
    assess(load_snapshot(desk.store, desk.partnership), DEFAULT, ANALYST)


def _table(desk: Desk) -> pl.DataFrame:
    return desk.store.incidents(KEPT).sort("agency", "reference")


def _sums(desk: Desk) -> pl.DataFrame:
    """Sum up what is kept of each file, in the database."""
    known = schema.incidents.c
    query = (
        select(
            func.count().label("rows"),
            func.min(known.reference).label("first"),
            func.max(known.reference).label("last"),
            func.sum(known.x).label("x"),
            func.sum(known.y).label("y"),
            func.sum(known.hour).label("hours"),
            func.min(known.occurred_from).label("first_day"),
            func.max(known.reported_on).label("last_day"),
        )
        .group_by(known.batch)
        .order_by(known.batch)
    )
    with desk.store.reading() as connection:
        return pl.DataFrame([dict(row) for row in connection.execute(query).mappings()])


if __name__ == "__main__":
    where = Path(sys.argv[1])
    said = json.loads((where / "job.json").read_text(encoding="utf-8"))
    run(Job(**{**said, "files": tuple(said["files"])}), where)
