"""Own area beside other areas: what the published tables say of them, counted over the same months."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from boundaries.comparison import Comparison
from dashboard.viewer import Viewer
from spatial.comparing.rates import RateRatio

__all__ = ["AreasCompared", "Funnel", "Pooled"]


@dataclass(frozen=True)
class Pooled:
    """Areas taken together: None where the count is hidden, and then there is no rate."""

    count: int | None
    residents: float
    per_1000: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Funnel:
    """Areas or wards by their residents, with the limits of chance; only what may be shown.

    Attributes
    ----------
    state : str
        "found" (some lie outside), "none" or "not enough data".
    sentence : str
    table : pandas.DataFrame
        name, part, count, residents, per_1000, expected, position; in alphabetical order, never ranked.
    curve : pandas.DataFrame
        residents, low_95, high_95, low_998, high_998: rates per 1,000.
    per_1000 : float
        The rate of all drawn, in the middle of the funnel.
    undrawn : tuple of str
        Those that are not drawn because their count is hidden or nobody is known to live there.
    settings : dict
    """

    state: str
    sentence: str
    table: pd.DataFrame
    curve: pd.DataFrame
    per_1000: float
    undrawn: tuple[str, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AreasCompared:
    """Own area and its most similar group, from published tables alone.

    Attributes
    ----------
    state : str
        "found", "no tables" or "not enough data"; the last two say why in `reason`.
    lines : dict of str to str
        What the tables count, and the strands of it in the policy's words.
    line : str
        The one compared.
    group : tuple of str
        The areas compared with, in alphabetical order; `named` if the partnership file names them.
    periods : tuple of (date, date)
        The months (or quarters) counted, the same for every area.
    missing : tuple of date
        First days of periods in between that the tables do not give for the own area.
    table : pandas.DataFrame
        area, part ("own area" or "group"), count (NaN hidden or not known), shown, residents, per_1000, low,
        high, note; own area first, then alphabetically.
    own, together : Pooled or None
        The own area, and the group's areas that could be counted taken together.
    ratio : RateRatio or None
    months : pandas.DataFrame
        first, last, own_shown, own, least, middle, most, areas; rates per 1,000, NaN hidden or not known.
    funnel : Funnel or None
    comparison : Comparison or None
        Source, licence, date and note of the tables.
    notes : tuple of str
        What was set aside while reading.
    """

    viewer: Viewer
    version: str
    threshold: int
    state: str
    reason: str = ""
    lines: dict[str, str] = field(default_factory=dict)
    line: str = ""
    area: str = ""
    group: tuple[str, ...] = ()
    named: bool = False
    not_in_table: tuple[str, ...] = ()
    periods: tuple[tuple[date, date], ...] = ()
    missing: tuple[date, ...] = ()
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    own: Pooled | None = None
    together: Pooled | None = None
    ratio: RateRatio | None = None
    months: pd.DataFrame = field(default_factory=pd.DataFrame)
    funnel: Funnel | None = None
    comparison: Comparison | None = None
    notes: tuple[str, ...] = ()
