"""A folder for work that is not finished: only we can read it, and it goes however the work ends."""

import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["onto_disk", "unfinished"]

NAME = re.compile(r"\.common-ground-(\d+)-\w+\.part")


@contextmanager
def unfinished(beside: Path) -> Iterator[Path]:
    """Give a new folder in another; what work that was killed has left there is taken away first."""
    for left in beside.glob(".common-ground-*.part"):
        found = NAME.fullmatch(left.name)
        if found and not _is_running(int(found[1])):
            shutil.rmtree(left, ignore_errors=True)
    folder = beside / f".common-ground-{os.getpid()}-{secrets.token_hex(4)}.part"
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def onto_disk(path: Path) -> None:
    """Wait until a file or a folder is on the disk.  Not for an open store: closing drops its locks."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
