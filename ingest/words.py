"""Words of closed columns: made comparable, split, matched.  Text in, codes out; no format is known here."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import polars as pl
from rapidfuzz import fuzz, process

__all__ = [
    "DIGITS",
    "HIDDEN",
    "LOOK_ALIKES",
    "MIXED",
    "clean",
    "fold",
    "is_closed",
    "is_plain",
    "may_be_kept",
    "numbered",
    "split_words",
    "translate",
]

HIDDEN = "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
"""Characters that are not seen: soft hyphen, zero-width, direction marks, byte-order mark."""

DIGITS = "[\u0660-\u0669\u06f0-\u06f9\uff10-\uff19]"
"""Arabic-Indic, Persian and full-width digits."""

LOOK_ALIKES = MappingProxyType(
    dict(
        zip(
            "АВЕЅІЈКМНОРСТХУаеѕіјорсухһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
            "ABESIJKMHOPCTXYaesijopcyxhdqwABEZHIKMNOPTYXo",
            strict=True,
        )
    )
)
"""Cyrillic and Greek letters that look just like Latin ones -> the Latin letter."""

MIXED = "[A-Za-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z]"
"""A letter of another alphabet next to a Latin one."""

_UNTIDY = r"[\x00-\x1f\x7f]|^ |  | $"
_FIGURES = {chr(base + n): str(n) for base in (0x0660, 0x06F0, 0xFF10) for n in range(10)}
_WIDE = {chr(0xFEE0 + ord(c)): c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz/:.,-"}
_LATIN = str.maketrans(dict(LOOK_ALIKES))
_LONGEST_WORD = 80
_OFTEN = 3


def clean(text: pl.Series, *, plain: bool | None = None) -> pl.Series:
    """Take away what is not seen: hidden characters, doubled and outer spaces; foreign digits become 0-9
    and wide letters ordinary ones.

    Parameters
    ----------
    text : polars.Series of String
    plain : bool, optional
        Whether there is nothing but ASCII in it, where that is known; see `is_plain`.

    Returns
    -------
    polars.Series of String
        The same length; null where nothing was left.
    """
    if not (is_plain(text) if plain is None else plain):
        text = text.str.replace_all(HIDDEN, "").str.replace_many(_FIGURES | _WIDE)
        text = text.str.replace_all(r"[\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]", " ")
    if text.str.contains(_UNTIDY).any():
        text = text.str.replace_all(r"[\x00-\x20\x7f]+", " ").str.strip_chars(" ")
    empty = text == ""
    return text.set(empty, None) if empty.any() else text


def is_plain(text: pl.Series) -> bool:
    """Say whether a column has nothing but ASCII in it, which is quickly told."""
    return bool(text.str.len_bytes().sum() == text.str.len_chars().sum())


def fold(word: str) -> str:
    """Reduce a word to what is compared: no case, punctuation, doubled spaces or odd letters."""
    seen = word if word.isascii() else re.sub(HIDDEN, "", word).translate(_LATIN)
    text = unicodedata.normalize("NFKC", seen).casefold().replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[\W_]+", " ", text).split()) or text.strip()


def split_words(cell: str) -> list[str]:
    """Split a cell that holds several words: ``Race; Religion``, ``race/religion``, ``Race and Religion``."""
    parts = re.split(r"[;,/|&+\n]|\band\b", cell, flags=re.IGNORECASE)
    return [part.strip() for part in parts if part.strip()]


def is_closed(word: str) -> bool:
    """Say whether a cell can be a word of a list; longer text is somebody's own and is never repeated."""
    return len(word) <= _LONGEST_WORD


def may_be_kept(words: pl.Series, known: Iterable[str]) -> pl.Series:
    """Say which words may be written down beside a row that was set aside.

    A word of a list repeats, or is a slip of the pen for one that is known; a name does neither. So a word
    is kept only if it looks like one (letters, three words at most) and either stands in three rows or more
    or is nearly a known word. What is not kept can still be matched by whoever sends the file, and is then
    forgotten.
    """
    often = set(words.value_counts().filter(pl.col("count") >= _OFTEN)[words.name].to_list())
    listed = list(known)

    def kept(word: str) -> bool:
        if not re.fullmatch(r"[^\W\d_]+(?:[ /&'’-]+[^\W\d_]+){0,2}", word):
            return False
        return word in often or bool(
            process.extractOne(fold(word), listed, scorer=fuzz.ratio, score_cutoff=80)
        )

    verdict = {word: kept(word) for word in words.drop_nulls().unique().to_list()}
    return words.replace_strict(verdict, default=False, return_dtype=pl.Boolean).fill_null(False)


def numbered(number: int, one: str, many: str) -> str:
    """Say how many: ``numbered(1, "row has", "rows have")`` is "1 row has"."""
    return f"{number:,} {one if number == 1 else many}"


def translate(
    text: pl.Series, known: Mapping[str, str], *, other: str, blank: str | None
) -> tuple[pl.Series, dict[str, int]]:
    """Turn the words of a column into codes.

    Parameters
    ----------
    text : polars.Series of String
        Cleaned words.
    known : mapping of folded word to code
        ``"*"`` stands for any word not listed; the code ``""`` says that the word means an empty cell.
    other, blank : str
        The code of a word that is not known, and of an empty cell.

    Returns
    -------
    codes : polars.Series of String
    unmatched : dict of str to int
        The words nobody has matched yet, in alphabetical order, and the rows of each.
    """
    counts = dict(text.drop_nulls().value_counts().iter_rows())
    codes = {word: known.get(fold(word), known.get("*")) for word in counts}
    unmatched = {word: counts[word] for word in sorted(counts) if codes[word] is None}
    table = {word: other if code is None else code or blank for word, code in codes.items()}
    if not table:
        return pl.repeat(blank, text.len(), dtype=pl.String, eager=True), {}
    found = text.replace_strict(table, default=None, return_dtype=pl.String)
    return found if blank is None else found.fill_null(blank), unmatched
