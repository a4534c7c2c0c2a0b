"""Wards: their outlines, and that of the whole study area."""

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, trimmed

__all__ = ["WARDS"]


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    ink = sheet.ink
    outlines = {
        "@@type": "GeoJsonLayer",
        "id": "wards",
        "data": trimmed(situation.ward_shapes, ("ward", "name", "tip")),
        "stroked": True,
        "filled": "cells" not in sheet.shown,  # where there are hexagons, they answer the pointer
        "pickable": "cells" not in sheet.shown,
        "getFillColor": (0, 0, 0, 1),
        "getLineColor": ink.ward,
        "getLineWidth": 1.4,
        "lineWidthUnits": "pixels",
        "lineJointRounded": True,
    }
    around = {
        **outlines,
        "id": "wards-edge",
        "data": trimmed(situation.outline),
        "filled": False,
        "pickable": False,
        "getLineColor": ink.edge,
        "getLineWidth": 2.6,
    }
    return [outlines, around]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    return [
        Entry("outline", "ward", line=sheet.ink.ward, width_px=1.4),
        Entry("outline", "study area", line=sheet.ink.edge, width_px=2.6),
    ]


WARDS = Layer("wards", "Ward outlines", explain=explain, draw=draw)
