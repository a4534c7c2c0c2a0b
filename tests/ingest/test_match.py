"""Two agencies, one event?  Pairs that a person would look at, and pairs that nobody should be shown."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest

from ingest.match import MatchSettings, find_pairs

DAY = date(2026, 3, 14)
TYPES = {
    "id": pl.Int64, "agency": pl.String, "occurred_from": pl.Date, "occurred_to": pl.Date, "hour": pl.Int8,
    "category": pl.String, "strands": pl.String, "setting": pl.String, "x": pl.Float64, "y": pl.Float64,
    "precision": pl.String, "ward": pl.String,
}  # fmt: skip
CATEGORIES = ("verbal_abuse", "graffiti", "violence", "nuisance", "theft")
STRANDS = ("race", "religion", "disability", "sexual_orientation", "")


def town(seed: int = 4) -> list[dict[str, Any]]:
    """A year of two agencies' records, all of different events: 500 of the police, 120 of a centre."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(620):
        day = date(2026, 1, 1) + timedelta(int(rng.integers(365)))
        rows.append(
            record(
                1000 + number,
                agency="Police" if number < 500 else "Centre",
                day=day,
                hour=int(rng.integers(24)),
                category=str(rng.choice(CATEGORIES)),
                strands=str(rng.choice(STRANDS)),
                x=570_000.0 + round(float(rng.uniform(0, 4000))),
                y=460_000.0 + round(float(rng.uniform(0, 4000))),
            )
        )
    return rows


def record(number: int, agency: str = "Police", day: date = DAY, **said: Any) -> dict[str, Any]:
    row = {
        "id": number, "agency": agency, "occurred_from": day, "occurred_to": day, "hour": 21,
        "category": "graffiti", "strands": "race", "setting": "street", "x": 572_000.0, "y": 462_000.0,
        "precision": "exact" if agency == "Police" else "postcode", "ward": "E1", **said,
    }  # fmt: skip
    if row["x"] is None:
        row |= {"y": None, "precision": "area" if row["ward"] else "none"}
    return row


def pairs(*rows: dict[str, Any], **how: Any) -> pl.DataFrame:
    return find_pairs(pl.DataFrame([*town(), *rows], schema=TYPES), **how).pairs


def score(*rows: dict[str, Any]) -> float:
    wanted = {row["id"] for row in rows}
    found = pairs(*rows, settings=MatchSettings(threshold=0.0001))
    return next((s for a, b, s in found.select("id_a", "id_b", "score").iter_rows() if {a, b} == wanted), 0.0)


def reasons(*rows: dict[str, Any]) -> str:
    found = pairs(*rows, settings=MatchSettings(threshold=0.0001))
    return str(found.filter(pl.col("id_a").is_in([1, 2]) & pl.col("id_b").is_in([1, 2]))["reasons"].item())


POLICE = record(1)


def test_one_event_told_to_two_agencies_is_found_and_explained() -> None:
    found = pairs(POLICE, record(2, "Centre", x=572_040.0))
    assert found.select("id_a", "id_b").row(0) == (2, 1)
    assert found["score"][0] > 0.95
    assert found["reasons"][0] == "same day; 40 m apart; both graffiti; both name race; about the same hour"
    assert found["metres"][0] == 40


def test_a_town_of_different_events_has_hardly_a_pair() -> None:
    assert pairs().height <= 3


def test_records_of_one_agency_are_never_a_pair() -> None:
    found = pairs(POLICE, record(2))
    assert not found.filter((pl.col("id_a") < 3) & (pl.col("id_b") < 3)).height


@pytest.mark.parametrize(
    "worse",
    [
        {"day": DAY + timedelta(1)},
        {"x": 572_190.0},
        {"category": "theft"},
        {"strands": "religion"},
        {"strands": ""},
        {"hour": 9},
        {"hour": None},
        {"setting": "home"},
        {"x": None},
        {"x": None, "ward": None},
    ],
    ids=str,
)
def test_whatever_agrees_less_scores_less(worse: dict[str, Any]) -> None:
    assert score(POLICE, record(2, "Centre", **worse)) < score(POLICE, record(2, "Centre"))


@pytest.mark.parametrize(
    "far", [{"day": DAY + timedelta(4)}, {"x": 573_000.0}, {"x": None, "ward": "E2"}], ids=str
)
def test_what_is_too_far_is_not_compared(far: dict[str, Any]) -> None:
    assert score(POLICE, record(2, "Centre", **far)) == 0


def test_a_shared_snap_point_and_month_are_not_enough() -> None:
    month = {"occurred_from": date(2026, 3, 1), "occurred_to": date(2026, 3, 31), "hour": None,
             "precision": "street", "strands": "", "setting": "unknown"}  # fmt: skip
    assert score(record(1, **month), record(2, "Centre", category="nuisance")) < 0.1


def test_a_common_strand_at_a_busy_point_says_less_than_a_rare_one_on_a_quiet_street() -> None:
    crowd = [
        record(100 + n, x=571_000.0, y=461_000.0, day=date(2026, 1, 1) + timedelta(n), strands="religion")
        for n in range(300)
    ]
    other = {"x": 571_000.0, "y": 461_000.0, "strands": "religion"}
    busy = pairs(record(1, **other), record(2, "Centre", **other), *crowd)
    quiet = pairs(POLICE, record(2, "Centre"), *crowd)
    here = [found.filter(pl.col("id_b") == 1)["score"].sum() for found in (busy, quiet)]
    assert here[0] < here[1]


def test_words_say_what_differs() -> None:
    said = reasons(
        POLICE, record(2, "Centre", day=DAY + timedelta(2), category="criminal_damage", strands="")
    )
    assert said == (
        "2 days apart; same point; criminal damage and graffiti, which are close; only one names a strand"
    )
    assert reasons(POLICE, record(2, "Centre", x=None)).startswith("same day; same ward; both graffiti")


def test_days_that_overlap_count_as_the_same_but_weigh_less() -> None:
    spanning = record(2, "Centre", occurred_to=DAY + timedelta(5), hour=None)
    assert 0.3 < score(POLICE, spanning) < score(POLICE, record(2, "Centre", hour=None))


def test_only_pairs_with_a_new_record_are_looked_for() -> None:
    frame = pl.DataFrame([*town(), POLICE, record(2, "Centre"), record(3, "Housing")], schema=TYPES)
    new = find_pairs(frame, new=frame["id"] == 3).pairs
    assert new.height and all(3 in pair for pair in new.select("id_a", "id_b").iter_rows())


def test_the_order_of_the_records_does_not_matter() -> None:
    frame = pl.DataFrame([*town(), POLICE, record(2, "Centre")], schema=TYPES)
    turned = frame.sample(fraction=1.0, shuffle=True, seed=2)
    assert find_pairs(frame).pairs.equals(find_pairs(turned).pairs)


def test_every_pair_near_in_place_and_time_is_looked_at_whatever_the_blocks() -> None:
    """Blocks are a short cut: a loop over all pairs finds the same."""
    rows = [*town(7), *(record(n, "Centre" if n % 2 else "Police", day=DAY + timedelta(n % 5),
                        x=572_000.0 + 37 * n, occurred_to=DAY + timedelta(n % 5 + n % 9))
                        for n in range(60))]  # fmt: skip
    frame = pl.DataFrame(rows, schema=TYPES)
    found = find_pairs(frame, settings=MatchSettings(threshold=0.0)).pairs
    listed = {tuple(sorted(pair)) for pair in found.select("id_a", "id_b").iter_rows()}
    assert len(listed) == found.height
    tolerance = MatchSettings().tolerances()
    for one in rows:
        for other in rows:
            if one["id"] < other["id"] and one["agency"] != other["agency"]:
                days = max(
                    (other["occurred_from"] - one["occurred_to"]).days,
                    (one["occurred_from"] - other["occurred_to"]).days,
                )
                metres = np.hypot(one["x"] - other["x"], one["y"] - other["y"])
                reach = tolerance[one["precision"]] + tolerance[other["precision"]] + 200
                near = days <= 3 and metres <= reach
                assert near == ((one["id"], other["id"]) in listed)


def test_a_crowded_block_is_left_out_and_told() -> None:
    crowd = [record(n, "Centre" if n % 2 else "Police") for n in range(80)]
    frame = pl.DataFrame(crowd, schema=TYPES)
    found = find_pairs(frame, settings=MatchSettings(most_at_once=20))
    assert found.pairs.is_empty()
    assert found.notes[0].startswith("1,600 pairs were not compared")


def test_nothing_to_compare() -> None:
    assert find_pairs(pl.DataFrame(schema=TYPES)).pairs.is_empty()
    assert find_pairs(pl.DataFrame([POLICE], schema=TYPES)).settings["pairs_compared"] == 0
