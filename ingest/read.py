"""A file becomes a table of text, whatever its format; the format is told by the bytes, not by the name."""

from dataclasses import replace
from importlib import import_module
from os import SEEK_END
from pathlib import Path
from typing import BinaryIO

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits
from ingest.readers.content import described_too_large, kind_of, misnamed, name_allowed
from ingest.table import Table

__all__ = ["check_size", "read_bytes", "read_table", "take_bytes", "too_large"]

READERS = {
    "delimited": "ingest.readers.delimited",
    "ole": "ingest.readers.workbook",
    "geojson": "ingest.readers.geojson",
    "geopackage": "ingest.readers.geopackage",
    "parquet": "ingest.readers.parquet",
    "gzip": "ingest.readers.archive",
    "zip": "ingest.readers.archive",
}
"""Family of files -> the module whose `read(data, sheet=, limits=)` gives a Table; loaded when needed."""


def read_table(
    path: str | Path, *, name: str | None = None, sheet: str | None = None, limits: Limits = LIMITS
) -> Table:
    """Read a file in this process; `ingest.reader_process.read_file` does it behind walls.

    Parameters
    ----------
    path : str or Path
        Where the file lies on this machine.
    name : str, optional
        The name it was sent under; checked, and compared with what the file is.
    sheet : str, optional
        Which sheet of a workbook, which file of a zip, or which layer of a map file.

    Returns
    -------
    Table
        Every column text.

    Raises
    ------
    FileRefused
        If it cannot be read whole and truthfully; the text says what to do.
    """
    name = Path(path).name if name is None else name
    name_allowed(name)
    with Path(path).open("rb") as file:
        check_size(file, limits)
        data = take_bytes(file.read(limits.file_bytes + 1), limits=limits)
    table = read_bytes(data, sheet=sheet, limits=limits)
    return replace(table, notes=(*misnamed(name, data), *table.notes))


def check_size(file: BinaryIO, limits: Limits) -> None:
    """Refuse an open file that is too large, by its length and its marks alone."""
    size = file.seek(0, SEEK_END)
    if size > limits.file_bytes:
        file.seek(0)
        if file.read(4) == b"PAR1":
            file.seek(-8, SEEK_END)
            described = int.from_bytes(file.read(4), "little")
            if limits.metadata_bytes < described < size:
                raise described_too_large(described)
        raise too_large(limits)
    file.seek(0)


def take_bytes(data: bytes, *, limits: Limits = LIMITS) -> bytes:
    """Refuse more bytes than a file may have."""
    if len(data) > limits.file_bytes:
        raise too_large(limits)
    return data


def too_large(limits: Limits) -> FileRefused:
    """Say that a file is too large."""
    return FileRefused(
        f"The file is larger than {limits.file_bytes / 1e6:,.0f} MB, the limit for one file. "
        "Split it by year, or send it as .gz, and try again."
    )


def read_bytes(data: bytes, *, sheet: str | None = None, limits: Limits = LIMITS) -> Table:
    """Read the bytes of a file, as `read_table` does."""
    reader = import_module(READERS[kind_of(data)])
    try:
        table: Table = reader.read(data, sheet=sheet, limits=limits)
    except BaseException as trouble:
        if type(trouble).__name__ != "PanicException":  # how the parsers written in Rust give up
            raise
        raise FileRefused(
            "The file is damaged: its reader gave up on it. Save it again, or as plain CSV, and send that."
        ) from None
    return table
