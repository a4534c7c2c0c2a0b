"""Back-test: which way of choosing ground would have caught the reports that came after, on your own data?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from spatial.errors import SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import affordable, as_counts, as_numbers, same_length, within
from spatial.multiple import benjamini_hochberg
from spatial.progress import Progress, silent
from spatial.trust.prediction_accuracy import best_possible, taken_part

__all__ = ["Origin", "Trial", "back_test", "months_later", "rolling_origins"]

COLUMNS = (
    *("rule", "area_share", "trials", "incidents", "hits", "hits_low", "hits_high"),
    *(
        "hit_rate",
        "hit_rate_low",
        "hit_rate_high",
        "pai",
        "pai_low",
        "pai_high",
        "pei",
        "pei_low",
        "pei_high",
    ),
    *("more", "more_low", "more_high", "p", "q", "differs"),
)
DRAWN_AT_ONCE = 100


@dataclass(frozen=True)
class Origin:
    """A day on which the past ends: rules know what was before `start`, and are tried on what came then.

    `end` is the last day of the period that they are tried on.
    """

    start: date
    end: date


@dataclass(frozen=True)
class Trial:
    """One period tried.

    Attributes
    ----------
    name : str
        Of the period.
    area : array_like of float, shape (n_units,)
        Ground of each unit.
    observed : array_like of int, shape (n_units,)
        Incidents in the period.
    scores : mapping of str to array_like of float, shape (n_units,)
        What each rule said of every unit before the period began: the higher, the sooner it is chosen.
    """

    name: str
    area: Any
    observed: Any
    scores: Mapping[str, Any]


def months_later(day: date, months: int) -> date:
    """Give the first of the month so many months after (before, if negative) the month of a day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def rolling_origins(
    first: date, last: date, *, months: int = 3, history_months: int = 12, most: int = 8
) -> tuple[Origin, ...]:
    """List the whole calendar periods that can be tried, the earliest first.

    Parameters
    ----------
    first, last : datetime.date
        First and last day on record.
    months : int
        Length of a period: 1, 2, 3, 4, 6 or 12; three months are calendar quarters.
    history_months : int
        Whole months on record that a period must have before it.
    most : int
        The latest so many are kept.

    Returns
    -------
    tuple of Origin
        Each period is whole, and none overlaps another; empty if there is no room for one.
    """
    if months not in {1, 2, 3, 4, 6, 12}:
        raise SettingError(
            f"A period of {months} months; give 1, 2, 3, 4, 6 or 12, which fill a year evenly."
        )
    within(history_months, what="the months before", least=1, most=240)
    within(most, what="the number of periods", least=1, most=240)
    whole = first if first.day == 1 else months_later(first, 1)
    start = months_later(whole, history_months)
    start = months_later(start, -((start.month - 1) % -months))
    found = []
    while (following := months_later(start, months)).toordinal() - 1 <= last.toordinal():
        found.append(Origin(start, date.fromordinal(following.toordinal() - 1)))
        start = following
    return tuple(found[-most:])


def back_test(
    trials: Sequence[Trial],
    *,
    naive: str,
    yardsticks: Sequence[str] = (),
    area_shares: Sequence[float] = (0.01, 0.05, 0.1),
    level: float = 0.95,
    alpha: float = 0.05,
    resamples: int = 1999,
    fewest_incidents: int = 30,
    fewest_trials: int = 2,
    seed: int = 1066,
    told: Progress = silent,
) -> Finding:
    """Compare rules of choosing ground by what they would have caught of the next period's incidents.

    Every rule gets exactly the same share of the ground in every period: its best-scored units, the last of
    them, and units scored alike, in part (`prediction_accuracy.taken_part`).  Hits are added up over
    the periods.  Intervals are percentiles of a two-stage bootstrap: periods are drawn with replacement, then
    as many incidents as each had.  All rules are tried on the same draws, so differences are paired.

    Parameters
    ----------
    trials : sequence of Trial
        With the same rules.  Periods without incidents are left out.
    naive : str
        The rule that the others are compared with.
    yardsticks : sequence of str
        Rules that are shown to measure the others by, such as the ground alone: they are no candidates, so
        they do not count among the rules that were tried.
    area_shares : sequence of float
    level : float
        Of the intervals.
    alpha : float
        False discovery rate allowed among the candidates said to differ from the naive rule, over all of
        them and all area shares (Benjamini-Hochberg).
    resamples, seed : int
    fewest_incidents, fewest_trials : int
        With fewer, nothing is said.
    told : callable

    Returns
    -------
    Finding
        "found" if some candidate differs from the naive rule, "none" if none can be told from it, or
        "not enough data".  The table has one row a rule and area share: `hits` of `incidents`; `hit_rate`,
        `pai`, `pei` with `_low` and `_high`; `more`, the hits more than the naive rule's, with `_low`,
        `_high`, two-sided `p`, `q`, and `differs`.

    Raises
    ------
    spatial.errors.SettingError, BadNumberError, NoDenominatorError
        If rules differ between trials, the naive rule is none of them, or numbers are none.

    Notes
    -----
    The best possible, to which PEI compares, is held at what was observed.  With few periods the bootstrap
    knows little of how periods differ, and its intervals are rather too narrow.

    References
    ----------
    Chainey, Tompson and Uhlig (2008), Security Journal 21, 4-28.  Hunt (2016), PhD thesis, Rutgers.
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8 (two stages).
    """
    shares = _checked_shares(area_shares)
    within(level, what="the level of the interval", least=0.5, most=0.999)
    within(alpha, what="alpha", least=0.001, most=0.5)
    within(resamples, what="the number of resamples", least=99, most=1_000_000)
    rules = _checked_rules(trials, naive)
    candidates = [rule for rule in rules if rule != naive and rule not in yardsticks]
    counted = [(trial, as_counts(trial.observed, what="observed")) for trial in trials]
    used = [(trial, seen) for trial, seen in counted if seen.sum()]
    incidents = int(sum(seen.sum() for _, seen in used))
    settings = {
        "naive": naive,
        "yardsticks": [rule for rule in rules if rule in yardsticks],
        "rules": list(rules),
        "area_shares": list(shares),
        "trials": [trial.name for trial, _ in used],
        "without_incidents": [trial.name for trial, seen in counted if not seen.sum()],
        "incidents": incidents,
        **{"level": level, "alpha": alpha, "resamples": resamples, "seed": seed},
        **{"fewest_incidents": fewest_incidents, "fewest_trials": fewest_trials},
    }
    if len(used) < max(fewest_trials, 1) or incidents < max(fewest_incidents, 1):
        sentence = _too_few(len(used), incidents, fewest_trials, fewest_incidents)
        return Finding("back_test", NOT_ENOUGH, sentence, pd.DataFrame(columns=list(COLUMNS)), settings)
    caught = [_Caught(trial, seen, rules, shares) for trial, seen in used]
    drawn = _resample(caught, resamples=resamples, seed=seed, told=told)
    table = _table(caught, drawn, rules, shares, naive=naive, level=level)
    tried = table["rule"].isin(candidates).to_numpy()
    for group in (tried, ~tried):
        table.loc[group, "q"] = benjamini_hochberg(table.loc[group, "p"].to_numpy())
    table["differs"] = (table["q"] <= alpha).to_numpy(dtype=bool)
    state = FOUND if table.loc[tried, "differs"].any() else NONE
    return Finding("back_test", state, _sentence(table, naive, candidates), table, settings)


class _Caught:
    """The part of each incident of a trial that every rule and share caught, alike incidents gathered."""

    def __init__(self, trial: Trial, seen: np.ndarray, rules: Sequence[str], shares: Sequence[float]) -> None:
        area = as_numbers(trial.area, what="area", least=0)
        held = np.flatnonzero(seen)
        parts = []
        for rule in rules:
            same_length(observed=seen, area=area, score=trial.scores[rule])
            parts += [taken_part(trial.scores[rule], area, area_share=share)[held] for share in shares]
        affordable(8 * len(parts) * len(held), what="the back-test", instead="Try fewer rules or shares.")
        # incidents caught alike are drawn together: what is drawn does not hang on the order of the rows
        alike = np.round(np.column_stack(parts), 9)
        self.parts, which = np.unique(alike, axis=0, return_inverse=True)
        self.counts = np.bincount(which.reshape(-1), weights=seen[held])
        self.incidents = int(seen.sum())
        self.hits = self.counts @ self.parts
        self.best = np.tile([best_possible(seen, area, area_share=share) for share in shares], len(rules))


@dataclass(frozen=True)
class _Drawn:
    """Hits, incidents and best possible hits of every resample."""

    hits: np.ndarray
    incidents: np.ndarray
    best: np.ndarray


def _resample(caught: Sequence[_Caught], *, resamples: int, seed: int, told: Progress) -> _Drawn:
    random = np.random.default_rng(seed)
    times = random.multinomial(len(caught), np.full(len(caught), 1 / len(caught)), size=resamples)
    hits = np.zeros((resamples, caught[0].parts.shape[1]))
    done, work = 0, len(caught) * resamples
    for k, one in enumerate(caught):
        chance = one.counts / one.incidents
        for start in range(0, resamples, DRAWN_AT_ONCE):
            rows = slice(start, start + DRAWN_AT_ONCE)
            drawn = random.multinomial(times[rows, k] * one.incidents, chance)
            hits[rows] += drawn @ one.parts
            done += len(drawn)
            told(done / work)
    incidents = times @ np.array([one.incidents for one in caught])
    return _Drawn(hits, incidents, times @ np.array([one.best for one in caught]))


def _table(
    caught: Sequence[_Caught],
    drawn: _Drawn,
    rules: Sequence[str],
    shares: Sequence[float],
    *,
    naive: str,
    level: float,
) -> pd.DataFrame:
    ends = [(1 - level) / 2, (1 + level) / 2]
    incidents = sum(one.incidents for one in caught)
    hits = np.sum([one.hits for one in caught], axis=0)
    best = np.sum([one.best for one in caught], axis=0)
    rates = drawn.hits / drawn.incidents[:, None]
    efficient = np.minimum(drawn.hits / drawn.best, 1.0)
    at = list(rules).index(naive) * len(shares)
    rows = []
    for column, (rule, share) in enumerate((rule, share) for rule in rules for share in shares):
        beside = at + column % len(shares)
        more = (rates[:, column] - rates[:, beside]) * incidents
        low, high = np.quantile(rates[:, column], ends)
        pei = np.quantile(efficient[:, column], ends)
        p = np.nan if rule == naive else _two_sided(more)
        rate = hits[column] / incidents
        rows.append(
            (
                *(rule, share, len(caught), incidents, hits[column], low * incidents, high * incidents),
                *(rate, low, high, rate / share, low / share, high / share),
                *(min(hits[column] / best[column], 1.0), *pei),
                *(hits[column] - hits[beside], *np.quantile(more, ends), p, np.nan, False),
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _two_sided(differences: np.ndarray) -> float:
    """Give twice the smaller share of resamples on either side of no difference."""
    below, above = int((differences <= 1e-9).sum()), int((differences >= -1e-9).sum())
    return float(min(2 * (1 + min(below, above)) / (len(differences) + 1), 1.0))


def _checked_shares(area_shares: Sequence[float]) -> tuple[float, ...]:
    shares = tuple(sorted(set(as_numbers(area_shares, what="a share of the ground").tolist())))
    if not shares or shares[0] <= 0 or shares[-1] > 1:
        raise SettingError("The shares of the ground are more than 0 and up to 1; give at least one.")
    return shares


def _checked_rules(trials: Sequence[Trial], naive: str) -> tuple[str, ...]:
    if not trials:
        return (naive,)
    rules = tuple(trials[0].scores)
    if naive not in rules:
        raise SettingError(f"The naive rule '{naive}' is none of those tried: {', '.join(rules)}.")
    for trial in trials:
        if set(trial.scores) != set(rules):
            raise SettingError(f"The rules of {trial.name} are not those of {trials[0].name}.")
    return rules


def _too_few(trials: int, incidents: int, fewest_trials: int, fewest_incidents: int) -> str:
    periods = f"{trials} {'period' if trials == 1 else 'periods'}"
    return (
        f"Not enough data to say which method to trust: {periods} with {incidents:,} incidents to try them "
        f"on, and it takes {fewest_trials} periods with {fewest_incidents} together. Choose shorter periods, "
        "fewer filters, or wait for more months."
    )


def _sentence(table: pd.DataFrame, naive: str, candidates: Sequence[str]) -> str:
    """Compare the candidate with most hits at the middle share with the naive rule."""
    shares = sorted(table["area_share"].unique())
    at = table[table["area_share"] == shares[len(shares) // 2]].set_index("rule")
    others = at.loc[list(candidates)]
    if others.empty:
        return f"{naive} found {at.loc[naive, 'hits']:,.0f} of {at.loc[naive, 'incidents']:,}."
    best = others.loc[others["hits"].idxmax()]
    told = "can" if best["differs"] else "cannot"
    return (
        f"In {best['area_share']:.0%} of the ground, {best.name} found {best['hits']:,.0f} of "
        f"{best['incidents']:,} incidents of the next period, and {naive} {at.loc[naive, 'hits']:,.0f}: "
        f"the difference {told} be told from chance."
    )
