"""The .dbf of a shapefile: rows of values of fixed width, as text."""

import re
import struct
from dataclasses import dataclass

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.features import plain_number, too_many_features

__all__ = ["Rows", "read_rows"]

DAMAGED = "The shapefile is damaged: its .dbf stops part way or is none. Save the layer again and send that."
HEAD, FIELD, END = 32, 32, 0x0D
LATIN = re.compile(r"1252|8859-?_?15?\b|88591|28591|ansi|latin", re.IGNORECASE)
LATIN_DRIVERS = (0x03, 0x57, 0x58, 0x59)
CHECK = "Check names with accents in the preview."


@dataclass(frozen=True)
class Rows:
    """Names of the columns, and a tuple of texts a row; None for a row marked as deleted."""

    names: tuple[str, ...]
    records: list[tuple[str | None, ...] | None]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Column:
    name: bytes
    kind: str
    start: int
    size: int


def read_rows(data: bytes, *, code_page: str = "", limits: Limits = LIMITS) -> Rows:
    """Read the rows of a .dbf.

    Parameters
    ----------
    data : bytes
        The whole part.
    code_page : str
        What the .cpg says, if there is one.

    Raises
    ------
    FileRefused
        If it is damaged, too long or too wide.
    """
    if len(data) < HEAD + 1:
        raise FileRefused(DAMAGED)
    many, head, size = struct.unpack_from("<IHH", data, 4)
    if many > limits.rows:
        raise too_many_features(many, limits)
    if size == 0 or head > len(data) or head + many * size > len(data):
        raise FileRefused(DAMAGED)
    columns = _columns(data[:head], size, limits)
    kept = [column for column in columns if column.kind not in "MGP"]
    lines = [data[at : at + size] for at in range(head, head + many * size, size)]
    texts = [line[c.start : c.start + c.size] for line in lines for c in kept if c.kind == "C"]
    encoding, notes = _encoding(texts, data[29], code_page)
    left = [column.name for column in columns if column not in kept]
    notes += [
        f"Column '{name.decode('ascii', 'replace')}' kept in another file (memo) left out." for name in left
    ]
    records = [
        None
        if line[:1] == b"*"
        else tuple(_text(line[c.start : c.start + c.size], c.kind, encoding) for c in kept)
        for line in lines
    ]
    return Rows(tuple(column.name.decode(encoding, "replace") for column in kept), records, tuple(notes))


def _columns(head: bytes, size: int, limits: Limits) -> list[_Column]:
    columns, start, at = [], 1, HEAD
    while at + FIELD <= len(head) and head[at] != END:
        name = head[at : at + 11].split(b"\x00")[0]
        columns.append(_Column(name, chr(head[at + 11]).upper(), start, head[at + 16]))
        start += head[at + 16]
        at += FIELD
    if not columns or start > size:
        raise FileRefused(DAMAGED)
    if len(columns) > limits.columns:
        raise FileRefused(
            f"{len(columns):,} columns; the limit is {limits.columns}. Send only the columns needed."
        )
    return columns


def _encoding(texts: list[bytes], driver: int, code_page: str) -> tuple[str, list[str]]:
    """Tell UTF-8 from Windows-1252 by the bytes, and say where the file claims otherwise."""
    odd = [text for text in texts if not text.isascii()]
    said_latin = bool(LATIN.search(code_page)) or (not code_page.strip() and driver in LATIN_DRIVERS)
    if not odd:
        return "utf-8", []
    utf8 = sum(map(_is_utf8, odd))
    if utf8 == len(odd):
        return "utf-8", [f"Text read as UTF-8, not as the .dbf says. {CHECK}"] if said_latin else []
    return "cp1252", [] if said_latin else [f"Text read as Windows-1252. {CHECK}"]


def _is_utf8(text: bytes) -> bool:
    """True also where the last character was cut, as writers do at the width of a field."""
    try:
        text.decode()
    except UnicodeDecodeError as trouble:
        return trouble.reason == "unexpected end of data" and trouble.start > 0
    return True


def _text(cell: bytes, kind: str, encoding: str) -> str | None:
    if kind in "IO+B@T" and len(cell) in (4, 8):
        return _binary(cell, kind)
    text = cell.split(b"\x00")[0] if kind != "C" else cell.rstrip(b"\x00")
    if kind == "C":
        return _without_cut(text, encoding).rstrip(" ") or None
    word = text.decode("ascii", "replace").strip()
    if kind == "D" and re.fullmatch(r"\d{8}", word):
        return None if word == "00000000" else f"{word[:4]}-{word[4:6]}-{word[6:]}"
    if kind == "L":
        return {"T": "true", "Y": "true", "F": "false", "N": "false"}.get(word.upper())
    if kind in "NF":
        word = "" if set(word) <= {"*"} else re.sub(r"(\.\d*?)0+$", r"\1", word).removesuffix(".")
    return word or None


def _without_cut(text: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return text.decode("utf-8", "ignore")
    return text.decode(encoding, "replace")


def _binary(cell: bytes, kind: str) -> str | None:
    if kind in "I+" and len(cell) == 4:
        return str(struct.unpack("<i", cell)[0])
    if kind in "OB" and len(cell) == 8:
        number = struct.unpack("<d", cell)[0]
        return plain_number(number) if number == number and abs(number) != float("inf") else str(number)
    return None
