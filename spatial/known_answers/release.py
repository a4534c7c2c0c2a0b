"""Releases: the table of noise that Eurostat's census project published."""

from functools import partial

import numpy as np

from spatial.known_answer import KnownAnswer
from spatial.release.ptable import make_ptable

__all__ = ["ANSWERS"]

SOURCE = "European Statistical System, sdcTools/CensusProtection: CellKey/SAS/ptable_d2_v108_js1.csv"
ROWS = {
    1: (0.5133, 0.4600, 0.0267),
    2: (0.1656, 0.5463, 0.2449, 0.0432),
    3: (0.4208, 0.2776, 0.1824, 0.1192),
    4: (0.0739, 0.2442, 0.3637, 0.2442, 0.0739),
}


def _row(count: int) -> tuple[float, ...]:
    chances: np.ndarray = make_ptable(2, 1.08, 1).chances[count]
    return tuple(chances[chances > 0].tolist())


ANSWERS = tuple(
    KnownAnswer(
        name=f"Noise of a count of {count}{' or more' if count == 4 else ''} (D 2, V 1.08, never 1)",
        family="Releases",
        source=SOURCE,
        expected=row,
        work_out=partial(_row, count),
        tolerance=0.00005001,  # four digits are printed
    )
    for count, row in ROWS.items()
)
