"""Surveillance alarms by ward and strand, as they stood at the end of a period."""

from collections.abc import Hashable, MutableMapping
from datetime import date, timedelta

import pandas as pd

from dashboard.answers.tension.incidents import COUNTED_ONCE
from dashboard.answers.unusual_weeks import ALL, OVER, unusual_weeks
from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.viewer import Viewer
from spatial.progress import Progress, silent

__all__ = ["ALARMS", "alarms_on", "alarms_until", "no_alarms"]

ALARMS = {"on": "object", "ward": "object", "strand": "object", "first": "object", "last": "object"}
YEAR = 365
"""The window of the page of unusual weeks, so that both hide the same."""


def alarms_on(
    snapshot: Snapshot,
    viewer: Viewer,
    days: list[date],
    *,
    seen: MutableMapping[Hashable, pd.DataFrame] | None = None,
    told: Progress = silent,
) -> pd.DataFrame:
    """List the alarms as they stood on some days.

    Parameters
    ----------
    days : list of datetime.date
        Last days of periods.
    seen : mutable mapping, optional
        Where what was looked up once is kept, and taken from.

    Returns
    -------
    pandas.DataFrame
        `ALARMS`: the day asked for, ward and strand as codes, first and last day of the four weeks.
    """
    known = {} if seen is None else seen
    found = []
    for number, day in enumerate(days):
        key = (snapshot.version, viewer, day)
        if key not in known:

            def part(share: float, before: int = number) -> None:
                told((before + share) / len(days))

            known[key] = alarms_until(snapshot, viewer, day, told=part)
        found.append(known[key])
        told((number + 1) / len(days))
    return pd.concat([no_alarms(), *found], ignore_index=True)


def alarms_until(snapshot: Snapshot, viewer: Viewer, on: date, *, told: Progress = silent) -> pd.DataFrame:
    """List the alarms that stood on a day: wards and strands with unusually many reports in four weeks."""
    earliest = snapshot.earliest
    if snapshot.latest is None or earliest is None or on < earliest:
        return no_alarms()
    asked = Filters(days=None, first=on - timedelta(days=YEAR - 1), last=on, duplicates=COUNTED_ONCE)
    answer = unusual_weeks(snapshot, asked, viewer, told=told)
    lines, four = answer.lines, answer.four
    over = lines[(lines["state"] == OVER) & (lines["ward"] != ALL) & (lines["strand"] != ALL)]
    if four is None or over.empty:
        return no_alarms()
    found = over[["ward", "strand"]].assign(on=on, first=four.first, last=four.last)
    return found[list(ALARMS)].sort_values(["ward", "strand"]).reset_index(drop=True)


def no_alarms() -> pd.DataFrame:
    """Give `ALARMS` without a row."""
    return pd.DataFrame({}, columns=list(ALARMS)).astype(ALARMS)
