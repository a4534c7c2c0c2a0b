"""Where reports concentrate, from released numbers: unequal places, noisy counts, hidden ones kept in."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboard.answers.released.calendar import days_of, unit_of
from dashboard.answers.released.figures import figures
from dashboard.answers.released.noise import noise_in
from dashboard.answers.released.offered import Choice, offered
from dashboard.released.release import OffLatticeError, Release
from spatial.comparing.perturbed import perturbed_tail
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.multiple import benjamini_hochberg

__all__ = ["AGAINST", "Concentrations", "concentrations"]

AGAINST = {"cell": "km2", "ward": "residents"}
"""What reports are set against, by what the places are."""
ALPHA = 0.05
LEAST_PLACES = 5
YEAR = timedelta(days=365)
LEAST_REPORTS = 50
LEAST_TIMES = 1.5
"""A place with fewer than half as many again as expected is not worth naming, however sure it is."""


@dataclass(frozen=True)
class Concentrations:
    """Which places have more reports than an even spread would give them.

    Attributes
    ----------
    by : str
        "cell" (against the ground) or "ward" (against the residents).
    period, strand : str
    state : str
        "found", "none" or "not enough data".
    reason : str
        Why there is not enough, as a code: "places", "reports", "residents" or empty.
    table : pandas.DataFrame
        Places that are shown, those with most against what is expected first: rank (of those that stand out,
        else NA), code, label, shown, reports, size (km² or residents), expected, times, stands_out.
    hidden : int
        Places that are hidden; in the expected numbers each is taken to have as many reports as it may have.
    half : tuple of int, float, float
        The fewest places that hold half of the reports (those of hidden places at most): how many places, how
        much ground or how many residents, and the share of all of it. Zeros where nothing can be said.
    drawn_to : datetime.date or None
        Where the places were drawn by a year's reports that are counted here too: the last day of that year.
    """

    release: Release
    by: str
    period: str
    strand: str
    state: str
    reason: str
    table: pd.DataFrame
    hidden: int
    half: tuple[int, float, float]
    drawn_to: date | None

    @property
    def found(self) -> pd.DataFrame:
        """The places that stand out, in their order."""
        return self.table[self.table["stands_out"]]


def concentrations(release: Release, *, by: str, period: str, strand: str = "") -> Concentrations:
    """Look for places with more reports than an even spread, chance and noise would give them.

    Each place's number is set against its share of all shown ones and of the hidden ones, each of which is
    taken to be one short of the threshold: so nothing stands out for want of what is hidden. The chance that
    a Poisson count with the release's noise is as high is corrected for all the places (Benjamini and
    Hochberg).

    Raises
    ------
    dashboard.released.release.OffLatticeError
        If the release has no such table of a year or quarter.
    """
    offered(release).checked(Choice(by, period, strand))
    if by not in AGAINST or unit_of(period) == "month":
        raise OffLatticeError(
            "Where reports concentrate is told of wards and reporting cells, by year and quarter."
        )
    told = figures(release, Choice(by, period, strand)).table
    sized = told.assign(size=told[AGAINST[by]])
    sized = sized[sized["size"] > 0]
    shown = sized[sized["reports"].notna()]
    hidden = int(sized["reports"].isna().sum())
    drawn_to = _drawn_to(release, period) if by == "cell" else None
    reason = (
        "residents" if by == "ward" and sized.empty
        else "places" if len(shown) < LEAST_PLACES
        else "reports" if shown["reports"].sum() < LEAST_REPORTS
        else ""
    )  # fmt: skip
    if reason:
        table = _table(shown, np.full(len(shown), np.nan), np.zeros(len(shown), dtype=bool))
        return Concentrations(
            release, by, period, strand, NOT_ENOUGH, reason, table, hidden, (0, 0.0, 0.0), drawn_to
        )
    all_reports = float(shown["reports"].sum()) + hidden * (release.threshold - 1)
    expected = (shown["size"] * all_reports / sized["size"].sum()).to_numpy(dtype=float)
    p = perturbed_tail(shown["reports"].to_numpy(dtype=int), expected, noise_in(release))
    times = shown["reports"].to_numpy(dtype=float) / expected
    table = _table(shown, expected, (benjamini_hochberg(p) < ALPHA) & (times >= LEAST_TIMES))
    half = _half(table, all_reports, float(sized["size"].sum()))
    state = FOUND if table["stands_out"].any() else NONE
    return Concentrations(release, by, period, strand, state, "", table, hidden, half, drawn_to)


def _half(table: pd.DataFrame, reports: float, size: float) -> tuple[int, float, float]:
    """Count the fewest places, the densest first, that hold half of all reports."""
    densest = table.sort_values("times", ascending=False, kind="stable")
    together = densest["reports"].cumsum().to_numpy(dtype=float)
    if not len(together) or together[-1] < reports / 2:
        return 0, 0.0, 0.0
    number = int(np.argmax(together >= reports / 2)) + 1
    held = float(densest["size"].head(number).sum())
    return number, held, held / size


def _drawn_to(release: Release, period: str) -> date | None:
    """Find the end of the year by whose reports the cells were drawn, if a period overlaps that year."""
    last = release.cells_until - YEAR
    first_day, last_day = days_of(period)
    return last if first_day <= last and last - YEAR < last_day else None


def _table(shown: pd.DataFrame, expected: np.ndarray, stands_out: np.ndarray) -> pd.DataFrame:
    table = shown[["code", "label", "shown", "reports", "size"]].assign(
        expected=expected, times=shown["reports"] / expected, stands_out=stands_out
    )
    table = table.sort_values(
        ["stands_out", "times", "label"], ascending=[False, False, True], kind="stable"
    ).reset_index(drop=True)
    rank = pd.Series(range(1, len(table) + 1), dtype="Int64")
    table.insert(0, "rank", rank.where(table["stands_out"], pd.NA))
    return table
