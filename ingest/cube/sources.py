"""What lies in a source: street files, zips of them, and Parquet; here or in an object store."""

import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import pyarrow as pa
from pyarrow import fs

from ingest.cube.source_file import SourceFile
from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.readers.zipped import BROKEN, check_entries, shown

__all__ = [
    "ARCHIVE_LIMITS",
    "FILE_LIMITS",
    "Listing",
    "each_release",
    "list_sources",
    "open_source",
    "why_no_archive",
]

STREET = re.compile(
    r"(?P<month>[12]\d{3}-(?:0[1-9]|1[0-2]))-(?P<force>[a-z][a-z-]{1,40})-street\.csv(?:\.gz)?"
)
RELEASE = re.compile(r"(?<!\d)(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?(?!\d)")
PARQUET = (".parquet", ".geoparquet")
ARCHIVE_LIMITS = Limits(unpacked_bytes=200_000_000_000, entries=50_000)
"""A zip of years of every force; each file in it is held to `FILE_LIMITS`."""
FILE_LIMITS = Limits(file_bytes=1_000_000_000, unpacked_bytes=1_000_000_000, rows=5_000_000)


@dataclass(frozen=True)
class Listing:
    """What was found in a source.

    Attributes
    ----------
    files : tuple of SourceFile
        In order of month, release and path, which is the order in which an importer would be given them.
    others : int
        Files of other kinds, which are not looked at.
    """

    files: tuple[SourceFile, ...]
    others: int


def list_sources(source: str | Path) -> Listing:
    """List the files of a source: a file, a folder or an object store's URI.

    Raises
    ------
    IngestError
        If nothing is there, the store does not answer, or nothing in it can be counted.
    """
    system, root, base = _opened(str(source))
    try:
        info = system.get_file_info(root)
        if info.type == fs.FileType.NotFound:
            raise IngestError(f"There is nothing at {_plain(source)}. Name a folder, a file or a URI.")
        whole = info.type == fs.FileType.File
        found = [info] if whole else system.get_file_info(fs.FileSelector(root, recursive=True))
    except (OSError, pa.ArrowException) as error:
        raise IngestError(
            f"{_plain(source)} cannot be listed ({type(error).__name__}).{_hint(base)}"
        ) from None
    top = str(PurePosixPath(root).parent) if whole else root
    files, others = [], 0
    for each in sorted(found, key=lambda one: one.path):
        if each.type != fs.FileType.File:
            continue
        path = each.path.removeprefix(top).lstrip("/")
        hidden = any(part.startswith((".", "_")) for part in PurePosixPath(path).parts)
        listed, skipped = ([], 1) if hidden else _listed(system, path, base + each.path, each)
        files += listed
        others += skipped
    if not files:
        raise IngestError(
            f"Nothing in {_plain(source)} can be counted: no street file of data.police.uk (like "
            "2025-01-cleveland-street.csv, .csv.gz, or in a .zip) and no .parquet."
        )
    files.sort(key=lambda one: (one.month, one.release, one.path))
    return Listing(tuple(replace(one, number=number) for number, one in enumerate(files)), others)


def open_source(source: SourceFile) -> BinaryIO:
    """Open the bytes of a file, or of the zip that it lies in."""
    system, path, _ = _opened(source.uri)
    stream: Any = system.open_input_file(path)
    return stream


def _opened(source: str) -> tuple[fs.FileSystem, str, str]:
    """Give a file system, a path in it, and what stands in front of such a path to make it whole."""
    parts = urlsplit(source)
    if len(parts.scheme) < 2:  # a path of this machine
        return fs.LocalFileSystem(), str(Path(source).absolute()), ""
    endpoint = os.environ.get("AWS_ENDPOINT_URL")
    try:
        if parts.scheme == "s3" and endpoint:
            where = urlsplit(endpoint)
            store = fs.S3FileSystem(
                endpoint_override=where.netloc,
                scheme=where.scheme or "https",
                region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "eu-west-2",
            )
            return store, (parts.netloc + parts.path).rstrip("/"), "s3://"
        system, path = fs.FileSystem.from_uri(source)
    except (OSError, ValueError, pa.ArrowException):
        raise IngestError(
            f"{_plain(source)} is no place that can be opened. Name a folder, or a URI like s3://bucket/folder."
        ) from None
    front = "" if parts.scheme == "file" else f"{parts.scheme}://"
    return system, path.rstrip("/"), front


def _plain(source: str | Path) -> str:
    """Say where, without what lets somebody in."""
    return re.sub(r"//[^/@]*@", "//", str(source)).split("?")[0]


def _hint(base: str) -> str:
    return " Check the bucket's name, the keys and AWS_ENDPOINT_URL." if base.startswith("s3") else ""


def _listed(system: fs.FileSystem, path: str, uri: str, info: fs.FileInfo) -> tuple[list[SourceFile], int]:
    """List what one file holds that can be counted, and how much in it is not looked at."""
    low = path.lower()
    if low.endswith(".zip"):
        return _in_archive(system, path, uri, info)
    if low.endswith(PARQUET):
        return [SourceFile(0, path, "parquet", uri, size=info.size)], 0
    one = _street(path, uri, size=info.size)
    return ([one], 0) if one else ([], 1)


def _street(path: str, uri: str, *, member: str = "", size: int = 0) -> SourceFile | None:
    found = STREET.fullmatch(PurePosixPath(path).name)
    if found is None:
        return None
    return SourceFile(
        0,
        path,
        "street",
        uri,
        member=member,
        month=found["month"],
        force=found["force"],
        release=_release(PurePosixPath(path).parts[:-1], found["month"]),
        size=size,
    )


def _release(above: Sequence[str], month: str) -> str:
    """Read the release off the nearest name above that holds a date and is not the month's own folder."""
    for name in reversed(above):
        dates = RELEASE.findall(name)
        if dates and name != month:
            return str(max(dates))
    return ""


def _in_archive(
    system: fs.FileSystem, path: str, uri: str, info: fs.FileInfo
) -> tuple[list[SourceFile], int]:
    """List the street files in a zip by its directory; a zip that has none that can be read is one file."""
    try:
        with system.open_input_file(info.path) as stream, zipfile.ZipFile(stream) as archive:
            check_entries(archive, most=ARCHIVE_LIMITS.entries, packed_bytes=info.size, limits=ARCHIVE_LIMITS)
            members = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (*BROKEN, IngestError, pa.ArrowException):
        return [SourceFile(0, path, "archive", uri, size=info.size)], 0
    inside = [
        _street(f"{path}/{shown(entry.filename)}", uri, member=entry.filename, size=entry.file_size)
        for entry in members
    ]
    files = [one for one in inside if one is not None]
    return files, len(members) - len(files)


def why_no_archive(data: bytes) -> tuple[str, str]:
    """Say of a zip whose files could not be listed what state it is in, and why."""
    if not data.strip():
        return "empty", "There is nothing in it."
    if not data.startswith(b"PK"):
        return "unreadable", "It is named .zip and is none."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_entries(archive, most=ARCHIVE_LIMITS.entries, packed_bytes=len(data), limits=ARCHIVE_LIMITS)
    except IngestError as refusal:
        return "unreadable", str(refusal)
    except BROKEN:
        pass
    return "truncated", "The zip stopped part way, or is damaged; nothing in it is counted."


def each_release(files: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    """Give the files of each month and force together, oldest release first."""
    groups: dict[tuple[str, str], list[SourceFile]] = {}
    for file in files:
        if file.kind == "street":
            groups.setdefault((file.month, file.force), []).append(file)
    yield from groups.values()
