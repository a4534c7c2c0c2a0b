"""Near repeats: pairs close in space and time that others have counted."""

from datetime import date

import numpy as np

from spatial.known_answer import KnownAnswer
from spatial.repeats.knox import Knox, knox, knox_poisson

__all__ = ["ANSWERS"]

FAMILY = "Near repeats"
KNOX = "Knox (1964), British Journal of Preventive and Social Medicine 18, 17-24: 96 children with leukaemia"
BURKITT = (
    "Burkitt's lymphoma in West Nile, 188 cases, no farther apart than 20 and 5 days: 13 pairs (tests of "
    "PySAL pointpats); p of 13 or more recomputed: R surveillance and pointpats give that of more than 13"
)
NRC = (
    "Steenbeek, NearRepeat and the Near Repeat Calculator, a comparison: two incidents 100 m and 3 days apart"
)
BURKITT_PAIRS = {"close_in_space": 3429, "close_in_time": 52, "pairs": 188 * 187 // 2}


def _two(step_m: float) -> Knox:
    days = [date(2019, 1, 1).toordinal(), date(2019, 1, 4).toordinal()]
    return knox(
        [0, 0], [0, 100], days, space_edges_m=[0, 1, step_m, 2 * step_m], time_edges_days=[0, 3, 6],
        permutations=0,
    )  # fmt: skip


def _bands(found: Knox) -> tuple[float, ...]:
    """Give the band of space and the band of time that hold the one pair."""
    return tuple(np.argwhere(found.observed == 1)[0].astype(float).tolist())


ANSWERS = (
    KnownAnswer(
        "Pairs expected within 1 km and 60 days: 25 and 152 of 4,560",
        FAMILY,
        KNOX,
        0.83,
        lambda: knox_poisson(5, close_in_space=25, close_in_time=152, pairs=4560)[0],
        5e-3,
    ),
    KnownAnswer(
        "Poisson p of 13 close pairs or more", FAMILY, BURKITT, 0.222,
        lambda: knox_poisson(13, **BURKITT_PAIRS)[1], 5e-4,
    ),
    KnownAnswer(
        "Poisson p of more than 13 close pairs, as others give it", FAMILY, BURKITT, 0.146,
        lambda: knox_poisson(14, **BURKITT_PAIRS)[1], 5e-4,
    ),
    KnownAnswer(
        "100 m and 3 days lie in [1, 200) and [3, 6)", FAMILY, NRC, (1.0, 1.0), lambda: _bands(_two(200.0)), 0
    ),
    KnownAnswer(
        "100 m and 3 days lie in [100, 200) and [3, 6)", FAMILY, NRC, (2.0, 1.0),
        lambda: _bands(_two(100.0)), 0,
    ),
)  # fmt: skip
