"""The proof of a release: what somebody who knows every number and every rule can still show for certain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, vstack

from spatial.errors import SettingError, StatisticsError
from spatial.release.lattice import AREA, MONTHS, RARE, TABLES, Records
from spatial.release.profiles import LEAST_RECORDS, Profile
from spatial.release.ptable import make_ptable
from spatial.release.reporting_cells import ReportingCells

__all__ = ["Audit", "Bounds", "audit", "bounds_of"]

Bounds = Callable[[int | None], tuple[float, float]]
"""Which true counts a released number, or a hidden one, can stand for."""
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


def bounds_of(profile: Profile) -> Bounds:
    """Say which counts a released number can stand for under a profile, noise and rounding known."""
    table = make_ptable(profile.d, profile.v, profile.js)
    changes = [np.unique(row).astype(np.int64) for row in table.changes]

    def released(count: int) -> set[int | None]:
        if count < LEAST_RECORDS:
            return {None}
        noisy = count + changes[min(count, len(changes) - 1)]
        rounded = (noisy + profile.base // 2) // profile.base * profile.base
        shown = (noisy >= profile.threshold) & (rounded >= profile.threshold)
        return {int(value) if seen else None for value, seen in zip(rounded, shown, strict=True)}

    @cache
    def bounds(value: int | None) -> tuple[float, float]:
        reach = profile.d + profile.base
        least, most = (0, profile.threshold + reach) if value is None else (value - reach, value + reach)
        can_be = [count for count in range(max(least, 0), most + 1) if value in released(count)]
        return float(can_be[0]), float(can_be[-1])

    return bounds


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
        As `build_lattice` gives it.
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
    world = _World.of(records, len(wards), len(strands), len(sources), cells, year)
    system, lower, upper = _rules(frame, world, bounds, year)
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


@dataclass(frozen=True, eq=False)
class _World:
    """What the onlooker wants to know, as one vector: counts by overlap, month and strand (0 for all
    together), and after them counts by quarter, strand and source.
    """

    ward: np.ndarray
    cell: np.ndarray
    shape: tuple[int, int, int]
    sources: int
    truth: np.ndarray
    has_strand: bool
    has_source: bool

    @classmethod
    def of(
        cls, records: Records, wards: int, strands: int, sources: int, cells: ReportingCells, year: int
    ) -> "_World":
        cell = cells.position_of(records.cell9)
        pair = (records.ward.astype(np.int64) + 1) * (len(cells) + 1) + cell + 1
        pairs, which = np.unique(pair, return_inverse=True)
        month = records.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        month -= (year - 1970) * 12
        inside = (month >= 0) & (month < 12)
        masks = records.strands.astype(np.uint64)
        overlaps = np.zeros((len(pairs), 12, strands + 1))
        by_source = np.zeros((4, strands + 1, sources))
        for strand in range(strands + 1):
            has = inside if not strand else inside & ((masks >> np.uint64(strand - 1)) & np.uint64(1) > 0)
            np.add.at(overlaps[:, :, strand], (which[has], month[has]), 1)
            has = has & (records.source >= 0)
            np.add.at(by_source[:, strand], (month[has] // 3, records.source[has].astype(np.int64)), 1)
        return cls(
            ward=pairs // (len(cells) + 1) - 1,
            cell=pairs % (len(cells) + 1) - 1,
            shape=overlaps.shape,
            sources=sources,
            truth=np.concatenate((overlaps.ravel(), by_source.ravel())),
            has_strand=bool((masks[inside] > 0).all()),
            has_source=bool((records.source[inside] >= 0).all()),
        )

    @property
    def overlaps(self) -> int:
        """How many unknowns are counts of an overlap."""
        return int(np.prod(self.shape))

    def sums(self, row: np.ndarray, size: int, *, of_sources: bool = False) -> csr_array:
        """Add up unknowns by row; -1 is left out."""
        column = np.arange(row.size) + (self.overlaps if of_sources else 0)
        row = row.ravel()
        kept = row >= 0
        ones = np.ones(int(kept.sum()))
        return coo_array((ones, (row[kept], column[kept])), shape=(size, len(self.truth))).tocsr()

    def by(self, area: np.ndarray, areas: int, months: int) -> csr_array:
        """Add up the overlaps of each area by periods of so many months and by strand."""
        _, _, strands = self.shape
        pair, month, strand = np.indices(self.shape)
        row = (area[pair] * (12 // months) + month // months) * strands + strand
        return self.sums(np.where(area[pair] < 0, -1, row), areas * (12 // months) * strands)

    def targets(self, span: str, wards: int) -> csr_array:
        """Give ward x span x strand, each strand by itself."""
        sums = self.by(self.ward, wards, MONTHS[span])
        return csr_array(sums[np.arange(sums.shape[0]) % self.shape[2] > 0])

    def slivers(self, span: str) -> csr_array:
        """Give overlap x span, all strands together, where a ward and a reporting cell do overlap."""
        here = (self.ward >= 0) & (self.cell >= 0)
        area = np.where(here, here.cumsum() - 1, -1)
        return csr_array(self.by(area, int(here.sum()), MONTHS[span])[:: self.shape[2]])


def _rules(
    frame: pl.DataFrame, world: _World, bounds: Bounds, year: int
) -> tuple[csr_array, np.ndarray, np.ndarray]:
    """Write down everything that is known, as sums between two numbers."""
    rows, lower, upper = _logic(world)
    strands = world.shape[2]
    areas = {
        "area": np.zeros(world.shape[0], dtype=np.int64),
        "ward": world.ward,
        "cell": world.cell,
    }
    of_year = frame.filter(pl.col("period").str.starts_with(f"{year}"))
    totals = of_year.filter(table="T1", area=AREA, period=f"{year}")["value"]
    if len(totals) != strands:
        raise SettingError(f"The release has not the whole year {year}.")
    rare = np.array([False, *(value is None or value < RARE for value in totals.to_list()[1:])])
    for table in TABLES:
        for span in table.periods:
            values = of_year.filter(pl.col("table") == table.name, _is(span))["value"].to_list()
            if table.sources:
                told = _by_source(world, span)
            else:
                area = areas[table.areas]
                periods = 12 // MONTHS[span]
                told = world.by(
                    area, len(values) // periods // (strands if table.strands else 1), MONTHS[span]
                )
                if not table.strands:
                    told = csr_array(told[::strands])
            least, most = np.array([bounds(value) for value in values]).reshape(-1, 2).T
            if table.strands and (table.areas, span, table.sources) != ("area", "year", False):
                strand = np.arange(len(values)) // (world.sources if table.sources else 1) % strands
                least, most = np.where(rare[strand], 0, least), np.where(rare[strand], np.inf, most)
            rows.append(told)
            lower.append(least)
            upper.append(most)
    return csr_array(vstack(rows)), np.concatenate(lower), np.concatenate(upper)


def _is(span: str) -> pl.Expr:
    """Tell the periods of a span by how they are written."""
    length = pl.col("period").str.len_chars()
    if span == "year":
        return length == 4
    quarter = pl.col("period").str.contains("Q")
    return quarter if span == "quarter" else (length == 7) & ~quarter


def _by_source(world: _World, span: str) -> csr_array:
    shape = (4, world.shape[2], world.sources)
    quarter, strand, source = np.indices(shape)
    period = quarter if span == "quarter" else np.zeros_like(quarter)
    row = (period * shape[1] + strand) * shape[2] + source
    return world.sums(row, (4 if span == "quarter" else 1) * shape[1] * shape[2], of_sources=True)


def _logic(world: _World) -> tuple[list[csr_array], list[np.ndarray], list[np.ndarray]]:
    """Write down what holds of all counts: parts and wholes fit; that none is negative is understood."""
    overlap, rows = world.shape, list[csr_array]()
    lower, upper = list[np.ndarray](), list[np.ndarray]()

    def at_least(more: csr_array, less: csr_array) -> None:
        rows.append(csr_array(more - less))
        lower.append(np.zeros(more.shape[0]))
        upper.append(np.full(more.shape[0], np.inf))

    pair, month, by_overlap = np.indices(overlap)
    quarter, by_source, source = np.indices((4, overlap[2], world.sources))
    for of_sources, strand, where, size in (
        (False, by_overlap, pair * 12 + month, overlap[0] * 12),
        (True, by_source, quarter * world.sources + source, 4 * world.sources),
    ):
        together = world.sums(np.where(strand == 0, where, -1), size, of_sources=of_sources)
        for one in range(1, overlap[2]):
            at_least(together, world.sums(np.where(strand == one, where, -1), size, of_sources=of_sources))
        if world.has_strand:
            at_least(world.sums(np.where(strand > 0, where, -1), size, of_sources=of_sources), together)
    quarters = world.by(np.zeros(overlap[0], dtype=np.int64), 1, 3)
    of_all = world.sums(quarter * overlap[2] + by_source, 4 * overlap[2], of_sources=True)
    at_least(quarters, of_all)
    if world.has_source:
        at_least(of_all, quarters)
    return rows, lower, upper
