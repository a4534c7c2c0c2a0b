"""Fifty people at once over 200,000 incidents, and over a bare page in the same run."""

import random
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from websockets.exceptions import WebSocketException

from benchmarks.report import table
from benchmarks.serving import Served, serve
from benchmarks.taking_in import Job, run
from benchmarks.visitor import Visitor
from benchmarks.workload import write_files
from boundaries.invented import make_borough
from dashboard.desks.sign_in import mark_as_demo
from ingest.records import open_store

__all__ = ["Load", "hold_sessions", "lay_out", "visit"]

SESSIONS, INCIDENTS = 50, 200_000
THINKING_S = (8.0, 12.0)
MINUTES = 3.0
A_FILE = 250_000
"""So many rows a file has at most."""
QUESTIONS = ("", "days=90", "days=90&strand=race", "days=365&strand=religion", "strand=disability")
HEADER = (
    "page",
    "first answer, median",
    "95 of 100",
    "again, median",
    "95 of 100",
    "again",
    "errors",
    "memory",
)


@dataclass
class Load:
    """What the visitors of one server saw: seconds to the first answer and to every later one."""

    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    errors: int = 0

    def line(self, name: str, server: Served) -> tuple[str, ...]:
        """Give the line of the table."""
        shares = [np.quantile(took, share) for took in (self.first, self.again) for share in (0.5, 0.95)]
        return (
            name,
            *(f"{took:.2f} s" for took in shares),
            f"{len(self.again):,}",
            f"{self.errors}",
            f"{server.peak_mb:,.0f} MB",
        )


def visit(
    server: Served, *, sessions: int, minutes: float, thinking_s: tuple[float, float] = THINKING_S
) -> Load:
    """Have so many people look at a page for a while, each thinking between two answers."""
    seen, guard, until = Load(), threading.Lock(), time.monotonic() + 60 * minutes

    def note(where: list[float], took: float, visitor: Visitor) -> None:
        with guard:
            where.append(took)
            seen.errors += visitor.faults
        visitor.faults = 0

    def one(number: int) -> None:
        dice = random.Random(number)
        time.sleep(dice.uniform(0, thinking_s[1]))
        try:
            with Visitor(server.host, query=QUESTIONS[number % len(QUESTIONS)], keeps=False) as visitor:
                note(seen.first, visitor.rerun(patience_s=120), visitor)
                while True:
                    time.sleep(dice.uniform(*thinking_s))
                    note(seen.again, visitor.rerun(), visitor)
                    if time.monotonic() > until:
                        return
        except (OSError, TimeoutError, WebSocketException):
            with guard:
                seen.errors += 1

    people = [threading.Thread(target=one, args=(number,)) for number in range(sessions)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return seen


def lay_out(folder: Path, *, incidents: int) -> dict[str, str]:
    """Make a store of so many incidents, as the demo's, and give the environment that opens it."""
    partnership = make_borough(folder / "borough")
    url = f"sqlite:///{folder}/store.sqlite"
    store = open_store(url)
    mark_as_demo(store)
    store.close()
    files = -(-incidents // A_FILE)
    written = write_files(partnership, folder / "files", rows=incidents // files, files=files)
    (folder / "out").mkdir()
    run(Job(url, str(partnership), tuple(str(file) for file in written)), folder / "out")
    return {
        "COMMON_GROUND_STORE": url,
        "COMMON_GROUND_PARTNERSHIP": str(partnership),
        "COMMON_GROUND_FORMATS": str(folder / "formats"),
    }


def hold_sessions(
    told: Callable[[str], None],
    *,
    sessions: int = SESSIONS,
    incidents: int = INCIDENTS,
    minutes: float = MINUTES,
    thinking_s: tuple[float, float] = THINKING_S,
) -> str:
    """Hold the map of hot spots against a bare page, one after the other in one run."""
    lines = []
    with tempfile.TemporaryDirectory(prefix="sessions-") as name:
        folder = Path(name)
        told(f"Taking in {incidents:,} incidents.")
        environment = lay_out(folder, incidents=incidents)
        for what, app in (("bare page", "benchmarks/served/bare.py"), ("hot spots", "streamlit_app.py")):
            with serve(app, folder / "log", environment) as server:
                told(f"{sessions} people look at: {what}.")
                seen = visit(server, sessions=sessions, minutes=minutes, thinking_s=thinking_s)
                lines.append(seen.line(what, server))
    return "\n".join(
        [
            "### Many at once\n",
            f"{sessions} people for {minutes:g} minutes, each {thinking_s[0]:g} to {thinking_s[1]:g} s "
            f"between two answers; {incidents:,} incidents; the visitors on the same machine. An error is an "
            "answer that did not come, or one with an error in it.\n",
            table(HEADER, lines),
            "",
        ]
    )
