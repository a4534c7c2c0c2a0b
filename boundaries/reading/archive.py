"""Zipped layers: unpacked under our own names, so that no name in the zip is followed, and only so much."""

import re
import stat
import zipfile
from pathlib import Path, PurePosixPath

from boundaries.errors import BoundaryError
from boundaries.reading.limits import MOST_BYTES, MOST_ENTRIES, too_large

__all__ = ["LEADING", "PARTS", "unpack"]

LEADING = (".geojson", ".json", ".gpkg", ".shp", ".tab")
PARTS = {
    ".shp": (".shp", ".dbf", ".shx", ".prj", ".cpg"),
    ".tab": (".tab", ".dat", ".map", ".id", ".ind"),
    ".gpkg": (".gpkg", ".gpkg-wal"),
}
NOT_OURS = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
ELSEWHERE = re.compile(r"^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
CHUNK = 1 << 20


def unpack(file: Path, into: Path, *, shown: str) -> dict[str, Path]:
    """Unpack every layer of a zip into a folder of its own.

    Returns
    -------
    dict of str to pathlib.Path
        By the layer's name in the zip, its leading file.

    Raises
    ------
    BoundaryError
        If the zip is damaged, locked or too large, or holds a name that leads elsewhere, a link or a zip.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            entries = _entries(archive, shown=shown)
            found: dict[str, Path] = {}
            for number, (name, parts) in enumerate(_sets(entries).items()):
                place = into / f"zipped-{number}"
                place.mkdir()
                for suffix, entry in parts.items():
                    _write(archive, entry, place / f"layer{suffix}", shown=shown)
                found[name] = place / f"layer{next(s for s in parts if s in LEADING)}"
            return found
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError, ValueError):
        raise _damaged(shown) from None


def _entries(archive: zipfile.ZipFile, *, shown: str) -> dict[str, zipfile.ZipInfo]:
    """The files in the zip by name, once the zip is known to be harmless."""
    listed = archive.infolist()
    if len(listed) > MOST_ENTRIES:
        raise BoundaryError(
            f"{shown}: The zip holds {len(listed):,} files; the limit is {MOST_ENTRIES}. "
            f"Zip the parts of the one layer on their own."
        )
    size = sum(entry.file_size for entry in listed)
    if size > MOST_BYTES:
        raise too_large(shown, size, verb="unpacks to")
    found: dict[str, zipfile.ZipInfo] = {}
    for entry in listed:
        name = entry.filename.replace("\\", "/")
        link = stat.S_ISLNK(entry.external_attr >> 16)
        if ELSEWHERE.search(name) or link:
            raise BoundaryError(
                f"{shown}: A name inside the zip is not allowed: it "
                f"{'is a link' if link else 'leads elsewhere'}. Zip the files "
                "themselves, without folders above them."
            )
        if entry.is_dir() or NOT_OURS.search(name):
            continue
        if name.lower().endswith((".zip", ".kmz")):
            raise BoundaryError(f"{shown}: The zip holds another zip. Zip the files themselves.")
        if entry.flag_bits & 1:
            raise BoundaryError(f"{shown} is a zip file that is locked with a password. Send an open one.")
        if found.setdefault(name.lower(), entry) is not entry:
            raise BoundaryError(f"{shown}: A name inside the zip is not allowed: it is there twice.")
    return found


def _sets(entries: dict[str, zipfile.ZipInfo]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    """The parts of each layer, by the layer's name."""
    found = {}
    for name, entry in sorted(entries.items()):
        path = PurePosixPath(name)
        if path.suffix in LEADING:
            shown = PurePosixPath(entry.filename.replace("\\", "/")).stem
            stem = name.removesuffix(path.suffix)
            found[shown if shown not in found else name] = {
                suffix: entries[stem + suffix]
                for suffix in PARTS.get(path.suffix, (path.suffix,))
                if stem + suffix in entries
            }
    return found


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, *, shown: str) -> None:
    """Unpack one file, and not a byte more than it says it has."""
    left = entry.file_size
    with archive.open(entry) as packed, target.open("wb") as out:
        while chunk := packed.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise _damaged(shown)
            out.write(chunk)


def _damaged(shown: str) -> BoundaryError:
    return BoundaryError(
        f"{shown} is a zip file that is damaged or cannot be unpacked. Zip the files again, in the plain way."
    )
