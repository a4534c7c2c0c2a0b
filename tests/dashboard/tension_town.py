"""A small town for the board of tension: two wards, three agencies, reports and incidents by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import polars as pl

from boundaries.agency import Agency
from dashboard.snapshot import EPOCH, NO_CALENDAR, NO_COMMUNITY, Places, Snapshot
from ingest.policy import Policy, load_policy
from tests.dashboard.test_trend import WORDS

POLICE, COUNCIL, HOUSING = "Wren Police", "Wren Council", "Wren Homes"
AGENCIES = (POLICE, COUNCIL, HOUSING)
POLICY = load_policy()
WARDS = {"E1": "Market", "E2": "Mill"}
SUNDAY = date(2026, 9, 27)
"""The last day of the week that the boards of the tests are for; the latest record is of the Wednesday."""
PLACES = 3
"""Two places in Market, 900 m apart, and one in Mill."""
Row = dict[str, Any]


def incident(day: date, *, agency: str = POLICE, strand: str = "race", **said: Any) -> Row:
    """One incident in Market."""
    since = (day - EPOCH).days
    row = {
        "kind": "hate_crime", "category": "verbal_abuse", "source": "police", "noticed_by": "victim",
        "setting": "street", "precision": "exact", "agency": agency, "place": 0, "ward": 0, "area": -1,
        "first": since, "last": since, "hour": None, "reported_on": since,
        "strands": 1 << list(POLICY.strands).index(strand),
    }  # fmt: skip
    return {**row, **said}


def many(number: int, day: date = SUNDAY, **said: Any) -> list[Row]:
    """So many incidents on one day."""
    return [incident(day, **said) for _ in range(number)]


def told(source: str = "ward_panel", **said: Any) -> Row:
    """One graded report of Market, seen on the Saturday."""
    grade = said.pop("grade", "1A")
    seen = said.pop("seen", SUNDAY - timedelta(days=1))
    row = {
        "ward": "E1", "strands": "race", "observed_from": seen, "observed_to": seen,
        "review_by": seen + timedelta(days=180), "experience": "experienced", "severity": 4, "allport": None,
        "source_grade": int(grade[0]), "information_grade": grade[1], "handling": "P", "condition": None,
        "needs_check": False, "is_anonymous": False, "agency": COUNCIL, "source_type": source, "echo": None,
        "regraded": None, "regraded_from": None, "regraded_on": None, "regraded_by": None,
    }  # fmt: skip
    return {**row, **said}


def happening(title: str, first: date, **said: Any) -> Row:
    """One event of the calendar."""
    row = {
        "title": title, "kind": "local", "scale": "local", "first_day": first, "last_day": first,
        "ward": None, "strands": "",
    }  # fmt: skip
    return {**row, **said}


def town(
    reports: Sequence[Row] = (),
    incidents: Iterable[Row] = (),
    *,
    events: Sequence[Row] = (),
    agencies: Sequence[str] = AGENCIES,
    threshold: int = 3,
    policy: Policy = POLICY,
    version: str = "town",
) -> Snapshot:
    """A snapshot; one incident without a strand after the week makes the week whole."""
    after = incident(SUNDAY + timedelta(days=3), strands=0, ward=1, place=2)
    words = {**WORDS, "precision": ("exact",), "agency": AGENCIES}
    coded = [{**row, **{name: words[name].index(row[name]) for name in words}} for row in (*incidents, after)]
    whole = ("place", "ward", "area", "first", "last", "reported_on")
    types = dict.fromkeys(whole, pl.Int32) | {"hour": pl.Int8, "strands": pl.UInt32}
    schema = cast(Any, {**types, **dict.fromkeys(words, pl.UInt8)})
    known = {code: at for at, code in enumerate(WARDS)}
    x = np.array([0.0, 900.0, 5000.0])
    partnership = SimpleNamespace(
        threshold=threshold, agencies=tuple(Agency(name, name, "monthly") for name in agencies),
        resolutions=(8,), name="Wren", digest="0" * 12,
    )  # fmt: skip
    wards = pd.DataFrame({"ward": list(WARDS), "name": list(WARDS.values())})
    return Snapshot(
        version=version,
        partnership=cast(Any, partnership),
        study_area=cast(Any, SimpleNamespace(wards=wards)),
        policy=policy,
        places=Places(x, np.zeros(3), np.zeros(3), np.zeros(3), np.array([0, 0, 1], dtype=np.int32)),
        records=pl.DataFrame(coded, schema=schema, orient="row"),
        words=words,
        centres=cast(Any, None),
        context={},
        community=_register(NO_COMMUNITY, reports, known),
        calendar=_register(NO_CALENDAR, events, known),
    )


def _register(empty: pl.DataFrame, rows: Sequence[Row], wards: dict[str, int]) -> pl.DataFrame:
    numbered = [
        {"id": at, "reference": f"R{at}", **row, "ward_at": wards.get(row["ward"] or "", -1)}
        for at, row in enumerate(rows, start=1)
    ]
    return pl.DataFrame(
        [{name: row[name] for name in empty.columns} for row in numbered], schema=empty.schema
    )
