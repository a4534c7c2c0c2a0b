"""The child that reads: puts up its walls first, then loads what reads, then leaves its answer in a folder.

Run as `python -m ingest.reader_child FOLDER ASKED`, the file on standard input; see `ingest.reader_process`.
"""

import contextlib
import ctypes
import json
import os
import resource
import sys
import traceback
from pathlib import Path
from typing import Any

import ingest
from ingest.landlock import shut_in

__all__ = ["main"]

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
KILL = 9


def main(folder: str, asked: str) -> None:
    """Read standard input as asked and leave the answer in the folder."""
    question = json.loads(asked)
    put_up_walls(question["limits"], folder)
    try:
        said = _read(Path(folder), question)
    except MemoryError:
        said = {"greedy": True}
    except BaseException as trouble:  # a parser's panic is no Exception; whatever it is, only this child ends
        said = {"fault": _place_of(trouble)}
    (Path(folder) / "said.json").write_text(json.dumps(said), encoding="utf-8")


def put_up_walls(limits: dict[str, Any], folder: str) -> None:
    """Give up memory, time, files and the network, before anything of the file is read."""
    for what, most in (
        (resource.RLIMIT_AS, limits["memory_bytes"]),
        (resource.RLIMIT_CPU, limits["cpu_s"]),
        (resource.RLIMIT_FSIZE, limits["written_bytes"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most + (what == resource.RLIMIT_CPU)))  # a second to be told why
    if sys.platform == "linux":
        system = ctypes.CDLL(None)
        system.prctl(PR_SET_PDEATHSIG, KILL, 0, 0, 0)
        system.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        system.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if system.unshare(CLONE_NEWNET) != 0:  # needs privilege; a user namespace of its own gives it
            system.unshare(CLONE_NEWUSER | CLONE_NEWNET)
        shut_in(readable=_program(), writable=[folder])


def _program() -> list[str]:
    """Where Python, what it loads and this program lie; the records and the files of the house do not."""
    ours = [str(path) for path in ingest.__path__]
    others = [path for path in sys.path if path and not any(path == str(Path(own).parent) for own in ours)]
    return [
        *ours,
        *others,
        sys.prefix,
        sys.base_prefix,
        "/usr",
        "/lib",
        "/lib64",
        "/dev/null",
        "/dev/urandom",
    ]


def _read(folder: Path, question: dict[str, Any]) -> dict[str, Any]:
    from ingest.errors import ChoiceNeeded, FileRefused
    from ingest.limits import Limits
    from ingest.read import read_bytes, take_bytes
    from ingest.readers.content import misnamed

    limits = Limits(**question["limits"])
    with open(0, "rb", closefd=False) as file:
        data = take_bytes(file.read(limits.file_bytes + 1), limits=limits)
    try:
        table = read_bytes(data, sheet=question["sheet"], limits=limits)
    except ChoiceNeeded as refusal:
        return {"refused": str(refusal), "choices": refusal.choices}
    except FileRefused as refusal:
        return {"refused": str(refusal)}
    table.frame.write_ipc(folder / "frame.arrow", compression="lz4")
    table.rows.to_frame().write_ipc(folder / "rows.arrow", compression="lz4")
    table.set_aside.write_ipc(folder / "set_aside.arrow", compression="lz4")
    notes = (*misnamed(question["name"], data), *table.notes)
    return {"blank": table.blank, "notes": notes, "sheet": table.sheet}


def _place_of(trouble: BaseException) -> str:
    """Name a fault by kind and place; its message may hold somebody's words and stays here."""
    last = traceback.extract_tb(trouble.__traceback__)[-1]
    return f"{type(trouble).__name__}, {Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    main(*sys.argv[1:])
    with contextlib.suppress(OSError):
        sys.stdout.flush()
    os._exit(0)  # nothing is left to tidy, and threads of the parsers need not be waited for
