"""The cells of a board: level, direction, reason and what was agreed, by ward and strand; and its wards."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from dashboard.answers.tension.board import CELLS, NO_WARD, NO_WARD_NAME, WARDS, frame_of
from dashboard.answers.tension.reports import last_told
from dashboard.snapshot import Snapshot
from dashboard.words.tension import reason, source_words
from spatial.tension import KNOWN, ONE_SOURCE, UNKNOWN, Indicated, TensionRule

__all__ = ["cells_of_board", "direction", "wards_of_board"]

Decided = Mapping[tuple[str, str], Mapping[str, Any]]
Named = dict[tuple[str, str], list[str]]
OWN = ("ward", "strand", "state", "level", "beyond", "held", "held_why", "sources", "trusted_sources")
HEARD = ("ward", "strand", "source")
NOT_HEARD = frozenset(("grade_e", "needs_check", "handling", "expired", "future"))
"""Why a line is not even heard; whatever else keeps one from counting, its source has spoken."""


def cells_of_board(
    snapshot: Snapshot,
    now: Indicated,
    then: Indicated,
    reports: pl.DataFrame,
    heard: pd.DataFrame,
    decided: Decided,
    before: Decided,
    *,
    rule: TensionRule,
    on: date,
) -> pd.DataFrame:
    """Lay out every ward and strand.

    Parameters
    ----------
    now, then : Indicated
        Of this period and the one before, for the same wards and strands.
    reports : polars.DataFrame
        Of `reports_until` this period.
    heard : pandas.DataFrame
        Of `heard_until` this period.
    decided, before : mapping
        Of `agreed_of` this period and the one before.
    on : datetime.date
        The last day of this period.

    Returns
    -------
    pandas.DataFrame
        `CELLS`.
    """
    wards = _ward_names(snapshot)
    scale = snapshot.policy.tension_scale
    told = last_told(snapshot, on)
    speaking, counting = _who(snapshot, now.lines, heard, recent_days=rule.recent_days)
    bound = reports.filter((pl.col("condition") != "") & (pl.col("excluded") == ""))
    on_conditions = set(zip(bound["ward"], bound["strand"], strict=True))
    own = {name: now.levels[name].tolist() for name in OWN}
    old = {name: then.levels[name].tolist() for name in ("state", "level")}
    rows = []
    for at in range(len(own["ward"])):
        cell = {name: values[at] for name, values in own.items()}
        where = (cell["ward"], cell["strand"])
        level = None if cell["level"] is pd.NA else int(cell["level"])
        rows.append(
            {
                **cell,
                "name": wards[cell["ward"]],
                "strand_name": snapshot.policy.strands[cell["strand"]],
                "previous_state": old["state"][at],
                "previous_level": old["level"][at],
                "direction": direction(cell["state"], cell["level"], old["state"][at], old["level"][at]),
                "next_points": rule.points[level] if level and level < len(rule.points) else None,
                "reason": reason(
                    state=cell["state"],
                    level=scale[level - 1].name if level else "",
                    above_lowest=bool(level and level > 1),
                    counting=counting.get(where, ()),
                    heard=speaking.get(where, ()),
                    sure=cell["trusted_sources"],
                    beyond=cell["beyond"],
                    begins=rule.points[level - 1] if level else 0.0,
                    held=cell["held_why"],
                    on_conditions=where in on_conditions,
                    last=told.get(where),
                    on=on,
                    recent_days=rule.recent_days,
                ),
                **decided.get(where, {}),
                "previous_agreed": before.get(where, {}).get("agreed_level"),
            }
        )
    return frame_of(CELLS, rows)


def _who(
    snapshot: Snapshot, lines: pd.DataFrame, heard: pd.DataFrame, *, recent_days: int
) -> tuple[Named, Named]:
    """Name by cell the sources heard lately, the trusted first, and those that count, the strongest first."""
    spoke: dict[tuple[str, str], set[tuple[bool, str]]] = {}
    counts: dict[tuple[str, str], dict[str, float]] = {}
    columns = ("kind", "ward", "strand", "source", "trusted", "age_days", "points", "counted", "why_not")
    for kind, ward, strand, source, trusted, age, points, counted, why in zip(
        *(lines[name].tolist() for name in columns), strict=True
    ):
        if kind == "event":
            continue
        if 0 <= age <= recent_days and why not in NOT_HEARD:
            spoke.setdefault((ward, strand), set()).add((not trusted, source))
        if counted and trusted:
            of_cell = counts.setdefault((ward, strand), {})
            of_cell[source] = of_cell.get(source, 0.0) + points
    for ward, strand, source in zip(*(heard[name].tolist() for name in HEARD), strict=True):
        spoke.setdefault((ward, strand), set()).add((False, source))
    known = {source for own in spoke.values() for _, source in own} | {
        s for own in counts.values() for s in own
    }
    words = {source: source_words(snapshot, source) for source in known}
    speaking = {
        cell: list(dict.fromkeys(words[source] for _, source in sorted(own))) for cell, own in spoke.items()
    }
    counting = {
        cell: [words[source] for _, source in sorted((-points, source) for source, points in own.items())]
        for cell, own in counts.items()
    }
    return speaking, counting


def direction(state: str, level: Any, previous_state: str, previous_level: Any) -> str:
    """Compare two periods: by level where both are known, else by what is known at all."""
    if state == previous_state == KNOWN:
        return "up" if level > previous_level else "down" if level < previous_level else "same"
    if state == KNOWN:
        return "newly known"
    return "no longer known" if previous_state == KNOWN else "unknown"


def wards_of_board(snapshot: Snapshot, cells: pd.DataFrame, decided: Decided) -> pd.DataFrame:
    """Lay out every ward of the area: the highest of its strands, which are never added up.

    Returns
    -------
    pandas.DataFrame
        `WARDS`.
    """
    rows = []
    states, levels = cells["state"].to_numpy(), cells["level"].fillna(0).to_numpy(dtype=int)
    strands = cells["strand"].tolist()
    here = cells["ward"].to_numpy()
    for code, name in _ward_names(snapshot).items():
        if code == NO_WARD:
            continue
        own = np.flatnonzero(here == code)
        top = own[levels[own].argmax()]
        agreed = [one["agreed_level"] for (ward, _), one in decided.items() if ward == code]
        rows.append(
            {
                "ward": code,
                "name": name,
                "level": levels[top] or None,
                "level_strand": strands[top] if levels[top] else "",
                "known": (states[own] == KNOWN).sum(),
                "unknown": (states[own] == UNKNOWN).sum(),
                "one_source": (states[own] == ONE_SOURCE).sum(),
                "agreed_highest": max(agreed) if agreed else None,
            }
        )
    return frame_of(WARDS, rows)


def _ward_names(snapshot: Snapshot) -> dict[str, str]:
    wards = snapshot.study_area.wards
    known = {str(code): str(name) for code, name in zip(wards["ward"], wards["name"], strict=True)}
    return {**known, NO_WARD: NO_WARD_NAME}
