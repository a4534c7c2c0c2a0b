"""Planned against made by ISO week: counted on fingers, and what nobody has said is neither."""

from datetime import date, datetime, timedelta

from dashboard.answers.visits import mondays, visit_weeks, week_name
from dashboard.charts.visits import visits_chart
from dashboard.visit import Visit, minutes_words

SUNDAY, MONDAY = datetime(2026, 11, 8, 23, 50), datetime(2026, 11, 9, 0, 10)


def visit(at: datetime, state: str, *, planned: bool = True, minutes: int = 15) -> Visit:
    made, end = state == "done", at + timedelta(minutes=minutes)
    return Visit(
        number=1, kind="patrol", state=state, team="Market", ward="", ward_name="", where="", cell="",
        centre=None, plan=1 if planned else None, stop=1, planned_from=at if planned else None,
        planned_to=at + timedelta(minutes=20) if planned else None, started_at=at if made else None,
        ended_at=end if made else None, outcome="quiet", note="", seal="",
    )  # fmt: skip


def test_weeks_are_counted_on_fingers() -> None:
    answer = visit_weeks(
        [
            visit(SUNDAY, "done"),
            visit(MONDAY, "done"), visit(MONDAY, "missed"), visit(MONDAY, "unsaid"), visit(MONDAY, "planned"),
            visit(MONDAY, "done", planned=False, minutes=60), visit(MONDAY - timedelta(days=60), "done"),
        ],
        mondays(MONDAY.date(), 3),
    )  # fmt: skip
    assert answer.table["week"].tolist() == ["2026-W44", "2026-W45", "2026-W46"]
    assert answer.table.drop(columns=["monday", "week"]).to_numpy().tolist() == [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [1, 1, 0, 0, 0, 0, 20, 15],
        [4, 1, 1, 1, 1, 1, 80, 75],
    ]
    assert answer.said == (
        "Week of 9 November 2026: 4 visits planned: 1 done, 1 missed, 1 still to do and of 1 nobody has "
        "said; 1 visit made without a plan. 1 h 15 min made, 1 h 20 min planned.",
        "Week of 2 November 2026: 1 visit planned: 1 done. 15 min made, 20 min planned.",
    )


def test_a_year_ends_in_the_middle_of_a_week() -> None:
    assert week_name(date(2026, 12, 28)) == "2026-W53"
    assert week_name(mondays(date(2027, 1, 3), 1)[0]) == "2026-W53"


def test_minutes_read_as_people_say_them() -> None:
    assert [minutes_words(n) for n in (0, 45, 60, 125)] == ["0 min", "45 min", "1 h", "2 h 5 min"]


def test_the_chart_draws_what_the_table_says_in_light_and_dark() -> None:
    answer = visit_weeks([visit(MONDAY, "done"), visit(MONDAY, "missed")], mondays(MONDAY.date(), 2))
    for dark in (False, True):
        rows = visits_chart(answer, dark=dark).to_dict()["data"]["values"]
        assert [(row["week"], row["visits"]) for row in rows] == [("9 Nov", 2), ("9 Nov", 1)]
