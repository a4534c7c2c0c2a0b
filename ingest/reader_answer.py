"""What the reading child left in its folder, taken up only where it is what a reader leaves."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import polars as pl

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.incident import SET_ASIDE
from ingest.table import Table

__all__ = ["TRY_NEXT", "take_answer", "too_greedy"]

TRY_NEXT = "Nothing was loaded. Open it in the program it came from, save it as plain CSV, and send that."
MOST_SAID, LONGEST = 1_000_000, 2_000
PARTS = ("frame", "rows", "set_aside")


class _NoAnswer(Exception):
    """Whatever lies there is not an answer of our reader."""


def too_greedy() -> FileRefused:
    """Say that reading took too much memory, or ended as if it had."""
    return FileRefused(
        f"Reading the file needed more memory than one file may have, or broke the reader. {TRY_NEXT}"
    )


def take_answer(folder: Path, *, code: int, most_bytes: int) -> Table:
    """Take up a table, or the words in which the child refused the file.

    Parameters
    ----------
    folder : Path
        Where the child left its answer.
    code : int
        How it ended, for the message.
    most_bytes : int
        The most that a part of the answer may be long.

    Raises
    ------
    FileRefused
        If the child refused the file, failed, or left nothing that makes sense.
    """
    try:
        return _answer(folder, most_bytes)
    except (_NoAnswer, OSError, ValueError, KeyError, TypeError, RecursionError, pl.exceptions.PolarsError):
        raise _silent(code) from None
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":  # how Polars gives up on bytes that are no table
            raise
        raise _silent(code) from None


def _silent(code: int) -> FileRefused:
    return FileRefused(f"The reader stopped without an answer (code {code}). {TRY_NEXT}")


def _answer(folder: Path, most_bytes: int) -> Table:
    said: Any = json.loads(_content(folder / "said.json", MOST_SAID))
    match said:
        case {"greedy": True}:
            raise too_greedy()
        case {"refused": str(words), "choices": [*choices]} if all(isinstance(c, str) for c in choices):
            raise ChoiceNeeded(words[:LONGEST], choices)
        case {"refused": str(words)} if "choices" not in said:
            raise FileRefused(words[:LONGEST])
        case {"fault": str(place)}:
            raise FileRefused(f"The file could not be read ({place[:100]}). {TRY_NEXT}")
        case {"blank": int(blank), "notes": [*notes], "sheet": str() | None as sheet} if all(
            isinstance(note, str) for note in notes
        ):
            frame, rows, set_aside = (
                pl.read_ipc(_content(folder / f"{part}.arrow", most_bytes)) for part in PARTS
            )
            return _table(frame, rows, set_aside, blank, tuple(notes), sheet)
    raise _NoAnswer


def _content(path: Path, most_bytes: int) -> bytes:
    """Read a file that is one; a link is not followed."""
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(file, "rb") as stream:
        facts = os.fstat(file)
        if not stat.S_ISREG(facts.st_mode) or facts.st_size > most_bytes:
            raise _NoAnswer
        return stream.read(most_bytes)


def _table(
    frame: pl.DataFrame,
    rows: pl.DataFrame,
    set_aside: pl.DataFrame,
    blank: int,
    notes: tuple[str, ...],
    sheet: str | None,
) -> Table:
    text = all(kind == pl.String for kind in frame.dtypes)
    numbers = rows.width == 1 and rows.dtypes == [pl.Int64]
    shaped = set_aside.schema == pl.Schema(SET_ASIDE) and (rows.height == frame.height or not frame.width)
    if not (text and numbers and shaped and blank >= 0):
        raise _NoAnswer
    return Table(frame, rows.to_series(), set_aside, blank, notes, sheet)
