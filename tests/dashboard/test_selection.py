"""A window is a slice and columns are taken as asked for; the answer is that of looking at every row."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.columns import Columns, in_order
from dashboard.counted_once import COLUMN
from dashboard.filters import DUPLICATES, Filters
from dashboard.selection import select
from dashboard.snapshot import EPOCH, WHOLE_MONTH, Snapshot
from dashboard.survey import Survey, survey

KINDS, SOURCES = ("hate_crime", "hate_incident", "crime"), ("police", "housing", "third_party")


def days(day: date) -> int:
    return (day - EPOCH).days


def by_every_row(snapshot: Snapshot, filters: Filters, found: Survey) -> tuple[pl.DataFrame, int]:
    """The records that answer a question, and how many officers' own there are besides, row by row."""
    records = snapshot.counted(filters.duplicates).with_row_index("at")
    column = COLUMN.get(filters.duplicates)
    strands, words = list(snapshot.policy.strands), snapshot.words
    wanted = {1 << strands.index(code) for code in filters.strands}

    def answers(row: dict[str, int]) -> bool:
        return (
            days(found.window.first) <= row["first"] <= days(found.window.last)
            and (not filters.kinds or words["kind"][row["kind"]] in filters.kinds)
            and (not filters.sources or words["source"][row["source"]] in filters.sources)
            and (not filters.strands or any(row["strands"] & bit for bit in wanted))
        )

    def counted(rows: list[dict[str, int]]) -> list[int]:
        seen, kept = set(), []
        for row in rows:
            event = row.get("event", -1) if column else -1
            if event < 0 or event not in seen:
                kept.append(row["at"])
            seen.add(event)
        return kept

    rows = [row for row in records.to_dicts() if answers(row)]
    every = counted(rows)
    if filters.officer:
        return records[every].drop("at"), 0
    without = counted([row for row in rows if words["noticed_by"][row["noticed_by"]] != "officer"])
    return records[without].drop("at"), len(every) - len(without)


@pytest.fixture(scope="module")
def ordered(snapshot: Snapshot) -> Snapshot:
    """The demo as if its records were kept: in order of day, its pairs confirmed."""
    columns = in_order(Columns("", snapshot.places, snapshot.records, snapshot.numbers, snapshot.words))
    at = pl.DataFrame({"id": columns.numbers, "new": np.arange(len(columns.numbers))})
    numbered = snapshot.events.with_columns(id=snapshot.numbers.gather(snapshot.events["record"]))
    events = numbered.join(at, on="id").select(
        record="new", confirmed=pl.when(pl.col("possible") % 2 == 0).then("possible"), possible="possible"
    )
    kept: dict[str, Any] = {
        one.name: getattr(snapshot, one.name) for one in fields(snapshot) if one.name[0] != "_"
    }
    mine: dict[str, Any] = {
        "records": columns.records,
        "numbers": columns.numbers,
        "events": events.sort("record"),
    }
    return Snapshot(**{**kept, **mine, "undecided": snapshot.undecided[:0], "version": "ordered"})


def question(first: date, length: int, **chosen: set[str]) -> Filters:
    return Filters(days=None, first=first, last=first + timedelta(length)).with_(
        **{name: frozenset(codes) for name, codes in chosen.items()}
    )


questions = st.builds(
    question,
    first=st.dates(date(2023, 9, 1), date(2026, 11, 1)),
    length=st.integers(0, 500),
    kinds=st.sets(st.sampled_from(KINDS), max_size=2),
    sources=st.sets(st.sampled_from(SOURCES), max_size=2),
    strands=st.sets(st.sampled_from(("race", "disability", "faith")), max_size=2),
)


@given(asked=questions, duplicates=st.sampled_from(DUPLICATES), officer=st.booleans(), kept=st.booleans())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_answer_is_that_of_every_row(
    snapshot: Snapshot, ordered: Snapshot, asked: Filters, duplicates: str, officer: bool, kept: bool
) -> None:
    town = ordered if kept else snapshot
    found = survey(town, asked.with_(duplicates=duplicates, officer=officer))
    expected, officers = by_every_row(town, found.filters, found)
    chosen = select(town, found.filters, found.window)
    assert chosen.rows.to_native().equals(expected) and chosen.officer_left_out == officers
    inside = expected.filter(pl.col("ward") >= 0)
    assert found.inside.equals(inside) and found.in_area == inside.height
    assert all((found.column(name) == inside[name].to_numpy()).all() for name in ("ward", "kind", "first"))
    places = np.bincount(inside["place"].to_numpy(), minlength=town.places.ward.size)
    assert (found.place_incidents == places).all()
    placeless = expected.filter(pl.col("place") < 0)
    assert found.without_location == placeless.height
    assert found.ward_only.sum() == placeless.filter(pl.col("area") >= 0).height
    assert found.outside_area == expected.height - inside.height - placeless.height
    assert found.monthly == (
        bool(inside.height) and bool((inside["last"] - inside["first"] >= WHOLE_MONTH).all())
    )


def test_a_large_store_lies_in_order_of_day(snapshot: Snapshot, ordered: Snapshot) -> None:
    assert ordered.in_order and not snapshot.in_order
    key = ["first", "place", "reported_on", "hour", "category"]
    one, other = (town.records.with_columns(number=town.numbers) for town in (snapshot, ordered))
    assert other.sort("number", *key).equals(one.sort("number", *key))


def test_the_whole_of_a_window_is_not_copied(ordered: Snapshot) -> None:
    own = replace(ordered, events=ordered.events.clear(), records=ordered.records.filter(pl.col("ward") >= 0))
    found = survey(own, Filters(days=None, first=date(2025, 1, 1), last=date(2025, 12, 31), officer=True))
    assert np.shares_memory(found.column("place"), own.records["place"].to_numpy())
