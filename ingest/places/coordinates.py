"""Pairs of coordinates: text to metres and degrees, with what is wrong caught and named."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from boundaries.study_area import StudyArea
from ingest.places.coordinate_text import Numbers, read_numbers, split_pairs
from ingest.places.other_grids import around, other_reading
from ingest.places.points import bng_points, degree_points
from ingest.words import numbered

__all__ = ["Pairs", "bng_points", "degree_points", "read_pairs"]

_NINES = r"^-?9{2,}(?:[.,]9+)?$"
_FAR_M = 20_000.0
_NEAR_M = 2_000.0
_SIX_FIGURES_M = 100_000.0
_COARSE_M = 1_000


@dataclass(frozen=True)
class Pairs:
    """Two columns of coordinates as read.

    Attributes
    ----------
    frame : polars.DataFrame
        x, y, lon, lat (NaN where there is no point), reason (String or null), filler (the reason is only
        that the cells hold a filler value), swapped (read the other way round), square_m (how large a square
        the figures mean where it is 1 km or more, else 0; x and y are its middle); one row a row of the file.
    notes : tuple of str
    """

    frame: pl.DataFrame
    notes: tuple[str, ...]


def read_pairs(
    first: pl.Series, second: pl.Series, *, degrees: bool, swap: bool, study_area: StudyArea | None
) -> Pairs:
    """Read longitudes and latitudes, or eastings and northings.

    Parameters
    ----------
    first, second : polars.Series of String
        Longitude and latitude in degrees, or easting and northing in metres.
    degrees : bool
    swap : bool
        Turn round those pairs that only make sense the other way round.
    study_area : StudyArea or None
        To see whether a pair of metres is in the area only when swapped, or has lost a digit.
    """
    first, second, parted = split_pairs(first, second, degrees=degrees)
    pair = pl.DataFrame({"a": first, "b": second}).with_row_index("at")
    distinct = pair.group_by("a", "b", maintain_order=True).agg(rows=pl.len())
    east, north = (read_numbers(distinct[name], degrees=degrees) for name in ("a", "b"))
    a, b = east.value, north.value
    there = [~np.isnan(number.value) | number.bad for number in (east, north)]
    given, half = there[0] & there[1], there[0] ^ there[1]
    reason = np.full(distinct.height, "", dtype=object)
    _say(reason, given & (east.bad | north.bad), "a coordinate is not a number.")
    filler = given & _fillers(distinct, a, b, degrees=degrees)
    _say(
        reason,
        filler & (a == 0) & (b == 0),
        "0,0 means 'no location'. Leave both cells empty for a row without one.",
    )
    _say(
        reason, filler, "a coordinate is a filler value. Leave both cells empty for a row without a location."
    )
    usable = given & (reason == "")
    rows = distinct["rows"].to_numpy()
    said: list[str] = []
    other = None
    if study_area is not None:
        other = other_reading(
            np.where(usable, a, np.nan),
            np.where(usable, b, np.nan),
            rows=rows,
            degrees=degrees,
            study_area=study_area,
        )
    fits = np.zeros(distinct.height, dtype=bool) if other is None else other[2] & usable
    turned = (_turned_degrees if degrees else _turned_metres)(a, b, study_area) & usable & ~fits
    if swap:
        a, b = np.where(turned, b, a), np.where(turned, a, b)
    else:
        _say(reason, turned, "outside the area; inside it if the two coordinates are swapped.")
    judge = _impossible_degrees if degrees else _impossible_metres
    for wrong, text in judge(a, b, study_area):
        _say(reason, given & wrong & ~fits, text)
    good = given & (reason == "") & ~fits
    square = _squares(a, b, east, north, degrees=degrees) * good
    half_m = square / 2 if not degrees else 0.0  # metres that end in 000 name the corner of their square
    points = (degree_points if degrees else bng_points)(
        np.where(good, a + half_m, np.nan), np.where(good, b + half_m, np.nan)
    )
    if other is not None and fits.any():
        points = pl.select(
            pl.when(pl.Series(fits)).then(other[1][name]).otherwise(points[name]).alias(name)
            for name in points.columns
        )
        names = "Longitude and latitude" if degrees else "Easting and northing"
        said.append(
            f"{names}: {rows[fits].sum():,} of {rows[given].sum():,} points {other[0].said}. "
            "Confirm before you keep the file."
        )
    _say(reason, good & np.isnan(points["x"].to_numpy()), "outside Great Britain.")
    known = pl.concat([distinct, points], how="horizontal").with_columns(
        reason=pl.Series(reason, dtype=pl.String).replace("", None),
        filler=pl.Series(filler),
        swapped=pl.Series(turned & swap),
        square_m=pl.Series(square),
    )
    written = {
        f"commas in {{}} read as {'decimal' if degrees else 'thousands'} commas.": east.commas | north.commas,
        f"{'degrees with minutes, or with letters,' if degrees else 'letters'} read in {{}}.": east.spelt
        | north.spelt,
    }
    notes = [
        *said,
        *_notes(rows, half, turned, given, degrees=degrees, swap=swap),
        *_as_written(rows, written, int(parted.sum()), degrees=degrees),
    ]
    frame = pair.join(known, on=["a", "b"], how="left", nulls_equal=True, maintain_order="left")
    return Pairs(
        frame.select("x", "y", "lon", "lat", "reason", "filler", "swapped", "square_m"), tuple(notes)
    )


def _fillers(distinct: pl.DataFrame, a: np.ndarray, b: np.ndarray, *, degrees: bool) -> np.ndarray:
    """Say which pairs are what a system writes where there is no location."""
    nines = distinct.select(
        pl.any_horizontal(pl.col("a", "b").str.contains(_NINES).fill_null(False))
    ).to_series()
    same = (a == b) & np.isin(a, (-1.0, 0.0, 1.0))
    nought = ((a == 0) | (b == 0)) & (not degrees)
    runs = (np.isin(a, (111111.0, 123456.0)) & np.isin(b, (111111.0, 123456.0, 654321.0))) & (not degrees)
    return np.asarray(nines.to_numpy() | same | nought | runs)


def _squares(a: np.ndarray, b: np.ndarray, east: Numbers, north: Numbers, *, degrees: bool) -> np.ndarray:
    """Say how large a square the figures mean, where it is 1 km or more."""
    if degrees:
        places = np.maximum(east.places, north.places)
        return np.where(
            (places <= 2) & ~(east.spelt | north.spelt), np.where(places <= 1, 10, 1) * _COARSE_M, 0
        )
    with np.errstate(invalid="ignore"):
        return np.where((a % _COARSE_M == 0) & (b % _COARSE_M == 0), _COARSE_M, 0)


def _say(reason: np.ndarray, where: np.ndarray, text: str) -> None:
    """Give a reason to the rows that have none yet."""
    reason[where & (reason == "")] = text


def _turned_degrees(lon: np.ndarray, lat: np.ndarray, _: StudyArea | None) -> np.ndarray:
    return _in_britain(lat, lon) & ~_in_britain(lon, lat)


def _turned_metres(x: np.ndarray, y: np.ndarray, study_area: StudyArea | None) -> np.ndarray:
    if study_area is None:
        return np.zeros(len(x), dtype=bool)
    return ~around(study_area, x, y, by_m=_FAR_M) & around(study_area, y, x, by_m=_NEAR_M)


def _in_britain(lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    return np.asarray((lon >= -8.8) & (lon <= 2.2) & (lat >= 49.7) & (lat <= 61.1))


def _impossible_degrees(
    lon: np.ndarray, lat: np.ndarray, _: StudyArea | None
) -> list[tuple[np.ndarray, str]]:
    metres = (np.abs(lon) > 180) & (np.abs(lat) > 90)
    return [
        (metres, "these are not degrees; they look like eastings and northings."),
        (np.abs(lat) > 90, "the latitude is impossible; it must lie between -90 and 90."),
        (np.abs(lon) > 180, "the longitude is impossible; it must lie between -180 and 180."),
        (~_in_britain(lon, lat), "outside Great Britain."),
    ]


def _impossible_metres(
    x: np.ndarray, y: np.ndarray, study_area: StudyArea | None
) -> list[tuple[np.ndarray, str]]:
    degrees = _in_britain(x, y) | _in_britain(y, x)
    mercator = (x > -1_000_000) & (x < 250_000) & (y > 6_300_000) & (y < 8_700_000)
    left, bottom = (0.0, 0.0) if study_area is None else study_area.wards.total_bounds[:2]
    short_x = (x < _SIX_FIGURES_M) & (left > 1.5 * _SIX_FIGURES_M)
    short_y = (y < _SIX_FIGURES_M) & (bottom > 1.5 * _SIX_FIGURES_M)
    return [
        (degrees, "these are not metres; they look like degrees."),
        (mercator, "outside Great Britain; these look like Web Mercator metres (EPSG:3857)."),
        ((x < 0) | (y < 0) | (x >= 700_000) | (y >= 1_300_000), "outside Great Britain."),
        (
            short_x & (x > 0),
            "a digit is missing from the easting, which puts the point outside Great Britain or far away.",
        ),
        (short_y & (y > 0), "a digit is missing from the northing, which puts the point far from this area."),
    ]


def _notes(
    rows: np.ndarray,
    half: np.ndarray,
    turned: np.ndarray,
    given: np.ndarray,
    *,
    degrees: bool,
    swap: bool,
) -> tuple[str, ...]:
    names = "Longitude and latitude" if degrees else "Easting and northing"
    many, of_all = int(rows[turned].sum()), int(rows[given].sum())
    notes = []
    if many and swap:
        notes.append(
            f"{names}: {many:,} of {of_all:,} points were swapped, because only that puts them in the area."
        )
    elif many > of_all / 2:
        notes.append(
            f"{names}: {many:,} of {of_all:,} points fall outside the area but inside it when "
            "swapped. They are set aside. "
            "If the two columns are mixed up, say so in the matching step and import again."
        )
    if half.any():
        alone = numbered(int(rows[half].sum()), "row has", "rows have")
        notes.append(f"{names}: {alone} only one of the two; not used.")
    return tuple(notes)


def _as_written(
    rows: np.ndarray, written: dict[str, np.ndarray], parted: int, *, degrees: bool
) -> tuple[str, ...]:
    """Tell how the cells were written, where it was not the usual way."""
    names = "Longitude and latitude" if degrees else "Easting and northing"
    notes = [
        f"{names}: {text.format(numbered(int(rows[where].sum()), 'row', 'rows'))}"
        for text, where in written.items()
        if where.any()
    ]
    if parted:
        notes.append(
            f"{names}: two coordinates in one cell taken apart in {numbered(parted, 'row', 'rows')}."
        )
    return tuple(notes)
