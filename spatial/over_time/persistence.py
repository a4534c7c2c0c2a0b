"""Persistence: what the steps in which a place was hot or cold make of it, in one word from a closed list."""

import numpy as np
from numpy.typing import ArrayLike

from spatial.errors import BadNumberError, NotEnoughError, SettingError
from spatial.given import within
from spatial.over_time.mann_kendall import mann_kendall

__all__ = [
    "CHAINEY_CLASSES",
    "CLASSES",
    "INSUFFICIENT",
    "MEANING",
    "MIXED",
    "NO_PATTERN",
    "chainey_classes",
    "classify",
]

NO_PATTERN, INSUFFICIENT, MIXED = "no pattern", "insufficient data", "mixed hot and cold spot"
KINDS = (
    "intensifying",
    "persistent",
    "diminishing",
    "consecutive",
    "new",
    "sporadic",
    "oscillating",
    "historical",
)
ORDER = (
    "historical",
    "intensifying",
    "diminishing",
    "persistent",
    "oscillating",
    "new",
    "consecutive",
    "sporadic",
)
"""In this order the rules are asked; the first that fits names the place."""
CLASSES = (*(f"{kind} {side} spot" for side in ("hot", "cold") for kind in KINDS), NO_PATTERN, INSUFFICIENT)
CHAINEY_KINDS = ("persistent", "emerging", "former", "intermittent")
CHAINEY_CLASSES = (
    *(f"{kind} {side} spot" for side in ("hot", "cold") for kind in CHAINEY_KINDS),
    MIXED,
    NO_PATTERN,
    INSUFFICIENT,
)
MEANING = {
    "intensifying": "{side} in nine tenths of the steps or more, the last one too, and ever more so",
    "persistent": "{side} in nine tenths of the steps or more, the last one too, with no trend",
    "diminishing": "{side} in nine tenths of the steps or more, the last one too, but ever less so",
    "consecutive": "{side} in the last two or more steps, without a gap, and never before",
    "new": "{side} in the last step, and never before",
    "sporadic": "{side} on and off, in less than nine tenths of the steps, and never {other}",
    "oscillating": "{side} in the last step, but {other} in some step before",
    "historical": "{side} in nine tenths of the steps or more, but not in the last",
}
"""What each class says; `side` is hot or cold and `other` the other of the two."""


def classify(
    hot: ArrayLike,
    cold: ArrayLike,
    z: ArrayLike | None = None,
    *,
    enough: ArrayLike | None = None,
    alpha: float = 0.05,
) -> np.ndarray:
    """Name the pattern of each place by the rules of emerging hot spot analysis.

    Parameters
    ----------
    hot, cold : array_like of bool, shape (n_places, n_steps)
        Whether each place stood out in each step, in order of time. No place is both at once.
    z : array_like of float, shape (n_places, n_steps), optional
        How strongly it stood out; NaN where that is not known. The trend of `intensifying` and `diminishing`
        is Mann and Kendall's of this, exact for up to 30 steps. Without it there is no trend.
    enough : array_like of bool, shape (n_places,), optional
        False where there are too few reports to say anything; all True if left out.
    alpha : float
        How seldom chance may make such a trend.

    Returns
    -------
    numpy.ndarray of str, shape (n_places,)
        Names of `CLASSES`.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there is no step.
    spatial.errors.BadNumberError
        If the shapes differ, a place is hot and cold in one step, or a value is neither yes nor no.

    Notes
    -----
    The rules are asked in this order, each of hot and of cold as its mirror: historical; intensifying,
    diminishing, persistent; oscillating; new; consecutive; sporadic. So:

    - nine tenths exactly belongs to the family of nine tenths and more, counted in whole numbers;
    - nine tenths without the last step is historical, whatever the trend, and though the last be of the
      other side;
    - hot last and cold before is oscillating, though it were also new or consecutive;
    - hot and cold before and neither at last is no pattern;
    - with fewer than ten steps, nine tenths means every step: a single hot step is persistent.

    References
    ----------
    Esri, How Emerging Hot Spot Analysis works (ArcGIS Pro). The gaps that it leaves are settled as above.
    """
    h, c = _flags(hot, "hot"), _flags(cold, "cold")
    _belong(h, c)
    within(alpha, what="alpha", least=1e-6, most=0.5)
    scores = _scores(z, h.shape)
    names = np.full(len(h), NO_PATTERN, dtype=object)
    of_hot, of_cold = _kinds(h, c, scores, alpha), _kinds(c, h, -scores, alpha)
    for kind in reversed(ORDER):
        names[of_hot[kind]], names[of_cold[kind]] = f"{kind} hot spot", f"{kind} cold spot"
    if enough is not None:
        names[~_enough(enough, len(h))] = INSUFFICIENT
    return names.astype(str)


def chainey_classes(
    hot: ArrayLike,
    cold: ArrayLike | None = None,
    *,
    enough: ArrayLike | None = None,
    persistent: float = 0.8,
    some: float = 0.1,
    recent: float = 0.2,
) -> np.ndarray:
    """Name the pattern of each place by the fewer classes that Chainey proposes for crime.

    Parameters
    ----------
    hot, cold, enough
        As for `classify`; `cold` may be left out.
    persistent : float
        Share of all steps from which on a place is persistent.
    some : float
        Share of recent steps, of older ones or of all from which on a place was hot in them at all.
    recent : float
        Share of the steps that are recent, the last ones; at least one is, and at least one is older.

    Returns
    -------
    numpy.ndarray of str, shape (n_places,)
        Names of `CHAINEY_CLASSES`: persistent; emerging (in recent steps and not in older ones); former (the
        other way about); intermittent (in `some` of all steps); asked in this order. A place that would be
        something of either side is mixed.

    Raises
    ------
    spatial.errors.NotEnoughError
        If there are fewer than two steps: none would be recent, or none older.

    References
    ----------
    Chainey (2020), Understanding Crime, as in the R package sfhotspot (Ashby). Its recent steps are one too
    many and overlap the older ones, and its emerging takes `recent` for `some`; here both are as documented.
    """
    h = _flags(hot, "hot")
    c = np.zeros_like(h) if cold is None else _flags(cold, "cold")
    _belong(h, c)
    for share, what in ((persistent, "persistent"), (some, "some"), (recent, "recent")):
        within(share, what=what, least=0.001, most=1)
    steps = h.shape[1]
    late = max(int(recent * steps + 1e-9), 1)
    if late >= steps:
        raise NotEnoughError(
            f"{steps} {'step' if steps == 1 else 'steps'} with the last {late} recent leave no older one. "
            "Give at least two steps, or call fewer of them recent."
        )
    one, two = (_chainey(flags, late, persistent, some) for flags in (h, c))
    names = np.full(len(h), NO_PATTERN, dtype=object)
    for place, (of_hot, of_cold) in enumerate(zip(one, two, strict=True)):
        if of_hot and of_cold:
            names[place] = MIXED
        elif of_hot or of_cold:
            names[place] = f"{of_hot} hot spot" if of_hot else f"{of_cold} cold spot"
    if enough is not None:
        names[~_enough(enough, len(h))] = INSUFFICIENT
    return names.astype(str)


def _kinds(own: np.ndarray, other: np.ndarray, scores: np.ndarray, alpha: float) -> dict[str, np.ndarray]:
    """Say which places are of which kind; each is of one at most."""
    total, steps = own.sum(axis=1), own.shape[1]
    last = own[:, -1]
    most = 10 * total >= 9 * steps
    trend = np.zeros(len(own), dtype=int)
    for place in np.flatnonzero(most & last):
        trend[place] = _trend(scores[place], alpha)
    mixed = other.any(axis=1)
    run = np.cumprod(own[:, ::-1], axis=1).sum(axis=1)
    less = ~most & (total > 0)
    return {
        "historical": most & ~last,
        "intensifying": most & last & (trend > 0),
        "diminishing": most & last & (trend < 0),
        "persistent": most & last & (trend == 0),
        "oscillating": less & last & mixed,
        "new": less & last & ~mixed & (total == 1),
        "consecutive": less & last & ~mixed & (total > 1) & (run == total),
        "sporadic": less & ~mixed & ~(last & (run == total)),
    }


def _trend(scores: np.ndarray, alpha: float) -> int:
    """Say whether a place stood out more (1) or less (-1) as time went on, or neither (0)."""
    known = scores[~np.isnan(scores)]
    if len(known) < 3:
        return 0
    test = mann_kendall(known)
    return int(np.sign(test.s)) if test.p < alpha else 0


def _chainey(flags: np.ndarray, late: int, persistent: float, some: float) -> list[str]:
    now, before = flags[:, -late:].mean(axis=1), flags[:, :-late].mean(axis=1)
    every, least = flags.mean(axis=1), some - 1e-9
    rules = [every >= persistent - 1e-9, (now >= least) & (before < least), (before >= least) & (now < least)]
    return np.select([*rules, every >= least], CHAINEY_KINDS, default="").tolist()


def _flags(values: ArrayLike, what: str) -> np.ndarray:
    try:
        given = np.asarray(values)
    except ValueError as error:
        raise BadNumberError(
            f"{what} has rows of different lengths. Give every place a value for every step."
        ) from error
    if given.ndim != 2:
        raise BadNumberError(f"{what} has {given.ndim} dimensions; give a row a place and a column a step.")
    if given.shape[1] == 0:
        raise NotEnoughError("There is no whole step. Give at least one; ten say something about a pattern.")
    try:
        fine = bool(np.isin(given, (0, 1)).all())
    except TypeError:
        fine = False
    if not fine:
        raise BadNumberError(f"{what} has a value that is neither yes nor no. Give True and False only.")
    return given.astype(bool)


def _belong(hot: np.ndarray, cold: np.ndarray) -> None:
    if hot.shape != cold.shape:
        raise BadNumberError(
            f"hot is {hot.shape} and cold {cold.shape}; give both for the same places and steps."
        )
    both = np.argwhere(hot & cold)
    if len(both):
        place, step = both[0]
        raise BadNumberError(f"place {place} is hot and cold in step {step}; it can be one of them only.")


def _scores(z: ArrayLike | None, shape: tuple[int, ...]) -> np.ndarray:
    if z is None:
        return np.full(shape, np.nan)
    try:
        if np.iscomplexobj(z):
            raise TypeError
        scores = np.asarray(z, dtype=float)
    except (TypeError, ValueError) as error:
        raise BadNumberError(
            "z has a value that is not a number. Give numbers, or NaN for unknown."
        ) from error
    if scores.shape != shape:
        raise BadNumberError(f"z is {scores.shape} and hot {shape}; give both for the same places and steps.")
    if np.isinf(scores).any():
        raise BadNumberError("z has an infinite value. Give finite numbers, or NaN where it is not known.")
    return scores


def _enough(enough: ArrayLike, places: int) -> np.ndarray:
    try:
        told = np.asarray(enough)
        fine = told.shape == (places,) and bool(np.isin(told, (0, 1)).all())
    except (TypeError, ValueError):
        raise SettingError(f"enough is no list. Give True or False for each of {places} places.") from None
    if not fine:
        raise SettingError(f"enough has shape {told.shape}; give True or False for each of {places} places.")
    return told.astype(bool)
