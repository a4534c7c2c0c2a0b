"""Reporting centres: a published list becomes places with a status, and what is wrong with it is said."""

import re
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import polars as pl

from boundaries.postcodes import Gazetteer
from ingest.centres.place import longer_districts
from ingest.errors import IngestError
from ingest.places.coordinates import bng_points, read_pairs
from ingest.policy import Policy
from ingest.read import read_table
from ingest.register_columns import read_days, read_strands, take_columns, yes_or_no
from ingest.table import Table
from ingest.words import fold

__all__ = ["COLUMNS", "NAMES", "no_names", "read_centres", "status_of"]

COLUMNS = ("name", "kind", "status", "x", "y", "lon", "lat", "postcode_ok", "strands", "hours", "step_free",
           "languages", "checked", "listed", "state")  # fmt: skip
"""Columns of a frame of centres; `state` is the status, or dormant where the records show it."""

NAMES = MappingProxyType(
    {
        "reference": ("reference", "ref", "id", "centre id", "entry"),
        "name": (
            "name",
            "centre",
            "centre name",
            "service",
            "service name",
            "library name",
            "site name",
            "organisation",
        ),
        "kind": ("kind", "type", "type of centre", "centre type", "type of service", "type of library"),
        "address": ("address", "full address", "street address"),
        "postcode": ("postcode", "post code", "postcode as published"),
        "easting": ("easting", "eastings", "x"),
        "northing": ("northing", "northings", "y"),
        "longitude": ("longitude", "lon", "lng", "long"),
        "latitude": ("latitude", "lat"),
        "status": ("status", "open or closed"),
        "strands": ("strands", "specialist", "specialist provision", "specialism", "strand", "for whom"),
        "hours": ("hours", "opening", "opening hours", "opening times", "opening as published"),
        "areas": ("areas", "areas served", "area", "area served", "covers"),
        "step_free": ("step free", "step free access", "accessible", "wheelchair access"),
        "accessibility": ("accessibility", "access", "access notes"),
        "languages": ("languages", "language", "languages spoken"),
        "helps_with": ("helps with", "help", "what it does", "services offered", "offers"),
        "contact": ("contact", "public contact", "telephone", "phone", "email", "e mail", "website"),
        "is_contact_public": ("contact is public", "public contact confirmed"),
        "owner": ("owner", "answers for it", "responsible", "lead organisation", "run by"),
        "known_as": ("known as", "also known as", "other names"),
        "trained_until": (
            "trained until",
            "training until",
            "training expires",
            "training due",
            "training valid until",
        ),
        "checked": ("checked", "last checked", "date checked", "verified", "last confirmed", "confirmed"),
        "open_since": ("open since", "opened", "opened on", "opening date"),
        "paused_since": ("paused since", "paused", "paused on"),
        "paused_until": ("paused until", "reopens", "reopening"),
        "closed_since": ("closed since", "closed", "closed on", "closing date"),
        "status_why": ("reason", "why", "status reason", "closed because"),
        "last_report_on": ("last report", "last report on", "date of last report"),
        "listed": ("listed", "public", "publish", "may be listed"),
        "is_reporting": ("reporting", "reporting centre", "takes reports"),
        "is_support": ("support", "support service", "gives support"),
    }
)
"""Field -> the headers, folded, under which published lists and registers have it; the best first."""


def read_centres(
    path: str | Path, *, gazetteer: Gazetteer | None, policy: Policy
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read a list of reporting centres.

    Parameters
    ----------
    path : str or Path
        A table with at least a column of names; coordinates win over postcodes.
    gazetteer : Gazetteer or None
        Without one, postcodes locate nothing.
    policy : Policy
        For the strands that a centre specialises in.

    Returns
    -------
    centres : pandas.DataFrame
        `COLUMNS`: status is open, closed or unknown (nobody said); x, y, lon, lat are NaN where the centre
        could not be placed; postcode_ok says whether its postcode exists; strands are codes joined with ``;``
        (``""``: for everybody); step_free is True, False or None; checked is a date or None; listed is False
        only where the list says so.
    notes : tuple of str
        Problems, each with the row and what to do.

    Raises
    ------
    IngestError
        If there is no column of names.
    """
    table = read_table(path)
    taken = take_columns(table, NAMES)
    if "name" not in taken.headers:
        raise no_names(Path(path).name, table)
    cells = taken.cells
    nameless = cells.filter(pl.col("name").is_null())["row"].to_list()
    notes = [f"Row {row}: no name; the row is left out." for row in nameless]
    cells = cells.filter(pl.col("name").is_not_null())
    places, said = _places(cells, gazetteer)
    strands, unknown = _strands(cells, policy)
    checked = read_days(cells["checked"], column="checked")["day"]
    told = cells.select("name", pl.col("kind", "hours", "languages").fill_null(""))
    frame: pd.DataFrame = pl.concat([told, places], how="horizontal").to_pandas()
    frame["kind"] = frame["kind"].str.lower()
    frame["status"] = frame["state"] = _status(cells)
    frame["strands"] = strands
    frame["step_free"] = pd.Series([yes_or_no(text) for text in cells["step_free"]], dtype=object)
    frame["checked"] = pd.Series(checked.to_list(), dtype=object)
    frame["listed"] = [yes_or_no(text) is not False for text in cells["listed"]]
    return frame[list(COLUMNS)], (*table.notes, *notes, *said, *unknown)


def _places(cells: pl.DataFrame, gazetteer: Gazetteer | None) -> tuple[pl.DataFrame, list[str]]:
    """Place each centre by its coordinates, else by its postcode."""
    notes = []
    x = np.full(cells.height, np.nan)
    points = bng_points(x, x)
    for first, second in (("easting", "northing"), ("longitude", "latitude")):
        pairs = read_pairs(
            cells[first], cells[second], degrees=first == "longitude", swap=False, study_area=None
        )
        wrong = zip(cells["row"], cells["name"], pairs.frame["reason"], strict=True)
        notes += [f"Row {row}, {name}: {reason}" for row, name, reason in wrong if reason]
        points = _prefer(points, pairs.frame.select("x", "y", "lon", "lat"))
    ok = np.zeros(cells.height, dtype=bool)
    if gazetteer is not None:
        known = gazetteer.locate(cells["postcode"].to_list())
        ok = known["found"].fill_null(False).to_numpy()
        points = _prefer(
            points, bng_points(*(known[name].fill_null(np.nan).to_numpy() for name in ("x", "y")))
        )
        lost = cells.with_columns(suggestion=known["suggestion"]).filter(
            ~pl.Series(ok) & pl.col("postcode").is_not_null()
        )
        for row in lost.iter_rows(named=True):
            offers = (
                [row["suggestion"]] if row["suggestion"] else longer_districts(row["postcode"], gazetteer)
            )
            offer = f" Did you mean {' or '.join(offers)}?" if offers else ""
            notes.append(f"Row {row['row']}, {row['name']}: there is no postcode {row['postcode']}.{offer}")
    nowhere = points["x"].is_nan()
    for row, name in cells.filter(nowhere).select("row", "name").iter_rows():
        notes.append(f"Row {row}, {name}: no place is known, so it is not on the map. Add a postcode.")
    return points.with_columns(postcode_ok=pl.Series(ok)), notes


def _prefer(points: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    here = points["x"].is_not_nan()
    return points.select(
        points[name].zip_with(here, others[name].fill_null(np.nan)) for name in points.columns
    )


def _strands(cells: pl.DataFrame, policy: Policy) -> tuple[list[str], list[str]]:
    codes, notes = [], []
    for row, name, text in cells.select("row", "name", "strands").iter_rows():
        mine, understood = read_strands(text, policy)
        if not understood:
            part = "part of its specialism" if mine else "its specialism"
            shown = "" if mine else "; shown as for everybody"
            notes.append(f"Row {row}, {name}: {part} is not one of the strands{shown}.")
        codes.append(mine)
    return codes, notes


def _status(cells: pl.DataFrame) -> list[str]:
    pairs = cells.select("name", "status").iter_rows()
    return [
        said if (said := status_of(name, text)) in {"open", "closed"} else "unknown" for name, text in pairs
    ]


def status_of(name: str, text: str | None) -> str:
    """Say open, paused or closed only where somebody said so; a name may say that the place is gone."""
    said = fold(text or "")
    if said.startswith("closed") or re.search(r"(?i)\bclosed\b|^ex[- ]|\bformer\b", name):
        return "closed"
    return next((word for word in ("open", "paused") if said.startswith(word)), "unknown")


def no_names(file: str, table: Table) -> IngestError:
    """Say that a list without names is none."""
    return IngestError(
        f"{file} has no column of names. Columns seen: {', '.join(table.frame.columns)}. "
        "A list of reporting centres or services needs at least 'name' and 'postcode'."
    )
