"""The access policy: what each role may do, and what each page asks for; whatever is not said is refused."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

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
    """

    version: str
    roles: dict[str, frozenset[str]]
    pages: dict[str, str]

    def may(self, role: str, what: str) -> bool:
        """Say whether a role may do something; no to whatever is not known."""
        return what in self.roles.get(role, frozenset())

    def may_open(self, role: str, page: str) -> bool:
        """Say whether a role may open a page; no where the policy does not name the page."""
        return page in self.pages and self.may(role, self.pages[page])


def load_access(path: Path | None = None) -> Access:
    """Read an access policy; the one that comes with the program if none is named.

    Raises
    ------
    IngestError
        If the file is not right: which line, what was found, what would be right.
    """
    path = path or ACCESS
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        return Access(
            str(said["version"]),
            {role: frozenset(may) for role, may in said["roles"].items()},
            {page: str(what) for page, what in said["pages"].items()},
        )
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise IngestError(f"{path.name} is not an access policy: {error}.") from error
