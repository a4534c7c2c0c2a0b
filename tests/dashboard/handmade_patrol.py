"""A patrol made by hand: stops along a line from a point, an hour between rounds, one place for others."""

from datetime import datetime, timedelta

import h3
import numpy as np
import pandas as pd

from boundaries.crs import to_bng
from dashboard.patrol_plan import PatrolPlan, PatrolQuestion, ProblemPlace, Stop

EVENING = datetime(2026, 11, 22, 19, 0)
ASKED = PatrolQuestion(frozenset({"E05000001"}), EVENING, EVENING + timedelta(hours=4), 2, 90)


def stop(number: int, *, lon: float, lat: float) -> Stop:
    cell = h3.latlng_to_cell(lat, lon, 10)
    lat, lon = h3.cell_to_latlng(cell)
    x, y = to_bng(np.array([lon]), np.array([lat]))
    starts = EVENING + timedelta(minutes=20 * (number - 1))
    return Stop(
        number=number, rank=6 - number, cell=cell, lon=lon, lat=lat, x=float(x[0]), y=float(y[0]),
        ward="E05000001", ward_name="Market", where=f"By Market Street, part {number}",
        when="Fridays to Sundays, 18:00 to 23:00",
        from_=starts, to=starts + timedelta(minutes=14), minutes=14,
        again=(starts + timedelta(hours=2),), walk_m=0.0 if number == 1 else 310.0,
        walk_minutes=0.0 if number == 1 else 3.9,
        why="Reports concentrate here on Friday to Sunday evenings; most are threats in the street.",
    )  # fmt: skip


def plan(lon: float = -0.1, lat: float = 51.5, stops: int = 5) -> PatrolPlan:
    """Give a plan with so many stops, and one place for problem solving."""
    away = h3.latlng_to_cell(lat - 0.004, lon, 10)
    problem = ProblemPlace(
        cell=away, ward="E05000001", ward_name="Market", where="Mill Close",
        cells=tuple(h3.grid_disk(away, 1)),
        setting="at home", why="Most of what is reported here happens at home.",
        headings={
            "Scanning": "Reports at or near home, by several agencies.",
            "Analysis": "Who lives side by side?",
            "Response": "What was tried before?", "Assessment": "How will you know that it worked?",
        },
        partners=("Victim support", "Housing: council and housing associations"),
    )  # fmt: skip
    fairness = pd.DataFrame(
        {
            "ward": ["E05000001", "E05000002"], "name": ["Market", "Mill"], "minutes": [70, 0],
            "minutes_share": [1.0, 0.0], "reports_share": [0.62, float("nan")], "shown": ["62%", "not shown"],
        }
    )  # fmt: skip
    return PatrolPlan(
        ASKED, "v1", "found", f"{stops} places where reports concentrate, 14 minutes each.",
        fairness=fairness, problems=(problem,),
        route_m=310.0 * (stops - 1), seed="abc",
        stops=tuple(
            stop(n, lon=lon + 0.003 * (n - 1), lat=lat + 0.0015 * ((-1) ** n)) for n in range(1, stops + 1)
        ),
        fairness_said="All minutes go to Market, which has most of the reports.",
        settings={"walking": "straight lines with a factor of 1.3", "resolution": 10},
    )  # fmt: skip
