"""Real series of London, read from ../shared/data; which months are events and which years are quiet."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from benchmarks.contest import ROOT

__all__ = [
    "EVENTS",
    "QUIET",
    "REAL",
    "Series",
    "boroughs",
    "read_boroughs",
    "read_wards",
    "titled",
    "whole_boroughs",
    "windows",
]

REAL = ROOT.parent / "shared" / "data"
LONDON = "hate_crime/london_borough_monthly/Monthly Crime Other Crime Borough Level Off Type.csv"
WARDS = "areas/mps_ward_month_race_religious_public_fear_southwark_haringey.csv"
OUTLINES = "boundaries/london_boroughs_gla/London_Borough_Excluding_MHW.shp"
RESIDENTS = "population/census2021/census2021-ts007a-ltla.csv.gz"
STRANDS = (
    *("Racist and Religious Hate Crime", "Faith Hate Crime", "Islamophobic", "Anti-Semitic"),
    *("Homophobic Hate Crime", "Transgender Hate", "Disability Hate Crime"),
)
"""They overlap, so that they are never added up. The file's domestic abuse is left out."""

EVENTS = (
    ("Murder of Lee Rigby", date(2013, 5, 22), 3),
    ("War in Gaza", date(2014, 7, 8), 3),
    ("Attacks in Paris", date(2015, 1, 7), 2),
    ("Attacks in Paris", date(2015, 11, 13), 2),
    ("Referendum", date(2016, 6, 23), 3),
    ("Attacks at Westminster and Manchester", date(2017, 3, 22), 3),
    ("Attacks at London Bridge and Finsbury Park", date(2017, 6, 3), 3),
    ("Pandemic, and protests of the summer", date(2020, 3, 23), 7),
    ("War in Gaza", date(2021, 5, 10), 2),
    ("Final of Euro 2020", date(2021, 7, 11), 1),
    ("Attack of 7 October and war in Gaza", date(2023, 10, 7), 3),
    ("Southport and the riots after", date(2024, 7, 29), 2),
)
"""Name, first day, and how many months from its month on count as its own."""
QUIET = (2018, 2019, 2022)
"""Years without any of these. The attack of Christchurch (15 March 2019) lies in one and stays: a signal then
counts as false."""


@dataclass(frozen=True, eq=False)
class Series:
    """Counts by month.

    Attributes
    ----------
    names : tuple of str
    counts : numpy.ndarray of int64, shape (n_series, n_months)
    months : tuple of datetime.date
    """

    names: tuple[str, ...]
    counts: np.ndarray
    months: tuple[date, ...]


def titled(name: str, day: date) -> str:
    """Call an event by its name and day."""
    return f"{name}, {day:%-d %B %Y}"


def windows() -> list[tuple[str, set[date]]]:
    """Give the months of each event."""
    return [
        (titled(name, day), {_month(day.year * 12 + day.month - 1 + on) for on in range(long)})
        for name, day, long in EVENTS
    ]


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def read_boroughs(strand: str | None = None) -> Series:
    """Read the series of London by strand; of one strand, by borough."""
    table = pd.read_csv(REAL / LONDON)
    table = table[table["MinorText"].isin(STRANDS) & ~table["Borough"].str.startswith("Aviation")]
    columns = [name for name in table.columns if name.isdigit()]
    months = tuple(date(int(name[:4]), int(name[4:]), 1) for name in columns)
    if strand is None:
        whole = table.groupby("MinorText")[columns].sum().loc[list(STRANDS)]
    else:
        whole = table[table["MinorText"] == strand].groupby("Borough")[columns].sum()
    return Series(tuple(whole.index), whole.to_numpy(dtype=np.int64), months)


def read_wards() -> Series:
    """Read the race-or-religious offences of public fear, by ward: "Southwark: Chaucer"."""
    table = pd.read_csv(REAL / WARDS)
    table["name"] = table["lookup_boroughname"] + ": " + table["wardname"]
    wide = table.pivot_table(index="name", columns="month", values="count", aggfunc="sum", fill_value=0)
    months = tuple(date(int(name[:4]), int(name[5:]), 1) for name in wide.columns)
    return Series(tuple(wide.index), wide.to_numpy(dtype=np.int64), months)


def whole_boroughs(wards: Series) -> Series:
    """Add the wards of each borough up."""
    of = [name.split(":")[0] for name in wards.names]
    names = tuple(sorted(set(of)))
    counts = np.array([wards.counts[[one == name for one in of]].sum(axis=0) for name in names])
    return Series(names, counts, wards.months)


def boroughs(names: tuple[str, ...]) -> pd.DataFrame:
    """Give each borough's middle (x, y in metres), outline and residents of 2021."""
    import geopandas as gpd

    outlines = gpd.read_file(REAL / OUTLINES).set_index("NAME")
    people = pd.read_csv(REAL / RESIDENTS).set_index("geography")["Age: Total"]
    found = outlines.loc[list(names), ["geometry"]]
    middle = found.geometry.centroid
    return found.assign(x=middle.x, y=middle.y, residents=people.reindex(list(names)))
