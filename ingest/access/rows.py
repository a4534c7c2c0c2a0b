"""What a role may do with one record: whose it is and how it is shared decide; what is not said is no."""

from collections.abc import Iterable

from ingest.access.check import ACTIONS, LEVELS, MINE
from ingest.access.policy import Access

__all__ = ["ACTIONS", "LEVELS", "level_for", "may_row", "rights"]


def may_row(access: Access, role: str, *, own: bool, level: str, action: str) -> bool:
    """Say whether a role may do something with a record; no to whatever is not known.

    Parameters
    ----------
    own : bool
        Whether the record is of the asker's own agency.
    level : str
        One of `LEVELS`.
    action : str
        One of `ACTIONS`.
    """
    if level not in LEVELS or action not in ACTIONS:
        return False
    return action in access.rows.get(role, {}).get(MINE if own is True else level, frozenset())


def rights(access: Access, role: str, action: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the levels at which a role may do something: with own records, and with those of others."""

    def levels(own: bool) -> tuple[str, ...]:
        return tuple(one for one in LEVELS if may_row(access, role, own=own, level=one, action=action))

    return levels(True), levels(False)


def level_for(agency: str, *, level: str, named: Iterable[str]) -> str:
    """Turn a level as it is kept (own, named, partnership, condition) into what it means for an agency."""
    if level == "named":
        return "named_me" if agency and agency in set(named) else "named_others"
    return level if level in LEVELS else "own"
