"""Columns whose words come from a list: kind, category, source, how noticed, setting, outcome."""

from dataclasses import dataclass

import polars as pl

from ingest.format import Format
from ingest.policy import Policy
from ingest.policy.codes import ListedField
from ingest.words import fold, is_closed, translate

__all__ = ["MatchedClosed", "match_closed"]

_OTHER: dict[ListedField, str] = {
    "category": "other",
    "setting": "other",
    "noticed_by": "unknown",
    "source": "other",
    "outcome": "other",
}
_BLANK = {"category": "other", "setting": "unknown", "noticed_by": "unknown", "outcome": None}
_MANY_WORDS = 60


@dataclass(frozen=True)
class MatchedClosed:
    """Codes of the closed columns.

    Attributes
    ----------
    frame : polars.DataFrame
        kind, category, source, noticed_by, setting, outcome.
    unmatched : dict of field to list of str
        Words that nobody has matched; their rows are kept as other or unknown.
    notes : tuple of str
    """

    frame: pl.DataFrame
    unmatched: dict[str, list[str]]
    notes: tuple[str, ...]


def match_closed(cells: pl.DataFrame, format: Format, *, policy: Policy, strands: pl.Series) -> MatchedClosed:
    """Match the words of every closed column but the strands.

    Parameters
    ----------
    cells : polars.DataFrame
        Cleaned text under the format's headers.
    format : Format
    policy : Policy
    strands : polars.Series of String
        Codes of each row, on which its kind may hang.
    """
    codes: dict[str, pl.Series] = {}
    unmatched: dict[str, list[str]] = {}
    notes: list[str] = []

    def match(field: ListedField, other: str, blank: str | None) -> pl.Series:
        headers = format.headers(field)
        if not headers:
            return pl.repeat(blank, cells.height, dtype=pl.String, eager=True)
        found, missing = translate(cells[headers[0]], _known(field, format, policy), other=other, blank=blank)
        if missing:
            closed = len(missing) <= _MANY_WORDS
            unmatched[field] = [word for word in missing if is_closed(word)] if closed else []
            notes.append(_note(headers[0], missing, policy.labels(field)[other], closed=closed))
        return found

    for field, other in _OTHER.items():
        blank = format.source if field == "source" else format.defaults.get(field, _BLANK.get(field))
        codes[field] = match(field, other, blank)
    by_column = match("kind", "other_incident", "other_incident") if "column" in format.kinds else strands
    with_strands, without = (format.kinds * 2)[:2]
    picked = [
        by_column if kind == "column" else _constant(kind, cells.height) for kind in (with_strands, without)
    ]
    codes["kind"] = picked[0].zip_with(strands != "", picked[1])
    return MatchedClosed(pl.DataFrame(codes), unmatched, tuple(notes))


def _constant(code: str, rows: int) -> pl.Series:
    return pl.repeat(code, rows, dtype=pl.String, eager=True)


def _known(field: ListedField, format: Format, policy: Policy) -> dict[str, str]:
    """Give folded word -> code: the policy's words, then the format's own, which win."""
    known = {word: codes[0] if codes else "" for word, codes in policy.words_of(field).items()}
    known |= {fold(word): "" for word in format.none_words.get(field, ())}
    own = format.values.get(field, {})
    return known | {
        word if word == "*" else fold(word): code for word, code in own.items() if isinstance(code, str)
    }


def _note(header: str, missing: dict[str, int], label: str, *, closed: bool) -> str:
    rows = sum(missing.values())
    if not closed:
        return (
            f"Column '{header}': {len(missing):,} different texts in {rows:,} rows that no list has; "
            "they read like free "
            f"text. Kept as '{label}'; the text itself is not kept."
        )
    return (
        f"Column '{header}': {len(missing)} {'word' if len(missing) == 1 else 'words'} in {rows:,} "
        f"{'row' if rows == 1 else 'rows'} not matched yet; kept as '{label}'. Match them in the values step."
    )
