"""The legend: every mark as it is painted, with its meaning; from the same layers and breaks as the map."""

from html import escape

from dashboard.layer import Entry, Sheet, Situation
from dashboard.layers import LAYERS, shown_at_first
from dashboard.palette import Palette, blend, css, palette

__all__ = ["legend", "legend_html"]


def legend(situation: Situation, *, layers: frozenset[str] | None = None, dark: bool = False) -> list[Entry]:
    """List what the shown layers mean, the lowest layer last."""
    shown = shown_at_first() if layers is None else frozenset(layers)
    sheet = Sheet(ink=palette(dark=dark), shown=shown)
    order = sorted(shown & LAYERS.keys(), key=list(LAYERS).index, reverse=True)
    entries = [entry for name in order for entry in LAYERS[name].explain(situation, sheet)]
    return sorted(entries, key=lambda entry: entry.mark != "scale")  # what the colours count comes first


def legend_html(situation: Situation, *, layers: frozenset[str] | None = None, dark: bool = False) -> str:
    """Write the legend as a list that a screen reader can read and a sheet of paper can hold."""
    ink = palette(dark=dark)
    entries = legend(situation, layers=layers, dark=dark)
    scales = "".join(scale(entry, ink) for entry in entries if entry.mark == "scale")
    lines = "".join(
        f'<li style="display:flex;align-items:center;gap:.45rem">{swatch(entry, ink)}'
        f"<span>{escape(entry.label)}</span></li>"
        for entry in entries
        if entry.mark != "scale"
    )
    return (
        f'<div role="group" aria-label="Legend" style="font-size:.875rem;line-height:1.3;color:{css(ink.text)}">'
        f'{scales}<ul style="list-style:none;margin:.5rem 0 0;padding:0;display:flex;flex-wrap:wrap;'
        f'gap:.35rem 1.15rem">{lines}</ul></div>'
    )


def scale(entry: Entry, ink: Palette) -> str:
    """Draw the classes as a row of boxes with their bounds beneath, and say the unit above."""
    boxes = "".join(
        f'<li style="flex:1 1 0;min-width:2.6rem;max-width:7rem;margin:0">'
        f'<div aria-hidden="true" style="height:.9rem;background:{css(blend(colour, ink.land))}"></div>'
        f'<span style="font-variant-numeric:tabular-nums">{escape(words)}</span></li>'
        for colour, words in entry.steps
    )
    return (
        f'<div style="margin-bottom:.2rem;font-weight:600">{escape(entry.label)}</div>'
        f'<ol style="list-style:none;margin:0;padding:0;display:flex;gap:1px">{boxes}</ol>'
    )


def swatch(entry: Entry, ink: Palette) -> str:
    """Draw one mark on a small piece of the map's own ground."""
    line = css(entry.line) if entry.line else "none"
    fill = css(blend(entry.fill, ink.land)) if entry.fill else css(ink.land)
    stroke = f'stroke="{line}" stroke-width="{entry.width_px}"'
    hexagon = "M11 1.5L19 6V14L11 18.5L3 14V6Z"
    drawing = {
        "fill": f'<path d="{hexagon}" fill="{fill}"/>',
        "outline": f'<path d="{hexagon}" fill="{css(ink.land)}" {stroke}/>',
        "hatch": f'<path d="{hexagon}" fill="{css(ink.land)}" stroke="{line}" stroke-width=".8"/>'
        f'<path d="M3.5 9L9 3.4M3.5 14L15 3.9M7 16.2L18.5 6M11.5 17.6L18.5 11.3" stroke="{line}" stroke-width="1.4"/>',
        "line": f'<path d="M1 10H21" {stroke}/>',
        "dashes": f'<path d="M1 10H21" {stroke}/><path d="M4 7V13M11 7V13M18 7V13" stroke="{line}"/>',
        "ring": f'<circle cx="11" cy="11.5" r="7.5" fill="none" {stroke}/><circle cx="11" cy="5" r="4.6" fill="{line}"/>'
        f'<text x="11" y="7.5" font-size="7" font-weight="700" text-anchor="middle" fill="{fill}">1</text>',
        "symbol": f'<g transform="scale(.2083)">{entry.picture}</g>',
    }[entry.mark]
    return f'<svg width="22" height="20" viewBox="0 0 22 20" aria-hidden="true" style="flex:none">{drawing}</svg>'
