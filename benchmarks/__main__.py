"""`python -m benchmarks`: measure every size, print the table, write docs/performance.md."""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.contest import ROOT, Contest, Size, hold
from benchmarks.machine import commit, describe
from benchmarks.page import page
from benchmarks.report import HEADER, rows_of
from boundaries.invented import make_borough

SIZES = (
    Size(10_000, ours=3, usual=3, exact=True),
    Size(100_000, ours=3, usual=3, exact=True),
    Size(100_000, ours=3, usual=1, all_distinct=True),
    Size(1_000_000, ours=3, usual=1, exact=True),
)


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--rows", type=int, action="append", help="only this size; may be given several times")
    asked.add_argument("--page", type=Path, default=ROOT / "docs" / "performance.md", help="where to write")
    given = asked.parse_args()
    console, begun, contests = Console(), time.monotonic(), list[Contest]()
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        partnership = make_borough(Path(folder) / "borough")
        for size in SIZES:
            if given.rows and size.rows not in given.rows:
                continue
            contests.append(hold(size, partnership, Path(folder) / "work"))
            table = Table(*HEADER)
            for line in rows_of(contests[-1]):
                table.add_row(*line)
            console.print(table)
    minutes = (time.monotonic() - begun) / 60
    text = page(contests, describe(), commit=commit(), today=date.today(), minutes=minutes)
    given.page.write_text(text, encoding="utf-8")
    console.print(f"Written to {given.page} after {minutes:.1f} minutes.")


if __name__ == "__main__":
    main()
