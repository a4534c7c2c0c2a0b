"""Pairs of coordinates: text to metres and degrees, with what is wrong caught and named."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from boundaries.crs import to_bng, to_wgs84
from boundaries.study_area import StudyArea
from ingest.words import numbered

__all__ = ["Pairs", "bng_points", "degree_points", "read_pairs"]

_FILLERS = (9999.0, 99999.0, 999999.0, 9999999.0, 99.99, 999.99, 999.0)
_NUMBER = r"^[+-]?\d+(?:\.\d*)?(?:[eE][+-]?\d+)?$"
_FAR_M = 20_000.0
_NEAR_M = 2_000.0
_SIX_FIGURES_M = 100_000.0


@dataclass(frozen=True)
class Pairs:
    """Two columns of coordinates as read.

    Attributes
    ----------
    frame : polars.DataFrame
        x, y, lon, lat (NaN where there is no point), reason (String or null), filler (the reason is only
        that the cells hold a filler value), swapped (read the other way round); one row a row of the file.
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
    pair = pl.DataFrame({"a": first, "b": second}).with_row_index("at")
    distinct = pair.group_by("a", "b", maintain_order=True).agg(rows=pl.len())
    a, commas_a, bad_a = _numbers(distinct["a"], degrees=degrees)
    b, commas_b, bad_b = _numbers(distinct["b"], degrees=degrees)
    given = (distinct["a"].is_not_null() & distinct["b"].is_not_null()).to_numpy()
    half = (distinct["a"].is_null() ^ distinct["b"].is_null()).to_numpy()
    reason = np.full(distinct.height, "", dtype=object)
    filler = given & (np.isin(a, _FILLERS) | np.isin(b, _FILLERS) | ((a == 0) & (b == 0)))
    _say(reason, given & (bad_a | bad_b), "a coordinate is not a number.")
    _say(
        reason,
        filler & (a == 0) & (b == 0),
        "0,0 means 'no location'. Leave both cells empty for a row without one.",
    )
    _say(
        reason,
        filler,
        "a coordinate is a filler value (nines). Leave both cells empty for a row without a location.",
    )
    turned = (
        (_turned_degrees if degrees else _turned_metres)(a, b, study_area) & given & ~filler & (reason == "")
    )
    if swap:
        a, b = np.where(turned, b, a), np.where(turned, a, b)
    else:
        _say(reason, turned, "outside the area; inside it if the two coordinates are swapped.")
    judge = _impossible_degrees if degrees else _impossible_metres
    for wrong, text in judge(a, b, study_area):
        _say(reason, given & wrong, text)
    good = given & (reason == "")
    points = (degree_points if degrees else bng_points)(np.where(good, a, np.nan), np.where(good, b, np.nan))
    _say(reason, good & np.isnan(points["x"].to_numpy()), "outside Great Britain.")
    known = pl.concat([distinct, points], how="horizontal").with_columns(
        reason=pl.Series(reason, dtype=pl.String).replace("", None),
        filler=pl.Series(filler),
        swapped=pl.Series(turned & swap),
    )
    rows = distinct["rows"].to_numpy()
    notes = _notes(rows, half, turned, given, commas_a | commas_b, degrees=degrees, swap=swap)
    frame = pair.join(known, on=["a", "b"], how="left", nulls_equal=True, maintain_order="left")
    return Pairs(frame.select("x", "y", "lon", "lat", "reason", "filler", "swapped"), notes)


def degree_points(lon: np.ndarray, lat: np.ndarray) -> pl.DataFrame:
    """Give x, y, lon, lat for points in degrees: whole metres, five decimals."""
    x, y = to_bng(lon, lat)
    return _tidy(x, y, np.where(np.isnan(x), np.nan, lon), np.where(np.isnan(x), np.nan, lat))


def bng_points(x: np.ndarray, y: np.ndarray) -> pl.DataFrame:
    """Give x, y, lon, lat for points in metres: whole metres, five decimals."""
    lon, lat = to_wgs84(x, y)
    return _tidy(np.where(np.isnan(lon), np.nan, x), np.where(np.isnan(lon), np.nan, y), lon, lat)


def _tidy(x: np.ndarray, y: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> pl.DataFrame:
    values = {"x": np.round(x), "y": np.round(y), "lon": np.round(lon, 5), "lat": np.round(lat, 5)}
    return pl.DataFrame({name: column + 0.0 for name, column in values.items()})


def _numbers(text: pl.Series, *, degrees: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give values (NaN if none), where a comma was taken out, and where there is text but no number."""
    thousands = text.str.contains(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$").fill_null(False)
    decimal = text.str.contains(r"^-?\d+,\d+$").fill_null(False)
    thousands, decimal = (thousands & ~decimal, decimal) if degrees else (thousands, decimal & ~thousands)
    plain = text.zip_with(~thousands, text.str.replace_all(",", "", literal=True))
    plain = plain.zip_with(~decimal, plain.str.replace(",", ".", literal=True))
    is_number = plain.str.contains(_NUMBER).fill_null(False)
    value = plain.set(~is_number, None).cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    bad = text.is_not_null().to_numpy() & ~(np.isfinite(value) & (np.abs(value) < 1e9))
    return np.where(bad, np.nan, value), (thousands | decimal).to_numpy(), bad


def _say(reason: np.ndarray, where: np.ndarray, text: str) -> None:
    """Give a reason to the rows that have none yet."""
    reason[where & (reason == "")] = text


def _turned_degrees(lon: np.ndarray, lat: np.ndarray, _: StudyArea | None) -> np.ndarray:
    return _in_britain(lat, lon) & ~_in_britain(lon, lat)


def _turned_metres(x: np.ndarray, y: np.ndarray, study_area: StudyArea | None) -> np.ndarray:
    if study_area is None:
        return np.zeros(len(x), dtype=bool)
    return ~_around(study_area, x, y, by_m=_FAR_M) & _around(study_area, y, x, by_m=_NEAR_M)


def _around(study_area: StudyArea, x: np.ndarray, y: np.ndarray, *, by_m: float) -> np.ndarray:
    left, bottom, right, top = study_area.wards.total_bounds
    inside = (x >= left - by_m) & (x <= right + by_m) & (y >= bottom - by_m) & (y <= top + by_m)
    return np.asarray(inside)


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
    commas: np.ndarray,
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
    if commas.any():
        kind = "decimal" if degrees else "thousands"
        notes.append(
            f"{names}: commas in {numbered(int(rows[commas].sum()), 'row', 'rows')} read as {kind} commas."
        )
    if half.any():
        alone = numbered(int(rows[half].sum()), "row has", "rows have")
        notes.append(f"{names}: {alone} only one of the two; not used.")
    return tuple(notes)
