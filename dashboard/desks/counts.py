"""The desk for returns of counts: recognised by their columns, kept beside the incidents."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.desks.office import Office
from ingest.aggregate import looks_like_aggregate, read_aggregate
from ingest.outcome import Receipt
from ingest.records import Sent, Store
from ingest.table import Table

__all__ = ["holds_counts", "list_counts", "take_in_counts"]

NAME = "counts"


def holds_counts(table: Table) -> bool:
    """Say whether a file is a table of counts rather than of incidents."""
    return looks_like_aggregate(table.frame.columns)


def take_in_counts(
    desk: Office, table: Table, *, path: Path, name: str, agency: str, by: str, today: date | None = None
) -> Receipt:
    """Keep a return of counts: one file, one batch, one transaction."""
    desk.check_sender(agency)
    prepared = read_aggregate(
        table, policy=desk.policy, study_area=desk.study_area, agency=agency, today=today or date.today()
    )
    digest = hashlib.sha256(path.read_bytes() + NAME.encode()).hexdigest()
    return desk.store.receive_counts(prepared, Sent(name, digest, agency, format=NAME, by=by))


def list_counts(store: Store) -> list[dict[str, Any]]:
    """List the returns of counts for reading: one line an agency and period."""
    lines: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in store.counts().sort("agency", "period_from").iter_rows(named=True):
        key = (row["agency"], row["period_from"], row["period_to"])
        line = lines.setdefault(
            key,
            {"From": row["agency"], "First day": row["period_from"], "Last day": row["period_to"],
             "Counts": 0, "Hidden by the sender": 0},
        )  # fmt: skip
        line["Counts"] += row["count"] is not None
        line["Hidden by the sender"] += row["fewer_than"] is not None
    return list(lines.values())
