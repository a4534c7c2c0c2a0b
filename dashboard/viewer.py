"""Who is looking, and what small counts they may see."""

from dataclasses import dataclass

__all__ = ["ANALYST", "ROLES", "Viewer", "viewer_of"]


@dataclass(frozen=True)
class Viewer:
    """A person at the screen, or the shell.

    Attributes
    ----------
    role : str
        The role's code.
    title : str
        The role in words.
    """

    role: str
    title: str


ANALYST = Viewer("analyst", "Analyst")
ROLES = {viewer.role: viewer for viewer in (ANALYST,)}


def viewer_of(role: str) -> Viewer:
    """Find a viewer by the role's code.

    Raises
    ------
    ValueError
        If there is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"There is no role '{role}'. Known: {', '.join(ROLES)}.")
    return ROLES[role]
