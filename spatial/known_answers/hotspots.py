"""Hot spots: z and permutation p of Getis and Ord on six points."""

import numpy as np
from scipy.sparse import csr_array

from spatial.hotspots.gi_star import gi_star_z, gi_z, permutation_p
from spatial.known_answer import KnownAnswer
from spatial.near_distances import farthest_from_chord

__all__ = ["ANSWERS"]

POINTS = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)], dtype=float)
VALUES = np.array([2, 3, 3.2, 5, 8, 7])
SOURCE = "PySAL esda, doctest of G_Local: six points, neighbours within 15, binary weights"


def _within_15() -> csr_array:
    apart = np.hypot(*(POINTS[:, None, axis] - POINTS[None, :, axis] for axis in (0, 1)))
    return csr_array((apart <= 15).astype(float))


def _knee() -> float:
    x = np.linspace(0, 1, 10)
    return float(x[farthest_from_chord(x, -1 / (x + 0.1) + 5)])


ANSWERS = (
    KnownAnswer(
        name="Gi* of six points, the point itself included",
        family="Hot spots",
        source=SOURCE,
        expected=(-1.39727626, -0.28917762, 0.65064964, -0.28917762, 1.23452088, 2.02424331),
        work_out=lambda: tuple(gi_star_z(VALUES, _within_15()).tolist()),
        tolerance=5e-9,
    ),
    KnownAnswer(
        name="Gi of six points, the point itself left out",
        family="Hot spots",
        source=SOURCE,
        expected=(-1.0136729, -0.04361589, 1.31558703, -0.31412676, 1.15373986, 1.77833941),
        work_out=lambda: tuple(gi_z(VALUES, _within_15()).tolist()),
        tolerance=5e-9,
    ),
    KnownAnswer(
        name="Chance of Gi by permutation, first of six points",
        family="Hot spots",
        source=f"{SOURCE}; p_sim of 999 permutations, so right to about two in a hundred",
        expected=0.101,
        work_out=lambda: float(permutation_p(VALUES, _within_15(), permutations=9999, tail="esda")[0]),
        tolerance=0.025,
    ),
    KnownAnswer(
        name="Knee of a curve, for the radius of groups",
        family="Hot spots",
        source="kneed, README: ten points of figure 2 of Satopaa, Albrecht, Irwin and Raghavan (2011)",
        expected=0.222,
        work_out=_knee,
        tolerance=0.0005,
    ),
)
