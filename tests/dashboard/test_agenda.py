"""The agenda of a meeting: what asks for attention, what is decided, and the order of the walk."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest

from dashboard.agenda import (
    agreed_before,
    agreed_now,
    in_order,
    indicated_now,
    make_agenda,
    neighbours,
    progress_words,
)
from dashboard.answers.tension.board import Board
from dashboard.answers.ward_weeks import WardWeeks
from dashboard.answers.week_course import CourseWeek
from dashboard.charts.ward_levels import levels_html
from dashboard.charts.ward_weeks import ward_weeks_alt, ward_weeks_chart, ward_weeks_table
from dashboard.desks.actions import Action, asked_reference
from dashboard.desks.agreed_levels import ALL
from dashboard.meeting_tables import (
    actions_table,
    agenda_table,
    decisions_table,
    meetings,
    minutes_sheets,
)
from tests.dashboard.boards import town_board

BOARD = town_board()
BEFORE = (BOARD.previous.first, BOARD.previous.last)
COLUMNS = ["ward", "strand", "period_from", "period_to", "agreed_level", "indicated_level", "agreed_by",
           "agreed_on", "meeting", "reason", "policy_version", "number", "seal"]  # fmt: skip


def agreed(*rows: tuple[str, str, int], period: tuple[date, date] | None = None) -> pd.DataFrame:
    first, last = period or (BOARD.period.first, BOARD.period.last)
    listed = [
        (
            ward,
            strand,
            first,
            last,
            level,
            2,
            "Ann",
            date(2026, 9, 28),
            "Network",
            "=because",
            "2026.2",
            at,
            "s",
        )
        for at, (ward, strand, level) in enumerate(rows, start=1)
    ]
    return pd.DataFrame(listed, columns=COLUMNS).astype({"indicated_level": "Int64"})


def action(ward: str, **more: object) -> Action:
    due = date(2026, 9, 1)
    made = Action(
        number=1,
        reference="ACT-1",
        title="Visit traders",
        theme="",
        ward=ward,
        strands=("race",),
        lead="Council",
        partners="Homes",
        starts_on=due,
        due_on=due,
        done_on=None,
        progress="Begun",
        outcome="",
        overdue=True,
        seal="s",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def test_each_ward_says_what_asks_for_attention() -> None:
    market, mill = make_agenda(BOARD, agreed(), [action("E2")])
    assert (market.level, market.level_words) == (3, "3 Raised (Race)")
    assert market.flags == ("up: Race", "one source only: 1 strand", "a person must look")
    assert mill.flags == ("1 overdue action",)
    assert not market.is_decided


def test_what_names_no_ward_is_a_stop_only_where_something_is_heard() -> None:
    assert [stop.ward for stop in make_agenda(BOARD, agreed(), [])] == ["E1", "E2"]
    stops = make_agenda(BOARD, agreed(("", ALL, 2)), [])
    assert [stop.name for stop in stops] == ["Market", "Mill", "No one ward"]


def test_a_ward_is_decided_by_a_level_or_by_asking_for_more() -> None:
    asked = action("E2", reference=asked_reference("E2", ALL, BOARD.period.first), overdue=False)
    stops = make_agenda(BOARD, agreed(("E1", "race", 4)), [asked])
    assert stops[0].decided == ("4 High (Race)",)
    assert stops[1].decided == ("more information asked for (The ward as a whole)",)
    assert progress_words(stops) == "2 of 2 wards decided"
    earlier = make_agenda(BOARD, agreed(("E1", "race", 4), period=BEFORE), [])
    assert progress_words(earlier) == "0 of 2 wards decided"


def test_what_asks_for_attention_comes_first_and_quiet_wards_stay_in_their_order() -> None:
    quiet = make_agenda(BOARD, agreed(), [])
    names = [replace(quiet[0], ward=f"Q{n}", level=1, flags=()) for n in range(3)]
    stops = [*names, *quiet]
    assert in_order(stops, "area") == ["Q0", "Q1", "Q2", "E1", "E2"]
    assert in_order(stops, "attention") == ["E1", "E2", "Q0", "Q1", "Q2"]
    assert neighbours(["E1", "E2"], "E1") == (None, "E2")
    assert neighbours(["E1", "E2"], "E2") == ("E1", None)


def test_a_ward_as_a_whole_is_at_the_highest_of_its_strands() -> None:
    assert indicated_now(BOARD, "E1", ALL) == 3
    assert indicated_now(BOARD, "E1", "religion") == 1
    assert indicated_now(BOARD, "", ALL) is None


def test_this_period_s_decision_is_told_from_the_one_before() -> None:
    both = pd.concat([agreed(("E1", "race", 4)), agreed(("E1", "race", 2), period=BEFORE)])
    now, before = (find(both, BOARD, "E1", "race") for find in (agreed_now, agreed_before))
    assert now is not None and before is not None
    assert (now["agreed_level"], before["agreed_level"]) == (4, 2)
    assert agreed_now(both, BOARD, "E1", ALL) is None


class TestOneScale:
    """The same columns and the same axis, whichever the ward and the period."""

    def test_the_levels_of_any_ward_have_the_policy_s_whole_scale(self) -> None:
        for ward in ("E1", "E2", ""):
            text = levels_html(BOARD, ward, ALL, agreed(("E1", "race", 4)), dark=False)
            assert text.count('scope="col"') == 2 + len(BOARD.scale)
            assert text.count("<tr") == 1 + 1 + 3
        market = levels_html(BOARD, "E1", "race", agreed(("E1", "race", 4)), dark=True)
        assert "now 3" in market and "before 2" in market and "agreed 4" in market
        assert "one source" in market and 'aria-current="true"' in market

    def test_the_weeks_of_every_ward_end_at_the_same_number(self) -> None:
        mondays = [date(2026, 7, 6) + timedelta(7 * n) for n in range(13)]
        full = tuple(CourseWeek(day, 40 if n == 2 else n + 3, complete=True) for n, day in enumerate(mondays))
        few = tuple(CourseWeek(day, None, complete=n < 12) for n, day in enumerate(mondays))
        answer = WardWeeks(3, "one", {"E1": full, "E2": few}, highest=40)
        for ward in ("E1", "E2"):
            spec = ward_weeks_chart(answer, BOARD, ward, dark=False).to_dict()
            scales = [
                layer["encoding"]["y"]["scale"]
                for layer in spec["layer"]
                if "scale" in layer["encoding"].get("y", {})
            ]
            assert scales == [{"domain": [0, 40], "nice": False}]
        table = ward_weeks_table(answer, BOARD, "E2")
        assert {row["shown"] for row in table} == {"fewer than 3, or hidden"}
        assert [row["period"] for row in table][-2:] == ["the week before", "this week"]
        assert "hidden" in ward_weeks_alt(answer, BOARD, "E2", "Mill")
        hidden = ward_weeks_chart(answer, BOARD, "E2", dark=True).to_dict()
        bars = [row for part in hidden["layer"] for row in part["data"]["values"] if "tip" in row]
        assert {row["top"] for row in bars} == {3}


def test_the_tables_say_who_and_why_and_for_which_period() -> None:
    rows = agreed(("E2", "race", 2), ("E1", ALL, 4), ("E1", "race", 4))
    table = decisions_table(rows, BOARD)
    assert table[["ward", "strand"]].to_numpy().tolist() == [
        ["Market", "The ward as a whole"], ["Market", "Race"], ["Mill", "Race"],
    ]  # fmt: skip
    assert decisions_table(rows, BOARD, meeting="Another").empty
    assert meetings(rows, BOARD) == ["Network"]
    listing = actions_table([action("E1"), action("", strands=(), overdue=False)], BOARD)
    assert listing[["ward", "strands", "state"]].to_numpy().tolist() == [
        ["Market", "Race", "overdue"], ["No one ward", "all", "open"],
    ]  # fmt: skip
    minutes, todo = minutes_sheets(table, listing)
    assert "=because" in minutes.values("reason") and "2026.2" in minutes.values("policy")
    assert not {"indicated", "written_by"} & {column.name for column in minutes.columns}
    assert todo.values("action") == listing["action"].tolist()
    stops = make_agenda(BOARD, rows, [])
    assert agenda_table(stops, ["E2", "E1"])["tick"].tolist() == ["✓", "✓"]


@pytest.mark.parametrize("board", [town_board(cells=BOARD.cells.iloc[:0]), town_board()])
def test_an_empty_board_is_no_fault(board: Board) -> None:
    assert decisions_table(agreed(), board).empty
    assert len(make_agenda(board, agreed(), [])) in (0, 2)
