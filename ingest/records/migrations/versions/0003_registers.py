"""Registers: community reports, centres, events, and joint work."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _register(name: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("batch", NUMBER, sa.ForeignKey("batches.id")),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("entered_at", sa.DateTime, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime),
        sa.Column("changed_by", sa.String),
        sa.Column("retired_at", sa.DateTime),
        sa.Column("retired_by", sa.String),
        sa.Column("seal", sa.String(64), nullable=False),
        *columns,
    )
    op.create_index(f"one_entry_a_reference_{name}", name, ["agency", "reference"], unique=True)


def upgrade() -> None:
    """Make the registers, and what their entries said before."""
    _register(
        "community_reports",
        sa.Column("observed_from", sa.Date, nullable=False),
        sa.Column("observed_to", sa.Date, nullable=False),
        sa.Column("ward", sa.String),
        sa.Column("place", sa.String),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("strands", sa.String, nullable=False),
        sa.Column("community", sa.String),
        sa.Column("experience", sa.String, nullable=False),
        sa.Column("severity", sa.SmallInteger, nullable=False),
        sa.Column("allport", sa.SmallInteger),
        sa.Column("source_grade", sa.SmallInteger, nullable=False),
        sa.Column("information_grade", sa.String(1), nullable=False),
        sa.Column("handling", sa.String(1), nullable=False),
        sa.Column("condition", sa.String),
        sa.Column("source_type", sa.String, nullable=False),
        sa.Column("is_anonymous", sa.Boolean, nullable=False),
        sa.Column("review_by", sa.Date, nullable=False),
        sa.Column("needs_check", sa.Boolean, nullable=False),
        sa.Column("checked_at", sa.DateTime),
        sa.Column("checked_by", sa.String),
        sa.Column("closed_why", sa.String),
    )
    _register(
        "centres",
        sa.Column("is_reporting", sa.Boolean, nullable=False),
        sa.Column("is_support", sa.Boolean, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("address", sa.String),
        sa.Column("postcode", sa.String),
        sa.Column("x", sa.Float),
        sa.Column("y", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("lat", sa.Float),
        sa.Column("hours", sa.String),
        sa.Column("strands", sa.String, nullable=False),
        sa.Column("areas", sa.String),
        sa.Column("languages", sa.String),
        sa.Column("step_free", sa.Boolean),
        sa.Column("accessibility", sa.String),
        sa.Column("helps_with", sa.String),
        sa.Column("contact", sa.String),
        sa.Column("is_contact_public", sa.Boolean, nullable=False),
        sa.Column("owner", sa.String),
        sa.Column("known_as", sa.String),
        sa.Column("trained_until", sa.Date),
        sa.Column("checked_on", sa.Date),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("open_since", sa.Date),
        sa.Column("paused_since", sa.Date),
        sa.Column("paused_until", sa.Date),
        sa.Column("closed_since", sa.Date),
        sa.Column("status_why", sa.String),
        sa.Column("last_report_on", sa.Date),
        sa.Column("is_listed", sa.Boolean, nullable=False),
    )
    op.create_table(
        "confirm_links",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("centre", NUMBER, sa.ForeignKey("centres.id", ondelete="CASCADE"), nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("ended_at", sa.DateTime),
    )
    op.create_index("ix_confirm_links_centre", "confirm_links", ["centre"])
    op.create_table(
        "proposals",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("centre", NUMBER, sa.ForeignKey("centres.id", ondelete="CASCADE"), nullable=False),
        sa.Column("values", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("decision", sa.String),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("decided_by", sa.String),
    )
    op.create_index("ix_proposals_centre", "proposals", ["centre"])
    _register(
        "events",
        sa.Column("title", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("scale", sa.String, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("ward", sa.String),
        sa.Column("strands", sa.String, nullable=False),
        sa.Column("source", sa.String),
        sa.Column("note", sa.String),
    )
    _register(
        "actions",
        sa.Column("title", sa.String, nullable=False),
        sa.Column("theme", sa.String),
        sa.Column("ward", sa.String),
        sa.Column("cell", NUMBER),
        sa.Column("strands", sa.String, nullable=False),
        sa.Column("lead", sa.String, nullable=False),
        sa.Column("partners", sa.String),
        sa.Column("starts_on", sa.Date),
        sa.Column("due_on", sa.Date),
        sa.Column("done_on", sa.Date),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("progress", sa.Text),
    )
    _register(
        "visits",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("ward", sa.String),
        sa.Column("cell", NUMBER),
        sa.Column("centre", NUMBER, sa.ForeignKey("centres.id")),
        sa.Column("action", NUMBER, sa.ForeignKey("actions.id")),
        sa.Column("planned_from", sa.DateTime),
        sa.Column("planned_to", sa.DateTime),
        sa.Column("started_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("outcome", sa.Text),
    )
    _register(
        "agreed_levels",
        sa.Column("ward", sa.String),
        sa.Column("strand", sa.String, nullable=False),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("period_to", sa.Date, nullable=False),
        sa.Column("policy_version", sa.String, nullable=False),
        sa.Column("indicated_level", sa.SmallInteger),
        sa.Column("agreed_level", sa.SmallInteger, nullable=False),
        sa.Column("meeting", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "register_history",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("register", sa.String, nullable=False),
        sa.Column("entry", NUMBER, nullable=False),
        sa.Column("values", sa.Text, nullable=False),
        sa.Column("batch", NUMBER),
        sa.Column("ended_at", sa.DateTime, nullable=False),
        sa.Column("ended_by", sa.String, nullable=False),
        sa.Column("ended_why", sa.String, nullable=False),
        sa.Column("ended_by_batch", NUMBER),
    )
    op.create_index("ix_register_history_entry", "register_history", ["register", "entry"])
