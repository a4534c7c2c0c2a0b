"""Joint actions: added, noted, done; overdue when their day is over; never about a person."""

from datetime import date, timedelta

import pytest

from dashboard.desks.actions import (
    ASK,
    MendFirst,
    actions_at,
    add_action,
    ask_for_more,
    list_actions,
    mark_done,
    note_progress,
)
from dashboard.desks.agreed_levels import ALL
from dashboard.desks.importing import Desk
from tests.dashboard.test_agreed_levels import desk, empty_desk

__all__ = ["desk", "empty_desk"]

TODAY = date(2026, 11, 2)
DUE = TODAY + timedelta(14)


def add(desk: Desk, **changed: object) -> int:
    said = {
        "title": "Visit the market traders with the reporting centre",
        "ward": desk.study_area.wards["ward"].iloc[0],
        "strands": ["religion", "race"],
        "lead": "Wrenmouth Borough Council",
        "partners": ["Curlew Homes", " "],
        "due_on": DUE,
        "by": "Ann",
        "today": TODAY,
    }
    return add_action(desk, **(said | changed))


def refused(desk: Desk, **changed: object) -> list[str]:
    with pytest.raises(MendFirst) as error:
        add(desk, **changed)
    return [problem.field for problem in error.value.problems]


def test_an_action_is_listed_until_it_is_done(desk: Desk) -> None:
    before = desk.store.data_version()
    number = add(desk)
    (one,) = list_actions(desk, TODAY)
    assert (one.strands, one.partners, one.due_on, one.overdue) == (
        ("race", "religion"), "Curlew Homes", DUE, False,
    )  # fmt: skip
    note_progress(desk, number, "Two of five traders seen.", by="Bea", seal=one.seal)
    (one,) = list_actions(desk, TODAY)
    assert one.progress == "Two of five traders seen."
    mark_done(desk, number, outcome="All five know the centre.", on=TODAY, by="Bea", seal=one.seal)
    assert list_actions(desk, TODAY) == []
    (one,) = list_actions(desk, TODAY, done=True)
    assert (one.done_on, one.outcome, one.is_open) == (TODAY, "All five know the centre.", False)
    assert desk.store.data_version() == before


def test_it_is_overdue_the_day_after_its_day(desk: Desk) -> None:
    add(desk)
    assert [list_actions(desk, day)[0].overdue for day in (DUE, DUE + timedelta(1))] == [False, True]


def test_what_falls_due_first_stands_first(desk: Desk) -> None:
    days = [TODAY + timedelta(days) for days in (20, 3, 9)]
    for day in days:
        add(desk, due_on=day)
    assert [one.due_on for one in list_actions(desk, TODAY)] == sorted(days)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"title": " "}, ["title"]),
        ({"title": "t" * 201}, ["title"]),
        ({"title": "Ring 07700 900123"}, ["title"]),
        ({"title": "Speak to Mr John Smith"}, ["title"]),
        ({"lead": ""}, ["lead"]),
        ({"partners": ["ann@example.org"]}, ["partners"]),
        ({"due_on": None}, ["due_on"]),
        ({"due_on": TODAY - timedelta(1)}, ["due_on"]),
        ({"ward": "E99999999"}, ["ward"]),
        ({"strands": ["zzz"]}, ["strands"]),
        ({"by": " "}, ["by"]),
        ({"title": "", "lead": "", "due_on": None}, ["title", "lead", "due_on"]),
    ],
)
def test_what_is_missing_or_wrong_is_said(desk: Desk, changed: dict[str, object], fields: list[str]) -> None:
    assert refused(desk, **changed) == fields
    assert list_actions(desk, TODAY, done=True) == []


def test_who_comes_second_is_told(desk: Desk) -> None:
    number = add(desk)
    seal = list_actions(desk, TODAY)[0].seal
    note_progress(desk, number, "Begun.", by="Ann", seal=seal)
    with pytest.raises(MendFirst, match="meanwhile"):
        note_progress(desk, number, "Not begun.", by="Bea", seal=seal)
    with pytest.raises(MendFirst, match="Say what came of it"):
        mark_done(desk, number, outcome=" ", on=TODAY, by="Bea", seal=list_actions(desk, TODAY)[0].seal)
    assert list_actions(desk, TODAY)[0].progress == "Begun."


def test_asking_for_more_is_an_action_and_asked_once(desk: Desk) -> None:
    ward = desk.study_area.wards["ward"].iloc[0]

    def ask(strand: str, period_from: date) -> int:
        return ask_for_more(
            desk, title="Ask the schools", ward=ward, strand=strand, period_from=period_from,
            lead="Wrenmouth Borough Council", due_on=DUE, by="Ann", today=TODAY,
        )  # fmt: skip

    ask(ALL, date(2026, 10, 1))
    ask("race", date(2026, 10, 1))
    ask(ALL, date(2026, 9, 1))
    with pytest.raises(MendFirst, match="already"):
        ask(ALL, date(2026, 10, 1))
    assert {(one.theme, one.strands) for one in list_actions(desk, TODAY)} == {(ASK, ()), (ASK, ("race",))}


def test_what_was_tried_in_a_ward_is_found_there(desk: Desk) -> None:
    here, elsewhere = desk.study_area.wards["ward"].iloc[:2]
    number = add(desk, ward=here)
    (one,) = list_actions(desk, TODAY)
    mark_done(desk, number, outcome="All know the centre.", on=TODAY, by="Bea", seal=one.seal)
    assert [one.number for one in actions_at(desk, (), [here])] == [number]
    assert actions_at(desk, (), [elsewhere, ""]) == []
