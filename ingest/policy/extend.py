"""A policy as changes to another: tables merge, lists of words grow, what `replace` names is taken whole."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from ingest.policy.check import did_you_mean, shown
from ingest.policy.codes import LIST_OF, OTHER_RECORDS
from ingest.words import fold

__all__ = ["extended"]

GROWING = ("aliases", "none_words")


def extended(
    base: Mapping[str, Any], own: Mapping[str, Any], *, replace: Sequence[str]
) -> tuple[dict[str, Any], list[str]]:
    """Lay a partnership's own tables over those of another policy.

    Parameters
    ----------
    base, own : mapping
        As read from the files; `own` may be wrong in any way, which is found when the whole is checked.
    replace : sequence of str
        Tables, such as ``strands`` or ``aliases.strands``, of which nothing of the base is kept.

    Returns
    -------
    content : dict
    wrong : list of str
        What `replace` names and nobody has.
    """
    whole = deepcopy(dict(base))
    wrong = []
    for path in replace:
        if _at(own, path) is None:
            known = list(own)
            wrong.append(
                f"replace: found {shown(path)}, but this file has no such table to put in its place."
                f"{did_you_mean(path, known)}"
            )
        _remove(whole, path.split("."))
    _forget_codes(whole, own, replace)
    _forget_levels(whole, own)
    _free_words(whole, own)
    for table in own:
        if table not in {"notes", "version", "valid_from", "title", *GROWING}:
            _remove(whole, ["notes", table])
    return _merged(whole, own, ()), wrong


def _merged(base: Any, own: Any, path: tuple[str, ...]) -> Any:
    if isinstance(base, dict) and isinstance(own, Mapping):
        both = {key: _merged(base.get(key), value, (*path, key)) for key, value in own.items()}
        return {**base, **both}
    if isinstance(base, list) and isinstance(own, list):
        if path[0] in GROWING:
            return [*base, *(word for word in own if word not in base)]
        if path == ("regime",):
            named = [_name(rule) for rule in own]
            return [*(rule for rule in base if _name(rule) not in named), *own]
    return own


def _name(rule: Any) -> tuple[Any, Any]:
    return (rule.get("kind"), rule.get("name")) if isinstance(rule, Mapping) else (None, None)


def _forget_codes(whole: dict[str, Any], own: Mapping[str, Any], replace: Sequence[str]) -> None:
    """Take out of the base what speaks of codes that a list taken whole no longer has."""
    for field, table in LIST_OF.items():
        kept = own.get(table)
        if table not in replace or not isinstance(kept, Mapping):
            continue
        gone = {"strands": ("monitored",), "kinds": ("retention",)}.get(table, ())
        for mapping in (*(whole.get(name, {}) for name in gone), whole.get("aliases", {}).get(field, {})):
            for code in [code for code in mapping if code not in kept and code not in OTHER_RECORDS]:
                del mapping[code]
        words = whole.get("combined", {}).get(field, {})
        for word in [word for word, codes in words.items() if not set(codes) <= set(kept)]:
            del words[word]
        seen = f"street_visible_{table}"
        if seen in whole:
            whole[seen] = [code for code in whole[seen] if code in kept]
        if table == "categories" and "tension" in whole:
            serious = whole["tension"]["serious_categories"]
            whole["tension"]["serious_categories"] = [code for code in serious if code in kept]
        if table == "kinds":
            listed = (*kept, *OTHER_RECORDS)
            whole["regime"] = [rule for rule in whole.get("regime", []) if rule["kind"] in listed]


def _forget_levels(whole: dict[str, Any], own: Mapping[str, Any]) -> None:
    """Take out of the base what it says of the levels of a scale that has another number of them."""
    for scale, said in {"tension_scale": "points", "severity_scale": "weights.severity"}.items():
        kept = own.get(scale)
        if isinstance(kept, list) and len(kept) != len(whole.get(scale, kept)):
            _remove(whole, ["tension", *said.split(".")])


def _free_words(whole: dict[str, Any], own: Mapping[str, Any]) -> None:
    """Take out of the base every word to which the partnership gives a meaning of its own."""
    for field, table in LIST_OF.items():
        meant = {
            fold(word): code
            for code, words in _table(own, "aliases", field).items()
            if isinstance(words, list)
            for word in words
            if isinstance(word, str)
        }
        for code, label in _table(own, table).items():
            meant |= {fold(str(name)): code for name in (code, label)}
        empty = _table(own, "none_words").get(field)
        empty = empty if isinstance(empty, list) else []
        meant |= {fold(word): "" for word in empty if isinstance(word, str)}
        meant |= {fold(word): "" for word in _table(own, "combined", field)}
        aliases = whole.get("aliases", {}).get(field, {})
        for code, words in aliases.items():
            aliases[code] = [word for word in words if meant.get(fold(word), code) == code]
        combined = whole.get("combined", {}).get(field, {})
        for word in [word for word in combined if fold(word) in meant]:
            del combined[word]
        none_words = whole.get("none_words", {})
        if field in none_words:
            none_words[field] = [word for word in none_words[field] if fold(word) not in meant]


def _table(content: Mapping[str, Any], *path: str) -> Mapping[str, Any]:
    found: Any = content
    for key in path:
        found = found.get(key, {}) if isinstance(found, Mapping) else {}
    return found if isinstance(found, Mapping) else {}


def _at(content: Mapping[str, Any], path: str) -> Any:
    found: Any = content
    for key in path.split("."):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found


def _remove(content: dict[str, Any], path: Sequence[str]) -> None:
    """Take a table out, if it is there."""
    *above, last = path
    inside: Any = content
    for key in above:
        inside = inside.get(key) if isinstance(inside, dict) else None
    if isinstance(inside, dict):
        inside.pop(last, None)
