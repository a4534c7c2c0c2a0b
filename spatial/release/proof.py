"""The proof of a release: what somebody who knows every number and every rule can still show for certain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from spatial.errors import StatisticsError
from spatial.release.onlooker import Bounds, World, bounds_of, known_rules
from spatial.release.records import Records
from spatial.release.reporting_cells import ReportingCells
from spatial.release.tables import ALL, AREA

__all__ = ["Audit", "Bounds", "audit", "bounds_of"]

SLACK = 1e-6


@dataclass(frozen=True)
class Audit:
    """What was shown of cells that hold a single incident.

    Attributes
    ----------
    singles : int
        Cells with one incident there are.
    tried : int
        Of how many it was asked.
    proved : int
        Of how many of these it is certain that they are not empty.
    exact : int
        Of how many it is certain that they hold one.
    """

    singles: int
    tried: int
    proved: int
    exact: int


def audit(
    frame: pl.DataFrame,
    records: Records,
    *,
    bounds: Bounds,
    wards: Sequence[str],
    strands: Sequence[str],
    sources: Sequence[str],
    cells: ReportingCells,
    year: int,
    span: str = "month",
    slivers: bool = False,
    most: int = 150,
    seed: int = 1,
) -> Audit:
    """Ask of the wards' cells that hold a single incident whether the release proves it.

    Parameters
    ----------
    frame : polars.DataFrame
        As `build_lattice` gives it, in any order.
    records : Records
        What it was made of: the truth.
    bounds : Bounds
        What is known of a number: `bounds_of(profile)`.
    wards, strands, sources, cells
        As for `build_lattice`.
    year : int
        A whole calendar year of the release.
    span : str
        Asked are ward x `span` x strand: `month`, `quarter` or `year`.
    slivers : bool
        Asked is instead about each overlap of a ward with a reporting cell, by `span`, all strands together.
    most, seed : int
        At most so many single incidents are asked about, drawn by this seed.

    Returns
    -------
    Audit

    Raises
    ------
    spatial.errors.SettingError
        If the release has not the whole year.
    spatial.errors.StatisticsError
        If the release contradicts the records: it is of others.

    Notes
    -----
    The unknowns are the incidents by overlap of a ward with a reporting cell, month and strand, and those of
    all strands together; and by quarter, strand and source.  A report can have several strands, so all
    together are at least each and at most their sum.  The onlooker even knows in which overlaps there ever
    was an incident.  A cell is proved not to be empty if the least that a linear program (HiGHS) finds for it
    is above 0.  First all are made as small as possible together, which settles most: one solution in which a
    cell is empty is enough.  What could be shown by whole numbers only, or with outside knowledge, or by
    comparing two releases, is not tried.
    """
    world = World.of(records, len(wards), len(strands), len(sources), cells, year)
    codes = {"area": [AREA, *wards, *cells.names], "strand": [ALL, *strands], "source": [ALL, *sources]}
    system, lower, upper = known_rules(_in_order(frame, codes), world, bounds, year)
    told = system @ world.truth
    if (told < lower - SLACK).any() or (told > upper + SLACK).any():
        raise StatisticsError("The release contradicts the records, so it was not made of them.")
    targets = world.slivers(span) if slivers else world.targets(span, len(wards))
    counts = targets @ world.truth
    singles = np.flatnonzero(counts == 1)
    chosen = np.sort(np.random.default_rng(seed).permutation(singles)[:most])
    asked = csr_array(targets[chosen])

    def solve(weights: np.ndarray) -> np.ndarray:
        solved = milp(weights, constraints=LinearConstraint(system, lower, upper))
        if solved.x is None:
            raise StatisticsError("The linear program of a release was not solved.")
        return np.asarray(asked @ solved.x)

    open_, proved = np.arange(len(chosen)), []
    while len(open_):
        left = open_[solve(asked[open_].sum(axis=0))[open_] > SLACK]
        if len(left) == len(open_):
            proved = [at for at in left if solve(asked[[at]].sum(axis=0))[at] > SLACK]
            break
        open_ = left
    exact = sum(solve(-asked[[at]].sum(axis=0))[at] < 2 - SLACK for at in proved)
    return Audit(len(singles), len(chosen), len(proved), int(exact))


def _in_order(frame: pl.DataFrame, codes: Mapping[str, Sequence[str]]) -> pl.DataFrame:
    """Put the cells of each table in the order of the codes: a release may have been kept in another."""
    at = {
        name: pl.col(name).replace_strict(listed, range(len(listed)), return_dtype=pl.Int64)
        for name, listed in codes.items()
    }
    return frame.sort("table", at["area"], "period", at["strand"], at["source"])
