"""Gi*: is there more in a cell and the cells that touch it than chance would put there?"""

from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csr_array
from scipy.stats import binom

from spatial.counts import disks, neighbourhood_sums
from spatial.hotspot import FOUND, NONE, NOT_ENOUGH, Detection, Evidence
from spatial.multiple import benjamini_hochberg
from spatial.power import mean_share, needed_incidents

__all__ = ["Settings", "detect", "exact_p", "gi_star_z", "gi_z", "neighbourhood_table"]

name = "gi_star"
title = "Gi* with an exact test"
sentence = "Compares each cell and the cells that touch it with what chance would put there."
claims_significance = True


class Settings(BaseModel):
    """How wide a neighbourhood is, and how sure to be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rings: int = Field(
        default=1, ge=1, le=2, description="Rings of cells around each cell: 1 is 7 cells, 2 is 19."
    )
    alpha: float = Field(
        default=0.05, gt=0, le=0.2, description="Share of false finds allowed among the finds."
    )
    test: Literal["exact"] = "exact"


def gi_star_z(values: np.ndarray, weights: csr_array) -> np.ndarray:
    """Score every cell with the Getis-Ord Gi* statistic, the cell itself included.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Incidents per cell, empty cells present as 0.
    weights : scipy.sparse.csr_array, shape (n, n)
        1 where two cells are neighbours and on the diagonal, 0 elsewhere.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        Standard deviations above the mean map; NaN where all values are equal or all cells are neighbours.

    References
    ----------
    Ord and Getis (1995), Geographical Analysis 27(4), 286-306.
    """
    x, n = np.asarray(values, dtype=float), len(values)
    size, squares = weights.sum(axis=1), weights.power(2).sum(axis=1)
    spread = np.sqrt(max((x**2).mean() - x.mean() ** 2, 0.0)) if n else 0.0
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = spread * np.sqrt((n * squares - size**2) / (n - 1))
        return np.where(scale > 0, (weights @ x - x.mean() * size) / scale, np.nan) if n else x


def gi_z(values: np.ndarray, weights: csr_array) -> np.ndarray:
    """Score every cell with Gi: as Gi*, but the cell itself is left out of sum, mean and spread."""
    x, n = np.asarray(values, dtype=float), len(values)
    others = csr_array(weights).astype(float)
    others.setdiag(0)
    size, squares = others.sum(axis=1), others.power(2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = (x.sum() - x) / (n - 1)
        spread = np.sqrt(((x**2).sum() - x**2) / (n - 1) - mean**2)
        scale = spread * np.sqrt(((n - 1) * squares - size**2) / (n - 2))
        return np.where(scale > 0, (others @ x - mean * size) / scale, np.nan)


def exact_p(observed: np.ndarray, share: np.ndarray, *, incidents: int) -> np.ndarray:
    """Give the chance of at least `observed` of `incidents` falling where `share` of them is expected.

    Returns
    -------
    numpy.ndarray of float, shape (n,)
        P(Bin(incidents, share) >= observed); NaN where nothing is expected, for there is nothing to compare
        with.
    """
    p = binom.sf(observed - 1, incidents, np.clip(share, 0, 1))
    return np.where(share > 0, p, np.nan)


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


def detect(evidence: Evidence, settings: Settings) -> Detection:
    """Flag the cells whose neighbourhood holds more than chance allows, and that hold more themselves.

    `score` is the classical Gi* z, for comparison with other programs; it decides nothing, because at small
    counts its normal theory finds hot spots on maps that have none. `p` is the exact binomial tail.
    """
    cells = neighbourhood_table(evidence, rings=settings.rings)
    own = evidence.counts > evidence.incidents * evidence.share
    chosen = settings.model_dump() | {"incidents": evidence.incidents}
    chosen["mean_expected"] = evidence.incidents * mean_share(
        evidence.lattice, settings.rings, share=evidence.share
    )
    chosen["needed_incidents"] = needed_incidents(evidence.lattice, settings.rings, share=evidence.share)
    enough = evidence.incidents >= chosen["needed_incidents"]
    cells["is_hotspot"] = enough & own & (cells["q"] <= settings.alpha).to_numpy()
    state = (FOUND if cells["is_hotspot"].any() else NONE) if enough else NOT_ENOUGH
    return Detection(name, cells, state, _reason(evidence, cells, state, chosen), chosen)


def _reason(evidence: Evidence, cells: pd.DataFrame, state: str, chosen: dict) -> str:
    """Say in one sentence what was found, or what it would take."""
    n = f"{evidence.incidents:,} incident{'' if evidence.incidents == 1 else 's'}"
    if state == NOT_ENOUGH:
        return (
            f"Not enough data to say: {n} spread over {len(cells):,} cells leave "
            f"{chosen['mean_expected']:.1f} expected in a neighbourhood, and 3 are needed. At this cell size "
            f"that takes "
            f"{chosen['needed_incidents']:,} incidents: choose larger cells or a longer period."
        )
    untested = int((cells["p"].isna() & (cells["observed"] > 0)).sum())
    aside = (
        f" {untested:,} cells could not be tested: the baseline expects nothing there." if untested else ""
    )
    if state == NONE:
        return f"No cell stands out: {n} lie no closer together than chance would put them.{aside}"
    hot = int(cells["is_hotspot"].sum())
    which = "1 cell stands" if hot == 1 else f"{hot:,} cells stand"
    return f"{which} out from what chance would do with {n}, after allowing for looking everywhere.{aside}"
