"""A cube laid on disk: under another name until it is whole, then in its place."""

import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex

import polars as pl

from ingest.cube.dimensions import DIMENSIONS
from ingest.cube.ground import CubeGround
from ingest.cube.manifest import MANIFEST, CubeFile, Gap, Manifest, list_parts, sum_up
from ingest.cube.parts import keep_private
from ingest.errors import IngestError

__all__ = ["finish", "gaps_of", "laid_in"]


@contextmanager
def laid_in(dest: Path | str, *, replace: bool = False) -> Iterator[Path]:
    """Give a private folder beside `dest`, and put it in its place when its manifest is written.

    Raises
    ------
    IngestError
        If something is there already and may not be replaced, or is no cube.
    """
    dest = Path(dest).absolute()
    _check_free(dest, replace=replace)
    dest.parent.mkdir(parents=True, exist_ok=True)
    building = dest.parent / f".{dest.name}-{token_hex(4)}"
    building.mkdir(mode=0o700)
    try:
        yield building
        keep_private(building)
        _put_in_place(building, dest)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _check_free(dest: Path, *, replace: bool) -> None:
    if not dest.exists() and not dest.is_symlink():
        return
    if not replace:
        raise IngestError(f"There is something at {dest} already. Name another folder, or say --replace.")
    if dest.is_symlink() or not (dest / MANIFEST).is_file():
        raise IngestError(f"What is at {dest} is no cube, so it is not replaced. Name another folder.")


def _put_in_place(building: Path, dest: Path) -> None:
    """Move the old one aside, the new one in, and only then let the old one go."""
    old = dest.parent / f".{dest.name}-{token_hex(4)}-old"
    if dest.exists():
        dest.rename(old)
    try:
        building.rename(dest)
    except OSError:
        if old.exists():
            old.rename(dest)
        raise
    shutil.rmtree(old, ignore_errors=True)


def finish(
    folder: Path,
    *,
    files: Iterable[CubeFile],
    ground: CubeGround,
    engine: Mapping[str, str],
    others: int = 0,
) -> Manifest:
    """Describe the parts that lie in a folder, and write the manifest.

    Raises
    ------
    AssertionError
        If what was written is not what the files hold: our own fault.
    """
    files, parts = tuple(files), list_parts(folder)
    totals = sum_up(files)
    if sum(part.incidents for part in parts) != totals.counted:
        raise AssertionError("the parts of the cube do not hold what its files do")
    first, last = _days(folder, [part.path for part in parts])
    manifest = Manifest(
        made_at=datetime.now(UTC).replace(microsecond=0),
        engine=dict(engine),
        partnership=ground.name,
        boundaries={"digest": ground.digest, "vintage": ground.vintage},
        policy=ground.policy.digest,
        resolution=ground.resolution,
        dimensions=tuple(DIMENSIONS),
        first=first,
        last=last,
        files=files,
        others=others,
        gaps=gaps_of(files),
        parts=parts,
        totals=totals,
    )
    manifest.write(folder)
    return manifest


def _days(folder: Path, parts: list[str]) -> tuple[date | None, date | None]:
    if not parts:
        return None, None
    days = pl.scan_parquet([folder / part for part in parts], hive_partitioning=False)
    return days.select(pl.col("first").min(), pl.col("last").max()).collect().row(0)


def gaps_of(files: Collection[CubeFile]) -> tuple[Gap, ...]:
    """List the months that are missing of a force between the first and the last that its files name."""
    named: dict[str, set[str]] = {}
    there: dict[str, set[str]] = {}
    for file in files:
        if file.force and file.month:
            named.setdefault(file.force, set()).add(file.month)
            if file.state == "counted":
                there.setdefault(file.force, set()).add(file.month)
    found = []
    for force, months in sorted(named.items()):
        missing = [month for month in _between(min(months), max(months)) if month not in there.get(force, ())]
        if missing:
            found.append(Gap(force=force, months=tuple(missing)))
    return tuple(found)


def _between(first: str, last: str) -> Iterator[str]:
    """Give every month from the first to the last."""
    year, month = map(int, first.split("-"))
    while (name := f"{year:04d}-{month:02d}") <= last:
        yield name
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
