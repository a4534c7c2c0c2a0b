"""The lattice: every number of a release, in calendar months, quarters and years, and no other number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from spatial.errors import BadNumberError, SettingError
from spatial.release.cell_keys import KEYS, counts_and_keys
from spatial.release.profiles import HIDDEN, LEAST_RECORDS, Profile
from spatial.release.ptable import make_ptable
from spatial.release.records import Records
from spatial.release.reporting_cells import ReportingCells
from spatial.release.tables import ALL, AREA, COLUMNS, MONTHS, TABLES, Table, period_name, whole_periods

__all__ = ["RARE", "Records", "build_lattice"]

RARE = 20
"""A strand with fewer incidents a year than this, in the whole area, is given for the area and years only."""
_Held = tuple[np.ndarray, np.ndarray]
"""Counts, and sums of keys modulo 4096, by area, month, strand and source."""


@dataclass(frozen=True, eq=False)
class _Codes:
    """What the positions stand for."""

    area: dict[str, list[str]]
    strands: list[str]
    sources: list[str]
    first: date
    months: int

    @property
    def begin(self) -> int:
        """The first month, counted from the year 0."""
        return self.first.year * 12 + self.first.month - 1

    def periods(self, span: str) -> range:
        """Number the whole periods of a span, counted from the year 0."""
        return whole_periods(span, self.begin, self.months)


def build_lattice(
    records: Records,
    profile: Profile,
    *,
    wards: Sequence[str],
    strands: Sequence[str],
    sources: Sequence[str],
    cells: ReportingCells,
    first: date,
    last: date,
) -> pl.DataFrame:
    """Work out every number of a release.

    Parameters
    ----------
    records : Records
        Of the area; those before `first` or after `last` are left out.
    profile : Profile
    wards, strands, sources : sequence of str
        The codes, in the order of the positions and of the bits.
    cells : ReportingCells
    first, last : datetime.date
        The first day of a month and the last day of a month.

    Returns
    -------
    polars.DataFrame
        `COLUMNS`: every cell of every table of `TABLES`, whether anything is in it or not; `value` is null
        where it is hidden.  The order of the records does not matter.

    Raises
    ------
    spatial.errors.BadNumberError, SettingError

    Notes
    -----
    A count gets the noise that its cell key says (`ptable`).  It is hidden if that is below the threshold, or
    if fewer than `LEAST_RECORDS` records are in it, whatever the noise; otherwise it is rounded to the
    nearest multiple of the base (and hidden if that is below the threshold).  Zero looks like any hidden
    number in every table, so a hidden number never says that something is there.  A margin is counted by
    itself and has its own noise, so the tables do not add up.  Only whole calendar periods are given.

    Where the released number of a strand for the area and a year is below 20, the strand is given for the
    area and the year only, and hidden elsewhere.  A year that is not whole goes by the whole year before it,
    else by the first whole one; if there is none, by the noisy number of all months, as if they went on for
    a year.

    References
    ----------
    Fraser and Wooton (2005), A proposed method for confidentialising tabular output, UNECE work session.
    Office for National Statistics (2023), Protecting personal data in Census 2021 results.
    """
    months = _months(first, last)
    codes = _Codes(
        area={"area": [AREA], "ward": list(wards), "cell": list(cells.names)},
        strands=[ALL, *strands],
        sources=list(sources),
        first=first,
        months=months,
    )
    counted = _count(records, codes, cells)
    rare = _rare(counted["area"], codes, profile)
    frames = []
    for table in TABLES:
        for span in table.periods:
            held = counted["source" if table.sources else table.areas]
            values = profile.shown(_noisy(held, codes, span, profile, strands=table.strands))
            if table.strands and not table.always(span):
                years = [number * MONTHS[span] // 12 for number in codes.periods(span)]
                hidden = np.array([rare[year] for year in years], dtype=bool).reshape(-1, values.shape[2])
                values = np.where(hidden[None, :, :, None], HIDDEN, values)
            frames.append(_frame(values, codes, table, span))
    return pl.concat(frames)


def _months(first: date, last: date) -> int:
    if first.day != 1 or (last + timedelta(days=1)).day != 1 or last < first:
        raise SettingError("A release goes from the first day of a month to the last day of a month.")
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _count(records: Records, codes: _Codes, cells: ReportingCells) -> dict[str, _Held]:
    """Count the records by area, month, strand and source, for each kind of area and once by source."""
    n_strands = len(codes.strands) - 1
    for name, values, size in (
        ("ward", records.ward, len(codes.area["ward"])),
        ("source", records.source, len(codes.sources)),
    ):
        if len(values) and (values.min() < -1 or values.max() >= size):
            raise BadNumberError(f"A record has a {name} that is not listed; there are {size}.")
    masks = records.strands.astype(np.uint64)
    if n_strands < 64 and (masks >> np.uint64(n_strands)).any():
        raise BadNumberError(f"A record has a strand that is not listed; there are {n_strands}.")
    month = records.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month -= codes.begin - 1970 * 12
    inside = np.flatnonzero((month >= 0) & (month < codes.months))
    masks = masks[inside]
    rows = [np.arange(len(inside))]  # strand 0: all together
    rows += [np.flatnonzero((masks >> np.uint64(bit)) & np.uint64(1)) for bit in range(n_strands)]
    strand = np.repeat(np.arange(len(rows)), [len(each) for each in rows])
    row = np.concatenate(rows)
    key, month, source = records.key[inside][row], month[inside][row], records.source[inside].astype(np.int64)
    nowhere = np.zeros(len(inside), dtype=np.int64)
    counted = {}
    for name, area, areas, source_of, sources in (
        ("area", nowhere, 1, nowhere, 1),
        ("ward", records.ward[inside].astype(np.int64), len(codes.area["ward"]), nowhere, 1),
        ("cell", cells.position_of(records.cell9[inside]), len(cells), nowhere, 1),
        ("source", nowhere, 1, source, len(codes.sources)),
    ):
        shape = (areas, codes.months, len(codes.strands), sources)
        listed = ((area >= 0) & (source_of >= 0))[row]
        position = ((area[row] * shape[1] + month) * shape[2] + strand) * shape[3] + source_of[row]
        counts, keys = counts_and_keys(position[listed], key[listed], size=int(np.prod(shape)))
        counted[name] = counts.reshape(shape), keys.reshape(shape)
    return counted


def _noisy(held: _Held, codes: _Codes, span: str, profile: Profile, *, strands: bool = True) -> np.ndarray:
    """Add up the months of each whole period, and give the sums their noise."""
    length, whole = MONTHS[span], codes.periods(span)
    begin = whole.start * length - codes.begin
    sums = []
    for values in held:
        months = values[:, begin : begin + len(whole) * length, : None if strands else 1]
        shape = (months.shape[0], len(whole), length, *months.shape[2:])
        sums.append(months.reshape(shape).sum(axis=2))
    return _with_noise(sums[0], sums[1], profile)


def _with_noise(counts: np.ndarray, keys: np.ndarray, profile: Profile) -> np.ndarray:
    """Give counts with their noise; so few records that they are never shown count as none."""
    noisy = make_ptable(profile.d, profile.v, profile.js).perturb(counts, keys % KEYS)
    return np.where(counts < LEAST_RECORDS, 0, noisy)


def _rare(held: _Held, codes: _Codes, profile: Profile) -> dict[int, np.ndarray]:
    """Say of each year which strands are given for the area and the year only."""
    whole = codes.periods("year")
    if whole:
        released = profile.shown(_noisy(held, codes, "year", profile))[0, :, :, 0]
        by_year = dict(zip(whole, released < RARE, strict=True))
    else:
        noisy = _with_noise(held[0].sum(axis=1)[0, :, 0], held[1].sum(axis=1)[0, :, 0], profile)
        by_year = {codes.begin // 12: noisy * 12 < RARE * codes.months}
    rare = {}
    for year in range(codes.begin // 12, (codes.begin + codes.months - 1) // 12 + 1):
        rare[year] = by_year[min(max(year, min(by_year)), max(by_year))].copy()
        rare[year][0] = False  # all strands together are no strand
    return rare


def _frame(values: np.ndarray, codes: _Codes, table: Table, span: str) -> pl.DataFrame:
    """Write a row a cell."""
    named = (
        ("area", codes.area[table.areas]),
        ("period", [period_name(span, number) for number in codes.periods(span)]),
        ("strand", codes.strands if table.strands else [ALL]),
        ("source", codes.sources if table.sources else [ALL]),
    )
    at = np.indices(values.shape).reshape(4, -1)
    columns = {
        name: pl.Series(words, dtype=pl.String).gather(where)
        for (name, words), where in zip(named, at, strict=True)
    }
    value = pl.Series("value", values.ravel().astype(np.int64))
    return (
        pl.DataFrame({**columns, "value": value})
        .with_columns(pl.lit(table.name).alias("table"), pl.when(value != HIDDEN).then(value).alias("value"))
        .select(COLUMNS)
    )
