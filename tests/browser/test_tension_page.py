"""The board of tension in a browser: the arrow keys walk it, Enter takes a cell in hand, a click does too."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_hot_spots_page import settle


def test_the_board_is_walked_with_the_arrow_keys_and_with_the_pointer(page: Page, app: str) -> None:
    page.goto(f"{app}/tension")
    board = page.get_by_role("table", name=re.compile("Tension by ward and strand"))
    expect(board).to_be_visible(timeout=PATIENCE_MS * 2)
    settle(page)
    first = board.get_by_role("button").first
    first.click()
    expect(first).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    settle(page)
    expect(first).to_be_focused()  # the board is not drawn anew, so the keyboard stays where it is
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    below = board.get_by_role("row").nth(2).get_by_role("button").nth(1)
    expect(below).to_have_attribute("aria-pressed", "true", timeout=PATIENCE_MS)
    where = (below.get_attribute("aria-label") or "").split(":")[0].replace(", ", ": ")
    expect(page.get_by_role("heading", name=where, exact=True)).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    assert f"ward={below.get_attribute('data-ward')}" in page.url
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
