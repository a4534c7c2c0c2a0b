"""The columns and words of published tables: which names the area, which the strand, and what is meant."""

from collections.abc import Mapping

import polars as pl

from ingest.aggregate_layout import strand_codes
from ingest.errors import FileRefused
from ingest.policy import Policy
from ingest.words import fold

__all__ = ["AREAS", "STRANDS", "own_words", "rename_columns", "strand_of"]

AREAS = (
    *(
        "area",
        "area name",
        "borough",
        "borough name",
        "boroughname",
        "local authority",
        "local authority name",
    ),
    *(
        "authority",
        "district",
        "csp",
        "csp name",
        "community safety partnership",
        "geography",
        "geography name",
    ),
    *("look up borough name", "lookup boroughname", "lookup borough name", "lad name", "la name", "place"),
    *("ward name", "wardname", "ward", "neighbourhood", "force", "police force", "force name"),
)
STRANDS = (
    *("strand", "strands", "hate strand", "hate crime type", "motivating factor", "monitored strand"),
    *(
        "minortext",
        "minor text",
        "crime subtype",
        "offence subgroup",
        "offence type",
        "protected characteristic",
    ),
    *("flag", "hate flag", "crime type", "offence"),
)
_ENDINGS = (" hate crimes", " hate crime", " hate offences", " hate incidents", " crimes", " crime", " hate")
_EVERYTHING = frozenset(
    {"all", "total", "any", "all strands", "hate", "hate crime", "hate crimes", "all hate crime", "overall"}
    | {"all hate crimes", "total hate crime", "total hate crimes", "all offences", "any strand", "all hate"}
)


def rename_columns(frame: pl.DataFrame, *, area: str | None, strand: str | None) -> pl.DataFrame:
    """Call the columns of areas and strands as every table of counts does."""
    folded = {fold(head): head for head in reversed(frame.columns)}
    new: dict[str, str] = {}
    for said, names, called in ((area, AREAS, "Area"), (strand, STRANDS, "Strand")):
        if said is not None and fold(said) not in folded:
            raise FileRefused(
                f"There is no column {said!r}, which [comparison] names. "
                f"Columns seen: {', '.join(frame.columns[:12])}."
            )
        wanted = (fold(said),) if said is not None else names
        head = next((folded[name] for name in wanted if name in folded), None)
        if head is None and called == "Area":
            head = next((h for f, h in folded.items() if f[:3] == "lad" and f[-2:] == "nm"), None)
        if head is not None:
            new[head] = called
    taken = {*(AREAS if "Area" in new.values() else ()), *(STRANDS if "Strand" in new.values() else ())}
    others = {head: f"{head} (beside)" for head in frame.columns if head not in new and fold(head) in taken}
    return frame.rename(others | new)


def own_words(words: Mapping[str, tuple[str, ...]], policy: Policy) -> dict[str, str]:
    """Give the partnership's own words for strands, folded -> codes joined in the policy's order."""
    wrong = sorted({code for codes in words.values() for code in codes} - set(policy.strands))
    if wrong:
        raise FileRefused(
            f"[comparison.strands]: there is no strand {wrong[0]!r}. Known: {', '.join(policy.strands)}."
        )
    return {fold(word): ";".join(c for c in policy.strands if c in codes) for word, codes in words.items()}


def strand_of(word: str, policy: Policy, known: Mapping[str, str]) -> str | None:
    """Give the strands of a line: codes joined, ``"*"`` for all together, None where it is none we know."""
    told = fold(word)
    if told in known:
        return known[told]
    if told in _EVERYTHING:
        return "*"
    short = next((told.removesuffix(ending) for ending in _ENDINGS if told.endswith(ending)), told)
    for text in (word, short):
        if codes := strand_codes(text, policy):
            return codes
    return None
