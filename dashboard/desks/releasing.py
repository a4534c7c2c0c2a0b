"""The desk at which releases are made: from the records and the key of the noise to a kept release."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from boundaries.cells import NO_CELL
from dashboard.desks.importing import Desk
from dashboard.desks.release_due import Due, due_on
from dashboard.desks.releases import KEY, KeptRelease
from dashboard.filters import Filters, Window
from dashboard.released.body import to_bytes
from dashboard.released.release import Release
from dashboard.selection import select
from dashboard.snapshot import EPOCH, LATEST_DAY, Snapshot, load_snapshot
from ingest.records.audit import now
from ingest.records.changed_since import last_batch
from ingest.records.divisions import Division, division_on, keep_division
from ingest.records.facts import fact
from ingest.records.keys import key_id, key_of, make_key
from ingest.records.record_keys import record_keys
from ingest.records.releases import NewRelease, keep_release, releases
from ingest.records.troubles import BUSY, StoreBusyError, StoreError
from spatial.release.cell_keys import counts_and_keys
from spatial.release.lattice import RARE, Records, build_lattice
from spatial.release.profiles import PROFILES, Profile
from spatial.release.ptable import make_ptable
from spatial.release.reporting_cells import ReportingCells, divide

__all__ = ["ReleaseError", "make_release", "releases_due"]

MOST_YEARS = 5
"""Years before the last one that a release goes back."""
REACHING, LAST_DAYS = 10, 7
"""A month is over when so many records reach into so many of its last days: not for the sake of one."""
TRIES = 3
YEAR_DAYS = 365


class ReleaseError(StoreError):
    """No release can be made; nothing was changed."""


@dataclass(frozen=True, eq=False)
class _Read:
    """The records as a release counts them, in the order of their names."""

    snapshot: Snapshot
    records: pl.DataFrame
    read_at: datetime
    data_version: int
    last_batch: int


def releases_due(desk: Desk, *, today: date | None = None) -> list[Due]:
    """Say of each profile whether a release is due."""
    with desk.store.reading() as connection:
        return [due_on(connection, profile, today or date.today()) for profile in PROFILES]


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
    ReleaseError
        If none is due, the key is gone or is another one, or there is too little to release.
    """
    if profile not in PROFILES:
        raise ReleaseError(f"There is no such profile. There are {' and '.join(PROFILES)}.")
    today = today or date.today()
    with desk.store.reading() as connection:
        due = due_on(connection, profile, today)
        made_with = {kept.key_id for kept in releases(connection)}
    if not due.has_enough or not (due.is_time or even_if_early):
        raise ReleaseError(due.why_not)
    secret = _secret(desk.store.url, made_with)
    read = _read(desk, secret, snapshot)
    floor = PROFILES[profile]
    how = floor.with_threshold(max(floor.threshold, desk.partnership.threshold))
    first, last = _span(read.records, how, today)
    division = _division(desk, read, how, last, by)
    made = _build(read, how, division, first, last)
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


def _secret(url: str, made_with: Iterable[str]) -> bytes:
    """Give the key of the noise; a new one only where nothing was ever released."""
    known = {name for name in made_with if name}
    secret = key_of(url, KEY)
    if secret is None and known:
        raise ReleaseError(
            "The key of the releases is not there. A release made with another one would undo the protection "
            "of those before, so none was made. Put the file release.key back among the keys."
        )
    if secret is None:
        secret = make_key(url, KEY)
    if known - {key_id(secret)}:
        raise ReleaseError(
            "The key that is there is not the one that the releases before were made with. None was made. "
            "Put the right file release.key back among the keys."
        )
    return secret


def _read(desk: Desk, secret: bytes, snapshot: Snapshot | None) -> _Read:
    """Read the records and their keys as they are at one moment."""
    for _ in range(TRIES):
        snapshot = snapshot or load_snapshot(desk.store, desk.partnership)
        with desk.store.reading() as connection:
            version = int(fact(connection, "data_version") or 0)
            if snapshot.version.partition("-")[0] == str(version):
                read_at, batch = now(), last_batch(connection)
                keyed = _keyed(snapshot, record_keys(connection, secret))
                return _Read(keyed, _counted(keyed), read_at, version, batch)
        snapshot = None
    raise StoreBusyError(BUSY)


def _keyed(snapshot: Snapshot, keys: pl.DataFrame) -> Snapshot:
    """Lay the records in the order of their names, each with its key; one event has one key.

    Where two records say as much of an event, the order decides: that of arrival would differ from store to
    store.
    """
    place = np.argsort(keys["id"].to_numpy())  # by name, of each record in order of arrival
    key = keys["key"].to_numpy().copy()
    events = snapshot.events.with_columns(pl.Series("record", place[snapshot.events["record"].to_numpy()]))
    events = events.sort("record")
    confirmed = events.drop_nulls("confirmed")
    shared = confirmed.with_columns(first=pl.col("record").min().over("confirmed"))
    key[shared["record"].to_numpy()] = key[shared["first"].to_numpy()]
    records = snapshot.records[np.argsort(place)].with_columns(pl.Series("key", key))
    return replace(snapshot, records=records, events=events, _counted={})


def _counted(snapshot: Snapshot) -> pl.DataFrame:
    """Give the records of the area as the pages count them unless told otherwise."""
    ever = Window(date.min, date.max)
    asked = Filters(days=None, first=ever.first, last=ever.last)
    rows: pl.DataFrame = select(snapshot, asked, ever).rows.to_native()
    return rows.filter((pl.col("ward") >= 0) | (pl.col("place") < 0)).with_columns(
        ward=pl.when(pl.col("ward") >= 0).then("ward").otherwise("area"), reach=LATEST_DAY
    )


def _span(records: pl.DataFrame, profile: Profile, today: date) -> tuple[date, date]:
    """Find the whole months of a release: from the first to the last of which it shows a number.

    What it shows is decided with the noise, so that not even the span tells of a single record.
    """
    if records.height >= REACHING:
        reach = np.sort(records["reach"].to_numpy())[-REACHING]
        over = min(np.datetime64(int(reach), "D") + LAST_DAYS, np.datetime64(today, "D")).astype(
            "datetime64[M]"
        )
        month = records["first"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")
        begin = month.min()
        n = int((over - begin).astype(int))
        at = (month - begin).astype(int)
        inside = at < n
        counts, keys = counts_and_keys(at[inside], records["key"].to_numpy()[inside], size=max(n, 0))
        noisy = make_ptable(profile.d, profile.v, profile.js).perturb(counts, keys)
        shown = np.flatnonzero(noisy >= profile.threshold)
        if shown.size:
            last = begin + int(shown[-1]) + 1
            earliest = (last - 1).astype("datetime64[Y]") - MOST_YEARS
            first = max(begin + int(shown[0]), earliest.astype("datetime64[M]"))
            return first.astype("datetime64[D]").item(), last.astype("datetime64[D]").item() - timedelta(
                days=1
            )
    raise ReleaseError("There are too few records of whole months for a release. None was made.")


def _cells(snapshot: Snapshot, records: pl.DataFrame) -> np.ndarray:
    """Name the H3 cell of each record; 0 for none."""
    lattice, position = snapshot.lattice(9)
    place = records["place"].to_numpy()
    at = np.where(place >= 0, position[place], -1) if position.size else np.full(len(place), -1)
    return np.where(at >= 0, lattice.cells[at], NO_CELL)


def _division(desk: Desk, read: _Read, profile: Profile, last: date, by: str) -> Division | None:
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
    until = (np.datetime64(last, "M") + 12).astype("datetime64[D]").item() - timedelta(days=1)
    with desk.store.writing() as connection:
        return keep_division(connection, profile.name, found.cells, first_day=last, frozen_until=until, by=by)


def _build(read: _Read, profile: Profile, division: Division | None, first: date, last: date) -> Release:
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


def _rules(snapshot: Snapshot, profile: Profile, secret: bytes) -> dict[str, object]:
    """Say how the numbers were protected."""
    noise = {name: getattr(profile, name) for name in ("d", "v", "js", "least_cell")}
    return {**noise, "rare": RARE, "key": key_id(secret), "policy": snapshot.policy.digest}
