"""What was measured, told: lines of a table, JSON lines under var/benchmarks, and pictures for the page."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from benchmarks.harness import Measured, Seen, Spread, exponent, spread
from benchmarks.machine import commit, describe
from benchmarks.report import table

__all__ = [
    "HEADER",
    "KEPT",
    "PICTURES",
    "draw_growth",
    "growth_of",
    "keep",
    "lines_of",
    "read",
    "table_of",
    "time_of",
]

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "var" / "benchmarks"
PICTURES = ROOT / "docs" / "pictures"
HEADER = ("what", "way", "time (quartiles; ends), runs", "highest memory", "time / ours (quartiles)")


def lines_of(measured: Measured) -> list[tuple[str, ...]]:
    """Give a line of the table for every way."""
    what = f"{measured.task.what}, {measured.task.size:,} {measured.task.unit}"
    lines = []
    for seen in measured.seen:
        if seen.stopped:
            lines.append((what, seen.name, seen.stopped, "", ""))
            continue
        memory = f"{max(seen.peak_mb):,.0f} MB" if seen.peak_mb else ""
        ratio = None if seen is measured.seen[0] else measured.ratio(seen.name)
        times = f"{_number(ratio.median)} ({_number(ratio.low)} to {_number(ratio.high)})" if ratio else ""
        lines.append((what, seen.name, time_of(seen), memory, times))
    return lines


def table_of(many: Sequence[Measured]) -> str:
    """Write the table, and below it what was held equal and which ways had fewer runs."""
    said = [f"{m.task.what}, {m.task.size:,}: {m.said}." for m in many if m.said]
    said += [
        f"{m.task.what}, {m.task.size:,}: {seen.name} was {seen.fewer}."
        for m in many
        for seen in m.seen
        if seen.fewer
    ]
    below = "".join(f"- {each}\n" for each in said)
    return (
        table(HEADER, [line for m in many for line in lines_of(m)]) + "\n" + (f"\n{below}" if below else "")
    )


def time_of(seen: Seen) -> str:
    """Write the time of one way: the median, the quartiles, the ends and how many runs."""
    found = spread(seen.took)
    if found.runs == 1:
        return f"{_seconds(found.median)}, 1 run"
    quartiles = f"{_seconds(found.low)} to {_seconds(found.high)}"
    ends = f"{_seconds(found.least)} to {_seconds(found.most)}"
    return f"{_seconds(found.median)} ({quartiles}; {ends}), {found.runs}"


def growth_of(many: Sequence[Measured], way: str) -> Spread | None:
    """Fit the power of N with which a way's time grows over all sizes that it finished."""
    ended = [m for m in many if not m[way].stopped and m[way].took]
    if len({m.task.size for m in ended}) < 2:
        return None
    return exponent([m.task.size for m in ended], [m[way].took for m in ended])


def keep(part: str, many: Sequence[Measured], folder: Path = KEPT) -> Path:
    """Add a line of JSON for every way of every task, with the machine, the commit, the date and the load."""
    folder.mkdir(parents=True, exist_ok=True)
    machine, at = describe(), commit()
    file = folder / f"{part}.jsonl"
    with file.open("a", encoding="utf-8") as out:
        for measured in many:
            for seen in measured.seen:
                said = {key: value for key, value in asdict(seen).items() if key != "answer"}
                where = {"commit": at, "date": measured.at.isoformat(), "load": measured.load}
                out.write(json.dumps({**asdict(measured.task), **said, **where, "machine": machine}) + "\n")
    return file


def read(part: str, folder: Path = KEPT) -> list[dict[str, Any]]:
    """Take up the lines that were kept, the oldest first."""
    file = folder / f"{part}.jsonl"
    return (
        [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []
    )


def draw_growth(name: str, many: Sequence[Measured], title: str, folder: Path = PICTURES) -> Path:
    """Draw time against size, a line for each way, on scales of powers of ten."""
    rows = [
        {"size": m.task.size, "way": seen.name, **asdict(spread(seen.took))}
        for m in many
        for seen in m.seen
        if seen.took and not seen.stopped
    ]
    sizes = sorted({row["size"] for row in rows})
    powers = alt.Scale(type="log", domain=[sizes[0], sizes[-1]], nice=False)
    x = alt.X("size:Q", title=many[0].task.unit, scale=powers, axis=alt.Axis(values=sizes, format="~s"))
    y = alt.Y(
        "median:Q", title="seconds", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g", tickCount=5)
    )
    names = alt.Legend(labelLimit=400, symbolStrokeWidth=2)
    ways = alt.Color("way:N", title=None, scale=alt.Scale(scheme="tableau10"), sort=None, legend=names)
    base = alt.Chart(alt.Data(values=rows), title=title, width=460, height=300).encode(x=x, color=ways)
    marks = base.mark_line(point=alt.OverlayMarkDef(size=45)).encode(
        y=y, shape=alt.Shape("way:N", sort=None, legend=None)
    )
    ends = base.mark_rule(opacity=0.6).encode(y=alt.Y("least:Q", title="seconds"), y2="most:Q")
    chart = (ends + marks).configure(font="DejaVu Sans", background="white")
    file = folder / f"performance-{name}.svg"
    file.write_text(vl_convert.vegalite_to_svg(chart.to_json()), encoding="utf-8")
    return file


def _seconds(value: float) -> str:
    if value < 1e-3:
        return f"{1e6 * value:.0f} µs"
    if value < 0.1:
        return f"{1000 * value:.1f} ms"
    if value < 1:
        return f"{1000 * value:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s"


def _number(value: float) -> str:
    return f"{value:,.2f}" if value < 10 else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"
