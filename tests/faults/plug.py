"""Children whose plug can be pulled: forked from a clean server that has the program loaded already."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from typing import Any

from ingest.records.keys import FOLDER
from ingest.records.steps import WATCHERS

__all__ = ["KILLED", "die", "die_at", "ended", "start"]

KILLED = -signal.SIGKILL
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.town", "ingest.records.restore"])


def start(work: Callable[..., None], *given: Any) -> BaseProcess:
    """Have a function of a module run in a child of its own."""
    child = _FORKS.Process(target=_with_keys, args=(os.environ.get(FOLDER), work, *given), daemon=True)
    child.start()
    return child


def _with_keys(keys: str | None, work: Callable[..., None], *given: Any) -> None:
    """Work with the keys of this test: the server of children began with those of another."""
    if keys is None:
        os.environ.pop(FOLDER, None)
    else:
        os.environ[FOLDER] = keys
    work(*given)


def ended(child: BaseProcess, *, within_s: float = 60) -> int | None:
    """Wait for a child; its exit code, or None where it had to be stopped."""
    child.join(within_s)
    code = child.exitcode
    if code is None:
        child.kill()
        child.join()
    child.close()
    return code


def die() -> None:
    """End this process as a power cut would."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: str) -> None:
    """Pull the plug of this process when it reaches a step of taking in a file."""

    def reached(now: str) -> None:
        if now == step:
            die()

    WATCHERS.append(reached)
