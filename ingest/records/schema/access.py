"""Tables of who is signed in, who tried, and with whom a record is shared."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, String, Table

from ingest.records.schema.base import Number, metadata

__all__ = ["sessions", "sharing", "sign_in_tries"]

sessions = Table(
    "sessions",
    metadata,
    Column("id", Number, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("started_at", DateTime, nullable=False),
    Column("seen_at", DateTime, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_why", String),
    Column("purpose", String),
    Index("ix_sessions_person", "person"),
)
"""Who is signed in: `key` is the SHA-256 of what the cookie carries; log-out, time or a change ends it."""

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("login", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("ok", Boolean, nullable=False),
    Index("ix_sign_in_tries_login", "login", "at"),
    Index("ix_sign_in_tries_address", "address", "at"),
)
"""Who tried to sign in, and from where, both as keyed digests: what slows a guesser down."""

sharing = Table(
    "sharing",
    metadata,
    Column("id", Number, primary_key=True),
    Column("agency", String, nullable=False),
    Column("reference", String, nullable=False, server_default=""),
    Column("level", String, nullable=False),
    Column("agencies", String, nullable=False, server_default=""),
    Column("condition", String),
    Column("set_at", DateTime, nullable=False),
    Column("set_by", String, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", String),
    Index("ix_sharing_record", "agency", "reference"),
)
"""With whom an agency shares its records (`reference` empty) or one of them; the last not ended holds.

`level` is own, named, partnership or condition; `agencies` are those named, parted by ';'.
"""
