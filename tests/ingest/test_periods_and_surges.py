"""Periods that agencies report for, and batches far beyond the usual."""

from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import polars as pl
import pytest

from ingest.errors import FileRefused
from ingest.rhythm import check_period, last_whole_period, period_days, periods_between
from ingest.surge import count_weeks, find_surges


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-T3", date(2026, 9, 1), date(2026, 12, 31)),
    ],
)
def test_a_period_has_its_days(period: str, first: date, last: date) -> None:
    assert period_days(period) == (first, last)


@pytest.mark.parametrize("text", ["2026-13", "2026-W54", "2026", "last month", "2026-T4", "2026-00"])
def test_what_is_no_period_is_refused_in_words(text: str) -> None:
    with pytest.raises(FileRefused, match="There is no period"):
        check_period(text)


def test_the_last_whole_period_is_over() -> None:
    assert last_whole_period("monthly", date(2026, 11, 1)) == "2026-10"
    assert last_whole_period("monthly", date(2026, 10, 31)) == "2026-09"
    assert last_whole_period("weekly", date(2026, 11, 2)) == "2026-W44"  # a Monday
    assert last_whole_period("weekly", date(2026, 11, 1)) == "2026-W43"
    assert last_whole_period("quarterly", date(2026, 11, 1)) == "2026-Q3"
    assert last_whole_period("termly", date(2026, 11, 1)) == "2026-T2"
    assert last_whole_period("none", date(2026, 11, 1)) == "2026-10"


def test_periods_follow_one_another() -> None:
    assert periods_between("monthly", date(2025, 12, 1), date(2026, 2, 28)) == [
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    weeks = periods_between("weekly", date(2026, 1, 1), date(2026, 12, 31))
    days = [period_days(week) for week in weeks]
    assert all(b[0] - a[1] == timedelta(1) for a, b in pairwise(days))


MONDAY = date(2026, 1, 5)


def usual(per_week: int, weeks: int = 12) -> pl.DataFrame:
    days = [MONDAY + timedelta(7 * week) for week in range(weeks)]
    return pl.DataFrame({"ward": ["A"] * weeks, "week": days, "incidents": [per_week] * weeks})


def sent(incidents: int, ward: str = "A") -> pl.DataFrame:
    return pl.DataFrame({"ward": [ward], "week": [date(2026, 6, 1)], "incidents": [incidents]})


def test_ten_times_the_usual_is_for_a_second_person() -> None:
    (found,) = find_surges(sent(50), usual(5)).rows(named=True)
    assert (found["incidents"], found["usual"]) == (50, 5.0)
    assert find_surges(sent(49), usual(5)).is_empty()


def test_a_few_reports_are_never_a_surge() -> None:
    assert find_surges(sent(19, ward="B"), usual(5)).is_empty()
    assert find_surges(sent(20, ward="B"), usual(5)).height == 1


def test_too_little_known_says_nothing() -> None:
    assert find_surges(sent(500), usual(1, weeks=7)).is_empty()


def test_weeks_of_the_file_itself_do_not_make_it_usual() -> None:
    known = pl.concat([usual(1), sent(100)])
    assert find_surges(sent(100), known).height == 1


def test_weeks_begin_on_monday_and_wards_outside_are_left_out() -> None:
    days = pl.Series([date(2026, 1, 11), date(2026, 1, 12), date(2026, 1, 12)])
    counted = count_weeks(days, np.array([0, 0, -1]), ["A", "B"])
    assert counted.rows() == [("A", date(2026, 1, 5), 1), ("A", date(2026, 1, 12), 1)]
