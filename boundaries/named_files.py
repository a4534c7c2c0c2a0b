"""The files that a partnership file names: paths made whole, patterns matched, parts found."""

import os
import re
from pathlib import Path

from boundaries.errors import BoundaryError

__all__ = ["address", "existing", "existing_folder", "matching", "named_folder", "parts"]

ELSEWHERE = re.compile(r"^(?:/?vsi|[A-Za-z][A-Za-z0-9+._-]+:)|://", re.IGNORECASE)
SEVERAL_PARTS = {".shp", ".tab"}


def address(name: str) -> bool:
    """Tell whether a name is an address, or says how to open something, instead of being a path."""
    return bool(ELSEWHERE.search(name)) or "\x00" in name


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


def existing_folder(text: str, base: Path, *, key: str) -> Path:
    """Make the path of a folder whole.

    Raises
    ------
    BoundaryError
        If it is an address instead of a path, or there is no such folder.
    """
    folder = named_folder(text, base, key=key)
    if not folder.is_dir():
        raise BoundaryError(
            f"{key}: there is no folder {folder}. Relative paths count from the partnership file's folder."
        )
    return folder


def named_folder(text: str, base: Path, *, key: str) -> Path:
    """Make the path of a folder whole, which need not be there yet.

    Raises
    ------
    BoundaryError
        If it is an address instead of a path.
    """
    return _whole(text, base, key=key)


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
    kind = file.suffix.lower()
    if kind == ".gpkg":
        log = file.with_name(f"{file.name}-wal")
        return [file, log] if log.is_file() else [file]
    if kind not in SEVERAL_PARTS:
        return [file]
    return [
        file,
        *sorted(p for p in file.parent.iterdir() if p.stem == file.stem and p.is_file() and p != file),
    ]


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
    if address(filled):
        raise BoundaryError(
            f"{key}: the name is not allowed. Only files on this machine are read: save the file here "
            f"and name it by its path."
        )
    return Path(os.path.normpath(base / filled))
