"""What was expected and what came; how full and how well placed."""

from datetime import date
from typing import Any

import polars as pl

from ingest.coverage import completeness, cover_periods, located


def batch(first: date | None, last: date | None, **more: Any) -> dict[str, Any]:
    rows = 0 if first is None else 5
    days = {"first_day": first, "last_day": last}
    return {"agency": "Housing", "state": "landed", "read": rows, "blank": 0, "period": "", **days, **more}


def states(batches: list[dict[str, Any]], *, rhythm: str = "monthly", today: date) -> dict[str, str]:
    covers = cover_periods(rhythm, batches, first=date(2026, 1, 1), today=today)
    return {cover.period: cover.state for cover in covers}


def test_a_file_covers_the_periods_that_its_records_span() -> None:
    sent = [batch(date(2026, 1, 20), date(2026, 3, 2))]
    assert states(sent, today=date(2026, 5, 1)) == {
        "2026-01": "file", "2026-02": "file", "2026-03": "file", "2026-04": "due",
    }  # fmt: skip


def test_what_has_not_come_is_due_first_and_then_missing() -> None:
    assert states([], today=date(2026, 2, 21)) == {"2026-01": "due"}
    assert states([], today=date(2026, 2, 22)) == {"2026-01": "missing"}
    assert states([], rhythm="weekly", today=date(2026, 1, 18)) == {
        "2026-W01": "missing", "2026-W02": "due", "2026-W03": "due",
    }  # fmt: skip


def test_a_nil_return_is_not_silence() -> None:
    sent = [batch(None, None, period="2026-02")]
    assert states(sent, today=date(2026, 5, 1))["2026-02"] == "nil"


def test_a_withdrawn_file_covers_nothing_and_a_held_one_waits() -> None:
    january = (date(2026, 1, 2), date(2026, 1, 30))
    assert states([batch(*january, state="withdrawn")], today=date(2026, 4, 1))["2026-01"] == "missing"
    assert states([batch(*january, state="held")], today=date(2026, 4, 1))["2026-01"] == "waiting"


def test_completeness_asks_only_records_that_a_column_concerns() -> None:
    records = pl.DataFrame(
        {
            "agency": ["A", "A", "A", "B"],
            "hour": [1, None, 3, None],
            "is_hate": [True, False, True, True],
            "strands": [1, 0, 0, 2],
        }
    )
    filled = {
        "Hour": pl.col("hour").is_not_null(),
        "Strand": pl.when(pl.col("is_hate")).then(pl.col("strands") > 0),
    }
    counted = completeness(records, filled)
    assert counted.rows() == [
        ("A", "Hour", 2, 3),
        ("A", "Strand", 1, 2),
        ("B", "Hour", 0, 1),
        ("B", "Strand", 1, 1),
    ]


def test_located_counts_points_among_all() -> None:
    records = pl.DataFrame({"ward": ["A", "A", "B"], "is_placed": [True, False, True]})
    assert located(records, "ward").rows() == [("A", 1, 2), ("B", 1, 1)]
