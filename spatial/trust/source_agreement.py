"""Source agreement: do recorded incidents and community intelligence point at the same areas?"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.stats import binom

from spatial.errors import BadNumberError, NoDenominatorError, SettingError
from spatial.finding import FOUND, NONE, NOT_ENOUGH, Finding
from spatial.given import as_numbers, no_table, same_length, within
from spatial.multiple import benjamini_hochberg

__all__ = ["AGREE_HOT", "ONLY_INTELLIGENCE", "ONLY_REPORTS", "QUIET", "UNKNOWN", "WORDS", "source_agreement"]

AGREE_HOT, ONLY_REPORTS, ONLY_INTELLIGENCE = "agree hot", "only reports", "only intelligence"
QUIET, UNKNOWN = "quiet", "unknown"
WORDS = (AGREE_HOT, ONLY_REPORTS, ONLY_INTELLIGENCE, QUIET, UNKNOWN)

MOST = 1_000_000_000
"""More incidents or reports than that, in all areas, are a mistake of typing."""

COLUMNS = (
    *("incidents", "incidents_expected", "incidents_p", "incidents_q", "incidents_hot"),
    *("intelligence", "intelligence_expected", "intelligence_p", "intelligence_q", "intelligence_hot"),
    *("sources", "word"),
)


def source_agreement(
    incidents: ArrayLike,
    incident_share: ArrayLike,
    intelligence: ArrayLike,
    intelligence_share: ArrayLike,
    sources: ArrayLike,
    *,
    total_incidents: int | None = None,
    total_intelligence: int | None = None,
    alpha: float = 0.05,
    fewest_incidents: int = 5,
    fewest_intelligence: int = 3,
    fewest_sources: int = 2,
    expected_needed: float = 3.0,
) -> Finding:
    """Set what was recorded beside what communities tell, area by area; the two are never added up.

    Each source is tested by itself: the exact binomial chance of at least as many in an area as it has, where
    its share is expected, corrected for looking at every area (Benjamini-Hochberg).

    Parameters
    ----------
    incidents : array_like of float, shape (n_areas,)
        Recorded incidents; NaN where the number is not known or may not be told.
    incident_share : array_like of float, shape (n_areas,)
        Share of the incidents expected in every area, above 0; at most 1 together.
    intelligence : array_like of float, shape (n_areas,)
        Live community reports that are graded well enough to count; NaN as above.
    intelligence_share : array_like of float, shape (n_areas,)
    sources : array_like of int, shape (n_areas,)
        Independent sources that the area's community reports come from.
    total_incidents, total_intelligence : int, optional
        In all areas; None for the sum of what is given.
    alpha : float
        False discovery rate allowed in each source.
    fewest_incidents, fewest_intelligence, fewest_sources : int
        With fewer, an area is not hot by that source: one voice is not a signal.
    expected_needed : float
        Incidents that must be expected in an area before "no more than expected" says anything: with fewer,
        four times as many would be missed more often than found.

    Returns
    -------
    Finding
        One row an area, in the order given: numbers and tests of each source, and `word`:

        agree hot
            more than chance in both;
        only reports, only intelligence
            more than chance in one, and not, or not known to be, in the other;
        quiet
            not more than chance in incidents, where there are some and enough expected to tell, nor in
            intelligence;
        unknown
            neither source says enough.  Silence is unknown, never quiet.

        "found" if some area is hot by some source, "none" if none is, "not enough data" if all are unknown.

    Raises
    ------
    spatial.errors.BadNumberError, NoDenominatorError, SettingError
    """
    within(alpha, what="alpha", least=0.001, most=0.5)
    within(expected_needed, what="the incidents expected", least=0, most=1000)
    within(fewest_incidents, what="the fewest incidents", least=0, most=MOST)
    within(fewest_intelligence, what="the fewest reports", least=0, most=MOST)
    within(fewest_sources, what="the fewest sources", least=0, most=MOST)
    seen, told = _counts(incidents, "incidents"), _counts(intelligence, "intelligence")
    shares = [
        _shares(incident_share, "incident_share"),
        _shares(intelligence_share, "intelligence_share"),
    ]
    voices = as_numbers(sources, what="sources", least=0)
    same_length(incidents=seen, incident_share=shares[0], intelligence=told, sources=voices)
    same_length(incidents=seen, intelligence_share=shares[1])
    no_table(incidents=seen, incident_share=shares[0], intelligence=told, sources=voices)
    no_table(intelligence_share=shares[1])
    n_seen, n_told = _total(seen, total_incidents, "incidents"), _total(told, total_intelligence, "reports")
    p_seen, p_told = _chance(seen, shares[0], n_seen), _chance(told, shares[1], n_told)
    q_seen, q_told = benjamini_hochberg(p_seen), benjamini_hochberg(p_told)
    hot_seen = (q_seen <= alpha) & (seen >= fewest_incidents)
    hot_told = (q_told <= alpha) & (told >= fewest_intelligence) & (voices >= fewest_sources)
    can_tell = (seen > 0) & (n_seen * shares[0] >= expected_needed)
    word = np.select(
        [hot_seen & hot_told, hot_seen, hot_told, can_tell],
        [AGREE_HOT, ONLY_REPORTS, ONLY_INTELLIGENCE, QUIET],
        default=UNKNOWN,
    )
    values = (
        *(seen, n_seen * shares[0], p_seen, q_seen, hot_seen),
        *(told, n_told * shares[1], p_told, q_told, hot_told),
        *(voices, word),
    )
    table = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)))
    settings = {
        **{"areas": len(seen), "incidents": n_seen, "intelligence": n_told, "alpha": alpha},
        **{"fewest_incidents": fewest_incidents, "fewest_intelligence": fewest_intelligence},
        **{"fewest_sources": fewest_sources, "expected_needed": expected_needed},
    }
    return Finding("source_agreement", _state(word), _sentence(word), table, settings)


def _counts(values: ArrayLike, what: str) -> np.ndarray:
    try:
        if np.iscomplexobj(values):
            raise TypeError
        found = np.array(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise BadNumberError(f"{what} has a value that is not a number. Give counts, or NaN.") from error
    known = found[~np.isnan(found)]
    if (~np.isfinite(known)).any() or (known < 0).any() or (known != np.floor(known)).any():
        raise BadNumberError(
            f"{what} has a value that is no count. Give whole numbers, or NaN where unknown."
        )
    if known.max(initial=0.0) > MOST:
        raise BadNumberError(
            f"{what} is {known.max():g} somewhere; the most is {MOST:,}. Look for a wrong number."
        )
    return found


def _shares(values: ArrayLike, what: str) -> np.ndarray:
    found = as_numbers(values, what=what, least=0)
    if len(found) and (found == 0).any():
        at = int(np.flatnonzero(found == 0)[0])
        raise NoDenominatorError(
            f"{what} is 0 at position {at}: nothing to compare with. Leave that area out."
        )
    if found.sum() > 1 + 1e-6:
        raise NoDenominatorError(f"{what} adds up to {found.sum():g}; shares are at most 1 together.")
    return found


def _total(values: np.ndarray, total: int | None, what: str) -> int:
    known = int(np.nansum(values))
    if total is not None:
        within(total, what=f"the number of all {what}", least=0, most=MOST)
        if total != int(total):
            raise SettingError(f"the number of all {what} is {total:g}; give a whole number.")
    if known > MOST:
        raise BadNumberError(
            f"The areas have {known:,} {what}; the most is {MOST:,}. Look for a wrong number."
        )
    if total is not None and total < known:
        raise BadNumberError(f"{total} {what} in all, but the areas have {known}. Give the sum or more.")
    return known if total is None else int(total)


def _chance(values: np.ndarray, share: np.ndarray, total: int) -> np.ndarray:
    """Give the chance of at least so many; NaN where the number is not known, or there are none at all."""
    if not total:
        return np.full(len(values), np.nan)
    known = ~np.isnan(values)
    p = np.full(len(values), np.nan)
    p[known] = binom.sf(values[known] - 1, total, np.minimum(share[known], 1.0))
    return p


def _state(word: np.ndarray) -> str:
    if np.isin(word, [AGREE_HOT, ONLY_REPORTS, ONLY_INTELLIGENCE]).any():
        return FOUND
    return NONE if (word == QUIET).any() else NOT_ENOUGH


def _sentence(word: np.ndarray) -> str:
    number = {one: int((word == one).sum()) for one in WORDS}
    if number[UNKNOWN] == len(word):
        return (
            "Not enough data to say: neither recorded incidents nor community reports say enough of any area."
            " A longer window, or community reports from two sources, would."
        )
    return (
        f"Recorded incidents and community reports both stand out in {number[AGREE_HOT]} of {len(word)} "
        f"areas, only recorded incidents in {number[ONLY_REPORTS]}, only community reports in "
        f"{number[ONLY_INTELLIGENCE]}; {number[QUIET]} are quiet, and too little is known of "
        f"{number[UNKNOWN]}."
    )
