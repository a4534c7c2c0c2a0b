"""Landlock: a process of Linux gives up opening files and making connections, for good, without privilege.

`man 7 landlock`. Only what lies below the folders named can be opened from then on; files already open
stay so. TCP goes too where the kernel knows how (version 4 of the interface on).
"""

import ctypes
import os
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["shut_in", "version"]

CREATE, ADD_RULE, RESTRICT = 444, 445, 446
ASK_VERSION, PATH_BENEATH = 1, 1
EXECUTE, READ_FILE, READ_FOLDER = 1, 1 << 2, 1 << 3
FILES_BY_VERSION = (0, 13, 14, 15, 15, 16)
TCP_FROM, SCOPES_FROM = 4, 6
READING = EXECUTE | READ_FILE | READ_FOLDER


class _Rules(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def version() -> int:
    """Ask the kernel which version of Landlock it has; 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(0, ctypes.CDLL(None).syscall(CREATE, None, ctypes.c_size_t(0), ASK_VERSION))


def shut_in(*, readable: Iterable[str | Path], writable: Iterable[str | Path]) -> bool:
    """Let this process and its children open only what lies below these folders, and connect to nothing.

    Parameters
    ----------
    readable : iterable of path
        Folders and files to read and run programs from; those that are not there are passed over.
    writable : iterable of path
        Folders in which anything may be done.

    Returns
    -------
    bool
        False where the kernel does not have it; nothing has changed then.
    """
    known = version()
    if not known:
        return False
    system = ctypes.CDLL(None, use_errno=True)
    files = (1 << FILES_BY_VERSION[min(known, len(FILES_BY_VERSION) - 1)]) - 1
    rules = _Rules(files, 3 if known >= TCP_FROM else 0, 3 if known >= SCOPES_FROM else 0)
    size = 8 * (1 + (known >= TCP_FROM) + (known >= SCOPES_FROM))
    ruleset = system.syscall(CREATE, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    for paths, allowed in ((readable, READING), (writable, files)):
        for path in paths:
            _allow(system, ruleset, Path(path), allowed)
    done = system.syscall(RESTRICT, ruleset, 0) == 0
    os.close(ruleset)
    return done


def _allow(system: ctypes.CDLL, ruleset: int, path: Path, allowed: int) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not path.is_dir():
        allowed &= ~READ_FOLDER
    rule = _Beneath(allowed, folder)
    system.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    os.close(folder)
