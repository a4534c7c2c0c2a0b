"""The access policy: what each role may do, and what each page asks for; whatever is not said is refused."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ingest.access.check import problems
from ingest.errors import IngestError

__all__ = ["ACCESS", "Access", "load_access"]

ACCESS = Path(__file__).parent.parent / "policies" / "access.toml"
"""The policy that comes with the program."""


@dataclass(frozen=True)
class Access:
    """The policy, read.

    Attributes
    ----------
    version : str
        Which policy this is; it stands in the key of whatever is kept for a viewer.
    roles : dict of role to frozenset of str
        What each role may do.
    pages : dict of str to str
        What each page asks for, by the name of its file.
    rows : dict of role to dict of str to frozenset of str
        What each role may do with one record, by how it is shared; see `ingest.access.rows`.
    purposes : dict of str to str
        For what a record may be looked at: code and words.
    """

    version: str
    roles: dict[str, frozenset[str]]
    pages: dict[str, str]
    rows: dict[str, dict[str, frozenset[str]]] = field(default_factory=dict)
    purposes: dict[str, str] = field(default_factory=dict)

    def may(self, role: str, what: str) -> bool:
        """Say whether a role may do something; no to whatever is not known."""
        return what in self.roles.get(role, frozenset())

    def may_open(self, role: str, page: str) -> bool:
        """Say whether a role may open a page; no where the policy does not name the page."""
        return page in self.pages and self.may(role, self.pages[page])


def load_access(path: Path | None = None) -> Access:
    """Read an access policy; the one that comes with the program if none is named.

    A partnership's own file may only take away: what it grants beyond the one that comes with the program is
    refused.  Pages and purposes that it does not speak of are as they come.

    Raises
    ------
    IngestError
        If the file is not right: which line, what was found, what would be right.
    """
    path = path or ACCESS
    shipped = _said(ACCESS)
    said = shipped if path == ACCESS else _said(path)
    wrong = problems(said, shipped)
    if wrong:
        raise IngestError(f"{path.name} is not an access policy: {' '.join(wrong)}")
    return _access({"pages": shipped["pages"], "purposes": shipped["purposes"], **said})


def _access(said: Mapping[str, Any]) -> Access:
    return Access(
        str(said["version"]),
        {role: frozenset(may) for role, may in said["roles"].items()},
        dict(said["pages"]),
        {
            role: {level: frozenset(actions) for level, actions in levels.items()}
            for role, levels in said.get("rows", {}).items()
        },
        dict(said["purposes"]),
    )


def _said(path: Path) -> dict[str, Any]:
    if path == ACCESS:
        return _shipped()
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IngestError(f"{path.name} is not an access policy: it cannot be read as TOML.") from error


@lru_cache(maxsize=1)
def _shipped() -> dict[str, Any]:
    return tomllib.loads(ACCESS.read_text("utf-8"))
