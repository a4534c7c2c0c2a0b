"""What people told and nobody has graded: handed in, graded, merged, not taken, opened again, erased."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_lists import Asked, Reader, list_reports
from dashboard.desks.reports import MendFirst, close_report, enter_report, mark_checked, mend_report
from dashboard.desks.retention import erase_submissions, submissions_due
from dashboard.desks.submission_decisions import (
    ask_second_look,
    grade,
    look_again,
    merge,
    reject,
    reopen,
)
from dashboard.desks.submission_twins import likely_same
from dashboard.desks.submissions import (
    HIDDEN,
    PUBLIC,
    check_submission,
    find_submission,
    hand_in,
    list_queue,
    marks_of,
    queue,
    queue_words,
)
from dashboard.settings import Settings
from ingest.records import schema
from ingest.records.audit import broken_line, lines, now
from ingest.records.erasing import erase_entry
from ingest.records.reapplying import apply_erasures
from ingest.records.registers import entries, find_entry, versions
from ingest.records.verify import verify

TODAY = date.today()
ANN = Reader("Ann", "Wrenmouth Borough Council")
BEA = Reader("Bea", "Wrenmouth Borough Council")
CAL = Reader("Cal", "Curlew Homes")
TOLD = {
    "observed_from": TODAY - timedelta(3),
    "observed_to": TODAY - timedelta(1),
    "place": "The bus station",
    "seen": "Passengers say that they are stared at and talked about after school.",
    "strands": ["religion"],
}
GRADED = {
    "experience": "experienced",
    "severity": "2",
    "grading": "2B",
    "handling": "P",
    "source_type": "ward_panel",
}
NAMED = {**TOLD, "seen": "A man called John Smith shouted at people at the bus station."}


@pytest.fixture
def desk(borough: Path, store_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(Settings(store=store_url, partnership=borough / "partnership.toml", formats=tmp_path))
    yield opened
    opened.store.close()


def tell(desk: Desk, said: dict[str, Any] = TOLD, reader: Reader | None = ANN, **how: Any) -> int:
    channel = "staff" if reader else "public"
    return hand_in(desk, said, channel=channel, reader=reader, today=TODAY, **how)


def seal(desk: Desk, number: int) -> str:
    with desk.store.reading() as connection:
        return str(find_entry(connection, schema.submissions, number)["seal"])


def graded(desk: Desk, number: int, reader: Reader = BEA, said: Any = None, **how: Any) -> int:
    said = {**TOLD, **GRADED} if said is None else said
    return grade(desk, number, said, reader=reader, today=TODAY, seal=seal(desk, number), **how)


def report(desk: Desk, number: int) -> dict[str, Any]:
    with desk.store.reading() as connection:
        return find_entry(connection, schema.community_reports, number)


def waiting(desk: Desk, reader: Reader = BEA) -> list[dict[str, Any]]:
    return list_queue(desk, reader, today=TODAY)


def words(error: pytest.ExceptionInfo[MendFirst]) -> str:
    return str(error.value)


def test_the_queue_says_how_many_wait_and_for_how_long(desk: Desk) -> None:
    assert queue_words(queue(desk.store, today=TODAY)) == "No report awaits grading."
    tell(desk)
    assert queue_words(queue(desk.store, today=TODAY)) == "1 report awaits grading, it came in today."
    for days in (9, 4):
        tell(desk, came_in=now() - timedelta(days))
    version = desk.store.data_version()
    said = queue_words(queue(desk.store, today=TODAY))
    assert said == "3 reports await grading, oldest 9 days."
    assert [line["days"] for line in waiting(desk)] == [9, 4, 0]
    tell(desk)
    assert desk.store.data_version() == version, "the queue puts no answer out of date"


def test_the_day_in_the_queue_is_a_day_of_the_place(desk: Desk) -> None:
    tell(desk, came_in=datetime(2026, 6, 30, 23, 30))
    assert waiting(desk)[0]["came_in"] == date(2026, 7, 1)


def test_graded_it_becomes_a_report_of_the_agency_that_told_it(desk: Desk) -> None:
    number = tell(desk)
    made = report(desk, graded(desk, number, CAL))
    assert (made["agency"], made["entered_by"], made["source_grade"]) == (ANN.agency, "Cal", 2)
    assert waiting(desk) == []
    (line,) = list_queue(desk, BEA, today=TODAY, state="graded")
    assert (line["decided_by"], line["report"], line["seen"]) == ("Cal", made["id"], "")
    with desk.store.reading() as connection:
        assert [one["ended_why"] for one in versions(connection, schema.submissions, number)] == ["graded"]
        every = [(line["action"], line["subject"]) for line in lines(connection)]
        assert ("list rows", "submissions") in every, "whoever reads the queue stands in the audit"
        told = [one for one in every if one[0] not in ("list rows", "read rows")][-3:]
        assert broken_line(connection) is None
    assert told == [
        ("enter", f"submissions {number}"),
        ("enter", f"community_reports {made['id']}"),
        ("amend", f"submissions {number}"),
    ]


def test_a_refused_grading_keeps_it_waiting(desk: Desk) -> None:
    number = tell(desk)
    with pytest.raises(MendFirst) as refused:
        graded(desk, number, said={**TOLD, **GRADED, "grading": "Z9"})
    assert "'Z9' is not known" in words(refused)
    assert len(waiting(desk)) == 1


def test_two_people_at_once_the_second_is_told(desk: Desk) -> None:
    number = tell(desk)
    opened = seal(desk, number)
    reject(desk, number, reason="It says too little to be graded.", reader=BEA, seal=opened)
    for act in (
        lambda: grade(desk, number, {**TOLD, **GRADED}, reader=CAL, today=TODAY, seal=opened),
        lambda: reject(desk, number, reason="Not ours to grade.", reader=CAL, seal=opened),
    ):
        with pytest.raises(MendFirst) as refused:
            act()
        assert "Bea decided on this" in words(refused) and "(rejected)" in words(refused)
    assert list_reports(desk, Asked(), BEA, TODAY) == []


def test_merged_it_makes_no_second_report_and_another_source_bears_it_out(desk: Desk) -> None:
    first = enter_report(desk, {**TOLD, **GRADED}, reader=ANN, today=TODAY)
    same, other = tell(desk), tell(desk, reader=CAL)
    for number, bears in ((same, False), (other, True)):
        (found,) = likely_same(desk, number, CAL)
        assert (found["number"], found["alike"], found["bears_out"]) == (first, 100, bears)
        assert merge(desk, number, first, reader=BEA, seal=seal(desk, number)) is bears
    assert len(list_reports(desk, Asked(), BEA, TODAY)) == 1
    close_report(desk, first, reason="It has calmed down.", reader=ANN)
    late = tell(desk)
    assert likely_same(desk, late, ANN) == []
    with pytest.raises(MendFirst, match="not there any more"):
        merge(desk, late, first, reader=BEA, seal=seal(desk, late))


def test_a_report_of_another_ward_time_or_strand_is_not_offered(desk: Desk) -> None:
    wards = desk.study_area.wards["ward"].tolist()
    here = {**TOLD, **GRADED, "ward": wards[0]}
    enter_report(desk, {**here, "ward": wards[1]}, reader=ANN, today=TODAY)
    enter_report(desk, {**here, "strands": ["age"]}, reader=ANN, today=TODAY)
    long_ago = {"observed_from": TODAY - timedelta(40), "observed_to": TODAY - timedelta(30)}
    enter_report(desk, {**here, **long_ago}, reader=ANN, today=TODAY)
    number = tell(desk, {**TOLD, "ward": wards[0]})
    assert likely_same(desk, number, ANN) == []
    no_ward = enter_report(desk, {**TOLD, **GRADED}, reader=ANN, today=TODAY)
    assert [one["number"] for one in likely_same(desk, number, ANN)] == [no_ward]


def test_not_taken_asks_why_and_the_reason_holds_no_name(desk: Desk) -> None:
    number = tell(desk)
    for reason in ("", "Ring 07700 900123", "John Smith says that it is not true"):
        with pytest.raises(MendFirst):
            reject(desk, number, reason=reason, reader=BEA, seal=seal(desk, number))
    reject(desk, number, reason="It is not about this area.", reader=BEA, seal=seal(desk, number))
    (line,) = list_queue(desk, BEA, today=TODAY, state="rejected")
    assert line["decided_why"] == "It is not about this area."


def test_a_decision_is_taken_back_with_its_report(desk: Desk) -> None:
    number = tell(desk)
    made = graded(desk, number)
    with pytest.raises(MendFirst):
        reopen(desk, number, reason="", reader=CAL, seal=seal(desk, number))
    reopen(desk, number, reason="It was another street.", reader=CAL, seal=seal(desk, number))
    assert report(desk, made)["closed_why"] == "Back in the queue: It was another street."
    assert report(desk, made)["retired_at"] is not None
    assert [line["number"] for line in waiting(desk)] == [number]
    assert find_submission(desk, number, ANN)["report"] is None
    again = graded(desk, number)
    assert again != made


def test_a_likely_name_is_confirmed_and_hidden_until_a_second_person_has_looked(desk: Desk) -> None:
    with pytest.raises(MendFirst, match="Possible personal details"):
        tell(desk, NAMED)
    number = tell(desk, NAMED, confirmed=True)
    assert waiting(desk, CAL)[0]["seen"] == HIDDEN
    assert find_submission(desk, number, CAL)["seen"] is None
    assert waiting(desk, BEA)[0]["seen"] == NAMED["seen"]
    said = {**NAMED, **GRADED}
    with pytest.raises(MendFirst, match="another person"):
        graded(desk, number, Reader(" ann ", ANN.agency), said, confirmed=True)
    with pytest.raises(MendFirst, match="Only Wrenmouth Borough Council"):
        graded(desk, number, CAL, said, confirmed=True)
    made = report(desk, graded(desk, number, BEA, said, confirmed=True))
    assert (made["needs_check"], made["checked_by"]) == (False, "Bea")


def test_a_second_look_is_taken_by_another(desk: Desk) -> None:
    number = tell(desk)
    ask_second_look(desk, number, reason="Is it the same youth club?", reader=BEA, seal=seal(desk, number))
    assert queue(desk.store, today=TODAY).second_look == 1
    with pytest.raises(MendFirst, match="asked for already"):
        ask_second_look(desk, number, reason="Is it so?", reader=BEA, seal=seal(desk, number))
    with pytest.raises(MendFirst, match="another person"):
        graded(desk, number, BEA)
    dan = Reader("Dan", ANN.agency)
    look_again(desk, number, reader=dan, seal=seal(desk, number))
    graded(desk, number, BEA)


def test_the_public_is_one_source_without_a_name(desk: Desk) -> None:
    number = tell(desk, {"place": "The bus station", "seen": TOLD["seen"]}, None)
    one = find_submission(desk, number, CAL)
    assert (one["agency"], one["entered_by"], one["is_anonymous"]) == (PUBLIC, PUBLIC, True)
    made = report(desk, graded(desk, number, CAL, {**TOLD, **GRADED, "is_anonymous": True}))
    assert (made["agency"], made["is_anonymous"]) == (PUBLIC, True)
    mended = {**NAMED, **GRADED, "is_anonymous": True}
    how = {"reader": CAL, "today": TODAY, "seal": made["seal"], "confirmed": True}
    assert mend_report(desk, made["id"], mended, **how)
    mark_checked(desk, made["id"], reader=BEA)
    named = tell(desk, {"place": "The bus station", "seen": NAMED["seen"]}, None, confirmed=True)
    assert waiting(desk, CAL)[0]["seen"] == NAMED["seen"]
    graded(desk, named, CAL, {**NAMED, **GRADED}, confirmed=True)


def test_a_flood_is_stopped_kindly_and_shown_as_one(desk: Desk) -> None:
    for number in range(3):
        tell(desk, {**TOLD, "seen": f"{TOLD['seen']} {number}!"}, None, most_an_hour=3)
    with pytest.raises(MendFirst, match="Nothing that you wrote is lost"):
        tell(desk, TOLD, None, most_an_hour=3)
    tell(desk, {**TOLD, "seen": "Stickers were put up again at the station on Monday."})
    assert [line["times"] for line in waiting(desk)] == [3, 3, 3, 1]


BAD = [
    ({"place": None}, "ward", "Say which ward it was in, or name a public place."),
    ({"observed_from": TODAY + timedelta(1)}, "observed_from", "has not happened yet."),
    ({"strands": ["martian"]}, "strands", "This is not a strand we know."),
    ({"seen": "Call 07700 900123 about it."}, "seen", "A telephone number at characters 6 to 17."),
    ({"seen": "A white van AB12 CDE drove by slowly."}, "seen", "A vehicle registration at characters 13 to"),
    ({"seen": "At 12 Alma Road, E16 4AB they shout."}, "seen", "A house number with a full postcode"),
    ({"seen": "long words " * 1000}, "seen", "10,999 characters; write 10 to 600."),
    ({"seen": "\u202e\u200b\u2066"}, "seen", "Say what was seen or heard, in 10 to 600 characters."),
]


def test_bad_input_has_a_clear_answer(desk: Desk) -> None:
    for channel, reader in (("staff", ANN), ("public", None)):
        for wrong, field, said in BAD:
            problems = check_submission(desk, {**TOLD, **wrong}, channel=channel, today=TODAY)
            told = {one.field: one.message[:1].upper() + one.message[1:] for one in problems}
            assert said in told[field]
            assert "900123" not in str(told) and "AB12" not in str(told)
            with pytest.raises(MendFirst):
                tell(desk, {**TOLD, **wrong}, reader)
    assert waiting(desk) == []


def test_any_writing_is_kept_as_it_is_read_and_nothing_hides_in_it(desk: Desk) -> None:
    for text in ("يتحدثون عن مسيرة يوم السبت قرب المسجد", "They shouted 😡🏳️‍🌈 at us by the bus station"):
        number = tell(desk, {**TOLD, "seen": f"\u202e{text}\u200b"})
        kept = find_submission(desk, number, ANN)["seen"]
        assert kept == text.replace("\u200d", "")


def test_what_may_point_at_a_person_is_marked(desk: Desk) -> None:
    text = NAMED["seen"]
    assert [(text[start:end], what) for start, end, what in marks_of(desk, text)] == [
        ("John Smith", "a person's name")
    ]


def test_what_was_told_goes_after_the_policys_length_and_its_report_stays(desk: Desk) -> None:
    old, waits = tell(desk, came_in=now() - timedelta(90)), tell(desk, came_in=now() - timedelta(95))
    tell(desk, came_in=now() - timedelta(80))
    made = graded(desk, old)
    assert submissions_due(desk.store, desk.policy, today=TODAY) == (2, 1)
    assert erase_submissions(desk.store, desk.policy, today=TODAY, by="Ann") == 2
    assert len(waiting(desk)) == 1 and report(desk, made)["seen"] == TOLD["seen"]
    with desk.store.reading() as connection:
        assert versions(connection, schema.submissions, waits) == []
        assert verify(connection).damage == ()


def test_a_report_that_is_erased_takes_what_was_told_with_it_and_neither_comes_back(desk: Desk) -> None:
    number = tell(desk)
    made = graded(desk, number)
    with desk.store.writing() as connection:
        erase_entry(connection, "community_reports", made, by="Ann", why="request")
    with desk.store.reading() as connection:
        assert entries(connection, schema.submissions, retired=True) == []
        assert "stared at" not in str(connection.execute(select(schema.register_history)).fetchall())
    again = tell(desk)
    assert find_submission(desk, again, ANN)["reference"] == "SUB-00002", "no name is given twice"
    with desk.store.writing() as connection:
        assert apply_erasures(connection) == 0
    assert [line["number"] for line in waiting(desk)] == [again]
