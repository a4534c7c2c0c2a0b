"""The part of docs/performance.md on files and answers: what was asked of both ways, and what was seen."""

from datetime import date
from statistics import median

from benchmarks.contest import Contest
from benchmarks.report import HEADER, filters, memory, rows_of, steps, table
from benchmarks.usual import TOLERANCE
from spatial.hotspots.dbscan import MOST_LOCATIONS

__all__ = ["page"]

AIMED_AT_ROWS = 1_000_000
INTRODUCTION = f"""\
## From a sender's files to an answer

`make bench` (or `python -m benchmarks answering`) measures our way from file bytes to an answer beside the
usual way, in one run, on the same points. It stops if the two answers differ. Every figure below was seen in
one such run.

**The question.** Invented police exports (`police-cris` format) over the invented borough, in files of at
most 250,000 rows: two years, 25,000 snap points as lumpy as those of real street files, one report in a
hundred outside the area. *First load* is from the files to the answer for the last 365 days. *Change of
filter* is one of six other questions on loaded data: a strand, two kinds, a category, another window, both
years; the figure is the median of the six.

**Ours** takes the files in (a child process with limits reads them, every value is parsed and judged, one
transaction a file writes them to a fresh store), loads the snapshot and calls `assess`: counts, exact Gi*,
ranked places, disclosure control, tables, sentences. Before every change of filter it is made to forget all
that the statistics remember from earlier questions. Whether kernel density and DBSCAN point to the same
places is a question of its own that the page asks afterwards; its time is told below, and the usual way,
which has no such question, works out all three at once.

**The usual way** is pandas `read_csv`, `geopandas.sjoin` with the wards, `h3.latlng_to_cell` in a loop,
`groupby`, classical Gi* by a plain loop over cells and their neighbours, scikit-learn `KernelDensity` at
every grid point inside the area, and scikit-learn `DBSCAN`, both on every point. It checks, keeps, tests and
hides nothing. Four things are made easier for it: it is given the wards in exact metres; it converts points
by the exact transformation (pyproj's own is metres off); joins and cells are kept from the first load; and
kernel density may be {TOLERANCE:.1%} off (the library's default is exact, and far slower: see below).
"""


def page(
    contests: list[Contest], machine: dict[str, str], *, commit: str, today: date, minutes: float
) -> str:
    """Write docs/performance.md."""
    parts = [
        INTRODUCTION,
        "### The figures\n",
        table(HEADER, [line for contest in contests for line in rows_of(contest)]),
        _circumstances(contests, machine["cores"], minutes),
        _aims(contests),
        _exact(contests),
        _remembered(contests),
        "### Where the first load goes\n",
        *[steps(c) for c in contests],
        "### Every change of filter\n",
        *[filters(c) for c in contests],
        "### Memory\n",
        memory(contests),
        "### That the answers are the same\n",
        _equality(contests),
        "### The machine\n",
        "\n".join(f"- {name}: {value}" for name, value in machine.items()),
        f"- commit: {commit}\n- date: {today:%d %B %Y}\n",
    ]
    return "\n".join(part for part in parts if part)


def _circumstances(contests: list[Contest], cores: str, minutes: float) -> str:
    loads = [run.load for c in contests for run in (*c.ours, *c.usual)]
    runs, low, high = "; ".join(_runs(c) for c in contests), min(loads), max(loads)
    return (
        "\nMedian of the runs, and the range where there were several; both ways took turns. Runs of ours "
        f"and of the usual way: {runs}. The whole took {minutes:.0f} minutes. The machine was shared: its "
        f"average load when a run began was {low:.1f} to {high:.1f} on {cores} cores, which slows both, and "
        "ours more, because parts of ours use both cores.\n"
    )


def _runs(contest: Contest) -> str:
    return f"{contest.size.title}: {len(contest.ours)} and {len(contest.usual)}"


def _aims(contests: list[Contest]) -> str:
    """Hold the figures at a million rows against what was aimed at."""
    held = [c for c in contests if c.size.rows == AIMED_AT_ROWS and not c.stopped]
    lines = []
    for c in held:
        for what, measure, aim in (
            ("a change of filter", c.filter_changes, 20.0),
            ("the first load", c.first_loads, 5.0),
            ("memory", c.peaks_mb, 1.0),
        ):
            ratio = median(measure(c.usual)) / median(measure(c.ours))
            said = "met" if ratio >= aim else "not met"
            lines.append(f"- {what}: {ratio:.1f} times less than the usual way; aimed at {aim:g}: {said}.")
    return "\n".join(["At a million rows:\n", *lines, ""]) if lines else ""


def _exact(contests: list[Contest]) -> str:
    lines = [
        f"At {c.size.title} rows the usual way with kernel density as the library comes (exact) took "
        f"{c.exact.first_load:.1f} s for the first load, one run: "
        f"{c.exact.first_load / median(c.first_loads(c.ours)):.1f} times ours."
        for c in contests
        if c.exact
    ]
    return "\n".join([*lines, ""]) if lines else ""


def _remembered(contests: list[Contest]) -> str:
    said = "; ".join(
        f"{c.size.title}: {median(median(run.again.values()) for run in c.ours):.2f} s" for c in contests
    )
    others = "; ".join(
        f"{c.size.title}: {median(median(run.agreement.values()) for run in c.ours):.2f} s"
        for c in contests
        if all(run.agreement for run in c.ours)
    )
    agreeing = f" Whether the other methods agree, asked afterwards: {others}." if others else ""
    return f"Ours, asked the same question again: {said}.{agreeing}\n"


def _equality(contests: list[Contest]) -> str:
    held = [c for c in contests if not c.stopped]
    worst = max((c.density_off for c in held), default=float("nan"))
    return (
        "Checked after every round, for each of the seven questions, at "
        f"{'; '.join(c.size.title for c in held)} rows: counts by cell and by ward are equal; Gi* is equal "
        "to nine decimals; DBSCAN has the same core points, parted into the same groups, and the same points "
        "in no group (which of two groups a border point joins is left open by the method); our density at "
        f"its peak is within {worst:.2%} of the sum over every point, corrected at the edge by an integral "
        "of its own, and the usual one within 1 % of the plain sum there. One thing is not compared as it is "
        f"shown: with more than {MOST_LOCATIONS:,} different points in one answer (only 'both years' of the "
        "files whose points all differ) the page's DBSCAN first rounds them to 10 m, and the comparison does "
        "not.\n"
    )
