"""An officer decides that two records are one event, sees the number on the map fall, and takes it back."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS

LONG = "/?days=1096&officer=yes"
HEADLINE = re.compile(r"^([\d,]+) reports in ")


def counted(page: Page, app: str) -> int:
    page.goto(app + LONG)
    headline = page.get_by_text(HEADLINE).first
    expect(headline).to_be_visible(timeout=PATIENCE_MS)
    found = HEADLINE.match(headline.inner_text())
    assert found
    return int(found[1].replace(",", ""))


def open_pairs(page: Page, app: str) -> None:
    page.goto(f"{app}/possible_duplicates")
    expect(page.get_by_role("button", name="Same event")).to_be_visible(timeout=PATIENCE_MS)


def test_a_decision_changes_the_count_and_undoing_it_brings_it_back(page: Page, app: str) -> None:
    before = counted(page, app)
    expect(page.get_by_text("not yet decided")).to_be_visible()
    open_pairs(page, app)
    queue = page.get_by_text(re.compile(r"^Pair \d+, 1 of \d+ in the queue$"))
    pair = re.match(r"Pair (\d+),", queue.inner_text())
    assert pair
    page.get_by_label("Note").fill("The centre confirmed it")
    page.get_by_label("Note").press("Tab")
    page.get_by_role("button", name="Same event").press("Enter")
    expect(page.get_by_text("one event from now on")).to_be_visible(timeout=PATIENCE_MS)
    assert counted(page, app) == before - 1

    open_pairs(page, app)
    page.get_by_role("radio", name=re.compile("^Same")).click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible(timeout=PATIENCE_MS)
    while not page.get_by_text(f"Pair {pair[1]}, ").is_visible():
        page.get_by_role("button", name="Next").click()
        page.wait_for_timeout(1500)
    expect(page.get_by_text("“The centre confirmed it”")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("The decision was taken back.")).to_be_visible(timeout=PATIENCE_MS)
    assert counted(page, app) == before


def test_what_differs_is_said_in_words_and_not_by_colour_alone(page: Page, app: str) -> None:
    open_pairs(page, app)
    table = page.get_by_role("table")
    expect(table.get_by_text("= agrees").first).to_be_visible(timeout=PATIENCE_MS)
    expect(table.get_by_role("row", name=re.compile("^Recorded as"))).to_contain_text("≠ differs")


def test_the_way_of_counting_is_in_the_link(page: Page, app: str) -> None:
    page.goto(f"{app}{LONG}&duplicates=distinct")
    expect(page.get_by_text("Counted once only where people decided so")).to_be_visible(timeout=PATIENCE_MS)
    assert "duplicates=distinct" in page.url
