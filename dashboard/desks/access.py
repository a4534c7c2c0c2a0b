"""The access policy, for the pages and the shell: the program's, or the stricter one of the partnership."""

import os
import tomllib
from functools import lru_cache
from pathlib import Path

from dashboard.settings import Settings
from ingest.access.policy import Access, load_access

__all__ = ["Access", "access"]

PARTNERSHIP = "COMMON_GROUND_PARTNERSHIP"


def access(path: Path | None = None) -> Access:
    """Give the access policy that holds here; read again only when a file changed.

    Parameters
    ----------
    path : pathlib.Path, optional
        The partnership file; that of the settings if none is named.

    Raises
    ------
    ingest.errors.IngestError
        If the partnership's own policy is not right; then nobody may do anything.
    """
    own = _named_in(path or _partnership(os.environ.get(PARTNERSHIP)))
    return _read(own, _changed(own) if own else 0)


@lru_cache(maxsize=8)
def _partnership(_said: str | None) -> Path:
    """Give the partnership file of the settings, which take half a millisecond to read."""
    return Settings().partnership


@lru_cache(maxsize=8)
def _read(own: Path | None, _changed_ns: int) -> Access:
    return load_access(own)


def _named_in(partnership: Path) -> Path | None:
    """Find the policy that a partnership file names; what else is wrong with the file is said elsewhere."""
    return _own(partnership.absolute(), _changed(partnership)) if partnership.is_file() else None


@lru_cache(maxsize=8)
def _own(partnership: Path, _changed_ns: int) -> Path | None:
    try:
        said = tomllib.loads(partnership.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None  # such a file opens no page
    section = said.get("access")
    if section is None:
        return None
    file = section.get("file") if isinstance(section, dict) else None
    return partnership.parent / str(file)


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns if file.is_file() else 0
