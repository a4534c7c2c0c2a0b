"""The numbers of one choice: a table of a release, with rates from what is shown."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import h3
import numpy as np
import pandas as pd

from dashboard.answers.released.calendar import days_of
from dashboard.answers.released.classes import classes_of
from dashboard.answers.released.offered import Choice, offered
from dashboard.released.release import Release

__all__ = ["MEASURES", "Figures", "area_km2", "figures"]

MEASURES = {"reports": "Reports", "per_1000": "Reports per 1,000 residents", "per_km2": "Reports per km²"}
"""What a map can be coloured by."""
COLUMNS = ("code", "label", "shown", "reports", "residents", "per_1000", "km2", "per_km2", "share")
LEAST_WHOLE = 50


@dataclass(frozen=True)
class Figures:
    """One table of a release.

    Attributes
    ----------
    release : Release
    choice : Choice
    name : str
        Which of the release's tables it is from, "T4".
    days : tuple of datetime.date
        The first and last day that are counted.
    table : pandas.DataFrame
        code, label, shown (in words), reports (NaN where hidden), residents, per_1000, km2, per_km2 and share
        (of `total`), each NaN where an end of it is hidden or not known. Those with most reports first.
    total : int or None
        The release's own number for the area: not the sum of the table. None where hidden.
    total_shown : str
        The same in words.
    has_total : bool
        Whether the release has such a number.
    hidden : int
        How many rows are hidden.
    missing : tuple of str
        Titles of rows that the release does not have for such a period.
    """

    release: Release
    choice: Choice
    name: str
    days: tuple[date, date]
    table: pd.DataFrame
    total: int | None
    total_shown: str
    has_total: bool
    hidden: int
    missing: tuple[str, ...] = ()

    @property
    def measures(self) -> tuple[str, ...]:
        """What the rows can be coloured by: only what is known of one of them."""
        return tuple(name for name in MEASURES if self.table[name].notna().any())

    def classes(self, measure: str) -> tuple[tuple[float, ...], np.ndarray]:
        """Give the lowest value of each class, and each row's class; -1 where nothing is shown.

        Raises
        ------
        ValueError
            If there is no such measure.
        """
        if measure not in MEASURES:
            raise ValueError(f"There is no measure '{measure}'. Known: {', '.join(MEASURES)}.")
        return classes_of(self.table[measure], rates=measure != "reports")


def figures(release: Release, choice: Choice) -> Figures:
    """Give the table that somebody chose.

    Raises
    ------
    dashboard.released.release.OffLatticeError
        If the release has no such table.
    """
    known = offered(release)
    known.checked(choice)
    rows, missing, names = [], [], set()
    for code, title in known.rows(choice.by, choice.area).items():
        key = known.key(choice.by, code, choice)
        if not known.has(*key):
            missing.append(title)
            continue
        names.add(known.table(*key))
        rows.append(_row(release, choice.by, code, title, known.number(*key), known.words(*key)))
    total_key = (choice.area, choice.period, choice.strand, "")
    has_total = known.has(*total_key)
    total = known.number(*total_key) if has_total else None
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    table["share"] = table["reports"] / total if total and total >= LEAST_WHOLE else np.nan
    table = table.assign(order=table["reports"].fillna(-1)).sort_values(
        ["order", "label"], ascending=[False, True], kind="stable"
    )
    return Figures(
        release=release,
        choice=choice,
        name=min(names),
        days=days_of(choice.period),
        table=table[list(COLUMNS)].reset_index(drop=True),
        total=total,
        total_shown=known.words(*total_key) if has_total else "",
        has_total=has_total,
        hidden=int(table["reports"].isna().sum()),
        missing=tuple(missing),
    )


def _row(release: Release, by: str, code: str, title: str, reports: int | None, shown: str) -> dict[str, Any]:
    residents = float(release.residents.get(code) or np.nan) if by == "ward" else np.nan
    km2 = area_km2(release, code) if by == "cell" else np.nan
    number = np.nan if reports is None else float(reports)
    return {
        "code": code, "label": title, "shown": shown, "reports": number,
        "residents": residents, "per_1000": 1000 * number / residents,
        "km2": km2, "per_km2": number / km2,
    }  # fmt: skip


def area_km2(release: Release, cell: str) -> float:
    """Give the area of a reporting cell: of all its hexagons, whole."""
    return sum(h3.cell_area(one, unit="km^2") for one in release.cells[cell])
