"""The workload as columns of Parquet, as the store would have kept it: ten million rows need no import.

The same borough, the same snap points and the same shares as in the files of `benchmarks.workload`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
import pandas as pd
import polars as pl
import pyarrow.parquet as pq

from benchmarks.workload import (
    FIRST_DAY,
    LAST_DAY,
    NOTICED,
    SEED,
    SETTINGS,
    SNAP_POINTS,
    draw_spots,
    draw_words,
    lumpy,
)
from boundaries.crs import to_wgs84
from boundaries.partnership import load_partnership
from boundaries.study_area import StudyArea
from dashboard.columns import make_columns
from dashboard.kept_shapes import load_shapes
from dashboard.snapshot import Snapshot
from ingest.policy import load_policy
from ingest.records import Store

__all__ = ["CHUNK", "Held", "Spots", "day_columns", "read_snapshot", "spots_of", "write_columns"]

CHUNK = 1_000_000
CATEGORIES = {
    "violence": 22, "criminal_damage": 9, "harassment": 10, "public_order": 12, "theft": 13, "burglary": 6,
    "vehicle_crime": 7, "robbery": 2, "drugs": 3, "graffiti": 4, "verbal_abuse": 8, "threats": 4,
}  # fmt: skip
STRANDS = {
    "": 70.0, "race": 15.0, "religion": 5.3, "sexual_orientation": 4.0, "transgender": 0.7, "disability": 2.5,
    "race;religion": 1.5, "sexual_orientation;transgender": 0.5, "age": 0.5,
}  # fmt: skip
WORDS = {"victim": "Victim", "witness": "Witness", "officer": "Police officer", "unknown": ""}
PLACES = dict(zip(("street", "home", "shop", "transport", "park", "venue"), SETTINGS.values(), strict=True))


@dataclass(frozen=True)
class Spots:
    """Where things are recorded: whole metres, and the same in degrees."""

    x: np.ndarray
    y: np.ndarray
    lon: np.ndarray
    lat: np.ndarray


@dataclass(frozen=True)
class Held:
    """Stands where the store stands, for whoever reads its incidents."""

    file: Path

    def incidents(self, columns: Sequence[str]) -> pl.DataFrame:
        """Read columns of the incidents."""
        return pl.read_parquet(self.file, columns=list(columns))


def write_columns(
    partnership: Path, file: Path, *, rows: int, all_distinct: bool = False, seed: int = SEED
) -> Path:
    """Write the borough's two years as one Parquet file, a row group a million rows."""
    rng = np.random.default_rng([seed, rows, all_distinct, 2])
    area = load_partnership(partnership).study_area()
    number = rows if all_distinct else SNAP_POINTS
    spots = spots_of(area, partnership, number=number, rng=rng)
    draw = lumpy(number, rng)
    order = rng.permutation(rows) if all_distinct else None
    span = (LAST_DAY - FIRST_DAY).days + 1
    file.parent.mkdir(parents=True, exist_ok=True)
    writer: pq.ParquetWriter | None = None
    for start in range(0, rows, CHUNK):
        n = min(CHUNK, rows - start)
        days = np.sort(start * span // rows + rng.integers(0, max(1, n * span // rows), n))
        which = order[start : start + n] if order is not None else draw(n)
        table = day_columns(spots, which, days, rng, first=start + 1).to_arrow()
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd")
        writer.write_table(table)
    if writer:
        writer.close()
    return file


def spots_of(area: StudyArea, partnership: Path, *, number: int, rng: np.random.Generator) -> Spots:
    """Draw the distinct points, one in a hundred of them outside."""
    metres = draw_spots(area, partnership.parent / "roads.geojson", number=number, rng=rng)
    lon, lat = to_wgs84(metres[:, 0], metres[:, 1])
    return Spots(metres[:, 0], metres[:, 1], np.round(lon, 5), np.round(lat, 5))  # as the store keeps them


def day_columns(
    spots: Spots, which: np.ndarray, days: np.ndarray, rng: np.random.Generator, *, first: int
) -> pl.DataFrame:
    """Fill in the columns of rows at these spots on these days after the first."""
    rows = len(which)
    day = (np.datetime64(FIRST_DAY) + days).astype("datetime64[D]")
    strands = draw_words(STRANDS, rows, rng).fill_null("")
    hour = rng.integers(0, 24, rows).astype(np.int8)
    heard = day + rng.integers(0, 3, rows)
    return pl.DataFrame(
        {
            "id": np.arange(first, first + rows),
            "agency": pl.Series(["Police"]).new_from_index(0, rows),
            "occurred_from": day,
            "occurred_to": day,
            "hour": hour,
            "hour_to": hour,
            "reported_on": np.minimum(heard, np.datetime64(LAST_DAY)),
            "kind": (strands != "").replace_strict([True, False], ["hate_crime", "crime"]),
            "category": draw_words(CATEGORIES, rows, rng),
            "source": pl.Series(["police"]).new_from_index(0, rows),
            "noticed_by": draw_words({word: NOTICED[said] for word, said in WORDS.items()}, rows, rng),
            "setting": draw_words(PLACES, rows, rng),
            "strands": strands,
            "x": spots.x[which],
            "y": spots.y[which],
            "lon": spots.lon[which],
            "lat": spots.lat[which],
            "precision": pl.Series(["exact"]).new_from_index(0, rows),
            "area": pl.Series([None], dtype=pl.String).new_from_index(0, rows),
        }
    )


def read_snapshot(file: Path, partnership: Path, *, beside: str = "") -> Snapshot:
    """Make a snapshot of a Parquet file through the product's own columns.

    Parameters
    ----------
    beside : str
        URL of the store beside which the shapes of the place are kept; "" reads them from their files.
    """
    place = load_partnership(partnership)
    policy = load_policy(place.policy)
    if beside:
        shapes = load_shapes(beside, place)
        area, context = shapes.study_area, shapes.context
    else:
        area = place.study_area()
        context = place.context(area)
    columns = make_columns(cast(Store, Held(file)), area, policy, key=str(file))
    return Snapshot(
        version=f"{file.name}-{file.stat().st_mtime_ns}",
        partnership=place,
        study_area=area,
        policy=policy,
        places=columns.places,
        records=columns.records,
        words=columns.words,
        numbers=columns.numbers,
        centres=pd.DataFrame(),
        context=context,
    )
