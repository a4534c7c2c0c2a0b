"""A pack of the demo from the shell, in a process of its own: what it may take."""

from collections.abc import Callable

from benchmarks.pack import AIM_MB, AIM_S, pack_words, run_child
from tests.conftest import Demo


def test_a_pack_keeps_to_its_time_and_memory(demo: Demo, proof: Callable[[str], None]) -> None:
    made = run_child(pack_words("network_meeting", "docx", demo.folder), demo.folder)
    assert (demo.folder / "network_meeting.docx").stat().st_size > 100_000
    assert 50 < made.own_mb <= AIM_MB
    assert 0 < made.processor_s <= AIM_S
    proof(f"meeting pack as DOCX: {made.processor_s:.1f} s of processor, {made.own_mb:.0f} MB of its own")
