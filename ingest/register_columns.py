"""Columns of a file for a register: found by the names that people give them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingest.parse import parse_dates
from ingest.policy import Policy
from ingest.table import Table
from ingest.words import clean, fold, split_words

__all__ = ["Columns", "read_days", "read_strands", "take_columns", "yes_or_no"]

_EVERYBODY = {"all", "any", "everyone", "everybody", "general", "all strands", "none", ""}
_YES, _NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


@dataclass(frozen=True)
class Columns:
    """What a file says of each field.

    Attributes
    ----------
    cells : polars.DataFrame
        row, and a column of cleaned text for every field that was asked for; null where nothing is said.
    headers : dict of str to str
        Field -> the header under which it stood, of those that were found.
    unread : tuple of str
        Headers that nothing was taken from.
    """

    cells: pl.DataFrame
    headers: dict[str, str]
    unread: tuple[str, ...]


def take_columns(table: Table, names: Mapping[str, Sequence[str]]) -> Columns:
    """Find the columns of a table.

    Parameters
    ----------
    names : mapping of field to folded headers, the best first
    """
    present = {fold(header): header for header in table.frame.columns}
    headers: dict[str, str] = {}
    for field, known in names.items():
        free = (present[name] for name in known if name in present and present[name] not in headers.values())
        found = next(free, None)
        if found is not None:
            headers[field] = found
    absent = pl.repeat(None, table.frame.height, dtype=pl.String, eager=True)
    read = {
        field: clean(table.frame[headers[field]]) if field in headers else absent.alias(field)
        for field in names
    }
    unread = tuple(header for header in table.frame.columns if header not in headers.values())
    return Columns(pl.DataFrame({"row": table.rows, **read}), headers, unread)


def read_days(text: pl.Series, *, column: str, end: bool = False) -> pl.DataFrame:
    """Read a column of days, later than today too: `day` (a month's first, or its last) and `reason`."""
    read = parse_dates(text, order="day-first", today=date.max, column=column).frame
    return read.select(day=pl.col("last" if end else "first"), reason="reason")


def read_strands(text: str | None, policy: Policy) -> tuple[str, bool]:
    """Read strands: codes joined with ``;`` (``""`` for everybody), and whether every word was understood."""
    known, order = policy.words_of("strands"), list(policy.strands)
    words = [word for word in split_words(text or "") if fold(word) not in _EVERYBODY]
    whole = known.get(fold(text or ""))
    mine = set(whole or ()) or {code for word in words for code in known.get(fold(word), ())}
    understood = bool(whole) or all(fold(word) in known for word in words)
    return ";".join(sorted(mine, key=order.index)), understood


def yes_or_no(text: str | None) -> bool | None:
    """Read yes or no; None where it is neither."""
    word = fold(text or "")
    return True if word in _YES else False if word in _NO else None
