"""A street file of data.police.uk becomes placed facts, by the importer's own rules for it."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl
import pyarrow as pa

from ingest.cube.facts import NEEDED, aside_by_reason, facts_of
from ingest.cube.ground import CubeGround, study_area_on
from ingest.cube.source_file import SourceFile
from ingest.cube.sources import FILE_LIMITS, open_source
from ingest.errors import FileRefused
from ingest.format import Format, load_formats
from ingest.prepare import prepare
from ingest.readers import delimited
from ingest.readers.archive import unpack_gzip
from ingest.readers.zipped import BROKEN, DAMAGED, unpack_entry
from ingest.table import Table
from ingest.words import fold

__all__ = ["StreetFile", "read_bytes_of", "read_street"]

FORMAT = "police-uk-street"
REASONS = {
    "Month": "month that cannot be read",
    "Longitude": "coordinates that cannot be read",
    "Latitude": "coordinates that cannot be read",
    "Crime ID": "reference that is none",
}
NEW_IN_2021 = (("E01", "E01033769"), ("W01", "W01001910"))
"""LSOA codes of England and Wales from these on were made for the census of 2021."""


@dataclass(frozen=True)
class StreetFile:
    """A street file as read.

    Attributes
    ----------
    incidents : polars.DataFrame
        One row a reference, by the importer's rules.
    rows, repeats : int
        Rows of data; those that repeat a reference of the same file.
    set_aside : dict of reason to int
    lsoa_rows, lsoa_new : int
    notes : tuple of str
    """

    incidents: pl.DataFrame
    rows: int
    repeats: int
    set_aside: dict[str, int]
    lsoa_rows: int
    lsoa_new: int
    notes: tuple[str, ...]

    def facts(self, ground: CubeGround, *, file: int) -> Iterator[pa.RecordBatch]:
        """Hand its incidents on as facts."""
        return facts_of(self.incidents.select(NEEDED), ground, file=file)


def read_bytes_of(source: SourceFile) -> bytes:
    """Read the bytes of a file as it lies there, or of a member of a zip, by no more than the limit.

    Raises
    ------
    FileRefused
        If it is too large, or its zip is damaged.
    """
    with open_source(source) as stream:
        if not source.member:
            data = stream.read(FILE_LIMITS.file_bytes + 1)
            if len(data) > FILE_LIMITS.file_bytes:
                raise FileRefused(f"It is larger than {FILE_LIMITS.file_bytes / 1e6:,.0f} MB, the limit.")
            return bytes(data)
        try:
            with zipfile.ZipFile(stream) as archive:
                return unpack_entry(archive, archive.getinfo(source.member), limits=FILE_LIMITS)
        except BROKEN:
            raise FileRefused(DAMAGED) from None


def read_street(data: bytes, source: SourceFile, ground: CubeGround) -> StreetFile:
    """Read a street file as the importer does.

    Parameters
    ----------
    data : bytes
        As `read_bytes_of` gives them; packed if the name ends in ``.gz``, and not otherwise.
    source : SourceFile
    ground : CubeGround

    Raises
    ------
    FileRefused
        If it stopped part way, or is no such file.
    """
    text = unpack_gzip(data, limits=FILE_LIMITS) if source.path.lower().endswith(".gz") else data
    if source.path.lower().endswith(".gz") and data[:2] != b"\x1f\x8b":
        raise FileRefused("It is named .gz and is none.")
    table = delimited.read(text, limits=FILE_LIMITS)
    how = _format()
    _check_headers(table, how)
    prepared = prepare(
        table,
        how,
        policy=ground.policy,
        gazetteer=None,
        study_area=study_area_on(ground),
        agency=how.agency or "",
        today=ground.today,
    )
    codes = _lsoa_codes(table)
    counts, notes = aside_by_reason(prepared.set_aside, REASONS)
    if prepared.blank:
        notes.append(f"{prepared.blank:,} blank rows, which are not counted as rows.")
    if not text.endswith((b"\n", b"\r")):
        notes.append("It does not end with a line end, so its last row may have been cut.")
    return StreetFile(
        incidents=prepared.incidents,
        rows=prepared.read - prepared.blank,
        repeats=prepared.duplicates,
        set_aside=counts,
        lsoa_rows=codes.len(),
        lsoa_new=_new_in_2021(codes),
        notes=tuple(notes),
    )


@cache
def _format() -> Format:
    return load_formats()[FORMAT]


def _check_headers(table: Table, how: Format) -> None:
    present = {fold(column) for column in table.frame.columns}
    missing = [header for header in how.used if fold(header) not in present]
    if missing:
        raise FileRefused(f"It is no street file of data.police.uk: no column {', '.join(missing)}.")


def _lsoa_codes(table: Table) -> pl.Series:
    named = {fold(column): column for column in table.frame.columns}.get(fold("LSOA code"))
    return table.frame[named].drop_nulls().str.strip_chars() if named else pl.Series(dtype=pl.String)


def _new_in_2021(codes: pl.Series) -> int:
    """Count the codes that prove that a file goes by the census of 2021."""
    new = [codes.str.starts_with(country) & (codes >= first) for country, first in NEW_IN_2021]
    return int((new[0] | new[1]).sum())
