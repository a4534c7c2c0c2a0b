"""Comparison of areas: exact limits and intervals, and how much more than chance areas differ."""

from functools import partial

import numpy as np
from scipy.stats import poisson

from spatial.comparing.funnel import poisson_limits
from spatial.comparing.overdispersion import dispersion, z_scores
from spatial.comparing.rates import poisson_interval, rate_ratio
from spatial.known_answer import KnownAnswer

__all__ = ["ANSWERS"]

FAMILY = "Comparison"
FUNNELPLOTR = "FunnelPlotR (NHS-R Community), tests/testthat"
SEATON = "Seaton and Manktelow (2012), BMC Medical Research Methodology 12:98, table: expected 1 to 50"
R_TEST = "R, stats::poisson.test, example of the manual"
LIMITS = {2: (0, 5, 0, 8), 5: (1, 10, 0, 13), 10: (4, 17, 2, 21), 20: (12, 29, 8, 35), 50: (37, 64, 30, 73)}


def _limits(expected: int) -> tuple[float, ...]:
    return tuple(poisson_limits([expected])[0].tolist())


def _outside(*, above: bool) -> tuple[float, ...]:
    """Median, least and most chance of a count outside the 95 % limits, for expected 1.00, 1.01 ... 50.00."""
    expected = np.arange(100, 5001) / 100
    low, high = poisson_limits(expected, levels=(0.95,)).T
    chance = np.asarray(poisson.sf(high, expected) if above else poisson.cdf(low - 1, expected))
    return float(np.median(chance)), float(chance.min()), float(chance.max())


def _interval(count: int, time: float) -> tuple[float, float]:
    low, high = poisson_interval([count])
    return float(low[0]) / time, float(high[0]) / time


def _intervals() -> tuple[float, ...]:
    found = [end for level in (0.95, 0.998) for end in poisson_interval([15, 20, 30], level=level)]
    return tuple(np.concatenate([end / [15, 20, 30] for end in found]).tolist())


ANSWERS = (
    *(
        KnownAnswer(
            name=f"Funnel: exact limits where {expected} are expected (95 %, 99.8 %)",
            family=FAMILY,
            source="Poisson quantiles at 0.025, 0.975, 0.001 and 0.999, recomputed with SciPy",
            expected=tuple(float(limit) for limit in limits),
            work_out=partial(_limits, expected),
            tolerance=0.0,
        )
        for expected, limits in LIMITS.items()
    ),
    KnownAnswer(
        name="Funnel: chance of a count above the upper 95 % limit (median, least, most)",
        family=FAMILY,
        source=SEATON,
        expected=(0.0201, 0.0052, 0.0250),
        work_out=lambda: _outside(above=True),
        tolerance=5.1e-5,
    ),
    KnownAnswer(
        name="Funnel: chance of a count below the lower 95 % limit (median, least, most)",
        family=FAMILY,
        source=SEATON,
        expected=(0.0186, 0.0, 0.0250),
        work_out=lambda: _outside(above=False),
        tolerance=5.1e-5,
    ),
    KnownAnswer(
        name="Funnel: over-dispersion (phi) of six hospitals, logarithmic scale, not winsorised",
        family=FAMILY,
        source=f"{FUNNELPLOTR}/test-classes_methods.R",
        expected=2.948033,
        work_out=lambda: dispersion(
            z_scores([100, 150, 180, 80, 120, 225], [108, 112, 165, 95, 100, 220], scale="log"), winsorise=0
        ),
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="Rates: exact 95 % and 99.8 % intervals of counts of 15, 20 and 30, divided by them",
        family=FAMILY,
        source=f"{FUNNELPLOTR}/test-poisson_limits.R (confidence limits; no funnel here is drawn by them)",
        expected=(
            *(0.5596924, 0.6108260, 0.6746958, 1.649348, 1.544419, 1.427562),
            *(0.3862650, 0.4479107, 0.5289724, 2.082907, 1.902094, 1.702771),
        ),
        work_out=_intervals,
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="Rates: exact interval of 137 where 24.19893 are expected (Welsh nickel workers)",
        family=FAMILY,
        source=R_TEST,
        expected=(4.753125, 6.692709),
        work_out=lambda: _interval(137, 24.19893),
        tolerance=5e-7,
    ),
    KnownAnswer(
        name="Rates: exact interval of 196 deaths by horse kick in 280 corps-years",
        family=FAMILY,
        source="DescTools, PoissonCI, example of the manual (method exact)",
        expected=(0.6054271, 0.8051570),
        work_out=lambda: _interval(196, 280),
        tolerance=5e-8,
    ),
    KnownAnswer(
        name="Rates: 11 in 800 beside 21 in 3,011: ratio, exact interval, p",
        family=FAMILY,
        source=R_TEST,
        expected=(1.971488, 0.8584264, 4.2772659, 0.07967),
        work_out=lambda: tuple(rate_ratio(11, 800, 21, 3011)),
        tolerance=5e-6,
    ),
)
