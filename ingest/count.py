"""Counts as people write them: whole numbers, hidden small ones, or nothing given, which is not nought."""

from types import MappingProxyType

import polars as pl

__all__ = ["HIDDEN_BELOW", "read_counts"]

HIDDEN_BELOW = 5
"""What a mark like ``*`` stands for where the sender does not say: fewer than this."""

_MOST = 1_000_000
_MISSING = (
    r"(?i)^(?:-+|–|—|\.+|:|n/?a|n/?k|null|nan|blank|not (?:known|available|recorded|applicable|given)|"
    r"unknown|\[?[xzu]\]?)$"
)
_NOUGHT = r"(?i)^(?:nil|zero|none)$"
_MARK = r"(?i)^(?:\*+|#+|~|\[?c\]?|\[?s\]?|\[low\]|supp(?:ressed)?|hidden|redacted|withheld)$"
_BELOW = r"(?i)^(?:<|less than|fewer than|under|below) ?([0-9]{1,4})$"
_AT_MOST = r"(?i)^(?:(?:<=|≤|=<|up to|at most) ?|[01] ?(?:-|–|to) ?)([0-9]{1,4})$"
_WHOLE = r"^\+?([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.0+)?$"
_WRONG = MappingProxyType(
    {
        r"^#": "the cell is a spreadsheet error.",
        r"(?i)^[-−–(]?\+?(?:inf(?:inity)?|∞)|[0-9]e[+-]?[0-9]|[0-9]{8,}": "not a possible count.",
        r"^(?:[-−–] ?[0-9]|\([0-9][0-9.,]*\)$)": "a count cannot be negative.",
        r"[£$€]": "an amount of money is not a count.",
        r"%": "a percentage is not a count.",
        r"^[0-9]{1,3}(?:,[0-9]{1,2}|,[0-9]{4,})+$": "the comma is in no place for thousands; leave it out.",
        r"^[0-9]*[.,][0-9]+$": "a count is a whole number.",
    }
)


def read_counts(text: pl.Series) -> pl.DataFrame:
    """Read a column of counts.

    Parameters
    ----------
    text : polars.Series of String
        Cleaned cells.

    Returns
    -------
    polars.DataFrame
        count (Int64; null where nothing is given, or where the sender has hidden it), fewer_than (Int64; one
        more than the most that a hidden count can be), reason (null where it can be kept); one row a cell.
    """
    cells = pl.DataFrame({"t": text})
    whole = pl.col("t").str.extract(_WHOLE, 1).str.replace_all("[, ]", "").cast(pl.Int64, strict=False)
    at_most = pl.col("t").str.extract(_AT_MOST, 1).cast(pl.Int64) + 1
    below = pl.col("t").str.extract(_BELOW, 1).cast(pl.Int64)
    hidden = pl.coalesce(below, at_most, pl.when(pl.col("t").str.contains(_MARK)).then(HIDDEN_BELOW))
    missing = pl.col("t").is_null() | pl.col("t").str.contains(_MISSING)
    read = cells.select(
        "t",
        count=pl.when(pl.col("t").str.contains(_NOUGHT)).then(0).otherwise(whole),
        fewer_than=hidden.cast(pl.Int64),
        missing=missing,
    )
    good = (
        (pl.col("count") <= _MOST).fill_null(False) | pl.col("fewer_than").is_not_null() | pl.col("missing")
    )
    reason = pl.when(good).then(None).when(pl.col("count") > _MOST).then(pl.lit("not a possible count."))
    wrong = pl.lit("not a count; write it in figures.")
    for pattern, said in reversed(list(_WRONG.items())):
        wrong = pl.when(pl.col("t").str.contains(pattern)).then(pl.lit(said)).otherwise(wrong)
    return read.select(
        count=pl.when((pl.col("count") <= _MOST) & ~pl.col("missing")).then("count"),
        fewer_than=pl.when(pl.col("count").is_null()).then("fewer_than"),
        reason=reason.otherwise(wrong),
    )
