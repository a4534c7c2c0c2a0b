"""Where it happened: by coordinates, else grid reference, else postcode, else ward; and how well we know."""

from dataclasses import dataclass

import numpy as np
import polars as pl
import shapely

from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea, ward_of
from ingest.places.coordinates import read_pairs
from ingest.places.grid_reference import read_grid_references, read_irish_references
from ingest.places.other_grids import around, grid_points
from ingest.places.points import bng_points
from ingest.places.postcode_place import place_by_postcode
from ingest.places.ward_place import place_by_ward
from ingest.words import numbered

__all__ = ["Located", "locate"]

_FAR_APART_M = 5_000.0
_STREET_SQUARE_M = 100
_KM = 1_000
_STRAY_M = 20_000.0
_ENOUGH_POINTS = 20
_MANY_ALIKE = 0.3


@dataclass(frozen=True)
class Located:
    """Where every row is.

    Attributes
    ----------
    frame : polars.DataFrame
        x, y, lon, lat (null where there is no point), precision, area (ward code or null), reason (null where
        the row can be kept), column (the field the reason is about); one row a row of the file.
    notes : tuple of str
    """

    frame: pl.DataFrame
    notes: tuple[str, ...]


def locate(
    cells: pl.DataFrame,
    *,
    gazetteer: Gazetteer | None,
    study_area: StudyArea | None,
    precision: str,
    swap: bool = False,
    wider: bool = False,
) -> Located:
    """Locate every row by the best thing it has.

    Parameters
    ----------
    cells : polars.DataFrame
        Cleaned text; any of longitude, latitude, easting, northing, grid_reference, postcode, ward,
        area_code.
    gazetteer : Gazetteer or None
    study_area : StudyArea or None
    precision : str
        How well the coordinates of this file are known: ``exact`` or ``street``.
    swap : bool
        Turn round coordinates that only then lie in the area.
    wider : bool
        The file covers more than the area, so that points far outside are no fault.
    """
    found = _nowhere(cells.height)
    notes: list[str] = []
    for first, second in (("longitude", "latitude"), ("easting", "northing")):
        if first in cells.columns:
            pairs = read_pairs(
                cells[first], cells[second], degrees=first == "longitude", swap=swap, study_area=study_area
            )
            points = pairs.frame.with_columns(precision=pl.lit(precision), column=pl.lit(first))
            points, said = _coarse(points, study_area)
            notes += said
            found = _fill(found, points)
            notes += pairs.notes
    if "grid_reference" in cells.columns:
        points, said = _by_grid_reference(cells["grid_reference"], study_area)
        found = _fill(found, points)
        notes += said
    if "postcode" in cells.columns and gazetteer is not None:
        points, said = place_by_postcode(cells["postcode"], gazetteer, is_ward_too="ward" in cells.columns)
        notes += [*said, *_far_apart(found, points)]
        found = _fill(found, points)
    if study_area is not None and {"ward", "area_code"} & set(cells.columns):
        areas, said = place_by_ward(
            cells, study_area, placed=found["x"].is_not_nan() | found["area"].is_not_null()
        )
        found = _fill(found, areas)
        notes += said
    if study_area is not None:
        found, said = _strays(found, study_area, wider=wider)
        notes += said
    notes += _alike(found)
    kept = pl.col("reason").is_null()
    point = [
        pl.when(kept & pl.col(name).is_not_nan()).then(name).alias(name) for name in ("x", "y", "lon", "lat")
    ]
    frame = found.with_columns(*point, precision=pl.when(kept).then("precision").otherwise(pl.lit("none")))
    return Located(frame.drop("filler", "via"), tuple(notes))


def _nowhere(rows: int) -> pl.DataFrame:
    nothing = dict.fromkeys(("x", "y", "lon", "lat"), pl.lit(float("nan")))
    frame = pl.DataFrame({"at": pl.int_range(rows, eager=True)}).with_columns(
        **nothing, precision=pl.lit("none")
    )
    empty = dict.fromkeys(("area", "reason", "column", "via"), pl.lit(None, pl.String))
    return frame.with_columns(**empty, filler=pl.lit(False)).drop("at")


def _fill(found: pl.DataFrame, points: pl.DataFrame) -> pl.DataFrame:
    """Add points to rows that have none, reasons to rows with neither; a point mends a filler value."""
    new = points.rename({name: f"{name}_" for name in points.columns})
    for name, absent in (("filler_", pl.lit(False)), ("area_", pl.lit(None, pl.String))):
        if name not in new.columns:
            new = new.with_columns(absent.alias(name))
    both = pl.concat([found, new], how="horizontal")
    usable = (pl.col("x_").is_not_nan() & pl.col("x_").is_not_null()) | pl.col("area_").is_not_null()
    open_row = (
        pl.col("x").is_nan() & pl.col("area").is_null() & (pl.col("reason").is_null() | pl.col("filler"))
    )
    take = open_row & usable
    blame = open_row & ~usable & pl.col("reason").is_null() & pl.col("reason_").is_not_null()
    moved = [
        pl.when(take).then(f"{name}_").otherwise(name).alias(name)
        for name in ("x", "y", "lon", "lat", "precision", "area")
    ]
    return both.select(
        *moved,
        pl.when(take).then("column_").otherwise("via").alias("via"),
        pl.when(take).then(None).when(blame).then("reason_").otherwise("reason").alias("reason"),
        pl.when(take).then(None).when(blame).then("column_").otherwise("column").alias("column"),
        pl.when(take).then(False).when(blame).then("filler_").otherwise("filler").alias("filler"),
    )


def _coarse(points: pl.DataFrame, study_area: StudyArea | None) -> tuple[pl.DataFrame, list[str]]:
    """Use points that are only known to a kilometre for the ward alone, where their square lies in one."""
    wide = points["square_m"].fill_null(0) > 0
    if not wide.any():
        return points, []
    area = _ward_of_square(points, study_area)
    nothing = [
        pl.when(wide).then(float("nan")).otherwise(name).alias(name) for name in ("x", "y", "lon", "lat")
    ]
    points = points.with_columns(
        *nothing,
        area=pl.when(wide).then(area),
        precision=pl.when(wide).then(pl.lit("area")).otherwise("precision"),
    )
    rows = numbered(int(wide.sum()), "row has", "rows have")
    return points, [
        f"{rows} coordinates rounded to 1 km or more; used for the ward only, where the whole square lies in "
        "one."
    ]


def _strays(found: pl.DataFrame, study_area: StudyArea, *, wider: bool) -> tuple[pl.DataFrame, list[str]]:
    """Set aside points far outside the area, unless the file plainly covers more than the area."""
    x, y = found["x"].to_numpy(), found["y"].to_numpy()
    left, bottom, right, top = study_area.outline.bounds
    outside = (x < left) | (x > right) | (y < bottom) | (y > top)
    if wider or not outside.any():
        return found, []
    away = np.zeros(found.height)
    hull = shapely.convex_hull(study_area.outline)
    away[outside] = shapely.distance(hull, shapely.points(x[outside], y[outside]))
    far = away > _STRAY_M
    many, of_all = int(far.sum()), int(np.isfinite(x).sum())
    if of_all >= _ENOUGH_POINTS and many > of_all / 2:
        note = (
            f"{many:,} of {of_all:,} points lie more than 20 km outside the area: the file seems to cover a "
            "wider one. They are kept, but are not on the map."
        )
        return found, [note]
    strays = pl.DataFrame({"far": far, "km": np.round(away / _KM).astype(int)})
    both = pl.concat([found, strays], how="horizontal")
    said = pl.format("{} km outside the area. Check it, or leave the cell empty.", "km")
    stray = pl.col("far") & pl.col("reason").is_null()
    return both.with_columns(
        reason=pl.when(stray).then(said).otherwise("reason"),
        column=pl.when(stray).then("via").otherwise("column"),
    ).drop("far", "km"), []


def _alike(found: pl.DataFrame) -> list[str]:
    """Say that very many rows lie on one spot, which may be the sender's own."""
    points = found.filter(pl.col("x").is_not_nan() & pl.col("reason").is_null())
    if points.height < _ENOUGH_POINTS:
        return []
    most = int(points.group_by("x", "y").len()["len"].max() or 0)  # type: ignore[arg-type]
    if most <= _MANY_ALIKE * points.height:
        return []
    return [
        f"{most:,} of {points.height:,} points are the same one. If it is the sender's own address, or where "
        "reports are taken, it does not say where things happened."
    ]


def _by_grid_reference(text: pl.Series, study_area: StudyArea | None) -> tuple[pl.DataFrame, list[str]]:
    read, irish = _read_references(text, study_area)
    points = bng_points(*(read[name].fill_null(np.nan).to_numpy() for name in ("x", "y")))
    fine = pl.col("square_m") <= _STREET_SQUARE_M
    side = pl.col("square_m")
    precision = pl.when(side < _STREET_SQUARE_M).then(pl.lit("exact")).otherwise(pl.lit("street"))
    both = pl.concat([points, read.select("square_m", "letters", "reason")], how="horizontal")
    both = both.with_columns(area=_ward_of_square(both, study_area), precision=precision)
    coarse = [
        pl.when(fine).then(name).otherwise(float("nan")).alias(name) for name in ("x", "y", "lon", "lat")
    ]
    both = both.with_columns(
        *coarse,
        area=pl.when(~fine).then("area"),
        precision=pl.when(fine).then("precision").otherwise(pl.lit("area")),
    )
    wide, letters = int((read["square_m"] > _STREET_SQUARE_M).sum()), int(read["letters"].sum())
    notes = []
    if wide:
        squares = numbered(wide, "row names", "rows name")
        notes.append(
            f"Grid reference: {squares} a square of 1 km or more; used for the ward only, "
            "where the whole square "
            "lies in one."
        )
    if letters:
        notes.append(
            f"Grid reference: a letter O, I or L read as a figure in {numbered(letters, 'row', 'rows')}."
        )
    if irish:
        notes.append(
            f"Grid reference: {numbered(irish, 'row', 'rows')} read as Irish Grid (EPSG:29902). Confirm it."
        )
    return both.with_columns(column=pl.lit("grid_reference")).drop("square_m", "letters"), notes


def _read_references(text: pl.Series, study_area: StudyArea | None) -> tuple[pl.DataFrame, int]:
    """Read references of Great Britain, and Irish ones where the area is there; say how many were Irish."""
    read = read_grid_references(text)
    irish = read_irish_references(text)
    if study_area is None or irish["x"].null_count() == irish.height:
        return read, 0
    there = grid_points(29902, *(irish[name].fill_null(np.nan).to_numpy() for name in ("x", "y")))
    near = pl.Series(around(study_area, there["x"].to_numpy(), there["y"].to_numpy(), by_m=_STRAY_M))
    mended = read.with_columns(
        *(pl.when(near).then(there[name]).otherwise(name).alias(name) for name in ("x", "y")),
        square_m=pl.when(near).then(irish["square_m"]).otherwise("square_m"),
        reason=pl.when(~near).then("reason"),
    )
    return mended, int(near.sum())


def _ward_of_square(squares: pl.DataFrame, study_area: StudyArea | None) -> pl.Series:
    """Give the ward that holds all four corners and the middle of each square."""
    if study_area is None:
        return pl.repeat(None, squares.height, dtype=pl.String, eager=True)
    x, y = squares["x"].to_numpy(), squares["y"].to_numpy()
    half = squares["square_m"].fill_null(0).to_numpy() / 2
    around = [
        ward_of(study_area, x + i * half, y + j * half)
        for i, j in ((0, 0), (-1, -1), (-1, 1), (1, -1), (1, 1))
    ]
    same = np.all(np.stack(around) == around[0], axis=0) & (around[0] >= 0)
    codes = study_area.wards["ward"].to_numpy()
    return pl.Series(
        [codes[ward] if one else None for ward, one in zip(around[0], same, strict=True)], dtype=pl.String
    )


def _far_apart(found: pl.DataFrame, points: pl.DataFrame) -> list[str]:
    apart = np.hypot(
        found["x"].to_numpy() - points["x"].to_numpy(), found["y"].to_numpy() - points["y"].to_numpy()
    )
    far = int((apart >= _FAR_APART_M).sum())
    if not far:
        return []
    return [
        f"{numbered(far, 'row has', 'rows have')} coordinates and a postcode at least 5 km apart (up to "
        f"{np.nanmax(apart) / 1000:.1f} km); the coordinates were used."
    ]
