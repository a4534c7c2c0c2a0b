"""The records as a release counts them: each event once, in the order of their names, each with its key."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import polars as pl

from dashboard.desks.cube_keys import cube_keys
from dashboard.desks.importing import Desk
from dashboard.desks.release_due import ReleaseError
from dashboard.desks.releases import KEY
from dashboard.filters import Filters, Window
from dashboard.selection import select
from dashboard.snapshot import LATEST_DAY, Snapshot, load_snapshot
from ingest.records.audit import now
from ingest.records.changed_since import last_batch
from ingest.records.facts import fact
from ingest.records.keys import key_id, key_of, make_key
from ingest.records.record_keys import record_keys
from ingest.records.troubles import BUSY, StoreBusyError

__all__ = ["ReadRecords", "read_records", "secret_of"]

TRIES = 3


@dataclass(frozen=True, eq=False)
class ReadRecords:
    """The records as they were at one moment.

    Attributes
    ----------
    snapshot : Snapshot
        With its records in the order of their names, and `key` in each.
    records : polars.DataFrame
        Those of the area, each event once: `ward` by point or else as the sender said, `reach` the day to
        which each reaches.
    read_at : datetime.datetime
    data_version, last_batch : int
    """

    snapshot: Snapshot
    records: pl.DataFrame
    read_at: datetime
    data_version: int
    last_batch: int


def secret_of(url: str, made_with: Iterable[str]) -> bytes:
    """Give the key of the noise; a new one only where nothing was ever released.

    Parameters
    ----------
    made_with : iterable of str
        The names of the keys of the releases that there are.

    Raises
    ------
    ReleaseError
        If the key of the releases before is gone, or is another one.
    """
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


def read_records(desk: Desk, secret: bytes, snapshot: Snapshot | None) -> ReadRecords:
    """Read the records and their keys as they are at one moment.

    Raises
    ------
    StoreBusyError
        If they changed again and again meanwhile.
    """
    for _ in range(TRIES):
        snapshot = snapshot or load_snapshot(desk.store, desk.partnership)
        with desk.store.reading() as connection:
            version = int(fact(connection, "data_version") or 0)
            if snapshot.version.partition("-")[0] == str(version):
                read_at, batch = now(), last_batch(connection)
                keys = cube_keys(snapshot, secret) if snapshot.from_cube else record_keys(connection, secret)
                keyed = _keyed(snapshot, keys)
                return ReadRecords(keyed, _counted(keyed), read_at, version, batch)
        snapshot = None
    raise StoreBusyError(BUSY)


def _keyed(snapshot: Snapshot, keys: pl.DataFrame) -> Snapshot:
    """Lay the records in the order of their names, each with its key; one event has one key.

    Where two records say as much of an event, the order decides: that of arrival would differ from store to
    store.
    """
    named = keys.select("id").with_row_index("place")
    held = snapshot.numbers.alias("id").to_frame().join(named, on="id", how="left", maintain_order="left")
    place = held["place"].to_numpy()  # by name, of each record as it lies in the snapshot
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
    asked = Filters(days=None, first=date.min, last=date.max)
    rows: pl.DataFrame = select(snapshot, asked, Window(date.min, date.max)).rows.to_native()
    return rows.filter((pl.col("ward") >= 0) | (pl.col("place") < 0)).with_columns(
        ward=pl.when(pl.col("ward") >= 0).then("ward").otherwise("area"), reach=LATEST_DAY
    )
