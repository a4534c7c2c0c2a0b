"""The onlooker: what somebody knows who has every number of a release and every rule that it was made by."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from scipy.sparse import coo_array, csr_array, vstack

from spatial.errors import SettingError
from spatial.release.lattice import RARE
from spatial.release.profiles import HIDDEN, LEAST_RECORDS, Profile
from spatial.release.ptable import make_ptable
from spatial.release.records import Records
from spatial.release.reporting_cells import ReportingCells
from spatial.release.tables import AREA, MONTHS, TABLES

__all__ = ["Bounds", "World", "bounds_of", "known_rules"]

Bounds = Callable[[int | None], tuple[float, float]]
"""Which true counts a released number, or a hidden one, can stand for."""


def bounds_of(profile: Profile) -> Bounds:
    """Say which counts a released number can stand for under a profile, noise and rounding known."""
    table = make_ptable(profile.d, profile.v, profile.js)
    changes = [np.unique(row).astype(np.int64) for row in table.changes]

    def released(count: int) -> set[int | None]:
        if count < LEAST_RECORDS:
            return {None}
        noisy = count + changes[min(count, len(changes) - 1)]
        return {None if value == HIDDEN else value for value in profile.shown(noisy).tolist()}

    @cache
    def bounds(value: int | None) -> tuple[float, float]:
        reach = profile.d + profile.base
        least, most = (0, profile.threshold + reach) if value is None else (value - reach, value + reach)
        can_be = [count for count in range(max(least, 0), most + 1) if value in released(count)]
        return float(can_be[0]), float(can_be[-1])

    return bounds


@dataclass(frozen=True, eq=False)
class World:
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
    ) -> "World":
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


def known_rules(
    frame: pl.DataFrame, world: World, bounds: Bounds, year: int
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
            if table.strands and not table.always(span):
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


def _by_source(world: World, span: str) -> csr_array:
    shape = (4, world.shape[2], world.sources)
    quarter, strand, source = np.indices(shape)
    period = quarter if span == "quarter" else np.zeros_like(quarter)
    row = (period * shape[1] + strand) * shape[2] + source
    return world.sums(row, (4 if span == "quarter" else 1) * shape[1] * shape[2], of_sources=True)


def _logic(world: World) -> tuple[list[csr_array], list[np.ndarray], list[np.ndarray]]:
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
