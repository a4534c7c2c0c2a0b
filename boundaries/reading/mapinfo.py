"""MapInfo tables looked at before anything else opens them: a table of its own, not a list of other files."""

import re
from pathlib import Path

from boundaries.errors import BoundaryError

__all__ = ["check_mapinfo"]

NATIVE = re.compile(rb"^\s*Type\s+NATIVE\b", re.IGNORECASE | re.MULTILINE)
POINTS_ELSEWHERE = re.compile(
    rb"\bIsSeamless\b|\bcreate\s+view\b|\bopen\s+table\b|^\s*File\s+\"", re.I | re.M
)
NEEDED = (".dat", ".map", ".id")
LONGEST = 1_000_000


def check_mapinfo(file: Path, *, shown: str) -> None:
    """Refuse a .tab that is no table of its own, or whose parts are missing."""
    said = file.read_bytes()[:LONGEST]
    if not NATIVE.search(said) or POINTS_ELSEWHERE.search(said):
        raise BoundaryError(
            f"{shown}: This MapInfo file only points to other files. Save the wards as a table of their own "
            f"(Type NATIVE)."
        )
    absent = [suffix for suffix in NEEDED if not file.with_suffix(suffix).exists()]
    if absent:
        raise BoundaryError(
            f"{shown} cannot be read: its {' and '.join(absent)} part is missing. A MapInfo table needs "
            f".tab, .dat, .map and .id side by side."
        )
