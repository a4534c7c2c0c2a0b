"""The nearest reporting centres and services to a place, by the way on foot."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dashboard.wording import distance_words
from spatial.reach.walking import METRES_A_MINUTE, walking_m

if TYPE_CHECKING:
    from boundaries.streets import Streets

__all__ = ["MOST", "measured_how", "nearest_help"]

MOST = 3


def nearest_help(
    places: pd.DataFrame, x: float, y: float, *, streets: "Streets | None" = None, most: int = MOST
) -> pd.DataFrame:
    """Find the nearest that are open as such, whatever the hour.

    Parameters
    ----------
    places : pandas.DataFrame
        As `dashboard.desks.help_places.help_places` gives it.
    x, y : float
        Metres of EPSG:27700.
    most : int
        So many reporting centres, and so many services that take no reports.

    Returns
    -------
    pandas.DataFrame
        The columns of `places`, metres (on foot), minutes and away (words); reporting centres first, each the
        nearest first. What cannot be walked to is left out.
    """
    known = places[(places["status"] == "open") & places["x"].notna()].copy()
    ends = known["x"].to_numpy(dtype=float), known["y"].to_numpy(dtype=float)
    known["metres"] = walking_m([x], [y], *ends, streets=streets)[0] if len(known) else 0.0
    known = known[np.isfinite(known["metres"].to_numpy(dtype=float))]
    known["minutes"] = np.ceil(known["metres"].to_numpy(dtype=float) / METRES_A_MINUTE)
    known["away"] = [
        f"{distance_words(metres)}, {minutes:.0f} min"
        for metres, minutes in zip(known["metres"], known["minutes"], strict=True)
    ]
    known = known.sort_values(["metres", "name"])
    takes = known["reporting"].astype(bool)
    return pd.concat([known[takes].head(most), known[~takes].head(most)]).reset_index(drop=True)


def measured_how(streets: "Streets | None") -> str:
    """Say how the way on foot is measured."""
    if streets is None:
        return "On foot: the straight line times 1.3, at 4.8 km an hour."
    return "On foot along the streets, at 4.8 km an hour."
