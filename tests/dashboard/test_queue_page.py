"""The queue, without a browser: the oldest first, one at a time, decided once, and taken back."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_lists import Asked, Reader, list_reports
from dashboard.desks.reports import enter_report
from dashboard.desks.submission_decisions import reject
from dashboard.desks.submissions import find_submission, hand_in, queue
from dashboard.settings import Settings
from dashboard.widgets.marked_text import isolated, marked_html
from ingest.records.audit import now
from tests.dashboard.test_tell_page import opened, press, put, told

TODAY = date.today()
TOLD = {
    "observed_from": TODAY,
    "observed_to": TODAY,
    "ward": "Capstan",
    "place": "The bus station",
    "seen": "Passengers say that they are stared at and talked about after school.",
    "strands": ["religion"],
}


@pytest.fixture
def desk(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("COMMON_GROUND_STORE", f"sqlite:///{tmp_path}/common-ground.sqlite")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(borough / "partnership.toml"))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(Path(__file__).parents[2])
    desk = open_desk(Settings())
    yield desk
    desk.store.close()


def reader(desk: Desk, name: str = "Bea") -> Reader:
    return Reader(name, desk.partnership.agencies[0].name)


def tell(desk: Desk, *, days: int = 0, public: bool = False, **said: Any) -> int:
    channel, by = ("public", None) if public else ("staff", reader(desk, "Ann"))
    return hand_in(
        desk, {**TOLD, **said}, channel=channel, reader=by, today=TODAY, came_in=now() - timedelta(days)
    )


def words(page: AppTest) -> str:
    return " ".join(str(one.value) for one in page.markdown) + " ".join(one.value for one in page.caption)


def test_an_empty_queue_is_no_sign_of_calm(desk: Desk) -> None:
    page = opened("queue")
    assert not page.exception
    assert "No report awaits grading." in words(page)
    assert "says nothing about how calm it is" in told(page)


def test_it_is_graded_from_what_was_told(desk: Desk) -> None:
    tell(desk, days=2)
    tell(
        desk, days=9, place=None, seen="Stickers against newcomers were put up again on the town hall steps."
    )
    page = opened("queue")
    assert not page.exception
    assert "2 reports await grading, oldest 9 days." in words(page)
    assert list(page.dataframe[0].value["days"]) == [9, 2]
    put(page, "What becomes of it?", "grade")
    assert page.text_area[0].value.startswith("Stickers against newcomers")
    for label, answer in (
        ("What kind of thing is it?", "evidenced"),
        ("How grave is it, or would it be if it were true?", "1"),
        ("Who tells it?", "front_line_staff"),
        ("How do they know?", "A"),
    ):
        put(page, label, answer)
    press(page, "Keep it as a community report")
    assert "There is no handling code" in told(page), "nothing is lost when it is refused"
    put(page, "May it be passed on?", "P")
    press(page, "Keep it as a community report")
    assert "It is a community report now." in told(page)
    (line,) = list_reports(desk, Asked(), reader(desk), TODAY)
    assert (line["ward"], line["grade"], line["place"]) == ("Capstan", "2A", "")
    assert "1 report awaits grading, oldest 2 days." in words(page)


def test_another_source_is_added_and_bears_the_report_out(desk: Desk) -> None:
    said = {"experience": "experienced", "severity": "2", "grading": "2C", "handling": "P"}
    enter_report(desk, {**TOLD, **said, "source_type": "ward_panel"}, reader=reader(desk, "Ann"), today=TODAY)
    tell(desk, public=True)
    page = opened("queue")
    put(page, "What becomes of it?", "merge")
    assert not any(one.label == "Add it to this report" for one in page.button)
    same = next(one for one in page.radio if one.label == "Which report tells the same?")
    same.set_value(1).run()
    assert "that may bear the report out" in words(page)
    press(page, "Add it to this report")
    assert "it makes no second report" in told(page)
    put(page, "Information", "B")
    next(one for one in page.text_input if one.key == "borne-why").set_value("The form tells it too.").run()
    press(page, "Grade it again")
    (line,) = list_reports(desk, Asked(), reader(desk), TODAY)
    assert line["grade"] == "2B"


def test_a_flood_is_one_line_and_goes_together(desk: Desk) -> None:
    for number in range(4):
        tell(desk, public=True, seen=f"{TOLD['seen']} Number {number}!")
    page = opened("queue")
    assert list(page.dataframe[0].value["times"]) == [4]
    assert "3 more in the queue say nearly the same" in told(page)
    put(page, "What becomes of it?", "reject")
    press(page, "Do not take it")
    assert "Say why, in a few words." in told(page)
    put(page, "Why", "It repeats a message that was sent many times.")
    next(one for one in page.checkbox if one.label.startswith("The 3")).check().run()
    press(page, "Do not take it")
    assert "4 are not taken." in told(page)
    assert queue(desk.store, today=TODAY).waiting == 0


def test_the_second_of_two_people_is_told(desk: Desk) -> None:
    first, _ = tell(desk, days=3), tell(desk)
    page = opened("queue")
    put(page, "What becomes of it?", "reject")
    seal = find_submission(desk, first, reader(desk))["seal"]
    reject(desk, first, reason="It is not about this area.", reader=reader(desk), seal=seal)
    put(page, "Why", "It says too little to be graded.")
    assert "Bea decided on SUB-00001 meanwhile" in told(page)


def test_the_page_of_community_reports_says_how_many_wait(desk: Desk) -> None:
    tell(desk, days=9)
    page = opened("community_reports")
    assert not page.exception
    assert "1 report awaits grading, oldest 9 days." in words(page)


def test_a_decision_is_taken_back(desk: Desk) -> None:
    number = tell(desk)
    seal = find_submission(desk, number, reader(desk))["seal"]
    reject(desk, number, reason="It is not about this area.", reader=reader(desk), seal=seal)
    page = opened("queue")
    put(page, "Open one", number)
    next(one for one in page.text_input if one.label == "Why").set_value("It is ours after all.").run()
    press(page, "Open it again")
    assert "It waits in the queue again." in told(page)


def test_what_somebody_wrote_runs_nowhere_and_marks_what_points_at_a_person() -> None:
    html = marked_html("<b onload=x>Jo</b> أهلا", [(12, 14, "a person's name")])
    assert "<b" not in html and "&lt;b onload=x&gt;" in html
    assert '<mark title="a person&#x27;s name">Jo</mark>' in html
    assert isolated("المسجد") == "\u2068المسجد\u2069" and isolated("Capstan") == "Capstan"
    assert 'dir="auto"' in html and "isolate" in html
