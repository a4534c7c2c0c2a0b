"""The child's side of `limited_child`: it puts up its own walls first, then works, then leaves its answer.

The walls: memory, computing, written bytes and open files by resource limits; the network by a namespace
with nothing in it; other folders by Landlock.  Where the system does not permit the last two, the limits and
the dead proxies of the environment remain.
"""

import contextlib
import ctypes
import json
import os
import resource
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

__all__ = ["put_up_walls", "serve"]

ROOT = Path(__file__).resolve().parents[1]
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
KILL = 9
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # Landlock's numbers on every machine
BENEATH = 1
EXECUTE, WRITE, READ, LIST = 1, 2, 4, 8
NET_BIND_AND_CONNECT = 3
SYSTEM = ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom")


def serve(work: Callable[[Path, Any], dict[str, Any]], *, package: str) -> None:
    """Answer the question left in the folder that the command line names, and end the process.

    Parameters
    ----------
    work : callable
        Given the folder and the question, gives an answer that JSON can say.
    package : str
        The top folder of the code that the work imports, beside boundaries.
    """
    folder = Path(sys.argv[1])
    asked = json.loads((folder / "asked.json").read_text(encoding="utf-8"))
    put_up_walls(asked["limits"], folder=folder, package=package)
    try:
        said = work(folder, asked["question"])
    except MemoryError:
        said = {"greedy": True}
    except BaseException as trouble:  # a parser's panic is no Exception; whatever it is, only this child ends
        said = {"fault": _place_of(trouble)}
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")
    os._exit(0)  # nothing is left to tidy, and threads of the parsers need not be waited for


def put_up_walls(limits: dict[str, int], *, folder: Path, package: str) -> None:
    """Give up memory, time, files, the network and other folders, before anything of a file is read."""
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
        code = (str(ROOT / "boundaries"), str(ROOT / package), sys.prefix, sys.base_prefix)
        with contextlib.suppress(OSError):
            _shut_other_folders(system, readable=(*SYSTEM, *code), writable=str(folder))


def _shut_other_folders(system: ctypes.CDLL, *, readable: tuple[str, ...], writable: str) -> None:
    """Leave the program's own code to read and one folder to write; Linux 5.13 and later (Landlock)."""
    version = system.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if version < 1:
        return
    everything = (1 << (13, 14, 15)[min(version, 3) - 1]) - 1
    shut = (ctypes.c_uint64 * 2)(everything, NET_BIND_AND_CONNECT)
    size = 16 if version >= 4 else 8
    rules = system.syscall(CREATE_RULESET, shut, ctypes.c_size_t(size), ctypes.c_uint32(0))
    if rules < 0:
        return
    for name in dict.fromkeys(readable):
        _open(system, rules, name, EXECUTE | READ | LIST)
    _open(system, rules, writable, everything)
    system.syscall(RESTRICT_SELF, rules, ctypes.c_uint32(0))
    os.close(rules)


def _open(system: ctypes.CDLL, rules: int, name: str, rights: int) -> None:
    if not Path(name).exists():
        return
    place = os.open(name, os.O_PATH | os.O_CLOEXEC)
    if not Path(name).is_dir():
        rights &= EXECUTE | READ | WRITE

    class Rule(ctypes.Structure):
        _pack_ = 1
        _fields_ = (("rights", ctypes.c_uint64), ("place", ctypes.c_int32))

    system.syscall(ADD_RULE, rules, BENEATH, ctypes.byref(Rule(rights, place)), ctypes.c_uint32(0))
    os.close(place)


def _place_of(trouble: BaseException) -> str:
    """Name a fault by kind and place; its message may hold somebody's words and stays here."""
    last = traceback.extract_tb(trouble.__traceback__)[-1]
    return f"{type(trouble).__name__}, {Path(last.filename).name}:{last.lineno}"
