"""The real series in space and over years: scans, hot and cold steps, and trends across incomplete years."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from benchmarks.validation.real_series import QUIET, Series, boroughs, read_boroughs, read_wards, windows
from spatial.over_time.emerging import emerging
from spatial.over_time.mann_kendall import mann_kendall
from spatial.scan import Scan, permutation_scan, space_time_scan

__all__ = ["in_space", "over_years"]

RESIDENTS, OWN, APART = "residents", "two years before", "permutation"
SCANNED = ("Racist and Religious Hate Crime", "Islamophobic")
YEARS = (2016, 2017)
REPLICATES = 999
LOOKS = 99
"""Chance maps of each monthly look; 99 can give p = 0.01, the cut of a look."""
CUT = 0.01
BEFORE = 24
"""Months that a borough's own share is taken from."""
LONGEST = 3


def in_space() -> Iterator[dict[str, Any]]:
    """Scan the boroughs of London by year and month by month, and name each borough's pattern."""
    for strand in SCANNED:
        series = read_boroughs(strand)
        ground = boroughs(series.names)
        for year in YEARS:
            yield from _scans(strand, series, ground, year)
        yield from (_looks(strand, series, ground, expected) for expected in (OWN, APART))
        yield from _patterns(strand, series, ground)


def over_years() -> Iterator[dict[str, Any]]:
    """Test the yearly sums of both boroughs' wards for a trend, with the incomplete years and without."""
    wards = read_wards()
    year = np.array([month.year for month in wards.months])
    sums = {one: int(wards.counts[:, year == one].sum()) for one in range(2010, 2026)}
    for first, last in ((2010, 2015), (2010, 2025), (2013, 2025), (2016, 2025)):
        found = mann_kendall([sums[one] for one in range(first, last + 1)])
        yield {
            "kind": "trend", "first": first, "last": last, "p": round(float(found.p), 4),
            "tau": round(float(found.tau), 2), "from": sums[first], "to": sums[last],
        }  # fmt: skip


def _scans(strand: str, series: Series, ground: pd.DataFrame, year: int) -> Iterator[dict[str, Any]]:
    begin = series.months.index(date(year, 1, 1))
    cases = series.counts[:, begin : begin + 12]
    own = series.counts[:, begin - BEFORE : begin].sum(axis=1) + 1.0
    x, y = ground["x"].to_numpy(), ground["y"].to_numpy()
    found = {
        RESIDENTS: space_time_scan(
            x, y, cases, ground["residents"].to_numpy(float), replicates=REPLICATES, most_clusters=1
        ),
        OWN: space_time_scan(x, y, cases, own, replicates=REPLICATES, most_clusters=1),
        APART: _permuted(ground, cases, replicates=REPLICATES, most_clusters=1),
    }
    for expected, scan in found.items():
        yield {
            "kind": "scan",
            "strand": strand,
            "year": year,
            "expected": expected,
            **_first(scan, series, begin),
        }


def _permuted(ground: pd.DataFrame, cases: np.ndarray, **given: Any) -> Scan:
    """Scan with the months of the cases permuted over their boroughs."""
    months = cases.shape[1]
    x, y = (np.repeat(ground[name].to_numpy(), months) for name in ("x", "y"))
    at = np.tile(np.arange(months), len(ground))
    return permutation_scan(x, y, at, count=cases.ravel(), first_day=0, last_day=months - 1, **given)


def _first(scan: Scan, series: Series, begin: int) -> dict[str, Any]:
    """Tell the strongest cluster: which boroughs, which months, how many, and its chance."""
    if scan.clusters.empty:
        return {"boroughs": [], "p": 1.0}
    one = scan.clusters.iloc[0]
    inside = np.isin(scan.place_of[:: len(scan.place_of) // len(series.names)], one["places"])
    return {
        "boroughs": [name for name, is_in in zip(series.names, inside, strict=True) if is_in],
        "first": series.months[begin + int(one["first_day"])].isoformat(),
        "last": series.months[begin + int(one["last_day"])].isoformat(),
        "observed": int(one["observed"]),
        "expected_cases": round(float(one["expected"])),
        "relative_risk": round(float(one["relative_risk"]), 2),
        "p": float(one["p"]),
    }


def _looks(strand: str, series: Series, ground: pd.DataFrame, expected: str) -> dict[str, Any]:
    """Look at the end of every month from 2016 on for a cluster that is still going on."""
    of_events = set().union(*(inside for _, inside in windows()))
    looks = {}
    given: dict[str, Any] = {
        "prospective": True, "max_duration_days": LONGEST, "replicates": LOOKS, "most_clusters": 1,
    }  # fmt: skip
    for now in range(series.months.index(date(2016, 1, 1)), len(series.months)):
        begin = now - 11
        cases = series.counts[:, begin : now + 1]
        if expected == OWN:
            own = series.counts[:, begin - BEFORE : begin].sum(axis=1) + 1.0
            scan = space_time_scan(ground["x"], ground["y"], cases, own, **given)
        else:
            scan = _permuted(ground, cases, **given)
        looks[series.months[now]] = _first(scan, series, begin)
    signals = [month for month, one in looks.items() if one["p"] <= CUT]
    return {
        "kind": "looks",
        "strand": strand,
        "expected": expected,
        "looks": len(looks),
        "signals": [month.isoformat() for month in signals],
        "quiet_looks": sum(month.year in QUIET for month in looks),
        "quiet_signals": sum(month.year in QUIET for month in signals),
        "other_looks": sum(month not in of_events for month in looks),
        "other_signals": sum(month not in of_events for month in signals),
        "expected_a_year": 12 * CUT,
        "at": {month.isoformat(): one for month, one in looks.items() if (month.year, month.month) in
               {(2016, 6), (2016, 7), (2017, 6), (2017, 7)}},
    }  # fmt: skip


def _patterns(strand: str, series: Series, ground: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Name each borough's pattern over the 24 months of 2016 and 2017."""
    begin = series.months.index(date(2016, 1, 1))
    cases = series.counts[:, begin : begin + 24]
    shapes = ground["geometry"].reset_index(drop=True)
    touch = np.array([shapes.distance(one).to_numpy() < 50 for one in shapes], dtype=float)
    shares = {
        RESIDENTS: ground["residents"].to_numpy(float),
        OWN: series.counts[:, begin - BEFORE : begin].sum(axis=1) + 1.0,
    }
    for expected, share in shares.items():
        found = emerging(cases, csr_array(touch), share=share)
        named = {name: str(one) for name, one in zip(series.names, found.classes, strict=True)}
        yield {
            "kind": "patterns", "strand": strand, "expected": expected, "state": found.state,
            "classes": dict(Counter(named.values()).most_common()),
            "hot": [name for name, one in named.items() if one.endswith("hot spot")],
            "hot_by_month": found.hot.sum(axis=0).tolist(),
        }  # fmt: skip
