"""Texts that say nearly the same word for word, so that a flood of them is one line of a list."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

__all__ = ["alike"]

NEAR = 90
"""So alike, of 100, two texts are the same message: a word or a number changed, or words in another order."""


def alike(texts: Sequence[str]) -> list[int | None]:
    """Number the texts that are nearly the same as another; None for one that stands alone.

    A text belongs to the first group with one that it is near.  Numbers count from 1, in the order given.
    """
    heads: list[str] = []
    groups: list[int] = []
    for text in (" ".join(text.casefold().split()) for text in texts):
        near = process.extractOne(text, heads, scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
        if near is None:
            heads.append(text)
        groups.append(len(heads) - 1 if near is None else near[2])
    known = [group for group in dict.fromkeys(groups) if groups.count(group) > 1]
    return [known.index(group) + 1 if group in known else None for group in groups]
