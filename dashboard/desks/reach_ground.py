"""What reach is reckoned on for those who read no record: the centres, the streets, where people live."""

import hashlib

import numpy as np
import pandas as pd
import polars as pl

from dashboard.desks.centres import CENTRES
from dashboard.desks.importing import Desk
from dashboard.snapshot import Places, Snapshot
from dashboard.walked_ground import WalkedGround
from ingest.centres.list import COLUMNS, read_centres
from ingest.records.registers import entries

__all__ = ["ground_without_records"]

NOWHERE = np.empty(0)


def ground_without_records(desk: Desk, walked: WalkedGround) -> Snapshot:
    """Give a snapshot without a single record: whoever asks it can count nobody's reports.

    Parameters
    ----------
    desk : Desk
        May be one that reads no rows.
    walked : WalkedGround
    """
    with desk.store.reading() as connection:
        held = [entry for entry in entries(connection, CENTRES) if entry["is_reporting"]]
    if held:
        centres = pd.DataFrame([_row(entry) for entry in held], columns=list(COLUMNS))
        for name in ("step_free", "checked"):
            centres[name] = centres[name].astype(object).where(centres[name].notna(), None)
    elif desk.partnership.centres is not None:
        centres, _ = read_centres(desk.partnership.centres, gazetteer=desk.gazetteer, policy=desk.policy)
    else:
        centres = pd.DataFrame()
    said = "".join(str(entry["seal"]) for entry in held)
    digest = hashlib.sha256(f"{desk.partnership.digest}{said}".encode()).hexdigest()
    return Snapshot(
        version=f"without-records-{digest[:16]}",
        partnership=desk.partnership,
        study_area=desk.study_area,
        policy=desk.policy,
        places=Places(NOWHERE, NOWHERE, NOWHERE, NOWHERE, np.empty(0, dtype=np.int32)),
        records=pl.DataFrame(),
        words={},
        centres=centres,
        context={},
        _ground=walked,
    )


def _row(entry: dict) -> dict[str, object]:
    """Lay out one entry as `ingest.records.centres` does, but for what has come from it."""
    known = ("name", "kind", "status", "strands", "step_free")
    metres = {name: np.nan if entry[name] is None else entry[name] for name in ("x", "y", "lon", "lat")}
    return {
        **{name: entry[name] for name in known},
        **metres,
        "state": entry["status"],
        "postcode_ok": entry["postcode"] is not None,
        "hours": entry["hours"] or "",
        "languages": entry["languages"] or "",
        "checked": entry["checked_on"],
        "listed": entry["is_listed"],
    }
