"""Scales by which people judge: levels with plain meanings, and the grades of 3x5x2."""

from collections.abc import Mapping
from typing import Literal

from ingest.policy.codes import Part, Text

__all__ = ["EXPERIENCE", "GRADES", "Grades", "Level", "scale_problem"]

EXPERIENCE = ("experienced", "evidenced", "potential")
"""The three kinds of tension information."""

GRADES = {"source": tuple("123"), "information": tuple("ABCDE"), "handling": tuple("PC")}
"""The grades of 3x5x2: three for the source, five for the information, two for handling."""


class Level(Part):
    """One level of a scale."""

    number: int
    name: Text
    meaning: Text


class Grades(Part):
    """Grades of 3x5x2, each with its plain title.

    Attributes
    ----------
    source : dict
        ``1`` to ``3``: how reliable whoever says it is.
    information : dict
        ``A`` to ``E``: how it is known.
    handling : dict
        ``P`` or ``C``: whether it may be passed on freely or on conditions.
    """

    source: dict[Literal["1", "2", "3"], Text]
    information: dict[Literal["A", "B", "C", "D", "E"], Text]
    handling: dict[Literal["P", "C"], Text]

    def missing(self) -> dict[str, list[str]]:
        """Name the grades that have no title."""
        given: Mapping[str, Mapping[str, str]] = {name: getattr(self, name) for name in GRADES}
        return {
            name: [grade for grade in grades if grade not in given[name]]
            for name, grades in GRADES.items()
            if set(grades) - set(given[name])
        }


def scale_problem(levels: tuple[Level, ...], *, least: int, most: int) -> str | None:
    """Say what is wrong with a scale's levels; None if nothing is."""
    numbers = [level.number for level in levels]
    if numbers != list(range(1, len(levels) + 1)):
        found = ", ".join(str(number) for number in numbers) or "none"
        return f"found the numbers {found}; number the levels 1, 2, 3 and so on, lowest first"
    if not least <= len(levels) <= most:
        right = str(least) if least == most else f"{least} to {most}"
        return f"found {len(levels)} levels; a scale has {right}"
    names = [level.name.casefold() for level in levels]
    twice = next((level.name for level in levels if names.count(level.name.casefold()) > 1), None)
    return f"two levels are called {twice!r}; give each its own name" if twice else None
