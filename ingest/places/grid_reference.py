"""Ordnance Survey grid references: letters and figures to metres and how large a square they mean."""

from types import MappingProxyType

import polars as pl

from ingest.words import LOOK_ALIKES

__all__ = ["read_grid_references", "read_irish_references"]

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SHAPE = r"^([HJNOST])([A-HJ-Z])([0-9OIL]*)$"
_IRISH = r"^([A-HJ-Z])((?:[0-9]{2}){1,5})$"
_NOTHING = r"(?i)^(?:n/?a|n/?k|not (?:known|recorded|stated|given)|unknown|none|null|nil|[-?.]+)$"
_WHAT3WORDS = r"(?i)^(?:///)?[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}$"
_PLUS_CODE = r"(?i)^[23456789cfghjmpqrvwx]{4,8}\+[23456789cfghjmpqrvwx]{2,3}\b"


def _corner(first: str, second: str) -> tuple[int, int]:
    big, small = _LETTERS.index(first), _LETTERS.index(second)
    return ((big - 2) % 5) * 5 + small % 5, (19 - big // 5 * 5) - small // 5


_CORNERS = MappingProxyType({a + b: _corner(a, b) for a in "HJNOST" for b in _LETTERS})
"""Two letters -> south-west corner in units of 100 km."""


def read_grid_references(text: pl.Series) -> pl.DataFrame:
    """Read grid references such as ``TQ 330 780``, ``tq3378``, ``TQ3301278045``.

    Parameters
    ----------
    text : polars.Series of String

    Returns
    -------
    polars.DataFrame
        x, y (metres, the middle of the square; its corner where it is 1 m), square_m (side), letters (True
        where a letter was read as a figure), reason (String, null where read or empty); one row a cell.
    """
    text = text.set(text.str.contains(_NOTHING).fill_null(False), None)
    tidy = _tidy(text)
    parts = tidy.str.extract_groups(_SHAPE)
    raw = pl.DataFrame({"text": text, "pair": parts.struct[0] + parts.struct[1], "raw": parts.struct[2]})
    raw = raw.with_columns(figures=pl.col("raw").str.replace_many({"O": "0", "I": "1", "L": "1"}))
    half = pl.col("figures").str.len_chars() // 2
    odd = pl.col("figures").str.len_chars() % 2 == 1
    usable = half.is_between(1, 5) & ~odd
    side = 10 ** (5 - half.cast(pl.Int64))
    middle = pl.when(side > 1).then(side // 2).otherwise(0)
    east = pl.col("pair").replace_strict(
        {k: v[0] for k, v in _CORNERS.items()}, default=None, return_dtype=pl.Int64
    )
    north = pl.col("pair").replace_strict(
        {k: v[1] for k, v in _CORNERS.items()}, default=None, return_dtype=pl.Int64
    )
    x = east * 100_000 + pl.col("figures").str.head(half).cast(pl.Int64, strict=False) * side + middle
    y = north * 100_000 + pl.col("figures").str.tail(half).cast(pl.Int64, strict=False) * side + middle
    on_grid = east.is_between(0, 6) & north.is_between(0, 12)
    reason = (
        pl.when(pl.col("text").is_null()).then(None)
        .when(pl.col("text").str.contains(_WHAT3WORDS))
        .then(pl.lit("a what3words address, not read here. Give an OS grid reference or a postcode."))
        .when(pl.col("text").str.contains(_PLUS_CODE))
        .then(pl.lit("a plus code, not read here. Give an OS grid reference or a postcode."))
        .when(pl.Series(tidy).str.contains(_IRISH))
        .then(pl.lit("an Irish grid reference, outside the area."))
        .when(pl.col("pair").is_null() | ~on_grid).then(pl.lit("not an OS grid reference of Great Britain."))
        .when(odd).then(pl.lit("the grid reference has an odd number of digits."))
        .when(~usable).then(pl.lit("the grid reference has no digits, or more than ten."))
    )  # fmt: skip
    good = usable & on_grid
    return raw.select(
        pl.when(good).then(x).cast(pl.Float64).alias("x"),
        pl.when(good).then(y).cast(pl.Float64).alias("y"),
        pl.when(good).then(side).alias("square_m"),
        (good & (pl.col("raw") != pl.col("figures"))).fill_null(False).alias("letters"),
        reason.alias("reason"),
    )


def read_irish_references(text: pl.Series) -> pl.DataFrame:
    """Read Irish grid references such as ``J 338 740``.

    Parameters
    ----------
    text : polars.Series of String

    Returns
    -------
    polars.DataFrame
        x, y (metres of the Irish Grid, EPSG:29902, the middle of the square), square_m; null where a cell is
        no such reference; one row a cell.
    """
    parts = _tidy(text).str.extract_groups(_IRISH)
    half = pl.col("figures").str.len_chars() // 2
    side = 10 ** (5 - half.cast(pl.Int64))
    middle = pl.when(side > 1).then(side // 2).otherwise(0)
    east = pl.col("letter").replace_strict({c: i % 5 for i, c in enumerate(_LETTERS)}, default=None)
    north = pl.col("letter").replace_strict({c: 4 - i // 5 for i, c in enumerate(_LETTERS)}, default=None)
    raw = pl.DataFrame({"letter": parts.struct[0], "figures": parts.struct[1]})
    return raw.select(
        (east * 100_000 + pl.col("figures").str.head(half).cast(pl.Int64) * side + middle)
        .cast(pl.Float64)
        .alias("x"),
        (north * 100_000 + pl.col("figures").str.tail(half).cast(pl.Int64) * side + middle)
        .cast(pl.Float64)
        .alias("y"),
        side.alias("square_m"),
    )


def _tidy(text: pl.Series) -> pl.Series:
    """Leave letters and figures, large and Latin; a letter of another alphabet stays, and spoils it."""
    latin = text.str.replace_many(dict(LOOK_ALIKES)) if text.str.contains(r"[^\x00-\x7f]").any() else text
    return latin.str.to_uppercase().str.replace_all(r"[\s\x21-\x2f:-@\[-`{-~]", "")
