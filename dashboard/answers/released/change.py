"""Two calendar periods beside each other, from released numbers; only where both are shown."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.answers.released.calendar import days_of, unit_of
from dashboard.answers.released.noise import noise_in
from dashboard.answers.released.offered import Choice, offered
from dashboard.released.release import AREA, OffLatticeError, Release
from spatial.comparing.perturbed import perturbed_test
from spatial.multiple import benjamini_hochberg

__all__ = ["FEWER", "HIDDEN", "MORE", "SAME", "Changes", "changes"]

MORE, FEWER = "more than chance and noise make", "fewer than chance and noise make"
SAME, HIDDEN = "not to be told from chance and noise", "cannot be compared: one is hidden"
ALPHA = 0.05
_Row = tuple[str, str, int | None, int | None, str, str]


@dataclass(frozen=True)
class Changes:
    """A period beside an earlier one of the same kind.

    Attributes
    ----------
    by, now, before, strand, area : str
        The question, in codes.
    table : pandas.DataFrame
        code, label, now, before (NaN where hidden), now_shown, before_shown, difference (in words), verdict
        and hidden (whether either is). Rows with both numbers first, those with most reports first.
    total : pandas.Series
        The same of the area's own numbers; empty where the release has none.
    days : tuple of int
        How many days each period has.
    """

    release: Release
    by: str
    now: str
    before: str
    strand: str
    area: str
    table: pd.DataFrame
    total: pd.Series
    days: tuple[int, int]


def changes(
    release: Release, *, by: str, now: str, before: str, strand: str = "", area: str = AREA
) -> Changes:
    """Compare two periods, row by row, and allow for having looked at all rows.

    Raises
    ------
    dashboard.released.release.OffLatticeError
        If the release has not both, or they are not of one kind.
    """
    known = offered(release)
    asked = [known.checked(Choice(by, period, strand, area)) for period in (now, before)]
    if unit_of(now) != unit_of(before) or not before < now:
        raise OffLatticeError("Two periods of one kind can be compared, a later one with an earlier one.")
    days = tuple((last - first).days + 1 for first, last in (days_of(p) for p in (now, before)))
    rows: list[_Row] = []
    for code, title in known.rows(by, area).items():
        this, that = (known.key(by, code, one) for one in asked)
        if known.has(*this) and known.has(*that):
            numbers, words = (
                (known.number(*this), known.number(*that)),
                (known.words(*this), known.words(*that)),
            )
            rows.append((code, title, *numbers, *words))
    table = _compared(release, rows, days)
    whole: list[_Row] = []
    if known.has(area, now, strand) and known.has(area, before, strand):
        numbers = (known.number(area, now, strand), known.number(area, before, strand))
        words = (known.words(area, now, strand), known.words(area, before, strand))
        whole.append((area, known.area_name(area), *numbers, *words))
    total = _compared(release, whole, days)
    return Changes(
        release, by, now, before, strand, area, table,
        total.iloc[0] if len(total) else pd.Series(dtype=object), (days[0], days[1]),
    )  # fmt: skip


def _compared(release: Release, rows: list[_Row], days: tuple[int, ...]) -> pd.DataFrame:
    noise = noise_in(release)
    table = pd.DataFrame(
        rows, columns=["code", "label", "now", "before", "now_shown", "before_shown"]
    ).astype({"now": "float64", "before": "float64"})
    pairs = list(zip(table["now"], table["before"], strict=True))
    p = [
        np.nan
        if np.isnan(a + b)
        else perturbed_test(int(a), int(b), exposure_now=days[0], exposure_before=days[1], noise=noise)
        for a, b in pairs
    ]
    sure = np.nan_to_num(benjamini_hochberg(p), nan=1.0) < ALPHA
    more = table["now"] / days[0] > table["before"] / days[1]
    hidden = table["now"].isna() | table["before"].isna()
    table["difference"] = [difference_words(a, b) for a, b in pairs]
    table["verdict"] = np.select([hidden, sure & more, sure], [HIDDEN, MORE, FEWER], SAME)
    table["hidden"] = hidden
    order = table.assign(first=table["now"].where(~hidden, -1.0))
    order = order.sort_values(["first", "label"], ascending=[False, True], kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def difference_words(now: float, before: float) -> str:
    """Write a difference beside its percentage, which never stands alone; nothing where either is hidden."""
    if now != now or before != before:
        return ""
    by = int(now - before)
    if by == 0:
        return "none"
    return f"{by:+,d} ({100 * by / before:+.0f}%)".replace("-", "−") if before else f"{by:+,d}"
