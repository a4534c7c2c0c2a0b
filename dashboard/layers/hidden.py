"""Hidden cells: hatched, where there are reports but too few to be shown."""

import h3

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, records
from dashboard.layers.cells import UNSEEN, hexagons

__all__ = ["HIDDEN"]

TILE = 64  # the tile's side in pixels; one pixel is drawn as one metre times the scale
HATCH_OF_EDGE = 0.55  # the tile's side as a share of a cell's edge, so that every resolution looks alike
# Two strokes of a diagonal on a tile that joins itself on all four sides.
HATCH = (
    "data:image/svg+xml;charset=utf-8,"
    "%3Csvg xmlns='http://www.w3.org/2000/svg' width='64' height='64' viewBox='0 0 64 64'%3E"
    "%3Cpath d='M-16 16L16 -16M0 64L64 0M48 80L80 48' stroke='%23000' stroke-width='9'/%3E%3C/svg%3E"
)


def edge_m(cell: str) -> float:
    return h3.average_hexagon_edge_length(h3.get_resolution(cell), unit="m")


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    ink = sheet.ink
    cells = situation.cells[situation.cells["hidden"].astype(bool)]
    rows = records(cells, ("cell", "tip"))
    if not rows:
        return []
    hatched = [{"cell": row["cell"], "pattern": "hatch"} for row in rows]
    return [
        hexagons(
            "hidden-hatch",
            hatched,
            getFillColor=ink.hidden,
            getLineColor=(*ink.hidden[:3], 90),
            getLineWidth=0.8,
            pickable=False,
            extensions=[{"@@type": "FillStyleExtension", "pattern": True}],
            fillPatternMask=True,
            fillPatternAtlas=HATCH,
            fillPatternMapping={"hatch": {"x": 0, "y": 0, "width": 64, "height": 64, "mask": True}},
            getFillPattern="@@=pattern",
            getFillPatternScale=round(HATCH_OF_EDGE * edge_m(rows[0]["cell"]) / TILE, 3),
        ),
        hexagons("hidden", rows, getFillColor=UNSEEN, stroked=False),
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    return [Entry("hatch", f"hidden (fewer than {situation.threshold})", line=sheet.ink.hidden)]


HIDDEN = Layer("hidden", "Cells with too few reports to show", explain=explain, draw=draw)
