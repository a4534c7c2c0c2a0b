"""Near distances: how far one has to go to reach so many reports, for choosing DBSCAN's radius."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from spatial.density_tree import reach_of
from spatial.errors import NotEnoughError
from spatial.given import as_numbers, no_table, same_length, within

__all__ = ["NearDistances", "farthest_from_chord", "k_distances"]


@dataclass(frozen=True)
class NearDistances:
    """The curve of near distances, one value a report.

    Attributes
    ----------
    metres : numpy.ndarray of float, shape (n_reports,)
        Ascending: within how many metres of each report, its own included, `k` reports lie.
    knee_m : float
        Where the curve turns up; a radius to begin from.
    k : int
    """

    metres: np.ndarray
    knee_m: float
    k: int


def k_distances(x: ArrayLike, y: ArrayLike, weight: ArrayLike, *, k: int) -> NearDistances:
    """Sort how far each report is from its k-th nearest, itself counted as DBSCAN counts it.

    With a radius of the distance at a share s of the curve, a share s of the reports are core points.  The
    knee is the point of the curve farthest from the straight line between its ends.

    Parameters
    ----------
    x, y : array_like, shape (n_places,)
        Metres.
    weight : array_like, shape (n_places,)
        Reports at each place, 1 or more.
    k : int
        Reports, as DBSCAN's `min_reports`; 2 or more.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than `k` reports.
    spatial.errors.BadNumberError, spatial.errors.SettingError
        If a number is missing or infinite, or `k` is too small.

    References
    ----------
    Ester, Kriegel, Sander and Xu (1996), KDD-96, section 4.2: the sorted k-dist graph;
    Satopaa, Albrecht, Irwin and Raghavan (2011), ICDCSW, 166-171: the knee.
    """
    at_x, at_y = as_numbers(x, what="x"), as_numbers(y, what="y")
    reports = as_numbers(weight, what="weight", least=0)
    same_length(x=at_x, y=at_y, weight=reports)
    no_table(x=at_x, y=at_y, weight=reports)
    within(k, what="k", least=2, most=1e6)
    if reports.sum() < k:
        raise NotEnoughError(
            f"{int(reports.sum()):,} reports have no {k}-th nearest: ask for fewer, or for a longer period."
        )
    reach = reach_of(at_x, at_y, reports, neighbours=k, least_m=0.0)
    metres = np.sort(np.repeat(reach, reports.astype(np.int64)))
    knee = farthest_from_chord(np.arange(len(metres)), metres)
    return NearDistances(metres, float(metres[knee]), k)


def farthest_from_chord(x: ArrayLike, y: ArrayLike) -> int:
    """Give the position of the point of a curve that is farthest from the line between its ends.

    Both axes are first stretched to 0 to 1, so that units do not matter.  This is the knee of Kneedle without
    smoothing and with one knee; the last point where the curve is straight or flat.
    """
    along, up = as_numbers(x, what="x"), as_numbers(y, what="y")
    same_length(x=along, y=up)
    no_table(x=along, y=up)
    if not len(along):
        raise NotEnoughError("a curve without points has no knee.")
    wide, high = np.ptp(along), np.ptp(up)
    if wide == 0 or high == 0:
        return len(along) - 1
    right, above = (along - along[0]) / wide, (up - up[0]) / high
    off = np.abs(above - right * above[-1])
    return int(off.argmax()) if off.max() > 1e-9 else len(along) - 1
