"""Community reports at the desk: entered with care, hidden until checked, graded again, reviewed, closed."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_files import holds_reports, take_in_reports
from dashboard.desks.report_history import steps_of
from dashboard.desks.report_lists import HIDDEN, STATES, Asked, Reader, choices, find_report, list_reports
from dashboard.desks.reports import (
    MendFirst,
    check_report,
    close_report,
    enter_report,
    extend_review,
    grade_again,
    mark_checked,
    mend_report,
)
from dashboard.settings import Settings
from dashboard.viewer import Viewer
from ingest.records import schema
from ingest.records.audit import broken_line, lines
from ingest.records.registers import find_entry
from ingest.reports.file import SAMPLE

TODAY = date(2026, 11, 22)
ANN = Reader("Ann", "Wrenmouth Borough Council")
BEA = Reader("Bea", "Wrenmouth Borough Council")
CAL = Reader("Cal", "Curlew Homes")
GOOD = {
    "observed_from": TODAY - timedelta(20),
    "observed_to": TODAY - timedelta(6),
    "place": "The bus station",
    "seen": "Passengers say that they are stared at and talked about after school.",
    "strands": ["religion"],
    "experience": "experienced",
    "severity": "2",
    "grading": "2B",
    "handling": "P",
    "source_type": "ward_panel",
}
NAMED = {**GOOD, "seen": "A man called John Smith shouted at people at the bus station."}


@pytest.fixture
def desk(borough: Path, store_url: str, tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(Settings(store=store_url, partnership=borough / "partnership.toml", formats=tmp_path))
    yield opened
    opened.store.close()


def enter(desk: Desk, said: dict[str, Any] = GOOD, reader: Reader = ANN, confirmed: bool = False) -> int:
    return enter_report(desk, said, reader=reader, today=TODAY, confirmed=confirmed)


def listed(
    desk: Desk, reader: Reader = ANN, today: date = TODAY, **asked: frozenset[str]
) -> list[dict[str, Any]]:
    return list_reports(desk, Asked(**asked), reader, today)


def seal(desk: Desk, number: int) -> str:
    with desk.store.reading() as connection:
        return str(find_entry(connection, schema.community_reports, number)["seal"])


def test_a_report_is_entered_and_listed(desk: Desk) -> None:
    number = enter(desk)
    (line,) = listed(desk, CAL)
    assert (line["number"], line["reference"], line["state"]) == (number, "COM-00001", "Current")
    assert (line["seen"], line["grade"], line["affected"]) == (GOOD["seen"], "2B", "Religion or belief")
    assert (line["agency"], line["handling"], line["condition"]) == ("Wrenmouth Borough Council", "P", "")


def test_what_is_wrong_is_said_and_nothing_is_kept(desk: Desk) -> None:
    said = {**GOOD, "seen": "Ring 07700 900123 about the shouting", "severity": "9"}
    assert {problem.field for problem in check_report(desk, said, TODAY)} == {"seen", "severity"}
    with pytest.raises(MendFirst) as refused:
        enter(desk, said, confirmed=True)
    assert "07700" not in str(refused.value)
    assert listed(desk) == []


def test_likely_names_are_confirmed_and_hidden_until_another_person_has_looked(desk: Desk) -> None:
    with pytest.raises(MendFirst, match="Possible personal details"):
        enter(desk, NAMED)
    number = enter(desk, NAMED, confirmed=True)
    (ours,), (theirs,) = listed(desk, ANN), listed(desk, CAL)
    assert (ours["state"], ours["seen"]) == ("Needs a second look", NAMED["seen"])
    assert theirs["seen"] == HIDDEN
    assert theirs["place"] == ""
    assert find_report(desk, number, CAL)["seen"] is None
    for wrong, words in (
        (ANN, "another person"),
        (Reader(" ANN ", ANN.agency), "another person"),
        (CAL, "Only"),
    ):
        with pytest.raises(MendFirst, match=words):
            mark_checked(desk, number, reader=wrong)
    mark_checked(desk, number, reader=BEA)
    assert listed(desk, CAL)[0]["seen"] == NAMED["seen"]
    assert steps_of(desk, number, CAL)[0]["why"] == "second look"


def test_whoever_changed_the_text_cannot_be_the_second_person(desk: Desk) -> None:
    number = enter(desk, NAMED, confirmed=True)
    changed = {**NAMED, "seen": "A man called Peter Jones shouted at people at the bus station."}
    mend_report(desk, number, changed, reader=BEA, today=TODAY, seal=seal(desk, number), confirmed=True)
    with pytest.raises(MendFirst, match="another person"):
        mark_checked(desk, number, reader=BEA)


def test_an_amended_report_keeps_what_it_said(desk: Desk) -> None:
    number = enter(desk)
    changed = {**GOOD, "severity": "3", "place": "The market square"}
    assert mend_report(desk, number, changed, reader=BEA, today=TODAY, seal=seal(desk, number))
    latest, first = steps_of(desk, number, ANN)
    assert (latest["who"], latest["why"], first["who"], first["why"]) == ("Bea", "amended", "Ann", "entered")
    assert latest["changes"] == [
        {"what": "Place", "before": "The bus station", "after": "The market square"},
        {"what": "Level", "before": "2", "after": "3"},
    ]
    assert not mend_report(desk, number, changed, reader=BEA, today=TODAY, seal=seal(desk, number))


def test_a_change_on_top_of_another_s_is_refused(desk: Desk) -> None:
    number = enter(desk)
    opened = seal(desk, number)
    mend_report(desk, number, {**GOOD, "severity": "3"}, reader=BEA, today=TODAY, seal=opened)
    with pytest.raises(MendFirst, match="Somebody changed this report"):
        mend_report(desk, number, {**GOOD, "severity": "1"}, reader=ANN, today=TODAY, seal=opened)


def test_a_checked_report_stays_checked_until_its_text_changes(desk: Desk) -> None:
    number = enter(desk, NAMED, confirmed=True)
    mark_checked(desk, number, reader=BEA)
    mend_report(desk, number, {**NAMED, "severity": "3"}, reader=ANN, today=TODAY, seal=seal(desk, number))
    assert listed(desk)[0]["state"] == "Current"
    other = {**NAMED, "seen": "A man called Peter Jones shouted at people."}
    with pytest.raises(MendFirst):
        mend_report(desk, number, other, reader=ANN, today=TODAY, seal=seal(desk, number))
    mend_report(desk, number, other, reader=ANN, today=TODAY, seal=seal(desk, number), confirmed=True)
    assert listed(desk)[0]["state"] == "Needs a second look"
    assert find_report(desk, number, ANN)["checked_by"] is None


def test_a_grade_is_given_again_with_the_reason(desk: Desk) -> None:
    number = enter(desk)
    assert grade_again(desk, number, "1A", reason="The panel has seen it for itself.", reader=BEA)
    step = steps_of(desk, number, ANN)[0]
    assert (step["who"], step["why"]) == ("Bea", "graded again: The panel has seen it for itself.")
    assert [change["after"] for change in step["changes"]] == ["1", "A"]
    for grading, reason in (
        ("Z9", "because"),
        ("1A", ""),
        ("1A", "Mrs Jones said so"),
        ("1A", "07700 900123"),
    ):
        with pytest.raises(MendFirst):
            grade_again(desk, number, grading, reason=reason, reader=BEA)


def test_what_is_suspected_to_be_false_is_for_analysts(desk: Desk) -> None:
    number = enter(desk, {**GOOD, "grading": "3E"})
    partner = Reader("Pat", "Curlew Homes", Viewer("partner", "Partner"))
    assert listed(desk, partner) == []
    assert find_report(desk, number, partner) is None
    assert len(listed(desk, CAL)) == 1


def test_a_condition_travels_with_its_report(desk: Desk) -> None:
    enter(desk, {**GOOD, "handling": "C", "condition": "Police and council officers only."})
    assert listed(desk, CAL)[0]["condition"] == "Police and council officers only."


def test_reports_fall_due_expire_and_are_reviewed(desk: Desk) -> None:
    number = enter(desk, {**GOOD, "review_by": TODAY + timedelta(60)})
    states = {days: listed(desk, today=TODAY + timedelta(days))[0]["state"] for days in (0, 30, 60, 61)}
    assert states == {0: "Current", 30: STATES["due"], 60: STATES["due"], 61: STATES["expired"]}
    later = TODAY + timedelta(120)
    assert extend_review(desk, number, later, reason="It goes on.", reader=BEA, today=TODAY)
    assert find_report(desk, number, ANN)["review_by"] == later
    for until, reason in ((TODAY + timedelta(400), "long"), (TODAY, "now"), (later, "")):
        with pytest.raises(MendFirst):
            extend_review(desk, number, until, reason=reason, reader=BEA, today=TODAY)


def test_a_closed_report_is_off_the_list_and_cannot_be_changed(desk: Desk) -> None:
    number = enter(desk)
    close_report(desk, number, reason="It turned out to be a film crew.", reader=BEA)
    assert listed(desk) == []
    (line,) = listed(desk, states=frozenset({"closed"}))
    assert line["state"] == "Closed"
    assert steps_of(desk, number, ANN)[0]["changes"][0]["after"] == "It turned out to be a film crew."
    for change in (lambda: close_report(desk, number, reason="again", reader=BEA),
                   lambda: grade_again(desk, number, "1A", reason="again", reader=BEA)):  # fmt: skip
        with pytest.raises(MendFirst, match="closed"):
            change()


def test_a_reference_is_used_once(desk: Desk) -> None:
    enter(desk, {**GOOD, "reference": "WP-1"})
    with pytest.raises(MendFirst, match="used this reference already"):
        enter(desk, {**GOOD, "reference": "WP-1"})
    assert enter(desk, {**GOOD, "reference": "WP-1"}, CAL)


def test_reports_are_found_by_what_is_asked(desk: Desk) -> None:
    ward = next(iter(choices(desk)["wards"]))
    enter(desk, {**GOOD, "ward": ward, "grading": "1A", "strands": ["race", "religion"]})
    enter(desk, {**GOOD, "experience": "potential"})
    assert len(listed(desk, wards=frozenset({ward}))) == 1
    assert len(listed(desk, strands=frozenset({"religion"}))) == 2
    assert len(listed(desk, strands=frozenset({"race", "age"}))) == 1
    assert len(listed(desk, experience=frozenset({"potential"}))) == 1
    assert len(listed(desk, source_grades=frozenset({"1"}), information_grades=frozenset({"A", "B"}))) == 1
    assert len(listed(desk, states=frozenset({"expired"}))) == 0


def test_a_file_of_reports_comes_in_by_the_ordinary_door_and_goes_back(desk: Desk) -> None:
    assert holds_reports(desk.read(SAMPLE))
    receipt = desk.take_in(SAMPLE, agency="Wrenmouth Borough Council", by="Ann")
    assert (receipt.read, receipt.accepted, receipt.format) == (3, 3, "community-reports")
    assert desk.take_in(SAMPLE, agency="Wrenmouth Borough Council", by="Ann").duplicates == 3
    assert len(listed(desk)) == 3
    assert desk.store.incidents().is_empty()
    desk.store.withdraw(receipt.batch, by="Bea", why="the wrong file")
    assert listed(desk, states=frozenset(STATES)) == []
    assert find_report(desk, 1, ANN) is None
    assert desk.take_in(SAMPLE, agency="Wrenmouth Borough Council", by="Ann").accepted == 3


def test_a_second_look_survives_the_same_report_sent_again(desk: Desk, tmp_path: Path) -> None:
    head, first, *_ = SAMPLE.read_text(encoding="utf-8").splitlines()
    path = tmp_path / "one.csv"
    named = first.replace("Passengers in", "A man called John Smith and passengers in")
    path.write_text(f"{head}\n{named}\n", encoding="utf-8")
    assert desk.take_in(path, agency=ANN.agency, by="Ann").accepted == 1
    mark_checked(desk, 1, reader=BEA)
    path.write_text(f"{head}\n{named}\n\n", encoding="utf-8")
    assert desk.take_in(path, agency=ANN.agency, by="Ann").duplicates == 1
    assert listed(desk, CAL)[0]["state"] == "Current"
    path.write_text(f"{head}\n{named.replace('Smith', 'Jones')}\n", encoding="utf-8")
    assert desk.take_in(path, agency=ANN.agency, by="Ann").updated == 1
    assert listed(desk, CAL)[0]["seen"] == HIDDEN


def test_an_empty_file_is_a_nil_return_for_its_period(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "none.csv"
    path.write_text(SAMPLE.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    for period in ("2026-09", "2026-10", "2026-10"):
        receipt = take_in_reports(
            desk, desk.read(path), path=path, name="none.csv", agency="Curlew Homes", period=period
        )
        assert receipt.period == period
    assert [batch["period"] for batch in desk.store.batches()] == ["2026-10", "2026-09"]


def test_the_audit_tells_who_did_what_and_nothing_of_what_was_seen(desk: Desk) -> None:
    number = enter(desk, NAMED, confirmed=True)
    mark_checked(desk, number, reader=BEA)
    grade_again(desk, number, "1A", reason="Heard twice since.", reader=BEA)
    close_report(desk, number, reason="It is over.", reader=ANN)
    with desk.store.reading() as connection:
        told = list(lines(connection))
        assert broken_line(connection) is None
    assert [(line["who"], line["action"]) for line in told] == [
        ("Ann", "enter"), ("Bea", "amend"), ("Bea", "amend"), ("Ann", "amend"), ("Ann", "retire"),
    ]  # fmt: skip
    said = " ".join(str(line) for line in told)
    assert not any(word in said for word in ("Smith", "bus station", "Heard", "over."))
