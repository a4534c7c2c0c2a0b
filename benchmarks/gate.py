"""What the gate adds to a bare page that runs again, in turn in one run; and fifty people at once."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.machine import commit, describe
from benchmarks.report import table
from benchmarks.serving import Served, serve
from benchmarks.sessions import hold_sessions
from benchmarks.visitor import Visitor

__all__ = ["Reruns", "hold_gate", "in_turns"]

ROUNDS, RERUNS = 20, 30
AIM = 0.05
HEADER = ("what", "time of a rerun", "processor time of a rerun")


@dataclass
class Reruns:
    """Seconds of a page that ran again: on the clock each, of the processors by round."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def in_turns(servers: dict[str, Served], *, rounds: int, reruns: int) -> dict[str, Reruns]:
    """Have the page of every server run again, round after round, one visitor each."""
    seen = {name: Reruns() for name in servers}
    visitors = {name: Visitor(server.host, keeps=False) for name, server in servers.items()}
    for visitor in visitors.values():
        visitor.__enter__()
        visitor.rerun()
    try:
        for _ in range(rounds):
            for name, visitor in visitors.items():
                before = servers[name].processor_s
                seen[name].clock += [visitor.rerun() for _ in range(reruns)]
                seen[name].processor.append((servers[name].processor_s - before) / reruns)
    finally:
        for visitor in visitors.values():
            visitor.__exit__()
    return seen


def hold_gate(told: Callable[[str], None], *, rounds: int = ROUNDS, reruns: int = RERUNS) -> str:
    """Hold the page behind the gate against the page alone, and fifty sessions against a bare page."""
    with tempfile.TemporaryDirectory(prefix="gate-") as name:
        folder = Path(name)
        with (
            serve("benchmarks/served/bare.py", folder / "bare.log") as bare,
            serve("benchmarks/served/gated.py", folder / "gated.log") as gated,
        ):
            seen = in_turns({"bare page": bare, "behind the gate": gated}, rounds=rounds, reruns=reruns)
    lines = [(way, _ms(took.clock), _ms(took.processor)) for way, took in seen.items()]
    alone, behind = seen["bare page"], seen["behind the gate"]
    clock = median(behind.clock) / median(alone.clock) - 1
    processor = median(behind.processor) / median(alone.processor) - 1
    machine = describe()
    text = "\n".join(
        [
            "## The gate\n",
            f"A bare page runs {rounds * reruns:,} times alone and as often behind the gate, {reruns} at a "
            "time in turn.\n",
            table(HEADER, lines),
            "",
            f"The gate adds {clock:+.1%} on the clock and {processor:+.1%} of processor time; aimed at "
            f"{AIM:.0%} at most: {'met' if clock <= AIM else 'not met'}.\n",
            hold_sessions(told),
            f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; Python "
            f"{machine['python']}; commit {commit()}. Again: `python -m benchmarks gate`.\n",
        ]
    )
    told(text)
    return text


def _ms(took: list[float]) -> str:
    return f"{1000 * median(took):.1f} ms ({1000 * min(took):.1f} to {1000 * max(took):.1f})"
