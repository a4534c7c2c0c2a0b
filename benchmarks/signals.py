"""The nightly look: every line's weeks, and a scan with 999 chance maps of every group of reports."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.machine import commit, describe
from benchmarks.report import table
from boundaries.partnership import load_partnership
from dashboard.answers.signals import LookOut, signals
from dashboard.demo.making import make_demo
from dashboard.desks.importing import Store, open_records
from dashboard.desks.signals import keep_look_out, look_out
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot, load_snapshot
from dashboard.survey import survey
from dashboard.viewer import ANALYST

__all__ = ["Took", "hold_signals", "night"]

MAPS = 999
LIMIT_S = 60.0
HEADER = ("what", "time", "processor time", "longest without a word of progress")


@dataclass
class Took:
    """Seconds on the clock and of the processors, and when progress was told."""

    clock: float = 0.0
    processor: float = 0.0
    told: list[float] = field(default_factory=list)

    @property
    def silence(self) -> float:
        """The longest time without progress."""
        return max((late - early for early, late in zip(self.told, self.told[1:], strict=False)), default=0.0)


def night(snapshot: Snapshot, *, maps: int = MAPS) -> tuple[LookOut, Took]:
    """Look at everything, as the schedule does at night."""
    took = Took(told=[time.perf_counter()])
    clock, processor = time.perf_counter(), time.process_time()
    found = signals(
        snapshot,
        ANALYST,
        false_a_year=snapshot.partnership.false_signals_a_year,
        replicates=maps,
        told=lambda done: took.told.append(time.perf_counter()),
    )
    took.clock, took.processor = time.perf_counter() - clock, time.process_time() - processor
    took.told.append(time.perf_counter())
    return found, took


def hold_signals(told: Callable[[str], None]) -> str:
    """Time the first night on a version of the data, keeping what was found, and the same night again."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/common-ground.sqlite"
        make_demo(folder, url, formats=folder / "formats", tell=lambda word: None)
        store = open_records(url)
        snapshot = load_snapshot(store, load_partnership(folder / "partnership.toml"))
        night(snapshot, maps=19)  # its compiler runs at the first call
        found, took = night(snapshot)
        kept, again = _keep(store, snapshot, found)
        store.engine.dispose()
    reports = survey(snapshot, Filters()).in_area
    settings, machine = found.settings, describe()
    over = "within" if took.clock <= LIMIT_S else "over"
    text = "\n".join(
        [
            "## Early notice, one night\n",
            f"The invented borough: {reports:,} reports on the map in the year, {len(settings['scans'])} "
            f"scans of it (all reports, and each strand with 20 or more) with {MAPS} chance maps each, "
            f"circles up to {settings['scan_widest_m'] / 1000:g} km around {_cells(snapshot):,} cells and "
            f"up to {settings['scan_longest_days']} days, and {settings['weekly_lines']:,} weekly lines. The "
            f"look took {took.clock:,.0f} s on the clock: {over} the {LIMIT_S:.0f} s that it may take.\n",
            table(
                HEADER,
                [
                    (
                        "the look",
                        f"{took.clock:,.1f} s",
                        f"{took.processor:,.1f} s",
                        f"{took.silence:,.1f} s",
                    ),
                    ("keeping what it found", f"{kept:,.2f} s", "", ""),
                    ("the same data again", f"{again:,.2f} s", "", ""),
                ],
            ),
            "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; {machine['versions']}; commit {commit()}. One run. Again: "
            "`python -m benchmarks signals`.\n",
        ]
    )
    told(text)
    return text


def _keep(store: Store, snapshot: Snapshot, found: LookOut) -> tuple[float, float]:
    """Keep a look, and ask for another at the same data: seconds of each.

    Raises
    ------
    AssertionError
        If the second did anything.
    """
    begun = time.perf_counter()
    keep_look_out(store, found, by="benchmark", seconds=0.0)
    kept = time.perf_counter()
    if look_out(store, snapshot, ANALYST, by="benchmark").was_kept:
        raise AssertionError("the same data were looked at twice")
    return kept - begun, time.perf_counter() - kept


def _cells(snapshot: Snapshot) -> int:
    return int(snapshot.lattice(9)[0].cells.size)
