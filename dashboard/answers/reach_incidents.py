"""Reports beside reach: how many of a ward's lie within it; small counts hidden, and what gives them."""

import numpy as np
import pandas as pd

from dashboard.filters import Filters
from dashboard.situation import hidden_wards
from dashboard.snapshot import Snapshot
from dashboard.survey import Survey, survey
from spatial.reach.walking import nearest_m

__all__ = ["incidents_within"]


def incidents_within(
    snapshot: Snapshot, filters: Filters, doors: pd.DataFrame, *, limit_m: float
) -> pd.DataFrame:
    """Count the reports of each ward, and those within reach of a door.

    Parameters
    ----------
    doors : pandas.DataFrame
        x and y of the doors that count.
    limit_m : float
        Metres on foot.

    Returns
    -------
    pandas.DataFrame, one row a ward
        incidents and incidents_within (NaN where hidden), and both in words (incidents_shown,
        incidents_within_shown).
    """
    found = survey(snapshot, filters)
    threshold, n_wards = snapshot.partnership.threshold, len(snapshot.study_area.wards)
    counts, within = _counts(snapshot, found, doors, limit_m=limit_m, n_wards=n_wards)
    hidden = hidden_wards(snapshot, found)
    if 0 < counts.sum() < threshold:
        hidden = np.ones(n_wards, dtype=bool)
    # A ward's count less those within would tell those beyond: both are large enough, or none is shown.
    small = [(part > 0) & (part < threshold) for part in (within, counts - within)]
    apart = hidden | small[0] | small[1]
    told = {"incidents": (counts, hidden), "incidents_within": (within, apart)}
    columns = {name: np.where(no, np.nan, number.astype(float)) for name, (number, no) in told.items()}
    words = {
        f"{name}_shown": ["hidden" if np.isnan(number) else f"{int(number):,}" for number in numbers]
        for name, numbers in columns.items()
    }
    return pd.DataFrame({**columns, **words})


def _counts(
    snapshot: Snapshot, found: Survey, doors: pd.DataFrame, *, limit_m: float, n_wards: int
) -> tuple[np.ndarray, np.ndarray]:
    """Reports by ward, and those within the limit; each distinct place is walked from once."""
    used = np.flatnonzero(found.place_incidents)
    places, number = snapshot.places, found.place_incidents[used]
    walk = nearest_m(
        places.x[used],
        places.y[used],
        doors["x"].to_numpy(dtype=float),
        doors["y"].to_numpy(dtype=float),
        streets=snapshot.streets,
        limit_m=limit_m,
    )
    ward = places.ward[used]
    counts = np.bincount(ward, weights=number, minlength=n_wards).astype(np.int64)
    return counts, np.bincount(ward, weights=number * np.isfinite(walk), minlength=n_wards).astype(np.int64)
