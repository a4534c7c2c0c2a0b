"""The board: what is indicated of every ward and strand, why, who is missing, and what a meeting agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dashboard.filters import Window
from dashboard.viewer import Viewer

__all__ = [
    "CELLS",
    "DIRECTIONS",
    "LINES",
    "MISSING",
    "NO_WARD",
    "NO_WARD_NAME",
    "WARDS",
    "Board",
    "columns_of",
    "frame_of",
    "no_cells",
    "no_lines",
    "no_missing",
    "no_wards",
]

NO_WARD, NO_WARD_NAME = "", "No one ward"
"""The row of what names no ward of the area; it stands last."""
DIRECTIONS = ("up", "down", "same", "newly known", "no longer known", "unknown")
"""Against the period before: of two known levels, or of what is known at all."""

CELLS = {
    "ward": "object",
    "name": "object",
    "strand": "object",
    "strand_name": "object",
    "state": "object",
    "level": "Int64",
    "previous_state": "object",
    "previous_level": "Int64",
    "direction": "object",
    "sources": "int64",
    "trusted_sources": "int64",
    "beyond": "float64",
    "next_points": "float64",
    "held": "bool",
    "reason": "object",
    "agreed_level": "Int64",
    "agreed_by": "object",
    "agreed_on": "datetime64[s]",
    "agreed_meeting": "object",
    "agreed_why": "object",
    "agreed_indicated": "Int64",
    "previous_agreed": "Int64",
}
LINES = {
    "ward": "object",
    "strand": "object",
    "kind": "object",
    "kind_words": "object",
    "sentence": "object",
    "source_words": "object",
    "grade": "object",
    "day": "datetime64[s]",
    "age_days": "Int64",
    "points": "float64",
    "counted": "bool",
    "why_not_words": "object",
    "condition": "object",
    "regraded": "object",
    "echo": "Int64",
}
MISSING = {
    "ward": "object",
    "strand": "object",
    "who": "object",
    "last_heard": "datetime64[s]",
    "sentence": "object",
}
WARDS = {
    "ward": "object",
    "name": "object",
    "level": "Int64",
    "level_strand": "object",
    "known": "int64",
    "unknown": "int64",
    "one_source": "int64",
    "agreed_highest": "Int64",
}
EPOCH, UNSAID = date(1970, 1, 1).toordinal(), np.iinfo(np.int64).min
"""Days are counted from 1970; the least number stands for none."""


def frame_of(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """Make a frame of these columns and types; what a row does not say is None, NA or NaT."""
    return columns_of(columns, {name: [row.get(name) for row in rows] for name in columns})


def columns_of(columns: Mapping[str, str], values: Mapping[str, Sequence[Any]]) -> pd.DataFrame:
    """Make a frame of these columns and types from lists."""
    return pd.DataFrame({name: _column(values[name], kind) for name, kind in columns.items()})


def _column(values: Sequence[Any], kind: str) -> Any:
    if kind == "object":
        return pd.Series(values, dtype=object)
    if kind == "Int64":
        return pd.array(values, dtype=kind)  # type: ignore[call-overload]
    if kind.startswith("datetime"):
        days = [UNSAID if day is None or day is pd.NaT else day.toordinal() - EPOCH for day in values]
        return np.array(days, dtype="datetime64[D]").astype(kind)
    return np.array(values, dtype=kind)


def no_cells() -> pd.DataFrame:
    """Give `Board.cells` without a row."""
    return frame_of(CELLS)


def no_lines() -> pd.DataFrame:
    """Give `Board.lines` without a row."""
    return frame_of(LINES)


def no_missing() -> pd.DataFrame:
    """Give `Board.missing` without a row."""
    return frame_of(MISSING)


def no_wards() -> pd.DataFrame:
    """Give `Board.wards` without a row."""
    return frame_of(WARDS)


@dataclass(frozen=True, eq=False)
class Board:
    """What is indicated for a period, already suppressed for its viewer.

    Attributes
    ----------
    period, previous : Window
        The whole week or month, and the one before it.
    span : str
        "week" or "month".
    scale : tuple of (int, str, str)
        Number, name and meaning of each level, lowest first, as the policy has them.
    latest : datetime.date
        The latest record or community report: no period ends after it.
    cells : pandas.DataFrame
        `CELLS`: one row a ward and strand, wards in the order of the area, `NO_WARD` last; strands in the
        order of the policy. `level` is NA unless `state` is "indicated"; `direction` is one of
        `DIRECTIONS`; `beyond` are the points without the strongest source, `next_points` where the next
        level begins (NaN at the top); `agreed_*` is the latest decision for this very period, `None`, NaT or
        NA where there is none; `previous_agreed` that for the period before.
    lines : pandas.DataFrame
        `LINES`: one row a signal, those that count first. `ward` is `NO_WARD` for what names none, `strand`
        "" for what concerns every strand (an event) or names none (a report, which then counts nowhere).
        `condition` is the text that travels with handling C; `echo` a number that near-identical texts share.
    missing : pandas.DataFrame
        `MISSING`: who has not been heard lately; `ward` "" is the whole area, `last_heard` NaT never.
    wards : pandas.DataFrame
        `WARDS`: one row a ward of the area: the highest indicated level and its strand (NA and "" where
        none is), in how many strands the level is known, unknown, or told by one source only, and the
        highest agreed level.
    """

    period: Window
    previous: Window
    span: str
    scale: tuple[tuple[int, str, str], ...]
    policy_version: str
    threshold: int
    version: str
    partnership: str
    latest: date
    viewer: Viewer
    recent_days: int
    cells: pd.DataFrame = field(default_factory=no_cells, repr=False)
    lines: pd.DataFrame = field(default_factory=no_lines, repr=False)
    missing: pd.DataFrame = field(default_factory=no_missing, repr=False)
    wards: pd.DataFrame = field(default_factory=no_wards, repr=False)
    notes: tuple[str, ...] = ()

    def lines_of(self, ward: str, strand: str) -> pd.DataFrame:
        """Give the lines of one cell, and the events that concern the whole area or every strand."""
        event = self.lines["kind"] == "event"
        here = (self.lines["ward"] == ward) | (event & (self.lines["ward"] == NO_WARD))
        of_it = (self.lines["strand"] == strand) | (event & (self.lines["strand"] == ""))
        return self.lines[here & of_it].reset_index(drop=True)

    def missing_of(self, ward: str, strand: str = "") -> pd.DataFrame:
        """Give who has not been heard of a ward lately, those missing in the whole area included."""
        here = self.missing["ward"].isin([ward, NO_WARD])
        return self.missing[here & self.missing["strand"].isin([strand, ""])].reset_index(drop=True)

    def cell(self, ward: str, strand: str) -> pd.Series:
        """Give the row of one ward and strand.

        Raises
        ------
        KeyError
            If there is none.
        """
        found = self.cells[(self.cells["ward"] == ward) & (self.cells["strand"] == strand)]
        if found.empty:
            raise KeyError(f"There is no ward '{ward}' with strand '{strand}' on this board.")
        return found.iloc[0]
