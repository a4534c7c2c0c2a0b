"""Packed files: gz and zip with one data file inside, unpacked in memory, never under the sender's names."""

import io
import re
import zipfile
import zlib

from ingest.errors import ChoiceNeeded, FileCut, FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.zipped import (
    BROKEN,
    DAMAGED,
    check_entries,
    listed,
    shown,
    unpack_entry,
)
from ingest.table import Table

__all__ = ["read", "unpack_gzip"]

CHUNK_BYTES = 1 << 20
WORKBOOK_PARTS = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/workbook.bin",
    "word/document.xml",
    "ppt/presentation.xml",
)
TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".geojson", ".json", ".gpkg", ".parquet")


def read(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read the one data file that a gz or zip holds; a zip that is a workbook is read as one.

    Parameters
    ----------
    data : bytes
        The packed file.
    sheet : str, optional
        The file wanted, where a zip holds several; else the sheet of the workbook inside.

    Raises
    ------
    FileRefused
        If it is damaged, locked, packed twice, too large once unpacked, or holds no single data file.
    """
    from ingest.read import read_bytes
    from ingest.readers import shapefile, workbook

    if data[:2] == b"\x1f\x8b":
        inside = unpack_gzip(data, limits=limits)
        _refuse_packed_twice(inside)
        return read_bytes(inside, sheet=sheet, limits=limits)
    with _open(data) as archive:
        if _is_workbook(archive):
            return workbook.read(data, sheet=sheet, limits=limits)
        check_entries(archive, most=limits.entries, packed_bytes=len(data), limits=limits)
        files = _files(archive)
        layers = shapefile.layers_of(files)
        tables = [entry for entry in files if entry.filename.lower().endswith(TABLES)]
        if layers and not tables:
            return shapefile.read(archive, layers, sheet=sheet, limits=limits)
        entry, sheet = _one_file(files, sheet)
        inside = unpack_entry(archive, entry, limits=limits)
    _refuse_packed_twice(inside)
    table = read_bytes(inside, sheet=sheet, limits=limits)
    note = f"Read from '{shown(entry.filename)}' inside the zip."
    return Table(table.frame, table.rows, table.set_aside, table.blank, (note, *table.notes), table.sheet)


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except BROKEN:
        raise FileRefused(DAMAGED) from None


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    names = set(archive.namelist())
    if any(name.endswith(".iwa") for name in names):
        raise FileRefused("This is a document of Apple Numbers or Pages. Export it as .xlsx or CSV.")
    return not names.isdisjoint(WORKBOOK_PARTS) or {"mimetype", "content.xml"} <= names


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List what was put in on purpose; what a Mac or Windows adds is not."""
    return [
        entry
        for entry in archive.infolist()
        if not entry.is_dir()
        and not re.search(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", entry.filename)
    ]


def _one_file(files: list[zipfile.ZipInfo], wanted: str | None) -> tuple[zipfile.ZipInfo, str | None]:
    """Pick the file to read, and the sheet still to be looked for inside it."""
    for entry in files:
        if wanted is not None and wanted == shown(entry.filename):
            return entry, None
    if len(files) == 1:
        return files[0], wanted
    if not files:
        raise FileRefused("There is no file in the zip. Put the data file in it and send it again.")
    names = [shown(entry.filename) for entry in files]
    raise ChoiceNeeded(
        f"The zip holds {len(files)} files: {listed(names)}. Choose one, or send them one by one.", names
    )


def unpack_gzip(data: bytes, *, limits: Limits = LIMITS) -> bytes:
    """Unpack a gz file, of one part or several, stopping at the limit."""
    parts: list[bytes] = []
    size, rest = 0, data
    while rest[:2] == b"\x1f\x8b":
        stream = zlib.decompressobj(wbits=31)
        while not stream.eof:
            try:
                part = stream.decompress(rest, CHUNK_BYTES)
            except zlib.error:
                raise FileRefused("The gz file is damaged. Make it again and send it again.") from None
            rest = stream.unconsumed_tail
            if not part and not stream.eof:
                lines = sum(each.count(b"\n") for each in parts)
                raise FileCut(
                    "The gz file stopped part way. Send it again; nothing was loaded.", max(lines - 1, 0)
                )
            parts.append(part)
            size += len(part)
            if size > limits.unpacked_bytes:
                raise FileRefused(
                    f"Unpacks to more than {limits.unpacked_bytes / 1e6:,.0f} MB, the limit. "
                    "Split it by year and send the parts."
                )
        rest = stream.unused_data
    return b"".join(parts)


def _refuse_packed_twice(inside: bytes) -> None:
    gz = inside[:2] == b"\x1f\x8b"
    if gz or (inside[:4] == b"PK\x03\x04" and not _holds_workbook(inside)):
        raise FileRefused(
            "A packed file lies inside the packed file. Pack it once only, or send it as it is."
        )


def _holds_workbook(data: bytes) -> bool:
    with _open(data) as archive:
        return _is_workbook(archive)
