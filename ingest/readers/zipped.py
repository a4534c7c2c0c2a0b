"""What is in a zip: its entries, checked before any is unpacked."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence

from ingest.errors import FileRefused
from ingest.limits import LIMITS, Limits

__all__ = ["BROKEN", "DAMAGED", "DenseError", "check_entries", "listed", "shown", "unpack_entry"]

DAMAGED = "The zip is damaged and cannot be unpacked. Make it again and send it again; nothing was loaded."
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


class DenseError(FileRefused):
    """It fits, but grows more than an honest file does."""


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
