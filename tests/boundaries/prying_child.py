"""A child that tries what a hostile file might make a reader do, and tells what came of it."""

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from boundaries.child_walls import serve


def work(folder: Path, question: dict[str, Any]) -> dict[str, Any]:
    deed: Callable[[dict[str, Any], Path], Any] = DEEDS[question["deed"]]
    try:
        return {"did": deed(question, folder)}
    except OSError as trouble:
        return {"could not": type(trouble).__name__}


def _grab(_question: dict[str, Any], _folder: Path) -> int:
    return len([bytes(100_000_000) for _ in range(40)])


def _fill(_question: dict[str, Any], folder: Path) -> int:
    return (folder / "large").write_bytes(bytes(600_000_000))


def _call(question: dict[str, Any], _folder: Path) -> str:
    with socket.create_connection(("127.0.0.1", question["port"]), timeout=2):
        return "connected"


def _endless(_question: dict[str, Any], _folder: Path) -> None:
    while True:
        pass


DEEDS: dict[str, Callable[[dict[str, Any], Path], Any]] = {
    "answer": lambda question, _: question["word"],
    "read": lambda question, _: Path(question["path"]).read_text(),
    "write": lambda question, _: Path(question["path"]).write_text("changed"),
    "list": lambda question, _: [part.name for part in Path(question["path"]).iterdir()],
    "handed over": lambda question, _: os.read(question["descriptor"], 100).decode(),
    "environment": lambda _, __: dict(os.environ),
    "call": _call,
    "grab memory": _grab,
    "fill the disk": _fill,
    "compute without end": _endless,
    "wait without end": lambda _, __: time.sleep(600),
    "crash": lambda _, __: os.kill(os.getpid(), signal.SIGSEGV),
    "leave": lambda _, __: os._exit(0),
    "fail": lambda _, __: {}["a name that stays here"],
    "long answer": lambda _, folder: "x" * 20_000_000,
}

if __name__ == "__main__":
    serve(work, package="tests")
