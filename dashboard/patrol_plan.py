"""What a plan of a patrol says: stops in order, why there and then, and what a patrol would not help."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

__all__ = ["PatrolPlan", "PatrolQuestion", "ProblemPlace", "Stop"]


@dataclass(frozen=True)
class PatrolQuestion:
    """Where, when and with whom a team can go.

    Attributes
    ----------
    wards : frozenset of str
        Codes; empty for the whole area.
    starts, ends : datetime.datetime
        The shift, London's time without a zone; it may go past midnight.
    people : int
        How many go together.
    minutes : int
        Minutes on foot that the shift has for it, walking included.
    """

    wards: frozenset[str]
    starts: datetime
    ends: datetime
    people: int
    minutes: int


@dataclass(frozen=True)
class Stop:
    """One place to be, for some minutes.

    Attributes
    ----------
    number : int
        In the order of the round, 1 first.
    rank : int
        Among the places of the shortlist, 1 first.
    cell : str
        H3 index of resolution 10, about 150 m across.
    lon, lat, x, y : float
        Its middle, in degrees and in metres of EPSG:27700.
    ward, ward_name, where : str
        `where` says in words which place it is ("by Market Street, Docks").
    when : str
        The hours and days in which its incidents lie, in words.
    from_, to : datetime.datetime
        When to be there, in the first round.
    minutes : int
        10 to 16.
    again : tuple of datetime.datetime
        When to come back.
    walk_m, walk_minutes : float
        From the stop before.
    why : str
        Why here and why then, in one sentence without a count.
    """

    number: int
    rank: int
    cell: str
    lon: float
    lat: float
    x: float
    y: float
    ward: str
    ward_name: str
    where: str
    when: str
    from_: datetime
    to: datetime
    minutes: int
    again: tuple[datetime, ...]
    walk_m: float
    walk_minutes: float
    why: str


@dataclass(frozen=True)
class ProblemPlace:
    """A hot spot whose incidents no patrol would see: for problem solving (SARA).

    Attributes
    ----------
    cell, ward, ward_name, where : str
    cells : tuple of str
    setting : str
        Where they happen ("at home"), as the policy says it.
    why : str
    headings : mapping of str to str
        Scanning, Analysis, Response, Assessment -> what is known or to be asked.
    partners : tuple of str
        Who should be asked to join, by the pattern.
    """

    cell: str
    ward: str
    ward_name: str
    where: str
    cells: tuple[str, ...]
    setting: str
    why: str
    headings: Mapping[str, str]
    partners: tuple[str, ...]


@dataclass(frozen=True)
class PatrolPlan:
    """The answer to a question of where to patrol.

    Attributes
    ----------
    state : str
        "found", "none" or "not enough data".
    reason : str
        One sentence; what would be needed where there is not enough.
    stops : tuple of Stop
    problems : tuple of ProblemPlace
    fairness : pandas.DataFrame
        ward, name, minutes, minutes_share, reports_share (NaN hidden), shown (words).
    fairness_said : str
        How the minutes are shared, and the share of all reports that the places cover, in words.
    seed : str
        What the random order was drawn with, so that it can be drawn again.
    settings : dict
        Every setting, the automatic ones included; `walking` says how distances were measured.
    """

    asked: PatrolQuestion
    version: str
    state: str
    reason: str
    stops: tuple[Stop, ...] = ()
    problems: tuple[ProblemPlace, ...] = ()
    fairness: pd.DataFrame = field(default_factory=pd.DataFrame)
    fairness_said: str = ""
    route_m: float = 0.0
    seed: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
