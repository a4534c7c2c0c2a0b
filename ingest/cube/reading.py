"""A worker's part: a file becomes batches of facts and, last, what there is to say of it."""

import hashlib
from collections.abc import Iterator

import pyarrow as pa

from ingest.cube.engine import Reading
from ingest.cube.facts import quiet
from ingest.cube.ground import CubeGround
from ingest.cube.parquet_facts import read_parquet
from ingest.cube.source_file import SourceFile
from ingest.cube.sources import why_no_archive
from ingest.cube.street import read_bytes_of, read_street
from ingest.errors import FileCut, IngestError

__all__ = ["read_source"]


def read_source(source: SourceFile, ground: CubeGround) -> Iterator[pa.RecordBatch | Reading]:
    """Read one file, on whatever machine.

    Yields
    ------
    pyarrow.RecordBatch
        Facts, in the shape of `ingest.cube.dimensions.FACT_SCHEMA`.
    Reading
        Once, last.  Where it says that the file could not be read, the facts before it do not count.
    """
    if source.kind == "parquet":
        yield from read_parquet(source, ground)
        return
    try:
        data = read_bytes_of(source)
    except (IngestError, OSError, pa.ArrowException) as refusal:
        yield _refused(source, refusal)
        return
    told = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    if source.kind == "archive":
        state, said = why_no_archive(data)
        yield Reading(source.number, state, notes=(said,), **told)  # type: ignore[arg-type]
        return
    if not data.strip():
        yield Reading(source.number, "empty", notes=("There is nothing in it.",), **told)  # type: ignore[arg-type]
        return
    try:
        street = read_street(data, source, ground)
    except IngestError as refusal:
        yield _refused(source, refusal, **told)
        return
    if not street.rows:
        yield Reading(source.number, "empty", notes=("It has a header and no rows.",), **told)  # type: ignore[arg-type]
        return
    yield from street.facts(ground, file=source.number)
    yield Reading(
        source.number,
        "read",
        rows=street.rows,
        repeats=street.repeats,
        set_aside=street.set_aside,
        lsoa_rows=street.lsoa_rows,
        lsoa_new=street.lsoa_new,
        notes=street.notes,
        **told,  # type: ignore[arg-type]
    )


def _refused(source: SourceFile, refusal: Exception, **told: object) -> Reading:
    if isinstance(refusal, FileCut):
        note = f"It stopped part way: {refusal.rows:,} whole rows came through, and none is counted."
        return Reading(source.number, "truncated", rows=refusal.rows, notes=(note,), **told)  # type: ignore[arg-type]
    said = quiet(refusal) if isinstance(refusal, IngestError) else type(refusal).__name__
    return Reading(source.number, "unreadable", notes=(said,), **told)  # type: ignore[arg-type]
