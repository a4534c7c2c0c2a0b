"""Text tables: CSV and its cousins with tabs, semicolons or bars.

A file whose every line has as many values as its first is read by Polars; that this is so is counted
first, byte by byte, because a fast reader hides what is wrong. Every other file is read by the
standard library's `csv`, record by record.
"""

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

import numpy as np
import polars as pl

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.encoding import decode
from ingest.readers.grid import Grid, Laying, aside, stopped_part_way
from ingest.readers.tabulate import make_table
from ingest.table import Table

__all__ = ["find_separator", "read", "read_delimited"]

SEPARATORS = {",": "commas", "\t": "tabs", ";": "';'", "|": "'|'"}
IN_WORDS = {",": "commas", "\t": "tabs", ";": "semicolons", "|": "bars"}
SNIFFED_CHARACTERS, SNIFFED_RECORDS = 262_144, 200
NEWLINE, QUOTE = 10, 34


def read(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read a text table whole; it has no sheets, so `sheet` means nothing here."""
    return make_table(read_delimited(data, limits=limits), limits=limits)


def read_delimited(data: bytes, *, limits: Limits = LIMITS) -> Grid:
    """Read a text table.

    Parameters
    ----------
    data : bytes
        The whole file, in any of the encodings of `ingest.readers.encoding`.

    Returns
    -------
    Grid
        Every record, the header included; records with stray quotes set aside.

    Raises
    ------
    FileRefused
        If there is nothing in it, a quote never closes, it stops part way, or it is too long.
    """
    text, notes, cut = decode(data)
    text, skipped, separator = _declared_separator(text)
    if not text.strip():
        raise FileRefused("The file is empty: it holds no text. Export it again and send the new file.")
    separator = separator or find_separator(text)
    if separator != ",":
        notes = (*notes, f"Columns are separated by {SEPARATORS[separator]}.")
    if cut:
        row = text.count(b"\n") + 1 + skipped
        raise stopped_part_way(row)
    unfinished = not text.endswith(b"\n")
    body = text.rstrip(b"\n")
    if body.count(b"\n") > limits.rows and b'"' not in body:
        raise too_many_rows(body.count(b"\n"), limits)
    cells = _read_even(body, separator)
    if cells is not None:
        rows = pl.int_range(skipped + 1, skipped + 1 + cells.height, dtype=pl.Int64, eager=True)
        return Grid(
            cells,
            rows.alias("row"),
            notes=notes,
            unfinished=unfinished,
            plain=_is_plain(body),
            separators=IN_WORDS[separator],
        )
    return _read_uneven(body, separator, skipped=skipped, notes=notes, unfinished=unfinished, limits=limits)


def too_many_rows(found: int, limits: Limits) -> FileRefused:
    """Say that a file is too long."""
    return FileRefused(
        f"{found:,} rows; the limit is {limits.rows:,} per file. Split it by year and send the parts."
    )


def _is_plain(body: bytes) -> bool:
    return body.isascii() and not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", body)


def _declared_separator(text: bytes) -> tuple[bytes, int, str | None]:
    """Excel's own first line, `sep=;`."""
    found = re.match(rb'"?sep=([,;\t|])"?\n', text, re.IGNORECASE)
    return (text[found.end() :], 1, found[1].decode()) if found else (text, 0, None)


def find_separator(text: bytes) -> str:
    """Find what parts the columns: the sign that gives most records one same width, above 1."""
    sample = text[:SNIFFED_CHARACTERS].decode("utf-8", errors="ignore")
    best, score = ",", (0.0, 0)
    for separator in SEPARATORS:
        lines = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        try:
            widths = [len(record) for record in islice(lines, SNIFFED_RECORDS) if any(map(str.strip, record))]
        except csv.Error:  # a cell longer than the csv module takes; the other signs may cut it
            continue
        if len(widths) > 2 and len(text) > SNIFFED_CHARACTERS:
            widths.pop()  # may be cut by the sample
        usual = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        alike = widths.count(usual)
        agreeing = round(alike / len(widths), 2) if alike > 1 or len(widths) == 1 else 0
        if usual > 1 and (agreeing, usual) > score:
            best, score = separator, (agreeing, usual)
    return best


def _read_even(body: bytes, separator: str) -> pl.DataFrame | None:
    """Read a table that is provably even; None where it is not."""
    width = _even_width(body, separator)
    if width is None:
        return None
    frame = pl.read_csv(
        body,
        has_header=False,
        separator=separator,
        quote_char='"' if b'"' in body else None,
        infer_schema=False,
        new_columns=[str(k) for k in range(width)],
    )
    even = frame.shape == (body.count(b"\n") + 1, width)
    return frame if even else None


def _even_width(body: bytes, separator: str) -> int | None:
    """Count the values of each line; give the count where all agree and every quote stands as it should."""
    signs = np.frombuffer(body, dtype=np.uint8)
    ends = np.append(np.flatnonzero(signs == NEWLINE), signs.size)
    cuts = np.flatnonzero(signs == ord(separator))
    quotes = np.flatnonzero(signs == QUOTE)
    if quotes.size:
        if not _quotes_stand(signs, quotes, ends, ord(separator)):
            return None
        cuts = cuts[np.searchsorted(quotes, cuts) % 2 == 0]
    counts = np.diff(np.searchsorted(cuts, ends), prepend=0)
    return int(counts[0]) + 1 if counts[0] > 0 and (counts == counts[0]).all() else None


def _quotes_stand(signs: np.ndarray, quotes: np.ndarray, ends: np.ndarray, separator: int) -> bool:
    """True where each quote opens a value, closes it or is doubled, and none reaches over a line end."""
    if quotes.size % 2:
        return False
    opening, closing = quotes[0::2], quotes[1::2]
    if (np.searchsorted(ends, opening) != np.searchsorted(ends, closing)).any():
        return False
    before, after = signs[opening - 1], signs[np.minimum(closing + 1, signs.size - 1)]
    before[opening == 0] = NEWLINE
    after[closing + 1 == signs.size] = NEWLINE
    doubled_before = np.concatenate([[False], opening[1:] == closing[:-1] + 1])
    doubled_after = np.append(doubled_before[1:], False)
    opens = (before == separator) | (before == NEWLINE) | doubled_before
    closes = (after == separator) | (after == NEWLINE) | doubled_after
    return bool((opens & closes).all())


def _read_uneven(
    body: bytes, separator: str, *, skipped: int, notes: tuple[str, ...], unfinished: bool, limits: Limits
) -> Grid:
    """Read record by record, and judge each record's quotes."""
    proper, unclosed = _shapes_of_record(separator)
    laid = Laying(most_columns=limits.columns)
    stray: list[int] = []
    for number, (raw, record) in enumerate(_records(body, separator), start=skipped + 1):
        if '"' in raw and not proper.fullmatch(raw):
            if "\n" in raw or unclosed.fullmatch(raw):
                raise _quote_trouble(raw, number)
            stray.append(number)
            continue
        if "\n" in raw and _swallows_rows(raw, separator, len(record)):
            raise _quote_trouble(raw, number)
        if number > limits.rows + skipped + 1:
            raise FileRefused(
                f"More than {limits.rows:,} rows, the limit per file. Split it by year and send the parts."
            )
        laid.add(number, record)
    reason = "Row {}: a quote inside a quoted value is not doubled, so its columns cannot be told apart."
    set_aside = aside(stray, [reason.format(number) for number in stray])
    cells, rows, widths = laid.done()
    return Grid(
        cells,
        rows,
        widths,
        set_aside=set_aside,
        notes=notes,
        unfinished=unfinished,
        plain=_is_plain(body),
        separators=IN_WORDS[separator],
    )


def _records(body: bytes, separator: str) -> Iterator[tuple[str, list[str]]]:
    """Every record as written and as values."""
    taken: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.TextIOWrapper(io.BytesIO(body), encoding="utf-8", newline="\n"):
            taken.append(line)
            yield line

    csv.field_size_limit(max(csv.field_size_limit(), len(body) + 1))
    for record in csv.reader(lines(), delimiter=separator):
        raw = "".join(taken).removesuffix("\n")
        taken.clear()
        yield raw, record


def _shapes_of_record(separator: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A record whose every quoted value is closed before the next sign; one whose last value is left open."""
    sign = re.escape(separator)
    inside = r'"[^"]*+(?:""[^"]*+)*+'
    value = rf'(?:{inside}"|(?!")[^{sign}\n]*+)'
    return re.compile(rf"{value}(?:{sign}{value})*+"), re.compile(rf"(?:{value}{sign})*+{inside}")


def _swallows_rows(raw: str, separator: str, width: int) -> bool:
    """True where a quoted value holds whole records: three or more lines as wide as the record itself."""
    inner = raw.split("\n")[1:-1]
    return width > 2 and sum(line.count(separator) == width - 1 for line in inner) >= 3


def _quote_trouble(raw: str, number: int) -> FileRefused:
    lines = raw.count("\n")
    if lines == 0:
        return stopped_part_way(number)
    return FileRefused(
        f"Row {number:,} opens a quote that never closes; {lines:,} rows would be lost. "
        "Close the quote in that row, or take it out, and send the file again. Nothing was loaded."
    )
