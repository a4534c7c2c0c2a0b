"""Density: the kernel density surface as one picture laid on the ground."""

import base64
import io

import numpy as np
from PIL import Image

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation
from dashboard.palette import Palette

__all__ = ["DENSITY", "paint"]

OPACITY = 175


def bands_of(values: np.ndarray) -> np.ndarray:
    """List the lower bounds of the bands that a density has been cut down to, ascending."""
    values = np.asarray(values, dtype=float)
    return np.unique(values[np.isfinite(values) & (values > 0)])


def paint(values: np.ndarray, ink: Palette) -> str:
    """Paint a density as a PNG, written as an address that holds the picture itself.

    Parameters
    ----------
    values : numpy.ndarray, shape (rows, columns)
        Density, in bands, the southernmost row first; NaN where nothing is to be painted.
    ink : Palette
        Whose sequence of counts is used, faint at the bottom.
    """
    bands = bands_of(values)
    values = np.asarray(values, dtype=float)
    colours = np.array(ink.classes(max(len(bands), 1)), dtype=np.uint8)
    band = np.clip(np.searchsorted(bands, np.nan_to_num(values, nan=0.0)), 0, len(colours) - 1)
    picture = colours[band]
    picture[..., 3] = np.where(np.nan_to_num(values, nan=0.0) > 0, OPACITY, 0).astype(np.uint8)
    held = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(picture[::-1]), "RGBA").save(held, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(held.getvalue()).decode("ascii")


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    surface = situation.surface
    if surface is None or np.asarray(surface.values).size == 0:
        return []
    corners = [
        round(float(one), 5) if np.ndim(one) == 0 else [round(float(c), 5) for c in one]
        for one in surface.bounds
    ]
    return [
        {
            "@@type": "BitmapLayer",
            "id": "density",
            "image": paint(surface.values, sheet.ink),
            "bounds": corners,
            "pickable": False,
        }
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    surface = situation.surface
    if surface is None:
        return []
    bands = bands_of(surface.values)
    if not bands.size:
        return []
    colours = sheet.ink.classes(len(bands))
    steps = tuple((colour, f"{band:,.3g} or more") for colour, band in zip(colours, bands, strict=True))
    return [Entry("scale", surface.unit, steps=steps)]


DENSITY = Layer("density", "Density surface", explain=explain, draw=draw)
