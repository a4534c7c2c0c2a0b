"""The short form of the benchmarks: nothing got slower beside a plain group-by measured in the same run.

No time is held against a clock, only against other work of the same kind on the same rows, and with room:
what is guarded against is work that grows with the rows where it did not, or that is done several times.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from benchmarks.columnar import read_snapshot, write_columns
from benchmarks.harness import Task, Way, measure
from benchmarks.ours import forget
from boundaries.cells import assign_cells
from boundaries.invented import make_borough
from boundaries.study_area import ward_of
from dashboard import situation
from dashboard.filters import DEFAULT
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST
from spatial.density.density_grid import density_on_grid
from spatial.hotspots.dbscan import group_places

ROWS = 100_000
RUNS = 5
ROOM = {"change": 10.0, "cells": 3.0, "wards": 3.0, "groups": 45.0, "density": 3.0}
"""Times the group-by that each may take; each is about three times what was seen, or more."""


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, pd.DataFrame]]:
    folder = tmp_path_factory.mktemp("short")
    partnership = make_borough(folder / "borough")
    file = write_columns(partnership, folder / "rows.parquet", rows=ROWS)
    frame = pl.read_parquet(file, columns=["x", "y", "lon", "lat", "category", "strands", "occurred_from"])
    yield read_snapshot(file, partnership), frame.to_pandas()


def ratio(frame: pd.DataFrame, work: Callable[[], Any], runs: int = RUNS) -> tuple[float, float]:
    """Say how many times as long a piece of work takes as the group-by of the same rows, each at its best.

    The second is how long the group-by takes, in seconds of processor.
    """
    at = frame["x"].to_numpy() * 1e7 + frame["y"].to_numpy()

    def group_by() -> tuple[Any, Any]:
        return frame.groupby(["category", "strands"]).size(), np.unique(at, return_counts=True)

    ways = [Way("group-by", group_by), Way("ours", work, before=forget)]
    seen = measure(Task("the guard", len(frame)), ways, runs=runs)
    plain = min(seen["group-by"].cpu_s)
    return min(seen["ours"].cpu_s) / plain, plain


def change(snapshot: Snapshot) -> Callable[[], Any]:
    """Ask another question each time."""
    days = iter(range(364, 0, -1))
    return lambda: situation.assess(snapshot, DEFAULT.with_(days=next(days), resolution=9), ANALYST)


def test_a_change_of_filter_keeps_its_ratio_and_a_slower_one_is_noticed(
    rows: tuple[Snapshot, pd.DataFrame], monkeypatch: pytest.MonkeyPatch, proof: Callable[[str], None]
) -> None:
    snapshot, frame = rows
    seen, plain = ratio(frame, change(snapshot))
    proof(f"a change of filter at {ROWS:,}: {seen:.1f} times a group-by")
    assert seen <= ROOM["change"]
    survey = situation.survey

    def slowed(*given: Any) -> Any:
        end = time.process_time() + 2 * ROOM["change"] * plain
        while time.process_time() < end:
            survey(*given)
        return survey(*given)

    monkeypatch.setattr(situation, "survey", slowed)
    slow, _ = ratio(frame, change(snapshot), runs=2)
    assert slow > ROOM["change"]


def pieces(snapshot: Snapshot, frame: pd.DataFrame) -> dict[str, Callable[[], Any]]:
    """List what each step does with all rows, or with the places that they were counted at."""
    lon, lat, x, y = (frame[name].to_numpy() for name in ("lon", "lat", "x", "y"))
    area, places = snapshot.study_area, snapshot.places
    weight = np.bincount(snapshot.records["place"].to_numpy(), minlength=places.x.size)
    how = {"bandwidth_m": 240.0, "step_m": 50.0, "kernel": "gaussian"}
    inside = places.ward >= 0
    at = places.x[inside], places.y[inside], weight[inside]
    return {
        "cells": lambda: assign_cells(lon, lat, resolution=9),
        "wards": lambda: ward_of(area, x, y),
        "groups": lambda: group_places(*at, radius_m=50.0, min_reports=60),
        "density": lambda: density_on_grid(area.outline, *at, **how),
    }


@pytest.mark.parametrize("piece", ["cells", "wards", "groups", "density"])
def test_a_step_keeps_its_ratio(
    rows: tuple[Snapshot, pd.DataFrame], piece: str, proof: Callable[[str], None]
) -> None:
    seen, _ = ratio(rows[1], pieces(*rows)[piece])
    proof(f"{piece} at {ROWS:,}: {seen:.2f} times a group-by")
    assert seen <= ROOM[piece]


def test_memory_of_an_incident_is_within_its_aim(rows: tuple[Snapshot, pd.DataFrame]) -> None:
    snapshot, _ = rows
    held = snapshot.records.estimated_size() + snapshot.numbers.estimated_size()
    assert held / ROWS <= 60
