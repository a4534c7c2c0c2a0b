"""A meeting on the projector, from the keyboard alone: it walks, decides, and the board shows it."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.accessible import serious_findings
from tests.browser.conftest import PATIENCE_MS
from tests.browser.moving import go_to, view_as
from tests.browser.test_hot_spots_page import settle

WORRY = "New posters near two schools, and nobody plans more."


def title(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def walk_on(page: Page) -> str:
    """Press N until the next ward is on the screen."""
    before = title(page)
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).not_to_have_text(before, timeout=PATIENCE_MS)
    settle(page)
    return title(page)


def tab_to(page: Page, wanted: Locator, *, most: int = 6) -> None:
    """Go on by the Tab key; a window that has just opened takes the first one for itself or does not."""
    for _ in range(most):
        page.wait_for_timeout(200)
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(wanted).to_be_focused()


def test_two_wards_are_decided_from_the_keyboard(page: Page, own_app: str) -> None:
    page.goto(f"{own_app}/tension")
    view_as(page, "Coordinator")
    settle(page)
    go_to(page, "Tension", "Meeting")
    expect(page.get_by_text(re.compile(r"^0 of \d+ wards decided"))).to_be_visible(timeout=PATIENCE_MS)
    settle(page)
    first = walk_on(page)

    page.keyboard.press("s")
    expect(page.locator("tr[aria-current=true]")).to_contain_text("Race", timeout=PATIENCE_MS)
    settle(page)
    page.keyboard.press("4")
    window = page.get_by_role("dialog")
    expect(window.get_by_role("radio", name="4 High")).to_be_checked(timeout=PATIENCE_MS)
    tab_to(page, window.get_by_role("textbox", name="Reason"))
    page.keyboard.type(WORRY)  # n, p, s, m, a, l, d are letters here
    expect(window.get_by_role("textbox", name="Reason")).to_have_value(WORRY)
    page.keyboard.press("Control+Enter")
    expect(window).to_have_count(0, timeout=PATIENCE_MS)
    expect(page.get_by_text(re.compile(r"^1 of \d+ wards decided"))).to_be_visible(timeout=PATIENCE_MS)
    assert title(page) == first

    second = walk_on(page)
    page.keyboard.press("6")  # other than what is indicated, so it wants a reason
    for _ in range(3):
        expect(window).to_be_visible(timeout=PATIENCE_MS)
        page.keyboard.press("Tab")
    page.keyboard.press("Control+Enter")
    expect(window.get_by_text("Say why, in a few words.")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.get_by_test_id("stToast")).to_have_count(0, timeout=PATIENCE_MS)  # Streamlit gives it no name
    assert serious_findings(page) == []
    page.keyboard.press("Escape")
    expect(window).to_have_count(0, timeout=PATIENCE_MS)
    assert title(page) == second and "WORRY" not in page.url

    go_to(page, "Tension", "Tension")
    page.get_by_role("radio", name="Month").or_(page.get_by_role("button", name="Month")).first.click()
    settle(page)
    page.get_by_role("button", name="Later").click()
    agreed = page.get_by_role("button", name=re.compile(f"{first}, Race.*the meeting agreed 4 High"))
    expect(agreed).to_be_visible(timeout=PATIENCE_MS)
