"""Tables of who may do what, who did what, and what was given out."""

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from ingest.records.schema.base import Number, metadata

__all__ = ["audit", "people", "releases", "reporting_cells", "roles"]

audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("who", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    Column("kind", String),
    Column("purpose", String),
    Column("mac", String(64)),
)
"""Who did what, each line sealed with the one before; the database refuses to change or delete a line.

`kind` is one of the six operations that the law names, `mac` the line's seal with the key outside the store;
lines from before there was a key have neither.
"""

people = Table(
    "people",
    metadata,
    Column("id", Number, primary_key=True),
    Column("login", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("agency", String, nullable=False),
    Column("secret", String),
    Column("added_at", DateTime, nullable=False),
    Column("added_by", String, nullable=False),
    Column("disabled_at", DateTime),
    Column("disabled_by", String),
    Column("identity", String),
    Index("one_person_an_identity", "identity", unique=True),
)
"""Who may sign in: with a password (`secret`, an argon2 hash) or as the identity provider knows them."""

roles = Table(
    "roles",
    metadata,
    Column("id", Number, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("granted_at", DateTime, nullable=False),
    Column("granted_by", String, nullable=False),
    Column("ended_at", DateTime),
    Column("ended_by", String),
    Index("ix_roles_person", "person"),
)
"""What a person may do, from when to when."""

releases = Table(
    "releases",
    metadata,
    Column("id", Number, primary_key=True),
    Column("profile", String, nullable=False),
    Column("number", Integer, nullable=False),
    Column("data_version", Integer, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("key_id", String(16)),
    Column("last_batch", Number),
    Column("changes", Integer),
    UniqueConstraint("profile", "number", name="one_release_a_number"),
)
"""Numbered, hashed, never changed: what aggregate readers see.

`key_id` names the key of its noise, `last_batch` the last file in it, `changes` how many records had changed
since the release before.
"""

reporting_cells = Table(
    "reporting_cells",
    metadata,
    Column("id", Number, primary_key=True),
    Column("profile", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("made_at", DateTime, nullable=False),
    Column("made_by", String, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("frozen_until", Date, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("profile", "version", name="one_division_a_version"),
)
"""How a profile's releases divide the area into reporting cells, for twelve months at a time."""
