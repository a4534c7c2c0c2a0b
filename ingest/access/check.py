"""What is wrong with an access policy: which key, what was found, what would be right."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ingest.policy.check import did_you_mean, shown

__all__ = ["ACTIONS", "LEVELS", "MINE", "problems"]

SECTIONS = ("version", "roles", "rows", "purposes", "pages")
ROLES = ("public", "partner", "officer", "analyst", "coordinator", "administrator")
BY_LINK = ("confirm own entry",)
"""What no role has: a link that was sent by post or mail gives it."""
MINE = "mine"
"""How the policy calls records of one's own agency, however they are shared."""
LEVELS = ("own", "named_me", "named_others", "partnership", "condition")
"""How a record is shared, as the one sees it who asks."""
ACTIONS = ("count", "list", "read", "read_text", "locate", "change", "share", "erase")
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


def problems(said: Mapping[str, Any], shipped: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a policy beside the one that comes with the program, a sentence each.

    Parameters
    ----------
    said, shipped : mapping
        Both as TOML has them.
    """
    return [
        *_unknown("the file", said, SECTIONS),
        *_version(said.get("version")),
        *_roles(said.get("roles"), shipped["roles"]),
        *_rows(said.get("rows", {}), shipped["rows"]),
        *_purposes(said.get("purposes", shipped["purposes"])),
        *_pages(said.get("pages", {}), shipped),
    ]


def _version(found: object) -> Iterator[str]:
    if not isinstance(found, str) or not found:
        yield f'version: found {_value(found)}; it would be a text, such as "2026.1".'


def _roles(said: Any, shipped: Mapping[str, list[str]]) -> Iterator[str]:
    if not isinstance(said, Mapping):
        yield f"roles: found {_value(said)}; it would be a table: a list of permissions a role."
        return
    known = sorted({what for may in shipped.values() for what in may})
    yield from _unknown("roles", said, ROLES)
    for role in (role for role in ROLES if role in said):
        yield from _list(f"roles.{role}", said[role], known, shipped.get(role, ()))


def _rows(said: Any, shipped: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(said, Mapping):
        yield f"rows: found {_value(said)}; it would be a table of roles."
        return
    yield from _unknown("rows", said, ROLES)
    for role in (role for role in ROLES if role in said):
        if not isinstance(said[role], Mapping):
            yield f"rows.{role}: found {_value(said[role])}; it would be a table of sharing levels."
            continue
        yield from _unknown(f"rows.{role}", said[role], (MINE, *LEVELS))
        for level in (level for level in (MINE, *LEVELS) if level in said[role]):
            granted = shipped.get(role, {}).get(level, ())
            yield from _list(f"rows.{role}.{level}", said[role][level], ACTIONS, granted)


def _purposes(said: Any) -> Iterator[str]:
    if not isinstance(said, Mapping) or not said:
        yield f"purposes: found {_value(said)}; it would be a table of codes, each with a title."
        return
    for code, title in said.items():
        if not CODE.fullmatch(code):
            yield f"purposes: found {shown(code)}; a code has small letters, digits and _, 40 at most."
        if not isinstance(title, str) or not title.strip():
            yield f"purposes.{shown(code)}: found {_value(title)}; it would be a title in words."


def _pages(said: Any, shipped: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(said, Mapping):
        yield f"pages: found {_value(said)}; it would be a table of pages, each with what it asks for."
        return
    known = {*BY_LINK, *(what for may in shipped["roles"].values() for what in may)}
    yield from _unknown("pages", said, shipped["pages"])
    for page in (page for page in said if page in shipped["pages"]):
        right = shipped["pages"][page]
        if said[page] != right:
            yield f"pages.{page}: found {_value(said[page])}; it asks for {right!r}, or is left out."
        elif right not in known:
            near = did_you_mean(right, known)
            yield f"pages.{page}: found {shown(right)}, which no role may do.{near}"


def _list(where: str, found: Any, known: Iterable[str], granted: Iterable[str]) -> Iterator[str]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        yield f"{where}: found {_value(found)}; it would be a list of texts."
        return
    known, granted = list(known), set(granted)
    for one in found:
        if one not in known:
            near = did_you_mean(one, known) or f" Known: {', '.join(known)}."
            yield f"{where}: found {shown(one)}, which there is not.{near}"
        elif one not in granted:
            yield (
                f"{where}: found {one!r}, which is more than the program grants. Leave it out: a "
                "partnership's own policy may only take away."
            )


def _unknown(where: str, found: Mapping[str, Any], known: Iterable[str]) -> Iterator[str]:
    known = list(known)
    for name in found:
        if name not in known:
            near = did_you_mean(name, known) or f" Known here: {', '.join(known)}."
            yield f"{where}: there is no {shown(name)}.{near}"


def _value(found: Any) -> str:
    if found is None:
        return "nothing"
    if isinstance(found, Mapping):
        return "a table"
    return "a list" if isinstance(found, list) else shown(found)
