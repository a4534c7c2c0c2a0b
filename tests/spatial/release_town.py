"""A small invented borough for the tests of releases: twenty-one wards, six strands, some places busy."""

from datetime import date

import h3
import numpy as np

from spatial.release.lattice import Records
from spatial.release.reporting_cells import ReportingCells, divide

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
WARDS = tuple(f"E0500{at:04}" for at in range(21))
STRANDS = ("race", "religion", "orientation", "disability", "transgender", "misogyny")
SHARE = (0.55, 0.12, 0.13, 0.12, 0.01, 0.07)
SOURCES = ("police", "school", "centre")
CELLS = np.sort([h3.str_to_int(cell) for cell in h3.grid_disk(h3.latlng_to_cell(51.5, -0.1, 9), 16)])
NAMES = {"wards": WARDS, "strands": STRANDS, "sources": SOURCES}


def day_number(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def invent(a_year: int, *, seed: int = 1, first: date = FIRST, last: date = LAST) -> Records:
    """So many incidents a year: busy streets beside quiet ones, one in eight of two strands."""
    random = np.random.default_rng(seed)
    span = day_number(last) - day_number(first) + 1
    n = round(a_year * span / 365.25)
    busy = np.random.default_rng(99).gamma(0.15, size=len(CELLS))  # the same streets, whatever the seed
    at = random.choice(len(CELLS), n, p=busy / busy.sum())
    strand, second = (random.choice(len(STRANDS), n, p=SHARE) for _ in range(2))
    both = random.random(n) < 1 / 8
    return Records(
        key=random.integers(0, 4096, n),
        ward=at * len(WARDS) // len(CELLS),
        cell9=CELLS[at].astype(np.uint64),
        day=day_number(first) + random.integers(0, span, n),
        strands=(1 << strand) | np.where(both, 1 << second, 0),
        source=random.choice(len(SOURCES), n, p=(0.7, 0.2, 0.1)),
    )


def within(records: Records, chosen: np.ndarray) -> Records:
    """Only some of the records, or the records in another order."""
    names = ("key", "ward", "cell9", "day", "strands", "source")
    return Records(**{name: getattr(records, name)[chosen] for name in names})


def divided(records: Records, profile, *, year: int = 2025) -> ReportingCells:
    last_year = (records.day >= day_number(date(year, 1, 1))) & (
        records.day <= day_number(date(year, 12, 31))
    )
    return divide(CELLS, records.cell9[last_year], records.key[last_year], profile)
