"""Names of people in a text: likely ones, by title, by how they are introduced, or by a common first name."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ["find_names", "is_first_name"]

_TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Master|Dr|Doctor|Prof(?:essor)?|Rev(?:erend)?|Fr|Father|Imam|Rabbi|Pastor|Sheikh|Canon|"
    r"Cllr|Councillor|PC|WPC|DC|DS|DI|PCSO|Sgt|Sergeant|Inspector|Insp|Sir|Dame|Lord|Lady|Auntie|Aunty|Uncle)"
)
_WORD = r"(?:(?:O['’]|Mc|Mac|Al-|El-)?[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_a-z][^\W\d_]*)?)"
_PARTICLE = r"(?:(?:de|da|di|van|von|der|den|bin|ibn|binti|al|el|la|le|ap) )"
_NAME = rf"{_WORD}(?: {_PARTICLE}{{0,2}}{_WORD}){{0,2}}"
_TITLED = re.compile(
    rf"(?<!\w)(?:{_TITLE}|(?i:mr|mrs|miss|ms|dr|cllr|rev))\.? (?P<name>(?:[A-Z]\.? ?){{0,2}}{_NAME})"
)
_TITLED_SMALL = re.compile(r"(?<!\w)(?:mr|mrs|ms|miss|dr)\.? (?P<name>[a-z]{2,}(?: [a-z]{2,})?)\b")
_PERSON = (
    r"(?:man|woman|boy|girl|lad|youth|male|female|person|someone|somebody|neighbou?r|son|daughter|brother|sister|"
    r"mother|father|mum|dad|uncle|aunt|cousin|friend|mate|teacher|pupil|student|child|husband|wife|partner|"
    r"boyfriend|girlfriend|guy|bloke|kid|teen(?:ager)?|tenant|resident|worker|manager|owner|driver|suspect|"
    r"victim|witness|offender|perpetrator|colleague|complainant|he|she|they)"
)
_CALLED = re.compile(
    rf"\b(?i:{_PERSON})\b,? (?:(?i:who is|who was|is|was|goes by|are) )?"
    rf"(?i:called|named|nicknamed|known as|goes by the name(?: of)?|by the name of|aka|a\.?k\.?a\.?) "
    rf"(?P<name>{_NAME}|[a-z]+(?: [a-z]+)?)"
)
_INTRODUCED = re.compile(
    r"(?:\b(?i:my|his|her|their|whose|(?:victim|suspect|offender)['’]s)(?: full| first| real)? name"
    r"(?i: is| was|:)|\b(?i:name|victim|suspect|offender|complainant|perpetrator|witness|reported by|"
    r"informant|aggrieved|ip|caller)"
    rf"(?i: name)? ?[:=-]) ?(?P<name>{_NAME})"
)
_KIN = re.compile(rf"\b(?i:{_PERSON}),? (?P<name>{_NAME})")
_PAIR = re.compile(rf"(?<![\w'’])(?P<name>{_WORD}(?: [A-Z]\.?)? {_PARTICLE}{{0,2}}{_WORD}(?:[ ]{_WORD})?)")

_LISTS = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
_FIRST_NAMES = frozenset(_LISTS["first_names"].split())
_PLACES = frozenset(_LISTS["places"].split())
_TRADES = frozenset(_LISTS["trades"].split())
_NOT_NAMES = frozenset(_LISTS["not_names"].split())


def is_first_name(word: str) -> bool:
    """Say whether a word is a common first name."""
    return word.casefold() in _FIRST_NAMES


def find_names(text: str, *, places: Iterable[str] = ()) -> Iterator[tuple[int, int]]:
    """Find likely names of people.

    Parameters
    ----------
    text : str
    places : iterable of str
        Names of wards and places, which are nobody's name.

    Yields
    ------
    start, end
        Title and introduction not included.
    """
    known = {place.casefold() for place in places}
    seen: set[int] = set()
    for pattern, accept in (
        (_TITLED, _after_title),
        (_TITLED_SMALL, _small_after_title),
        (_CALLED, _after_called),
        (_INTRODUCED, _introduced),
        (_KIN, _starts_with_first_name),
        (_PAIR, _is_full_name),
    ):
        for hit in _overlapping(pattern, text):
            start, end = hit.span("name")
            words = [word.strip(".") for word in hit["name"].split()]
            if start in seen or _is_place(words, text[end : end + 40], known):
                continue
            length = accept(words)
            if length:
                end = start + len(" ".join(hit["name"].split()[:length]))
                seen |= set(range(start, end))
                yield start, end


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Give the matches of a pattern, also those that begin inside another."""
    at = 0
    while hit := pattern.search(text, at):
        yield hit
        at = hit.start("name") + 1 if pattern is _PAIR else hit.start("name")


def _is_place(words: list[str], after: str, known: set[str]) -> bool:
    """Say whether this names a place or a shop: by its own words, the next one, or a list of places."""
    whole = " ".join(words).casefold()
    following = re.match(r"(?:['’]s)? ([\w]+)", after)
    next_word = following[1].casefold() if following else ""
    first = words[0].casefold().removesuffix("'s").removesuffix("’s")
    return (
        any(word.casefold().removesuffix("s") in _PLACES or word.casefold() in _PLACES for word in words[1:])
        or (next_word in _PLACES and following is not None and following[1][0].isupper())
        or first in _TRADES
        or any(
            whole == place or whole.startswith(place + " ") or place.startswith(whole + " ")
            for place in known
        )
    )


def _length(words: list[str]) -> int:
    """Count the words up to the first that cannot be part of a name."""
    return next(
        (i for i, word in enumerate(words) if len(word) > 1 and word.casefold() in _NOT_NAMES), len(words)
    )


def _after_title(words: list[str]) -> int:
    trade = any(word.casefold() in _TRADES for word in words)
    return 0 if trade else _length(words)


def _small_after_title(words: list[str]) -> int:
    return 0 if words[0] in _TRADES | _PLACES else _length(words)


def _after_called(words: list[str]) -> int:
    if words[0][0].islower():
        return _length(words) if words[0] in _FIRST_NAMES else 0
    return _length(words)


def _introduced(words: list[str]) -> int:
    return _length(words)


def _starts_with_first_name(words: list[str]) -> int:
    return _length(words) if words[0].casefold() in _FIRST_NAMES else 0


def _is_full_name(words: list[str]) -> int:
    length = _length(words)
    return length if length > 1 and words[0].casefold() in _FIRST_NAMES else 0
