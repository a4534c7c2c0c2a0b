"""What an agreement is worth: how often two records of one event agree, against how often chance does.

Fellegi and Sunter (1969).  The first numbers of each pair of constants, the *m*, are reasoned, not fitted:
how often two agencies that were told of one event write down the same.  What chance does, the *u*, is read
off the records themselves wherever it depends on the value, so that two records of a rare strand on a quiet
street weigh more than two of a common one in the Market Place.
"""

from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["FAMILIES", "MatchSettings"]

FAMILIES = {
    "abuse": (
        *("verbal_abuse", "threats", "harassment", "public_order", "bullying", "online_abuse"),
        *("nuisance", "discrimination"),
    ),
    "assault": ("violence", "robbery", "weapons", "sexual_offence"),
    "damage": ("graffiti", "criminal_damage", "arson"),
    "taking": ("theft", "burglary", "vehicle_crime"),
}
"""Categories that one agency's words and another's may share out differently."""


@dataclass(frozen=True)
class MatchSettings:
    """The settings of the search for possible duplicates.

    Attributes
    ----------
    threshold : float
        A pair is a candidate from this score on.
    told_twice : float
        How many of an agency's records a given other agency is expected to hold as well.
    max_days : int
        Records whose days lie further apart are not compared.
    tolerance_m : tuple of (precision, metres)
        How far a point may lie from where it happened.
    near_m, far_m : float
        Beyond the tolerance of both, the two further steps of distance; nothing farther is compared.
    same_day, next_day, few_days : float
        m of time: the same day or overlapping days, a day apart, two or more.
    same_place, near, far, same_ward : float
        m of place: within the tolerance of both, within `near_m` more, within `far_m` more; and where one
        of them has only a ward.
    same_category, same_family, other_category : (m of it, u where it is not read off the records)
    same_strands, shared_strand, strand_missing, other_strands : float or (m, u)
    same_setting, other_setting, same_hour, near_hour, other_hour : float or (m, u)
        Hours within one, within three, farther apart.
    most_at_once : int
        A record is not compared with more others than this of one agency in one place and time: there, an
        address stands for "somewhere in town", and comparing it says nothing.
    """

    threshold: float = 0.3
    told_twice: float = 0.02
    max_days: int = 3
    tolerance_m: tuple[tuple[str, float], ...] = (("exact", 25.0), ("street", 100.0), ("postcode", 100.0))
    near_m: float = 100.0
    far_m: float = 200.0
    same_day: float = 0.85
    next_day: float = 0.10
    few_days: float = 0.05
    same_place: float = 0.85
    near: float = 0.10
    far: float = 0.05
    same_ward: float = 0.95
    same_category: float = 0.60
    same_family: tuple[float, float] = (0.25, 0.30)
    other_category: tuple[float, float] = (0.15, 0.60)
    same_strands: float = 0.80
    shared_strand: tuple[float, float] = (0.10, 0.05)
    strand_missing: tuple[float, float] = (0.07, 0.40)
    other_strands: tuple[float, float] = (0.03, 0.50)
    same_setting: float = 0.75
    other_setting: tuple[float, float] = (0.25, 0.75)
    same_hour: tuple[float, float] = (0.70, 0.125)
    near_hour: tuple[float, float] = (0.20, 0.17)
    other_hour: tuple[float, float] = (0.10, 0.70)
    most_at_once: int = 5000

    def tolerances(self) -> dict[str, float]:
        """Give the tolerance of each precision that has a point."""
        return dict(self.tolerance_m)

    def told(self) -> dict[str, Any]:
        """Give every setting by name, for the record."""
        return {**asdict(self), "tolerance_m": self.tolerances()}
