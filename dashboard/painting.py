"""A density as it may be painted: in a few bands, and only where enough reports lie under it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.ndimage import uniform_filter

from boundaries.crs import to_wgs84

__all__ = ["RATIOS", "Painted", "shown_surface"]

BANDS = 5
RATIOS = (1.25, 1.5, 2.0, 3.0, 5.0)
"""Bands of a ratio: how many times the expected share."""


@dataclass(frozen=True)
class Painted:
    """A density for the map.

    Attributes
    ----------
    bounds : tuple of (lon, lat)
        The four corners, from the south-west clockwise.
    unit : str
        What the values are, in words.
    values : numpy.ndarray, shape (rows, columns)
        Incidents per km², in bands, the southernmost row first; NaN where nothing may be painted.
    beyond_chance : GeoJSON geometry or None
        The painted ground on which the values are higher than chance makes them anywhere; None where no test
        says.
    """

    bounds: tuple[tuple[float, float], ...]
    values: np.ndarray
    unit: str
    beyond_chance: dict[str, Any] | None = None


def shown_surface(
    surface: Any,
    x: np.ndarray,
    y: np.ndarray,
    weight: np.ndarray,
    *,
    bandwidth_m: float,
    threshold: int,
    unit: str,
    bands: tuple[float, ...] | None = None,
) -> Painted:
    """Cut a density surface down to what may be shown.

    A density gives back the incidents under it where they are few: one report alone paints the kernel's own
    shape around itself. So a point is painted only where a square as wide as the bandwidth around it holds at
    least `threshold` incidents, and then only as the lower bound of one of a few bands.

    Parameters
    ----------
    surface : spatial.hotspot.Surface
    x, y, weight : numpy.ndarray, shape (n_places,)
        Where the incidents are, in metres, and how many.
    bandwidth_m : float
        The narrowest, where it varies.
    threshold : int
    unit : str
        What the values are, in words.
    bands : tuple of float, optional
        Lower bounds of the bands; by the peak if not given, each half of the next.
    """
    values = np.asarray(surface.values, dtype=float)
    rows, columns = values.shape
    step = surface.step_m
    column = np.rint((x - surface.x0) / step).astype(int)
    row = np.rint((y - surface.y0) / step).astype(int)
    inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    incidents = np.zeros_like(values)
    np.add.at(incidents, (row[inside], column[inside]), weight[inside])
    size = max(1, int(bandwidth_m / step) | 1)
    around = uniform_filter(incidents, size=size, mode="constant") * size**2
    painted = np.where(around > threshold - 0.5, values, np.nan)
    bounds = np.array(bands if bands else _halves(np.nanmax(painted, initial=0.0)))
    return Painted(bounds=_corners(surface, rows, columns), values=_banded(painted, bounds), unit=unit)


def _halves(peak: float) -> list[float]:
    """Give bands up to a peak, each beginning at half of the next."""
    return [float(f"{peak / 2**halves:.2g}") for halves in range(BANDS - 1, 0, -1)] if peak > 0 else [np.inf]


def _banded(values: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Round every value down to the lower bound of its band."""
    band = np.searchsorted(bounds, np.nan_to_num(values, nan=-1.0), side="right") - 1
    return np.where(band >= 0, bounds[np.maximum(band, 0)], np.nan)


def _corners(surface: Any, rows: int, columns: int) -> tuple[tuple[float, float], ...]:
    half, step = surface.step_m / 2, surface.step_m
    west, south = surface.x0 - half, surface.y0 - half
    east, north = west + columns * step, south + rows * step
    lon, lat = to_wgs84(np.array([west, west, east, east]), np.array([south, north, north, south]))
    return tuple(zip(lon.tolist(), lat.tolist(), strict=True))
