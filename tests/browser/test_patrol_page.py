"""A sergeant opens the app, goes to tonight's patrol, and prints it: two clicks and no typing."""

import re

import pypdf
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import MAP, asked, open_map, settle


def test_tonights_plan_is_two_clicks_away_and_one_sheet_of_paper(page: Page, app: str) -> None:
    open_map(page, app)
    page.get_by_test_id("stPageLink").get_by_text("Plan a patrol").click()
    expect(page.get_by_role("heading", name="Patrol", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(
        page.get_by_text(re.compile(r"19:00 to 23:00: .* places? where reports concentrate"))
    ).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    expect(page.locator(MAP).locator("canvas").first).to_be_visible(timeout=PATIENCE_MS)
    assert asked(page) == {}  # nothing asked for: tonight, the whole area
    with page.expect_download() as download:
        page.get_by_role("button", name="A4 page to print").click()
    assert download.value.suggested_filename.endswith("-official-sensitive.pdf")
    (sheet,) = pypdf.PdfReader(download.value.path()).pages
    said = re.sub(r"\s+", " ", sheet.extract_text())
    assert "19:00 to 23:00" in said and "not where crime will happen" in said
