"""`python -m benchmarks`: measure, print the tables, write docs/performance.md.

`python -m benchmarks speed`, `england`, `answering`, `importing`, `hotspots`, `near-repeat`, `clusters`,
`tension`, `watching`, `signals`, `release`, `gate`, `browser`, `journeys`, `capacity`, `reach`, `siting`,
`patrol` and `pack` measure one part and leave the others' figures on the page; so does `python -m
benchmarks importing --rows 10000000`, the long run.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table

from benchmarks.answer import Times
from benchmarks.browser import hold_browser
from benchmarks.capacity import hold_capacity
from benchmarks.clusters import hold_clusters
from benchmarks.contest import ROOT, Contest, Size, hold
from benchmarks.england import hold_england
from benchmarks.gate import hold_gate
from benchmarks.hotspots import hold_hotspots
from benchmarks.importing import hold_databases, hold_growth, hold_openings, server
from benchmarks.journeys import hold_journeys
from benchmarks.machine import commit, describe
from benchmarks.near_repeat import hold_near_repeat
from benchmarks.pack import hold_pack
from benchmarks.page import page
from benchmarks.parts import put
from benchmarks.patrol import hold_patrol
from benchmarks.reach import hold_reach
from benchmarks.releasing import hold_releases
from benchmarks.report import HEADER, rows_of
from benchmarks.signals import hold_signals
from benchmarks.siting import hold_siting
from benchmarks.speed import SIZES as SPEED_SIZES
from benchmarks.speed import hold_speed
from benchmarks.store_page import circumstances, growth, store_page
from benchmarks.tension import hold_tension
from benchmarks.watching import hold_watching
from boundaries.invented import make_borough

SIZES = (
    Size(10_000, ours=3, usual=3, exact=True),
    Size(100_000, ours=3, usual=3, exact=True),
    Size(100_000, ours=3, usual=1, all_distinct=True),
    Size(1_000_000, ours=3, usual=1, exact=True),
)
BY_ITSELF: dict[str, Callable[[Callable[[str], None]], str]] = {
    "hotspots": hold_hotspots,
    "near-repeat": hold_near_repeat,
    "clusters": hold_clusters,
    "tension": hold_tension,
    "watching": hold_watching,
    "signals": hold_signals,
    "release": hold_releases,
    "gate": hold_gate,
    "browser": hold_browser,
    "journeys": hold_journeys,
    "capacity": hold_capacity,
    "reach": hold_reach,
    "siting": hold_siting,
    "patrol": hold_patrol,
    "pack": hold_pack,
}
"""Parts that need no partnership, in the order of the page."""
RUNS = 3
ENGLAND_ROWS = 10_000_000
ROWS_HELP = (
    "speed: this size too; england: so many; answering: only this size; importing: only so many rows, file "
    "after file"
)
ROWS = 1_000_000


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = ("speed", "england", "answering", "importing", *BY_ITSELF)
    asked.add_argument("part", nargs="?", choices=parts, help="only this part")
    asked.add_argument("--rows", type=int, action="append", help=ROWS_HELP)
    asked.add_argument("--page", type=Path, default=ROOT / "docs" / "performance.md", help="where to write")
    given = asked.parse_args()
    if given.rows and given.part not in ("speed", "england", "answering", "importing"):
        asked.error("--rows needs to know of which part: speed, england, answering or importing")
    console = Console()
    if given.part in (None, "speed"):
        sizes = sorted({*SPEED_SIZES, *(given.rows or ())})
        put(given.page, "speed", hold_speed(lambda text: console.print(Markdown(text)), sizes=sizes))
    if given.part in (None, "england"):
        rows = max(given.rows) if given.part and given.rows else ENGLAND_ROWS
        put(given.page, "england", hold_england(lambda text: console.print(Markdown(text)), rows=rows))
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        partnership = make_borough(Path(folder) / "borough")
        if given.part in (None, "answering"):
            put(given.page, "answering", _answering(partnership, Path(folder), given.rows or [], console))
        if given.part in (None, "importing") and not given.rows:
            put(given.page, "importing", _importing(partnership, Path(folder), console))
        for rows in given.rows or [] if given.part == "importing" else []:
            put(given.page, "growing", _growing(partnership, Path(folder) / f"{rows}", rows, console))
    for part, hold_part in BY_ITSELF.items():
        if given.part in (None, part):
            put(given.page, part, hold_part(lambda text: console.print(Markdown(text))))
    console.print(f"Written to {given.page}.")


def _answering(partnership: Path, folder: Path, rows: list[int], console: Console) -> str:
    """Hold our way from files to an answer against the usual one."""
    begun, contests = time.monotonic(), list[Contest]()
    for size in SIZES:
        if rows and size.rows not in rows:
            continue
        contests.append(hold(size, partnership, folder / "work"))
        table = Table(*HEADER)
        for line in rows_of(contests[-1]):
            table.add_row(*line)
        console.print(table)
    minutes = (time.monotonic() - begun) / 60
    return page(contests, describe(), commit=commit(), today=date.today(), minutes=minutes)


def _importing(partnership: Path, folder: Path, console: Console) -> str:
    """Hold the store against Polars, PostgreSQL against SQLite, and file after file against the first."""
    begun = time.monotonic()
    with server() as postgresql:
        urls = {
            "SQLite": [f"sqlite:///{folder}/store-{run}.sqlite" for run in range(RUNS)],
            "PostgreSQL": [postgresql.new_database(f"store_{run}") for run in range(RUNS)],
        }
        stores = hold_databases(partnership, folder / "databases", urls=urls)
    grown = hold_growth(partnership, folder / "growth", rows=ROWS)
    url = f"sqlite:///{folder}/growth/store.sqlite"
    opened = hold_openings(partnership, folder / "openings", url=url, runs=RUNS)
    runs = [*stores.polars, *(run for each in stores.runs.values() for run in each), grown.ours]
    runs += [*opened.parquet, *(run for each in opened.ours.values() for run in each)]
    return _told(store_page(stores, grown, opened), runs, begun, console)


def _growing(partnership: Path, folder: Path, rows: int, console: Console) -> str:
    """Import so many rows, file after file."""
    begun = time.monotonic()
    grown = hold_growth(partnership, folder, rows=rows)
    return _told(growth(grown), [grown.ours, grown.polars], begun, console)


def _told(text: str, runs: list[Times], begun: float, console: Console) -> str:
    minutes = (time.monotonic() - begun) / 60
    text += circumstances(runs, describe(), commit=commit(), today=date.today(), minutes=minutes)
    console.print(Markdown(text))
    return text


if __name__ == "__main__":
    main()
