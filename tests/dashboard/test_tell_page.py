"""Writing a report on a phone, without a browser: few questions, plain answers, and nothing typed is lost."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.desks.importing import Desk, open_desk
from dashboard.desks.report_lists import Reader
from dashboard.desks.submissions import list_queue, queue
from dashboard.settings import Settings
from dashboard.widgets.tell_sheet import Sheet
from ingest.records import schema
from ingest.records.registers import entries

ROOT = Path(__file__).parents[2]
TEXT = "Passengers say that they are stared at and talked about after school."


@pytest.fixture
def desk(borough: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A partnership with wards and an empty store, as the pages find it."""
    store = f"sqlite:///{tmp_path}/common-ground.sqlite"
    monkeypatch.setenv("COMMON_GROUND_STORE", store)
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(borough / "partnership.toml"))
    monkeypatch.setenv("COMMON_GROUND_FORMATS", str(tmp_path / "formats"))
    monkeypatch.chdir(ROOT)
    opened = open_desk(Settings())
    yield opened
    opened.store.close()


def opened(name: str = "tell") -> AppTest:
    page = AppTest.from_file(str(ROOT / "dashboard" / "pages" / f"{name}.py"), default_timeout=120)
    return page.run()


def put(page: AppTest, label: str, value: Any) -> AppTest:
    for kind in ("text_area", "text_input", "selectbox", "radio", "button_group", "date_input", "checkbox"):
        for one in page.get(kind):
            if one.label == label:
                assert not page.exception
                return one.set_value(value).run()
    raise AssertionError(f"no question {label!r}")


def press(page: AppTest, label: str) -> AppTest:
    next(one for one in page.button if one.label == label).click().run()
    assert not page.exception
    return page


def told(page: AppTest) -> str:
    return " ".join(
        str(one.value) for kind in ("error", "warning", "success", "info") for one in page.get(kind)
    )


def reports(desk: Desk) -> list[dict[str, Any]]:
    with desk.store.reading() as connection:
        return entries(connection, schema.community_reports)


def test_a_report_is_kept_with_ten_answers(desk: Desk) -> None:
    page = opened()
    assert not page.exception and told(page) == ""
    put(page, "What was seen or heard?", TEXT)
    put(page, "Where was it?", "Capstan (ward)")
    put(page, "Whom is it about?", ["religion"])
    put(page, "What kind of thing is it?", "experienced")
    put(page, "How grave is it, or would it be if it were true?", "2")
    put(page, "Who tells it?", "ward_panel")
    put(page, "How do they know?", "A")
    put(page, "May it be passed on?", "P")
    press(page, "Keep this report")
    assert "The report is kept." in told(page)
    (kept,) = reports(desk)
    today = date.today()
    assert (kept["ward"], kept["place"], kept["observed_from"]) == ("E05990001", None, today)
    assert (kept["source_grade"], kept["information_grade"], kept["handling"]) == (2, "A", "P")
    assert page.text_area[0].value == "", "a new sheet"
    assert dict(page.query_params) == {}


def test_what_is_refused_stays_as_it_was_written(desk: Desk) -> None:
    page = opened()
    long = "They shout at people. " * 450
    put(page, "What was seen or heard?", long)
    put(page, "Where was it?", "Capstan (ward)")
    put(page, "When was it?", "day")
    put(page, "Which day?", date.today() + timedelta(3))
    assert "has not happened yet" in told(page)
    press(page, "Keep this report")
    said = told(page)
    for words in (
        "9,899 characters",
        "nothing that you wrote is lost",
        "Say which strand",
        "alf of the grading is missing",
    ):
        assert words in said
    assert page.text_area[0].value == long
    assert reports(desk) == []


def test_what_points_at_a_person_is_said_beside_the_text(desk: Desk) -> None:
    page = opened()
    for text, words in (
        ("Ring 07700 900123 about the shouting", "A telephone number at characters 6 to 17"),
        ("The car AB12 CDE drove slowly by the school", "A vehicle registration at characters 9 to 16"),
        ("At 12 Alma Road, E16 4AB they shout", "A house number with a full postcode"),
    ):
        put(page, "What was seen or heard?", text)
        assert words in told(page)
        assert not [one for one in page.checkbox if one.label.startswith("I have read")]


def test_a_likely_name_asks_for_a_second_look_and_what_cannot_be_graded_waits(desk: Desk) -> None:
    page = put(opened(), "What was seen or heard?", "A man called John Smith shouted at people.")
    put(page, "Where was it?", "Capstan (ward)")
    put(page, "Whom is it about?", ["race"])
    put(page, "Who grades it?", "queue")
    press(page, "Put it in the queue")
    assert "Possible personal details" in told(page) and queue(desk.store, today=date.today()).waiting == 0
    box = next(one for one in page.checkbox if one.label.startswith("I have read"))
    box.check().run()
    press(page, "Put it in the queue")
    assert "It waits in the queue" in told(page)
    reader = Reader("Ann", desk.partnership.agencies[0].name)
    (line,) = list_queue(desk, reader, today=date.today())
    assert (line["second_look"], line["ward"]) == ("yes", "Capstan")
    assert reports(desk) == []


def test_a_draft_fills_only_what_nobody_has_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    state: dict[str, Any] = {}
    monkeypatch.setattr("dashboard.widgets.tell_sheet.st.session_state", state, raising=False)
    sheet = Sheet("tell", date(2026, 11, 22))
    assert sheet.answers() is None
    state[sheet.key("where")] = "Capstan (ward)"
    sheet.restore(
        {
            "seen": TEXT,
            "where": "Corngate (ward)",
            "when": "day",
            "first": "2026-11-20",
            "last": "no day",
            "strands": ["race"],
            "is_anonymous": "yes",
            "unknown": 3,
        }
    )
    said = sheet.answers()
    assert said is not None and sheet.is_brought_back
    assert (said["seen"], said["where"], said["first"]) == (TEXT, "Capstan (ward)", "2026-11-20")
    assert (said["strands"], said["last"], said["is_anonymous"]) == (["race"], None, False)
    assert sheet.days() == (date(2026, 11, 20), date(2026, 11, 20))
    sheet.clear()
    assert sheet.answers() is None and not sheet.is_brought_back


def test_the_form_for_everybody_is_closed_unless_it_is_opened(desk: Desk) -> None:
    page = opened("tell_us")
    assert not page.exception and "This form is closed" in told(page)
    assert not page.text_area and "Ring 999" in told(page)


def test_what_the_public_tells_waits_and_is_asked_for_no_more_than_can_be_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "open"
    shutil.copytree(desk.partnership.path.parent, folder)
    said = (folder / "partnership.toml").read_text("utf-8")
    rule = '\n[community_form]\nopen = true\nnote = "For *everybody* here."\nmost_a_visit = 1\n'
    (folder / "partnership.toml").write_text(said + rule, "utf-8")
    monkeypatch.setenv("COMMON_GROUND_PARTNERSHIP", str(folder / "partnership.toml"))
    page = opened("tell_us")
    assert not page.exception
    assert "For \\*everybody\\* here." in " ".join(str(one.value) for one in page.markdown)
    put(page, "What was seen or heard?", "A man called John Smith shouted at people.")
    put(page, "When was it?", "unsure")
    press(page, "Send it")
    assert "nothing that you wrote is lost" in told(page) and "your agency" not in told(page)
    assert "Say which ward it was in, or name a public place." in told(page)
    put(page, "Where was it?", "Capstan (ward)")
    put(page, "What was seen or heard?", TEXT)
    press(page, "Send it")
    assert "It says nowhere who you are." in told(page)
    with desk.store.reading() as connection:
        (one,) = entries(connection, schema.submissions)
    assert (one["channel"], one["entered_by"], one["agency"]) == ("public", "The public", "The public")
    assert (one["observed_from"], one["strands"], one["is_anonymous"]) == (None, "", True)
    put(page, "What was seen or heard?", f"{TEXT} Again today.")
    put(page, "Where was it?", "Capstan (ward)")
    press(page, "Send it")
    assert "You have sent 1 message." in told(page)
    assert queue(desk.store, today=date.today()).waiting == 1
