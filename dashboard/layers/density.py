"""Density: the kernel density surface as one picture laid on the ground."""

import base64
import io

import numpy as np
from PIL import Image

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation
from dashboard.palette import Palette

__all__ = ["DENSITY", "paint"]

STEPS = 24
MOST_BANDS = 6
FAINTEST = 0.04  # below this share of the peak nothing is painted


def paint(values: np.ndarray, ink: Palette) -> str:
    """Paint a density as a PNG, written as an address that holds the picture itself.

    Parameters
    ----------
    values : numpy.ndarray, shape (rows, columns)
        Density, the southernmost row first; NaN where nothing is to be painted.
    ink : Palette
        Whose sequence of counts is used, faint at the bottom.
    """
    values = np.asarray(values, dtype=float)
    peak = np.nanmax(values, initial=0.0)
    share = np.nan_to_num(values / peak if peak > 0 else np.zeros_like(values), nan=0.0)
    colours = np.array(ink.classes(STEPS), dtype=np.uint8)
    picture = colours[np.clip((share * STEPS).astype(int), 0, STEPS - 1)]
    opacity = np.clip((share - FAINTEST) / 0.2, 0, 1) * 200
    picture[..., 3] = np.where(share > FAINTEST, opacity, 0).astype(np.uint8)
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
    values = np.asarray(surface.values, dtype=float)
    bands = np.unique(values[np.isfinite(values)])
    bands = bands[bands > 0]
    if not bands.size:
        return []
    colours = sheet.ink.classes(STEPS)
    at = np.clip((bands / bands.max() * STEPS).astype(int), 0, STEPS - 1)
    steps = tuple((colours[k], f"{band:,.3g} or more") for k, band in zip(at, bands, strict=True))
    return [Entry("scale", surface.unit, steps=steps if len(steps) <= MOST_BANDS else (steps[0], steps[-1]))]


DENSITY = Layer("density", "Density surface", explain=explain, draw=draw)
