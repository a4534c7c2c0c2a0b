"""What the tables share: one set of tables, and numbers that are wide enough on every database."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Integer, MetaData, String

__all__ = ["Number", "entered", "metadata"]

metadata = MetaData()

Number = BigInteger().with_variant(Integer, "sqlite")
"""A row's number, or an H3 cell: 64 bits everywhere; SQLite counts up only in a plain INTEGER."""


def entered() -> list[Column]:
    """Give the columns that every register has: who says so, who wrote it down, when, and its seal.

    `agency` and `reference` name the entry for whoever sends it again; `seal` is the SHA-256 of its values.
    Times are UTC without a zone.
    """
    return [
        Column("id", Number, primary_key=True),
        Column("batch", ForeignKey("batches.id")),
        Column("agency", String, nullable=False),
        Column("reference", String, nullable=False),
        Column("entered_at", DateTime, nullable=False),
        Column("entered_by", String, nullable=False),
        Column("changed_at", DateTime),
        Column("changed_by", String),
        Column("retired_at", DateTime),
        Column("retired_by", String),
        Column("seal", String(64), nullable=False),
    ]
