"""Copies of a demo and of its store, made as SQLite itself makes them.

A file of SQLite that is opened by other means and closed again drops the locks of every connection that this
process holds to it; another process may then take the write-ahead log away from under them.  So no test, and
nothing that a test runs, opens such a file past SQLite while it is in use: whoever tries is stopped.
"""

import os
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from shutil import copytree
from typing import Any

__all__ = ["copy_demo", "copy_store", "copy_with_keys", "past_sqlite", "refuse_to_open_live_stores"]

STORE = "common-ground.sqlite"
FILES_OF_SQLITE = re.compile(r"\.sqlite(-wal|-shm|-journal)?$")


def copy_demo(folder: Path, to: Path) -> Path:
    """Copy a demo's folder with its store, its keys and what is kept beside them; give the new store."""
    copytree(folder, to, ignore=_files_of_sqlite)
    return copy_store(folder / STORE, to / STORE)


def copy_with_keys(live: Path, to: Path, *, kept: bool = False) -> Path:
    """Copy a store and the keys in its folder, and what is kept of it if so asked; give the new store."""
    copytree(live.parent / "keys", to.parent / "keys", dirs_exist_ok=True)
    for beside in live.parent.glob(f"{live.name}.*") if kept else ():
        if beside.is_dir():
            copytree(beside, to.with_name(to.name + beside.name.removeprefix(live.name)))
    return copy_store(live, to)


def copy_store(live: Path, to: Path) -> Path:
    """Copy a store, whoever has it open; give the new one."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
        target.execute("pragma journal_mode=wal")
    to.chmod(live.stat().st_mode)
    return to


def _files_of_sqlite(_: str, names: list[str]) -> set[str]:
    return {name for name in names if FILES_OF_SQLITE.search(name)}


def refuse_to_open_live_stores() -> None:
    """From now on, opening a store's file past SQLite fails where this process has it open through SQLite."""
    sys.addaudithook(_refuse)


@contextmanager
def past_sqlite() -> Iterator[None]:
    """Allow it where the bytes of the file are what is tested, and no other process has the store open."""
    _allowed.append(True)
    try:
        yield
    finally:
        _allowed.pop()


_allowed: list[bool] = []


def _refuse(event: str, said: tuple[Any, ...]) -> None:
    if event != "open" or not isinstance(said[0], str | os.PathLike):
        return
    path, _, how = said
    if _allowed or how & os.O_EXCL:  # O_EXCL opens new files only
        return
    if str(path).endswith(".sqlite") and os.path.realpath(path) in _open_files():
        raise AssertionError(f"{path} is in use: copy it with tests.copying, which asks SQLite")


def _open_files() -> set[str]:
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            found.add(str(descriptor.readlink()))
    return found
