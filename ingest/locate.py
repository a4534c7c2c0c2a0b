"""Where it happened: by coordinates, else grid reference, else postcode, else ward; and how well we know."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from rapidfuzz import fuzz, process

from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea, ward_of
from ingest.coordinates import bng_points, read_pairs
from ingest.grid_reference import read_grid_references
from ingest.words import fold, numbered

__all__ = ["Located", "locate"]

_FAR_APART_M = 5_000.0
_LIKE = 85.0
_NO_LOCATION_QUALITY = 90
_STREET_SQUARE_M = 100


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
    """
    found = _nowhere(cells.height)
    notes: list[str] = []
    for first, second in (("longitude", "latitude"), ("easting", "northing")):
        if first in cells.columns:
            pairs = read_pairs(
                cells[first], cells[second], degrees=first == "longitude", swap=swap, study_area=study_area
            )
            points = pairs.frame.with_columns(precision=pl.lit(precision), column=pl.lit(first))
            found = _fill(found, points)
            notes += pairs.notes
    if "grid_reference" in cells.columns:
        points, said = _by_grid_reference(cells["grid_reference"], study_area)
        found = _fill(found, points)
        notes += said
    if "postcode" in cells.columns and gazetteer is not None:
        points, said = _by_postcode(cells["postcode"], gazetteer, is_ward_too="ward" in cells.columns)
        notes += [*said, *_far_apart(found, points)]
        found = _fill(found, points)
    if study_area is not None and {"ward", "area_code"} & set(cells.columns):
        found, said = _by_ward(found, cells, study_area)
        notes += said
    kept = pl.col("reason").is_null()
    point = [
        pl.when(kept & pl.col(name).is_not_nan()).then(name).alias(name) for name in ("x", "y", "lon", "lat")
    ]
    frame = found.with_columns(*point, precision=pl.when(kept).then("precision").otherwise(pl.lit("none")))
    return Located(frame.drop("filler"), tuple(notes))


def _nowhere(rows: int) -> pl.DataFrame:
    nothing = dict.fromkeys(("x", "y", "lon", "lat"), pl.lit(float("nan")))
    frame = pl.DataFrame({"at": pl.int_range(rows, eager=True)}).with_columns(
        **nothing, precision=pl.lit("none")
    )
    empty = dict.fromkeys(("area", "reason", "column"), pl.lit(None, pl.String))
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
        pl.when(take).then(None).when(blame).then("reason_").otherwise("reason").alias("reason"),
        pl.when(take).then(None).when(blame).then("column_").otherwise("column").alias("column"),
        pl.when(take).then(False).when(blame).then("filler_").otherwise("filler").alias("filler"),
    )


def _by_grid_reference(text: pl.Series, study_area: StudyArea | None) -> tuple[pl.DataFrame, list[str]]:
    read = read_grid_references(text)
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
    return both.with_columns(column=pl.lit("grid_reference")).drop("square_m", "letters"), notes


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


def _by_postcode(
    text: pl.Series, gazetteer: Gazetteer, *, is_ward_too: bool
) -> tuple[pl.DataFrame, list[str]]:
    distinct = text.drop_nulls().value_counts(name="rows")
    known = gazetteer.locate(distinct[text.name].to_list())
    usable = pl.col("x").is_not_null() & (
        pl.col("quality").is_null() | (pl.col("quality") < _NO_LOCATION_QUALITY)
    )
    known = pl.concat([distinct.rename({text.name: "text"}), known], how="horizontal").with_columns(
        usable=usable
    )
    looked_up = pl.DataFrame({"text": text}).join(
        known.filter("usable"), on="text", how="left", maintain_order="left"
    )
    points = bng_points(*(looked_up[name].fill_null(np.nan).to_numpy() for name in ("x", "y")))
    nothing = pl.lit(None, pl.String)
    points = points.with_columns(precision=pl.lit("postcode"), reason=nothing, column=pl.lit("postcode"))
    return points, _postcode_notes(known, is_ward_too=is_ward_too)


def _postcode_notes(known: pl.DataFrame, *, is_ward_too: bool) -> list[str]:
    meant = pl.col("postcode").is_not_null() | pl.col("suggestion").is_not_null() | pl.lit(not is_ward_too)
    lost = known.filter(~pl.col("usable") & meant)
    slips = int(lost.filter(pl.col("suggestion").is_not_null())["rows"].sum())
    ended = int(known.filter(pl.col("usable") & pl.col("ended").is_not_null())["rows"].sum())
    many = int(lost["rows"].sum())
    notes = []
    if many:
        slip = (
            f"; {slips:,} of them {'looks' if slips == 1 else 'look'} like typing slips (O for 0, I for 1)"
            if slips
            else ""
        )
        notes.append(
            f"Postcode: {numbered(many, 'row has', 'rows have')} a postcode that is not in the "
            f"list{slip}. Nothing was "
            "guessed: kept without that location. Correct them in the file and import it again."
        )
    if ended:
        times = numbered(ended, "row has", "rows have")
        notes.append(f"Postcode: {times} a postcode that has ended; its last known place was used.")
    return notes


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


def _by_ward(
    found: pl.DataFrame, cells: pl.DataFrame, study_area: StudyArea
) -> tuple[pl.DataFrame, list[str]]:
    wards = study_area.wards
    names = [fold(name) for name in wards["name"]]
    known = {name: code for name, code in zip(names, wards["ward"], strict=True) if names.count(name) == 1}
    twice = {name for name in names if names.count(name) > 1}
    known |= {fold(code): code for code in wards["ward"]}
    given: pl.Series | None = None
    notes: list[str] = []
    for field in ("area_code", "ward"):
        if field not in cells.columns:
            continue
        words = cells[field].drop_nulls().unique(maintain_order=True).to_list()
        codes = {word: known.get(fold(word), known.get(fold(word).removesuffix(" ward"))) for word in words}
        hits = {word: code for word, code in codes.items() if code}
        area = cells[field].replace_strict(hits, default=None, return_dtype=pl.String) if hits else None
        open_row = found["x"].is_nan() & found["area"].is_null() & cells[field].is_not_null()
        missing = cells[field].filter(open_row & (area.is_null() if area is not None else True))
        notes += _ward_notes(missing, twice, list(wards["name"]))
        if area is not None:
            given = area if given is None else given.zip_with(given.is_not_null(), area)
    if given is None:
        return found, notes
    nothing = dict.fromkeys(("x", "y", "lon", "lat"), pl.lit(float("nan")))
    reasons = dict.fromkeys(("reason", "column"), pl.lit(None, pl.String))
    areas = given.to_frame("area").with_columns(**nothing, **reasons, precision=pl.lit("area"))
    return _fill(found, areas), notes


def _ward_notes(missing: pl.Series, twice: set[str], names: list[str]) -> list[str]:
    if missing.is_empty():
        return []
    words = missing.unique(maintain_order=True).to_list()
    double = [word for word in words if fold(word) in twice]
    pairs = [
        (word, process.extractOne(word, names, scorer=fuzz.ratio, processor=fold, score_cutoff=_LIKE))
        for word in words
        if word not in double
    ]
    offers = [f"'{word}': did you mean {best[0]}?" for word, best in pairs if best is not None][:5]
    rows = numbered(missing.len(), "row names", "rows name")
    text = (
        f"Ward: {rows} {numbered(len(words), 'area', 'areas')} that "
        f"{'is not' if len(words) == 1 else 'are not'} {'one' if double else 'a'} ward of this area; "
        "kept without a location."
    )
    return [" ".join([text, *offers])]
