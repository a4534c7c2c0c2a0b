"""Parquet and GeoParquet become placed facts, batch by batch; columns are called as an incident's are."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from ingest.cube.engine import Reading
from ingest.cube.facts import AT_ONCE, FEW_ROWS, NEEDED, facts_of
from ingest.cube.ground import CubeGround
from ingest.cube.source_file import SourceFile
from ingest.cube.sources import open_source
from ingest.errors import FileRefused
from ingest.incident import INCIDENT
from ingest.places.points import bng_points, degree_points

__all__ = ["read_parquet"]

WANTED = tuple(name for name in NEEDED if name != "row")
EARLIEST = pl.date(1950, 1, 1)
CODED = {"kind": "other_incident", "category": "", "source": "other", "noticed_by": ""}
"""Columns of codes -> the code where the file says nothing."""
DEGREES, METRES = 4326, 27700
METADATA_BYTES = 64_000_000
READ_AT_ONCE = 1 << 24


@dataclass
class _Told:
    """What is found on the way."""

    rows: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    first: dict[str, list[int]] = field(default_factory=dict)

    def notes(self) -> tuple[str, ...]:
        return tuple(
            f"{why.capitalize()}: row {', '.join(f'{row:,}' for row in self.first[why])}"
            + (f" and {many - FEW_ROWS:,} more." if many > FEW_ROWS else ".")
            for why, many in sorted(self.set_aside.items())
        )


def read_parquet(source: SourceFile, ground: CubeGround) -> Iterator[pa.RecordBatch | Reading]:
    """Read a Parquet file; see `ingest.cube.reading.read_source`.

    Its columns are those of `ingest.incident.INCIDENT` that the cube counts by, also where they stand in the
    path (``agency=…/``); `occurred_from` must be there.  A place is `x` and `y` (metres), `lon` and `lat`, or
    the points of a GeoParquet's primary column in either system.
    """
    told, size, sha256 = _Told(), 0, ""
    try:
        size, sha256 = _weigh(source)
        with open_source(source) as stream:
            file = pq.ParquetFile(
                stream,
                thrift_string_size_limit=METADATA_BYTES,
                thrift_container_size_limit=METADATA_BYTES,
            )
            shape = _Shape.of(file, source)
            for batch in file.iter_batches(batch_size=AT_ONCE, columns=shape.columns):
                batch.validate(full=True)
                yield from facts_of(_incidents(batch, shape, ground, told), ground, file=source.number)
    except FileRefused as refusal:
        yield Reading(source.number, "unreadable", sha256, size, notes=(str(refusal),))
    except (OSError, pa.ArrowException, pl.exceptions.PolarsError):
        cut = told.rows or _is_cut(source)
        note = f"It stopped part way, or is damaged: {told.rows:,} rows came through, and none is counted."
        state = "truncated" if cut else "unreadable"
        yield Reading(source.number, state, sha256, size, told.rows, notes=(note,))
    else:
        state, notes = ("read", told.notes()) if told.rows else ("empty", ("It has no rows.",))
        yield Reading(source.number, state, sha256, size, told.rows, set_aside=told.set_aside, notes=notes)


def _weigh(source: SourceFile) -> tuple[int, str]:
    total, size = hashlib.sha256(), 0
    with open_source(source) as stream:
        while part := stream.read(READ_AT_ONCE):
            total.update(part)
            size += len(part)
    return size, total.hexdigest()


def _is_cut(source: SourceFile) -> bool:
    """A Parquet file ends with the mark with which it begins."""
    try:
        with open_source(source) as stream:
            return bytes(stream.read(4)) == b"PAR1"
    except OSError:
        return False


@dataclass(frozen=True)
class _Shape:
    """Which of a file's columns are read, what its path says, and where its points are."""

    columns: list[str]
    fixed: dict[str, str]
    geometry: str = ""
    system: int = 0

    @classmethod
    def of(cls, file: pq.ParquetFile, source: SourceFile) -> "_Shape":
        names = file.schema_arrow.names
        if len(set(names)) < len(names):
            raise FileRefused("Two of its columns have one name.")
        geometry, system = _geometry(file, names)
        columns = [name for name in WANTED if name in names]
        keys = _keys(source.path)
        fixed = {key: value for key, value in keys.items() if key in WANTED and key not in names}
        if "occurred_from" not in columns and "occurred_from" not in fixed:
            raise FileRefused("No column 'occurred_from' says when it happened.")
        if geometry and geometry not in columns:
            columns.append(geometry)
        return cls(columns, fixed, geometry, system)


def _keys(path: str) -> dict[str, str]:
    """Read what the folders of a partitioned data set say: `month=2025-01/agency=Police`."""
    parts = (part.split("=", 1) for part in PurePosixPath(path).parts[:-1] if "=" in part)
    return {key: unquote(value) for key, value in parts}


def _geometry(file: pq.ParquetFile, names: list[str]) -> tuple[str, int]:
    """Find the column of points and their system; nothing where x and y, or lon and lat, are there."""
    said = (file.schema_arrow.metadata or {}).get(b"geo")
    if said is None or {"x", "y"} <= set(names) or {"lon", "lat"} <= set(names):
        return "", 0
    try:
        geo: Any = json.loads(said)
        column = geo["primary_column"]
        about = geo["columns"][column]
        crs = about.get("crs", {"id": {"authority": "OGC", "code": "CRS84"}})
        code = str(crs["id"]["code"]).upper()
    except (ValueError, KeyError, TypeError):
        raise FileRefused("Its description of its shapes cannot be read.") from None
    if about.get("encoding") != "WKB" or column not in names:
        raise FileRefused("Its shapes are not written as WKB. Write them so, or as columns x and y.")
    if code not in ("27700", "4326", "CRS84"):
        raise FileRefused("Its points are in another system than EPSG:27700 or EPSG:4326.")
    return column, METRES if code == "27700" else DEGREES


def _incidents(batch: pa.RecordBatch, shape: _Shape, ground: CubeGround, told: _Told) -> pl.DataFrame:
    """Read a batch as incidents; rows that are none are set aside."""
    wanted = [name for name in shape.columns if name != shape.geometry]
    frame = pl.from_arrow(batch.select(wanted))
    assert isinstance(frame, pl.DataFrame)
    rows = pl.int_range(told.rows + 1, told.rows + 1 + batch.num_rows, dtype=pl.Int64, eager=True)
    told.rows += batch.num_rows
    frame = frame.with_columns(
        rows.alias("row"), *(pl.lit(value).alias(name) for name, value in shape.fixed.items())
    )
    for name in WANTED:
        if name not in frame.columns:
            frame = frame.with_columns(pl.lit(None, INCIDENT[name]).alias(name))
    frame = frame.with_columns(pl.lit(None, pl.String).alias("wrong"))
    frame = _coded(_dated(frame, ground), ground)
    frame = _pointed(frame, batch, shape)
    aside = frame.filter(pl.col("wrong").is_not_null()).group_by("wrong", maintain_order=True).agg("row")
    for why, which in aside.iter_rows():
        told.set_aside[why] = told.set_aside.get(why, 0) + len(which)
        told.first.setdefault(why, []).extend(which[: max(0, FEW_ROWS - len(told.first.get(why, [])))])
    kept = frame.filter(pl.col("wrong").is_null())
    return kept.select(pl.col(name).cast(INCIDENT[name]) for name in NEEDED)


def _wrong(frame: pl.DataFrame, where: pl.Expr, why: str) -> pl.DataFrame:
    """Give a reason to the rows that have none yet."""
    return frame.with_columns(
        pl.when(pl.col("wrong").is_null() & where.fill_null(False))
        .then(pl.lit(why))
        .otherwise("wrong")
        .alias("wrong")
    )


def _dated(frame: pl.DataFrame, ground: CubeGround) -> pl.DataFrame:
    """Read days, or months, which are kept as the whole month."""
    for name in ("occurred_from", "occurred_to"):
        kind = frame.schema[name]
        if kind == pl.String:
            text = pl.col(name)
            is_month = text.str.contains(r"^[0-9]{4}-[0-9]{2}$")
            month = pl.concat_str(text, pl.lit("-01")).str.to_date("%Y-%m-%d", strict=False)
            is_day = text.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:$|[T ])")
            day = text.str.head(10).str.to_date("%Y-%m-%d", strict=False)
            frame = frame.with_columns(
                pl.when(is_day).then(day).when(is_month).then(month).alias(f"{name}:first"),
                pl.when(is_day).then(day).when(is_month).then(month.dt.month_end()).alias(f"{name}:last"),
            )
        elif kind == pl.Date or isinstance(kind, pl.Datetime):
            at = pl.col(name)
            if isinstance(kind, pl.Datetime) and kind.time_zone:
                at = at.dt.convert_time_zone("Europe/London")
            frame = frame.with_columns(
                at.cast(pl.Date).alias(f"{name}:first"), at.cast(pl.Date).alias(f"{name}:last")
            )
        else:
            raise FileRefused(f"Column '{name}' holds neither days nor text.")
    frame = frame.with_columns(
        (pl.col("occurred_to").is_not_null() & pl.col("occurred_to:last").is_null()).alias("bad"),
    ).with_columns(
        occurred_from=pl.col("occurred_from:first"),
        occurred_to=pl.coalesce("occurred_to:last", "occurred_from:last"),
    )
    first, last = pl.col("occurred_from"), pl.col("occurred_to")
    frame = _wrong(frame, first.is_null() | pl.col("bad"), "date that cannot be read")
    cannot = (first < EARLIEST) | (first > ground.today) | (last < first)
    return _wrong(frame, cannot, "date that cannot be")


def _coded(frame: pl.DataFrame, ground: CubeGround) -> pl.DataFrame:
    """Hold codes to the policy's; strands in its order."""
    for name, otherwise in CODED.items():
        known = [*ground.policy.labels(name), otherwise]
        frame = frame.with_columns(pl.col(name).cast(pl.String).fill_null(otherwise))
        frame = _wrong(frame, ~pl.col(name).is_in(known), f"code of '{name}' that the policy does not have")
    order = list(ground.policy.strands)
    sets = frame["strands"].cast(pl.String).fill_null("").unique().to_list()
    written = {
        text: ";".join(sorted(set(text.split(";")), key=order.index)) if text else ""
        for text in sets
        if not text or set(text.split(";")) <= set(order)
    }
    strands = pl.col("strands").cast(pl.String).fill_null("")
    found = strands.replace_strict(written, default=None, return_dtype=pl.String)
    frame = frame.with_columns(found.alias("strands"))
    return _wrong(frame, pl.col("strands").is_null(), "code of 'strands' that the policy does not have")


def _pointed(frame: pl.DataFrame, batch: pa.RecordBatch, shape: _Shape) -> pl.DataFrame:
    """Give every row its point as the store keeps it, working each distinct one out once."""
    metres, degrees = ({"x", "y"} <= set(shape.columns), {"lon", "lat"} <= set(shape.columns))
    if shape.geometry:
        blobs = batch.column(shape.geometry)
        points = shapely.from_wkb(np.array(blobs.to_pylist(), dtype=object), on_invalid="ignore")
        a, b = shapely.get_x(points), shapely.get_y(points)
        no_point = blobs.is_valid().to_numpy(zero_copy_only=False) & np.isnan(a) & ~shapely.is_empty(points)
        frame = _wrong(
            frame.with_columns(pl.Series("bad", no_point)), pl.col("bad"), "shape that is no point"
        )
        placed = _placed(a, b, degrees=shape.system == DEGREES)
    elif metres:
        placed = _placed(_numbers(frame, "x"), _numbers(frame, "y"), degrees=False)
    elif degrees:
        placed = _placed(_numbers(frame, "lon"), _numbers(frame, "lat"), degrees=True)
    else:
        nothing = pl.lit(None, pl.Float64)
        return frame.with_columns(nothing.alias(name) for name in ("x", "y", "lon", "lat"))
    if metres and degrees and not shape.geometry:  # both, as the store writes them: neither is made anew
        own = [pl.coalesce(frame[name].cast(pl.Float64), placed[name]).alias(name) for name in ("lon", "lat")]
        placed = placed.with_columns(own)
    return _wrong(frame.with_columns(placed), pl.col("lost"), "coordinates that cannot be read")


def _placed(a: np.ndarray, b: np.ndarray, *, degrees: bool) -> pl.DataFrame:
    """Give x, y, lon, lat as they are kept, null where there is no point; and `lost`, where one is none."""
    said = pl.DataFrame({"a": a, "b": b}).with_columns(pl.all().fill_nan(None))
    one = said.unique(maintain_order=True)
    given = (one[name].fill_null(np.nan).to_numpy() for name in ("a", "b"))
    points = (degree_points if degrees else bng_points)(*given).with_columns(pl.all().fill_nan(None))
    known = pl.concat([one, points], how="horizontal")
    placed = said.join(known, on=["a", "b"], how="left", nulls_equal=True, maintain_order="left")
    some = pl.col("a").is_not_null() | pl.col("b").is_not_null()
    return placed.select("x", "y", "lon", "lat", lost=some & pl.col("x").is_null())


def _numbers(frame: pl.DataFrame, name: str) -> np.ndarray:
    if not frame.schema[name].is_numeric():
        raise FileRefused(f"Column '{name}' does not hold numbers.")
    return frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
