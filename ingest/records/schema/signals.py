"""Tables of what the nightly look-out found: its runs, its signals, and who has seen them."""

from sqlalchemy import Column, Date, DateTime, Float, ForeignKey, Index, Integer, String, Table, Text

from ingest.records.schema.base import Number, metadata

__all__ = ["signal_notes", "signal_runs", "signals"]

signal_runs = Table(
    "signal_runs",
    metadata,
    Column("id", Number, primary_key=True),
    Column("data_version", String, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("settings", Text, nullable=False),
    Index("ix_signal_runs_version", "data_version"),
)
"""One row a run: on which data, to which last day, with which settings (JSON) and how long it took."""

signals = Table(
    "signals",
    metadata,
    Column("id", Number, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("method", String, nullable=False),
    Column("ward", String),
    Column("strand", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("first_run", ForeignKey("signal_runs.id"), nullable=False),
    Column("last_run", ForeignKey("signal_runs.id"), nullable=False),
    Column("ended_run", ForeignKey("signal_runs.id")),
    Column("recurrence_days", Float),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("body", Text, nullable=False),
)
"""One row a signal, already as people may see it (`body`, JSON): when first seen, and in which run last.

`name` is the same for the same signal in the next run; `ended_run` is the first run that did not find it.
"""

signal_notes = Table(
    "signal_notes",
    metadata,
    Column("id", Number, primary_key=True),
    Column("signal", ForeignKey("signals.id", ondelete="CASCADE"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("what", String, nullable=False),
    Column("note", String),
    Index("ix_signal_notes_signal", "signal"),
)
"""Who acknowledged a signal, or took that back, and what they said of it: added to, never changed."""
