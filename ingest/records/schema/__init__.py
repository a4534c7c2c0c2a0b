"""The tables of the record store, by question."""

from ingest.records.schema.access import sessions, sharing, sign_in_tries
from ingest.records.schema.base import metadata
from ingest.records.schema.confirming import confirm_links, proposals
from ingest.records.schema.keeping import (
    aggregates,
    asked,
    batch_weeks,
    batches,
    erasures,
    facts,
    held,
    history,
    incidents,
    reviews,
    set_aside,
)
from ingest.records.schema.pairs import decisions, pairs
from ingest.records.schema.registers import (
    IN_EVERY_ANSWER,
    REGISTERS,
    actions,
    agreed_levels,
    centres,
    community_reports,
    events,
    register_history,
    submissions,
    visits,
)
from ingest.records.schema.signals import signal_notes, signal_runs, signals
from ingest.records.schema.trust import audit, people, releases, reporting_cells, roles

__all__ = [
    "IN_EVERY_ANSWER",
    "REGISTERS",
    "actions",
    "aggregates",
    "agreed_levels",
    "asked",
    "audit",
    "batch_weeks",
    "batches",
    "centres",
    "community_reports",
    "confirm_links",
    "decisions",
    "erasures",
    "events",
    "facts",
    "held",
    "history",
    "incidents",
    "metadata",
    "pairs",
    "people",
    "proposals",
    "register_history",
    "releases",
    "reporting_cells",
    "reviews",
    "roles",
    "sessions",
    "set_aside",
    "sharing",
    "sign_in_tries",
    "signal_notes",
    "signal_runs",
    "signals",
    "submissions",
    "visits",
]
