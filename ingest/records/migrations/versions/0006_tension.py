"""What waits to be graded, and what the nightly look-out found."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _submissions()
    op.create_table(
        "signal_runs",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("data_version", sa.String, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
    )
    op.create_index("ix_signal_runs_version", "signal_runs", ["data_version"])
    op.create_table(
        "signals",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("method", sa.String, nullable=False),
        sa.Column("ward", sa.String),
        sa.Column("strand", sa.String, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("first_run", NUMBER, sa.ForeignKey("signal_runs.id"), nullable=False),
        sa.Column("last_run", NUMBER, sa.ForeignKey("signal_runs.id"), nullable=False),
        sa.Column("ended_run", NUMBER, sa.ForeignKey("signal_runs.id")),
        sa.Column("recurrence_days", sa.Float),
        sa.Column("times", sa.Integer, nullable=False, server_default="1"),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "signal_notes",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("signal", NUMBER, sa.ForeignKey("signals.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("note", sa.String),
    )
    op.create_index("ix_signal_notes_signal", "signal_notes", ["signal"])


def _submissions() -> None:
    op.create_table(
        "submissions",
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
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("observed_from", sa.Date),
        sa.Column("observed_to", sa.Date),
        sa.Column("ward", sa.String),
        sa.Column("place", sa.String),
        sa.Column("seen", sa.Text, nullable=False),
        sa.Column("strands", sa.String, nullable=False),
        sa.Column("community", sa.String),
        sa.Column("is_anonymous", sa.Boolean, nullable=False),
        sa.Column("needs_check", sa.Boolean, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("decided_at", sa.DateTime),
        sa.Column("decided_by", sa.String),
        sa.Column("decided_why", sa.String),
        sa.Column("report", NUMBER, sa.ForeignKey("community_reports.id")),
    )
    op.create_index("one_entry_a_reference_submissions", "submissions", ["agency", "reference"], unique=True)
