"""The lattice: every number of a release, in calendar months, quarters and years, and no other number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from spatial.errors import BadNumberError, SettingError
from spatial.release.cell_keys import KEYS, counts_and_keys
from spatial.release.profiles import LEAST_RECORDS, Profile
from spatial.release.ptable import make_ptable
from spatial.release.reporting_cells import ReportingCells

__all__ = ["ALL", "AREA", "COLUMNS", "RARE", "TABLES", "Records", "Table", "build_lattice"]

AREA = "area"
"""The code of the whole area."""
ALL = ""
"""The code of all strands, or all sources, together."""
RARE = 20
"""A strand with fewer incidents a year than this, in the whole area, is given for the area and years only."""
COLUMNS = ("table", "area", "period", "strand", "source", "value")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class Table:
    """One table: of which areas, by which periods, whether by strand and by source."""

    name: str
    areas: str
    periods: tuple[str, ...]
    strands: bool
    sources: bool = False


TABLES = (
    Table("T1", "area", ("month", "quarter", "year"), strands=True),
    Table("T2", "ward", ("quarter",), strands=True),
    Table("T3", "ward", ("month",), strands=False),
    Table("T4", "ward", ("year",), strands=True),
    Table("T5", "cell", ("quarter",), strands=False),
    Table("T6", "cell", ("year",), strands=True),
    Table("T7", "area", ("quarter", "year"), strands=True, sources=True),
)
"""A table by strand has all strands together too; T7 has each source, and all of them are T1."""


@dataclass(frozen=True, eq=False)
class Records:
    """The incidents of the area, each once.

    Attributes
    ----------
    key : numpy.ndarray of int, shape (n,)
        The key of each record, 0 to 4095, which never changes.
    ward : numpy.ndarray of int
        Position of the ward; -1 for none.  Such a record counts in the area only.
    cell9 : numpy.ndarray of int
        H3 cell of resolution 9; 0 for none.
    day : numpy.ndarray of int
        Days since 1970.
    strands : numpy.ndarray of int
        Bit mask: a record counts once in each of its strands, so strands must not be added up.
    source : numpy.ndarray of int
        Position of the kind of source; -1 for none.
    """

    key: np.ndarray
    ward: np.ndarray
    cell9: np.ndarray
    day: np.ndarray
    strands: np.ndarray
    source: np.ndarray

    def __post_init__(self) -> None:
        for name in ("key", "ward", "cell9", "day", "strands", "source"):
            values = np.asarray(getattr(self, name))
            if values.shape != np.shape(self.key) or values.ndim != 1 or values.dtype.kind not in "iu":
                raise BadNumberError(f"{name} must be whole numbers, one for each record.")
            object.__setattr__(self, name, values)
        if len(self.key) and (self.key.min() < 0 or self.key.max() >= KEYS):
            raise BadNumberError(f"A record's key is outside 0 to {KEYS - 1}.")

    def __len__(self) -> int:
        """Count the records."""
        return len(self.key)


@dataclass(frozen=True, eq=False)
class _Exploded:
    """A row a record and strand, strand 0 for all together; months are counted from the first."""

    key: np.ndarray
    strand: np.ndarray
    month: np.ndarray
    source: np.ndarray
    area: dict[str, np.ndarray]


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
        length = MONTHS[span]
        return range(-(-self.begin // length), (self.begin + self.months) // length)


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
    exploded = _explode(records, codes, cells)
    rare = _rare(exploded, codes, profile)
    frames = []
    for table in TABLES:
        for span in table.periods:
            values = _shown(_noisy(exploded, codes, table, span, profile), profile)
            if table.strands and (table.areas, span, table.sources) != ("area", "year", False):
                years = [number * MONTHS[span] // 12 for number in codes.periods(span)]
                hidden = np.array([rare[year] for year in years], dtype=bool).reshape(-1, values.shape[2])
                values = np.where(hidden[None, :, :, None], -1, values)
            frames.append(_frame(values, codes, table, span))
    return pl.concat(frames)


def _months(first: date, last: date) -> int:
    if first.day != 1 or (last + timedelta(days=1)).day != 1 or last < first:
        raise SettingError("A release goes from the first day of a month to the last day of a month.")
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _explode(records: Records, codes: _Codes, cells: ReportingCells) -> _Exploded:
    """Lay out a row a record, and one for each of its strands."""
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
    rows = [inside]
    rows += [inside[(masks[inside] >> np.uint64(bit)) & np.uint64(1) > 0] for bit in range(n_strands)]
    row = np.concatenate(rows)
    return _Exploded(
        key=records.key[row],
        strand=np.repeat(np.arange(len(rows)), [len(each) for each in rows]),
        month=month[row],
        source=records.source[row].astype(np.int64),
        area={
            "area": np.zeros(len(row), dtype=np.int64),
            "ward": records.ward[row].astype(np.int64),
            "cell": cells.position_of(records.cell9)[row],
        },
    )


def _noisy(rows: _Exploded, codes: _Codes, table: Table, span: str, profile: Profile) -> np.ndarray:
    """Count a table with its noise, by area, period, strand and source."""
    length, whole = MONTHS[span], codes.periods(span)
    shape = (
        len(codes.area[table.areas]),
        len(whole),
        len(codes.strands) if table.strands else 1,
        len(codes.sources) if table.sources else 1,
    )
    area, period = rows.area[table.areas], (rows.month + codes.begin) // length - whole.start
    counted = (area >= 0) & (period >= 0) & (period < len(whole))
    counted &= (rows.strand == 0) | table.strands
    counted &= (rows.source >= 0) | (not table.sources)
    position = area[counted] * shape[1] + period[counted]
    position = position * shape[2] + rows.strand[counted]
    if table.sources:
        position = position * shape[3] + rows.source[counted]
    return _with_noise(position, rows.key[counted], int(np.prod(shape)), profile).reshape(shape)


def _with_noise(position: np.ndarray, key: np.ndarray, size: int, profile: Profile) -> np.ndarray:
    """Count with noise; so few records that they are never shown count as none."""
    counts, keys = counts_and_keys(position, key, size=size)
    noisy = make_ptable(profile.d, profile.v, profile.js).perturb(counts, keys)
    return np.where(counts < LEAST_RECORDS, 0, noisy)


def _shown(noisy: np.ndarray, profile: Profile) -> np.ndarray:
    """Round what may be shown; -1 is hidden."""
    rounded = (noisy + profile.base // 2) // profile.base * profile.base
    return np.where((noisy >= profile.threshold) & (rounded >= profile.threshold), rounded, -1)


def _rare(rows: _Exploded, codes: _Codes, profile: Profile) -> dict[int, np.ndarray]:
    """Say of each year which strands are given for the area and the year only."""
    whole = codes.periods("year")
    if whole:
        released = _shown(_noisy(rows, codes, TABLES[0], "year", profile), profile)[0, :, :, 0]
        by_year = dict(zip(whole, released < RARE, strict=True))
    else:
        noisy = _with_noise(rows.strand, rows.key, len(codes.strands), profile)
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
        ("period", [_named(span, number) for number in codes.periods(span)]),
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
        .with_columns(pl.lit(table.name).alias("table"), pl.when(value >= 0).then(value).alias("value"))
        .select(COLUMNS)
    )


def _named(span: str, number: int) -> str:
    """Name a period: '2026-10', '2026-Q3', '2026'."""
    year, part = divmod(number, 12 // MONTHS[span])
    return {"month": f"{year}-{part + 1:02}", "quarter": f"{year}-Q{part + 1}", "year": f"{year}"}[span]
