"""Files of centres and services at the desk: checked, kept as one batch."""

from datetime import date
from pathlib import Path

from dashboard.desks.centres import CENTRES
from dashboard.desks.importing import Desk, Receipt
from ingest.centres.file import prepare_centres
from ingest.entries import PreparedEntries
from ingest.records import Sent
from ingest.records.register_files import file_digest, receive_entries
from ingest.table import Table

__all__ = ["own_lists", "preview_centres", "take_in_centres", "take_in_own_lists"]

FORMATS = {False: "centres", True: "services"}


def own_lists(desk: Desk) -> list[tuple[Path, bool]]:
    """List the files that the partnership file names: the path, and whether it is of support services."""
    named = ((desk.partnership.centres, False), (desk.partnership.services, True))
    return [(path, support) for path, support in named if path is not None]


def preview_centres(desk: Desk, table: Table, today: date, *, support: bool) -> PreparedEntries:
    """Check every row of a file; nothing is kept."""
    return prepare_centres(
        table,
        policy=desk.policy,
        gazetteer=desk.gazetteer,
        study_area=desk.study_area,
        today=today,
        support=support,
    )


def take_in_centres(
    desk: Desk, table: Table, *, path: Path, name: str, by: str, today: date, support: bool
) -> Receipt:
    """Keep a file of entries: one file, one batch, one transaction."""
    prepared = preview_centres(desk, table, today, support=support)
    sent = Sent(
        file=name,
        digest=file_digest(path, CENTRES),
        agency=desk.partnership.name,
        format=FORMATS[support],
        by=by,
    )
    with desk.store.writing() as connection:
        return receive_entries(connection, CENTRES, prepared, sent)


def take_in_own_lists(desk: Desk, *, by: str, today: date) -> list[Receipt]:
    """Take the partnership's own lists into the register; the same lists again add nothing."""
    return [
        take_in_centres(desk, desk.read(path), path=path, name=path.name, by=by, today=today, support=support)
        for path, support in own_lists(desk)
    ]
