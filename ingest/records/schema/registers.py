"""Tables of what people enter: community reports, centres and services, events, and joint work."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    Text,
)

from ingest.records.schema.base import Number, entered, metadata

__all__ = [
    "IN_EVERY_ANSWER",
    "REGISTERS",
    "actions",
    "agreed_levels",
    "centres",
    "community_reports",
    "events",
    "register_history",
    "submissions",
    "visits",
]


def _register(name: str, *columns: Column) -> Table:
    return Table(
        name,
        metadata,
        *entered(),
        *columns,
        Index(f"one_entry_a_reference_{name}", "agency", "reference", unique=True),
    )


community_reports = _register(
    "community_reports",
    Column("observed_from", Date, nullable=False),
    Column("observed_to", Date, nullable=False),
    Column("ward", String),
    Column("place", String),
    Column("seen", Text, nullable=False),
    Column("strands", String, nullable=False),
    Column("community", String),
    Column("experience", String, nullable=False),
    Column("severity", SmallInteger, nullable=False),
    Column("allport", SmallInteger),
    Column("source_grade", SmallInteger, nullable=False),
    Column("information_grade", String(1), nullable=False),
    Column("handling", String(1), nullable=False),
    Column("condition", String),
    Column("source_type", String, nullable=False),
    Column("is_anonymous", Boolean, nullable=False),
    Column("review_by", Date, nullable=False),
    Column("needs_check", Boolean, nullable=False),
    Column("checked_at", DateTime),
    Column("checked_by", String),
    Column("closed_why", String),
)
"""Graded community intelligence, `ingest.reports.report.REPORT`: never a point, never a name."""

centres = _register(
    "centres",
    Column("is_reporting", Boolean, nullable=False),
    Column("is_support", Boolean, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("address", String),
    Column("postcode", String),
    Column("x", Float),
    Column("y", Float),
    Column("lon", Float),
    Column("lat", Float),
    Column("hours", String),
    Column("strands", String, nullable=False),
    Column("areas", String),
    Column("languages", String),
    Column("step_free", Boolean),
    Column("accessibility", String),
    Column("helps_with", String),
    Column("contact", String),
    Column("is_contact_public", Boolean, nullable=False),
    Column("owner", String),
    Column("known_as", String),
    Column("trained_until", Date),
    Column("checked_on", Date),
    Column("status", String, nullable=False),
    Column("open_since", Date),
    Column("paused_since", Date),
    Column("paused_until", Date),
    Column("closed_since", Date),
    Column("status_why", String),
    Column("last_report_on", Date),
    Column("is_listed", Boolean, nullable=False),
)
"""Reporting centres and support services, `ingest.centres.centre.FIELDS`: one register, many are both."""

events = _register(
    "events",
    Column("title", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("scale", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("ward", String),
    Column("strands", String, nullable=False),
    Column("source", String),
    Column("note", String),
)
"""What happens that may move feelings: festivals, matches, demonstrations, anniversaries, news."""

actions = _register(
    "actions",
    Column("title", String, nullable=False),
    Column("theme", String),
    Column("ward", String),
    Column("cell", Number),
    Column("strands", String, nullable=False),
    Column("lead", String, nullable=False),
    Column("partners", String),
    Column("starts_on", Date),
    Column("due_on", Date),
    Column("done_on", Date),
    Column("status", String, nullable=False),
    Column("outcome", Text),
    Column("progress", Text),
)
"""Joint work that a meeting agreed: who leads, by when, and how it goes."""

visits = _register(
    "visits",
    Column("kind", String, nullable=False),
    Column("team", String, nullable=False),
    Column("ward", String),
    Column("cell", Number),
    Column("centre", ForeignKey("centres.id")),
    Column("action", ForeignKey("actions.id")),
    Column("planned_from", DateTime),
    Column("planned_to", DateTime),
    Column("started_at", DateTime),
    Column("ended_at", DateTime),
    Column("outcome", Text),
)
"""Patrols and visits, planned and made."""

agreed_levels = _register(
    "agreed_levels",
    Column("ward", String),
    Column("strand", String, nullable=False),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("policy_version", String, nullable=False),
    Column("indicated_level", SmallInteger),
    Column("agreed_level", SmallInteger, nullable=False),
    Column("meeting", String, nullable=False),
    Column("reason", Text, nullable=False),
)
"""What a meeting decided: only people write here."""

submissions = _register(
    "submissions",
    Column("channel", String, nullable=False),
    Column("observed_from", Date),
    Column("observed_to", Date),
    Column("ward", String),
    Column("place", String),
    Column("seen", Text, nullable=False),
    Column("strands", String, nullable=False),
    Column("community", String),
    Column("is_anonymous", Boolean, nullable=False),
    Column("needs_check", Boolean, nullable=False),
    Column("state", String, nullable=False),
    Column("decided_at", DateTime),
    Column("decided_by", String),
    Column("decided_why", String),
    Column("report", ForeignKey("community_reports.id")),
)
"""What people told and nobody has graded yet: on no map and in no count until somebody decides.

`channel` is public (the form for everybody) or staff; `state` is waiting, graded, merged or rejected;
`report` is the community report that it became, or was merged with.
"""

REGISTERS = {
    table.name: table
    for table in (community_reports, centres, events, actions, visits, agreed_levels, submissions)
}
"""The registers by name."""

IN_EVERY_ANSWER = frozenset(("community_reports", "centres", "events"))
"""Registers that a snapshot reads: a change of one puts every answer out of date."""

register_history = Table(
    "register_history",
    metadata,
    Column("id", Number, primary_key=True),
    Column("register", String, nullable=False),
    Column("entry", Number, nullable=False),
    Column("values", Text, nullable=False),
    Column("batch", Number),
    Column("ended_at", DateTime, nullable=False),
    Column("ended_by", String, nullable=False),
    Column("ended_why", String, nullable=False),
    Column("ended_by_batch", Number),
    Index("ix_register_history_entry", "register", "entry"),
)
"""What an entry of a register said before, as JSON; who changed it, and why.

`batch` is the file that had said so, `ended_by_batch` the one that says otherwise; both are empty where a
person wrote it.
"""
