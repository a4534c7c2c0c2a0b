"""Density: a surface as one picture laid on the ground, and a line around what chance does not explain."""

import base64
import io

import numpy as np
from PIL import Image

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, trimmed
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
    picture = {
        "@@type": "BitmapLayer",
        "id": "density",
        "image": paint(surface.values, sheet.ink),
        "bounds": corners,
        "pickable": False,
    }
    if not surface.beyond_chance or not surface.beyond_chance["coordinates"]:
        return [picture]
    contour = {
        "@@type": "GeoJsonLayer",
        "id": "density-beyond-chance",
        "data": trimmed(surface.beyond_chance),
        "stroked": True,
        "filled": False,
        "pickable": False,
        "getLineColor": sheet.ink.hot,
        "getLineWidth": 2.2,
        "lineWidthUnits": "pixels",
    }
    return [picture, contour]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    surface = situation.surface
    if surface is None:
        return []
    bands = bands_of(surface.values)
    if not bands.size:
        return []
    colours = sheet.ink.classes(len(bands))
    steps = tuple((colour, f"{band:,.3g} or more") for colour, band in zip(colours, bands, strict=True))
    entries = [Entry("scale", surface.unit, steps=steps)]
    if surface.beyond_chance and surface.beyond_chance["coordinates"]:
        entries.append(Entry("line", "more than chance makes anywhere", line=sheet.ink.hot, width_px=2.2))
    return entries


DENSITY = Layer("density", "Density surface", explain=explain, draw=draw)
