"""Weeks before and after an event: what one would expect of them, and how sure a difference is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf, isfinite, log

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaln
from scipy.stats import norm

from spatial.comparing.change import FEWER as LESS
from spatial.comparing.change import MORE, SAME, TOO_FEW, e_test, enough_to_tell, rate_ratio
from spatial.errors import BadNumberError, SettingError
from spatial.given import as_counts, as_numbers, no_table, same_length, within
from spatial.multiple import benjamini_hochberg

__all__ = [
    "BREAK",
    "BY_YEARS",
    "EARLY",
    "JUST_BEFORE",
    "LESS",
    "MORE",
    "OFF",
    "SAME",
    "TOO_FEW",
    "Spans",
    "dispersion_of",
    "event_windows",
    "odds_ratio",
    "spans_of",
]

OFF, BREAK, EARLY = "not on record", "recording changed", "too early to tell"
BY_YEARS, JUST_BEFORE = "the same weeks of earlier years", "the weeks just before"
YEAR = 52
LEAST_YEARS, MOST_YEARS = 2, 5
LEAST_WEEKS = 9
"""Fewer weeks say nothing of how much weeks vary."""
LONGEST = 26
ALPHA, CONFIDENCE = 0.05, 0.95
MOST_NEEDED = 200
COLUMNS = (
    "before", "during", "after", "seen", "seen_weeks", "basis", "years", "reference", "expected", "ratio",
    "low", "high", "dispersion", "p", "q", "needed", "verdict",
)  # fmt: skip


@dataclass(frozen=True)
class Spans:
    """Which weeks of a series an event's windows hold: half-open ranges of positions.

    Attributes
    ----------
    before, during, after, seen : tuple of (int, int)
        `seen` is what is compared: the weeks after, and those of the event if they are to count.
    years : int
        Earlier years with the same weeks on record and under one way of recording; at most five.
    state : str
        "" where the windows can be compared; else `OFF` or `BREAK`.
    """

    before: tuple[int, int]
    during: tuple[int, int]
    after: tuple[int, int]
    seen: tuple[int, int]
    years: int
    state: str

    def earlier(self, span: tuple[int, int]) -> list[tuple[int, int]]:
        """Give the same weeks of the earlier years."""
        return [(span[0] - YEAR * year, span[1] - YEAR * year) for year in range(1, self.years + 1)]


def spans_of(
    first: int,
    last: int,
    *,
    weeks: int,
    before: int = 4,
    after: int = 4,
    with_event: bool = True,
    breaks: Sequence[int] = (),
) -> Spans:
    """Lay the windows of an event over a series of weeks.

    Parameters
    ----------
    first, last : int
        Positions of the weeks that hold the event's first and last day; they may lie outside the series.
    weeks : int
        Length of the series.
    before, after : int
        Weeks before and after those of the event: 1 to 26.
    with_event : bool
        Whether the weeks of the event count with those after it.
    breaks : sequence of int
        Positions of the first week under each new way of recording.

    Raises
    ------
    spatial.errors.SettingError
        If a window is not 1 to 26 weeks long, or an event ends before it begins.
    """
    for value, what in ((before, "the window before"), (after, "the window after")):
        within(value, what=what, least=1, most=LONGEST, unit="weeks")
    if last < first:
        raise SettingError(f"An event ends in week {last}, before it begins in week {first}. Mend its days.")
    spans = (first - before, first), (first, last + 1), (last + 1, last + 1 + after)
    seen = (first if with_event else last + 1, last + 1 + after)
    state = ""
    if spans[0][0] < 0 or spans[2][1] > weeks:
        state = OFF
    elif any(spans[0][0] < each < spans[2][1] for each in breaks):
        state = BREAK
    years, opens = 0, max((each for each in breaks if each <= spans[0][0]), default=0)
    while not state and years < MOST_YEARS and spans[0][0] - YEAR * (years + 1) >= opens:
        years += 1
    if spans[2][1] - spans[0][0] > YEAR:
        years = 0  # the windows would be their own reference
    return Spans(*spans, seen=seen, years=years if years >= LEAST_YEARS else 0, state=state)


def event_windows(
    counts: ArrayLike,
    spans: Sequence[Spans],
    *,
    complete: int | None = None,
    usual: ArrayLike | None = None,
    alpha: float = ALPHA,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Compare the weeks after each event with what one would expect, allowing for having looked at all.

    Parameters
    ----------
    counts : array_like of int, shape (n_weeks,)
    spans : sequence of Spans
        From `spans_of`, one an event.
    complete : int, optional
        Weeks that are complete; in later ones reports are still to come. All of them unless given.
    usual : array_like of float, shape (n_weeks,), optional
        The weeks from which the dispersion is taken: `counts` unless given.
    alpha : float
        A difference counts where q is below it.
    confidence : float
        Of the interval of the ratio.

    Returns
    -------
    pandas.DataFrame, a row an event
        before, during, after (counts), seen (what is compared) and seen_weeks; basis (`BY_YEARS`,
        `JUST_BEFORE` or ""), years, reference (the count that it is compared with), expected, ratio with low
        and high, dispersion, p, q (Benjamini and Hochberg over all events that can tell anything), needed
        (reports in both windows together with which a verdict would be possible) and verdict: `MORE`,
        `LESS`, `SAME`, `TOO_FEW`, `OFF`, `BREAK` or `EARLY`.

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is not a whole number of at least 0, or `complete` does not fit the series.
    spatial.errors.SettingError
        If alpha or the confidence is not what it may be.

    Notes
    -----
    With two earlier years or more, the ratio is that of ratios: after to before now, over after to before in
    the same weeks of those years, so that neither the season nor a level that changes from year to year
    counts as an effect; its interval and p are exact given the margins (noncentral hypergeometric).
    Otherwise, or if one of the reference counts is 0, it is the ratio of rates after and before, with the
    E-test and an exact interval. Both suppose Poisson counts. Where the weeks of the year before vary more
    than that, by a factor phi from the mean squared difference of neighbouring weeks, the logarithm of the
    interval is widened, and the normal score of p divided, by the root of phi (quasi-likelihood). p is
    two-sided.

    A window that reaches into weeks that are not complete can only be found to have more.

    References
    ----------
    Krishnamoorthy and Thomson (2004), Journal of Statistical Planning and Inference 119(1), 23-35.
    McCullagh and Nelder (1989), Generalized Linear Models, 2nd ed., section 4.5.
    von Neumann, Kent, Bellinson and Hart (1941), Annals of Mathematical Statistics 12(2), 153-162.
    """
    values = as_counts(counts, what="the weeks")
    no_table(counts=values)
    within(alpha, what="alpha", least=1e-6, most=0.5)
    within(confidence, what="the confidence", least=0.5, most=0.9999)
    end = len(values) if complete is None else int(complete)
    if not 0 <= end <= len(values):
        raise BadNumberError(f"{end} weeks are said to be complete, of {len(values)}. Give 0 to that number.")
    if any(not each.state and each.after[1] > len(values) for each in spans):
        raise BadNumberError("the windows of an event reach beyond the series. Lay them over this one.")
    spread = values.astype(float) if usual is None else as_numbers(usual, what="the usual weeks", least=0)
    same_length(counts=values, usual=spread)
    rows = [_one(values, spread, each, alpha, confidence) for each in spans]
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    found["q"] = benjamini_hochberg(found["p"].to_numpy(dtype=float))
    for at, (each, row) in enumerate(zip(spans, found.to_dict("records"), strict=True)):
        if row["verdict"]:
            continue
        verdict = SAME if row["q"] >= alpha else MORE if row["ratio"] > 1 else LESS
        found.loc[at, "verdict"] = EARLY if each.after[1] > end and verdict != MORE else verdict
    for at, each in enumerate(spans):
        if found.loc[at, "verdict"] == TOO_FEW and each.after[1] > end:
            found.loc[at, "verdict"] = EARLY
    return found


def _one(
    values: np.ndarray, spread: np.ndarray, spans: Spans, alpha: float, confidence: float
) -> dict[str, object]:
    nothing = dict.fromkeys(COLUMNS, np.nan) | {"basis": "", "years": 0, "verdict": spans.state}
    nothing["seen_weeks"] = spans.seen[1] - spans.seen[0]
    if spans.state:
        return nothing
    before, during, after, seen = (
        _sum(values, span) for span in (spans.before, spans.during, spans.after, spans.seen)
    )
    counted: dict[str, float] = {"before": before, "during": during, "after": after, "seen": seen}
    width, back = spans.seen[1] - spans.seen[0], spans.before[1] - spans.before[0]
    ratio = width / back
    counted["dispersion"] = phi = dispersion_of(spread[max(0, spans.before[0] - YEAR) : spans.before[1]])
    then = sum(_sum(values, span) for span in spans.earlier(spans.seen))
    base = sum(_sum(values, span) for span in spans.earlier(spans.before))
    counted["needed"] = _needed(ratio, alpha)
    if before + seen == 0 or not enough_to_tell(before + seen, ratio=ratio, alpha=alpha):
        by_weeks = {"basis": JUST_BEFORE, "reference": before, "expected": before * ratio}
        return nothing | counted | by_weeks | {"verdict": TOO_FEW}
    if spans.years and min(then, base, before) > 0:
        middle, low, high, p = odds_ratio(seen, before, then, base, confidence=confidence)
        basis, reference, expected = BY_YEARS, then, before * then / base
    else:
        found = rate_ratio(seen, before, exposure_now=width, exposure_before=back, confidence=confidence)
        middle, low, high = found.ratio, found.low, found.high
        p = e_test(seen, before, exposure_now=width, exposure_before=back, pooled=True)
        basis, reference, expected = JUST_BEFORE, before, before * ratio
    low, high, p = _widened(middle, low, high, p, phi)
    said = {"basis": basis, "years": spans.years if basis == BY_YEARS else 0, "reference": reference}
    sizes = {"expected": expected, "ratio": middle, "low": low, "high": high, "p": p, "verdict": ""}
    return nothing | counted | said | sizes


def _sum(values: np.ndarray, span: tuple[int, int]) -> int:
    return int(values[span[0] : span[1]].sum())


def _needed(ratio: float, alpha: float) -> int:
    return next(
        (n for n in range(1, MOST_NEEDED) if enough_to_tell(n, ratio=ratio, alpha=alpha)), MOST_NEEDED
    )


def dispersion_of(weeks: np.ndarray) -> float:
    """Say how much more weeks vary than Poisson counts would: at least 1; a slow trend does not count."""
    if len(weeks) < LEAST_WEEKS or not weeks.any():
        return 1.0
    return max(1.0, float((np.diff(weeks) ** 2).mean() / 2 / weeks.mean()))


def _widened(
    ratio: float, low: float, high: float, p: float, dispersion: float
) -> tuple[float, float, float]:
    """Widen an interval on the scale of logarithms, and p with it, by the root of the dispersion."""
    root = dispersion**0.5
    if root == 1:
        return low, high, p
    p = min(1.0, float(2 * norm.sf(norm.isf(p / 2) / root)))
    if ratio == 0:
        return 0.0, high * dispersion, p
    if not isfinite(ratio):
        return low / dispersion, inf, p
    low = 0.0 if low == 0 else ratio * (low / ratio) ** root
    return low, high if not isfinite(high) else ratio * (high / ratio) ** root, p


def odds_ratio(
    a: int, b: int, c: int, d: int, *, confidence: float = CONFIDENCE
) -> tuple[float, float, float, float]:
    """Compare two ratios of counts, a to b and c to d, exactly given the margins of the table.

    Parameters
    ----------
    a, b, c, d : int
        Of each pair the sum is above 0, and so is that of a and c, and of b and d.
    confidence : float

    Returns
    -------
    ratio, low, high, p : float
        The ratio a d / (b c) as it was seen; the ends of the interval that holds every ratio under which
        neither tail is below half of what is left out; twice the smaller tail under the ratio 1, at most 1.

    Raises
    ------
    spatial.errors.BadNumberError
        If a count is not a whole number of at least 0, or a margin is 0.

    References
    ----------
    Cornfield (1956), Proceedings of the third Berkeley symposium 4, 135-148.
    Fisher (1935), Journal of the Royal Statistical Society 98(1), 39-82.
    """
    table = as_counts([a, b, c, d], what="the counts")
    w, x, y, z = (int(each) for each in table)
    if min(w + x, y + z, w + y, x + z) == 0:
        raise BadNumberError(
            "one margin of the table is 0, so two ratios cannot be compared. Take longer windows."
        )
    least, most = max(0, w - z), min(w + x, w + y)
    k = np.arange(least, most + 1)
    weights = -sum(gammaln(part + 1) for part in (k, w + x - k, w + y - k, z - w + k))

    def tail(psi: float, *, upper: bool) -> float:
        terms = weights + k * psi
        terms = np.exp(terms - terms.max())
        return float(terms[(k >= w) if upper else (k <= w)].sum() / terms.sum())

    left_out = (1 - confidence) / 2
    low = 0.0 if w == least else float(np.exp(_root(lambda psi: tail(psi, upper=True) - left_out)))
    high = inf if w == most else float(np.exp(_root(lambda psi: left_out - tail(psi, upper=False))))
    p = min(1.0, 2 * min(tail(0.0, upper=True), tail(0.0, upper=False)))
    ratio = w * z / (x * y) if x and y else inf
    return ratio, low, high, p


def _root(rising: Callable[[float], float]) -> float:
    """Find where a rising function of the logarithm of a ratio is 0."""
    low, high = -log(1e9), log(1e9)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if rising(middle) > 0 else (middle, high)
    return (low + high) / 2
