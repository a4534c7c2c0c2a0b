"""The map of reach: wards by the share of people within a walk, and the centres that count or do not."""

from typing import Any

import pandas as pd

from dashboard.answers.reach import Reach
from dashboard.answers.reach_doors import WITHIN
from dashboard.charts.area_map import Area, build_area_map
from dashboard.deck import Deck
from dashboard.geography import Geography
from dashboard.layer import Entry, Sheet
from dashboard.layers.centres import CENTRES, symbols
from dashboard.palette import Palette, palette

__all__ = ["STEPS", "build_reach_map", "reach_legend"]

STEPS = ("below 25%", "25 to 50%", "50 to 75%", "75% or more")
NOT_KNOWN = -2
NAMED = 5
"""So many wards, the most unserved, carry their rank."""
SIGN = {"yes": "open", "unknown": "unknown", "no": "closed"}
SAYS = {
    "yes": "centre that counts",
    "unknown": "centre of which something is not known",
    "no": "centre that does not count",
}


class _Centres:
    """What the layer of centres asks of a situation."""

    def __init__(self, centres: pd.DataFrame) -> None:
        self.centres = centres


def build_reach_map(
    answer: Reach, base: Geography, *, dark: bool = False, frame_px: tuple[int, int] = (400, 560)
) -> Deck:
    """Draw it; wards carry the rank of the table, the most unserved first."""
    ink = palette(dark=dark)
    shapes = {one["properties"]["ward"]: one["geometry"] for one in base["wards"]["features"]}
    areas = [_area(row, answer.asked.within) for row in answer.wards.to_dict("records")]
    deck = build_area_map(areas, shapes, base, ink.classes(len(STEPS)), dark=dark, frame_px=frame_px)
    told: Any = _Centres(_drawn(answer.doors.centres))
    deck.layers[0] += CENTRES.draw(told, Sheet(ink=ink, shown=frozenset({"centres"})))
    return deck


def _area(row: dict[Any, Any], within: str) -> Area:
    share = row[f"share_{within}"]
    if share != share:
        return Area(str(row["ward"]), NOT_KNOWN, f"{row['name']}\nNot known", "")
    beyond = f"About {round(row['unserved'], -1):,.0f} do not"
    tip = f"{row['name']}\n{share:.0%} live within {WITHIN[within]}\n{beyond}"
    mark = str(row["rank"]) if row["rank"] <= NAMED and row["unserved"] >= 1 else ""
    return Area(str(row["ward"]), min(int(share * len(STEPS)), len(STEPS) - 1), tip, mark, strong=bool(mark))


def _drawn(centres: pd.DataFrame) -> pd.DataFrame:
    """Give the centres with a place as the layer of centres draws them."""
    placed = centres[centres["lon"].notna()]
    tips = [
        f"{row['name']}\n{SAYS[row['answer']].capitalize()}" + (f": {row['why']}" if row["why"] else "")
        for row in placed.to_dict("records")
    ]
    return placed.assign(status=placed["answer"].map(SIGN), specialist="", tip=tips)


def reach_legend(answer: Reach, *, dark: bool) -> tuple[list[Entry], Palette]:
    """List what is on the map."""
    ink = palette(dark=dark)
    present = set(answer.doors.centres["answer"])
    entries = [
        Entry(
            "scale",
            f"People of the ward within {WITHIN[answer.asked.within]}",
            steps=tuple(zip(ink.classes(len(STEPS)), STEPS, strict=True)),
        ),
        Entry("ring", "most people out of reach, numbered as in the table", line=ink.hot, width_px=2),
        *(
            Entry("symbol", words, picture=symbols(ink)[SIGN[code]])
            for code, words in SAYS.items()
            if code in present
        ),
    ]
    return entries, ink
