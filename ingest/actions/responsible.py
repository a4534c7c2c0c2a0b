"""Who is responsible for an action, as roles: whatever may be a person's name is refused."""

import re
import tomllib
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

from ingest.identifiers import find_identifiers
from ingest.names import is_first_name

__all__ = ["is_role", "may_name_somebody", "parts_of"]

_LISTS = tomllib.loads((Path(__file__).parent / "role_words.toml").read_text(encoding="utf-8"))
ROLES = frozenset(_LISTS["roles"].split())
ORGANISATIONS = frozenset(_LISTS["organisations"].split())
TITLES = frozenset(_LISTS["titles"].split())
WORD = re.compile(r"[^\W\d_][\w'’+-]*")


def parts_of(text: str) -> list[str]:
    """Part a cell that names several: by semicolon, slash, comma, plus, line."""
    return [part for each in re.split(r"[;/,+\n|]", text) if (part := " ".join(each.split()))]


def is_role(text: str, *, organisations: Collection[str] = ()) -> bool:
    """Say whether a part names a role (`Community Safety Manager`) and no organisation that is known."""
    if text.casefold() in {name.casefold() for name in organisations}:
        return False
    return any(word.casefold() in ROLES for word in WORD.findall(text))


def may_name_somebody(text: str, *, places: Collection[str]) -> bool:
    """Say whether a text of roles may hold a person's name.

    It is stricter than for other texts, for here names are what people put: two words that are neither
    roles, organisations nor places, a word after the role, a title before a word, or a lone word.
    """
    if find_identifiers(text, places=places):
        return True
    known = {word.casefold() for place in places for word in WORD.findall(place)}
    return any(_names(part, known) for part in re.split(r"[;/,+\n|()\[\]:–—]| - |\band\b|&", text))


def _names(part: str, known: Collection[str]) -> bool:
    words = WORD.findall(part)
    strange = [not _is_known(word, known) for word in words]
    if not any(strange):
        return False
    before = [word.casefold() for word in words]
    after_role = any(odd and before[at - 1] in ROLES | TITLES for at, odd in enumerate(strange) if at)
    pair = any(one and other for one, other in pairwise(strange))
    initial = any(odd and len(words[at - 1]) == 1 for at, odd in enumerate(strange) if at)
    first = any(odd and is_first_name(word) for word, odd in zip(words, strange, strict=True))
    return after_role or pair or initial or first or all(strange)


def _is_known(word: str, known: Collection[str]) -> bool:
    folded = word.casefold().removesuffix("'s").removesuffix("’s")
    if folded in ROLES or folded in ORGANISATIONS or folded in TITLES or folded in known:
        return True
    letters = word.replace("+", "")
    is_short_form = letters.isupper() and 2 <= len(letters) <= 7
    return is_short_form or (word[0].islower() and not is_first_name(word))
