"""Tables of records that two agencies may both hold, and of what people decided about them."""

from sqlalchemy import Column, DateTime, Float, ForeignKey, Index, String, Table, UniqueConstraint

from ingest.records.schema.base import Number, metadata

__all__ = ["decisions", "pairs"]

pairs = Table(
    "pairs",
    metadata,
    Column("id", Number, primary_key=True),
    Column("agency_a", String, nullable=False),
    Column("reference_a", String, nullable=False),
    Column("agency_b", String, nullable=False),
    Column("reference_b", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", String, nullable=False),
    Column("found_at", DateTime, nullable=False),
    UniqueConstraint("agency_a", "reference_a", "agency_b", "reference_b", name="one_row_a_pair"),
    Index("ix_pairs_b", "agency_b", "reference_b"),
)
"""Possible duplicates, named as their agencies name them, so that a decision outlives a withdrawn batch."""

decisions = Table(
    "decisions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("pair", ForeignKey("pairs.id"), nullable=False),
    Column("decision", String, nullable=False),
    Column("decided_at", DateTime, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("note", String),
    Index("ix_decisions_pair", "pair"),
)
"""Same, different, later or undone: added to, never changed; the last one holds."""
