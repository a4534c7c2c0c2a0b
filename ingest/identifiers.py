"""Identifiers in free text: which kinds of personal detail, and where.  Nothing is repeated."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from ingest.names import find_names
from ingest.words import HIDDEN

__all__ = ["KINDS", "Found", "Kind", "find_identifiers"]


@dataclass(frozen=True)
class Kind:
    """A kind of personal detail.

    Attributes
    ----------
    title : str
        What to call one, for messages.
    certain : bool
        True for an identifier, which points at a person by itself; False for what is only likely to.
    """

    title: str
    certain: bool = True


@dataclass(frozen=True, order=True)
class Found:
    """Where a detail stands: ``text[start:end]``; `kind` is a key of `KINDS`."""

    start: int
    end: int
    kind: str


KINDS = MappingProxyType(
    {
        "email": Kind("an e-mail address"),
        "phone": Kind("a telephone number"),
        "national_insurance": Kind("a National Insurance number"),
        "nhs_number": Kind("an NHS number"),
        "date_of_birth": Kind("a date of birth"),
        "card": Kind("a payment card number"),
        "bank_account": Kind("a bank account"),
        "vehicle": Kind("a vehicle registration"),
        "address": Kind("a house number with a full postcode"),
        "social_media": Kind("a social media account"),
        "house": Kind("a house number and street", certain=False),
        "name": Kind("a person's name", certain=False),
    }
)

_REF_BEFORE = re.compile(
    r"(?i)\b(?:ref(?:erence)?s?|cad|cris|urn|crime|incident|log|case|ticket|order|invoice|serial|number|no)"
    r"\.?(?:(?: ?(?:number|no|nos|id|ref|reference))\.?)?(?: is| was)?[ :#=]*$"
)
_PHONE_BEFORE = re.compile(
    r"(?i)\b(?:tel|telephone|phone|mob|mobile|ring|call|text|contact|whatsapp)\W*"
    r"(?:(?:number|no|ref|me|on|is|him|her|them)\W*){0,3}$"
)
_PLATE_BEFORE = re.compile(
    r"(?i)\b(?:reg(?:istration)?(?: (?:number|no|plate|mark))?|plates?|vrm|car|van|vehicle|index|moped|bike|"
    r"taxi|lorry|bmw|audi|ford|vauxhall|toyota|golf|mercedes)[\w ,:.#-]{0,12}$"
)
_NHS_BEFORE = re.compile(r"(?i)\b(?:nhs|hospital|patient)(?: (?:number|no|id))?[ .:#=]*(?:is )?$")

_EMAIL = re.compile(
    r"(?<![\w.%+'-])[\w.%+'-]{1,64}(?:@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"| ?[\[(]at[\])] ?[\w-]{1,63}(?: ?(?:\.|[\[(]dot[\])]) ?[\w-]{1,63}){1,5})",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/£$€.,-])(?:(?:\+|00)44[ .-]?(?:\(0\)[ .-]?)?|\(?0)(?:[ .()-]{0,2}\d){9,10}(?![\w/]|[.,-]\d)"
    r"|(?<![\w/£$€.-])\+(?!44)[1-9]\d{0,2}(?:[ .()-]{0,2}\d){7,12}(?!\w)"
)
_MOBILE_WITHOUT_ZERO = re.compile(r"(?<![\w/£.-])7\d{3}[ -]?\d{3}[ -]?\d{3}(?![\w/]|[.-]\d)")
_NI = re.compile(
    r"\b(?:QQ|(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])(?:[ -]?\d{2}){3}[ -]?[A-D]\b",
    re.IGNORECASE,
)
_TEN = re.compile(r"(?<![\w/£.-])\d{3}[ -]?\d{3}[ -]?\d{4}(?![\w/]|[.-]\d)")
_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?[ ./-]*(?:of )?(?:{_MONTHS}|\d{{1,2}})[ ,./-]*\d{{2,4}}"
    rf"|\d{{4}}-\d{{2}}-\d{{2}}|{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BIRTH = re.compile(
    rf"(?i)(?:\bd\.?o\.?b\b\.?|\bdate of birth|\bbirth ?da(?:te|y)|\bborn)(?: is| was| on| the)*[ :=,-]*"
    rf"({_DAY})\b"
)
_CARD = re.compile(
    r"(?<![\w/.-])[2-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\w/])"
    r"|(?<!\w)3[47]\d{2}[ -]?\d{6}[ -]?\d{5}(?!\w)"
)
_BANK = re.compile(
    r"(?<!\w)\d{2}[- ]\d{2}[- ]\d{2}\W{1,3}(?:(?:a/?c|acc(?:oun)?t)\W*(?:(?:no|number)\W*)?)?\d{8}(?!\w)"
    r"|\bsort code\W*(\d{2}[- ]?\d{2}[- ]?\d{2})(?!\d)"
    r"|\b(?:account|acct|a/c) (?:number|no)\W{0,3}(?:is )?(\d{8})(?!\d)"
    r"|\bGB\d{2} ?[A-Z]{4}(?: ?\d){14}\b",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\b[A-HJ-PR-Y]{2}\d{2}[ -]?[A-HJ-PR-Z]{3}\b|\b[a-hj-pr-y]{2}\d{2}[a-hj-pr-z]{3}\b")
_PLATE_SPACED = re.compile(r"\b[a-hj-pr-y]{2} ?\d{2} ?[a-hj-pr-z]{3}\b", re.IGNORECASE)
_PLATE_OLD = re.compile(
    r"\b[A-HJ-NPR-TV-Y]\d{3} ?[A-HJ-PR-Y]{3}\b|\b[A-HJ-PR-Y]{3} ?\d{3}[A-HJ-NPR-TV-Y]\b"
    r"|\b(?:[A-Z]I[A-Z]|[A-Z]{2}Z) ?\d{3,4}\b"
)
_PLATE_SHORT = re.compile(r"\b[A-Z]\d{1,3} ?[A-Z]{3}\b|\b[A-Z]{1,3} ?\d{1,4}[A-Z]?\b")
_NO_PLATE = re.compile(
    r"\b(?:ABH|ALL|AND|ANY|ARE|ASB|BAR|BIG|BOY|BUS|BUT|BY|CAD|CAR|CCTV|CJA|CPN|DAY|DID|FLAT|FOR|GBH|GET|"
    r"GOT|HAD|HAS|HE|HER|HIM|HIS|HIT|HOW|ITS|JUST|KM|LED|LET|MAN|MEN|MET|NEW|NOT|NOW|OFF|OLD|ONE|OUR|"
    r"OUT|PC|PHA|PLC|POA|PUB|PUT|RAN|RTA|SAT|SAW|SAY|SET|SHE|SIX|TEN|THE|TOO|TWO|USE|VAN|VIA|WAS|WAY|"
    r"WHO|WHY|YES|YET|YOU)"
)
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|close|cl|court|ct|drive|dr|gardens|gdns|grove|terrace|ter|way|place|pl|"
    r"crescent|cres|square|sq|walk|mews|hill|rise|row|house|park|green|parade|path|yard|wharf|villas|buildings)"
)
_NUMBER = r"(?:(?:flat|apartment|apt|unit|room|no\.?|number|house)\W{0,2})?\d{1,4}[a-z]?(?:[/-]\d{1,4})?"
_NO_STREET = (
    rf"(?:am|pm|in|at|on|by|of|off|and|near|outside|around|between|to|from|was|were|people|men|women|youths|"
    rf"times?|incidents?|reports?|{_MONTHS})\b"
)
_ADDRESS = re.compile(
    rf"(?<![\w£/:.-])(?:{_NUMBER})\b(?:[ ,]{{1,3}}(?!{_NO_STREET})[\w'’-]{{1,20}}){{0,6}}?"
    rf"[ ,]{{1,3}}{_POSTCODE}\b"
    rf"|\b{_POSTCODE}\W{{1,3}}(?:flat|no\.?|number|house|apartment)\W{{0,2}}\d{{1,4}}\b",
    re.IGNORECASE,
)
_HOUSE = re.compile(
    rf"(?<![\w£/:.-])(?:{_NUMBER})[, ]+(?:(?!\d)[A-Z][\w'’-]*[ ,]+){{1,4}}(?i:{_STREET})\b"
    rf"|\b(?i:flat|apartment|apt)\W{{0,2}}\d{{1,4}}[A-Za-z]?\b"
)
_HANDLE = re.compile(r"(?<![\w@.])@(?!\d{1,2}(?:[:.]?\d{2})?(?:am|pm)?\b)[A-Za-z0-9_][\w.]{2,29}")
_NO_HANDLE = re.compile(r"(?i)@(?:the|home|school|work|about|approx|around|night|this|that|his|her|their)")
_PROFILE = re.compile(
    r"(?i)\b(?:facebook|fb|instagram|tiktok|twitter|x|snapchat|threads|youtube|linkedin|telegram|t)\.(?:com|me)/"
    r"(?:@|in/|add/)?[\w.-]{2,}"
    r"|\b(?:snap(?:chat)?|insta(?:gram)?|tiktok|twitter|telegram|facebook|discord|whatsapp)"
    r" ?(?:account|name|user|username|handle|profile|id)?(?: is| was|,? under| as| called)?[ :=]+"
    r"(?=\w*[\d_])[A-Za-z]\w{3,29}\b"
    r"|\b(?:user ?name|screen name|gamertag|handle)(?: is| was)?[ :=]+(?!is\b|was\b)[A-Za-z][\w.]{3,29}\b"
)


def find_identifiers(text: str, *, places: Iterable[str] = ()) -> list[Found]:
    """Find what points at a person.

    Parameters
    ----------
    text : str
        Anything that somebody wrote.
    places : iterable of str
        Names of wards and places that are known, which are nobody's name.

    Returns
    -------
    list of Found
        In the order of the text, none overlapping another.  Message texts may say kinds and how many, never
        what was found.
    """
    seen, where = _visible(text)
    found: list[Found] = []
    taken = [False] * len(seen)
    finders: list[tuple[str, Iterator[tuple[int, int]]]] = [(kind, find(seen)) for kind, find in _FINDERS]
    finders.append(("name", find_names(seen, places=places)))
    for kind, spans in finders:
        for start, end in spans:
            if not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(Found(where[start], where[end - 1] + 1, kind))
    return sorted(found)


def _visible(text: str) -> tuple[str, list[int]]:
    """Give the text as it is seen, in plain letters and figures, and where each character came from."""
    if text.isascii():
        return text, list(range(len(text)))
    kept = [(i, _plain(c)) for i, c in enumerate(text) if not re.match(HIDDEN, c)]
    return "".join(c for _, c in kept), [i for i, _ in kept]


def _plain(character: str) -> str:
    figure = unicodedata.decimal(character, None)
    if figure is not None:
        return str(figure)
    if character.isspace():
        return " "
    if unicodedata.category(character) == "Pd" or character == "−":
        return "-"
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def _all(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Give the spans of a pattern; of its first group that took part, where it has groups."""
    for hit in pattern.finditer(text):
        yield hit.span(hit.lastindex or 0)


def _before(text: str, start: int) -> str:
    return text[max(0, start - 40) : start]


def _emails(text: str) -> Iterator[tuple[int, int]]:
    return _all(_EMAIL, text)


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _all(_PHONE, text):
        before = _before(text, start)
        if _PHONE_BEFORE.search(before) or not _REF_BEFORE.search(before):
            yield start, end
    for start, end in _all(_MOBILE_WITHOUT_ZERO, text):
        if _PHONE_BEFORE.search(_before(text, start)):
            yield start, end


def _nhs_numbers(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _all(_TEN, text):
        before = _before(text, start)
        said = _NHS_BEFORE.search(before)
        if said or (_checks_by_eleven(text[start:end]) and not _REF_BEFORE.search(before)):
            yield start, end


def _cards(text: str) -> Iterator[tuple[int, int]]:
    for start, end in _all(_CARD, text):
        if _checks_by_luhn(text[start:end]) and not _REF_BEFORE.search(
            re.sub(r"(?i)card (number|no)\W*$", "", _before(text, start))
        ):
            yield start, end


def _plates(text: str) -> Iterator[tuple[int, int]]:
    for pattern, needs_word in (
        (_PLATE, False),
        (_PLATE_OLD, False),
        (_PLATE_SPACED, True),
        (_PLATE_SHORT, True),
    ):
        for start, end in _all(pattern, text):
            words = re.findall(r"[A-Z]{2,}", text[start:end].upper())
            said = _PLATE_BEFORE.search(_before(text, start))
            ordinary = any(map(_NO_PLATE.fullmatch, words[1:] if pattern is _PLATE else words))
            if (said or not needs_word) and not ordinary:
                yield start, end


def _handles(text: str) -> Iterator[tuple[int, int]]:
    yield from _all(_PROFILE, text)
    for start, end in _all(_HANDLE, text):
        if not _NO_HANDLE.fullmatch(text[start:end]):
            yield start, end


def _checks_by_eleven(text: str) -> bool:
    """Say whether ten figures carry the check figure of an NHS number."""
    figures = [int(c) for c in text if c.isdigit()]
    check = 11 - sum(weight * figure for weight, figure in zip(range(10, 1, -1), figures, strict=False)) % 11
    return len(set(figures)) > 1 and check % 11 == figures[9]


def _checks_by_luhn(text: str) -> bool:
    """Say whether figures carry the check figure of a payment card."""
    figures = [int(c) for c in reversed(text) if c.isdigit()]
    doubled = [sum(divmod(2 * f, 10)) if i % 2 else f for i, f in enumerate(figures)]
    return 13 <= len(figures) <= 19 and sum(doubled) % 10 == 0


_FINDERS: tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...] = (
    ("email", _emails),
    ("date_of_birth", lambda text: _all(_BIRTH, text)),
    ("national_insurance", lambda text: _all(_NI, text)),
    ("bank_account", lambda text: _all(_BANK, text)),
    ("card", _cards),
    ("phone", _phones),
    ("nhs_number", _nhs_numbers),
    ("social_media", _handles),
    ("address", lambda text: _all(_ADDRESS, text)),
    ("vehicle", _plates),
    ("house", lambda text: _all(_HOUSE, text)),
)
