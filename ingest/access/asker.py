"""Who asks for records one by one: a person of an agency in a role, for a purpose."""

from dataclasses import dataclass

__all__ = ["Asker"]


@dataclass(frozen=True)
class Asker:
    """Who asks.

    Attributes
    ----------
    name : str
        As the audit names the person.
    agency : str
        As its imports name it; empty for none.
    role : str
        The role's code.
    purpose : str
        For what; one of the policy's purposes, or empty until it is said.
    session : int or None
        The session's number; None in the demo and at the shell.
    """

    name: str
    agency: str
    role: str
    purpose: str = ""
    session: int | None = None
