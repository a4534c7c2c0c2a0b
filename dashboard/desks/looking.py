"""Looks at rows that a page or the shell lists: each is in the audit before the desk gives the rows."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from dashboard.desks.access import access
from dashboard.viewer import Viewer
from ingest.access.asker import Asker
from ingest.access.rows import ACTIONS, may_row
from ingest.records import Store
from ingest.records.audit import note
from ingest.records.audit_kinds import READ_ROWS
from ingest.records.consulting import LIST, consulted

__all__ = ["Looker", "listed", "opened", "refused", "report_rights"]


class Looker(Protocol):
    """Whoever looks: a reader at the desk of reports, or the person at the screen."""

    @property
    def name(self) -> str: ...
    @property
    def agency(self) -> str: ...
    @property
    def viewer(self) -> Viewer: ...
    @property
    def purpose(self) -> str: ...
    @property
    def session(self) -> int | None: ...


def _asker(looker: Looker) -> Asker:
    return Asker(looker.name, looker.agency, looker.viewer.role, looker.purpose, looker.session)


def listed(store: Store, looker: Looker, what: str, numbers: Iterable[int]) -> None:
    """Write down that somebody sees a list of rows; nothing may be given if that fails."""
    consulted(store, _asker(looker), what, numbers, action=LIST)


def opened(store: Store, looker: Looker, what: str, numbers: Iterable[int]) -> None:
    """Write down that somebody opens rows; nothing may be given if that fails."""
    consulted(store, _asker(looker), what, numbers, action=READ_ROWS)


def refused(store: Store, looker: Looker, subject: str, words: Iterable[str]) -> None:
    """Write down that somebody asked a release for what it does not have: which words, not what they said."""
    with store.writing() as connection:
        note(
            connection,
            who=looker.name,
            action="refused question",
            subject=subject,
            purpose=looker.purpose,
            role=looker.viewer.role,
            words=sorted(words),
        )


def report_rights(report: Mapping[str, Any], looker: Looker) -> frozenset[str]:
    """Say what somebody may do with a community report; its handling code says how it is shared."""
    level = "condition" if report["handling"] == "C" else "partnership"
    own = bool(looker.agency) and report["agency"] == looker.agency
    policy, role = access(), looker.viewer.role
    return frozenset(one for one in ACTIONS if may_row(policy, role, own=own, level=level, action=one))
