"""Joint work: where an action is, what it is judged by, patrols as planned, and what they came upon."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables, and add the columns."""
    for name in ("intends", "place_name", "responsible", "rag", "rag_why", "aim", "objective", "resources",
                 "triggers", "step_changes"):  # fmt: skip
        op.add_column("actions", sa.Column(name, sa.String))
    for name in ("cells", "wards", "found_by", "expected"):
        op.add_column("actions", sa.Column(name, sa.Text))
    for name in ("selected_from", "selected_to"):
        op.add_column("actions", sa.Column(name, sa.Date))
    _judged_by()
    _patrols()


def _judged_by() -> None:
    _register(
        "measures",
        sa.Column("action", NUMBER, sa.ForeignKey("actions.id"), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("counts", sa.String, nullable=False),
        sa.Column("question", sa.Text),
        sa.Column("better", sa.String, nullable=False),
        sa.Column("baseline_from", sa.Date),
        sa.Column("baseline_to", sa.Date),
        sa.Column("baseline", sa.Float),
        sa.Column("target", sa.Float),
        sa.Column("target_on", sa.Date),
    )
    _register(
        "readings",
        sa.Column("measure", NUMBER, sa.ForeignKey("measures.id"), nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("value", sa.Float, nullable=False),
        sa.Column("out_of", sa.Float),
    )
    _register(
        "evaluation_plans",
        sa.Column("action", NUMBER, sa.ForeignKey("actions.id"), nullable=False),
        *(sa.Column(n, sa.Text, nullable=False) for n in ("treated", "controls", "ring", "control_ring")),
        *(sa.Column(n, sa.Date, nullable=False) for n in ("before_from", "before_to", "after_from")),
        sa.Column("after_to", sa.Date),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("settings", sa.Text, nullable=False),
        sa.Column("seen_before", sa.Boolean, nullable=False),
    )


def _patrols() -> None:
    _register(
        "patrol_plans",
        sa.Column("team", sa.String, nullable=False),
        sa.Column("wards", sa.Text, nullable=False),
        sa.Column("shift_from", sa.DateTime, nullable=False),
        sa.Column("shift_to", sa.DateTime, nullable=False),
        sa.Column("people", sa.SmallInteger, nullable=False),
        sa.Column("minutes", sa.SmallInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    # In one piece: a table made anew by Alembic has its references in another order each time.
    number = NUMBER.compile(dialect=op.get_bind().dialect)
    op.execute(f'alter table visits add column "plan" {number} references patrol_plans (id)')
    for name, kind in (("stop", sa.SmallInteger), ("people", sa.SmallInteger), ("state", sa.String)):
        op.add_column("visits", sa.Column(name, kind))
    op.create_table(
        "found_on_patrol",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("visit", NUMBER, sa.ForeignKey("visits.id")),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("said_at", sa.DateTime, nullable=False),
        sa.Column("said_by", sa.String, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("ended_by", sa.String),
    )
    op.create_index("ix_found_on_patrol_record", "found_on_patrol", ["agency", "reference"])


def _register(name: str, *columns: sa.Column) -> None:
    op.create_table(
        name,
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("batch", NUMBER, sa.ForeignKey("batches.id")),
        sa.Column("agency", sa.String, nullable=False),
        sa.Column("reference", sa.String, nullable=False),
        sa.Column("entered_at", sa.DateTime, nullable=False),
        sa.Column("entered_by", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime),
        sa.Column("changed_by", sa.String),
        sa.Column("retired_at", sa.DateTime),
        sa.Column("retired_by", sa.String),
        sa.Column("seal", sa.String(64), nullable=False),
        *columns,
    )
    op.create_index(f"one_entry_a_reference_{name}", name, ["agency", "reference"], unique=True)
