"""Surveillance: limits and alarms of R's surveillance, charts of NIST, the chain ladder of Mack (1993)."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from spatial.known_answer import KnownAnswer
from spatial.surveillance.delay import ChainLadder, chain_ladder
from spatial.surveillance.ears import ears
from spatial.surveillance.ewma import ewma
from spatial.surveillance.farrington import ORIGINAL, farrington, outbreak_weights, reference_periods
from spatial.surveillance.limit import prediction_limit
from spatial.surveillance.u_chart import u_chart

__all__ = ["ANSWERS"]

FAMILY = "Unusual weeks"
NEWPORT = """
    0 0 2 2 1 0 1 1 2 5 1 1 0 0 1 0 3 3 3 1 3 1 1 0 1 3 0 1 1 1 3 1 0 3 3 3 3 2 4 2 3 6 2 3 2 2 3 1 1 0
    4 2 1 3 1 2 2 1 1 1 1 5 2 3 1 0 2 3 3 3 0 3 1 2 7 4 3 3 10 7 6 3 2 0 4 3 5 7 8 3 9 5 2 3 0 4 1 1 1 1
    4 2 1 1 1 1 2 1 1 3 3 2 1 3 1 1 1 4 1 2 2 1 3 3 4 4 3 7 2 3 6 7 8 4 1 3 5 7 3 5 6 2 8 1 5 7 1 4 2 3
    4 9 7 3 4 6 4 2 2 5 5 5 1 2 0 3 2 3 4 5 5 1 1 1 1 2 4 2 3 3 6 7 0 0 3 5 4 0 2 0 1 7 6 5 3 5 1 2 4 3
    3 3 4 4 13 6 2 1 1 2 0 1 1 4 3 0 1 0 0 4 1 1 2 2 2 3 0 4 2 3 3 1 2 3 3 3 2 2 8 8 2 5 3 2 4 1 3 3 4 1
    5 6 5 3 3 1 2 4 1 4 0 4 0 3 2 0 0 1 1 0 1 2 2 0 1 0 1 6 2 1 5 1 2 1 0 5 0 0 3 1 2 4 3 2 3 6 4 3 2 2
    2 4 7 7 3 3 1 6 1 1 1 0 0 0 1 1 2 3 1 3 1 1 1 1 0 3 1 1 1 1 1 1 0 2 2 1 2 2 2 3 3 1 2 0 3 1 3 1 2 1
    2 0 0 4 3 3 5 3 1 1 1 3 3 1 2 1 0 3 3 3 1 0 0 0 1 3 0 2 2 3 3 0 3 2 1 2 1 1 0 3 1 2 0 0 2 5 2 0 3 6
    1 2 1 2 0 2 0 3 9 41 45 17 3 3 5 11 5 4 5 2 6 3 0 5 3 3 4 1 1 3 0 0 1 1 2 2 0 1 0 2 4 1 6 3 3 0 3 6
    1 5 1 2 3 7 2 7 3 2 4 8 1 2 4 3 2 4 3 0 0 1
"""
"""Salmonella Newport in Germany by week from 5 January 2004 (the R package's `salmNewport`)."""
MONDAY = date(2004, 1, 5)
FROM_2011 = 365
WAFERS = (
    16, 14, 28, 16, 12, 20, 10, 12, 10, 17, 19, 17, 14, 16, 15, 13, 14, 16, 11, 20, 11, 19, 16, 31, 13,
)  # fmt: skip
TANK = (
    52.0, 47.0, 53.0, 49.3, 50.1, 47.0, 51.0, 50.1, 51.2, 50.5, 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6,
    52.4, 53.6, 52.1,
)  # fmt: skip
TAYLOR_ASHE = """
357848 766940 610542 482940 527326 574398 146342 139950 227229 67948
352118 884021 933894 1183289 445745 320996 527804 266172 425046
290507 1001799 926219 1016654 750816 146923 495992 280405
310608 1108250 776189 1562400 272482 352053 206286
443160 693190 991983 769488 504851 470639
396132 937085 847498 805037 705960
440832 847631 1131398 1063269
359480 1061648 1443370
376686 986608
344014
"""
FLEXIBLE_TESTS = "R package surveillance, tests/testthat/test-farringtonFlexible.R: printed limits and p"
EPYSURV = "alarms of R's surveillance in 2011 and 2012, kept in the tests of the Python package epysurv"


def _newport() -> np.ndarray:
    return np.array(NEWPORT.split(), dtype=np.int64)


def _mondays(n: int) -> list[date]:
    return [MONDAY + timedelta(days=7 * week) for week in range(n)]


def _limits(*methods: str) -> tuple[float, ...]:
    found = [
        prediction_limit(8, expected=5, error=0.2, dispersion=1, alpha=0.05, method=method)
        for method in methods
    ]
    return tuple(value for limit in found for value in (limit.lower, limit.upper, limit.p, limit.exceedance))


def _noufaily(method: str) -> tuple[float, ...]:
    given = {"expected": 5.0, "error": 5 * float(np.log(2)), "alpha": 0.05, "method": method}
    found = [prediction_limit(11, dispersion=phi, **given) for phi in (1.5, 1.0)]  # type: ignore[arg-type]
    return tuple(value for limit in found for value in (limit.lower, limit.upper, limit.p))


def _farrington_alarms() -> tuple[float, ...]:
    counts = _newport()
    settings = replace(ORIGINAL, years_back=3, alpha=0.005)
    found = farrington(counts, _mondays(len(counts)), settings=settings, at=range(FROM_2011, len(counts)))
    return tuple(found["position"].to_numpy(dtype=float)[found["alarm"]].tolist())


def _ears_alarms(method: str) -> tuple[float, ...]:
    found = ears(_newport(), method=method, min_sigma=0, least_cases=0)
    late = found[found["alarm"] & (found["position"] >= FROM_2011)]
    return tuple(late["position"].to_numpy(dtype=float).tolist())


def _first_bounds() -> tuple[float, ...]:
    found = ears(_newport(), method="C1", alpha=0.05, min_sigma=0)
    bounds = found["upper"].to_numpy()[found["position"] >= FROM_2011]
    return tuple(bounds[:4].tolist())


def _years_ago() -> tuple[float, ...]:
    days = np.arange(np.datetime64("1990-06-07"), np.datetime64("2015-06-04"), 7)
    now = int(np.flatnonzero(days == np.datetime64("2013-06-06"))[0])
    back = reference_periods(now, years_back=3, days=days, per_year=52)
    return tuple((days[back].astype(np.int64) + date(1970, 1, 1).toordinal()).astype(float).tolist())


def _wafers() -> tuple[float, ...]:
    chart = u_chart(WAFERS, np.ones(len(WAFERS)))
    return chart.centre, *chart.points[["lower", "upper"]].to_numpy()[0].tolist()


def _tank(column: str) -> tuple[float, ...]:
    found = ewma(TANK, mean=50, sd=2.0539, weight=0.3, settled=True)
    return tuple(found[column].to_numpy(dtype=float).tolist())


@lru_cache(maxsize=1)
def _claims() -> ChainLadder:
    triangle = np.full((10, 10), np.nan)
    for row, line in enumerate(TAYLOR_ASHE.strip().splitlines()):
        values = [float(word) for word in line.split()]
        triangle[row, : len(values)] = values
    return chain_ladder(triangle)


def _reserves() -> tuple[float, ...]:
    left = _claims().ultimate - _claims().known
    return (*left[1:].tolist(), float(left.sum()))


def _reserve_errors() -> tuple[float, ...]:
    return (*_claims().error[1:].tolist(), _claims().total_error)


MACK = "Mack (1993), ASTIN Bulletin 23(2), 213-225: the triangle of Taylor and Ashe"

ANSWERS = (
    KnownAnswer(
        name="Upper limits of Farrington's method on three scales",
        family=FAMILY,
        source=FLEXIBLE_TESTS,
        expected=(
            1.3073128,
            8.6926872,
            0.0907246,
            0.8124165,
            1.9891097,
            9.3744842,
            0.1189986,
            0.6857951,
            1.8084477,
            9.1154825,
            0.1094727,
            0.7289546,
        ),
        work_out=lambda: _limits("identity", "square_root", "two_thirds"),
        tolerance=1e-6,
    ),
    KnownAnswer(
        name="Upper limits of the flexible method from the negative binomial law",
        family=FAMILY,
        source=FLEXIBLE_TESTS,
        expected=(1.0, 10.0, 0.03763657, 2.0, 9.0, 0.01369527),
        work_out=lambda: _noufaily("nb_plugin"),
        tolerance=1e-6,
    ),
    KnownAnswer(
        name="Upper limits of the flexible method at the upper end of the mean",
        family=FAMILY,
        source=FLEXIBLE_TESTS,
        expected=(8.0, 24.0, 0.8597797, 9.0, 22.0, 0.9093099),
        work_out=lambda: _noufaily("muan"),
        tolerance=1e-6,
    ),
    KnownAnswer(
        name="Weights of past outbreaks",
        family=FAMILY,
        source="R package surveillance, tests/testthat/test-farringtonFlexible.R: a case checked by hand",
        expected=(1.6, 0.4),
        work_out=lambda: tuple(outbreak_weights(np.repeat([0.0, 2.0], 5), above=0.0)[[0, 9]].tolist()),
        tolerance=1e-9,
    ),
    KnownAnswer(
        name="The same week one, two and three years ago",
        family=FAMILY,
        source="R package surveillance, tests/testthat/test-farringtonFlexible.R: weeks of 6 June 2013",
        expected=tuple(
            float(day.toordinal())
            for day in (date(2013, 6, 6), date(2012, 6, 7), date(2011, 6, 9), date(2010, 6, 3))
        ),
        work_out=_years_ago,
        tolerance=1e-9,
    ),
    KnownAnswer(
        name="Alarms of Farrington's original method for S. Newport",
        family=FAMILY,
        source=f"Farrington_pred.csv: {EPYSURV} (three years, two-sided 99 %); positions of the weeks",
        expected=(409.0, 410.0, 411.0, 415.0, 420.0, 423.0, 442.0, 453.0, 455.0),
        work_out=_farrington_alarms,
        tolerance=1e-9,
    ),
    KnownAnswer(
        name="Alarms of EARS C1 for S. Newport",
        family=FAMILY,
        source=f"EarsC1_pred.csv: {EPYSURV}; positions of the weeks",
        expected=(395.0, 408.0, 409.0, 440.0, 442.0),
        work_out=lambda: _ears_alarms("C1"),
        tolerance=1e-9,
    ),
    KnownAnswer(
        name="Alarms of EARS C2 for S. Newport",
        family=FAMILY,
        source=f"EarsC2_pred.csv: {EPYSURV}; positions of the weeks",
        expected=(395.0, 408.0, 409.0, 410.0, 411.0, 440.0, 442.0),
        work_out=lambda: _ears_alarms("C2"),
        tolerance=1e-9,
    ),
    KnownAnswer(
        name="Upper limits of EARS C1 for S. Newport",
        family=FAMILY,
        source="R package surveillance, tests/testthat/test-earsC.R: first four weeks of 2011, alpha 0.05",
        expected=(3.278854, 3.278854, 3.436517, 3.855617),
        work_out=_first_bounds,
        tolerance=1e-6,
    ),
    KnownAnswer(
        name="EWMA of twenty values",
        family=FAMILY,
        source="NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4",
        expected=(
            50.6,
            49.52,
            50.56,
            50.18,
            50.16,
            49.21,
            49.75,
            49.85,
            50.26,
            50.33,
            50.11,
            49.36,
            49.52,
            50.05,
            49.38,
            49.92,
            50.73,
            51.23,
            51.94,
            51.99,
        ),
        work_out=lambda: _tank("average"),
        tolerance=0.0051,
    ),
    KnownAnswer(
        name="Limits of an EWMA chart",
        family=FAMILY,
        source="NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.4",
        expected=(47.4116, 52.5884),
        work_out=lambda: (_tank("lower")[0], _tank("upper")[0]),
        tolerance=1e-4,
    ),
    KnownAnswer(
        name="Chart of counts: defects of 25 wafers",
        family=FAMILY,
        source="NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.3.1: mean 16, limits 4 and 28",
        expected=(16.0, 4.0, 28.0),
        work_out=_wafers,
        tolerance=1e-9,
    ),
    KnownAnswer(
        name="What is still to come, by the chain ladder",
        family=FAMILY,
        source=MACK,
        expected=(
            94634.0,
            469511.0,
            709638.0,
            984889.0,
            1419459.0,
            2177641.0,
            3920301.0,
            4278972.0,
            4625811.0,
            18680856.0,
        ),
        work_out=_reserves,
        tolerance=0.51,
    ),
    KnownAnswer(
        name="Standard errors of the chain ladder",
        family=FAMILY,
        source=MACK,
        expected=(
            75535.0,
            121699.0,
            133549.0,
            261406.0,
            411010.0,
            558317.0,
            875328.0,
            971258.0,
            1363155.0,
            2447095.0,
        ),
        work_out=_reserve_errors,
        tolerance=0.51,
    ),
)
