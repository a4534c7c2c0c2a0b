"""An officer looks after the register, and the owner of an entry answers by a link."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import settle


def open_register(page: Page, app: str) -> None:
    page.goto(f"{app}/centres")
    expect(page.get_by_text("Asks for attention")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()
    settle(page)


def fill(page: Page, label: str, words: str) -> Locator:
    box = page.get_by_label(label, exact=True).locator("visible=true")
    box.fill(words)
    return box


def test_what_asks_for_attention_is_one_click_away(page: Page, app: str) -> None:
    open_register(page, app)
    page.get_by_role("button", name="centres are dormant").click()
    settle(page)
    expect(page.get_by_text("2 of 24 entries.")).to_be_visible(timeout=PATIENCE_MS)
    choose(page, "Open an entry", "Larkmoor Methodist Hall")
    expect(page.get_by_text("Open, yet nothing has come from it for half a year.")).to_be_visible()
    expect(page.get_by_text("Last report: May 2025")).to_be_visible()


def test_the_download_leaves_out_who_asks_not_to_be_listed(page: Page, app: str) -> None:
    open_register(page, app)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download what may be listed").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    names = {row["name"] for row in rows}
    assert "Wrenmouth Central Library" in names and not {"Capstan House", "Haven East"} & names


def test_a_new_entry_is_checked_where_it_is_written(page: Page, app: str) -> None:
    open_register(page, app)
    page.get_by_role("tab", name="Enter one").click()
    fill(page, "Name", "Quay Street Hub")
    fill(page, "Postcode", "WM1")
    page.get_by_role("button", name="Keep this entry").click()
    expect(page.get_by_text("This is not a postcode.")).to_be_visible(timeout=PATIENCE_MS)
    fill(page, "Postcode", "wm12tx")
    page.get_by_role("button", name="Keep this entry").click()
    expect(page.get_by_text("Quay Street Hub is in the register.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("tab", name="Directory").click()
    expect(page.get_by_text("Address: WM1 2TX")).to_be_visible(timeout=PATIENCE_MS)


def test_a_centre_is_closed_with_a_day_and_a_reason(page: Page, app: str) -> None:
    open_register(page, app)
    choose(page, "Open an entry", "Southgate Community House")
    page.get_by_role("button", name="Close …").click()
    why = page.get_by_label("Why", exact=True).locator("visible=true")
    why.fill("the roof leaks")
    why.press("Enter")
    settle(page)
    page.get_by_role("button", name="It is closed").click()
    expect(page.get_by_text("Southgate Community House: closed since")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_text("Closed ones too").click()
    settle(page)
    choose(page, "Open an entry", "Southgate Community House")
    expect(page.get_by_text("the roof leaks").first).to_be_visible()


def test_the_owner_answers_once(page: Page, app: str, browser: Browser) -> None:
    open_register(page, app)
    choose(page, "Open an entry", "Lantern Victim Care")
    page.get_by_role("button", name="Ask the owner …").click()
    page.get_by_role("button", name="Make a link").click()
    shown = page.locator("[data-testid=stCode] code")
    expect(shown).to_be_visible(timeout=PATIENCE_MS)
    link = shown.inner_text().strip()
    assert link.startswith(f"{app}/confirm?key=")
    with browser.new_context(viewport={"width": 900, "height": 1000}) as owner:
        answer = owner.new_page()
        answer.set_default_timeout(PATIENCE_MS)
        answer.goto(link)
        expect(answer.get_by_text("Name: Lantern Victim Care")).to_be_visible(timeout=PATIENCE_MS)
        expect(answer.get_by_test_id("stTopNav")).to_be_hidden()
        assert "key" not in answer.url
        answer.get_by_role("button", name="All still right").click()
        expect(answer.get_by_text("Thank you. Noted as right today.")).to_be_visible(timeout=PATIENCE_MS)
    with browser.new_context() as again:
        answer = again.new_page()
        answer.goto(link)
        expect(answer.get_by_text("This link does not open anything.")).to_be_visible(timeout=PATIENCE_MS)
        assert "Lantern" not in answer.locator("body").inner_text()


def test_a_list_is_taken_in_with_every_row_accounted_for(page: Page, app: str, tmp_path: Path) -> None:
    listed = tmp_path / "services.csv"
    listed.write_text(
        "service,postcode,contact\nAdvice Van,WM1 2TX,01632 960300\nSomebody,,07700 900123\n",
        encoding="utf-8",
    )
    open_register(page, app)
    page.get_by_role("tab", name="Send a file").click()
    page.get_by_text("Support services", exact=True).locator("visible=true").first.click()
    settle(page)
    page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(listed)
    expect(page.get_by_text("1 of 2 rows are ready")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Take in these support services").click()
    expect(page.get_by_text("2 read = 1 accepted")).to_be_visible(timeout=PATIENCE_MS)
