"""The boroughs beside the demo's: invented too, known only by their residents and by tables of counts."""

import csv
from pathlib import Path

import numpy as np

__all__ = ["COMPARISON", "NEIGHBOURS", "write_neighbours"]

NEIGHBOURS = {  # residents, and how much is recorded there beside what is usual
    "Fennick Vale": (128_400, 0.86),
    "Gorsey Hundred": (214_900, 0.71),
    "Kelderby-on-Sand": (97_300, 1.04),
    "Marlbank": (176_200, 1.18),
    "Osprey Staithe": (143_800, 0.93),
    "Saltholm": (88_600, 1.09),
    "Ternhaven": (161_500, 1.52),
}
_LINES = {  # for every 1,000 residents in a year
    "Racist and Religious Hate Crime": 1.75,
    "Homophobic Hate Crime": 0.33,
    "Disability Hate Crime": 0.14,
    "Transgender Hate": 0.05,
}
_HIDES = "Transgender Hate"
"""The line of which the invented publisher hides the small counts."""
_MONTHS = tuple(f"{2023 + month // 12}{month % 12 + 1:02d}" for month in range(9, 45))
_NOT_GIVEN = ("Marlbank", "202602")
"""A month for which one borough gave nothing."""
_DICE = 20261012
COMPARISON = """\
[comparison]
files = ["published_counts.csv"]
own = "Wrenmouth"
most_similar = ["Fennick Vale", "Kelderby-on-Sand", "Marlbank", "Osprey Staithe", "Saltholm", "Ternhaven"]
population = "published_residents.csv"
source = "Wrenshire Police, tables of hate crime by borough, as invented as the boroughs"
licence = "Nobody's: the figures are made up by the program"
published = 2026-10-12
"""


def write_neighbours(own: str, residents: int, folder: Path) -> None:
    """Write what a force would publish of the own borough and its neighbours: counts, and residents.

    The counts are thrown by dice of their own: they are not those of the demo's records, just as published
    tables never quite are.
    """
    dice = np.random.default_rng(_DICE)
    boroughs = {own: (residents, 1.12), **NEIGHBOURS}
    season = 1 + 0.18 * np.cos((np.array([int(month[4:]) for month in _MONTHS]) - 7) * np.pi / 6)
    rows = []
    for name, (people, share) in sorted(boroughs.items()):
        for line, counts in _counts(dice, people / 1000 / 12 * share * season).items():
            told = [_told(int(count), line) for count in counts]
            given = [
                "" if (name, month) == _NOT_GIVEN else one for month, one in zip(_MONTHS, told, strict=True)
            ]
            rows.append([name, "Hate", line, *given])
    _write(folder / "published_counts.csv", ["Borough", "MajorText", "MinorText", *_MONTHS], rows)
    people_rows = [[name, str(people)] for name, (people, _) in sorted(boroughs.items())]
    _write(folder / "published_residents.csv", ["Borough", "Residents"], people_rows)


def _counts(dice: np.random.Generator, usual: np.ndarray) -> dict[str, np.ndarray]:
    """Throw one borough's months; an offence can carry two flags, and faith is a part of the first line."""
    lines = {line: dice.poisson(per_1000 * usual) for line, per_1000 in _LINES.items()}
    first = lines["Racist and Religious Hate Crime"]
    flags = sum(lines.values())
    offences = np.maximum(flags - dice.binomial(flags, 0.03), np.max(list(lines.values()), axis=0))
    return {"All Hate Crime": offences, **lines, "Faith Hate Crime": dice.binomial(first, 0.16)}


def _told(count: int, line: str) -> str:
    return "<5" if line == _HIDES and 0 < count < 5 else str(count)


def _write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([head, *rows])
