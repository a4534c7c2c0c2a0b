"""The register and the calendar from the shell: the demo's flags each occur, and places are kept quiet."""

from tests.conftest import Demo
from tests.dashboard.test_shell import answer, run


def test_every_flag_occurs_in_the_demo_once_or_twice(demo: Demo) -> None:
    due = answer(demo, "centres", "due", "--today", "2026-11-22")["due"]
    counted = {flag: [one["flag"] for one in due].count(flag) for flag in {one["flag"] for one in due}}
    assert set(counted) == {
        "still_sending", "dormant", "never_reported", "training_over", "training_soon", "training_unknown",
        "pause_over", "check_due", "never_checked"}  # fmt: skip
    assert set(counted.values()) <= {1, 2}


def test_who_asks_not_to_be_listed_has_no_place_in_the_list(demo: Demo) -> None:
    entries = {one["name"]: one for one in answer(demo, "centres", "list")["entries"]}
    assert len(entries) == 24
    for name in ("Capstan House", "Haven East"):
        assert [entries[name][field] for field in ("address", "postcode", "ward")] == ["", "", ""]
    assert entries["Wrenmouth Central Library"]["postcode"] == "WM1 2TX"


def test_the_partnership_s_list_again_adds_nothing(demo: Demo) -> None:
    (receipt,) = answer(demo, "centres", "import", "--today", "2026-10-31")["files"]
    assert (receipt["read"], receipt["duplicates"], receipt["accepted"]) == (12, 12, 0)


def test_what_can_be_looked_for(demo: Demo) -> None:
    found = answer(demo, "centres", "list", "--what", "support", "--search", "counselling")["entries"]
    assert [one["name"] for one in found] == ["Hollin Bank Youth Counselling"]
    wrong = run(demo, "centres", "list", "--what", "sport")
    assert wrong.exit_code == 2 and "Known: reporting, support" in wrong.stderr


def test_events_of_a_span_of_days(demo: Demo) -> None:
    assert len(answer(demo, "events", "list")["events"]) == 45
    december = answer(demo, "events", "list", "--from", "2026-12-01", "--to", "2026-12-31")["events"]
    assert [one["title"] for one in december] == ["Hanukkah", "Christmas"]


def test_without_a_list_of_its_own_it_asks_for_one(demo: Demo) -> None:
    said = run(demo, "events", "import")
    assert said.exit_code == 2 and "Name one" in said.stderr
