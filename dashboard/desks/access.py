"""The access policy, for the pages and the shell."""

from functools import lru_cache
from pathlib import Path

from ingest.access.policy import Access, load_access

__all__ = ["Access", "access"]


@lru_cache(maxsize=4)
def access(path: Path | None = None) -> Access:
    """Read the access policy once."""
    return load_access(path)
