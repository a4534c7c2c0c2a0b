"""JSON read strictly: no NaN, no name twice, no endless nesting; numbers stay as they were written."""

import json
import re
from itertools import islice
from typing import Any

from ingest.errors import FileRefused

__all__ = ["Number", "parse"]


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class _NameTwice(ValueError):
    """Which name, and how many objects were closed before."""


class _NotJson(ValueError):
    pass


def parse(text: bytes) -> Any:
    """Parse JSON.

    Parameters
    ----------
    text : bytes
        UTF-8.

    Returns
    -------
    object
        As `json.loads` gives it, but for numbers, which are `Number`.

    Raises
    ------
    FileRefused
        If it is not JSON by the letter; the line is named.
    """
    words, once = text.decode(), _Once()
    if words.startswith("\x1e"):
        raise FileRefused(ONE_A_LINE)
    try:
        return json.loads(
            words, parse_float=Number, parse_int=Number, parse_constant=_constant, object_pairs_hook=once
        )
    except RecursionError:
        raise FileRefused(
            "The file is nested too deeply to be GeoJSON. Save the layer again as GeoJSON."
        ) from None
    except _NameTwice:
        line = words.count("\n", 0, once.place_in(words)) + 1
        raise FileRefused(
            f"The JSON is not valid at line {line:,}: a name comes twice in one object. Save the layer again "
            "as GeoJSON; nothing was loaded."
        ) from None
    except _NotJson:
        found = re.search(r"[:\[,]\s*-?(?:NaN|Infinity)", words)
        raise _at_line(words, found.end() if found else 0) from None
    except json.JSONDecodeError as trouble:
        if trouble.msg == "Extra data" and words[trouble.pos : trouble.pos + 1] == "{":
            raise FileRefused(ONE_A_LINE) from None
        raise _at_line(words, trouble.pos) from None


ONE_A_LINE = "One feature a line (GeoJSONSeq) is not accepted. Save the layer as a GeoJSON FeatureCollection."


def _at_line(words: str, place: int) -> FileRefused:
    line = words.count("\n", 0, place) + 1
    if place >= len(words.rstrip()):
        return FileRefused(
            f"The JSON stopped part way, at line {line:,}. Send the file again; nothing was loaded."
        )
    return FileRefused(
        f"The JSON is not valid at line {line:,}. Save the layer again as GeoJSON; nothing was loaded."
    )


def _constant(token: str) -> None:
    raise _NotJson


class _Once:
    """Make objects of pairs, counting them, so that the place of one whose name comes twice can be found."""

    def __init__(self) -> None:
        self.closed = 0

    def __call__(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self.closed += 1
        found = dict(pairs)
        if len(found) != len(pairs):
            raise _NameTwice
        return found

    def place_in(self, words: str) -> int:
        """Find the bracket that closed the last object."""
        ends = (found.start() for found in re.finditer(r'"(?:[^"\\]|\\.)*"|(\})', words) if found[1])
        return next(islice(ends, self.closed - 1, None), 0)
