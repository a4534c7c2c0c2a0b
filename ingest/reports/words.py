"""Words of a community report that come from a list: ward, strands, experience, level, who says so."""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process

from boundaries.study_area import StudyArea
from ingest.entries import Problem
from ingest.policy import Level, Policy
from ingest.words import fold, split_words

__all__ = ["read_choice", "read_level", "read_strands", "read_ward", "read_yes"]

_SHOWN = 20
_LIKE = 75
_ALSO = {
    "kin": "key_individual_network",
    "key individual": "key_individual_network",
    "key individuals network": "key_individual_network",
    "panel": "ward_panel",
    "frontline staff": "front_line_staff",
    "front line": "front_line_staff",
    "staff": "front_line_staff",
    "third party centre": "third_party_centre",
    "third party reporting": "third_party_centre",
    "tprc": "third_party_centre",
    "schools": "school",
    "online": "online",
    "web form": "online",
}
"""Other words for who reports, where the policy has the code."""
_YES, _NO = {"yes", "y", "true", "1", "anonymous"}, {"no", "n", "false", "0", "named", "known"}


def read_ward(text: str | None, study_area: StudyArea) -> tuple[str | None, list[Problem]]:
    """Find a ward by code or name."""
    if text is None:
        return None, []
    names = [str(name) for name in study_area.wards["name"]]
    known = {fold(str(code)): str(code) for code in study_area.wards["ward"]}
    folded = [fold(name) for name in names]
    for name, code in zip(folded, study_area.wards["ward"], strict=True):
        if folded.count(name) == 1:
            known[name] = str(code)
    code = known.get(fold(text)) or known.get(fold(text).removesuffix(" ward").removeprefix("ward "))
    if code:
        return code, []
    if fold(text) in folded:
        return None, [Problem("ward", "several wards have this name; give the ward's code.")]
    right = "Use the name or code of a ward of this area."
    return None, [Problem("ward", _unknown(text, {name: name for name in names}, "ward", right))]


def read_strands(said: str | Sequence[str] | None, policy: Policy) -> tuple[str | None, list[Problem]]:
    """Turn strands into codes joined with ``;``, `""` for a word that means none; None if nothing is said."""
    if not said:
        return None, []
    known = policy.words_of("strands")
    parts = list(said)
    if isinstance(said, str):
        parts = [said] if fold(said) in known else split_words(said)
    unknown = [part for part in parts if fold(part) not in known]
    if unknown:
        right = f"Known: {'; '.join(policy.strands.values())}."
        meant = {word: policy.strands[codes[0]] for word, codes in known.items() if len(codes) == 1}
        return None, [Problem("strands", _unknown(unknown[0], meant, "strand", right))]
    codes = {code for part in parts for code in known[fold(part)]}
    return ";".join(code for code in policy.strands if code in codes), []


def read_choice(
    field: str, text: str | None, labels: Mapping[str, str], *, what: str
) -> tuple[str | None, list[Problem]]:
    """Find a code by itself, its label, or the label up to its colon."""
    right = f"Known: {'; '.join(label.split(':')[0] for label in labels.values())}."
    if text is None:
        return None, [Problem(field, f"say which {what} it is. {right}")]
    known = {word: code for word, code in _ALSO.items() if code in labels} if field == "source_type" else {}
    for code, label in labels.items():
        known |= {fold(code): code, fold(label): code, fold(label.split(":")[0]): code}
    if fold(text) in known:
        return known[fold(text)], []
    meant = {word: labels[code].split(":")[0] for word, code in known.items()}
    return None, [Problem(field, _unknown(text, meant, what, right))]


def read_level(
    field: str, said: object, scale: tuple[Level, ...], *, name: str, needed: bool
) -> tuple[int | None, list[Problem]]:
    """Read a level by its number or name."""
    right = f"the scale is 1 to {len(scale)}."
    if said is None:
        return None, [Problem(field, f"there is no {name}; {right}")] if needed else []
    text = str(said)
    number = re.fullmatch(r"(?i)(?:level )?(-?\d{1,4})(?:\.0+)?(?:[ .:–-]+\D.*)?", text)
    if number:
        level = int(number[1])
        problem = [] if 1 <= level <= len(scale) else [Problem(field, f"{name} {level}; {right}")]
        return (None if problem else level), problem
    named = {fold(level.name): level.number for level in scale}
    if fold(text) in named:
        return named[fold(text)], []
    return None, [Problem(field, f"this is no {name}; {right}")]


def read_yes(field: str, said: object) -> tuple[bool, list[Problem]]:
    """Read yes or no; nothing said is no."""
    if said is None or isinstance(said, bool):
        return bool(said), []
    word = fold(str(said))
    if word in _YES | _NO:
        return word in _YES, []
    return False, [Problem(field, "write yes or no.")]


def _unknown(text: str, meant: Mapping[str, str], what: str, right: str) -> str:
    """Offer the label of the nearest known word; a word near none may be anything and is not repeated."""
    near = process.extractOne(text, list(meant), scorer=fuzz.ratio, processor=fold, score_cutoff=_LIKE)
    if near is None:
        return f"this is not a {what} we know. {right}"
    shown = f"no {what} '{text}'." if len(text) <= _SHOWN else f"no {what} of this name."
    return f"{shown} Did you mean {meant[near[0]]}?"
