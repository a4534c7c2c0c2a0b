"""Who lives within reach: people by ward, by how far they walk to the nearest open door."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, OutsideAreaError, SettingError
from spatial.given import as_numbers, no_table, same_length

__all__ = ["people_within"]


def people_within(
    metres: ArrayLike,
    people: ArrayLike,
    ward: ArrayLike,
    *,
    n_wards: int,
    limits_m: Sequence[float],
) -> pd.DataFrame:
    """Add up the people of each ward who live within some distances of the nearest door.

    Parameters
    ----------
    metres : array_like, shape (n,)
        The walk from each point to the nearest door; infinite where there is none.
    people : array_like, shape (n,)
        People who live at each point; NaN where nobody knows.
    ward : array_like of int, shape (n,)
        Position of the ward.
    n_wards : int
    limits_m : sequence of float
        Rising; a walk of exactly so many metres is within.

    Returns
    -------
    pandas.DataFrame, one row a ward
        people; within_0, within_1 ...: those within each limit; half_m: half of the people walk farther
        (infinite where half of them reach nothing).  All NaN in a ward where it is not known how many live at
        some point, or of which there is no point.

    Raises
    ------
    spatial.errors.BadNumberError, spatial.errors.OutsideAreaError, spatial.errors.SettingError
        If a walk is missing or negative, a number of people is, a ward is none, or the limits do not rise.
    """
    walk, living = np.asarray(metres, dtype=float), np.asarray(people, dtype=float)
    at = np.asarray(ward)
    same_length(metres=walk, people=living, ward=at)
    no_table(metres=walk, people=living, ward=at)
    if np.isnan(walk).any() or (walk < 0).any():
        raise BadNumberError("metres has a walk that is missing or negative. Give 0 or more, or infinity.")
    as_numbers(living[~np.isnan(living)], what="people", least=0)
    if at.size and (at.min() < 0 or at.max() >= n_wards):
        raise OutsideAreaError(f"a point lies in no ward. Wards are numbered 0 to {n_wards - 1}.")
    limits = as_numbers(limits_m, what="limits_m", least=0)
    if not limits.size or (np.diff(limits) <= 0).any():
        raise SettingError("limits_m must be distances that rise, such as 400, 1000, 1600.")
    counted = {"people": np.bincount(at, weights=living, minlength=n_wards)}
    for k, limit in enumerate(limits):
        counted[f"within_{k}"] = np.bincount(at, weights=living * (walk <= limit), minlength=n_wards)
    frame = pd.DataFrame(counted)
    frame["half_m"] = _half(walk, living, at, n_wards)
    frame[np.bincount(at, minlength=n_wards) == 0] = np.nan
    return frame


def _half(walk: np.ndarray, people: np.ndarray, ward: np.ndarray, n_wards: int) -> np.ndarray:
    """The walk within which half of each ward's people live."""
    found = np.full(n_wards, np.nan)
    order = np.lexsort((walk, ward))
    ends = np.searchsorted(ward[order], np.arange(n_wards + 1))
    for k in range(n_wards):
        mine = order[ends[k] : ends[k + 1]]
        total = np.cumsum(people[mine])
        if mine.size and total[-1] > 0:
            found[k] = walk[mine[np.searchsorted(total, total[-1] / 2)]]
    return found
