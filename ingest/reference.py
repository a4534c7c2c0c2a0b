"""References: the agency's own where it is whole, one made from the content where there is none."""

from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType

import polars as pl

from ingest.words import numbered

__all__ = ["References", "fingerprint", "make_references"]

_CUT = r"(?i)^[0-9](?:[.,][0-9]+)?E\+[0-9]+$"
_NOTHING = (
    r"(?i)^(?:n/?a|n/?k|none|null|nil|nan|unknown|not (?:known|given|recorded|applicable)|tbc|"
    r"no ref(?:erence)?|[-?.]+)$"
)
_FLOAT = r"^[0-9]+\.0+$"
_UNFIT = MappingProxyType(
    {
        "a spreadsheet error": r"^#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|#+)$",
        "an e-mail address": r"\S@\S",
        "a National Insurance number": (
            r"(?i)^(?:qq|[a-ceghj-prtw-z][a-ceghj-nprtw-z])(?:[ -]?[0-9]{2}){3}[ -]?[a-d]$"
        ),
        "a telephone number": r"^(?:\+44 ?|0)7[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}$",
        "a date, perhaps of birth": (
            r"^[0-9]{1,2}[/.][0-9]{1,2}[/.](?:[0-9]{2}|[0-9]{4})$|^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
        ),
        "a name or free text": (
            r"^\p{L}+(?:[ '’.,-]+\p{L}+)+$|(?:\p{L}{2,}[\s,]+){2,}\p{L}{2,}|\n|^.{101,}$"
        ),
    }
)
"""What a reference may not be, because it would be kept: what to call it -> how it looks."""

_PLAIN = r"^[A-Za-z0-9/_:-]{0,99}[0-9][A-Za-z0-9/_:-]{0,99}$"
_LIKE_A_PERSON = (
    r"(?i)^(?:[a-z]{2}-?[0-9]{2}-?[0-9]{2}-?[0-9]{2}-?[a-d]|07[0-9][0-9-]{8,10}"
    r"|[0-9][0-9/]{1,4}/[0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2})$"
)

_LENGTH_OF_A_DIGEST = 20


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
    if own.width:
        reference, said = _tidied(reference)
        notes += said
        reference, reason, said = _without_unfit(reference, header=own.columns[-1])
        notes += said
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


def _tidied(reference: pl.Series) -> tuple[pl.Series, list[str]]:
    """Take ``n/a`` for no reference, and ``.0`` off a column that somebody's program made numbers of."""
    notes = []
    nothing = reference.str.contains(_NOTHING).fill_null(False)
    reference = reference.set(nothing, None) if nothing.any() else reference
    given = reference.drop_nulls()
    if given.len() and given.str.ends_with("0").all() and given.str.contains(_FLOAT).all():
        reference = reference.str.replace(r"\.0+$", "")
        notes.append(f"{numbered(given.len(), 'reference', 'references')} like 123.0 read as 123.")
    return reference, notes


def _without_unfit(reference: pl.Series, *, header: str) -> tuple[pl.Series, pl.Series, list[str]]:
    """Give reasons to references that are none; where most are none, the column is not used."""
    nobody = pl.repeat(None, reference.len(), dtype=pl.String, eager=True)
    odd = ~reference.str.contains(_PLAIN).fill_null(True) | reference.str.contains(_LIKE_A_PERSON).fill_null(
        False
    )
    if not odd.any():
        return reference, nobody, _alike(reference)
    looked_at = reference.set(~odd, None).alias("text")
    named = pl.lit(None, pl.String)
    for name, pattern in reversed(list(_UNFIT.items())):
        named = pl.when(pl.col("text").str.contains(pattern)).then(pl.lit(name)).otherwise(named)
    what = looked_at.to_frame().select(named.alias("what")).to_series()
    cut = looked_at.str.contains(_CUT).fill_null(False)
    bad, given = int((what.is_not_null() | cut).sum()), reference.len() - reference.null_count()
    if not bad:
        return reference, nobody, _alike(reference)
    if bad * 2 > given:
        seen = "like 1.23E+15" if cut.any() else f"each {what.drop_nulls()[0]}"
        verb = "were cut by a spreadsheet" if cut.any() else "are not references"
        many = f"{bad} references" if cut.any() else numbered(bad, "cell", "cells")
        return (
            nobody,
            nobody,
            [
                f"Column '{header}': {many} {verb} ({seen}), so the column is not used. References were made "
                "from the content instead."
            ],
        )
    reasons = pl.select(
        pl.when(cut)
        .then(pl.lit("the reference was cut by a spreadsheet (like 1.23E+15). Format the column as text."))
        .when(what.is_not_null())
        .then(pl.format("the reference looks like {}. Use the agency's own case number.", what))
    ).to_series()
    return reference, reasons, _alike(reference.set(reasons.is_not_null(), None))


def _alike(reference: pl.Series) -> list[str]:
    """Say that references differ in nothing that a person would notice."""
    if _cannot_be_alike(reference):
        return []
    given = reference.drop_nulls().unique()
    bare = given.str.to_lowercase().str.replace_all(r"[^\p{L}0-9]+", "").str.replace(r"^0+([0-9])", "$1")
    alike = given.len() - bare.n_unique()
    if not alike:
        return []
    return [
        f"{numbered(alike, 'reference differs', 'references differ')} from another only in case, spaces, "
        "signs or noughts in front; kept as different incidents. Check that they are."
    ]


def _cannot_be_alike(reference: pl.Series) -> bool:
    """Say that references need no closer look: of one length, or figures only, a system wrote them."""
    lengths = reference.drop_nulls().str.len_bytes().unique()
    if lengths.len() <= 1:
        digest = lengths.len() == 0 or lengths[0] >= _LENGTH_OF_A_DIGEST
        lower, upper = "[a-z _.]", "[A-Z _.]"
        if digest or not (reference.str.contains(lower).any() and reference.str.contains(upper).any()):
            return True
    return not reference.str.contains(r"[^0-9]|^0").any()


def _joined(own: pl.DataFrame) -> pl.Series:
    *prefixes, last = own.columns
    if not prefixes:
        return own[last]
    parts = [
        own[name].fill_null("").replace_strict(_fingerprints(own[name]), return_dtype=pl.String)
        for name in prefixes
    ]
    whole = pl.DataFrame([*(part.alias(str(i)) for i, part in enumerate(parts)), own[last].alias("last")])
    return whole.select(pl.concat_str(pl.all(), separator="/")).to_series()


def _fingerprints(text: pl.Series) -> dict[str, str]:
    return {word: fingerprint(word) for word in text.fill_null("").unique().to_list()}


def fingerprint(word: str) -> str:
    """Shorten the name of a school or centre as references have it: who knows the name finds its rows."""
    return blake2b(word.casefold().encode(), digest_size=4).hexdigest()


def _made(content: pl.DataFrame) -> tuple[pl.Series, int]:
    """Make references; also say how many rows repeat another's content."""
    key = content.select(pl.concat_str(pl.all().fill_null(""), separator="\x1f").alias("key"))
    key = key.with_columns(nth=pl.int_range(pl.len()).over("key"))
    text = key.select(pl.format("{}\x1f{}", "key", "nth")).to_series()
    made = [f"made:{blake2b(each.encode(), digest_size=10).hexdigest()}" for each in text.to_list()]
    return pl.Series("reference", made, dtype=pl.String), int((key["nth"] > 0).sum())
