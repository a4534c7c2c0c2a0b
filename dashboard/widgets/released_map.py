"""The map of released figures with its legend: classes, hidden areas hatched, the number on each area."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from dashboard.answers.released.concentrations import Concentrations
from dashboard.answers.released.figures import MEASURES, Figures
from dashboard.answers.released.tension import BANDS, Bands
from dashboard.charts.area_map import Area, build_area_map
from dashboard.layer import Entry
from dashboard.legend import entries_html
from dashboard.palette import Colour, palette
from dashboard.released.ground import ReleasedGround
from dashboard.widgets.deck_drawn import show_deck
from dashboard.widgets.map import is_dark
from dashboard.words.map_summary import bands_say, concentrations_say, figures_say
from dashboard.words.released import class_steps, value_words
from dashboard.words.released_places import times_words

__all__ = ["show_bands_map", "show_concentrations_map", "show_figures_map"]

FRAME_PX = (500, 560)
ROOM = {"ward": 2.0, "cell": 2.8}
RANK_ROOM = 1.2
MOST_MARKED = 10
TIMES = (0.0, 0.5, 1.5, 3.0, 6.0)
TIMES_WORDS = ("below 0.5", "0.5 to 1.5", "1.5 to 3", "3 to 6", "6 or more")


def show_figures_map(answer: Figures, ground: ReleasedGround, measure: str) -> None:
    """Draw wards or reporting cells by the class of their number or rate."""
    lowest, classes = answer.classes(measure)
    rows = answer.table.to_dict("records")
    areas = [
        Area(
            code=row["code"],
            step=_step(int(step), hidden=row["reports"] != row["reports"]),
            tip="\n".join(
                [
                    ground.name(row["code"], row["label"]),
                    f"{row['shown'][0].upper()}{row['shown'][1:]} reports",
                    *_rates(row),
                ]
            ),
            mark=_mark(answer, row, measure),
        )
        for row, step in zip(rows, classes.tolist(), strict=True)
    ]
    colours = palette(dark=is_dark()).classes(max(len(lowest), 1))
    _draw(
        areas,
        ground,
        answer.choice.by,
        colours,
        key=f"released-map-{answer.choice.by}",
        what="released figures",
        says=figures_say(answer, measure, ground.name),
    )
    steps = tuple(zip(colours, class_steps(lowest, measure), strict=False))
    _legend(MEASURES[measure], steps, few=answer.release.few, no_data=any(one.step == -2 for one in areas))


def show_concentrations_map(answer: Concentrations, ground: ReleasedGround, hidden: Sequence[str]) -> None:
    """Draw places by how many times as many reports they have as an even spread would give them."""
    rows = answer.table.to_dict("records")
    areas = [
        Area(
            code=row["code"],
            step=sum(row["times"] >= low for low in TIMES) - 1,
            tip=f"{ground.name(row['code'], row['label'])}\n{row['shown']} reports\n"
            f"{times_words(row['times'])} as many as an even spread",
            mark=str(row["rank"]) if row["stands_out"] and row["rank"] <= MOST_MARKED else "",
            strong=bool(row["stands_out"]),
        )
        for row in rows
    ]
    areas += [Area(code, -1, f"{ground.name(code, code)}\nHidden", "") for code in hidden]
    colours = palette(dark=is_dark()).classes(len(TIMES))
    _draw(
        areas,
        ground,
        answer.by,
        colours,
        key=f"released-places-{answer.by}",
        what="where reports concentrate",
        room=RANK_ROOM,
        says=concentrations_say(answer, ground.name),
    )
    steps = tuple(zip(colours, TIMES_WORDS, strict=True))
    _legend(
        "Times as many as an even spread",
        steps,
        few=answer.release.few,
        strong="stands out; the first ten with their rank",
    )


def show_bands_map(answer: Bands, ground: ReleasedGround) -> None:
    """Draw wards by their band; unknown ones are hatched."""
    rows = answer.table.to_dict("records")
    areas = [
        Area(
            code=row["code"],
            step=-1 if row["band"] != row["band"] else int(row["band"]) - 1,
            tip=f"{row['label']}\n{row['words']}",
            mark=f"{row['label']}\n{row['words'] if row['band'] == row['band'] else '?'}",
        )
        for row in rows
    ]
    colours = palette(dark=is_dark()).levels(len(BANDS))
    says = bands_say(answer)
    _draw(areas, ground, "ward", colours, key="released-bands", what="tension bands", says=says)
    _legend("Band", tuple(zip(colours, BANDS.values(), strict=True)), few="unknown: that is not calm")


def _step(step: int, *, hidden: bool) -> int:
    return -1 if hidden else -2 if step < 0 else step


def _mark(answer: Figures, row: Mapping[Any, Any], measure: str) -> str:
    value = value_words(measure, float(row[measure]), str(row["shown"]))
    if answer.choice.by == "cell":
        return value
    return f"{row['label']}\n{value}" if value else str(row["label"])


def _rates(row: Mapping[Any, Any]) -> list[str]:
    return [
        f"{value_words(measure, float(row[measure]), '')} {words}"
        for measure, words in (("per_1000", "per 1,000 residents"), ("per_km2", "per km²"))
        if row[measure] == row[measure]
    ]


def _draw(
    areas: Sequence[Area],
    ground: ReleasedGround,
    by: str,
    colours: Sequence[Colour],
    *,
    key: str,
    what: str,
    says: Sequence[str],
    room: float | None = None,
) -> None:
    dark, shapes = is_dark(), ground.shapes[by]
    show_deck(
        build_area_map(
            areas, shapes, ground.base, colours, dark=dark, frame_px=FRAME_PX, room=room or ROOM[by]
        ),
        key=key,
        frame=FRAME_PX,
        alt=f"Map of {what}. The table beside it holds the same numbers.",
        says=says,
    )


def _legend(
    title: str, steps: tuple[tuple[Colour, str], ...], *, few: str, no_data: bool = False, strong: str = ""
) -> None:
    ink = palette(dark=is_dark())
    entries = [
        *([Entry("scale", title, steps=steps)] if steps else []),
        Entry("hatch", few if few.startswith("unknown") else f"{few}, or none", line=ink.hidden),
        *([Entry("outline", strong, line=ink.hot, width_px=3)] if strong else []),
        *([Entry("fill", "not known", fill=ink.no_data)] if no_data else []),
        Entry("outline", "ward", line=ink.ward, width_px=1.4),
    ]
    st.html(entries_html(entries, ink))
