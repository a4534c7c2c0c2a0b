"""A Changed: this window's reports beside an earlier one's, already suppressed, each pair with a verdict."""

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from dashboard.filters import Filters, Window
from dashboard.viewer import Viewer
from dashboard.weeks import Break

__all__ = ["AGAINST", "LATE", "NOT_SHOWN", "TABLES", "Changed"]

AGAINST = {"before": "The time just before", "year": "The same days a year earlier"}
TABLES = {"ward": "Ward", "strand": "Strand", "kind": "Kind", "source": "Source"}
LATE = "fewer so far, but reports still to come may explain it"
NOT_SHOWN = "not shown"


@dataclass(frozen=True)
class Changed:
    """Two windows compared, for one viewer.

    Attributes
    ----------
    state : str
        "found", "none" or "not enough data", of the total.
    against : str
        A key of `AGAINST`.
    now, before : Window
    total_now, total_before : int or None
        Reports on the map; None where hidden.
    sentence : str
        What can be said of the total.
    tables : dict of str to pandas.DataFrame
        By the keys of `TABLES`: code, label, now, before (NaN where hidden), now_shown, before_shown,
        difference, verdict, times, p_shown, act, hidden. Whatever rests on a hidden count is empty.
    strands_said : str
        Why strands do not add up; empty where it would give a hidden count away.
    share_arrived : float
        How much of this window's reports has usually come in by now.
    incomplete_from : datetime.date or None
        The first day of which less than nine tenths has usually come in.
    breaks : tuple of Break
    newcomers, silent : tuple of (str, datetime.date)
        Agencies whose records begin after the earlier window does, and those whose records end early.
    bursts : pandas.DataFrame
        Wards with a burst in this window: name, sentence.
    bursts_sentence : str
    """

    filters: Filters
    viewer: Viewer
    version: str
    threshold: int
    state: str
    against: str
    now: Window
    before: Window
    total_now: int | None
    total_before: int | None
    sentence: str
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    strands_said: str = ""
    share_arrived: float = 1.0
    incomplete_from: date | None = None
    breaks: tuple[Break, ...] = ()
    newcomers: tuple[tuple[str, date], ...] = ()
    silent: tuple[tuple[str, date], ...] = ()
    bursts: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["name", "sentence"]))
    bursts_sentence: str = ""
