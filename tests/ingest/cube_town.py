"""An invented cube: so many incidents at each of a few points of a partnership, day by day."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from boundaries.study_area import StudyArea
from ingest.cube.cube import finish, laid_in
from ingest.cube.dimensions import COUNTS, DIMENSIONS, MEASURE, NO_CELL
from ingest.cube.ground import ground_of, place_batch
from ingest.cube.manifest import CubeFile, Manifest
from ingest.cube.parts import write_parts
from ingest.places.points import bng_points
from ingest.policy import load_policy

PLAIN = {
    "strands": "",
    "kind": "crime",
    "source": "police",
    "category": "violence",
    "noticed_by": "",
    "agency": "police.uk",
}


def row(first: date, incidents: int = 1, **said: Any) -> dict[str, Any]:
    """Say one row: where (`x`, `y` in metres, or `area`, a ward's code, or nothing), when and what."""
    nowhere = {"x": None, "y": None, "area": None}
    return {"first": first, "last": first, MEASURE: incidents, **nowhere, **PLAIN, **said}


def write_cube(
    dest: Path,
    study_area: StudyArea,
    rows: Sequence[dict[str, Any]],
    *,
    resolution: int = 12,
    files: Sequence[CubeFile] | None = None,
    replace: bool = False,
) -> Manifest:
    """Write a cube of rows as `row` says them; `files` only if they hold as many incidents."""
    ground = ground_of(study_area, load_policy(), resolution=resolution)
    places = {"x": pl.Float64, "y": pl.Float64, "area": pl.String}
    said = pl.DataFrame(list(rows), schema_overrides={**places, MEASURE: pl.Int64})
    points = bng_points(*(said[name].fill_null(float("nan")).to_numpy() for name in ("x", "y")))
    placed = said.with_columns(points.select(pl.all().fill_nan(None)))
    batch = pa.Table.from_pandas(placed.to_pandas(), preserve_index=False).combine_chunks().to_batches()[0]
    frame = pl.from_arrow(place_batch(batch, ground))
    assert isinstance(frame, pl.DataFrame)
    counts = (
        frame.select(pl.col(n).cast(k) for n, k in COUNTS.items())
        .group_by(*DIMENSIONS)
        .agg(pl.col(MEASURE).sum())
    )
    with laid_in(dest, replace=replace) as folder:
        write_parts(counts, folder, ground.authority_of())
        many = int(counts[MEASURE].sum())
        nowhere = int(counts.filter(pl.col("cell") == NO_CELL)[MEASURE].sum())
        outside = int(counts.filter((pl.col("cell") != NO_CELL) & (pl.col("ward") == ""))[MEASURE].sum())
        one = CubeFile(
            path="invented.csv", state="counted", rows=many, counted=many, without_location=nowhere,
            outside_area=outside,
        )  # fmt: skip
        return finish(folder, files=files or [one], ground=ground, engine={"name": "invented"})
