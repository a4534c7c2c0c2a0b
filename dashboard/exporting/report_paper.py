"""A report for print: cover, contents, bookmarks and tags for screen readers (PDF/UA-1)."""

import base64
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document, about_titled, marking_line
from dashboard.exporting.logo import logo_png
from dashboard.exporting.report import Report
from dashboard.exporting.report_laid import Drawn, Grid, Laid, Pair, laid
from dashboard.exporting.typesetting import SERIF, typeset

__all__ = ["cover_lines", "report_pdf"]

TEMPLATE = Path(__file__).with_name("report.typ")
LOGO = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    '<image width="{wide}" height="{high}" href="data:image/png;base64,{data}"/></svg>'
)


def report_pdf(document: Document, report: Report) -> bytes:
    """Write the report for print; its words reach the typesetter as data, never as source."""
    made = document.about.made_at
    given = {
        "title": clean(document.title),
        "subtitle": clean(report.subtitle),
        "opening": clean(report.opening),
        "marking": clean(marking_line(document)),
        "made": [made.year, made.month, made.day, made.hour, made.minute, made.second],
        "partnership": clean(document.about.partnership),
        "about": cover_lines(document),
        "logo": _logo(report.logo),
        "parts": [
            {
                "title": part.title,
                "alone": part.key == "summary",
                "blocks": [_given(one) for one in part.blocks],
            }
            for part in laid(document, report, fonts=SERIF)
        ],
    }
    return typeset(TEMPLATE.read_bytes(), given, made=made)


def cover_lines(document: Document) -> list[list[str]]:
    """List what stands on the cover: a title and its words."""
    return [[title, clean(words)] for title, words in about_titled(document).items()]


def _logo(logo: bytes) -> str:
    """Wrap a logo as a drawing: inputs of the typesetter are text."""
    if not logo:
        return ""
    png = logo_png(logo)
    wide, high = (int.from_bytes(png[at : at + 4]) for at in (16, 20))
    return LOGO.format(wide=wide, high=high, data=base64.b64encode(png).decode())


def _given(block: Laid) -> dict[str, Any]:
    """Give a block as plain values, its kind among them."""
    kind = type(block).__name__.casefold()
    if isinstance(block, Pair):
        left, right = ([_given(one) for one in side] for side in (block.left, block.right))
        return {"kind": kind, "left": left, "right": right, "share": block.share}
    values = asdict(block) | {"kind": kind}
    if isinstance(block, Grid):
        values["caption"] = f"Table {block.number}. {block.name}"
    if isinstance(block, Drawn):
        values["caption"] = f"{block.kind} {block.number}. {block.name}"
    return values
