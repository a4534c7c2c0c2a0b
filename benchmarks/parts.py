"""The parts of docs/performance.md: each is written by itself and leaves the others as they are."""

from pathlib import Path

__all__ = ["PARTS", "put"]

PARTS = (
    *("speed", "england", "answering", "importing", "growing", "hotspots", "near-repeat", "clusters"),
    *("tension", "watching", "signals", "release", "gate", "browser", "journeys", "capacity", "reach"),
    *("siting", "patrol", "pack"),
)


def put(page: Path, part: str, text: str) -> None:
    """Write one part of a page between its marks; everything else stays as it is, whoever wrote it."""
    held = page.read_text(encoding="utf-8") if page.exists() else ""
    begin, end = held.find(_begin(part)), held.find(_end(part))
    if 0 <= begin < end:
        before, after = held[:begin], held[end + len(_end(part)) :]
    else:  # a new one goes before the next that is there
        later = (held.find(_begin(name)) for name in PARTS[PARTS.index(part) + 1 :])
        at = next((place for place in later if place >= 0), len(held))
        before, after = f"{held[:at].rstrip()}\n\n", f"\n\n{held[at:]}"
    written = f"{before}{_begin(part)}\n{text.strip()}\n{_end(part)}{after}"
    page.write_text(f"{written.strip()}\n", encoding="utf-8")


def _begin(part: str) -> str:
    return f"<!-- {part}: written by the benchmarks -->"


def _end(part: str) -> str:
    return f"<!-- end of {part} -->"
