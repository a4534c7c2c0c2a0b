"""Who is looking: a role, and the person in it."""

from dataclasses import dataclass

__all__ = ["ANALYST", "NOBODY", "PARTNER", "PUBLIC", "ROLES", "Principal", "Viewer", "viewer_of"]


@dataclass(frozen=True)
class Viewer:
    """A role at the screen, or at the shell.

    Attributes
    ----------
    role : str
        The role's code.
    title : str
        The role in words.
    profile : str
        Of which releases an aggregate role sees the numbers; empty for a row role, who sees the records' own.
    """

    role: str
    title: str
    profile: str = ""


PUBLIC = Viewer("public", "Member of the public", "public")
PARTNER = Viewer("partner", "Partner", "partner")
ANALYST = Viewer("analyst", "Analyst")
ROLES = {
    viewer.role: viewer
    for viewer in (
        PUBLIC,
        PARTNER,
        Viewer("officer", "Officer of an agency"),
        ANALYST,
        Viewer("coordinator", "Coordinator"),
        Viewer("administrator", "Administrator", "partner"),
    )
}


@dataclass(frozen=True)
class Principal:
    """A person in a role, for an agency, for a purpose.

    Attributes
    ----------
    name : str
        How the audit and the pages name the person.
    agency : str
        The agency's code; empty for none.
    viewer : Viewer
        The role.
    login : str
        The account; empty where nobody is signed in.
    session : int or None
        The session's number in the store; None in the demo and at the shell.
    purpose : str
        The purpose code of this session; empty until a row role has said it.
    """

    name: str
    agency: str
    viewer: Viewer
    login: str = ""
    session: int | None = None
    purpose: str = ""


NOBODY = Principal("Nobody", "", Viewer("nobody", "Somebody who has not signed in", "public"))
"""Who has not signed in: the policy says what is open to them, which is next to nothing."""


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
