"""Actions with a place: planned whole or not at all, amended, coloured, sent out and taken in again."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import h3
import pytest

from dashboard.desks.action_entry import (
    Plan,
    amend_action,
    find_action,
    history_of,
    plan_action,
    say_colour,
    take_off,
)
from dashboard.desks.action_files import LAYOUTS, plan_sheet, take_in_actions
from dashboard.desks.actions import actions_at, list_actions, mark_done, note_progress
from dashboard.desks.importing import Desk, open_records
from dashboard.desks.reports import MendFirst
from dashboard.exporting.export import export
from dashboard.exporting.lists import list_document
from dashboard.exporting.markings import public_marking
from dashboard.frozen_place import FrozenPlace
from dashboard.joint_action import WHOLE_AREA, Action
from dashboard.rag import rag_of
from ingest.read import read_table as read
from tests.dashboard.test_agreed_levels import empty_desk

__all__ = ["empty_desk"]

TODAY = date(2026, 11, 2)
DUE = TODAY + timedelta(40)
MIDDLE = h3.latlng_to_cell(51.5, -0.1, 9)


@pytest.fixture
def desk(empty_desk: Desk, store_url: str) -> Iterator[Desk]:
    opened = replace(empty_desk, store=open_records(store_url))
    yield opened
    opened.store.close()


def plan(desk: Desk, **changed: object) -> Plan:
    ward = str(desk.study_area.wards["ward"].iloc[0])
    place = FrozenPlace((MIDDLE,), (ward,), "Hot spot in the first ward", {"strand": "race"},
                        TODAY - timedelta(364), TODAY)  # fmt: skip
    said = Plan(
        "Walk the market with the reporting centre",
        "Wrenmouth Borough Council",
        DUE,
        place,
        partners=("Curlew Homes",),
        responsible="Community Safety Manager",
        theme="Prevention",
        intends="fewer",
        expected="Fewer incidents between the stalls",
    )
    return replace(said, **changed)  # type: ignore[arg-type]


def planned(desk: Desk, **changed: object) -> Action:
    number = plan_action(desk, plan(desk, **changed), by="Ann", today=TODAY)
    found = find_action(desk, number, TODAY)
    assert found is not None
    return found


def fields(error: MendFirst) -> list[str]:
    return [problem.field for problem in error.problems]


def test_the_place_stays_as_it_was_frozen(desk: Desk) -> None:
    one = planned(desk)
    assert (one.cells, one.place_name, one.found_by) == (
        (MIDDLE,), "Hot spot in the first ward", {"strand": "race"},
    )  # fmt: skip
    other = plan(desk, title="Walk it twice", place=FrozenPlace(name=WHOLE_AREA))
    assert amend_action(desk, one.number, other, by="Bea", seal=one.seal)
    (again,) = list_actions(desk, TODAY)
    assert (again.title, again.cells, again.selected_to) == ("Walk it twice", (MIDDLE,), TODAY)
    assert [one.number for one in actions_at(desk, [MIDDLE], [])] == [one.number]
    ((step,),) = [history_of(desk, one.number)]
    assert step["changed"] == {
        "What is to be done": ("Walk the market with the reporting centre", "Walk it twice")
    }
    with pytest.raises(MendFirst, match="meanwhile"):
        amend_action(desk, one.number, other, by="Bea", seal=one.seal)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"place": FrozenPlace()}, "wards"),
        ({"starts_on": DUE + timedelta(1)}, "due_on"),
        ({"due_on": TODAY - timedelta(1)}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"responsible": "Sgt Okonkwo"}, "responsible"),
        ({"lead": ""}, "lead"),
        ({"expected": "Ring 07700 900123"}, "expected"),
        ({"intends": "calm"}, "intends"),
        ({"strands": ("zzz",)}, "strands"),
        ({"place": FrozenPlace(wards=("E99999999",))}, "wards"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_kept(
    empty_desk: Desk, tmp_path: Path, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(MendFirst) as error:
        plan_action(empty_desk, plan(empty_desk, **changed), by="Ann", today=TODAY)
    assert field in fields(error.value)
    assert list_actions(empty_desk, TODAY, done=True) == []


def test_the_colour_follows_the_rule_until_people_say_another_with_a_reason(desk: Desk) -> None:
    one = planned(desk)
    assert rag_of(one, TODAY).words == "Green (by rule)"
    assert rag_of(one, TODAY + timedelta(30)).colour == "amber"
    assert rag_of(one, DUE + timedelta(1)).colour == "red"
    with pytest.raises(MendFirst):
        say_colour(desk, one.number, "red", " ", by="Ann", seal=one.seal)
    say_colour(desk, one.number, "red", "The centre has closed.", by="Ann", seal=one.seal)
    (said,) = list_actions(desk, TODAY)
    rag = rag_of(said, TODAY)
    assert (rag.words, rag.why, rag.rule) == ("Red (by people)", "The centre has closed.", "green")
    say_colour(desk, one.number, "", "", by="Ann", seal=said.seal)
    assert rag_of(list_actions(desk, TODAY)[0], TODAY).by_rule


def test_who_spoke_of_it_is_known_and_who_has_no_part_does_not_speak(desk: Desk) -> None:
    one = planned(desk)
    with pytest.raises(MendFirst) as error:
        note_progress(desk, one.number, "Begun.", by="Ann", seal=one.seal, speaks_for="Somebody Else")
    assert fields(error.value) == ["speaks_for"]
    note_progress(desk, one.number, "Begun.", by="Ann", seal=one.seal, speaks_for="Curlew Homes")
    (noted,) = list_actions(desk, TODAY)
    assert list(noted.noted_by) == ["Curlew Homes"]
    assert noted.noted_on == datetime.now(UTC).date() or noted.noted_on is not None
    with pytest.raises(MendFirst) as early:
        mark_done(desk, one.number, outcome="Done.", on=TODAY - timedelta(1), by="Ann", seal=noted.seal)
    assert fields(early.value) == ["done_on"]


def test_an_action_is_taken_off_with_a_reason_only(desk: Desk) -> None:
    one = planned(desk)
    with pytest.raises(MendFirst):
        take_off(desk, one.number, why=" ", by="Ann", seal=one.seal)
    take_off(desk, one.number, why="Entered twice.", by="Ann", seal=one.seal)
    assert list_actions(desk, TODAY, done=True) == []


@pytest.mark.parametrize(("layout", "fmt"), [("rag", "csv"), ("aims", "xlsx"), ("priorities", "csv")])
def test_a_plan_goes_out_and_comes_in_again_as_it_was(
    empty_desk: Desk, tmp_path: Path, layout: str, fmt: str
) -> None:
    desk = replace(empty_desk, store=open_records(f"sqlite:///{tmp_path}/store.sqlite"))
    one = planned(desk, aim="Raise confidence", objective="Safe markets", strands=("race",))
    planned(desk, title="Tell schools", due_on=DUE, partners=(), place=FrozenPlace(name=WHOLE_AREA))
    say_colour(desk, one.number, "amber", "Waiting for the stalls.", by="Ann", seal=one.seal)
    before = list_actions(desk, TODAY)
    document = list_document(
        "Action plan", [plan_sheet(desk, before, TODAY, layout=layout)], marking=public_marking(),
        partnership="P", purpose="x", made_by="Analyst", made_at=datetime.now(UTC),
    )  # fmt: skip
    path = tmp_path / f"plan.{fmt}"
    path.write_bytes(export(document, fmt).data)
    table = read(path, sheet=LAYOUTS[layout][0][:28] if fmt == "xlsx" else None)
    receipt = take_in_actions(desk, table, path=path, name=path.name, by="Bea")
    assert (receipt.accepted, receipt.updated, receipt.set_aside, receipt.duplicates) == (0, 0, 0, 2)
    assert [replace(one, seal="") for one in list_actions(desk, TODAY)] == [
        replace(one, seal="") for one in before
    ]
    desk.store.close()


def test_a_file_updates_what_it_says_and_the_same_file_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    first = (
        "Action,Lead Organisation,Target Date,Progress,RAG\nOpen a centre,Curlew Homes,March 2027,,\n"
        "Blame,Jane,Some day,,\n"
    )
    path.write_text(first, "utf-8")
    receipt = take_in_actions(desk, read(path), path=path, name=path.name, by="Ann")
    assert (receipt.accepted, receipt.set_aside) == (1, 1)
    (one,) = list_actions(desk, TODAY)
    assert (one.due_on, one.has_place, one.noted_on) == (date(2027, 3, 31), False, None)
    path.write_text(first.replace("March 2027,,", "March 2027,Two places seen,"), "utf-8")
    receipt = take_in_actions(desk, read(path), path=path, name=path.name, by="Ann")
    assert (receipt.accepted, receipt.updated) == (0, 1)
    (again,) = list_actions(desk, TODAY)
    assert (again.progress, again.noted_on is not None) == ("Two places seen", True)
    receipt = take_in_actions(desk, read(path), path=path, name=path.name, by="Ann")
    assert "already taken in" in receipt.notes[0]


def test_an_amended_target_date_is_held_to_the_beginning_that_stays(desk: Desk) -> None:
    one = planned(desk, starts_on=TODAY + timedelta(30))
    with pytest.raises(MendFirst, match="before it begins"):
        amend_action(desk, one.number, plan(desk, due_on=TODAY + timedelta(1)), by="Bea", seal=one.seal)
    assert find_action(desk, one.number, TODAY) == one
