"""Coordinates as people write them, to numbers: commas, minutes and seconds, letters, two in one cell."""

from dataclasses import dataclass

import numpy as np
import polars as pl

__all__ = ["Numbers", "read_numbers", "split_pairs"]

_NUMBER = r"^[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?$"
_NOTHING = (
    r"(?i)^(?:n/?a|n/?k|not (?:known|recorded|stated|given|available)|unknown|none|null|nil|no location|"
    r"[-?]+)$"
)
_THOUSANDS = r"^-?[0-9]{1,3}(?:[, ][0-9]{3})+(?:\.[0-9]+)?$"
_DECIMAL = r"^-?[0-9]+,[0-9]+$"
_LETTERED = r"^([NSEW])? ?([+-]?[0-9]{1,3}(?:\.[0-9]+)?) ?[°º˚]? ?([NSEW])?$"
_METRES = r"(?i)^[EN]? ?([0-9]{4,7}(?:\.[0-9]+)?) ?m?[EN]?$"
_MINUTES = (
    r"^([NSEW])? ?([+-])?([0-9]{1,3}) ?[°º˚d: ] ?([0-9]{1,2}(?:\.[0-9]+)?) ?(?:['’′m: ] ?)?"
    r"(?:([0-9]{1,2}(?:\.[0-9]+)?) ?(?:[\"”″s]|''|’’|′′)?)? ?([NSEW])?$"
)
_SIGN_OF_DEGREES = r"[°º˚d'’′\":]|[0-9] [0-9]+ [0-9]"
_PAIR = (
    r"(?i)^(?:srid=[0-9]+; ?)?(point ?z? ?\()?[\[(]? ?([+-]?[0-9]+\.[0-9]+|[0-9]{5,7})"
    r" ?[,; ] ?([+-]?[0-9]+\.[0-9]+|[0-9]{5,7})"
    r"(?:[ ,]+[+-]?[0-9]+(?:\.[0-9]+)?)? ?[\])]{0,2}$"
)


@dataclass(frozen=True)
class Numbers:
    """A column of coordinates as numbers.

    Attributes
    ----------
    value : numpy.ndarray of float64
        NaN where there is none.
    commas, spelt, bad : numpy.ndarray of bool
        Where a comma was taken out; where degrees came with minutes or a letter; where there is text but no
        number.
    places : numpy.ndarray of int64
        Figures after the point, as written.
    """

    value: np.ndarray
    commas: np.ndarray
    spelt: np.ndarray
    bad: np.ndarray
    places: np.ndarray


def split_pairs(
    first: pl.Series, second: pl.Series, *, degrees: bool
) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Take apart cells that hold both coordinates, as ``51.5, -0.1`` or ``POINT(-0.1 51.5)`` do.

    Returns
    -------
    first, second : polars.Series of String
        Longitude and latitude, or easting and northing.
    parted : polars.Series of Boolean
    """
    alone = (first.is_null() ^ second.is_null()) | (first == second).fill_null(False)
    one = first.zip_with(first.is_not_null(), second)
    parts = one.set(~alone, None).str.extract_groups(_PAIR).struct.unnest()
    parted = parts["2"].is_not_null()
    if not parted.any():
        return first, second, parted
    a, b = parts["2"], parts["3"]
    if degrees:  # written latitude first by people, longitude first by WKT; the larger one is the latitude
        size = a.cast(pl.Float64, strict=False).abs() > b.cast(pl.Float64, strict=False).abs()
        turned = (size & parts["1"].is_null()).fill_null(False)
        a, b = a.zip_with(~turned, b), b.zip_with(~turned, a)
    return a.zip_with(parted, first), b.zip_with(parted, second), parted


def read_numbers(text: pl.Series, *, degrees: bool) -> Numbers:
    """Read a column of coordinates."""
    text = text.set(text.str.contains(_NOTHING).fill_null(False), None)
    plain = text.str.contains(_NUMBER).fill_null(True)
    if plain.all():
        never = np.zeros(text.len(), dtype=bool)
        return _judged(text, text, never, never)
    signed = text.str.replace_all("[\u2010-\u2015\u2212]", "-").str.replace(r"^['’‘`]", "")
    signed = text.zip_with(plain, signed)
    thousands = signed.str.contains(_THOUSANDS).fill_null(False) & ~plain
    decimal = signed.str.contains(_DECIMAL).fill_null(False)
    thousands, decimal = (thousands & ~decimal, decimal) if degrees else (thousands, decimal & ~thousands)
    bare = signed.zip_with(~thousands, signed.str.replace_all("[, ]", ""))
    bare = bare.zip_with(~decimal, bare.str.replace(",", ".", literal=True))
    left = bare.set(bare.str.contains(_NUMBER).fill_null(True), None)
    found = _spelt_degrees(left) if degrees else left.str.extract(_METRES, 1)
    spelt = found.is_not_null()
    return _judged(text, found.zip_with(spelt, bare), (thousands | decimal).to_numpy(), spelt.to_numpy())


def _judged(text: pl.Series, bare: pl.Series, commas: np.ndarray, spelt: np.ndarray) -> Numbers:
    is_number = bare.str.contains(_NUMBER).fill_null(False)
    value = bare.set(~is_number, None).cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    bad = text.is_not_null().to_numpy() & ~(np.isfinite(value) & (np.abs(value) < 1e9))
    places = bare.str.extract(r"\.([0-9]*)$", 1).str.len_chars().fill_null(0).cast(pl.Int64).to_numpy()
    return Numbers(np.where(bad, np.nan, value), commas, spelt, bad, places)


def _spelt_degrees(text: pl.Series) -> pl.Series:
    """Read degrees with a letter, or with minutes and seconds, as decimal degrees."""
    text = text.str.to_uppercase().str.replace_all("D", "°", literal=True)
    simple = text.str.extract_groups(_LETTERED).struct.unnest()
    parts = text.set(~text.str.contains(_SIGN_OF_DEGREES).fill_null(False), None)
    minutes = parts.str.extract_groups(_MINUTES).struct.unnest()
    number = [pl.col(name).cast(pl.Float64, strict=False) for name in ("3", "4", "5")]
    whole = number[0] + number[1].fill_null(0) / 60 + number[2].fill_null(0) / 3600
    good = (number[1].fill_null(0) < 60) & (number[2].fill_null(0) < 60)
    south = pl.coalesce("1", "6").is_in(["S", "W"]).fill_null(False) | (pl.col("2") == "-").fill_null(False)
    by_minutes = minutes.select(pl.when(good).then(pl.when(south).then(-whole).otherwise(whole))).to_series()
    letter, value = pl.coalesce("1", "3"), pl.col("2").cast(pl.Float64, strict=False)
    by_letter = simple.select(
        pl.when(letter.is_in(["S", "W"]).fill_null(False)).then(-value.abs()).otherwise(value)
    )
    both = pl.DataFrame({"a": by_letter.to_series(), "b": by_minutes})
    return both.select(pl.coalesce("a", "b").round(9).cast(pl.String)).to_series()
