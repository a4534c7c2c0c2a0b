"""The cube desk: a cube made of files or of the record store, and told in words."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from boundaries.partnership import load_partnership
from ingest.cube.engine import ENGINES, engine_called
from ingest.cube.ground import ground_of
from ingest.cube.making import make_cube, make_store_cube
from ingest.cube.manifest import CubeFile, Manifest
from ingest.errors import IngestError
from ingest.policy import load_policy
from ingest.records import open_store
from ingest.words import numbered

__all__ = ["ENGINES", "cube_in_words", "make_from_files", "make_from_store", "troubles_in_words"]

SHOWN = 40
"""Lines told of files; the manifest tells of all."""
MONTHS = 12
KEEP = "Its counts are as fine as records: keep it as strictly as the store, and pass it on to nobody."


def make_from_files(
    source: str,
    dest: Path,
    *,
    partnership: Path,
    engine: str,
    resolution: int,
    replace: bool,
    partitions: int | None = None,
    master: str | None = None,
) -> Manifest:
    """Make a cube of files."""
    _check_partitions(partitions)
    working = engine_called(engine, partitions=partitions, master=master)
    return make_cube(source, dest, _ground(partnership, resolution), working, replace=replace)


def make_from_store(
    store: str, dest: Path, *, partnership: Path, resolution: int, replace: bool, by: str
) -> Manifest:
    """Make a cube of the records of a store."""
    ground, opened = _ground(partnership, resolution), open_store(store)
    try:
        return make_store_cube(opened, dest, ground, by=by, replace=replace)
    finally:
        opened.close()


def _check_partitions(partitions: int | None) -> None:
    if partitions is not None and not 1 <= partitions <= 100_000:
        raise IngestError(f"--partitions is {partitions}; give a number from 1 to 100000, or leave it out.")


def _ground(partnership: Path, resolution: int) -> Any:
    opened = load_partnership(partnership)
    return ground_of(opened.study_area(), load_policy(opened.policy), resolution=resolution)


def cube_in_words(manifest: Manifest, dest: Path) -> list[str]:
    """Say what a cube holds and that every row is accounted for."""
    totals, counted = manifest.totals, [f for f in manifest.files if f.state == "counted"]
    of = "" if len(counted) == len(manifest.files) else f"{len(counted):,} of "
    files, parts = (
        numbered(len(manifest.files), "file", "files"),
        numbered(len(manifest.parts), "part", "parts"),
    )
    lines = [
        f"{dest}: {numbered(totals.counted, 'incident', 'incidents')} in {parts}, from {of}{files}, cells of "
        f"resolution {manifest.resolution}.",
        f"{totals.rows:,} rows = {totals.counted:,} counted + {totals.duplicates:,} duplicates + "
        f"{totals.set_aside:,} set aside.",
        f"Of those counted, {totals.without_location:,} without a point, {totals.outside_area:,} outside the "
        "area.",
    ]
    if manifest.first and manifest.last:
        lines.append(f"From {manifest.first:%-d %B %Y} to {manifest.last:%-d %B %Y}.")
    if manifest.others:
        was = numbered(manifest.others, "file of another kind was", "files of other kinds were")
        lines.append(f"{was} not looked at.")
    return [*lines, KEEP]


def troubles_in_words(manifest: Manifest) -> list[str]:
    """Say what is not in the cube, file by file, and which months are missing."""
    told = list(_file_troubles(manifest.files))
    lines = told[:SHOWN]
    if len(told) > SHOWN:
        lines.append(f"And {len(told) - SHOWN:,} more; manifest.json in the cube's folder lists every file.")
    for gap in manifest.gaps:
        months = ", ".join(gap.months[:MONTHS]) + (" …" if len(gap.months) > MONTHS else "")
        many = numbered(len(gap.months), "month", "months")
        lines.append(f"{gap.force}: {many} missing between its first and its last: {months}.")
    return lines


def _file_troubles(files: Iterable[CubeFile]) -> Iterable[str]:
    for file in files:
        if file.state != "counted":
            yield f"{file.path}: {file.state}, not counted. {' '.join(file.notes)}"
        elif file.set_aside:
            yield f"{file.path}: {sum(file.set_aside.values()):,} rows set aside. {' '.join(file.notes)}"
        elif file.notes:
            yield f"{file.path}: {' '.join(file.notes)}"
