"""Points as they are kept: whole metres of the National Grid, and degrees with five decimals."""

import numpy as np
import polars as pl

from boundaries.crs import to_bng, to_wgs84

__all__ = ["bng_points", "degree_points"]


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
