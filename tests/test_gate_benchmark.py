"""The load script counts what its visitors saw, and the bare page's server is told apart from others."""

from pathlib import Path

from benchmarks import serving
from benchmarks.gate import in_turns
from benchmarks.sessions import Load, visit


def test_visitors_and_errors_are_counted(tmp_path: Path) -> None:
    with serving.serve("benchmarks/served/bare.py", tmp_path / "log") as server:
        seen = visit(server, sessions=2, minutes=0.03, thinking_s=(0.0, 0.3))
        assert (len(seen.first), seen.errors) == (2, 0)
        assert seen.again
        name, *figures = seen.line("bare", server)
        assert (name, len(figures), figures[-2]) == ("bare", 7, "0")
        took = in_turns({"bare": server}, rounds=2, reruns=3)["bare"]
        assert (len(took.clock), len(took.processor)) == (6, 2)
        assert server.peak_mb > 50
    assert visit(server, sessions=1, minutes=0.01, thinking_s=(0.0, 0.1)) == Load(errors=1)
