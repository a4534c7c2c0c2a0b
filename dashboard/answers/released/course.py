"""The course of an area or of a ward: months, quarters or years of a release, with gaps where it hides."""

from dataclasses import dataclass

import pandas as pd

from dashboard.answers.released.calendar import days_of, period_words, unit_of
from dashboard.answers.released.offered import offered
from dashboard.released.release import AREA, OffLatticeError, Release

__all__ = ["Course", "course", "units_of"]


@dataclass(frozen=True)
class Course:
    """A series of a release.

    Attributes
    ----------
    area, area_name, unit, strand : str
        Of what: codes, and the area's name.
    table : pandas.DataFrame
        period, label, first, last, shown and reports (NaN where hidden), in order of time.
    hidden : int
        How many periods are hidden.
    """

    release: Release
    area: str
    area_name: str
    unit: str
    strand: str
    table: pd.DataFrame
    hidden: int


def units_of(release: Release, area: str = AREA, strand: str = "") -> tuple[str, ...]:
    """List the kinds of periods that a series is there in, the shortest first."""
    known = offered(release)
    units = {unit_of(period) for period in known.all_periods if known.has(area, period, strand)}
    return tuple(unit for unit in ("month", "quarter", "year") if unit in units)


def course(release: Release, *, area: str = AREA, unit: str, strand: str = "") -> Course:
    """Give a series.

    Raises
    ------
    dashboard.released.release.OffLatticeError
        If the release has no such series.
    """
    known = offered(release)
    periods = [
        period for period in known.all_periods if unit_of(period) == unit and known.has(area, period, strand)
    ]
    if not periods:
        raise OffLatticeError(f"Release {release.number} has no such series.")
    numbers = [known.number(area, period, strand) for period in periods]
    days = [days_of(period) for period in periods]
    table = pd.DataFrame(
        {
            "period": periods,
            "label": [period_words(period) for period in periods],
            "first": [first for first, _ in days],
            "last": [last for _, last in days],
            "shown": [known.words(area, period, strand) for period in periods],
            "reports": pd.array([float("nan") if n is None else n for n in numbers], dtype="float64"),
        }
    )
    return Course(
        release, area, known.area_name(area), unit, strand, table, sum(number is None for number in numbers)
    )
