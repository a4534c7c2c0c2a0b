"""A leaflet for print: one tagged side of A4 (PDF/UA-1), set as large as fits."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document, about_titled, marking_line
from dashboard.exporting.leaflet import Beside, Block, Leaflet
from dashboard.exporting.typesetting import FONTS, shown, typeset

__all__ = ["leaflet_pdf", "small_print"]

TEMPLATE = Path(__file__).with_name("leaflet.typ")
SIZES_PT = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
"""Tried one after the other until it fits; what does not fit at the least goes on to a second page."""


def leaflet_pdf(document: Document, leaflet: Leaflet) -> bytes:
    """Write the leaflet for print; its words reach the typesetter as data, never as source."""
    made = document.about.made_at
    given = {
        "title": clean(document.title),
        "marking": clean(marking_line(document)),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "author": clean(document.about.partnership),
        "about": [[title, clean(words)] for title, words in about_titled(document).items()],
        "small": small_print(document),
        "blocks": [_given(block) for block in leaflet.blocks],
    }
    source, words = TEMPLATE.read_bytes(), shown(json.dumps(given, ensure_ascii=False))
    size = next((size for size in SIZES_PT if _pages(source, words, size) == 1), SIZES_PT[-1])
    return typeset(source, given, made=made, size=f"{size:g}")


def small_print(document: Document) -> str:
    """Say for whom it is, what it rests on and when to throw it away, in one small paragraph."""
    lines = about_titled(document)
    lines.pop("Protective marking", None)
    lines.pop("Handling", None)
    return clean(" · ".join(f"{title}: {words.rstrip('.')}" for title, words in lines.items()))


def _pages(source: bytes, words: str, size: float) -> int:
    inputs = {"document": words, "size": f"{size:g}"}
    found = typst.query(
        source, "<pages>", field="value", one=True, font_paths=FONTS, sys_inputs=inputs, format="json"
    )
    return int(json.loads(found))


def _given(block: Block) -> dict[str, Any]:
    """Give a block as plain values, its kind among them."""
    kind = type(block).__name__.casefold()
    if isinstance(block, Beside):
        left, right = ([_given(one) for one in side] for side in (block.left, block.right))
        return {"kind": kind, "left": left, "right": right, "share": block.share}
    return {"kind": kind} | {name: _cleaned(value) for name, value in asdict(block).items()}


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return [_cleaned(one) for one in value] if isinstance(value, tuple | list) else value
