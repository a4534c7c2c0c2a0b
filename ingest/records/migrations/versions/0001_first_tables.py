"""The tables as they were before there were migrations."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make facts, batches, incidents and rows set aside."""
    op.create_table(
        "facts",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.String, nullable=False),
    )
    counted = ("read", "accepted", "updated", "duplicates", "set_aside", "blank")
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("file", sa.String, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("received_at", sa.DateTime, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in counted),
        sa.UniqueConstraint("agency", "digest", name="one_batch_a_file"),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id"), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("occurred_from", sa.Date, nullable=False),
        sa.Column("occurred_to", sa.Date, nullable=False),
        sa.Column("hour", sa.SmallInteger),
        sa.Column("hour_to", sa.SmallInteger),
        sa.Column("reported_on", sa.Date),
        *(
            sa.Column(name, sa.String, nullable=False)
            for name in ("kind", "category", "strands", "source", "noticed_by", "setting")
        ),
        sa.Column("outcome", sa.String),
        *(sa.Column(name, sa.Float) for name in ("x", "y", "lon", "lat")),
        sa.Column("precision", sa.String, nullable=False),
        sa.Column("area", sa.String),
        sa.UniqueConstraint("agency", "reference", name="one_row_a_reference"),
    )
    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("batch", sa.Integer, sa.ForeignKey("batches.id"), nullable=False),
        sa.Column("row", sa.Integer),
        sa.Column("column", sa.String),
        sa.Column("value", sa.String),
        sa.Column("reason", sa.String, nullable=False),
        sa.Index("set_aside_of_batch", "batch"),
    )
