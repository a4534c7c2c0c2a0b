"""Bytes to text: byte-order marks, UTF-16, strict UTF-8, then Windows-1252; and marks that nobody can see."""

import codecs
import re

import numpy as np

from ingest.errors import FileRefused

__all__ = ["DOUBLE_ENCODED", "HIDDEN", "decode"]

BOMS = (
    (codecs.BOM_UTF8, "utf-8", ""),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
HIDDEN = (
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f"
    r"\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
"""Marks that change what is read without being seen; a joiner inside an emoji is not one."""
DOUBLE_ENCODED = (
    r"[\u00c2\u00c3][\u00a0-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152"
    r"\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    r"|\u00e2\u20ac[\u0153\u2122\u02dc\u00a6\u201c\u201d]"
)
"""UTF-8 that was once read as Windows-1252 and saved again."""


def decode(data: bytes) -> tuple[bytes, tuple[str, ...], bool]:
    """Turn the bytes of a text file into UTF-8 with LF line ends.

    Parameters
    ----------
    data : bytes
        The whole file.

    Returns
    -------
    text : bytes
        The same text as valid UTF-8, line ends LF, no byte-order mark, no trailing Ctrl-Z.
    notes : tuple of str
        What was decided where it was not plain UTF-8.
    cut : bool
        True where the file ends inside a character.

    Raises
    ------
    FileRefused
        If the bytes are no text in any of these encodings.
    """
    text, notes, cut = _to_utf8(data)
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.rstrip(b"\x1a"), notes, cut


def _to_utf8(data: bytes) -> tuple[bytes, tuple[str, ...], bool]:
    for bom, encoding, title in BOMS:
        if data.startswith(bom):
            if encoding == "utf-8":
                return _narrow(data[len(bom) :])
            return _wide(data[len(bom) :], encoding=encoding, title=title)
    guess = _unmarked_utf16(data)
    return _wide(data, encoding=guess, title="UTF-16") if guess else _narrow(data)


def _unmarked_utf16(data: bytes) -> str | None:
    """UTF-16 of mostly English text has a zero in every second byte."""
    sample = np.frombuffer(data[:4096], dtype=np.uint8)
    if sample.size < 4:
        return None
    even, odd = (sample[0::2] == 0).mean(), (sample[1::2] == 0).mean()
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _wide(data: bytes, *, encoding: str, title: str) -> tuple[bytes, tuple[str, ...], bool]:
    unit = 4 if title == "UTF-32" else 2
    cut = len(data) % unit != 0
    try:
        text = data[: len(data) // unit * unit].decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise FileRefused(
            f"The file begins as {title} text but does not go on as it. It was damaged: send it again."
        ) from None
    return text.encode(), (f"Read as {title}.",), cut


def _narrow(data: bytes) -> tuple[bytes, tuple[str, ...], bool]:
    """Strict UTF-8, else Windows-1252."""
    try:
        data.decode("utf-8")
        return data, (), False
    except UnicodeDecodeError as trouble:
        if trouble.reason == "unexpected end of data" and re.search(rb"[\xc2-\xf4]", data[: trouble.start]):
            return data[: trouble.start], (), True
    if len(re.findall(rb"[\x00-\x08\x0e-\x1f]", data[:4096])) > len(data[:4096]) / 50:
        raise FileRefused(
            "This is not text: it holds bytes that no CSV has. Save it from Excel as .xlsx or CSV."
        )
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as trouble:
        row = data.count(b"\n", 0, trouble.start) + 1
        raise FileRefused(
            f"Line {row} holds bytes that are neither UTF-8 nor Windows-1252. "
            "Save the file as 'CSV UTF-8' in Excel and send it again."
        ) from None
    return (
        text.encode(),
        ("Not UTF-8; read as Windows-1252. Check names with accents in the preview.",),
        False,
    )
