"""The board of tension and its trends against the bare group-by of the same incidents, in turn in one run."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.side_by_side import in_turn
from benchmarks.tension_town import LAST_DAY, make_town
from dashboard.answers.tension.alarms import alarms_on
from dashboard.answers.tension.assess import Board, periods_of, tension
from dashboard.answers.tension.incidents import weekly_cube
from dashboard.snapshot import Snapshot
from dashboard.viewer import ANALYST

__all__ = ["alarms_of", "bare", "board_and_trends", "exploded", "from_records", "hold_tension", "same"]

INCIDENTS, REPORTS = 200_000, 5_000
RUNS = 9
BY = ("ward", "strand", "week", "agency")
HEADER = ("what", "way", "time", "processor time", "time / group-by", "processor / group-by")


def exploded(snapshot: Snapshot) -> pl.DataFrame:
    """Give a row an incident and strand: its ward, strand, week and agency, ready to be counted."""
    first = int(snapshot.records["first"].min())  # type: ignore[arg-type]
    week = (pl.col("first") - first) // 7
    rows = snapshot.records.select("ward", "strands", "agency", week.alias("week"))
    return pl.concat(
        [
            rows.filter((pl.col("strands") & (1 << bit)) > 0).select(
                "ward", "week", "agency", strand=pl.lit(bit, dtype=pl.Int8)
            )
            for bit in range(len(snapshot.policy.strands))
        ]
    )


def bare(rows: pl.DataFrame) -> pl.DataFrame:
    """Count by ward, strand, week and source, and nothing else."""
    return rows.group_by(*BY).len()


def from_records(snapshot: Snapshot) -> pl.DataFrame:
    """Count the same from the records as they lie in memory, a row an incident."""
    return bare(exploded(snapshot))


def alarms_of(snapshot: Snapshot) -> pd.DataFrame:
    """Look for the alarms of the two weeks, which the board is then given."""
    period, previous = periods_of(snapshot, span="week")
    return alarms_on(snapshot, ANALYST, [previous.last, period.last])


def board_and_trends(snapshot: Snapshot, alarms: pd.DataFrame) -> tuple[Board, np.ndarray]:
    """Make the whole board of a week and the weekly counts of all its lines."""
    board = tension(snapshot, ANALYST, span="week", alarms=alarms)
    return board, weekly_cube(snapshot, LAST_DAY)[0]


def same(counted: pl.DataFrame, cube: np.ndarray) -> None:
    """See that the group-by and the cube count the same.

    Raises
    ------
    AssertionError
        If they do not.
    """
    other = np.zeros_like(cube)
    at = tuple(counted[name].to_numpy().astype(np.int64) for name in BY)
    other[at] = counted["len"].to_numpy()
    if not (other == cube).all():
        raise AssertionError("the group-by and the board's cube do not count the same")


def hold_tension(told: Callable[[str], None]) -> str:
    """Hold the board and its trends against the group-by."""
    with tempfile.TemporaryDirectory(prefix="tension-") as folder:
        snapshot = make_town(Path(folder), incidents=INCIDENTS, reports=REPORTS)
    begun = time.process_time()
    alarms = alarms_of(snapshot)
    watching = time.process_time() - begun
    rows = exploded(snapshot)
    ways: dict[str, Callable[[], Any]] = {
        "bare group-by": lambda: bare(rows),
        "group-by from the records": lambda: from_records(snapshot),
        "the weekly cube": lambda: weekly_cube(snapshot, LAST_DAY),
        "the board": lambda: tension(snapshot, ANALYST, span="week", alarms=alarms),
        "the board and the cube": lambda: board_and_trends(snapshot, alarms),
    }
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for work in ways.values():
        work()
    timed = {name: _spending(work, spent[name]) for name, work in ways.items()}
    held = in_turn(timed, runs=dict.fromkeys(ways, RUNS))
    same(held[0].answer, held[-1].answer[1])
    same(held[1].answer, held[2].answer[0])
    first = held[0]
    lines = [
        (
            f"{INCIDENTS:,} incidents",
            way.name,
            _span(way.took),
            _span(spent[way.name]),
            f"{median(way.took) / median(first.took):.1f}",
            f"{median(spent[way.name]) / median(spent[first.name]):.1f}",
        )
        for way in held
    ]
    board, cube = held[-1].answer
    machine = describe()
    text = "\n".join(
        [
            "## The board of tension\n",
            f"{cube.shape[0] - 1} wards, {cube.shape[1]} strands and {cube.shape[2]} weeks; "
            f"{INCIDENTS:,} incidents "
            f"of {cube.shape[3]} agencies ({rows.height:,} with their second strands) and {REPORTS:,} graded "
            "reports. The bare group-by counts ward, strand, week and source of rows that lie "
            "ready, on every "
            "core. The board reads the incidents of a year and the reports, indicates the levels of "
            "two weeks, "
            f"and writes {len(board.cells):,} cells with their reasons and {len(board.lines):,} "
            f"lines; the alarms "
            f"are given (looking for them takes {watching:.1f} s of processor time, once a data "
            f"version). The "
            "cube is what the trends are drawn from. Group-by and cube count the same.\n",
            table(HEADER, lines),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; "
            f"{machine['versions']}; commit {commit()}; in turn in one run, median of {RUNS} (least "
            f"to most). "
            "Again: `python -m benchmarks tension`.\n",
        ]
    )  # fmt: skip
    told(text)
    return text


def _spending(work: Callable[[], Any], spent: list[float]) -> Callable[[], Any]:
    """Have the processor time of each run written down."""

    def run() -> Any:
        begun = time.process_time()
        answer = work()
        spent.append(time.process_time() - begun)
        return answer

    return run


def _span(took: list[float]) -> str:
    least, middle, most = (1000 * value for value in (min(took), median(took), max(took)))
    return f"{middle:,.0f} ms ({least:,.0f} to {most:,.0f})"
