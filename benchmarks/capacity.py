"""How many people one process serves: sessions by incidents, each changing a filter again and again."""

import random
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.serving import Served, serve
from benchmarks.sessions import lay_out
from benchmarks.visitor import Visitor

__all__ = ["Cell", "change_filters", "hold_capacity", "questions_of"]

SESSIONS = (1, 10, 50)
INCIDENTS = (10_000, 200_000, 1_000_000)
THINKING_S = (4.0, 6.0)
SECONDS = 30.0
CHANGES = 30
"""So many at least: of five, the slowest one would be all that is said of the slow ones."""
WARM_S = 12.0
"""How long a server has to itself before anybody comes: it warms up."""
HEADER = (
    "incidents",
    "people",
    "first page, median",
    "change of filter, median",
    "95 of 100",
    "changes",
    "errors",
    "memory",
    "by person more",
    "processors",
)


@dataclass
class Cell:
    """What so many people saw of one server."""

    first: list[float] = field(default_factory=list)
    changes: list[float] = field(default_factory=list)
    errors: int = 0
    resident_mb: float = 0.0
    busy: float = 0.0


def questions_of(offered: Mapping[str, Sequence[str]], dice: random.Random) -> dict[str, list[str]]:
    """Draw a question: a window, up to two strands, a kind or none."""
    days, strands, kinds = (
        next(widget for widget in offered if widget.endswith(f"-{name}-0"))
        for name in ("ask-days", "ask-Strands", "ask-Kind")
    )
    return {
        days: [dice.choice(offered[days][:3])],
        strands: dice.sample(offered[strands], dice.randint(0, 2)),
        kinds: dice.sample(offered[kinds], dice.randint(0, 1)),
    }


def change_filters(
    server: Served,
    *,
    sessions: int,
    seconds: float = SECONDS,
    thinking_s: tuple[float, float] = THINKING_S,
) -> Cell:
    """Have so many people change a filter for a while, each thinking between two changes."""
    with Visitor(server.host) as scout:
        scout.rerun(patience_s=180)
        offered = scout.offered()
    seen, guard, until = Cell(), threading.Lock(), time.monotonic() + seconds
    spent, begun = server.processor_s, time.monotonic()

    def one(number: int) -> None:
        dice = random.Random(number)
        time.sleep(dice.uniform(0, thinking_s[1]))
        try:
            with Visitor(server.host, keeps=False) as visitor:
                took = visitor.rerun(patience_s=120)
                with guard:
                    seen.first.append(took)
                while time.monotonic() < until:
                    time.sleep(dice.uniform(*thinking_s))
                    took = visitor.rerun(patience_s=120, picked=questions_of(offered, dice))
                    with guard:
                        seen.changes.append(took)
                        seen.errors += visitor.faults
                    visitor.faults = 0
                everybody.wait(120)
        except (OSError, TimeoutError, WebSocketException, threading.BrokenBarrierError):
            with guard:
                seen.errors += 1

    def weigh() -> None:
        seen.resident_mb = server.resident_mb  # while everybody is still there

    everybody = threading.Barrier(sessions, action=weigh)
    people = [threading.Thread(target=one, args=(number,)) for number in range(sessions)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    seen.busy = (server.processor_s - spent) / (time.monotonic() - begun)
    return seen


def hold_capacity(
    told: Callable[[str], None],
    *,
    sessions: Sequence[int] = SESSIONS,
    incidents: Sequence[int] = INCIDENTS,
    seconds: float = SECONDS,
) -> str:
    """Measure every number of people over every number of incidents, each over a server started afresh."""
    lines = []
    for rows in incidents:
        with tempfile.TemporaryDirectory(prefix="capacity-") as name:
            folder = Path(name)
            told(f"Taking in {rows:,} incidents.")
            environment = lay_out(folder, incidents=rows)
            alone = 0.0
            for people in sessions:
                with serve("streamlit_app.py", folder / "log", environment) as server:
                    time.sleep(WARM_S)
                    cell = change_filters(server, sessions=people, seconds=_long_enough(seconds, people))
                alone = alone or cell.resident_mb
                lines.append(_line(rows, people, cell, alone))
                told(" | ".join(lines[-1]))
    machine = describe()
    text = "\n".join(
        [
            "## How many people at once\n",
            f"One process, started afresh for each line and left alone for {WARM_S:g} s. Then each person "
            f"opens the map of hot spots and changes a filter for {seconds:g} s, one alone for "
            f"{_long_enough(seconds, 1):g} s (a window, up to two "
            f"strands, a kind or none), thinking {THINKING_S[0]:g} to {THINKING_S[1]:g} s between "
            "an answer and the next change; hardly anybody asks what has been asked before. "
            "Seconds are those until the whole page is sent: "
            "map, tables, and what stands beside the places. The people are programs on the "
            "same machine, which speak as a browser does and draw nothing. Memory is what the process has at "
            "the end, with everybody still there; *by person more* holds the answers that are kept for all "
            "(the last 64), so it falls as more people come. *Processors* is of one core. An error is an "
            "answer that did not come, or one with an error in it.\n",
            table(HEADER, lines),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; commit {commit()}. Again: `python -m benchmarks capacity`.\n",
        ]
    )
    told(text)
    return text


def _long_enough(seconds: float, people: int) -> float:
    return max(seconds, CHANGES * sum(THINKING_S) / 2 / people)


def _line(rows: int, people: int, cell: Cell, alone: float) -> tuple[str, ...]:
    more = f"{(cell.resident_mb - alone) / (people - 1):,.1f} MB" if people > 1 else ""
    quick = np.quantile(cell.changes, (0.5, 0.95)) if cell.changes else (np.nan, np.nan)
    return (
        f"{rows:,}",
        f"{people}",
        f"{np.median(cell.first):.2f} s" if cell.first else "",
        *(f"{took:.2f} s" for took in quick),
        f"{len(cell.changes):,}",
        f"{cell.errors}",
        f"{cell.resident_mb:,.0f} MB",
        more,
        f"{cell.busy:.0%}",
    )
