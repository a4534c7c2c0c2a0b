"""The desk at which releases are made: from the records and the key of the noise to a kept release."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from boundaries.cells import NO_CELL
from dashboard.answers.tension.bands import bands_on
from dashboard.desks.importing import Desk
from dashboard.desks.release_due import Due, NotDueError, ReleaseError, due_on
from dashboard.desks.release_records import ReadRecords, read_records, secret_of
from dashboard.desks.releases import KeptRelease
from dashboard.released.body import to_bytes
from dashboard.released.release import Release
from dashboard.snapshot import EPOCH, Snapshot
from ingest.records.audit import note
from ingest.records.divisions import Division, division_on, keep_division
from ingest.records.keys import key_id
from ingest.records.releases import NewRelease, SameReleaseError, keep_release, releases
from ingest.records.troubles import StoreError
from spatial.release.cell_keys import counts_and_keys
from spatial.release.lattice import RARE, Records, build_lattice
from spatial.release.profiles import LEAST_RECORDS, PROFILES, Profile
from spatial.release.ptable import make_ptable
from spatial.release.reporting_cells import ReportingCells, divide

__all__ = ["PROFILES", "Made", "ReleaseError", "make_due", "make_release", "releases_due"]

MOST_YEARS = 5
"""Years before the last one that a release goes back."""
REACHING, LAST_DAYS = 10, 7
"""A month is over when so many records reach into so many of its last days: not for the sake of one."""
YEAR_DAYS = 365
BANDS, QUARTERS = "T8", 4
"""The table of tension: for partners, of so many of the last quarters."""


@dataclass(frozen=True)
class Made:
    """What became of one profile: its new release, or why there is none."""

    profile: str
    kept: KeptRelease | None
    why_not: str = ""


def releases_due(desk: Desk, *, today: date | None = None) -> list[Due]:
    """Say of each profile whether a release is due."""
    with desk.store.reading() as connection:
        return [due_on(connection, profile, today or date.today()) for profile in PROFILES]


def make_due(
    desk: Desk,
    profiles: tuple[str, ...] = tuple(PROFILES),
    *,
    by: str,
    today: date | None = None,
    even_if_early: bool = False,
) -> list[Made]:
    """Make the releases that are due, and say why the others are not.

    Raises
    ------
    ReleaseError
        If one is due and cannot be made: its key is gone or is another one.
    """
    made = []
    for profile in profiles:
        try:
            kept = make_release(desk, profile, by=by, today=today, even_if_early=even_if_early)
            made.append(Made(profile, kept))
        except (NotDueError, SameReleaseError) as nothing:
            made.append(Made(profile, None, str(nothing)))
    return made


def make_release(
    desk: Desk,
    profile: str,
    *,
    by: str,
    today: date | None = None,
    even_if_early: bool = False,
    snapshot: Snapshot | None = None,
) -> KeptRelease:
    """Make and keep the next release of a profile.

    Parameters
    ----------
    today : datetime.date, optional
        The day by which months are over; today's date otherwise.
    even_if_early : bool
        Do not wait for the week or the month.  Ten records must have changed all the same.
    snapshot : Snapshot, optional
        The records, if they were read already; read anew if they have changed since.

    Raises
    ------
    NotDueError
        If none is due, or there is too little to release.
    SameReleaseError
        If it would say the same as the one before.
    ReleaseError
        If the key is gone or is another one.
    """
    if profile not in PROFILES:
        raise ReleaseError(f"There is no such profile. There are {' and '.join(PROFILES)}.")
    today = today or date.today()
    with desk.store.reading() as connection:
        due = due_on(connection, profile, today)
        made_with = {kept.key_id for kept in releases(connection)}
    if not due.has_enough or not (due.is_time or even_if_early):
        raise NotDueError(due.why_not)
    secret = _secret(desk, made_with, profile, by)
    read = read_records(desk, secret, snapshot)
    floor = PROFILES[profile]
    how = floor.with_threshold(max(floor.threshold, desk.partnership.threshold))
    first, last = _span(read.records, how, today)
    division = _division(desk, read, how, last, by)
    made = _with_bands(_build(read, how, division, first, last), read.snapshot)
    packed = to_bytes(made, _rules(read.snapshot, how, secret))
    new = NewRelease(
        profile,
        packed.digest,
        packed.body,
        read.data_version,
        read.read_at,
        key_id(secret),
        read.last_batch,
        due.changes,
    )
    with desk.store.writing() as connection:
        return keep_release(connection, new, by=by)


def _secret(desk: Desk, made_with: set[str], profile: str, by: str) -> bytes:
    """Give the key of the noise; that it was refused is written into the audit."""
    try:
        return secret_of(desk.store.url, made_with)
    except StoreError:
        with suppress(StoreError), desk.store.writing() as connection:  # the audit's own key may be gone, too
            note(connection, who=by, action="refused release", subject=profile, why="key")
        raise


def _span(records: pl.DataFrame, profile: Profile, today: date) -> tuple[date, date]:
    """Find the whole months of a release: from the first to the last of which it shows a number.

    What it shows is decided with the noise, so that not even the span tells of a single record.
    """
    if records.height >= REACHING:
        reach = int(np.sort(records["reach"].to_numpy())[-REACHING]) + LAST_DAYS
        over = min(np.datetime64(reach, "D"), np.datetime64(today, "D")).astype("datetime64[M]")
        month = records["first"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")
        begin = month.min()
        shown = _shown_months((month - begin).astype(int), records["key"].to_numpy(), over - begin, profile)
        if shown.size:
            last = begin + int(shown[-1])
            earliest = (last.astype("datetime64[Y]") - MOST_YEARS).astype("datetime64[M]")
            first = max(begin + int(shown[0]), earliest)
            return _first_day(first), _first_day(last + 1) - timedelta(days=1)
    raise NotDueError("There are too few records of whole months for a release. None was made.")


def _shown_months(month: np.ndarray, key: np.ndarray, over: np.timedelta64, profile: Profile) -> np.ndarray:
    """List the months, counted from the first, of which the table of the whole area shows a number."""
    size = max(int(over.astype(int)), 0)
    counts, keys = counts_and_keys(month[month < size], key[month < size], size=size)
    noisy = make_ptable(profile.d, profile.v, profile.js).perturb(counts, keys)
    rounded = (noisy + profile.base // 2) // profile.base * profile.base
    return np.flatnonzero((counts >= LEAST_RECORDS) & (np.minimum(noisy, rounded) >= profile.threshold))


def _first_day(month: np.datetime64) -> date:
    day: date = month.astype("datetime64[D]").item()
    return day


def _cells(snapshot: Snapshot, records: pl.DataFrame) -> np.ndarray:
    """Name the H3 cell of each record; 0 for none."""
    lattice, position = snapshot.lattice(9)
    place = records["place"].to_numpy()
    at = np.where(place >= 0, position[place], -1) if position.size else np.full(len(place), -1)
    return np.where(at >= 0, lattice.cells[at], NO_CELL)


def _division(desk: Desk, read: ReadRecords, profile: Profile, last: date, by: str) -> Division | None:
    """Take the division that still holds, or make one by the last year; None where there is too little."""
    with desk.store.reading() as connection:
        held = division_on(connection, profile.name, last)
    if held is not None:
        return held
    end = (last - EPOCH).days
    year = read.records.filter(pl.col("first").is_between(end - YEAR_DAYS + 1, end))
    lattice = read.snapshot.cells(9)
    people = lattice.residents
    residents = np.nan_to_num(people) if np.isfinite(people).any() else None
    found = divide(
        lattice.cells, _cells(read.snapshot, year), year["key"].to_numpy(), profile, residents=residents
    )
    if not len(found):
        return None
    until = _first_day(np.datetime64(last, "M") + 12) - timedelta(days=1)
    with desk.store.writing() as connection:
        return keep_division(connection, profile.name, found.cells, first_day=last, frozen_until=until, by=by)


def _build(
    read: ReadRecords, profile: Profile, division: Division | None, first: date, last: date
) -> Release:
    snapshot, records = read.snapshot, read.records
    wards, labels = snapshot.study_area.wards, snapshot.policy.labels
    strands, sources = labels("strands"), labels("source")
    listed = [list(sources).index(word) if word in sources else -1 for word in snapshot.words["source"]]
    cells = division.cells if division is not None else {}
    values = build_lattice(
        Records(
            key=records["key"].to_numpy(),
            ward=records["ward"].to_numpy(),
            cell9=_cells(snapshot, records),
            day=records["first"].to_numpy(),
            strands=records["strands"].to_numpy(),
            source=np.array(listed, dtype=np.int64)[records["source"].to_numpy()],
        ),
        profile,
        wards=wards["ward"].tolist(),
        strands=list(strands),
        sources=list(sources),
        cells=ReportingCells(cells),
        first=first,
        last=last,
    )
    return Release(
        profile=profile.name,
        number=0,
        digest="",
        data_version=read.data_version,
        made_at=read.read_at,
        made_by="",
        threshold=profile.threshold,
        base=profile.base,
        first=first,
        last=last,
        wards=dict(zip(wards["ward"], wards["name"], strict=True)),
        strands=strands,
        sources=sources,
        cells=cells,
        cells_version=division.version if division is not None else 0,
        cells_until=division.frozen_until if division is not None else last,
        values=values,
        residents={w: int(n) for w, n in zip(wards["ward"], wards["residents"], strict=True) if n == n},
    )


def _with_bands(made: Release, snapshot: Snapshot) -> Release:
    """Add the bands of tension for partners, where the ward's number of the quarter is shown too.

    The public has none: a picture of tension that gets about can itself bring disorder.
    """
    if made.profile != "partner":
        return made
    counts = made.values.filter(pl.col("table") == "T2", pl.col("strand") == "")
    quarters = sorted(counts["period"].unique())[-QUARTERS:]
    known = bands_on(snapshot, {quarter: _last_of(quarter) for quarter in quarters})
    shown = counts.filter(pl.col("period").is_in(quarters))
    values = [
        None if count is None else known.get((ward, quarter))
        for ward, quarter, count in shown.select("area", "period", "value").iter_rows()
    ]
    bands = shown.with_columns(table=pl.lit(BANDS), value=pl.Series(values, dtype=pl.Int64))
    return replace(made, values=pl.concat([made.values, bands]))


def _last_of(quarter: str) -> date:
    year, part = quarter.split("-Q")
    return _first_day(np.datetime64(f"{year}-{int(part) * 3:02}", "M") + 1) - timedelta(days=1)


def _rules(snapshot: Snapshot, profile: Profile, secret: bytes) -> dict[str, object]:
    """Say how the numbers were protected."""
    noise = {name: getattr(profile, name) for name in ("d", "v", "js", "least_cell")}
    floors = {"rare": RARE, "least_records": LEAST_RECORDS}
    return {**noise, **floors, "key": key_id(secret), "policy": snapshot.policy.digest}
