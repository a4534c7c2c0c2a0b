"""A patrol on paper and on a device: places, times and reasons, and not one count."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import geopandas as gpd
import h3.api.numpy_int as h3
import numpy as np
from shapely.geometry.base import BaseGeometry

from boundaries.cells import cell_shapes
from dashboard.exporting.document import About, Column, Document, Sheet
from dashboard.exporting.leaflet import Beside, Block, Heading, Leaflet, Lines, Para, Picture, Points, Table
from dashboard.exporting.markings import joint_work_marking
from dashboard.exporting.round_map import Marked, round_svg
from dashboard.exporting.tour import Halt, Tour
from dashboard.patrol_plan import PatrolPlan, ProblemPlace, Stop
from dashboard.words.patrol_plan import (
    NOT_A_FORECAST,
    again_words,
    minutes_words,
    shift_words,
    stop_sentence,
    summary,
    walk_words,
)

__all__ = ["patrol_document", "problem_document"]

DAYS = 7
"""A plan of a shift is thrown away a week after it."""
ROOMY = 5
"""With more stops than this the drawing is smaller, and fewer lines are left to write on."""
COLUMNS = (
    Column("stop", "Stop", "number"),
    Column("place", "Place"),
    Column("ward", "Ward"),
    Column("day", "Day"),
    Column("from", "From"),
    Column("to", "To"),
    Column("minutes", "Minutes", "number"),
    Column("again", "Come back"),
    Column("walk", "Walk from the stop before"),
    Column("why", "Why here, why then"),
    Column("cell", "H3 cell"),
)
FOUND = (
    "What you come upon yourselves is recorded as found on patrol: it must not send the next patrol to the "
    "same place."
)


def patrol_document(
    plan: PatrolPlan,
    *,
    team: str,
    partnership: str,
    made_by: str,
    made_at: datetime,
    wards: Mapping[str, BaseGeometry],
    context: Mapping[str, gpd.GeoDataFrame],
) -> Document:
    """Make what a team takes along: a page, a table with shapes, a round.

    Parameters
    ----------
    plan : PatrolPlan
        With at least one stop.
    team : str
        May be empty.
    partnership, made_by : str
        `made_by` is a role.
    made_at : datetime.datetime
        UTC.
    wards : mapping of name to geometry
    context : mapping of kind to geopandas.GeoDataFrame
        To draw on, in British National Grid metres.
    """
    asked = plan.asked
    about = About(
        partnership=partnership,
        period=shift_words(asked),
        method=f"Ranked places in hot spots that pass the tests. {_walking(plan)}".strip(),
        purpose="Patrols and visits",
        made_at=made_at,
        made_by=made_by,
    )
    cells = [_shape(stop.cell) for stop in plan.stops]
    return Document(
        f"Patrol, {shift_words(asked)}",
        (Sheet("Stops", COLUMNS, tuple(map(_row, plan.stops)), tuple(cells), notes=(NOT_A_FORECAST, FOUND)),),
        joint_work_marking("the team on this shift", until=(asked.ends + timedelta(DAYS)).date()),
        about,
        leaflet=Leaflet(_page(plan, team, wards, context)),
        tour=Tour(tuple(map(_halt, plan.stops))),
    )


def problem_document(
    place: ProblemPlace,
    *,
    partnership: str,
    made_by: str,
    made_at: datetime,
    wards: Mapping[str, BaseGeometry],
    context: Mapping[str, gpd.GeoDataFrame],
) -> Document:
    """Make the sheet of a place that no patrol would help: Scanning, Analysis, Response, Assessment."""
    about = About(
        partnership=partnership,
        period=f"as of {made_at:%-d %B %Y}",
        method="A hot spot that passes the tests; what is reported there cannot be seen from the street.",
        purpose="Problem solving with partners about a place",
        made_at=made_at,
        made_by=made_by,
    )
    drawn = [Marked(_shape(cell), "", is_stop=False) for cell in place.cells if cell != place.cell]
    drawn.append(Marked(_shape(place.cell), "P", is_stop=False))
    alt = f"Map of {place.where}, {place.ward_name}: the cells in dashes are the place."
    blocks: list[Block] = [
        Para(f"{place.why} A patrol would not see it: this is for problem solving.", strong=True),
        Beside(
            (Picture(round_svg(drawn, wards=wards, context=context, alt=alt), alt),),
            (Heading("Who could be asked to join"), Points(place.partners or ("To be agreed",))),
        ),
    ]
    for heading, known in place.headings.items():
        blocks += [Heading(heading), Lines(known, 3)]
    return Document(
        f"Problem solving: {place.where}",
        (),
        joint_work_marking("the agencies that work on this place", until=made_at.date() + timedelta(30)),
        about,
        leaflet=Leaflet(tuple(blocks)),
    )


def _page(
    plan: PatrolPlan, team: str, wards: Mapping[str, BaseGeometry], context: Mapping[str, gpd.GeoDataFrame]
) -> tuple[Block, ...]:
    asked, alt = plan.asked, summary(plan)
    drawn = [Marked(_shape(stop.cell), str(stop.number)) for stop in plan.stops]
    people = "One person" if asked.people == 1 else f"{asked.people} people"
    who = f"{team}. " if team else ""
    blocks: list[Block] = [
        Para(f"{who}{people}, {asked.minutes} minutes on foot, walking included. {_walking(plan)}"),
        Para(NOT_A_FORECAST, strong=True),
        Beside(
            (Picture(round_svg(drawn, wards=wards, context=context, alt=alt), alt),),
            (
                Heading("At each place"),
                Points(
                    (
                        "Stay for the minutes given, 10 to 16, on foot and in view; then go on.",
                        "Talk with people who live, work and wait there; ask what worries them.",
                        "Come back as listed. The order is shuffled, so that nobody can learn it.",
                        FOUND,
                    )
                ),
            ),
            share=0.62 if len(plan.stops) <= ROOMY else 0.5,
        ),
        Table(
            ("", "Place (the walk)", "Be there", "Back at", "Why here, why then", "Done"),
            tuple(
                (
                    str(stop.number),
                    f"{_place(stop)} ({walk_words(stop)})" if stop.walk_m else _place(stop),
                    minutes_words(stop),
                    again_words(stop),
                    stop.why,
                    "",
                )
                for stop in plan.stops
            ),
            widths=(0.4, 3.6, 1.6, 1.5, 7.2, 2.4),
        ),
    ]
    if plan.problems:
        told = "; ".join(f"{place.where} ({place.setting})" for place in plan.problems)
        blocks += [Heading("Not for a patrol, for problem solving: each has its own sheet"), Para(f"{told}.")]
    asks = "What was seen, who was spoken with, what they asked for (no names)"
    return (*blocks, Lines(asks, 2 if len(plan.stops) > ROOMY else 4))


def _place(stop: Stop) -> str:
    return stop.where if stop.ward_name in stop.where else f"{stop.where}, {stop.ward_name}"


def _row(stop: Stop) -> tuple[str | int, ...]:
    return (
        stop.number,
        stop.where,
        stop.ward_name,
        stop.from_.date().isoformat(),
        f"{stop.from_:%H:%M}",
        f"{stop.to:%H:%M}",
        stop.minutes,
        again_words(stop),
        walk_words(stop),
        stop.why,
        stop.cell,
    )


def _halt(stop: Stop) -> Halt:
    stay = timedelta(minutes=stop.minutes)
    times = ((stop.from_, stop.to), *((one, one + stay) for one in stop.again))
    return Halt(stop.number, _place(stop), stop_sentence(stop), stop.lon, stop.lat, times)


def _shape(cell: str) -> BaseGeometry:
    shape: BaseGeometry = cell_shapes(np.array([h3.str_to_int(cell)], dtype=np.int64))[0]
    return shape


def _walking(plan: PatrolPlan) -> str:
    said = str(plan.settings.get("walking", "")).split(" (")[0].rstrip(".")
    return f"Walking distances: {said}." if said else ""
