"""A list of reporting centres or support services becomes entries; every row is accounted for."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from boundaries.postcodes import Gazetteer
from boundaries.study_area import StudyArea
from ingest.centres.centre import FIELDS, reference_of
from ingest.centres.check import CheckedCentre, check_centres
from ingest.centres.list import NAMES, no_names, status_of
from ingest.entries import Entry, PreparedEntries, Problem, problem_rows, without_repeats
from ingest.places.coordinates import read_pairs
from ingest.policy import Policy
from ingest.register_columns import Columns, read_days, read_strands, take_columns, yes_or_no
from ingest.table import Table
from ingest.words import fold

__all__ = ["prepare_centres"]

_TEXTS = ("name", "kind", "address", "postcode", "hours", "areas", "languages", "accessibility", "helps_with",
          "contact", "owner", "known_as", "status_why")  # fmt: skip
_SINCE = ("open_since", "paused_since", "paused_until", "closed_since")
_DAYS = {"checked": "checked_on", **{name: name for name in ("trained_until", *_SINCE, "last_report_on")}}
_YES = {"step_free": "step_free", "listed": "is_listed", "is_reporting": "is_reporting",
        "is_support": "is_support", "is_contact_public": "is_contact_public"}  # fmt: skip
_ROLES = ("is_reporting", "is_support")
_HEADER_OF = {"checked_on": "checked", "is_listed": "listed", "x": "easting", "y": "northing"}


def prepare_centres(
    table: Table,
    *,
    policy: Policy,
    gazetteer: Gazetteer | None,
    study_area: StudyArea | None,
    today: date,
    support: bool = False,
) -> PreparedEntries:
    """Turn the rows of a list into entries.

    Parameters
    ----------
    table : Table
        What the reader gave: the partnership's own list, or one as published.
    support : bool
        Whether rows that do not say so give support; otherwise they take reports.

    Returns
    -------
    PreparedEntries
        An empty cell says nothing: what the register holds stays.

    Raises
    ------
    IngestError
        If there is no column of names.
    """
    taken = take_columns(table, NAMES)
    if "name" not in taken.headers:
        raise no_names("This file", table)
    said, found = _said(taken, policy, support=support)
    checked = check_centres(said, policy=policy, gazetteer=gazetteer, study_area=study_area, today=today)
    aside, notes, kept = [], list(table.notes), []
    for row, values, wrong, one in zip(taken.cells["row"], said, found, checked, strict=True):
        refused = [problem for problem in (*wrong, *one.refused) if not problem.asks]
        if refused:
            aside.append(_aside(row, refused, taken))
            continue
        notes += [f"Row {row}: {problem.message}" for problem in (*wrong, *one.problems)]
        kept.append((row, values, one))
    unique, repeated, duplicates = without_repeats(
        _entries(kept, taken), column=taken.headers.get("reference", taken.headers["name"])
    )
    return PreparedEntries(
        entries=unique,
        set_aside=pl.concat([table.set_aside, problem_rows(aside), repeated]).sort("row"),
        read=table.read,
        blank=table.blank,
        duplicates=duplicates,
        notes=(*notes, *_unread(taken)),
    )


def _said(
    taken: Columns, policy: Policy, *, support: bool
) -> tuple[list[dict[str, Any]], list[list[Problem]]]:
    """Read the cells as the values that a form would give, and what cannot be read."""
    cells = taken.cells
    said = [{name: row[name] for name in _TEXTS} for row in cells.iter_rows(named=True)]
    wrong: list[list[Problem]] = [[] for _ in said]
    for name, field in _DAYS.items():
        days = read_days(cells[name], column=taken.headers.get(name, name), end=name.endswith("until"))
        for values, faults, (day, reason), text in zip(
            said, wrong, days.iter_rows(), cells[name], strict=True
        ):
            values[field] = day
            if day is None and text is not None and fold(text) not in {"unknown", "not known", "n a"}:
                faults.append(
                    Problem(field, f"'{FIELDS[field][0]}' is not a date: {reason or 'not understood.'}")
                )
    for name, field in _YES.items():
        for values, text in zip(said, cells[name], strict=True):
            values[field] = yes_or_no(text)
    for values, faults, row in zip(said, wrong, cells.iter_rows(named=True), strict=True):
        values["kind"] = (values["kind"] or "").lower() or None
        values["status"] = status_of(row["name"] or "", row["status"])
        values["strands"], understood = read_strands(row["strands"], policy)
        if not understood:
            part = "part of its strands is not known" if values["strands"] else "its strands are not known"
            faults.append(Problem("strands", f"{part}; mend them here, or have the words added.", asks=True))
        for role, usual in (("is_reporting", not support), ("is_support", support)):
            values[role] = usual if values[role] is None else values[role]
    _read_points(cells, said, wrong)
    return said, wrong


def _read_points(cells: pl.DataFrame, said: list[dict[str, Any]], wrong: list[list[Problem]]) -> None:
    """Read coordinates, metres before degrees."""
    for first, second in (("longitude", "latitude"), ("easting", "northing")):
        pairs = read_pairs(
            cells[first], cells[second], degrees=first == "longitude", swap=False, study_area=None
        ).frame
        for values, faults, x, y, reason in zip(
            said, wrong, pairs["x"], pairs["y"], pairs["reason"], strict=True
        ):
            if reason:
                faults.append(Problem("x", reason))
            elif x == x:
                values |= {"x": x, "y": y}


def _entries(kept: Iterable[tuple[int, dict[str, Any], CheckedCentre]], taken: Columns) -> list[Entry]:
    """Name the entries, and part what the file says from what nobody says."""
    rows = list(kept)
    names = [reference_of(one.values["name"]) for _, _, one in rows]
    own = dict(taken.cells.select("row", "reference").iter_rows())
    entries = []
    for (row, values, one), name in zip(rows, names, strict=True):
        twice = names.count(name) > 1
        postcode = one.values["postcode"] or ""
        reference = own[row] or (reference_of(one.values["name"], postcode) if twice else name)
        told = {field for field, value in values.items() if value is not None and value != ""}
        told |= {"name", "status", "is_listed"} | (
            {"lon", "lat", "x", "y"} if one.values["x"] is not None else set()
        )
        told -= {field for field in _ROLES if field not in taken.headers and not one.values[field]}
        said = {field: value for field, value in one.values.items() if field in told}
        rest = {field: value for field, value in one.values.items() if field not in told}
        if "status" not in taken.headers and one.values["status"] == "unknown":
            rest["status"] = said.pop("status")
        if "listed" not in taken.headers:
            rest["is_listed"] = said.pop("is_listed")
        entries.append(Entry(row, {**said, "reference": reference}, rest))
    return entries


def _aside(row: int, refused: list[Problem], taken: Columns) -> tuple[int, str | None, str | None, str]:
    field = refused[0].field
    header = taken.headers.get(_HEADER_OF.get(field, field))
    return row, header, None, f"Row {row}: {' '.join(problem.message for problem in refused)}"


def _unread(taken: Columns) -> list[str]:
    return [f"Columns not read and not kept: {', '.join(taken.unread)}."] if taken.unread else []
