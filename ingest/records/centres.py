"""The register of reporting centres as the map and the tables need it."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from ingest.centres.list import COLUMNS
from ingest.centres.state import Activity, state_of
from ingest.records import schema
from ingest.records.centre_activity import centre_activity
from ingest.records.registers import entries

__all__ = ["centres_frame"]


def centres_frame(connection: Connection, *, today: date) -> pd.DataFrame | None:
    """Lay out the reporting centres of the register.

    Parameters
    ----------
    today : datetime.date
        The day on which a centre is dormant or not.

    Returns
    -------
    pandas.DataFrame or None
        `ingest.centres.list.COLUMNS`, with `state` (open, dormant, paused, closed, unknown); None where no
        reporting centre was ever entered, so that the partnership's own list holds.
    """
    known = schema.centres
    if connection.execute(select(known.c.id).where(known.c.is_reporting).limit(1)).first() is None:
        return None
    listed = [entry for entry in entries(connection, known) if entry["is_reporting"]]
    activity = centre_activity(connection, listed)
    rows = [
        {
            **{name: entry[name] for name in ("name", "kind", "status", "strands", "step_free")},
            **{
                name: float("nan") if entry[name] is None else entry[name]
                for name in ("x", "y", "lon", "lat")
            },
            "state": state_of(entry, activity.get(entry["id"], Activity()), today=today),
            "postcode_ok": entry["postcode"] is not None,
            "hours": entry["hours"] or "",
            "languages": entry["languages"] or "",
            "checked": entry["checked_on"],
            "listed": entry["is_listed"],
        }
        for entry in listed
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("step_free", "checked"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame
