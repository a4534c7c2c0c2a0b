"""Tables of what agencies sent: batches, incidents, what they said before, and rows set aside."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    UniqueConstraint,
    text,
)

from ingest.records.schema.base import Number, metadata

__all__ = [
    "aggregates",
    "asked",
    "batch_weeks",
    "batches",
    "erasures",
    "facts",
    "held",
    "history",
    "incidents",
    "reviews",
    "set_aside",
]

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""What is true of the whole store: `data_version` counts the times that what is shown has changed."""

batches = Table(
    "batches",
    metadata,
    Column("id", Number, primary_key=True),
    Column("what", String, nullable=False, server_default="incidents"),
    Column("file", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("agency", String, nullable=False),
    Column("format", String, nullable=False),
    Column("period", String, nullable=False, server_default=""),
    Column("state", String, nullable=False, server_default="landed"),
    Column("received_at", DateTime, nullable=False),
    Column("received_by", String, nullable=False, server_default=""),
    Column("read", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("duplicates", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("blank", Integer, nullable=False),
    Column("without_location", Integer, nullable=False, server_default="0"),
    Column("outside_area", Integer, nullable=False, server_default="0"),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("seal", String(64)),
    Column("closed_at", DateTime),
    Column("closed_by", String),
    Column("closed_why", String),
    Index(
        "one_batch_a_file",
        "agency",
        "digest",
        "period",
        unique=True,
        sqlite_where=text("state in ('landed', 'held')"),
        postgresql_where=text("state in ('landed', 'held')"),
    ),
)
"""One row a file: who sent it, its content's SHA-256, what became of its rows, and the seal of what it wrote.

`state` is landed, held (a second person must approve it), withdrawn or refused; `period` is set for nil
returns and returns of counts ('2026-10', '2026-W44'); the `closed_` columns say who withdrew, approved or
refused it.
"""

held = Table(
    "held",
    metadata,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("rows", LargeBinary, nullable=False),
    Column("why", String, nullable=False),
)
"""The rows of a batch that waits for a second person, as an Arrow stream; on no map until then."""

batch_weeks = Table(
    "batch_weeks",
    metadata,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("ward", String, primary_key=True),
    Column("week", Date, primary_key=True),
    Column("incidents", Integer, nullable=False),
)
"""How many records of a ward and a week (its Monday) a file held: what is usual of its sender."""


def _incident() -> list[Column]:
    """Give the columns of `ingest.incident.INCIDENT`."""
    return [
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
    ]


incidents = Table(
    "incidents",
    metadata,
    Column("id", Number, primary_key=True),
    *_incident(),
    UniqueConstraint("agency", "reference", name="one_row_a_reference"),
    Index("ix_incidents_batch", "batch"),
)
"""One row an incident as it stands now; `batch` is the last that wrote it."""

history = Table(
    "history",
    metadata,
    Column("id", Number, primary_key=True),
    Column("incident", Number, nullable=False),
    *_incident(),
    Column("ended_at", DateTime, nullable=False),
    Column("ended_by", Number),
    Column("ended_why", String, nullable=False),
    Index("ix_history_incident", "incident"),
    Index("ix_history_batch", "batch"),
    Index("ix_history_ended_by", "ended_by"),
)
"""What a record said before: one row a version that ended, by which batch, and why (updated, withdrawn)."""

asked = Table(
    "asked", MetaData(), Column("agency", String), Column("reference", String), prefixes=["TEMPORARY"]
)
"""The references of the file that is being taken in, for as long as they are looked up."""

set_aside = Table(
    "set_aside",
    metadata,
    Column("id", Number, primary_key=True),
    Column("batch", ForeignKey("batches.id"), nullable=False),
    Column("row", Integer),
    Column("column", String),
    Column("value", String),
    Column("reason", String, nullable=False),
    Index("set_aside_of_batch", "batch"),
)
"""Rows of a file that could not be kept, with the reason each."""

aggregates = Table(
    "aggregates",
    metadata,
    Column("id", Number, primary_key=True),
    Column("batch", ForeignKey("batches.id"), nullable=False),
    Column("row", Integer, nullable=False),
    Column("agency", String, nullable=False),
    Column("area", String),
    Column("area_name", String),
    Column("period_from", Date, nullable=False),
    Column("period_to", Date, nullable=False),
    Column("kind", String),
    Column("strand", String),
    Column("count", Number),
    Column("fewer_than", Integer),
    Index("ix_aggregates_batch", "batch"),
)
"""Counts that an agency sent ready-made; a count that the sender hid is null, with the limit it is under."""

reviews = Table(
    "reviews",
    metadata,
    Column("id", Number, primary_key=True),
    Column("agency", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("keep_until", Date, nullable=False),
    Column("decided_at", DateTime, nullable=False),
    Column("decided_by", String, nullable=False),
    Column("why", String, nullable=False),
    UniqueConstraint("agency", "reference", name="one_review_a_record"),
)
"""Records that were due and are kept on, until when, by whose decision and why."""

erasures = Table(
    "erasures",
    metadata,
    Column("id", Number, primary_key=True),
    Column("what", String, nullable=False),
    Column("key", String(64), nullable=False, unique=True),
    Column("erased_at", DateTime, nullable=False),
    Column("erased_by", String, nullable=False),
    Column("why", String, nullable=False),
)
"""What was erased and must not come back: a keyed digest of agency and reference, nothing of the content."""
