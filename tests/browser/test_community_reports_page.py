"""Somebody writes a report down: a number is refused, a name asked about, and all is kept with care."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import settle

expect.set_options(timeout=PATIENCE_MS)
TEXT = "A man called John Smith shouted at people leaving the community hall."


@pytest.fixture
def reports(page: Page, app: str) -> Page:
    page.goto(f"{app}/community_reports")
    expect(page.get_by_text("What these are:")).to_be_visible()
    settle(page)
    return page


def choose(page: Page, label: str, wanted: str) -> None:
    """Pick from a list; the list folds up by itself where the page still moves, so look twice."""
    box, option = (
        page.get_by_role("combobox", name=label, exact=True),
        page.get_by_role("option", name=wanted),
    )
    for _ in range(5):
        box.click()
        box.fill(wanted)
        page.wait_for_timeout(500)
        if option.first.is_visible():
            break
    option.first.click()
    settle(page)


def work(page: Page, name: str, agency: str) -> None:
    page.get_by_role("textbox", name="Working as").fill(name)
    page.keyboard.press("Tab")
    settle(page)
    choose(page, "Working for", agency)


def say_seen(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="What was seen or heard").first.fill(text)
    page.keyboard.press("Control+Enter")
    settle(page)


def answer_the_rest(page: Page, form: Locator) -> None:
    """Fill in what must be said beside the text."""
    day = form.get_by_test_id("stDateInput").filter(has_text="Seen from")
    for name, value in (("day", "05"), ("month", "10"), ("year", "2026")):
        day.get_by_role("spinbutton", name=re.compile(name)).fill(value)
    settle(page)
    form.get_by_role("textbox", name="Public place").fill("The community hall")
    page.keyboard.press("Tab")
    settle(page)
    choose(page, "Strands", "Religion")
    page.keyboard.press("Escape")
    choose(page, "Who tells", "Ward panel")
    for answer in ("Experienced: it happened", "2 Moderate", "2: Untested", "C: Known", "P: Lawful"):
        form.get_by_text(answer).click()
        settle(page)


def test_a_report_is_refused_confirmed_checked_and_graded_again(reports: Page) -> None:
    page = reports
    work(page, "Ann", "Lantern")
    page.get_by_role("tab", name="Write one").click()
    form = page.get_by_role("tabpanel", name="Write one")
    say_seen(page, "Ring 07700 900123 about the shouting near the hall")
    refused = form.get_by_role("alert").filter(has_text="A telephone number at characters 6 to 17")
    expect(refused).to_be_visible()
    assert "900123" not in refused.inner_text()
    form.get_by_role("button", name="Keep this report").click()
    expect(form.get_by_text("There is no day on which it was seen.").first).to_be_visible()
    expect(form.get_by_text("There is no handling code; it is P or C.").first).to_be_visible()

    say_seen(page, TEXT)
    expect(form.get_by_text("Possible personal details in what was seen").first).to_be_visible()
    answer_the_rest(page, form)
    form.get_by_text("I have read it again").click()
    settle(page)
    form.get_by_role("button", name="Keep this report").click()
    expect(page.get_by_text("The report is kept.")).to_be_visible()

    work(page, "Cal", "Curlew")
    page.get_by_role("tab", name="Read").click()
    choose(page, "Open a report", "COM-")
    expect(page.get_by_test_id("stAlert").filter(has_text="Hidden until somebody")).to_be_visible()
    expect(page.get_by_text(TEXT)).to_have_count(0)

    work(page, "Bea", "Lantern")
    choose(page, "Open a report", "COM-")
    expect(page.get_by_test_id("stText").filter(has_text=TEXT)).to_be_visible()
    page.get_by_role("button", name="There are none").click()
    expect(page.get_by_text("The report is checked.")).to_be_visible()
    settle(page)
    grade_it_again(page)
    assert "John" not in page.url


def grade_it_again(page: Page) -> None:
    """Give another grade, and find the old one in the history."""
    page.get_by_text("Grade it again").click()
    choose(page, "Information", "B: Known")
    page.get_by_role("textbox", name="Why").first.fill("The panel has heard it from two others.")
    page.keyboard.press("Tab")
    settle(page)
    expect(page.get_by_role("combobox", name="Information", exact=True)).to_have_value(re.compile("^B: "))
    page.get_by_role("button", name="Grade again").click()
    expect(page.get_by_text("The report is graded 2B now.")).to_be_visible()
    page.get_by_text("History", exact=True).click()
    expect(page.get_by_text("Graded again: The panel has heard it from two others.")).to_be_visible()
    expect(page.get_by_text("Information grade: C → B")).to_be_visible()


def test_a_list_is_asked_and_says_how_many_wait(reports: Page) -> None:
    expect(reports.get_by_text(re.compile(r"\d+ of \d+ reports: 1 needs a second look"))).to_be_visible()
    choose(reports, "Ward", "Quarrel Hill")
    expect(reports.get_by_text(re.compile(r"^\d{1,2} of 1\d\d reports"))).to_be_visible()


def test_a_file_is_checked_before_it_is_kept(reports: Page, tmp_path) -> None:
    from dashboard.desks.report_files import sample_file

    path = tmp_path / "reports.csv"
    path.write_bytes(sample_file().replace(b",2B,", b",Z9,", 1))
    reports.get_by_role("tab", name="Send a file").click()
    panel = reports.get_by_role("tabpanel", name="Send a file")
    panel.locator("input[type=file]").set_input_files(path)
    expect(panel.get_by_text("2 of 3 rows are ready")).to_be_visible()
    panel.get_by_role("button", name="Take in these community reports").click()
    expect(panel.get_by_text("3 read = 2 accepted")).to_be_visible()
    with reports.expect_download() as download:
        panel.get_by_role("button", name="Download the rows set aside").click()
    assert "grading 'Z9' is not known" in download.value.path().read_text("utf-8-sig")
