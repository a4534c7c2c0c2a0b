"""The desk for new reporting centres: those that are open now, and the places that could become one."""

import re
from pathlib import Path

import pandas as pd
import polars as pl

from dashboard.desks.centres import CENTRES
from dashboard.desks.importing import Desk, Read
from ingest.centres.candidates import MOST, Candidates, prepare_candidates
from ingest.centres.list import read_centres
from ingest.errors import FileRefused
from ingest.records.registers import entries

__all__ = ["MOST", "Candidates", "candidates_in", "centres_known", "own_candidates", "place_typed"]

COLUMNS = ("name", "kind", "status", "strands", "step_free", "x", "y", "lon", "lat")


def candidates_in(desk: Desk, table: Read) -> Candidates:
    """Check every row of a file of places; nothing is kept."""
    return prepare_candidates(table, gazetteer=desk.gazetteer, study_area=desk.study_area)


def own_candidates(desk: Desk) -> Candidates | None:
    """Read the list that the partnership file names; None where it names none."""
    path: Path | None = desk.partnership.candidates
    return None if path is None else candidates_in(desk, desk.read(path))


def place_typed(desk: Desk, text: str) -> tuple[float, float]:
    """Find the place that somebody typed: a postcode, a grid reference or a pair of coordinates.

    Returns
    -------
    x, y
        Metres.

    Raises
    ------
    FileRefused
        If it is no place, or lies far from the area; the text says what would do.
    """
    said = text.strip()
    pair = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*[,; ]\s*(-?\d+(?:\.\d+)?)", said)
    if pair is not None:
        small = all(abs(float(part)) <= 180 for part in pair.groups())
        column = "longitude" if small else "easting"
        said = f"{pair[1]}, {pair[2]}"
    else:
        column = "postcode" if desk.gazetteer.normalise(said) else "grid reference"
    table = Read(pl.DataFrame({"name": ["pin"], column: [said]}), pl.Series([2], dtype=pl.Int64))
    found = candidates_in(desk, table)
    if not found.frame.height:
        reason = str(found.set_aside["reason"][0]).removeprefix("Row 2: ")
        raise FileRefused(f"{reason[0].upper()}{reason[1:]}")
    return float(found.frame["x"][0]), float(found.frame["y"][0])


def centres_known(desk: Desk) -> pd.DataFrame:
    """List the reporting centres that may be listed: those of the register, else of the partnership's list.

    Returns
    -------
    pandas.DataFrame
        name, kind, status (open, paused, closed, unknown), strands (codes joined with ``;``, "" for
        everybody), step_free (True, False or None), x, y, lon, lat (NaN without a place).
    """
    with desk.store.reading() as connection:
        held = [entry for entry in entries(connection, CENTRES) if entry["is_reporting"]]
    if held:
        rows = [{name: entry[name] for name in COLUMNS} for entry in held if entry["is_listed"]]
        known = pd.DataFrame(rows, columns=list(COLUMNS))
    elif desk.partnership.centres is not None:
        read, _ = read_centres(desk.partnership.centres, gazetteer=desk.gazetteer, policy=desk.policy)
        known = read.loc[read["listed"].astype(bool), list(COLUMNS)].reset_index(drop=True)
    else:
        known = pd.DataFrame(columns=list(COLUMNS))
    metres = {name: known[name].astype(float) for name in ("x", "y", "lon", "lat")}
    return known.assign(**metres, step_free=known["step_free"].astype(object))
