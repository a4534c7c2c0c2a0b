"""Files of community reports at the desk: recognised, checked, kept as one batch."""

from datetime import date
from pathlib import Path

from dashboard.desks.office import Office
from ingest.entries import PreparedEntries
from ingest.outcome import Receipt
from ingest.records import Sent, schema
from ingest.records.register_files import file_digest, receive_entries
from ingest.reports.file import FOLLOWS, FORMAT, SAMPLE, is_report_file, prepare_reports
from ingest.table import Table

__all__ = ["holds_reports", "preview_reports", "sample_file", "take_in_reports"]


def holds_reports(table: Table) -> bool:
    """Say whether a file that was read is one of community reports."""
    return is_report_file(table.frame.columns)


def sample_file() -> bytes:
    """Give a file to fill in, with three invented reports."""
    return SAMPLE.read_bytes()


def preview_reports(desk: Office, table: Table, today: date) -> PreparedEntries:
    """Check every row of a file; nothing is kept."""
    return prepare_reports(table, policy=desk.policy, study_area=desk.study_area, today=today)


def take_in_reports(
    desk: Office,
    table: Table,
    *,
    path: Path,
    name: str,
    agency: str,
    by: str = "",
    period: str | None = None,
    today: date | None = None,
) -> Receipt:
    """Keep a file of reports: one file, one batch, one transaction; an empty one is a nil return.

    Raises
    ------
    ingest.errors.FileRefused
        If a column that every report needs is missing, or the agency's account is suspended.
    """
    desk.check_sender(agency)
    day = today or date.today()
    prepared = preview_reports(desk, table, day)
    is_nil = prepared.read == prepared.blank
    sent = Sent(
        file=name,
        digest=file_digest(path, schema.community_reports),
        agency=agency,
        format=FORMAT,
        by=by,
        period=(period or desk.owed_period(agency, day)) if is_nil else "",
    )
    with desk.store.writing() as connection:
        return receive_entries(
            connection, schema.community_reports, prepared, sent, day="observed_from", follows=FOLLOWS
        )
