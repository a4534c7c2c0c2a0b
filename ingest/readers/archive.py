"""Packed files: gz and zip with one data file inside, unpacked in memory, never under the sender's names."""

import io
import lzma
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence

from ingest.errors import ChoiceNeeded, FileRefused
from ingest.limits import LIMITS, Limits
from ingest.table import Table

__all__ = ["BROKEN", "DenseError", "check_entries", "listed", "read", "shown", "unpack_entry", "unpack_gzip"]

CHUNK_BYTES = 1 << 20
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    OSError,
    ValueError,
    LookupError,
)
"""What the standard library raises for zips that are none."""
WORKBOOK_PARTS = (
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/workbook.bin",
    "word/document.xml",
    "ppt/presentation.xml",
)
TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".geojson", ".json", ".gpkg", ".parquet")
DAMAGED = "The zip is damaged and cannot be unpacked. Make it again and send it again; nothing was loaded."


class DenseError(FileRefused):
    """It fits, but grows more than an honest file does."""


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


def check_entries(archive: zipfile.ZipFile, *, most: int, packed_bytes: int, limits: Limits = LIMITS) -> None:
    """Refuse a zip by its directory alone: too many files, evil names, links, locks, or too much inside."""
    entries = archive.infolist()
    if len(entries) > most:
        raise FileRefused(f"The zip holds {len(entries):,} files; the limit is {most:,}. Send one data file.")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise FileRefused("Two files inside the zip have one name. Make the zip again, with each file once.")
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        outside = name.startswith("/") or ".." in name.split("/") or ":" in name
        if outside or not entry.orig_filename.isprintable():
            raise FileRefused(
                "A name inside the zip is not allowed: it points outside the zip, or holds signs that do not "
                "print. Make the zip again with plain names."
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise FileRefused("The zip holds a link, not a file. Put the file itself in the zip.")
        if entry.flag_bits & 0x1:
            raise FileRefused("The zip is locked with a password. Send it without one.")
    _refuse_bomb(sum(entry.file_size for entry in entries), packed_bytes, limits)


def _refuse_bomb(unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.unpacked_bytes:
        size = f"{unpacked / 1e9:,.1f} GB" if unpacked >= 1e9 else f"{unpacked / 1e6:,.0f} MB"
        raise FileRefused(
            f"Unpacks to {size}; the limit is {limits.unpacked_bytes / 1e6:,.0f} MB. "
            "Split it and send the parts."
        )
    if unpacked > limits.ratio_above_bytes and unpacked > limits.ratio * packed:
        raise DenseError(
            f"Unpacks to {unpacked // max(packed, 1):,} times its size; the limit is {limits.ratio}. "
            "Send the file as it is, not packed."
        )


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


def listed(names: Sequence[str]) -> str:
    """Set names in a row of at most ten."""
    first = ", ".join(f"'{shown(name)}'" for name in names[:10])
    return first + (f" and {len(names) - 10} more" if len(names) > 10 else "")


def shown(name: str) -> str:
    """Make a name that somebody else gave fit to be printed."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)[-60:]


def unpack_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, *, limits: Limits = LIMITS) -> bytes:
    """Unpack one file of a zip, stopping at the limit whatever its directory claims."""
    try:
        with archive.open(entry) as stream:
            data = stream.read(limits.unpacked_bytes + 1)
    except BROKEN:
        raise FileRefused(DAMAGED) from None
    _refuse_bomb(len(data), max(entry.compress_size, 1), limits)
    return data


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
                raise FileRefused("The gz file stopped part way. Send it again; nothing was loaded.")
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
