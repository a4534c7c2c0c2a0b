"""A small invented borough for the tests of releases: twenty-one wards, six strands, some places busy."""

from datetime import date

import h3
import numpy as np
import polars as pl

from spatial.release.records import Records
from spatial.release.reporting_cells import ReportingCells, divide
from spatial.release.tables import AREA

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


def truth(records: Records, frame: pl.DataFrame, names: dict[str, tuple[str, ...]], cells: ReportingCells):
    """The cells of a lattice with what is truly in them, in a column `incidents`."""
    at = cells.position_of(records.cell9)
    day = pl.Series(records.day).cast(pl.Int32).cast(pl.Date)
    rows = pl.DataFrame(
        {
            "ward": [names["wards"][ward] if ward >= 0 else None for ward in records.ward],
            "cell": [cells.names[cell] if cell >= 0 else None for cell in at],
            "of": [names["sources"][source] for source in records.source],
            "month": day.dt.strftime("%Y-%m"),
            "quarter": day.dt.strftime("%Y-Q") + day.dt.quarter().cast(pl.String),
            "year": day.dt.strftime("%Y"),
        }
    )
    by_strand = pl.concat(
        [rows.with_columns(strand=pl.lit(""))]
        + [
            rows.filter(pl.Series((records.strands >> bit) & 1 > 0)).with_columns(strand=pl.lit(strand))
            for bit, strand in enumerate(names["strands"])
        ]
    ).with_columns(area=pl.lit(AREA), none=pl.lit(""))
    counted = pl.concat(
        by_strand.group_by(
            pl.lit(table).alias("table"),
            pl.col(area).alias("area"),
            pl.col(period).alias("period"),
            "strand",
            pl.col(source).alias("source"),
        ).len("incidents")
        for table, area, periods, source in (
            ("T1", "area", ("month", "quarter", "year"), "none"),
            ("T2", "ward", ("quarter",), "none"),
            ("T3", "ward", ("month",), "none"),
            ("T4", "ward", ("year",), "none"),
            ("T5", "cell", ("quarter",), "none"),
            ("T6", "cell", ("year",), "none"),
            ("T7", "area", ("quarter", "year"), "of"),
        )
        for period in periods
    )
    by = ["table", "area", "period", "strand", "source"]
    return frame.join(counted, on=by, how="left", maintain_order="left").with_columns(
        pl.col("incidents").fill_null(0).cast(pl.Int64)
    )
