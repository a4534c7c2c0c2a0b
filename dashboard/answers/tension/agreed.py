"""What a meeting agreed for a period: the latest decision on each ward and strand."""

from typing import Any

import pandas as pd

from dashboard.filters import Window

__all__ = ["agreed_of"]

NAMES = {
    "agreed_level": "agreed_level",
    "agreed_by": "agreed_by",
    "agreed_on": "agreed_on",
    "meeting": "agreed_meeting",
    "reason": "agreed_why",
    "indicated_level": "agreed_indicated",
}


def agreed_of(agreed: pd.DataFrame | None, period: Window) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the latest decision for this very period, by ward ("" for no one ward) and strand.

    Parameters
    ----------
    agreed : pandas.DataFrame or None
        ward, strand, period_from, period_to, agreed_level, indicated_level, agreed_by, agreed_on, meeting,
        reason; of several of one day the last stands.
    """
    if agreed is None or agreed.empty:
        return {}
    begins, ends = (pd.to_datetime(agreed[name]).dt.date for name in ("period_from", "period_to"))
    of_it = agreed[(begins == period.first) & (ends == period.last)]
    latest = of_it.sort_values("agreed_on", kind="stable").drop_duplicates(["ward", "strand"], keep="last")
    return {
        (row["ward"] or "", row["strand"]): {ours: row[theirs] for theirs, ours in NAMES.items()}
        for row in latest.to_dict("records")
    }
