"""The record store's parts of docs/performance.md: what was measured, beside what, and what was aimed at."""

from datetime import date
from statistics import median

from benchmarks.answer import Times
from benchmarks.importing import Growth, Opened, Stores
from benchmarks.report import seconds, table

__all__ = ["circumstances", "databases", "growth", "openings", "store_page"]

MOST_MB = 1_500
IMPORT_AIM, OPEN_AIM, GROWTH_AIM = 3.0, 5.0, 0.1
EARLY = 3
"""Memory is held against what it was after the fourth file: by then caches have filled."""
INTRODUCTION = """\
# The record store

`make bench` (or `python -m benchmarks importing`) measures the store beside Polars, which only reads and
parses the same columns of the same files, and PostgreSQL beside SQLite. It stops if what is kept differs:
every record of the first file is compared with what Polars read (days, hour, metres, and that each word
became one code); both databases must hold the same after each step; a withdrawal must lead back to where it
started; and the columns that the app opens must equal those in the Parquet file.

**Our import** is the whole way of a file through the desk: a child process with limits reads it, every value
is parsed and judged, every row is accounted for, one transaction writes it (SQLite: WAL, `synchronous=FULL`),
seals it and notes it in the audit. **Polars alone** is `read_csv` and `str.to_datetime`, checks nothing and
keeps nothing.
"""


def store_page(stores: Stores, grown: Growth, opened: Opened) -> str:
    """Write the part of the page that every run of the benchmark measures."""
    return "\n".join((INTRODUCTION, databases(stores), growth(grown), openings(opened)))


def circumstances(
    runs: list[Times], machine: dict[str, str], *, commit: str, today: date, minutes: float
) -> str:
    """Say on what machine, how busy, and when."""
    loads = [run.load for run in runs]
    lines = [
        *(f"- {name}: {value}" for name, value in machine.items()),
        f"- average load when a run began: {min(loads):.1f} to {max(loads):.1f}",
        f"- the whole took {minutes:.0f} minutes",
        f"- commit: {commit}",
        f"- date: {today:%d %B %Y}",
    ]
    return "\n".join(("\nThe machine:\n", *lines, ""))


def databases(stores: Stores) -> str:
    """Set the databases beside each other, and the import beside Polars."""
    alone = _median(stores.polars, "file 1")
    lines = [
        (step, *(seconds(run.steps[step] for run in runs) for runs in stores.runs.values()))
        for step in next(iter(stores.runs.values()))[0].steps
    ]
    peaks = [median(run.peak_mb for run in runs) for runs in stores.runs.values()]
    lines.append(("highest memory, with children", *(f"{peak:,.0f} MB" for peak in peaks)))
    times = {name: _median(runs, "file 1") / alone for name, runs in stores.runs.items()}
    said = ", ".join(f"{ratio:.0f} times that on {name}" for name, ratio in times.items())
    worst, most = max(peaks), max(times.values())
    return (
        f"## Importing {stores.rows:,} rows a file\n\n{table(('what', *stores.runs), lines)}\n\n"
        "File 2 goes into the store that file 1 is in; the corrected file is file 1 with another outcome in "
        "every tenth row; the first map is asked of both files, with nothing kept beside. Median of "
        f"{_number(stores.polars)}, and the range. The memory of the PostgreSQL server is not counted.\n\n"
        "Polars alone reads and parses file 1 in "
        f"{seconds(run.steps['file 1'] for run in stores.polars)}. Importing it takes {said}; aimed at "
        f"{IMPORT_AIM:g}: {_met(most <= IMPORT_AIM)}. Memory at most {worst:,.0f} MB; aimed at under "
        f"{MOST_MB:,} MB: {_met(worst < MOST_MB)}.\n"
    )


def growth(grown: Growth) -> str:
    """Tell whether time and memory stay as they are, file after file."""
    took = list(grown.ours.steps.values())
    early, last = min(EARLY, grown.files - 1), grown.files - 1
    shown = sorted({*range(0, grown.files, max(grown.files // 10, 1)), early, last})
    lines = [
        (f"{n + 1}", f"{took[n]:.1f} s", f"{grown.resting_mb[n]:,.0f} MB", f"{grown.highest_mb[n]:,.0f} MB")
        for n in shown
    ]
    resting, highest = (values[last] / values[early] - 1 for values in (grown.resting_mb, grown.highest_mb))
    held = (
        f"From file {early + 1} to file {last + 1} the memory after a file changed by {resting:+.1%}, the "
        f"highest during one by {highest:+.1%}; aimed at less than {GROWTH_AIM:.0%} more: "
        f"{_met(max(resting, highest) < GROWTH_AIM)}. "
    )
    return (
        f"## {grown.rows:,} rows, in {grown.files} files one after the other in one process\n\n"
        f"{table(('file', 'seconds', 'memory after it', 'highest during it'), lines)}\n\n"
        f"Together {sum(took):.0f} s ({grown.rows / sum(took):,.0f} rows a second); Polars alone "
        f"{sum(grown.polars.steps.values()):.1f} s. {held if last > early else ''}With its children the "
        f"process had at most {grown.ours.peak_mb:,.0f} MB.\n"
    )


def openings(opened: Opened) -> str:
    """Set the first map beside reading the same columns from Parquet."""
    parquet = _median(opened.parquet, "read")
    lines = [
        (step, *(seconds(run.steps[step] for run in runs) for runs in opened.ours.values()))
        for step in next(iter(opened.ours.values()))[0].steps
    ]
    lines.append(("together", *(seconds(run.first_load for run in runs) for runs in opened.ours.values())))
    times = {name: median(run.first_load for run in runs) / parquet for name, runs in opened.ours.items()}
    said = ", ".join(f"{ratio:.1f} times that with {name}" for name, ratio in times.items())
    return (
        f"## The first map from a store of {opened.rows:,} rows\n\n{table(('what', *opened.ours), lines)}\n\n"
        f"In a fresh process, imports of the program not counted; median of {_number(opened.parquet)}, and "
        "the range. `pl.read_parquet` of the same columns, written beforehand: "
        f"{seconds(run.steps['read'] for run in opened.parquet)}. The first map takes {said}; aimed at "
        f"{OPEN_AIM:g}: {_met(min(times.values()) <= OPEN_AIM)}.\n"
    )


def _median(runs: list[Times], step: str) -> float:
    return median(run.steps[step] for run in runs)


def _number(runs: list[Times]) -> str:
    return "one run" if len(runs) == 1 else f"{len(runs)} runs"


def _met(held: bool) -> str:
    return "met" if held else "not met"
