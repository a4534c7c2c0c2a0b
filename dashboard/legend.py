"""The legend: every mark as it is painted, with its meaning; from the same layers and breaks as the map."""

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from dashboard.layer import Entry, Sheet, Situation
from dashboard.layers import LAYERS, shown_at_first
from dashboard.palette import Palette, blend, css, palette

__all__ = ["entries_html", "legend", "legend_html"]

HEXAGON = "M12 1.5L20.5 6.2V15.8L12 20.5L3.5 15.8V6.2Z"
HATCHING = "M3.5 10L12 1.5M3.5 16L16.5 3.7M7 18L20.5 5.5M11.5 20L20.5 12"


def legend(situation: Situation, *, layers: frozenset[str] | None = None, dark: bool = False) -> list[Entry]:
    """List what the shown layers mean, the lowest layer last."""
    shown = shown_at_first() if layers is None else frozenset(layers)
    sheet = Sheet(ink=palette(dark=dark), shown=shown)
    order = sorted(shown & LAYERS.keys(), key=list(LAYERS).index, reverse=True)
    entries = [entry for name in order for entry in LAYERS[name].explain(situation, sheet)]
    return sorted(entries, key=lambda entry: entry.mark != "scale")  # what the colours count comes first


def legend_html(situation: Situation, *, layers: frozenset[str] | None = None, dark: bool = False) -> str:
    """Write the legend as lists that a screen reader can read and a sheet of paper can hold."""
    return entries_html(legend(situation, layers=layers, dark=dark), palette(dark=dark))


def entries_html(entries: Sequence[Entry], ink: Palette) -> str:
    """Write lines of any legend."""
    scales = "".join(scale(entry, ink) for entry in entries if entry.mark == "scale")
    lines = "".join(
        f'<li style="display:flex;align-items:center;gap:.4rem;margin:0;font-size:.875rem">'
        f"{swatch(entry, ink)}<span>{escape(entry.label)}</span></li>"
        for entry in entries
        if entry.mark != "scale"
    )
    return (
        f'<div role="group" aria-label="Legend" '
        f'style="font-size:.875rem;line-height:1.3;color:{css(ink.text)}">'
        f'{scales}<ul style="list-style:none;margin:.6rem 0 0;padding:0;display:grid;gap:.4rem 1rem;'
        f'grid-template-columns:repeat(auto-fill,minmax(11.5rem,1fr))">{lines}</ul></div>'
    )


def scale(entry: Entry, ink: Palette) -> str:
    """Draw the classes as a row of boxes with their bounds beneath, and say the unit above."""
    boxes = "".join(
        f'<li style="flex:1 1 0;min-width:2.6rem;margin:0;font-size:.875rem">'
        f'<div aria-hidden="true" style="height:1rem;background:{css(blend(colour, ink.land))}"></div>'
        f'<span style="font-variant-numeric:tabular-nums">{escape(words)}</span></li>'
        for colour, words in entry.steps
    )
    return (
        f'<div style="margin-bottom:.25rem;font-weight:600">{escape(entry.label)}</div>'
        f'<ol style="list-style:none;margin:0;padding:0;display:flex;gap:2px;max-width:34rem">{boxes}</ol>'
    )


def swatch(entry: Entry, ink: Palette) -> str:
    """Draw one mark on a small piece of the map's own ground, as a picture without a name of its own."""
    line = css(entry.line) if entry.line else "none"
    fill = css(blend(entry.fill, ink.land)) if entry.fill else css(ink.land)
    stroke = f"stroke='{line}' stroke-width='{entry.width_px}' stroke-linejoin='round'"
    drawing = {
        "fill": f"<path d='{HEXAGON}' fill='{fill}'/>",
        "outline": f"<path d='{HEXAGON}' fill='{css(ink.land)}' {stroke}/>",
        "hatch": f"<path d='{HEXAGON}' fill='{css(ink.land)}' stroke='{line}' stroke-width='.6'/>"
        f"<path d='{HATCHING}' stroke='{line}' stroke-width='1.3'/>",
        "line": f"<path d='M1 11H23' {stroke}/>",
        "dashes": f"<path d='M1 11H23' {stroke}/><path d='M5 8V14M12 8V14M19 8V14' stroke='{line}'/>",
        "ring": f"<circle cx='12' cy='11' r='9.5' fill='none' {stroke}/>"
        f"<circle cx='12' cy='11' r='6.5' fill='{line}'/>"
        f"<text x='12' y='14.4' font-size='10' font-weight='700' font-family='sans-serif' "
        f"text-anchor='middle' fill='{fill}'>1</text>",
        "symbol": f"<g transform='scale(.2292) translate(4 0)'>{entry.picture}</g>",
    }[entry.mark]
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='24' height='22' viewBox='0 0 24 22'>{drawing}</svg>"
    )
    # A picture by address: the page's cleaning of HTML takes drawings out, and leaves pictures in.
    return f'<img alt="" width="24" height="22" style="flex:none" src="data:image/svg+xml,{quote(svg)}">'
