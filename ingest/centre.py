"""Reporting centres: a published list becomes places with a status, and what is wrong with it is said."""

import re
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd
import polars as pl

from boundaries.postcodes import Gazetteer
from ingest.coordinates import bng_points, read_pairs
from ingest.errors import IngestError
from ingest.parse import parse_dates
from ingest.policy import Policy
from ingest.read import read_table
from ingest.words import clean, fold, split_words

__all__ = ["COLUMNS", "read_centres"]

COLUMNS = ("name", "kind", "status", "x", "y", "lon", "lat", "postcode_ok", "strands", "hours", "step_free",
           "languages", "checked", "listed")  # fmt: skip
"""Columns of a frame of centres."""

_NAMES = MappingProxyType(
    {
        "name": ("name", "centre", "centre name", "library name", "site name", "organisation"),
        "kind": ("kind", "type", "type of centre", "centre type", "type of library"),
        "postcode": ("postcode", "post code", "postcode as published"),
        "easting": ("easting", "eastings", "x"),
        "northing": ("northing", "northings", "y"),
        "longitude": ("longitude", "lon", "lng", "long"),
        "latitude": ("latitude", "lat"),
        "status": ("status", "open or closed"),
        "strands": ("strands", "specialist", "specialist provision", "specialism", "strand"),
        "hours": ("hours", "opening", "opening hours", "opening times", "opening as published"),
        "step_free": ("step free", "step free access", "accessible", "wheelchair access"),
        "languages": ("languages", "language", "languages spoken"),
        "checked": ("checked", "last checked", "date checked", "verified"),
        "listed": ("listed", "public", "publish", "may be listed"),
    }
)
_EVERYBODY = {"all", "any", "everyone", "general", "all strands", "none", ""}
_YES, _NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}


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
    headers = {fold(header): header for header in table.frame.columns}
    absent = pl.repeat(None, table.frame.height, dtype=pl.String, eager=True)
    found = {
        field: next((clean(table.frame[headers[name]]) for name in names if name in headers), absent)
        for field, names in _NAMES.items()
    }
    if found["name"] is absent:
        raise IngestError(
            f"{Path(path).name} has no column of names. Columns seen: {', '.join(table.frame.columns)}. "
            "A list of reporting centres needs at least 'name' and 'postcode'."
        )
    cells = pl.DataFrame({"row": table.rows, **found})
    nameless = cells.filter(pl.col("name").is_null())["row"].to_list()
    notes = [f"Row {row}: no name; the row is left out." for row in nameless]
    cells = cells.filter(pl.col("name").is_not_null())
    places, said = _places(cells, gazetteer)
    strands, unknown = _strands(cells, policy)
    checked = parse_dates(cells["checked"], order="day-first", today=date.max, column="checked").frame[
        "first"
    ]
    told = cells.select("name", pl.col("kind", "hours", "languages").fill_null(""))
    frame: pd.DataFrame = pl.concat([told, places], how="horizontal").to_pandas()
    frame["kind"] = frame["kind"].str.lower()
    frame["status"] = _status(cells)
    frame["strands"] = strands
    frame["step_free"] = pd.Series([_yes_or_no(text) for text in cells["step_free"]], dtype=object)
    frame["checked"] = pd.Series(checked.to_list(), dtype=object)
    frame["listed"] = [_yes_or_no(text) is not False for text in cells["listed"]]
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
                [row["suggestion"]] if row["suggestion"] else _longer_districts(row["postcode"], gazetteer)
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


def _longer_districts(text: str, gazetteer: Gazetteer) -> list[str]:
    """Offer the postcodes that exist when one figure is added to the district (CM2 -> CM20)."""
    usual = gazetteer.normalise(text)
    district, _, rest = (usual or "").partition(" ")
    if not re.fullmatch(r"[A-Z]{1,2}\d", district):
        return []
    guesses = [f"{district}{figure} {rest}" for figure in "0123456789"]
    return [guess for guess, found in zip(guesses, gazetteer.locate(guesses)["found"], strict=True) if found]


def _strands(cells: pl.DataFrame, policy: Policy) -> tuple[list[str], list[str]]:
    known, order = policy.words_of("strands"), list(policy.strands)
    codes, notes = [], []
    for row, name, text in cells.select("row", "name", "strands").iter_rows():
        words = [word for word in split_words(text or "") if fold(word) not in _EVERYBODY]
        whole = known.get(fold(text or ""))
        mine = set(whole or ()) or {code for word in words for code in known.get(fold(word), ())}
        if any(fold(word) not in known for word in words) and not whole:
            part = "part of its specialism" if mine else "its specialism"
            shown = "" if mine else "; shown as for everybody"
            notes.append(f"Row {row}, {name}: {part} is not one of the strands{shown}.")
        codes.append(";".join(sorted(mine, key=order.index)))
    return codes, notes


def _status(cells: pl.DataFrame) -> list[str]:
    """Say open or closed only where somebody said so; a name may say that the place is gone."""
    status = []
    for name, text in cells.select("name", "status").iter_rows():
        said = fold(text or "")
        gone = said.startswith("closed") or re.search(r"(?i)\bclosed\b|^ex[- ]|\bformer\b", name)
        status.append("closed" if gone else "open" if said.startswith("open") else "unknown")
    return status


def _yes_or_no(text: str | None) -> bool | None:
    word = fold(text or "")
    return True if word in _YES else False if word in _NO else None
