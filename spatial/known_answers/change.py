"""Change: the e-test, roots of counts, before and after against a control, bursts, strands."""

from spatial.comparing.bursts import scan_poisson
from spatial.comparing.change import e_test, poisson_z, rate_ratio
from spatial.comparing.difference import Difference, wdd, wdd_harm
from spatial.comparing.motivations import motivations
from spatial.known_answer import KnownAnswer

__all__ = ["ANSWERS"]

FAMILY = "Change"
PAPER = "Krishnamoorthy and Thomson (2004), as checked by the tests of R's ptools"
WHEELER = "Wheeler (2018), andrewpwheeler.com, 29 April 2018: comparing two Poisson counts"
WDD = "Wheeler and Ratcliffe (2018), Crime Science 7(1); the same numbers stand in the tests of R's ptools"
PTOOLS = "Tests of R's ptools 2.0 (test-wdd.R)"
SOUTHWARK = "Southwark hate crime strategy 2011-15 (draft): victims 2009/10 and 2010/11; z and p recomputed"
HOME_OFFICE = "Home Office statistical bulletin 20/18, hate crime in England and Wales 2017/18"
STRANDS = {
    "race": 71_251, "sexual_orientation": 11_638, "religion": 8_336,
    "disability": 7_226, "transgender": 1_651,
}  # fmt: skip
FIVE_KINDS = (
    ((133, 91), (130, 74)), ((388, 305), (327, 202)), ((148, 97), (398, 190)),
    ((86, 64), (144, 92)), ((94, 67), (183, 96)),
)  # fmt: skip


def _paper() -> Difference:
    return wdd((308, 318), (207, 110), (150, 140), (178, 157))


def _by_area() -> Difference:
    areas = (0.9, 1.2, 1.6, 1.5)
    return wdd((308, 318), (207, 110), (150, 140), (178, 157), area_weights=areas)


def _harm() -> Difference:
    each = [wdd(control, treated) for control, treated in FIVE_KINDS]
    return wdd_harm([one.local for one in each], [one.local_se for one in each], (3, 2, 5, 7, 10))


def _all_of(found: Difference) -> tuple[float, ...]:
    return found.total, found.total_se, found.z, found.low, found.high


def _strands() -> tuple[float, ...]:
    told = motivations(STRANDS, incidents=94_098)
    return float(told.incidents), float(told.motivations)


ANSWERS = (
    KnownAnswer("E-test of 0 against 3", FAMILY, PAPER, 0.0884, lambda: e_test(0, 3), 5e-5),
    KnownAnswer("E-test of 6 against 2", FAMILY, PAPER, 0.1749, lambda: e_test(6, 2), 5e-5),
    KnownAnswer("E-test of 20 against 10", FAMILY, WHEELER, 0.069, lambda: e_test(20, 10), 5e-4),
    KnownAnswer("E-test of 25 against 16", FAMILY, WHEELER, 0.165, lambda: e_test(25, 16), 5e-4),
    KnownAnswer("E-test of 87 against 68", FAMILY, SOUTHWARK, 0.1275, lambda: e_test(68, 87), 5e-5),
    KnownAnswer(
        "Poisson z of 16 to 25 and of 4 to 9",
        FAMILY,
        WHEELER,
        (2.0, 2.0),
        lambda: tuple(poisson_z([25, 9], [16, 4]).tolist()),
        1e-9,
    ),
    KnownAnswer(
        "Poisson z of 467 to 291 and of 87 to 68",
        FAMILY,
        SOUTHWARK,
        (-9.1, -2.16),
        lambda: tuple(poisson_z([291, 68], [467, 87]).tolist()),
        5e-3,
    ),
    KnownAnswer(
        "Ratio of two rates, 60 in 51,477.5 and 30 in 54,308.7 person-years",
        FAMILY,
        "R exactci, poisson.exact: the estimate, as printed in the tests of statsmodels",
        2.10999757175465,
        lambda: rate_ratio(60, 30, exposure_now=51_477.5, exposure_before=54_308.7).ratio,
        1e-12,
    ),
    KnownAnswer(
        "WDD of the paper: estimate, standard error, z",
        FAMILY,
        WDD,
        (-118.0, 39.59797975, -2.98),
        lambda: _all_of(_paper())[:3],
        5e-3,
    ),
    KnownAnswer(
        "WDD of the paper: 95 % interval", FAMILY, WDD, (-196.0, -40.0), lambda: _all_of(_paper())[3:], 0.5
    ),
    KnownAnswer(
        "WDD of 20, 20 against 20, 10",
        FAMILY,
        PTOOLS,
        (-10.0, 8.36660027, -1.19522861),
        lambda: _all_of(wdd((20, 20), (20, 10)))[:3],
        5e-9,
    ),
    KnownAnswer(
        "WDD with two years before and one after: estimate and variance",
        FAMILY,
        "Wheeler (2021), andrewpwheeler.com, 9 January 2021",
        (-20.0, 115.0),
        lambda: (
            (found := wdd((100, 50), (80, 20), time_weights=(2, 1))).total,
            found.total_se**2,
        ),
        1e-9,
    ),
    KnownAnswer(
        "WDD with areas of different size",
        FAMILY,
        "Wheeler (2021), andrewpwheeler.com, 23 February 2021",
        (-99.69444444, 35.4280755, -2.813995483, -169.1321965, -30.25669241),
        lambda: _all_of(_by_area()),
        1e-7,
    ),
    KnownAnswer(
        "WDD of five kinds of crime weighed by harm",
        FAMILY,
        "Wheeler (2020), andrewpwheeler.com, 19 November 2020",
        (-1721.0, 304.10360077, -5.65925558, -2317.03210507, -1124.96789493),
        lambda: _all_of(_harm()),
        1e-7,
    ),
    KnownAnswer(
        "Six in some fortnight of eight years at 0.6 a fortnight",
        FAMILY,
        "Aberdein and Spiegelhalter (2013), Significance 10(6): London's cyclists; 0.039 by Naus (1982) in "
        "the tests of R's ptools",
        0.039,
        lambda: scan_poisson(6, mean_per_window=0.6, windows=208),
        5e-4,
    ),
    KnownAnswer(
        "Offences and motivating factors, 2017/18", FAMILY, HOME_OFFICE, (94_098.0, 100_102.0), _strands, 0
    ),
)
