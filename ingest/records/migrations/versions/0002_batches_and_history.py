"""Batches that can be withdrawn, what records said before, and what must not come back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Let a batch be held or withdrawn, and keep the versions of a record."""
    open_states = sa.text("state in ('landed', 'held')")
    with op.batch_alter_table("batches") as batches:
        batches.drop_constraint("one_batch_a_file", type_="unique")
        batches.alter_column("id", existing_type=sa.Integer(), type_=NUMBER)
        batches.add_column(sa.Column("what", sa.String, nullable=False, server_default="incidents"))
        batches.add_column(sa.Column("period", sa.String, nullable=False, server_default=""))
        batches.add_column(sa.Column("state", sa.String, nullable=False, server_default="landed"))
        batches.add_column(sa.Column("received_by", sa.String, nullable=False, server_default=""))
        for name in ("without_location", "outside_area"):
            batches.add_column(sa.Column(name, sa.Integer, nullable=False, server_default="0"))
        for name in ("first_day", "last_day"):
            batches.add_column(sa.Column(name, sa.Date))
        batches.add_column(sa.Column("seal", sa.String(64)))
        batches.add_column(sa.Column("closed_at", sa.DateTime))
        for name in ("closed_by", "closed_why"):
            batches.add_column(sa.Column(name, sa.String))
    op.create_index(
        "one_batch_a_file",
        "batches",
        ["agency", "digest", "period"],
        unique=True,
        sqlite_where=open_states,
        postgresql_where=open_states,
    )
    if op.get_bind().dialect.name == "postgresql":  # SQLite has one kind of whole number
        for table, column in (
            ("incidents", "id"),
            ("incidents", "batch"),
            ("set_aside", "id"),
            ("set_aside", "batch"),
        ):
            op.alter_column(table, column, type_=sa.BigInteger())
    op.create_index("ix_incidents_batch", "incidents", ["batch"])
    op.create_table(
        "history",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("incident", NUMBER, nullable=False),
        sa.Column("batch", NUMBER, sa.ForeignKey("batches.id"), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("occurred_from", sa.Date, nullable=False),
        sa.Column("occurred_to", sa.Date, nullable=False),
        sa.Column("hour", sa.SmallInteger),
        sa.Column("hour_to", sa.SmallInteger),
        sa.Column("reported_on", sa.Date),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("category", sa.String, nullable=False),
        sa.Column("strands", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("noticed_by", sa.String, nullable=False),
        sa.Column("setting", sa.String, nullable=False),
        sa.Column("outcome", sa.String),
        sa.Column("x", sa.Float),
        sa.Column("y", sa.Float),
        sa.Column("lon", sa.Float),
        sa.Column("lat", sa.Float),
        sa.Column("precision", sa.String, nullable=False),
        sa.Column("area", sa.String),
        sa.Column("ended_at", sa.DateTime, nullable=False),
        sa.Column("ended_by", NUMBER),
        sa.Column("ended_why", sa.String, nullable=False),
    )
    op.create_index("ix_history_batch", "history", ["batch"])
    op.create_index("ix_history_ended_by", "history", ["ended_by"])
    op.create_index("ix_history_incident", "history", ["incident"])
    op.create_table(
        "held",
        sa.Column("batch", NUMBER, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.Column("why", sa.String, nullable=False),
    )
    op.create_table(
        "batch_weeks",
        sa.Column("batch", NUMBER, sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("ward", sa.String, primary_key=True),
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("incidents", sa.Integer, nullable=False),
    )
    op.create_table(
        "aggregates",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("batch", NUMBER, sa.ForeignKey("batches.id"), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("area", sa.String),
        sa.Column("area_name", sa.String),
        sa.Column("period_from", sa.Date, nullable=False),
        sa.Column("period_to", sa.Date, nullable=False),
        sa.Column("kind", sa.String),
        sa.Column("strand", sa.String),
        sa.Column("count", NUMBER),
        sa.Column("fewer_than", sa.Integer),
    )
    op.create_index("ix_aggregates_batch", "aggregates", ["batch"])
    op.create_table(
        "reviews",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("keep_until", sa.Date, nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.UniqueConstraint("agency", "reference", name="one_review_a_record"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("erased_at", sa.DateTime, nullable=False),
        sa.Column("erased_by", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
    )
    op.execute("update facts set value = '2' where name = 'schema'")  # programs before migrations read this
