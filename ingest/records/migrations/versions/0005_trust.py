"""Audit, people, roles and releases."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and see to it that no line of the audit is changed."""
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("who", sa.String, nullable=False),
        sa.Column("action", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False, unique=True),
    )
    op.create_table(
        "people",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("login", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("secret", sa.String),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("added_by", sa.String, nullable=False),
        sa.Column("disabled_at", sa.DateTime),
        sa.Column("disabled_by", sa.String),
    )
    op.create_table(
        "roles",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("person", NUMBER, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("granted_at", sa.DateTime, nullable=False),
        sa.Column("granted_by", sa.String, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("ended_by", sa.String),
    )
    op.create_index("ix_roles_person", "roles", ["person"])
    op.create_table(
        "releases",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("profile", sa.String, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("data_version", sa.Integer, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.UniqueConstraint("profile", "number", name="one_release_a_number"),
    )
    _seal(op.get_bind().dialect.name)


def _seal(dialect: str) -> None:
    """Have the database itself refuse to change or delete a line of the audit."""
    if dialect == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"create trigger audit_no_{verb} before {verb} on audit "
                "begin select raise(abort, 'the audit is only added to'); end"
            )
        return
    op.execute(
        "create function audit_is_only_added_to() returns trigger language plpgsql as "
        "$$ begin raise exception 'the audit is only added to'; end $$"
    )
    op.execute(
        "create trigger audit_sealed before update or delete or truncate on audit "
        "execute function audit_is_only_added_to()"
    )
