"""The figures as tables: the same ones on the screen and in docs/performance.md."""

from collections.abc import Callable, Iterable
from statistics import median

from benchmarks.answer import Times
from benchmarks.contest import Contest

__all__ = ["HEADER", "filters", "memory", "rows_of", "seconds", "steps", "table"]

HEADER = ("rows", "what", "ours", "the usual way", "usual / ours")


def rows_of(contest: Contest) -> list[tuple[str, ...]]:
    """Give the lines of one size: first load, change of filter, memory."""
    title, c, lines = contest.size.title, contest, list[tuple[str, ...]]()
    if c.stopped:
        nothing = (f"{c.stopped}", "")
        return [
            (title, "first load", seconds(c.first_loads(c.ours)), *nothing),
            (title, "change of filter", seconds(c.filter_changes(c.ours)), *nothing),
            (title, "peak memory", _mb(c.peaks_mb(c.ours)), *nothing),
        ]
    for what, measure, written in (
        ("first load", c.first_loads, seconds),
        ("change of filter", c.filter_changes, seconds),
        ("peak memory", c.peaks_mb, _mb),
    ):
        mine, theirs = measure(c.ours), measure(c.usual)
        ratio = f"{median(theirs) / median(mine):.1f}"
        lines.append((title, what, written(mine), written(theirs), ratio))
    return lines


def table(header: Iterable[str], lines: Iterable[tuple[str, ...]]) -> str:
    """Write a table in Markdown; numbers stand on the right."""
    names = list(header)
    rule = ["---"] * 2 + ["---:"] * (len(names) - 2)
    return "\n".join("| " + " | ".join(line) + " |" for line in (names, rule, *lines))


def steps(contest: Contest) -> str:
    """Give the parts of the first load."""
    lines = []
    for way, runs in (("ours", contest.ours), ("usual", contest.usual)):
        for step, took in _medians(runs, "steps").items() if runs else ():
            lines.append((way, step, f"{took:.2f}"))
    return f"{contest.size.title} rows\n\n{table(('way', 'step', 'seconds'), lines)}\n"


def filters(contest: Contest) -> str:
    """Give every change of filter."""
    ours = _medians(contest.ours, "filters")
    usual = _medians(contest.usual, "filters") if contest.usual else {}
    lines = [
        (contest.size.title, name, f"{ours[name]:.2f} s")
        + ((f"{usual[name]:.2f} s", f"{usual[name] / ours[name]:.1f}") if usual else ("", ""))
        for name in ours
    ]
    return table(("rows", "question", "ours", "the usual way", "usual / ours"), lines) + "\n"


def memory(contests: list[Contest]) -> str:
    """Give the memory, by stage."""
    lines = []
    for c in contests:
        for way, runs in (("ours", c.ours), ("usual", c.usual)):
            if runs:
                cells = [
                    median(getattr(run, part) for run in runs)
                    for part in ("imported_mb", "loaded_mb", "peak_mb")
                ]
                lines.append((c.size.title, way, *(f"{cell:,.0f}" for cell in cells)))
    told = (
        "Highest resident memory in MB: of the process after the imports alone and after the first load; and "
        "of the process and those it started (the reader of files) together, sampled 20 times a second, at "
        "any time of the run. `ru_maxrss` is not used, because a new process inherits it from its parent.\n\n"
    )
    return (
        told + table(("rows", "way", "imports", "after first load", "highest, with children"), lines) + "\n"
    )


def seconds(values: Iterable[float]) -> str:
    """Write the median of some seconds, and the range where there are several."""
    return _spread(values, lambda value: f"{value:.2f}" if value < 10 else f"{value:.1f}", "s")


def _mb(values: list[float]) -> str:
    return _spread(values, "{:,.0f}".format, "MB")


def _spread(given: Iterable[float], write: Callable[[float], str], unit: str) -> str:
    """Write a median, and the range where there is one."""
    values = list(given)
    between = f" ({write(min(values))} to {write(max(values))})" if len(values) > 1 else ""
    return f"{write(median(values))} {unit}{between}"


def _medians(runs: list[Times], part: str) -> dict[str, float]:
    names = getattr(runs[0], part)
    return {name: median(getattr(run, part)[name] for run in runs) for name in names}
