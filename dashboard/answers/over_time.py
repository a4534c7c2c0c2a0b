"""Over time: how each cell stood out step by step, and where reports rise or fall; for one viewer."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import h3
import numpy as np
import pandas as pd
import polars as pl

from boundaries.lattice import Lattice
from dashboard.answers.steps_asked import MONTHS, Cut, cut
from dashboard.answers.ward_trends import Trends, trends
from dashboard.filters import Filters, Window
from dashboard.geography import geography
from dashboard.hidden_series import leave_doubt_in_cells
from dashboard.snapshot import EPOCH, Snapshot
from dashboard.survey import NoRecordsError
from dashboard.viewer import Viewer
from spatial.counts import disks
from spatial.disclosure import protect
from spatial.errors import SettingError
from spatial.finding import NOT_ENOUGH
from spatial.over_time.emerging import FEWEST_REPORTS, Emerging, borne_by, distinct_dates, emerging, has_room
from spatial.over_time.persistence import CLASSES, MEANING, NO_PATTERN
from spatial.over_time.steps import Step, step_of
from spatial.progress import Progress, silent

__all__ = ["MONTHS", "NOT_SHOWN", "OverTime", "over_time"]

NOT_SHOWN = "not shown"
"""Stands for the pattern of a cell whose own is hidden."""
HOT, COLD, NEITHER = "hot", "cold", "neither"
LATE_STEPS = 1
"""An agency whose records begin so many steps late, or end so many early, is named."""


@dataclass(frozen=True)
class OverTime:
    """The answer to one question, already suppressed.

    Attributes
    ----------
    step : str
        What a step is called: "quarter".
    steps : tuple of (datetime.date, datetime.date)
        First and last day of each, in order; empty if no whole step fits.
    state, sentence : str
        Of the patterns: "found", "none" or "not enough data".
    total : int or None
        Reports on the map in these steps; None where that is hidden.
    cells : pandas.DataFrame
        A row a cell: cell, lon, lat, ward_name, incidents (NaN hidden), pattern (a name of
        `persistence.CLASSES`, or "not shown"), side ("hot", "cold", ""), hot_steps, cold_steps (NaN
        where not shown), strip (a tuple of "hot", "cold", "neither" for each step; empty where not shown).
    patterns : pandas.DataFrame
        A row a pattern that some cell has: pattern, meaning, cells; in the order of the classes.
    wards : pandas.DataFrame
        A row a ward: ward, name, cells, said (its patterns in words).
    trends : Trends
    changes : tuple of str
        What makes the steps hard to compare: changes of recording, agencies that begin late or end early.
    widened : tuple of str
        What was made wider so that each step has enough reports.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    partnership: str
    window: Window | None
    step: str
    months: int
    steps: tuple[Step, ...]
    resolution: int
    cell_km2: float
    threshold: int
    total: int | None
    state: str
    sentence: str
    cells: pd.DataFrame
    patterns: pd.DataFrame
    wards: pd.DataFrame
    trends: Trends
    changes: tuple[str, ...] = ()
    widened: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    ward_shapes: dict[str, Any] = field(default_factory=dict)
    attribution: str = ""


def over_time(
    snapshot: Snapshot,
    filters: Filters,
    viewer: Viewer,
    *,
    months: int | None = None,
    told: Progress = silent,
) -> OverTime:
    """Say how each cell stood out over time, and where reports rise or fall.

    Parameters
    ----------
    filters : Filters
        Its own dates are kept to; a window of so many days is not, as steps take all that is on record.
    months : int, optional
        Length of a step, one of `MONTHS`; a quarter, or longer where quarters have too few reports.

    Raises
    ------
    dashboard.survey.NoRecordsError
        If the store holds no records.
    spatial.errors.SettingError
        If there is no such step.
    """
    if snapshot.latest is None:
        raise NoRecordsError("There are no records yet. Import an agency's file to begin.")
    if months is not None and months not in MONTHS:
        known = ", ".join(str(length) for length in MONTHS)
        raise SettingError(f"A step of {months} months is not offered. Give one of {known}.")
    way = cut(snapshot, filters, months=months)
    told(0.2)
    found = way.found
    small = found is None or 0 < found.in_area < snapshot.partnership.threshold
    cube = _cube(way)
    around = disks(way.lattice.neighbours, rings=1)
    tested = None
    if way.steps and found is not None:
        tested = emerging(
            cube,
            around,
            share=way.share,
            dates=_dates(way),
            fewest_reports=max(FEWEST_REPORTS, snapshot.partnership.threshold),
            told=lambda done: told(0.2 + 0.5 * done),
        )
    cells = _cells(snapshot, way, cube, tested, small=small)
    told(0.8)
    state, sentence = _state(way, tested, cells, small=small, threshold=snapshot.partnership.threshold)
    answer = OverTime(
        filters=found.filters if found is not None else filters.without_selection(),
        viewer=viewer,
        version=snapshot.version,
        partnership=snapshot.partnership.name,
        window=Window(way.steps[0][0], way.steps[-1][1]) if way.steps else None,
        step=MONTHS[way.months],
        months=way.months,
        steps=way.steps,
        resolution=way.lattice.resolution,
        cell_km2=way.lattice.cell_km2,
        threshold=snapshot.partnership.threshold,
        total=None if small or found is None else found.in_area,
        state=state,
        sentence=sentence,
        cells=cells,
        patterns=_patterns(cells),
        wards=_wards(snapshot, cells),
        trends=trends(snapshot, way),
        changes=() if small else _changes(snapshot, way),
        widened=way.widened,
        ignored=found.ignored if found is not None else (),
        settings={} if tested is None or small else _settings(tested, way),
        ward_shapes=geography(snapshot)["wards"],
        attribution=snapshot.partnership.attribution,
    )
    told(1.0)
    return answer


def _cube(way: Cut) -> np.ndarray:
    """Count the reports of every cell in every step."""
    n, steps = way.lattice.cells.size, len(way.steps)
    if way.found is None:
        return np.zeros((n, steps), dtype=np.int64)
    rows = way.found.inside
    at = step_of(rows["first"].to_numpy(), way.steps)
    cell = way.position[rows["place"].to_numpy()]
    return np.bincount(cell * steps + at, minlength=n * steps).reshape(n, steps)


def _dates(way: Cut) -> np.ndarray | None:
    """Count the days around each cell; of records that say only the month, where a step has several."""
    assert way.found is not None
    rows = way.found.inside
    if not rows.height or (way.found.monthly and way.months < 3):
        return None
    days = rows["first"].to_numpy()
    at = step_of(days, way.steps)
    place = way.position[rows["place"].to_numpy()]
    around = disks(way.lattice.neighbours, rings=1)
    return distinct_dates(place, days - days.min(), at, around, steps=len(way.steps))


def _cells(
    snapshot: Snapshot, way: Cut, cube: np.ndarray, tested: Emerging | None, *, small: bool
) -> pd.DataFrame:
    """Lay out every cell, with the pattern of those where it does not rest on a count that is hidden."""
    lattice: Lattice = way.lattice
    counts = cube.sum(axis=1)
    hidden = _hidden(snapshot, way, counts)
    open_ = np.zeros(len(counts), dtype=bool)
    if tested is not None and not small:
        open_ = ~hidden & borne_by(tested, cube, disks(lattice.neighbours, rings=1), seen=~hidden)
        open_ &= has_room(tested, cube, share=way.share, room=snapshot.partnership.threshold)
    pattern = np.full(len(counts), NOT_SHOWN, dtype=object)
    strip: list[tuple[str, ...]] = [()] * len(counts)
    hot, cold = np.full(len(counts), np.nan), np.full(len(counts), np.nan)
    if tested is not None:
        pattern[open_] = tested.classes[open_]
        hot[open_], cold[open_] = tested.hot[open_].sum(axis=1), tested.cold[open_].sum(axis=1)
        marks = np.select([tested.hot, tested.cold], [HOT, COLD], NEITHER)
        strip = [tuple(row) if may else () for row, may in zip(marks.tolist(), open_, strict=True)]
    names = snapshot.study_area.wards["name"].to_numpy()[lattice.ward]
    table = pd.DataFrame(
        {
            "cell": [h3.int_to_str(cell) for cell in lattice.cells.tolist()],
            "lon": lattice.lon,
            "lat": lattice.lat,
            "ward": lattice.ward,
            "ward_name": names,
            "incidents": np.where(hidden, np.nan, counts.astype(float)),
            "pattern": pattern.astype(str),
            "side": [_side(name) for name in pattern],
            "hot_steps": hot,
            "cold_steps": cold,
            "strip": strip,
        }
    )
    rank = pd.Series({name: number for number, name in enumerate((*CLASSES, NOT_SHOWN))})
    order = pd.DataFrame({"rank": rank[table["pattern"]].to_numpy(), "hot": -np.nan_to_num(hot)})
    order["cold"], order["n"] = -np.nan_to_num(cold), -table["incidents"].fillna(0.5)
    return table.loc[order.sort_values(["rank", "hot", "cold", "n"], kind="stable").index].reset_index(
        drop=True
    )


def _side(pattern: str) -> str:
    return HOT if pattern.endswith("hot spot") else COLD if pattern.endswith("cold spot") else ""


def _hidden(snapshot: Snapshot, way: Cut, counts: np.ndarray) -> np.ndarray:
    """Hide small cells, each with a partner in a ward that holds its reports, as the map does."""
    ward = np.array(way.lattice.ward)
    if way.found is not None:
        used = np.flatnonzero(way.found.place_incidents)
        ward[way.position[used]] = snapshot.places.ward[used]
    threshold = snapshot.partnership.threshold
    touched = snapshot.cells_touched(way.lattice.resolution)
    hidden = protect(counts, threshold=threshold, ward=ward, touched=touched).hidden
    return leave_doubt_in_cells(counts, hidden, threshold, touched=touched)


def _state(
    way: Cut, tested: Emerging | None, cells: pd.DataFrame, *, small: bool, threshold: int
) -> tuple[str, str]:
    """Say in a sentence what the cells show, of those that may be shown."""
    if tested is None:
        return NOT_ENOUGH, (
            f"Not enough data to say: no whole {MONTHS[way.months]} lies in these dates. "
            "Choose a longer period, or months as steps."
        )
    if small:
        return NOT_ENOUGH, f"Fewer than {threshold} reports: not enough to say anything."
    if tested.state == NOT_ENOUGH:
        return tested.state, tested.sentence.replace("whole steps", f"whole {MONTHS[way.months]}s")
    sides = cells["side"].value_counts()
    hot, cold = int(sides.get(HOT, 0)), int(sides.get(COLD, 0))
    over = f"over {len(way.steps)} {MONTHS[way.months]}s"
    if not hot and not cold:
        hidden = (cells["pattern"] == NOT_SHOWN).any() and tested.state == "found"
        rest = " What stands out cannot be shown without giving a small count away." if hidden else ""
        return "none", f"No cell has a pattern {over} that chance would not make.{rest}"
    words = [f"{n:,} hot" if side == HOT else f"{n:,} cold" for n, side in ((hot, HOT), (cold, COLD)) if n]
    are = "1 cell has a pattern" if hot + cold == 1 else f"{hot + cold:,} cells have a pattern"
    return "found", f"{are} {over} that chance would hardly make: {' and '.join(words)}."


def _patterns(cells: pd.DataFrame) -> pd.DataFrame:
    counted = cells["pattern"].value_counts()
    rows = [
        {"pattern": name, "meaning": _meaning(name), "cells": int(counted[name])}
        for name in (*CLASSES, NOT_SHOWN)
        if name in counted
    ]
    return pd.DataFrame(rows, columns=["pattern", "meaning", "cells"])


def _meaning(pattern: str) -> str:
    """Say in plain words what a pattern is."""
    side = _side(pattern)
    if side:
        other = COLD if side == HOT else HOT
        words = MEANING[pattern.partition(" ")[0]].format(side=side, other=other)
        return f"{words[0].upper()}{words[1:]}."
    return {
        NO_PATTERN: "Hot or cold in no step, or both in earlier steps and neither in the last.",
        NOT_SHOWN: "Its own count, or what its pattern rests on, is too small to show.",
    }.get(pattern, "Too few reports are expected here for a pattern to mean anything.")


def _wards(snapshot: Snapshot, cells: pd.DataFrame) -> pd.DataFrame:
    """Say which patterns the cells of each ward have."""
    wards = snapshot.study_area.wards
    named = cells[cells["side"] != ""]
    rows = []
    for ward, (code, name) in enumerate(zip(wards["ward"], wards["name"], strict=True)):
        own = named.loc[named["ward"] == ward, "pattern"].value_counts()
        order = [pattern for pattern in CLASSES if pattern in own]
        said = ", ".join(f"{own[one]} {one}{'' if own[one] == 1 else 's'}" for one in order)
        rows.append({"ward": code, "name": name, "cells": int(own.sum()), "said": said or "none"})
    return pd.DataFrame(rows).sort_values(["cells", "name"], ascending=[False, True], ignore_index=True)


def _changes(snapshot: Snapshot, way: Cut) -> tuple[str, ...]:
    """Tell what makes the steps hard to compare, of kinds and agencies with enough records to be named."""
    assert way.found is not None
    words, rows = snapshot.words, way.found.inside
    many = (
        rows.group_by("kind", "source", "agency")
        .len()
        .filter(pl.col("len") >= snapshot.partnership.threshold)
    )
    first, last = way.steps[0][0], way.steps[-1][1]
    told = {
        each.sentence: each.day
        for kind, source, agency in many.select("kind", "source", "agency").iter_rows()
        for each in snapshot.policy.breaks(
            {words["kind"][kind]},
            first,
            last,
            sources={words["source"][source]},
            agencies={words["agency"][agency]},
        )
    }
    return (*sorted(told, key=lambda one: (told[one], one)), *_ragged(snapshot, way))


def _ragged(snapshot: Snapshot, way: Cut) -> list[str]:
    """Name the agencies whose records begin late or end early: that alone looks like a rise or a fall."""
    assert way.found is not None
    rows = way.found.inside.with_columns(
        at=pl.Series(step_of(way.found.inside["first"].to_numpy(), way.steps))
    )
    spans = rows.group_by("agency").agg(
        pl.len(), pl.col("at").min().alias("since"), pl.col("at").max().alias("until")
    )
    spans = spans.filter(pl.col("len") >= max(snapshot.partnership.threshold, len(way.steps))).sort("agency")
    told = []
    for agency, _, since, until in spans.iter_rows():
        name = snapshot.words["agency"][agency]
        if since >= LATE_STEPS:
            told.append(
                f"Records of {name} begin in the {MONTHS[way.months]} of {_month(way.steps[since][0])}."
            )
        if until < len(way.steps) - LATE_STEPS:
            told.append(
                f"Records of {name} end in the {MONTHS[way.months]} to {_month(way.steps[until][1])}."
            )
    return told


def _month(day: date) -> str:
    return f"{day:%B %Y}"


def _settings(tested: Emerging, way: Cut) -> dict[str, Any]:
    found = way.found
    assert found is not None
    chosen = {name: value for name, value in tested.settings.items() if name != "critical_p"}
    return chosen | {
        "step_months": way.months,
        "baseline": found.filters.baseline,
        "epoch": EPOCH.isoformat(),
    }
