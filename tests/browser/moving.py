"""Going from page to page as people do: open a menu of the navigation, choose a page."""

from playwright.sync_api import Page, expect

__all__ = ["go_to", "view_as"]


def go_to(page: Page, section: str, name: str) -> None:
    page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
    page.get_by_role("menuitem", name=name, exact=True).click()


def view_as(page: Page, role: str) -> None:
    """Look at the demo as somebody in another role."""
    box = page.get_by_role("combobox", name="View as…")
    box.click()
    page.get_by_role("option", name=role, exact=True).click()
    expect(box).to_have_value(role)
