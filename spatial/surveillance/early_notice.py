"""How strict many looks must be, night after night, to make so few false signals a year."""

from dataclasses import dataclass

from spatial.errors import SettingError
from spatial.given import within

__all__ = ["NIGHT_DAYS", "WEEK_DAYS", "YEAR_DAYS", "Strictness", "once_in_days", "strictness"]

YEAR_DAYS = 365.25
NIGHT_DAYS, WEEK_DAYS = 1.0, 7.0
METHODS = 2
"""The weekly lines and the scan: each may make half of the false signals."""


@dataclass(frozen=True)
class Strictness:
    """What a signal must pass.

    Attributes
    ----------
    once_in_days : float
        All looks of one method together make a false signal at most once in so many days.
    level : float
        The chance that one look at the weekly lines has a false signal in one family of them.
    scan_once_in_days : float
        The recurrence interval, in nightly looks, that a cluster of one scan must reach.
    """

    once_in_days: float
    level: float
    scan_once_in_days: float


def strictness(false_a_year: float, *, families: int, scans: int) -> Strictness:
    """Share an allowance of false signals out over everything that is looked at.

    Parameters
    ----------
    false_a_year : float
        False signals a year that are put up with, if nothing changes anywhere.
    families : int
        Families of weekly lines; each is corrected for its own number of lines.
    scans : int
        Scans a night, one for each group of reports.

    Returns
    -------
    Strictness

    Raises
    ------
    spatial.errors.SettingError
        If a number cannot be one.

    Notes
    -----
    Each method is given half. Weekly lines change once a week, since only whole weeks count; so there are 52
    looks a year. A scan is made every night, of almost the same reports as the night before, and each night
    counts as a look of its own. The chances of all looks are added up, whether they hang together or not
    (Boole's inequality), so that the mean number of looks that begin a false signal is at most what is said.

    References
    ----------
    Kleinman, Lazarus and Platt (2004), American Journal of Epidemiology 159(3), 217-224.
    """
    within(false_a_year, what="false signals a year", least=0.1, most=52)
    for number, what in ((families, "families"), (scans, "scans")):
        within(number, what=what, least=1, most=10_000)
        if number != int(number):
            raise SettingError(f"{what} is {number:g}; give a whole number.")
    once = YEAR_DAYS * METHODS / false_a_year
    return Strictness(
        once_in_days=once,
        level=min(WEEK_DAYS / (once * families), 0.05),
        scan_once_in_days=once * scans,
    )


def once_in_days(chance: float, *, every_days: float, looks: int) -> float:
    """Say in how many days chance alone makes one like it, all looks counted.

    Parameters
    ----------
    chance : float
        Of one look.
    every_days : float
        Days between two looks.
    looks : int
        How many are made each time.

    Raises
    ------
    spatial.errors.SettingError
        If the chance is none.
    """
    within(chance, what="the chance", least=0, most=1)
    return float("inf") if chance == 0 else every_days / (chance * looks)
