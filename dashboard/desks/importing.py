"""The import desk: a file in, a receipt out.  The page and the shell work at the same desk."""

import getpass
import hashlib
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from boundaries.partnership import load_partnership
from boundaries.study_area import ward_of
from dashboard.desks.counts import holds_counts, take_in_counts
from dashboard.desks.duplicates import find_new
from dashboard.desks.office import Office
from dashboard.desks.report_files import holds_reports, take_in_reports
from dashboard.kept_shapes import load_shapes
from dashboard.settings import Settings
from ingest.errors import ChoiceNeeded, FileRefused, IngestError
from ingest.format import FIELDS, DateRules, Format, load_formats, recognise
from ingest.guess import guess_columns
from ingest.incident import INCIDENT
from ingest.outcome import Prepared, Receipt
from ingest.policy import load_policy
from ingest.prepare import prepare
from ingest.reader_process import read_file
from ingest.records import Sent, Store, open_store
from ingest.records.receiving import usual_weeks
from ingest.records.without_rows import without_rows
from ingest.rhythm import check_period
from ingest.surge import count_weeks, find_surges
from ingest.table import Table, no_set_aside

__all__ = [
    "ERRORS",
    "FIELD_TITLES",
    "ChoiceNeeded",
    "Desk",
    "Format",
    "Prepared",
    "Read",
    "Receipt",
    "Store",
    "by_hand",
    "desk_without_rows",
    "guess",
    "open_desk",
    "open_records",
    "recent_files",
    "sums_in_words",
    "who",
]

ERRORS = (IngestError,)
FIELD_TITLES = FIELDS
SURE = 0.8
RECENT = 20
Read = Table

open_records = open_store


@dataclass(frozen=True)
class Desk(Office):
    """The desk at which agencies' files are taken in."""

    def formats(self) -> dict[str, Format]:
        """Collect the formats that come with the program and those matched by hand here."""
        return load_formats(self.formats_folder)

    def read(self, path: Path, *, name: str | None = None, sheet: str | None = None) -> Table:
        """Read a file in a child process with limits."""
        return read_file(path, name=name, sheet=sheet)

    def recognise(self, table: Table) -> Format | None:
        """Find the format whose columns these are, if it is known."""
        return recognise(table.frame.columns, self.formats())

    def prepare(self, table: Table, how: Format, *, agency: str, today: date | None = None) -> Prepared:
        """Turn a table into incidents, and count those outside the area."""
        prepared = prepare(
            table,
            how,
            policy=self.policy,
            gazetteer=self.gazetteer,
            study_area=self.study_area,
            agency=agency,
            today=today or date.today(),
        )
        placed = prepared.incidents.drop_nulls(["x", "y"])
        ward = ward_of(self.study_area, placed["x"].to_numpy(), placed["y"].to_numpy())
        weeks = count_weeks(placed["occurred_from"], ward, self.study_area.wards["ward"].tolist())
        return replace(prepared, outside_area=int(np.count_nonzero(ward < 0)), by_week=weeks)

    def keep(
        self,
        prepared: Prepared,
        *,
        path: Path,
        name: str,
        how: Format,
        agency: str,
        by: str = "",
        period: str | None = None,
    ) -> Receipt:
        """Keep what was prepared: one file, one batch, one transaction; then look for possible duplicates.

        An empty file is a nil return for `period`, or for the last one that the agency owes a file for.
        A file far beyond what its sender usually sends waits for a second person.

        Raises
        ------
        ingest.errors.FileRefused
            If the agency's account is suspended.
        """
        self.check_sender(agency)
        mapping = json.dumps(how.model_dump(mode="json"), sort_keys=True)
        digest = hashlib.sha256(path.read_bytes() + mapping.encode()).hexdigest()
        is_nil = prepared.read == prepared.blank
        sent = Sent(
            file=name,
            digest=digest,
            agency=agency,
            format=how.name,
            by=by,
            period=(period or self.owed_period(agency)) if is_nil else "",
            hold=self._why_hold(prepared, agency),
        )
        receipt = self.store.receive(prepared, sent)
        find_new(self.store, self.study_area, receipt, by=by)
        return receipt

    def nil_return(self, agency: str, *, period: str, by: str) -> Receipt:
        """Record that an agency had nothing to report in a period.

        Raises
        ------
        ingest.errors.FileRefused
            If the period is none, or the agency's account is suspended.
        """
        agency = self.spelled(agency)
        self.check_sender(agency)
        check_period(period)
        nothing = Prepared(pl.DataFrame(schema=dict(INCIDENT)), no_set_aside(), read=0)
        digest = hashlib.sha256(f"nil return {agency}".encode()).hexdigest()
        sent = Sent("nil return", digest, agency, format="", by=by, period=period)
        return self.store.receive(nothing, sent)

    def _why_hold(self, prepared: Prepared, agency: str) -> str:
        """Say why a second person must see a file first; nothing where nobody need."""
        if prepared.by_week is None or prepared.by_week.is_empty():
            return ""
        with self.store.reading() as connection:
            surges = find_surges(prepared.by_week, usual_weeks(connection, agency))
        if surges.is_empty():
            return ""
        names = dict(zip(self.study_area.wards["ward"], self.study_area.wards["name"], strict=True))
        worst = surges.row(0, named=True)
        times = worst["incidents"] / max(worst["usual"], 1)
        more = f" So have {surges.height - 1} other weeks and wards." if surges.height > 1 else ""
        return (
            f"{names[worst['ward']]} has {times:.0f} times its usual count of this agency in the week of "
            f"{worst['week']:%-d %B %Y}: {worst['incidents']:,} where "
            f"{worst['usual']:.0f} is usual.{more}"
        )

    def take_in(
        self,
        path: Path,
        *,
        agency: str | None = None,
        format_name: str | None = None,
        sheet: str | None = None,
        by: str = "",
    ) -> Receipt:
        """Take in a file of a known format, from reading to receipt.

        Raises
        ------
        ingest.errors.FileRefused
            If the file cannot be read, or its format is not known.
        """
        table = self._open(path, sheet)
        return self._take_in(path, table, agency=agency, format_name=format_name, by=by)

    def take_in_all(
        self,
        paths: Sequence[Path],
        *,
        agency: str | None = None,
        format_name: str | None = None,
        sheet: str | None = None,
        by: str = "",
        period: str | None = None,
    ) -> Iterator[tuple[Path, Receipt | IngestError]]:
        """Take in files one after the other; while one is kept, the next is already being read.

        Yields
        ------
        path, outcome
            A receipt, or the error that refused the file; the files after it are still taken in.
        """
        with ThreadPoolExecutor(1) as ahead:
            reading = [ahead.submit(self._open, path, sheet) for path in paths[:1]]
            for number, path in enumerate(paths):
                table = reading.pop()
                if number + 1 < len(paths):
                    wait([table])
                    reading.append(ahead.submit(self._open, paths[number + 1], sheet))
                try:
                    receipt = self._take_in(
                        path, table.result(), agency=agency, format_name=format_name, by=by, period=period
                    )
                    yield path, receipt
                except IngestError as error:
                    yield path, error

    def _open(self, path: Path, sheet: str | None) -> Table:
        if not path.is_file():
            raise FileRefused(f"There is no file {path}.")
        return self.read(path, sheet=sheet)

    def _take_in(
        self,
        path: Path,
        table: Table,
        *,
        agency: str | None,
        format_name: str | None,
        by: str = "",
        period: str | None = None,
    ) -> Receipt:
        if format_name is None and holds_reports(table):
            sender = self.spelled(_sent_by(agency, path))
            return take_in_reports(
                self, table, path=path, name=path.name, agency=sender, by=by, period=period
            )
        if format_name is None and self.recognise(table) is None and holds_counts(table):
            sender = self.spelled(_sent_by(agency, path))
            return take_in_counts(self, table, path=path, name=path.name, agency=sender, by=by)
        how = self._format(table, format_name)
        sender = self.spelled(_sent_by(agency or how.agency, path))
        prepared = self.prepare(table, how, agency=sender)
        return self.keep(prepared, path=path, name=path.name, how=how, agency=sender, by=by, period=period)

    def _format(self, table: Table, name: str | None) -> Format:
        formats = self.formats()
        if name is not None:
            if name not in formats:
                raise FileRefused(f"There is no format '{name}'. Known: {', '.join(sorted(formats))}.")
            return formats[name]
        how = recognise(table.frame.columns, formats)
        if how is None:
            raise FileRefused(
                f"Its {table.frame.width} columns are of no format that is known here. Match them by hand "
                "on the Import page and save the match as a format, or name one with --format "
                f"({', '.join(sorted(formats))})."
            )
        return how

    def save_format(self, how: Format) -> Path:
        """Save a match made by hand, to be recognised from now on."""
        return how.save(self.formats_folder / f"{how.name}.toml")

    def set_aside(self, receipt: Receipt) -> list[dict[str, Any]]:
        """List the rows of a receipt that could not be kept, with the reason each."""
        return self.store.set_aside(receipt.batch).to_dicts() if receipt.batch is not None else []


def _sent_by(agency: str | None, path: Path) -> str:
    if not (agency and agency.strip()):
        raise FileRefused(f"Say who sent {path.name}: --agency NAME.")
    return agency


def who(said: str | None) -> str:
    """Name who is at the keyboard, for the log: what they said, else their login."""
    return said.strip() if said and said.strip() else getpass.getuser()


def open_desk(settings: Settings) -> Desk:
    """Open the store and the partnership's geography."""
    partnership = load_partnership(settings.partnership)
    return Desk(
        store=open_store(settings.store),
        partnership=partnership,
        policy=load_policy(partnership.policy),
        study_area=load_shapes(settings.store, partnership).study_area,
        gazetteer=partnership.gazetteer(),
        formats_folder=settings.formats,
    )


def desk_without_rows(desk: Desk) -> Desk:
    """Give the same desk over a store that reads no record of anybody."""
    return replace(desk, store=without_rows(desk.store.url))


def by_hand(
    matched: dict[str, Any],
    *,
    strand_columns: dict[str, str],
    source: str,
    kind: str,
    order: str,
    name: str,
    title: str,
) -> Format:
    """Make a format from what somebody matched on the page."""
    dates = DateRules.model_validate({"order": order})
    return Format.by_hand(
        columns=matched,
        strand_columns=strand_columns,
        source=source,
        kind=kind,
        dates=dates.model_dump(),
        name=name,
        title=title,
    )


def guess(columns: list[str]) -> dict[str, str]:
    """Propose what columns mean, where their names all but say so."""
    return {field: column for field, (column, sure) in guess_columns(columns).items() if sure >= SURE}


def recent_files(desk: Desk) -> list[dict[str, Any]]:
    """List the files taken in, newest first, for reading."""
    return [
        {
            "Received": f"{batch['received_at']:%d %B %Y, %H:%M} UTC",
            "File": batch["file"],
            "From": batch["agency"],
            "Read": batch["read"],
            "Accepted": batch["accepted"],
            "Updated": batch["updated"],
            "Duplicates": batch["duplicates"],
            "Set aside": batch["set_aside"],
        }
        for batch in desk.store.batches()[:RECENT]
    ]


def sums_in_words(receipt: Receipt) -> str:
    """Show that every row is accounted for."""
    return (
        f"{receipt.read:,} read = {receipt.accepted:,} accepted + {receipt.updated:,} updated + "
        f"{receipt.duplicates:,} duplicates + {receipt.set_aside:,} set aside + {receipt.blank:,} blank."
    )
