"""Centres: where a report can be made; how each stands is told by shape as well as by colour."""

from urllib.parse import quote

import pandas as pd

from dashboard.layer import Drawn, Entry, Layer, Sheet, Situation, records
from dashboard.palette import Palette, css

__all__ = ["CENTRES", "symbols"]

SIZE = 96  # pixels of one symbol in the strip; drawn at about a quarter, so that it stays sharp
WORDS = {
    "open": "reporting centre, open",
    "specialist": "specialist centre, open",
    "dormant": "reporting centre, dormant",
    "paused": "reporting centre, paused",
    "closed": "reporting centre, closed",
    "unknown": "reporting centre, not checked",
}
STATES = ("open", "dormant", "paused", "closed")


def symbols(ink: Palette) -> dict[str, str]:
    """Draw each symbol as SVG on a square of 96 units."""
    halo, mark = css(ink.halo), css(ink.on_symbol)
    stroke = f"fill='none' stroke='{mark}' stroke-width='10' stroke-linecap='round' stroke-linejoin='round'"
    return {
        "open": f"<circle cx='48' cy='48' r='38' fill='{css(ink.open)}' stroke='{halo}' stroke-width='8'/>"
        f"<path d='M30 49L43 62L67 35' {stroke}/>",
        "specialist": f"<path d='M48 5L91 48L48 91L5 48Z' fill='{css(ink.open)}' stroke='{halo}' "
        f"stroke-width='8' stroke-linejoin='round'/>"
        f"<path d='M48 25l6.6 14.4 15.7 1.8-11.6 10.7 3.1 15.5L48 59.7l-13.8 7.7 "
        f"3.1-15.5-11.6-10.7 15.7-1.8Z' fill='{mark}'/>",
        "dormant": f"<circle cx='48' cy='48' r='38' fill='{halo}' stroke='{css(ink.open)}' stroke-width='8'/>"
        f"<path d='M53 27a22 22 0 1 0 17 33a18 18 0 0 1 -17 -33Z' fill='{css(ink.open)}'/>",
        "paused": f"<circle cx='48' cy='48' r='38' fill='{css(ink.closed)}' stroke='{halo}' "
        f"stroke-width='8'/><path d='M38 34V62M58 34V62' {stroke}/>",
        "closed": f"<rect x='12' y='12' width='72' height='72' rx='8' fill='{css(ink.closed)}' "
        f"stroke='{halo}' stroke-width='8'/><path d='M33 33L63 63M63 33L33 63' {stroke}/>",
        "unknown": f"<circle cx='48' cy='48' r='37' fill='{halo}' stroke='{css(ink.unknown)}' "
        f"stroke-width='8' stroke-dasharray='15 8.2'/>"
        f"<path d='M37 38a11 11 0 1 1 16 10c-4 2-5 4-5 8' fill='none' "
        f"stroke='{css(ink.unknown)}' stroke-width='8' stroke-linecap='round'/>"
        f"<circle cx='48' cy='69' r='5' fill='{css(ink.unknown)}'/>",
    }


def symbol_of(centres: pd.DataFrame) -> pd.Series:
    """Choose a symbol: where nobody says how a centre stands, it has not been checked."""
    status = centres["status"].where(centres["status"].isin(STATES), "unknown")
    special = centres["specialist"].fillna("").astype(str).str.strip() != ""
    return status.mask(special & (status == "open"), "specialist")


def strip(ink: Palette) -> str:
    """Lay the symbols side by side in one picture, as an address that holds the picture itself."""
    drawn = "".join(
        f"<g transform='translate({SIZE * place} 0)'>{one}</g>"
        for place, one in enumerate(symbols(ink).values())
    )
    width = SIZE * len(WORDS)
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{SIZE}'>{drawn}</svg>"
    return f"data:image/svg+xml;charset=utf-8,{quote(svg)}"


def draw(situation: Situation, sheet: Sheet) -> list[Drawn]:
    centres = situation.centres
    marked = centres.assign(symbol=symbol_of(centres) if len(centres) else [])
    rows = records(marked, ("lon", "lat", "symbol", "tip"))
    if not rows:
        return []
    places = {
        name: {"x": SIZE * place, "y": 0, "width": SIZE, "height": SIZE, "anchorY": SIZE // 2, "mask": False}
        for place, name in enumerate(symbols(sheet.ink))
    }
    return [
        {
            "@@type": "IconLayer",
            "id": "centres",
            "data": rows,
            "iconAtlas": strip(sheet.ink),
            "iconMapping": places,
            "getIcon": "@@=symbol",
            "getPosition": "@@=[lon, lat]",
            "getSize": 24,
            "pickable": True,
        }
    ]


def explain(situation: Situation, sheet: Sheet) -> list[Entry]:
    """Open and closed are always told; the rarer symbols where they occur."""
    present = set(symbol_of(situation.centres)) if len(situation.centres) else set()
    pictures = symbols(sheet.ink)
    return [
        Entry("symbol", words, picture=pictures[name])
        for name, words in WORDS.items()
        if name in present | {"open", "closed"}
    ]


CENTRES = Layer("centres", "Reporting centres", explain=explain, draw=draw)
