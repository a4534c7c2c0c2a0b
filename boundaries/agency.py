"""An agency: who sends files to the partnership, and how often one is expected."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

__all__ = ["Agency", "Rhythm", "Shares"]

Rhythm = Literal["weekly", "monthly", "quarterly", "termly", "none"]
Shares = Literal["own", "named", "partnership", "condition"]


@dataclass(frozen=True)
class Agency:
    """What the partnership file says of one agency.

    Attributes
    ----------
    name : str
        As its imports name it.
    title : str
        As it is shown; the name where the file says nothing else.
    expects : str
        How often a file is expected: weekly, monthly, quarterly, termly, or none.
    format : str or None
        The format that it sends.
    since, until : datetime.date or None
        First and last day that it reports for; None where there is no such end.
    suspended : bool
        Whether its files are refused for now.
    shares : str
        With whom it shares its records one by one: own (nobody), named (the agencies of `shares_with`),
        partnership, or condition (the partnership, under `share_condition`).
    shares_with : tuple of str
        Names of agencies.
    share_condition : str
        What goes with every record; empty where there is none.
    """

    name: str
    title: str
    expects: Rhythm = "none"
    format: str | None = None
    since: date | None = None
    until: date | None = None
    suspended: bool = False
    shares: Shares = "own"
    shares_with: tuple[str, ...] = ()
    share_condition: str = ""
