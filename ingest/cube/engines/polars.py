"""The engine that is always there: Polars, on this machine, within the memory of it."""

import shutil
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from platform import python_version

import narwhals as nw
import polars as pl
import pyarrow.parquet as pq

from ingest.cube.counting import count_files, count_up
from ingest.cube.dimensions import DIMENSIONS, FACT_SCHEMA, FACTS, MEASURE
from ingest.cube.engine import FileCounts, Made, Reading
from ingest.cube.ground import CubeGround
from ingest.cube.parts import write_parts
from ingest.cube.reading import read_source
from ingest.cube.settling import settle
from ingest.cube.source_file import SourceFile

__all__ = ["PolarsEngine", "make_engine"]

FACTS_AT_ONCE = 5_000_000
"""About as many facts are sought through for repeats at once; a cube of more is counted in shares."""


class PolarsEngine:
    """Reads the files one by one, keeps their facts on disk, and counts them in shares of the references."""

    name = "polars"

    def __init__(self, *, partitions: int | None = None) -> None:
        self.partitions = partitions

    def versions(self) -> Mapping[str, str]:
        """Say which versions are at work."""
        return {"python": python_version()} | {name: version(name) for name in ("polars", "narwhals", "h3")}

    def make(self, sources: Sequence[SourceFile], ground: CubeGround, dest: Path) -> Made:
        """Write the parts; see `ingest.cube.engine.Engine.make`."""
        spool = dest / "facts"
        spool.mkdir(mode=0o700)
        try:
            readings = [_spooled(source, ground, spool) for source in sources]
            settled = settle(sources, readings)
            files = [spool / f"{number}.parquet" for number in settled.counted]
            counts = _count(files, dest, ground, shares=self.partitions)
        finally:
            shutil.rmtree(spool, ignore_errors=True)
        return Made(tuple(readings), counts)


def make_engine(*, partitions: int | None = None, master: str | None = None) -> PolarsEngine:
    """Make the engine; `partitions` is in how many shares the facts are counted."""
    del master  # there is none: everything is done here
    return PolarsEngine(partitions=partitions)


def _spooled(source: SourceFile, ground: CubeGround, spool: Path) -> Reading:
    """Read a file, keep its facts, and give what there is to say of it."""
    reading = None
    with pq.ParquetWriter(spool / f"{source.number}.parquet", FACT_SCHEMA, compression="lz4") as kept:
        for each in read_source(source, ground):
            if isinstance(each, Reading):
                reading = each
            else:
                kept.write_batch(each)
    assert reading is not None
    return reading


def _count(
    files: Sequence[Path], dest: Path, ground: CubeGround, *, shares: int | None
) -> tuple[FileCounts, ...]:
    if not files:
        return ()
    words = [name for name, kind in FACTS.items() if kind == pl.String]
    facts = pl.scan_parquet(list(files)).with_columns(pl.col(words).cast(pl.Categorical))  # few, come often
    many = facts.select(pl.len()).collect().item()
    shares = shares or -(-many // FACTS_AT_ONCE) or 1
    counted, told = [], []
    for share in range(shares):
        own = facts.filter(pl.coalesce("reference_low", "precedence") % shares == share)
        counted.append(_native(count_up(nw.from_native(own))))
        told.append(_native(count_files(nw.from_native(own))))
    counts = pl.concat(counted).group_by(*DIMENSIONS).agg(pl.col(MEASURE).sum()) if shares > 1 else counted[0]
    write_parts(counts, dest, ground.authority_of())
    by_file = pl.concat(told).group_by("file").agg(pl.all().sum()).sort("file")
    return tuple(FileCounts(**row) for row in by_file.iter_rows(named=True))


def _native(lazy: nw.LazyFrame) -> pl.DataFrame:
    frame = lazy.to_native().collect()
    assert isinstance(frame, pl.DataFrame)
    return frame
