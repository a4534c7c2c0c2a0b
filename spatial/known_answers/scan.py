"""Scan statistics: what SaTScan prints for leukaemia in upstate New York and for fever in New York City."""

import csv
from functools import lru_cache
from math import cos, radians
from pathlib import Path

from spatial.known_answer import KnownAnswer
from spatial.scan import Scan, permutation_scan, poisson_llr, spatial_scan

__all__ = ["ANSWERS"]

HERE = Path(__file__).parent
LEUKAEMIA = (
    "SaTScan 9.6, purely spatial, discrete Poisson, 552 cases of leukaemia in 281 census tracts of upstate "
    "New York (Turnbull and others 1990); input and output kept with the tests of the R package smerc"
)
FEVER = (
    "SaTScan, space-time permutation, 194 visits for fever in 192 ZIP codes of New York City, 1 to 24 "
    "November 2001 (SaTScan's sample data; {}), as printed in a course of the Yale School of Public Health"
)
METRES_A_DEGREE = 111_194.9
MIDDLE_LATITUDE = 40.75


@lru_cache(maxsize=1)
def _leukaemia() -> Scan:
    with (HERE / "new_york_leukaemia.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    first, second, cases, population = (
        [float(row[name]) for row in rows] for name in ("first", "second", "cases", "population")
    )
    return spatial_scan(first, second, cases, population, replicates=0)


@lru_cache(maxsize=2)
def _fever(*, prospective: bool) -> Scan:
    with (HERE / "new_york_fever.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wide = METRES_A_DEGREE * cos(radians(MIDDLE_LATITUDE))
    at = [(float(row["long"]) * wide, float(row["lat"]) * METRES_A_DEGREE) for row in rows]
    cases = [(*place, int(day)) for place, row in zip(at, rows, strict=True) for day in row["days"].split()]
    x, y, day = zip(*cases, strict=True)
    centres = ([one for one, _ in at], [one for _, one in at])
    return permutation_scan(
        x, y, day, centres=centres, first_day=1, last_day=24, prospective=prospective, replicates=0
    )


def _column(scan: Scan, name: str, clusters: int) -> tuple[float, ...]:
    return tuple(float(value) for value in scan.clusters[name][:clusters])


def _window(scan: Scan) -> tuple[float, ...]:
    top = scan.clusters.iloc[0]
    return tuple(float(top[name]) for name in ("first_day", "last_day", "observed"))


ANSWERS = (
    KnownAnswer(
        name="Likelihood ratio of 12 cases where 3.84 were expected, of 511",
        family="Clusters in time",
        source="SaTScan 10.0.2, prospective space-time permutation, respiratory visits in New York City "
        "2020, most likely cluster, as printed in a course of the Yale School of Public Health (the expected "
        "number is printed to two decimals)",
        expected=5.588605,
        work_out=lambda: float(poisson_llr(12, 3.84, total=511)),
        tolerance=0.011,
    ),
    KnownAnswer(
        name="Likelihood ratios of six circles of leukaemia",
        family="Clusters in time",
        source=LEUKAEMIA,
        expected=(14.083511, 9.019716, 6.114140, 4.651839, 3.363518, 3.209485),
        work_out=lambda: _column(_leukaemia(), "llr", 6),
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="Cases in these six circles",
        family="Clusters in time",
        source=LEUKAEMIA,
        expected=(100, 38, 64, 25, 12, 11),
        work_out=lambda: _column(_leukaemia(), "observed", 6),
        tolerance=0,
    ),
    KnownAnswer(
        name="Relative risks of these six circles",
        family="Clusters in time",
        source=LEUKAEMIA,
        expected=(1.87, 2.22, 1.64, 1.99, 2.37, 2.41),
        work_out=lambda: _column(_leukaemia(), "relative_risk", 6),
        tolerance=0.005,
    ),
    KnownAnswer(
        name="Test statistics of eight clusters of fever",
        family="Clusters in time",
        source=FEVER.format("SaTScan 10.0.2, retrospective"),
        expected=(8.119521, 5.113791, 5.113791, 4.725675, 4.725675, 4.696100, 4.430018, 3.719788),
        work_out=lambda: _column(_fever(prospective=False), "llr", 8),
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="First day, last day and cases of the most likely cluster of fever",
        family="Clusters in time",
        source=FEVER.format("SaTScan 10.0.2, retrospective"),
        expected=(8, 8, 5),
        work_out=lambda: _window(_fever(prospective=False)),
        tolerance=0,
    ),
    KnownAnswer(
        name="Test statistics of three clusters of fever still going on",
        family="Clusters in time",
        source=FEVER.format("SaTScan 9.4.4, prospective"),
        expected=(3.845418, 3.164201, 2.192250),
        work_out=lambda: _column(_fever(prospective=True), "llr", 3),
        tolerance=5e-7,
    ),
)
