"""The records as the statistics need them: compact columns in memory, joined to the wards once."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
from scipy.sparse import csr_array
from shapely import STRtree
from sqlalchemy import func, select

from boundaries.cells import cell_shapes
from boundaries.demand import Demand
from boundaries.lattice import Lattice, assign_cells, make_lattice
from boundaries.partnership import Partnership
from boundaries.streets import Streets
from boundaries.study_area import StudyArea
from dashboard.columns import Places, with_found
from dashboard.counted_once import COLUMN, counted_once
from dashboard.cube_columns import CubeColumns, load_cube_columns
from dashboard.cube_words import cube_credit
from dashboard.kept_columns import load_columns
from dashboard.kept_shapes import load_shapes
from dashboard.walked_ground import WalkedGround
from ingest.centres.list import read_centres
from ingest.centres.opening_hours import open_now, read_hours
from ingest.lag import Lateness, lateness
from ingest.linkage.events import Events
from ingest.policy import Policy, load_policy
from ingest.records import Store, schema
from ingest.records.centres import centres_frame
from ingest.records.dated_events import DATED, dated_events
from ingest.records.found_on_patrol import found_numbers
from ingest.records.graded_reports import GRADED, graded_reports
from ingest.records.pairs import events
from ingest.rhythm import period_days

__all__ = ["Places", "Snapshot", "load_snapshot", "snapshot_version"]

EPOCH = date(1970, 1, 1)
MONDAY = datetime(2024, 1, 1)
WHOLE_MONTH = 27
"""A record whose dates are this many days apart or more says only the month."""
NO_EVENTS = pl.DataFrame(schema={"record": pl.Int64, "confirmed": pl.Int64, "possible": pl.Int64})
NO_COMMUNITY = pl.DataFrame(schema={"ward_at": pl.Int32, **GRADED})
NO_CALENDAR = pl.DataFrame(schema={"ward_at": pl.Int32, **DATED})
LATEST_DAY = (
    pl.when((pl.col("last") - pl.col("first")) >= WHOLE_MONTH).then(pl.col("last")).otherwise(pl.col("first"))
)
"""The day to which a record reaches: that on which it began, or the end of the month it names."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One version of the data, ready to be asked.

    Attributes
    ----------
    version : str
        Names the data and the partnership file together; a key for whatever is worked out from them.
    records : polars.DataFrame
        One row an incident: place (position, -1 none), ward (position by point, -1), area (ward position
        given by the sender where there is no point, -1), first and last (days since 1970), hour and
        hour_to (on the first and on the last day, null where nobody said), reported_on (days since 1970,
        null where nobody said), strands (bit mask in the policy's order), and the codes of `CODED` as
        positions in `words`.
    words : dict of str to tuple of str
        The codes behind the positions, by column.
    covered : dict of agency to datetime.date
        The last day of the last period for which a nil return or a return of counts came.
    events : polars.DataFrame
        record (position in `records`), confirmed and possible (number of the event that it is a part of,
        null where it stands alone); only records of possible duplicates are listed.
    undecided : numpy.ndarray of int64, shape (n, 2)
        Positions of the records of each possible duplicate that nobody has decided.
    community : polars.DataFrame
        Community reports that nobody has closed, without any of their texts: `ward_at` (position of the ward,
        -1 where none of this area is named) and the columns of `ingest.records.graded_reports.GRADED`.
    calendar : polars.DataFrame
        The calendar of events, in order of day: `ward_at`, and the columns of
        `ingest.records.dated_events.DATED`.
    numbers : polars.Series of Int64
        The number of each record in the store; below nought where they are counts of a cube.
    from_cube : tuple of str
        What must be known of the cube that the incidents come from; empty where they are the store's own.
    """

    version: str
    partnership: Partnership
    study_area: StudyArea
    policy: Policy
    places: Places
    records: pl.DataFrame
    words: dict[str, tuple[str, ...]]
    centres: pd.DataFrame
    context: dict[str, Any]
    notes: tuple[str, ...] = ()
    covered: dict[str, date] = field(default_factory=dict)
    events: pl.DataFrame = field(default_factory=lambda: NO_EVENTS)
    undecided: np.ndarray = field(default_factory=lambda: np.empty((0, 2), dtype=np.int64))
    community: pl.DataFrame = field(default_factory=lambda: NO_COMMUNITY)
    calendar: pl.DataFrame = field(default_factory=lambda: NO_CALENDAR)
    numbers: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.Int64))
    from_cube: tuple[str, ...] = ()
    _counted: dict[tuple[str, bool], pl.DataFrame] = field(default_factory=dict, repr=False)
    _cells: dict[int, Lattice] = field(default_factory=dict, repr=False)
    _lattices: dict[int, tuple[Lattice, np.ndarray]] = field(default_factory=dict, repr=False)
    _touched: dict[int, csr_array] = field(default_factory=dict, repr=False)
    _ground: WalkedGround | None = field(default=None, repr=False)
    _lock: Any = field(default_factory=Lock, repr=False)

    @cached_property
    def latest(self) -> date | None:
        """The last day on which anything in the area, or without a place, was recorded to have begun.

        A record that says only the month counts to the month's end.
        """
        here = self.records.filter((pl.col("ward") >= 0) | (pl.col("place") < 0))
        last = (here if here.height else self.records).select(LATEST_DAY.max()).item()
        return None if last is None else EPOCH + timedelta(days=int(last))

    @cached_property
    def in_order(self) -> bool:
        """Whether the records lie in order of their first day: then a window is a slice of them."""
        return self.records["first"].is_sorted()

    @cached_property
    def earliest(self) -> date | None:
        """The first day on which anything was recorded to have happened."""
        first = self.records["first"].min()
        return None if first is None else EPOCH + timedelta(days=int(first))  # type: ignore[arg-type]

    @cached_property
    def _walked(self) -> WalkedGround:
        return self._ground or WalkedGround(None, self.partnership, self.study_area)

    @property
    def streets(self) -> Streets | None:
        """The streets to walk along; None where the partnership names none."""
        return self._walked.streets

    @property
    def demand(self) -> Demand:
        """Where the residents live, and those of each strand that the partnership names."""
        return self._walked.demand

    def open_at(self, weekday: int, hour: int) -> tuple[bool | None, ...]:
        """Say of each centre whether its published hours have it open at an hour; None where nobody can tell.

        Monday is 0.  Whether it is open at all is its status.
        """
        moment = MONDAY + timedelta(days=weekday, hours=hour)
        hours = [] if self.centres.empty else self.centres["hours"].tolist()
        return tuple(open_now(read_hours(text), moment) for text in hours)

    @cached_property
    def lateness(self) -> Lateness | None:
        """How late each agency's reports come, and how far its files reach; None if there are no records.

        Of an agency that the partnership file says has left, nothing more is to come.
        """
        if self.latest is None:
            return None
        names = pl.Series("agency", self.words["agency"], dtype=pl.String)
        records = self.records.select(
            names.gather(self.records["agency"]),
            occurred=LATEST_DAY.cast(pl.Date),
            reported=pl.col("reported_on").cast(pl.Date),
        )
        left = {a.name: a.until for a in self.partnership.agencies if a.until and a.until <= self.latest}
        return lateness(
            records, latest=self.latest, covered={**self.covered, **dict.fromkeys(left, self.latest)}
        )

    def only(self, kept: np.ndarray, name: str) -> "Snapshot":
        """Give the same data with some of the records, for whom the others do not count.

        Parameters
        ----------
        kept : numpy.ndarray of bool, shape (n_records,)
        name : str
            Is added to the version, so that nothing worked out of the one is taken for the other.
        """
        at = np.cumsum(kept) - 1
        known = self.events.filter(pl.Series(kept[self.events["record"].to_numpy()], dtype=pl.Boolean))
        pairs = self.undecided[kept[self.undecided].all(axis=1)]
        return replace(
            self,
            version=f"{self.version}-{name}",
            records=self.records.filter(pl.Series(kept)),
            numbers=self.numbers.filter(pl.Series(kept)),
            events=known.with_columns(pl.Series("record", at[known["record"].to_numpy()], dtype=pl.Int64)),
            undecided=at[pairs],
            _counted={},
            _lock=Lock(),
        )

    def grouped(self, duplicates: str) -> int:
        """Say how many records belong to an event that is counted once."""
        column = COLUMN.get(duplicates)
        return self.events[column].count() if column else 0

    def counted(self, duplicates: str, *, paired: bool = False) -> pl.DataFrame:
        """Give the records as they are counted: each by itself, or each event once.

        Parameters
        ----------
        duplicates : str
            `confirmed`, `distinct` or `linked`; see `dashboard.filters.Filters`.
        paired : bool
            Only the records of possible duplicates, with `record`, their position in `records`.
        """
        column = COLUMN.get(duplicates)
        if not self.grouped(duplicates) and not paired:
            return self.records
        with self._lock:
            if (duplicates, paired) not in self._counted:
                records, known = self.records, self.events
                if paired:
                    records = records[known["record"].to_numpy()].with_columns(known["record"])
                    known = known.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("record"))
                once = counted_once(records, known, column) if column else records
                self._counted[duplicates, paired] = once
            return self._counted[duplicates, paired]

    def cells(self, resolution: int) -> Lattice:
        """Lay the cells of a resolution over the study area."""
        with self._lock:
            if resolution not in self._cells:
                self._cells[resolution] = make_lattice(self.study_area, resolution)
            return self._cells[resolution]

    def lattice(self, resolution: int) -> tuple[Lattice, np.ndarray]:
        """The cells at a resolution, and each place's position among them (-1 outside the area).

        A place's cell is the one that holds its point. It is not read off a finer cell's parent: H3's
        parents overlap their children's edges, so that would move some points into a neighbouring cell.
        """
        lattice = self.cells(resolution)
        with self._lock:
            if resolution not in self._lattices:
                inside = np.flatnonzero(self.places.ward >= 0)
                cells = assign_cells(self.places.lon[inside], self.places.lat[inside], resolution=resolution)
                position = np.full(self.places.ward.size, -1, dtype=np.int64)
                position[inside] = lattice.position_of(cells)
                if (position[inside] < 0).any():
                    raise AssertionError("a place in the area falls in no listed cell")
                self._lattices[resolution] = (lattice, position)
            return self._lattices[resolution]

    def cells_touched(self, resolution: int) -> csr_array:
        """Say which cells each ward touches: 1 in a row a ward, a column a cell."""
        lattice, _ = self.lattice(resolution)
        with self._lock:
            if resolution not in self._touched:
                wards = self.study_area.wards.geometry.to_numpy()
                ward, cell = STRtree(cell_shapes(lattice.cells)).query(wards, predicate="intersects")
                shape = (len(wards), lattice.cells.size)
                self._touched[resolution] = csr_array(
                    (np.ones(ward.size, np.int8), (ward, cell)), shape=shape
                )
            return self._touched[resolution]


def snapshot_version(store: Store, partnership: Partnership) -> str:
    """Name the data and the partnership file as they are now, without reading the records."""
    return f"{store.data_version()}-{partnership.digest[:12]}"


def load_snapshot(store: Store, partnership: Partnership) -> Snapshot:
    """Read the records, or take up the columns kept of them, and what else the pages draw on."""
    version = snapshot_version(store, partnership)
    policy = load_policy(partnership.policy)
    shapes = load_shapes(store.url, partnership)
    study_area = shapes.study_area
    with store.reading() as connection:
        known = events(connection)
        community = graded_reports(connection, policy.tension)
        calendar = dated_events(connection)
        found = found_numbers(connection)
    cube = _cube(store, partnership, study_area, policy)
    if cube is None:
        columns = with_found(load_columns(store, partnership, study_area, policy), found)
    else:
        columns = cube.columns
        credit = " ".join(filter(None, (partnership.attribution, cube_credit(cube.manifest))))
        partnership = replace(partnership, attribution=credit)
    latest = columns.records["last"].max()
    centres, notes = _centres(store, partnership, policy, last=EPOCH + timedelta(days=int(latest or 0)))  # type: ignore[arg-type]
    return Snapshot(
        version=version,
        partnership=partnership,
        study_area=study_area,
        policy=policy,
        places=columns.places,
        records=columns.records,
        words=columns.words,
        centres=centres,
        context=shapes.context,
        notes=(*study_area.notes, *notes, *_unknown_strands(partnership, policy)),
        covered=_covered(store) if cube is None else {},
        community=_at_wards(community, study_area),
        calendar=_at_wards(calendar, study_area),
        numbers=columns.numbers,
        **(_paired(known, columns.numbers) if cube is None else {}),
        from_cube=cube.notes if cube else (),
        _ground=WalkedGround(store.url, partnership, study_area),
    )


def _cube(
    store: Store, partnership: Partnership, study_area: StudyArea, policy: Policy
) -> CubeColumns | None:
    """Open the cube that the partnership file names, if it names one."""
    if partnership.cube is None:
        return None
    with store.reading() as connection:
        held = connection.execute(select(func.count()).select_from(schema.incidents)).scalar_one()
    return load_cube_columns(partnership.cube, partnership, study_area, policy, in_store=held)


def _unknown_strands(partnership: Partnership, policy: Policy) -> list[str]:
    return [
        f"[population] strands names '{strand}', which is no strand of the policy; nobody can choose it. "
        f"Known: {', '.join(policy.strands)}."
        for strand in partnership.strand_people
        if strand not in policy.strands
    ]


def _at_wards(entries: pl.DataFrame, study_area: StudyArea) -> pl.DataFrame:
    """Find the ward of every entry of a register among the wards of the area."""
    known = {str(code): position for position, code in enumerate(study_area.wards["ward"])}
    at = [known.get(code, -1) for code in entries["ward"]]
    return entries.select(pl.Series("ward_at", at, dtype=pl.Int32), *entries.columns)


def _paired(known: Events, numbers: pl.Series) -> dict[str, Any]:
    """Find the records of possible duplicates by their position; a pair whose record is gone is left out."""
    if not known.groups.height and not known.undecided.height:
        return {}
    at = pl.DataFrame({"id": numbers, "record": np.arange(len(numbers))})
    groups = known.groups.join(at, on="id").select("record", "confirmed", "possible").sort("record")
    pairs = known.undecided.join(at, left_on="id_a", right_on="id").join(at, left_on="id_b", right_on="id")
    return {"events": groups, "undecided": pairs.select("record", "record_right").to_numpy()}


def _covered(store: Store) -> dict[str, date]:
    """Find how far each agency's returns for a period reach, which records alone cannot say."""
    ends: dict[str, date] = {}
    for batch in store.batches():
        if batch["state"] == "landed" and batch["period"]:
            end = period_days(batch["period"])[1]
            ends[batch["agency"]] = max(end, ends.get(batch["agency"], end))
    return ends


def _centres(
    store: Store, partnership: Partnership, policy: Policy, *, last: date
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Take the reporting centres from the register; from the partnership's list where it has none.

    Whether one is dormant is judged on the last day on record, since nothing here reads a clock.
    """
    with store.reading() as connection:
        held = centres_frame(connection, today=last)
    if held is not None:
        return held, ()
    if partnership.centres is None:
        return pd.DataFrame(), ()
    return read_centres(partnership.centres, gazetteer=partnership.gazetteer(), policy=policy)
