"""The desk for new reporting centres: those that are open now, and the places that could become one."""

from datetime import date
from pathlib import Path

import pandas as pd

from dashboard.desks.importing import Desk, Read
from ingest.centres.candidates import MOST, Candidates, prepare_candidates
from ingest.centres.list import read_centres
from ingest.records.centres import centres_frame

__all__ = ["MOST", "Candidates", "candidates_in", "centres_known", "own_candidates"]

COLUMNS = ("name", "kind", "status", "strands", "step_free", "x", "y", "lon", "lat")


def candidates_in(desk: Desk, table: Read) -> Candidates:
    """Check every row of a file of places; nothing is kept."""
    return prepare_candidates(table, gazetteer=desk.gazetteer, study_area=desk.study_area)


def own_candidates(desk: Desk) -> Candidates | None:
    """Read the list that the partnership file names; None where it names none."""
    path: Path | None = desk.partnership.candidates
    return None if path is None else candidates_in(desk, desk.read(path))


def centres_known(desk: Desk, *, today: date) -> pd.DataFrame:
    """List the reporting centres that may be listed: those of the register, else of the partnership's list.

    Returns
    -------
    pandas.DataFrame
        name, kind, status (open, paused, closed, unknown), strands (codes joined with ``;``, "" for
        everybody), step_free (True, False or None), x, y, lon, lat (NaN without a place).
    """
    with desk.store.reading() as connection:
        held = centres_frame(connection, today=today)
    if held is None and desk.partnership.centres is not None:
        held, _ = read_centres(desk.partnership.centres, gazetteer=desk.gazetteer, policy=desk.policy)
    if held is None:
        return pd.DataFrame(columns=list(COLUMNS))
    return held.loc[held["listed"].astype(bool), list(COLUMNS)].reset_index(drop=True)
