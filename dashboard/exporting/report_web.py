"""A report as one web page: nothing fetched, nothing run, read by eye, by ear and on paper."""

import base64
from collections.abc import Iterator
from html import escape
from pathlib import Path

from dashboard.exporting.cells import clean
from dashboard.exporting.document import Document, about_titled, marking_line
from dashboard.exporting.leaflet import Heading, Lines, Para, Points
from dashboard.exporting.logo import logo_png
from dashboard.exporting.report import Report
from dashboard.exporting.report_laid import Drawn, Grid, Laid, LaidPart, Pair, laid

__all__ = ["html_bytes"]

STYLE = Path(__file__).with_name("report.css")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_bytes(document: Document) -> bytes:
    """Write the report as a page.

    Raises
    ------
    ValueError
        If the document is no report.
    """
    if document.report is None:
        raise ValueError("Only a report can be had as a web page.")
    return "\n".join(_page(document, document.report)).encode()


def _page(document: Document, report: Report) -> Iterator[str]:
    title, marking = _said(document.title), _said(marking_line(document))
    parts = laid(document, report)
    yield '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">'
    yield f"<title>{title}, {_said(report.subtitle)} ({_said(document.marking.level)})</title>"
    yield f"<style>{_style(document)}</style>\n</head>\n<body>"
    yield '<a class="skip" href="#main">Skip to the pack</a>'
    yield f'<header>\n<p class="marking">{marking}</p>'
    if report.logo:
        logo = base64.b64encode(logo_png(report.logo)).decode()
        of = _said(document.about.partnership)
        yield f'<img class="logo" src="data:image/png;base64,{logo}" alt="Logo of {of}">'
    yield f'<p class="quiet">{_said(document.about.partnership)}</p>\n<h1>{title}</h1>'
    yield f'<p class="subtitle">{_said(report.subtitle)}</p>'
    if report.opening:
        yield f"<p>{_said(report.opening)}</p>"
    yield "<dl>"
    for name, words in about_titled(document).items():
        yield f"<div><dt>{_said(name)}</dt><dd>{_said(words)}</dd></div>"
    yield '</dl>\n</header>\n<nav aria-labelledby="contents">\n<h2 id="contents">Contents</h2>\n<ol>'
    for part in parts:
        yield f'<li><a href="#part-{_said(part.key)}">{_said(part.title)}</a></li>'
    yield '</ol>\n</nav>\n<main id="main" tabindex="-1">'
    for part in parts:
        yield from _part(part)
    yield f'</main>\n<footer>\n<p class="marking">{marking}</p>\n</footer>\n</body>\n</html>\n'


def _part(part: LaidPart) -> Iterator[str]:
    key = f"part-{_said(part.key)}"
    yield f'<section aria-labelledby="{key}">\n<h2 id="{key}" tabindex="-1">{_said(part.title)}</h2>'
    for block in part.blocks:
        yield from _block(block)
    yield "</section>"


def _block(block: Laid) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"<h3>{_said(block.words)}</h3>"
    elif isinstance(block, Para):
        words = _said(block.words)
        yield f"<p><strong>{words}</strong></p>" if block.strong else f"<p>{words}</p>"
    elif isinstance(block, Points):
        yield "<ul>" + "".join(f"<li>{_said(words)}</li>" for words in block.words) + "</ul>"
    elif isinstance(block, Lines):
        yield f'<p>{_said(block.label)}</p><div class="lines">{"<div></div>" * block.count}</div>'
    elif isinstance(block, Grid):
        yield from _grid(block)
    elif isinstance(block, Drawn):
        drawn = base64.b64encode(block.svg.encode()).decode()
        yield f'<figure><img src="data:image/svg+xml;base64,{drawn}" alt="{_said(block.alt)}">'
        yield f"<figcaption>{block.kind} {block.number}. {_said(block.name)}</figcaption></figure>"
    elif isinstance(block, Pair):
        yield '<div class="pair">'
        for side in (block.left, block.right):
            yield "<div>"
            for one in side:
                yield from _block(one)
            yield "</div>"
        yield "</div>"


def _grid(grid: Grid) -> Iterator[str]:
    """Write a table; its first column names the row; a wide one is moved by keyboard within its own frame."""
    name = f"Table {grid.number}. {_said(grid.name)}"
    kinds = [' class="number"' if right else "" for right in grid.right]
    yield f'<div class="wide" role="group" aria-labelledby="table-{grid.number}" tabindex="0">'
    yield f'<table>\n<caption id="table-{grid.number}">{name}</caption>\n<thead><tr>'
    yield "".join(
        f'<th scope="col"{kind}>{_said(word)}</th>' for word, kind in zip(grid.head, kinds, strict=True)
    )
    yield "</tr></thead>\n<tbody>"
    for row in grid.rows:
        cells = [f"<td{kind}>{_said(word)}</td>" for word, kind in zip(row[1:], kinds[1:], strict=True)]
        first = f'<th scope="row">{_said(row[0])}</th>' if row[0] else "<td></td>"
        yield f"<tr>{first}{''.join(cells)}</tr>"
    yield "</tbody>\n</table>\n</div>"
    yield from (f'<p class="note">{_said(words)}</p>' for words in grid.after)


def _said(words: str) -> str:
    return escape(clean(words), quote=True)


def _style(document: Document) -> str:
    """Give the style sheet; printed pages carry the marking, written so that no letter ends the string."""
    marking = "".join(f"\\{ord(letter):06x}" for letter in clean(marking_line(document)))
    return STYLE.read_text(encoding="utf-8").replace('"MARKING"', f'"{marking}"')
