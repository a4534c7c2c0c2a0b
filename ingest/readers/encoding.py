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
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f"
    r"\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
)
"""Marks that change what is read without being seen; a joiner inside an emoji is not one."""
DOUBLE_ENCODED = (
    r"[\u00c2\u00c3][\u00a0-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152"
    r"\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
    r"|\u00e2\u20ac[\u0153\u2122\u02dc\u00a6\u201c\u201d]"
)
"""UTF-8 that was once read as Windows-1252 and saved again."""

CHECK_ACCENTS = "Check names with accents in the preview."
NOT_TEXT = "This is not text: it holds bytes that no CSV has. Save it from Excel as .xlsx or CSV."
CONTROLS = bytes([*range(1, 9), *range(14, 26), *range(28, 32)])
WINDOW = 1024
FEW = 8
EBCDIC = bytes([0x40, 0x4B, 0x61, 0x6B, *range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA)]) + bytes(
    [*range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA), *range(0xF0, 0xFA)]
)
"""Space, point, stroke, comma, letters and digits as mainframes write them."""


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
        text = text.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return text.rstrip(b"\x1a"), notes, cut


def _to_utf8(data: bytes) -> tuple[bytes, tuple[str, ...], bool]:
    for bom, encoding, title in BOMS:
        if data.startswith(bom):
            if encoding == "utf-8":
                return _narrow(data[len(bom) :])
            return _wide(data[len(bom) :], encoding=encoding, title=title)
    guess = _unmarked(data)
    return _wide(data, encoding=guess, title=guess[:6].upper()) if guess else _narrow(data)


def _unmarked(data: bytes) -> str | None:
    """Mostly English text has a zero in every second byte of UTF-16 and in three of four of UTF-32."""
    sample = np.frombuffer(data[: min(4096, len(data) // 4 * 4)], dtype=np.uint8)
    if sample.size < 4:
        return None
    zeros = (sample.reshape(-1, 4) == 0).mean(axis=0)
    for encoding, text_at in (("utf-32-le", 0), ("utf-32-be", 3)):
        if zeros[text_at] < 0.1 and np.delete(zeros, text_at).min() > 0.9:
            return encoding
    even, odd = zeros[[0, 2]].mean(), zeros[[1, 3]].mean()
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    if even > 0.4 and odd < 0.1:
        return "utf-16-be"
    return None


def _wide(data: bytes, *, encoding: str, title: str) -> tuple[bytes, tuple[str, ...], bool]:
    unit = 4 if title == "UTF-32" else 2
    whole = data[: len(data) // unit * unit]
    try:
        text = whole.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise _not_wide(title) from None
    if unit == 2:
        pairs = np.frombuffer(whole, dtype=np.uint8).reshape(-1, 2)
        letters = ((pairs >= 0x20) & (pairs < 0x7F)) | (pairs == 0x0A) | (pairs == 0x0D)
        plain = letters.all(axis=1).mean()
        if plain > 0.5 or (plain > 0.2 and not re.search(r"[\r\n]", text)):  # the mark is not its own
            raise _not_wide(title)
    return text.encode(), (f"Read as {title}.",), len(data) % unit != 0


def _not_wide(title: str) -> FileRefused:
    return FileRefused(
        f"The file begins as {title} text but does not go on as it. It was damaged, or two files were "
        "joined. Export it again."
    )


def _narrow(data: bytes) -> tuple[bytes, tuple[str, ...], bool]:
    """Strict UTF-8, else Windows-1252, line by line where a file holds both."""
    told = data.rstrip(b"\x00")
    if told and len(data) - len(told) > FEW:  # a disk that failed leaves zero bytes where the rest was
        return told, (), True
    _refuse_binary(data)
    try:
        data.decode("utf-8")
        return data, (), False
    except UnicodeDecodeError as trouble:
        if trouble.reason == "unexpected end of data" and re.search(rb"[\xc2-\xf4]", data[: trouble.start]):
            return data[: trouble.start], (), True
    known = len(data) - len(data.translate(None, EBCDIC))
    if known > 0.7 * len(data) and b" " not in data:
        raise FileRefused(
            "This is text from a mainframe (EBCDIC), which is not read. Have it exported as 'CSV UTF-8'."
        )
    lines = data.splitlines(keepends=True)
    strange = [k for k, line in enumerate(lines) if not _is_utf8(line)]
    mixed = len(strange) < sum(not line.isascii() for line in lines)
    notes = ["Not UTF-8; read as Windows-1252. " + CHECK_ACCENTS]
    if mixed:
        more = f" and {len(strange) - 1:,} more" if len(strange) > 1 else ""
        notes = [
            f"Two encodings in one file: the text is UTF-8, but line {strange[0] + 1:,}{more} read as "
            f"Windows-1252. {CHECK_ACCENTS}"
        ]
    for k in strange if mixed else (k for k, line in enumerate(lines) if not line.isascii()):
        lines[k] = lines[k].decode("cp1252", "replace").encode()
    lost = sum("\ufffd".encode() in lines[k] for k in strange)
    if lost > max(1, len(lines) // 20):
        raise FileRefused(
            f"{_lines(lost).capitalize()} neither UTF-8 nor Windows-1252. "
            "Save the file as 'CSV UTF-8' in Excel and send it again."
        )
    return b"".join(lines), tuple(notes), False


def _lines(many: int) -> str:
    return "1 line is" if many == 1 else f"{many:,} lines are"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _refuse_binary(data: bytes) -> None:
    """Refuse what is mostly zero bytes, or somewhere holds a run of bytes that no text has."""
    if data.count(0) > 0.3 * len(data):
        raise FileRefused(
            "The file is mostly zero bytes: it is damaged, or it is not text. Export it again and send that."
        )
    if len(data.translate(None, CONTROLS)) > len(data) - FEW:
        return
    table = np.zeros(256, dtype=np.uint8)
    table[list(CONTROLS)] = 1
    marks = np.pad(table[np.frombuffer(data, dtype=np.uint8)], (0, -len(data) % WINDOW))
    dense = marks.reshape(-1, WINDOW).sum(axis=1)
    if dense.max() > max(FEW, min(len(data), WINDOW) * 0.05):
        raise FileRefused(NOT_TEXT)
