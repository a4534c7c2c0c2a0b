"""What is known of one place for a table of agencies: a hot spot or a ward, as a sheet says it."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from dashboard.answers.week_parts import WeekParts
from dashboard.filters import Window
from dashboard.partners_by_pattern import Suggested
from dashboard.viewer import Viewer

__all__ = ["APART", "LITTLE", "OUT", "SEES", "PlaceSheet"]

SEES, LITTLE, OUT, APART = "sees it", "little or nothing", "not known", "not shared with all"


@dataclass(frozen=True)
class PlaceSheet:
    """What is known of a hot spot or a ward, already suppressed for the viewer.

    Attributes
    ----------
    cell : str
        The hot spot's middle cell; "" of a ward.
    cells : tuple of str
        The hot spot's cells; empty of a ward.
    rank : int or None
        The hot spot's rank in the situation.
    lon, lat, x, y : float
        Its middle.
    reports : float
        NaN where hidden; then nothing else of the reports is told.
    sentence : str
        Why it ranks where it does, with counts: for the screen.
    tables : dict of str to pandas.DataFrame
        category, setting, strand: code, label, incidents (NaN hidden), hidden, shown; the most first.
    times : WeekParts or None
        In which parts of the day and week they lie; None where too few say.
    agencies : pandas.DataFrame
        agency, title, word (`SEES`, `LITTLE`: fewer than the threshold or none, `OUT`: what it sent does not
        reach into these days, `APART`: it does not share its records with all), reaches (day or None),
        whole (whether to the end of the window).
    community : str
        What community intelligence says of its ward beside the records: a word of
        `spatial.trust.source_agreement`, or `NOTHING_TOLD`.
    partners : tuple of Suggested
    """

    viewer: Viewer
    version: str
    threshold: int
    partnership: str
    window: Window
    latest: date
    ward: str
    ward_name: str
    cell: str
    cells: tuple[str, ...]
    rank: int | None
    lon: float
    lat: float
    x: float
    y: float
    km2: float
    reports: float
    sentence: str
    tables: dict[str, pd.DataFrame]
    times: WeekParts | None
    agencies: pd.DataFrame
    community: str
    partners: tuple[Suggested, ...] = ()
    settings: dict[str, object] = field(default_factory=dict)
