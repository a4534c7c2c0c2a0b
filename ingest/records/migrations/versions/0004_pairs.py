"""Possible duplicates between agencies, and what people decided."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make pairs and decisions."""
    op.create_table(
        "pairs",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("agency_a", sa.String, nullable=False),
        sa.Column("reference_a", sa.String, nullable=False),
        sa.Column("agency_b", sa.String, nullable=False),
        sa.Column("reference_b", sa.String, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("reasons", sa.String, nullable=False),
        sa.Column("found_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("agency_a", "reference_a", "agency_b", "reference_b", name="one_row_a_pair"),
    )
    op.create_index("ix_pairs_b", "pairs", ["agency_b", "reference_b"])
    op.create_table(
        "decisions",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("pair", NUMBER, sa.ForeignKey("pairs.id"), nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("note", sa.String),
    )
    op.create_index("ix_decisions_pair", "decisions", ["pair"])
