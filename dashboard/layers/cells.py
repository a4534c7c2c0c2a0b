"""Cells: a hexagon for each cell, coloured by the class of its count; the streets stay readable beneath."""

from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, records
from dashboard.palette import Colour

__all__ = ["CELLS", "class_words"]

NO_DATA = -2
CASE_PX, LINE_PX = 2.2, 0.7
"""A cell's outline lies in a lighter case: one of the two is three to one against any class (WCAG 1.4.11)."""
UNSEEN: Colour = (0, 0, 0, 1)  # a hexagon needs a trace of paint to be pointed at


def class_words(breaks: list[int]) -> list[str]:
    """Say the classes from their lower bounds: [3, 5, 6] is 3–4, 5, 6 or more."""
    closed = [f"{low:,}" if high - low == 1 else f"{low:,}–{high - 1:,}" for low, high in pairwise(breaks)]
    return [*closed, f"{breaks[-1]:,} or more"] if breaks else []


def no_data(cells: pd.DataFrame) -> pd.Series:
    """Tell which cells are not hidden and yet have no count."""
    return ~cells["hidden"].astype(bool) & (cells["incidents"].isna() | (cells["level"] < 0))


def under_density(situation: Situation, sheet: Sheet) -> bool:
    """Tell whether a density is painted: two colour scales in one place cannot be read, so cells give way."""
    return situation.surface is not None and "density" in sheet.shown


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    """Draw a layer for each class, so that a row is no more than a cell and its tip."""
    ink = sheet.ink
    cells = situation.cells[~situation.cells["hidden"].astype(bool)]
    level = cells["level"].where(~no_data(cells), NO_DATA).astype(int)
    paints = dict(enumerate(ink.classes(max(len(situation.breaks), 1)), start=1))
    if under_density(situation, sheet):
        paints = dict.fromkeys(paints, UNSEEN)
    paints |= {0: UNSEEN, NO_DATA: ink.no_data}
    drawn = []
    for one in sorted(paints):
        rows = records(cells[level == one], ("cell", "tip"))
        line, wide = (
            (ink.nothing, 0.8) if one <= 0 or under_density(situation, sheet) else (ink.halo, CASE_PX)
        )
        name = "cells-no-data" if one == NO_DATA else f"cells-{one}"
        if rows:
            drawn.append(hexagons(name, rows, getFillColor=paints[one], getLineColor=line, getLineWidth=wide))
    bare = {"filled": False, "pickable": False, "lineJointRounded": True}
    coloured = records(cells[level > 0], ("cell",))
    if coloured and not under_density(situation, sheet):
        drawn.append(hexagons("cells-line", coloured, getLineColor=ink.ward, getLineWidth=LINE_PX, **bare))
    hot = records(cells[cells["is_hotspot"].astype(bool)], ("cell",))
    if hot:
        drawn.append(hexagons("cells-hot", hot, getLineColor=ink.hot, getLineWidth=1.8, **bare))
    return drawn


def hexagons(layer_id: str, rows: list[dict[str, Any]], **settings: Any) -> Drawn:
    """Draw rows with a `cell` as exact H3 hexagons."""
    return {
        "@@type": "H3HexagonLayer",
        "id": layer_id,
        "data": rows,
        "getHexagon": "@@=cell",
        "highPrecision": True,
        "extruded": False,
        "stroked": True,
        "filled": True,
        "lineWidthUnits": "pixels",
        "pickable": True,
        **settings,
    }


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    ink, breaks = sheet.ink, [int(low) for low in situation.breaks]
    steps = tuple(zip(ink.classes(max(len(breaks), 1)), class_words(breaks), strict=False))
    coloured = steps and not under_density(situation, sheet)
    return [
        *([Entry("scale", situation.unit, steps=steps)] if coloured else []),
        Entry("outline", "no reports", line=(*ink.nothing[:3], 140), width_px=1),
        Entry("outline", "part of a hot spot", line=ink.hot, width_px=1.8),
        Entry("fill", "no data", fill=ink.no_data),
    ]


CELLS = Layer("cells", "Reports in each cell", explain=explain, draw=draw)
