"""Where a centre is: its own coordinates, else its postcode, and what is wrong with either."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from boundaries.postcodes import EMPTY, Gazetteer
from boundaries.study_area import StudyArea, ward_of
from ingest.entries import Problem
from ingest.places.points import bng_points

__all__ = ["PLACE", "longer_districts", "place_centres", "ward_codes"]

PLACE = ("address", "postcode", "x", "y", "lon", "lat")
"""What says where a centre is; of one that asks not to be listed, none of it is kept."""
_FAR_M = 2_000.0

Placed = tuple[dict[str, Any], list[Problem]]


def place_centres(
    listed: Sequence[Mapping[str, Any]], *, gazetteer: Gazetteer | None, study_area: StudyArea | None
) -> list[Placed]:
    """Place entries and write their postcodes in the usual form.

    Parameters
    ----------
    listed : sequence of mapping
        With `postcode`, `x` and `y` (metres, EPSG:27700) where they are known, and `is_listed`.

    Returns
    -------
    list of (values of `PLACE`, problems)
        One an entry.  Coordinates that are given win over the postcode's.
    """
    asked = [None if each.get("is_listed") is False else each.get("postcode") for each in listed]
    known = (gazetteer or EMPTY).locate(asked).to_dicts()
    placed = [_place(each, found, gazetteer) for each, found in zip(listed, known, strict=True)]
    return placed if study_area is None else [_look_where(one, study_area) for one in placed]


def _place(said: Mapping[str, Any], found: Mapping[str, Any], gazetteer: Gazetteer | None) -> Placed:
    nowhere: dict[str, Any] = dict.fromkeys(PLACE)
    if said.get("is_listed") is False:
        return nowhere, []
    text, problems = said.get("postcode") or None, []
    own = _point(said.get("x"), said.get("y"))
    by_postcode = _point(found["x"], found["y"]) if text else None
    if text and not found["found"]:
        problems = _no_such_postcode(text, found, gazetteer, placed=own is not None)
    elif text and found["ended"] and not own:
        problems = [
            Problem("postcode", f"the postcode {found['postcode']} has ended. Give the new one.", asks=True)
        ]
    if own and by_postcode and math.dist(own[:2], by_postcode[:2]) > _FAR_M:
        away = math.dist(own[:2], by_postcode[:2]) / 1000
        problems.append(
            Problem(
                "postcode",
                f"the coordinates lie {away:.1f} km from the postcode. Correct one of them.",
                asks=True,
            )
        )
    point = own or by_postcode or (None, None, None, None)
    values = {"address": said.get("address") or None, "postcode": found["postcode"] or text}
    return values | dict(zip(("x", "y", "lon", "lat"), point, strict=True)), problems


def _point(x: Any, y: Any) -> tuple[float, float, float, float] | None:
    """Give metres and degrees of a point; None if there is none."""
    if x is None or y is None or math.isnan(x) or math.isnan(y):
        return None
    point = bng_points(np.array([float(x)]), np.array([float(y)])).row(0)
    return None if math.isnan(point[0]) else point


def _no_such_postcode(
    text: str, found: Mapping[str, Any], gazetteer: Gazetteer | None, *, placed: bool
) -> list[Problem]:
    """Say what is wrong with a postcode that is not in the list, and what it may have meant."""
    known = gazetteer or EMPTY
    usual = known.normalise(text)
    offers = [found["suggestion"]] if found["suggestion"] else longer_districts(text, known)
    if offers:
        meant = f"there is no postcode {usual or text}. Did you mean {' or '.join(offers)}?"
        return [Problem("postcode", meant, asks=placed)]
    if usual is None:
        shape = "this is not a postcode. Write it as SW1A 1AA, or leave it empty."
        return [Problem("postcode", shape, asks=placed)]
    if not known.places.height:
        return []
    area = re.match("[A-Z]+", usual)
    if area and known.places["postcode"].str.contains(rf"^{area[0]}\d").any():
        gone = f"there is no postcode {usual}. Correct it, or leave it empty."
        return [Problem("postcode", gone, asks=placed)]
    beyond = f"the postcode {usual} lies outside the postcode list, so this is not on the map."
    return [] if placed else [Problem("postcode", beyond, asks=True)]


def longer_districts(text: str, gazetteer: Gazetteer) -> list[str]:
    """Offer the postcodes that exist when one figure is added to the district (CM2 -> CM20)."""
    usual = gazetteer.normalise(text)
    district, _, rest = (usual or "").partition(" ")
    if not re.fullmatch(r"[A-Z]{1,2}\d", district):
        return []
    guesses = [f"{district}{figure} {rest}" for figure in "0123456789"]
    return [guess for guess, found in zip(guesses, gazetteer.locate(guesses)["found"], strict=True) if found]


def _look_where(placed: Placed, study_area: StudyArea) -> Placed:
    values, problems = placed
    if values["x"] is None or ward_of(study_area, np.array([values["x"]]), np.array([values["y"]]))[0] >= 0:
        return placed
    outside = f"its place lies outside {study_area.name or 'the area'}. Is that right?"
    return values, [*problems, Problem("postcode", outside, asks=True)]


def ward_codes(listed: Sequence[Mapping[str, Any]], study_area: StudyArea) -> list[str | None]:
    """Name the ward in which each entry lies; None without a place, or outside the area."""
    x, y = (np.array([np.nan if e.get(n) is None else float(e[n]) for e in listed]) for n in ("x", "y"))
    there = ~np.isnan(x)
    position = np.full(len(listed), -1)
    position[there] = ward_of(study_area, x[there], y[there])
    codes = study_area.wards["ward"].tolist()
    return [codes[at] if at >= 0 else None for at in position]
