"""Strands: several words in a cell, several columns, one set of codes.  Unknown words are never guessed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from rapidfuzz import fuzz, process

from ingest.errors import FileRefused
from ingest.format import Format
from ingest.policy import Policy
from ingest.words import fold, split_words

__all__ = ["MatchedStrands", "match_strands", "match_word"]

_YES = frozenset({"y", "yes", "true", "t", "x", "ie", "ydy", "oes"})
_NEARLY = 80.0
_LONGEST = 40


@dataclass(frozen=True)
class MatchedStrands:
    """Strands of every row.

    Attributes
    ----------
    codes : polars.Series of String
        Joined with ``;`` in the policy's order; ``""`` for none.
    unmatched : polars.Series of String
        The first word of the row that nobody has matched; null where all are.
    column : polars.Series of String
        The column that word is in.
    meant : polars.Series of String
        Label of the strand that this word is nearly a word for; null where there is none.
    words : list of str
        All such words.
    read_as : dict of str to str
        Words as they stood -> label, where the two differ.
    """

    codes: pl.Series
    unmatched: pl.Series
    column: pl.Series
    meant: pl.Series
    words: list[str]
    read_as: dict[str, str]


def match_strands(cells: pl.DataFrame, format: Format, *, policy: Policy) -> MatchedStrands:
    """Match the strands of every row.

    Parameters
    ----------
    cells : polars.DataFrame
        Cleaned text; the columns of `format.headers("strands")` and of `format.strand_columns`.
    format : Format
    policy : Policy

    Raises
    ------
    FileRefused
        If strands are numbers and no list of codes says what they mean, or if they are only yes and no.
    """
    known = _known_words(format, policy)
    order = list(policy.strands)
    mask = pl.repeat(0, cells.height, dtype=pl.Int64, eager=True)
    unmatched = pl.repeat(None, cells.height, dtype=pl.String, eager=True)
    column = unmatched.clone()
    words: set[str] = set()
    read_as: dict[str, str] = {}
    plans = [(header, "") for header in format.headers("strands")] + list(format.strand_columns.items())
    for header, code in plans:
        distinct = cells[header].drop_nulls().unique().to_list()
        matches = {cell: match_word(cell, known, code) for cell in distinct}
        if not code:
            _refuse_bare_numbers(matches, header)
            _refuse_yes_and_no(matches, header)
            read_as |= {
                said: ", ".join(policy.strands[each] for each in codes)
                for cell, (codes, unknown) in matches.items()
                if codes and not unknown and fold(cell) not in _own_names(codes, policy)
                if (said := _understood(cell, known))
            }
        bits = {cell: sum(1 << order.index(each) for each in codes) for cell, (codes, _) in matches.items()}
        missing = {cell: unknown for cell, (_, unknown) in matches.items() if unknown is not None}
        words |= set(missing.values())
        if bits:
            mask = mask | cells[header].replace_strict(bits, default=0, return_dtype=pl.Int64)
        if missing:
            found = cells[header].replace_strict(missing, default=None, return_dtype=pl.String)
            new = unmatched.is_null() & found.is_not_null()
            unmatched, column = unmatched.zip_with(~new, found), column.set(new, header)
    names = {
        bit: ";".join(code for i, code in enumerate(order) if bit >> i & 1) for bit in mask.unique().to_list()
    }
    codes = mask.replace_strict(names, return_dtype=pl.String) if names else mask.cast(pl.String)
    meant = _meant(words, known, policy)
    near = unmatched.replace_strict(meant, default=None, return_dtype=pl.String)
    return MatchedStrands(codes, unmatched, column, near, sorted(words), dict(sorted(read_as.items())))


def _known_words(format: Format, policy: Policy) -> dict[str, tuple[str, ...]]:
    known = policy.words_of("strands")
    known |= {fold(word): () for word in format.none_words.get("strands", ())}
    for word, codes in format.values.get("strands", {}).items():
        many = (codes,) if isinstance(codes, str) else codes
        known["*" if word == "*" else fold(word)] = tuple(code for code in many if code)
    return known


def match_word(
    cell: str, known: Mapping[str, tuple[str, ...]], code: str
) -> tuple[tuple[str, ...], str | None]:
    """Give the codes of a cell and the first part of it that is not known."""
    whole = known.get(fold(cell))
    if code:
        return (() if whole == () else (code,)), None
    if whole is not None:
        return whole, None
    head = known.get(fold(_head(cell)))  # Religion (Muslim), Faith: Jewish
    if head:
        return head, None
    parts = {part: known.get(fold(part), known.get("*")) for part in split_words(cell) or [cell]}
    unknown = [part for part, found in parts.items() if found is None]
    if unknown:
        return (), unknown[0] if len(unknown) < len(parts) else cell
    return tuple(dict.fromkeys(code for found in parts.values() for code in found or ())), None


def _head(cell: str) -> str:
    return re.split(r"[(:]| [-–—] ", cell)[0].strip()


def _understood(cell: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """Give what of a cell was read, to be told: what follows a word in brackets may be anybody's name."""
    if known.get(fold(cell)) is None and known.get(fold(_head(cell))):
        return _head(cell)
    return cell if all(fold(part) in known for part in split_words(cell) or [cell]) else ""


def _meant(words: set[str], known: Mapping[str, tuple[str, ...]], policy: Policy) -> dict[str, str]:
    """Give word -> label of the strand it is nearly a word for."""
    listed = [word for word, codes in known.items() if codes and word != "*"]
    near = {
        word: process.extractOne(fold(word), listed, scorer=fuzz.ratio, score_cutoff=_NEARLY)
        for word in words
        if len(word) <= _LONGEST
    }
    return {
        word: " and ".join(policy.strands[code] for code in known[best[0]])
        for word, best in near.items()
        if best is not None
    }


def _own_names(codes: tuple[str, ...], policy: Policy) -> set[str]:
    return {fold(codes[0]), fold(policy.strands[codes[0]])} if len(codes) == 1 else set()


def _refuse_bare_numbers(matches: Mapping[str, tuple[tuple[str, ...], str | None]], header: str) -> None:
    numbers = [cell for cell in matches if re.fullmatch(r"[\d ;,/]+", cell)]
    if numbers and len(numbers) == len(matches) and all(matches[cell][1] is not None for cell in numbers):
        raise FileRefused(
            f"Column '{header}': strands are given as numbers ({', '.join(sorted(numbers)[:6])}). "
            "Nothing was loaded. "
            "Say in the values step which number stands for which strand."
        )


def _refuse_yes_and_no(matches: Mapping[str, tuple[tuple[str, ...], str | None]], header: str) -> None:
    """Refuse a column that says whether, not which."""
    unknown = [cell for cell, (_, word) in matches.items() if word is not None]
    if (
        unknown
        and all(fold(cell) in _YES for cell in unknown)
        and not any(codes for codes, _ in matches.values())
    ):
        raise FileRefused(
            f"Column '{header}' says only yes or no: whether an incident was hate-related, not which strand. "
            "Nothing was loaded. Match the column that names the strand; or, if this column stands for one "
            "strand, say for which."
        )
