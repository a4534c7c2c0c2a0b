"""The files desk: what was taken in, what became of it, and taking it back."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from dashboard.desks.access import access
from dashboard.desks.looking import Looker, opened
from dashboard.wording import day_words
from ingest.access.rows import may_row
from ingest.records import Store
from ingest.records.audit import is_same_person

__all__ = [
    "STATES",
    "changes_of",
    "find_file",
    "is_same_person",
    "list_files",
    "may_send_for",
    "nil_in_words",
    "outcome_in_words",
    "rows_set_aside",
    "sum_of",
]

STATES = {
    "landed": "In",
    "held": "Waiting for a second person",
    "withdrawn": "Withdrawn",
    "refused": "Refused",
}
KINDS = {
    "incidents": "Incidents",
    "aggregates": "Counts",
    "community_reports": "Community reports",
    "centres": "Centres and support",
    "events": "Events",
}
SUMMED = ("accepted", "updated", "duplicates", "set_aside", "blank")
CHANGES_SHOWN = 2_000


def list_files(store: Store, *, states: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """List the batches for reading, newest first; all states unless some are named."""
    return [
        {
            "Batch": batch["id"],
            "File": nil_in_words(batch) or batch["file"],
            "Of": KINDS.get(batch["what"], batch["what"].capitalize()),
            "From": batch["agency"],
            "State": STATES[batch["state"]],
            "Received": batch["received_at"],
            "By": batch["received_by"] or "not said",
            "Read": batch["read"],
            "Accepted": batch["accepted"],
            "Updated": batch["updated"],
            "Duplicates": batch["duplicates"],
            "Set aside": batch["set_aside"],
            "From day": batch["first_day"],
            "To day": batch["last_day"],
        }
        for batch in store.batches()
        if not states or batch["state"] in states
    ]


def nil_in_words(batch: dict[str, Any]) -> str:
    """Say that a batch is a nil return; nothing where it is not."""
    if batch["read"] > batch["blank"]:
        return ""
    return f"Nil return for {batch['period']}" if batch["period"] else "Nil return"


def find_file(store: Store, number: int) -> dict[str, Any] | None:
    """Find a batch by its number."""
    return next((batch for batch in store.batches() if batch["id"] == number), None)


def sum_of(batch: dict[str, Any]) -> str:
    """Show that every row of a batch is accounted for."""
    parts = " + ".join(f"{batch[name]:,} {name.replace('_', ' ')}" for name in SUMMED)
    return f"{batch['read']:,} read = {parts}."


def outcome_in_words(batch: dict[str, Any]) -> str:
    """Say what became of a batch, and who decided."""
    said = f"Taken in on {day_words(batch['received_at'].date())}"
    said += f" by {batch['received_by']}." if batch["received_by"] else "."
    if batch["closed_at"] is None:
        return said
    verb = {"landed": "Approved", "withdrawn": "Withdrawn", "refused": "Refused"}[batch["state"]]
    why = f": {batch['closed_why']}" if batch["closed_why"] and batch["state"] != "landed" else ""
    return f"{said} {verb} on {day_words(batch['closed_at'].date())} by {batch['closed_by']}{why}."


def may_send_for(agency: str, here: Looker) -> bool:
    """Say whether somebody takes in an agency's files, and decides about them: their own, or anybody's.

    A file in another agency's name would say which references that agency holds, and change what it said.
    """
    policy, role = access(), here.viewer.role
    own = bool(here.agency) and here.agency == agency and policy.may(role, "send files")
    return own or policy.may(role, "send for others")


def rows_set_aside(store: Store, batch: Mapping[str, Any], here: Looker) -> list[dict[str, Any]] | None:
    """List the rows of a file that could not be kept, once the look is in the audit; None for other agencies.

    They are as the sender wrote them, whatever stood there: nobody but the sender's own people sees them.
    """
    if not _is_own(batch, here):
        return None
    rows = store.set_aside(batch["id"]).to_dicts()
    opened(store, here, f"rows set aside of batch {batch['id']}", [row["row"] or 0 for row in rows])
    return rows


def _is_own(batch: Mapping[str, Any], here: Looker) -> bool:
    own = bool(here.agency) and here.agency == batch["agency"]
    return own and may_row(access(), here.viewer.role, own=True, level="own", action="read")


def changes_of(store: Store, batch: Mapping[str, Any], here: Looker) -> tuple[pl.DataFrame, int] | None:
    """Read what a batch changed, as far as a page can show it, and how many values it changed in all.

    None for other agencies than the sender; the look is in the audit first.
    """
    if not _is_own(batch, here):
        return None
    changes = store.changes(batch["id"])
    if changes.height:
        opened(store, here, f"changes of batch {batch['id']}", [batch["id"]])
    return changes.head(CHANGES_SHOWN), changes.height
