"""Going from page to page as people do: open a menu of the navigation, choose a page."""

from playwright.sync_api import Locator, Page, expect

__all__ = ["choose", "go_to", "view_as"]


def go_to(page: Page, section: str, name: str) -> None:
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def view_as(page: Page, role: str) -> None:
    """Look at the demo as somebody in another role."""
    box = page.get_by_role("combobox", name="View as…")
    box.click()
    page.get_by_role("option", name=role, exact=True).click()
    expect(box).to_have_value(role)


def choose(page: Page, asked: Locator, wanted: str) -> int:
    """Open a list, type and pick: two clicks.  It folds up where the page still moves, so look twice."""
    option = page.get_by_role("option", name=wanted)
    for _ in range(5):
        asked.click()
        asked.fill(wanted)
        page.wait_for_timeout(400)
        if option.first.is_visible():
            break
    option.first.click()
    return 2
