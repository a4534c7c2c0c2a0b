"""Choosing DBSCAN's radius: how far reports lie from their near ones, as it may be shown."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.filters import Filters
from dashboard.snapshot import Snapshot
from dashboard.survey import survey
from dashboard.viewer import Viewer
from spatial.near_distances import k_distances

__all__ = ["FEWEST", "RadiusGuide", "radius_guide"]

FEWEST = 50
"""With fewer reports the curve would say where single ones lie."""
ROUNDED_TO_M = 10
STEPS = 20


@dataclass(frozen=True)
class RadiusGuide:
    """The curve of near distances, in a few steps.

    Attributes
    ----------
    state : str
        "shown" or "not enough data".
    sentence : str
        What the curve says about the radius, or why there is none.
    curve : pandas.DataFrame
        share (of the reports, 0 to 1) and metres (rounded to 10) within which so many reports have the
        number asked for; empty where not shown.
    knee_m : float or None
        Where the curve turns up, rounded likewise.
    radius_m : float or None
        The radius asked for; None where the method chooses.
    """

    state: str
    sentence: str
    curve: pd.DataFrame
    knee_m: float | None
    radius_m: float | None


def radius_guide(snapshot: Snapshot, filters: Filters, viewer: Viewer) -> RadiusGuide:
    """Work out the sorted near distances of a question's reports on the map.

    The curve is told in steps that each hold at least the threshold of reports, and to 10 m.
    """
    found = survey(snapshot, filters)
    threshold, asked = snapshot.partnership.threshold, found.filters
    if found.in_area < max(FEWEST, 4 * threshold):
        few = (
            f"Fewer than {max(FEWEST, 4 * threshold)} reports are too few to choose a radius from: take a "
            "longer window. Left empty, the radius chooses itself."
        )
        nothing = pd.DataFrame({"share": [], "metres": []}, dtype=float)
        return RadiusGuide("not enough data", few, nothing, None, asked.radius_m)
    used = np.flatnonzero(found.place_incidents)
    x, y = snapshot.places.x[used], snapshot.places.y[used]
    near = k_distances(x, y, found.place_incidents[used], k=min(asked.min_reports, found.in_area))
    steps = min(STEPS, found.in_area // threshold)
    share = np.arange(1, steps) / steps
    metres = _rounded(np.quantile(near.metres, share, method="inverted_cdf"))
    knee_m = float(max(_rounded(np.array([near.knee_m]))[0], ROUNDED_TO_M))
    core = float(np.interp(knee_m, metres, share, left=0.0, right=1.0))
    sentence = (
        f"Half of the reports have {asked.min_reports} reports, their own included, within "
        f"{metres[len(share) // 2]:,.0f} m. The curve turns up at about {knee_m:,.0f} m, where roughly "
        f"{round(core * 10) * 10} in 100 would stand in a group: a radius to begin from. A larger one joins "
        "groups, a smaller one breaks them."
    )
    curve = pd.DataFrame({"share": share, "metres": metres})
    return RadiusGuide("shown", sentence, curve, knee_m, asked.radius_m)


def _rounded(metres: np.ndarray) -> np.ndarray:
    return np.round(metres / ROUNDED_TO_M) * ROUNDED_TO_M
