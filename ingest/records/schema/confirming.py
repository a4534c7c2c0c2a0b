"""Tables of what the owner of a centre or service is asked, and of what they answer."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Index, String, Table, Text

from ingest.records.schema.base import Number, metadata

__all__ = ["confirm_links", "proposals"]

confirm_links = Table(
    "confirm_links",
    metadata,
    Column("id", Number, primary_key=True),
    Column("centre", ForeignKey("centres.id", ondelete="CASCADE"), nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String, nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("ended_at", DateTime),
    Index("ix_confirm_links_centre", "centre"),
)
"""Links by which an owner may look at one entry, once: `key` is the SHA-256 of what the link carries."""

proposals = Table(
    "proposals",
    metadata,
    Column("id", Number, primary_key=True),
    Column("centre", ForeignKey("centres.id", ondelete="CASCADE"), nullable=False),
    Column("values", Text, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("decision", String),
    Column("decided_at", DateTime),
    Column("decided_by", String),
    Index("ix_proposals_centre", "centre"),
)
"""What an owner would change, as JSON; the partnership accepts it or declines it, or it waits."""
