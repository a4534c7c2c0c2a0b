"""Where help is: reporting centres and services that may be listed, as the answers need them."""

from datetime import datetime

import pandas as pd

from dashboard.desks.importing import Desk
from dashboard.wording import listed
from ingest.centres.opening_hours import hours_in_words, open_now, read_hours
from ingest.records import schema
from ingest.records.registers import entries

__all__ = ["COLUMNS", "help_places"]

COLUMNS = (
    *("name", "kind", "reporting", "support", "x", "y", "status"),
    *("open_now", "hours", "week", "strands", "for_whom", "languages", "step_free", "helps_with", "contact"),
)


def help_places(desk: Desk, *, moment: datetime) -> pd.DataFrame:
    """Lay out the entries of the register that may be listed and are not closed; no private contact.

    Parameters
    ----------
    moment : datetime.datetime
        By London's clock: who is open.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`; x and y are NaN where an entry has no place, open_now is None where nobody can tell.
    """
    with desk.store.reading() as connection:
        held = entries(connection, schema.centres)
    rows = []
    for entry in held:
        if not entry["is_listed"] or entry["status"] == "closed":
            continue
        hours = read_hours(entry["hours"])
        codes = [code for code in entry["strands"].split(";") if code]
        is_open = open_now(hours, moment.replace(tzinfo=None)) if entry["status"] == "open" else False
        rows.append(
            {
                "name": entry["name"],
                "kind": entry["kind"],
                "reporting": bool(entry["is_reporting"]),
                "support": bool(entry["is_support"]),
                "x": float("nan") if entry["x"] is None else float(entry["x"]),
                "y": float("nan") if entry["y"] is None else float(entry["y"]),
                "status": entry["status"],
                "open_now": is_open,
                "hours": entry["hours"] or "",
                "week": hours_in_words(hours),
                "strands": entry["strands"],
                "for_whom": listed([desk.policy.strands.get(code, code) for code in codes]) or "everybody",
                "languages": entry["languages"] or "",
                "step_free": entry["step_free"],
                "helps_with": entry["helps_with"] or "",
                "contact": (entry["contact"] or "") if entry["is_contact_public"] else "",
            }
        )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in ("open_now", "step_free"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame
