"""Emerging hot spots: every place in every step tested by itself, and what its steps make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.stats import binom

from spatial.errors import BadNumberError, NoDenominatorError, NotEnoughError, OutsideAreaError
from spatial.finding import FOUND, NONE, NOT_ENOUGH
from spatial.given import affordable, as_counts, as_numbers, same_length, within
from spatial.hotspots.gi_star import gi_star_z
from spatial.multiple import benjamini_hochberg
from spatial.over_time.persistence import INSUFFICIENT, NO_PATTERN, classify
from spatial.power import EXPECTED_NEEDED
from spatial.progress import Progress, silent

__all__ = [
    "ENOUGH_STEPS",
    "Emerging",
    "Offer",
    "borne_by",
    "distinct_dates",
    "emerging",
    "first_enough",
    "has_room",
]

ENOUGH_STEPS = 10
"""With fewer steps, nine tenths of them means all, and hardly any trend can be told from chance."""
FEWEST_REPORTS, FEWEST_DATES = 5, 3
"""One spree is no hot spot: so many reports on so many days stand behind every hot step."""

MORE = 1 + 1e-9
"""More than expected is more by more than rounding."""


@dataclass(frozen=True)
class Emerging:
    """What stood out where and when.

    Attributes
    ----------
    state : str
        "found", "none" or "not enough data".
    sentence : str
        What was found, or what would do.
    classes : numpy.ndarray of str, shape (n_places,)
        Names of `spatial.over_time.persistence.CLASSES`.
    hot, cold : numpy.ndarray of bool, shape (n_places, n_steps)
        Also where there is not enough data for classes.
    z : numpy.ndarray of float, shape (n_places, n_steps)
        Gi* of the step itself, of what lies above or below the expected; NaN where all are equal.
    times : numpy.ndarray of float, shape (n_places, n_steps)
        How many times the expected lay in the neighbourhood in the step itself; NaN where that is nothing.
    observed, expected : numpy.ndarray, shape (n_places, n_steps)
        Reports in the neighbourhood, in the step and those before it that belong to it.
    p_hot, p_cold : numpy.ndarray of float, shape (n_places, n_steps)
        Exact chances of so many or more, and of so few or fewer; NaN where nothing was tested.
    settings : dict
    """

    state: str
    sentence: str
    classes: np.ndarray
    hot: np.ndarray
    cold: np.ndarray
    z: np.ndarray
    times: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    p_hot: np.ndarray
    p_cold: np.ndarray
    settings: dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """One way to cut the same reports: how many `steps`, and how many `expected` in a mean neighbourhood."""

    name: Any
    steps: int
    expected: float


def first_enough(
    offers: Sequence[Offer], *, steps: int = ENOUGH_STEPS, expected: float = EXPECTED_NEEDED
) -> Offer | None:
    """Give the first way to cut the reports that has enough steps, and enough reports in each; or None."""
    return next((offer for offer in offers if offer.steps >= steps and offer.expected >= expected), None)


def emerging(
    counts: ArrayLike,
    neighbours: csr_array,
    *,
    share: ArrayLike | None = None,
    dates: ArrayLike | None = None,
    previous: int = 1,
    alpha: float = 0.05,
    own: bool = True,
    trend_of: Literal["times", "z"] = "times",
    fewest_reports: int = FEWEST_REPORTS,
    fewest_dates: int = FEWEST_DATES,
    enough_steps: int = ENOUGH_STEPS,
    enough_expected: float = EXPECTED_NEEDED,
    told: Progress = silent,
) -> Emerging:
    """Test every place in every step, exactly, and name the pattern of each place.

    A step is compared with its own total: so many of the reports of the whole map in these steps fell in this
    neighbourhood, of which the denominator expects a share. So neither the length of a month nor a rise of
    the whole matters.

    Parameters
    ----------
    counts : array_like of int, shape (n_places, n_steps)
        Reports of each place in each step, in order of time, the empty ones included.
    neighbours : scipy.sparse.csr_array, shape (n_places, n_places)
        1 where two places touch and on the diagonal, 0 elsewhere.
    share : array_like of float, shape (n_places,), optional
        What is expected of each place by ground, residents or the like, in any unit; equal if left out.
    dates : array_like of int, shape (n_places, n_steps), optional
        Distinct days with a report in each neighbourhood and step (`distinct_dates`), for `fewest_dates`.
    previous : int
        Steps before that belong to the neighbourhood of a step; the first steps have fewer.
    alpha : float
        Share of false finds allowed among all that is called hot or cold, in all places and steps together.
    own : bool
        Whether a step counts only if the step itself, and the place itself, lie on the same side of what is
        expected: else last step's spike is told again in this one, and one full place lights up those around.
    trend_of : {"times", "z"}
        Of what the trend of a place is tested: of how many times the expected it holds, or of its Gi* z as
        other programs do. z grows with the total of the map, so that a fall of the whole town alone makes
        every empty place a diminishing cold spot. Either is of the step alone: no report counts in two.
    fewest_reports, fewest_dates : int
        What stands behind every hot step.
    enough_steps : int
    enough_expected : float
        Reports expected in a mean neighbourhood and step. With less of either, no place is given a class. Nor
        is a place of which fewer are expected in the steps that are tested together.

    Returns
    -------
    Emerging

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no step or no place.
    spatial.errors.NoDenominatorError
        If nothing is expected anywhere.
    spatial.errors.BadNumberError
        If a count is no count, or shapes differ.

    References
    ----------
    Getis and Ord (1992), Geographical Analysis 24(3), 189-206. Esri, How Emerging Hot Spot Analysis works
    (ArcGIS Pro). Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57(1), 289-300.
    """
    x, around = _cube(counts, neighbours)
    spread = _share(share, len(x))
    within(previous, what="previous", least=0, most=100, unit="steps")
    within(alpha, what="alpha", least=1e-6, most=0.5)
    shared = np.minimum(around @ spread, 1.0)
    near = around @ x
    observed, total = _window(near, previous), _window(x.sum(axis=0)[None, :], previous)[0]
    p_hot, p_cold = _chances(observed, total, shared)
    told(0.4)
    flat = np.concatenate((p_hot.ravel(), p_cold.ravel()))
    called = (benjamini_hochberg(flat) <= alpha).reshape(2, *x.shape)
    hot, cold = called[0] & (observed >= fewest_reports), called[1].copy()
    if own:
        step_total = x.sum(axis=0)
        mine, my_share = _window(x, previous), total[None, :] * spread[:, None]
        due = step_total[None, :] * shared[:, None]
        hot &= (near > due * MORE) & (mine > my_share * MORE)
        cold &= (near * MORE < due) & (mine * MORE < my_share)
    if dates is not None:
        hot &= _window(_same_shape(dates, x.shape), previous) >= fewest_dates
    told(0.6)
    z, times = _scores(x, around, spread, told), _times(near, x.sum(axis=0), shared)
    whole = total[min(previous, len(total) - 1) :].mean()
    enough = (whole * shared >= enough_expected) & (spread > 0)
    mean_expected = float(x.sum(axis=0).mean() * shared.mean())
    sure = x.shape[1] >= enough_steps and mean_expected >= enough_expected
    classes = classify(hot, cold, times if trend_of == "times" else z, enough=enough & sure)
    settings = {
        "steps": x.shape[1],
        "places": x.shape[0],
        "incidents": int(x.sum()),
        "previous": previous,
        "alpha": alpha,
        "correction": "Benjamini-Hochberg over all places and steps, hot and cold together",
        "critical_p": alpha * int(called.sum()) / max(int((~np.isnan(flat)).sum()), 1),
        "own": own,
        "fewest_reports": fewest_reports,
        "fewest_dates": fewest_dates if dates is not None else None,
        "mean_expected": mean_expected,
        "enough_expected": enough_expected,
        "enough_steps": enough_steps,
        "places_without_enough": int((~enough).sum()),
        "trend_of": trend_of,
    }
    state, said = _said(classes, sure, settings)
    told(1.0)
    expected = total[None, :] * shared[:, None]
    return Emerging(state, said, classes, hot, cold, z, times, observed, expected, p_hot, p_cold, settings)


def distinct_dates(
    place: ArrayLike, day: ArrayLike, step: ArrayLike, neighbours: csr_array, *, steps: int
) -> np.ndarray:
    """Count the distinct days with a report in each neighbourhood and step.

    Parameters
    ----------
    place, day, step : array_like of int, shape (n,)
        Of each report: position of its place, day as any whole number, position of its step. All reports of a
        day are of one step.
    neighbours : scipy.sparse.csr_array, shape (n_places, n_places)
    steps : int

    Returns
    -------
    numpy.ndarray of int64, shape (n_places, steps)
    """
    places, days, when = (as_counts(values, what="a position") for values in (place, day, step))
    same_length(places=places, days=days, steps=when)
    n = neighbours.shape[0]
    if places.ndim > 1 or days.ndim > 1 or when.ndim > 1:
        raise BadNumberError("places, days or steps are a table; give one of each for every report.")
    if places.max(initial=0) >= n or when.max(initial=0) >= steps:
        raise OutsideAreaError(
            f"A report lies outside the {n:,} places or the {steps:,} steps. Leave it out, or give its place."
        )
    known, which = np.unique(days, return_inverse=True)
    affordable(16.0 * n * len(known), what="Every place on every day", instead="Take larger cells.")
    of_day = np.zeros(len(known), dtype=np.int64)
    of_day[which] = when
    seen = csr_array((np.ones(len(places)), (places, which)), shape=(n, len(known)))
    near = (csr_array(neighbours) @ seen).tocoo()
    return np.bincount(near.row * steps + of_day[near.col], minlength=n * steps).reshape(n, steps)


def borne_by(found: Emerging, counts: ArrayLike, neighbours: csr_array, *, seen: np.ndarray) -> np.ndarray:
    """Say which places would have the same hot and cold steps if only some places had been counted.

    Parameters
    ----------
    found : Emerging
        Of the same counts and neighbours.
    seen : numpy.ndarray of bool, shape (n_places,)
        The places that are counted; the others are taken for empty.

    Returns
    -------
    numpy.ndarray of bool, shape (n_places,)
        True where every hot step would still be hot, and where no cold step lies beside an unseen place.
    """
    x, around = _cube(counts, neighbours)
    shown = _window(around @ np.where(seen[:, None], x, 0), found.settings["previous"])
    total = _window(x.sum(axis=0)[None, :], found.settings["previous"])[0]
    shared = np.divide(found.expected, total[None, :], where=total > 0, out=np.zeros(x.shape)).max(axis=1)
    p, _ = _chances(shown, total, shared)
    stands = (p <= found.settings["critical_p"]) & (shown >= found.settings["fewest_reports"])
    unseen = (around @ (~seen).astype(np.int64)) > 0
    return (~found.hot | stands).all(axis=1) & ~(found.cold & unseen[:, None]).any(axis=1)


def has_room(found: Emerging, counts: ArrayLike, *, share: ArrayLike | None = None, room: int) -> np.ndarray:
    """Say of which places the hot and cold steps do not give back how many reports each step has.

    A hot step says that the place itself holds more than expected, a cold one fewer. Whoever knows the total
    of the place can add that up: six steps that share none of their reports, at least one in each and six in
    all, leave exactly one for each.

    Parameters
    ----------
    found : Emerging
        Of the same counts and share, worked out with `own`.
    room : int
        Reports by which the total must lie above the least, and below the most, that its steps allow.

    Returns
    -------
    numpy.ndarray of bool, shape (n_places,)
    """
    x = as_counts(counts)
    span = found.settings["previous"] + 1
    total = _window(x.sum(axis=0)[None, :], span - 1)[0]
    due = total[None, :] * _share(share, len(x))[:, None]
    least, most = np.floor(due * MORE) + 1, np.maximum(np.ceil(due / MORE) - 1, 0)
    places, steps = x.shape
    held = np.zeros((places, steps + 1))
    covered = np.zeros((places, steps + 1))
    for step in range(steps):
        before = max(step + 1 - span, 0)
        held[:, step + 1] = np.maximum(
            held[:, step], np.where(found.hot[:, step], held[:, before] + least[:, step], 0)
        )
        ways = [
            np.where(found.cold[:, end], covered[:, max(end + 1 - span, 0)] + most[:, end], np.inf)
            for end in range(step, min(step + span, steps))
        ]
        covered[:, step + 1] = np.min(ways, axis=0)
    own = x.sum(axis=1)
    roomy = (~found.hot.any(axis=1)) | (own - held[:, -1] >= room)
    return roomy & ((own == 0) | (covered[:, -1] - own >= room))


def _cube(counts: ArrayLike, neighbours: csr_array) -> tuple[np.ndarray, csr_array]:
    x = as_counts(counts)
    if x.ndim != 2:
        raise BadNumberError(f"counts has {x.ndim} dimensions; give a row a place and a column a step.")
    if not x.shape[0] or not x.shape[1]:
        raise NotEnoughError(
            f"There are {x.shape[0]} places and {x.shape[1]} whole steps. Give at least one of each; "
            "ten steps say something about a pattern."
        )
    if neighbours.shape != (len(x), len(x)):
        raise BadNumberError(
            f"neighbours is {neighbours.shape[0]} by {neighbours.shape[1]}; give one row and column for "
            f"each of {len(x)} places."
        )
    affordable(
        100.0 * x.size, what="The cube of places and steps", instead="Take larger cells or longer steps."
    )
    return x, csr_array(neighbours)


def _share(share: ArrayLike | None, places: int) -> np.ndarray:
    if share is None:
        return np.full(places, 1 / places)
    spread = as_numbers(share, what="share", least=0)
    if spread.shape != (places,):
        raise BadNumberError(f"share has {spread.size} values; give one for each of {places} places.")
    if spread.sum() <= 0:
        raise NoDenominatorError("Nothing is expected anywhere: every share is 0. Name another denominator.")
    return spread / spread.sum()


def _same_shape(values: ArrayLike, shape: tuple[int, ...]) -> np.ndarray:
    given = as_counts(values, what="dates")
    if given.shape != shape:
        raise BadNumberError(
            f"dates is {given.shape} and counts {shape}; give both for the same places and steps."
        )
    return given


def _window(values: np.ndarray, previous: int) -> np.ndarray:
    """Add up each step with those before it that belong to it."""
    added = np.cumsum(values, axis=1)
    if previous + 1 < values.shape[1]:
        added[:, previous + 1 :] = added[:, previous + 1 :] - np.cumsum(values, axis=1)[:, : -previous - 1]
    return added


def _chances(observed: np.ndarray, total: np.ndarray, shared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the chances of so many or more, and of so few or fewer; NaN where there is nothing to compare."""
    tested = (total > 0)[None, :] & (shared > 0)[:, None]
    more = binom.sf(observed - 1, total[None, :], shared[:, None])
    fewer = binom.cdf(observed, total[None, :], shared[:, None])
    return np.where(tested, more, np.nan), np.where(tested, fewer, np.nan)


def _scores(x: np.ndarray, around: csr_array, spread: np.ndarray, told: Progress) -> np.ndarray:
    """Score each step by itself, so that no report counts in two steps of a trend."""
    z = np.full(x.shape, np.nan)
    for step in range(x.shape[1]):
        if x.shape[0] > 1:
            z[:, step] = gi_star_z(x[:, step] - x[:, step].sum() * spread, around)
        told(0.6 + 0.35 * (step + 1) / x.shape[1])
    return z


def _times(near: np.ndarray, step_total: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """Say how many times the expected each step holds; equal shares of the total give equal numbers."""
    known = (step_total > 0)[None, :] & (shared > 0)[:, None]
    of_all = np.divide(near, step_total[None, :], where=known, out=np.full(near.shape, np.nan))
    return np.divide(of_all, shared[:, None], where=known, out=of_all)


def _said(classes: np.ndarray, sure: bool, settings: dict[str, Any]) -> tuple[str, str]:
    """Say in a sentence what was found, or what it would take."""
    if not sure:
        return NOT_ENOUGH, _needed(settings)
    named = classes[(classes != NO_PATTERN) & (classes != INSUFFICIENT)]
    if not len(named):
        said = f"No place has a pattern over {settings['steps']} steps that chance would not make."
        return NONE, said
    hot = int(np.char.endswith(named, "hot spot").sum())
    words = [f"{n:,} {side}" for n, side in ((hot, "hot"), (len(named) - hot, "cold")) if n]
    places = "place has a pattern" if len(named) == 1 else "places have a pattern"
    return FOUND, (
        f"{len(named):,} {places} over {settings['steps']} steps that chance would hardly make "
        f"({' and '.join(words)})."
    )


def _needed(settings: dict[str, Any]) -> str:
    parts = []
    if settings["steps"] < settings["enough_steps"]:
        parts.append(f"{settings['steps']} whole steps, and {settings['enough_steps']} are needed")
    if settings["mean_expected"] < settings["enough_expected"]:
        parts.append(
            f"{settings['mean_expected']:.1f} reports expected in a mean neighbourhood and step, and "
            f"{settings['enough_expected']:g} are needed"
        )
    would_do = "A longer period, larger cells or fewer filters would do."
    return f"Not enough data to say: {'; '.join(parts)}. {would_do}"
