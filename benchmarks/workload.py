"""The workload: invented police exports over the invented borough, as lumpy as real ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import polars as pl
import shapely

from boundaries.crs import geometry_to_bng
from boundaries.partnership import load_partnership
from boundaries.study_area import StudyArea, ward_of

__all__ = [
    "FILE_ROWS",
    "FIRST_DAY",
    "LAST_DAY",
    "Workload",
    "correct",
    "draw_spots",
    "draw_words",
    "lumpy",
    "write_files",
    "write_workload",
]

SEED = 1829
FILE_ROWS = 250_000
FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2025, 12, 31)
SNAP_POINTS = 25_000
LUMPINESS = 1.27
"""Standard deviation of the log of how busy a snap point is.

Three years of the Cleveland street files have 276,392 rows on 8,315 points; a row shares its point with 169
rows on average, where an even spread would give 33. A lognormal with this deviation has the same ratio.
"""
OUTSIDE_SHARE = 0.01
CLEAR_OF_EDGE_M = 60.0

OFFENCES = {
    "Common assault": 22, "Criminal damage": 9, "Harassment": 10, "Public order": 12, "Shoplifting": 13,
    "Burglary": 6, "Theft from vehicle": 7, "Robbery": 2, "Drugs": 3, "Graffiti": 4, "Verbal abuse": 8,
    "Threats": 4,
}  # fmt: skip
FLAGS = {
    "": 70.0, "Racist": 15.0, "Faith": 3.0, "Islamophobic": 1.5, "Anti-Semitic": 0.8, "Homophobic": 4.0,
    "Transphobic": 0.7, "Disability": 2.5, "Racist; Faith": 1.5, "Homophobic; Transphobic": 0.5, "Age": 0.5,
}  # fmt: skip
SETTINGS = {"Street": 45, "Dwelling": 20, "Shop": 15, "Bus stop": 8, "Park": 6, "Pub": 6}
NOTICED = {"Victim": 70, "Witness": 18, "Police officer": 9, "": 3}
OUTCOMES = {"Under investigation": 30, "No suspect identified": 45, "Charged": 10, "": 15}


@dataclass(frozen=True)
class Workload:
    """Files to be taken in, and the rows in them."""

    files: tuple[Path, ...]
    rows: int
    spots: int


def draw_spots(study_area: StudyArea, roads: Path, *, number: int, rng: np.random.Generator) -> np.ndarray:
    """Draw distinct points along the roads, whole metres; one in a hundred lies well outside the area.

    Points in a gap between wards, or within 60 m outside, are left out: there the usual join says nothing
    and ours says the nearest ward, by design.
    """
    lines = geometry_to_bng(gpd.read_file(roads).geometry.to_numpy())
    upto = np.cumsum(shapely.length(lines))
    found = np.empty((0, 2))
    while len(found) < number:
        along = rng.random(number) * upto[-1]
        line = np.searchsorted(upto, along, side="right")
        points = shapely.line_interpolate_point(lines[line], along - np.append(0.0, upto)[line])
        metres = np.round(shapely.get_coordinates(points) + rng.normal(0, 3, (number, 2)))
        inside = shapely.intersects_xy(shapely.union_all(study_area.wards.geometry.to_numpy()), metres)
        found = np.unique(np.vstack((found, metres[inside])), axis=0)
    found = found[np.sort(rng.permutation(len(found))[:number])]
    away = rng.random(number) < OUTSIDE_SHARE
    found[away] += (study_area.outline.bounds[2] - study_area.outline.bounds[0] + CLEAR_OF_EDGE_M, 0)
    if (ward_of(study_area, found[away, 0], found[away, 1]) >= 0).any():
        raise AssertionError("a point meant to lie outside lies inside")
    return found


def write_workload(
    partnership: Path, folder: Path, *, rows: int, all_distinct: bool = False, seed: int = SEED
) -> Workload:
    """Write the exports of two years.

    Parameters
    ----------
    partnership : pathlib.Path
        The invented borough's file; its roads lie beside it.
    folder : pathlib.Path
        Receives `cris-1.csv`, `cris-2.csv` ... of at most 250,000 rows each.
    rows : int
    all_distinct : bool
        Every row at a point of its own, which no real export has: the worst case for counting by place.
    """
    rng = np.random.default_rng([seed, rows, all_distinct])
    opened = load_partnership(partnership)
    number = rows if all_distinct else SNAP_POINTS
    spots = draw_spots(opened.study_area(), partnership.parent / "roads.geojson", number=number, rng=rng)
    which = rng.permutation(rows) if all_distinct else lumpy(number, rng)(rows)
    frame = _rows(spots[which], rng)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for part, start in enumerate(range(0, rows, FILE_ROWS), start=1):
        files.append(folder / f"cris-{part}.csv")
        frame.slice(start, FILE_ROWS).write_csv(files[-1], line_terminator="\r\n")
    return Workload(tuple(files), rows, len(np.unique(which)))


def lumpy(number: int, rng: np.random.Generator) -> Callable[[int], np.ndarray]:
    """Make some points far busier than others, and give what draws among them."""
    busy = np.cumsum(rng.lognormal(0.0, LUMPINESS, number))
    return lambda rows: np.searchsorted(busy, rng.random(rows) * busy[-1], side="right")


def write_files(
    partnership: Path, folder: Path, *, rows: int, files: int, seed: int = SEED
) -> tuple[Path, ...]:
    """Write exports one by one, however many: each of the same two years, no reference in two of them."""
    rng = np.random.default_rng([seed, rows, files])
    opened = load_partnership(partnership)
    roads = partnership.parent / "roads.geojson"
    spots = draw_spots(opened.study_area(), roads, number=SNAP_POINTS, rng=rng)
    draw = lumpy(SNAP_POINTS, rng)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for part in range(files):
        written.append(folder / f"cris-{part + 1}.csv")
        frame = _rows(spots[draw(rows)], rng, first=part * rows + 1)
        frame.write_csv(written[-1], line_terminator="\r\n")
    return tuple(written)


def correct(file: Path, to: Path) -> Path:
    """Write a file again with another outcome in every tenth row."""
    frame = pl.read_csv(file, infer_schema=False)
    tenth = pl.int_range(pl.len()) % 10 == 0
    other = (
        pl.when(pl.col("Outcome") == "Charged")
        .then(pl.lit("No suspect identified"))
        .otherwise(pl.lit("Charged"))
    )
    frame = frame.with_columns(Outcome=pl.when(tenth).then(other).otherwise("Outcome"))
    frame.write_csv(to, line_terminator="\r\n")
    return to


def _rows(metres: np.ndarray, rng: np.random.Generator, *, first: int = 1) -> pl.DataFrame:
    """Fill in the columns of a `police-cris` export, oldest first."""
    rows = len(metres)
    minutes = np.sort(rng.integers(0, ((LAST_DAY - FIRST_DAY).days + 1) * 1440, rows))
    start = np.datetime64(FIRST_DAY, "m") + minutes
    last = np.datetime64(LAST_DAY + timedelta(days=1), "m") - np.timedelta64(1, "m")
    end = np.minimum(start + rng.integers(0, 60, rows), last)
    reported = np.minimum(end + rng.integers(0, 3000, rows), last)
    times = (pl.Series(at.astype("datetime64[us]")) for at in (start, end, reported))
    written = [time.dt.strftime("%d/%m/%Y %H:%M") for time in times]
    return pl.DataFrame(
        {
            "CRIS Ref": [f"{number:08d}" for number in range(first, first + rows)],
            "Offence": draw_words(OFFENCES, rows, rng),
            "Committed From": written[0],
            "Committed To": written[1],
            "Reported Date": written[2],
            "Easting": metres[:, 0].astype(np.int64),
            "Northing": metres[:, 1].astype(np.int64),
            "Hate Flags": draw_words(FLAGS, rows, rng),
            "Location Type": draw_words(SETTINGS, rows, rng),
            "How Noticed": draw_words(NOTICED, rows, rng),
            "Outcome": draw_words(OUTCOMES, rows, rng),
        }
    )


def draw_words(words: Mapping[str, float], rows: int, rng: np.random.Generator) -> pl.Series:
    """Draw words by their weights; the word without letters is none."""
    upto = np.cumsum(list(words.values()))
    words_or_none = pl.Series([word or None for word in words], dtype=pl.String)
    return words_or_none[np.searchsorted(upto, rng.random(rows) * upto[-1], side="right")]
