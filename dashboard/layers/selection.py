"""Selection: a thick outline around the cell in hand."""

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation
from dashboard.layers.cells import hexagons

__all__ = ["SELECTION"]


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    if sheet.selected is None or not (situation.cells["cell"] == sheet.selected).any():
        return []
    rows = [{"cell": sheet.selected}]
    bare = {"filled": False, "pickable": False, "lineJointRounded": True}
    return [
        hexagons("selection-halo", rows, getLineColor=sheet.ink.halo, getLineWidth=8, **bare),
        hexagons("selection", rows, getLineColor=sheet.ink.selected, getLineWidth=4.5, **bare),
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    return [Entry("outline", "selected cell", line=sheet.ink.selected, width_px=3.5)]


SELECTION = Layer("selection", "The selected cell", explain=explain, draw=draw)
