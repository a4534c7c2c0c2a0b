"""The analyst waits for a page of statistics that takes long, and need not."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import settle


def test_a_long_calculation_tells_how_far_it_is_and_can_be_stopped(page: Page, app: str) -> None:
    page.goto(f"{app}/clusters?days=365&officer=yes")
    stop = page.get_by_role("button", name="Stop working this out")
    expect(stop).to_be_visible(timeout=PATIENCE_MS)
    stop.click()
    expect(page.get_by_text("was stopped")).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    page.get_by_role("button", name="Work it out").click()
    expect(stop).to_be_visible(timeout=PATIENCE_MS)
    stop.click()
    expect(page.get_by_text("was stopped")).to_be_visible(timeout=PATIENCE_MS)
