"""Gi*: is there more in a cell and the cells that touch it than chance would put there?"""

from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csr_array
from scipy.stats import binom, norm

from spatial.counts import disks, neighbourhood_sums
from spatial.errors import BadNumberError
from spatial.given import as_counts, as_numbers, same_length
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence
from spatial.multiple import benjamini_hochberg
from spatial.power import EXPECTED_NEEDED, mean_share, needed_incidents
from spatial.progress import Progress, silent
from spatial.shuffling import permutation_p, square_weights
from spatial.thrown import fewest_permutations, thrown_p

__all__ = [
    "Settings",
    "Test",
    "baseline_z",
    "detect",
    "exact_p",
    "gi_star_z",
    "gi_z",
    "neighbourhood_table",
    "normal_needs",
    "permutation_p",
]

name = "gi_star"
title = "Gi*"
sentence = "Compares each cell and the cells that touch it with what chance would put there."
claims_significance = True


Test = Literal["exact", "permutation", "normal"]
NORMAL_LEAST = 20.0
TAIL_ERROR = 0.25


class Settings(BaseModel):
    """How wide a neighbourhood is, how chance is reckoned, and how sure to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rings: int = Field(
        default=1, ge=1, le=2, description="Rings of cells around each cell: 1 is 7 cells, 2 is 19."
    )
    alpha: float = Field(
        default=0.05, gt=0, le=0.2, description="Share of false finds allowed among the finds."
    )
    test: Test = Field(
        default="exact", description="The binomial chance itself, chance maps, or the bell curve."
    )
    permutations: int | None = Field(
        default=None, ge=1, description="Chance maps; as few as can flag one cell alone if left out."
    )
    seed: int = Field(
        default=1066, ge=0, description="Where the chance maps start, so that they stay the same."
    )


def gi_star_z(values: ArrayLike, weights: csr_array) -> np.ndarray:
    """Score every cell with the Getis-Ord Gi* statistic, the cell itself included.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Incidents per cell, empty cells present as 0.
    weights : scipy.sparse.csr_array, shape (n, n)
        1 where two cells are neighbours and on the diagonal, 0 elsewhere; other weights are as good.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Standard deviations above the mean map; NaN where all values are equal or all cells are neighbours.

    Raises
    ------
    spatial.errors.BadNumberError
        If a value or weight is not finite, or the shapes do not fit.

    References
    ----------
    Ord and Getis (1995), Geographical Analysis 27(4), 286-306.
    """
    x = _from_the_middle(values)
    n = len(x)
    around = square_weights(weights, cells=n)
    size, squares = around.sum(axis=1), around.power(2).sum(axis=1)
    spread = np.sqrt(max((x**2).mean() - x.mean() ** 2, 0.0)) if n else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = spread * np.sqrt((n * squares - size**2) / (n - 1))
        return np.where(scale > 0, (around @ x - x.mean() * size) / scale, np.nan) if n else x


def gi_z(values: ArrayLike, weights: csr_array) -> np.ndarray:
    """Score every cell with Gi: as Gi*, but the cell itself is left out of sum, mean and spread."""
    x = _from_the_middle(values)
    n = len(x)
    others = square_weights(weights, cells=n)
    others.setdiag(0)
    size, squares = others.sum(axis=1), others.power(2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = _sum_of_others(x) / (n - 1)
        spread = np.sqrt(_sum_of_others(x**2) / (n - 1) - mean**2)
        scale = spread * np.sqrt(((n - 1) * squares - size**2) / (n - 2))
        return np.where(scale > 0, (others @ x - mean * size) / scale, np.nan)


def _from_the_middle(values: ArrayLike) -> np.ndarray:
    """Take the median off, which moves no z: equal values are then 0, and large ones keep their digits."""
    x = as_numbers(values, what="values")
    if x.ndim != 1:
        raise BadNumberError("values is no list; give one value a cell.")
    return x - np.median(x) if len(x) else x


def _sum_of_others(x: np.ndarray) -> np.ndarray:
    """Add up all values but each one itself, without taking it off again: that would cost digits."""
    before = np.concatenate([[0.0], np.cumsum(x)[:-1]])
    after = np.concatenate([np.cumsum(x[::-1])[::-1][1:], [0.0]])
    return before + after if len(x) else x


def baseline_z(counts: ArrayLike, share: ArrayLike, around: csr_array) -> np.ndarray:
    """Score every neighbourhood against what a baseline expects there; Gi*'s z where all shares are equal.

    The sum over a neighbourhood is compared with N S, where S is its share of the baseline, and measured in
    standard deviations of N S (1 - S) phi.  phi, how much more the cells vary than thrown incidents would, is
    the sum of squared differences of the cells over what is expected of it.  With equal shares and 1 for
    every neighbour this is the z of Ord and Getis to the last digit.

    Parameters
    ----------
    counts, share : array_like, shape (n,)
        Incidents in each cell, and the share expected there; shares add up to 1.
    around : scipy.sparse.csr_array, shape (n, n)
        1 where a cell belongs to the neighbourhood of the row's cell.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        NaN where nothing is expected, where all is, or where nothing varies.
    """
    x, s = as_numbers(counts, what="counts", least=0), as_numbers(share, what="share", least=0)
    same_length(counts=x, share=s)
    neighbourhood = square_weights(around, cells=len(x))
    total, expected = x.sum(), np.minimum(neighbourhood @ s, 1.0)
    chance = total * (s * (1 - s)).sum()
    phi = ((x - total * s) ** 2).sum() / chance if chance > 0 else 0.0
    spread = np.sqrt(phi * total * expected * (1 - expected))
    above = neighbourhood @ x - total * expected
    return np.divide(above, spread, out=np.full(len(x), np.nan), where=spread > 1e-12 * max(total, 1.0))


def exact_p(observed: np.ndarray, share: np.ndarray, *, incidents: int) -> np.ndarray:
    """Give the chance of at least `observed` of `incidents` falling where `share` of them is expected.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        P(Bin(incidents, share) >= observed); NaN where nothing is expected, for there is nothing to compare
        with.

    Raises
    ------
    spatial.errors.BadNumberError
        If a number is missing, negative or, for the counts, not whole.
    """
    seen = as_counts(observed, what="observed")
    shares = as_numbers(share, what="share", least=0)
    same_length(observed=seen, share=shares)
    p = binom.sf(seen - 1, incidents, np.clip(shares, 0, 1))
    return np.where(shares > 0, p, np.nan)


def normal_needs(tests: int, *, alpha: float) -> float:
    """Give the incidents that a neighbourhood must expect before the bell curve may judge it.

    Counts lean to the right.  By the first term of Edgeworth's series their tail beyond z is
    1 + (z^3 - 3 z) / (6 sqrt(E)) times that of the bell curve.  At the z that one cell alone has to reach
    among `tests` (alpha / tests), it may be a quarter more at most; and E is never below 20.
    """
    z = float(norm.isf(alpha / max(tests, 1)))
    return max(NORMAL_LEAST, ((z**3 - 3 * z) / (6 * TAIL_ERROR)) ** 2)


def neighbourhood_table(evidence: Evidence, *, rings: int) -> pd.DataFrame:
    """Count what was seen and expected around every cell, with the exact chance and its correction."""
    around = disks(evidence.lattice.neighbours, rings=rings)
    observed = neighbourhood_sums(evidence.counts, around)
    share = np.minimum(neighbourhood_sums(evidence.share, around), 1.0)
    p = exact_p(observed, share, incidents=evidence.incidents)
    return pd.DataFrame(
        {
            "score": gi_star_z(evidence.counts, around),
            "observed": observed.astype(np.int64),
            "expected": evidence.incidents * share,
            "p": p,
            "q": benjamini_hochberg(p),
        }
    )


def detect(evidence: Evidence, settings: Settings, *, told: Progress = silent) -> Detection:
    """Flag the cells whose neighbourhood holds more than chance allows, and that hold more themselves.

    `score` is the classical Gi* z, for comparison with other programs; with the exact test and with chance
    maps it decides nothing, because at small counts its normal theory finds hot spots on maps that have
    none. `p` is the exact binomial tail, the share of chance maps that reach as much, or the bell curve's
    tail of `baseline_z` (which is then the `score`).  The bell curve judges only neighbourhoods that expect
    as many as `normal_needs` says: `q` is missing elsewhere, and where an average neighbourhood expects
    fewer, nothing is said.

    Raises
    ------
    spatial.errors.SettingError
        If there are so few chance maps that no cell alone could be flagged.
    spatial.errors.TooLargeError
        If the chance maps would take too long.
    """
    cells = neighbourhood_table(evidence, rings=settings.rings)
    chosen = settings.model_dump() | {"permutations": 0, "incidents": evidence.incidents}
    if settings.test == "permutation":
        cells["p"], chosen["permutations"] = _thrown(evidence, settings, cells, told)
    elif settings.test == "normal":
        cells["score"] = baseline_z(
            evidence.counts, evidence.share, disks(evidence.lattice.neighbours, rings=settings.rings)
        )
        cells["p"] = norm.sf(cells["score"])
    judged, needs = cells["p"].notna(), EXPECTED_NEEDED
    if settings.test == "normal":
        needs = normal_needs(int(judged.sum()), alpha=settings.alpha)
        judged &= cells["expected"] >= needs
    cells["q"] = benjamini_hochberg(cells["p"].where(judged).to_numpy())
    chosen["mean_expected"] = evidence.incidents * mean_share(
        evidence.lattice, settings.rings, share=evidence.share
    )
    chosen["needed_incidents"] = needed_incidents(
        evidence.lattice, settings.rings, share=evidence.share, expected=needs
    )
    chosen["expected_needed"], chosen["cells_judged"] = needs, int(judged.sum())
    own = evidence.counts > evidence.incidents * evidence.share
    enough = evidence.incidents >= chosen["needed_incidents"]
    cells["is_hotspot"] = enough & own & (cells["q"] <= settings.alpha).to_numpy()
    state = (FOUND if cells["is_hotspot"].any() else NONE) if enough else NOT_ENOUGH
    return Detection(name, cells, state, _reason(evidence, cells, state, chosen), chosen)


def _thrown(
    evidence: Evidence, settings: Settings, cells: pd.DataFrame, told: Progress
) -> tuple[np.ndarray, int]:
    """Throw as many chance maps as were asked for, or as few as could flag one cell alone."""
    around = disks(evidence.lattice.neighbours, rings=settings.rings)
    tests = int((around @ evidence.share > 0).sum())
    number = settings.permutations or fewest_permutations(tests, alpha=settings.alpha)
    p = thrown_p(
        cells["observed"].to_numpy(),
        evidence.share,
        around,
        incidents=evidence.incidents,
        permutations=number,
        alpha=settings.alpha,
        seed=settings.seed,
        told=told,
    )
    return p, number


def _reason(evidence: Evidence, cells: pd.DataFrame, state: str, chosen: dict[str, Any]) -> str:
    """Say in one sentence what was found, or what it would take."""
    n = f"{evidence.incidents:,} incident{'' if evidence.incidents == 1 else 's'}"
    normal, needed = chosen["test"] == "normal", chosen["needed_incidents"]
    if state == NOT_ENOUGH:
        said = (
            f"Not enough data to say: {n} spread over {len(cells):,} cells leave "
            f"{chosen['mean_expected']:.1f} expected in a neighbourhood, and {chosen['expected_needed']:.0f} "
            f"are needed"
        )
        if normal:
            return (
                f"{said} before the bell curve may be believed. At this cell size that takes {needed:,} "
                f"incidents: use the exact test, which holds at any number, or choose larger cells."
            )
        return (
            f"{said}. At this cell size that takes {needed:,} incidents: choose larger cells or a longer "
            f"period."
        )
    untested = int((cells["p"].isna() & (cells["observed"] > 0)).sum())
    aside = _cells(untested, "could not be tested: the baseline expects nothing there")
    if normal:
        below = int((cells["p"].notna() & cells["q"].isna()).sum())
        aside += _cells(
            below, f"were not judged: fewer than {chosen['expected_needed']:.0f} are expected around them"
        )
        aside += " This is by the bell curve; the exact test needs no such limit."
    if chosen["test"] == "permutation":
        aside += f" By {chosen['permutations']:,} chance maps."
    if state == NONE:
        return f"No cell stands out: {n} lie no closer together than chance would put them.{aside}"
    hot = int(cells["is_hotspot"].sum())
    which = "1 cell stands" if hot == 1 else f"{hot:,} cells stand"
    return f"{which} out from what chance would do with {n}, after allowing for looking everywhere.{aside}"


def _cells(number: int, what: str) -> str:
    """Say what became of some cells; nothing where there are none."""
    return f" {number:,} cells {what}." if number else ""
