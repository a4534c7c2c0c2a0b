"""References: the agency's own where it is whole, one made from the content where there is none."""

from dataclasses import dataclass
from hashlib import blake2b

import polars as pl

from ingest.words import numbered

__all__ = ["References", "make_references"]

_CUT = r"(?i)^\d(?:[.,]\d+)?E\+\d+$"


@dataclass(frozen=True)
class References:
    """What every row is called.

    Attributes
    ----------
    reference : polars.Series of String
        Never null.
    reason : polars.Series of String
        Why a row cannot be known by its reference; null where it can.
    notes : tuple of str
    """

    reference: pl.Series
    reason: pl.Series
    notes: tuple[str, ...]


def make_references(own: pl.DataFrame, content: pl.DataFrame) -> References:
    """Name every row.

    A made reference stands on the content and on how many rows of the file with the same content came
    before, so identical rows stay separate and the same file sent again finds every one of them.

    Parameters
    ----------
    own : polars.DataFrame
        The agency's reference: no column, one, or several that only name a row together.  Of several, all but
        the last are shortened to a fingerprint, because they name schools and centres.
    content : polars.DataFrame
        Cleaned text that a made reference stands on.
    """
    notes = []
    nobody = pl.repeat(None, content.height, dtype=pl.String, eager=True)
    reference, reason = _joined(own) if own.width else nobody, nobody
    cut = reference.str.contains(_CUT).fill_null(False)
    if cut.any():
        if int(cut.sum()) * 2 > reference.len() - reference.null_count():
            notes.append(
                f"Column '{own.columns[-1]}': {cut.sum()} references were cut by a spreadsheet (like "
                "1.23E+15), so the "
                "column is not used. References were made from the content instead."
            )
            reference = nobody
        else:
            text = "the reference was cut by a spreadsheet (like 1.23E+15). Format the column as text."
            reason = reason.set(cut, text)
    absent = reference.is_null()
    if absent.any():
        made, repeats = _made(content.filter(absent))
        blanks = reference.to_frame("reference").with_row_index("at").filter(absent)
        filled = blanks.with_columns(reference=made)
        reference = reference.scatter(filled["at"], filled["reference"]) if not absent.all() else made
        many = numbered(int(absent.sum()), "row has", "rows have")
        notes.append(f"{many} no reference; one was made from the content, so a re-send will match.")
        if repeats:
            notes.append(
                f"{repeats:,} of them repeat another row's content; kept as separate incidents, "
                "because nothing says "
                "that they are the same."
            )
    return References(reference.alias("reference"), reason, tuple(notes))


def _joined(own: pl.DataFrame) -> pl.Series:
    *prefixes, last = own.columns
    if not prefixes:
        return own[last]
    parts = [
        own[name].fill_null("").replace_strict(_fingerprints(own[name], size=4), return_dtype=pl.String)
        for name in prefixes
    ]
    whole = pl.DataFrame([*(part.alias(str(i)) for i, part in enumerate(parts)), own[last].alias("last")])
    return whole.select(pl.concat_str(pl.all(), separator="/")).to_series()


def _fingerprints(text: pl.Series, *, size: int) -> dict[str, str]:
    distinct = text.fill_null("").unique().to_list()
    return {word: blake2b(word.casefold().encode(), digest_size=size).hexdigest() for word in distinct}


def _made(content: pl.DataFrame) -> tuple[pl.Series, int]:
    """Make references; also say how many rows repeat another's content."""
    key = content.select(pl.concat_str(pl.all().fill_null(""), separator="\x1f").alias("key"))
    key = key.with_columns(nth=pl.int_range(pl.len()).over("key"))
    text = key.select(pl.format("{}\x1f{}", "key", "nth")).to_series()
    made = [f"made:{blake2b(each.encode(), digest_size=10).hexdigest()}" for each in text.to_list()]
    return pl.Series("reference", made, dtype=pl.String), int((key["nth"] > 0).sum())
