"""The files that a partnership file names: paths made whole, patterns matched, parts found."""

import os
import re
from pathlib import Path

from boundaries.errors import BoundaryError

__all__ = ["existing", "matching", "parts"]

ELSEWHERE = re.compile(r"^(?:/?vsi|[A-Za-z][A-Za-z0-9+._-]+:)|://", re.IGNORECASE)
SEVERAL_PARTS = {".shp", ".tab", ".gpkg"}


def existing(text: str, base: Path, *, key: str) -> Path:
    """Make the path of a file whole.

    Raises
    ------
    BoundaryError
        If it is an address instead of a path, or there is no such file.
    """
    file = _whole(text, base, key=key)
    if not file.is_file():
        raise BoundaryError(
            f"{key}: there is no file {file}. Relative paths count from the partnership file's folder."
        )
    return file


def matching(said: list[str], base: Path, *, key: str) -> list[Path]:
    """Find the files of some patterns, where `*` and `?` stand for parts of a name."""
    found: list[Path] = []
    for text in said:
        pattern = _whole(text, base, key=key)
        matches = sorted(file for file in pattern.parent.glob(pattern.name) if file.is_file())
        if not matches:
            raise BoundaryError(f"{key}: no file matches {pattern}.")
        found += matches
    return list(dict.fromkeys(found))


def parts(file: Path) -> list[Path]:
    """List a file with its other parts: of a shapefile or MapInfo file, or a GeoPackage's log."""
    if file.suffix.lower() not in SEVERAL_PARTS:
        return [file]
    beside = [*file.parent.glob(f"{file.stem}.*")] if file.suffix.lower() != ".gpkg" else []
    beside += file.parent.glob(f"{file.name}-*")
    return [file, *sorted(p for p in beside if p.is_file() and p != file)]


def _whole(text: str, base: Path, *, key: str) -> Path:
    """Fill in environment variables and make a path whole."""

    def value(match: re.Match[str]) -> str:
        found = os.environ.get(match["name"]) or match["otherwise"]
        if found is None:
            raise BoundaryError(
                f"{key}: the environment variable {match['name']} is not set. Set it, or write "
                f"${{{match['name']}:-path}} to say what holds without it."
            )
        return found

    filled = re.sub(r"\$\{(?P<name>[A-Za-z_]\w*)(?::-(?P<otherwise>[^}]*))?\}", value, text)
    if ELSEWHERE.search(filled) or "\x00" in filled:
        raise BoundaryError(
            f"{key}: the name is not allowed. Only files on this machine are read: save the file here "
            f"and name it by its path."
        )
    return Path(os.path.normpath(base / filled))
