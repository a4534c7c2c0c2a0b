"""A profile: how strictly the numbers of a release are protected."""

from dataclasses import dataclass, replace

import numpy as np

from spatial.errors import SettingError

__all__ = ["FLOORS", "HIDDEN", "LEAST_RECORDS", "PARTNER", "PROFILES", "PUBLIC", "BelowFloorError", "Profile"]

FLOORS = {"partner": 5, "public": 10}
"""The lowest threshold of each profile. A partnership may raise it, and nobody may lower it."""
HIDDEN = -1
"""Stands for a number that is not shown."""
LEAST_RECORDS = 3
"""No number is shown of fewer records, whatever their noise: with the threshold alone, noise of +4 would show
one incident in a hundred that are alone in their cell, and whatever is shown is not zero.
"""


class BelowFloorError(SettingError):
    """A threshold, or a least size of a reporting cell, below what its profile must have."""


@dataclass(frozen=True)
class Profile:
    """How strictly the numbers of a release are protected.

    Attributes
    ----------
    name : str
        `partner` or `public`; its floor holds for every profile of that name.
    threshold : int
        A noisy count below it is hidden.
    base : int
        Shown counts are rounded to its nearest multiple.
    d, v, js : int, float, int
        The noise: at most `d` either way, of variance `v`, and never a result of 1 to `js`.
    least_cell : int
        Incidents of a year that each reporting cell must have.

    Raises
    ------
    BelowFloorError, spatial.errors.SettingError
    """

    name: str
    threshold: int
    base: int
    d: int
    v: float
    js: int
    least_cell: int

    def __post_init__(self) -> None:
        if self.name not in FLOORS:
            raise SettingError(f"There is no profile of that name. There are {', '.join(sorted(FLOORS))}.")
        floor = FLOORS[self.name]
        for what, value in (("threshold", self.threshold), ("least_cell", self.least_cell)):
            if value < floor:
                raise BelowFloorError(
                    f"{what} is {value}; for the {self.name} profile it is {floor} or more. "
                    "It can be raised, not lowered."
                )
        if self.base < 1 or self.d < 1 or self.v <= 0 or self.js < 1:
            raise SettingError("A profile needs a base, d and js of 1 or more, and a variance above 0.")

    def with_threshold(self, threshold: int) -> "Profile":
        """Give the same profile with another threshold; a reporting cell needs at least as many incidents.

        Raises
        ------
        BelowFloorError
            If it is below the floor of the profile.
        """
        return replace(self, threshold=threshold, least_cell=max(self.least_cell, threshold))

    def shown(self, noisy: np.ndarray) -> np.ndarray:
        """Round noisy counts to the nearest multiple of the base; `HIDDEN` below the threshold."""
        rounded = (noisy + self.base // 2) // self.base * self.base
        return np.where((noisy >= self.threshold) & (rounded >= self.threshold), rounded, HIDDEN)


PARTNER = Profile("partner", threshold=5, base=1, d=4, v=1.8, js=1, least_cell=5)
PUBLIC = Profile("public", threshold=10, base=5, d=4, v=1.8, js=1, least_cell=10)
PROFILES = {profile.name: profile for profile in (PARTNER, PUBLIC)}
