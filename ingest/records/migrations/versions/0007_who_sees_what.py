"""Sessions, sharing, reporting cells, and what the audit and the releases say in addition."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and add the columns."""
    for column in (
        sa.Column("kind", sa.String),
        sa.Column("purpose", sa.String),
        sa.Column("mac", sa.String(64)),
    ):
        op.add_column("audit", column)
    op.add_column("people", sa.Column("identity", sa.String))
    op.create_index("one_person_an_identity", "people", ["identity"], unique=True)
    op.add_column("releases", sa.Column("key_id", sa.String(16)))
    op.add_column("releases", sa.Column("last_batch", NUMBER))
    op.add_column("releases", sa.Column("changes", sa.Integer))
    _access()
    for table in ("releases", "reporting_cells"):
        _keep_as_it_is(op.get_bind().dialect.name, table)


def _keep_as_it_is(dialect: str, table: str) -> None:
    """Have the database itself refuse to change or delete what was given out."""
    if dialect == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{verb} before {verb} on {table} "
                "begin select raise(abort, 'what was released stays as it is'); end"
            )
        return
    op.execute(
        f"create function {table}_stay_as_they_are() returns trigger language plpgsql as "
        "$$ begin raise exception 'what was released stays as it is'; end $$"
    )
    op.execute(
        f"create trigger {table}_sealed before update or delete or truncate on {table} "
        f"execute function {table}_stay_as_they_are()"
    )


def _access() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("key", sa.String(64), nullable=False, unique=True),
        sa.Column("person", NUMBER, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("seen_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("ended_why", sa.String),
        sa.Column("purpose", sa.String),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table(
        "sign_in_tries",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("login", sa.String(64), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("ok", sa.Boolean, nullable=False),
    )
    op.create_index("ix_sign_in_tries_login", "sign_in_tries", ["login", "at"])
    op.create_index("ix_sign_in_tries_address", "sign_in_tries", ["address", "at"])
    op.create_table(
        "sharing",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False, server_default=""),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("agencies", sa.String, nullable=False, server_default=""),
        sa.Column("condition", sa.String),
        sa.Column("set_at", sa.DateTime, nullable=False),
        sa.Column("set_by", sa.String, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("ended_by", sa.String),
    )
    op.create_index("ix_sharing_record", "sharing", ["agency", "reference"])
    op.create_table(
        "reporting_cells",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("profile", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("frozen_until", sa.Date, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.UniqueConstraint("profile", "version", name="one_division_a_version"),
    )
