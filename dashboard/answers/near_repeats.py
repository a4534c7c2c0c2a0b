"""Near repeats as they are shown: bands of distance and time, already suppressed, with what may be said."""

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboard.filters import Filters, Window
from dashboard.viewer import Viewer

__all__ = ["BANDS", "COLUMNS", "Groups", "NearRepeats"]

BANDS = {
    "usual": ((0.0, 1.0, 100.0, 200.0, 300.0, 400.0), (0.0, 7.0, 14.0, 21.0, 28.0)),
    "near": ((0.0, 1.0, 50.0, 100.0, 150.0, 200.0), (0.0, 1.0, 3.0, 7.0, 14.0)),
    "wide": ((0.0, 1.0, 250.0, 500.0, 750.0, 1000.0), (0.0, 14.0, 28.0, 56.0, 91.0)),
}
"""Ends of the bands of distance (m) and of time (days); each band holds its lower end and not its upper."""
COLUMNS = ("where", "when", "shown", "chance", "times", "q_shown", "verdict")


@dataclass(frozen=True)
class Groups:
    """What one kind after another can be asked of: labels by code, such as "category:graffiti"."""

    labels: dict[str, str]


@dataclass(frozen=True)
class NearRepeats:
    """Pairs of reports by how far and how long they are apart, for one viewer.

    Attributes
    ----------
    state : str
        "found", "none" or "not enough data".
    sentence : str
    table : pandas.DataFrame
        A row a band: from_m, to_m, from_days, to_days, where, when, pairs, expected, ratio, q (NaN where
        hidden), shown, chance, times, q_shown, verdict, flagged, hidden.
    back : pandas.DataFrame
        The same the other way round, for one kind after another; else empty.
    first, later : str
        The two kinds in words; empty for near repeats of one kind.
    reports, left_out : int or None
        Reports whose day is known, and those left out because it is not; None where that is hidden.
    undecided : bool
        Whether possible duplicates are undecided: two records of one event look like a near repeat.
    settings : dict
    """

    filters: Filters
    viewer: Viewer
    version: str
    window: Window
    threshold: int
    state: str
    sentence: str
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    back: pd.DataFrame = field(default_factory=pd.DataFrame)
    first: str = ""
    later: str = ""
    reports: int | None = None
    left_out: int | None = 0
    undecided: bool = False
    settings: dict[str, Any] = field(default_factory=dict)
