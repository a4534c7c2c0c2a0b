"""An officer looks through the calendar, enters an event and sends a list."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_centres_page import choose, fill
from tests.browser.test_hot_spots_page import settle


def open_calendar(page: Page, app: str) -> None:
    page.goto(f"{app}/events")
    page.get_by_role("radio", name="Everything").or_(
        page.get_by_role("button", name="Everything")
    ).first.click()
    settle(page)


def test_the_calendar_shows_every_event_on_a_line_of_time(page: Page, app: str) -> None:
    open_calendar(page, app)
    expect(page.get_by_text("45 of 45 events.")).to_be_visible(timeout=PATIENCE_MS)
    expect(
        page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg")
    ).to_be_visible()
    fill(page, "Search", "hanukkah").press("Enter")
    settle(page)
    expect(page.get_by_text("2 of 45 events.")).to_be_visible(timeout=PATIENCE_MS)


def test_an_event_is_entered_and_mended(page: Page, app: str) -> None:
    open_calendar(page, app)
    page.get_by_role("tab", name="Enter one").click()
    fill(page, "Title", "Quay fair")
    page.get_by_role("button", name="Keep this event").click()
    expect(page.get_by_text("No date. Give the first day.")).to_be_visible(timeout=PATIENCE_MS)
    for part, value in (("day", "05"), ("month", "12"), ("year", "2026")):
        page.get_by_role("spinbutton", name=f"{part}, First day").locator("visible=true").fill(value)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keep this event").click()
    expect(page.get_by_text("Quay fair is in the calendar.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Calendar").click()
    choose(page, "Open an event", "5 December 2026: Quay fair")
    fill(page, "Note", "crowds on the quay")
    page.get_by_role("button", name="Keep the changes").click()
    expect(page.get_by_text("Quay fair is kept.")).to_be_visible(timeout=PATIENCE_MS)


def test_a_list_of_events_is_taken_in(page: Page, app: str, tmp_path: Path) -> None:
    listed = tmp_path / "calendar.csv"
    listed.write_text(
        "Subject,Start Date,End Date,Kind\nHarvest,2027-09-19,,local\nBall,31/02/2027,,local\n",
        encoding="utf-8",
    )
    open_calendar(page, app)
    page.get_by_role("tab", name="Send a file").click()
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(listed)
    expect(page.get_by_text("1 of 2 rows are ready")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Take in these events").click()
    expect(page.get_by_text("2 read = 1 accepted")).to_be_visible(timeout=PATIENCE_MS)
