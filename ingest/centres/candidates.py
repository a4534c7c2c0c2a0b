"""A list of places that could take reports becomes candidates; every row is accounted for."""

import re
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import polars as pl
import shapely

from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea
from ingest.centres.list import NAMES as CENTRE_NAMES
from ingest.centres.list import no_names, status_of
from ingest.centres.place import place_centres
from ingest.errors import IngestError
from ingest.places.coordinates import read_pairs
from ingest.places.grid_reference import read_grid_references
from ingest.register_columns import Columns, take_columns, yes_or_no
from ingest.table import Table
from ingest.words import fold

__all__ = ["COLUMNS", "FAR_M", "MOST", "Candidates", "prepare_candidates"]

COLUMNS = MappingProxyType(
    {
        "row": pl.Int64,
        "name": pl.String,
        "kind": pl.String,
        "x": pl.Float64,
        "y": pl.Float64,
        "lon": pl.Float64,
        "lat": pl.Float64,
        "step_free": pl.Boolean,
        "doubt": pl.String,
    }
)
FAR_M = 2_000.0
"""Nobody in the area walks so far out of it in twenty minutes."""
MOST = 1_000
"""More candidates than this are a directory, not a choice."""
_PLACES = {
    name: CENTRE_NAMES[name] for name in ("postcode", "easting", "northing", "longitude", "latitude")
} | {
    "grid_reference": ("grid reference", "grid ref", "gridref", "os grid reference", "ngr"),
}
_NAMES = {
    "name": (*CENTRE_NAMES["name"], "venue", "venue name", "distinctive name", "place", "building"),
    "kind": (*CENTRE_NAMES["kind"], "classification", "category"),
    **_PLACES,
    "status": CENTRE_NAMES["status"],
    "closed": (*CENTRE_NAMES["closed_since"], "year closed"),
    "step_free": CENTRE_NAMES["step_free"],
}
_NO_VENUE = (
    r"(?i)\b(?:camera|cctv|car park|bus stop|post ?box|phone box|cash ?(?:machine|point)|substation|"
    r"memorial(?! (?:hall|library|centre|institute|church|club))|toilets?|derelict|demolished|vacant)\b"
)
_MOVING = r"(?i)\bmobile\b|\bbus\b|\bvan\b"
_NO_PLACE = (
    "has no place. Give easting and northing, longitude and latitude, a grid reference or a whole postcode."
)


@dataclass(frozen=True)
class Candidates:
    """What a file has of places that could take reports.

    Attributes
    ----------
    frame : polars.DataFrame
        `COLUMNS`, one row a place: `step_free` is null where nobody says; `doubt` asks whether this is a
        place at all, "" where nothing is odd.
    set_aside : polars.DataFrame
        row, column, value, reason.
    read, blank, duplicates : int
        Rows read, rows with nothing in them, rows that repeat another.
    notes : tuple of str
    """

    frame: pl.DataFrame
    set_aside: pl.DataFrame
    read: int
    blank: int = 0
    duplicates: int = 0
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        parts = self.frame.height + self.set_aside.height + self.blank + self.duplicates
        if parts != self.read:
            raise AssertionError(f"{self.read} rows were read but {parts} are accounted for")


def prepare_candidates(table: Table, *, gazetteer: Gazetteer | None, study_area: StudyArea) -> Candidates:
    """Turn the rows of a list into candidates.

    Parameters
    ----------
    table : Table
        With a column of names, and coordinates, grid references or postcodes; coordinates win.

    Raises
    ------
    IngestError
        If there is no column of names, none that says where a place is, or more candidates than `MOST`.
    """
    taken = take_columns(table, _NAMES)
    if "name" not in taken.headers:
        raise no_names("This file", table)
    if not taken.headers.keys() & _PLACES.keys():
        raise IngestError(
            f"This file has no column that says where a place is. Columns seen: "
            f"{', '.join(table.frame.columns)}. Add 'postcode', 'easting' and 'northing', 'longitude' and "
            "'latitude', or 'grid reference'."
        )
    placed, wrong, notes = _place(taken, gazetteer, study_area)
    rows = taken.cells.select("row", "name", "status", "closed").with_columns(
        kind=taken.cells["kind"].str.to_lowercase().fill_null(""),
        step_free=pl.Series([yes_or_no(text) for text in taken.cells["step_free"]], dtype=pl.Boolean),
    )
    rows = pl.concat([rows, placed, pl.DataFrame({"reason": wrong})], how="horizontal")
    rows = rows.with_columns(
        reason=pl.when(pl.col("name").is_null()).then(pl.lit("has no name.")).otherwise("reason")
    )
    aside = rows.filter(pl.col("reason").is_not_null())
    kept = rows.filter(pl.col("reason").is_null()).with_columns(
        doubt=pl.Series(
            [_doubt(*said) for said in rows.filter(pl.col("reason").is_null())
             .select("name", "kind", "status", "closed").iter_rows()],
            dtype=pl.String,
        )
    )  # fmt: skip
    unique = kept.with_columns(same=pl.Series([fold(name) for name in kept["name"]], dtype=pl.String)).unique(
        ["same", "x", "y"], keep="first", maintain_order=True
    )
    if unique.height > MOST:
        raise IngestError(
            f"This file has {unique.height:,} places; {MOST:,} is the most. Keep the kinds that could take "
            "reports, and send it again."
        )
    said = pl.concat(
        [
            table.set_aside,
            aside.select(
                "row",
                column=pl.lit(_column(taken), dtype=pl.String),
                value=pl.lit(None, dtype=pl.String),
                reason=pl.format("Row {}: {}", "row", "reason"),
            ),
        ]
    )
    return Candidates(
        frame=unique.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()),
        set_aside=said.sort("row"),
        read=table.read,
        blank=table.blank,
        duplicates=kept.height - unique.height,
        notes=(*table.notes, *notes),
    )


def _column(taken: Columns) -> str | None:
    return next((taken.headers[name] for name in ("postcode", *_PLACES) if name in taken.headers), None)


def _place(
    taken: Columns, gazetteer: Gazetteer | None, study_area: StudyArea
) -> tuple[pl.DataFrame, list[str | None], list[str]]:
    """Place each row; say what keeps it from having a place, and what was decided on the way."""
    cells = taken.cells
    at = np.full((cells.height, 2), np.nan)
    wrong: list[str | None] = [None] * cells.height
    notes: list[str] = []
    for first, second in (("longitude", "latitude"), ("easting", "northing")):
        pairs = read_pairs(
            cells[first], cells[second], degrees=first == "longitude", swap=False, study_area=study_area
        )
        notes += pairs.notes
        found = pairs.frame.select("x", "y").to_numpy()
        at = np.where(np.isnan(found), at, found)
        wrong = [old or new for old, new in zip(wrong, pairs.frame["reason"], strict=True)]
    squares = read_grid_references(cells["grid_reference"])
    fine = squares["square_m"].fill_null(10**6).to_numpy() <= 100
    found = squares.select(pl.col("x", "y").fill_null(np.nan)).to_numpy()
    at = np.where(np.isnan(at) & fine[:, None], found, at)
    coarse = ["its grid reference means a square of 1 km or more; give six figures." if not ok and x else why
              for ok, x, why in zip(fine, squares["x"], squares["reason"], strict=True)]  # fmt: skip
    wrong = [old or new for old, new in zip(wrong, coarse, strict=True)]
    said = [
        {"postcode": code, **({} if np.isnan(x) else {"x": x, "y": y})}
        for code, (x, y) in zip(cells["postcode"], at, strict=True)
    ]
    placed = place_centres(said, gazetteer=gazetteer, study_area=None)
    metres = ("x", "y", "lon", "lat")
    rows = [
        {name: np.nan if values[name] is None else values[name] for name in metres} for values, _ in placed
    ]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(metres, pl.Float64))
    away = _away(frame, study_area)
    reasons: list[str | None] = []
    for x, far, (_, problems), why in zip(frame["x"], away, placed, wrong, strict=True):
        if x == x:
            outside = f"lies {far / 1000:,.1f} km outside the area."
            reasons.append(outside if far > FAR_M else None)
        else:
            reasons.append(next((each.message for each in problems), why or _NO_PLACE))
    return frame, reasons, notes


def _away(frame: pl.DataFrame, study_area: StudyArea) -> np.ndarray:
    """Metres from each place to the area; 0 within."""
    there = frame["x"].is_not_nan().to_numpy()
    away = np.zeros(frame.height)
    shapely.prepare(study_area.outline)
    points = shapely.points(frame["x"].to_numpy()[there], frame["y"].to_numpy()[there])
    away[there] = shapely.distance(points, study_area.outline)
    return away


def _doubt(name: str, kind: str, status: str | None, closed: str | None) -> str:
    """Ask whether a row is a place where somebody could be met."""
    if status_of(name, status) == "closed" or re.search(r"\d{4}", closed or ""):
        return "It seems to be closed. Is it in use again?"
    if re.search(_NO_VENUE, f"{name} {kind}"):
        return "This does not sound like a place where somebody can be met. Is it?"
    if re.search(_MOVING, name):
        return "It seems to move about. Does it stand here at set times?"
    return ""
