"""The parts of docs/performance.md: each is written by itself and leaves the others as they are."""

from pathlib import Path

__all__ = ["PARTS", "put"]

PARTS = (
    *("speed", "england", "answering", "importing", "growing", "hotspots", "near-repeat", "clusters"),
    *("tension", "watching", "signals", "release", "gate", "browser", "capacity", "reach", "siting"),
    *("patrol", "pack"),
)


def put(page: Path, part: str, text: str) -> None:
    """Write one part of a page between its marks; what the other parts said stays."""
    held = page.read_text(encoding="utf-8") if page.exists() else ""
    texts = {name: text if name == part else _between(held, name) for name in PARTS}
    written = [
        f"{_begin(name)}\n{said.strip()}\n{_end(name)}\n" for name, said in texts.items() if said.strip()
    ]
    page.write_text("\n".join(written), encoding="utf-8")


def _begin(part: str) -> str:
    return f"<!-- {part}: written by the benchmarks -->"


def _end(part: str) -> str:
    return f"<!-- end of {part} -->"


def _between(held: str, part: str) -> str:
    begin, end = held.find(_begin(part)), held.find(_end(part))
    return held[begin + len(_begin(part)) : end] if 0 <= begin < end else ""
