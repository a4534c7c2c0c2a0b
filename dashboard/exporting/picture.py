"""The map as SVG and as PNG: classes from shown numbers, hatching where a number is hidden."""

import struct
import zlib
from xml.sax.saxutils import escape, quoteattr  # nosec B406 - writes, reads nothing

import numpy as np
import shapely
import vl_convert
from shapely.geometry.base import BaseGeometry

from dashboard.answers.released.classes import classes_of
from dashboard.exporting.cells import as_read, clean
from dashboard.exporting.document import Document, Hidden, Sheet, Value, about_lines, marking_line, notes_of
from dashboard.exporting.labels import Label, laid_out
from dashboard.palette import LIGHT, Colour, blend, css, ink_on

__all__ = ["map_alt", "png_bytes", "svg_bytes", "svg_text"]

WIDE, HIGH = 1000, 830
LEFT, TOP, ACROSS, DOWN = 30, 118, 640, 560  # the map's frame
ASIDE = 700
FONTS = "Liberation Sans, Arial, Helvetica, DejaVu Sans, sans-serif"
BAR_M = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
NAMED = 40
PIXELS = 2  # a point
SPACE = "urn:common-ground:about"


def svg_bytes(document: Document) -> bytes:
    """Write the map as SVG."""
    return svg_text(document).encode()


def png_bytes(document: Document) -> bytes:
    """Write the map as PNG; what it rests on is in its text chunks."""
    png = vl_convert.svg_to_png(svg_text(document), scale=PIXELS)
    lines = {"Title": document.title, "Description": map_alt(document)} | about_lines(document)
    texts = b"".join(_chunk(name, clean(words)) for name, words in lines.items())
    head = 8 + 25  # signature and IHDR
    return bytes(png[:head]) + texts + bytes(png[head:])


def map_alt(document: Document) -> str:
    """Say in words what the map shows."""
    sheet = document.sheets[0]
    values = [value for value, shape in _drawn(sheet) if shape is not None]
    shown = [value for value in values if isinstance(value, int | float)]
    hidden = sum(isinstance(value, Hidden) for value in values)
    range_words = f"from {as_read(min(shown))} to {as_read(max(shown))}" if shown else "none is shown"
    return (
        f"Map: {document.title}. {len(shown)} of {len(values)} places have a number, {range_words}; "
        f"{hidden} are hatched because their number is hidden. The table has the same numbers."
    )


def svg_text(document: Document, *, fonts: str = FONTS, alone: bool = True) -> str:
    """Draw the map; one that does not stand alone leaves the marking and the words to its page."""
    sheet = document.sheets[0]
    marking, about = escape(clean(marking_line(document))), document.about
    release = about_lines(document).get("release", "")
    facts = "".join(
        f"<a:{name}>{escape(clean(words))}</a:{name}>" for name, words in about_lines(document).items()
    )
    subtitle = " · ".join(part for part in (about.partnership, about.period, release) if part)
    foot = [f"For {document.marking.audience}. {about.method}", *notes_of(document)]
    if document.marking.expires is not None:
        foot.append(f"Throw away after {about_lines(document)['expires']}. Made for: {about.purpose}.")
    lines = [line for text in foot for line in _wrapped(text, 150)]
    top, high = (0, HIGH + max(0, len(lines) - 6) * 15) if alone else (TOP - 12, DOWN + 24)
    around = [
        _text(WIDE / 2, 24, marking, 15, weight="bold", anchor="middle"),
        _text(LEFT, 62, escape(clean(document.title)), 23, weight="bold"),
        _text(LEFT, 90, escape(clean(subtitle)), 15, ink=LIGHT.text_quiet),
        *[_text(LEFT, 712 + 15 * place, escape(line), 11.5) for place, line in enumerate(lines)],
        _text(WIDE / 2, high - 12, marking, 15, weight="bold", anchor="middle"),
    ]
    body = [*_places(sheet), *(around if alone else [])]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" '
        f'viewBox="0 {top} {WIDE} {high}" role="img" aria-labelledby="title what" '
        f"font-family={quoteattr(fonts)}>"
        f'<title id="title">{escape(clean(document.title))}</title>'
        f'<desc id="what">{escape(clean(map_alt(document)))}</desc>'
        f'<metadata><a:about xmlns:a="{SPACE}">{facts}</a:about></metadata>'
        f'<defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<path d="M-1 8L8 -1M-1 1L1 -1M6 8L8 6" stroke="{css(LIGHT.text_quiet)}" stroke-width="1.1"/>'
        f'</pattern></defs><rect y="{top}" width="{WIDE}" height="{high}" fill="#ffffff"/>'
        f"{''.join(body)}</svg>"
    )


def _places(sheet: Sheet) -> list[str]:
    """The places in their colours, their numbers, the legend, north and the scale."""
    drawn = [(value, shape) for value, shape in _drawn(sheet) if shape is not None]
    shapes = [shape for _, shape in drawn]
    west, south, east, north = shapely.total_bounds(shapes)
    scale = min(ACROSS / (east - west), DOWN / (north - south))
    shift_x = LEFT + (ACROSS - (east - west) * scale) / 2
    shift_y = TOP + (DOWN - (north - south) * scale) / 2

    def at(xy: np.ndarray) -> np.ndarray:
        return np.column_stack(((xy[:, 0] - west) * scale + shift_x, (north - xy[:, 1]) * scale + shift_y))

    placed = shapely.simplify(shapely.transform(shapes, at), 0.3)
    values = [float(value) if isinstance(value, int | float) else np.nan for value, _ in drawn]
    lowest, found = classes_of(values, rates=any(isinstance(value, float) for value, _ in drawn))
    inks = [blend(ink, LIGHT.land) for ink in LIGHT.classes(len(lowest))] if lowest else []
    outlines = []
    for (value, _), shape, place in zip(drawn, placed, found, strict=True):
        outlines.append(_outline(shape, css(inks[place] if place >= 0 else LIGHT.land)))
        if isinstance(value, Hidden):
            outlines.append(_outline(shape, "url(#hatch)"))
    numbers = [as_read(value) if place >= 0 else "" for (value, _), place in zip(drawn, found, strict=True)]
    grounds = [inks[place] if place >= 0 else LIGHT.land for place in found]
    words = [_label(label, grounds) for label in laid_out(list(placed), numbers, _names(sheet, len(drawn)))]
    classes = list(zip(_class_words(values, found, len(inks)), inks, strict=True))
    return [*outlines, *words, *_legend(sheet, classes, drawn), *_north_and_scale(scale)]


def _class_words(values: list[float], found: np.ndarray, classes: int) -> list[str]:
    """Write each class by the lowest and the highest number in it."""
    words = []
    for number in range(classes):
        inside = [value for value, place in zip(values, found, strict=True) if place == number]
        low, high = (f"{end(inside):,g}" if inside else "" for end in (min, max))
        words.append(low if low == high else f"{low} to {high}")
    return words


def _legend(
    sheet: Sheet, classes: list[tuple[str, Colour]], drawn: list[tuple[Value, BaseGeometry]]
) -> list[str]:
    title = next(column.title for column in sheet.columns if column.name == sheet.drawn)
    lines = [_text(ASIDE, 150, escape(clean(title)), 14, weight="bold")]
    boxes = [(words, css(ink), "") for words, ink in reversed(classes) if words]
    hidden = sorted({value.words for value, _ in drawn if isinstance(value, Hidden)})
    boxes += [(f"{words} (hidden)", css(LIGHT.land), "url(#hatch)") for words in hidden]
    for place, (words, fill, over) in enumerate(boxes):
        y = 166 + 27 * place
        box = f'<rect x="{ASIDE}" y="{y}" width="30" height="19" stroke="{css(LIGHT.ward)}" stroke-width=".7"'
        lines.append(f'{box} fill="{fill}"/>')
        if over:
            lines.append(f'{box} fill="{over}"/>')
        lines.append(_text(ASIDE + 40, y + 14, escape(words), 13.5))
    whole = [value for value, shape in _drawn(sheet) if shape is None]
    if whole:
        y = 166 + 27 * len(boxes) + 20
        lines.append(_text(ASIDE, y, f"Whole area: {escape(as_read(whole[0]))}", 14, weight="bold"))
        told = "The places need not add up to this: every number is protected by itself."
        lines += [_text(ASIDE, y + 20 + 15 * n, line, 11.5) for n, line in enumerate(_wrapped(told, 44))]
    return lines


def _north_and_scale(scale: float) -> list[str]:
    metres = max((bar for bar in BAR_M if bar * scale <= 170), default=BAR_M[0])
    x, y, ink = ASIDE, 650, css(LIGHT.text)
    words = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    bar = f"M{x} {y - 6}V{y}H{x + metres * scale:.1f}V{y - 6}"
    return [
        f'<path d="{bar}" fill="none" stroke="{ink}" stroke-width="1.6"/>',
        _text(x, y + 17, words, 12),
        f'<path d="M{x + 225} {y}L{x + 233} {y - 24}L{x + 241} {y}L{x + 233} {y - 6}Z" fill="{ink}"/>',
        _text(x + 233, y + 17, "N", 13, weight="bold", anchor="middle"),
    ]


def _drawn(sheet: Sheet) -> list[tuple[Value, BaseGeometry | None]]:
    return list(zip(sheet.values(sheet.drawn), sheet.shapes, strict=True))


def _outline(shape: BaseGeometry, fill: str) -> str:
    rings = [ring for part in shapely.get_parts(shape) for ring in shapely.get_rings(part)]
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring)[:-1]) + "Z"
        for ring in rings
    )
    line = f'stroke="{css(LIGHT.ward)}" stroke-width=".8" stroke-linejoin="round"'
    return f'<path d="{path}" fill="{fill}" fill-rule="evenodd" {line}/>'


def _label(label: Label, grounds: list[Colour]) -> str:
    """Write a number in the ink of its place, or a name with a halo: colour never stands alone."""
    words = escape(label.words)
    if not label.is_name:
        ink = ink_on(grounds[label.of])
        return _text(label.x, label.y, words, label.size, weight="bold", anchor="middle", ink=ink)
    return "".join(
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" font-size="{label.size:g}" text-anchor="middle" '
        f'fill="{css(LIGHT.text)}" {halo}>{words}</text>'
        for halo in ('stroke="#ffffff" stroke-width="3.4" stroke-linejoin="round"', "")
    )


def _names(sheet: Sheet, places: int) -> list[str]:
    """Name the places; not where there are too many."""
    if not sheet.labels:
        return [""] * places
    both = zip(sheet.values(sheet.labels), sheet.shapes, strict=True)
    names = [clean(str(name)) for name, shape in both if shape is not None]
    return names if sum(map(bool, names)) <= NAMED else [""] * places


def _text(
    x: float,
    y: float,
    words: str,
    size: float,
    *,
    weight: str = "normal",
    anchor: str = "start",
    ink: Colour = LIGHT.text,
) -> str:
    """A line; `words` are already escaped."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{css(ink)}">{words}</text>'
    )


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in clean(text).split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _chunk(name: str, words: str) -> bytes:
    """An international text chunk, as PNG has it."""
    data = name.encode("latin-1") + b"\0\0\0\0\0" + words.encode()
    body = b"iTXt" + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
