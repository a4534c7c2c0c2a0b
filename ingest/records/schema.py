"""The tables of the record store."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
)

__all__ = ["SCHEMA_VERSION", "asked", "batches", "facts", "incidents", "metadata", "set_aside"]

SCHEMA_VERSION = "1"

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""What is true of the whole store: `schema`, `data_version`, `partnership`."""

batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("file", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("agency", String, nullable=False),
    Column("format", String, nullable=False),
    Column("received_at", DateTime, nullable=False),
    Column("read", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("blank", Integer, nullable=False),
    UniqueConstraint("agency", "digest", name="one_batch_a_file"),
)
"""One row a file that was taken in: who sent it, its content's SHA-256, and what became of its rows."""

incidents = Table(
    "incidents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", ForeignKey("batches.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("agency", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("occurred_from", Date, nullable=False),
    Column("occurred_to", Date, nullable=False),
    Column("hour", SmallInteger),
    Column("hour_to", SmallInteger),
    Column("reported_on", Date),
    Column("kind", String, nullable=False),
    Column("category", String, nullable=False),
    Column("strands", String, nullable=False),
    Column("source", String, nullable=False),
    Column("noticed_by", String, nullable=False),
    Column("setting", String, nullable=False),
    Column("outcome", String),
    Column("x", Float),
    Column("y", Float),
    Column("lon", Float),
    Column("lat", Float),
    Column("precision", String, nullable=False),
    Column("area", String),
    UniqueConstraint("agency", "reference", name="one_row_a_reference"),
)
"""One row an incident, in the shape of `ingest.incident.INCIDENT`; `batch` is the last that touched it."""

asked = Table(
    "asked", MetaData(), Column("agency", String), Column("reference", String), prefixes=["TEMPORARY"]
)
"""The references of the file that is being taken in, for as long as they are looked up."""

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("batch", ForeignKey("batches.id"), nullable=False),
    Column("row", Integer),
    Column("column", String),
    Column("value", String),
    Column("reason", String, nullable=False),
    Index("set_aside_of_batch", "batch"),
)
"""Rows of a file that could not be kept, with the reason each."""
